"""Hold what is depended on against a framework: what a scan says, what a person answered, what neither can tell.

Gate and score stay apart: the level of a group is the lowest that any counted dependency and any answer leave; the
score is what a person's answers are worth, weighted with one official set, which is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from depscan.assess.ceilings import Lid, lids
from depscan.assess.law_book import home_countries
from depscan.assess.portfolio import portfolio
from depscan.assess.probes import signs
from depscan.assess.risk import assess
from depscan.assess.signs import Sign, Situation, Weight
from depscan.framework import Criterion, Framework, WeightSet
from depscan.knowledge.index import Knowledge
from depscan.model import Assessment, Dependency, Interval
from depscan.report import Coverage, Portfolio


class Said(StrEnum):
    """A person's answer to a criterion."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not-met"
    NOT_APPLICABLE = "not-applicable"


class Answer(Struct, frozen=True, kw_only=True):
    """What a person says of a criterion."""

    said: Said
    because: str = ""
    level: int | None = None
    """Where the framework has levels."""
    points: float | None = None
    """Percent of the criterion's points, where it has points."""


class Verdict(StrEnum):
    """What a scan says of a criterion, all in all."""

    CONTRADICTED = "contradicted"
    SUPPORTED = "supported"
    MIXED = "in part contradicted"
    MATERIAL = "material"
    UNKNOWN = "not known"
    NOTHING = "nothing to look at"
    OUT_OF_SIGHT = "not from files"


class Held(Struct, frozen=True, kw_only=True):
    """One criterion, held against what is depended on."""

    criterion: Criterion
    verdict: Verdict
    signs: tuple[Sign, ...]
    answer: Answer | None = None

    @property
    def conflict(self) -> bool:
        """A person says that it is met, and the scan has something against it."""
        against = self.verdict in (Verdict.CONTRADICTED, Verdict.MIXED)
        return against and self.answer is not None and self.answer.said is Said.MET


class GroupOutcome(Struct, frozen=True, kw_only=True):
    """One group of a framework with levels and points."""

    id: str
    ceiling: int
    """The highest level that dependencies leave."""
    lids: tuple[Lid, ...]
    """What holds it down, the lowest first."""
    answered: int
    """Number of criteria answered, of ``asked``."""
    asked: int
    level: int
    """The ceiling, or the lowest level among the answers if that is lower."""
    score: Interval
    """Share of the group's points, 0..1: from all unanswered as none to all unanswered as full."""


class Outcome(Struct, frozen=True, kw_only=True):
    """A framework, held against what is depended on."""

    framework: Framework
    assessments: tuple[Assessment, ...]
    """Seen from the area of the framework."""
    held: tuple[Held, ...]
    groups: tuple[GroupOutcome, ...] = ()
    level: int | None = None
    """The lowest level of all groups; None where the framework has no levels."""
    weights: WeightSet | None = None
    score: Interval | None = None
    """Percent, by ``weights``."""

    @property
    def answered(self) -> int:
        """Number of criteria that a person answered."""
        return sum(held.answer is not None for held in self.held)


class Asked(Struct, frozen=True, kw_only=True):
    """What a framework is held against."""

    dependencies: tuple[Dependency, ...]
    date: str
    coverage: Coverage


def hold(
    framework: Framework,
    asked: Asked,
    knowledge: Knowledge,
    *,
    answers: Mapping[str, Answer] | None = None,
    weights: str | None = None,
) -> Outcome:
    """Hold what is depended on against a framework.

    Args:
        framework: its criteria.
        asked: dependencies, and how complete the scan was.
        knowledge: vendors, products, laws.
        answers: of a person, by id of the criterion.
        weights: id of the set of weights; by default the framework's first.

    Raises:
        KeyError: the framework has no such weights.
    """
    views = {area: _seen_from(area, asked, knowledge) for area in _areas(framework)}
    given = answers or {}
    own = views[framework.area].assessments
    held = tuple(
        _held(criterion, views[criterion.area or framework.area], asked, knowledge, given.get(criterion.id))
        for criterion in framework.criteria
    )
    if not framework.rungs:
        return Outcome(framework=framework, assessments=own, held=held)
    found = lids(own, framework, knowledge, views[framework.area].area)
    groups = tuple(_group(group.id, held, found, framework) for group in framework.groups)
    chosen = _weights(framework, weights)
    return Outcome(
        framework=framework,
        assessments=own,
        held=held,
        groups=groups,
        level=min(group.level for group in groups),
        weights=chosen,
        score=_score(groups, chosen) if chosen else None,
    )


