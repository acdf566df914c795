"""Endpoints decide: a setting that points a client elsewhere moves what the client evidences to who is behind the host.

``OPENAI_BASE_URL=https://api.mistral.ai`` makes an OpenAI client evidence of Mistral; ``S3_ENDPOINT=http://minio:9000``
makes an S3 client evidence of nobody else. Which settings point which product elsewhere is in the rules (``setting``).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from depscan.attribute import Attributor
from depscan.environments import NOT_IN_USE, PRODUCTION, environment_of
from depscan.model import Attribution, AttributionClass, Component, Delivery, Evidence, How, Kind, Scope

_PLATFORM = "cloud-platform"
"""Category of the products that stand for all of a cloud, as its SDK does."""


class _Redirect(Struct, frozen=True):
    """One setting that says where a product is reached."""

    host: str
    setting: str
    seen: Evidence
    own: bool
    """It names the product's own vendor."""


class Redirects:
    """Which products' clients the settings of a scan point elsewhere."""

    def __init__(
        self, components: Sequence[Component], attributions: Sequence[Attribution], attributor: Attributor
    ) -> None:
        self._attributor = attributor
        self._knowledge = attributor.knowledge
        self.found: dict[str, list[_Redirect]] = {}
        """Product id → settings that say where it is reached, production first."""
        for component, attribution in zip(components, attributions, strict=True):
            if component.kind is Kind.ENDPOINT and component.fact("setting") and not component.fact("protocol"):
                self._add(component, attribution)
        for redirects in self.found.values():
            redirects.sort(key=_first_in_use)
        self._platforms = self._whole_platforms(components, attributions)

    def _add(self, component: Component, attribution: Attribution) -> None:
        setting = component.fact("setting") or ""
        product_id = self._product_of(setting)
        if product_id is None or component.scope in (Scope.DEVELOPMENT, Scope.TEST):
            return
        if component.scope is Scope.BUILD and not self._is_channel(product_id):
            return  # what a pipeline points at its own emulators says nothing about where the application runs
        own = self._is_of(self._knowledge.product(product_id).vendor, component.name, attribution)
        for seen in component.evidence:
            if environment_of(seen.path) not in NOT_IN_USE:
                redirect = _Redirect(host=component.name, setting=setting, seen=seen, own=own)
                self.found.setdefault(product_id, []).append(redirect)

    def _is_of(self, vendor: str, host: str, attribution: Attribution) -> bool:
        """Tell whether a host is of a vendor: by the rules, or below a domain of its own, as a forge's web site is."""
        domains = self._knowledge.vendor(vendor).domains
        return attribution.vendor == vendor or any(f".{host}".endswith(f".{domain}") for domain in domains)

    def _is_channel(self, product_id: str) -> bool:
        return self._knowledge.product(product_id).delivery is Delivery.DISTRIBUTION_CHANNEL

    def _product_of(self, setting: str) -> str | None:
        """The most telling ending counts: ``SPRING_AI_OPENAI_BASE_URL`` is of who claims ``OPENAI_BASE_URL``."""
        words = setting
        while words:
            rule = self._knowledge.match("setting", words)
            if rule is not None and rule.kind == "product":
                return rule.id
            words = words.partition("_")[2]
        return None

    def _whole_platforms(
        self, components: Sequence[Component], attributions: Sequence[Attribution]
    ) -> dict[str, list[_Redirect]]:
        """Return platforms, by product id, of which nothing is used but services that are pointed elsewhere.

        The same SDK and the same ``AWS_ACCESS_KEY_ID`` serve a store of anybody's that speaks Amazon's protocol.
        """
        elsewhere: dict[str, list[_Redirect]] = {}
        for product_id, redirects in self.found.items():
            if not any(redirect.own for redirect in redirects):
                elsewhere.setdefault(self._knowledge.product(product_id).vendor, []).extend(redirects)
        if not elsewhere:
            return {}
        for redirects in elsewhere.values():
            redirects.sort(key=_first_in_use)
        platforms: dict[str, list[_Redirect]] = {}
        for component, attribution in zip(components, attributions, strict=True):
            if attribution.vendor in elsewhere and attribution.product and attribution.product not in self.found:
                if _is_client(component) and self._knowledge.product(attribution.product).category == _PLATFORM:
                    platforms[attribution.product] = elsewhere[attribution.vendor]
                elif self._is_hosted(attribution.product):
                    del elsewhere[attribution.vendor]  # something of it is used for certain
        return {id_: found for id_, found in platforms.items() if self._knowledge.product(id_).vendor in elsewhere}

    def _is_hosted(self, product_id: str) -> bool:
        return self._knowledge.product(product_id).delivery is Delivery.HOSTED_SERVICE

    def channel_host(self, product_id: str, path: str) -> str | None:
        """Return the host that the clients of a channel are told to use in place of it, for a file of that path.

        Only what lies beside a file or above it speaks for it: a package manager looks upwards for its settings.
        """
        folder = path.rpartition("/")[0]
        for redirect in self.found.get(product_id, ()):
            above = redirect.seen.path.rpartition("/")[0]
            if not redirect.own and (not above or folder == above or folder.startswith(f"{above}/")):
                return redirect.host
        return None

    def applied(self, component: Component, attribution: Attribution) -> Attribution:
        """Return who a client is really evidence of: whoever is behind the host that a setting points it at."""
        product = attribution.product or ""
        redirects = self.found.get(product) or self._platforms.get(product)
        if not redirects or not _is_client(component):
            return attribution
        near = [redirect for redirect in redirects if _near(redirect.seen.path, component)] or redirects
        chosen = near[0]
        if any(redirect.own for redirect in near):
            return attribution
        behind = self._attributor.at_host(chosen.host)
        place = f"{chosen.seen.path}:{chosen.seen.line}" if chosen.seen.line else chosen.seen.path
        because = f"pointed at {chosen.host} by {chosen.setting} ({place})"
        if behind.cls is AttributionClass.UNKNOWN:
            because += ", a host whose operator is not known"
        return structs.replace(behind, because=because)


def _first_in_use(redirect: _Redirect) -> tuple[bool, str, int, str]:
    seen = redirect.seen
    return (environment_of(seen.path) != PRODUCTION, seen.path, seen.line or 0, redirect.host)


def _is_client(component: Component) -> bool:
    """Tell whether a component speaks to a service without saying where: a library, a variable, a store's protocol."""
    if component.endpoint or any(seen.how is How.LISTED for seen in component.evidence):
        return False
    if component.kind is Kind.ENDPOINT:
        return component.fact("protocol") is not None
    return component.kind is Kind.PACKAGE or (component.kind is Kind.CONFIG and component.name.startswith("env:"))


def _near(path: str, component: Component) -> bool:
    """Tell whether a setting's folder is one of a component's files, one above it or one below it."""
    folder = path.rpartition("/")[0]
    for seen in component.evidence:
        other = seen.path.rpartition("/")[0]
        shorter, longer = sorted((folder, other), key=len)
        if not shorter or longer == shorter or longer.startswith(f"{shorter}/"):
            return True
    return False
