"""What rows, findings and names are looked up in: a fresh scan, a saved report, or the last scan, which is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct, structs

from depscan import saved
from depscan.assess.levers import Situation
from depscan.assess.risk import assess
from depscan.cli import last_scan
from depscan.cli.basis import DEFAULT_HOME, checked_home
from depscan.errors import UsageError
from depscan.gate.policy import gate
from depscan.gate.settings import Settings
from depscan.knowledge.index import Knowledge
from depscan.model import Assessment, Attribution, Component, Dependency, Finding, Severity
from depscan.pipeline import scan

_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_EVERYTHING = Settings(fail_on=Severity.MINIMAL)

Attributed = tuple[Component, Attribution]


class Scanned(Struct, frozen=True, kw_only=True):
    """What was found, in the order of the rows."""

    where: str
    """``in examples/webshop``, for sentences."""
    assessments: tuple[Assessment, ...]
    """The first is row 1."""
    findings: tuple[tuple[str, str], ...]
    """(fingerprint, id of a dependency)."""
    home: str
    date: str
    components: Callable[[], Sequence[Attributed]]
    """All that was seen, with who is behind it; none where a report no longer has them."""

    @property
    def dependencies(self) -> list[Dependency]:
        """What was found, without what was made of it."""
        return [assessment.dependency for assessment in self.assessments]

    def row(self, number: int) -> Assessment:
        """Return a row of the table.

        Raises:
            UsageError: there are not so many.
        """
        if not 1 <= number <= len(self.assessments):
            raise UsageError(f"row {number}: there are {len(self.assessments)} {self.where}")
        return self.assessments[number - 1]

    def number(self, assessment: Assessment) -> int:
        """Return the row of an assessment."""
        return self.assessments.index(assessment) + 1

    def finding(self, prefix: str) -> Assessment | None:
        """Return what a finding is about, by its fingerprint or the beginning of it.

        Raises:
            UsageError: several begin like this.
        """
        ids = list(dict.fromkeys(id_ for fingerprint, id_ in self.findings if fingerprint.startswith(prefix)))
        if len(ids) > 1:
            raise UsageError(f"{prefix}: {len(ids)} findings begin like this {self.where}: {', '.join(ids[:5])}")
        return next((a for a in self.assessments if a.dependency.id in ids), None)

    def situation(self, assessment: Assessment, known: Knowledge) -> Situation:
        """Return what an assessment was made in."""
        others = tuple(d for d in self.dependencies if d.id != assessment.dependency.id)
        return Situation(others=others, knowledge=known, home=self.home, date=self.date)


def scanned(targets: Sequence[str], home: str | None, known: Knowledge) -> Scanned:
    """Scan the targets, or read the one that is a saved report.

    Args:
        targets: folders and files, or one report.
        home: the reader's legal area; None for the report's own, or the default.
        known: today's knowledge, by which a saved report is assessed again.

    Raises:
        UsageError: no such target, area or report.
        NothingToScan: nothing of a known format.
    """
    if len(targets) == 1 and saved.is_report(targets[0]):
        report = saved.read_report(targets[0])
        where = f"in the report of {_named(report.target.paths)}, {report.target.date}"
        return _of_report(report, where, home, known, lambda: saved.components(targets[0]))
    fresh = scan(targets, Settings(home=checked_home(home or DEFAULT_HOME, known.scoring.areas)), knowledge=known)
    return Scanned(
        where=f"in {_named(fresh.paths)}",
        assessments=fresh.assessments,
        findings=_fingerprints(gate(fresh.assessments, _EVERYTHING)),
        home=fresh.home,
        date=fresh.date,
        components=lambda: list(zip(fresh.inventory.components, fresh.attributions, strict=True)),
    )


def last(home: str | None, known: Knowledge) -> Scanned:
    """Return the last scan.

    Raises:
        UsageError: none is kept, or it cannot be read.
    """
    report, time = last_scan.kept()
    where = f"in the last scan, of {_named(report.target.paths)}, {time or report.target.date}"
    return _of_report(report, where, home, known, list)


def _of_report(
    report: saved.SavedReport,
    where: str,
    home: str | None,
    known: Knowledge,
    components: Callable[[], Sequence[Attributed]],
) -> Scanned:
    if not _DAY.fullmatch(report.target.date):
        raise UsageError("a report whose date is no date")
    area = checked_home(home or report.target.home, known.scoring.areas)
    found = [_as_known(dependency, known) for dependency in saved.dependencies(report)]
    assessed = assess(found, known, home=area, date=report.target.date)
    order = {dependency.id: number for number, dependency in enumerate(found)}
    in_order = tuple(sorted(assessed, key=lambda a: order[a.dependency.id]))
    told = tuple((finding.fingerprint, finding.dependency) for finding in report.findings)
    return Scanned(
        where=where,
        assessments=in_order,
        findings=(*told, *_fingerprints(gate(in_order, _EVERYTHING))),
        home=area,
        date=report.target.date,
        components=components,
    )


def _as_known(dependency: Dependency, known: Knowledge) -> Dependency:
    """A report may tell of products that today's catalogue has not: their facts are unknown then."""
    product = dependency.product if dependency.product in known.product_ids else None
    candidates = tuple(id_ for id_ in dependency.candidates if id_ in known.product_ids)
    return structs.replace(dependency, product=product, candidates=candidates)


def _fingerprints(findings: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    return tuple((finding.fingerprint, finding.dependency) for finding in findings)


def _named(paths: Sequence[str]) -> str:
    return ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
