"""JUnit XML as test reports of CI services read it: a suite for each rule, a case for each dependency it objects to.

What fails is a failure, what is waived is skipped, what a baseline knows passes with a note. A rule without findings is
one case that passes. The suite ``scan`` tells of waivers that cover nothing and of files that were not read: it always
passes, since the exit status does not depend on it, and there is at least one case, without which Jenkins would fail.
The attributes are those of Jenkins' schema, which knows of no file or line at a case: both are in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depscan.finding import PolicyRule, State
from depscan.model import Level
from depscan.redact import clean, neutral, shown
from depscan.render import words
from depscan.render.findings import HELP, Shown, at, by_rule, findings, idle, in_words, rooted, rules
from depscan.render.limits import limits
from depscan.report import Report

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def render(report: Report) -> str:
    """Return the findings as JUnit XML; the same report gives the same text."""
    found = findings(report)
    in_force = rules(report)
    grouped = by_rule(found)
    failing = sum(1 for one in found if one.finding.fails)
    cases = len(found) + sum(1 for rule in in_force if rule.id not in grouped) + 1
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="depscan" tests="{cases}" failures="{failing}" errors="0">',
    ]
    for rule in in_force:
        lines += _suite(rule, grouped.get(rule.id, ()))
    lines += _scan(report)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(rule: PolicyRule, found: Sequence[Shown]) -> Iterator[str]:
    failing = sum(1 for one in found if one.finding.fails)
    skipped = sum(1 for one in found if one.finding.state is State.WAIVED)
    yield _suite_start(rule.id, max(len(found), 1), failing, skipped)
    yield "    <properties>"
    told = {"says": shown(rule.says, HELP), "help": shown(rule.help, HELP), "place": neutral(rule.place)}
    for name, value in told.items():
        if value:
            yield f'      <property name="{name}" value="{_escaped(value)}"/>'
    yield "    </properties>"
    if not found:
        yield f"    <testcase {_names(rule.id, 'nothing to object to')}/>"
    for one in found:
        yield f"    <testcase {_names(rule.id, one.about)}>"
        yield from _case(one)
        yield "    </testcase>"
    yield "  </testsuite>"


def _case(one: Shown) -> Iterator[str]:
    if one.finding.fails:
        severity = one.finding.severity.value
        message = _escaped(f"{at(one.place)}: {one.message}")
        yield f'      <failure type="{severity}" message="{message}">{_escaped(_details(one))}</failure>'
    elif one.finding.state is State.WAIVED:
        yield f'      <skipped message="{_escaped(one.standing)}"/>'
        yield f"      <system-out>{_escaped(_details(one))}</system-out>"
    else:
        yield f"      <system-out>{_escaped(_details(one))}</system-out>"


def _details(one: Shown) -> str:
    lines = [f"{at(one.place)}: {one.text}"]
    lines += [f"also seen at {at(place)}" for place in one.further]
    lines += [f"law: {neutral(exposure.law_name)} ({exposure.country})" for exposure in one.laws]
    if one.assessment is not None:
        lines.append(f"controlled: {words.whose(one.assessment)}")
    lines.append(f"state: {one.finding.state.value}; fingerprint: {one.finding.fingerprint}")
    return "\n".join(lines)


def _scan(report: Report) -> Iterator[str]:
    lines = [
        f"{at(rooted(report, waiver.path, waiver.line))}: {says} ({in_words(waiver)})" for waiver, says in idle(report)
    ]
    lines += [
        f"{diagnostic.level.value}: {at(rooted(report, diagnostic.path, diagnostic.line))}: {shown(diagnostic.message)}"
        for diagnostic in report.inventory.diagnostics
        if diagnostic.level is not Level.NOTE
    ]
    lines += limits(report)
    yield _suite_start("scan", 1, 0, 0)
    yield f"    <testcase {_names('scan', 'came to its end')}>"
    yield f"      <system-out>{_escaped(chr(10).join(lines))}</system-out>"
    yield "    </testcase>"
    yield "  </testsuite>"


def _suite_start(name: str, tests: int, failures: int, skipped: int) -> str:
    counts = f'tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}"'
    return f'  <testsuite name="{_escaped(neutral(name))}" {counts}>'


def _names(rule: str, about: str) -> str:
    # Jenkins takes what stands before the last dot for a package
    return f'classname="depscan.{_escaped(neutral(rule).replace(".", "-"))}" name="{_escaped(about)}"'


def _escaped(text: str) -> str:
    """Return text for content and attributes: what is no character of XML 1.0 as a visible escape."""
    return "\n".join(clean(line) for line in text.split("\n")).translate(_ENTITIES)
