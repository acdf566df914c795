"""GitLab's two reports: code quality, which any edition shows in merge requests, and dependency scanning.

Code quality fits: a finding is a remark on a line, and GitLab itself compares with the target branch by fingerprint.

Dependency scanning fits in part. Its schema is open to identifiers of one's own, and approval policies can be set on
severity; but it speaks of vulnerabilities, and a finding is none: it says so in its description and by its identifiers,
and has neither CVE nor CVSS. What GitLab takes for the same vulnerability rests on the first identifier (the rule), the
file and the package: there, other than here, a finding in a file that is renamed is a new one. Nothing in the schema
says that something is waived: that is of severity ``Info`` and says so. Findings on the scan as a whole are messages,
since they are of no dependency. The report tells the day of a scan and no more: midnight stands for start and end, and
the same report gives the same bytes.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from depscan.finding import State
from depscan.model import Level, Severity
from depscan.redact import shown
from depscan.render import words
from depscan.render.findings import HELP, MESSAGE, Place, Shown, at, cleaned, findings, idle, in_words, rooted
from depscan.render.markdown import escape
from depscan.report import Report

SCHEMA_VERSION = "15.2.1"
SCHEMA = (
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/"
    f"v{SCHEMA_VERSION}/dist/dependency-scanning-report-format.json"
)
NAME, SOLUTION = 255, 7000
"""Characters that the schema allows."""
NO_VULNERABILITY = "This is no vulnerability: it is a dependency that the project's policy objects to."

_QUALITY = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.MINIMAL: "info",
}
_SEVERITY = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.MINIMAL: "Info",
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def render_code_quality(report: Report) -> bytes:
    """Return the findings as a code quality report, and waivers that cover nothing as remarks of severity info."""
    issues = [
        _issue(one.text, one.finding.rule, one.finding.fingerprint, one.place)
        | {"severity": "info" if one.finding.state is State.WAIVED else _QUALITY[one.finding.severity]}
        for one in findings(report)
    ]
    for waiver, says in idle(report):
        identity = f"{waiver.what}\0{waiver.rule or ''}\0{waiver.path}\0{waiver.until}"
        text = f"{says} ({in_words(waiver)})"
        place = rooted(report, waiver.path, waiver.line)
        issues.append(_issue(text, f"waiver-{waiver.state.value}", _digest(identity), place) | {"severity": "info"})
    for sentence in report.eased:
        place = rooted(report, report.settings or ".", None)
        issues.append(
            _issue(shown(sentence), "settings", _digest(f"settings\0{sentence}"), place) | {"severity": "info"}
        )
    return _json(issues)


def _issue(text: str, check: str, fingerprint: str, place: Place) -> dict[str, Any]:
    path, line = place
    return {
        "description": text,
        "check_name": cleaned(check),
        "fingerprint": fingerprint,
        "location": {"path": cleaned(path), "lines": {"begin": line or 1}},
    }


def render_dependencies(report: Report) -> bytes:
    """Return the findings as a dependency scanning report of schema 15.2.1."""
    found = findings(report)
    moment = f"{report.date if _DATE.fullmatch(report.date) else '1970-01-01'}T00:00:00"
    tool = {
        "id": "depscan",
        "name": "depscan",
        "version": report.tool_version,
        "vendor": {"name": "depscan"},
    }
    return _json(
        {
            "version": SCHEMA_VERSION,
            "schema": SCHEMA,
            "scan": {
                "analyzer": tool,
                "scanner": tool,
                "type": "dependency_scanning",
                "start_time": moment,
                "end_time": moment,
                "status": "success",
                "messages": _messages(report, found),
            },
            "vulnerabilities": [_vulnerability(one) for one in found if not _on_the_whole(one)],
        }
    )


def _on_the_whole(one: Shown) -> bool:
    return one.finding.dependency is None and one.finding.component is None


def _messages(report: Report, found: tuple[Shown, ...]) -> list[dict[str, str]]:
    told = [
        {"level": "warn" if one.finding.fails else "info", "value": one.text} for one in found if _on_the_whole(one)
    ]
    told += [
        {"level": "warn", "value": f"{at(rooted(report, waiver.path, waiver.line))}: {says} ({in_words(waiver)})"}
        for waiver, says in idle(report)
    ]
    told += [
        {
            "level": "info" if diagnostic.level is Level.NOTE else "warn",
            "value": f"{at(rooted(report, diagnostic.path, diagnostic.line))}: {shown(diagnostic.message)}",
        }
        for diagnostic in report.inventory.diagnostics
    ]
    told += [{"level": "info", "value": shown(sentence)} for sentence in report.eased]
    return told


def _vulnerability(one: Shown) -> dict[str, Any]:
    finding, assessment = one.finding, one.assessment
    rule = cleaned(finding.rule)
    name = cleaned(assessment.dependency.name) if assessment else one.about
    told = {
        "id": _uuid(finding.fingerprint),
        "name": shown(one.rule.says, NAME),
        "description": f"{escape(one.text, 2 * MESSAGE)}\n\n{NO_VULNERABILITY}",
        "severity": "Info" if finding.state is State.WAIVED else _SEVERITY[finding.severity],
        "identifiers": [
            {"type": "depscan_rule", "name": f"depscan rule {rule}", "value": rule},
            *(
                {"type": "depscan_law", "name": cleaned(exposure.law_name), "value": exposure.law}
                for exposure in one.laws
            ),
        ],
        "location": {
            "file": cleaned(one.place[0]),
            "dependency": {"package": {"name": name}, "version": _version(one)},
        },
        "details": _details(one),
    }
    if one.rule.help:
        told["solution"] = escape(one.rule.help, HELP)[:SOLUTION]
    return told


def _version(one: Shown) -> str:
    """Return the version where there is one only: a dependency may be many packages, a service has none."""
    evidence = one.assessment.dependency.evidence if one.assessment else ()
    versions = {component.version for component, _ in evidence if component.version}
    return cleaned(versions.pop()) if len(versions) == 1 else ""


def _details(one: Shown) -> dict[str, Any]:
    told = {"state": ("State", one.standing or one.finding.state.value)}
    if one.assessment is not None:
        told |= {
            "control": ("Controlled", words.whose(one.assessment)),
            "risk": ("Risk", words.score(one.assessment.risk)),
            "exposure": ("Exposure", words.score(one.assessment.exposure)),
            "lock_in": ("Lock-in", words.score(one.assessment.lock_in)),
        }
    details: dict[str, Any] = {
        key: {"name": name, "type": "text", "value": value} for key, (name, value) in told.items()
    }
    places = [{"type": "file-location", "file_name": cleaned(p), "line_start": n or 1} for p, n in one.further]
    if places:
        details["places"] = {"name": "Also seen", "type": "list", "items": places}
    return details


def _digest(identity: str) -> str:
    import hashlib

    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _uuid(fingerprint: str) -> str:
    """Return 32 hexadecimal digits in the form of a UUID of version 8, which is for digests of one's own."""
    digits = fingerprint.ljust(32, "0")
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def _json(document: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
