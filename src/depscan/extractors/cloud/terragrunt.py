"""Terragrunt: the modules that units call, where their states are kept, and the providers that are generated for them.

What a file includes is read in the place of the file that includes it, as far as it lies inside the target; functions
that find files and read other configurations are understood, those that ask the environment are not.
https://terragrunt.gruntwork.io/docs/reference/hcl/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._terraform_backends import backend, settings_block
from depscan.extractors.cloud._terraform_tree import Tree
from depscan.extractors.cloud._terraform_values import Module
from depscan.extractors.cloud.terraform import File
from depscan.model import Component, Level
from depscan.syntax import hcl
from depscan.syntax.hcl import Attribute, Block
from depscan.syntax.hcl_compute import MISSING, Function
from depscan.syntax.hcl_expression import OPAQUE, Opaque, Reference, Template, Value

_REGIONS = ("region", "aws_region", "location", "gcp_region", "region_name")
_LARGEST = 200_000
"""Characters of a file that is generated."""
_DEPTH = 5
_FILES = 100
"""Files that one configuration includes and reads, and those do."""
_SNIFF = re.compile(
    rb"^(?:(?:include|dependency|dependencies|remote_state|generate|unit|stack|inputs|errors|exclude|feature)\b"
    rb"[^\n]*+[{=]|terraform[ \t]*+\{[ \t]*+\r?\n[ \t]*+(?:source|extra_arguments)\b)|\bread_terragrunt_config\(",
    re.MULTILINE,
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield modules, backends and generated providers; those before and behind an error are kept.

    Raises:
        ParseError: not HCL, as far as it is not.
    """
    root, error = hcl.read(source.text())
    yield from _Reader(source, root).components()
    if error:
        raise error


class Unit(Module):
    """A configuration, read for the folder of the unit that it is part of."""

    def __init__(self, tree: Tree, folder: str, root: Block, key: str, left: list[None], depth: int = 0) -> None:
        super().__init__(tree, folder, list(root.blocks))
        self.key = key
        self.root = root
        self._left = left
        self._level = depth
        self._read: dict[str, Value] = {}

    def functions(self) -> dict[str, Function]:
        """Return those that find and read files, none of which leaves the target."""
        return {
            "dirname": lambda a: posixpath.dirname(a[0]) if isinstance(a[0], str) else OPAQUE,
            "find_in_parent_folders": self._found_above,
            "get_env": lambda a: a[1] if len(a) > 1 and a[1] != "" else OPAQUE,
            "get_original_terragrunt_dir": lambda _: f"/{self.path}",
            "get_repo_root": lambda _: "",
            "get_terragrunt_dir": lambda _: f"/{self.path}",
            "read_terragrunt_config": lambda a: self._configuration(a[0]),
        }

    def _found_above(self, arguments: Sequence[Value]) -> Value:
        """Return the path, from the top of the target, of the first file of that name in a folder above."""
        name = arguments[0] if arguments else "terragrunt.hcl"
        folder = self.path
        while folder and isinstance(name, str):
            folder = posixpath.dirname(folder)
            path = posixpath.join(folder, name)
            if self.tree.read(path) is not None:
                return f"/{path}"
        return arguments[1] if len(arguments) > 1 else OPAQUE

    def included(self, path: Value) -> tuple[str, Unit] | None:
        """Return another file of the target as if it stood here, with its path."""
        text = self.text(path)
        if text is None or self._level >= _DEPTH or not self._left:
            return None
        self._left.pop()
        place = posixpath.normpath(posixpath.join("/", self.path, text)).lstrip("/")
        data = self.tree.read(place)
        if data is None:
            return None
        root = hcl.read(data.decode("utf-8", "replace"))[0]
        return place, Unit(self.tree, self.path, root, self.key, self._left, self._level + 1)

    def _configuration(self, path: Value) -> Value:
        """Return locals and inputs of another file."""
        key = path if isinstance(path, str) else ""
        if key not in self._read:
            self._read[key] = OPAQUE
            found = self.included(path)
            if found is not None:
                self._read[key] = found[1].exposed()
        return self._read[key]

    def exposed(self) -> Value:
        """Return what others may refer to."""
        known: dict[str, Value] = {}
        for block in self.root.all("locals"):
            known.update({name: self.value(attribute.value) for name, attribute in block.attributes.items()})
        return {"locals": known, "inputs": self.value(self.root.get("inputs"))}

    def _followed(self, reference: Reference) -> Value:
        if reference.parts[0] != "include":
            return super()._followed(reference)
        for block in self.root.all("include"):
            label = block.labels[0] if block.labels else ""
            if label in ("", *reference.parts[1:2]):
                value = self._configuration(self.value(block.get("path")))
                for step in reference.parts[2 if label else 1 :]:
                    value = self.value(value.get(step, MISSING) if isinstance(value, dict) else OPAQUE)
                return value
        return OPAQUE


