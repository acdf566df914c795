"""The list that C3A SOV-5-01 and CADA ask for: components, suppliers, countries, who hands out updates, reliance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from depscan.assess.control import standing
from depscan.knowledge import subject
from depscan.knowledge.index import Knowledge
from depscan.knowledge.licences import licence_class
from depscan.model import Assessment, Attribution, AttributionClass, Component, Delivery, Kind

NOBODY = "none"
UNKNOWN = "unknown"


class Supplied(Struct, frozen=True, kw_only=True):
    """One component with all that the list asks for; ``unknown`` where nothing is known, ``none`` where nobody is."""

    component: str
    version: str
    purl: str
    kind: str
    scope: str
    direct: str
    """direct, transitive or unknown."""
    supplier: str
    supplier_country: str
    """Where the supplier is registered."""
    controlled_by: str
    control_country: str
    technology_from: str
    """Countries of technology under licence."""
    delivery: str
    open_source: str
    """yes, in part, no or unknown: the software that does the work."""
    updates_by: str
    """The distribution channel, or the supplier itself for a service."""
    updates_country: str
    """From where whoever hands out updates is controlled."""
    substitutes: str
    """Number of known substitutes, or unknown."""
    lock_in: str
    """0 to 100, a range where something is not known: how hard it is to do without."""
    seen: str


def supplied(
    components: Iterable[tuple[Component, Attribution]], assessments: Iterable[Assessment], knowledge: Knowledge
) -> Iterator[Supplied]:
    """Yield a row for each component, in their order.

    Args:
        components: each with who is behind it.
        assessments: of the dependencies that they evidence.
        knowledge: vendors, products, channels.
    """
    by_product = {a.dependency.product: a for a in assessments if a.dependency.product}
    for component, attribution in components:
        if attribution.cls is not AttributionClass.OWN:
            yield _row(component, attribution, by_product, knowledge)


def _row(
    component: Component, attribution: Attribution, by_product: Mapping[str, Assessment], knowledge: Knowledge
) -> Supplied:
    product = (
        knowledge.product(attribution.product)
        if attribution.product and knowledge.has_product(attribution.product)
        else None
    )
    vendor_id = product.vendor if product else attribution.vendor
    community = attribution.cls is AttributionClass.COMMUNITY
    name, country, controller, control, technology = _behind(vendor_id, knowledge, nobody=community)
    delivery = product.delivery if product else attribution.delivery or _usual(attribution, knowledge)
    assessment = by_product.get(attribution.product or "")
    updates_by, updates_country = _updates(component, delivery, name, control, knowledge)
    alternatives = product.alternatives if product else None
    return Supplied(
        component=component.name,
        version=component.version or "",
        purl=component.purl or "",
        kind=component.kind.value,
        scope=component.scope.value,
        direct=UNKNOWN if component.direct is None else "direct" if component.direct else "transitive",
        supplier=component.supplier if component.supplier and vendor_id is None and not community else name,
        supplier_country=country,
        controlled_by=controller,
        control_country=control,
        technology_from=", ".join(sorted({o.country for o in product.technology_origin}) if product else [])
        or technology,
        delivery=delivery.value if delivery else UNKNOWN,
        open_source=_open(product.licence if product else None, delivery, knowledge),
        updates_by=updates_by,
        updates_country=updates_country,
        substitutes=UNKNOWN if alternatives is None else str(len(alternatives)),
        lock_in=_points(assessment),
        seen=_seen(component),
    )


def _behind(vendor_id: str | None, knowledge: Knowledge, *, nobody: bool) -> tuple[str, str, str, str, str]:
    """Return name and country of a vendor, name and country of who controls it, countries of technology."""
    if nobody:
        return "community", NOBODY, NOBODY, NOBODY, ""
    if vendor_id is None or not knowledge.has_vendor(vendor_id):
        return UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, ""
    vendor = knowledge.vendor(vendor_id)
    control = standing(vendor, knowledge).control
    top = control.path[-1]
    technology = ", ".join(sorted({origin.country for origin in vendor.technology_origin}))
    if not control.known:
        return vendor.name, vendor.incorporated or UNKNOWN, UNKNOWN, UNKNOWN, technology
    return vendor.name, vendor.incorporated or NOBODY, top.name, top.country or NOBODY, technology


def _usual(attribution: Attribution, knowledge: Knowledge) -> Delivery | None:
    if attribution.cls is AttributionClass.COMMUNITY:
        return Delivery.OPEN_SOURCE
    if attribution.rule and attribution.vendor and "/" in attribution.rule:
        try:
            return knowledge.publisher(attribution.rule).delivery
        except KeyError:
            return None
    return None


def _open(licence: str | None, delivery: Delivery | None, knowledge: Knowledge) -> str:
    if delivery is Delivery.OPEN_SOURCE:
        return "yes"
    if delivery is Delivery.SOURCE_AVAILABLE:
        return "in part"
    kind = licence_class(licence, knowledge.scoring) if licence else None
    return UNKNOWN if kind is None else "yes" if kind == "osi" else "no"


def _updates(
    component: Component, delivery: Delivery | None, supplier: str, control: str, knowledge: Knowledge
) -> tuple[str, str]:
    """Return who hands out new versions, and from where that one is controlled."""
    channel = _channel(component, knowledge)
    if channel is None:
        remote = delivery in (Delivery.HOSTED_SERVICE, Delivery.DISTRIBUTION_CHANNEL, Delivery.PROPRIETARY_SOFTWARE)
        return (supplier, control) if remote else (UNKNOWN, UNKNOWN)
    product = knowledge.product(channel)
    operator = standing(knowledge.vendor(product.vendor), knowledge).control
    country = operator.path[-1].country or NOBODY
    return product.name, country if operator.known else UNKNOWN


def _channel(component: Component, knowledge: Knowledge) -> str | None:
    """Return the product id of the registry that a file names, else of the usual one."""
    registry = component.fact("registry")
    if component.kind is Kind.IMAGE:
        host = component.name.partition("/")[0]
        usual, registry = knowledge.channel(f"image:{host}"), registry or host
    elif component.kind is Kind.ACTION:
        usual = knowledge.channel("action")
    elif component.kind is Kind.PACKAGE and component.purl:
        usual = knowledge.channel(f"purl:{component.purl.partition('/')[0][4:]}")
    else:
        return None
    rule = knowledge.match("host", subject.host_of(registry)) if registry else None
    if rule and rule.kind == "product":
        return rule.id
    return usual if not registry or component.kind is Kind.IMAGE else None


def _points(assessment: Assessment | None) -> str:
    if assessment is None:
        return ""
    low, high = round(assessment.lock_in.low), round(assessment.lock_in.high)
    return str(high) if low == high else f"{low}-{high}"


def _seen(component: Component) -> str:
    if not component.evidence:
        return ""
    first = component.evidence[0]
    return f"{first.path}:{first.line}" if first.line else first.path
