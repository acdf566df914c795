"""CycloneDX documents to components: https://cyclonedx.org/docs/latest/json/ (the XML says the same in elements)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from msgspec import Raw

from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import host
from depscan.extractors.sboms._cyclonedx_form import (
    NOTHING,
    Bom,
    Entry,
    LicenceChoice,
    Party,
    Property,
    Reference,
    Service,
    decoded,
    walk,
)
from depscan.extractors.sboms._cyclonedx_graph import direct_references, is_no_dependency, own_references
from depscan.extractors.sboms._facts import RANGE_SIGNS, both, licence, named, origin, published, supposed
from depscan.extractors.sboms._identity import SPECIAL, Identity, identified, image
from depscan.model import Component, Evidence, Facts, How, Kind, Level, Scope
from depscan.purl import identify, versioned

KNOWN_VERSIONS = frozenset({"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"})

_PRODUCTS = frozenset({"application", "platform", "operating-system", "device", "device-driver", "firmware"})
_ODD = frozenset({"cryptographic-asset", "container", "machine-learning-model"})
_REMEMBERED = 2000
"""Bytes of a licence or a party that others may share; longer ones hold texts."""
_DISTRIBUTION = b'"distribution"'
_POETRY_GROUP = "cdx:poetry:group"
_SCOPES = {
    ("cdx:composer:package:isDevRequirement", "true"): Scope.DEVELOPMENT,
    ("cdx:maven:package:test", "true"): Scope.TEST,
    ("cdx:npm:package:development", "true"): Scope.DEVELOPMENT,
    ("cdx:pipenv:category", "default"): Scope.UNKNOWN,
    ("cdx:pipenv:category", "develop"): Scope.DEVELOPMENT,
    (_POETRY_GROUP, "main"): Scope.UNKNOWN,
    (_POETRY_GROUP, "test"): Scope.TEST,
    (_POETRY_GROUP, "tests"): Scope.TEST,
}  # https://github.com/CycloneDX/cyclonedx-property-taxonomy


@dataclass(slots=True, kw_only=True)
class Reading:
    """Turns a document into components, remembering what many of them share."""

    source: SourceFile
    bom: Bom
    line_of: Callable[[Entry], int | None]
    """Line of an entry, asked for in document order; None where the document has no lines."""
    line_of_service: Callable[[Service], int | None]
    telling: bool = True
    """Does any property say what a component is for? False spares looking at them."""
    unusable: int = 0
    """Entries that are no objects, or have no name."""
    _left_out: int = 0
    _malformed: int = 0
    _licences: dict[bytes, Facts] = field(default_factory=dict)
    _parties: dict[bytes, tuple[str | None, str | None]] = field(default_factory=dict)

    def components(self) -> Iterator[Component]:
        """Yield what the document lists besides the product that it describes; at the end, say what was left out."""
        own = own_references(self.bom)
        direct = None
        if self.bom.dependencies:
            entries = [entry for _, _, entry in walk(self.bom.components, "components")]
            self._check_references(entries)
            direct = direct_references(self.bom, own, entries)
        yield from self._entries(own, direct)
        yield from self._services(direct)
        self._report()

    def _check_references(self, entries: list[Entry]) -> None:
        references = [entry.ref for entry in entries if entry.ref]
        doubled = len(references) - len(set(references))
        if doubled:
            self.source.warn("duplicate-reference", f"components with the bom-ref of another: {doubled}")

    def _entries(self, own: frozenset[str], direct: frozenset[str] | None) -> Iterator[Component]:
        """Loop over what may be three hundred thousand: locals, one call for each thing that is not cached."""
        line_of, licences_of, package = self.line_of, self._licences.get, Kind.PACKAGE
        telling = self.telling
        path, found_by, how, unknown = self.source.shown_path, self.source.found_by, How.REPORTED, Scope.UNKNOWN
        for prefix, index, entry in walk(self.bom.components, "components"):
            reference = entry.ref or entry.purl
            if reference in own:
                continue
            known = identify(entry.purl) if entry.purl else None
            version = entry.version or (known[3] if known else None)
            ranged = version and (version[0] in RANGE_SIGNS or "*" in version)
            purl: str | None
            facts: Facts = ()
            if known and not ranged and known[1] not in SPECIAL and entry.type not in _ODD:
                purl, _, name, own_version = known
                kind, purl = package, purl if own_version or not version else versioned(purl, version)
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
                facts = both(facts, licences) if facts else licences
            if entry.references is not NOTHING:
                said = bytes(entry.references)
                if _DISTRIBUTION in said:
                    facts = both(facts, _origin(said))
            supplier = None
            if entry.supplier is not NOTHING or entry.manufacturer is not NOTHING or entry.publisher or entry.author:
                supplier, facts = self._supplier(entry, facts)
            if entry.range:
                facts = both(facts, (("constraint", entry.range),))
            scope = unknown
            if entry.scope == "excluded" or (telling and entry.properties is not NOTHING):
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
        if is_no_dependency(entry):
            self._left_out += 1
            return None
        if entry.purl:
            what = identified(entry.purl, entry.version)
            if what:
                return what._replace(kind=Kind.MODEL) if entry.type == "machine-learning-model" else what
            self._malformed += 1
        if not entry.name:
            self.unusable += 1
            return None
        name, version = f"{entry.group}/{entry.name}" if entry.group else entry.name, entry.version or None
        if entry.type == "container":
            return image(name, version)
        if entry.type in _PRODUCTS:
            return Identity(Kind.PRODUCT, entry.name, version, None)
        return Identity(Kind.MODEL if entry.type == "machine-learning-model" else Kind.PACKAGE, name, version, None)

    def _remember_licences(self, said: bytes) -> Facts:
        choices = [
            choice.expression or (choice.license.id or choice.license.name if choice.license else None)
            for choice in decoded(said, list[LicenceChoice]) or []
        ]
        known = licence(choices)
        facts: Facts = (("licence", known),) if known else ()
        if len(said) < _REMEMBERED:
            self._licences[said] = facts
        return facts

    def _supplier(self, entry: Entry, facts: Facts) -> tuple[str | None, Facts]:
        for said in (entry.supplier, entry.manufacturer):
            name, country = self._party(said)
            if name:
                return name, both(facts, (("supplier_country", country),)) if country else facts
        return published(entry.publisher) or supposed(entry.author), facts

    def _party(self, said: Raw) -> tuple[str | None, str | None]:
        if said is NOTHING:
            return None, None
        key = bytes(said)
        known = self._parties.get(key)
        if known is None:
            party = decoded(key, Party) or Party(name=decoded(key, str))
            country = ((party.address and party.address.country) or "").strip() or None
            known = named(party.name), country.upper() if country and len(country) == 2 else country
            if len(key) < _REMEMBERED:
                self._parties[key] = known
        return known

    def _services(self, direct: frozenset[str] | None) -> Iterator[Component]:
        for prefix, index, service in walk(self.bom.services, "services"):
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
            warn("incomplete-entry", f"entries left out because they are no objects or have no name: {self.unusable}")
        if self._malformed:
            warn("malformed-purl", f"components whose package URL is none: {self._malformed}")
        if self._left_out:
            message = f"files, cryptographic assets and data sets left out, which are no dependencies: {self._left_out}"
            warn("left-out", message, level=Level.NOTE)
        if not self.bom.components and not self.bom.services:
            warn("no-components", "the document lists neither components nor services", level=Level.NOTE)


def _origin(references: bytes) -> Facts:
    """Return where a component is distributed; where its source, its documentation or its authors are is no matter."""
    for reference in decoded(references, list[Reference]) or ():
        if reference.type == "distribution" and (found := origin(reference.url)):
            return found
    return ()


def _scope(entry: Entry) -> Scope:
    properties = bytes(entry.properties)
    said = set()
    for prop in (decoded(properties, list[Property]) if b'"cdx:' in properties else None) or ():
        name, value = prop.name or "", (prop.value or "").lower()
        if (name, value) in _SCOPES:
            said.add(_SCOPES[name, value])
        elif name == _POETRY_GROUP:
            said.add(Scope.DEVELOPMENT)  # every group but the main one is for development
    if said:
        return said.pop() if len(said) == 1 else Scope.UNKNOWN if Scope.UNKNOWN in said else Scope.DEVELOPMENT
    return Scope.DEVELOPMENT if entry.scope == "excluded" else Scope.UNKNOWN


def _host(endpoint: str) -> str | None:
    """Return the host of a service's address, which may lack its scheme; None for paths and templates."""
    if "://" not in endpoint and "." in endpoint.partition("/")[0]:
        endpoint = f"https://{endpoint}"
    return host(endpoint)
