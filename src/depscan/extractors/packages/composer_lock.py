"""composer.lock: the packages Composer pinned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._composer import Package, is_platform, package
from depscan.model import Component, How, Scope
from depscan.syntax import json


class _Lock(msgspec.Struct, rename={"dev": "packages-dev"}):
    packages: list[Package] | None = None
    dev: list[Package] | None = None


class _Manifest(msgspec.Struct, rename={"require_dev": "require-dev"}):
    require: Any = None
    require_dev: Any = None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages of both lists; those of path repositories are the project itself.

    Raises:
        ParseError: not JSON, or not a composer.lock.
    """
    data = source.bytes()
    lock = json.read_struct(data, _Lock) or _read_tolerantly(data)
    if lock.packages is None and lock.dev is None:
        raise ParseError("not a composer.lock: no list of packages")
    direct = _asked_for(source)
    finder = json.Finder(data)
    for scope, entries in ((Scope.RUNTIME, lock.packages), (Scope.DEVELOPMENT, lock.dev)):
        for position, entry in enumerate(entries or ()):
            key = "name" if entry.name else "package"
            name = entry.name or entry.package
            if not isinstance(name, str) or not name.rpartition("/")[2]:
                source.warn("incomplete-entry", f"{scope.value} package {position + 1} has no name")
                continue
            line = finder.line_of(f'"{key}": "{name}"'.encode("utf-8", "surrogatepass"))
            if not entry.is_local() and not is_platform(name):
                yield source.package(
                    "composer",
                    name.rpartition("/")[2],
                    (entry.version or None) if isinstance(entry.version, str) else None,
                    namespace=name.rpartition("/")[0],
                    line=line,
                    how=How.LOCKED,
                    scope=scope,
                    direct=name.lower() in direct if direct is not None else None,
                    facts=entry.facts(),
                )


def _read_tolerantly(data: bytes) -> _Lock:
    """Read a lock in which something is not what it should be; an entry that is no object has no name."""
    document = json.read_any(data)
    lists = [document.get(key) if isinstance(document, dict) else None for key in ("packages", "packages-dev")]
    read = [[package(item) for item in found] if isinstance(found, list) else None for found in lists]
    return _Lock(packages=read[0], dev=read[1])


def _asked_for(source: SourceFile) -> set[str] | None:
    """Return the names in the composer.json beside, in lower case; None where there is none to ask."""
    manifest = source.sibling("composer.json")
    if manifest is None:
        return None
    try:
        read = json.read_struct(manifest.bytes(), _Manifest)
    except ParseError as error:
        source.warn("unreadable-include", f"cannot read composer.json: {error}")
        return None
    if read is None:
        return None
    return {name.lower() for part in (read.require, read.require_dev) if isinstance(part, dict) for name in part}


def _sniff(head: bytes) -> bool:
    return b'"content-hash"' in head and b'"packages"' in head and b"getcomposer.org" in head


EXTRACTOR = Extractor(
    name="composer-lock",
    ecosystem="composer",
    patterns=("composer.lock",),
    sniff=_sniff,
    parse=parse,
    description="runtime and development packages with licence and download host; direct with composer.json beside",
    spec_url="https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control",
)
