"""SARIF 2.1.0, for code scanning and for result viewers: https://docs.oasis-open.org/sarif/sarif/v2.1.0/.

Paths are relative to ``%SRCROOT%``, which is not told: no path of a machine is in a report. The clock is not looked at.
``executionSuccessful`` says that the scan came to its end, as it has where there is a report; what could not be read is
a notification. ``security-severity`` is one number for a rule, not for a result: it is that of its worst finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import msgspec

from depscan.finding import PolicyRule, State, Waiver, WaiverState
from depscan.model import Diagnostic, Level, Severity
from depscan.redact import neutral, shown
from depscan.render import words
from depscan.render.findings import HELP, Place, Shown, at, binds, by_rule, findings, idle, in_words, rooted, rules
from depscan.render.limits import limits
from depscan.render.markdown import escape
from depscan.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "depscan/v1"
ROOT = "%SRCROOT%"
LAWS, EFFECTS = "laws", "effects"
"""Names of the taxonomies; their order is that in the run."""

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.MINIMAL: "note",
}
_SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
    Severity.MINIMAL: "0.5",
}
"""The middle of the bands that code scanning makes of the number."""
_BASELINE_STATES = {
    State.NEW: "new",
    State.WORSE: "updated",
    State.KNOWN: "unchanged",
    State.WAIVED: "unchanged",  # the format wants a state of every result, and this one asks nothing of anybody
}
_NOTIFICATION_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
_TAGS = ["security", "sovereignty", "supply-chain"]
"""Only what is tagged ``security`` is sorted by ``security-severity``."""
_ADDRESS = re.compile(r"https?://[^\s<>\"'`)\]}]+")
_FREE_IN_PATHS = "/-._~!$&'()*+,;=@"
"""Beside letters and digits; a colon is not: before the first slash it would end a scheme."""


def render(report: Report) -> bytes:
    """Return the findings as SARIF in UTF-8; the same report gives the same bytes."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2) + b"\n"


def _run(report: Report) -> dict[str, Any]:
    found = findings(report)
    in_force = rules(report)
    grouped = by_rule(found)
    taxonomies = _Taxonomies(report, found)
    rule_index = {rule.id: index for index, rule in enumerate(in_force)}
    waived = any(one.finding.state is State.WAIVED for one in found)
    diagnostics = report.inventory.diagnostics
    codes = list(dict.fromkeys([*(diagnostic.code for diagnostic in diagnostics), *_waiver_codes(report)]))
    driver = {
        "name": "depscan",
        "semanticVersion": report.tool_version,
        "version": report.tool_version,
        "shortDescription": {"text": "Whose law reaches what is depended on, and how hard would it be to leave?"},
        "fullDescription": {"text": " ".join(limits(report))},
        "language": "en",
        "rules": [_rule(rule, grouped.get(rule.id, ())) for rule in in_force],
        "notifications": [{"id": code, **_name(code)} for code in codes],
        "supportedTaxonomies": [{"name": name, "index": index} for index, name in enumerate((LAWS, EFFECTS))],
    }
    return {
        "tool": {"driver": driver},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    *(_diagnostic(report, diagnostic, codes) for diagnostic in diagnostics),
                    *(_idle(report, waiver, says, codes) for waiver, says in idle(report)),
                ],
            }
        ],
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The root of the repository, else the folder that was scanned."}}
        },
        "columnKind": "unicodeCodePoints",
        "taxonomies": taxonomies.components,
        "results": [
            _result(one, rule_index[one.finding.rule], taxonomies, report, told_of_waivers=waived) for one in found
        ],
        "properties": {
            "home": neutral(report.home),
            "date": report.date,
            "targets": [neutral(path) for path in report.paths],
            "baseline": neutral(report.baseline) if report.baseline else None,
            "knowledge": {"version": report.knowledge.version, "digest": report.knowledge.digest},
            "coverage": round(report.coverage, 4),
            "waivers": [_waiver(waiver) for waiver in report.waivers],
            "settings": [shown(sentence) for sentence in report.eased],
        },
    }


