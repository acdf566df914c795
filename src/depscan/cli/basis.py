"""What a question is asked of: targets that are scanned, or a report that was saved."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from depscan import saved
from depscan.errors import UsageError
from depscan.gate.settings import Settings
from depscan.knowledge.index import Knowledge
from depscan.model import NO_LOCKFILE, Dependency
from depscan.pipeline import current_date, scan

DEFAULT_HOME = Settings().home


class Basis(Struct, frozen=True, kw_only=True):
    """Dependencies with the circumstances in which they were found."""

    dependencies: tuple[Dependency, ...]
    home: str
    date: str
    """The day the answer is for: today, or the day of the saved report."""
    paths: tuple[str, ...]
    components: int
    attributed: int
    unread: int
    """Files that could not be read."""
    unlocked: int
    """Manifests of which no lockfile pins anything."""
    saved_with: str | None = None
    """Version and digest of the knowledge of a saved report."""

    @property
    def unknown(self) -> int:
        """Number of components of which nobody is known to be behind."""
        return self.components - self.attributed


def basis(targets: Sequence[str], home: str | None, known: Knowledge) -> Basis:
    """Scan the targets, or read the one that is a saved report.

    Args:
        targets: folders and files, or one report.
        home: the reader's legal area; None for the report's own, or the default.
        known: for the areas that a home may name.

    Raises:
        UsageError: no such target, area or report; a report among other targets.
        NothingToScan: nothing of a known format.
    """
    if len(targets) == 1 and saved.is_report(targets[0]):
        return _of_report(saved.read_report(targets[0]), home, known)
    report = scan(targets, Settings(home=checked_home(home or DEFAULT_HOME, known.scoring.areas)), knowledge=known)
    return Basis(
        dependencies=tuple(assessment.dependency for assessment in report.assessments),
        home=report.home,
        date=report.date,
        paths=report.paths,
        components=len(report.inventory.components),
        attributed=report.attributed,
        unread=report.inventory.files_failed,
        unlocked=sum(diagnostic.code == NO_LOCKFILE for diagnostic in report.inventory.diagnostics),
    )


def _of_report(report: saved.SavedReport, home: str | None, known: Knowledge) -> Basis:
    return Basis(
        dependencies=saved.dependencies(report),
        home=checked_home(home or report.target.home, known.scoring.areas),
        date=report.target.date or current_date(),
        paths=tuple(report.target.paths),
        components=report.summary.components,
        attributed=report.summary.attributed,
        unread=report.summary.files.failed,
        unlocked=sum(diagnostic.code == NO_LOCKFILE for diagnostic in report.diagnostics),
        saved_with=f"{report.knowledge.version} {report.knowledge.digest}",
    )


def checked_home(text: str, areas: dict[str, frozenset[str]]) -> str:
    """Return the area in capitals, checked: an unknown one would make every law extraterritorial.

    Raises:
        UsageError: neither an area nor a two-letter code.
    """
    code = {"UK": "GB"}.get(text.upper(), text.upper())
    if code not in areas and not (len(code) == 2 and code.isalpha()):
        raise UsageError(f"--home {text}: neither an area ({', '.join(sorted(areas))}) nor a two-letter country code")
    return code
