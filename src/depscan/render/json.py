"""The JSON report, schema version 1: the interface for programs. Built by hand, never a dump of the model."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import structs

from depscan.finding import Finding, Waiver
from depscan.model import (
    Assessment,
    Attribution,
    Component,
    ControlStep,
    Diagnostic,
    Evidence,
    Exposure,
    Factor,
    Interval,
    Severity,
)
from depscan.render.limits import limits
from depscan.report import Report, Share

SCHEMA = "1.0"
PLACES_KEPT = 12
"""Of each dependency, where only its rows are kept."""


def render(report: Report) -> str:
    """Return the report as indented JSON; the same report gives the same bytes."""
    return render_bytes(report).decode()


def render_bytes(report: Report) -> bytes:
    """Return the same in UTF-8: as text, one emoji makes each character of a large report take four bytes."""
    return msgspec.json.format(msgspec.json.encode(document(report)), indent=2) + b"\n"


def document(report: Report) -> dict[str, Any]:
    """Return the report as plain data in the order of the contract."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "depscan", "version": report.tool_version},
        "knowledge": {
            "version": report.knowledge.version,
            "digest": report.knowledge.digest,
            "vendors": report.knowledge.vendors,
            "products": report.knowledge.products,
            "laws": report.knowledge.laws,
            "oldest_check": report.knowledge.oldest_check,
            "newest_check": report.knowledge.newest_check,
        },
        "target": {"paths": list(report.paths), "home": report.home, "date": report.date},
        "summary": _summary(report),
        "dependencies": [_dependency(assessment) for assessment in report.assessments],
        "components": [
            _component(component, attribution)
            for component, attribution in zip(report.inventory.components, report.attributions, strict=True)
        ],
        "portfolio": _portfolio(report),
        "rules": [{"id": rule.id, "says": rule.says, "help": rule.help, "place": rule.place} for rule in report.rules],
        "findings": [_finding(finding) for finding in report.findings],
        "waivers": [_waiver(waiver) for waiver in report.waivers],
        "baseline": report.baseline,
        "settings": report.settings,
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in report.inventory.diagnostics],
        "limits": list(limits(report)),
    }


def rows(report: Report) -> dict[str, Any]:
    """Return its rows and findings, to be assessed again: without components, and without what was made of the rows."""
    kept = [
        structs.replace(
            assessment,
            dependency=structs.replace(assessment.dependency, evidence=assessment.dependency.evidence[:PLACES_KEPT]),
            exposures=(),
            factors=(),
            alternatives=(),
        )
        for assessment in report.assessments
    ]
    return {
        "schema": SCHEMA,
        "tool": {"name": "depscan", "version": report.tool_version},
        "knowledge": {"version": report.knowledge.version, "digest": report.knowledge.digest},
        "target": {"paths": list(report.paths), "home": report.home, "date": report.date},
        "dependencies": [_dependency(assessment) for assessment in kept],
        "findings": [_finding(finding) for finding in report.findings],
    }


def _summary(report: Report) -> dict[str, Any]:
    inventory = report.inventory
    severities = [assessment.severity for assessment in report.assessments]
    return {
        "files": {"seen": inventory.files_seen, "read": inventory.files_read, "failed": inventory.files_failed},
        "components": len(inventory.components),
        "attributed": report.attributed,
        "coverage": round(report.coverage, 4),
        "dependencies": len(report.assessments),
        "by_severity": {level.value: severities.count(level) for level in reversed(Severity)},
        "skipped_folders": list(inventory.skipped_folders),
        "unattributed_spend": [{"currency": c, "amount": amount} for c, amount in report.unattributed_spend],
    }


def _score(interval: Interval) -> list[float]:
    return [round(interval.low, 1), round(interval.high, 1)]


def _dependency(assessment: Assessment) -> dict[str, Any]:
    dependency = assessment.dependency
    return {
        "id": dependency.id,
        "name": dependency.name,
        "category": dependency.category or None,
        "delivery": dependency.delivery.value,
        "product": dependency.product,
        "licence": dependency.licence,
        "candidates": list(dependency.candidates),
        "vendor": {"id": dependency.vendor, "name": assessment.vendor_name},
        "control": {
            "country": assessment.control.country,
            "certainty": assessment.control.certainty,
            "known": assessment.control.known,
            "path": [_step(step) for step in assessment.control.path],
        },
        "use": dependency.use.value,
        "because": dependency.because,
        "confidence": dependency.confidence.value,
        "scope": dependency.scope.value,
        "regions": list(dependency.regions),
        "locations": dict(dependency.locations),
        "environments": list(dependency.environments),
        "exposure": {
            "score": _score(assessment.exposure),
            "laws": [_exposure(exposure) for exposure in assessment.exposures],
            "unknown": list(assessment.unknown),
        },
        "lock_in": {
            "score": _score(assessment.lock_in),
            "factors": [_factor(factor) for factor in assessment.factors],
        },
        "risk": {
            "score": _score(assessment.risk),
            "severity": assessment.severity.value,
            "scope_weight": assessment.scope_weight,
        },
        "alternatives": [
            {
                "product": alternative.product,
                "name": name,
                "control": country,
                "effort": alternative.effort,
                "because": alternative.because,
            }
            for alternative, name, country in assessment.alternatives
        ],
        "annual_cost": [{"currency": currency, "amount": amount} for currency, amount in dependency.annual_cost],
        "contract": dict(dependency.contract),
        "remarks": list(dependency.remarks),
        "components": dependency.components,
        "evidence": [{"component": component.id} | _place(seen) for component, seen in dependency.evidence],
        "evidence_count": dependency.evidence_count,
    }


