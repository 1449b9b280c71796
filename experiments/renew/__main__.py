"""Make every kept figure anew, and say what moved: `make renew`.

    python -m experiments.renew                     # all but the fit; less than an hour
    python -m experiments.renew exercises effects   # some steps
    python -m experiments.renew --list              # which there are, and how long each takes
    python -m experiments.renew --report            # run nothing; only say what moved

A step that fails does not lose the others. What moved is told against the last commit, or that
named with `--since`, on the screen and in full in `results/renew/report.md`.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.table import Table

from experiments.renew.carried_out import DONE, Ended, carried_out
from experiments.renew.moves import Change, change_of
from experiments.renew.quotes import Aged, Sentence, aged, section
from experiments.renew.report import Findings, on_screen, page
from experiments.renew.steps import ROOT, STEPS, Step, chosen, matches
from experiments.renew.versions import Files, files_now, files_of, has_history

OUT = ROOT / "results" / "renew"
WRONG, INTERRUPTED = 2, 130


def main(arguments: list[str]) -> int:
    """Carry out what is asked.

    Parameters
    ----------
    arguments : list of str
        Words of the command line.

    Returns
    -------
    int
        0; 1 if a step failed; 2 if something is asked that there is not; 130 if interrupted.
    """
    asked = _parser().parse_args(arguments)
    console = Console()
    if asked.list:
        _list(console)
        return 0
    try:
        # A report alone is about all files.
        steps = chosen(asked.steps or (["all"] if asked.report else []))
        before, since = _before(asked.since, steps)
    except LookupError as error:
        sys.stderr.write(f"renew: {error}\n")
        return WRONG
    ended: list[Ended] = []
    status = 0
    if not asked.report:
        minutes = sum(step.minutes for step in steps)
        console.print(f"{len(steps)} steps, about {_about(minutes)} on two cores.")
        try:
            for one in carried_out(steps, OUT, lambda step: _begins(step, console)):
                ended.append(one)
                _ended(one, console)
        except KeyboardInterrupt:
            console.print("Interrupted. What was made until then stays, and is reported.")
            status = INTERRUPTED
        console.print()
    found = _findings(since, ended, steps, before)
    on_screen(found, console)
    OUT.mkdir(parents=True, exist_ok=True)
    report = OUT / "report.md"
    report.write_text(page(found), encoding="utf-8")
    console.print(f"\nIn full: {report.relative_to(ROOT)}")
    return status or int(any(one.how != DONE for one in ended))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="renew", description="Make every kept figure anew, and say what moved."
    )
    parser.add_argument("steps", nargs="*", metavar="STEP", help="by default all but the fit")
    parser.add_argument("--list", action="store_true", help="say which steps there are")
    parser.add_argument("--report", action="store_true", help="run nothing; say what moved")
    parser.add_argument("--since", metavar="COMMIT", help="compare with this commit, not the last")
    return parser


def _list(console: Console) -> None:
    table = Table("step", "makes", "about", box=None, header_style="bold")
    for step in STEPS:
        about = step.about + (" (only if asked for)" if step.only_if_asked else "")
        table.add_row(step.name, about, _about(step.minutes))
    console.print(table)
    console.print(f"All but the fit: about {_about(sum(step.minutes for step in chosen([])))}.")


def _about(minutes: float) -> str:
    if minutes < 1:
        return f"{60 * minutes:.0f} s"
    return f"{minutes:.0f} min"


def _before(since: str | None, steps: list[Step]) -> tuple[Files, str]:
    """Read the files to compare with; without a history, those that stand there now."""
    if has_history():
        return files_of(since or "HEAD", steps), f"commit {since}" if since else "the last commit"
    if since:
        message = "--since needs a checkout with its history"
        raise LookupError(message)
    return files_now(steps), "what stood there before"


def _begins(step: Step, console: Console) -> None:
    console.print(f"{step.name}: {step.about} (about {_about(step.minutes)}) ...")


def _ended(one: Ended, console: Console) -> None:
    if one.how == DONE:
        console.print(f"  done in {one.seconds:.0f} s")
    else:
        console.print(f"  {one.step.name} was {one.how}: {one.why}", markup=False)


def _findings(since: str, ended: list[Ended], steps: list[Step], before: Files) -> Findings:
    after = files_now(steps)
    changes: dict[str, Change] = {}
    traced: dict[tuple[str, int], Aged] = {}
    others: dict[tuple[str, int], Sentence] = {}
    for step in steps:
        for path in step.files(set(before) | set(after)):
            counted = any(matches(path, pattern) for pattern in step.counted)
            changes[path] = change_of(path, before.get(path), after.get(path), counted=counted)
        own = [changes[path] for path in step.files(set(changes))]
        moves = [move for change in own for move in change.moves]
        lined = [change for change in own if change.lines]
        if not moves and not lined:
            continue
        found, rest = aged(_pages(step), moves, lined)
        for one in found:
            key = one.sentence.page, one.sentence.line
            known = traced[key].quotes if key in traced else ()
            traced[key] = Aged(one.sentence, tuple(dict.fromkeys([*known, *one.quotes])))
        others |= {(one.page, one.line): one for one in rest}
    left = [one for key, one in others.items() if key not in traced]
    return Findings(since, ended, list(changes.values()), list(traced.values()), left)


def _pages(step: Step) -> list[tuple[str, str]]:
    pages = []
    for quoted in step.quoted_in:
        pattern, _, heading = quoted.partition("#")
        for file in sorted(ROOT.glob(pattern)):
            text = file.read_text(encoding="utf-8")
            part = section(text, heading) if heading else text
            pages.append((file.relative_to(ROOT).as_posix(), part))
    return pages


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
