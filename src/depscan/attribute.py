"""Say who is behind each component: a product, a vendor, a foundation, the community, or nobody known."""

from __future__ import annotations

from msgspec import structs

from depscan.knowledge import subject
from depscan.knowledge.index import Knowledge, Rule, Table
from depscan.knowledge.licences import licence_class
from depscan.knowledge.names import NameMatch, Names
from depscan.model import Attribution, AttributionClass, Component, Confidence, Delivery, Kind

COMMUNITY = "community"
_RESERVED_HOSTS = frozenset(
    {
        "example", "test", "invalid", "localhost", "local", "internal", "lan", "svc", "home.arpa", "example.com",
        "example.net", "example.org",
    }
)  # fmt: skip

_MIRRORS = ("public.ecr.aws/docker/library/", "mirror.gcr.io/library/")
_BY_LICENCE = {
    "osi": Delivery.OPEN_SOURCE,
    "source-available": Delivery.SOURCE_AVAILABLE,
    "proprietary": Delivery.PROPRIETARY_SOFTWARE,
}

_UNKNOWN = Attribution(cls=AttributionClass.UNKNOWN, because="no rule matches it")
_UNNAMED = Attribution(cls=AttributionClass.UNKNOWN, because="it has no package URL")


class Attributor:
    """Attributes components one by one; the same rule gives the same value, made once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = self._knowledge = knowledge
        self.names = Names(knowledge)
        self._attributions: dict[int, Attribution] = {}
        self._licensed: dict[tuple[str | None, str | None, str], Attribution] = {}
        self._tables: dict[str, Table | None] = {}

    def attribute(self, component: Component) -> Attribution:
        """Return who is behind a component."""
        if component.endpoint:
            return self.at_host(component.endpoint)
        if component.kind is Kind.ENDPOINT:
            return self.at_host(component.name)
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
                found = self._by_rule(number)
                if found.product is None:
                    return self._of_licence(found, component) if component.facts else found
                return self._of_version(found, component)
        return self._by_supplier(component) if component.supplier else _UNKNOWN

    def _other(self, component: Component) -> Attribution:
        for namespace, key in _keys(component):
            table = self._knowledge.table(namespace)
            number = table.find(key) if table else None
            if number is not None:
                return self._of_version(self._by_rule(number), component)
        if component.kind is Kind.PRODUCT:
            return self._of_version(self._by_name(component), component)
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

    def _of_licence(self, found: Attribution, component: Component) -> Attribution:
        """The licence of a package says more about it than a pattern for all of a publisher's packages."""
        licence = component.fact("licence")
        if licence is None or found.vendor is None or "*" not in (found.pattern or ""):
            return found
        key = (found.rule, found.pattern, licence)
        if key not in self._licensed:
            self._licensed[key] = self._under(found, licence)
        return self._licensed[key]

    def _under(self, found: Attribution, licence: str) -> Attribution:
        usual = self._knowledge.publisher(found.rule or "").delivery
        delivery = _BY_LICENCE.get(licence_class(licence, self._knowledge.scoring) or "", usual)
        if delivery is usual or usual not in _BY_LICENCE.values():
            return found
        return structs.replace(found, delivery=delivery, because=f"{found.because}, this one under {licence}")

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

    def at_host(self, host: str) -> Attribution:
        """Return who is behind a host: where a client is pointed at decides, not what the client was written for."""
        host = subject.host_of(host)
        if is_own(host):
            return Attribution(cls=AttributionClass.OWN, because=f"pointed at {host}, an own or local host")
        table = self._knowledge.table("host")
        number = table.find(host) if table else None
        if number is not None:
            return self._by_rule(number)
        because = f"pointed at {host}, a host whose operator is not known"
        return Attribution(cls=AttributionClass.UNKNOWN, because=because)

    def _by_supplier(self, component: Component) -> Attribution:
        """A document's word on the supplier counts for open source, where being wrong accuses nobody."""
        vendor_id = self._knowledge.vendor_named(component.supplier or "")
        licence = component.fact("licence")
        if vendor_id is None or licence is None or licence_class(licence, self._knowledge.scoring) != "osi":
            return _UNKNOWN
        vendor = self._knowledge.vendor(vendor_id)
        return Attribution(
            cls=_class_of(vendor.kind),
            vendor=vendor_id,
            confidence=Confidence.LOW,
            because=f"the document names {vendor.name} as supplier, under {licence}",
        )

    def _by_name(self, component: Component) -> Attribution:
        """An inventory line, whose product is named as somebody wrote it."""
        found = self.names.product(component.name, component.supplier)
        if found is not None and found.product is not None:
            product = self._knowledge.product(found.product)
            return Attribution(
                cls=AttributionClass.PRODUCT,
                vendor=product.vendor,
                product=product.id,
                rule=product.id,
                pattern=found.pattern,
                confidence=found.confidence,
                because=found.because,
            )
        if found is not None:
            return self._undecided(found)
        return self._by_vendor_name(component)

    def _undecided(self, found: NameMatch) -> Attribution:
        """A name that may mean several products; who is behind them all may be clear all the same.

        A single candidate is a name that may mean something else altogether: "Front", "Make".
        """
        vendors = {self._knowledge.product(id_).vendor for id_ in found.candidates}
        if len(vendors) > 1 or len(found.candidates) == 1:
            return Attribution(cls=AttributionClass.UNKNOWN, because=found.because, candidates=found.candidates)
        vendor = self._knowledge.vendor(vendors.pop())
        return Attribution(
            cls=_class_of(vendor.kind),
            vendor=vendor.id,
            confidence=Confidence.LOW,
            because=found.because,
            candidates=found.candidates,
        )

    def _by_vendor_name(self, component: Component) -> Attribution:
        """An inventory line whose product is not known but whose vendor is."""
        vendor_id = self.names.vendor(component.supplier)[0] if component.supplier else None
        vendor_id = vendor_id or self._knowledge.vendor_named(component.name)
        if vendor_id is None:
            return _UNKNOWN
        vendor = self._knowledge.vendor(vendor_id)
        return Attribution(
            cls=_class_of(vendor.kind),
            vendor=vendor_id,
            confidence=Confidence.LOW,
            because=f"the inventory names {vendor.name}; the product is not known",
        )


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
        keys.append(_resource_key(component))
        keys += _provider_keys(component, keys[0][1])
    elif component.kind is Kind.IMAGE:
        keys.append(("image", component.name.lower()))
        keys += _mirrored(keys[0][1])
    elif component.kind is Kind.ACTION:
        keys.append(("action", component.name.lower()))
    elif component.kind is Kind.MODEL:
        keys.append(("model", component.name.lower()))
    elif component.kind is Kind.CONFIG:
        prefix, colon, rest = component.name.partition(":")
        named = colon and prefix in subject.PREFIXES
        keys.append((prefix, rest) if named else ("resource", component.name.lower()))
    elif component.kind is Kind.PRODUCT:
        keys += [key for key in (subject.parse(f"name:{component.name}"),) if key]
    if component.purl:
        place = subject.parse(component.purl)
        if place:
            keys.append(place)
    return keys