def _areas(framework: Framework) -> set[str]:
    return {framework.area, *(criterion.area for criterion in framework.criteria if criterion.area)}


class _View(NamedTuple):
    """What is depended on, seen from an area."""

    area: frozenset[str]
    assessments: tuple[Assessment, ...]
    picture: Portfolio


def _seen_from(area: str, asked: Asked, knowledge: Knowledge) -> _View:
    assessments = assess(asked.dependencies, knowledge, home=area, date=asked.date)
    return _View(home_countries(area, knowledge.scoring), assessments, portfolio(assessments))


def _held(criterion: Criterion, view: _View, asked: Asked, knowledge: Knowledge, answer: Answer | None) -> Held:
    situation = Situation(
        criterion=criterion,
        area=view.area,
        knowledge=knowledge,
        date=asked.date,
        picture=view.picture,
        coverage=asked.coverage,
    )
    found = signs(view.assessments, situation)
    return Held(criterion=criterion, verdict=_verdict(criterion, found), signs=found, answer=answer)


def _verdict(criterion: Criterion, found: Sequence[Sign]) -> Verdict:
    weights = {sign.weight for sign in found}
    if not criterion.probes:
        return Verdict.OUT_OF_SIGHT
    if criterion.material and Weight.NOTED in weights:
        return Verdict.MATERIAL
    if Weight.CONTRADICTS in weights:
        return Verdict.MIXED if Weight.SUPPORTS in weights else Verdict.CONTRADICTED
    if Weight.SUPPORTS in weights and Weight.UNKNOWN not in weights:
        return Verdict.SUPPORTED
    if Weight.UNKNOWN in weights:
        return Verdict.UNKNOWN
    return Verdict.MATERIAL if weights else Verdict.NOTHING


# ------------------------------------------------------------------------------------------------- levels and points


def _group(group: str, held: Sequence[Held], found: Sequence[Lid], framework: Framework) -> GroupOutcome:
    mine = [one for one in held if one.criterion.group == group]
    answers = [one.answer for one in mine if one.answer and one.answer.said is not Said.NOT_APPLICABLE]
    under = tuple(sorted((lid for lid in found if lid.group == group), key=lambda lid: (lid.level, lid.dependency)))
    top = max(rung.level for rung in framework.rungs)
    ceiling = min((lid.level for lid in under if lid.counts), default=top)
    levels = [answer.level for answer in answers if answer.level is not None]
    return GroupOutcome(
        id=group,
        ceiling=ceiling,
        lids=under,
        answered=sum(one.answer is not None for one in mine),
        asked=len(mine),
        level=min([ceiling, *levels]),
        score=_share(mine),
    )


def _share(held: Sequence[Held]) -> Interval:
    """Return the share of points reached; what does not apply is left out, what is open spans from none to all."""
    counted = [one for one in held if not (one.answer and one.answer.said is Said.NOT_APPLICABLE)]
    total = sum(one.criterion.points or 1.0 for one in counted)
    if not total:
        return Interval(low=0.0, high=1.0)
    parts = [(one.criterion.points or 1.0, *_worth(one.answer)) for one in counted]
    return Interval(
        low=sum(points * low for points, low, _ in parts) / total,
        high=sum(points * high for points, _, high in parts) / total,
    )


def _worth(answer: Answer | None) -> tuple[float, float]:
    if answer is None:
        return 0.0, 1.0
    if answer.points is not None:
        return answer.points / 100, answer.points / 100
    return {Said.MET: (1.0, 1.0), Said.NOT_MET: (0.0, 0.0)}.get(answer.said, (0.0, 1.0))


def _weights(framework: Framework, wanted: str | None) -> WeightSet | None:
    if wanted is None:
        return framework.weights[0] if framework.weights else None
    for weights in framework.weights:
        if weights.id == wanted:
            return weights
    raise KeyError(wanted)


def _score(groups: Sequence[GroupOutcome], weights: WeightSet) -> Interval:
    return Interval(
        low=sum(group.score.low * weights.values[group.id] for group in groups),
        high=sum(group.score.high * weights.values[group.id] for group in groups),
    )
