"""CycloneDX whatever its notation: https://cyclonedx.org/docs/latest/json/ (the XML says the same in elements)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import host
from depscan.extractors.sboms._facts import RANGE_SIGNS, licence, named, published, supposed
from depscan.extractors.sboms._identity import SPECIAL, Identity, identified, image
from depscan.model import Component, Evidence, Facts, How, Kind, Level, Scope
from depscan.purl import identify

KNOWN_VERSIONS = frozenset({"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"})
NOTHING = Raw(b"")


class Entry(Struct, gc=False):
    """One component as the document gives it; what few components have is left undecoded."""

    type: str | None = None
    name: str | None = None
    group: str | None = None
    version: str | None = None
    purl: str | None = None
    ref: str | None = msgspec.field(name="bom-ref", default=None)
    scope: str | None = None
    publisher: str | None = None
    author: str | None = None
    range: str | None = msgspec.field(name="versionRange", default=None)
    licenses: Raw = NOTHING
    supplier: Raw = NOTHING
    manufacturer: Raw = NOTHING
    properties: Raw = NOTHING
    components: list[Entry] | None = None


class Service(Struct, gc=False):
    """One service as the document gives it."""

    name: str | None = None
    group: str | None = None
    version: str | None = None
    ref: str | None = msgspec.field(name="bom-ref", default=None)
    endpoints: list[str] | None = None
    provider: Raw = NOTHING
    licenses: Raw = NOTHING
    services: list[Service] | None = None


class Dependency(Struct, gc=False):
    """Who depends on what; decoded for the few that are asked for."""

    ref: str | None = None
    on: Raw = msgspec.field(name="dependsOn", default=NOTHING)


class Metadata(Struct, gc=False):
    """The part of the metadata that matters: the product described."""

    component: Entry | None = None


class Bom(Struct, gc=False):
    """A document, as far as it is of interest."""

    format: str | None = msgspec.field(name="bomFormat", default=None)
    version: str | None = msgspec.field(name="specVersion", default=None)
    schema: str | None = msgspec.field(name="$schema", default=None)
    metadata: Metadata | None = None
    components: list[Entry] | None = None
    services: list[Service] | None = None
    dependencies: list[Dependency] | None = None


T = TypeVar("T")

_LEFT_OUT = frozenset({"file", "cryptographic-asset", "data"})
_PRODUCTS = frozenset({"application", "platform", "operating-system", "device", "device-driver", "firmware"})
_ODD = frozenset({"cryptographic-asset", "container", "machine-learning-model"})
_FILE_OF_PRODUCT = "aquasecurity:trivy:Type"
"""Trivy lists the lockfiles and executables that it looked into as applications."""
_SCOPES = {
    ("cdx:composer:package:isDevRequirement", "true"): Scope.DEVELOPMENT,
    ("cdx:maven:package:test", "true"): Scope.TEST,
    ("cdx:npm:package:development", "true"): Scope.DEVELOPMENT,
    ("cdx:pipenv:category", "default"): Scope.UNKNOWN,
    ("cdx:pipenv:category", "develop"): Scope.DEVELOPMENT,
    ("cdx:poetry:group", "dev"): Scope.DEVELOPMENT,
    ("cdx:poetry:group", "main"): Scope.UNKNOWN,
}  # https://github.com/CycloneDX/cyclonedx-property-taxonomy
PROPERTIES = (*sorted({name.encode() for name, _ in _SCOPES}), _FILE_OF_PRODUCT.encode())
"""Names of the properties that are looked at; a document without any needs none decoded."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """Turns a document into components, remembering what many of them share."""

    source: SourceFile
    bom: Bom
    line_of: Callable[[Entry | Service], int | None]
    """Line of an entry, asked for in document order; None where the document has no lines."""
    line_of_service: Callable[[Entry | Service], int | None]
    with_properties: bool = True
    unusable: int = 0
    """Entries that are no objects, or have no name."""
    _left_out: int = 0
    _malformed: int = 0
    _yielded: int = 0
    _licences: dict[bytes, Facts] = field(default_factory=dict)
    _parties: dict[bytes, tuple[str | None, str | None]] = field(default_factory=dict)

    def components(self) -> Iterator[Component]:
        """Yield what the document lists besides the product that it describes; at the end, say what was left out."""
        own = _own_references(self.bom.metadata)
        direct = self._direct(own)
        self._check_references()
        yield from self._entries(own, direct)
        yield from self._services(direct)
        self._report()

    def _entries(self, own: frozenset[str], direct: frozenset[str] | None) -> Iterator[Component]:
        """Loop over what may be three hundred thousand: locals, one call for each thing that is not cached."""
        line_of, with_properties, licences_of, package = self.line_of, self.with_properties, self._licences.get, Kind.PACKAGE
        path, found_by, how, unknown = self.source.shown_path, self.source.found_by, How.REPORTED, Scope.UNKNOWN
        for prefix, index, entry in _walk(self.bom.components, "components"):
            reference = entry.ref or entry.purl
            if reference in own:
                continue
            known = identify(entry.purl) if entry.purl else None
            version = entry.version or (known[3] if known else None)
            ranged = version and (version[0] in RANGE_SIGNS or "*" in version)
            facts: Facts = ()
            if known and not ranged and known[1] not in SPECIAL and entry.type not in _ODD:
                kind, name, purl = package, known[2], known[0]
            else:
                what = self._odd(entry)
                if what is None:
                    continue
                kind, name, version, purl, facts = what
            if entry.licenses is not NOTHING:
                said = bytes(entry.licenses)
                licences = licences_of(said)
                if licences is None:
                    licences = self._remember_licences(said)
                facts = (*facts, *licences) if facts else licences
            supplier = None
            if entry.supplier is not NOTHING or entry.manufacturer is not NOTHING or entry.publisher or entry.author:
                supplier, facts = self._supplier(entry, facts)
            if entry.range:
                facts = (("constraint", entry.range), *facts)
            scope = unknown
            if entry.scope == "excluded" or (with_properties and entry.properties is not NOTHING):
                scope = _scope(entry)
            line = line_of(entry)
            yield Component(
                kind=kind,
                name=name,
                version=version,
                purl=purl,
                scope=scope,
                direct=reference in direct if reference and direct is not None else None,
                supplier=supplier,
                facts=facts,
                evidence=(
                    Evidence(
                        path=path,
                        line=line,
                        pointer=None if line else f"{prefix}[{index}]",
                        how=how,
                        found_by=found_by,
                    ),
                ),
            )

    def _odd(self, entry: Entry) -> Identity | None:
        """Return what an entry is that is not simply a package with a package URL; None if no dependency."""
        if entry.type == "cryptographic-asset":
            self._left_out += 1
            return None
        if entry.purl:
            what = identified(entry.purl, entry.version)
            if what:
                return what._replace(kind=Kind.MODEL) if entry.type == "machine-learning-model" else what
            self._malformed += 1
        elif _is_no_dependency(entry):
            self._left_out += 1
            return None
        name = entry.name
        if not name:
            self.unusable += 1
            return None
        if entry.type == "container":
            return image(f"{entry.group}/{name}" if entry.group else name, entry.version)
        if entry.type in _PRODUCTS:
            return Identity(Kind.PRODUCT, name, entry.version, None)
        kind = Kind.MODEL if entry.type == "machine-learning-model" else Kind.PACKAGE
        return Identity(kind, f"{entry.group}/{name}" if entry.group else name, entry.version, None)

    def _remember_licences(self, said: bytes) -> Facts:
        choices = [
            choice.expression or (choice.license and (choice.license.id or choice.license.name))
            for choice in _decoded(said, list[_LicenceChoice]) or []
        ]
        known = licence(choices)
        facts: Facts = (("licence", known),) if known else ()
        self._licences[said] = facts
        return facts

    def _supplier(self, entry: Entry, facts: Facts) -> tuple[str | None, Facts]:
        for said in (entry.supplier, entry.manufacturer):
            name, country = self._party(said)
            if name:
                return name, (*facts, ("supplier_country", country)) if country else facts
        return published(entry.publisher) or supposed(entry.author), facts

    def _party(self, said: Raw) -> tuple[str | None, str | None]:
        if said is NOTHING:
            return None, None
        key = bytes(said)
        known = self._parties.get(key)
        if known is None:
            party = _decoded(key, _Party) or _Party()
            country = ((party.address and party.address.country) or "").strip() or None
            known = self._parties[key] = (
                named(party.name),
                country.upper() if country and len(country) == 2 else country,
            )
        return known

    def _direct(self, own: frozenset[str]) -> frozenset[str] | None:
        """Return the references that the product asks for, through files listed between; None if the document is mute."""
        dependencies = self.bom.dependencies
        if not own or not dependencies:
            return None
        entries = [entry for _, _, entry in _walk(self.bom.components, "components")]
        between = {entry.ref for entry in entries if entry.ref and not entry.purl and _is_no_dependency(entry)} | own
        edges: dict[str | None, list[Raw]] = {}
        for dependency in dependencies:
            if dependency.ref in between:
                edges.setdefault(dependency.ref, []).append(dependency.on)
        asked: set[str] = set()
        waiting, seen = list(own), set(own)
        while waiting:
            for said in edges.get(waiting.pop(), ()):
                for reference in _decoded(bytes(said), list[str]) or ():
                    if reference not in between:
                        asked.add(reference)
                    elif reference not in seen:
                        seen.add(reference)
                        waiting.append(reference)
        return frozenset(asked) if any((entry.ref or entry.purl) in asked for entry in entries) else None

    def _check_references(self) -> None:
        references = [entry.ref for entry in self.bom.components or () if entry.ref]
        doubled = len(references) - len(set(references))
        if doubled:
            self.source.warn("duplicate-reference", f"{doubled} components have the bom-ref of another")

    def _services(self, direct: frozenset[str] | None) -> Iterator[Component]:
        for prefix, index, service in _walk(self.bom.services, "services"):
            address = next(filter(None, map(_host, service.endpoints or ())), None)
            if not address and not service.name:
                self.unusable += 1
                continue
            supplier, country = self._party(service.provider)
            said = bytes(service.licenses)
            licences = self._licences.get(said)
            facts = [*(self._remember_licences(said) if licences is None else licences)]
            if country:
                facts.append(("supplier_country", country))
            if address and service.name:
                facts.append(("service", service.name))
            line = self.line_of_service(service)
            yield Component(
                kind=Kind.ENDPOINT if address else Kind.PRODUCT,
                name=address or service.name or "?",
                version=None if address else service.version,
                direct=service.ref in direct if service.ref and direct is not None else None,
                supplier=supplier,
                facts=tuple(sorted(facts)),
                evidence=self.source.seen(line, how=How.REPORTED, pointer=None if line else f"{prefix}[{index}]"),
            )

    def _report(self) -> None:
        warn = self.source.warn
        if self.unusable:
            warn("incomplete-entry", f"{self.unusable} entries left out: not an object, or without a name")
        if self._malformed:
            warn("malformed-purl", f"{self._malformed} components have something else for a package URL")
        if self._left_out:
            message = f"{self._left_out} files, cryptographic assets or data sets left out: they are no dependencies"
            warn("left-out", message, level=Level.NOTE)
        if not self.bom.components and not self.bom.services:
            warn("no-components", "the document lists neither components nor services", level=Level.NOTE)


# ------------------------------------------------------------------------------------- the small parts of an entry


class _Licence(Struct, gc=False):
    id: str | None = None
    name: str | None = None


class _LicenceChoice(Struct, gc=False):
    license: _Licence | None = None
    expression: str | None = None


class _Address(Struct, gc=False):
    country: str | None = None


class _Party(Struct, gc=False):
    name: str | None = None
    address: _Address | None = None


class _Property(Struct, gc=False):
    name: str | None = None
    value: str | None = None


def _decoded(said: bytes, type_: type[T]) -> T | None:
    """Return a small part of an entry; None if there is none, or it has other types than it should."""
    try:
        return msgspec.json.decode(said, type=type_) if said else None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _scope(entry: Entry) -> Scope:
    said = {
        _SCOPES[key]
        for prop in _decoded(bytes(entry.properties), list[_Property]) or ()
        if (key := (prop.name or "", (prop.value or "").lower())) in _SCOPES
    }
    if said:
        return said.pop() if len(said) == 1 else Scope.UNKNOWN
    return Scope.DEVELOPMENT if entry.scope == "excluded" else Scope.UNKNOWN


def _is_no_dependency(entry: Entry) -> bool:
    """Tell whether an entry without package URL is a thing of the product itself: a file, a key, a lockfile read."""
    if entry.type in _LEFT_OUT:
        return True
    if entry.type != "application" or entry.properties is NOTHING:
        return False
    return any(prop.name == _FILE_OF_PRODUCT for prop in _decoded(bytes(entry.properties), list[_Property]) or ())


def _own_references(metadata: Metadata | None) -> frozenset[str]:
    """Return the references of the product described and of its own parts."""
    root = metadata.component if metadata else None
    if root is None:
        return frozenset()
    found = {entry.ref for _, _, entry in _walk(root.components, "components") if entry.ref}
    reference = root.ref or root.purl
    return frozenset(found | {reference} if reference else found)


def _walk(entries: list[T] | None, name: str) -> Iterator[tuple[str, int, T]]:
    """Yield (pointer of the list, index, entry) in document order at any depth, each before what is within it."""
    stack: list[tuple[str, Iterator[tuple[int, T]]]] = [(name, iter(enumerate(entries or ())))]
    while stack:
        prefix, rest = stack[-1]
        for index, entry in rest:
            yield prefix, index, entry
            within = getattr(entry, name)
            if within:
                place = f"{prefix}[{index}].{name}"
                stack.append((place if len(place) < 200 else f"{name}[…].{name}", iter(enumerate(within))))
                break
        else:
            stack.pop()


def _host(endpoint: str) -> str | None:
    return host(endpoint if "://" in endpoint else f"https://{endpoint}" if "." in endpoint.partition("/")[0] else None)
