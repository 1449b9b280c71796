"""The documentation agrees with the program: tables, links, commands, examples."""

import doctest
import importlib.util
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from sim import load_scenario, run
from sim.cli import main
from sim.cli.compose import asked
from sim.cli.lab import lab_asked
from sim.cli.play import play_asked
from sim.cli.questions import behaviour_of
from sim.cli.several import sides_of
from sim.cli.verbs import VERBS, Fit, Patterns, Run, Sensitivity, Sweep, Why
from sim.day.decide import DECISIONS
from sim.day.events import FORMS
from sim.day.phases import PHASES
from sim.questions.fit.question import question_of as question_of_fit
from sim.questions.fit.settings import settings_from
from sim.questions.patterns.mechanisms import STEPS
from sim.questions.run.summary import summary, summary_table
from sim.questions.sensitivity.settings import Settings
from sim.questions.sensitivity.study import question_of
from sim.questions.sweep.sweep import sweep_of
from sim.runs.designs import Design
from sim.runs.tables import COLUMNS
from sim.scenario.behaviour import Behaviour

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *DOCS.rglob("*.md"),
        *ROOT.glob("experiments/**/*.md"),
    ]
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# A command on a line of its own, in an indented or fenced block, and one within a line of prose.
ON_A_LINE = re.compile(r"^(?: {4}|\$ |)((?:python -m sim|ceasefire) .+)$", re.MULTILINE)
IN_PROSE = re.compile(r"`((?:python -m sim|ceasefire) [^`]+)`")
EXERCISE = re.compile(r"^experiments/exercises/\d_")
# Words that stand for something in a usage line, such as `ceasefire check FILE`.
STANDS_FOR = re.compile(r"\b(?:FILE|FOLDER|VERB|PATTERN|NAME|ID)\b")


def name_of(page: Path) -> str:
    """Path of a page within the repository."""
    return page.relative_to(ROOT).as_posix()


def tables() -> ModuleType:
    """The script that writes the parameters."""
    spec = importlib.util.spec_from_file_location("make_tables", DOCS / "make_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_of(name: str) -> str:
    """Text of a page."""
    return (ROOT / name).read_text(encoding="utf-8")


# Tables


def test_the_page_of_parameters_is_up_to_date() -> None:
    fresh = tables().parameters_page()
    assert text_of("docs/parameters.md") == fresh, "run `python docs/make_tables.py`"


def test_every_block_of_behaviour_is_in_the_odd() -> None:
    odd = text_of("docs/odd.md")
    assert not [name for name in Behaviour.model_fields if f"behaviour.{name}" not in odd]


def test_every_switch_is_in_the_odd() -> None:
    odd = text_of("docs/odd.md")
    for name, field in Behaviour.model_fields.items():
        if "active" in (getattr(field.annotation, "model_fields", None) or {}):
            assert f"`behaviour.{name}.active=false`" in odd


def test_the_odd_lists_the_phases_in_their_order() -> None:
    listed = re.findall(r"^\d+\. `(\w+)`:", text_of("docs/odd.md"), re.MULTILINE)
    assert listed == [phase.name for phase in PHASES]


def test_the_odd_lists_the_address_of_every_process() -> None:
    odd = text_of("docs/odd.md")
    processes = re.findall(r"^([A-Z_]+) = (\d+)$", text_of("sim/law/draws.py"), re.MULTILINE)
    after_nobody = processes[[name for name, _ in processes].index("NOBODY") + 1 :]
    assert not [name for name, no in after_nobody if f"| {no} | `{name}` |" not in odd]


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_of_event_is_described(kind: str) -> None:
    kinds = text_of("docs/results.md").partition("| kind | forms |")[2].splitlines()
    row = next(line for line in kinds if line.startswith(f"| `{kind}` |"))
    named = row if kind != "breach" else row + " ".join(f"`{form}`" for form in FORMS["attack"])
    assert not [form for form in FORMS[kind] if f"`{form}`" not in named]


def described_columns(table: str) -> set[str]:
    """Names in the section of a table."""
    page = text_of("docs/results.md")
    section = page.partition(f"## {table}.parquet\n")[2].partition("\n## ")[0]
    found = set(re.findall(r"`([\w.<>]+)`", section))
    # `_false` after `accusations_true` stands for `accusations_false`.
    return found | {f"accusations{name}" for name in found if name.startswith("_")}


@pytest.mark.parametrize("table", COLUMNS)
def test_every_promised_column_is_described(table: str) -> None:
    assert set(COLUMNS[table]) <= described_columns(table)


@pytest.mark.usefixtures("compiled")
def test_every_column_of_agreements_and_clauses_is_described() -> None:
    found = run(load_scenario("textbook/standard"), replicates=1, workers=1, horizon=2)
    assert set(found.agreements.columns) <= described_columns("agreements")
    assert set(found.clauses.columns) <= described_columns("clauses")


def test_the_odd_lists_the_steps_of_the_loop_in_their_order() -> None:
    table = text_of("docs/odd.md").partition("| step | what the log must show |")[2]
    listed = re.findall(r"^\| ([\w -]+) \| ", table.partition("\n\n")[0], re.MULTILINE)
    assert tuple(listed) == STEPS


def test_the_odd_names_every_file_of_the_limits_and_no_other() -> None:
    named = set(re.findall(r"^\| `(test_\w+\.py)` \|", text_of("docs/odd.md"), re.MULTILINE))
    assert named == {file.name for file in (ROOT / "tests" / "limits").glob("test_*.py")}


# Links


def anchors(page: Path) -> set[str]:
    """Anchors of the headings of a page."""
    lines = FENCE.sub("", page.read_text(encoding="utf-8")).splitlines()
    headings = [line.lstrip("#").strip() for line in lines if re.match(r"#{1,6} ", line)]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if "://" in link or link.startswith("mailto:"):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), f"{name_of(page)}: {link}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{name_of(page)}: {link}"


