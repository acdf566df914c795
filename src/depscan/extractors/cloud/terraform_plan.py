"""What ``terraform show -json`` says of a plan or a state: resources as they will be, modules within modules.

https://developer.hashicorp.com/terraform/internals/json-format. Values hold secrets: nothing but regions is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan import purl
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._terraform_instances import Resource, components, module_of, text_of
from depscan.extractors.cloud._terraform_providers import COMPUTING, Provider, host
from depscan.extractors.cloud._terraform_values import DEFAULT_HOST, ProviderSource
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import json

_GONE = (["delete"], ["forget"])
_EXACT = re.compile(r"(?:=[ ]?)?(\d++\.\d++\.\d++(?:-[\w.]++)?)")
_REGION = re.compile(r"\w[\w -]{0,59}")
_SNIFF = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*+\{(?=[^\0]{0,3000}?\"format_version\"\s*+:\s*+\")", re.DOTALL)
_TELLING = (b'"planned_values"', b'"resource_changes"', b'"terraform_version"', b'"root_module"')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield providers and resources; what will be deleted is left out.

    Raises:
        ParseError: not JSON, or neither a plan nor a state.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict) or "format_version" not in document:
        raise ParseError("not the JSON of a Terraform plan: no format_version")
    values = document.get("planned_values") or document.get("values")
    changes = document.get("resource_changes")
    if not isinstance(values, dict) and not isinstance(changes, list):
        if set(document) <= {"format_version", "terraform_version", "checks", "timestamp", "errored"}:
            return  # a state that holds nothing
        raise ParseError("not the JSON of a Terraform plan: neither values nor changes")
    configured = _providers(document)
    yield from _provider_components(source, document, configured)
    if isinstance(values, dict):
        found = _planned(source, values, "planned_values" if "planned_values" in document else "values")
    else:
        found = _changed(changes)
    yield from components(source, _united(found), _by_source(configured))


def _planned(source: SourceFile, values: dict[str, Any], top: str) -> Iterator[tuple[Any, str, str, Any]]:
    """Yield (entry, module, pointer, values) of the root module and of those within it."""
    stack: list[tuple[Any, str]] = [(values.get("root_module"), f"{top}.root_module")]
    while stack:
        module, pointer = stack.pop()
        if not isinstance(module, dict):
            continue
        for position, entry in enumerate(_list(module.get("resources"))):
            if isinstance(entry, dict):
                yield entry, text_of(module.get("address")), f"{pointer}.resources[{position}]", entry.get("values")
            else:
                source.warn("incomplete-entry", "a resource that is no object")
        below = _list(module.get("child_modules"))
        stack += [(child, f"{pointer}.child_modules[{number}]") for number, child in enumerate(below)][::-1]


def _changed(changes: Any) -> Iterator[tuple[Any, str, str, Any]]:
    for position, entry in enumerate(_list(changes)):
        change = entry.get("change") if isinstance(entry, dict) else None
        if isinstance(change, dict) and change.get("actions") not in _GONE:
            module = text_of(entry.get("module_address"))
            yield entry, module, f"resource_changes[{position}]", change.get("after") or change.get("before")


def _united(found: Iterator[tuple[Any, str, str, Any]]) -> Iterator[Resource]:
    """Yield each resource once, with all its instances; modules called several times are one."""
    resources: dict[tuple[str, str, str, str], Resource] = {}
    for entry, address, pointer, values in found:
        module = module_of(address)
        mode, type_, name = (text_of(entry.get(key)) for key in ("mode", "type", "name"))
        key = (module, mode, type_, name)
        if key not in resources:
            provider = text_of(entry.get("provider_name"))
            resources[key] = Resource(mode, type_, name, module, provider, [], None, pointer)
        resources[key].instances.append(values)
    yield from resources.values()


# --------------------------------------------------------------------------------------------------------- providers


def _providers(document: dict[str, Any]) -> dict[str, tuple[str, Provider]]:
    """Return (source, what is configured) of the providers by their keys, such as ``aws.paris``."""
    found: dict[str, tuple[str, Provider]] = {}
    for key, entry in _entries(document):
        expressions = entry.get("expressions")
        expressions = expressions if isinstance(expressions, dict) else {}
        region = _constant(expressions.get("region"), document)
        zone = _constant(expressions.get("zone"), document)
        endpoints = []
        for block in _list(expressions.get("endpoints")):
            for service, value in block.items() if isinstance(block, dict) else ():
                endpoints.append((service, host(_constant(value, document))))
        full = text_of(entry.get("full_name")) or text_of(entry.get("name"))
        told = Provider(_place(region), _place(zone), tuple(pair for pair in endpoints if pair[1]))
        found[key] = (full, told)
    return found


def _by_source(configured: dict[str, tuple[str, Provider]]) -> dict[str, Provider]:
    """Return what all configurations of a provider agree on: which of them a resource uses is not told."""
    found: dict[str, Provider] = {}
    for full, told in configured.values():
        found[full] = told if found.get(full, told) == told else Provider()
    return found


def _entries(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    configuration = document.get("configuration")
    entries = configuration.get("provider_config") if isinstance(configuration, dict) else None
    return (
        [(key, entry) for key, entry in entries.items() if isinstance(entry, dict)] if isinstance(entries, dict) else []
    )


def _constant(expression: Any, document: dict[str, Any]) -> str | None:
    """Return what an expression says as a constant, or as a reference to one of the plan's variables."""
    if not isinstance(expression, dict):
        return None
    constant = expression.get("constant_value")
    if isinstance(constant, str):
        return constant
    references, variables = expression.get("references"), document.get("variables")
    if isinstance(references, list) and len(references) == 1 and isinstance(variables, dict):
        variable = variables.get(text_of(references[0]).removeprefix("var."))
        value = variable.get("value") if isinstance(variable, dict) else None
        return value if isinstance(value, str) else None
    return None