def _step(step: ControlStep) -> dict[str, Any]:
    return {
        "vendor": step.vendor,
        "name": step.name,
        "country": step.country,
        "share": step.share,
        "since": step.since,
        "source": step.source.url if step.source else None,
    }


def _exposure(exposure: Exposure) -> dict[str, Any]:
    return {
        "law": exposure.law,
        "name": exposure.law_name,
        "effect": exposure.effect,
        "trigger": exposure.trigger,
        "country": exposure.country,
        "certainty": round(exposure.certainty, 4),
        "points": _score(exposure.points),
        "status": exposure.status,
        "applies": exposure.applies,
        "because": exposure.because,
        "citation": exposure.citation,
    }


def _factor(factor: Factor) -> dict[str, Any]:
    return {
        "factor": factor.factor,
        "points": [round(factor.points.low, 2), round(factor.points.high, 2)],  # finer than the score they add up to
        "of": factor.weight,
        "because": factor.because,
        "source": factor.source,
    }


def _component(component: Component, attribution: Attribution) -> dict[str, Any]:
    return {
        "id": component.id,
        "kind": component.kind.value,
        "name": component.name,
        "version": component.version,
        "purl": component.purl,
        "scope": component.scope.value,
        "direct": component.direct,
        "supplier": component.supplier,
        "region": component.region,
        "endpoint": component.endpoint,
        "facts": dict(component.facts),
        "attribution": {
            "class": attribution.cls.value,
            "vendor": attribution.vendor,
            "product": attribution.product,
            "rule": attribution.rule,
            "pattern": attribution.pattern,
            "confidence": attribution.confidence.value,
            "because": attribution.because,
            "candidates": list(attribution.candidates),
        },
        "evidence": [_place(seen) | {"found_by": seen.found_by} for seen in component.evidence],
    }


def _place(seen: Evidence) -> dict[str, Any]:
    place: dict[str, Any] = {"path": seen.path, "line": seen.line, "how": seen.how.value}
    if seen.pointer:
        place["pointer"] = seen.pointer
    if seen.excerpt:
        place["excerpt"] = seen.excerpt
    return place


def _portfolio(report: Report) -> dict[str, Any]:
    portfolio = report.portfolio
    largest = portfolio.by_group[0] if portfolio.by_group else None
    return {
        "counted": portfolio.counted,
        "by_country": [_share(share) for share in portfolio.by_country],
        "by_group": [_share(share) for share in portfolio.by_group],
        "by_law": [_share(share) for share in portfolio.by_law],
        "by_effect": [_share(share) for share in portfolio.by_effect],
        "by_location": dict(portfolio.by_location),
        "elsewhere": [
            {"located": place, "control": control, "resources": count} for place, control, count in portfolio.elsewhere
        ],
        "channels": list(portfolio.channels),
        "single_points": [
            {"kind": point.kind, "id": point.key, "name": point.name, "because": point.because}
            for point in portfolio.single_points
        ],
        "concentration": {
            "hhi": round(portfolio.hhi, 1),
            "hhi_risk": round(portfolio.hhi_risk, 1),
            "hhi_spend": {currency: round(index, 1) for currency, index in portfolio.hhi_spend},
            "largest_group": largest.key if largest else None,
            "largest_share": round(largest.share, 4) if largest else 0.0,
        },
        "spend": [{"currency": currency, "amount": amount} for currency, amount in portfolio.spend] or None,
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "key": share.key,
        "name": share.name,
        "count": share.count,
        "share": round(share.share, 4),
        "risk": round(share.risk, 1),
        "spend": [{"currency": currency, "amount": amount} for currency, amount in share.spend] or None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "dependency": finding.dependency,
        "component": finding.component,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "fingerprint": finding.fingerprint,
        "state": finding.state.value,
        "waiver": finding.waiver,
    }


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        "what": waiver.what,
        "rule": waiver.rule,
        "until": waiver.until,
        "reason": waiver.reason,
        "by": waiver.by,
        "path": waiver.path,
        "line": waiver.line,
        "inline": waiver.inline,
        "state": waiver.state.value,
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "level": diagnostic.level.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "path": diagnostic.path,
        "line": diagnostic.line,
        "found_by": diagnostic.found_by or None,
    }
