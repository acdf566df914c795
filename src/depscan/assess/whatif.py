"""What if: a country, a vendor, a product or a law cuts us off; one product takes another's place; prices rise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct, structs

from depscan.assess.control import standing, technology
from depscan.assess.law_book import home_countries
from depscan.knowledge.index import Knowledge
from depscan.model import SCOPE_ORDER, USE_ORDER, Assessment, Delivery, Dependency, Product

_REACHING = ("incorporated", "headquartered", "controlled")
_ALTERNATIVES_TOLD = 2


class Outcome(StrEnum):
    """What becomes of a dependency, the worst first."""

    STOPS = "stops at once"
    ENDS = "stops at renewal or expiry"
    STALE = "no more updates"
    GOES_ON = "goes on"


class Cut(Struct, frozen=True):
    """Who or what stops serving."""

    kind: str
    """country, vendor, product or law."""
    id: str
    name: str
    countries: frozenset[str] = frozenset()


class Consequence(Struct, frozen=True):
    """What a cut means for one dependency."""

    assessment: Assessment
    outcome: Outcome
    because: str
    prepare: tuple[str, ...] = ()


class Replacement(Struct, frozen=True):
    """One product in place of another."""

    old: str
    new: str


class PriceRise(Struct, frozen=True):
    """A change of what a vendor's, or a group's, products cost."""

    whose: str
    percent: float


def cut(assessments: Sequence[Assessment], target: Cut, knowledge: Knowledge) -> tuple[Consequence, ...]:
    """Sort dependencies by what becomes of them if somebody stops serving.

    Args:
        assessments: what is depended on.
        target: who stops: every vendor registered in, managed or controlled from a country; a vendor with all that it
            controls; one product or channel; or whoever a law makes stop.
        knowledge: vendors and their owners.

    Returns:
        The worst outcome first, then by risk.
    """
    found = [_consequence(assessment, target, knowledge) for assessment in assessments]
    order = list(Outcome)
    return tuple(
        sorted(found, key=lambda c: (order.index(c.outcome), -c.assessment.risk.high, c.assessment.dependency.id))
    )


def _consequence(assessment: Assessment, target: Cut, knowledge: Knowledge) -> Consequence:
    if target.kind == "law":
        return _under_law(assessment, target, knowledge)
    dependency = assessment.dependency
    direct, reason = _hit(dependency.vendor, dependency.product, target, knowledge)
    if not reason and (influence := _influence(dependency.vendor, target, knowledge)):
        told = ("ask the vendor what this owner can forbid",)
        return Consequence(assessment, Outcome.GOES_ON, f"{influence}: it decides with others, not alone", told)
    if not reason:
        because = (
            "not known who controls it" if not assessment.control.known else f"nothing connects it with {target.name}"
        )
        return Consequence(assessment, Outcome.GOES_ON, because)
    if not direct:
        return _without_technology(assessment, reason)
    outcome, because = _OUTCOMES[dependency.delivery]
    if outcome is Outcome.ENDS:
        because = f"{because}{_until(dependency)}"
    return Consequence(
        assessment, outcome, f"{reason}: {because}", tuple(_prepare(dependency, outcome, target, knowledge))
    )


_OUTCOMES = {
    Delivery.HOSTED_SERVICE: (Outcome.STOPS, "they run it"),
    Delivery.DISTRIBUTION_CHANNEL: (
        Outcome.STOPS,
        "nothing new is downloaded or built through it; what is built goes on",
    ),
    Delivery.PROPRIETARY_SOFTWARE: (Outcome.ENDS, "what is installed runs until its licence ends"),
    Delivery.SOURCE_AVAILABLE: (
        Outcome.STALE,
        "it runs on without their fixes; the licence limits who may go on with it",
    ),
    Delivery.OPEN_SOURCE: (Outcome.STALE, "it runs on, and anybody may go on with it"),
    Delivery.MODEL_WEIGHTS: (Outcome.GOES_ON, "what is downloaded stays; there is nothing newer"),
}


def _until(dependency: Dependency) -> str:
    contract = dict(dependency.contract)
    end = contract.get("contract_end") or contract.get("renewal")
    return f", by the inventory {end}" if end else "; when that is, no inventory tells"


def _without_technology(assessment: Assessment, reason: str) -> Consequence:
    if assessment.dependency.delivery is Delivery.OPEN_SOURCE:
        return Consequence(assessment, Outcome.GOES_ON, reason)
    told = ("ask the operator how long it can run without its licensor",)
    return Consequence(assessment, Outcome.STALE, f"{reason}: operated by others, on technology under licence", told)


def _hit(vendor_id: str, product_id: str | None, target: Cut, knowledge: Knowledge) -> tuple[bool, str]:
    """Return whether the cut reaches who offers it (or only its technology), and the reason; no reason: it does not."""
    product = knowledge.product(product_id) if product_id else None
    if target.kind == "product":
        same = product_id == target.id
        return same, f"it is {target.name}" if same else ""
    try:
        vendor = knowledge.vendor(vendor_id)
    except KeyError:
        return False, ""
    if target.kind == "vendor":
        return _of_vendor(vendor_id, product, target, knowledge)
    reaches = [*standing(vendor, knowledge).reaches, *(technology(product.name, product) if product else ())]
    for trigger in (*_REACHING, "origin"):
        for reach in reaches:
            if reach.trigger == trigger and reach.country in target.countries:
                return trigger != "origin", reach.because
    return False, ""


def _influence(vendor_id: str, target: Cut, knowledge: Knowledge) -> str | None:
    """Return how a country, or an owner, has decisive influence on a vendor that it does not control."""
    if target.kind not in ("country", "vendor") or not knowledge.has_vendor(vendor_id):
        return None
    if target.kind == "country":
        reaches = standing(knowledge.vendor(vendor_id), knowledge).reaches
        return next((r.because for r in reaches if r.trigger == "influence" and r.country in target.countries), None)
    for one in sorted(_owners(vendor_id, knowledge)):
        for owner in knowledge.vendor(one).owners:
            if owner.influence and owner.until is None and target.id in _owners(owner.vendor, knowledge):
                names = [knowledge.vendor(id_).name for id_ in (vendor_id, owner.vendor)]
                return f"{names[0]} ← {names[1]} (decisive influence)"
    return None


def _of_vendor(vendor_id: str, product: Product | None, target: Cut, knowledge: Knowledge) -> tuple[bool, str]:
    vendor = knowledge.vendor(vendor_id)
    chain = _owners(vendor_id, knowledge)
    if target.id in chain:
        return True, f"offered by {target.name}" if vendor_id == target.id else f"{vendor.name} ← {target.name}"
    origins = (*vendor.technology_origin, *(product.technology_origin if product else ()))
    for origin in origins:
        if origin.vendor and target.id in _owners(origin.vendor, knowledge):
            return False, f"{vendor.name}: {origin.because}"
    return False, ""


def _owners(vendor_id: str, knowledge: Knowledge) -> set[str]:
    """Return a vendor and all who control it, upwards."""
    found: set[str] = set()
    waiting = [vendor_id]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += [o.vendor for o in knowledge.vendor(one).owners if o.control and o.until is None]
    return found


def _under_law(assessment: Assessment, target: Cut, knowledge: Knowledge) -> Consequence:
    """A law that is used to the full: what it may stop stops, what it may demand is demanded."""
    dependency = assessment.dependency
    binding = [e for e in assessment.exposures if e.law == target.id and e.applies and e.points.high > 0]
    if not binding:
        return Consequence(assessment, Outcome.GOES_ON, f"{target.name} does not reach it, by what is known")
    stopping = [exposure for exposure in binding if exposure.effect in ("S", "X")]
    direct = [exposure for exposure in stopping if exposure.trigger != "origin"]
    if direct:
        outcome, because = _OUTCOMES[dependency.delivery]
        if outcome is Outcome.STOPS and all(exposure.effect != "S" for exposure in direct):
            outcome, because = Outcome.ENDS, "what needs an export licence is not renewed"
        if outcome is Outcome.ENDS:
            because = f"{because}{_until(dependency)}"
        prepare = tuple(_prepare(dependency, outcome, target, knowledge))
        return Consequence(assessment, outcome, f"{direct[0].because}: {because}", prepare)
    if stopping:
        return _without_technology(assessment, stopping[0].because)
    reason = binding[0].because
    told = ("encrypt with keys that the operator does not hold, or move what must not be read",)
    return Consequence(assessment, Outcome.GOES_ON, f"{reason}: it runs on, data can be demanded", told)


def _prepare(dependency: Dependency, outcome: Outcome, target: Cut, knowledge: Knowledge) -> Iterator[str]:
    """Yield what to do beforehand, from the facts of the catalogue."""
    product = knowledge.product(dependency.product) if dependency.product else None
    if dependency.delivery is Delivery.DISTRIBUTION_CHANNEL:
        yield "mirror what is used, pin it, and build from the mirror"
    elif outcome is Outcome.STALE:
        yield "keep a copy of the source and of what is built from it"
    elif product and product.data_export == "standard":
        yield "test the export, which is in a standard form"
    elif product and product.data_export == "proprietary":
        yield "write and test a conversion: the export has the vendor's own form"
    elif product and product.data_export == "none":
        yield "there is no export: keep a second copy of the data elsewhere"
    told = 0
    for alternative in (product.alternatives if product else None) or ():
        if alternative.product:
            other = knowledge.product(alternative.product)
            if _hit(other.vendor, other.id, target, knowledge)[1] and target.kind != "law":
                continue
        name = knowledge.product(alternative.product).name if alternative.product else alternative.name
        yield f"{name} ({alternative.effort} effort): {alternative.because}"
        told += 1
        if told == _ALTERNATIVES_TOLD:
            return


def replaced(
    found: Sequence[Dependency], changes: Iterable[Replacement], knowledge: Knowledge
) -> tuple[Dependency, ...]:
    """Return the dependencies with products in place of others: where, how and how certainly stays as it was.

    Raises:
        KeyError: a product that the catalogue does not know, or an old one that is not depended on.
    """
    current = {dependency.id: dependency for dependency in found}
    for change in changes:
        old = current.pop(change.old)
        product = knowledge.product(change.new)
        new = structs.replace(
            old,
            id=product.id,
            name=product.name,
            category=product.category,
            delivery=product.delivery,
            vendor=product.vendor,
            product=product.id,
            licence=product.licence,
            candidates=(),
            regions=(),
            locations=(),
            because=f"supposed, in place of {old.name}",
            annual_cost=(),
            contract=(),
        )
        current[product.id] = _both(current[product.id], new) if product.id in current else new
    return tuple(current[id_] for id_ in sorted(current))


def _both(one: Dependency, other: Dependency) -> Dependency:
    """A product that was used already, and for what the replaced one did."""
    return structs.replace(
        one,
        use=min(one.use, other.use, key=USE_ORDER.index),
        scope=min(one.scope, other.scope, key=SCOPE_ORDER.index),
        components=one.components + other.components,
        evidence=(*one.evidence, *other.evidence),
        evidence_count=one.evidence_count + other.evidence_count,
    )


def spend_after(
    found: Sequence[Dependency], changes: Sequence[Replacement], rises: Sequence[PriceRise], knowledge: Knowledge
) -> dict[str, tuple[float, float]]:
    """Return annual spend before and after, by currency, as far as an inventory gives it.

    What is replaced is paid for before and no more after; what takes its place costs what nobody knows, which is not in
    the sums.
    """
    replaced_ids = {change.old for change in changes}
    sums: dict[str, tuple[float, float]] = {}
    for dependency in found:
        factor = 0.0 if dependency.id in replaced_ids else 1.0
        for rise in rises:
            if rise.whose in (dependency.id, dependency.product) or rise.whose in _known_owners(dependency, knowledge):
                factor *= 1 + rise.percent / 100
        for currency, amount in dependency.annual_cost:
            before, after = sums.get(currency, (0.0, 0.0))
            sums[currency] = (before + amount, after + amount * factor)
    return dict(sorted(sums.items()))


def _known_owners(dependency: Dependency, knowledge: Knowledge) -> set[str]:
    try:
        return _owners(dependency.vendor, knowledge)
    except KeyError:
        return set()


def countries_named(text: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the countries that an area or a two-letter code names; empty if it names none."""
    code = text.upper()
    if code in knowledge.scoring.areas:
        return knowledge.scoring.areas[code]
    return home_countries(code, knowledge.scoring) if len(code) == 2 and code.isalpha() else frozenset()
