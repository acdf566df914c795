"""What would lower a risk, and by how much: the dependency assessed again as it would be, never a number by hand."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from depscan.assess.law_book import home_countries
from depscan.assess.risk import assess_beside, standing_of
from depscan.knowledge.index import Knowledge
from depscan.knowledge.licences import licence_class
from depscan.model import Alternative, Assessment, Delivery, Dependency, Factor, Interval, Use
from depscan.resolve import as_if_used

_OPERATED = (Delivery.HOSTED_SERVICE, Delivery.DISTRIBUTION_CHANNEL)
_RUN_BY_ONESELF = {
    Delivery.OPEN_SOURCE: ", open source, run by oneself",
    Delivery.SOURCE_AVAILABLE: ", source-available, run by oneself",
    Delivery.PROPRIETARY_SOFTWARE: ", run by oneself",
}
_COMPATIBLE = ("open-standard", "de-facto")


class Lever(Struct, frozen=True, kw_only=True):
    """One thing that can be done about a dependency."""

    says: str
    """What to do, in a few words."""
    before: Interval
    after: Interval
    """Risk as it would be."""

    @property
    def effect(self) -> float:
        """How far the upper end of the risk falls."""
        return self.before.high - self.after.high


class Situation(Struct, frozen=True, kw_only=True):
    """What a dependency is assessed in."""

    others: tuple[Dependency, ...]
    """All else that is depended on."""
    knowledge: Knowledge
    home: str
    date: str

    def assess(self, dependency: Dependency, knowledge: Knowledge | None = None) -> Assessment:
        """Return the assessment of a dependency as it would be, by other knowledge if given."""
        known = knowledge or self.knowledge
        return assess_beside(dependency, self.others, known, home=self.home, date=self.date)


def levers(assessment: Assessment, situation: Situation) -> tuple[Lever, ...]:
    """Return what would lower the risk by a point or more, the most effective first."""
    before = assessment.risk
    found = [Lever(says=says, before=before, after=after.risk) for says, after in _tried(assessment, situation)]
    worth = [lever for lever in found if round(lever.before.high) > round(lever.after.high)]
    return tuple(sorted(worth, key=lambda lever: (-lever.effect, lever.after.low, lever.says)))


def _tried(assessment: Assessment, situation: Situation) -> Iterator[tuple[str, Assessment]]:
    dependency = assessment.dependency
    for alternative, _, _ in assessment.alternatives:
        if alternative.product:
            yield _moved(dependency, alternative, situation)
    if dependency.product:
        yield from _changed_product(dependency, dependency.product, situation)
    clauses = structs.replace(dependency, contract=_best_clauses(situation.date))
    yield "a contract with short notice, no tacit renewal, reversibility and a cap on prices", situation.assess(clauses)
    alone = _alone(assessment, situation)
    if alone:
        yield alone


def _moved(dependency: Dependency, alternative: Alternative, situation: Situation) -> tuple[str, Assessment]:
    knowledge = situation.knowledge
    product = knowledge.product(alternative.product or "")
    supposed = as_if_used(product, use=dependency.use, scope=dependency.scope)
    supposed = structs.replace(supposed, scope=dependency.scope)  # a registry in place of a forge stays a build's need
    old = knowledge.product(dependency.product or "")
    compatible = old.interface is not None and old.interface.kind in _COMPATIBLE and alternative.effort == "low"
    pointed = compatible and dependency.delivery in _OPERATED
    how = _RUN_BY_ONESELF.get(product.delivery, "")
    verb = "point the endpoint at" if pointed else "move to"
    return f"{verb} {product.name}{how}", situation.assess(supposed)


def _changed_product(dependency: Dependency, product_id: str, situation: Situation) -> Iterator[tuple[str, Assessment]]:
    """The same product, depended on in another way."""
    knowledge = situation.knowledge
    product = knowledge.product(product_id)
    is_open = bool(product.licence) and licence_class(product.licence or "", knowledge.scoring) == "osi"
    if product.delivery is Delivery.HOSTED_SERVICE and is_open:
        own = structs.replace(product, delivery=Delivery.OPEN_SOURCE)
        supposed = structs.replace(dependency, delivery=Delivery.OPEN_SOURCE, regions=(), locations=())
        yield (
            f"run the software yourself ({product.licence}, open source)",
            situation.assess(supposed, knowledge.supposing(own)),
        )
    if product.delivery is Delivery.DISTRIBUTION_CHANNEL:
        if product.private_content is not False:
            public = structs.replace(product, private_content=False)
            yield "keep no private code or images there", situation.assess(dependency, knowledge.supposing(public))
        if product.serves and (product.serves.purl or product.serves.image):
            refreshed = structs.replace(dependency, use=Use.POSSIBLE)  # builds go on without it; what is new needs it
            yield "build from an own copy or mirror, which alone still asks it", situation.assess(refreshed)


def _best_clauses(date: str) -> tuple[tuple[str, str], ...]:
    """Facts of the contract that binds the least, as an inventory would tell them."""
    return (
        ("contract_end", date),
        ("notice", "1 month"),
        ("price_cap", "yes"),
        ("reversibility", "yes"),
        ("tacit_renewal", "no"),
    )


def _alone(assessment: Assessment, situation: Situation) -> tuple[str, Assessment] | None:
    """Without the other services of its group."""
    knowledge = situation.knowledge
    groups = standing_of(assessment.dependency.vendor, knowledge).groups
    apart = [d for d in situation.others if not groups & standing_of(d.vendor, knowledge).groups]
    left = [d for d in situation.others if d not in apart and d.delivery is not Delivery.OPEN_SOURCE]
    if not left or not _factor(assessment, "depth"):
        return None
    supposed = structs.replace(situation, others=tuple(apart)).assess(assessment.dependency)
    what = "the other service" if len(left) == 1 else f"the {len(left)} others"
    return f"leave {what} of {assessment.control.path[-1].name}", supposed


def _factor(assessment: Assessment, name: str) -> Factor | None:
    return next((f for f in assessment.factors if f.factor == name and f.points.high > 0), None)


def region_is_no_lever(assessment: Assessment, home: str, knowledge: Knowledge) -> bool:
    """Tell whether it is to be said that data in a region of the home area would change nothing."""
    dependency = assessment.dependency
    country = assessment.control.country
    foreign = country is not None and country not in home_countries(home, knowledge.scoring)
    return foreign and dependency.delivery is Delivery.HOSTED_SERVICE
