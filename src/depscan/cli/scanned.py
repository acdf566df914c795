"""What rows, findings and names are looked up in: a fresh scan, a saved report, or the last scan, which is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from depscan.assess.levers import Situation
from depscan.assess.risk import assess
from depscan.cli import last_scan
from depscan.cli.basis import Attributed, Basis, basis, of_report
from depscan.errors import UsageError
from depscan.gate.conflicts import FAIL_ON
from depscan.gate.policy import fingerprint
from depscan.knowledge.index import Knowledge
from depscan.model import Assessment, Dependency, Severity
from depscan.render import words


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
            raise UsageError(f"row {number}: there are {words.plural(len(self.assessments), 'row')} {self.where}")
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
    found = basis(targets, home, known)
    named = _named(found.paths)
    return _of(found, f"in the report of {named}, {found.date}" if found.is_report else f"in {named}", known)


def last(home: str | None, known: Knowledge) -> Scanned:
    """Return the last scan.

    Raises:
        UsageError: none is kept, or it cannot be read.
    """
    report, time = last_scan.kept()
    found = of_report(report, home, known, list)
    return _of(found, f"in the last scan, of {_named(report.target.paths)}, {time or report.target.date}", known)


def _of(found: Basis, where: str, known: Knowledge) -> Scanned:
    assessed = assess(found.dependencies, known, home=found.home, date=found.date)
    order = {dependency.id: number for number, dependency in enumerate(found.dependencies)}
    in_order = tuple(sorted(assessed, key=lambda a: order[a.dependency.id]))
    return Scanned(
        where=where,
        assessments=in_order,
        findings=(*found.findings, *_fingerprints(in_order)),
        home=found.home,
        date=found.date,
        components=found.components,
    )


def _fingerprints(assessments: Sequence[Assessment]) -> Iterator[tuple[str, str]]:
    """Yield those of the findings that ``--fail-on`` would make, whatever the severity."""
    for severity in Severity:
        for assessment in assessments:
            id_ = assessment.dependency.id
            yield fingerprint(f"{FAIL_ON}{severity.value}", id_), id_


def _named(paths: Sequence[str]) -> str:
    return ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
