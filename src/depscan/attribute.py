"""Say who is behind each component: a product, a vendor, a foundation, the community, or nobody known."""

from __future__ import annotations

from msgspec import structs

from depscan.knowledge import subject
from depscan.knowledge.index import Knowledge, Rule, Table, normalised
from depscan.model import Attribution, AttributionClass, Component, Confidence, Kind

COMMUNITY = "community"
NAME_WORDS = 8
_RESERVED_HOSTS = ("example", "test", "invalid", "localhost", "local", "internal", "lan", "home.arpa")

_UNKNOWN = Attribution(cls=AttributionClass.UNKNOWN, because="no rule matches it")
_UNNAMED = Attribution(cls=AttributionClass.UNKNOWN, because="it has no package URL")


class Attributor:
    """Attributes components one by one; the same rule gives the same value, made once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._attributions: dict[int, Attribution] = {}
        self._tables: dict[str, Table | None] = {}

    def attribute(self, component: Component) -> Attribution:
        """Return who is behind a component."""
        if component.endpoint:
            return self._by_endpoint(component.endpoint)
        if component.kind is Kind.PACKAGE and component.purl is not None:
            return self._package(component, component.purl)
        return self._other(component)

    def _package(self, component: Component, purl: str) -> Attribution:
        """Canonical purls need no parsing beyond their separators; this runs for every package."""
        type_, key = subject.package_key(purl)
        if type_ in self._tables:
            table = self._tables[type_]
        else:
            table = self._tables[type_] = self._knowledge.table(f"purl:{type_}")
        if table is not None:
            number = table.find(key)
            if number is not None:
                return self._of_version(self._by_rule(number), component)
        return self._by_supplier(component) if component.supplier else _UNKNOWN

    def _other(self, component: Component) -> Attribution:
        for namespace, key in _keys(component):
            table = self._knowledge.table(namespace)
            number = table.find(key) if table else None
            if number is not None:
                return self._of_version(self._by_rule(number), component)
        if component.kind is Kind.PRODUCT:
            return self._by_edition(component) or self._by_vendor_name(component)
        if component.supplier:
            return self._by_supplier(component)
        return _UNNAMED if component.kind is Kind.PACKAGE else _UNKNOWN

    def _by_rule(self, number: int) -> Attribution:
        known = self._attributions.get(number)
        if known is None:
            known = self._attributions[number] = self._attribution(self._knowledge.rule(number))
        return known

    def _of_version(self, found: Attribution, component: Component) -> Attribution:
        """A licence holds from a version on: what is older is another way of depending."""
        if found.product is None or component.version is None:
            return found
        earlier = self._knowledge.product(found.product).earlier
        if earlier is None or not is_before(component.version, earlier.before):
            return found
        because = f"{found.because}, version {component.version} from before {earlier.before}"
        return structs.replace(found, product=earlier.product, because=because)

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
                confidence=min(Confidence.HIGH if exact else Confidence.MEDIUM, product.confidence),
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
        if not is_own(host):
            table = self._knowledge.table("host")
            number = table.find(host) if table else None
            if number is not None:
                return self._by_rule(number)
        own = "an own or local host" if is_own(host) else "a host whose operator is not known"
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

    def _by_edition(self, component: Component) -> Attribution | None:
        """An inventory adds editions and plans to names: "Proxmox VE Basic Subscription" is a Proxmox VE.

        The longest known name that the line begins with counts if the line names its vendor, or one that controls it;
        without a vendor it has to be of two words at least.
        """
        table = self._knowledge.table("name")
        said = normalised(component.name).split()
        vendor = self._knowledge.vendor_named(component.supplier) if component.supplier else None
        for length in range(min(len(said) - 1, NAME_WORDS), 0, -1):
            number = table.find(" ".join(said[:length])) if table else None
            if number is None:
                continue
            found = self._by_rule(number)
            related = vendor is not None and found.vendor is not None and self._related(vendor, found.vendor)
            if related or (not component.supplier and length > 1):
                because = f"{found.because}, of which {component.name} is taken to be an edition"
                return structs.replace(found, confidence=Confidence.MEDIUM, because=because)
            return None
        return None

    def _related(self, one: str, other: str) -> bool:
        """Tell whether one vendor is the other, or above it."""
        return bool(self._chain(one) & self._chain(other))

    def _chain(self, vendor_id: str) -> set[str]:
        chain: set[str] = set()
        waiting = [vendor_id]
        while waiting:
            current = waiting.pop()
            if current not in chain:
                chain.add(current)
                waiting += [owner.vendor for owner in self._knowledge.vendor(current).owners if owner.control]
        return chain

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


def is_before(version: str, limit: str) -> bool:
    """Tell whether a version is older than a dotted limit, by its leading numbers: ``7.2-alpine`` is before ``7.4``.

    A version that is shorter than the limit stands for its newest: ``7`` is not before ``7.4``, ``6`` is.
    """
    numbers = []
    for part in version.removeprefix("v").split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits or len(digits) > 9:
            break
        numbers.append(int(digits))
        if digits != part:
            break
    bounds = [int(part) for part in limit.split(".")]
    if not numbers:
        return False
    length = min(len(numbers), len(bounds))
    return numbers[:length] < bounds[:length]


def _keys(component: Component) -> list[tuple[str, str]]:
    """Return the (namespace, key) pairs to look a component up by, the most telling first."""
    keys: list[tuple[str, str]] = []
    if component.kind is Kind.RESOURCE:
        keys.append(("resource", component.name.removeprefix("data.").partition(".")[0].lower()))
    elif component.kind is Kind.IMAGE:
        keys.append(("image", component.name.lower()))
    elif component.kind is Kind.ACTION:
        keys.append(("action", component.name.lower()))
    elif component.kind is Kind.ENDPOINT:
        keys.append(("host", subject.host_of(component.name)))
    elif component.kind is Kind.MODEL:
        keys.append(("model", component.name.lower()))
    elif component.kind is Kind.CONFIG:
        keys.append(("resource", component.name.lower()))
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


def is_own(host: str) -> bool:
    """Tell whether a host is private or names nobody: single labels, private addresses, reserved names."""
    if host.startswith("["):
        return True
    labels = host.rstrip(".").lower().split(".")
    if len(labels) == 1 or labels[-1] in _RESERVED_HOSTS or ".".join(labels[-2:]) in _RESERVED_HOSTS:
        return True
    if labels[-1].isdigit():
        from ipaddress import ip_address

        try:
            return not ip_address(host).is_global
        except ValueError:
            return False
    return False
