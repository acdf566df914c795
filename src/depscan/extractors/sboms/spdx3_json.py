"""SPDX 3.0 JSON-LD: a graph of elements that refer to one another; contexts are never fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Raw, Struct

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._cyclonedx_form import NOTHING, decoded
from depscan.extractors.sboms._salvage import salvaged, typed_or_plain
from depscan.extractors.sboms._spdx import Reading, line_of
from depscan.extractors.sboms._spdx_form import LinedDocument, LinedPackage, Reference, Relationship, added
from depscan.extractors.sboms._statement import is_attestation
from depscan.model import Component
from depscan.syntax import json

_SCOPED = {"build": "BUILD", "design": "DEV", "development": "DEV", "runtime": "RUNTIME", "test": "TEST"}
_TYPES = {
    "contains": "CONTAINS",
    "dependsOn": "DEPENDS_ON",
    "describes": "DESCRIBES",
    "hasDynamicLink": "DYNAMIC_LINK",
    "hasOptionalDependency": "DEPENDS_ON",
    "hasPrerequisite": "HAS_PREREQUISITE",
    "hasProvidedDependency": "DEPENDS_ON",
    "hasStaticLink": "STATIC_LINK",
}
"""Types of relationships as SPDX 2 calls them: https://spdx.github.io/spdx-spec/v3.0.1/model/Core/Vocabularies/RelationshipType/."""
_PACKAGES = frozenset({"Package", "AIPackage"})
_COLLECTIONS = frozenset({"SpdxDocument", "Sbom", "Bom", "Bundle"})
_AGENTS = frozenset({"Organization", "Person", "SoftwareAgent", "Agent"})
_PURPOSES = {"operatingSystem": "OPERATING-SYSTEM", "container": "CONTAINER"}


class Element(Struct, gc=False):
    """One element of the graph, of whatever class; what few of them have is left undecoded."""

    type: str | None = None
    kind: str | None = msgspec.field(name="@type", default=None)
    id: str | None = msgspec.field(name="spdxId", default=None)
    node: str | None = msgspec.field(name="@id", default=None)
    name: str | None = None
    version: str | None = msgspec.field(name="software_packageVersion", default=None)
    purl: str | None = msgspec.field(name="software_packageUrl", default=None)
    download: str | None = msgspec.field(name="software_downloadLocation", default=None)
    purpose: str | None = msgspec.field(name="software_primaryPurpose", default=None)
    identifiers: Raw = msgspec.field(name="externalIdentifier", default=NOTHING)
    supplied: Raw = msgspec.field(name="suppliedBy", default=NOTHING)
    originated: Raw = msgspec.field(name="originatedBy", default=NOTHING)
    roots: Raw = msgspec.field(name="rootElement", default=NOTHING)
    of: str | None = msgspec.field(name="from", default=None)
    relation: str | None = msgspec.field(name="relationshipType", default=None)
    to: Raw = NOTHING
    scope: str | None = None
    expression: str | None = msgspec.field(name="simplelicensing_licenseExpression", default=None)
    specification: str | None = msgspec.field(name="specVersion", default=None)


class Identifier(Struct, gc=False):
    """A name of an element elsewhere."""

    type: str | None = msgspec.field(name="externalIdentifierType", default=None)
    identifier: str | None = None


