"""Syft's own JSON, all schemas: what it found in an image or a folder, and the distribution below."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
from msgspec import Raw, Struct

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._cyclonedx_form import NOTHING, decoded
from depscan.extractors.sboms._facts import both, is_range, licence
from depscan.extractors.sboms._identity import Identity, identified
from depscan.extractors.sboms._lines import Lines
from depscan.extractors.sboms._salvage import salvaged, typed_or_plain
from depscan.extractors.sboms._statement import is_attestation
from depscan.model import Component, Facts, How, Kind

_ACTIONS = frozenset({"github-action", "github-action-workflow"})


class Artifact(Struct, gc=False):
    """One thing found."""

    id: str | None = None
    name: str | None = None
    version: str | None = None
    type: str | None = None
    purl: str | None = None
    licenses: Raw = NOTHING


class Distribution(Struct, gc=False):
    """The operating system of an image, as ``/etc/os-release`` names it."""

    id: str | None = None
    name: str | None = None
    version: str | None = msgspec.field(name="versionID", default=None)


class Tool(Struct, gc=False):
    """What made the document."""

    name: str | None = None


class Schema(Struct, gc=False):
    """The form of the document."""

    url: str | None = None


class Document(Struct, gc=False):
    """A document, as far as it is of interest."""

    artifacts: list[Artifact] | None = None
    distro: Distribution | None = None
    descriptor: Tool | None = None
    schema: Schema | None = None


class Licence(Struct, gc=False):
    """A licence, since 0.85; before, it was a text."""

    value: str | None = None
    expression: str | None = msgspec.field(name="spdxExpression", default=None)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what was found, and the distribution; files and who owns them are no components.

    Raises:
        ParseError: not JSON, or not Syft's.
    """
    data, document, value = typed_or_plain(source, Document)
    lost = 0
    if document is None:
        if not isinstance(value, dict):
            raise ParseError("not Syft's JSON: not a JSON object")
        document, losses = salvaged(value, Document)
        lost = losses[Artifact]
        if not isinstance(value.get("artifacts"), list | None):
            source.warn("wrong-type", "artifacts is not a list and is left out")
    if not _is_syft(document):
        raise ParseError("not Syft's JSON: neither artifacts nor its descriptor")
    lines = Lines(data)
    yield from _artifacts(source, document.artifacts or [], _entry_lines(lines), lost)
    yield from _distribution(source, document, lines)


def _artifacts(
    source: SourceFile, artifacts: list[Artifact], line_of: Callable[[Artifact], int | None], lost: int
) -> Iterator[Component]:
    malformed = 0
    licences: dict[bytes, Facts] = {}
    for index, artifact in enumerate(artifacts):
        what = identified(artifact.purl, artifact.version or None) if artifact.purl else None
        malformed += bool(artifact.purl) and what is None
        what = what or _without_purl(artifact)
        if what is None:
            lost += 1
            continue
        said = bytes(artifact.licenses)
        if said not in licences:
            licences[said] = _licences(said)
        line = line_of(artifact)
        if artifact.type in _ACTIONS and what.purl:
            what = what._replace(kind=Kind.ACTION, purl=what.purl.replace("pkg:github/", "pkg:githubactions/", 1))
        yield Component(
            kind=what.kind,
            name=what.name,
            version=what.version,
            purl=what.purl,
            facts=both(what.facts, licences[said]),
            evidence=source.seen(line, how=How.REPORTED, pointer=None if line else f"artifacts[{index}]"),
        )
    if lost:
        source.warn("incomplete-entry", f"entries left out because they are no objects or have no name: {lost}")
    if malformed:
        source.warn("malformed-purl", f"artifacts whose package URL is none: {malformed}")


def _is_syft(document: Document) -> bool:
    made_by = (document.descriptor.name if document.descriptor else "") or ""
    form = (document.schema.url if document.schema else "") or ""
    return document.artifacts is not None and (made_by == "syft" or "anchore/syft" in form or not made_by)


def _without_purl(artifact: Artifact) -> Identity | None:
    if not artifact.name:
        return None
    version = artifact.version or None
    if version and is_range(version):
        return Identity(Kind.PACKAGE, artifact.name, None, None, (("constraint", version),))
    return Identity(Kind.PACKAGE, artifact.name, version, None)


def _licences(said: bytes) -> Facts:
    texts = decoded(said, list[str])
    if texts is None:
        texts = [found.expression or found.value or "" for found in decoded(said, list[Licence]) or ()]
    known = licence(texts)
    return (("licence", known),) if known else ()


def _distribution(source: SourceFile, document: Document, lines: Lines) -> Iterator[Component]:
    distro = document.distro
    name = distro and (distro.name or distro.id)
    if distro is None or not name:
        return
    line = lines.finder("distro")(lines.opening("name") + name) if lines.are_there and distro.name else None
    yield Component(
        kind=Kind.PRODUCT,
        name=name,
        version=distro.version or None,
        evidence=source.seen(line, how=How.REPORTED, pointer=None if line else "distro"),
    )


def _entry_lines(lines: Lines) -> Callable[[Artifact], int | None]:
    if not lines.are_there:
        return lambda _: None
    by_id, by_name, line_of = lines.opening("id"), lines.opening("name"), lines.finder("artifacts")
    return lambda artifact: line_of(by_id + artifact.id if artifact.id else f"{by_name}{artifact.name}")


def _sniff(head: bytes) -> bool:
    text = head.replace(b"\0", b"")  # without what UTF-16 puts between
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] != b"{" or b'"artifacts"' not in text or is_attestation(text):
        return False
    return b"anchore/syft" in text or b'"syft"' in text or (b'"foundBy"' in text and b'"matches"' not in text)


EXTRACTOR = Extractor(
    name="syft-json",
    ecosystem="sbom",
    patterns=("*.syft.json", "syft.json"),
    sniffed_patterns=("*.json", "*.sbom", "sbom"),
    sniff=_sniff,
    parse=parse,
    description="Syft's own form, all schemas: package URLs, licences, the distribution of an image",
    spec_url="https://github.com/anchore/syft/tree/main/schema/json",
)
