"""What the outputs for pipelines show of a finding: its rule, its places, and why it does not fail."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from depscan.finding import Finding, PolicyRule, State, Waiver, WaiverState
from depscan.model import Assessment, AttributionClass, Component, Exposure
from depscan.redact import clean, neutral, shown
from depscan.report import Report

MESSAGE = 1000
"""Characters of a message that are shown."""
HELP = 6000
"""Characters of the help of a rule that are shown."""
FURTHER = 20
"""Places of a finding that are shown beside the most telling one."""
NOWHERE = "."
"""Path of a finding where the scan has not a single file to show."""
_SETTINGS_PLACE = re.compile(r"(?P<path>[^:]+\.toml)(?::(?P<line>\d+))?")

Place = tuple[str, int | None]
"""(path as in the target, line from 1 or None)."""


class Shown(Struct, frozen=True, kw_only=True):
    """A finding with all that belongs to it."""

    finding: Finding
    rule: PolicyRule
    assessment: Assessment | None
    """Of its dependency; None for a component that nobody is known to be behind, and for the scan as a whole."""
    about: str
    """Id of the dependency or component, or ``scan``."""
    message: str
    place: Place
    """The most telling one; for the scan as a whole a file that stands for it."""
    further: tuple[Place, ...]
    waiver: Waiver | None
    standing: str
    """Why it does not fail, in one sentence; empty if it does."""

    @property
    def text(self) -> str:
        """The message with the reason why it does not fail."""
        return f"{self.message} ({self.standing})" if self.standing else self.message

    @property
    def laws(self) -> tuple[Exposure, ...]:
        """One exposure for each law that binds, the one that decides first."""
        if self.assessment is None:
            return ()
        found: dict[str, Exposure] = {}
        for exposure in self.assessment.exposures:
            if binds(exposure):
                found.setdefault(exposure.law, exposure)
        return tuple(found.values())


def binds(exposure: Exposure) -> bool:
    """Tell whether a law is in force for a dependency and weighs anything."""
    return exposure.applies and exposure.points.high > 0


def rules(report: Report) -> tuple[PolicyRule, ...]:
    """Return the rules in force, and those of findings that are not among them."""
    told = {rule.id: rule for rule in report.rules}
    for finding in report.findings:
        told.setdefault(finding.rule, PolicyRule(id=finding.rule, says=f"Objects as {finding.rule} does."))
    return tuple(told.values())


def findings(report: Report) -> tuple[Shown, ...]:
    """Return every finding of the report, in its order, ready to be shown."""
    known = {rule.id: rule for rule in rules(report)}
    assessments = {assessment.dependency.id: assessment for assessment in report.assessments}
    waivers = {waiver.place: waiver for waiver in report.waivers}
    components = _components(report)
    found = []
    for finding in report.findings:
        assessment = assessments.get(finding.dependency or "")
        waiver = waivers.get(finding.waiver or "")
        rule = known[finding.rule]
        place = (finding.path, finding.line) if finding.path else _stand_in(report, rule)
        further = _further(place, assessment, components.get(finding.component or "", ()))
        found.append(
            Shown(
                finding=finding,
                rule=rule,
                assessment=assessment,
                about=shown(finding.dependency or finding.component or "scan", MESSAGE),
                message=shown(finding.message, MESSAGE),
                place=rooted(report, *place),
                further=tuple(rooted(report, *other) for other in further),
                waiver=waiver,
                standing=_standing(finding, waiver, report.baseline),
            )
        )
    return tuple(found)


def rooted(report: Report, path: str, line: int | None) -> Place:
    """Return a place as seen from the root of the repository: services know no other."""
    if path.startswith("<"):  # standard input
        return path, line
    joined = posixpath.normpath(f"{report.base}/{path}" if report.base else path)
    return (path if joined.startswith("..") else joined), line


def by_rule(found: Sequence[Shown]) -> dict[str, list[Shown]]:
    """Return the findings of each rule that has any."""
    grouped: dict[str, list[Shown]] = {}
    for one in found:
        grouped.setdefault(one.finding.rule, []).append(one)
    return grouped


def counts(found: Sequence[Shown]) -> str:
    """Return ``2 fail, 3 known to the baseline, 1 waived``; ``none`` where there is nothing."""
    states = [one.finding.state for one in found]
    failing = sum(1 for one in found if one.finding.fails)
    parts = [
        (failing, "fails" if failing == 1 else "fail"),
        (states.count(State.KNOWN), "known to the baseline"),
        (states.count(State.WAIVED), "waived"),
    ]
    return ", ".join(f"{number:,} {what}" for number, what in parts if number) or "none"


def idle(report: Report) -> tuple[tuple[Waiver, str], ...]:
    """Return the waivers that cover nothing, each with a sentence that says so."""
    told = []
    for waiver in report.waivers:
        if waiver.state is WaiverState.EXPIRED:
            told.append((waiver, f"The waiver of {shown(waiver.what)} ended on {neutral(waiver.until)}."))
        elif waiver.state is WaiverState.UNUSED:
            told.append((waiver, f"The waiver of {shown(waiver.what)} covers nothing: it can go."))
    return tuple(told)


def in_words(waiver: Waiver) -> str:
    """Return until when, why and by whom."""
    who = f", by {shown(waiver.by)}" if waiver.by else ""
    return f"until {neutral(waiver.until)}: {shown(waiver.reason, MESSAGE)}{who}"


def at(place: Place) -> str:
    """Return ``path:line`` for people."""
    path, line = place
    return f"{cleaned(path)}:{line}" if line else cleaned(path)


cleaned = lru_cache(maxsize=4096)(neutral)
"""``neutral`` for what is met again and again: many findings are in few files, of few rules, under few laws."""


def _standing(finding: Finding, waiver: Waiver | None, baseline: str | None) -> str:
    if finding.state is State.KNOWN:
        return f"known to the baseline {neutral(baseline)}" if baseline else "known to the baseline"
    if finding.state is State.WAIVED:
        where = f" [{neutral(finding.waiver)}]" if finding.waiver else ""
        return f"waived {in_words(waiver)}{where}" if waiver else f"waived{where}"
    return ""


def _further(place: Place, assessment: Assessment | None, components: Sequence[Component]) -> tuple[Place, ...]:
    """Return other places, each once; a place without a line says nothing more than one in the same file."""
    everything = [(seen.path, seen.line) for component in components for seen in component.evidence]
    if assessment is not None:
        everything = [(seen.path, seen.line) for _, seen in assessment.dependency.evidence]
    found = dict.fromkeys(other for other in everything if other != place)
    return tuple(found)[:FURTHER]


def _components(report: Report) -> dict[str, list[Component]]:
    """Return components by what findings about components call them, where there is any such finding."""
    wanted = {finding.component for finding in report.findings if finding.component}
    found: dict[str, list[Component]] = {}
    for component in report.inventory.components if wanted else ():
        name = clean(component.purl.partition("@")[0] if component.purl else component.name)
        if name in wanted:
            found.setdefault(name, []).append(component)
    return found


def _stand_in(report: Report, rule: PolicyRule) -> Place:
    """Return where a finding without a place is shown: services reject a whole report for one such finding.

    The line of the rule in the settings of the project, else a file with something that nobody is known to be behind.
    """
    written = _SETTINGS_PLACE.fullmatch(rule.place)
    if written and not written["path"].startswith("/"):
        return written["path"], int(written["line"]) if written["line"] else None
    return next(_unknown_first(report), (NOWHERE, None))


def _unknown_first(report: Report) -> Iterator[Place]:
    components = report.inventory.components
    for component, attribution in zip(components, report.attributions, strict=False):
        if attribution.cls is AttributionClass.UNKNOWN and component.evidence:
            yield component.evidence[0].path, component.evidence[0].line
    for component in components:
        for seen in component.evidence:
            yield seen.path, seen.line
