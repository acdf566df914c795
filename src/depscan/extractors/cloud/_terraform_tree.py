"""The Terraform modules of a target: which folders are modules, what their blocks say, and who calls whom.

Of the files of a folder only those blocks are read here that other files may refer to. A folder is looked at when it is
asked for; who calls a module is found out once for a whole target, by looking for ``module`` blocks.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any

from depscan.environments import EXAMPLE, environment_of
from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _terraform_json
from depscan.syntax import hcl, limits
from depscan.syntax.hcl import Block

_NATIVE = (".tf", ".tofu")
_JSON = (".tf.json", ".tofu.json")
_USUAL = ("main.tf", "variables.tf", "providers.tf", "provider.tf", "versions.tf", "terraform.tf", "locals.tf")
"""Files asked for where it is not known what a folder holds."""
_SHARED_TYPES = ("provider", "terraform", "variable", "locals", "module", "output")
_SHARED = hcl.headers(*_SHARED_TYPES, 'resource[ \t]++"azurerm_resource_group"')
_CHARACTERS = 16_000_000
"""Text of files that is kept as blocks until their turn comes; what is beyond is read twice."""
_FOLDERS = 50_000
_FILES = 500
"""Files of one folder that are asked for what they share."""
_KEPT = 20_000
"""Folders that are remembered."""
_CALLERS = 50
"""Calls of one module that are compared."""
_NOT_IN_USE = frozenset({EXAMPLE, "test"})


class Folder:
    """A module: what its files share, and what is assigned to its variables."""

    def __init__(self, path: str, blocks: list[Block], files: Sequence[str]) -> None:
        self.path = path
        self.blocks = blocks
        self.files = files


class Tree:
    """The modules of a target."""

    def __init__(self, source: SourceFile) -> None:
        self._read = source.read
        self._list = source.listing
        self._alone = source.alone
        self._listed: tuple[str, Sequence[tuple[str, str]]] = ("\0", ())
        self._folders: dict[str, Folder] = {}
        self._parsed: dict[str, tuple[Block, ParseError | None, int]] = {}
        self._characters = 0
        self._calls: dict[str, list[tuple[str, Block]]] | None = None
        self.hops = 0
        """How many references are being followed just now, through all modules."""
        self.modules: dict[str, Any] = {}
        """What is known of the modules by their folders; kept here for ``_terraform_values``."""
        self.providers: dict[tuple[str, tuple[str, str]], Any] = {}
        """What providers of modules are told, by folder, name and alias; kept here for ``_terraform_providers``."""

    @classmethod
    def of(cls, source: SourceFile) -> Tree:
        """Return the modules around a file; one tree for all files of a target."""
        key = ("terraform", "tree")
        tree: Tree | None = source.memo.get(key)
        if tree is None:
            tree = source.memo[key] = cls(source)
        return tree

    def folder(self, path: str) -> Folder:
        """Return a folder with the blocks that its files share."""
        known = self._folders.get(path)
        if known is None:
            if len(self._folders) >= _KEPT:
                self._folders.clear()
            known = self._folders[path] = self._looked_at(path)
        return known

    def _listing(self, path: str) -> Sequence[tuple[str, str]]:
        """Return what a folder holds; the same one is asked for twice in turn."""
        if self._listed[0] != path:
            self._listed = (path, self._list(path))
        return self._listed[1]

    def _looked_at(self, path: str) -> Folder:
        listing = self._listing(path)
        names = [name for name, kind in listing if kind in ("file", "link") and name.endswith(_NATIVE + _JSON)]
        blocks: list[Block] = []
        for name in (names if listing else _USUAL)[:_FILES]:
            blocks += self._blocks(posixpath.join(path, name))
        return Folder(path, blocks, names)

    def _blocks(self, path: str) -> Iterator[Block] | list[Block]:
        data = self.read(path)
        if data is None:
            return []
        text = data.decode("utf-8", "replace")  # it is read for its own sake, and warned about, elsewhere
        if not path.endswith(".json"):
            full = self._characters + len(text) > _CHARACTERS
            if path not in self._parsed and (full or "\ufffd" in text):  # not as it will be when its turn comes
                return hcl.find(text, _SHARED)
            return (block for block in self._read_once(path, text).blocks if _is_shared(block))
        try:
            return _terraform_json.read(data, text).blocks
        except ParseError:
            return []

    def _read_once(self, path: str, text: str) -> Block:
        """Return a file as blocks, which are kept until the file has its turn."""
        if path not in self._parsed:
            self._parsed[path] = (*hcl.read(text), len(text))
            self._characters += len(text)
        return self._parsed[path][0]

    def parsed(self, path: str, text: str) -> tuple[Block, ParseError | None]:
        """Return the blocks of a file whose turn it is, and the first error; what was read before is not read again."""
        self._read_once(path, text)
        self.folder(path.rpartition("/")[0])
        root, error, characters = self._parsed.pop(path)
        self._characters -= characters
        return root, error

    def read(self, path: str) -> bytes | None:
        """Return a file of the target; None where it is not there or cannot be read."""
        try:
            return self._read(path)
        except ParseError:
            return None

    def files(self, folder: str, *endings: str) -> list[str]:
        """Return the paths of a folder's files with such an ending, those in folders below that are no modules, too."""
        found: list[str] = []
        listing = self._listing(folder)
        for name, kind in listing:
            path = posixpath.join(folder, name)
            if kind == "file" and name.endswith(endings):
                found.append(path)
        for name, kind in listing[:_FILES] if not self._alone else ():
            if kind == "folder":
                path = posixpath.join(folder, name)
                inside = self._listing(path)
                if not any(inner.endswith(_NATIVE + _JSON) for inner, _ in inside):
                    found += [f"{path}/{inner}" for inner, what in inside if what == "file" and inner.endswith(endings)]
        return found[:_FILES]

    # ------------------------------------------------------------------------------------------------------- calls

    def calls(self, folder: str) -> list[tuple[str, Block]]:
        """Return who calls a module, as (folder, block); examples and tests count for modules of their own only."""
        if self._calls is None:
            self._calls = {}
            for path in () if self._alone else self._modules():
                for block in self.folder(path).blocks:
                    target = target_of(path, block) if block.type == "module" else None
                    if target is not None and target != path:
                        self._calls.setdefault(target, []).append((path, block))
        found = self._calls.get(folder, [])
        if environment_of(f"{folder}/main.tf") not in _NOT_IN_USE:
            found = [call for call in found if environment_of(f"{call[0]}/main.tf") not in _NOT_IN_USE]
        return found[:_CALLERS]

    def _modules(self) -> Iterator[str]:
        """Yield the folders that hold files of Terraform."""
        stack, seen = [""], 0
        while stack and seen < _FOLDERS:
            folder = stack.pop()
            seen += 1
            listing = self._listing(folder)
            if any(name.endswith(_NATIVE + _JSON) for name, kind in listing if kind == "file"):
                yield folder
            if folder.count("/") < limits.FOLDER_DEPTH:
                stack += [posixpath.join(folder, name) for name, kind in listing if kind == "folder"]


def _is_shared(block: Block) -> bool:
    return block.type in _SHARED_TYPES or (block.type == "resource" and block.labels[:1] == ("azurerm_resource_group",))


def target_of(folder: str, block: Block) -> str | None:
    """Return the folder of the target that a ``module`` block calls; None if it is another's, or outside."""
    source = block.get("source")
    if not isinstance(source, str) or (not source.startswith(("./", "../")) and source not in (".", "..")):
        return None
    path = posixpath.normpath(posixpath.join("/", folder, source)) if not _leaves(folder, source) else None
    return path.strip("/") if path else None


def _leaves(folder: str, source: str) -> bool:
    return posixpath.normpath(posixpath.join(folder or ".", source)).startswith("..")
