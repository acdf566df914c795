"""What a scan can say about a criterion: each probe looks at one dependency, or at the whole picture.

A probe says what supports and what contradicts; what cannot be known it says to be unknown. It never says that a
criterion is met: that takes what no file tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from depscan.assess.contract import contract
from depscan.assess.control import standing
from depscan.assess.portfolio import COUNTED
from depscan.assess.profiles import BROKEN, HOLDS, listed_owners, ownership_caps
from depscan.assess.signs import Said, Sign, Situation, Weight
from depscan.framework import Criterion
from depscan.knowledge.licences import licence_class
from depscan.model import Assessment, Delivery, Product, Scope, Use, Vendor

_SURE = 0.5
"""Certainty from which on a law counts as reaching somebody; below it may, which is noted."""
_COVERED = 0.95
"""Share of components attributed from which on a supply chain counts as documented."""
_EASY, _HARD = 35, 60
"""Lock-in below the first is easy to leave, from the second on hard: the bands of risk."""
_RECENT_YEARS = 3
_OPEN = (Delivery.OPEN_SOURCE, Delivery.MODEL_WEIGHTS)
_MODELS = ("ai-api", "ai-model", "ml-platform")


def signs(assessments: tuple[Assessment, ...], situation: Situation) -> tuple[Sign, ...]:
    """Return what the probes of a criterion say about the dependencies, sorted by weight, dependency and words.

    Args:
        assessments: made with the area of the framework as home.
        situation: the criterion, and what else probes look at.
    """
    found: list[Sign] = []
    for name in situation.criterion.probes:
        whole = _WHOLE.get(name)
        if whole:
            found += [
                Sign(_material(weight, situation.criterion), says, None, name) for weight, says in whole(situation)
            ]
        else:
            found += [sign for assessment in assessments for sign in _of_one(name, assessment, situation)]
    order = list(Weight)
    return tuple(sorted(found, key=lambda sign: (order.index(sign.weight), sign.dependency or "", sign.says)))


def _of_one(name: str, assessment: Assessment, situation: Situation) -> Iterator[Sign]:
    dependency, criterion = assessment.dependency, situation.criterion
    wanted, probe = _PROBES[name]
    if dependency.delivery not in (criterion.deliveries or wanted):
        return
    if criterion.categories and dependency.category not in criterion.categories:
        return
    for weight, says in probe(assessment, situation):
        yield _qualified(_material(weight, criterion), says, assessment, probe=name)


def _material(weight: Weight, criterion: Criterion) -> Weight:
    return Weight.NOTED if criterion.material and weight is not Weight.UNKNOWN else weight


def _qualified(weight: Weight, says: str, assessment: Assessment, *, probe: str) -> Sign:
    """What is only possibly used, or not in operation, contradicts nothing."""
    dependency = assessment.dependency
    if weight is Weight.UNKNOWN:
        return Sign(weight, says, dependency.id, probe)
    if dependency.use is Use.POSSIBLE:
        weight, says = Weight.NOTED, f"{says}; use only possible"
    elif dependency.scope in (Scope.DEVELOPMENT, Scope.TEST):
        weight, says = Weight.NOTED, f"{says}; only in development and tests"
    return Sign(weight, says, dependency.id, probe)


def _vendor(assessment: Assessment, situation: Situation) -> Vendor | None:
    try:
        return situation.knowledge.vendor(assessment.dependency.vendor)
    except KeyError:
        return None


def _product(assessment: Assessment, situation: Situation) -> Product | None:
    id_ = assessment.dependency.product
    return situation.knowledge.product(id_) if id_ else None


# ------------------------------------------------------------------------------------------------- who is behind it


def _control(assessment: Assessment, situation: Situation) -> Said:
    control = assessment.control
    if not control.known:
        yield Weight.UNKNOWN, "who controls it is not known"
    elif control.country is None:
        yield Weight.NOTED, "nobody owns it"
    elif control.country in situation.area:
        yield Weight.SUPPORTS, f"controlled from {control.country}"
    else:
        yield Weight.CONTRADICTS, f"controlled from {control.country}"


def _seat(assessment: Assessment, situation: Situation) -> Said:
    vendor = _vendor(assessment, situation)
    if vendor is None or vendor.incorporated is None:
        yield Weight.UNKNOWN, "where it is registered is not known"
        return
    outside = sorted({vendor.incorporated, vendor.headquarters or vendor.incorporated} - situation.area)
    if outside:
        yield Weight.CONTRADICTS, f"registered in or managed from {', '.join(outside)}"
    else:
        yield Weight.SUPPORTS, f"registered in {vendor.incorporated}"


def _caps(assessment: Assessment, situation: Situation) -> Said:
    vendor = _vendor(assessment, situation)
    if vendor is None:
        yield Weight.UNKNOWN, "its owners are not known"
        return
    for finding in ownership_caps(vendor, situation.knowledge):
        yield _VERDICTS.get(finding.verdict, Weight.UNKNOWN), f"{finding.requirement}: {finding.because}"


def _influence(assessment: Assessment, situation: Situation) -> Said:
    vendor = _vendor(assessment, situation)
    if vendor is None:
        yield Weight.UNKNOWN, "its owners are not known"
        return
    reaches = standing(vendor, situation.knowledge).reaches
    countries = {reach.country for reach in reaches if reach.trigger in ("controlled", "influence")}
    if assessment.control.country:  # where nobody is above, whoever decides sits there
        countries.add(assessment.control.country)
    countries -= situation.area
    if countries:
        yield Weight.CONTRADICTS, f"decisive influence from {', '.join(sorted(countries))}"
    elif not assessment.control.known:
        yield Weight.UNKNOWN, "who controls it is not known"
    else:
        yield Weight.SUPPORTS, "no decisive influence from outside, by the owners in the catalogue"


_VERDICTS = {HOLDS: Weight.SUPPORTS, BROKEN: Weight.CONTRADICTS}


def _owners(assessment: Assessment, situation: Situation) -> Said:
    vendor = _vendor(assessment, situation)
    for finding in listed_owners(vendor, situation.knowledge) if vendor else ():
        listed = finding.verdict == "listed"
        yield Weight.NOTED, finding.because.partition(" [")[0] if listed else "no owner of 5 % or more in the catalogue"


def _stewards(assessment: Assessment, _situation: Situation) -> Said:
    control = assessment.control
    if assessment.dependency.delivery is not Delivery.OPEN_SOURCE:
        return
    if control.known:
        yield Weight.NOTED, f"steward in {control.country}" if control.country else "steward without an owner"
    else:
        yield Weight.UNKNOWN, "who is behind the steward is not known"


def _technology(assessment: Assessment, situation: Situation) -> Said:
    vendor, product = _vendor(assessment, situation), _product(assessment, situation)
    origins = (*(vendor.technology_origin if vendor else ()), *(product.technology_origin if product else ()))
    for origin in origins:
        if origin.country not in situation.area:
            yield Weight.CONTRADICTS, f"{origin.because} ({origin.country})"


def _changes(assessment: Assessment, situation: Situation) -> Said:
    recent = f"{int(situation.date[:4]) - _RECENT_YEARS:04}{situation.date[4:]}"
    for step in assessment.control.path[1:]:
        if step.since and step.since >= recent[: len(step.since)]:
            yield Weight.NOTED, f"control passed to {step.name} in {step.since}"


# ------------------------------------------------------------------------------------------------------ which law


def _law(effects: str, asked: str, absent: str) -> Callable[[Assessment, Situation], Said]:
    """Make a probe for laws with some effects; that none is known supports only for a vendor of the area's own."""

    def probe(assessment: Assessment, situation: Situation) -> Said:
        binding = [e for e in assessment.exposures if e.applies and e.effect in effects and e.points.high > 0]
        sure = [e for e in binding if e.certainty >= _SURE]
        if sure:
            names = dict.fromkeys(f"{e.law_name} ({e.country})" for e in sure)
            yield Weight.CONTRADICTS, f"{asked}: {_few(list(names))}"
        elif assessment.unknown:
            yield Weight.UNKNOWN, assessment.unknown[0]
        elif binding:
            names = dict.fromkeys(f"{e.law_name} ({e.country})" for e in binding)
            yield Weight.UNKNOWN, f"perhaps {asked}: {_few(list(names))}"
        elif assessment.control.country in situation.area and not situation.criterion.material:
            yield Weight.SUPPORTS, f"{absent}, by what is known"

    return probe


