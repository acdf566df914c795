"""Lines that say which laws reach a dependency, and why all the others do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depscan.assess.reach import Laws, Missed, Reached, Why
from depscan.knowledge.index import Knowledge
from depscan.model import Assessment, Delivery, Law
from depscan.render import words

SHOWN = 3
"""Laws that reach it, with reason and citation; the others by name."""
_NAMED = 2
_ALSO = 5
_DATA = frozenset({"D", "B"})
_KINDS = {
    Delivery.HOSTED_SERVICE: "hosted services",
    Delivery.PROPRIETARY_SOFTWARE: "software that one runs oneself",
    Delivery.SOURCE_AVAILABLE: "source-available software",
    Delivery.OPEN_SOURCE: "open-source software",
    Delivery.DISTRIBUTION_CHANNEL: "channels",
    Delivery.MODEL_WEIGHTS: "model weights",
}
_HANDS_OVER = {
    Delivery.HOSTED_SERVICE: "not for hosted services",
    Delivery.PROPRIETARY_SOFTWARE: "software that one runs oneself leaves the data with oneself",
    Delivery.SOURCE_AVAILABLE: "software that one runs oneself leaves the data with oneself",
    Delivery.OPEN_SOURCE: "open-source software hands nobody your data",
    Delivery.DISTRIBUTION_CHANNEL: "a channel does not hold the data of those who run what it hands out",
    Delivery.MODEL_WEIGHTS: "model weights that one runs oneself hand nobody your data",
}


def reached(found: Laws, assessment: Assessment, *, show_all: bool) -> Iterator[str]:
    """Yield the laws that reach it, what weighs most first."""
    exposure = words.score(assessment.exposure)
    total = len(found.reached) + len(found.missed)
    if not found.reached:
        yield f"Exposure {exposure}: none of {words.plural(total, 'law')} reaches it by what is known"
        return
    first = found.reached[0].exposures[0]
    number = len(found.reached)
    reach = "laws reaches it" if number == 1 else "laws reach it"
    use = assessment.dependency.use.value
    weighed = "" if use == "certain" else f", weighed by a use that is {use}"
    yield (
        f"Exposure {exposure}: {number} of {total} {reach}; {first.law_name}, {words.EFFECT[first.effect]} weighs most"
        f" and decides{weighed}"
    )
    shown = found.reached if show_all else found.reached[:SHOWN]
    told = ""
    for one in shown:
        yield from _law(one, assessment, told, show_all=show_all)
        told = one.exposures[0].because
    rest = found.reached[len(shown) :]
    if rest:
        names = [f"{one.law.name} ({one.law.country}) {words.score(one.exposures[0].points)}" for one in rest]
        more = f" and {len(names) - _ALSO} more" if len(names) > _ALSO else ""
        yield f"  also {', '.join(names[:_ALSO])}{more}"


def _law(one: Reached, assessment: Assessment, told: str, *, show_all: bool) -> Iterator[str]:
    law, first = one.law, one.exposures[0]
    effects = ", ".join(f"{words.EFFECT[e.effect]} {words.score(e.points)}" for e in one.exposures)
    since = f", since {law.valid_from}" if law.valid_from else ""
    until = f", until {law.valid_to}" if law.valid_to else ""
    reason = "likewise" if first.because == told else first.because + _owned_since(first.trigger, assessment)
    certainty = f", certainty {first.certainty:g}" if first.certainty < 1 else ""
    yield f"  {law.name} ({law.country}; {law.citation}{since}{until}): {effects}; {reason}{certainty}"
    if show_all:
        yield f"      {law.summary}"
    if law.confidence.value == "low" and law.note:
        yield f"      confidence low: {law.note}"


def _owned_since(trigger: str, assessment: Assessment) -> str:
    """Since when the owner that connects it is the owner."""
    if trigger not in ("controlled", "influence"):
        return ""
    dates = [step.since for step in assessment.control.path if step.since]
    return f" since {max(dates)}" if dates else ""


def missed(
    found: Laws, assessment: Assessment, known: Knowledge, home: str, date: str, *, show_all: bool
) -> Iterator[str]:
    """Yield why the other laws do not reach it, one line for each reason."""
    if not found.missed:
        return
    yield f"Laws that do not: {len(found.missed)}"
    groups: dict[str, list[Law]] = {}
    order = list(Why)
    for one in sorted(found.missed, key=lambda one: order.index(one.why)):
        groups.setdefault(_reason(one, assessment, known, home, date), []).append(one.law)
    for reason, laws in groups.items():
        if len(laws) == 1:
            continue
        if reason.startswith("no ") and not show_all:
            yield f"  {reason}: {len(laws)} laws ({_countries(laws)})"
        else:
            yield f"  {reason}: {len(laws)} laws ({_names(laws, show_all=show_all)})"
    single = [f"{reason}: {_names(laws, show_all=True)}" for reason, laws in groups.items() if len(laws) == 1]
    if single:
        yield f"  {'; '.join(single)}"


def _reason(one: Missed, assessment: Assessment, known: Knowledge, home: str, date: str) -> str:
    dependency, law = assessment.dependency, one.law
    kind = _KINDS[dependency.delivery]
    if one.why is Why.HOME:
        return f"law of the home area {home}"
    if one.why is Why.NOBODY:
        return "no owner to be ordered, it is a community's"
    if one.why is Why.DELIVERY:
        return _HANDS_OVER[dependency.delivery] if _DATA & set(law.effects) else f"not for {kind}"
    if one.why is Why.CATEGORY:
        category = known.categories.get(dependency.category)
        return f"for other products than {category.name.lower() if category else 'this one'}"
    if one.why is Why.NO_CONNECTION:
        return "no connection with" if assessment.control.known else "no connection known, nor who controls it, with"
    if one.why is Why.OTHER_CONNECTION:
        return f"only {', '.join(words.TRIGGER[trigger] for trigger in one.through)}, which is not enough"
    if one.why is Why.TECHNOLOGY:
        return "only the technology is from there, which the effect does not follow"
    if one.why is Why.NO_EFFECT:
        return f"its effect takes nothing from {kind}"
    return _not_in_force(law, date)


def _not_in_force(law: Law, date: str) -> str:
    if law.valid_from and date[: len(law.valid_from)] < law.valid_from:
        return f"not before {law.valid_from}"
    if law.valid_to and law.status != "repealed":
        return f"lapsed since {law.valid_to}"
    return {"proposed": "proposed, not law", "repealed": "repealed"}.get(law.status, f"{law.status} at the date")


def _countries(laws: Sequence[Law]) -> str:
    counts: dict[str, int] = {}
    for law in laws:
        counts[law.country] = counts.get(law.country, 0) + 1
    by_number = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{country} {count}" if count > 1 else country for country, count in by_number)


def _names(laws: Sequence[Law], *, show_all: bool) -> str:
    shown = laws if show_all else laws[:_NAMED]
    names = [f"{law.name}, {law.country}" for law in shown]
    return "; ".join(names) + ("; …" if len(laws) > len(shown) else "")
