"""Attribute components to products, vendors, foundations, the community, or nobody known, and gather dependencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote

from depscan.knowledge import subject
from depscan.knowledge.index import Knowledge, Rule, Table
from depscan.model import (
    Attribution,
    AttributionClass,
    Component,
    Confidence,
    Delivery,
    Dependency,
    Evidence,
    How,
    Kind,
    Scope,
    Use,
)

COMMUNITY = "community"
KEPT_EVIDENCE = 200
"""Places kept for one dependency; its count is of all."""
KEPT_PATHS = 10_000
"""Files kept while gathering a channel, which every package of an ecosystem evidences."""

_USE_ORDER = (Use.CERTAIN, Use.LIKELY, Use.POSSIBLE)
_SCOPE_ORDER = (Scope.RUNTIME, Scope.UNKNOWN, Scope.BUILD, Scope.TEST, Scope.DEVELOPMENT)
_HOW_ORDER = (How.CONFIGURED, How.LOCKED, How.DECLARED, How.LISTED, How.REPORTED, How.REFERENCED)
_LIBRARY_CATEGORY = "framework"
_RESERVED_HOSTS = ("example", "test", "invalid", "localhost", "local", "internal", "lan", "home.arpa")

_UNKNOWN = Attribution(cls=AttributionClass.UNKNOWN, because="no rule matches it")
_UNNAMED = Attribution(cls=AttributionClass.UNKNOWN, because="it has no package URL")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What resolving gives: one attribution for each component, in their order, and the dependencies they evidence."""

    attributions: tuple[Attribution, ...]
    dependencies: tuple[Dependency, ...]


def resolve(components: Sequence[Component], knowledge: Knowledge) -> Resolution:
    """Attribute every component.

    Args:
        components: merged and sorted.
        knowledge: what is known about products, vendors and publishers.
    """
    return _Resolver(knowledge).run(components)


@dataclass(slots=True)
class _Gathered:
    """A dependency in the making."""

    id: str
    name: str
    category: str
    delivery: Delivery
    vendor: str
    product: str | None
    use: Use = Use.POSSIBLE
    scope: Scope = Scope.DEVELOPMENT
    because: str = ""
    components: int = 0
    places: list[tuple[Component, Evidence]] = field(default_factory=list)
    count: int = 0
    regions: set[str] = field(default_factory=set)
    costs: dict[str, float] = field(default_factory=dict)
    contract: dict[str, str] = field(default_factory=dict)


