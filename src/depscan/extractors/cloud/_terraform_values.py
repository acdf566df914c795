"""What a Terraform module says about itself: variables, locals and providers of its files, looked up when needed.

A folder is a module. Beside the file that is read, the files are asked whose names are common; nothing is evaluated but
references to literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.extractors.base import SourceFile
from depscan.syntax import hcl, lazy
from depscan.syntax.hcl import Attribute, Block
from depscan.syntax.hcl_expression import Reference, Template, Value

_BESIDE = ("main.tf", "variables.tf", "providers.tf", "provider.tf", "versions.tf", "terraform.tf", "locals.tf")
_PROVIDERS = hcl.headers("provider", "terraform")
_VALUES = hcl.headers("variable", "locals")
_RESOURCE_GROUPS = hcl.headers('resource[ \t]++"azurerm_resource_group"')
_SOURCE_PART = lazy.pattern(r"[a-z0-9][\w.-]*+(?::[0-9]++)?")
_LONGEST = 500
_HOPS = 20

DEFAULT_HOST = "registry.terraform.io"


class ProviderSource(NamedTuple):
    """Where a provider comes from: ``registry.terraform.io``, ``hashicorp/aws``."""

    host: str
    path: str

    @classmethod
    def parse(cls, text: str) -> ProviderSource | None:
        """Split ``aws``, ``hashicorp/aws`` or ``host/namespace/name``; None if it is none of them."""
        parts = text.lower().split("/")
        if not all(map(_SOURCE_PART.fullmatch, parts)) or len(parts) > 3:
            return None
        host = parts.pop(0) if len(parts) == 3 else DEFAULT_HOST
        return cls(host, "/".join(parts if len(parts) == 2 else ["hashicorp", *parts]))


class Beside:
    """The files beside the one that is read, kept as long as files of the same folder follow."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._texts: list[str] | None = None
        self._found: dict[re.Pattern[str], list[Block]] = {}
        self._assigned: Block | None = None

    @classmethod
    def of(cls, source: SourceFile) -> Beside:
        """Return the files beside a file, read at most once for a folder."""
        key = ("terraform", "folder")  # one folder at a time: files are walked folder by folder
        known = source.memo.get(key)
        if known is None or known[0] != source.folder:
            known = source.memo[key] = (source.folder, cls(source))
        beside: Beside = known[1]
        return beside

    def blocks(self, header: re.Pattern[str]) -> list[Block]:
        """Return the blocks of those files with such a header."""
        if header not in self._found:
            self._found[header] = [block for text in self._read() for block in hcl.find(text, header)]
        return self._found[header]

    def assigned(self) -> Block:
        """Return what ``terraform.tfvars`` assigns."""
        if self._assigned is None:
            file = self._source.sibling("terraform.tfvars")
            self._assigned = hcl.read(_text(file))[0] if file else Block("", (), 1)
        return self._assigned

    def _read(self) -> list[str]:
        if self._texts is None:
            files = (self._source.sibling(name) for name in _BESIDE)
            self._texts = [_text(file) for file in files if file]
        return self._texts


def _text(file: SourceFile) -> str:
    return file.bytes().decode("utf-8", "replace")  # each of them is read for its own sake, and warned about, elsewhere


