"""What GitHub Actions shows: annotations at lines, and a summary of the step in Markdown.

GitHub keeps ten annotations of each level for a step and drops the rest without a word. So ten are written at most, the
tenth saying how many more there are; everything else is in the log, in groups. What fails is an error, a waiver that
covers nothing or a file that was not read is a warning, and what does not fail is told in the log only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depscan.model import BAD_WAIVER, Level
from depscan.redact import clean, disarm, neutral, shown
from depscan.render import words
from depscan.render.findings import MESSAGE, NOWHERE, Place, Shown, at, counts, findings, idle, in_words, rooted
from depscan.render.limits import limits
from depscan.render.markdown import escape
from depscan.report import Report

ANNOTATIONS = 10
"""Of each level, for a step."""
SUMMARY = 1_000_000
"""Bytes of a summary; of one above 1,048,576 GitHub shows nothing."""
_RESERVED = 20_000
"""Of these, for what follows the tables."""
_PLACES = 5
"""Of a finding, in the summary."""
_NOTES = 50
"""Files and waivers in the summary."""


def render(report: Report) -> str:
    """Return workflow commands, each on a line, and the rest of the findings as lines of the log."""
    found = findings(report)
    failing = [one for one in found if one.finding.fails]
    others = [one for one in found if not one.finding.fails]
    errors = [(f"depscan: {one.finding.rule}", one.place, _more(one)) for one in failing]
    warnings = [
        *(("depscan: waiver", rooted(report, w.path, w.line), f"{says} ({in_words(w)})") for w, says in idle(report)),
        *(
            (f"depscan: {d.code}", rooted(report, d.path, d.line), shown(d.message))
            for d in report.inventory.diagnostics
            if d.level is Level.ERROR or (d.code == BAD_WAIVER and d.level is Level.WARNING)
        ),
    ]
    lines = [
        *_annotations("error", errors, "findings that fail"),
        *_annotations("warning", warnings, "warnings"),
        *_group("findings that do not fail", [f"{at(one.place)}: {one.text}" for one in others]),
        *_group("settings that take something away", [shown(sentence) for sentence in report.eased]),
        f"depscan: {counts(found)}",
    ]
    return "\n".join(lines) + "\n"


def _more(one: Shown) -> str:
    if not one.further:
        return one.message
    return f"{one.message}\nAlso seen at {', '.join(at(place) for place in one.further[:_PLACES])}"


def _annotations(level: str, told: Sequence[tuple[str, Place, str]], what: str) -> Iterator[str]:
    kept = told if len(told) <= ANNOTATIONS else told[: ANNOTATIONS - 1]
    for title, (path, line), text in kept:
        where = "" if path == NOWHERE else f"file={_property(path)},"
        where += f"line={line}," if line else ""
        yield f"::{level} {where}title={_property(title)}::{_data(text)}"
    if len(told) > len(kept):
        rest = f"{len(told) - len(kept):,} more {what}"
        yield f"::{level} title=depscan::{rest}: GitHub shows {ANNOTATIONS} for a step; all are in the log of this one"
        yield from _group(f"more {what}", [f"{at(place)}: {text}" for _, place, text in told[len(kept) :]])


def _group(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"::group::{len(lines):,} {title}"
        yield from (_line(line) for line in lines)
        yield "::endgroup::"


def _line(text: str) -> str:
    """Return one line of the log that is no order: the older form of orders counts anywhere in a line."""
    return disarm(clean(text.replace("\n", "; "))).replace("##[", "#\\u{23}[")


def _data(text: str) -> str:
    """Return text as the message of a workflow command."""
    cleaned = "\n".join(clean(line) for line in text.split("\n"))
    return cleaned.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return text as a property of a workflow command, in which colons and commas have a meaning, too."""
    return _data(neutral(text)).replace(":", "%3A").replace(",", "%2C")


# ------------------------------------------------------------------------------------------------------- summary


def render_summary(report: Report) -> str:
    """Return the summary of a step in Markdown, of at most 1 MB: what is left out is counted, the worst stays."""
    found = findings(report)
    failing = [one for one in found if one.finding.fails]
    others = [one for one in found if not one.finding.fails]
    head = [
        f"## depscan: {counts(found)}",
        "",
        _read(report),
        "",
    ]
    tail = [
        *_waivers(report),
        *_unread(report),
        *(f"<sub>{escape(limit)}</sub>  " for limit in limits(report)),
    ]
    left = SUMMARY - _RESERVED - sum(len(line.encode()) + 1 for line in head)
    lines = list(head)
    for title, part, state in (("Fails", failing, False), ("Does not fail", others, True)):
        table, left = _table(title, part, left, state=state)
        lines += table
    text = "\n".join([*lines, *tail]) + "\n"
    return text if len(text.encode()) <= SUMMARY else "\n".join(lines) + "\n"


def _read(report: Report) -> str:
    inventory = report.inventory
    return (
        f"{words.plural(len(inventory.components), 'component')} in {words.plural(inventory.files_read, 'file')},"
        f" {words.percent(report.coverage)} attributed;"
        f" {words.plural(len(report.assessments), 'dependency', 'dependencies')};"
        f" home {escape(report.home)}, {report.date}."
    )


def _table(title: str, found: Sequence[Shown], left: int, *, state: bool) -> tuple[list[str], int]:
    """Return a heading and a table that fit into so many bytes, and how many are left."""
    if not found:
        return [], left
    columns = ["Severity", "What", "Where", "Rule", *(["Why not"] if state else [])]
    lines = [f"### {title}", "", f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    size = sum(len(line.encode()) + 1 for line in lines)
    for number, one in enumerate(found):
        row = _row(one, state=state)
        size += len(row.encode()) + 1
        if size > left:
            lines += ["", f"{len(found) - number:,} more are not shown: `-f json` lists all."]
            break
        lines.append(row)
    return [*lines, ""], left - size


def _row(one: Shown, *, state: bool) -> str:
    places = [one.place, *one.further]
    where = "<br>".join(escape(at(place)) for place in places[:_PLACES])
    if len(places) > _PLACES:
        where += "<br>…"
    cells = [one.finding.severity.value, escape(one.message, MESSAGE), where, escape(one.finding.rule)]
    if state:
        cells.append(escape(one.standing, MESSAGE))
    return f"| {' | '.join(cells)} |"


def _waivers(report: Report) -> Iterator[str]:
    told = idle(report)
    if told:
        yield "### Waivers that cover nothing"
        yield ""
    for waiver, says in told[:_NOTES]:
        yield f"- {escape(at(rooted(report, waiver.path, waiver.line)))}: {escape(says)} {escape(in_words(waiver))}"
    if told:
        yield from (f"- and {len(told) - _NOTES:,} more" for _ in told[_NOTES : _NOTES + 1])
        yield ""


def _unread(report: Report) -> Iterator[str]:
    told = [diagnostic for diagnostic in report.inventory.diagnostics if diagnostic.level is Level.ERROR]
    if told:
        yield "### Not read"
        yield ""
    for diagnostic in told[:_NOTES]:
        yield f"- {escape(at(rooted(report, diagnostic.path, diagnostic.line)))}: {escape(diagnostic.message)}"
    if told:
        yield from (f"- and {len(told) - _NOTES:,} more" for _ in told[_NOTES : _NOTES + 1])
        yield ""
