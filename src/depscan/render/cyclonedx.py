"""CycloneDX 1.6 and 1.7 JSON: the inventory with who supplies what from which country, and facts to gate on.

Packages, images, models and products are components; hosted services and channels are services. Each stands on a line
of its own, so that two documents can be compared by line. https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType, field

from depscan.model import Assessment, Attribution, Component, Kind, Scope
from depscan.render.inventory import (
    NAMESPACE,
    PLACES_KEPT,
    Inventory,
    References,
    Supplier,
    about,
    grouped,
    is_spdx,
    maker,
    supplier,
    uuid_of,
)
from depscan.report import Report

ROOT = "depscan:target"
"""Reference of what was scanned."""
_SCHEMA = "http://cyclonedx.org/schema/bom-{}.schema.json"
_TYPES = {
    Kind.PACKAGE: "library",
    Kind.IMAGE: "container",
    Kind.ACTION: "application",
    Kind.MODEL: "machine-learning-model",
    Kind.PRODUCT: "application",
    Kind.RESOURCE: "platform",
    Kind.CONFIG: "platform",
    Kind.ENDPOINT: "platform",
}
_SCOPES: dict[Scope, str | UnsetType] = {
    Scope.RUNTIME: "required",
    Scope.BUILD: "excluded",
    Scope.TEST: "excluded",
    Scope.DEVELOPMENT: "excluded",
    Scope.UNKNOWN: UNSET,
}
"""``excluded`` is what is not part of the running product."""
_HOST = re.compile(r"[A-Za-z0-9._-]+")
_ENCODER = msgspec.json.Encoder()
_encode = _ENCODER.encode


class _Occurrence(Struct, gc=False):
    location: str
    line: int | UnsetType = UNSET
    additionalContext: str | UnsetType = UNSET  # noqa: N815  # the names of the format


class _Evidence(Struct, gc=False):
    occurrences: list[_Occurrence]


class _Component(Struct, gc=False):
    type: str
    reference: str = field(name="bom-ref")
    name: str
    supplier: Raw | UnsetType = UNSET
    manufacturer: Raw | UnsetType = UNSET
    group: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    scope: str | UnsetType = UNSET
    licenses: Raw | UnsetType = UNSET
    purl: str | UnsetType = UNSET
    evidence: _Evidence | UnsetType = UNSET
    properties: Raw | UnsetType = UNSET


def render(report: Report, version: str = "1.6") -> bytes:
    """Return the inventory as CycloneDX JSON of version 1.6 or 1.7; the same report gives the same bytes."""
    writer = _Writer(report)
    body = writer.body()
    head = {
        "$schema": _SCHEMA.format(version),
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": f"urn:uuid:{uuid_of([version.encode(), *body], 'https://cyclonedx.org/')}",
        "version": 1,
    }
    return b"".join([_encode(head)[:-1], b",\n", *body, b"}\n"])


def render_1_7(report: Report) -> bytes:
    """Return the same in version 1.7."""
    return render(report, "1.7")


class _Writer:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._inventory = Inventory(report)
        self._references = References()
        self._references.unique(ROOT)
        self._shared: dict[int, tuple[Raw, Supplier | None, Assessment | None]] = {}
        """By identity of the attribution: to hash what it says takes longer than all else."""
        self._licences: dict[int, Raw | UnsetType] = {}
        """By identity of the facts, which many share."""
        self._asked_for: list[str] = []
        self._endpoints: dict[str, list[Component]] = {}
        """By id of the dependency, or of none, what it is reached through."""

    def body(self) -> list[bytes]:
        components = self._components()
        services = self._services()
        graph = [{"ref": ROOT, "dependsOn": self._asked_for}] if self._asked_for else []
        return [
            b'"metadata":',
            _encode(_metadata(self._report)),
            *_listed(b"components", components),
            *_listed(b"services", services),
            *_listed(b"dependencies", graph),
            b"\n",
        ]

    def _components(self) -> list[_Component]:
        """Loop over what may be two hundred thousand: locals, and little that is not shared."""
        entries: list[_Component] = []
        inventory, reference_of, asked_for = self._inventory, self._references.of, self._asked_for
        shared, licences_of = self._shared.get, self._licences.get
        for component, attribution in zip(self._report.inventory.components, self._report.attributions, strict=True):
            kind = component.kind
            known_facts = shared(id(attribution)) if kind is not Kind.PRODUCT else None
            properties, made_by, assessment = known_facts or self._of(component, attribution)
            if kind is not Kind.PACKAGE and inventory.is_use(component, assessment):
                self._endpoints.setdefault(assessment.dependency.id if assessment else "", []).append(component)
                continue
            reference = reference_of(component)
            if component.direct:
                asked_for.append(reference)
            group, name = grouped(component)
            entry = _Component(
                _TYPES[kind],
                reference,
                name,
                version=component.version or UNSET,
                scope=_SCOPES[component.scope],
                purl=component.purl or UNSET,
                evidence=_Evidence(_occurrences(component)),
                properties=properties,
            )
            if group:
                entry.group = group
            if made_by:
                entry.manufacturer = _party(made_by)
            if made_by or component.supplier:
                supplied_by = supplier(component, made_by)
                entry.supplier = _party(supplied_by) if supplied_by else UNSET
            facts = component.facts
            if facts:
                known = licences_of(id(facts))
                entry.licenses = self._licence(component) if known is None else known
            entries.append(entry)
        return entries

    def _of(self, component: Component, attribution: Attribution) -> tuple[Raw, Supplier | None, Assessment | None]:
        """Return properties, maker and assessment, which thousands of components share."""
        assessment = self._inventory.assessment(component, attribution)
        facts = self._inventory.facts(attribution, assessment)
        said = Raw(_encode(_properties(facts))), maker(assessment), assessment
        if component.kind is not Kind.PRODUCT:  # those are told apart by their names, too
            self._shared[id(attribution)] = said
        return said

    def _licence(self, component: Component) -> Raw | UnsetType:
        licence = component.fact("licence")
        said: Raw | UnsetType = UNSET
        if licence:
            choice: dict[str, Any] = {"license": {"name": licence}}
            if is_spdx(licence):
                choice = {"expression": licence} if " " in licence else {"license": {"id": licence}}
            said = Raw(_encode([choice]))
        self._licences[id(component.facts)] = said
        return said

    # ------------------------------------------------------------------------------------------------- services

    def _services(self) -> list[dict[str, Any]]:
        services = [self._service(assessment) for assessment in self._inventory.services()]
        attributions = dict(zip(map(id, self._report.inventory.components), self._report.attributions, strict=True))
        services += [self._host(component, attributions[id(component)]) for component in self._endpoints.get("", ())]
        return services

    def _service(self, assessment: Assessment) -> dict[str, Any]:
        dependency = assessment.dependency
        provider = maker(assessment)
        reached = self._endpoints.get(dependency.id, [])
        hosts = [c.endpoint or (c.name if c.kind is Kind.ENDPOINT else None) for c in reached]
        facts = self._inventory.assessed(assessment)
        for component, seen in dependency.evidence[:PLACES_KEPT]:
            place = f"{seen.path}:{seen.line}" if seen.line else seen.path
            facts.append((f"{NAMESPACE}seen", f"{place} {component.name}"))
        if dependency.evidence_count > PLACES_KEPT:
            facts.append((f"{NAMESPACE}places", str(dependency.evidence_count)))
        return {
            "bom-ref": self._references.unique(f"service:{dependency.id}"),
            **({"provider": _entity(provider)} if provider else {}),
            "name": dependency.name,
            **_addresses(hosts),
            "properties": _properties(facts),
        }

    def _host(self, component: Component, attribution: Attribution) -> dict[str, Any]:
        """A host of which nobody is known to be behind it, or one of one's own."""
        facts = self._inventory.facts(attribution, None)
        for seen in component.evidence[:PLACES_KEPT]:
            facts.append((f"{NAMESPACE}seen", f"{seen.path}:{seen.line}" if seen.line else seen.path))
        return {
            "bom-ref": self._references.of(component),
            **({"provider": {"name": component.supplier}} if component.supplier else {}),
            "name": component.name,
            **_addresses([component.endpoint or component.name]),
            "properties": _properties(facts),
        }


