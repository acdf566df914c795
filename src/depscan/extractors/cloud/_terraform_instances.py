"""What plans and states of Terraform list: resources with their instances, of which nothing is kept but the place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._terraform_providers import COMPUTING, NOTHING, Provider
from depscan.extractors.cloud._terraform_values import DEFAULT_HOST, ProviderSource
from depscan.model import Component, How, Kind, Scope

_PLACES = ("region", "location", "zone")
_REGION = re.compile(r"\w[\w -]{0,59}")
_ARN = re.compile(r"arn:[\w-]++:[\w-]++:([a-z]{2,}+(?:-[a-z]++)+-\d):")
_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]++)+-\d)[a-z]")
_INDEX = re.compile(r"\[[^\[\]]*+\]")
_TYPE = re.compile(r"[a-z][\w-]*+", re.IGNORECASE)
_PROVIDER = re.compile(r"provider\[\"([^\"\[\]]++)\"\]|\bprovider\.([\w-]++)")


class Resource(NamedTuple):
    """A resource as a plan or a state lists it."""

    mode: str
    type: str
    name: str
    module: str
    provider: str
    """Its source, such as ``registry.terraform.io/hashicorp/aws``; may be empty."""
    instances: list[Any]
    """Attributes of each."""
    line: int | None
    pointer: str


def components(
    source: SourceFile, resources: Iterable[Resource], providers: dict[str, Provider] | None = None
) -> Iterator[Component]:
    """Yield each resource once for each region that it has instances in.

    Args:
        source: the file.
        resources: what it lists.
        providers: what is known of the configuration of providers, by their sources.
    """
    for resource in resources:
        if not _TYPE.fullmatch(resource.type) or not resource.name:
            source.warn("incomplete-entry", "a resource without type or name", line=resource.line)
            continue
        prefix = resource.type.partition("_")[0]
        if prefix in COMPUTING:
            continue
        known = (providers or {}).get(resource.provider, NOTHING)
        counts: dict[str | None, int] = {}
        for attributes in resource.instances:
            region = place_of(attributes) or known.region or known.zone
            counts[region] = counts.get(region, 0) + 1
        for region, count in counts.items():
            yield _component(source, resource, region, count, known)


def _component(source: SourceFile, resource: Resource, region: str | None, count: int, provider: Provider) -> Component:
    name = f"{'data.' if resource.mode == 'data' else ''}{resource.type}.{resource.name}"
    facts = [("count", str(count))] if count > 1 else []
    if resource.mode == "data":
        facts.append(("mode", "data"))
    made_by = ProviderSource.parse(resource.provider) if resource.provider else None
    if made_by and (made_by.host != DEFAULT_HOST or not made_by.path.startswith("hashicorp/")):
        facts.append(("provider", "/".join(made_by)))
    return Component(
        kind=Kind.RESOURCE,
        name=f"{name} ({resource.module})" if resource.module else name,
        scope=Scope.RUNTIME,
        region=region,
        endpoint=provider.endpoint(resource.type),
        facts=tuple(facts),
        evidence=source.seen(resource.line, how=How.CONFIGURED, pointer=None if resource.line else resource.pointer),
    )


def place_of(attributes: Any) -> str | None:
    """Return the region that an instance says it is in; nothing else of it is looked at."""
    if not isinstance(attributes, dict):
        return None
    for name in _PLACES:
        value = attributes.get(name)
        if isinstance(value, str) and _REGION.fullmatch(value):
            return value
    for name, form in (("arn", _ARN), ("availability_zone", _ZONE)):
        value = attributes.get(name)
        match = form.match(value) if isinstance(value, str) else None
        if match:
            return match[1]
    return None


def module_of(address: Any) -> str:
    """Return a module's address without the indexes of its instances."""
    return _INDEX.sub("", address) if isinstance(address, str) else ""


def provider_source(text: Any) -> str:
    """Return the source in ``module.x.provider["registry.terraform.io/hashicorp/aws"].alias``, or the bare name."""
    match = _PROVIDER.search(text) if isinstance(text, str) else None
    return (match[1] or match[2] or "") if match else ""


def text_of(value: Any) -> str:
    """Return a text, empty if it is none."""
    return value if isinstance(value, str) else ""
