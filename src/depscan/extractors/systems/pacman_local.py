"""pacman's database: one package installed on Arch Linux, Manjaro or MSYS2."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.systems._distribution import distribution
from depscan.model import Component, How

_PLACE = "var/lib/pacman/local/*/desc"
_ALONG = "1"
"""The reason of what was installed because another package needs it."""
_MOST_LICENCES = 20


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the package.

    Raises:
        ParseError: it has no name.
    """
    fields = _fields(source.lines())
    (name, line), (version, _) = _first(fields, "NAME"), _first(fields, "VERSION")
    if not name:
        raise ParseError("not a package of pacman: no %NAME%")
    licences = [text for text, _ in fields.get("LICENSE", ())][:_MOST_LICENCES]
    facts = {
        "architecture": _first(fields, "ARCH")[0],
        "licence": " AND ".join(licences) if all(map(_is_one, licences)) else "",
        "source": _first(fields, "BASE")[0],
    }
    yield source.package(
        "alpm",
        name,
        version or None,
        namespace=distribution(source, _PLACE).namespace,
        line=line,
        how=How.LOCKED,
        direct=_first(fields, "REASON")[0] != _ALONG,
        facts=tuple(sorted((key, value) for key, value in facts.items() if value)),
    )


def _fields(lines: list[str]) -> dict[str, list[tuple[str, int]]]:
    """Return values with their lines by the name of the field, which stands above them."""
    fields: dict[str, list[tuple[str, int]]] = {}
    current: list[tuple[str, int]] = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if len(text) > 2 and text[0] == text[-1] == "%":
            current = fields.setdefault(text[1:-1], [])
        elif text:
            current.append((text, number))
    return fields


def _first(fields: dict[str, list[tuple[str, int]]], name: str) -> tuple[str, int | None]:
    values = fields.get(name)
    return values[0] if values else ("", None)


def _is_one(licence: str) -> bool:
    return " " not in licence and ":" not in licence


def _sniff(head: bytes) -> bool:
    return head.lstrip().startswith(b"%NAME%") and b"%VERSION%" in head


EXTRACTOR = Extractor(
    name="pacman-local",
    ecosystem="alpm",
    patterns=(_PLACE,),
    sniff=_sniff,
    parse=parse,
    description="packages installed on Arch Linux, Manjaro, MSYS2; what was asked for and what came along",
    spec_url="https://man.archlinux.org/man/alpm-db.5",
)
