"""What the bills of materials have in common: references, suppliers, and the facts that policy engines look at.

A fact is a property in CycloneDX and a line of an annotation in SPDX; docs/properties.md says what each means.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from depscan.model import Assessment, Attribution, Component, Delivery, Kind
from depscan.redact import neutral, shown
from depscan.report import Report

NAMESPACE = "depscan:"
PLACES_KEPT = 100
"""Of each component or service."""
VALUE_SHOWN = 1000
"""Characters of one value: Dependency-Track keeps 1,024."""
NOBODY = "community"
"""Id of the vendor that stands for nobody in particular."""

REMOTE = (Delivery.HOSTED_SERVICE, Delivery.DISTRIBUTION_CHANNEL)
_OF_SERVICES = (Kind.RESOURCE, Kind.CONFIG, Kind.ENDPOINT, Kind.PRODUCT)
"""What is a use of a service rather than something that is installed."""

Fact = tuple[str, str]


class Supplier(Struct, frozen=True):
    """Who supplies or makes something."""

    name: str
    country: str | None = None
    """Where registered."""


class Inventory:
    """A report, indexed for a bill of materials."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._by_id = {assessment.dependency.id: assessment for assessment in report.assessments}
        self._listed = {
            (assessment.dependency.vendor, component.name): assessment
            for assessment in report.assessments
            if assessment.dependency.product is None
            for component, _ in assessment.dependency.evidence
            if component.kind is Kind.PRODUCT
        }
        self._findings: dict[str, list[Fact]] = {}
        for finding in report.findings:
            if finding.dependency is not None:
                fact = (f"{NAMESPACE}finding", neutral(f"{finding.state.value} {finding.rule}"))
                self._findings.setdefault(finding.dependency, []).append(fact)

    def assessment(self, component: Component, attribution: Attribution) -> Assessment | None:
        """Return the assessment of the dependency that a component is evidence of; None where there is none."""
        if attribution.product is not None:
            return self._by_id.get(attribution.product)
        if component.kind is Kind.PRODUCT:
            return self._listed.get((attribution.vendor or NOBODY, component.name))
        if attribution.vendor is None:
            return None
        delivery = attribution.delivery
        if delivery is None:  # as the id of the publisher's rule tells: ecosystem, vendor, and delivery if not usual
            parts = (attribution.rule or "").split("/")
            delivery = Delivery(parts[2]) if len(parts) == 3 else Delivery.OPEN_SOURCE
        return self._by_id.get(f"{attribution.vendor}-{delivery}-packages")

    def facts(self, attribution: Attribution, assessment: Assessment | None) -> list[Fact]:
        """Return what is known of a component, for policies, in a fixed order."""
        said = [("attribution", attribution.cls.value), ("attribution-confidence", attribution.confidence.value)]
        facts = [(f"{NAMESPACE}{name}", value) for name, value in said]
        if assessment is None:
            return [*facts, (f"{NAMESPACE}control-country", "none" if attribution.cls in _NOBODYS else "unknown")]
        return facts + self.assessed(assessment)

    def assessed(self, assessment: Assessment) -> list[Fact]:
        """Return the facts of a dependency."""
        dependency, control = assessment.dependency, assessment.control
        laws = sorted({exposure.law for exposure in assessment.exposures if exposure.applies and exposure.points.high})
        said: list[Fact] = [
            ("dependency", dependency.id),
            ("vendor", dependency.vendor),
            ("vendor-name", assessment.vendor_name),
            ("vendor-country", control.path[0].country or "unknown"),
            ("ultimate-parent", control.path[-1].name if control.known else "unknown"),
            ("control-country", (control.country or "none") if control.known else "unknown"),
            ("delivery", dependency.delivery.value),
            ("category", dependency.category or "unknown"),
            ("use", dependency.use.value),
            ("severity", assessment.severity.value),
            ("risk", str(round(assessment.risk.high))),
            ("risk-low", str(round(assessment.risk.low))),
            ("exposure", str(round(assessment.exposure.high))),
            ("exposure-low", str(round(assessment.exposure.low))),
            ("lock-in", str(round(assessment.lock_in.high))),
            ("lock-in-low", str(round(assessment.lock_in.low))),
            *(("law", law) for law in laws),
            *(("location", place) for place, _ in dependency.locations),
        ]
        return [(f"{NAMESPACE}{name}", value) for name, value in said] + self._findings.get(dependency.id, [])

    def services(self) -> Iterator[Assessment]:
        """Yield the dependencies that are hosted services and channels."""
        return (a for a in self.report.assessments if a.dependency.delivery in REMOTE)

    def is_use(self, component: Component, assessment: Assessment | None) -> bool:
        """Tell whether a component is a use of a service, which is listed as a service, not as a component."""
        if component.kind not in _OF_SERVICES:
            return False
        return component.kind is Kind.ENDPOINT if assessment is None else assessment.dependency.delivery in REMOTE


