"""What changed between two saved reports, and why: the code, the knowledge, or the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from depscan.model import Interval
from depscan.render import words
from depscan.saved import SavedDependency, SavedReport


class Cause(StrEnum):
    """Why a dependency looks different."""

    CODE = "the code changed"
    KNOWLEDGE = "the knowledge changed"
    BOTH = "the code and the knowledge changed"
    EITHER = "the code or the knowledge changed"
    DAY = "another day or another home area"


class Change(Struct, frozen=True):
    """What is different about one dependency that both reports know."""

    old: SavedDependency
    new: SavedDependency
    what: tuple[str, ...]
    """A sentence each."""
    cause: Cause


class Comparison(Struct, frozen=True):
    """Two reports, one against the other."""

    came: tuple[tuple[SavedDependency, Cause], ...]
    went: tuple[tuple[SavedDependency, Cause], ...]
    changed: tuple[Change, ...]
    same: int
    """Number of dependencies without any difference."""
    remarks: tuple[str, ...] = ()
    """What makes the two hard to compare."""


Rescore = Callable[[Sequence[SavedDependency], str, str], dict[str, tuple[Interval, str | None]]]
"""Gives (risk, country of control) by id for dependencies, a home area and a date, by the knowledge at hand."""


def compare(old: SavedReport, new: SavedReport, *, digest: str, rescore: Rescore) -> Comparison:
    """Compare two reports.

    Args:
        old: the earlier one.
        new: the later one.
        digest: of the knowledge at hand; if it is that of the later report, what the knowledge alone has changed can
            be told from what the code has.
        rescore: assesses dependencies by the knowledge at hand.
    """
    before = {dependency.id: dependency for dependency in old.dependencies}
    after = {dependency.id: dependency for dependency in new.dependencies}
    same_knowledge = old.knowledge.digest == new.knowledge.digest
    same_day = (old.target.home, old.target.date) == (new.target.home, new.target.date)
    common = [before[id_] for id_ in before.keys() & after.keys()]
    by_knowledge = (
        rescore(common, new.target.home, new.target.date)
        if not same_knowledge and digest == new.knowledge.digest
        else {}
    )
    changed: list[Change] = []
    for id_ in sorted(before.keys() & after.keys()):
        what = tuple(_differences(before[id_], after[id_]))
        if what:
            cause = _cause(before[id_], after[id_], by_knowledge, same_knowledge=same_knowledge, same_day=same_day)
            changed.append(Change(before[id_], after[id_], what, cause))
    changed.sort(key=lambda change: (-abs(change.new.risk.score[1] - change.old.risk.score[1]), change.new.id))
    other = Cause.CODE if same_knowledge else Cause.EITHER
    return Comparison(
        came=tuple((after[id_], other) for id_ in _by_risk(after, after.keys() - before.keys())),
        went=tuple((before[id_], other) for id_ in _by_risk(before, before.keys() - after.keys())),
        changed=tuple(changed),
        same=len(common) - len(changed),
        remarks=tuple(_remarks(old, new)),
    )


def _by_risk(known: dict[str, SavedDependency], ids: set[str]) -> list[str]:
    return sorted(ids, key=lambda id_: (-known[id_].risk.score[1], id_))


def _remarks(old: SavedReport, new: SavedReport) -> Iterator[str]:
    coverage = [f"{side.summary.attributed:,} of {side.summary.components:,}" for side in (old, new)]
    if coverage[0] != coverage[1]:
        yield f"components attributed: {coverage[1]}, were {coverage[0]}; what is not attributed is in no row"
    if old.summary.files.failed != new.summary.files.failed:
        yield f"files that could not be read: {new.summary.files.failed}, were {old.summary.files.failed}"
    if old.target.home != new.target.home:
        yield f"home was {old.target.home}, is {new.target.home}: exposure is seen from elsewhere"
    if old.target.paths != new.target.paths:
        yield f"targets were {', '.join(old.target.paths)}, are {', '.join(new.target.paths)}"
    if old.tool.version != new.tool.version:
        yield f"depscan was {old.tool.version}, is {new.tool.version}: what is read may differ"


def _differences(old: SavedDependency, new: SavedDependency) -> Iterator[str]:
    if old.vendor.id != new.vendor.id:
        yield f"offered by {new.vendor.name}, was by {old.vendor.name}"
    chains = [" → ".join(step.name for step in side.control.path) for side in (old, new)]
    if chains[0] != chains[1] and old.vendor.id == new.vendor.id:
        yield f"changed hands: {chains[1]}, was {chains[0]}"
    if old.control.country != new.control.country:
        yield f"controlled from {_country(new)}, was from {_country(old)}"
    if old.delivery != new.delivery:
        yield f"{new.delivery.value}, was {old.delivery.value}"
    if old.licence != new.licence and old.licence and new.licence:
        yield f"licence {new.licence}, was {old.licence}"
    laws = [{law.law for law in side.exposure.laws if law.applies} for side in (old, new)]
    if laws[1] - laws[0]:
        yield f"reached by {', '.join(sorted(laws[1] - laws[0]))}"
    if laws[0] - laws[1]:
        yield f"no longer reached by {', '.join(sorted(laws[0] - laws[1]))}"
    if old.use != new.use or old.scope != new.scope:
        yield f"use {new.use.value} in {new.scope.value}, was {old.use.value} in {old.scope.value}"
    if old.regions != new.regions:
        yield f"regions {', '.join(new.regions) or 'none'}, were {', '.join(old.regions) or 'none'}"
    costs = [_costs(side) for side in (old, new)]
    if costs[0] != costs[1]:
        yield f"costs {costs[1]} a year, was {costs[0]}"
    for term in sorted(old.contract.keys() | new.contract.keys()):
        was, is_now = (side.contract.get(term) or "not told" for side in (old, new))
        if was != is_now:
            yield f"contract: {term.removeprefix('contract_').replace('_', ' ')} {is_now}, was {was}"
    for name, scores in (
        ("exposure", (old.exposure, new.exposure)),
        ("lock-in", (old.lock_in, new.lock_in)),
        ("risk", (old.risk, new.risk)),
    ):
        was, is_now = (words.score(side.interval) for side in scores)
        if was != is_now:
            yield f"{name} {is_now}, was {was}"
    if old.risk.severity != new.risk.severity:
        yield f"{new.risk.severity}, was {old.risk.severity}"


def _costs(side: SavedDependency) -> str:
    return " + ".join(f"{one.amount:,.0f} {one.currency}".rstrip() for one in side.annual_cost) or "nothing told"


def _country(side: SavedDependency) -> str:
    return side.control.country or ("nowhere" if side.control.known else "an unknown country")


def _as_found(side: SavedDependency) -> tuple[object, ...]:
    """What the code says of a dependency, as far as scores depend on it."""
    costs = [(amount.currency, amount.amount) for amount in side.annual_cost]
    return (side.use, side.scope, side.regions, sorted(side.contract.items()), costs, side.candidates)


def _cause(
    old: SavedDependency,
    new: SavedDependency,
    by_knowledge: dict[str, tuple[Interval, str | None]],
    *,
    same_knowledge: bool,
    same_day: bool,
) -> Cause:
    as_before = _as_found(old) == _as_found(new)
    if same_knowledge:
        # the depth of a vendor's lane moves with other dependencies: that is the code, too
        return Cause.CODE if same_day or not as_before else Cause.DAY
    known = by_knowledge.get(old.id)
    if known is None:
        return Cause.KNOWLEDGE if as_before else Cause.EITHER
    score, country = known
    alone = words.score(score) == words.score(new.risk.interval) and country == new.control.country
    if as_before or alone:
        return Cause.KNOWLEDGE
    moved = words.score(score) != words.score(old.risk.interval) or country != old.control.country
    return Cause.BOTH if moved else Cause.CODE
