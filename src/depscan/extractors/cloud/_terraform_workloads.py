"""What resources of Kubernetes, Docker and Helm run: container images, and the repositories that charts come from."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._terraform_providers import host
from depscan.extractors.cloud._terraform_values import Module
from depscan.model import Component, How, Kind, Scope
from depscan.syntax.hcl import Block
from depscan.syntax.hcl_expression import Reference

_NAMED = {"docker_image": "name", "docker_container": "image", "docker_registry_image": "name"}
_MOST = 1_000


def workloads(source: SourceFile, module: Module, block: Block) -> Iterator[Component]:
    """Yield what a resource runs, as far as literals tell."""
    type_ = block.labels[0]
    if type_ == "helm_release":
        where = host(module.text(block.get("repository")))
        if where:
            yield Component(
                kind=Kind.ENDPOINT,
                name=where,
                scope=Scope.BUILD,
                direct=True,
                evidence=source.seen(block.attributes["repository"].line, how=How.CONFIGURED),
            )
        return
    stack = [block]
    for _ in range(_MOST):
        if not stack:
            break
        inner = stack.pop()
        name = _NAMED.get(type_, "") if inner is block else "image"
        attribute = inner.attributes.get(name)
        if attribute is not None and not isinstance(attribute.value, Reference):
            text = module.text(attribute.value)
            if text and (inner is block or inner.type in ("container", "init_container", "container_spec")):
                yield from images(source, text, line=attribute.line)
        stack.extend(reversed(inner.blocks))
