"""What is made anew, what is said to have moved, and which sentences quote it."""

from __future__ import annotations

import io
import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from experiments.renew.__main__ import main
from experiments.renew.carried_out import DONE, FAILED, LEFT_OUT, Ended, carried_out
from experiments.renew.figures import Figure, content_of
from experiments.renew.moves import Change, Move, by_size, change_of
from experiments.renew.passages import BLOCK, PAGES, filled, kept_table, made, shown
from experiments.renew.quotes import aged, section, sentences
from experiments.renew.report import Findings, on_screen, page
from experiments.renew.steps import ROOT, STEPS, Step, chosen
from experiments.renew.versions import files_now, files_of

if TYPE_CHECKING:
    from pathlib import Path

# These tell of a machine.
NO_STEP = {"results/reference/benchmark.csv", "results/reference/benchmark.md"}


def step(name: str, *commands: str, after: tuple[str, ...] = ()) -> Step:
    return Step(name, name, commands, (f"{name}.csv",), minutes=0, after=after)


def changed(path: str, before: str, after: str) -> dict[str, Move]:
    return {one.name: one for one in change_of(path, before.encode(), after.encode()).moves}


# Steps


def test_every_kept_file_is_written_by_one_step() -> None:
    kept = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "results" / "reference").rglob("*")
        if file.is_file()
    }
    writers = {path: [one.name for one in STEPS if path in one.files(kept)] for path in kept}
    assert {path for path, names in writers.items() if len(names) != 1} == NO_STEP


def test_every_step_writes_files_that_are_there() -> None:
    assert not [one.name for one in STEPS if not files_now([one])]


def test_every_step_comes_after_what_it_builds_on() -> None:
    names = [one.name for one in STEPS]
    assert len(set(names)) == len(names)
    for place, one in enumerate(STEPS):
        assert set(one.after) <= set(names[:place])


def test_every_script_and_page_of_a_step_is_there() -> None:
    for one in STEPS:
        for command in one.commands:
            words = command.split()
            assert words[0] in ("python", "ceasefire")
            scripts = [word for word in words if word.endswith((".py", ".yaml"))]
            assert all((ROOT / word.removeprefix("config=")).exists() for word in scripts)
        for quoted in one.quoted_in:
            pattern, _, heading = quoted.partition("#")
            pages = list(ROOT.glob(pattern))
            assert pages
            if heading:
                assert section(pages[0].read_text(encoding="utf-8"), heading).strip()


def test_the_fit_is_made_only_if_asked_for() -> None:
    assert "fit" not in [one.name for one in chosen([])]
    assert [one.name for one in chosen(["evidence", "fit"])] == ["fit", "evidence"]
    assert chosen(["all"]) == list(STEPS)
    with pytest.raises(LookupError, match="no step fitt"):
        chosen(["fitt"])


def test_a_step_that_fails_loses_only_what_builds_on_it(tmp_path: Path) -> None:
    good, bad = "python -c 'print(1)'", "python -c 'raise SystemExit(3)'"
    steps = [
        step("one", bad, good),
        step("two", good, after=("one",)),
        step("three", good, after=("two",)),
        step("four", good),
    ]
    begun: list[str] = []
    ended = list(carried_out(steps, tmp_path, lambda one: begun.append(one.name)))
    assert [one.how for one in ended] == [FAILED, LEFT_OUT, LEFT_OUT, DONE]
    assert "status 3" in ended[0].why
    assert begun == ["one", "four"]
    assert (tmp_path / "four.log").read_text().endswith("\n1\n")


# Figures


def test_a_table_is_read_by_its_first_columns_and_intervals() -> None:
    found = content_of(
        "a.csv",
        "scenario,without,replicates,days,half_width,moved\nx,talks,10,4.0,1.5,0.2\n"
        "x,fear,10,2,1,0.1\n",
    )
    assert found["x, talks: days"] == Figure(4.0, 2.5, 5.5)
    assert found["x, fear: moved"] == Figure(0.1)
    assert "x, talks: half_width" not in found


