"""Files inside of an archive that the user names, chosen and read like those of a folder; nothing goes to disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, NoReturn

from depscan.errors import ParseError
from depscan.extractors.patterns import PatternIndex
from depscan.extractors.registry import Format, all_formats
from depscan.found import INSTALLED_FOLDERS, SKIPPED_FOLDERS, FoundFile, Walk, is_excluded
from depscan.redact import clean
from depscan.syntax import archive, limits
from depscan.syntax.streams import Stream

INSIDE = "!/"
"""Stands between the path of an archive and paths in it."""
_LINKS_FOLLOWED = 40
_EXTRA_BYTES = 16 * 1024 * 1024
_SYSTEMS = "depscan.extractors.systems."
_OF_THE_SYSTEM = frozenset(
    {
        "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "nix", "proc", "run", "sbin", "sys", "usr",
        "var",
    }
)  # fmt: skip
"""Folders at the top of an image that belong to its distribution, with examples and sources of others in them."""
_OF_APPLICATIONS = ("usr/app/", "usr/src/", "var/task/", "var/www/")
"""Places in those where custom has it that applications are put."""


class Node(NamedTuple):
    """Where the content of a file is."""

    layer: int
    offset: int
    size: int


class Tree:
    """Paths that lead to content, through links that never lead out, as if the archive were the whole disk."""

    def __init__(self, layers: Sequence[Callable[[], Stream]], known: Mapping[Node, bytes]) -> None:
        """Args: what opens each layer, from its beginning, and contents that need no opening."""
        self.files: dict[str, Node] = {}
        self.links: dict[str, str] = {}
        self.memo: dict[tuple[str, str], Any] = {}
        self._layers = layers
        self._known = known
        self._kept: dict[Node, bytes] = {}
        self._extra: dict[Node, bytes] = {}

    def node(self, path: str) -> Node | None:
        """Return where a path leads; None where there is no file."""
        found = self.files.get(path)
        if found is not None or not self.links:
            return found
        rest = path.split("/")[::-1]
        done: list[str] = []
        links = 0
        while rest:
            part = rest.pop()
            if part == "..":
                del done[-1:]
            elif part not in ("", "."):
                done.append(part)
                target = self.links.get("/".join(done))
                if target is not None:
                    links += 1
                    if links > _LINKS_FOLLOWED:
                        return None
                    del done[0 if target.startswith("/") else -1 :]
                    rest += target.split("/")[::-1]
        return self.files.get("/".join(done))

    def read(self, path: str) -> bytes | None:
        """Return a file's content; None where there is no file.

        Raises:
            ParseError: damaged or too large.
        """
        node = self.node(path)
        if node is None:
            return None
        if node.size > limits.FILE_BYTES:
            raise ParseError(f"larger than {limits.FILE_BYTES // (1024 * 1024)} MiB")
        for held in (self._kept, self._known, self._extra):
            if node in held:
                return held[node]
        data = next(self._contents([node]))[1]  # asked for by a neighbour
        if sum(map(len, self._extra.values())) + len(data) > _EXTRA_BYTES:
            self._extra.clear()
        self._extra[node] = data
        return data

    def peek(self, path: str) -> bytes:
        """Return the first bytes of a file.

        Raises:
            ParseError: as ``read``.
        """
        return (self.read(path) or b"")[: limits.SNIFFED_BYTES]

    def keep(self, nodes: Iterable[Node]) -> None:
        """Hold these contents, of one layer, in place of those held before, so that all are read in one pass.

        Raises:
            ParseError: damaged; what came before that is held.
        """
        self._kept = {}
        wanted = sorted({node for node in nodes if node.size <= limits.FILE_BYTES and node not in self._known})
        for node, data in self._contents(wanted):
            self._kept[node] = data

    def holds(self, node: Node) -> bool:
        """Tell whether a content is held."""
        return node in self._kept or node in self._known

    def _contents(self, nodes: Sequence[Node]) -> Iterator[tuple[Node, bytes]]:
        """Yield the contents of files of one layer, which are given in its order."""
        stream = self._layers[nodes[0].layer]() if nodes else None
        position = 0
        for node in nodes:
            assert stream is not None
            if node.offset >= position:
                stream.skip(node.offset - position)
            else:  # entries that overlap: nobody writes such archives in good faith
                raise ParseError("damaged archive")
            data = stream.read(node.size)
            if len(data) < node.size:
                raise ParseError("an archive that ends too early")
            position = node.offset + node.size
            yield node, data


class Choice:
    """Which files of an archive are of interest, as they would be in a folder."""

    def __init__(self, walk: Walk, *, exclude: Sequence[str], installed: bool, image: bool) -> None:
        formats = [format_ for format_ in all_formats() if installed or not format_.installed]
        self._all = PatternIndex(formats)
        self._system = PatternIndex([format_ for format_ in formats if _is_of_systems(format_)]) if image else self._all
        self._walk = walk
        self._exclude = exclude
        self._installed = installed
        self._folders: dict[str, tuple[bool, bool]] = {"": (False, False)}

    def wants(self, path: str) -> bool:
        """Tell whether a format may read the file."""
        folder, _, name = path.rpartition("/")
        left_out, copies = self._of(folder)
        if left_out or (self._exclude and is_excluded(path, name, self._exclude)):
            return False
        index = self._all
        if path.partition("/")[0] in _OF_THE_SYSTEM and not path.startswith(_OF_APPLICATIONS):
            index = self._system
        return any(format_.installed or not copies for format_, _ in index.candidates(archive.plain_name(path)))

    def is_copy(self, path: str) -> bool:
        """Tell whether a file lies in a folder of installed copies."""
        return self._of(path.rpartition("/")[0])[1]

    def _of(self, folder: str) -> tuple[bool, bool]:
        """Return whether a folder is left out, and whether it is one of installed copies or in one."""
        known = self._folders.get(folder)
        if known is None:
            missing = [folder]
            while (above := missing[-1].rpartition("/")[0]) not in self._folders:
                missing.append(above)
            for path in reversed(missing):
                above, _, name = path.rpartition("/")
                left_out, copies = self._folders[above]
                if not left_out and name in SKIPPED_FOLDERS and not (self._installed and name in INSTALLED_FOLDERS):
                    self._walk.skipped.add(name)
                    left_out = True
                left_out = left_out or bool(self._exclude and is_excluded(path, name, self._exclude))
                known = self._folders[path] = (left_out, copies or name in INSTALLED_FOLDERS)
        assert known is not None
        return known


def _is_of_systems(format_: Format) -> bool:
    return format_.installed or format_.module.startswith(_SYSTEMS)


def files(tree: Tree, shown: str, choice: Choice) -> Iterator[FoundFile]:
    """Yield the files of interest, those of one layer after another, and no more of them held than fits."""
    chosen = []
    for path in chain(tree.files, tree.links):
        if choice.wants(path):
            node = tree.node(path)
            if node is not None:
                chosen.append((node.layer, path, node))
    chosen.sort()
    for batch in _batches(chosen):
        complete = True
        try:
            tree.keep(node for _, _, node in batch)
        except ParseError as error:
            complete = False
            yield refused(shown, str(error))
        for _, path, node in batch:
            if not complete and not tree.holds(node):  # told once is enough
                continue
            yield FoundFile(
                path=path,
                shown_path=f"{shown}{INSIDE}{clean(path)}",
                named=False,
                read=tree.read,
                peek=tree.peek,
                memo=tree.memo,
                installed=choice.is_copy(path),
            )


def _batches(chosen: Iterable[tuple[int, str, Node]]) -> Iterator[list[tuple[int, str, Node]]]:
    batch: list[tuple[int, str, Node]] = []
    size = 0
    for entry in chosen:
        if batch and (entry[0] != batch[-1][0] or size + entry[2].size > limits.KEPT_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += entry[2].size if entry[2].size <= limits.FILE_BYTES else 0
    if batch:
        yield batch


def refused(shown: str, reason: str) -> FoundFile:
    """Return what stands for something that cannot be read, so that it is told and counted."""

    def refuse(_path: str) -> NoReturn:
        raise ParseError(reason)

    return FoundFile(path=shown, shown_path=shown, named=True, read=refuse, peek=refuse)


def inside(name: str) -> str | None:
    """Return the path of an entry from the top of its archive; None if it leads out, or is the top itself."""
    if len(name) > 4096 or "\0" in name:
        return None
    name = name.removeprefix("./")
    if name.startswith("/") or name.endswith(("/", ".")) or "//" in name or "./" in name:
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if ".." in parts:
            return None
        name = "/".join(parts)
    return name or None
