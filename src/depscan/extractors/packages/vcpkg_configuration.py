"""vcpkg-configuration.json: the registries that vcpkg takes libraries from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git
from depscan.model import Component, How, Scope
from depscan.syntax import json

_BUILTIN = "https://github.com/microsoft/vcpkg"
_SNIFF = re.compile(rb'"default-registry"\s*+:|/vcpkg-configuration\.schema\.json"')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the registries at the commits that are their baselines; those in folders are the project itself.

    Raises:
        ParseError: not JSON, or not of this form.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict):
        raise ParseError("not a vcpkg-configuration.json: not an object")
    known = {"default-registry", "registries", "overlay-ports", "overlay-triplets", "requires"}
    if not document.keys() & known:
        raise ParseError("not a vcpkg-configuration.json: no registries")
    yield from registries(source, document, None)


def registries(source: SourceFile, document: dict[str, Any], line: int | None) -> Iterator[Component]:
    """Yield the registries that a configuration names, also where it is part of a vcpkg.json.

    Args:
        source: the file.
        document: the configuration.
        line: where it begins, for what is not found in the text.
    """
    others = document.get("registries")
    entries = [document.get("default-registry"), *(others if isinstance(others, list) else ())]
    finder = json.Finder(source.bytes())
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("kind") == "filesystem":
            continue
        kind, baseline = entry.get("kind"), entry.get("baseline")
        address = _BUILTIN if kind == "builtin" else entry.get("repository") or entry.get("location")
        needle = baseline if kind == "builtin" else address
        at = (finder.line_of(f'"{needle}"'.encode()) if isinstance(needle, str) else None) or line
        place = _git.at_archive(address) if kind == "artifact" else _git.at_repository(address)
        if place is None:
            source.warn("incomplete-entry", "a registry whose address is not understood", line=at)
            continue
        place = place.at(baseline if isinstance(baseline, str) else None)
        yield _git.component(
            source, place, line=at, how=How.CONFIGURED, scope=Scope.BUILD, facts=[("type", "registry")]
        )


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="vcpkg-configuration",
    ecosystem="vcpkg",
    patterns=("vcpkg-configuration.json",),
    sniff=_sniff,
    parse=parse,
    description="registries of libraries and artifacts, by repository and baseline",
    spec_url="https://learn.microsoft.com/vcpkg/reference/vcpkg-configuration-json",
)
