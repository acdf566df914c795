"""Lines of the form ``key = value`` below ``[sections]``: INI files, properties, and their many relatives."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.cloud._settings import Setting
from depscan.syntax import lazy

_SECTION = lazy.pattern(r"[ \t]*+\[{1,2}([^\]\n]{1,200}+)\]")
_ENTRY = lazy.pattern(
    r"[ \t]*+(?:set(?:env)?[ \t]++)?+([A-Za-z_%@][\w.@%/\[\]-]{0,199}+)[ \t]*+[:=]>?+[ \t]*+([^\n]*+)"
)
_SPACED = lazy.pattern(
    r"(?i)[ \t]++(host|endpoint|apikey|api_key|logs_url|url|uri|region|brokers|model|domain_name|server)[ \t]++"
    r"([^\s=:][^\n]*+)"
)
"""Fluent Bit has no sign between key and value."""
_CLOSING = lazy.pattern(r"[ \t]++[;#].*+$")
_LONGEST = 8_000
_CONTINUED = 200


def entries(lines: list[str], *, sections: bool = True, remarks: str = "#;!") -> Iterator[Setting]:
    """Yield the settings of a file, with the name of their section before the key.

    Args:
        lines: of the file.
        sections: lines in brackets begin a section; else they are none.
        remarks: characters that make a line a remark.
    """
    section = ""
    skip = 0
    for number, line in enumerate(lines, 1):
        if number <= skip or len(line) > _LONGEST:
            continue
        if not line.strip() or line.lstrip()[0] in remarks:
            continue
        header = _SECTION.match(line) if sections else None
        if header:
            section = header[1].strip().strip("\"'").lstrip("@")
            continue
        entry = _ENTRY.match(line) or (_SPACED.match(line) if section else None)
        if entry:
            value, skip = _continued(lines, number, entry[2])
            key = f"{section}.{entry[1]}" if section else entry[1]
            yield Setting(key, _plain(value), number)


def _continued(lines: list[str], number: int, value: str) -> tuple[str, int]:
    """Return a value with the lines that a backslash joins to it, and the last line's number."""
    parts: list[str] = []
    while value.endswith("\\") and number < len(lines) and len(parts) < _CONTINUED:
        parts.append(value[:-1])
        value = lines[number].lstrip()
        number += 1
    return "".join((*parts, value)) if parts else value, number


def _plain(value: str) -> str:
    value = value.strip()
    if value[:1] in "\"'" and value[:1] in value[1:]:
        return value[1:].partition(value[0])[0]
    return _CLOSING.sub("", value).rstrip(",;").strip()
