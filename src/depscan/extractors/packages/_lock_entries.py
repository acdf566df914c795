"""Lists of flat entries in lockfiles of YAML, such as ``packages:`` of pixi.lock: one linear pass over its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.syntax import lazy, yaml

_LINE = lazy.pattern(
    r"""([A-Za-z_][\w.-]*):(?:[ ]+("(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'|[^\s"'&*!|>%@`#{\[][^#]*+|[{\[][ ]*+[}\]]))?\s*"""
)


class _OddError(Exception):
    """Not laid out as the tools do; a YAML reader may understand it."""


def entries(text: str, *sections: str) -> tuple[str | None, Iterator[tuple[int, dict[str, str]]]]:
    """Return the first of the sections that is there, and its entries: line, and what is plain text in them.

    Args:
        text: the lockfile.
        sections: keys at its top.

    Raises:
        ParseError: while iterating or before: not YAML.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    for section in sections:
        header = f"{section}:"
        for number, line in enumerate(lines):
            if line.rstrip() == header:
                try:
                    return section, iter(list(_laid_out(lines, number + 1)))
                except _OddError:
                    return _read(text, sections)
    return _read(text, sections)


def _laid_out(lines: list[str], start: int) -> Iterator[tuple[int, dict[str, str]]]:
    dash = ""
    inside = ""
    own: dict[str, str] = {}
    first = 0
    for number in range(start, len(lines)):
        line = lines[number]
        text = line.lstrip(" ")
        if not text or text[0] == "#":
            continue
        if not dash:
            if not text.startswith("- "):
                raise _OddError
            dash = line[: len(line) - len(text)] + "- "
            inside = " " * len(dash)
        if line.startswith(dash):
            if first:
                yield first, own
            own, first = {}, number + 1
        elif len(line) - len(text) < len(dash):
            if text.startswith("-"):
                raise _OddError
            if line[0] != " ":
                break
            raise _OddError
        elif line[len(dash)] in " -":
            continue  # within one of its values
        elif not line.startswith(inside):
            raise _OddError
        pair = _LINE.fullmatch(line, len(dash))
        if pair is None:
            raise _OddError
        if pair[2]:
            own[pair[1]] = _plain(pair[2].rstrip())
    if first:
        yield first, own


def _plain(value: str) -> str:
    if value[0] == "'":
        return value[1:-1].replace("''", "'")
    if value[0] == '"':
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return "" if value in ("~", "null") else value


def _read(text: str, sections: tuple[str, ...]) -> tuple[str | None, Iterator[tuple[int, dict[str, str]]]]:
    document = yaml.read(text)
    if isinstance(document, yaml.Map):
        for section in sections:
            found = document.get(section)
            if isinstance(found, yaml.Seq):
                return section, _entries_of(found)
    return None, iter(())


def _entries_of(found: Any) -> Iterator[tuple[int, dict[str, str]]]:
    for item, line in zip(found, found.lines, strict=True):
        pairs = item.items() if isinstance(item, yaml.Map) else ()
        yield line, {key: value for key, value in pairs if isinstance(value, str)}
