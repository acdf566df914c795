"""Decisions to live with something until a day: which findings they cover, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from depscan.finding import Finding, Waiver, WaiverState

SOON_DAYS = 30
"""A waiver that ends within so many days is worth a word."""

Seen = tuple[str, int | None]
"""Path and line."""


class Subject(Struct, frozen=True):
    """What a waiver for a finding may name, and where the finding was seen."""

    names: frozenset[str]
    """Ids of the dependency, its product, its vendor; of a component its package URL or name."""
    places: tuple[Seen, ...]
    more: int = 0
    """Places that were counted and not kept: no waiver next to a line is known to hold there."""


class Cover(Struct, frozen=True):
    """What waivers make of a finding."""

    by: Waiver | None = None
    """The one that covers the finding, the first of several where each covers a place."""
    waived: int = 0
    """Places that are waived, where not all are."""
    left: tuple[Seen, ...] = ()
    expired: Waiver | None = None
    """One that would cover it, or a place of it, had it not ended."""


class Waivers:
    """All waivers of a scan."""

    def __init__(self, waivers: Iterable[Waiver], date: str) -> None:
        """Args: those of the settings and those next to lines, and the day the answer is for."""
        self._all = sorted(set(waivers), key=lambda w: (w.path, w.line or 0, w.what, w.rule or "", w.until, w.reason))
        self._date = date
        self._used: set[Waiver] = set()
        self._whole = [waiver for waiver in self._all if not waiver.inline]
        self._at: dict[Seen, list[Waiver]] = {}
        for waiver in self._all:
            if waiver.inline:
                for line in {waiver.line, waiver.covers}:
                    self._at.setdefault((waiver.path, line), []).append(waiver)

    def cover(self, finding: Finding, subject: Subject) -> Cover:
        """Return what covers a finding: one of the settings as a whole, one next to a line that place of it.

        All places that are known have to be waived for the finding to be.
        """
        names = subject.names | {finding.rule, finding.fingerprint}
        fitting = [waiver for waiver in self._whole if _meant(waiver, finding, names)]
        valid = [waiver for waiver in fitting if not self._ended(waiver)]
        expired = [waiver for waiver in fitting if self._ended(waiver)]
        by_place: list[Waiver] = []
        left: list[Seen] = []
        for place in subject.places if self._at else ():
            here = [waiver for waiver in self._at.get(place, ()) if _meant(waiver, finding, names)]
            holding = [waiver for waiver in here if not self._ended(waiver)]
            expired += [waiver for waiver in here if self._ended(waiver)]
            by_place += holding
            if not holding:
                left.append(place)
        self._used.update(valid, by_place)
        last = expired[0] if expired else None
        if valid:
            return Cover(by=valid[0])
        if by_place and not left and not subject.more:
            return Cover(by=by_place[0])
        return Cover(waived=len(subject.places) - len(left) if by_place else 0, left=tuple(left), expired=last)

    def told(self) -> tuple[Waiver, ...]:
        """Return all waivers with what became of them, sorted by place."""
        return tuple(structs.replace(waiver, state=self._state(waiver)) for waiver in self._all)

    def _state(self, waiver: Waiver) -> WaiverState:
        if self._ended(waiver):
            return WaiverState.EXPIRED
        return WaiverState.USED if waiver in self._used else WaiverState.UNUSED

    def _ended(self, waiver: Waiver) -> bool:
        return waiver.until < self._date


def _meant(waiver: Waiver, finding: Finding, names: frozenset[str]) -> bool:
    return waiver.what in names and waiver.rule in (None, finding.rule)


def ending_soon(waivers: Sequence[Waiver], date: str) -> tuple[Waiver, ...]:
    """Return the waivers in use that end within thirty days.

    Args:
        waivers: those of a report.
        date: the day of the report, ISO 8601.
    """
    used = tuple(waiver for waiver in waivers if waiver.state is WaiverState.USED)
    if not used:
        return ()
    from datetime import date as day
    from datetime import timedelta

    limit = (day.fromisoformat(date) + timedelta(days=SOON_DAYS)).isoformat()
    return tuple(waiver for waiver in used if waiver.until <= limit)
