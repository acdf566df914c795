"""Gopkg.lock: what dep, of the time before Go modules, pinned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._go import module
from depscan.extractors.packages._origins import repository
from depscan.model import Component, How
from depscan.syntax import toml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the pinned projects; direct where the file lists what the code imports.

    Raises:
        ParseError: not TOML, or not a Gopkg.lock.
    """
    document = toml.read(source.bytes())
    projects = document.get("projects", [])
    if not isinstance(projects, list) or not {"projects", "solve-meta", "memo"} & document.keys():
        raise ParseError("not a Gopkg.lock: no list of projects")
    meta = document.get("solve-meta")
    imports = meta.get("input-imports") if isinstance(meta, dict) else None
    imported = _prefixes(imports) if isinstance(imports, list) else None
    lines = toml.header_lines(source.text(), "projects")
    for position, entry in enumerate(projects):
        line = lines[position] if position < len(lines) else None
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name.strip("/"):
            source.warn("incomplete-entry", f"project {position + 1} has no name", line=line)
            continue
        yield module(
            source,
            name.strip("/"),
            _version(entry),
            line=line,
            how=How.LOCKED,
            direct=name in imported if imported is not None else None,
            facts=origin(entry.get("source")),
        )


def origin(address: object) -> tuple[tuple[str, str], ...]:
    """Say which repository stands in for the one of that name."""
    if not isinstance(address, str) or not address:
        return ()
    place = repository(address) or (repository(f"https://{address}") if address.count("/") > 1 else None)
    return (("repository", place),) if place else ()


def _version(entry: dict[str, Any]) -> str | None:
    """Return the tag, else the commit that a branch was at."""
    found = entry.get("version") or entry.get("revision")
    return found if isinstance(found, str) else None


def _prefixes(imports: list[object]) -> set[str]:
    """Return the imported packages and the folders above them, one of which is the project."""
    found: set[str] = set()
    for path in imports:
        parts = path.split("/")[:8] if isinstance(path, str) else []
        found.update("/".join(parts[:length]) for length in range(1, len(parts) + 1))
    return found


def _sniff(head: bytes) -> bool:
    return b"[[projects]]" in head and b"revision = " in head


EXTRACTOR = Extractor(
    name="go-dep-lock",
    ecosystem="golang",
    patterns=("Gopkg.lock",),
    sniff=_sniff,
    parse=parse,
    description="projects by tag or commit, forks; direct since dep 0.5",
    spec_url="https://golang.github.io/dep/docs/Gopkg.lock.html",
)