class _Resolver:
    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._attributions: dict[int, Attribution] = {}
        self._tables: dict[str, Table | None] = {}
        self._gathered: dict[str, _Gathered] = {}
        self._by_attribution: dict[Attribution, _Gathered | None] = {}
        self._channels: dict[tuple[str, str], _Gathered | None] = {}
        self._channel_paths: dict[tuple[str, str], int] = {}

    def run(self, components: Sequence[Component]) -> Resolution:
        attributions: list[Attribution] = []
        add = attributions.append
        package = self._package
        for component in components:
            if component.kind is Kind.PACKAGE and component.endpoint is None and component.purl is not None:
                attribution = package(component, component.purl)
            else:
                attribution = self._attribute(component)
                self._channel_of(component)
            add(attribution)
            if attribution.cls is not AttributionClass.UNKNOWN:
                self._gather(attribution, component)
        dependencies = [self._dependency(gathered) for _, gathered in sorted(self._gathered.items())]
        return Resolution(attributions=tuple(attributions), dependencies=tuple(dependencies))

    # ------------------------------------------------------------------------------------------- who is behind it

    def _package(self, component: Component, purl: str) -> Attribution:
        """Canonical purls need no parsing beyond their separators; this runs for every package."""
        type_, _, rest = purl[4:].partition("/")
        key = rest.rpartition("@")[0] or rest
        if "%" in key:
            key = unquote(key)
        self._channel(type_, component)
        namespace = "purl:" + type_
        if namespace in self._tables:
            table = self._tables[namespace]
        else:
            table = self._tables[namespace] = self._knowledge.table(namespace)
        if table is not None:
            number = table.find(subject.package_key(type_, key))
            if number is not None:
                return self._by_rule(number)
        return self._by_supplier(component) if component.supplier else _UNKNOWN

    def _attribute(self, component: Component) -> Attribution:
        if component.endpoint:
            return self._by_endpoint(component.endpoint)
        for namespace, key in _keys(component):
            table = self._knowledge.table(namespace)
            number = table.find(key) if table else None
            if number is not None:
                return self._by_rule(number)
        if component.kind is Kind.PRODUCT:
            return self._by_vendor_name(component)
        if component.supplier:
            return self._by_supplier(component)
        return _UNKNOWN if component.purl or component.kind is not Kind.PACKAGE else _UNNAMED

    def _by_rule(self, number: int) -> Attribution:
        known = self._attributions.get(number)
        if known is None:
            known = self._attributions[number] = self._attribution(self._knowledge.rule(number))
        return known

    def _attribution(self, rule: Rule) -> Attribution:
        if rule.kind == "product":
            product = self._knowledge.product(rule.id)
            exact = "*" not in rule.pattern
            return Attribution(
                cls=AttributionClass.PRODUCT,
                vendor=product.vendor,
                product=product.id,
                rule=rule.id,
                pattern=rule.pattern,
                confidence=Confidence.HIGH if exact else Confidence.MEDIUM,
                because=f"{rule.pattern} is {product.name}",
            )
        publisher = self._knowledge.publisher(rule.id)
        if publisher.vendor == COMMUNITY:
            return Attribution(
                cls=AttributionClass.COMMUNITY,
                rule=rule.id,
                pattern=rule.pattern,
                confidence=Confidence.HIGH,
                because=f"{rule.pattern} is maintained by a community",
            )
        vendor = self._knowledge.vendor(publisher.vendor)
        return Attribution(
            cls=_class_of(vendor.kind),
            vendor=vendor.id,
            rule=rule.id,
            pattern=rule.pattern,
            confidence=Confidence.HIGH if "*" not in rule.pattern else Confidence.MEDIUM,
            because=f"{rule.pattern} is published by {vendor.name}",
        )

    def _by_endpoint(self, host: str) -> Attribution:
        """Where a client is pointed at decides, not what the client was written for."""
        host = subject.host_of(host)
        if not _is_own(host):
            table = self._knowledge.table("host")
            number = table.find(host) if table else None
            if number is not None:
                return self._by_rule(number)
        own = "an own or local host" if _is_own(host) else "a host whose operator is not known"
        return Attribution(cls=AttributionClass.UNKNOWN, because=f"pointed at {host}, {own}")

    def _by_supplier(self, component: Component) -> Attribution:
        """A document's word on the supplier counts for open source, where being wrong accuses nobody."""
        vendor_id = self._knowledge.vendor_named(component.supplier or "")
        licence = component.fact("licence")
        if vendor_id is None or licence is None or not _is_open(licence, self._knowledge.scoring.osi):
            return _UNKNOWN
        vendor = self._knowledge.vendor(vendor_id)
        return Attribution(
            cls=_class_of(vendor.kind),
            vendor=vendor_id,
            confidence=Confidence.LOW,
            because=f"the document names {vendor.name} as supplier, under {licence}",
        )

    def _by_vendor_name(self, component: Component) -> Attribution:
        """An inventory line whose product is not known but whose vendor is."""
        for name in (component.supplier, component.name):
            vendor_id = self._knowledge.vendor_named(name) if name else None
            if vendor_id:
                vendor = self._knowledge.vendor(vendor_id)
                return Attribution(
                    cls=_class_of(vendor.kind),
                    vendor=vendor_id,
                    confidence=Confidence.LOW,
                    because=f"the inventory names {vendor.name}; the product is not known",
                )
        return _UNKNOWN

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
        self._add(gathered, component, self._use(gathered, component), component.scope, attribution.because)

    def _add(self, into: _Gathered, component: Component, use: Use, scope: Scope, because: str) -> None:
        into.components += 1
        if not into.because or _USE_ORDER.index(use) < _USE_ORDER.index(into.use):
            into.use, into.because = use, because
        if into.components == 1 or _SCOPE_ORDER.index(scope) < _SCOPE_ORDER.index(into.scope):
            into.scope = scope
        into.count += len(component.evidence)
        into.places += [(component, seen) for seen in component.evidence]
        if component.region:
            into.regions.add(component.region)
        if component.kind is Kind.PRODUCT:
            _add_contract(into, component)

    def _of(self, attribution: Attribution) -> _Gathered | None:
        if attribution.product:
            return self._product(attribution.product)
        if attribution.vendor is None:
            return None  # the community: counted, nobody to depend on
        rule = attribution.rule
        delivery = self._knowledge.publisher(rule).delivery if rule else Delivery.OPEN_SOURCE
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
        """A bought product that the catalogue lacks: taken as proprietary software, all lock-in facts unknown."""
        vendor_id = attribution.vendor or COMMUNITY
        slug = "-".join(subject.parse(f"name:{component.name}")[1].split()) or "product"  # type: ignore[index]
        return self._gathered.setdefault(
            f"{vendor_id}-listed-{slug}",
            _Gathered(
                id=f"{vendor_id}-listed-{slug}",
                name=component.name,
                category="",
                delivery=Delivery.PROPRIETARY_SOFTWARE,
                vendor=vendor_id,
                product=None,
            ),
        )

    def _use(self, gathered: _Gathered, component: Component) -> Use:
        if component.kind is Kind.PRODUCT:
            return Use.LIKELY
        if component.kind is not Kind.PACKAGE or gathered.delivery is not Delivery.HOSTED_SERVICE:
            return Use.CERTAIN
        # a client library is evidence of the service, not the service
        if component.evidence and component.evidence[0].how is How.CONFIGURED:
            return Use.CERTAIN
        if component.direct is False or component.scope in (Scope.DEVELOPMENT, Scope.TEST):
            return Use.POSSIBLE
        return Use.LIKELY

    # ---------------------------------------------------------------------------------- where it was downloaded from

    def _channel_of(self, component: Component) -> None:
        if component.kind is Kind.IMAGE:
            self._channel(component.name.partition("/")[0], component, image=True)
        elif component.kind is Kind.ACTION:
            self._channel("", component, image=False)
        elif component.kind is Kind.PACKAGE and component.purl:
            self._channel(component.purl[4:].partition("/")[0], component)

    def _channel(self, served: str, component: Component, *, image: bool | None = None) -> None:
        """Every package evidences the registry it comes from; one place a file is enough to show it."""
        for seen in component.evidence:
            place = (served, seen.path)
            count = self._channel_paths.get(place)
            if count is None:
                self._open_channel(place, served, component, seen, image=image)
            elif count > 0:
                self._channel_paths[place] = count + 1

    def _open_channel(
        self, place: tuple[str, str], served: str, component: Component, seen: Evidence, *, image: bool | None
    ) -> None:
        """First component of this sort in this file."""
        product_id = self._channel_product(served, component, image=image)
        self._channel_paths[place] = 1 if product_id else 0
        if product_id is None or len(self._channel_paths) > KEPT_PATHS:
            return
        gathered = self._product(product_id)
        certain = seen.how in (How.LOCKED, How.CONFIGURED)
        only = Component(kind=component.kind, name=component.name, purl=component.purl, evidence=(seen,))
        use = Use.CERTAIN if certain else Use.LIKELY
        self._add(gathered, only, use, Scope.BUILD, f"{gathered.name} serves what this file asks for")

    def _channel_product(self, served: str, component: Component, *, image: bool | None) -> str | None:
        if image is None:
            host = component.fact("registry")
            if host and not _is_own(host):
                rule = self._knowledge.match("host", host.partition(":")[0].lower())
                return rule.id if rule and rule.kind == "product" else None
            return self._knowledge.channel(f"purl:{served}")
        if image:
            found = self._knowledge.channel(f"image:{served}")
            if found:
                return found
            rule = self._knowledge.match("host", served.partition(":")[0].lower())
            return rule.id if rule and rule.kind == "product" else None
        return self._knowledge.channel("action")

    def _dependency(self, gathered: _Gathered) -> Dependency:
        places = sorted(gathered.places, key=_best_first)
        return Dependency(
            id=gathered.id,
            name=gathered.name,
            category=gathered.category,
            delivery=gathered.delivery,
            vendor=gathered.vendor,
            product=gathered.product,
            use=gathered.use,
            scope=gathered.scope,
            regions=tuple(sorted(gathered.regions)),
            components=gathered.components,
            evidence=tuple((component.id, seen) for component, seen in places[:KEPT_EVIDENCE]),
            evidence_count=gathered.count,
            because=gathered.because,
            annual_cost=tuple(sorted(gathered.costs.items())),
            contract=tuple(sorted(gathered.contract.items())),
        )