def _mirrored(name: str) -> list[tuple[str, str]]:
    """Another registry's copy of one of Docker Hub's official images is the same program."""
    for mirror in _MIRRORS:
        if name.startswith(mirror):
            return [("image", f"docker.io/library/{name[len(mirror) :]}")]
    return []


def _resource_key(component: Component) -> tuple[str, str]:
    """A resource is known by its type: what its name begins with, or the type that the reader tells apart from it.

    Types of Kubernetes are known by their group: ``kubernetes:s3.services.k8s.aws``.
    """
    type_ = component.fact("type") or component.name.removeprefix("data.").partition(".")[0]
    prefix, colon, rest = type_.partition(":")
    return (prefix, rest.lower()) if colon and prefix in subject.PREFIXES else ("resource", type_.lower())


def _provider_keys(component: Component, type_: str) -> list[tuple[str, str]]:
    """A Terraform resource that no product is known for is at least of whoever publishes its provider."""
    provider = component.fact("provider") if component.facts else None
    prefix, underscore, _ = type_.partition("_")
    if provider is None and underscore and prefix.isalnum():
        provider = f"registry.terraform.io/hashicorp/{prefix}"
    return [("purl:terraform", provider.lower())] if provider else []


def _class_of(vendor_kind: str) -> AttributionClass:
    if vendor_kind in ("foundation", "association"):
        return AttributionClass.FOUNDATION
    if vendor_kind == "community":
        return AttributionClass.COMMUNITY
    return AttributionClass.VENDOR


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
