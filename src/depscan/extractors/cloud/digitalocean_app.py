"""DigitalOcean App Platform: ``.do/app.yaml``: components, images, databases, variables, where logs go."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._platform import (
    all_settings,
    first,
    literal,
    maps,
    read,
    resource,
    scripts,
    variables,
)
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map

_PARTS = ("services", "workers", "jobs", "functions", "static_sites")
_REGISTRIES = {"DOCKER_HUB": "docker.io", "DOCR": "registry.digitalocean.com", "GHCR": "ghcr.io"}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the application, what it is made of, its databases and variables.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = read(source)
    spec = document.get("spec")
    spec = spec if isinstance(spec, Map) else document
    region = literal(spec.get("region"))
    name = literal(spec.get("name")) or "app"
    yield resource(source, "digitalocean_app", name, spec.lines.get("name", spec.line), region=region)
    yield from variables(source, spec.get("envs"))
    for key in _PARTS:
        for part in maps(spec.get(key)):
            yield from _part(source, part)
    for database in maps(spec.get("databases")):
        engine = literal(database.get("engine"))
        yield resource(
            source,
            "digitalocean_database_cluster",
            first(literal(database.get("name")), literal(database.get("cluster_name"))) or "db",
            database.line,
            region=region,
            facts=(("engine", engine),) if engine else (),
        )


def _part(source: SourceFile, part: Map) -> Iterator[Component]:
    yield from variables(source, part.get("envs"))
    image = part.get("image")
    if isinstance(image, Map) and (repository := literal(image.get("repository"))):
        host = _REGISTRIES.get(literal(image.get("registry_type")) or "", "docker.io")
        registry = literal(image.get("registry"))
        path = f"{registry}/{repository}" if registry else repository
        tag = literal(image.get("tag"))
        reference = f"{host}/{path}:{tag}" if tag else f"{host}/{path}"
        yield from images(source, reference, line=image.line, scope=Scope.RUNTIME)
    for key in ("build_command", "run_command"):
        scope = Scope.BUILD if key == "build_command" else Scope.RUNTIME
        yield from scripts(source, part.get(key), part.lines.get(key), scope)
    for destination in maps(part.get("log_destinations")):
        yield from all_settings(source, destination)


EXTRACTOR = Extractor(
    name="digitalocean-app",
    ecosystem="paas",
    patterns=(".do/app.yaml", ".do/app.yml", ".do/*.yaml", ".do/*.yml"),
    parse=parse,
    description="DigitalOcean App Platform: region, images, databases, variables, where logs go",
    spec_url="https://docs.digitalocean.com/products/app-platform/reference/app-spec/",
)
