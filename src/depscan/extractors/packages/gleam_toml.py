"""gleam.toml: what a Gleam project asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import repository
from depscan.extractors.packages.gleam_manifest import SECTIONS
from depscan.model import Component, Facts, How
from depscan.syntax import lazy, toml

_EXACT = lazy.pattern(r"(?:==?\s*+)?+(\d++\.\d++\.\d++(?:[-+][\w.+-]++)?+)")
_SNIFF = re.compile(rb"^gleam_stdlib\s*+=", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the dependencies; those in folders are the project itself.

    Raises:
        ParseError: not TOML, or without the project's name.
    """
    document = toml.read(source.bytes())
    if "name" not in document:
        raise ParseError("not a gleam.toml: no name")
    lines = toml.lines(source.text())
    for section, scope in SECTIONS.items():
        table = document.get(section)
        if table is not None and not isinstance(table, dict):
            source.warn("wrong-type", f"{section} is not a table", line=lines.get((section,)))
        for name, wanted in table.items() if isinstance(table, dict) else ():
            if isinstance(wanted, dict) and "path" in wanted:
                continue
            version, facts = _requirement(wanted)
            yield source.package(
                "hex",
                name,
                version,
                line=lines.get((section, name)),
                how=How.DECLARED,
                scope=scope,
                direct=True,
                facts=facts,
            )


def _requirement(wanted: Any) -> tuple[str | None, Facts]:
    if isinstance(wanted, dict):
        place, revision = repository(wanted.get("git")), wanted.get("ref")
        if place:
            return revision if isinstance(revision, str) else None, (("repository", place),)
        wanted = wanted.get("version")
    exact = _EXACT.fullmatch(wanted.strip()) if isinstance(wanted, str) else None
    if exact or not isinstance(wanted, str):
        return exact[1] if exact else None, ()
    return None, (("constraint", wanted),)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="gleam-toml",
    ecosystem="hex",
    patterns=("gleam.toml",),
    sniff=_sniff,
    parse=parse,
    description="dependencies and those for development; ranges, Git repositories",
    spec_url="https://gleam.run/writing-gleam/gleam-toml/",
)
