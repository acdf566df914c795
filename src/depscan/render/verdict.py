"""What rules object to and what waivers hold, in words: below the table, and in the same words elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.finding import Finding, State, Waiver, WaiverState
from depscan.redact import clean
from depscan.render import words
from depscan.report import Report

FINDINGS_SHOWN = 20
WAIVERS_SHOWN = 20
_WORDS = {State.NEW: "New", State.WORSE: "Worse", State.KNOWN: "Known", State.WAIVED: "Waived"}


def lines(report: Report) -> Iterator[str]:
    """Yield a paragraph for the counts, for each finding that fails, and for each waiver; nothing without a rule."""
    if not report.rules and not report.findings and not report.waivers:
        return
    yield counts(report)
    failing = report.failing
    for finding in failing[:FINDINGS_SHOWN]:
        yield f"{_WORDS[finding.state]}: {place(finding)}{clean(finding.message)}"
    if len(failing) > FINDINGS_SHOWN:
        yield f"… and {len(failing) - FINDINGS_SHOWN:,} more that fail; -f json lists all."
    waivers = sorted(report.waivers, key=lambda waiver: list(_ORDER).index(waiver.state))
    for waiver in waivers[:WAIVERS_SHOWN]:
        yield waived(waiver)
    if len(waivers) > WAIVERS_SHOWN:
        yield f"… and {len(waivers) - WAIVERS_SHOWN:,} more waivers; -f json lists all."


def counts(report: Report) -> str:
    """Return how many findings fail, are known, are waived."""
    by_state = {state: sum(finding.state is state for finding in report.findings) for state in State}
    failing = len(report.failing)
    if failing:
        parts = [f"{by_state[state]} {state.value}" for state in (State.NEW, State.WORSE) if by_state[state]]
        fails = f"{failing:,} fail{'' if failing > 1 else 's'} ({', '.join(parts)})"
    else:
        fails = "none fails"
    known = f", {by_state[State.KNOWN]:,} known from {clean(report.baseline)}" if report.baseline else ""
    waived_ = f", {by_state[State.WAIVED]:,} waived" if by_state[State.WAIVED] else ""
    return f"Findings by {words.plural(len(report.rules), 'rule')}: {fails}{known}{waived_}."


def place(finding: Finding) -> str:
    """Return ``path:line: ``, or nothing."""
    if not finding.path:
        return ""
    return clean(f"{finding.path}:{finding.line}: " if finding.line else f"{finding.path}: ")


_ORDER = {
    WaiverState.EXPIRED: "ended on {until}, waives nothing",
    WaiverState.UNUSED: "until {until}, used by nothing",
    WaiverState.USED: "until {until}",
}


def waived(waiver: Waiver) -> str:
    """Return what one waiver says, and what became of it."""
    of_rule = f" (rule {waiver.rule})" if waiver.rule else ""
    by = f", by {waiver.by}" if waiver.by else ""
    state = _ORDER[waiver.state].format(until=waiver.until)
    return clean(f"Waiver at {waiver.place}: {waiver.what}{of_rule} {state}: {waiver.reason}{by}")
