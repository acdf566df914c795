"""Text in columns of fixed width, wrapped, for pipes and files: no library, no colour, any number of rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence


def width_of(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of a text wrapped at spaces, else after ``/``, ``-`` or ``.``, else anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            candidate = f"{line} {word}" if line else word
            if width_of(candidate) <= width:
                line = candidate
                continue
            if line:
                lines.append(line)
            line = word
            while width_of(line) > width:
                cut = _cut(line, width)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line)
    return lines


def _cut(word: str, width: int) -> int:
    cut = width
    while width_of(word[:cut]) > width:
        cut -= 1
    soft = max(word.rfind(mark, 1, cut) for mark in "/-._:")
    return soft + 1 if soft >= cut // 2 else max(cut, 1)


def lines(header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """Yield the lines of a table; a cell may have several paragraphs."""
    yield from _row(header, widths)
    yield "  ".join("-" * width for width in widths)
    for row in rows:
        yield from _row(row, widths)


def _row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    cells = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, cells))):
        yield _line([cell[number] if number < len(cell) else "" for cell in cells], widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - width_of(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()
