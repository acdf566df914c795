"""Project.toml of Julia: what a project asks its package manager for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._julia import COMES_WITH_JULIA
from depscan.extractors.packages._origins import host, repository
from depscan.extractors.packages._pyproject import table
from depscan.extractors.packages._python import facts, scope_of
from depscan.model import Component, How, Scope
from depscan.syntax import toml

_SNIFF = re.compile(rb"^uuid = \"|^\[(?:deps|extras|weakdeps)\]\s*[A-Za-z][\w.]* = \"[0-9a-f]{8}-", re.MULTILINE)
_TABLES = ("deps", "weakdeps", "extras")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the tables of dependencies ask for; what comes with Julia and what lies in folders is left out.

    Raises:
        ParseError: not TOML, or not a Project.toml.
    """
    document = toml.read(source.bytes())
    if not document.keys() & {"name", "uuid", "compat", "workspace", *_TABLES}:
        raise ParseError("not a Project.toml of Julia: none of its keys")
    lines = toml.lines(source.text())
    targets = _targets(document)
    for key in _TABLES:
        for name, uuid in table(document, key).items():
            place = table(document, "sources", name)
            if name in COMES_WITH_JULIA or not name or "path" in place:
                continue
            if not isinstance(uuid, str):
                source.warn("incomplete-entry", "a package without uuid", line=lines.get((key, name)))
                continue
            constraint = table(document, "compat").get(name)
            constraint = constraint if isinstance(constraint, str) else ""
            exact = constraint[1:].strip() if constraint.startswith("=") and "," not in constraint else None
            url = place.get("url")
            yield source.package(
                "julia",
                name,
                exact,
                line=lines.get((key, name)),
                how=How.DECLARED,
                scope=targets.get(name, Scope.UNKNOWN) if key == "extras" else Scope.RUNTIME,
                direct=True,
                facts=facts(
                    constraint=None if exact else constraint,
                    optional="true" if key == "weakdeps" else None,
                    repository=repository(url) if host(url) else None,
                    uuid=uuid,
                ),
            )


def _targets(document: dict[str, Any]) -> dict[str, Scope]:
    """Return what the extra packages are for."""
    found: dict[str, Scope] = {}
    for target, names in table(document, "targets").items():
        for name in names if isinstance(names, list) else ():
            if isinstance(name, str):
                found.setdefault(name, scope_of(target) or Scope.DEVELOPMENT)
    return found


EXTRACTOR = Extractor(
    name="julia-project",
    ecosystem="julia",
    patterns=("JuliaProject.toml",),
    sniffed_patterns=("Project.toml",),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="dependencies, weak ones, extras by target, bounds, sources",
    spec_url="https://pkgdocs.julialang.org/v1/toml-files/#Project.toml",
)
