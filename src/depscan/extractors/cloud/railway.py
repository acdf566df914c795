"""Railway's railway.json and railway.toml: regions, commands of build and start."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, descriptor, entries, literal, read, scripts
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Railway itself in each region, and what its commands tell.

    Raises:
        ParseError: not JSON or TOML, or not an object.
    """
    document = read(source)
    stages = [document, *(stage for _, stage, _ in entries(document.get("environments")) if isinstance(stage, Map))]
    places: dict[str, int] = {}
    for stage in stages:
        deploy = stage.get("deploy")
        for region, _, line in entries(at(deploy, "multiRegionConfig")):
            places.setdefault(region, line)
        if isinstance(deploy, Map) and (single := literal(deploy.get("region"))):
            places.setdefault(single, deploy.lines["region"])
    for region, line in places.items():
        yield descriptor(source, "railway.json", line=line, region=region)
    if not places:
        yield descriptor(source, "railway.json")
    for stage in stages:
        yield from _commands(source, stage.get("build"), ("buildCommand", "installCommand"), Scope.BUILD)
        yield from _commands(source, stage.get("deploy"), ("startCommand", "preDeployCommand"), Scope.RUNTIME)


def _commands(source: SourceFile, part: object, keys: tuple[str, ...], scope: Scope) -> Iterator[Component]:
    for key in keys if isinstance(part, Map) else ():
        yield from scripts(source, at(part, key), part.lines.get(key) if isinstance(part, Map) else None, scope)


EXTRACTOR = Extractor(
    name="railway",
    ecosystem="paas",
    patterns=("railway.json", "railway.toml", "railway.*.json", "railway.*.toml"),
    parse=parse,
    description="Railway with its regions; commands of build and start",
    spec_url="https://docs.railway.com/reference/config-as-code",
)