def _few(names: list[str]) -> str:
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


# ----------------------------------------------------------------------------------------------- how to leave it


def _location(assessment: Assessment, situation: Situation) -> Said:
    if not assessment.dependency.locations:
        yield Weight.UNKNOWN, "no file tells where its data lies"
    for place, count in assessment.dependency.locations:
        what = "1 resource" if count == 1 else f"{count} resources"
        if len(place) != 2:
            yield Weight.UNKNOWN, f"{what} of which no file tells the place"
        elif place in situation.area:
            yield Weight.SUPPORTS, f"{what} in {place}"
        else:
            yield Weight.CONTRADICTS, f"{what} in {place}"


def _standards(assessment: Assessment, situation: Situation) -> Said:
    product = _product(assessment, situation)
    interface = product.interface if product else None
    if interface is None:
        yield Weight.UNKNOWN, "what its interface is like is not known"
        return
    name = f" ({interface.standard})" if interface.standard else ""
    yield {
        "open-standard": (Weight.SUPPORTS, f"open standard{name}"),
        "de-facto": (Weight.NOTED, f"de-facto standard{name} that others implement, too"),
        "extended": (Weight.NOTED, f"a standard with extensions of its own{name}"),
        "proprietary": (Weight.CONTRADICTS, "an interface of a single vendor"),
    }[interface.kind]