def test_ends_of_an_interval_are_no_figures_of_their_own() -> None:
    sweep = '"point","leverage","replicates","held_30","held_30_low","held_30_high"\n'
    found = content_of("a.csv", sweep + "0,0.5,1000,0.9,0.88,0.92\n1,0.7,1000,nan,nan,nan\n")
    assert found == {
        "0.5: replicates": Figure(1000),
        "0.5: held_30": Figure(0.9, 0.88, 0.92),
        "0.7: replicates": Figure(1000),
        "0.7: held_30": "nan",
    }


def test_a_tree_is_read_by_the_words_in_its_lists() -> None:
    tree = {
        "arms": {"base": {"days": {"value": 3.0, "low": 2.0, "high": 4.0}, "p_holm": 0.1}},
        "patterns": [
            {"pattern": "early", "figure": "day 7", "value": 0.8, "low": 0.7, "high": 0.9},
            {"pattern": "early", "figure": "day 30", "value": 0.5, "low": 0.4, "high": 0.6},
        ],
        "sobol": [{"key": "a.b", "total": 0.6, "total_low": 0.5, "total_high": 0.7}],
        "reading": "All is well.",
    }
    assert content_of("a.json", json.dumps(tree)) == {
        "reading": "All is well.",
        "arms > base > days": Figure(3.0, 2.0, 4.0),
        "patterns > early, day 7": Figure(0.8, 0.7, 0.9),
        "patterns > early, day 30": Figure(0.5, 0.4, 0.6),
        "sobol > a.b > total": Figure(0.6, 0.5, 0.7),
    } | {
        f"patterns > early, day {day} > {key}": words
        for day in (7, 30)
        for key, words in (("pattern", "early"), ("figure", f"day {day}"))
    } | {"sobol > a.b > key": "a.b"}


def test_cells_of_a_page_are_read_with_their_intervals() -> None:
    found = content_of(
        "a.md",
        "# Head\n\n| figure | found | verdict |\n|---|---|---|\n"
        "| share | 0.9 (0.8 to 1) | met |\n| days | -1,240 ± 40 | missed |\n",
    )
    assert found == {
        "Head > share: found": Figure(0.9, 0.8, 1.0),
        "Head > share: verdict": "met",
        "Head > days: found": Figure(-1240.0, -1280.0, -1200.0),
        "Head > days: verdict": "missed",
    }


def test_every_kept_file_is_read_to_some_figures() -> None:
    for path, content in files_now([one for one in STEPS if "reference" in one.writes[0]]).items():
        if path.endswith((".csv", ".json", ".md")):
            figures = content_of(path, content.decode()).values()
            assert any(isinstance(one, Figure) for one in figures), path


# Moves


HEAD = "scenario,replicates,days,half_width\n"


def test_a_move_is_measured_in_halves_of_the_interval_before() -> None:
    moves = changed("a.csv", HEAD + "x,10,4,2\ny,10,1,1\n", HEAD + "x,10,7,1\ny,10,1,1\n")
    assert list(moves) == ["x: days"]
    assert moves["x: days"].by == 3
    assert moves["x: days"].half_widths == 1.5


def test_a_row_that_changes_its_place_did_not_move() -> None:
    assert not changed("a.csv", HEAD + "x,10,4,2\ny,10,1,1\n", HEAD + "y,10,1,1\nx,10,4,2\n")


def test_rows_that_come_and_go_are_named() -> None:
    moves = changed("a.csv", HEAD + "x,10,4,2\n", HEAD + "y,10,4,2\n")
    assert moves["x: days"].after is None
    assert moves["y: days"].before is None


def test_words_lines_and_pictures_are_compared() -> None:
    table = "| a | b |\n|---|---|\n"
    then, now = f"Then.\n\n{table}| x | met |\n", f"Now.\n\n{table}| x | missed |\n"
    one = change_of("a.md", then.encode(), now.encode())
    assert [(move.before, move.after) for move in one.words] == [("met", "missed")]
    assert one.lines == ["-Then.", "+Now."]
    assert change_of("a.svg", b"<svg/>", b"<svg />").how == "changed"
    assert change_of("a.svg", b"<svg/>", b"<svg/>").how == "the same"
    assert change_of("a.csv", None, b"a\n1\n").how == "new"


