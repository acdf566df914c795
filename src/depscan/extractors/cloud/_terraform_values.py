"""What a Terraform module says about itself: variables, locals, outputs and providers, looked up when needed.

A folder is a module. Variables have the values that files of assignments and the callers inside the tree give them, if
those agree, else their defaults. Nothing is run: what is computed is what literals come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _terraform_json
from depscan.extractors.cloud._terraform_tree import Tree, target_of
from depscan.syntax import hcl, lazy
from depscan.syntax.hcl import Attribute, Block
from depscan.syntax.hcl_compute import Computer, Function, stepped
from depscan.syntax.hcl_expression import OPAQUE, Opaque, Reference, Template, Value

_SOURCE_PART = lazy.pattern(r"[a-z0-9][\w.-]*+(?::[0-9]++)?")
_LONGEST = 500
_HOPS = 16
_KEPT = 2_000

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


class Module:
    """A module, and how it is called."""

    assigns: tuple[str, ...] = (".tfvars", ".tfvars.json")
    """Ends of the names of files that assign values to variables."""
    always_assigns: tuple[str, ...] = ("terraform.tfvars", "terraform.tfvars.json", ".auto.tfvars", ".auto.tfvars.json")
    """Ends of the names of those that are asked whatever the environment."""

    def __init__(self, tree: Tree, path: str, blocks: list[Block] | None = None) -> None:
        self.tree = tree
        self.path = path
        self.key = path
        """What tells it from others in the same folder."""
        self.blocks = tree.folder(path).blocks if blocks is None else blocks
        self._computer = Computer(self.value, self.functions())
        self._known: dict[Reference, Value] = {}
        self._computed: dict[str, Value] = {}
        self._named: dict[tuple[str, str], Attribute] | None = None
        self._resources: dict[tuple[str, ...], Block] | None = None
        self._providers: dict[tuple[str, str], Block] | None = None
        self._assigned: list[tuple[str, dict[str, Attribute]]] | None = None
        self._sources: dict[str, ProviderSource] | None = None
        self._usual: dict[str, ProviderSource | None] = {}
        self._own: Block | None = None
        self._implied: set[str] = set()
        self._by_type: dict[str, dict[tuple[str, ...], Block]] | None = None

    @classmethod
    def of(cls, source: SourceFile, root: Block) -> Module:
        """Return the module that a file is part of, with all that this file says."""
        tree = Tree.of(source)
        module = at(tree, source.folder)
        if source.name not in tree.folder(source.folder).files:  # found under a name that is not usual
            module = cls(tree, source.folder)
            module.blocks = [*module.blocks, *root.blocks]
        module.enter(root)
        return module

    def enter(self, root: Block) -> None:
        """Make what one file says known: its resources may be referred to."""
        self._own = root
        self._resources = None
        self._known.clear()
        self._computed.clear()

    def functions(self) -> dict[str, Function]:
        """Return functions that only this sort of configuration has."""
        return {}

    # ---------------------------------------------------------------------------------------------- what is said

    def text(self, value: Value) -> str | None:
        """Return a value's text, references followed and literals computed; None if not known."""
        try:
            known = self.value(value)
        except RecursionError:  # many modules, each with an expression nested as deep as is read
            return None
        return known if isinstance(known, str) and len(known) <= _LONGEST else None

    def value(self, value: Value) -> Value:
        """Return what a value comes to: no reference or template any more, ``OPAQUE`` if it is not known."""
        if not isinstance(value, Reference | Template | Opaque):
            return value
        if self.tree.hops >= _HOPS:
            return OPAQUE
        self.tree.hops += 1
        try:
            if isinstance(value, Reference):
                if value not in self._known:
                    self._known[value] = OPAQUE  # what refers to itself is not known
                    self._known[value] = self._followed(value)
                return self._known[value]
            if isinstance(value, Template):
                return self._filled_in(value)
            if value.text not in self._computed or value.text == "":
                self._computed[value.text] = self._computer.compute(value)
            return self._computed[value.text]
        finally:
            self.tree.hops -= 1

    def _filled_in(self, template: Template) -> Value:
        pieces = [self.text(part) if part is not None else None for part in template.parts[:50]]
        known = [piece for piece in pieces if piece is not None]
        text = "".join(known)
        return text if len(known) == len(template.parts) and len(text) <= _LONGEST else OPAQUE

    def _followed(self, reference: Reference) -> Value:
        """Return what a reference leads to, through objects and lists and other references."""
        kind, *path = reference.parts
        if not path:
            return OPAQUE
        if kind == "var":
            value, steps = self._variable(path[0]), path[1:]
        elif kind == "local":
            attribute = self._attributes().get((kind, path[0]))
            value, steps = attribute.value if attribute else OPAQUE, path[1:]
        elif kind == "module":
            value, steps = self._output(path)
        else:
            if len(path) > 2 and (path[1].isdigit() or path[1] == "*"):
                del path[1]  # one of several resources: they are alike
            resource = self._resource((kind, path[0]))
            attribute = resource.attributes.get(path[1]) if resource and len(path) > 1 else None
            value, steps = attribute.value if attribute else OPAQUE, path[2:]
        value = self.value(value)
        for step in steps:
            value = self.value(stepped(value, step))
        return value

    def _variable(self, name: str) -> Value:
        """Return what a variable is given: by its callers or by files, else its default; ``OPAQUE`` if they differ."""
        default = self._attributes().get(("var", name))
        calls = self.tree.calls(self.path)
        given: list[Value] = []
        for caller, block in calls:
            attribute = block.attributes.get(name)
            if attribute is not None:
                given.append(at(self.tree, caller).value(attribute.value))
            else:
                given.append(default.value if default else OPAQUE)
        if not calls:
            (_, always), *sometimes = self._assignments()
            if name in always:
                return always[name].value
            told = [found[name].value for _, found in sometimes if name in found]
            given = told if len(told) == len(sometimes) or default is None else [*told, default.value]
        if not given:
            return default.value if default else OPAQUE
        return given[0] if all(value == given[0] for value in given[1:]) else OPAQUE

    def _output(self, path: list[str]) -> tuple[Value, list[str]]:
        """Return the output of a module inside the tree, and the steps that are left."""
        steps = path[1:]
        if len(steps) > 1 and (steps[0].isdigit() or steps[0] == "*"):
            del steps[0]
        block = self.labelled("module").get((path[0],))
        folder = target_of(self.path, block) if block else None
        if not steps or folder is None or folder == self.path:
            return OPAQUE, []
        called = at(self.tree, folder)
        output = called.labelled("output").get((steps[0],))
        return (called.value(output.get("value")) if output else OPAQUE), steps[1:]

    def labelled(self, type_: str) -> dict[tuple[str, ...], Block]:
        """Return the blocks of a type that the module's files share, by their labels."""
        if self._by_type is None:
            self._by_type = {}
            for block in self.blocks:
                self._by_type.setdefault(block.type, {})[block.labels] = block
        return self._by_type.get(type_, {})

    def _attributes(self) -> dict[tuple[str, str], Attribute]:
        """Return the defaults of variables, and locals."""
        if self._named is None:
            self._named = {}
            for block in self.blocks:
                if block.type == "variable" and block.labels and "default" in block.attributes:
                    self._named["var", block.labels[0]] = block.attributes["default"]
                elif block.type == "locals":
                    self._named.update({("local", name): value for name, value in block.attributes.items()})
        return self._named

    def choices(self, value: Value) -> Iterator[tuple[str, int, Value]]:
        """Yield what a variable is given by each file that is chosen for an environment, as (path, line, value)."""
        if isinstance(value, Reference) and value.parts[0] == "var" and len(value.parts) == 2:
            if not self.tree.calls(self.path):
                for path, found in self._assignments()[1:]:
                    if attribute := found.get(value.parts[1]):
                        yield path, attribute.line, attribute.value

    def _assignments(self) -> list[tuple[str, dict[str, Attribute]]]:
        """Return what is always assigned, and what each file assigns that is chosen for an environment, by path."""
        if self._assigned is None:
            always: dict[str, Attribute] = {}
            self._assigned = [("", always)]
            for path in self.tree.files(self.path, *self.assigns):
                folder, _, name = path.rpartition("/")
                data = self.tree.read(path)
                assigned = assignments(data, path) if data else {}
                if folder == self.path and name.endswith(self.always_assigns):
                    always.update(assigned)
                elif assigned and ".example" not in name and "example." not in name:
                    self._assigned.append((path, assigned))
        return self._assigned

    def _resource(self, labels: tuple[str, str]) -> Block | None:
        if self._resources is None:
            self._resources = {block.labels: block for block in self._own.all("resource")} if self._own else {}
        return self._resources.get(labels) or self.labelled("resource").get(labels)

    # ---------------------------------------------------------------------------------------------- who provides

    def provider_blocks(self) -> dict[tuple[str, str], Block]:
        """Return the module's provider blocks by local name and alias."""
        if self._providers is None:
            self._providers = {
                (block.labels[0], self.text(block.get("alias")) or ""): block
                for block in self.blocks
                if block.type == "provider" and block.labels
            }
        return self._providers

    def provider_source(self, name: str) -> ProviderSource | None:
        """Return where the provider of a local name comes from; by default from HashiCorp's namespace."""
        if self._sources is None:
            self._sources = {}
            for required in requirements(self.blocks):
                for local, attribute in required.attributes.items():
                    found = self.required_source(local, attribute.value)
                    if found:
                        self._sources[local] = found
        if name not in self._sources and name not in self._usual:
            self._usual[name] = ProviderSource.parse(name)
        return self._sources.get(name) or self._usual.get(name)

    def is_implied(self, name: str) -> bool:
        """Tell, once, whether a provider is used without being required by name."""
        if name in self._implied:
            return False
        self._implied.add(name)
        self.provider_source(name)
        return name not in (self._sources or {})

    def required_source(self, local: str, value: Value) -> ProviderSource | None:
        """Return the source that an entry of ``required_providers`` names, by default HashiCorp's."""
        given = value.get("source") if isinstance(value, dict) else None
        source = local if given is None else self.text(given)
        return ProviderSource.parse(source) if source else None


def at(tree: Tree, folder: str) -> Module:
    """Return the module of a folder, made once."""
    modules: dict[str, Module] = tree.modules
    if folder not in modules:
        if len(modules) >= _KEPT:
            modules.clear()
        modules[folder] = Module(tree, folder)
    return modules[folder]


def assignments(data: bytes, path: str) -> dict[str, Attribute]:
    """Return what a file of variables assigns, in either syntax."""
    text = data.decode("utf-8", "replace")
    if not path.endswith(".json"):
        return hcl.read(text)[0].attributes
    try:
        return _terraform_json.assignments(data, text)
    except ParseError:
        return {}


def requirements(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the ``required_providers`` blocks."""
    for block in blocks:
        if block.type == "terraform":
            yield from block.all("required_providers")
