"""What names a container image in an archive of ``docker save`` or in OCI's layout: its references, and its base."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import parse_reference
from depscan.extractors.systems._image_layouts import DOCKER, OCI, Image, base_of, docker_layout, oci_layout
from depscan.model import Component, Facts, How, Kind, Scope
from depscan.syntax.json import Finder


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the images, and those that they are made from where that is told.

    Raises:
        ParseError: no image is described.
    """

    def read(path: str) -> bytes | None:
        file = source.sibling(path)
        return file.bytes() if file else None

    data = source.bytes()
    is_oci = data.lstrip()[:1] == b"{"
    layout = oci_layout(data, read) if is_oci else docker_layout(data)
    if not layout.images:
        raise ParseError("not a description of images")
    finder = Finder(data)
    for image in layout.images:
        for reference in image.references:
            line = finder.line_of(reference.encode("utf-8", "surrogatepass"))
            yield from _image(source, reference, line, image, ())
        if base := base_of(image, read):
            yield from _image(source, base, None, image, (("type", "base image"),))


def _image(source: SourceFile, text: str, line: int | None, image: Image, facts: Facts) -> Iterator[Component]:
    reference = parse_reference(text)
    if reference is None:
        source.warn("unresolved-image", "an image left out: its reference is not an image name", line=line)
        return
    if image.platform:
        facts = (*facts, ("platform", image.platform))
    if reference.digest:
        facts = (*facts, ("digest", reference.digest))
    yield Component(
        kind=Kind.IMAGE,
        name=reference.name,
        version=reference.tag,
        purl=reference.purl,
        scope=Scope.RUNTIME,
        direct=True,
        facts=tuple(sorted(facts)),
        evidence=source.seen(line, how=How.REPORTED),
    )


def _sniff(head: bytes) -> bool:
    start = head.lstrip()
    if start.startswith(b"["):
        return b'"Layers"' in head or (b'"Config"' in head and b'"RepoTags"' in head)
    return start.startswith(b"{") and b'"manifests"' in head and b'"schemaVersion"' in head and b'"digest"' in head


EXTRACTOR = Extractor(
    name="image-archive",
    ecosystem="container",
    patterns=(),
    sniffed_patterns=(DOCKER, OCI),
    sniff=_sniff,
    parse=parse,
    description="names of the images in an archive of docker save or an OCI layout, and their base image",
    spec_url="https://github.com/opencontainers/image-spec/blob/main/image-layout.md",
)
