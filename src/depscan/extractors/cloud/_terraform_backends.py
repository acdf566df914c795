"""Where the state of a Terraform configuration is kept: its backend, and the files that complete it.

Terragrunt says the same in ``remote_state``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._terraform_providers import configured
from depscan.extractors.cloud._terraform_values import Module, assignments
from depscan.model import PARTIAL, Component, How, Kind, Level
from depscan.syntax.hcl import Attribute, Block
from depscan.syntax.hcl_expression import Value

_ANYBODYS = frozenset({"http", "pg", "kubernetes", "etcd", "etcdv3", "swift", "consul", "manta"})
"""Backends that name a protocol or a program: of interest only where they tell a host."""
_FILES = (".tfbackend", ".hcl", ".conf", ".config", ".backend", ".tfvars")


def backend(source: SourceFile, module: Module, block: Block, kind: str) -> Iterator[Component]:
    """Yield where the state is kept.

    Args:
        source: the file.
        module: what the file is part of.
        block: of the type ``backend``, ``cloud`` or what stands for it.
        kind: such as ``s3``; ``remote`` for HCP Terraform.
    """
    if kind == "local":
        return
    if kind == "s3" and "bucket" not in block.attributes and not configured(module, block).endpoints:
        completed = list(_completed(source, module, block, kind))
        if completed:
            yield from completed
            return
        message = "a backend that is completed elsewhere: certain is only that it speaks the protocol of S3"
        source.warn("partial-backend", message, line=block.line, level=Level.NOTE)
        yield _component(source, module, block, kind, partial=True)
        return
    found = _component(source, module, block, kind)
    if kind not in _ANYBODYS or found.endpoint:
        yield found


def settings_block(settings: Value, line: int) -> Block:
    """Return an object's members as the arguments of a block."""
    block = Block("", (), line)
    if isinstance(settings, dict):
        block.attributes = {name: Attribute(line, None, value) for name, value in settings.items()}
    return block


def _completed(source: SourceFile, module: Module, block: Block, kind: str) -> Iterator[Component]:
    """Yield what the files beside make of the backend: one for each environment, perhaps."""
    for path in module.tree.files(module.path, *_FILES):
        name = posixpath.basename(path)
        if "backend" not in name.lower():
            continue
        file = source.sibling(path.removeprefix(module.path).lstrip("/") if module.path else path)
        if file is None:
            continue
        told = assignments(file.bytes(), path)
        if "bucket" in told or "endpoint" in told or "endpoints" in told:
            whole = Block(block.type, block.labels, min(attribute.line for attribute in told.values()))
            whole.attributes = {**block.attributes, **told}
            yield _component(file, module, whole, kind)


def _component(source: SourceFile, module: Module, block: Block, kind: str, *, partial: bool = False) -> Component:
    settings = configured(module, block)
    return Component(
        kind=Kind.CONFIG,
        name=f"backend.{kind}",
        direct=True,
        region=settings.region,
        endpoint=settings.endpoint(""),
        facts=((PARTIAL, "true"),) if partial else (),
        evidence=source.seen(block.line, how=How.CONFIGURED),
    )
