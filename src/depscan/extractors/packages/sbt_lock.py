"""build.sbt.lock of sbt-dependency-lock: what sbt resolved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.model import Component, How, Level, Scope
from depscan.syntax import json

_TEST = frozenset({"test", "it", "test-internal", "integrationtest"})
_RUNTIME = frozenset({"compile", "runtime", "default", "provided", "optional", "compile-internal", "runtime-internal"})


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the modules; configurations tell what one is for.

    Raises:
        ParseError: not JSON, or not such a lockfile.
    """
    data = source.bytes()
    document = json.read_any(data)
    modules = document.get("dependencies") if isinstance(document, dict) else None
    if not isinstance(modules, list) or "lockVersion" not in document:
        raise ParseError("not a lockfile of sbt-dependency-lock: no lockVersion or no dependencies")
    finder = json.Finder(data)
    for module in modules:
        line = finder.line_of(b'"org"')
        group, name, version = (_text(module, key) for key in ("org", "name", "version"))
        if not group or not name:
            source.warn("incomplete-entry", "a module without org or name", line=line)
            continue
        yield source.package(
            "maven",
            name,
            version,
            namespace=group,
            line=line,
            how=How.LOCKED,
            scope=_scope(module.get("configurations")),
        )
    if not modules:
        source.warn("nothing-declared", "nothing is pinned", level=Level.NOTE)


def _text(module: Any, key: str) -> str | None:
    value = module.get(key) if isinstance(module, dict) else None
    return value if isinstance(value, str) else None


def _scope(configurations: Any) -> Scope:
    names = (
        {name.lower() for name in configurations if isinstance(name, str)}
        if isinstance(configurations, list)
        else set()
    )
    if names & _RUNTIME:
        return Scope.RUNTIME
    return Scope.TEST if names & _TEST else Scope.UNKNOWN


def _sniff(head: bytes) -> bool:
    return b'"lockVersion"' in head and b'"org"' in head


EXTRACTOR = Extractor(
    name="sbt-lock",
    ecosystem="maven",
    patterns=("*.sbt.lock",),
    sniff=_sniff,
    parse=parse,
    description="what the plugin sbt-dependency-lock pinned, with scopes",
    spec_url="https://github.com/stringbean/sbt-dependency-lock",
)
