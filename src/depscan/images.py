"""Container images and archives that the user names: what is in them, found without unpacking anything to disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from typing import Any, BinaryIO

from msgspec import Struct, field

from depscan.confine import Root
from depscan.errors import ParseError
from depscan.extractors.patterns import PatternIndex
from depscan.extractors.registry import all_formats
from depscan.extractors.systems._image_layouts import DOCKER, OCI, OCI_MARK, Image, Layout, docker_layout, oci_layout
from depscan.found import FoundFile, Walk
from depscan.layers import Budget, Layer, Open, fill, merged
from depscan.model import Level
from depscan.packed import INSIDE, Choice, Node, Tree, files, inside, refused
from depscan.redact import clean
from depscan.syntax import archive, limits, tar
from depscan.syntax.streams import FileStream, Meter, Part, Stream, unwrapped

_DESCRIPTION_BYTES = 4 * 1024 * 1024
_EMPTY = bytes(tar.BLOCK)


class Archive(Struct):
    """What one pass through the outer archive of an image, or through any archive, gives."""

    outer: Layer
    opens: list[Open]
    """What opens each layer; the first is the outer archive itself."""
    known: dict[Node, bytes] = field(default_factory=dict)
    """Contents that were kept when they were passed by."""
    layers: dict[str, Layer] = field(default_factory=dict)
    """By the name of the file that they are in."""


def archive_files(
    root: Root, name: str, shown: str, walk: Walk, *, exclude: Sequence[str], installed: bool
) -> Iterator[FoundFile] | None:
    """Return the files in an archive or an image that the user names; None if it is neither.

    Args:
        root: the folder of the archive.
        name: its name there.
        shown: its path, as evidence shows it.
        walk: receives remarks.
        exclude: globs matched against paths inside.
        installed: look into folders of installed copies, too.
    """
    try:
        file = root.stream(name)
    except ParseError:
        return None  # it is told when it is read
    if file is None:
        return None
    choose = _Chooser(walk, exclude, installed=installed)
    head = b"" if _is_of_a_format(name) else file.read(limits.SNIFFED_BYTES)
    if archive.is_zip(head) and name.lower().endswith(".zip"):
        return _zip_files(file, shown, choose)
    if tar.is_tar(archive.peek(head) if archive.is_compressed(head) else head):
        return _tar_files(file, shown, choose)
    file.close()
    return None


def _is_of_a_format(name: str) -> bool:
    """Tell whether a name belongs to a format, some of which are archives themselves."""
    return any(not sniffed for _, sniffed in _names().candidates(name))


@cache
def _names() -> PatternIndex:
    """Return the index of all names, which somebody who names two thousand files asks two thousand times."""
    return PatternIndex(all_formats())


def folder_files(root: Root, shown: str, walk: Walk, *, exclude: Sequence[str], installed: bool) -> Iterator[FoundFile]:
    """Yield the files in the layers of the images of which a folder is the layout; nothing if it is none."""
    try:
        mark, index = root.read(OCI_MARK), root.read(OCI)
        layout = oci_layout(index, root.read) if mark is not None and index else Layout()
        if not layout.images:
            index = root.read(DOCKER)
            layout = docker_layout(index) if index and b'"Layers"' in index else Layout()
    except ParseError:
        return  # whoever reads the description tells
    if not layout.images:
        return
    choose = _Chooser(walk, exclude, installed=installed)
    blobs = _Blobs(root)
    with closing(blobs):
        names = sorted({layer for image in layout.images for layer in image.layers})
        found = Archive(outer=Layer(number=0), opens=[])
        budget = Budget(meter=Meter(_most(blobs.size(names))))
        look = _Look(found, budget, choose)
        for name in names[: limits.IMAGE_LAYERS]:
            open_ = blobs.opener(name, budget.meter)
            try:
                look.at_layer(name, open_, open_())
            except ParseError:
                continue  # there is none; it is told of the image
        yield from _images(found, layout, shown, choose)


class _Chooser(Struct):
    walk: Walk
    exclude: Sequence[str]
    installed: bool = False

    def choice(self, *, image: bool) -> Choice:
        return Choice(self.walk, exclude=self.exclude, installed=self.installed, image=image)


class _Blobs:
    """The layers of an image in a folder, of which one is open at a time."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._open: tuple[str, BinaryIO] | None = None

    def opener(self, name: str, meter: Meter) -> Open:
        return lambda: unwrapped(FileStream(self._file(name)), meter)

    def size(self, names: Sequence[str]) -> int:
        total = 0
        for name in names:
            try:
                total += self._file(name).seek(0, 2)
            except ParseError:
                continue
        return total

    def _file(self, name: str) -> BinaryIO:
        if self._open is None or self._open[0] != name:
            self.close()
            path = inside(name)
            file = self._root.stream(path) if path else None
            if file is None:
                raise ParseError("no such file")
            self._open = (name, file)
        return self._open[1]

    def close(self) -> None:
        if self._open:
            self._open[1].close()
            self._open = None