def _export(assessment: Assessment, situation: Situation) -> Said:
    if assessment.dependency.delivery in _OPEN:
        yield Weight.SUPPORTS, "the data lies with whoever runs it"
        return
    product = _product(assessment, situation)
    yield {
        "standard": (Weight.SUPPORTS, "complete export in standard formats"),
        "proprietary": (Weight.CONTRADICTS, "export only in formats of its own"),
        "none": (Weight.CONTRADICTS, "no export, or data bound to the vendor's logic"),
    }.get(product.data_export or "" if product else "", (Weight.UNKNOWN, "what its export is like is not known"))


def _licence(assessment: Assessment, situation: Situation) -> Said:
    product = _product(assessment, situation)
    kind = licence_class(product.licence, situation.knowledge.scoring) if product and product.licence else None
    if product is None and assessment.dependency.delivery is Delivery.OPEN_SOURCE:
        kind = "osi"
    if kind == "osi" and assessment.dependency.delivery is Delivery.SOURCE_AVAILABLE:
        yield Weight.NOTED, "its source is under an open-source licence, too; what is handed out is not"
        return
    yield {
        "osi": (Weight.SUPPORTS, "the software is open source"),
        "source-available": (Weight.CONTRADICTS, "the source can be read, its use is restricted"),
        "proprietary": (Weight.CONTRADICTS, "the software is proprietary"),
    }.get(kind or "", (Weight.UNKNOWN, "the licence of the software is not known"))


def _alternatives(assessment: Assessment, situation: Situation) -> Said:
    if assessment.dependency.delivery in _OPEN:
        yield Weight.SUPPORTS, "anyone may carry it on under another roof"
        return
    product = _product(assessment, situation)
    if product is None or product.alternatives is None:
        yield Weight.UNKNOWN, "substitutes were not looked for"
        return
    known = situation.knowledge
    good = [
        name
        for alternative, name, country in assessment.alternatives
        if country in situation.area
        or (alternative.product and known.product(alternative.product).delivery is Delivery.OPEN_SOURCE)
    ]
    if good:
        yield Weight.SUPPORTS, f"could be {' or '.join(good[:2])}"
    elif assessment.alternatives:
        yield Weight.NOTED, "substitutes are known, none of them open source or under control of the area"
    else:
        yield Weight.CONTRADICTS, "no substitute is known"


def _relicensing(assessment: Assessment, situation: Situation) -> Said:
    product = _product(assessment, situation)
    for event in product.events if product else ():
        if event.kind in ("relicensed", "discontinued"):
            yield Weight.NOTED, f"{event.date}: {event.says}"


def _contract(assessment: Assessment, situation: Situation) -> Said:
    value, because = contract(assessment.dependency, situation.date, situation.knowledge.scoring)
    if value.high - value.low >= 1:
        yield Weight.UNKNOWN, "no inventory tells of its contract"
    elif value.high <= _SURE:
        yield Weight.SUPPORTS, because
    elif value.low >= _SURE:
        yield Weight.CONTRADICTS, because
    else:
        yield Weight.NOTED, because


def _switching(assessment: Assessment, _situation: Situation) -> Said:
    low, high = round(assessment.lock_in.low), round(assessment.lock_in.high)
    if low >= _HARD:
        yield Weight.CONTRADICTS, f"hard to leave: lock-in of {_HARD} or more"
    elif high < _EASY:
        yield Weight.SUPPORTS, f"easy to leave: lock-in below {_EASY}"
    elif high - low > _EASY:
        yield Weight.UNKNOWN, "too little is known of what leaving takes"
    else:
        yield Weight.NOTED, f"lock-in between {_EASY} and {_HARD}, or near it"