def _metadata(report: Report) -> dict[str, Any]:
    return {
        "timestamp": f"{report.date}T00:00:00Z",
        "tools": {"components": [{"type": "application", "name": "depscan", "version": report.tool_version}]},
        "component": {"type": "application", "bom-ref": ROOT, "name": ", ".join(report.paths) or "."},
        "properties": _properties(about(report)),
    }


def _listed(name: bytes, items: Sequence[Any]) -> Iterable[bytes]:
    """Return a member that is a list, an item a line; nothing at all where it is empty."""
    if not items:
        return ()
    return (b',\n"%s":[\n' % name, _ENCODER.encode_lines(items)[:-1].replace(b"\n", b",\n"), b"\n]")


def _occurrences(component: Component) -> list[_Occurrence]:
    evidence = component.evidence
    if len(evidence) == 1:
        seen = evidence[0]
        return [_Occurrence(seen.path, seen.line or UNSET, seen.pointer or UNSET)]
    return [_Occurrence(seen.path, seen.line or UNSET, seen.pointer or UNSET) for seen in evidence[:PLACES_KEPT]]


def _properties(facts: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in facts]


def _entity(party: Supplier) -> dict[str, Any]:
    return {"name": party.name, **({"address": {"country": party.country}} if party.country else {})}


def _party(party: Supplier) -> Raw:
    return Raw(_encode(_entity(party)))


def _addresses(hosts: Iterable[str | None]) -> dict[str, list[str]]:
    """Return the endpoints, as far as known: a host, without the scheme, which no file tells for sure."""
    found = sorted({_address(host) for host in hosts if host})[:PLACES_KEPT]
    return {"endpoints": found} if found else {}


def _address(host: str) -> str:
    """Return a relative reference that is valid whatever the host is made of."""
    return host if _HOST.fullmatch(host) else f"//{quote(host, safe='[]:')}" if host[0] == "[" else quote(host, safe="")
