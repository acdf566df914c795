"""JSON as people write it into configuration: with comments and trailing commas."""

from __future__ import annotations

import re

from depscan.syntax import lazy

# every alternative matches whatever follows its first character, so that nothing is read twice
_PIECE = lazy.pattern(r'"(?:[^"\\\n]|\\[^\n])*+"?+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+')
_COMMA = lazy.pattern(r'"(?:[^"\\\n]|\\[^\n])*+"?+|,(?=[ \t\r\n]*+[}\]])')


def plain(text: str) -> str:
    """Return the text as JSON of the same length and lines: comments and trailing commas are blanks."""
    if "//" in text or "/*" in text:
        text = _PIECE.sub(_blank, text)
    return _COMMA.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    piece = match[0]
    if piece.startswith('"'):
        return piece
    return " " * len(piece) if "\n" not in piece else "\n".join(" " * len(line) for line in piece.split("\n"))