def _place(text: str | None) -> str | None:
    return text if text and _REGION.fullmatch(text) else None


def _provider_components(
    source: SourceFile, document: dict[str, Any], configured: dict[str, tuple[str, Provider]]
) -> Iterator[Component]:
    for key, entry in _entries(document):
        full, settings = configured[key]
        name = text_of(entry.get("name"))
        known = ProviderSource.parse(full)
        if known is None or not name or known.path == "builtin/terraform":
            continue
        namespace, _, package = known.path.partition("/")
        constraint = text_of(entry.get("version_constraint"))
        exact = _EXACT.fullmatch(constraint)
        facts = [("constraint", constraint)] if constraint and not exact else []
        facts += [("registry", known.host)] if known.host != DEFAULT_HOST else []
        pointer = f"configuration.provider_config.{key}"
        version = exact[1] if exact else None
        if name in COMPUTING:
            settings = Provider()
        yield Component(
            kind=Kind.CONFIG,
            name=f"provider.{name}",
            version=version,
            purl=purl.make("terraform", f"{known.host}/{namespace}", package, version),
            scope=Scope.RUNTIME,
            direct=True,
            region=settings.region or settings.zone,
            endpoint=settings.endpoint(""),
            facts=tuple(facts),
            evidence=source.seen(how=How.CONFIGURED, pointer=pointer),
        )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _sniff(head: bytes) -> bool:
    return bool(_SNIFF.match(head)) and any(word in head for word in _TELLING)


EXTRACTOR = Extractor(
    name="terraform-plan",
    ecosystem="cloud",
    patterns=("*.tfplan.json",),
    sniffed_patterns=("*.json", "*.tfplan"),
    parse=parse,
    description="JSON of `terraform show`: providers, resources with regions, all modules; not what is deleted",
    spec_url="https://developer.hashicorp.com/terraform/internals/json-format",
    sniff=_sniff,
)
