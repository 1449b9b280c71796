"""The strict reader of YAML: files from strangers are data and nothing else.

It reads maps with text keys, lists, texts, numbers, true, false and null, by the
rules of YAML 1.2, so that ``on`` and ``no`` stay words. Dates stay texts, because a
tree must look the same whether it came from a file or from a command line. Nothing
is imported, executed or looked up.

The events of a file come from a parser in C where the two parsers of PyYAML agree, and from the
one in Python where they do not, where a gap stands within brackets, or where a fault is to be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.error import MarkedYAMLError
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from sim.scenario.errors import InputError, Problem

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML can be built without it
    CParser = None  # type: ignore[assignment,misc]

MOST_BYTES = 2 * 1024 * 1024
_DEEPEST = 30
_REFUSED_KEYS = frozenset({"defaults", "hydra", "<<"})
# Hydra's mark of a value that is still missing; the exercises use it for what a student fills in.
_GAP = "???"
# What may stand behind a gap within brackets.
_AFTER_GAP = "\0 \t\r\n,]}"
GAP_LEFT = f"a gap, {_GAP}, is left open"
_PACKAGE_HEADER = re.compile(r"^\s*#\s*@package", re.MULTILINE)

_Tree = dict[str, Any]


_TRUE_OR_FALSE = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_INTEGER = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
_DECIMAL = re.compile(
    r"^[-+]?(?:[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.[0-9]+(?:[eE][-+]?[0-9]+)?)$"
)
_NOTHING = re.compile(r"^(?:~|null|Null|NULL|)$")
# Characters on which the two parsers do not agree, and lines that one of them folds otherwise.
_DISPUTED = re.compile(r"[\t?\r\x7f-\xa0\u2028\u2029\ufeff]|[|>][^\n]*#")


class _RefusedError(Exception):
    """A fault found while reading, with the mark where it stands."""

    def __init__(self, problem: str, mend: str, mark: yaml.Mark | None) -> None:
        super().__init__(problem)
        self.problem, self.mend = problem, mend
        self.line = mark.line + 1 if mark else None


class _Parser(Reader, Scanner, Parser):
    """PyYAML's parser in Python, to which a gap is a text."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def _at_gap(self) -> bool:
        """Whether a gap begins here within brackets, where ? is a mark of keys otherwise."""
        return bool(
            self.flow_level
            and self.prefix(len(_GAP)) == _GAP
            and self.peek(len(_GAP)) in _AFTER_GAP
        )

    def check_key(self) -> bool:
        """Take a gap for no mark of a key."""
        return not self._at_gap() and bool(super().check_key())

    def check_plain(self) -> bool:
        """Take a gap for a text."""
        return self._at_gap() or bool(super().check_plain())

    def scan_plain(self) -> yaml.ScalarToken:
        """Read a gap as the text that it is elsewhere."""
        if not self._at_gap():
            return super().scan_plain()
        start = self.get_mark()
        self.forward(len(_GAP))
        return yaml.ScalarToken(_GAP, True, start, self.get_mark())  # noqa: FBT003 - plain


def _document(parser: Any) -> Any:  # noqa: ANN401 - the parsers have no type in common
    """Read the one document of a text; None where there is none."""
    parser.get_event()
    if isinstance(parser.get_event(), yaml.StreamEndEvent):
        return None
    tree = _value(parser, parser.get_event(), 1)
    parser.get_event()
    event = parser.get_event()
    if not isinstance(event, yaml.StreamEndEvent):
        problem = "but found another document"
        raise MarkedYAMLError(None, None, problem, event.start_mark)
    return tree


def _value(parser: Any, event: Any, depth: int) -> Any:  # noqa: ANN401 - plain data of any kind
    """Read a value, and refuse references, tags, and nesting that no scenario needs."""
    mark = event.start_mark
    if isinstance(event, yaml.AliasEvent):
        raise _RefusedError(
            f"the reference *{event.anchor} is refused", "Write the value out", mark
        )
    if event.anchor is not None:
        raise _RefusedError(f"the anchor &{event.anchor} is refused", "Leave it out", mark)
    if event.tag is not None:
        mend = "A scenario holds plain data without tags"
        raise _RefusedError(f"the tag {event.tag} is refused", mend, mark)
    if depth > _DEEPEST:
        raise _RefusedError(f"nested more than {_DEEPEST} deep", "Flatten it", mark)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
            items.append(_value(parser, event, depth + 1))
        return items
    return _map(parser, depth)


