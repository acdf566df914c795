"""Pipfile.lock: what Pipenv pinned, with the Pipfile beside it to tell who asked for what."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._pipenv import NOT_PACKAGES, exact, facts_of, indexes, is_ours, scope_of_category
from depscan.extractors.packages._pyproject import table
from depscan.extractors.packages._python import normal
from depscan.model import Component, How
from depscan.syntax import json, toml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages of every category; folders and files of the project are left out.

    Raises:
        ParseError: not JSON, or not a Pipfile.lock.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict) or not {"_meta", "default", "develop"} & document.keys():
        raise ParseError("not a Pipfile.lock: neither _meta nor default nor develop")
    known = indexes(table(document, "_meta").get("sources"))
    direct = _asked(source)
    finder = json.Finder(source.bytes())
    for category, packages in document.items():
        if category == "_meta":
            continue
        finder.line_of(f'"{category}":'.encode())
        if not isinstance(packages, dict):
            source.warn("incomplete-entry", "a category is not a list of packages")
            continue
        scope = scope_of_category(category)
        for name, entry in packages.items():
            line = finder.line_of(f'"{name}":'.encode("utf-8", "surrogatepass"))
            if not isinstance(entry, dict) or not name:
                source.warn("incomplete-entry", "an entry is not a package", line=line)
            elif not is_ours(entry):
                yield source.package(
                    "pypi",
                    name,
                    exact(entry.get("version")),
                    line=line,
                    how=How.LOCKED,
                    scope=scope,
                    direct=normal(name) in direct if direct else None,
                    facts=facts_of(entry, known),
                )


def _asked(source: SourceFile) -> set[str]:
    manifest = source.sibling("Pipfile")
    if manifest is None:
        return set()
    try:
        document = toml.read(manifest.bytes())
    except ParseError:
        return set()  # that file speaks for itself
    return {normal(name) for key in document if key not in NOT_PACKAGES for name in table(document, key)}


EXTRACTOR = Extractor(
    name="pipfile-lock",
    ecosystem="pypi",
    patterns=("Pipfile.lock",),
    sniff=lambda head: b'"_meta"' in head and b'"pipfile-spec"' in head,
    parse=parse,
    description="all categories; direct from the Pipfile; private indexes, repositories, addresses",
    spec_url="https://pipenv.pypa.io/en/latest/pipfile.html",
)
