"""Which distribution a root file system is of: https://www.freedesktop.org/software/systemd/man/os-release.html."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile

PLACES = ("etc/os-release", "usr/lib/os-release")
"""The first that is there counts."""
_NAMESPACES = {"rhel": "redhat"}  # https://github.com/package-url/purl-spec/blob/main/types-doc/rpm-definition.md
_LONGEST = 4096
_ESCAPED = '"$`\\'


class Distribution(Struct, frozen=True):
    """What an os-release file says, as far as it is needed."""

    id: str
    like: tuple[str, ...] = ()
    """Ids of the distributions that it is made from, the closest first."""

    @property
    def namespace(self) -> str:
        """The namespace of its packages in package URLs."""
        return _NAMESPACES.get(self.id, self.id)


UNKNOWN = Distribution(id="")


def distribution(source: SourceFile, database: str) -> Distribution:
    """Return the distribution of the root that a package database belongs to; without an id where nothing tells.

    Args:
        source: the database.
        database: its path within a root, or as many folders as that has.
    """
    depth = database.count("/")
    root = "/".join(source.path.split("/")[: -depth - 1])
    key = ("os-release", root)
    if key not in source.memo:
        source.memo[key] = _read(source, "../" * depth)
    found: Distribution = source.memo[key]
    return found


def _read(source: SourceFile, to_root: str) -> Distribution:
    for place in PLACES:
        file = source.sibling(to_root + place)
        if file is None:
            continue
        try:
            values = assignments(file.lines())
        except ParseError:
            continue
        id_ = values.get("ID", ("", 0))[0].lower()
        if id_:
            return Distribution(id=id_, like=tuple(values.get("ID_LIKE", ("", 0))[0].lower().split()[:10]))
    return UNKNOWN


def assignments(lines: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Return values and lines of shell assignments by name; the last one counts, nothing is expanded."""
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines, 1):
        name, equals, value = line.strip().partition("=")
        if equals and name.isascii() and name.replace("_", "").isalnum() and len(line) <= _LONGEST:
            found[name] = (_unquoted(value), number)
    return found


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1]
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    if "\\" in value:
        for character in _ESCAPED:
            value = value.replace(f"\\{character}", character)
    return value