def test_single_runs_are_counted() -> None:
    one = change_of("a.csv", b"a\n1\n2\n3\n", b"a\n1\n5\n3\n", counted=True)
    assert one.counted == "1 of 4 lines"
    assert not one.moves


def test_the_largest_moves_come_first_and_those_without_an_interval_last() -> None:
    moves = [
        Move("small", Figure(1, 0, 2), Figure(1.5)),
        Move("bare", Figure(1), Figure(9)),
        Move("large", Figure(1, 0, 2), Figure(4)),
    ]
    assert [one.name for one in by_size(moves)] == ["large", "small", "bare"]


# Passages


PRINTED = "Head\n  1. first\n  2. second\n     goes on\n  3. third\n\nAll\n\nmore 5\n\nEnd: x\n"


def test_a_passage_is_chosen_by_phrase_by_range_and_by_items() -> None:
    assert shown(PRINTED, "items 2 to 2") == "  2. second\n     goes on"
    assert shown(PRINTED, "All .. End") == "All\n\nmore 5"
    assert shown(PRINTED, "more") == "more 5"
    with pytest.raises(ValueError, match="begins with"):
        shown(PRINTED, "All .. Nowhere")


def test_passages_are_made_and_one_that_cannot_be_stays() -> None:
    text = "a\n<!-- shows x: y; z -->\nold\n<!-- end -->\nb\n<!-- figures no -->\n1\n<!-- end -->\n"

    def make(kind: str, what: str, phrases: list[str]) -> str:
        if what == "no":
            raise LookupError("nothing")
        return f"{kind} {what} {phrases}"

    page_, faults = filled(text, make)
    assert "<!-- shows x: y; z -->\nshows x ['y', 'z']\n<!-- end -->\nb\n" in page_
    assert "<!-- figures no -->\n1\n<!-- end -->" in page_
    assert faults == ["no: nothing"]


@pytest.mark.parametrize("name", ["docs/odd.md", "docs/play.md", "docs/sensitivity.md"])
def test_pages_show_the_kept_figures(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    again, faults = filled(text, made)
    assert again == text, "run `make renew ARGS=pages`"
    assert not faults


def test_the_table_of_seats_says_what_the_kept_one_says() -> None:
    lines = made("figures", "seats", []).splitlines()
    (push,) = (line for line in lines if line.startswith("| always push |"))
    kept = [row for row in kept_table("seats.md") if row[2] == "push"]
    assert [row[3] in push for row in kept] == [True] * 6


def test_every_page_with_passages_is_written_by_the_step() -> None:
    (pages,) = (one for one in STEPS if one.name == "pages")
    assert set(pages.writes) == set(PAGES)
    marked = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
        if BLOCK.search(file.read_text(encoding="utf-8"))
    }
    assert marked == set(PAGES)


# Sentences


PAGE = """\
# Head

The agreement held 166 days
longer (95 % interval 158 to 174). In 62 percent it held. Each is run 1,000 times.

<!-- made -->
It held 166 days.
<!-- end -->

    ceasefire run replicates=166

| what | days |
|---|---|
| talks | -166 ± 8 |
"""


def test_sentences_are_those_written_by_hand() -> None:
    found = [(one.line, one.text) for one in sentences("page.md", PAGE)]
    assert found == [
        (3, "The agreement held 166 days longer (95 % interval 158 to 174)."),
        (4, "In 62 percent it held."),
        (4, "Each is run 1,000 times."),
        (12, "| what | days |"),
        (13, "|---|---|"),
        (14, "| talks | -166 ± 8 |"),
    ]


