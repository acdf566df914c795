"""The table for people: what, how, whose, which law and why, lock-in, risk, where first seen; then a summary."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from depscan.model import NO_LOCKFILE, Assessment, AttributionClass, Delivery, Level, Severity
from depscan.redact import clean, disarm
from depscan.render import grid, verdict, words
from depscan.render.limits import limits
from depscan.report import Report

WIDE = 118
"""From this many columns on, each answer has a column of its own."""
NARROW = 6
"""Columns below that width."""
RICH_ROWS = 400
"""Beyond this, rich takes seconds where plain text takes milliseconds."""
NAMES_SHOWN = 8
LAWS_SHOWN = 4
DIAGNOSTICS_SHOWN = 12

EXPLAIN = "`depscan explain <row or name>` shows every number, fact and source."

_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.MINIMAL: "green",
}


def render(report: Report, *, width: int = 120, show_all: bool = False) -> str:
    """Return the table and summary as plain text.

    Args:
        report: what to show.
        width: columns to fill, at least 60.
        show_all: also show each publisher of open-source packages at minimal risk.
    """
    shown, folded = split(report, show_all=show_all)
    header, widths = layout(max(width, 60), len(report.assessments))
    parts = [*head(report), ""]
    if shown:
        wide = len(header) > NARROW
        parts += grid.lines(header, [cells(assessment, number, wide=wide) for number, assessment in shown], widths)
        parts.append("")
    parts += tail(report, folded, width)
    return disarm("\n".join(line.rstrip() for line in parts) + "\n")


def render_rich(report: Report, *, width: int = 120, show_all: bool = False) -> str:
    """Return the same with the colour codes of terminals."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    buffer = io.StringIO()
    console = Console(file=buffer, width=width, force_terminal=True, legacy_windows=False, emoji=False)
    shown, folded = split(report, show_all=show_all)
    header, widths = layout(max(width, 60), len(report.assessments))
    for line in head(report):
        console.print(escape(line), highlight=False)
    console.print()
    if shown:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_header=True)
        for title, column in zip(header, widths, strict=True):
            table.add_column(title, width=column, overflow="fold")
        for number, assessment in shown:
            row = [escape(cell) for cell in cells(assessment, number, wide=len(header) > NARROW)]
            style = _STYLES[assessment.severity]
            name = f"[bold]{row[2].partition(chr(10))[0]}[/]{_rest(row[2])}"
            table.add_row(row[0], f"[{style}]{row[1]}[/]", name, *row[3:])
        console.print(table)
        console.print()
    for line in tail(report, folded, width):
        console.print(escape(line), highlight=False)
    return disarm(buffer.getvalue())


def _rest(cell: str) -> str:
    _, newline, rest = cell.partition("\n")
    return newline + rest


def split(report: Report, *, show_all: bool) -> tuple[list[tuple[int, Assessment]], list[Assessment]]:
    """Return (numbered rows to show, publishers of open-source packages at minimal risk, which one line sums up).

    Rows are numbered as in the JSON report, those that are summed up included: ``depscan explain 3`` means the same.
    """
    shown: list[tuple[int, Assessment]] = []
    folded: list[Assessment] = []
    for number, assessment in enumerate(report.assessments, 1):
        if assessment.dependency.product is None and assessment.severity is Severity.MINIMAL and not show_all:
            folded.append(assessment)
        else:
            shown.append((number, assessment))
    return shown, folded


def layout(width: int, rows: int) -> tuple[list[str], list[int]]:
    """Return titles and widths of the columns for a total width and a number of rows."""
    digits = len(str(rows))
    if width < WIDE:
        fixed = digits + 9 + 7 + 5 * 2
        rest = width - fixed
        what, seen = rest * 31 // 100, rest * 25 // 100
        return ["#", "RISK", "DEPENDENCY", "WHOSE, AND WHICH LAW", "LOCK-IN", "FIRST SEEN"], [
            digits,
            9,
            what,
            rest - what - seen,
            7,
            seen,
        ]
    fixed = digits + 14 + 8 + 7 * 2
    rest = width - fixed
    what, how, who, seen = rest * 20 // 100, rest * 14 // 100, rest * 24 // 100, rest * 18 // 100
    return ["#", "RISK", "DEPENDENCY", "HOW", "WHOSE", "WHICH LAW, AND WHY", "LOCK-IN", "FIRST SEEN"], [
        digits,
        14,
        what,
        how,
        who,
        rest - what - how - who - seen,
        8,
        seen,
    ]


