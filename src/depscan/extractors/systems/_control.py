"""Paragraphs of ``Field: value`` lines, as dpkg and opkg write them: https://www.debian.org/doc/debian-policy/ch-controlfields.html."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct


class Paragraph(Struct):
    """The fields that are asked for, of one paragraph."""

    line: int
    """Of its ``Package`` field."""
    fields: dict[str, str]

    def get(self, name: str) -> str:
        """Return a field's value; empty where it is not there."""
        return self.fields.get(name, "")


def paragraphs(lines: Iterable[str], wanted: frozenset[str]) -> Iterator[Paragraph]:
    """Yield paragraphs with the wanted fields, ``Package`` among them; continued lines are left out.

    Each paragraph has a line, that of its first field if it names no package.
    """
    current = Paragraph(line=0, fields={})
    for number, line in enumerate(lines, 1):
        if not line or line.isspace():
            if current.fields:
                yield current
            current = Paragraph(line=0, fields={})
            continue
        name, colon, value = line.partition(":")
        if colon and name in wanted:
            if not current.line or name == "Package":
                current.line = number
            current.fields[name] = value.strip()
    if current.fields:
        yield current
