"""What the build definitions in Scala share: values that are plain texts, and names that carry Scala's version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from depscan.extractors.base import SourceFile
from depscan.extractors.packages._scripts import Group, Item, Token, is_name, is_sign, read, statements
from depscan.syntax import lazy

_LONGEST = 1_000
_LONGEST_VALUE = 8
"""Words and signs of an expression that may be a plain text."""
_MOST_STEPS = 100
_MOST = 200_000
_REFERENCE = lazy.pattern(r"\$\{([\w.]+)\}|\$([^\W\d]\w*)")


class Values:
    """The texts that names stand for, in a build definition and in those beside it."""

    def __init__(self) -> None:
        self._found: dict[str, list[list[Item]]] = {}
        self._steps = 0

    def add(self, items: Iterable[Item]) -> None:
        """Take up ``val x = …`` and ``x := …`` wherever they stand."""
        waiting: list[Iterable[Item]] = [items]
        while waiting:
            for statement in statements(list(waiting.pop())):
                self._note(statement)
                waiting += [item.items for item in statement if isinstance(item, Group)]

    def _note(self, statement: list[Item]) -> None:
        for number, item in enumerate(statement):
            if not is_sign(item, "=") or not number or number + 1 >= len(statement):
                continue
            before = statement[number - 1]
            if is_sign(before, ":") and number > 1:
                before = statement[number - 2]
            elif is_name(before, "String") and number > 2:
                before = statement[number - 3]
            value = statement[number + 1 : number + 1 + _LONGEST_VALUE]
            if isinstance(before, Token) and before.kind == "name" and len(value) < _LONGEST_VALUE:
                self._found.setdefault(before.text, []).append(value)

    def text(self, items: Sequence[Item]) -> str | None:
        """Return what an expression stands for; None where it is not a text or there are several."""
        self._steps = 0
        return self._text(items)

    def interpolated(self, text: str) -> str | None:
        """Return a text with what its references stand for."""
        self._steps = 0
        return self._interpolated(text)

    def _text(self, items: Sequence[Item]) -> str | None:
        while self._steps < _MOST_STEPS:
            self._steps += 1
            first = items[0] if items else None
            if not isinstance(first, Token):
                return None
            if first.kind == "string":
                return first.text
            second = items[1] if len(items) > 1 else None
            if is_name(first, "s", "f", "raw") and isinstance(second, Token) and second.kind == "string":
                return self._interpolated(second.text)
            names = [item for item in items if isinstance(item, Token) and item.kind == "name" and item.text != "value"]
            found = self._found.get(names[-1].text, []) if names else []
            if not found or any(value != found[0] for value in found[1:]):
                return None
            items = found[0]
        return None

    def _interpolated(self, text: str) -> str | None:
        pieces: list[str] = []
        position = 0
        for match in _REFERENCE.finditer(text):
            value = self._text([Token("name", (match[1] or match[2]).rpartition(".")[2], 0)])
            if value is None or sum(map(len, pieces)) + len(value) > _LONGEST:
                return None
            pieces += (text[position : match.start()], value)
            position = match.end()
        return "".join(pieces) + text[position:]

    def suffix(self) -> str | None:
        """Return what Scala's version adds to the names of libraries that are made for each: ``_2.13``, ``_3``."""
        version = self.text([Token("name", "scalaVersion", 0)])
        if not version:
            return None
        parts = version.split(".")
        return "_3" if parts[0] == "3" else f"_{parts[0]}.{parts[1]}" if len(parts) > 1 else None


def values(source: SourceFile, items: Iterable[Item], others: Iterable[str]) -> Values:
    """Return the values of a definition and of others, by their paths relative to it."""
    found = Values()
    found.add(items)
    for path in others:
        other = source.sibling(path)
        if other is not None and other.path != source.path and len(other.bytes()) <= _MOST:
            found.add(read(other.text())[0])
    return found