def _keys(component: Component) -> list[tuple[str, str]]:
    """Return the (namespace, key) pairs to look a component up by, the most telling first."""
    keys: list[tuple[str, str]] = []
    if component.kind is Kind.RESOURCE:
        keys.append(("resource", component.name.removeprefix("data.").partition(".")[0]))
    elif component.kind is Kind.IMAGE:
        keys.append(("image", component.name.lower()))
    elif component.kind is Kind.ACTION:
        keys.append(("action", component.name.lower()))
    elif component.kind is Kind.ENDPOINT:
        keys.append(("host", subject.host_of(component.name)))
    elif component.kind is Kind.MODEL:
        keys.append(("model", component.name.lower()))
    elif component.kind is Kind.CONFIG:
        keys.append(("resource", component.name))
    elif component.kind is Kind.PRODUCT:
        keys += [key for key in (subject.parse(f"name:{component.name}"),) if key]
    if component.purl:
        place = subject.parse(component.purl)
        if place:
            keys.append(place)
    return keys


def _class_of(vendor_kind: str) -> AttributionClass:
    if vendor_kind in ("foundation", "association"):
        return AttributionClass.FOUNDATION
    if vendor_kind == "community":
        return AttributionClass.COMMUNITY
    return AttributionClass.VENDOR


