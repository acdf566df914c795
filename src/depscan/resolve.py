"""Gather dependencies: what the components together are evidence of, each once, with how certain its use is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from depscan.attribute import COMMUNITY, Attributor, is_own
from depscan.environments import environment_of
from depscan.knowledge import subject
from depscan.knowledge.index import Knowledge
from depscan.model import (
    BETWEEN_CONTRACTS,
    NOT_TOLD,
    PARTIAL,
    PERHAPS_OWN,
    SCOPE_ORDER,
    USE_ORDER,
    Attribution,
    AttributionClass,
    Component,
    Confidence,
    Delivery,
    Dependency,
    Evidence,
    How,
    Kind,
    Product,
    Scope,
    Use,
)
from depscan.redirects import Redirects
from depscan.suppliers import Suppliers

KEPT_REMARKS = 10
"""Disagreements kept for one dependency."""
KEPT_EVIDENCE = 200
"""Places kept for one dependency; its count is of all."""

_HOW_ORDER = (How.CONFIGURED, How.LOCKED, How.DECLARED, How.LISTED, How.REPORTED, How.REFERENCED)
_REMOTE = (Delivery.HOSTED_SERVICE, Delivery.DISTRIBUTION_CHANNEL)
_LIBRARY_CATEGORY = "framework"
_NOBODY = (AttributionClass.UNKNOWN, AttributionClass.OWN)
NOT_KNOWN = "unknown"
_CONTRACT = ("contract_end", "notice", "price_cap", "renewal", "reversibility", "tacit_renewal")


class Resolution(Struct, frozen=True):
    """What resolving gives."""

    components: tuple[Component, ...]
    """Without what files only mention and nobody is known to be behind."""
    attributions: tuple[Attribution, ...]
    """One for each component, in their order."""
    dependencies: tuple[Dependency, ...]


def resolve(components: Sequence[Component], knowledge: Knowledge) -> Resolution:
    """Attribute every component, and follow settings that point the client of a service elsewhere.

    Args:
        components: merged and sorted.
        knowledge: what is known about products, vendors and publishers.
    """
    return _Resolver(knowledge).run(components)


def as_if_used(product: Product, *, use: Use = Use.CERTAIN, scope: Scope = Scope.RUNTIME) -> Dependency:
    """Return the dependency that a product would be, without evidence: to explain it, or to try a change."""
    return Dependency(
        id=product.id,
        name=product.name,
        category=product.category,
        delivery=product.delivery,
        vendor=product.vendor,
        product=product.id,
        licence=product.licence,
        use=use,
        scope=Scope.BUILD if product.delivery is Delivery.DISTRIBUTION_CHANNEL else scope,
        because="supposed, not found in files",
    )


class _Gathered(Struct):
    """A dependency in the making."""

    id: str
    name: str
    category: str
    delivery: Delivery
    vendor: str
    product: str | None
    candidates: tuple[str, ...] = ()
    use: Use = Use.POSSIBLE
    scope: Scope = Scope.DEVELOPMENT
    because: str = ""
    components: int = 0
    places: list[tuple[Component, Evidence]] = field(default_factory=list)
    count: int = 0
    regions: set[str] = field(default_factory=set)
    locations: dict[str, int] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)
    confidence: Confidence = Confidence.LOW
    contracts: list[dict[str, str]] = field(default_factory=list)
    """Facts of each inventory line."""
    remarks: set[str] = field(default_factory=set)


class _Resolver:
    _redirects: Redirects
    """Known once everything is attributed."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._attributor = Attributor(knowledge)
        self._suppliers = Suppliers(knowledge, self._attributor.names)
        self._gathered: dict[str, _Gathered] = {}
        self._by_attribution: dict[Attribution, _Gathered | None] = {}
        self._channel_places: set[tuple[str, str | None, str]] = set()

    def run(self, components: Sequence[Component]) -> Resolution:
        attributions = [self._attributor.attribute(component) for component in components]
        self._redirects = Redirects(components, attributions, self._attributor)
        if self._redirects.found:
            attributions = [self._redirects.applied(*pair) for pair in zip(components, attributions, strict=True)]
        kept: list[Component] = []
        kept_attributions: list[Attribution] = []
        for component, attribution in zip(components, attributions, strict=True):
            if attribution.cls in _NOBODY and _may_be_dropped(component):
                continue
            kept.append(component)
            kept_attributions.append(attribution)
            self._channels_of(component)
            if attribution.cls not in _NOBODY:
                self._gather(attribution, component)
        dependencies = [self._dependency(gathered) for _, gathered in sorted(self._gathered.items())]
        return Resolution(
            components=tuple(kept), attributions=tuple(kept_attributions), dependencies=tuple(dependencies)
        )

    # --------------------------------------------------------------------------------------------- what it evidences

    def _gather(self, attribution: Attribution, component: Component) -> None:
        gathered: _Gathered | None
        if component.kind is Kind.PRODUCT and attribution.product is None:
            gathered = self._listed(attribution, component)
        elif attribution in self._by_attribution:
            gathered = self._by_attribution[attribution]
        else:
            gathered = self._by_attribution[attribution] = self._of(attribution)
        if gathered is None:
            return
        if component.supplier and attribution.vendor:
            remark = self._suppliers.disagreement(component, attribution.vendor)
            if remark:
                gathered.remarks.add(remark)
        gathered.confidence = max(gathered.confidence, attribution.confidence)
        self._add(
            gathered,
            component,
            self._use(gathered, component),
            component.scope,
            attribution.because,
            component.evidence,
        )

    def _add(
        self,
        into: _Gathered,
        component: Component,
        use: Use,
        scope: Scope,
        because: str,
        places: tuple[Evidence, ...],
    ) -> None:
        into.components += 1
        if not into.because or USE_ORDER.index(use) < USE_ORDER.index(into.use):
            into.use, into.because = use, because
        if into.components == 1 or SCOPE_ORDER.index(scope) < SCOPE_ORDER.index(into.scope):
            into.scope = scope
        into.count += len(places)
        into.places += [(component, seen) for seen in places]
        if component.region:
            into.regions.add(component.region)
        if component.kind is Kind.RESOURCE:
            self._locate(into, component)
        if component.kind is Kind.PRODUCT:
            _add_contract(into, component)

    def _locate(self, into: _Gathered, component: Component) -> None:
        country = self._knowledge.country_of_region(into.vendor, component.region) if component.region else None
        place = country or NOT_KNOWN
        into.locations[place] = into.locations.get(place, 0) + 1

    def _of(self, attribution: Attribution) -> _Gathered | None:
        if attribution.product:
            return self._product(attribution.product)
        if attribution.vendor is None:
            return None  # the community: counted, nobody to depend on
        rule = attribution.rule
        usual = self._knowledge.publisher(rule).delivery if rule else Delivery.OPEN_SOURCE
        delivery = attribution.delivery or usual
        vendor = self._knowledge.vendor(attribution.vendor)
        what = "open-source packages" if delivery is Delivery.OPEN_SOURCE else f"{delivery.replace('-', ' ')} packages"
        return self._gathered.setdefault(
            f"{vendor.id}-{delivery}-packages",
            _Gathered(
                id=f"{vendor.id}-{delivery}-packages",
                name=f"{vendor.name}: {what}",
                category=_LIBRARY_CATEGORY,
                delivery=delivery,
                vendor=vendor.id,
                product=None,
            ),
        )

    def _product(self, product_id: str) -> _Gathered:
        product = self._knowledge.product(product_id)
        return self._gathered.setdefault(
            product.id,
            _Gathered(
                id=product.id,
                name=product.name,
                category=product.category,
                delivery=product.delivery,
                vendor=product.vendor,
                product=product.id,
            ),
        )

    def _listed(self, attribution: Attribution, component: Component) -> _Gathered:
        """A bought product that the catalogue lacks, or that may be one of several.

        The former is taken as proprietary software, all lock-in facts unknown.
        """
        vendor_id = attribution.vendor or COMMUNITY
        candidates = [self._knowledge.product(id_) for id_ in attribution.candidates]
        deliveries = {product.delivery for product in candidates} or {Delivery.PROPRIETARY_SOFTWARE}
        categories = {product.category for product in candidates}
        slug = "-".join(subject.parse(f"name:{component.name}")[1].split()) or "product"  # type: ignore[index]
        return self._gathered.setdefault(
            f"{vendor_id}-listed-{slug}",
            _Gathered(
                id=f"{vendor_id}-listed-{slug}",
                name=component.name,
                category=categories.pop() if len(categories) == 1 else "",
                delivery=min(deliveries, key=list(Delivery).index),
                vendor=vendor_id,
                product=None,
                candidates=attribution.candidates,
            ),
        )

    def _use(self, gathered: _Gathered, component: Component) -> Use:
        if component.kind is Kind.PRODUCT:
            return Use.LIKELY
        if component.kind is Kind.CONFIG and component.fact(PARTIAL):
            return Use.LIKELY
        if component.kind is not Kind.PACKAGE and _is_mention(component):
            return Use.POSSIBLE if component.scope in (Scope.DEVELOPMENT, Scope.TEST) else Use.LIKELY
        if component.kind is not Kind.PACKAGE or gathered.delivery not in _REMOTE:
            return Use.CERTAIN
        # a client library is evidence of the service, not the service
        if component.evidence and component.evidence[0].how is How.CONFIGURED:
            return Use.CERTAIN
        if component.direct is False or component.scope in (Scope.DEVELOPMENT, Scope.TEST):
            return Use.POSSIBLE
        return Use.LIKELY

    # ---------------------------------------------------------------------------------- where it was downloaded from

    def _channels_of(self, component: Component) -> None:
        """Every package evidences the registry it comes from; one place a file is enough to show it."""
        if component.kind is Kind.PACKAGE:
            if component.purl is None:
                return
            served = component.purl.partition("/")[0]  # pkg:npm
        elif component.kind is Kind.IMAGE:
            served = component.name.partition("/")[0]
        elif component.kind is Kind.ACTION:
            served = "action"
        else:
            return
        facts = component.facts
        registry = component.fact("registry") if facts and (len(facts) > 1 or facts[0][0] == "registry") else None
        places = self._channel_places
        for seen in component.evidence:
            place = (served, registry, seen.path)
            if place not in places:
                places.add(place)
                self._open_channel(served, registry, component, seen)

    def _open_channel(self, served: str, registry: str | None, component: Component, seen: Evidence) -> None:
        """The first component of this sort in this file."""
        product_id = self._channel_product(served, registry, component.kind, seen.path)
        if product_id is None:
            return
        gathered = self._product(product_id)
        gathered.confidence = Confidence.HIGH
        use = Use.CERTAIN if seen.how in (How.LOCKED, How.CONFIGURED) else Use.LIKELY
        because = f"{gathered.name} serves what this file asks for"
        self._add(gathered, component, use, Scope.BUILD, because, (seen,))

    def _channel_product(self, served: str, registry: str | None, kind: Kind, path: str) -> str | None:
        """Return the channel: the registry that the file, or settings above it, name, else the ecosystem's default."""
        host = None
        if kind is Kind.PACKAGE:
            key = f"purl:{served[4:]}"
            host = registry if registry and not is_own(registry) else None
        elif kind is Kind.IMAGE:
            key = f"image:{served}"
            host = served if self._knowledge.channel(key) is None else None
        elif registry:  # a forge of one's own, or another than GitHub
            key, host = "", registry
        else:
            key = "action"
        if host is None:
            usual = self._knowledge.channel(key)
            host = self._redirects.channel_host(usual, path) if usual else None
            if host is None or is_own(host):
                return usual if host is None else None
        rule = self._knowledge.match("host", subject.host_of(host))
        return rule.id if rule and rule.kind == "product" else None

    def _dependency(self, gathered: _Gathered) -> Dependency:
        places = sorted(gathered.places, key=_best_first)
        return Dependency(
            id=gathered.id,
            name=gathered.name,
            category=gathered.category,
            delivery=gathered.delivery,
            vendor=gathered.vendor,
            product=gathered.product,
            licence=self._knowledge.product(gathered.product).licence if gathered.product else None,
            candidates=gathered.candidates,
            use=gathered.use,
            scope=gathered.scope,
            regions=tuple(sorted(gathered.regions)),
            locations=tuple(sorted(gathered.locations.items())),
            environments=tuple(sorted(_environments(gathered.places))),
            components=gathered.components,
            evidence=tuple(places[:KEPT_EVIDENCE]),
            evidence_count=gathered.count,
            because=gathered.because,
            confidence=gathered.confidence,
            annual_cost=tuple(sorted(gathered.costs.items())),
            contract=tuple(_contract(gathered.contracts)),
            remarks=tuple(sorted(gathered.remarks)[:KEPT_REMARKS]),
        )


