"""SPDX 2.3 JSON: packages with their supplier, and annotations with what depscan knows of them.

SPDX 2 knows no services: hosted services and channels are packages of the purpose APPLICATION without package URL.
Each package stands on a line of its own. https://spdx.github.io/spdx-spec/v2.3/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType, field

from depscan.model import Assessment, Attribution, Component, Kind, Scope
from depscan.render.inventory import (
    NAMESPACE,
    PLACES_KEPT,
    Fact,
    Inventory,
    References,
    about,
    digest,
    is_spdx,
    maker,
    uuid_of,
)
from depscan.report import Report

DOCUMENT, ROOT = "SPDXRef-DOCUMENT", "SPDXRef-target"
NOT_SAID = "NOASSERTION"
_SPACE = "https://spdx.org/spdxdocs/depscan-"
_PURPOSES = {
    Kind.PACKAGE: "LIBRARY",
    Kind.IMAGE: "CONTAINER",
    Kind.ACTION: "APPLICATION",
    Kind.MODEL: "OTHER",
    Kind.PRODUCT: "APPLICATION",
    Kind.RESOURCE: "APPLICATION",
    Kind.CONFIG: "APPLICATION",
    Kind.ENDPOINT: "APPLICATION",
}
_RELATIONS = {
    Scope.RUNTIME: "RUNTIME_DEPENDENCY_OF",
    Scope.BUILD: "BUILD_DEPENDENCY_OF",
    Scope.TEST: "TEST_DEPENDENCY_OF",
    Scope.DEVELOPMENT: "DEV_DEPENDENCY_OF",
    Scope.UNKNOWN: "DEPENDENCY_OF",
}
_ENCODER = msgspec.json.Encoder()
_encode = _ENCODER.encode


class _Package(Struct, gc=False):
    id: str = field(name="SPDXID")
    name: str
    download: str = field(name="downloadLocation")
    analyzed: bool = field(name="filesAnalyzed")
    purpose: str = field(name="primaryPackagePurpose")
    supplier: str = NOT_SAID
    originator: str | UnsetType = UNSET
    version: str | UnsetType = field(name="versionInfo", default=UNSET)
    declared: str | UnsetType = field(name="licenseDeclared", default=UNSET)
    source: str | UnsetType = field(name="sourceInfo", default=UNSET)
    references: list[_Reference] | UnsetType = field(name="externalRefs", default=UNSET)
    annotations: Raw | UnsetType = UNSET


class _Reference(Struct, gc=False):
    locator: str = field(name="referenceLocator")
    category: str = field(name="referenceCategory", default="PACKAGE-MANAGER")
    type: str = field(name="referenceType", default="purl")


class _Relation(Struct, gc=False):
    one: str = field(name="spdxElementId")
    type: str = field(name="relationshipType")
    other: str = field(name="relatedSpdxElement")


def render(report: Report) -> bytes:
    """Return the inventory as SPDX 2.3 JSON; the same report gives the same bytes."""
    writer = _Writer(report)
    packages = writer.packages()
    body = [
        b'"packages":[\n',
        _ENCODER.encode_lines(packages)[:-1].replace(b"\n", b",\n"),
        b'\n],\n"relationships":[\n',
        _ENCODER.encode_lines(writer.relations)[:-1].replace(b"\n", b",\n"),
        b"\n]\n}\n",
    ]
    head = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": DOCUMENT,
        "name": _target(report),
        "documentNamespace": f"{_SPACE}{uuid_of([writer.created.encode(), *body], _SPACE)}",
        "creationInfo": {"created": writer.created, "creators": [writer.tool]},
        "comment": _lines(about(report)),
    }
    return b"".join([_encode(head)[:-1], b",\n", *body])


class _Writer:
    def __init__(self, report: Report) -> None:
        self.created = f"{report.date}T00:00:00Z"
        self.tool = f"Tool: depscan-{report.tool_version}"
        self.relations: list[_Relation] = []
        self._report = report
        self._inventory = Inventory(report)
        self._references = References()
        self._shared: dict[int, tuple[Raw, str | None, Assessment | None]] = {}
        """By identity of the attribution, which thousands of components share."""

    def packages(self) -> list[_Package]:
        """Return the packages, what was scanned first; the relations are known then, too."""
        root = _Package(ROOT, _target(self._report), NOT_SAID, analyzed=False, purpose="APPLICATION")
        self._relate(DOCUMENT, "DESCRIBES", ROOT)
        return [root, *self._components(), *self._services()]

    def _relate(self, one: str, kind: str, other: str) -> None:
        self.relations.append(_Relation(one, kind, other))

    def _components(self) -> Iterator[_Package]:
        shared, reference_of = self._shared.get, self._references.of
        spdx_of: dict[str, bool] = {}
        for component, attribution in zip(self._report.inventory.components, self._report.attributions, strict=True):
            kind, facts = component.kind, component.facts
            said = shared(id(attribution)) if kind is not Kind.PRODUCT else None
            annotations, made_by, assessment = said or self._of(component, attribution)
            if kind is not Kind.PACKAGE and assessment and self._inventory.is_use(component, assessment):
                continue
            package = _Package(
                f"SPDXRef-{kind.value}-{digest(reference_of(component))}",
                component.name,
                NOT_SAID,
                analyzed=False,
                purpose=_PURPOSES[kind],
                version=component.version or UNSET,
                source=_seen(component),
                annotations=annotations,
            )
            if component.purl:
                package.references = [_Reference(component.purl)]
            if made_by:
                package.supplier = package.originator = made_by
            if component.supplier:
                package.supplier = f"Organization: {component.supplier}"
            if facts and (licence := component.fact("licence")):
                declared = spdx_of.get(licence)
                if declared is None:
                    declared = spdx_of[licence] = is_spdx(licence)
                if declared:
                    package.declared = licence
                else:
                    package.annotations = self._annotations([*self._facts(component, attribution), _licence(licence)])
            if component.direct:
                self._relate(package.id, _RELATIONS[component.scope], ROOT)
            yield package

    def _of(self, component: Component, attribution: Attribution) -> tuple[Raw, str | None, Assessment | None]:
        assessment = self._inventory.assessment(component, attribution)
        made_by = maker(assessment)
        said = (
            self._annotations(self._inventory.facts(attribution, assessment)),
            f"Organization: {made_by.name}" if made_by else None,
            assessment,
        )
        if component.kind is not Kind.PRODUCT:  # those are told apart by their names, too
            self._shared[id(attribution)] = said
        return said

    def _facts(self, component: Component, attribution: Attribution) -> list[Fact]:
        return self._inventory.facts(attribution, self._inventory.assessment(component, attribution))

    def _services(self) -> Iterator[_Package]:
        for assessment in self._inventory.services():
            dependency = assessment.dependency
            made_by = maker(assessment)
            places = [f"{seen.path}:{seen.line}" if seen.line else seen.path for _, seen in dependency.evidence]
            package = _Package(
                f"SPDXRef-service-{digest(self._references.unique(f'service:{dependency.id}'))}",
                dependency.name,
                NOT_SAID,
                analyzed=False,
                purpose="APPLICATION",
                source=_source(places) if places else UNSET,
                annotations=self._annotations(self._inventory.assessed(assessment)),
            )
            if made_by:
                package.supplier = f"Organization: {made_by.name}"
            yield package

    def _annotations(self, facts: Iterable[Fact]) -> Raw:
        return Raw(
            _encode(
                [
                    {
                        "annotationDate": self.created,
                        "annotationType": "OTHER",
                        "annotator": self.tool,
                        "comment": _lines(facts),
                    }
                ]
            )
        )


def _licence(licence: str) -> Fact:
    """A licence that is no expression of SPDX, as the document says it."""
    return (f"{NAMESPACE}licence", licence)


def _lines(facts: Iterable[Fact]) -> str:
    return "\n".join(f"{name}={value}" for name, value in facts)


def _target(report: Report) -> str:
    return ", ".join(report.paths) or "."


def _seen(component: Component) -> str | UnsetType:
    evidence = component.evidence
    if len(evidence) == 1:
        seen = evidence[0]
        return f"seen in {seen.path}:{seen.line}" if seen.line else f"seen in {seen.path}"
    return _source([f"{seen.path}:{seen.line}" if seen.line else seen.path for seen in evidence]) if evidence else UNSET


def _source(places: list[str]) -> str:
    unique = list(dict.fromkeys(places))
    more = f", and {len(unique) - PLACES_KEPT} more" if len(unique) > PLACES_KEPT else ""
    return f"seen in {', '.join(unique[:PLACES_KEPT])}{more}"