def _is_open(licence: str, osi: frozenset[str]) -> bool:
    """Tell whether one may take the software under an open-source licence; AND needs all, OR needs one."""
    plain = licence.replace("(", " ").replace(")", " ")
    return any(
        all(part.split(" WITH ")[0].strip() in osi for part in choice.split(" AND ")) for choice in plain.split(" OR ")
    )


def _is_own(host: str) -> bool:
    """Tell whether a host is private or names nobody: single labels, private addresses, reserved names."""
    if host.startswith("["):
        return True
    labels = host.rstrip(".").lower().split(".")
    if len(labels) == 1 or labels[-1] in _RESERVED_HOSTS or ".".join(labels[-2:]) in _RESERVED_HOSTS:
        return True
    if labels[-1].isdigit():
        try:
            return not ip_address(host).is_global
        except ValueError:
            return False
    return False


def _best_first(place: tuple[Component, Evidence]) -> tuple[int, int, str, int, str]:
    component, seen = place
    direct = 0 if component.direct else 1 if component.direct is None else 2
    return (_HOW_ORDER.index(seen.how), direct, seen.path, seen.line or 0, component.name)


def _add_contract(into: _Gathered, component: Component) -> None:
    cost = component.fact("annual_cost")
    if cost:
        currency = component.fact("currency") or ""
        into.costs[currency] = into.costs.get(currency, 0.0) + float(cost)
    for key in ("renewal", "notice", "contract_end", "tacit_renewal", "reversibility"):
        value = component.fact(key)
        if value:
            into.contract[key] = value
