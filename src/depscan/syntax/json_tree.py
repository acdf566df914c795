"""JSON with the line of every key, as ``syntax.yaml`` gives YAML: for configuration whose parts are shown by line.

Comments, trailing commas and texts over several lines are read, too, as people write them into templates. One pass,
no recursion; what stands before an error is kept.
"""

from __future__ import annotations

import json
from typing import Any

from depscan.errors import ParseError
from depscan.syntax import lazy, limits
from depscan.syntax.yaml import Map, Seq

_TOKEN = lazy.pattern(
    r'("[^"\\]*+(?:\\[\s\S][^"\\]*+)*+"?+)(?:\s*+([:,]))?+|[{}\[\]:,]|[^\s"{}\[\]:,/]++'
    r"|(//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?+)|/"
)
"""A text, with the colon or comma behind it; a bracket, colon or comma; any other scalar; a comment."""


def read(text: str) -> tuple[Any, ParseError | None]:
    """Return the value and what ended the reading before the end, if anything did.

    Objects are ``Map``, lists are ``Seq``; of scalars only ``null`` is None, all others stay texts.
    """
    reader = _Reader()
    position = line_at = 0
    line = 1
    try:
        for match in _TOKEN.finditer(text, 1 if text.startswith("\ufeff") else 0):
            position = match.start()
            line += text.count("\n", line_at, position)
            line_at = position
            text_of, behind, comment = match.groups()
            if text_of:
                reader.text(text_of, behind, line)
            elif not comment:
                reader.take(match[0], line)
        reader.end(line)
    except ParseError as error:
        return reader.value, error
    return reader.value, None


class _Reader:
    """Open containers on a stack, each with the key that waits for its value."""

    def __init__(self) -> None:
        self.value: Any = None
        self._begun = False
        self._stack: list[Map | Seq] = []
        self._keys: list[tuple[str, bool] | None] = []  # the key, and whether its colon is read

    def take(self, piece: str, line: int) -> None:
        """Take one token.

        Raises:
            ParseError: it cannot stand here, or the nesting is too deep.
        """
        if piece in ("}", "]"):
            self._close(piece, line)
        elif piece == ",":
            if not self._stack or self._keys[-1] is not None:
                raise _misplaced(piece, line)
        elif piece == ":":
            waiting = self._keys[-1] if self._keys else None
            if waiting is None or waiting[1]:
                raise _misplaced(piece, line)
            self._keys[-1] = (waiting[0], True)
        elif piece in ("{", "["):
            if len(self._stack) >= limits.DEPTH:
                raise ParseError("nested too deeply", line=line)
            opened = Map(line) if piece == "{" else Seq(line)
            self._add(opened, line)
            self._stack.append(opened)
            self._keys.append(None)
        elif self._stack and self._keys[-1] is None and isinstance(self._stack[-1], Map):
            self._stack[-1].lines[piece] = line
            self._keys[-1] = (piece, False)
        else:
            self._add(None if piece == "null" else piece, line)

    def text(self, piece: str, behind: str | None, line: int) -> None:
        """Take a text, and the colon or comma behind it.

        Raises:
            ParseError: one of them cannot stand here.
        """
        text = piece[1:-1] if "\\" not in piece and piece[-1] == '"' != piece else _text(piece, line)
        waiting = self._keys[-1] if self._keys else None
        if waiting is None and self._stack and isinstance(self._stack[-1], Map):
            self._stack[-1].lines[text] = line
            self._keys[-1] = (text, behind == ":")
            behind = None if behind == ":" else behind
        else:
            self._add(text, line)
        if behind:
            self.take(behind, line)

    def end(self, line: int) -> None:
        """Check that all is complete.

        Raises:
            ParseError: it is not.
        """
        if self._stack or not self._begun:
            raise ParseError("not valid JSON: it ends too early", line=line)

    def _close(self, piece: str, line: int) -> None:
        if not self._stack or isinstance(self._stack[-1], Map) != (piece == "}") or self._keys[-1] is not None:
            raise _misplaced(piece, line)
        self._stack.pop()
        self._keys.pop()

    def _add(self, value: Any, line: int) -> None:
        if not self._stack:
            if self._begun:
                raise ParseError("not valid JSON: more than one value", line=line)
            self.value, self._begun = value, True
            return
        parent = self._stack[-1]
        if isinstance(parent, Seq):
            parent.append(value)
            parent.lines.append(line)
            return
        waiting = self._keys[-1]
        if waiting is None or not waiting[1]:
            raise ParseError("not valid JSON: a value without a key", line=line)
        parent[waiting[0]] = value
        self._keys[-1] = None


def _misplaced(piece: str, line: int) -> ParseError:
    return ParseError(f"not valid JSON: {piece!r} cannot stand here", line=line)


def _text(piece: str, line: int) -> str:
    if len(piece) < 2 or not piece.endswith('"'):
        raise ParseError("not valid JSON: a text that does not end", line=line)
    if "\\" not in piece:
        return piece[1:-1]
    try:
        return str(json.loads(piece, strict=False))
    except ValueError as error:
        raise ParseError("not valid JSON: an escape that there is not", line=line) from error
