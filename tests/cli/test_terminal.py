"""Where results go, and what is said of runs that failed."""

from pathlib import Path

import pytest

from sim.cli.terminal import ended, kept_folder


def test_a_study_that_goes_on_has_one_folder_for_one_question() -> None:
    digest = "0123456789abcdef" * 4
    found = kept_folder("sweep", "idlib/sochi_2018", digest)
    assert found == Path("results/sweep/idlib-sochi_2018/0123456789ab")
    assert kept_folder("sweep", "idlib/sochi_2018", digest[::-1]) != found


def test_where_nothing_failed_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("ceasefire run", Path("out"), 0) == 0
    assert capsys.readouterr() == ("\nResults: out\n", "")


@pytest.mark.parametrize(
    ("of", "first", "said"),
    [
        ("runs", None, "3 runs failed."),
        ("80 runs", None, "3 of 80 runs failed."),
        ("80 runs", "ValueError: no", "3 of 80 runs failed, the first with ValueError: no."),
    ],
)
def test_what_failed_is_counted_and_found(
    of: str, first: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("ceasefire run", Path("out"), 3, of, first) == 1
    shown = capsys.readouterr()
    assert shown.err == f"ceasefire run: {said} {Path('out', 'failures.parquet')} lists them.\n"
    assert shown.out == "\nResults: out\n"
