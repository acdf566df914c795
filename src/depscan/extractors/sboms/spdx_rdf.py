"""SPDX RDF/XML, 1.2 to 2.3: elements that stand within one another or refer to one another by address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
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
from depscan.syntax import xml
from depscan.syntax.xml import Element

_TERMS = re.compile(rb"https?://spdx\.org/rdf/terms")
_CLASSES = frozenset({"SpdxDocument", "Package", "File", "Snippet", "SpdxElement", "SpdxItem"})
_LISTED = "spdx.org/licenses/"
_SETS = {"ConjunctiveLicenseSet": " AND ", "DisjunctiveLicenseSet": " OR "}
_LICENCE_DEPTH = 20
"""Licences in licences; no expression is that deep."""
_LICENCE_LENGTH = 500
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages besides those that the document describes; files and snippets are no components.

    Raises:
        ParseError: not well-formed, with a DOCTYPE, or not SPDX.
    """
    root = xml.read(source.bytes())
    if root.name != "RDF":
        raise ParseError("not an SPDX document: the root element is not RDF", line=root.line)
    document = _Reader().read(root)
    if not (document.version or "").startswith("SPDX-") and not document.packages:
        raise ParseError("not an SPDX document: neither specVersion nor packages")
    document.version = document.version or "SPDX-2.0"
    yield from Reading(source=source, document=document, line_of=line_of).components()


class _Reader:
    """Walks all elements, without recursion; those that are of a class and have an address are known by that."""

    def __init__(self) -> None:
        self._document = LinedDocument()
        self._packages: dict[str, LinedPackage] = {}
        self._licences: dict[str, Element] = {}
        self._expressions: dict[str, str | None] = {}

    def read(self, root: Element) -> LinedDocument:
        """Return what the elements say; packages by line, each with all that its mentions say."""
        waiting: list[tuple[Element, str]] = [(root, "")]
        packages: list[tuple[str, Element]] = []
        detached: dict[str, Element] = {}
        links: list[tuple[str, str]] = []
        while waiting:
            element, within = waiting.pop()
            kind = _class(element)
            address = _address(element)
            if kind in _CLASSES:
                within = address or _nameless(element)
                if kind == "Package":
                    packages.append((within, element))
                elif kind == "SpdxDocument":
                    self._describe(element, within)
            elif kind == "Relationship":
                self._relate(element, within)
                detached.setdefault(address, element)
            elif kind == "relationship" and not element.children:
                links.append((within, _target(element)))
            elif address and ("Licens" in kind or kind in _SETS):
                self._licences.setdefault(address, element)
            waiting += [(child, within) for child in reversed(element.children)]
        for of, address in links:
            if address in detached:
                self._relate(detached[address], of)
        for name, element in packages:
            self._add(name, element)
        self._document.packages = sorted(self._packages.values(), key=lambda package: package.line)
        return self._document

    def _describe(self, element: Element, address: str) -> None:
        self._document.id = self._document.id or address
        self._document.version = self._document.version or _said(element, "specVersion")
        creators = [creator.text.strip() for creator in element.all("creationInfo", "CreationInfo", "creator")]
        self._document.creation = self._document.creation or Creation(creators=creators)
        for described in element.all("describesPackage"):
            self._document.described = added(self._document.described, _target(described))

    def _relate(self, element: Element, of: str) -> None:
        type_, related = element.child("relationshipType"), element.child("relatedSpdxElement")
        if of and type_ is not None and related is not None:
            name = _word(_target(type_), "relationshipType_")
            found = Relationship(of, name, _target(related))
            self._document.relationships = added(self._document.relationships, found)

    def _add(self, name: str, element: Element) -> None:
        package = self._packages.get(name)
        if package is None:
            package = self._packages[name] = LinedPackage(id=name, line=element.line)
        package.name = package.name or _said(element, "name")
        package.version = package.version or _said(element, "versionInfo")
        package.supplier = package.supplier or _said(element, "supplier")
        package.originator = package.originator or _said(element, "originator")
        package.download = package.download or _said(element, "downloadLocation")
        package.concluded = package.concluded or self._licence(element.child("licenseConcluded"))
        package.declared = package.declared or self._licence(element.child("licenseDeclared"))
        purpose = element.child("primaryPackagePurpose")
        if purpose is not None:
            package.purpose = _word(_target(purpose), "purpose_")
        for reference in element.all("externalRef", "ExternalRef"):
            type_, locator = reference.child("referenceType"), _said(reference, "referenceLocator")
            if type_ is not None and locator and _target(type_).endswith("/purl"):
                package.references = [Reference("purl", locator)]

    def _licence(self, holder: Element | None, depth: int = 0) -> str | None:
        """Return the SPDX expression of a licence that is given by address or in full; each address is read once."""
        if holder is None or depth > _LICENCE_DEPTH:
            return None
        address = _target(holder)
        if address not in self._expressions:
            self._expressions[address] = None  # a licence within itself says nothing
            element = holder.children[0] if holder.children else self._licences.get(address)
            if element is None or _LISTED in address:
                named = not address.endswith(("#noassertion", "#none"))
                self._expressions[address] = re.split(r"[/#]", address)[-1] if named else None
            else:
                self._expressions[address] = self._expression(element, depth)
        return self._expressions[address]

    def _expression(self, element: Element, depth: int) -> str | None:
        kind = _class(element)
        if kind in _SETS:
            members = [self._licence(member, depth + 1) for member in element.children]
            texts = [f"({text})" if " OR " in text else text for text in members if text]
            return _SETS[kind].join(dict.fromkeys(texts))[:_LICENCE_LENGTH] or None
        if kind == "WithExceptionOperator":
            exceptions = element.all("licenseException", "LicenseException", "licenseExceptionId")
            exception = next((found.text.strip() for found in exceptions), "")
            licence = self._licence(element.child("member"), depth + 1)
            return f"{licence} WITH {exception}" if licence and exception else licence
        if kind == "OrLaterOperator":
            licence = self._licence(element.child("member"), depth + 1)
            return f"{licence}+" if licence else None
        return _said(element, "licenseId")


