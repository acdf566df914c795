"""Lua as data: what literal tables say, by the path of each string; nothing is executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.packages._words import Word, read
from depscan.syntax import lazy, limits

_WORD = lazy.pattern(
    r"""
    (?P<comment>--\[=*+\[)
  | (?P<long>\[=*+\[)
  | (?P<skip>--[^\n]*+|\s++)
  | (?P<string>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')
  | (?P<name>[^\W\d]\w*+)
  | (?P<sign>\.\.|[=~<>]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Said(NamedTuple):
    """A string in a table, or given to a name."""

    path: tuple[str, ...]
    """Names and keys that lead there; positions are left out."""
    text: str
    line: int
    whole: bool
    """Not a part of a longer expression, such as ``"lua " .. version``."""


def strings(text: str) -> Iterator[Said]:
    """Yield the strings of a script in which tables are assigned or returned, in their order.

    Raises:
        ParseError: a string or comment without end, or tables nested too deeply.
    """
    stack: list[str] = []
    key: str | None = None
    words, error = read(text, _WORD, _closing)
    for position, word in enumerate(words):
        after = words[position + 1] if position + 1 < len(words) else Word("sign", "", word.line)
        if word.kind == "name" and after.text == "=":
            key = word.text
        elif word.kind == "string" and after.text == "]" and _sign(words, position + 2) == "=":
            key = word.text  # ["key"] = …
        elif word.kind == "string":
            path = (*stack, key) if key is not None else tuple(stack)
            before = words[position - 1].text if position else ""
            yield Said(tuple(filter(None, path)), word.text, word.line, ".." not in (before, after.text))
        elif word.text == "{":
            stack.append(key or "")
            key = None
            if len(stack) > limits.DEPTH:
                raise ParseError("nested too deeply", line=word.line)
        elif word.text == "}":
            if stack:
                stack.pop()
            key = None
        elif word.text in (",", ";"):
            key = None
    if error:
        raise error


def _sign(words: list[Word], position: int) -> str:
    return words[position].text if position < len(words) and words[position].kind == "sign" else ""


def _closing(opening: str) -> str:
    return f"]{'=' * opening.count('=')}]"
