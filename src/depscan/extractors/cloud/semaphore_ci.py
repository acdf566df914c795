"""Semaphore: machines and containers, names of secrets and variables, what commands reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._images import images
from depscan.model import Component, Scope
from depscan.syntax import yaml

_SNIFF = re.compile(rb"^(?:blocks|agent|promotions)[ \t]*+:", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Semaphore, images of agents, hosts and packages of commands, names of variables.

    Raises:
        ParseError: not YAML, or no pipeline.
    """
    document = _ci.document(source)
    if not isinstance(document, yaml.Map) or not {"blocks", "agent"} & set(document):
        raise ParseError("not a pipeline of Semaphore: neither blocks nor an agent")
    types = [item["type"] for key, item in _ci.maps(document) if key == "machine" and isinstance(item.get("type"), str)]
    yield _ci.service(source, "file:.semaphore/semaphore.yml", document.line, facts=_ci.runner_facts(types))
    for key, item in _ci.maps(document):
        if key == "containers" and isinstance(item.get("image"), str):
            yield from images(source, item["image"], line=item.lines["image"], scope=Scope.BUILD)
        yield from _ci.variables(source, item.get("env_vars"))
        yield from _ci.script(source, item.get("commands"), item.lines.get("commands"))


EXTRACTOR = Extractor(
    name="semaphore-ci",
    ecosystem="ci",
    patterns=(".semaphore/semaphore.yml", ".semaphore/semaphore.yaml"),
    sniffed_patterns=(".semaphore/*.yml", ".semaphore/*.yaml"),
    sniff=lambda head: _SNIFF.search(head) is not None,
    parse=parse,
    description="containers, machines; what commands and variables reach",
    spec_url="https://docs.semaphoreci.com/reference/pipeline-yaml",
)