def cells(assessment: Assessment, number: int, *, wide: bool) -> list[str]:
    """Return the texts of one row."""
    dependency = assessment.dependency
    how = words.DELIVERY[dependency.delivery]
    if dependency.delivery is Delivery.HOSTED_SERVICE and dependency.use.value != "certain":
        how += f", use {dependency.use.value}"
    if dependency.scope.value in ("build", "test", "development"):
        how += f", {dependency.scope.value}"
    if dependency.regions:
        how += f", {', '.join(dependency.regions[:2])}"
    name, risk = clean(dependency.name), words.score(assessment.risk)
    level, lock = assessment.severity.value, words.score(assessment.lock_in)
    if wide:
        return [
            str(number),
            f"{risk:<5} {level}",
            name,
            clean(how),
            words.whose(assessment),
            words.law(assessment),
            lock,
            words.first_seen(assessment),
        ]
    return [
        str(number),
        f"{risk}\n{level}",
        f"{name}\n{clean(how)}",
        f"{words.whose(assessment)}\n{words.law(assessment)}",
        lock,
        words.first_seen(assessment),
    ]


def head(report: Report) -> list[str]:
    """Return the lines above the table: what was asked, what was read, how much of it is understood."""
    inventory = report.inventory
    total = len(inventory.components)
    knowledge = report.knowledge
    first = (
        f"depscan {report.tool_version} · {clean(_few(report.paths))} · home {report.home} · {report.date}"
        f" · knowledge {knowledge.version} (checked {knowledge.oldest_check} to {knowledge.newest_check})"
    )
    second = f"{words.plural(total, 'component')} in {words.plural(inventory.files_read, 'file')}"
    if total:
        unknown = total - report.attributed
        second += f"; {words.percent(report.coverage)} attributed"
        second += f", {unknown:,} not" if unknown else ""
    if inventory.files_failed:
        second += f"; {words.plural(inventory.files_failed, 'file')} could not be read"
    return [first, second + "."]


def _few(names: Sequence[str], *, separator: str = ", ") -> str:
    more = f" and {len(names) - NAMES_SHOWN:,} more" if len(names) > NAMES_SHOWN else ""
    return separator.join(names[:NAMES_SHOWN]) + more


def tail(report: Report, folded: Sequence[Assessment], width: int) -> list[str]:
    """Return the lines below the table: the whole picture, what is not known, and the limits."""
    paragraphs = [
        *_counts(report),
        *whole_picture(report),
        *_folded(folded),
        *_classes(report),
        *_unlocked(report),
        *_unread(report),
        *verdict.lines(report),
        " ".join([*limits(report), EXPLAIN]),
    ]
    return [line for paragraph in paragraphs for line in _hang(paragraph, width)]


def _hang(paragraph: str, width: int) -> list[str]:
    first, *rest = grid.wrap(paragraph, min(width, 120) - 2)
    return [first, *(f"  {line}" for line in rest)]


def _counts(report: Report) -> Iterator[str]:
    severities = [assessment.severity for assessment in report.assessments]
    counts = [f"{severities.count(level)} {level.value}" for level in reversed(Severity) if level in severities]
    yield f"{words.plural(len(severities), 'dependency', 'dependencies')}: {', '.join(counts) or 'none'}."


