"""scan(): the stages in order, nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from msgspec import structs

from depscan._version import __version__
from depscan.assess.portfolio import portfolio
from depscan.assess.risk import assess
from depscan.discover import base_of, discover
from depscan.errors import NothingToScan
from depscan.extract import extract
from depscan.extractors.registry import all_formats
from depscan.finding import Waiver
from depscan.found import Walk
from depscan.gate.eased import eased
from depscan.gate.policy import Facts, gate
from depscan.gate.settings import DEFAULTS, Settings
from depscan.knowledge.index import Knowledge
from depscan.knowledge.load import load_knowledge
from depscan.merge import merge, without_lockfile
from depscan.model import NO_LOCKFILE, Diagnostic, Inventory, Level, Scope
from depscan.redact import clean
from depscan.report import Report
from depscan.resolve import resolve
from depscan.syntax import limits

_DEVELOPMENT = (Scope.DEVELOPMENT, Scope.TEST)


def scan(
    targets: Sequence[str],
    settings: Settings = DEFAULTS,
    *,
    today: str | None = None,
    knowledge: Knowledge | None = None,
    progress: Callable[[int, str], None] | None = None,
) -> Report:
    """Read the targets and say whose law reaches what they depend on, and how hard it would be to leave.

    Args:
        targets: folders, files, or ``-`` for an SBOM on standard input.
        settings: home area, what to leave out, what to fail on.
        today: the date the answer is for, ISO 8601; the current date by default.
        knowledge: loaded from the package and ``settings.knowledge`` if not given.
        progress: told the number of files seen and the current one, for a progress bar.

    Returns:
        The report: assessments (riskiest first), components with their attributions, portfolio, diagnostics.

    Raises:
        UsageError: a target does not exist.
        NothingToScan: no file of a known format in the targets.
        KnowledgeError: knowledge does not validate, or rules and waivers of the settings contradict one another.
    """
    known = knowledge or load_knowledge(settings.knowledge)
    inventory, waivers = _read(targets, settings, known, progress)
    resolution = resolve(inventory.components, known)
    date = today or current_date()
    assessments = assess(resolution.dependencies, known, home=settings.home, date=date)
    gated = gate(
        Facts(
            assessments=assessments,
            known=known,
            date=date,
            components=resolution.components,
            attributions=resolution.attributions,
            waivers=waivers,
        ),
        settings,
    )
    return Report(
        tool_version=__version__,
        knowledge=known.stamp,
        paths=tuple(_shown_target(target) for target in targets),
        home=settings.home,
        date=date,
        inventory=structs.replace(inventory, components=resolution.components),
        attributions=resolution.attributions,
        assessments=assessments,
        portfolio=portfolio(assessments, {id_: c.name for id_, c in known.categories.items()}),
        findings=gated.findings,
        rules=gated.rules,
        waivers=gated.waivers,
        baseline=settings.baseline_name if settings.baseline is not None else None,
        settings=settings.file,
        eased=eased(settings),
        base=clean(base_of(targets)),
    )


def current_date() -> str:
    """Return today's date (UTC), ISO 8601; here and below are the only looks at the clock."""
    return time.strftime("%Y-%m-%d", time.gmtime())


def current_minute() -> str:
    """Return date and time (UTC) for people."""
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())


def _shown_target(target: str) -> str:
    """An absolute path tells the machine's folders, perhaps a person's name: its last part is enough."""
    return clean(os.path.basename(os.path.normpath(target)) if os.path.isabs(target) else target)


def _read(
    targets: Sequence[str], settings: Settings, known: Knowledge, progress: Callable[[int, str], None] | None
) -> tuple[Inventory, tuple[Waiver, ...]]:
    """Return what was found, and the waivers next to lines."""
    walk = Walk()
    files = discover(
        targets,
        walk,
        exclude=settings.exclude,
        exclude_by_target=settings.exclude_by_target,
        leave_out=settings.leave_out,
        installed=settings.installed,
    )
    found = extract(
        files,
        all_formats(),
        installed=settings.installed,
        source=settings.source,
        is_marker=lambda name: known.match("file", name) is not None,
        progress=progress,
    )
    if not found.read and not found.failed and not found.components:
        raise NothingToScan("no file of a format that depscan reads; see `depscan formats`")
    components = merge(found.components)
    notes = [_no_lockfile(path, count) for path, count in without_lockfile(components).items()]
    if not settings.include_dev:
        components = tuple(c for c in components if c.scope not in _DEVELOPMENT)
    inventory = Inventory(
        components=components,
        diagnostics=_told([*walk.diagnostics, *found.diagnostics, *notes], walk.untold),
        files_seen=found.seen,
        files_read=found.read,
        files_failed=found.failed,
        skipped_folders=tuple(sorted(walk.skipped)),
    )
    return inventory, tuple(found.waivers)


def _no_lockfile(path: str, count: int) -> Diagnostic:
    what = "1 package" if count == 1 else f"{count:,} packages"
    message = f"declares {what}, no lockfile pins any of them: what they pull in is not known"
    return Diagnostic(level=Level.NOTE, code=NO_LOCKFILE, message=message, path=path)


def _told(diagnostics: Sequence[Diagnostic], untold: int) -> tuple[Diagnostic, ...]:
    """Return the diagnostics once each, sorted; of warnings and notes so many, and then how many more there are."""
    everything = sorted(set(diagnostics), key=lambda d: (d.path, d.line or 0, d.code, d.message, d.found_by))
    others = [diagnostic for diagnostic in everything if diagnostic.level is not Level.ERROR]
    untold += max(len(others) - limits.WARNINGS, 0)
    if not untold:
        return tuple(everything)
    kept = set(others[: limits.WARNINGS])
    more = Diagnostic(level=Level.WARNING, code="untold", message=f"{untold:,} more warnings and notes", path=".")
    return (*(d for d in everything if d.level is Level.ERROR or d in kept), more)
