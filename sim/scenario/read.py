"""The strict reader of YAML: files from strangers are data and nothing else.

It reads maps with text keys, lists, texts, numbers, true, false and null, by the
rules of YAML 1.2, so that ``on`` and ``no`` stay words. Dates stay texts, because a
tree must look the same whether it came from a file or from a command line. Nothing
is imported, executed or looked up.

There are two readers of one language. The quick one stands on a parser in C and gives up at
whatever is out of the ordinary; then the careful one reads again, and says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import yaml

from sim.scenario.errors import InputError, Problem

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML can be built without it
    CParser = None  # type: ignore[assignment,misc]

MOST_BYTES = 2 * 1024 * 1024
DEEPEST = 30
REFUSED_KEYS = frozenset({"defaults", "hydra", "<<"})
# Hydra's mark of a value that is still missing; the exercises use it for what a student fills in.
GAP = "???"
# What may stand behind a gap within brackets.
AFTER_GAP = "\0 \t\r\n,]}"
GAP_LEFT = f"a gap, {GAP}, is left open"
PACKAGE_HEADER = re.compile(r"^\s*#\s*@package", re.MULTILINE)

Tree = dict[str, Any]


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """A fault found while reading, with the line it stands in."""

    def __init__(self, problem: str, mend: str, mark: yaml.Mark | None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.mend = mend
        self.line = mark.line + 1 if mark else None


class _Loader(yaml.SafeLoader):
    """A safe loader that knows plain data only."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}

    def _at_gap(self) -> bool:
        """Whether a gap begins here within brackets, where ? is a mark of keys otherwise."""
        return bool(
            self.flow_level and self.prefix(len(GAP)) == GAP and self.peek(len(GAP)) in AFTER_GAP
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
        self.forward(len(GAP))
        return yaml.ScalarToken(GAP, True, start, self.get_mark())  # noqa: FBT003 - plain

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse references, and nesting that no scenario needs."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(f"the reference *{event.anchor} is refused", "Write the value out", mark)
        if getattr(event, "anchor", None):
            raise _Refused(f"the anchor &{event.anchor} is refused", "Leave it out", mark)
        if getattr(event, "tag", None):
            raise _Refused(
                f"the tag {event.tag} is refused", "A scenario holds plain data without tags", mark
            )
        self.depth = getattr(self, "depth", 0) + 1
        if self.depth > DEEPEST:
            raise _Refused(f"nested more than {DEEPEST} deep", "Flatten it", mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        """Refuse keys that are no text, that come twice, or that Hydra would obey."""
        tree: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            mark = key_node.start_mark
            if not isinstance(key, str):
                raise _Refused(f"the key {key!r} is not a text", "Put it in quotation marks", mark)
            if key in tree:
                raise _Refused(f"the key {key} stands twice", "Leave one of the two", mark)
            problem = refused_key(key)
            if problem:
                raise _Refused(problem, "A scenario only describes; leave the key out", mark)
            value = self.construct_object(value_node, deep=deep)
            tree[key] = value
        return tree


TRUE_OR_FALSE = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
INTEGER = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
DECIMAL = re.compile(
    r"^[-+]?(?:[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.[0-9]+(?:[eE][-+]?[0-9]+)?)$"
)
NOTHING = re.compile(r"^(?:~|null|Null|NULL|)$")
# Characters on which the two parsers do not agree, and lines that one of them folds otherwise.
DISPUTED = re.compile(r"[\t?\r\x7f-\xa0\u2028\u2029\ufeff]|[|>][^\n]*#")


def _resolver(tag: str, pattern: re.Pattern[str], first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", pattern, list(first))


_resolver("bool", TRUE_OR_FALSE, "tTfF")
_resolver("int", INTEGER, "-+0123456789")
_resolver("float", DECIMAL, "-+0123456789.")
_resolver("null", NOTHING, "~nN\0")
_Loader.yaml_implicit_resolvers.setdefault("", []).append(
    ("tag:yaml.org,2002:null", re.compile(r"^$"))
)


def _map(loader: _Loader, node: yaml.MappingNode) -> Iterator[dict[Hashable, Any]]:
    tree: dict[Hashable, Any] = {}
    yield tree
    tree.update(loader.construct_mapping(node))


_Loader.add_constructor("tag:yaml.org,2002:map", _map)
_Loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))
_Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


class _OutOfOrdinaryError(Exception):
    """The quick reader leaves a text to the careful one."""


def _quickly(text: str) -> Any:  # noqa: ANN401 - plain data of any kind
    """Read a text that holds nothing out of the ordinary."""
    if CParser is None or DISPUTED.search(text):
        raise _OutOfOrdinaryError
    parser = CParser(text)
    try:
        _step_over(parser, yaml.StreamStartEvent)
        _step_over(parser, yaml.DocumentStartEvent)
        tree = _value_of(parser, parser.get_event(), 1)
        _step_over(parser, yaml.DocumentEndEvent)
        _step_over(parser, yaml.StreamEndEvent)
    finally:
        parser.dispose()
    return tree


def _step_over(parser: Any, wanted: type[yaml.Event]) -> None:  # noqa: ANN401 - it has no type
    if not isinstance(parser.get_event(), wanted):
        raise _OutOfOrdinaryError


def _value_of(parser: Any, event: yaml.Event | None, depth: int) -> Any:  # noqa: ANN401
    if (
        depth > DEEPEST
        or getattr(event, "anchor", None) is not None
        or getattr(event, "tag", None) is not None
    ):
        raise _OutOfOrdinaryError
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
            items.append(_value_of(parser, event, depth + 1))
        return items
    if not isinstance(event, yaml.MappingStartEvent):
        raise _OutOfOrdinaryError
    tree: Tree = {}
    while not isinstance(event := parser.get_event(), yaml.MappingEndEvent):
        key = _value_of(parser, event, depth + 1)
        if not isinstance(key, str) or key in tree or refused_key(key):
            raise _OutOfOrdinaryError
        tree[key] = _value_of(parser, parser.get_event(), depth + 1)
    return tree


def _scalar(event: yaml.ScalarEvent) -> str | float | bool | None:
    text: str = event.value
    if not event.implicit[0] or (text and text[0] not in "-+.0123456789tTfFnN~\0"):
        return text
    if NOTHING.match(text):
        return None
    if TRUE_OR_FALSE.match(text):
        return text.lower() == "true"
    if INTEGER.match(text):
        return int(text)
    return float(text) if DECIMAL.match(text) else text


def refused_key(key: str) -> str:
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
    if key in REFUSED_KEYS or key.startswith("_"):
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
    return f"the text {GAP} is refused" if text == GAP else ""


def read_text(text: str, file: Path | str | None = None) -> Tree:
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
    if PACKAGE_HEADER.search(text):
        raise InputError(
            "a header @package is refused",
            file=file,
            mend="A scenario only describes; leave it out",
        )
    try:
        tree = _quickly(text)
    except (_OutOfOrdinaryError, yaml.YAMLError, ValueError):
        tree = _carefully(text, file)
    if not isinstance(tree, dict):
        raise InputError(
            "the file does not hold a map of keys and values",
            file=file,
            mend="Begin with a line such as `title: My ceasefire`",
        )
    gaps: dict[str, Problem] = {}
    for key, value in _texts(tree, ""):
        if value == GAP:
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
    loader = None
    try:
        loader = _Loader(text)
        return loader.get_single_data()
    except _Refused as refused:
        where = f"line {refused.line}" if refused.line else ""
        raise InputError(refused.problem, file=file, key=where, mend=refused.mend) from None
    except yaml.YAMLError as error:
        raise _yaml_fault(error, file) from None
    except ValueError:
        # Python itself declines to read it; its message would advise a call of Python.
        raise InputError(
            "a number has thousands of digits", file=file, mend="Write it as 1e30, or correct it"
        ) from None
    finally:
        if loader is not None:
            loader.dispose()


def read_file(file: Path) -> Tree:
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
