"""One row for each dependency, as comma-separated values (RFC 4180) in UTF-8: for spreadsheets and small scripts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from depscan.finding import Finding
from depscan.model import Assessment
from depscan.redact import neutral
from depscan.render import words
from depscan.report import Report

COLUMNS = (
    "id",
    "name",
    "category",
    "delivery",
    "vendor",
    "group",
    "control_country",
    "regions",
    "severity",
    "risk_low",
    "risk_high",
    "exposure_low",
    "exposure_high",
    "lock_in_low",
    "lock_in_high",
    "law",
    "use",
    "scope",
    "confidence",
    "components",
    "first_seen",
    "annual_cost",
    "findings",
)
_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=\s*[=+\-@＝＋－＠])")
"""Where a spreadsheet would see a formula, also one that takes the semicolon for a separator."""


def render(report: Report) -> str:
    """Return a heading and a row for each dependency, riskiest first; lines end as RFC 4180 says."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    findings: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.dependency is not None:
            findings.setdefault(finding.dependency, []).append(finding)
    for assessment in report.assessments:
        row = _row(assessment, findings.get(assessment.dependency.id, ()))
        writer.writerow([escape(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue()


def escape(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe is put before what looks like one."""
    return _FORMULA.sub("'", neutral(text))


def _row(assessment: Assessment, findings: Iterable[Finding]) -> list[str | float]:
    dependency, control = assessment.dependency, assessment.control
    decides = words.deciding(assessment)
    seen = dependency.evidence[0][1] if dependency.evidence else None
    return [
        dependency.id,
        dependency.name,
        dependency.category,
        dependency.delivery.value,
        assessment.vendor_name,
        control.path[-1].name if control.known else "unknown",
        (control.country or "none") if control.known else "unknown",
        " ".join(dependency.regions),
        assessment.severity.value,
        round(assessment.risk.low, 1),
        round(assessment.risk.high, 1),
        round(assessment.exposure.low, 1),
        round(assessment.exposure.high, 1),
        round(assessment.lock_in.low, 1),
        round(assessment.lock_in.high, 1),
        decides.law if decides else "",
        dependency.use.value,
        dependency.scope.value,
        dependency.confidence.value,
        dependency.components,
        (f"{seen.path}:{seen.line}" if seen.line else seen.path) if seen else "",
        ", ".join(f"{amount:.2f} {currency}".strip() for currency, amount in dependency.annual_cost),
        ", ".join(map(_finding, findings)),
    ]


def _finding(finding: Finding) -> str:
    by = f" ({finding.waiver})" if finding.waiver else ""
    return f"{finding.state.value}: {finding.rule}{by}"