class Graph(Struct, gc=False):
    """A document, as far as it is of interest."""

    elements: list[Element] | None = msgspec.field(name="@graph", default=None)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages besides those that the document is about; files, snippets and data sets are no components.

    Raises:
        ParseError: not JSON, or not SPDX 3.
    """
    data, graph, value = typed_or_plain(source, Graph)
    lost = 0
    if graph is None or graph.elements is None:
        plain = json.read_any(data) if value is None else value
        if not isinstance(plain, dict):
            raise ParseError("not an SPDX 3 document: not a JSON object")
        if "@graph" not in plain and ("type" in plain or "@type" in plain):
            plain = {"@graph": [plain]}  # of a single element
        graph, losses = salvaged(plain, Graph)
        lost = losses[Element]
    if not any(element.id or element.node for element in graph.elements or ()):
        raise ParseError("not an SPDX 3 document: no graph of elements")
    document = _Translation(graph.elements or [], _lines(data)).document()
    yield from Reading(source=source, document=document, line_of=line_of, unusable=lost).components()


class _Translation:
    """Says in terms of SPDX 2 what the graph says."""

    def __init__(self, elements: list[Element], lines: dict[str, int]) -> None:
        self._elements = elements
        self._lines = lines
        self._agents: dict[str, str] = {}
        self._licences: dict[str, str] = {}
        self._collections: dict[str, Raw] = {}

    def document(self) -> LinedDocument:
        """Return the document: packages with what relationships say of them, and who asks for whom."""
        version = next((element.specification for element in self._elements if element.specification), None)
        document = LinedDocument(id="", version=f"SPDX-{'.'.join((version or '3.0').split('.')[:2])}", relationships=[])
        packages: dict[str, LinedPackage] = {}
        for element in self._elements:
            class_, name = _class(element), element.id or element.node or ""
            if class_ in _AGENTS:
                self._agents[name] = f"{class_}: {element.name or ''}"
            elif class_ in _COLLECTIONS:
                self._collections[name] = element.roots
            elif element.expression:
                self._licences[name] = element.expression
        for element in self._elements:
            class_, name = _class(element), element.id or element.node or ""
            if class_ in _PACKAGES:
                package = packages[name] = self._package(element, class_, name)
                document.packages = added(document.packages, package)
        for element in self._elements:
            if element.relation and element.of:
                self._relate(element, element.of, packages, document)
        document.described = [*self._roots(), *(document.described or ())]
        return document

    def _package(self, element: Element, class_: str, name: str) -> LinedPackage:
        purpose = element.purpose or ""
        purl = element.purl or next(
            (found.identifier for found in decoded(bytes(element.identifiers), list[Identifier]) or ()
             if found.type in ("packageUrl", "purl") and found.identifier), None
        )  # fmt: skip
        return LinedPackage(
            id=name,
            name=element.name,
            version=element.version,
            supplier=self._agent(element.supplied),
            originator=self._agent(element.originated),
            download=element.download,
            purpose="MODEL" if class_ == "AIPackage" else _PURPOSES.get(purpose, purpose.upper()),
            references=[Reference("purl", purl)] if purl else None,
            line=self._lines.get(name, 0),
        )

    def _agent(self, said: Raw) -> str | None:
        """Return an organisation that is referred to, or given on the spot; the first of several."""
        if said is NOTHING:
            return None
        found = decoded(bytes(said), Any)
        agents = [self._agents.get(agent, "") if isinstance(agent, str) else _given(agent) for agent in _list(found)]
        return next((agent for agent in agents if agent.startswith("Organization:")), agents[0] if agents else None)

    def _relate(self, element: Element, of: str, packages: dict[str, LinedPackage], document: LinedDocument) -> None:
        targets = [to for to in _list(decoded(bytes(element.to), Any)) if isinstance(to, str)]
        if element.relation in ("hasConcludedLicense", "hasDeclaredLicense"):
            expression = next((self._licences[to] for to in targets if to in self._licences), None)
            package = packages.get(of)
            if package is not None and expression:
                setattr(package, "concluded" if element.relation == "hasConcludedLicense" else "declared", expression)
            return
        if element.relation == "describes" and of in self._collections:
            for to in targets:
                document.described = added(document.described, to)
            return
        type_, scope = _TYPES.get(element.relation or ""), _SCOPED.get(element.scope or "")
        if element.relation == "usesTool" and scope in ("BUILD", "DEV", "TEST"):
            type_ = f"{scope}_TOOL_OF"
        elif type_ == "DEPENDS_ON" and scope:
            type_ = f"{scope}_DEPENDENCY_OF"
        for to in targets if type_ else ():
            first, second = (to, of) if type_ and type_.endswith("_OF") else (of, to)
            document.relationships = added(document.relationships, Relationship(first, type_, second))

    def _roots(self) -> Iterator[str]:
        """Yield what the document is about, through collections in it."""
        for said in self._collections.values():
            for root in decoded(bytes(said), list[str]) or ():
                if root not in self._collections:
                    yield root


def _class(element: Element) -> str:
    return _without_profile(element.type or element.kind or "")


@lru_cache(maxsize=1024)
def _without_profile(name: str) -> str:
    """Return the class of ``software_Package``, ``software:Package``, or an address that ends in it."""
    for separator in ("/", ":", "_"):
        name = name.rpartition(separator)[2]
    return name


def _given(agent: object) -> str:
    return f"{agent.get('type')}: {agent.get('name')}" if isinstance(agent, dict) else ""


def _list(value: object) -> Iterable[Any]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _lines(data: bytes) -> dict[str, int]:
    """Return the lines of all elements by what they are called: they may stand far apart."""
    found: dict[str, int] = {}
    if data.count(b"\n", 0, 1_000_000) < 2:
        return found
    line, counted = 1, 0
    for key in (b'"spdxId"', b'"@id"'):
        position, line, counted = data.find(key), 1, 0
        while position >= 0:
            colon = data.find(b":", position, position + 100)
            start = data.find(b'"', colon, colon + 100) + 1
            end = data.find(b'"', start, start + 2000)
            line += data.count(b"\n", counted, position)
            counted = position
            if 0 < start < end:
                found.setdefault(data[start:end].decode("utf-8", "replace"), line)
            position = data.find(key, position + 1)
    return found


def _sniff(head: bytes) -> bool:
    text = head.replace(b"\0", b"")  # without what UTF-16 puts between
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] != b"{" or is_attestation(text):
        return False
    return b"spdx.org/rdf/3" in text or (b'"@graph"' in text and (b'"spdxId"' in text or b'"software_Package"' in text))


EXTRACTOR = Extractor(
    name="spdx3-json",
    ecosystem="sbom",
    patterns=("*.spdx3.json", "*.spdx3.jsonld", "*.spdx.jsonld"),
    sniffed_patterns=("*.spdx.json", "*.json", "*.jsonld", "*.spdx", "*.sbom", "sbom"),
    sniff=_sniff,
    parse=parse,
    description="3.0 as JSON-LD: suppliers, licences, scopes, direct or transitive; AI models",
    spec_url="https://spdx.github.io/spdx-spec/v3.0.1/",
)
