"""Manifest.toml of Julia, formats 1 and 2: what its package manager pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import host, repository
from depscan.extractors.packages._python import facts
from depscan.model import Component, How
from depscan.syntax import lazy, toml

_SNIFF = re.compile(
    rb"^(?:# This file is machine-generated - editing it directly|julia_version = |manifest_format = )", re.MULTILINE
)
_HEADER = lazy.pattern(r"(?m)^[ \t]*\[\[[ \t]*(?:deps[ \t]*\.[ \t]*)?\"?([^\s\"\].]+)\"?[ \t]*\]\]")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages of registries and repositories; those that come with Julia and those of folders are left out.

    Raises:
        ParseError: not TOML, or not a Manifest.toml.
    """
    document = toml.read(source.bytes())
    listed = document.get("deps", {}) if "manifest_format" in document else document
    if not isinstance(listed, dict) or not ("manifest_format" in document or _looks_like_format_1(document)):
        raise ParseError("not a Manifest.toml of Julia: neither a format nor packages")
    if str(document.get("manifest_format", "1"))[:1] not in "12":
        source.warn("unknown-version", "a newer format of Manifest.toml than is known")
    lines = _lines(source.text())
    for name, entries in listed.items():
        if not isinstance(entries, list):
            continue  # of format 1: what stands beside the packages
        for entry, line in zip(entries, [*lines.get(name, ()), *[None] * len(entries)], strict=False):
            if not isinstance(entry, dict) or not name:
                source.warn("incomplete-entry", "an entry is not a package", line=line)
            elif "path" not in entry and ("git-tree-sha1" in entry or "repo-url" in entry):
                yield _component(source, name, entry, line)


def _looks_like_format_1(document: dict[str, Any]) -> bool:
    tables = [value for value in document.values() if isinstance(value, list)]
    return all(isinstance(e, dict) and "uuid" in e for entries in tables for e in entries) and (
        bool(tables) or not document
    )


def _component(source: SourceFile, name: str, entry: dict[str, Any], line: int | None) -> Component:
    version, uuid, url = entry.get("version"), entry.get("uuid"), entry.get("repo-url")
    return source.package(
        "julia",
        name,
        version if isinstance(version, str) else None,
        line=line,
        how=How.LOCKED,
        facts=facts(
            repository=repository(url) if host(url) else None,
            uuid=uuid if isinstance(uuid, str) else None,
        ),
    )


def _lines(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    line, position = 1, 0
    for match in _HEADER.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        found.setdefault(match[1], []).append(line)
    return found


EXTRACTOR = Extractor(
    name="julia-manifest",
    ecosystem="julia",
    patterns=("JuliaManifest.toml", "JuliaManifest-v*.toml"),
    sniffed_patterns=("Manifest.toml", "Manifest-v*.toml"),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="formats 1 and 2; repositories; what comes with Julia is left out",
    spec_url="https://pkgdocs.julialang.org/v1/toml-files/#Manifest.toml",
)
