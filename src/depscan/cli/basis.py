"""What a question is asked of: targets that are scanned, or a report that was saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct, structs

from depscan import saved
from depscan.errors import UsageError
from depscan.gate.settings import Settings
from depscan.knowledge.index import Knowledge
from depscan.model import NO_LOCKFILE, Attribution, Component, Dependency
from depscan.pipeline import scan
from depscan.report import Coverage

DEFAULT_HOME = Settings().home
_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")

Attributed = tuple[Component, Attribution]


class Basis(Struct, frozen=True, kw_only=True):
    """Dependencies with the circumstances in which they were found."""

    dependencies: tuple[Dependency, ...]
    """The first is row 1."""
    home: str
    date: str
    """The day the answer is for: today, or the day of the saved report."""
    paths: tuple[str, ...]
    coverage: Coverage
    components: Callable[[], Sequence[Attributed]]
    """All that was seen, with who is behind it; none where a report no longer has them."""
    findings: tuple[tuple[str, str], ...] = ()
    """(fingerprint, id of a dependency), as a report has them."""
    is_report: bool = False


def basis(targets: Sequence[str], home: str | None, known: Knowledge) -> Basis:
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
        return of_report(saved.read_report(targets[0]), home, known, lambda: saved.components(targets[0]))
    report = scan(targets, Settings(home=checked_home(home or DEFAULT_HOME, known.scoring.areas)), knowledge=known)
    return Basis(
        dependencies=tuple(assessment.dependency for assessment in report.assessments),
        home=report.home,
        date=report.date,
        paths=report.paths,
        coverage=Coverage(
            components=len(report.inventory.components),
            attributed=report.attributed,
            unread=report.inventory.files_failed,
            unlocked=sum(diagnostic.code == NO_LOCKFILE for diagnostic in report.inventory.diagnostics),
        ),
        components=lambda: list(zip(report.inventory.components, report.attributions, strict=True)),
    )


def of_report(
    report: saved.SavedReport, home: str | None, known: Knowledge, components: Callable[[], Sequence[Attributed]]
) -> Basis:
    """Return what a saved report holds.

    Raises:
        UsageError: a date or an area that is none.
    """
    if not _DAY.fullmatch(report.target.date):
        raise UsageError("a report whose date is no date")
    return Basis(
        dependencies=tuple(_as_known(dependency, known) for dependency in saved.dependencies(report)),
        home=checked_home(home or report.target.home, known.scoring.areas),
        date=report.target.date,
        paths=tuple(report.target.paths),
        coverage=Coverage(
            components=report.summary.components,
            attributed=report.summary.attributed,
            unread=report.summary.files.failed,
            unlocked=sum(diagnostic.code == NO_LOCKFILE for diagnostic in report.diagnostics),
        ),
        components=components,
        findings=tuple((f.fingerprint, f.dependency) for f in report.findings if f.dependency),
        is_report=True,
    )


def _as_known(dependency: Dependency, known: Knowledge) -> Dependency:
    """A report may tell of products that today's catalogue has not: their facts are unknown then."""
    product = dependency.product if dependency.product and known.has_product(dependency.product) else None
    candidates = tuple(id_ for id_ in dependency.candidates if known.has_product(id_))
    return structs.replace(dependency, product=product, candidates=candidates)


def checked_home(text: str, areas: dict[str, frozenset[str]]) -> str:
    """Return the area in capitals, checked: an unknown one would make every law extraterritorial.

    Raises:
        UsageError: neither an area nor a two-letter code.
    """
    code = {"UK": "GB"}.get(text.upper(), text.upper())
    if code not in areas and not (len(code) == 2 and code.isalpha()):
        raise UsageError(f"--home {text}: neither an area ({', '.join(sorted(areas))}) nor a two-letter country code")
    return code
