"""Gopkg.toml: what a Go project of the time before modules asks dep for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._go import module
from depscan.extractors.packages.go_dep_lock import origin
from depscan.model import Component, How
from depscan.syntax import toml

_KEYS = frozenset({"constraint", "override", "required", "ignored", "noverify", "prune", "metadata"})
_EXACT = re.compile(r"=\s*(v?\d+\.\d+\.\d+\S*)")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the constrained projects; an override is of something that comes along.

    Raises:
        ParseError: not TOML, or not a Gopkg.toml.
    """
    document = toml.read(source.bytes())
    if document and not _KEYS & document.keys():
        raise ParseError("not a Gopkg.toml: none of its keys")
    for key in ("constraint", "override"):
        entries = document.get(key, [])
        lines = toml.header_lines(source.text(), key)
        for position, entry in enumerate(entries if isinstance(entries, list) else ()):
            line = lines[position] if position < len(lines) else None
            name = entry.get("name") if isinstance(entry, dict) else None
            if not isinstance(name, str) or not name.strip("/"):
                source.warn("incomplete-entry", f"{key} {position + 1} has no name", line=line)
                continue
            yield _project(source, name.strip("/"), entry, line, direct=key == "constraint")


def _project(source: SourceFile, name: str, entry: dict[str, Any], line: int | None, *, direct: bool) -> Component:
    wanted = entry.get("version") or entry.get("branch") or entry.get("revision")
    exact = _EXACT.fullmatch(wanted.strip()) if isinstance(wanted, str) else None
    constraint = (("constraint", wanted),) if isinstance(wanted, str) and not exact else ()
    return module(
        source,
        name,
        exact[1] if exact else None,
        line=line,
        how=How.DECLARED,
        direct=direct,
        facts=(*constraint, *origin(entry.get("source"))),
    )


def _sniff(head: bytes) -> bool:
    return b"[[constraint]]" in head and b"name = " in head


EXTRACTOR = Extractor(
    name="go-dep",
    ecosystem="golang",
    patterns=("Gopkg.toml",),
    sniff=_sniff,
    parse=parse,
    description="constraints and overrides, forks",
    spec_url="https://golang.github.io/dep/docs/Gopkg.toml.html",
)
