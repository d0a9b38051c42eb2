"""YAML text to a tree that remembers its lines, refusing everything a pack does not need.

Built on PyYAML's event stream, not on its compose(): only events still show an anchor that nothing refers to, and a
file nested a thousand deep is turned away before anything recurses into it.
"""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from tidehead.packs.problems import Problems
from tidehead.packs.schema import Position

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is some 8 times faster, but not always built in
DEEPEST = 12
MOST_NODES = 200_000
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
# Text to PyYAML, a number to other readers of YAML: 1e5, and 0990101, which is no octal number.
_DIGITS = re.compile(r"[-+]?\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?", re.ASCII)
_KINDS = {"int": "number", "float": "number", "bool": "truth", "null": "nothing", "timestamp": "time"}

# What libyaml says most often, for readers of Chinese; anything else is passed on as it is.
_WHY_ZH = {
    "did not find expected ',' or '}'": "缺少“,”或“}”",
    "did not find expected ',' or ']'": "缺少“,”或“]”",
    "did not find expected key": "此处应为键（检查缩进）",
    "did not find expected '-' indicator": "此处应以“-”开头（检查缩进）",
    "did not find expected <document start>": "此处多出内容（检查缩进）",
    "did not find expected node content": "此处缺少内容",
    "mapping values are not allowed in this context": "此处不能出现“:”（含冒号的文本请加引号）",
    "block sequence entries are not allowed in this context": "此处不能出现“-”（检查缩进）",
    "could not find expected ':'": "缺少“:”",
    "found character that cannot start any token": "以不允许的字符开头（制表符请改为空格，或加引号）",
    "found a tab character where an indentation space is expected": "缩进用了制表符，请改为空格",
    "found unexpected end of stream": "引号没有闭合",
    "found unknown escape character": "引号中有未知的“\\”转义",
    "control characters are not allowed": "含有控制字符",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as written. `kind`: text, number, truth, time, nothing, or cell (of a CSV: whatever is wanted)."""

    line: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    line: int
    items: list["Node"]


@dataclass(frozen=True, slots=True)
class Mapping:
    line: int
    entries: dict[str, "Node"]
    lines: dict[str, int]  # line of each key


Node = Scalar | Sequence | Mapping


class _Stop(Exception):
    """Reading on makes no sense; the reason is already reported."""


def compose(text: str, file: str, problems: Problems) -> Node | None:
    """The tree of a YAML text; None, and problems reported, where it has none."""
    builder = _Builder(file, problems)
    try:
        for event in yaml.parse(text, Loader=Loader):
            builder.take(event)
    except _Stop:
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else _line_of(text, getattr(error, "position", None))
        why = _why(error)
        problems.add(Position(file, line), "yaml", why=why, why_zh=_WHY_ZH.get(why, why))
        return None
    if builder.root is None:
        problems.add(Position(file, 1), "empty_file")
    return builder.root


def _why(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")


def _line_of(text: str, offset: int | None) -> int:
    return text.count("\n", 0, offset) + 1 if offset else 1


class _Builder:
    """Puts events together; `stack` holds the open lists and mappings, `keys` the key each mapping waits to fill."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file, self.problems = file, problems
        self.root: Node | None = None
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[tuple[str, int] | None] = []
        self.count = 0
        self.documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop(line, "two_documents")
        elif isinstance(event, yaml.AliasEvent):
            self.refuse(line, "alias")
            self.place(Scalar(line, "", "nothing"))
        elif isinstance(event, yaml.ScalarEvent):
            self.plain_only(event, line)
            self.place(Scalar(line, event.value, _kind(event)))
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self.open(event, line)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.stack.pop()
            self.keys.pop()

    def open(self, event: Any, line: int) -> None:
        self.plain_only(event, line)
        if len(self.stack) >= DEEPEST:
            self.stop(line, "too_deep", most=DEEPEST)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node: Sequence | Mapping = Sequence(line, []) if is_list else Mapping(line, {}, {})
        self.place(node)
        self.stack.append(node)
        self.keys.append(None)

    def place(self, node: Node) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            self.stop(node.line, "too_many_values", most=MOST_NODES)
        if not self.stack:
            self.root = node
        elif isinstance(parent := self.stack[-1], Sequence):
            parent.items.append(node)
        else:
            self.place_in(parent, node)

    def place_in(self, parent: Mapping, node: Node) -> None:
        waiting = self.keys[-1]
        if waiting is None:
            self.keys[-1] = self.key_of(node)
            return
        key, line = waiting
        self.keys[-1] = None
        if key in parent.entries:
            self.refuse(line, "duplicate_key", key=key, first=parent.lines[key])
            return
        parent.entries[key], parent.lines[key] = node, line

    def key_of(self, node: Node) -> tuple[str, int]:
        if not isinstance(node, Scalar):
            self.stop(node.line, "key_not_text")
        elif node.kind == "merge":
            self.refuse(node.line, "merge_key")
        elif node.kind != "text":
            self.refuse(node.line, "not_text", key=node.text, text=node.text)
        return (node.text if isinstance(node, Scalar) else "", node.line)

    def plain_only(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self.refuse(line, "anchor", name=event.anchor)
        if event.tag is not None:
            self.refuse(line, "tag", name=event.tag)

    def refuse(self, line: int, code: str, **values: object) -> None:
        self.problems.add(Position(self.file, line), code, **values)

    def stop(self, line: int, code: str, **values: object) -> None:
        self.refuse(line, code, **values)
        raise _Stop


def _kind(event: Any) -> str:
    """What YAML would read a scalar as: anything in quotes, or in a block, is text."""
    return _kind_of(str(event.value)) if event.implicit[0] else "text"


def reads_as_text(value: str) -> bool:
    """Whether YAML, and this reader, take `value` for text where it stands without quotes.

    >>> reads_as_text("tax_per_mu"), reads_as_text("no"), reads_as_text("0990101")
    (True, False, False)
    """
    return _kind_of(value) == "text"


def _kind_of(value: str) -> str:
    if _DIGITS.fullmatch(value):
        return "number"
    for tag, pattern in _RESOLVERS.get(value[:1], []):
        if pattern.match(value):
            name = tag.rpartition(":")[2]
            return str(_KINDS.get(name, name))
    return "text"
