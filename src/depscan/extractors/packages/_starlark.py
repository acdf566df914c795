"""Bazel's files as calls with arguments, read and not run: plain texts, lists, and what names stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from depscan.extractors.packages._scripts import Group, Item, Token, is_group, is_sign, split, statements, unescaped
from depscan.syntax import lazy

_LONGEST = 2_000
_DEEPEST = 20
_MOST = 100_000
_FIELD = lazy.pattern(r"\{(\w*)\}")
_CONVERSION = lazy.pattern(r"%(?:\((\w+)\))?[sdr]")

_MOST_STEPS = 1_000


class Values(dict[str, list[Item]]):
    """What names stand for, unevaluated; ``steps`` counts what evaluating one expression takes."""

    steps = 0


class Call(NamedTuple):
    """One call: the name with dots, its arguments unevaluated, its line."""

    name: str
    positional: list[list[Item]]
    named: dict[str, list[Item]]
    line: int


def calls(items: Sequence[Item], values: Values) -> Iterator[Call]:
    """Yield the calls of a file outside of other calls' arguments, and note what names stand for in ``values``."""
    for statement in statements(items):
        sign = next((number for number, item in enumerate(statement) if is_sign(item, "=")), 0)
        before = statement[sign - 1] if sign else None
        if isinstance(before, Token) and sign + 1 < len(statement) and not is_sign(statement[sign + 1], "="):
            values.setdefault(before.text, statement[sign + 1 :])
            continue
        for number, item in enumerate(statement):
            if isinstance(item, Group) and item.bracket == "(":
                name = dotted(statement[:number])
                if name:
                    yield call(name, item)


def dotted(items: Sequence[Item]) -> str:
    """Return the name with dots that ends the items."""
    parts: list[str] = []
    for item in reversed(items):
        wanted = "name" if len(parts) % 2 == 0 else "other"
        if not isinstance(item, Token) or item.kind != wanted or (wanted == "other" and item.text != "."):
            break
        parts.append(item.text)
    return "".join(reversed(parts)).lstrip(".")


def call(name: str, arguments: Group) -> Call:
    """Return a call of which name and brackets are known."""
    positional: list[list[Item]] = []
    named: dict[str, list[Item]] = {}
    for part in split(arguments.items):
        key = part[0]
        if len(part) > 2 and isinstance(key, Token) and key.kind == "name" and is_sign(part[1], "="):
            named.setdefault(key.text, part[2:])
        else:
            positional.append(part)
    return Call(name, positional, named, arguments.line)


def text(items: Sequence[Item] | None, values: Values, depth: int = 0) -> str | None:
    """Return the text that an expression stands for, or None if that takes more than reading."""
    values.steps = values.steps + 1 if depth else 0
    if not items or depth > _DEEPEST or values.steps > _MOST_STEPS:
        return None
    pieces: list[str] = []
    for part in split(items, "+"):
        piece = _piece(part, values, depth)
        if piece is None or sum(map(len, pieces)) + len(piece) > _LONGEST:
            return None
        pieces.append(piece)
    return "".join(pieces)


def _piece(part: list[Item], values: Values, depth: int) -> str | None:
    first = part[0]
    if isinstance(first, Group):
        return text(first.items, values, depth + 1) if first.bracket == "(" and len(part) == 1 else None
    if first.kind == "name":
        if len(part) > 1 and isinstance(part[1], Token) and part[1].kind == "string" and first.text in ("r", "b"):
            return part[1].text
        value = values.get(first.text) if len(part) == 1 else None
        return text(value, values, depth + 1) if value else None
    if first.kind != "string":
        return None
    said = unescaped(first.text)
    if len(part) == 1:
        return said
    last = part[-1]
    if is_sign(part[1], "%"):
        inner = last.items if is_group(last, "(") and isinstance(last, Group) else part[2:]
        return _filled(_CONVERSION, said, [text(value, values, depth + 1) for value in split(inner)], {})
    if len(part) == 4 and is_sign(part[1], ".") and isinstance(last, Group) and dotted(part[:3]) == "format":
        given = call("format", last)
        named = {key: text(value, values, depth + 1) for key, value in given.named.items()}
        return _filled(_FIELD, said, [text(value, values, depth + 1) for value in given.positional], named)
    return None


def _filled(
    pattern: re.Pattern[str], said: str, positional: list[str | None], named: dict[str, str | None]
) -> str | None:
    """Return a text with its fields filled in, in their order or by name."""
    pieces: list[str] = []
    position, count = 0, 0
    for match in pattern.finditer(said):
        key = match[1] or ""
        if key and not key.isdigit():
            value = named.get(key)
        else:
            number = int(key) if key and len(key) < 4 else count
            value = positional[number] if number < len(positional) else None
            count += 1
        if value is None:
            return None
        pieces += (said[position : match.start()], value)
        position = match.end()
    whole = "".join(pieces) + said[position:]
    return whole if len(whole) <= _LONGEST else None


def listed(items: Sequence[Item] | None, values: Values) -> Iterator[list[Item]]:
    """Yield the items of a list: written out, added up, or by name; unevaluated."""
    waiting: list[list[Item]] = [list(items or ())]
    seen: set[str] = set()
    steps = 0
    while waiting:
        steps += 1
        if steps > _MOST:
            return
        parts = split(waiting.pop(), "+")
        for part in reversed(parts):
            first = part[0]
            if len(parts) > 1 and len(part) != 1:
                waiting.append(part)
            elif isinstance(first, Group) and first.bracket in "[(" and len(part) == 1:
                yield from split(first.items)
            elif isinstance(first, Token) and first.kind == "name" and len(part) == 1 and first.text not in seen:
                seen.add(first.text)
                waiting.append(values.get(first.text, []))
