"""Build scripts in Groovy, Kotlin, Scala and Starlark as brackets and words: one linear pass, nothing is executed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.syntax import lazy

_LARGEST = 4 * 1024 * 1024
_DEEPEST = 60
"""Brackets within brackets; what people write has ten."""
_STRING = r"""
      (?P<triple>\"{3}(?:[^"\\]|\\.|"(?!""))*+"{3,5}|'{3}(?:[^'\\]|\\.|'(?!''))*+'{3})
    | (?P<endless>\"{3}|'{3})
    | (?P<string>"(?:\$\{(?:[^{}"\n]|"[^"\n]*+")*+\}|[^"\\\n]|\\[^\n])*+"|'(?:[^'\\\n]|\\[^\n])*+')
    | (?P<end>[\n;][\s;]*+)
    | (?P<name>[^\W\d]\w*+|`[^`\n]*+`)
    | (?P<other>\d[\w.]*+|[^\S\n]++|.)
"""
_COMMENT = r"(?P<skip>//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)|(?P<open>/\*)"
_C_LIKE = lazy.pattern(f"{_COMMENT}|{_STRING}", re.VERBOSE | re.DOTALL)
_STARLARK = lazy.pattern(rf"(?P<skip>\#[^\n]*+|\\\n)|{_STRING}", re.VERBOSE | re.DOTALL)
_ESCAPE = lazy.pattern(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_PAIRS = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    """A word, a string or a sign."""

    kind: str
    """``name``, ``string``, ``end`` of a statement, or ``other``."""
    text: str
    """Of a string what is between its quotes, as written."""
    line: int
    quote: str = ""


class Group:
    """What is between a pair of brackets."""

    __slots__ = ("bracket", "items", "line")

    def __init__(self, bracket: str, line: int) -> None:
        self.bracket = bracket
        self.line = line
        self.items: list[Item] = []


Item = Token | Group


def read(text: str, *, starlark: bool = False) -> tuple[list[Item], ParseError | None]:
    """Return the items of a script and what is wrong with its brackets or strings; what came before is kept.

    Args:
        text: the script.
        starlark: comments begin with ``#`` rather than ``//``.
    """
    if len(text) > _LARGEST:
        return [], ParseError(f"a script of more than {_LARGEST // (1024 * 1024)} MiB")
    root = Group("", 1)
    stack = [root]
    line = 1
    for match in (_STARLARK if starlark else _C_LIKE).finditer(text.replace("\r\n", "\n")):
        kind, piece = match.lastgroup or "other", match.group()
        if kind in ("endless", "open"):
            return root.items, ParseError("a string or a comment that never ends", line=line)
        if kind == "other":
            if piece in _PAIRS:
                if len(stack) > _DEEPEST:
                    return root.items, ParseError("nested too deeply", line=line)
                group = Group(piece, line)
                stack[-1].items.append(group)
                stack.append(group)
            elif piece in ")]}":
                _close(stack, piece)
            elif not piece.isspace():
                stack[-1].items.append(Token("other", piece, line))
            continue
        if kind == "end":
            if stack[-1].bracket in ("", "{"):
                stack[-1].items.append(Token("end", piece, line))
        elif kind == "name":
            stack[-1].items.append(Token("name", piece.strip("`"), line))
        elif kind != "skip":
            size = 3 if kind == "triple" else 1
            stack[-1].items.append(Token("string", piece[size:-size], line, piece[0]))
        line += piece.count("\n") if kind != "name" else 0
    return root.items, None


def _close(stack: list[Group], bracket: str) -> None:
    """Close the innermost group of that kind; a bracket that closes nothing is passed over."""
    for position in range(len(stack) - 1, 0, -1):
        if _PAIRS[stack[position].bracket] == bracket:
            del stack[position:]
            return
        if stack[position].bracket == "{":
            return


def statements(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the statements among items; one goes on after a sign that wants more, and before a dot."""
    statement: list[Item] = []
    ended = False
    for item in items:
        if isinstance(item, Token) and item.kind == "end":
            ended = ended or ";" in item.text or not _wants_more(statement)
            continue
        if ended and statement and not (isinstance(item, Token) and item.text == "."):
            yield statement
            statement = []
        ended = False
        statement.append(item)
    if statement:
        yield statement


def _wants_more(statement: list[Item]) -> bool:
    last = statement[-1] if statement else None
    return isinstance(last, Token) and last.kind == "other" and last.text in (",", "=", "+", "%", ":", ".", "-", ">")


def split(items: Sequence[Item], sign: str = ",") -> list[list[Item]]:
    """Return the parts of items between signs, without empty ones."""
    parts: list[list[Item]] = [[]]
    for item in items:
        if isinstance(item, Token) and item.kind == "other" and item.text == sign:
            parts.append([])
        elif not (isinstance(item, Token) and item.kind == "end"):
            parts[-1].append(item)
    return [part for part in parts if part]


def is_sign(item: Item | None, text: str) -> bool:
    """Tell whether an item is that sign."""
    return isinstance(item, Token) and item.kind == "other" and item.text == text


def is_name(item: Item | None, *names: str) -> bool:
    """Tell whether an item is a word; with names, whether it is one of them."""
    return isinstance(item, Token) and item.kind == "name" and (not names or item.text in names)


def is_group(item: Item | None, bracket: str) -> bool:
    """Tell whether an item is a group in such brackets."""
    return isinstance(item, Group) and item.bracket == bracket


def unescaped(text: str) -> str:
    """Return what a string says whose quotes were taken off."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(
        lambda match: chr(int(match[1][1:], 16)) if len(match[1]) > 1 else _ESCAPED.get(match[1], match[1]), text
    )


def line_of(items: Sequence[Item]) -> int | None:
    """Return the line where items begin."""
    return items[0].line if items else None
