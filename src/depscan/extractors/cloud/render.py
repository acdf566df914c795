"""Render's render.yaml: services and databases with regions, images, variables."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._platform import (
    at,
    descriptor,
    first,
    literal,
    maps,
    proxied,
    read,
    resource,
    scripts,
    variables,
)
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map

_TYPES = {
    "web": "render_web_service", "pserv": "render_private_service", "worker": "render_background_worker",
    "cron": "render_cron_job", "static": "render_static_site", "static_site": "render_static_site",
    "redis": "render_keyvalue", "keyvalue": "render_keyvalue", "workflow": "render_workflow",
}  # fmt: skip
_COMMANDS = ("buildCommand", "startCommand", "preDeployCommand", "dockerCommand", "initialDeployHook")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Render itself, its services and databases, their images and variables.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = read(source)
    yield descriptor(source, "render.yaml")
    yield from _section(source, document)
    for project in maps(document.get("projects")):
        for environment in maps(project.get("environments")):
            yield from _section(source, environment)
    yield from _section(source, document.get("ungrouped"))


def _section(source: SourceFile, section: object) -> Iterator[Component]:
    if not isinstance(section, Map):
        return
    for service in maps(section.get("services")):
        yield from _service(source, service)
    for database in maps(section.get("databases")):
        yield _made(source, "render_postgres", database)
    for group in maps(section.get("envVarGroups")):
        yield from variables(source, group.get("envVars"))


def _made(source: SourceFile, type_: str, part: Map) -> Component:
    name = literal(part.get("name")) or "service"
    return resource(source, type_, name, part.lines.get("name", part.line), region=literal(part.get("region")))


def _service(source: SourceFile, service: Map) -> Iterator[Component]:
    static = "static" in (service.get("runtime"), service.get("env"))
    kind = "static" if static else first(literal(service.get("type"))) or "web"
    yield _made(source, _TYPES.get(kind, "render_service"), service)
    image = service.get("image")
    url = at(image, "url") if isinstance(image, Map) else image
    if isinstance(url, str):
        yield from images(source, url, line=service.lines["image"], scope=Scope.RUNTIME)
    yield from variables(source, service.get("envVars"))
    for key in _COMMANDS:
        scope = Scope.BUILD if key == "buildCommand" else Scope.RUNTIME
        yield from scripts(source, service.get(key), service.lines.get(key), scope)
    for route in maps(service.get("routes")):
        if route.get("type") == "rewrite":
            yield from proxied(source, route.get("destination"), route.lines.get("destination"))


EXTRACTOR = Extractor(
    name="render",
    ecosystem="paas",
    patterns=("render.yaml", "render.yml"),
    parse=parse,
    description="Render, its services and databases with regions, images, variables",
    spec_url="https://render.com/docs/blueprint-spec",
)