# ---------------------------------------------------------------------------------------------------------- archives


def _tar_files(file: BinaryIO, shown: str, choose: _Chooser) -> Iterator[FoundFile]:
    with closing(file):
        meter = Meter(_most(file.seek(0, 2)))
        found = _looked_through(lambda: unwrapped(FileStream(file), meter), Budget(meter=meter), choose)
        tree = Tree(found.opens, found.known)
        tree.files, tree.links = found.outer.files, found.outer.links
        name, layout = _layout(tree)
        if layout.images:
            yield FoundFile(path=name, shown_path=f"{shown}{INSIDE}{name}", named=False, read=tree.read, peek=tree.peek)
            yield from _images(found, layout, shown, choose)
        else:
            yield from files(tree, shown, choose.choice(image=False))
        _tell(choose.walk, shown, found.outer)
        if found.outer.problem:
            yield refused(shown, found.outer.problem)


def _zip_files(file: BinaryIO, shown: str, choose: _Chooser) -> Iterator[FoundFile]:
    with closing(file):
        try:
            members = archive.Members(file)
        except ParseError as error:
            yield refused(shown, str(error))
            return
        names = frozenset(members.names())

        def read(path: str) -> bytes | None:
            return members.read(path) if path in names else None

        def peek(path: str) -> bytes:
            return (read(path) or b"")[: limits.SNIFFED_BYTES]

        choice = choose.choice(image=False)
        memo: dict[tuple[str, str], Any] = {}
        for name in sorted(names):
            if inside(name) == name and choice.wants(name):
                yield FoundFile(
                    path=name,
                    shown_path=f"{shown}{INSIDE}{clean(name)}",
                    named=False,
                    read=read,
                    peek=peek,
                    memo=memo,
                    installed=choice.is_copy(name),
                )


def _most(size: int) -> int:
    base, times = limits.UNPACKING
    return base + times * size


class _Look:
    """Passes through an archive once, and keeps what is likely to be read."""

    def __init__(self, found: Archive, budget: Budget, choose: _Chooser) -> None:
        self._found = found
        self._budget = budget
        self._plain = choose.choice(image=False)
        self._image = choose.choice(image=True)
        self._room = limits.KEPT_BYTES

    def at_outer(self, path: str, node: Node, content: Part) -> None:
        """Look at what may describe images or be a layer of one, and at what would be read of any other archive."""
        if _may_be_of_an_image(path):
            head = content.peek(tar.BLOCK)
            if head.lstrip()[:1] in (b"{", b"[") and node.size <= _DESCRIPTION_BYTES:
                self._keep(node, content)
                return
            layers = len(self._found.opens) - 1
            if layers < limits.IMAGE_LAYERS and (archive.is_compressed(head) or tar.is_tar(head) or head == _EMPTY):
                open_ = _opener(self._found.opens[0], node.offset, node.size, self._budget.meter)
                self.at_layer(path, open_, unwrapped(content, self._budget.meter))
                return
        if self._plain.wants(path):
            self._keep(node, content)

    def at_layer(self, name: str, open_: Open, stream: Stream) -> None:
        """Look at what is in a layer."""
        layer = self._found.layers[name] = Layer(number=len(self._found.opens))
        self._found.opens.append(open_)
        try:
            fill(layer, stream, self._budget, whiteouts=True, look=self._in_layer)
        except ParseError as error:
            layer.problem = str(error)

    def _in_layer(self, path: str, node: Node, content: Part) -> None:
        if self._image.wants(path):
            self._keep(node, content)

    def _keep(self, node: Node, content: Part) -> None:
        if node.size <= self._room:
            data = content.read(node.size)
            if len(data) == node.size:
                self._room -= node.size
                self._found.known[node] = data


