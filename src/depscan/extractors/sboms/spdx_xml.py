"""SPDX XML, 2.1 to 2.3: the members of the JSON as elements without a namespace; the RDF is another format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._rules import Attributes, Builder, Rule, item, text
from depscan.extractors.sboms._spdx import Reading, line_of
from depscan.extractors.sboms._spdx_form import (
    Creation,
    LinedDocument,
    LinedPackage,
    Reference,
    Relationship,
    added,
)
from depscan.model import Component

_VERSION = re.compile(rb"<(?:spdxVersion|specVersion)>\s{0,20}SPDX-")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages besides those that the document describes; files and snippets are no components.

    Raises:
        ParseError: not well-formed, with a DOCTYPE, or not SPDX 2; what stands before the error is yielded.
    """
    document, failure = LinedDocument(), None
    try:
        Builder(_ROOTS, document, source.bytes()[:200]).read(
            source.bytes(), "not an SPDX document: the root element is not Document"
        )
    except ParseError as error:
        failure = error
    if not (document.version or "").startswith("SPDX-"):
        raise failure or ParseError("not an SPDX 2 document: no spdxVersion")
    yield from Reading(source=source, document=document, line_of=line_of).components()
    if failure is not None:
        raise failure


def _open_package(owner: LinedDocument, _attributes: Attributes, line: int) -> LinedPackage:
    package = LinedPackage(line=line)
    owner.packages = added(owner.packages, package)
    return package


def _open_reference(owner: LinedPackage, _attributes: Attributes, _line: int) -> Reference:
    reference = Reference()
    owner.references = added(owner.references, reference)
    return reference


def _open_relationship(owner: LinedDocument, _attributes: Attributes, _line: int) -> Relationship:
    relationship = Relationship()
    owner.relationships = added(owner.relationships, relationship)
    return relationship


def _open_creation(owner: LinedDocument, _attributes: Attributes, _line: int) -> list[str]:
    creators: list[str] = []
    owner.creation = Creation(creators=creators)
    return creators


def _close_described(owner: LinedDocument, _own: Any, said: str) -> None:
    """Until 2.1, packages stood where they are described, without a text around them."""
    if said:
        owner.described = added(owner.described, said)


_PACKAGE = {
    "SPDXID": text("id"),
    "name": text("name"),
    "versionInfo": text("version"),
    "supplier": text("supplier"),
    "originator": text("originator"),
    "downloadLocation": text("download"),
    "licenseConcluded": text("concluded"),
    "licenseDeclared": text("declared"),
    "primaryPackagePurpose": text("purpose"),
    "externalRefs": Rule(
        opens=_open_reference, children={"referenceType": text("type"), "referenceLocator": text("locator")}
    ),
}
_RELATIONSHIP = {
    "spdxElementId": text("of"),
    "relationshipType": text("type"),
    "relatedSpdxElement": text("to"),
}
_DOCUMENT = Rule(
    children={
        "SPDXID": text("id"),
        "spdxVersion": text("version"),
        "specVersion": text("version"),
        "creationInfo": Rule(opens=_open_creation, children={"creators": item()}),
        "documentDescribes": Rule(
            closes=_close_described,
            children={"Package": Rule(opens=_open_package, children=_PACKAGE)},
            has_text=True,
        ),
        "packages": Rule(opens=_open_package, children=_PACKAGE),
        "relationships": Rule(opens=_open_relationship, children=_RELATIONSHIP),
    }
)
_ROOTS = {"Document": _DOCUMENT, "SpdxDocument": Rule(children={"Document": _DOCUMENT})}
"""The second is how old tools wrapped it."""


def _sniff(head: bytes) -> bool:
    said = head.replace(b"\0", b"")  # without what UTF-16 puts between
    return _VERSION.search(said) is not None or (b"<Document>" in said and b"SPDXRef-DOCUMENT" in said)


EXTRACTOR = Extractor(
    name="spdx-xml",
    ecosystem="sbom",
    patterns=("*.spdx.xml",),
    sniffed_patterns=("*.xml", "*.spdx", "*.sbom", "sbom"),
    sniff=_sniff,
    parse=parse,
    description="2.1 to 2.3: suppliers, licences, scopes, direct or transitive",
    spec_url="https://spdx.github.io/spdx-spec/v2.3/",
)
