"""Skaffold: what images are built with and on, remote charts, repositories required; of all profiles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _charts
from depscan.extractors.cloud._images import images, parse_reference
from depscan.extractors.cloud._manifests import documents, inside, items, mapping, text
from depscan.extractors.cloud._workloads import Reading, components
from depscan.model import PERHAPS_OWN, Component, How, Kind, Scope
from depscan.syntax import yaml

_API = re.compile(rb"""^["']?apiVersion["']?[ \t]*+:[ \t]*+["']?skaffold/v""", re.MULTILINE)
_BUILDER_IMAGES = (("buildpacks", "builder"), ("buildpacks", "runImage"), ("jib", "fromImage"), ("ko", "fromImage"),
                   ("kaniko", "image"))  # fmt: skip


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what is built with, deployed and required; images that are built here are left out.

    Raises:
        ParseError: not YAML, or no configuration of Skaffold.
    """
    found = False
    for document in documents(source):
        if not text(document.get("apiVersion")).startswith("skaffold/"):
            continue
        found = True
        for entry in items(document.get("requires")):
            git = mapping(entry.get("git"))
            yield from _charts.repository(source, git.get("repo"), git.get("ref"), line=git.lines.get("repo"))
        for part in (document, *items(document.get("profiles"))):
            yield from _build(source, mapping(part.get("build")))
            yield from _deploy(source, mapping(part.get("deploy")))
            yield from _deploy(source, mapping(part.get("manifests")))
            yield from components(source, part.get("verify"), Reading(Scope.TEST))
    if not found:
        raise ParseError("not a configuration of Skaffold: no apiVersion of it")


def built(source: SourceFile) -> frozenset[str]:
    """Return the names of the images that a configuration builds; nothing where it cannot be read."""
    try:
        found = [text(entry.get("image")) for document in documents(source) for entry in _artifacts(document)]
    except ParseError:
        return frozenset()
    references = (parse_reference(name) for name in found if name)
    return frozenset(reference.name for reference in references if reference)


def _artifacts(document: yaml.Map) -> Iterator[yaml.Map]:
    for part in (document, *items(document.get("profiles"))):
        yield from items(inside(part, "build", "artifacts"))


def _build(source: SourceFile, build: yaml.Map) -> Iterator[Component]:
    for artifact in items(build.get("artifacts")):
        for builder, key in _BUILDER_IMAGES:
            settings = mapping(artifact.get(builder))
            if reference := text(settings.get(key)):
                yield from images(source, reference, line=settings.lines[key], scope=Scope.BUILD)
        pushed = parse_reference(text(artifact.get("image")))
        if pushed and "." in text(artifact.get("image")).partition("/")[0]:
            yield _host(source, pushed.host, artifact.lines["image"], None, perhaps=True)
    if "googleCloudBuild" in build:
        where = text(inside(build, "googleCloudBuild", "region"))
        yield _host(source, "cloudbuild.googleapis.com", build.lines["googleCloudBuild"], where)


def _deploy(source: SourceFile, deploy: yaml.Map) -> Iterator[Component]:
    for release in items(inside(deploy, "helm", "releases")):
        line = release.lines.get("remoteChart")
        address, version = release.get("repo"), release.get("version")
        yield from _charts.chart(source, release.get("remoteChart"), address, version, line=line)
        for key in ("setValues", "setValueTemplates", "overrides"):
            if isinstance(release.get(key), yaml.Map):
                yield from components(source, release.get(key), Reading(settings=True), line=release.lines[key])
    if isinstance(deploy.get("cloudrun"), yaml.Map):
        where = text(inside(deploy, "cloudrun", "region"))
        yield _host(source, "run.googleapis.com", deploy.lines["cloudrun"], where)


def _host(source: SourceFile, name: str, line: int | None, where: str | None, *, perhaps: bool = False) -> Component:
    return Component(
        kind=Kind.ENDPOINT,
        name=name,
        scope=Scope.BUILD if perhaps or "build" in name else Scope.RUNTIME,
        direct=True,
        region=where or None,
        facts=((PERHAPS_OWN, "true"), ("setting", "IMAGE")) if perhaps else (),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


EXTRACTOR = Extractor(
    name="skaffold",
    ecosystem="container",
    patterns=("skaffold.yaml", "skaffold.yml"),
    sniffed_patterns=("skaffold*.yaml", "skaffold*.yml", "*skaffold.yaml"),
    sniff=lambda head: bool(_API.search(head)),
    parse=parse,
    description="builders and their images, remote charts, required repositories, Google Cloud Build and Run; profiles",
    spec_url="https://skaffold.dev/docs/references/yaml/",
)
