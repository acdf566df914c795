"""pubspec.yaml: what a Dart or Flutter project asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _pub
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import lazy, yaml
from depscan.syntax.yaml import Map

_SECTIONS = {"dependencies": Scope.RUNTIME, "dev_dependencies": Scope.DEVELOPMENT}
_OVERRIDES = "dependency_overrides"
_EXACT = lazy.pattern(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what every section asks for, as overrides have it; those of a path are the project itself.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = yaml.read(source.text())
    if not isinstance(document, Map):
        raise ParseError("not a pubspec.yaml: not a mapping")
    overrides = _mapping(source, document, _OVERRIDES)
    asked: set[str] = set()
    for section, scope in _SECTIONS.items():
        requests = _mapping(source, document, section)
        for name, request in requests.items():
            asked.add(name)
            facts: Facts = (("override", "true"),) if name in overrides else ()
            wanted = overrides.get(name, request)
            yield from _requested(source, name, wanted, line=requests.lines.get(name), scope=scope, facts=facts)
    for name, request in overrides.items():
        if name not in asked:  # what others ask for is replaced, and so is asked for here
            line = overrides.lines.get(name)
            yield from _requested(source, name, request, line=line, scope=Scope.UNKNOWN, facts=(("override", "true"),))


def _requested(
    source: SourceFile, name: str, request: Any, *, line: int | None, scope: Scope, facts: Facts
) -> Iterator[Component]:
    about = request if isinstance(request, Map) else {}
    wanted = about.get("version") if about else request
    if not name or not isinstance(wanted, str | None):
        source.warn("incomplete-entry", "a package without a name, or a version that is not text", line=line)
        return
    if "path" in about and "git" not in about:
        return
    found = dict(facts)
    if "sdk" in about:
        found["type"] = f"sdk {about['sdk']}" if isinstance(about["sdk"], str) else "sdk"
    git, hosted = about.get("git"), about.get("hosted")
    found.update(_pub.repository(git.get("url") if isinstance(git, Map) else git))
    found.update(_pub.registry(hosted.get("url") if isinstance(hosted, Map) else hosted))
    version = wanted if wanted and _EXACT.fullmatch(wanted) else None
    if wanted and not version and wanted != "any":
        found["constraint"] = wanted
    yield source.package(
        "pub",
        name,
        version,
        line=line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=tuple(sorted(found.items())),
    )


def _mapping(source: SourceFile, document: Map, key: str) -> Map:
    value = document.get(key)
    if value is not None and not isinstance(value, Map):
        source.warn("wrong-type", f"{key} is not a mapping", line=document.lines.get(key))
    return value if isinstance(value, Map) else Map(0)


def _sniff(head: bytes) -> bool:
    return b"environment:" in head and b"sdk:" in head and b"dependencies:" in head and b"name:" in head


EXTRACTOR = Extractor(
    name="pubspec-yaml",
    ecosystem="pub",
    patterns=("pubspec.yaml", "pubspec.yml", "pubspec_overrides.yaml"),
    parse=parse,
    description="dependencies, development, overrides; hosted, git, SDK",
    spec_url="https://dart.dev/tools/pub/pubspec",
    sniff=lambda head: _sniff(head) or head.lstrip(b"\xef\xbb\xbf").startswith(b"dependency_overrides:"),
)