def whole_picture(report: Report) -> Iterator[str]:
    """Yield who is behind everything together, what reaches it, where it lies and what it costs, a paragraph each."""
    portfolio, unattributed = report.portfolio, dict(report.unattributed_spend)
    if not portfolio.counted:
        return
    countries = [f"{share.name} {words.percent(share.share)} ({share.count})" for share in portfolio.by_country]
    named = ", ".join(countries[:NAMES_SHOWN])
    what = words.plural(
        portfolio.counted, "service, software product or channel", "services, software products and channels"
    )
    yield f"Control of {what}: {named}."
    largest = portfolio.by_group[0]
    yield (
        f"Concentration: {clean(largest.name)} is behind {words.percent(largest.share)} of them;"
        f" Herfindahl-Hirschman index {portfolio.hhi:,.0f} of 10,000."
    )
    laws = [f"{share.name} {share.count}" for share in portfolio.by_law[:LAWS_SHOWN]]
    if laws:
        effects = [f"{words.EFFECT.get(share.key, share.key)} {share.count}" for share in portfolio.by_effect]
        more = f" and {len(portfolio.by_law) - LAWS_SHOWN} more laws" if len(portfolio.by_law) > LAWS_SHOWN else ""
        yield clean(
            f"Reached by, of these {portfolio.counted}: {', '.join(laws)}{more}; by effect: {', '.join(effects)}."
        )
    points = [f"{point.name} ({point.because})" for point in portfolio.single_points]
    if points:
        yield clean(f"Without a second: {_few(points)}.")
    if portfolio.by_location:
        places = [f"{place} {count}" for place, count in portfolio.by_location]
        apart = sum(count for _, _, count in portfolio.elsewhere)
        note = f"; {apart} of them not where their operator is controlled from, or not known" if apart else ""
        yield f"Data located, by regions of cloud resources: {_few(places)}{note}."
    for currency, amount in portfolio.spend:
        spent = [(dict(share.spend).get(currency, 0.0), share.name) for share in portfolio.by_country]
        parts = [
            f"{name} {words.percent(part / amount)}" for part, name in sorted(spent, reverse=True) if part and amount
        ]
        unit = currency or "(currency not given)"
        unknown = unattributed.get(currency, 0.0)
        more = f"; {unknown:,.0f} more for what could not be attributed" if unknown else ""
        yield f"Annual spend {amount:,.0f} {unit}: {', '.join(parts)}{more}."


def _folded(folded: Sequence[Assessment]) -> Iterator[str]:
    if not folded:
        return
    names = [
        f"{a.vendor_name} ({a.dependency.components})"
        for a in sorted(folded, key=lambda a: (-a.dependency.components, a.dependency.id))
    ]
    yield clean(f"Open-source packages at minimal risk, by steward: {_few(names)}; --all lists them.")


def _classes(report: Report) -> Iterator[str]:
    if not report.attributions:
        return
    classes = [attribution.cls for attribution in report.attributions]
    community = classes.count(AttributionClass.COMMUNITY)
    if community:
        yield f"Community packages without an owner: {community:,}."
    undecided = [attribution.because for attribution in report.attributions if attribution.candidates]
    if undecided:
        yield clean(f"Say which is meant: {_few(list(dict.fromkeys(undecided)), separator='; ')}.")
    unknown = [
        component.name
        for component, cls in zip(report.inventory.components, classes, strict=True)
        if cls is AttributionClass.UNKNOWN
    ]
    if unknown:
        names = list(dict.fromkeys(unknown[: NAMES_SHOWN * 4]))
        shown = ", ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else "")
        number = words.plural(len(unknown), "component")
        yield clean(f"Not attributed: {number} ({shown}): unknown, which is not the same as safe.")


def _unlocked(report: Report) -> Iterator[str]:
    paths = [d.path for d in report.inventory.diagnostics if d.code == NO_LOCKFILE]
    if paths:
        yield clean(f"No lockfile for {_few(paths)}: what these pull in is not known.")


def _unread(report: Report) -> Iterator[str]:
    diagnostics = [d for d in report.inventory.diagnostics if d.level is not Level.NOTE]
    diagnostics.sort(key=lambda d: (d.level is not Level.ERROR, d.path, d.line or 0))
    for diagnostic in diagnostics[:DIAGNOSTICS_SHOWN]:
        where = f"{diagnostic.path}:{diagnostic.line}" if diagnostic.line else diagnostic.path
        word = "Not read" if diagnostic.level is Level.ERROR else "Note"
        yield clean(f"{word}: {where}: {diagnostic.message}")
    if len(diagnostics) > DIAGNOSTICS_SHOWN:
        yield f"… and {len(diagnostics) - DIAGNOSTICS_SHOWN} more; -f json lists all."
