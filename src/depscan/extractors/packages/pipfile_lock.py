"""Pipfile.lock: what Pipenv pinned, with the Pipfile beside it to tell who asked for what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._pyproject import table
from depscan.extractors.packages._python import facts, is_local, normal, origin, registry, scope_of
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import json, toml

_VCS = ("git", "hg", "svn", "bzr")
_NOT_PACKAGES = ("source", "requires", "scripts", "pipenv", "build-system")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages of every category; folders and files of the project are left out.

    Raises:
        ParseError: not JSON, or not a Pipfile.lock.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict) or not {"_meta", "default", "develop"} & document.keys():
        raise ParseError("not a Pipfile.lock: neither _meta nor default nor develop")
    indexes = _indexes(document)
    direct = _asked(source)
    finder = json.Finder(source.bytes())
    for category, packages in document.items():
        if category == "_meta":
            continue
        finder.line_of(f'"{category}":'.encode())
        if not isinstance(packages, dict):
            source.warn("incomplete-entry", "a category is not a list of packages")
            continue
        scope = _scope(category)
        for name, entry in packages.items():
            line = finder.line_of(f'"{name}":'.encode("utf-8", "surrogatepass"))
            if not isinstance(entry, dict) or not name:
                source.warn("incomplete-entry", "an entry is not a package", line=line)
            elif not _is_ours(entry):
                yield source.package(
                    "pypi",
                    name,
                    _version(entry),
                    line=line,
                    how=How.LOCKED,
                    scope=scope,
                    direct=normal(name) in direct if direct else None,
                    facts=_facts(entry, indexes),
                )


def _scope(category: str) -> Scope:
    if category == "default":
        return Scope.RUNTIME
    return scope_of(category) or Scope.UNKNOWN


def _indexes(document: dict[str, Any]) -> dict[str | None, str]:
    """Return the addresses of the indexes by name; the first is also the default, under None."""
    found: dict[str | None, str] = {}
    sources = table(document, "_meta").get("sources")
    for entry in sources if isinstance(sources, list) else ():
        url = entry.get("url") if isinstance(entry, dict) else None
        if isinstance(url, str):
            found.setdefault(None, url)
            found.setdefault(str(entry.get("name")), url)
    return found


def _asked(source: SourceFile) -> set[str]:
    manifest = source.sibling("Pipfile")
    if manifest is None:
        return set()
    try:
        document = toml.read(manifest.bytes())
    except ParseError as error:
        source.warn("unreadable-include", f"cannot read the Pipfile: {error}")
        return set()
    return {normal(name) for key in document if key not in _NOT_PACKAGES for name in table(document, key)}


def _version(entry: dict[str, Any]) -> str | None:
    version = entry.get("version")
    if not isinstance(version, str) or not version.startswith("==") or version.endswith("*"):
        return None
    return version.lstrip("=") or None


def _is_ours(entry: dict[str, Any]) -> bool:
    file = entry.get("file")
    return "path" in entry or (isinstance(file, str) and is_local(file))


def _facts(entry: dict[str, Any], indexes: dict[str | None, str]) -> Facts:
    address = next((entry[key] for key in (*_VCS, "file") if isinstance(entry.get(key), str)), None)
    index = entry.get("index")
    marker, constraint = entry.get("markers"), entry.get("version")
    return facts(
        constraint=constraint if isinstance(constraint, str) and constraint != "*" and not _version(entry) else None,
        marker=marker if isinstance(marker, str) else None,
        registry=registry(indexes.get(index if isinstance(index, str) else None)) if not address else None,
        repository=origin(address) if address else None,
    )


EXTRACTOR = Extractor(
    name="pipfile-lock",
    ecosystem="pypi",
    patterns=("Pipfile.lock",),
    sniff=lambda head: b'"_meta"' in head and b'"pipfile-spec"' in head,
    parse=parse,
    description="all categories; direct from the Pipfile; private indexes, repositories, addresses",
    spec_url="https://pipenv.pypa.io/en/latest/pipfile.html",
)