def _rule(rule: PolicyRule, found: Sequence[Shown]) -> dict[str, Any]:
    worst = max((one.finding.severity for one in found), default=None)
    says, help_ = shown(rule.says, HELP), shown(rule.help, HELP)
    written = neutral(rule.place)
    sentences = [says, help_, f"Set by {written}." if written else ""]
    told: dict[str, Any] = {
        "id": rule.id,
        **_name(rule.id),
        "shortDescription": {"text": says},
        "fullDescription": {"text": f"{says} {help_}".strip()},
        "help": {
            "text": "\n\n".join(sentence for sentence in sentences if sentence),
            "markdown": "\n\n".join(escape(sentence, HELP) for sentence in sentences if sentence),
        },
        "defaultConfiguration": {"level": _LEVELS[worst or Severity.MEDIUM]},
        "properties": {"tags": _TAGS},
    }
    if address := _ADDRESS.search(help_):
        told["helpUri"] = address[0].rstrip(".,;:!?")
    if worst is not None:
        told["properties"]["security-severity"] = _SECURITY_SEVERITY[worst]
    return told


def _result(
    one: Shown, rule_index: int, taxonomies: _Taxonomies, report: Report, *, told_of_waivers: bool
) -> dict[str, Any]:
    finding = one.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "kind": "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": one.text},
        "locations": [_location(one.place)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
    }
    if one.further:
        result["relatedLocations"] = [
            _location(place, number, f"also seen at {at(place)}") for number, place in enumerate(one.further, 1)
        ]
    if report.baseline is not None:
        result["baselineState"] = _BASELINE_STATES[finding.state]
    if told_of_waivers:  # of every result or of none, the format asks
        result["suppressions"] = [_suppression(report, one)] if finding.state is State.WAIVED else []
    if taxa := taxonomies.of(one):
        result["taxa"] = taxa
    result["properties"] = {"state": finding.state.value, "severity": finding.severity.value, "about": one.about}
    if one.assessment is not None:
        assessment = one.assessment
        result |= {"rank": round(min(max(assessment.risk.high, 0.0), 100.0), 1)}
        result["properties"] |= {
            "delivery": assessment.dependency.delivery.value,
            "vendor": neutral(assessment.vendor_name),
            "control": assessment.control.country or "none" if assessment.control.known else "unknown",
            "risk": words.score(assessment.risk),
            "exposure": words.score(assessment.exposure),
            "lock-in": words.score(assessment.lock_in),
        }
    return result


def _suppression(report: Report, one: Shown) -> dict[str, Any]:
    waiver = one.waiver
    if waiver is None:
        return {"kind": "external", "status": "accepted", "justification": one.standing}
    return {
        "kind": "inSource" if waiver.inline else "external",
        "status": "accepted",
        "justification": in_words(waiver),
        "location": _location(rooted(report, waiver.path, waiver.line)),
        "properties": {"until": neutral(waiver.until)},
    }


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        "what": neutral(waiver.what),
        "rule": neutral(waiver.rule) if waiver.rule else None,
        "until": neutral(waiver.until),
        "reason": shown(waiver.reason),
        "by": neutral(waiver.by) if waiver.by else None,
        "place": neutral(waiver.place),
        "state": waiver.state.value,
    }


# ------------------------------------------------------------------------------------------------- notifications


def _waiver_codes(report: Report) -> list[str]:
    return [f"waiver-{waiver.state.value}" for waiver, _ in idle(report)]


def _diagnostic(report: Report, diagnostic: Diagnostic, codes: Sequence[str]) -> dict[str, Any]:
    place = rooted(report, diagnostic.path, diagnostic.line)
    return _notification(
        diagnostic.code,
        codes,
        level=_NOTIFICATION_LEVELS[diagnostic.level],
        text=f"{at(place)}: {shown(diagnostic.message)}",
        place=place,
    )