def _map(parser: Any, depth: int) -> _Tree:  # noqa: ANN401 - the parsers have no type in common
    """Read a map; refuse keys that are no text, that come twice, or that Hydra would obey."""
    tree: _Tree = {}
    while not isinstance(event := parser.get_event(), yaml.MappingEndEvent):
        key = _value(parser, event, depth + 1)
        mark = event.start_mark
        if not isinstance(key, str):
            raise _RefusedError(f"the key {key!r} is not a text", "Put it in quotation marks", mark)
        if key in tree:
            raise _RefusedError(f"the key {key} stands twice", "Leave one of the two", mark)
        if problem := _refused_key(key):
            mend = "A scenario only describes; leave the key out"
            raise _RefusedError(problem, mend, mark)
        tree[key] = _value(parser, parser.get_event(), depth + 1)
    return tree


def _scalar(event: yaml.ScalarEvent) -> str | float | bool | None:
    text: str = event.value
    if not event.implicit[0] or (text and text[0] not in "-+.0123456789tTfFnN~\0"):
        return text
    if _NOTHING.match(text):
        return None
    if _TRUE_OR_FALSE.match(text):
        return text.lower() == "true"
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _DECIMAL.match(text) else text


def _refused_key(key: str) -> str:
    """Say why a key is refused; empty if it is not.

    Parameters
    ----------
    key : str
        A key of a file.

    Returns
    -------
    str
        The reason, or an empty text.
    """
    if key in _REFUSED_KEYS or key.startswith("_"):
        return f"the key {key} is refused"
    if "." in key or "=" in key or not key:
        return f"the key {key!r} could not be addressed"
    return refused_text(key)


def refused_text(text: str) -> str:
    """Say why a text is refused, as a value or a key; empty if it is not.

    Parameters
    ----------
    text : str
        A text of a file.

    Returns
    -------
    str
        The reason, or an empty text.
    """
    if "${" in text:
        return "an interpolation ${...} is refused"
    return f"the text {_GAP} is refused" if text == _GAP else ""


def read_text(text: str, file: Path | str | None = None) -> _Tree:
    """Read a map from YAML.

    Parameters
    ----------
    text : str
        The YAML.
    file : path or str, optional
        Where it came from, for messages.

    Returns
    -------
    dict
        Plain data.

    Raises
    ------
    InputError
        If it is not a map of plain data, or holds anything that is refused. All gaps come
        together, each a problem of its own.
    """
    if _PACKAGE_HEADER.search(text):
        raise InputError(
            "a header @package is refused",
            file=file,
            mend="A scenario only describes; leave it out",
        )
    try:
        quick = CParser is not None and not _DISPUTED.search(text)
        tree = _document(CParser(text)) if quick else _carefully(text, file)
    except (_RefusedError, yaml.YAMLError, ValueError):
        tree = _carefully(text, file)
    if not isinstance(tree, dict):
        raise InputError(
            "the file does not hold a map of keys and values",
            file=file,
            mend="Begin with a line such as `title: My ceasefire`",
        )
    gaps: dict[str, Problem] = {}
    for key, value in _texts(tree, ""):
        if value == _GAP:
            gaps[key] = Problem(key, GAP_LEFT, "Fill it in")
        elif problem := refused_text(value):
            raise InputError(
                problem, file=file, key=key, mend="A scenario only describes; write the value out"
            )
    if gaps:
        raise InputError.of(list(gaps.values()), file)
    return tree


def _carefully(text: str, file: Path | str | None) -> Any:  # noqa: ANN401 - plain data of any kind
    """Read a text, and name the line of whatever is wrong with it."""
    try:
        return _document(_Parser(text))
    except _RefusedError as refused:
        where = f"line {refused.line}" if refused.line else ""
        raise InputError(refused.problem, file=file, key=where, mend=refused.mend) from None
    except yaml.YAMLError as error:
        raise _yaml_fault(error, file) from None
    except ValueError:
        # Python itself declines to read it; its message would advise a call of Python.
        raise InputError(
            "a number has thousands of digits", file=file, mend="Write it as 1e30, or correct it"
        ) from None


def read_file(file: Path) -> _Tree:
    """Read a map from a YAML file.

    Parameters
    ----------
    file : pathlib.Path
        The file, at most 2 MiB.

    Returns
    -------
    dict
        Plain data.

    Raises
    ------
    InputError
        If it cannot be read, or holds anything that is refused.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "no reason given"
        raise InputError(f"the file cannot be read ({reason})", file=file) from None
    if len(content) > MOST_BYTES:
        raise InputError(
            "the file is larger than 2 MiB", file=file, mend="A scenario needs a few hundred lines"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8 text", file=file, mend="Save it as UTF-8") from None
    return read_text(text, file)


def _yaml_fault(error: yaml.YAMLError, file: Path | str | None) -> InputError:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "broken text"
    return InputError(
        f"not readable as YAML ({problem})",
        file=file,
        key=where,
        mend="Check indentation, colons and quotation marks there",
    )


def _texts(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, key)
    elif isinstance(value, str):
        yield key, value
