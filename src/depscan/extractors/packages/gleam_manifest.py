"""manifest.toml of Gleam: what its build tool pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._npm import reach
from depscan.extractors.packages._origins import repository
from depscan.model import Component, How, Scope
from depscan.syntax import toml

_SNIFF = re.compile(rb"build_tools\s*+=\s*+\[")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages; the gleam.toml beside tells what is for development. Packages in folders are left out.

    Raises:
        ParseError: not TOML, or without packages.
    """
    document = toml.read(source.bytes())
    packages = document.get("packages")
    if not isinstance(packages, list):
        raise ParseError("not a manifest of Gleam: no packages")
    lines = toml.lines(source.text())
    asked = document.get("requirements")
    direct = set(asked) if isinstance(asked, dict) else None
    scopes = _scopes(source, packages)
    for position, entry in enumerate(packages):
        line = lines.get(("packages", position))
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            source.warn("incomplete-entry", f"package {position + 1} has no name", line=line)
            continue
        if entry.get("source") == "local":
            continue
        version = entry.get("commit") or entry.get("version")
        place = repository(entry.get("repo"))
        yield source.package(
            "hex",
            name,
            version if isinstance(version, str) else None,
            line=line,
            how=How.LOCKED,
            scope=scopes.get(name, Scope.UNKNOWN),
            direct=name in direct if direct is not None else None,
            facts=(("repository", place),) if place else (),
        )


def _scopes(source: SourceFile, packages: list[Any]) -> dict[str, Scope]:
    manifest = source.sibling("gleam.toml")
    try:
        document = toml.read(manifest.bytes()) if manifest else {}
    except ParseError:
        return {}  # the file has its own extractor, which reports this
    roots = []
    for section, scope in SECTIONS.items():
        table = document.get(section)
        roots.append((scope, list(table) if isinstance(table, dict) else []))
    edges: dict[str, list[str]] = {}
    for entry in packages:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            needed = entry.get("requirements")
            edges[entry["name"]] = (
                [item for item in needed if isinstance(item, str)] if isinstance(needed, list) else []
            )
    return reach(roots, edges)


SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "dev-dependencies": Scope.DEVELOPMENT,
    "dev_dependencies": Scope.DEVELOPMENT,
}
"""The tables of gleam.toml; the weightiest first."""


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="gleam-manifest",
    ecosystem="hex",
    patterns=(),
    sniffed_patterns=("manifest.toml",),
    sniff=_sniff,
    parse=parse,
    description="Hex packages and repositories, direct or transitive, scope with the gleam.toml beside",
    spec_url="https://gleam.run/writing-gleam/gleam-toml/",
)
