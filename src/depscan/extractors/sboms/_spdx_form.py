"""The form of an SPDX 2 document, whatever its notation, as far as it is of interest."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")


class Reference(Struct, gc=False):
    """A name of a package elsewhere."""

    type: str | None = msgspec.field(name="referenceType", default=None)
    locator: str | None = msgspec.field(name="referenceLocator", default=None)


class Package(Struct, gc=False):
    """One package as the document gives it."""

    id: str | None = msgspec.field(name="SPDXID", default=None)
    name: str | None = None
    version: str | None = msgspec.field(name="versionInfo", default=None)
    supplier: str | None = None
    originator: str | None = None
    download: str | None = msgspec.field(name="downloadLocation", default=None)
    concluded: str | None = msgspec.field(name="licenseConcluded", default=None)
    declared: str | None = msgspec.field(name="licenseDeclared", default=None)
    purpose: str | None = msgspec.field(name="primaryPackagePurpose", default=None)
    references: list[Reference] | None = msgspec.field(name="externalRefs", default=None)


class LinedPackage(Package, gc=False):
    """A package that knows its line."""

    line: int = 0


class Relationship(Struct, gc=False):
    """What one element is to another."""

    of: str | None = msgspec.field(name="spdxElementId", default=None)
    type: str | None = msgspec.field(name="relationshipType", default=None)
    to: str | None = msgspec.field(name="relatedSpdxElement", default=None)


class Creation(Struct, gc=False):
    """Who made the document."""

    creators: list[str] | None = None


class Document(Struct, gc=False):
    """A document, as far as it is of interest."""

    version: str | None = msgspec.field(name="spdxVersion", default=None)
    id: str | None = msgspec.field(name="SPDXID", default=None)
    creation: Creation | None = msgspec.field(name="creationInfo", default=None)
    packages: list[Package] | None = None
    relationships: list[Relationship] | None = None
    described: list[str] | None = msgspec.field(name="documentDescribes", default=None)
    sbom: Document | None = None
    """A forge's export holds the document in this member."""


class LinedDocument(Document, gc=False):
    """A document whose packages know their lines."""

    packages: list[LinedPackage] | None = None  # type: ignore[assignment]  # narrower, for reading only


def added(items: list[T] | None, item: T) -> list[T]:
    """Return the list with one item more; a new one where there is none yet."""
    if items is None:
        return [item]
    items.append(item)
    return items
