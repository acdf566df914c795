"""What baseline and waivers ask of people, told on standard error: what can be taken out, what ends, what ended."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.cli.console import note
from depscan.finding import WaiverState
from depscan.gate.baseline import gone
from depscan.gate.settings import Known, Settings
from depscan.gate.waivers import ending_soon
from depscan.render import verdict
from depscan.report import Report

SHOWN = 10


def tell(report: Report, settings: Settings) -> None:
    """Say what has to be done about baseline and waivers; nothing where there is nothing."""
    for line in (*_baseline(report, settings), *_waivers(report)):
        note(line)


def _baseline(report: Report, settings: Settings) -> Iterator[str]:
    known = gone(settings.baseline or (), report.findings)
    if not known:
        return
    what = "1 finding is" if len(known) == 1 else f"{len(known):,} findings are"
    named = ", ".join(map(_named, known[:SHOWN])) + (f" and {len(known) - SHOWN:,} more" if len(known) > SHOWN else "")
    yield f"{settings.baseline_name}: {what} gone and can be taken out: {named}"


def _named(known: Known) -> str:
    return f"{known.component or known.dependency or 'the scan as a whole'} ({known.rule})"


def _waivers(report: Report) -> Iterator[str]:
    soon = ending_soon(report.waivers, report.date)
    told = [verdict.waived(waiver) for waiver in report.waivers if waiver.state is not WaiverState.USED]
    told += [f"{verdict.waived(waiver)} (ends soon)" for waiver in soon]
    yield from told[: 2 * SHOWN]
    if len(told) > 2 * SHOWN:
        yield f"{len(told) - 2 * SHOWN:,} more waivers ended, end soon or are used by nothing; -f json lists all"