def about(report: Report) -> list[Fact]:
    """Return the facts of the whole scan: what it rests on, findings on no dependency, and all waivers."""
    knowledge = report.knowledge
    facts: list[Fact] = [
        ("home", report.home),
        ("knowledge", f"{knowledge.version} {knowledge.digest}"),
        ("coverage", f"{report.coverage:.4f}"),
        ("files-failed", str(report.inventory.files_failed)),
        ("failing", str(len(report.failing))),
    ]
    others = [finding for finding in report.findings if finding.dependency is None]
    for finding in others[:PLACES_KEPT]:
        of = f" {finding.component}" if finding.component else ""
        facts.append(("finding", shown(f"{finding.state.value} {finding.rule}{of}", VALUE_SHOWN)))
    if len(others) > PLACES_KEPT:
        facts.append(("findings", str(len(others))))
    for waiver in report.waivers[:PLACES_KEPT]:
        said = f"{waiver.state.value} {waiver.what} until {waiver.until} at {waiver.place}: {waiver.reason}"
        facts.append(("waiver", shown(said, VALUE_SHOWN)))
    if len(report.waivers) > PLACES_KEPT:
        facts.append(("waivers", str(len(report.waivers))))
    facts += [("settings", shown(sentence, VALUE_SHOWN)) for sentence in report.eased]
    return [(f"{NAMESPACE}{name}", value) for name, value in facts]


_NOBODYS = ("community", "own")


def maker(assessment: Assessment | None) -> Supplier | None:
    """Return who is behind a dependency; None where that is nobody in particular."""
    if assessment is None or assessment.dependency.vendor == NOBODY:
        return None
    return Supplier(assessment.vendor_name, assessment.control.path[0].country)


def supplier(component: Component, made_by: Supplier | None) -> Supplier | None:
    """Return who supplies a component: whoever its document names, else who is known to be behind it."""
    if component.supplier:
        return Supplier(component.supplier, component.fact("supplier_country"))
    return made_by


class References:
    """Gives each component a name that is unique in the document and the same in every scan that finds it."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, component: Component) -> str:
        """Return the package URL, or kind, name and version; with what else tells two components apart."""
        reference = component.purl
        if reference is None:
            version = f"@{component.version}" if component.version else ""
            reference = f"{component.kind.value}:{component.name}{version}"
        if component.endpoint or component.region:
            reference = f"{reference}#{component.endpoint or ''}{component.region or ''}"
        if reference in self._taken:
            return self.unique(reference)
        self._taken[reference] = 1
        return reference

    def unique(self, reference: str) -> str:
        """Return the reference, numbered if it is already taken."""
        taken = self._taken
        number = taken.get(reference, 0) + 1
        taken[reference] = number
        return reference if number == 1 else self.unique(f"{reference}#{number}")


def grouped(component: Component) -> tuple[str | None, str]:
    """Return the group and the name within it, in ecosystems that have such."""
    name = component.name
    if ":" in name:
        group, mark, last = name.partition(":" if (component.purl or "").startswith("pkg:maven/") else "\0")
    elif name[:1] == "@" or ("/" in name and (component.purl or "").startswith("pkg:composer/")):
        group, mark, last = name.partition("/")
    else:
        return None, name
    return (group, last) if mark and group and last else (None, name)


def digest(text: str) -> str:
    """Return 16 hexadecimal digits for a reference."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def uuid_of(parts: Sequence[bytes], namespace: str) -> str:
    """Return a UUID, version 5, of the content: the same document has the same one."""
    import uuid

    name = hashlib.sha1(uuid.uuid5(uuid.NAMESPACE_URL, namespace).bytes, usedforsecurity=False)
    for part in parts:
        name.update(part)
    return str(uuid.UUID(bytes=name.digest()[:16], version=5))


# ------------------------------------------------------------------------------------------------------- licences

_COMMON = frozenset({
    "0BSD", "AFL-2.1", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-1.1", "Apache-2.0", "Artistic-1.0-Perl",
    "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause", "BSL-1.0", "BUSL-1.1", "BlueOak-1.0.0",
    "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "CDDL-1.0", "CDDL-1.1", "CPL-1.0", "ECL-2.0", "EPL-1.0",
    "EPL-2.0", "EUPL-1.1", "EUPL-1.2", "Elastic-2.0", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only",
    "GPL-3.0-or-later", "HPND", "ISC", "LGPL-2.0-only", "LGPL-2.0-or-later", "LGPL-2.1-only", "LGPL-2.1-or-later",
    "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-1.1", "MPL-2.0", "MS-PL", "NCSA", "OFL-1.1",
    "OpenSSL", "PSF-2.0", "PostgreSQL", "Python-2.0", "Ruby", "SSPL-1.0", "UPL-1.0", "Unicode-3.0",
    "Unicode-DFS-2016", "Unlicense", "Vim", "W3C", "WTFPL", "X11", "ZPL-2.1", "Zlib", "bzip2-1.0.6", "curl",
})  # fmt: skip
"""Identifiers of SPDX that all versions of the formats know; a licence that is none of them is given by its name."""
_WORD = re.compile(r"[^\s()]+|[()]")


def is_spdx(licence: str) -> bool:
    """Tell whether a text is surely an expression of SPDX: identifiers joined by AND or OR, in brackets that close."""
    if licence in _COMMON:
        return True
    if len(licence) > 1000:
        return False
    depth, wants_name = 0, True
    for word in _WORD.findall(licence):
        if word == "(" and wants_name:
            depth += 1
        elif word == ")" and not wants_name and depth:
            depth -= 1
        elif word in ("AND", "OR") and not wants_name:
            wants_name = True
        elif word in _COMMON and wants_name:
            wants_name = False
        else:
            return False
    return depth == 0 and not wants_name
