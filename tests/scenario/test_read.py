"""Files from strangers are data: read them, or refuse them with one message."""

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.errors import InputError
from sim.scenario.read import MOST_BYTES, read_file, read_text


def test_plain_data_is_read_as_it_stands() -> None:
    text = """
    title: A truce   # a comment
    start: 2018-09-17
    share: .5
    days: 30
    big: 1e3
    flag: true
    nothing:
    people: [beta, 2, 5]
    map: {from: 2019-01-01, value: -0.25}
    """
    assert read_text(text) == {
        "title": "A truce",
        "start": "2018-09-17",
        "share": 0.5,
        "days": 30,
        "big": 1000.0,
        "flag": True,
        "nothing": None,
        "people": ["beta", 2, 5],
        "map": {"from": "2019-01-01", "value": -0.25},
    }


def test_words_that_older_yaml_takes_for_flags_or_times_stay_words() -> None:
    text = "on: no\nyes: off\nclock: 12:30\nnumber: 010\nword: .inf"
    assert read_text(text) == {
        "on": "no",
        "yes": "off",
        "clock": "12:30",
        "number": "010",
        "word": ".inf",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!python/object/apply:os.system ['touch owned']", "tag"),
        ("a: !!python/name:os.system", "tag"),
        ("!!python/object/new:type {}", "tag"),
        ("a: !own 3", "tag"),
        ("a: !!set {b}", "tag"),
        ("a: &x 1\nb: *x", "anchor"),
        ("a: *x", "reference"),
        ("a: {<<: {b: 1}}", "<<"),
        ("a: 1\na: 2", "twice"),
        ("a: {b: 1, b: 2}", "twice"),
        ("1: 2", "not a text"),
        ("true: 2", "not a text"),
        ("null: 2", "not a text"),
        ("? [a, b]\n: 1", "not a text"),
        ("? {a: 1}\n: 1", "not a text"),
        ("a: ${oc.env:HOME}", "interpolation"),
        ("a: [1, {b: 'x ${y} z'}]", "interpolation"),
        ("${a}: 1", "interpolation"),
        ("defaults: [base]", "defaults"),
        ("a: {defaults: [base]}", "defaults"),
        ("a: {_target_: os.system}", "_target_"),
        ("a: [{_partial_: true}]", "_partial_"),
        ("_recursive_: false", "_recursive_"),
        ("_own: 1", "_own"),
        ("hydra: {run: {dir: x}}", "hydra"),
        ("# @package _global_\na: 1", "@package"),
        ("a: 1\n  #  @package foo", "@package"),
        ("a: '???'", "???"),
        ("a.b: 1", "addressed"),
        ("- 1", "map"),
        ("just a text", "map"),
        ("", "map"),
        ("a: 1\n---\nb: 2", "YAML"),
        ("a: [1", "YAML"),
        ("a: \x00", "YAML"),
        ("a: '\\x", "YAML"),
        ("%TAG ! tag:yaml.org,2002:python/\n---\na: !object:os.system 1", "tag"),
    ],
)
def test_what_is_more_than_data_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_text(text, "own.yaml")
    assert said in str(refused.value)
    assert str(refused.value).startswith("own.yaml: ")


def test_a_message_names_the_line() -> None:
    with pytest.raises(InputError, match="line 3"):
        read_text("a: 1\nb:\n  c: &x 1")


def test_a_nest_of_references_is_refused_before_it_grows() -> None:
    rows = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(InputError, match="anchor"):
        read_text("\n".join(rows))


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 5000 + "]" * 5000, "{a: " * 5000 + "1" + "}" * 5000]
)
def test_deep_nests_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="deep"):
        read_text(text)


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(InputError, match="thousands of digits"):
        read_text("a: " + "9" * 5000)


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    file.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(InputError, match="2 MiB"):
        read_file(file)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "image.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_file(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml: the file cannot be read"):
        read_file(tmp_path / "nowhere.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_file(tmp_path)


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.from_regex(r"[a-z][a-z ]{0,8}[a-z]", fullmatch=True),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True).filter(
                lambda key: key not in ("defaults", "hydra")
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.just("root"), PLAIN, min_size=1))
def test_plain_data_survives_writing_and_reading(tree: dict[str, object]) -> None:
    assert read_text(yaml.safe_dump(tree)) == tree


@given(st.text(max_size=80) | st.text("{}[]:,-&*!#?|>'\"%@`ab1 \n\t$<", max_size=80))
def test_any_text_is_read_or_refused_with_one_kind_of_error(text: str) -> None:
    with contextlib.suppress(InputError):
        read_text(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a: ???", "a"),
        ("a: [b, ???]", "a"),
        ("a: [???]", "a"),
        ("a: [??? , b]", "a"),
        ("a: {b: ???, c: 1}", "a.b"),
        ("a: [1, {b: [???\n]}]", "a.b"),
    ],
)
def test_a_gap_is_one_within_brackets_too(text: str, key: str) -> None:
    with pytest.raises(InputError) as error:
        read_text(text)
    (gap,) = error.value.problems
    assert (gap.key, gap.problem) == (key, "a gap, ???, is left open")


def test_marks_of_keys_within_brackets_are_still_read() -> None:
    assert read_text("a: {? b : 1}") == {"a": {"b": 1}}
