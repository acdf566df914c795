"""A report that was saved as JSON, read back: what was depended on, and what was made of it then."""

from __future__ import annotations

import os
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from depscan.errors import UsageError
from depscan.model import (
    Attribution,
    AttributionClass,
    Component,
    Confidence,
    Delivery,
    Dependency,
    Evidence,
    Interval,
    Kind,
    Scope,
    Use,
)
from depscan.redact import clean

SCHEMA = "1"
"""Major version of the reports that are understood."""
_LARGEST = 2 * 1024**3
_Read = TypeVar("_Read")


class _Vendor(Struct):
    id: str
    name: str


_Points = Annotated[float, Meta(ge=0, le=100)]


class _Score(Struct):
    score: tuple[_Points, _Points]

    @property
    def interval(self) -> Interval:
        """The score as the stages know it."""
        return Interval(low=self.score[0], high=self.score[1])


class _Risk(_Score):
    severity: str


class _Law(Struct):
    law: str
    effect: str
    applies: bool


class _Exposure(_Score):
    laws: list[_Law] = []


class _Step(Struct):
    vendor: str
    name: str
    country: str | None = None


class _Control(Struct):
    country: str | None
    known: bool
    path: list[_Step] = []


class _Amount(Struct):
    currency: str
    amount: Annotated[float, Meta(ge=0, le=1e15)]
    """Sums of many stay finite."""


class SavedDependency(Struct):
    """One dependency as a report tells it."""

    id: str
    name: str
    delivery: Delivery
    vendor: _Vendor
    use: Use
    scope: Scope
    exposure: _Exposure
    lock_in: _Score
    risk: _Risk
    control: _Control
    category: str | None = None
    product: str | None = None
    licence: str | None = None
    candidates: list[str] = []
    because: str = ""
    confidence: Confidence = Confidence.HIGH
    regions: list[str] = []
    locations: dict[str, int] = {}
    environments: list[str] = []
    annual_cost: list[_Amount] = []
    contract: dict[str, str] = {}
    remarks: list[str] = []
    components: int = 0
    evidence: list[Evidence] = []
    evidence_count: int = 0


class _Tool(Struct):
    version: str


class _Knowledge(Struct):
    version: str
    digest: str


class _Target(Struct):
    paths: list[str]
    home: str
    date: str


class _Files(Struct):
    failed: int = 0


class _Summary(Struct):
    files: _Files = field(default_factory=_Files)
    components: int = 0
    attributed: int = 0


class _Diagnostic(Struct):
    code: str


class _Finding(Struct):
    dependency: str | None
    fingerprint: str


class SavedReport(Struct):
    """What a saved report holds besides its components, which take most of its room and are not needed again."""

    schema: str
    tool: _Tool
    knowledge: _Knowledge
    target: _Target
    summary: _Summary = field(default_factory=_Summary)
    dependencies: list[SavedDependency] = field(default_factory=list)
    findings: list[_Finding] = field(default_factory=list)
    diagnostics: list[_Diagnostic] = field(default_factory=list)
    time: str = ""
    """When the scan was, where it is the last one, kept for ``depscan explain``."""


class _Attribution(Struct):
    cls: AttributionClass = field(name="class")
    because: str
    confidence: Confidence
    vendor: str | None = None
    product: str | None = None
    rule: str | None = None
    pattern: str | None = None


class _Component(Struct):
    kind: Kind
    name: str
    attribution: _Attribution
    version: str | None = None
    purl: str | None = None
    scope: Scope = Scope.UNKNOWN
    direct: bool | None = None
    supplier: str | None = None
    endpoint: str | None = None
    facts: dict[str, str] = {}
    evidence: list[Evidence] = []


class _Components(Struct):
    components: list[_Component] = []


def is_report(path: str) -> bool:
    """Tell whether a file begins like a report of depscan."""
    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            head = file.read(400)
    except OSError:
        return False
    return b'"schema"' in head and b'"tool"' in head and b'"depscan"' in head


def read_report(path: str) -> SavedReport:
    """Read a report that ``depscan scan -f json`` wrote.

    Raises:
        UsageError: unreadable, not a report, or one of another major version.
    """
    shown = clean(path)
    report = _decoded(path, SavedReport)
    if report.schema.partition(".")[0] != SCHEMA:
        raise UsageError(f"{shown}: a report of version {clean(report.schema)}; this depscan reads version {SCHEMA}")
    return report


def components(path: str) -> list[tuple[Component, Attribution]]:
    """Read the components of a report, each with who is behind it: most of the file, asked for by name only.

    Raises:
        UsageError: unreadable, or not a report.
    """
    return [(_component(one), _attribution(one.attribution)) for one in _decoded(path, _Components).components]


def _decoded(path: str, type_: type[_Read]) -> _Read:
    shown = clean(path)
    try:
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read(_LARGEST), type=type_)
    except OSError as error:
        raise UsageError(f"{shown}: {error.strerror or 'cannot be read'}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{shown}: not a report of depscan: {error}") from error


def _component(one: _Component) -> Component:
    return Component(
        kind=one.kind,
        name=one.name,
        version=one.version,
        purl=one.purl,
        scope=one.scope,
        direct=one.direct,
        supplier=one.supplier,
        endpoint=one.endpoint,
        facts=tuple(sorted(one.facts.items())),
        evidence=tuple(one.evidence),
    )


def _attribution(one: _Attribution) -> Attribution:
    return Attribution(
        cls=one.cls,
        vendor=one.vendor,
        product=one.product,
        rule=one.rule,
        pattern=one.pattern,
        confidence=one.confidence,
        because=one.because,
    )


def dependencies(report: SavedReport) -> tuple[Dependency, ...]:
    """Return the dependencies of a report, to be assessed by today's knowledge."""
    return tuple(dependency(saved) for saved in report.dependencies)


def dependency(saved: SavedDependency) -> Dependency:
    """Return one dependency as the stages know it."""
    what = Component(kind=Kind.CONFIG, name=saved.name)  # a report tells where, and elsewhere what
    places = tuple((what, place) for place in saved.evidence)
    return Dependency(
        id=saved.id,
        name=saved.name,
        category=saved.category or "",
        delivery=saved.delivery,
        vendor=saved.vendor.id,
        product=saved.product,
        licence=saved.licence,
        candidates=tuple(saved.candidates),
        use=saved.use,
        scope=saved.scope,
        regions=tuple(saved.regions),
        locations=tuple(sorted(saved.locations.items())),
        environments=tuple(saved.environments),
        components=saved.components,
        evidence=places,
        evidence_count=saved.evidence_count,
        because=saved.because,
        confidence=saved.confidence,
        annual_cost=tuple((amount.currency, amount.amount) for amount in saved.annual_cost),
        contract=tuple(sorted(saved.contract.items())),
        remarks=tuple(saved.remarks),
    )
