"""Databricks Asset Bundles: databricks.yml with workspaces by host, jobs, pipelines and other resources."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.environments import environment_of
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, descriptor, entries, literal, read, resource
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax.yaml import Map

_FILE = "databricks.yml"
_SCOPES = {"development": Scope.DEVELOPMENT, "test": Scope.TEST}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Databricks itself, the host of each workspace, and each resource.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = read(source)
    yield descriptor(source, _FILE)
    yield from _part(source, document, Scope.RUNTIME)
    for name, target, _ in entries(document.get("targets")):
        if isinstance(target, Map):
            yield from _part(source, target, _SCOPES.get(environment_of(f"{name}/x") or "", Scope.RUNTIME))
    if "include" in document:
        line = document.lines["include"]
        source.warn("not-followed", "included files are not followed", line=line, level=Level.NOTE)


def _part(source: SourceFile, part: Map, scope: Scope) -> Iterator[Component]:
    workspace = part.get("workspace")
    name = host(literal(at(workspace, "host")))
    if name and isinstance(workspace, Map):
        seen = source.seen(workspace.lines["host"], how=How.CONFIGURED)
        yield Component(kind=Kind.ENDPOINT, name=name, scope=scope, direct=True, evidence=seen)
    for kind, resources, _ in entries(part.get("resources")):
        for key, _, line in entries(resources):
            yield resource(source, f"databricks_{kind.removesuffix('s')}", key, line, scope=scope)


EXTRACTOR = Extractor(
    name="databricks-bundle",
    ecosystem="paas",
    patterns=(_FILE, "databricks.yaml"),
    parse=parse,
    description="Databricks, workspaces by host, jobs, pipelines and other resources",
    spec_url="https://docs.databricks.com/aws/en/dev-tools/bundles/settings",
)
