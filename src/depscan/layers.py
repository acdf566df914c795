"""Layers of an image, each an archive that adds to those below, hides of them, or takes away from them.

https://github.com/opencontainers/image-spec/blob/main/layer.md
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct, field

from depscan.errors import ParseError
from depscan.packed import Node, Tree, inside
from depscan.syntax import limits, tar
from depscan.syntax.streams import Meter, Part, Stream

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_OF_WHITEOUTS = ".wh..wh."
"""Of names that a file system with layers keeps for itself."""
_LOOKED_AT = 20 * limits.IMAGE_ENTRIES

Open = Callable[[], Stream]


class Layer(Struct):
    """What one archive says about a tree of files."""

    number: int
    files: dict[str, Node] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    """Paths that layers below may have and that are gone."""
    emptied: set[str] = field(default_factory=set)
    """Folders of which nothing of the layers below is there."""
    odd: int = 0
    """Entries whose names lead out of the archive."""
    problem: str | None = None
    """Why it is not all there."""


class Budget(Struct):
    """What is left of what may be looked at, of all layers together."""

    meter: Meter
    entries: int = field(default_factory=lambda: limits.IMAGE_ENTRIES)

    def count(self) -> None:
        """Take off one entry.

        Raises:
            ParseError: nothing is left.
        """
        self.entries -= 1
        if self.entries < 0:
            raise ParseError(f"more than {limits.IMAGE_ENTRIES:,} files")


def fill(
    layer: Layer,
    stream: Stream,
    budget: Budget,
    *,
    whiteouts: bool = False,
    look: Callable[[str, Node, Part], None],
) -> None:
    """Put into a layer what an archive says; of two entries of one name the later counts.

    Args:
        layer: to be filled.
        stream: the archive.
        budget: what may still be looked at.
        whiteouts: there may be layers below.
        look: given each file while it is passed by.

    Raises:
        ParseError: damaged or too much; what came before that is in the layer.
    """
    number = layer.number
    for entry, content in tar.entries(stream):
        budget.count()
        path = inside(entry.name)
        if path is None:
            layer.odd += entry.name.strip("./") != ""
            continue
        folder, _, name = path.rpartition("/")
        if whiteouts and name.startswith(_WHITEOUT):
            if name == _OPAQUE:
                layer.emptied.add(folder)
            elif not name.startswith(_OF_WHITEOUTS):
                gone = name.removeprefix(_WHITEOUT)
                layer.removed.add(f"{folder}/{gone}" if folder else gone)
            continue
        layer.files.pop(path, None)
        layer.links.pop(path, None)
        if entry.kind is tar.Kind.FILE:
            node = layer.files[path] = Node(number, entry.offset, entry.size)
            look(path, node, content)
        elif entry.kind is tar.Kind.LINK:
            layer.links[path] = entry.target[:4096]
        elif entry.kind is tar.Kind.HARD_LINK:
            target = inside(entry.target)
            if target in layer.files:
                layer.files[path] = layer.files[target]
            elif target:
                layer.links[path] = f"/{target}"
        elif entry.kind is tar.Kind.FOLDER:
            layer.folders.add(path)


def merged(layers: Sequence[Layer], tree: Tree) -> Tree:
    """Return a tree that was empty with what is there when the layers are put one upon the other.

    Raises:
        ParseError: layers that hide so much of one another that it would take for ever.
    """
    folders: set[str] = set()  # all that are above a path of the tree, and perhaps some more
    looked_at = 0
    for layer in layers:
        covering = (layer.removed | layer.emptied | layer.links.keys() | layer.files.keys()) & folders
        if "" in layer.emptied:
            covering.add("")
        if covering:
            looked_at += len(tree.files) + len(tree.links)
            if looked_at > _LOOKED_AT:
                raise ParseError("layers that hide too much of one another")
            _uncover(tree, covering)
        for path in layer.removed | layer.folders:
            tree.files.pop(path, None)
            tree.links.pop(path, None)
        for path in layer.files:
            tree.links.pop(path, None)
        for path in layer.links:
            tree.files.pop(path, None)
        tree.files |= layer.files
        tree.links |= layer.links
        for paths in (layer.files, layer.links):
            for path in paths:
                while (path := path.rpartition("/")[0]) and path not in folders:
                    folders.add(path)
    return tree


def _uncover(tree: Tree, covering: set[str]) -> None:
    """Take out of a tree what lies below paths that something else stands at now, or nothing any more."""
    known: dict[str, bool] = {"": "" in covering}

    def is_covered(folder: str) -> bool:
        chain = [folder]
        while chain[-1] not in known:
            chain.append(chain[-1].rpartition("/")[0])
        covered = known[chain[-1]]
        for path in reversed(chain[:-1]):
            covered = known[path] = covered or path in covering
        return covered

    for paths in (tree.files, tree.links):
        for path in [path for path in paths if is_covered(path.rpartition("/")[0])]:
            del paths[path]