class _Reader:
    """One file, and those that it includes."""

    def __init__(self, source: SourceFile, root: Block) -> None:
        self._source = source
        self._unit = Unit(Tree.of(source), source.folder, root, source.path, [None] * _FILES)
        self._parts: list[tuple[SourceFile, Unit]] = [(source, self._unit)]
        for block in root.all("include"):
            found = self._unit.included(block.get("path"))
            file = source.sibling(posixpath.relpath(found[0], source.folder or ".")) if found else None
            if found is None or file is None or file.path == source.path:
                message = "an include that is not followed: its path is not known, or outside"
                source.warn("not-followed", message, line=block.line, level=Level.NOTE)
            else:
                self._parts.append((file, found[1]))

    def components(self) -> Iterator[Component]:
        generated = [(file, unit, block) for file, unit in self._parts for block in self._generated(file, unit)]
        for _, unit in self._parts:
            unit.blocks += [block for _, _, block in generated]
        inputs = self._inputs()
        called = False  # a file's own module goes before that of what it includes
        for file, unit in self._parts:
            for block in unit.root.blocks:
                if block.type == "remote_state":
                    config = settings_block(unit.value(block.get("config")), block.line)
                    yield from backend(file, unit, config, unit.text(block.get("backend")) or "local")
                elif block.type == "terraform" and "source" in block.attributes and not called:
                    called = True
                    yield from File(file, unit.root, unit).called(_call(block, self._source, inputs))
                elif block.type in ("unit", "stack"):
                    yield from File(file, unit.root, unit).called(_call(block, self._source, inputs))
        for file, unit, block in generated:
            root = Block("", (), 1)
            root.blocks = [block]
            yield from File(file, root, unit).components()

    def _inputs(self) -> Value:
        """Return the region that the module is given, of the file itself before those that it includes."""
        for _, unit in self._parts:
            given = unit.value(unit.root.get("inputs"))
            for name in _REGIONS if isinstance(given, dict) else ():
                region = unit.text(given.get(name)) if isinstance(given, dict) else None
                if region:
                    return region
        return None

    def _generated(self, file: SourceFile, unit: Unit) -> Iterator[Block]:
        """Yield the blocks of files that are generated from texts."""
        for block in unit.root.all("generate"):
            attribute = block.attributes.get("contents")
            text = self._contents(unit, attribute.value) if attribute else ""
            if text is None:
                message = "a generated file left out: its contents are not literal"
                file.warn("not-followed", message, line=block.line, level=Level.NOTE)
            elif attribute and text:
                for found in hcl.read(text)[0].blocks:
                    _move(found, attribute.line)
                    yield found

    def _contents(self, unit: Unit, value: Value) -> str | None:
        if isinstance(value, Template):
            pieces = []
            for part in value.parts:
                known = part if isinstance(part, str) else unit.text(part) if part is not None else None
                pieces.append("${local.unknown_}" if known is None else known)
            value = "".join(pieces)[: _LARGEST + 1]
        elif isinstance(value, Reference | Opaque):
            value = unit.value(value)
        return value if isinstance(value, str) and len(value) <= _LARGEST else None


def _call(block: Block, source: SourceFile, region: Value) -> Block:
    """Return the call of a module that a unit stands for, named after it."""
    label = block.labels[0] if block.labels else source.folder.rpartition("/")[2] or "unit"
    call = Block("module", (label,), block.line)
    if "source" in block.attributes:
        call.attributes["source"] = block.attributes["source"]
    if region is not None:
        call.attributes["region"] = Attribute(block.line, None, region)
    return call


def _move(block: Block, lines: int) -> None:
    """Move a block of an inner text to where that text stands."""
    stack = [block]
    while stack:
        inner = stack.pop()
        inner.line += lines
        for attribute in inner.attributes.values():
            attribute.line += lines
        stack += inner.blocks


def _sniff(head: bytes) -> bool:
    return bool(_SNIFF.search(head))


EXTRACTOR = Extractor(
    name="terragrunt",
    ecosystem="cloud",
    patterns=("terragrunt.hcl", "terragrunt.stack.hcl", "terragrunt.*.hcl"),
    sniffed_patterns=("*.hcl",),
    sniff=_sniff,
    parse=parse,
    description="modules of units and stacks, states, generated providers; what is included and read inside the tree",
    spec_url="https://terragrunt.gruntwork.io/docs/reference/hcl/",
    may_be_empty=True,
)
