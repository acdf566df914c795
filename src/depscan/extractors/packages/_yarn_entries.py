"""The three layouts of yarn.lock as one list of entries: version 1, "berry" (2 to 4), and JSON (from 6).

Version 1 looks like YAML and is not; berry is YAML of so fixed a layout that lines tell everything. One scanner reads
both: an entry at the margin, its fields two spaces in, what it depends on four.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._npm import strings
from depscan.syntax import json

_DEPENDENCIES = ("dependencies", "optionalDependencies")
_PATTERNS = re.compile(r'"([^"]*)"|([^\s",][^",]*)')
_MOST_WARNINGS = 20


class Entry(Struct, gc=False):
    """One locked package, whatever the layout."""

    line: int | None
    patterns: list[str]
    """What was asked for, such as ``lodash@^4.17.0`` or ``lodash@npm:^4.17.0``."""
    fields: dict[str, str]
    dependencies: list[tuple[str, str]]

    @property
    def resolution(self) -> str:
        """What berry resolved it to, such as ``lodash@npm:4.17.21``; empty in version 1."""
        return self.fields.get("resolution", "")


def read_entries(source: SourceFile) -> list[Entry]:
    """Return the entries of a yarn.lock, warning of lines that are none.

    Raises:
        ParseError: not a yarn.lock.
    """
    if source.bytes()[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return list(_from_json(source))
    lines = source.lines()
    entries = _from_lines(source, lines)
    if not entries and not any("yarn lockfile" in line or line.startswith("__metadata:") for line in lines):
        raise ParseError("not a yarn.lock: no entry")
    return [entry for entry in entries if entry.patterns != ["__metadata"]]


def _from_lines(source: SourceFile, lines: list[str]) -> list[Entry]:
    entries: list[Entry] = []
    entry: Entry | None = None
    depending = False
    unexpected = 0
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text[0] == "#":
            continue
        if line[0] not in " \t":
            if text == ":" and entry:  # the end of a key longer than YAML's 1024 characters, begun with "? "
                continue
            patterns = _patterns(text)
            entry = Entry(number, patterns, {}, []) if patterns else None
            if entry:
                entries.append(entry)
            else:
                unexpected += 1
                if unexpected <= _MOST_WARNINGS:
                    source.warn("unexpected-line", "neither an entry nor part of one", line=number)
        elif entry is None:
            continue
        elif line[:2] == "  " and line[2] != " ":
            depending = text.rstrip(":") in _DEPENDENCIES
            if text[0] in "vrnl" and not depending:  # version, resolution or resolved, name, linkType
                key, value = _pair(text)
                entry.fields[key] = value
        elif depending:
            entry.dependencies.append(_pair(text))
    return entries


def _patterns(text: str) -> list[str]:
    if text == "__metadata:":
        return ["__metadata"]
    if not text.endswith(":") and not text.startswith("? "):
        return []
    text = text[2:] if text.startswith("? ") else text[:-1]
    found = [quoted or plain for quoted, plain in _PATTERNS.findall(text)]
    return [pattern for group in found for part in group.split(",") if "@" in (pattern := part.strip())[1:]]


def _pair(text: str) -> tuple[str, str]:
    """Return key and value of ``key value`` or ``key: value``, each with or without quotes."""
    end = text.find('"', 1) if text[0] == '"' else -1
    if end > 0:
        key, rest = text[1:end], text[end + 1 :]
    else:
        key, _, rest = text.partition(" ")
        key = key.rstrip(":")
    value = rest.strip()
    if value[:1] == ":":
        value = value[1:].lstrip()
    if value[:1] == '"':
        value = value.strip('"')
    return key, value


def _from_json(source: SourceFile) -> Iterator[Entry]:
    document = json.read_any(source.bytes())
    entries = document.get("entries") if isinstance(document, dict) and "__metadata" in document else None
    if not isinstance(entries, dict):
        raise ParseError("not a yarn.lock: no entries")
    finder = json.Finder(source.bytes())
    for key, value in entries.items():
        line = finder.line_of(b'"%b":' % key.encode("utf-8", "replace"))
        resolution: Any = value.get("resolution") if isinstance(value, dict) else None
        if not isinstance(resolution, dict):
            source.warn("wrong-type", "an entry without a resolution", line=line)
            continue
        dependencies = [pair for section in _DEPENDENCIES for pair in strings(resolution.get(section)).items()]
        yield Entry(line, _patterns(key + ":"), strings(resolution), dependencies)
