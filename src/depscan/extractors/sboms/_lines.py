"""Where the entries of a JSON document stand."""

from __future__ import annotations

import re
from collections.abc import Callable

_MEMBER = re.compile(rb'"[\w-]+"([ \t]*:[ \t]*)"')
_NEAR = 65_536
_TRIES = 100
_WINDOW = 262_144
_MISSES = 200


class Lines:
    """Tells the lines of members, asked for in document order: one pass over the bytes.

    Like ``syntax.json.Finder``, for hundreds of thousands of entries that are alike.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.are_there = data.count(b"\n", 0, 1_000_000) > 1
        """False for a document that is all on one line."""
        style = _MEMBER.search(data, 0, _NEAR)
        self._colon = style[1].decode() if style else ":"
        self._escaped = rb"\/" in data[:_NEAR]

    def opening(self, key: str) -> str:
        """Return how a member of that key begins, up to its text."""
        return f'"{key}"{self._colon}"'

    def finder(self, section: str) -> Callable[[str], int | None]:
        """Return a function that tells the line of the next member, given as ``opening`` and text.

        Args:
            section: the key that the entries are under.
        """
        data, escaped, find, count = self._data, self._escaped, self._data.find, self._data.count
        position, line, misses = -1, 1, 0

        def line_of(member: str) -> int | None:
            nonlocal position, line, misses
            needle = f'{member}"'.encode()
            if escaped:
                needle = needle.replace(b"/", rb"\/")
            if position < 0:
                position = _start(data, f'"{section}"'.encode(), needle)
                line += count(b"\n", 0, position)
            found = find(needle, position, position + _WINDOW) if misses < _MISSES else -1
            if found < 0:
                misses += 1
                return None
            line += count(b"\n", position, found)
            position = found + 1
            return line

        return line_of


def _start(data: bytes, section: bytes, first: bytes) -> int:
    """Return the position of the section that holds the first entry: others may have a key of that name as well."""
    position = data.find(section)
    for _ in range(_TRIES):
        if position < 0 or data.find(first, position, position + _NEAR) >= 0:
            break
        position = data.find(section, position + 1)
    return max(position, 0)
