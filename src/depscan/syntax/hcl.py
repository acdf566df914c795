"""HCL2 to blocks with lines, in one linear pass that finds where expressions end and reads those that are asked for.

The language of Terraform, OpenTofu, Packer, Nomad: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.syntax import limits
from depscan.syntax.hcl_expression import BLANK, NAME, STRING, BrokenError, Value, evaluate, skip


class Attribute:
    """One argument: where it stands, and its value once asked for."""

    __slots__ = ("_raw", "_value", "line")

    def __init__(self, line: int, raw: str | None, value: Value = None) -> None:
        self.line = line
        self._raw = raw
        self._value = value

    @property
    def value(self) -> Value:
        """What the expression says."""
        if self._raw is not None:
            self._value, self._raw = evaluate(self._raw), None
        return self._value


class Block:
    """One block: type, labels, line of its header, arguments and nested blocks; of a file the type is empty."""

    __slots__ = ("attributes", "blocks", "labels", "line", "type")

    def __init__(self, type_: str, labels: tuple[str, ...], line: int) -> None:
        self.type = type_
        self.labels = labels
        self.line = line
        self.attributes: dict[str, Attribute] = {}
        self.blocks: list[Block] = []

    def get(self, name: str) -> Value:
        """Return the value of an argument; None where it is absent or null."""
        attribute = self.attributes.get(name)
        return attribute.value if attribute else None

    def all(self, type_: str) -> Iterator[Block]:
        """Yield the nested blocks of a type."""
        return (block for block in self.blocks if block.type == type_)


_PLAIN = rf'(?:[^"\n{{}}()\[\],\#/<\r]++|{STRING})'
_LISTED = rf'(?:[^"\n{{}}()\[\]\#/<\r]++|{STRING})*+'
_ONE_LINE = rf"(?:{_PLAIN}|\[{_LISTED}\]|\({_LISTED}\))*+"
_ENTRY = re.compile(
    rf"""{BLANK}(?:
      (?:({NAME})|"([^"\\$%\n]*+)")[ \t]*+=(?![=>])[ \t]*+(?:({_ONE_LINE})(?=[\r\n}}\#]|//|/\*|\Z))?
    | ({NAME})((?:[ \t]*+(?:"[^"\n]*+"|[^\W\d][\w.-]*+))*+)[ \t\r\n]*+\{{
    | (\}})
    | (\Z)
    )""",
    re.VERBOSE,
)
_NAMED, _QUOTED, _ARGUMENT, _TYPE, _LABELS, _CLOSE, _END = range(1, 8)
_LABEL = re.compile(r'"([^"\n]*+)"|([^\W\d][\w.-]*+)')
_BLANKS = re.compile(BLANK)
_HEADER_AT_MARGIN = re.compile(rf'^{NAME}(?:[ \t]++(?:"[^"\n]*+"|{NAME}))*+[ \t]*+\{{', re.MULTILINE)


def read(text: str) -> tuple[Block, ParseError | None]:
    """Read a file into a block without type.

    After an error the walk goes on at the next block that starts at the margin: a broken block costs one block.

    Returns:
        What was understood, and the first error.
    """
    root = Block("", (), 1)
    error: ParseError | None = None
    position, line = 0, 1
    while True:
        try:
            _walk(text, position, line, root)
        except BrokenError as broken:
            if error is None:
                at = line + text.count("\n", position, broken.position)
                error = ParseError(f"not valid HCL: {broken}", line=at)
            # an error is always found behind the header that was resumed at
            following = _HEADER_AT_MARGIN.search(text, max(broken.position, position + 1))
            if following:
                line += text.count("\n", position, following.start())
                position = following.start()
                continue
        return root, error


def headers(*types: str) -> re.Pattern[str]:
    """Return a pattern for the headers of blocks of some types, to ``find`` them with."""
    return re.compile(rf"\n[ \t]*+(?:{'|'.join(types)})(?=[ \t\"{{])")  # a literal first character is searched for fast


def find(text: str, header: re.Pattern[str]) -> Iterator[Block]:
    """Yield the blocks whose header matches, without walking the rest of the file.

    Args:
        text: a file of which little is wanted.
        header: made by ``headers``.
    """
    text = f"\n{text}"
    position, line, counted = 0, 0, 0
    while match := header.search(text, position):
        root = Block("", (), 1)
        line += text.count("\n", counted, match.start())
        counted = match.start()
        try:
            position = max(_walk(text, counted, line, root, first_only=True), match.end())
        except BrokenError as broken:
            position = max(broken.position, match.end())
        yield from root.blocks[:1]


def _walk(text: str, position: int, line: int, root: Block, *, first_only: bool = False) -> int:
    """Add what stands from ``position``, on ``line``, to the root; return the position behind."""
    current = root
    parents: list[Block] = []
    counted = position
    entry = _ENTRY.match
    while True:
        match = entry(text, position)
        if match is None:
            raise _unexpected(text, position)
        kind, position = match.lastindex or _END, match.end()
        if kind <= _ARGUMENT:
            start = match.start(_NAMED) if match[_NAMED] else match.start(_QUOTED)
            line += text.count("\n", counted, start)
            counted = start
            raw = match[_ARGUMENT]
            if kind != _ARGUMENT:  # more than a line, or brackets in brackets
                position = skip(text, match.end())
                raw = text[match.end() : position]
            current.attributes[match[_NAMED] or match[_QUOTED]] = Attribute(line, raw)
        elif kind == _LABELS:
            start = match.start(_TYPE)
            line += text.count("\n", counted, start)
            counted = start
            labels = tuple(quoted or bare for quoted, bare in _LABEL.findall(match[_LABELS]))
            block = Block(match[_TYPE], labels, line)
            current.blocks.append(block)
            parents.append(current)
            if len(parents) > limits.DEPTH:
                raise BrokenError("nested too deeply", start)
            current = block
        elif kind == _CLOSE:
            if not parents:
                raise BrokenError("a brace that closes nothing", match.start(_CLOSE))
            current = parents.pop()
            if first_only and not parents:
                return position
        elif parents:
            raise BrokenError(f"the block of line {current.line} is not closed", len(text))
        else:
            return position


def _unexpected(text: str, position: int) -> BrokenError:
    """Say what is wrong with what stands behind the blanks."""
    blank = _BLANKS.match(text, position)
    position = blank.end() if blank else position
    if text.startswith("/*", position):
        return BrokenError("a comment without end", len(text))
    return BrokenError("neither an argument nor a block", position)
