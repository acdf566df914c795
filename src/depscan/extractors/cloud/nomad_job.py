"""Nomad's job files: container images of tasks, addresses that artifacts come from, environment variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._settings import Setting, from_settings
from depscan.extractors.cloud._terraform_providers import host
from depscan.extractors.cloud._terraform_tree import Tree
from depscan.extractors.cloud._terraform_values import Module
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import hcl
from depscan.syntax.hcl import Block

_CONTAINERS = frozenset({"docker", "podman", "containerd-driver"})
_INSIDE = frozenset({"group", "task", "artifact", "env", "config"})
_SNIFF = re.compile(rb"^job[ \t]++\"?[^\"\n{]++\"?[ \t]*+\{", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield jobs, with the images, artifacts and settings of their tasks; those before and behind an error are kept.

    Raises:
        ParseError: not HCL, as far as it is not, or no job.
    """
    root, error = hcl.read(source.text())
    module = Module(Tree.of(source), source.folder, root.blocks)
    jobs = list(root.all("job"))
    for job in jobs:
        yield Component(
            kind=Kind.RESOURCE,
            name=f"nomad_job.{job.labels[0] if job.labels else 'job'}",
            scope=Scope.RUNTIME,
            evidence=source.seen(job.line, how=How.CONFIGURED),
        )
        yield from _tasks(source, module, job)
    if error:
        raise error
    if not jobs and root.blocks:
        raise ParseError("not a job of Nomad: no job in it")


def _tasks(source: SourceFile, module: Module, job: Block) -> Iterator[Component]:
    stack = [(job, job)]
    while stack:
        block, parent = stack.pop()
        if block.type == "config" and parent.type == "task" and module.text(parent.get("driver")) in _CONTAINERS:
            image = module.text(block.get("image"))
            if image:
                yield from images(source, image, line=block.attributes["image"].line, scope=Scope.RUNTIME)
            elif "image" in block.attributes:
                line = block.attributes["image"].line
                message = "an image left out: its reference holds a variable"
                source.warn("unresolved-image", message, line=line, level=Level.NOTE)
        elif block.type == "artifact":
            yield from _artifact(source, module, block)
        elif block.type == "env":
            settings = [
                Setting(name, module.text(attribute.value) or "", attribute.line)
                for name, attribute in block.attributes.items()
            ]
            yield from from_settings(source, settings, variable=True)
        stack += [(inner, block) for inner in reversed(block.blocks) if inner.type in _INSIDE]


def _artifact(source: SourceFile, module: Module, block: Block) -> Iterator[Component]:
    address = module.text(block.get("source")) or ""
    where = host(address.rpartition("::")[2])
    if where:
        yield Component(
            kind=Kind.ENDPOINT,
            name=where,
            scope=Scope.RUNTIME,
            direct=True,
            evidence=source.seen(block.attributes["source"].line, how=How.CONFIGURED),
        )


def _sniff(head: bytes) -> bool:
    return bool(_SNIFF.search(head))


EXTRACTOR = Extractor(
    name="nomad-job",
    ecosystem="container",
    patterns=("*.nomad", "*.nomad.hcl"),
    sniffed_patterns=("*.hcl",),
    parse=parse,
    description="images of tasks, hosts of artifacts, environment variables; variables and locals of the file",
    spec_url="https://developer.hashicorp.com/nomad/docs/job-specification",
    sniff=_sniff,
    may_be_empty=True,
)