def _models(assessment: Assessment, situation: Situation) -> Said:
    if assessment.dependency.category in _MODELS or assessment.dependency.delivery is Delivery.MODEL_WEIGHTS:
        for weight, says in _control(assessment, situation):
            if assessment.dependency.delivery is Delivery.MODEL_WEIGHTS:
                yield Weight.NOTED, f"weights that one runs oneself, {says}"
            else:
                yield weight, f"AI service, {says}"


# --------------------------------------------------------------------------------------------- the whole picture


def _concentration(situation: Situation) -> Said:
    limit = situation.criterion.limit or 0.0
    groups = situation.picture.by_group
    if not groups:
        return
    share = groups[0].share
    weight = Weight.CONTRADICTS if share > limit else Weight.SUPPORTS
    behind = f"{groups[0].name} is behind {100 * share:.0f} % of {situation.picture.counted}"
    yield weight, f"{behind}, compared with {100 * limit:.0f} %"
    for currency, total in situation.picture.spend:
        spend = [(dict(group.spend).get(currency, 0.0), group.name) for group in groups]
        largest, name = max(spend)
        if total:
            weight = Weight.CONTRADICTS if largest / total > limit else Weight.SUPPORTS
            yield (
                weight,
                f"{name} gets {100 * largest / total:.0f} % of the annual spend in {currency or 'no currency given'}",
            )


def _single_points(situation: Situation) -> Said:
    for point in situation.picture.single_points:
        yield Weight.NOTED, f"{point.name}: {point.because}"


def _documented(situation: Situation) -> Said:
    if not situation.coverage.components:
        return
    coverage = situation.coverage
    share = coverage.attributed / coverage.components
    told = f"{coverage.attributed:,} of {coverage.components:,} components have a known supplier or community"
    yield (Weight.SUPPORTS if share >= _COVERED else Weight.CONTRADICTS), told
    if situation.coverage.unread:
        files = "1 file" if situation.coverage.unread == 1 else f"{situation.coverage.unread} files"
        yield Weight.CONTRADICTS, f"{files} could not be read"
    if situation.coverage.unlocked:
        what = "1 manifest has" if situation.coverage.unlocked == 1 else f"{situation.coverage.unlocked} manifests have"
        yield Weight.NOTED, f"{what} no lockfile: what they pull in is not known"


Probe = Callable[[Assessment, Situation], Said]
_SERVICES = (Delivery.HOSTED_SERVICE,)
_PROBES: dict[str, tuple[tuple[Delivery, ...], Probe]] = {
    "control": (COUNTED, _control),
    "seat": (COUNTED, _seat),
    "ownership-caps": (_SERVICES, _caps),
    "decisive-influence": (COUNTED, _influence),
    "owners": (_SERVICES, _owners),
    "foreign-law": (
        COUNTED,
        _law("DB", "data or help can be demanded under", "no law of another area demands data or help"),
    ),
    "stop": (COUNTED, _law("S", "can be made to stop under", "no law of another area makes it stop")),
    "export-control": (COUNTED, _law("X", "its export can be barred under", "no law of another area bars its export")),
    "vulnerability-disclosure": (
        COUNTED,
        _law("V", "must report vulnerabilities under", "no law of another area has vulnerabilities reported"),
    ),
    "technology-origin": (COUNTED, _technology),
    "data-location": (_SERVICES, _location),
    "open-standards": (COUNTED, _standards),
    "data-export": (COUNTED, _export),
    "open-source": (COUNTED, _licence),
    "stewards": ((Delivery.OPEN_SOURCE,), _stewards),
    "alternatives": (COUNTED, _alternatives),
    "changes-of-control": (COUNTED, _changes),
    "relicensing": (tuple(Delivery), _relicensing),
    "contract": (COUNTED, _contract),
    "switching": (COUNTED, _switching),
    "models": (tuple(Delivery), _models),
}
_WHOLE: dict[str, Callable[[Situation], Said]] = {
    "concentration": _concentration,
    "single-points": _single_points,
    "documented": _documented,
}
NAMES = frozenset((*_PROBES, *_WHOLE))
"""All probes there are."""