# Commands


def commands() -> Iterator[tuple[str, str]]:
    """Commands that the pages show, each with its page."""
    seen: set[str] = set()
    # The commands of the exercises are carried out by tests/experiments/test_exercises.py.
    for page in (page for page in PAGES if not EXERCISE.search(name_of(page))):
        # A line that ends in a backslash goes on in the next, as in a shell.
        text = re.sub(r"\\\n +", "", page.read_text(encoding="utf-8"))
        for command in [*ON_A_LINE.findall(text), *IN_PROSE.findall(text)]:
            line = command.partition("  #")[0].strip()
            if line not in seen:
                seen.add(line)
                yield name_of(page), line


def yaml_blocks(name: str) -> list[str]:
    """YAML in the fenced blocks of a page."""
    return re.findall(r"^```yaml\n(.*?)^```", text_of(name), re.MULTILINE | re.DOTALL)


@pytest.fixture
def with_the_valley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds the files that docs/scenarios.md tells the reader to write."""
    valley, june = yaml_blocks("docs/scenarios.md")
    (tmp_path / "mine" / "conflict").mkdir(parents=True)
    (tmp_path / "mine" / "valley.yaml").write_text(valley)
    shared = re.sub(r"^(?:behaviour|measurement):.*\n", "", valley, flags=re.MULTILINE)
    (tmp_path / "mine" / "conflict" / "valley.yaml").write_text(shared)
    (tmp_path / "mine" / "valley_june.yaml").write_text(june)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_understood(arguments: list[str]) -> None:
    """Composing shows that every key exists and every value fits."""
    if "--cfg" in arguments:
        arguments = arguments[: arguments.index("--cfg")]
    asked(Run, arguments).question()


def sweep_understood(arguments: list[str]) -> None:
    """Every point is laid out and checked."""
    question = asked(Sweep, arguments).question()
    sweep_of(question.scenario, Design(**vars(question.settings.design)))


def sensitivity_understood(arguments: list[str]) -> None:
    """There is something to vary."""
    question = asked(Sensitivity, arguments).question()
    study = dict(vars(question.settings.sensitivity))
    space, only = study.pop("space"), study.pop("only")
    settings = Settings(**study, replicates=question.settings.replicates)
    assert question_of(question.scenario, space, only, settings=settings).chosen.parameters


def fit_understood(arguments: list[str]) -> None:
    composed = asked(Fit, arguments)
    question_of_fit(settings_from(composed.question().settings.fit), behaviour_of(composed))


# What would take long is not run: that it is understood is enough.
UNDERSTOOD: dict[str, Callable[[list[str]], object]] = {
    "run": run_understood,
    "compare": lambda arguments: sides_of(arguments).comparison(),
    "why": lambda arguments: asked(Why, arguments).question(),
    "sweep": sweep_understood,
    "sensitivity": sensitivity_understood,
    "patterns": lambda arguments: asked(Patterns, arguments).question(),
    "fit": fit_understood,
    "play": play_asked,
    "lab": lab_asked,
}


@pytest.mark.parametrize(("page", "line"), list(commands()))
def test_every_command_of_the_pages_is_understood(
    page: str,
    line: str,
    with_the_valley: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = shlex.split(line.replace("python -m sim", "ceasefire", 1))[1:]
    if words[0].startswith("--") or STANDS_FOR.fullmatch(words[0]):
        assert words[0] in ("--help", "--version", "VERB")
        return
    verb, *arguments = words
    assert verb in VERBS, page
    if "--help" in arguments or any(STANDS_FOR.search(word) for word in arguments):
        return
    if verb not in UNDERSTOOD:
        if arguments or verb == "scenarios":
            assert main([verb, *arguments]) == 0
        return
    if any(word.startswith("config=") for word in arguments):
        monkeypatch.chdir(ROOT)
    if arguments or verb in ("run", "why", "play", "patterns", "fit", "lab"):
        UNDERSTOOD[verb](arguments)


def test_the_pages_show_commands() -> None:
    assert len(list(commands())) > 10


# Examples


@pytest.mark.usefixtures("compiled")
def test_the_readme_shows_what_the_command_counts_today() -> None:
    table = summary_table(summary(run("idlib/sochi_2018")))
    page = text_of("README.md")
    missing = [line for line in table.splitlines() if line and f"    {line}\n" not in page]
    assert not missing


def test_the_small_scenario_of_the_pages_is_sound(
    with_the_valley: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "mine/valley.yaml", "mine/valley_june.yaml"]) == 0
    shown = capsys.readouterr().out.splitlines()
    page = text_of("docs/scenarios.md")
    assert all(f"    {line}" in page for line in shown[:3])


MISTAKES = {
    "leverage: 1.4": (r"leverage: +#.*\n.*\n.*\n", "leverage: 1.4\n"),
    "detecton": (r"detection:", "detecton:"),
    "rebells": (r"client: rebels", "client: rebells"),
    "HR23": (r"(people: 40000\n +)source: HR24", r"\1source: HR23"),
    "without deadline": (r" +due: 30.*\n", ""),
    "no chain": (r"neighbours: \[bridge\]", "neighbours: []"),
    "interpolation": (r"due: 30.*", r"due: ${oc.env:HOME}"),
    "gap": (r"detection: 0.4", "detection: ???"),
    "nothing": (r"holder: government", "holder:"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_messages_of_the_pages_are_the_program_s(
    mistake: str, with_the_valley: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pattern, instead = MISTAKES[mistake]
    valley = Path("mine/valley.yaml").read_text()
    broken, count = re.subn(pattern, instead, valley)
    assert count
    Path("mine/broken.yaml").write_text(broken)
    assert main(["check", "mine/broken.yaml"]) == 2
    message = capsys.readouterr().err.partition("broken.yaml: ")[2].strip()
    assert f"`{message}`" in text_of("docs/scenarios.md")


def test_the_example_of_extending_runs() -> None:
    failed, tried = doctest.testfile(str(DOCS / "extending.md"), module_relative=False)
    assert tried > 5
    assert not failed


def test_every_decision_that_may_be_overridden_is_listed() -> None:
    table = text_of("docs/extending.md").partition("| `what` |")[2].partition("\n\n")[0]
    assert set(DECISIONS) == set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| ([^|]+)", table, re.MULTILINE)))
    )


def test_every_page_is_linked_from_the_index() -> None:
    index = text_of("docs/index.md")
    assert not [
        page.name
        for page in DOCS.glob("*.md")
        if f"({page.name})" not in index and page.name != "index.md"
    ]


def test_every_decision_is_described_in_its_order() -> None:
    table = text_of("docs/extending.md").partition("| `what` |")[2].partition("\n\n")[0]
    rows = [line.split(" | ")[0] for line in table.splitlines() if line.startswith("| `")]
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == list(DECISIONS)
