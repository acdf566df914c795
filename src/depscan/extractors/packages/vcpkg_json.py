"""vcpkg.json: the C and C++ libraries that a project or a port asks vcpkg for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git
from depscan.extractors.packages.vcpkg_configuration import registries
from depscan.model import Component, How, Scope
from depscan.syntax import json, lazy

_NAME = lazy.pattern(r"[a-z0-9][a-z0-9-]{0,199}")
_VERSIONS = ("version", "version-semver", "version-string", "version-date")
_DEFAULT = "https://github.com/microsoft/vcpkg"
_SNIFF = re.compile(rb'"(?:builtin-baseline|version-string|version>=|vcpkg-configuration)"|/vcpkg\.schema\.json"')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the libraries, those of optional features as well, and the registries named here.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict):
        raise ParseError("not a vcpkg.json: not an object")
    if not document.keys() & {"name", "dependencies", "features", "builtin-baseline", "overrides"}:
        raise ParseError("not a vcpkg.json: neither a name nor dependencies")
    finder = json.Finder(source.bytes())
    pinned = _overrides(document)
    for key, value in document.items():
        if key == "dependencies":
            yield from _list(source, value, finder, pinned, feature="")
        elif key == "features" and isinstance(value, dict):
            for name, feature in value.items():
                wanted = feature.get("dependencies") if isinstance(feature, dict) else None
                if wanted is not None:
                    yield from _list(source, wanted, finder, pinned, feature=name)
        elif key in ("vcpkg-configuration", "configuration") and isinstance(value, dict):
            yield from registries(source, value, finder.line_of(f'"{key}"'.encode()))
        elif key == "builtin-baseline" and isinstance(value, str):
            place = _git.at_repository(_DEFAULT)
            if place:
                line = finder.line_of(b'"builtin-baseline"')
                yield _git.component(source, place.at(value), line=line, how=How.CONFIGURED, scope=Scope.BUILD)


def _list(
    source: SourceFile, entries: Any, finder: json.Finder, pinned: dict[str, str], *, feature: str
) -> Iterator[Component]:
    header = finder.line_of(b'"dependencies"')
    if not isinstance(entries, list):
        source.warn("wrong-type", "dependencies is not a list", line=header)
        return
    for number, entry in enumerate(entries, 1):
        name = entry.get("name") if isinstance(entry, dict) else entry
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            source.warn("incomplete-entry", f"dependency {number} has no name", line=header)
            continue
        details = entry if isinstance(entry, dict) else {}
        yield source.package(
            "vcpkg",
            name,
            pinned.get(name),
            line=finder.line_of(f'"{name}"'.encode()),
            how=How.DECLARED,
            scope=_scope(details, feature),
            direct=True,
            facts=_facts(details, feature, exact=name in pinned),
        )


def _scope(entry: dict[str, Any], feature: str) -> Scope:
    if entry.get("host") is True:
        return Scope.BUILD
    return Scope.TEST if feature in ("test", "tests", "testing", "unit-tests") else Scope.RUNTIME


def _facts(entry: dict[str, Any], feature: str, *, exact: bool) -> tuple[tuple[str, str], ...]:
    at_least, platform = entry.get("version>="), entry.get("platform")
    facts = []
    if isinstance(at_least, str) and not exact:
        facts.append(("constraint", f">={at_least}"))
    if feature:
        facts += [("feature", feature), ("optional", "true")]
    if isinstance(platform, str):
        facts.append(("platform", platform))
    return tuple(sorted(facts))


def _overrides(document: dict[str, Any]) -> dict[str, str]:
    """Return the versions that replace whatever anybody asks for, by name."""
    found: dict[str, str] = {}
    entries = document.get("overrides")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            version = next((entry[key] for key in _VERSIONS if isinstance(entry.get(key), str)), None)
            if version:
                found[entry["name"]] = version
    return found


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="vcpkg-json",
    ecosystem="vcpkg",
    patterns=("vcpkg.json",),
    sniff=_sniff,
    parse=parse,
    description="libraries, features, host tools, overridden versions, the baseline of the registry",
    spec_url="https://learn.microsoft.com/vcpkg/reference/vcpkg-json",
)
