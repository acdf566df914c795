"""Markdown for a comment on a merge request: the verdict, what fails and where, then all else folded.

What scanned files or settings say stands in code or with its marks escaped, so that no name can mention a person,
refer to an issue, become a link or bring in HTML; no line begins with such a text, so that none is an order to a forge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from depscan.finding import Finding, State, Waiver, WaiverState
from depscan.model import BAD_WAIVER, Assessment, Level, Severity
from depscan.redact import neutral
from depscan.render import words
from depscan.render.limits import limits
from depscan.render.table import whole_picture
from depscan.report import Report

LARGEST = 60_000
"""Bytes: forges cut comments off, or refuse them, at 65,536 characters."""
RISKS_SHOWN = 10
WAIVERS_SHOWN = 20
CELL_SHOWN = 300
"""Characters of one text."""

_RESERVED = 400
"""Bytes kept for saying what was cut."""
_TICKS = re.compile(r"`+")
_MARKS = re.compile(r"[\\`*_{}\[\]|~]")
_REFERENCE = re.compile(r"(?<=[@#!~%^&])(?=[\w\"'])|(?<=:)(?=//)|(?i:(?<=www)(?=\.)|(?<=\bgh)(?=-\d))")
"""Where forges look for people, issues, merge requests, labels, milestones, epics, addresses."""
_BREAK, _DOLLAR = "\0", "\1"
"""Stand for what is put in; a cleaned text holds no control characters."""


def render(report: Report) -> str:
    """Return the comment, at most 60,000 bytes; what had to be cut is said at its end."""
    document = _Document()
    document.add([f"## depscan: {_verdict(report)}", ""])
    failing = sorted(report.failing, key=_worst_first)
    if failing:
        document.table(("Severity", "Finding", "Where", "Rule"), map(_finding, failing), "failing findings")
        document.add(_help(report, failing))
    settled = [finding for finding in report.findings if not finding.fails]
    if settled:
        document.open(_settled(settled))
        waivers = {waiver.place: waiver for waiver in report.waivers}
        rows = (_settled_row(finding, waivers) for finding in sorted(settled, key=_worst_first))
        document.table(("State", "Severity", "Finding", "Rule", "Waiver"), rows, "known and waived findings")
        document.close()
    odd = [waiver for waiver in report.waivers if waiver.state is not WaiverState.USED]
    if odd:
        document.open(f"{words.plural(len(odd), 'waiver')} expired or unused")
        document.table(("Waiver", "For", "Until", "State", "Reason"), map(_waiver, odd), "waivers")
        document.close()
    risky = [assessment for assessment in report.assessments if assessment.severity > Severity.MINIMAL]
    if risky:
        document.open(f"Top risks: {min(len(risky), RISKS_SHOWN)} of {len(report.assessments)} dependencies")
        header = ("Risk", "Dependency", "How", "Whose", "Which law", "Lock-in")
        document.table(header, map(_risk, risky[:RISKS_SHOWN]), "dependencies")
        document.close()
    picture = [f"- {escape(line)}" for line in whole_picture(report)]
    if picture:
        document.open("The whole picture")
        document.add([*picture, ""])
        document.close()
    document.open("What this does not say")
    document.add([*(f"- {escape(line)}" for line in limits(report)), *_diagnostics(report), ""])
    document.close()
    return document.text()


def escape(text: str, limit: int = CELL_SHOWN * 2) -> str:
    """Return a text whose signs are nothing but signs, for Markdown as forges read it."""
    text = _short(neutral(text), limit)
    text = _REFERENCE.sub(_BREAK, text).replace("$", _DOLLAR)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKS.sub(r"\\\g<0>", text)
    return text.replace(_BREAK, "&#8203;").replace(_DOLLAR, "<span>$</span>")  # no formula begins with it then


def code(text: str, limit: int = CELL_SHOWN) -> str:
    """Return a text as code, which forges leave alone, fit for the cell of a table."""
    text = _short(neutral(text), limit).strip() or "?"
    fence = "`" * (max((len(ticks) for ticks in _TICKS.findall(text)), default=0) + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{space}{_piped(text)}{space}{fence}"


def _piped(text: str) -> str:
    """A bar ends a cell unless a backslash stands before it; a backslash of the text's own would take that away."""
    return text.replace("\\|", "\\ |").replace("|", "\\|")


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