def _class(element: Element) -> str:
    """Return the class of an element, which a description says in an element of its own."""
    if element.name == "Description":
        type_ = element.child("type")
        return re.split(r"[/#]", _target(type_))[-1] if type_ is not None else ""
    return element.name


def _address(element: Element) -> str:
    attributes = element.attributes
    return attributes.get("about") or attributes.get("ID") or attributes.get("nodeID") or ""


def _nameless(element: Element) -> str:
    """Return what stands for the address of an element that has none, while the document is read."""
    return f"_:{id(element)}"


def _target(holder: Element) -> str:
    """Return the address of what a property refers to or holds."""
    attributes = holder.attributes
    target = attributes.get("resource") or attributes.get("nodeID")
    if target is None and holder.children:
        child = holder.children[0]
        target = _address(child) or _nameless(child)
    return target or holder.text.strip()


def _said(element: Element, name: str) -> str | None:
    return element.value(name) or element.attributes.get(name)


def _word(address: str, prefix: str) -> str:
    """Return the word of an enumeration as other notations write it: ``relationshipType_dependsOn``, DEPENDS_ON."""
    return _WORDS.sub("_", address.rpartition(prefix)[2]).upper()


def _sniff(head: bytes) -> bool:
    text = head.replace(b"\0", b"")  # without what UTF-16 puts between
    return b"RDF" in text and _TERMS.search(text) is not None


EXTRACTOR = Extractor(
    name="spdx-rdf",
    ecosystem="sbom",
    patterns=("*.spdx.rdf", "*.spdx.rdf.xml"),
    sniffed_patterns=("*.rdf", "*.spdx.xml", "*.spdx", "*.xml", "*.sbom", "sbom"),
    sniff=_sniff,
    parse=parse,
    description="1.2 to 2.3, as XML: suppliers, licences, scopes, direct or transitive",
    spec_url="https://spdx.github.io/spdx-spec/v2.3/",
)