def test_a_sentence_is_traced_to_the_figure_that_it_rounds() -> None:
    moves = [
        Move("days", Figure(165.9, 157.9, 173.8), Figure(140.2, 132.0, 148.0)),
        Move("share held", Figure(0.6213), Figure(0.55)),
        Move("base", Figure(-166.3, -174, -158), Figure(-90, -95, -85)),
        Move("never quoted", Figure(77), Figure(78)),
        Move("rounds to the same", Figure(1000.1), Figure(1000.2)),
    ]
    traced, others = aged([("page.md", PAGE)], moves)
    said = {one.sentence.line: [(q.said, q.now) for q in one.quotes] for one in traced}
    assert said[3] == [("166", "140"), ("158", "132"), ("174", "148")]
    assert said[4] == [("62", "55")]
    assert said[14] == [("-166", "-90")]
    assert [one.text for one in others] == ["Each is run 1,000 times."]


def test_a_number_is_traced_to_the_figure_of_which_the_sentence_speaks() -> None:
    moves = [
        Move("fear: days", Figure(12.0), Figure(13.0)),
        Move("talks: days", Figure(12.0), Figure(20.0)),
    ]
    ((one,), _) = aged([("page.md", "Without talks it held 12 days.\n")], moves)
    assert [quote.now for quote in one.quotes] == ["20"]


def test_a_number_is_traced_to_a_made_line_that_went() -> None:
    lines = ["-  base  66 (59-72)  296", "+  base  67 (59-73)  298"]
    change = Change("experiments/exercises/1_x/key.md", "changed", lines=lines)
    text = "It held 296 days, of 59 and 66.\n"
    beside, elsewhere = "experiments/exercises/1_x/README.md", "experiments/exercises/2_y/key.md"
    ((one,), others) = aged([(beside, text), (elsewhere, text)], [], [change])
    assert [quote.said for quote in one.quotes] == ["296", "66"]
    assert [sentence.page for sentence in others] == [elsewhere]


def test_a_part_of_a_page_keeps_its_line_numbers() -> None:
    text = "# A\n\n## B\n\nOne 11.\n\n### C\n\nTwo 22.\n\n## D\n\nThree 33.\n"
    found = [(one.line, one.text) for one in sentences("page.md", section(text, "B"))]
    assert found == [(5, "One 11."), (9, "Two 22.")]
    with pytest.raises(LookupError, match="no heading"):
        section(text, "E")


# The report


def findings(before: str, after: str, ended: tuple[Ended, ...] = ()) -> Findings:
    change = change_of("results/reference/a.csv", before.encode(), after.encode())
    traced, others = aged([("page.md", "It held 12 days, of 300.\n\nIt is 99.\n")], change.moves)
    return Findings("the last commit", ended, [change], traced, others)


def test_the_report_names_figures_sentences_and_failures() -> None:
    failed = Ended(step("one"), FAILED, 2.0, "python x ended with status 1:\nTraceback")
    found = findings(HEAD + "x,10,12,2\n", HEAD + "x,10,18,2\n", (failed,))
    text = page(found)
    assert "| a.csv | x: days | 12 (10 to 14) | 18 (16 to 20) | 3.0 |" in text
    assert "- `page.md:1` It held 12 days, of 300.\n  - 12 is now 18: x: days" in text
    assert "- `page.md`: 3" in text
    assert "*one* was failed: python x ended with status 1:\n\n```text\nTraceback\n```" in text
    screen = io.StringIO()
    on_screen(found, Console(file=screen, width=100))
    assert "x: days" in screen.getvalue()
    assert "page.md: 1" in screen.getvalue()


def test_where_nothing_moved_the_report_says_so() -> None:
    same = HEAD + "x,10,12,2\n"
    assert "Nothing moved" in page(findings(same, same))


def test_files_are_read_from_a_commit(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    (tmp_path / "one.csv").write_text("a\n1\n")
    (tmp_path / "other.csv").write_text("a\n1\n")
    git("add", ".")
    git("commit", "-m", "first")
    (tmp_path / "one.csv").write_text("a\n2\n")
    assert files_of("HEAD", [step("one")], tmp_path) == {"one.csv": b"a\n1\n"}
    assert files_now([step("one")], tmp_path) == {"one.csv": b"a\n2\n"}
    with pytest.raises(LookupError):
        files_of("nowhere", [step("one")], tmp_path)


def test_what_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fitt"]) == 2
    assert "no step fitt" in capsys.readouterr().err
    assert main(["--list"]) == 0
    assert "exercises" in capsys.readouterr().out