def _idle(report: Report, waiver: Waiver, says: str, codes: Sequence[str]) -> dict[str, Any]:
    level = "warning" if waiver.state is WaiverState.EXPIRED else "note"
    return _notification(
        f"waiver-{waiver.state.value}", codes, level=level, text=says, place=rooted(report, waiver.path, waiver.line)
    )


def _notification(code: str, codes: Sequence[str], *, level: str, text: str, place: Place) -> dict[str, Any]:
    return {
        "descriptor": {"id": code, "index": codes.index(code)},
        "level": level,
        "message": {"text": text},
        "locations": [_location(place)],
    }


# ---------------------------------------------------------------------------------------------------- taxonomies


class _Taxonomies:
    """The laws that bind what is found, and the effects that they have."""

    def __init__(self, report: Report, found: Iterable[Shown]) -> None:
        laws: dict[str, dict[str, Any]] = {}
        for one in found:
            for exposure in one.laws:
                laws.setdefault(
                    exposure.law,
                    {
                        "id": exposure.law,
                        "name": neutral(exposure.law_name),
                        "shortDescription": {"text": neutral(f"{exposure.law_name} ({exposure.country})")},
                        "fullDescription": {"text": neutral(f"{exposure.law_name}: {exposure.citation}")},
                        "properties": {"country": exposure.country, "status": exposure.status},
                    },
                )
        self._laws = {law: index for index, law in enumerate(sorted(laws))}
        self._effects = {effect: index for index, effect in enumerate(words.EFFECT)}
        self.components: list[dict[str, Any]] = [
            {
                "name": LAWS,
                "version": report.knowledge.version,
                "organization": "depscan",
                "shortDescription": {"text": "Laws with a reach beyond their own area."},
                "isComprehensive": False,
                "taxa": [laws[law] for law in self._laws],
            },
            {
                "name": EFFECTS,
                "version": report.knowledge.version,
                "organization": "depscan",
                "shortDescription": {"text": "What a law can do to whoever depends on a product."},
                "isComprehensive": True,
                "taxa": [{"id": effect, "name": words.EFFECT[effect]} for effect in self._effects],
            },
        ]

    def of(self, one: Shown) -> list[dict[str, Any]]:
        """Return references to the laws that bind a dependency and to their effects."""
        laws = [exposure.law for exposure in one.laws]
        effects = {
            exposure.effect for exposure in (one.assessment.exposures if one.assessment else ()) if binds(exposure)
        }
        return [
            *(_taxon(LAWS, 0, law, self._laws[law]) for law in laws),
            *(_taxon(EFFECTS, 1, effect, index) for effect, index in self._effects.items() if effect in effects),
        ]


def _taxon(taxonomy: str, number: int, id_: str, index: int) -> dict[str, Any]:
    return {"id": id_, "index": index, "toolComponent": {"name": taxonomy, "index": number}}


# ------------------------------------------------------------------------------------------------ places and texts


def _location(place: Place, number: int | None = None, says: str = "") -> dict[str, Any]:
    path, line = place
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(path), "uriBaseId": ROOT}}
    # services show what has no line at all as if it were nowhere
    physical["region"] = {"startLine": line or 1}
    location: dict[str, Any] = {"physicalLocation": physical}
    if number is not None:
        location = {"id": number, **location, "message": {"text": says}}
    return location


@lru_cache(maxsize=4096)
def uri(path: str) -> str:
    """Return a path as a relative URI reference: never absolute, never with a scheme."""
    return quote(neutral(path).lstrip("/") or ".", safe=_FREE_IN_PATHS)


def _name(id_: str) -> dict[str, str]:
    """Return a name for people, or nothing where it says no more than the id."""
    name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", id_))
    return {"name": name} if name.lower() not in ("", id_.lower()) else {}
