"""Words, strings and signs of small languages (Lua, NimScript, opam, Perl), in one linear pass with lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from depscan.errors import ParseError


class Word(NamedTuple):
    """A word, a string, a number or a sign."""

    kind: str
    """Name of the group of the language's pattern that it is of, such as ``string``, ``name`` or ``sign``."""
    text: str
    """Of a string what is between its quotes, as written."""
    line: int


def read(text: str, pattern: re.Pattern[str], closing: Callable[[str], str]) -> tuple[list[Word], ParseError | None]:
    """Return the words of a text, and what is wrong with it; what came before is kept.

    Args:
        text: the script.
        pattern: of a word, with the groups ``skip``; ``string`` with its quotes; ``comment`` and ``long`` for what a
            comment or a string of several lines begins with; and any others.
        closing: what ends that which begins so.
    """
    found: list[Word] = []
    position, line = 0, 1
    while match := pattern.match(text, position):
        kind, piece, position = match.lastgroup or "", match[0], match.end()
        if kind in ("comment", "long"):
            ending = closing(piece)
            end = text.find(ending, position)
            if end < 0:
                return found, ParseError("a string or comment without end", line=line)
            if kind == "long":
                found.append(Word("string", text[position:end], line))
            line += text.count("\n", position, end)
            position = end + len(ending)
        elif kind == "string":
            found.append(Word(kind, piece[1:-1], line))
        elif kind != "skip":
            if piece in ("'", '"'):
                return found, ParseError("a string without end", line=line)
            found.append(Word(kind, piece, line))
        line += piece.count("\n")
    return found, None
