"""Packer's configurations, native and JSON syntax: plugins, builders, data sources, post-processors."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _terraform_json
from depscan.extractors.cloud._packer import made
from depscan.extractors.cloud._terraform_tree import Tree
from depscan.extractors.cloud._terraform_values import Module
from depscan.model import Component, How, Level
from depscan.syntax import hcl
from depscan.syntax.hcl import Block

_LABELS = {"build": 0, "data": 2, "locals": 0, "packer": 0, "source": 2, "variable": 1}
_VALUES = hcl.headers("variable", "locals")
_FILES = 200
_EXACT = re.compile(r"(?:=[ \t]*+)?v?(\d++\.\d++\.\d++(?:-[\w.]++)?)")
_SOURCE = re.compile(r"([\w-]++(?:\.[\w-]++)++)/([\w.-]++)/([\w.-]++)")
_SNIFF = re.compile(
    rb"^(?:packer[ \t]*+\{|build[ \t]*+\{|source[ \t]++\"[\w-]++\"[ \t]++\"[\w-]++\"[ \t]*+\{)", re.MULTILINE
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield plugins, and what builders and post-processors make; those before and behind an error are kept.

    Raises:
        ParseError: not HCL or JSON, as far as it is not.
    """
    error: ParseError | None = None
    if source.name.endswith(".json"):
        root = _terraform_json.read(source.bytes(), source.text(), _LABELS)
    else:
        root, error = hcl.read(source.text())
    module = Configuration.around(source, root)
    for block in root.blocks:
        if block.type == "packer":
            yield from _plugins(source, module, block)
        elif block.type in ("source", "data"):
            yield from _one(source, module, block)
        elif block.type == "build":
            yield from _build(source, module, block)
    if error:
        raise error


class Configuration(Module):
    """The files of a folder, which share variables and locals."""

    assigns = (".pkrvars.hcl", ".pkrvars.json")
    always_assigns = (".auto.pkrvars.hcl", ".auto.pkrvars.json")

    @classmethod
    def around(cls, source: SourceFile, root: Block) -> Configuration:
        """Return what the files beside a file say, with all that this file says; looked up once for a folder."""
        key = ("packer", source.folder)
        known: list[tuple[str, Block]] | None = source.memo.get(key)
        if known is None:
            known = source.memo[key] = list(_beside(source))
        blocks = [block for name, block in known if name != source.name]
        module = cls(Tree.of(source), source.folder, [*blocks, *root.blocks])
        module.key = source.path
        return module


def _beside(source: SourceFile) -> Iterator[tuple[str, Block]]:
    names = [name for name, kind in source.listing(source.folder) if kind == "file" and name.endswith(".pkr.hcl")]
    for name in names[:_FILES]:
        data = Tree.of(source).read(posixpath.join(source.folder, name))
        for block in hcl.find(data.decode("utf-8", "replace"), _VALUES) if data else ():
            yield name, block


def _plugins(source: SourceFile, module: Module, block: Block) -> Iterator[Component]:
    for required in block.all("required_plugins"):
        for attribute in required.attributes.values():
            value = attribute.value
            address = module.text(value.get("source")) if isinstance(value, dict) else None
            parts = _SOURCE.fullmatch(address or "")
            if parts is None:
                message = "a plugin whose source is of no known form"
                source.warn("incomplete-entry", message, line=attribute.line)
                continue
            constraint = module.text(value.get("version")) if isinstance(value, dict) else None
            yield plugin(source, (parts[1], parts[2], parts[3]), constraint, line=attribute.line)


def plugin(source: SourceFile, address: tuple[str, str, str], constraint: str | None, *, line: int) -> Component:
    """Return a plugin: by custom a repository whose name has a prefix that its address leaves out."""
    forge, owner, name = address
    repository = f"packer-plugin-{name}"
    exact = _EXACT.fullmatch(constraint) if constraint else None
    facts = [("constraint", constraint)] if constraint and not exact else []
    facts += [("repository", f"{forge}/{owner}/{repository}"), ("type", "plugin")]
    return source.package(
        "github" if forge == "github.com" else "generic",
        repository,
        exact[1] if exact else None,
        namespace=owner,
        line=line,
        how=How.DECLARED,
        direct=True,
        facts=tuple(facts),
    )


def _one(source: SourceFile, module: Module, block: Block, kind: str = "") -> Iterator[Component]:
    """Yield what a block makes; in a build, the type of a source may stand with its name in one label."""
    if not kind and len(block.labels) != 2:
        source.warn("incomplete-entry", f"a {block.type} without type or name", line=block.line)
        return
    name = block.labels[1] if len(block.labels) > 1 else module.text(block.get("name")) or kind or block.labels[0]
    yield from made(source, kind or block.labels[0], name, lambda key: module.text(block.get(key)), line=block.line)


def _build(source: SourceFile, module: Module, build: Block) -> Iterator[Component]:
    stack = [build]
    while stack:
        block = stack.pop()
        if block.type == "post-processor" and block.labels:
            yield from _one(source, module, block, block.labels[0])
        elif block.type == "hcp_packer_registry":
            yield from _one(source, module, block, block.type)
        stack += [inner for inner in reversed(block.blocks) if inner.type in _INSIDE]
    if source.name.endswith(".json") and "post-processor" in build.attributes:
        source.warn("not-followed", "post-processors in JSON left out", line=build.line, level=Level.NOTE)


_INSIDE = frozenset({"post-processor", "post-processors", "hcp_packer_registry"})


def _sniff(head: bytes) -> bool:
    return bool(_SNIFF.search(head))


EXTRACTOR = Extractor(
    name="packer",
    ecosystem="cloud",
    patterns=("*.pkr.hcl", "*.pkr.json"),
    parse=parse,
    description="plugins, builders with regions, base images, data sources, post-processors; variables and locals",
    spec_url="https://developer.hashicorp.com/packer/docs/templates/hcl_templates",
    sniff=_sniff,
    may_be_empty=True,
)
