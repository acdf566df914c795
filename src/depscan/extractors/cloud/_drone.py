"""Pipelines of Drone and Woodpecker, which came from it: steps that run in images, plugins that are images."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud import _settings as _flat
from depscan.extractors.cloud._images import DOCKER_HUB, images, parse_reference
from depscan.model import Component, Facts, Scope
from depscan.syntax import yaml

_PUSHED = frozenset({"repo", "tags", "destination", "auto_tag_repo"})
_PARTS = {"steps": Scope.BUILD, "pipeline": Scope.BUILD, "clone": Scope.BUILD, "services": Scope.TEST}


def read(source: SourceFile, service: str) -> Iterator[Component]:
    """Yield the CI service, images, registries pushed to, hosts that commands and settings reach, names of variables.

    Raises:
        ParseError: not YAML, or no pipeline.
    """
    documents = [document for document in yaml.read_documents(source.text()) if isinstance(document, yaml.Map)]
    if not any(set(document) & {*_PARTS, "kind", "when", "matrix", "labels"} for document in documents):
        raise ParseError("not a pipeline: neither steps nor services")
    yield _ci.service(source, service, documents[0].line, facts=_labels(documents))
    for document in documents:
        for part, scope in _PARTS.items():
            steps = document.get(part)
            found = steps.values() if isinstance(steps, yaml.Map) else steps if isinstance(steps, yaml.Seq) else ()
            for step in found:
                if isinstance(step, yaml.Map):
                    yield from _step(source, step, scope)
        yield from _ci.variables(source, document.get("environment"))


def _labels(documents: list[yaml.Map]) -> Facts:
    names = []
    for document in documents:
        for key in ("node", "labels"):
            given = document.get(key)
            if isinstance(given, yaml.Map):
                names += [f"{name}={value}" for name, value in given.items() if isinstance(value, str)]
        if isinstance(document.get("type"), str):
            names.append(document["type"])
    return _ci.runner_facts(names)


def _step(source: SourceFile, step: yaml.Map, scope: Scope) -> Iterator[Component]:
    if isinstance(step.get("image"), str):
        yield from images(source, step["image"], line=step.lines["image"], scope=scope)
    yield from _ci.variables(source, step.get("environment"))
    for key in ("commands", "script"):
        yield from _ci.script(source, step.get(key), step.lines.get(key))
    secrets = step.get("secrets")
    for secret in secrets if isinstance(secrets, yaml.Seq) else ():
        name = secret.get("target") if isinstance(secret, yaml.Map) else secret
        if isinstance(name, str):
            yield from _ci.setting(source, name.upper(), "", step.lines["secrets"])
    yield from _settings(source, step.get("settings"))


def _settings(source: SourceFile, settings: object) -> Iterator[Component]:
    """Yield what a plugin is set to: the registry that it pushes to, the bucket, the server."""
    for key, value, line in _flat.flattened(settings):
        name = key.rpartition(".")[2]
        image = parse_reference(value) if name in _PUSHED else None
        if name == "from_secret":
            yield from _ci.setting(source, value.upper(), "", line)
        elif image and image.host != DOCKER_HUB:
            yield _ci.endpoint(source, image.host, line)
        elif "\n" not in value.strip():
            yield from _ci.setting(source, key, value, line, variable=False)