def _may_be_dropped(component: Component) -> bool:
    """Tell whether something of which nobody is known to be behind it is not worth a word."""
    return component.kind is not Kind.PACKAGE and (_is_mention(component) or component.fact(PERHAPS_OWN) is not None)


def _is_mention(component: Component) -> bool:
    """Tell whether all that is known of it is that files mention it: a variable's name, a host in a text."""
    evidence = component.evidence
    return bool(evidence) and all(seen.how is How.REFERENCED for seen in evidence)


def _environments(places: list[tuple[Component, Evidence]]) -> set[str]:
    """Return the environments that the files of a configuration are for, as far as their names tell."""
    told = {environment_of(seen.path) for _, seen in places if seen.how in (How.CONFIGURED, How.REFERENCED)}
    return {name for name in told if name}


def _best_first(place: tuple[Component, Evidence]) -> tuple[int, int, str, int, str]:
    component, seen = place
    direct = 0 if component.direct else 1 if component.direct is None else 2
    return (_HOW_ORDER.index(seen.how), direct, seen.path, seen.line or 0, component.name)


def _add_contract(into: _Gathered, component: Component) -> None:
    cost = component.fact("annual_cost")
    if cost:
        currency = component.fact("currency") or ""
        into.costs[currency] = into.costs.get(currency, 0.0) + float(cost)
    into.contracts.append({key: value for key in _CONTRACT if (value := component.fact(key))})


def _contract(contracts: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each fact that a line tells; of several contracts all, and that one of them does not tell it."""
    for key in _CONTRACT:
        told = [facts.get(key, NOT_TOLD) for facts in contracts]
        if set(told) != {NOT_TOLD}:
            yield key, BETWEEN_CONTRACTS.join(dict.fromkeys(told))
