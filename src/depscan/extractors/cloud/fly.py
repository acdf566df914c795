"""Fly.io's fly.toml: region, image, buildpacks, variables, volumes."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._platform import (
    at,
    descriptor,
    entries,
    literal,
    maps,
    read,
    resource,
    scripts,
    texts,
    variables,
)
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Fly.io itself with its region, images, variables and volumes.

    Raises:
        ParseError: not TOML.
    """
    document = read(source)
    region = literal(document.get("primary_region"))
    yield descriptor(source, "fly.toml", line=document.lines.get("primary_region", 1), region=region)
    build = document.get("build")
    if isinstance(build, Map):
        if isinstance(build.get("image"), str):
            yield from images(source, build["image"], line=build.lines["image"], scope=Scope.RUNTIME)
        if isinstance(build.get("builder"), str):
            yield from images(source, build["builder"], line=build.lines["builder"], scope=Scope.BUILD)
        for text, line in texts(build.get("buildpacks"), build.line):
            if text.startswith("docker://"):
                yield from images(source, text, line=line, scope=Scope.BUILD)
        yield from variables(source, build.get("args"), scope=Scope.BUILD)
    yield from variables(source, document.get("env"))
    for key in ("mounts", "mount"):
        for mount in maps(document.get(key)):
            name = literal(mount.get("source")) or "data"
            yield resource(source, "fly_volume", name, mount.lines.get("source", mount.line), region=region)
    for static in maps(document.get("statics")):
        if literal(static.get("tigris_bucket")):
            yield resource(source, "tigris_bucket", static["tigris_bucket"], static.lines["tigris_bucket"])
    deploy = document.get("deploy")
    if isinstance(deploy, Map):
        yield from scripts(source, deploy.get("release_command"), deploy.lines.get("release_command"), Scope.RUNTIME)
    for _, command, line in entries(at(document, "processes")):
        yield from scripts(source, command, line, Scope.RUNTIME)


EXTRACTOR = Extractor(
    name="fly",
    ecosystem="paas",
    patterns=("fly.toml", "fly.*.toml", "fly-*.toml"),
    parse=parse,
    description="Fly.io with its region, images, builders, variables, volumes",
    spec_url="https://fly.io/docs/reference/configuration/",
)
