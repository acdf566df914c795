"""Cloud Native Buildpacks' project.toml: builder, buildpacks, variables of the build."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._buildpacks import buildpack
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._platform import at, literal, maps, read, variables
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map

_SNIFF = re.compile(rb"(?m)^\[{1,2}[ \t]*+(?:_|io\.buildpacks|build\b|build\.buildpacks|build\.env)[\]. \t]")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the builder's image, the buildpacks and what variables of the build tell.

    Raises:
        ParseError: not TOML, or no project of buildpacks.
    """
    document = read(source)
    build = at(document, "io", "buildpacks") or document.get("build")
    if not isinstance(build, Map) and "_" not in document:
        raise ParseError("not a project.toml of buildpacks: no build")
    builder = literal(at(build, "builder"))
    if builder and isinstance(build, Map):
        yield from images(source, builder, line=build.lines["builder"], scope=Scope.BUILD)
    groups = (at(build, "group"), at(build, "buildpacks"), at(build, "pre", "group"), at(build, "post", "group"))
    for group in groups:
        for pack in maps(group):
            named = literal(pack.get("uri")) or literal(pack.get("id"))
            yield from buildpack(source, named, pack.line, literal(pack.get("version")))
    for value in (at(build, "env"), at(build, "build", "env")):
        yield from variables(source, value, scope=Scope.BUILD)


EXTRACTOR = Extractor(
    name="buildpack-project",
    ecosystem="container",
    patterns=(),
    sniffed_patterns=("project.toml",),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="builder and buildpacks of Cloud Native Buildpacks, variables of the build",
    spec_url="https://buildpacks.io/docs/reference/config/project-descriptor/",
)