class _Document:
    """Lines within the limit; what does not fit is counted, not lost without a word."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._size = 0
        self._cut: list[str] = []

    def add(self, lines: Iterable[str]) -> int:
        """Add lines as long as they fit; return how many did not."""
        cut = 0
        for line in lines:
            size = len(line.encode("utf-8", "replace")) + 1
            if cut or self._size + size > LARGEST - _RESERVED:
                cut += 1
                continue
            self._lines.append(line)
            self._size += size
        return cut

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]], what: str) -> None:
        """Add a table."""
        self.add([f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"])
        cut = self.add(f"| {' | '.join(row)} |" for row in rows)
        if cut:
            self._cut.append(f"{cut:,} {what}")
        self._force("")

    def open(self, title: str) -> None:
        """Begin a folded part."""
        self._force(f"<details><summary>{title}</summary>")
        self._force("")

    def close(self) -> None:
        """End it: also where its content was cut."""
        self._force("</details>")
        self._force("")

    def _force(self, line: str) -> None:
        self._lines.append(line)
        self._size += len(line.encode()) + 1

    def text(self) -> str:
        """Return it all."""
        if self._cut:
            self._lines.append(f"_Cut to {LARGEST:,} bytes: {', '.join(self._cut)} left out; `-f json` has all._")
        return "\n".join(self._lines).rstrip("\n") + "\n"


def _verdict(report: Report) -> str:
    failing = len(report.failing)
    counts = [
        f"{count} {word}"
        for state, word in ((State.KNOWN, "known"), (State.WAIVED, "waived"))
        if (count := sum(finding.state is state for finding in report.findings))
    ]
    also = f" ({', '.join(counts)})" if counts else ""
    if failing:
        worse = sum(finding.state is State.WORSE for finding in report.findings)
        which = f", {worse} of them worse than the baseline" if worse else ""
        return f"fails, {words.plural(failing, 'finding')}{which}{also}"
    if report.rules:
        return f"passes, nothing new that a rule objects to{also}"
    return "no rules in force, so nothing can fail"


def _worst_first(finding: Finding) -> tuple[int, str, str]:
    return -list(Severity).index(finding.severity), finding.rule, finding.dependency or ""


def _place(finding: Finding) -> str:
    if finding.path is None:
        return ""
    return code(f"{finding.path}:{finding.line}" if finding.line else finding.path)


def _finding(finding: Finding) -> tuple[str, ...]:
    worse = " (worse)" if finding.state is State.WORSE else ""
    return finding.severity.value + worse, escape(finding.message), _place(finding), code(finding.rule)


def _settled(findings: Sequence[Finding]) -> str:
    known = sum(finding.state is State.KNOWN for finding in findings)
    parts = [f"{known} known from the baseline"] if known else []
    if waived := len(findings) - known:
        parts.append(f"{waived} waived")
    return "Findings that do not fail: " + ", ".join(parts)


def _settled_row(finding: Finding, waivers: Mapping[str, Waiver]) -> tuple[str, ...]:
    waived = code(finding.waiver) if finding.waiver else ""
    waiver = waivers.get(finding.waiver or "")
    if waiver:
        by = f", by {waiver.by}" if waiver.by else ""
        waived += escape(f" until {waiver.until}: {waiver.reason}{by}")
    return finding.state.value, finding.severity.value, escape(finding.message), code(finding.rule), waived


def _waiver(waiver: Waiver) -> tuple[str, ...]:
    return code(waiver.place), code(waiver.what), escape(waiver.until), waiver.state.value, escape(waiver.reason)


def _risk(assessment: Assessment) -> tuple[str, ...]:
    dependency = assessment.dependency
    return (
        f"{words.score(assessment.risk)} {assessment.severity.value}",
        code(dependency.name),
        words.DELIVERY[dependency.delivery],
        escape(words.whose(assessment)),
        escape(words.law(assessment)),
        words.score(assessment.lock_in),
    )


def _help(report: Report, failing: Sequence[Finding]) -> Iterator[str]:
    """Say of each rule that fails what it objects to, and what to do."""
    names = {finding.rule for finding in failing}
    for rule in report.rules:
        if rule.id in names:
            more = f" {escape(rule.help)}" if rule.help else ""
            place = f" ({code(rule.place)})" if rule.place else ""
            yield f"- {code(rule.id)}: {escape(rule.says)}{more}{place}"
    yield ""


def _diagnostics(report: Report) -> Iterator[str]:
    failed = report.inventory.files_failed
    if failed:
        yield f"- {words.plural(failed, 'file')} could not be read; `-f json` says which and why."
    malformed = [d for d in report.inventory.diagnostics if d.code == BAD_WAIVER and d.level is Level.WARNING]
    for diagnostic in malformed[:WAIVERS_SHOWN]:
        where = f"{diagnostic.path}:{diagnostic.line}" if diagnostic.line else diagnostic.path
        yield f"- {code(where)}: {escape(diagnostic.message)}"
    if len(malformed) > WAIVERS_SHOWN:
        yield f"- and {len(malformed) - WAIVERS_SHOWN:,} more like these"
