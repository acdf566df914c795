"""Package.resolved, versions 1 to 3: what the Swift package manager or Xcode pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _swift
from depscan.model import Component, How
from depscan.syntax import json

_LOCAL = frozenset({"localSourceControl", "fileSystem", "root"})
_VERSIONS = (1, 2, 3)
_SNIFF = re.compile(rb'"pins"\s*+:\s*+\[')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the pinned packages; those in folders of this machine are left out.

    Raises:
        ParseError: not JSON, or without pins.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict):
        raise ParseError("not a Package.resolved: not an object")
    holder = document["object"] if isinstance(document.get("object"), dict) else document  # version 1
    pins = holder.get("pins")
    if not isinstance(pins, list):
        raise ParseError("not a Package.resolved: no pins")
    if document.get("version") not in _VERSIONS:
        source.warn("unknown-version", "a version of the format that is not known; read as the newest")
    finder = json.Finder(source.bytes())
    for position, pin in enumerate(pins):
        found = _pin(source, pin, finder) if isinstance(pin, dict) else None
        if found is None:
            source.warn("incomplete-entry", f"pin {position + 1} names no package")
        yield from found or ()


def _pin(source: SourceFile, pin: dict[str, Any], finder: json.Finder) -> list[Component] | None:
    """Return the package of a pin; nothing for a local one, None if it is not understood."""
    name = _text(pin, "identity") or _text(pin, "package")
    address = _text(pin, "location") or _text(pin, "repositoryURL")
    line = finder.line_of(f'"{name}"'.encode()) if name else None
    kind = pin.get("kind")
    if kind in _LOCAL:
        return []
    state = pin.get("state")
    state = state if isinstance(state, dict) else {}
    revision, branch = _text(state, "revision"), _text(state, "branch")
    # a branch is pinned by the commit that it was at
    version = _text(state, "version") or revision or None
    facts = [("branch", branch)] if branch else []
    if kind == "registry" and name:
        return [_swift.registered(source, name, version, line=line, how=How.LOCKED, facts=facts)]
    package = _swift.package(source, address, version, line=line, how=How.LOCKED, facts=facts)
    if package:
        return [package]
    return [] if address.startswith((".", "/", "~", "file:")) else None


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None and (b'"repositoryURL"' in head or b'"location"' in head)


EXTRACTOR = Extractor(
    name="swift-package-resolved",
    ecosystem="swift",
    patterns=("Package.resolved", ".package.resolved"),
    sniff=_sniff,
    parse=parse,
    description="versions 1 to 3; source control and registry packages, branches by their commit",
    spec_url="https://docs.swift.org/package-manager/PackageDescription/index.html",
)