class Module:
    """The module that one file is part of."""

    def __init__(self, source: SourceFile, root: Block) -> None:
        self._root = root
        self._beside = Beside.of(source)
        self._texts: dict[Reference, str | None] = {}
        self._providers: dict[tuple[str, str], Block] | None = None
        self._named: dict[tuple[str, str], Attribute] | None = None
        self._resources: dict[tuple[str, ...], Block] | None = None
        self._sources: dict[str, ProviderSource] | None = None

    # ---------------------------------------------------------------------------------------------- what is said

    def text(self, value: Value, depth: int = 0) -> str | None:
        """Return a value's text, references to variables with defaults and to locals followed; None if not known."""
        if isinstance(value, str):
            return value if len(value) <= _LONGEST else None
        if depth > _HOPS:
            return None
        if isinstance(value, Reference):
            if value not in self._texts:
                self._texts[value] = None  # what refers to itself is not known
                self._texts[value] = self.text(self._target(value), depth + 1)
            return self._texts[value]
        if isinstance(value, Template):
            pieces = [self.text(part, depth + 1) if part is not None else None for part in value.parts[:50]]
            known = [piece for piece in pieces if piece is not None]
            text = "".join(known)
            return text if len(known) == len(value.parts) and len(text) <= _LONGEST else None
        return None

    def _target(self, reference: Reference) -> Value:
        """Return what a reference leads to, through objects and lists and other references."""
        value: Value = reference
        for _ in range(_HOPS):
            if not isinstance(value, Reference):
                return value
            kind, *path = value.parts
            if kind not in ("var", "local") and len(path) > 2 and (path[1].isdigit() or path[1] == "*"):
                del path[1]  # one of several resources: they are alike
            value = self._looked_up(kind, path)
            steps = path[1:] if kind in ("var", "local") else path[2:]
            for step in steps:
                if isinstance(value, Reference):
                    value = Reference((*value.parts, step))
                elif isinstance(value, dict):
                    value = value.get(step)
                elif isinstance(value, list) and step.isdigit() and len(step) < 6 and int(step) < len(value):
                    value = value[int(step)]
                else:
                    return None
        return None

    def _looked_up(self, kind: str, path: list[str]) -> Value:
        attribute: Attribute | None = None
        if kind in ("var", "local") and path:
            attribute = self._beside.assigned().attributes.get(path[0]) if kind == "var" else None
            attribute = attribute or self._attributes().get((kind, path[0]))
        elif len(path) > 1 and kind != "data":
            resource = self._all_resources().get((kind, path[0]))
            attribute = resource.attributes.get(path[1]) if resource else None
        return attribute.value if attribute else None

    def _attributes(self) -> dict[tuple[str, str], Attribute]:
        """Return the defaults of variables, and locals."""
        if self._named is None:
            self._named = {}
            for block in (*self._beside.blocks(_VALUES), *self._root.blocks):
                if block.type == "variable" and block.labels and "default" in block.attributes:
                    self._named["var", block.labels[0]] = block.attributes["default"]
                elif block.type == "locals":
                    self._named.update({("local", name): value for name, value in block.attributes.items()})
        return self._named

    def _all_resources(self) -> dict[tuple[str, ...], Block]:
        if self._resources is None:
            blocks = (*self._beside.blocks(_RESOURCE_GROUPS), *self._root.all("resource"))
            self._resources = {block.labels: block for block in blocks}
        return self._resources

    # ---------------------------------------------------------------------------------------------- who provides

    def provider_blocks(self) -> dict[tuple[str, str], Block]:
        """Return the module's provider blocks by local name and alias."""
        if self._providers is None:
            blocks = (*self._beside.blocks(_PROVIDERS), *self._root.blocks)
            self._providers = {
                (block.labels[0], self.text(block.get("alias")) or ""): block
                for block in blocks
                if block.type == "provider" and block.labels
            }
        return self._providers

    def provider_source(self, name: str) -> ProviderSource | None:
        """Return where the provider of a local name comes from; by default from HashiCorp's namespace."""
        if self._sources is None:
            self._sources = {}
            blocks = (*self._beside.blocks(_PROVIDERS), *self._root.blocks)
            for required in requirements(blocks):
                for local, attribute in required.attributes.items():
                    found = self.required_source(local, attribute.value)
                    if found:
                        self._sources[local] = found
        return self._sources.get(name) or ProviderSource.parse(name)

    def required_source(self, local: str, value: Value) -> ProviderSource | None:
        """Return the source that an entry of ``required_providers`` names, by default HashiCorp's."""
        given = value.get("source") if isinstance(value, dict) else None
        source = local if given is None else self.text(given)
        return ProviderSource.parse(source) if source else None


def requirements(blocks: tuple[Block, ...] | list[Block]) -> Iterator[Block]:
    """Yield the ``required_providers`` blocks."""
    for block in blocks:
        if block.type == "terraform":
            yield from block.all("required_providers")
