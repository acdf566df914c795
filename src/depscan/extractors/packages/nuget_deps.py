"""*.deps.json: the packages that a published .NET application brings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._nuget import split
from depscan.model import Component, How, Scope
from depscan.syntax import json

_RUNTIME_PACK = "runtimepack."


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield packages and runtime packs; the application itself and its projects are left out.

    Raises:
        ParseError: not JSON, or not the dependencies of a .NET application.
    """
    data = source.bytes()
    document = json.read_any(data)
    libraries = document.get("libraries") if isinstance(document, dict) else None
    if not isinstance(libraries, dict) or not isinstance(document.get("targets"), dict):
        raise ParseError("not a .deps.json: no libraries by target")
    direct = _asked_for(document, libraries)
    finder = json.Finder(data, max(data.find(b'"libraries"'), 0))
    for key, entry in libraries.items():
        line = finder.line_of(b'"' + key.encode("utf-8", "surrogatepass") + b'"')
        kind = entry.get("type") if isinstance(entry, dict) else None
        name, version = split(key)
        if kind == "runtimepack":
            name = name.removeprefix(_RUNTIME_PACK)
        elif kind != "package":
            continue
        if not name:
            source.warn("incomplete-entry", "a package without a name", line=line)
            continue
        yield source.package(
            "nuget",
            name,
            version,
            line=line,
            how=How.LOCKED,
            scope=Scope.RUNTIME,
            direct=split(key)[0] in direct if direct is not None else None,
        )


def _asked_for(document: dict[str, Any], libraries: dict[str, Any]) -> set[str] | None:
    """Return what the projects of the application depend on; None if there is none to ask."""
    ours = {key for key, entry in libraries.items() if isinstance(entry, dict) and entry.get("type") == "project"}
    found: set[str] = set()
    for target in document["targets"].values():
        for key in ours & target.keys() if isinstance(target, dict) else ():
            wanted = target[key].get("dependencies") if isinstance(target[key], dict) else None
            found.update(wanted if isinstance(wanted, dict) else ())
    return found if ours else None


def _sniff(head: bytes) -> bool:
    return b'"runtimeTarget"' in head and b'"targets"' in head


EXTRACTOR = Extractor(
    name="nuget-deps",
    ecosystem="nuget",
    patterns=("*.deps.json",),
    sniff=_sniff,
    parse=parse,
    description="packages and runtime packs of an application; direct or transitive",
    spec_url="https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md",
    installed=True,
)