def _looked_through(open_: Open, budget: Budget, choose: _Chooser) -> Archive:
    found = Archive(outer=Layer(number=0), opens=[open_])
    try:
        fill(found.outer, open_(), budget, look=_Look(found, budget, choose).at_outer)
    except ParseError as error:
        found.outer.problem = str(error)
    return found


def _may_be_of_an_image(path: str) -> bool:
    """Descriptions and layers lie at the top, in a folder of their own, or among the blobs."""
    return path.count("/") <= 1 or (path.startswith("blobs/") and path.count("/") == 2)


def _opener(open_: Open, offset: int, size: int, meter: Meter) -> Open:
    def opened() -> Stream:
        stream = open_()
        stream.skip(offset)
        return unwrapped(Part(stream, size), meter)

    return opened


# ------------------------------------------------------------------------------------------------------------ images


def _layout(outer: Tree) -> tuple[str, Layout]:
    """Return what describes the images, and its name; no images if the archive is of something else."""
    try:
        if DOCKER in outer.files and (data := outer.read(DOCKER)):
            layout = docker_layout(data)
            if any(image.layers for image in layout.images):
                return DOCKER, layout
        if OCI_MARK in outer.files and (data := outer.read(OCI)):
            return OCI, oci_layout(data, outer.read)
    except ParseError:
        pass
    return "", Layout()


def _images(found: Archive, layout: Layout, shown: str, choose: _Chooser) -> Iterator[FoundFile]:
    """Yield the files of each image; where there are several, by its name."""
    if layout.left_out:
        others = ", ".join(layout.left_out[:10])
        choose.walk.note(shown, f"the images for {others} are not looked at", level=Level.NOTE, code="left-out")
    outer = Tree(found.opens, found.known)
    outer.files, outer.links = found.outer.files, found.outer.links
    names = {path: layer for path, layer in found.layers.items() if path in outer.files}
    nodes = {outer.files[path]: layer for path, layer in names.items()}
    done: set[tuple[str, ...]] = set()
    several = len({image.layers for image in layout.images}) > 1
    for number, image in enumerate(layout.images, 1):
        if image.layers in done:
            continue
        done.add(image.layers)
        place = f"{shown}{INSIDE}{clean(image.references[0]) if image.references else number}" if several else shown
        layers: list[Layer] = []
        for position, name in enumerate(image.layers, 1):
            node = outer.node(name)
            layer = nodes.get(node) if node else found.layers.get(name)
            problem = layer.problem if layer else "missing, or no tar archive"
            if problem:
                yield refused(place, f"layer {position} of {len(image.layers)}: {problem}")
            if layer:
                layers.append(layer)
                _tell(choose.walk, place, layer)
        yield from _image_files(image, layers, found, place, choose)


def _image_files(
    image: Image, layers: Sequence[Layer], found: Archive, place: str, choose: _Chooser
) -> Iterator[FoundFile]:
    try:
        tree = merged(layers, Tree(found.opens, found.known))
    except ParseError as error:
        yield refused(place, str(error))
        return
    any_ = False
    for file in files(tree, place, choose.choice(image=True)):
        any_ = True
        yield file
    if not any_ and image.layers:
        choose.walk.note(place, "nothing in this image tells what it is made of", code="opaque")


def _tell(walk: Walk, shown: str, layer: Layer) -> None:
    if layer.odd:
        walk.note(shown, f"entries whose names lead out of the archive: {layer.odd}", code="left-out")
        layer.odd = 0
