"""States of Terraform and OpenTofu, version 4 and the older ones: what exists, and where.

Attributes hold secrets in plain text: of them nothing but the region is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._terraform_instances import (
    Resource,
    components,
    module_of,
    provider_source,
    text_of,
)
from depscan.model import Component
from depscan.syntax import json
from depscan.syntax.json import Finder

_KEYS = frozenset({"encrypted_data", "lineage", "outputs", "serial", "terraform_version"})
_VERSIONS = (1, 2, 3, 4)
_SNIFF = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+\{\s*+\"version\"\s*+:\s*+[1-4]\s*+,\s*+\"(?:terraform_version|serial)\"\s*+:"
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the resources that the state lists, with the number of their instances.

    Raises:
        ParseError: not JSON, or no state.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict) or not _KEYS & document.keys():
        raise ParseError("not a state of Terraform")
    if "encrypted_data" in document:
        raise ParseError("an encrypted state of OpenTofu")
    version = document.get("version")
    if version not in _VERSIONS:
        raise ParseError("a state of a version that is not known")
    found = _resources(source, document) if version == 4 else _old_resources(source, document)
    yield from components(source, found)


def _resources(source: SourceFile, document: dict[str, Any]) -> Iterator[Resource]:
    finder = Finder(source.bytes())
    for position, entry in enumerate(_list(document.get("resources"))):
        pointer = f"resources[{position}]"
        if not isinstance(entry, dict):
            source.warn("incomplete-entry", "a resource that is no object")
            continue
        type_, name = text_of(entry.get("type")), text_of(entry.get("name"))
        yield Resource(
            mode=text_of(entry.get("mode")),
            type=type_,
            name=name,
            module=module_of(entry.get("module")),
            provider=provider_source(entry.get("provider")),
            instances=[_attributes(instance) for instance in _list(entry.get("instances"))],
            line=finder.line_of(f'"type": "{type_}",\n      "name": "{name}"'.encode("utf-8", "replace")),
            pointer=pointer,
        )


def _attributes(instance: Any) -> Any:
    if not isinstance(instance, dict):
        return None
    return instance.get("attributes") or instance.get("attributes_flat")


def _old_resources(source: SourceFile, document: dict[str, Any]) -> Iterator[Resource]:
    """Yield the resources of a state from before Terraform 0.12: one entry for each instance."""
    found: dict[tuple[str, str], Resource] = {}
    finder = Finder(source.bytes())
    for number, module in enumerate(_list(document.get("modules"))):
        if not isinstance(module, dict):
            continue
        path = ".".join(f"module.{part}" for part in _list(module.get("path"))[1:] if isinstance(part, str))
        resources = module.get("resources")
        for address, entry in resources.items() if isinstance(resources, dict) else ():
            line = finder.line_of(f'"{address}"'.encode("utf-8", "replace"))
            mode, type_, name = _split(address)
            if not isinstance(entry, dict):
                source.warn("incomplete-entry", "a resource that is no object", line=line)
                continue
            primary = entry.get("primary")
            known = found.setdefault(
                (path, f"{mode}{type_}.{name}"),
                Resource(
                    mode=mode,
                    type=type_,
                    name=name,
                    module=path,
                    provider=provider_source(entry.get("provider")),
                    instances=[],
                    line=line,
                    pointer=f"modules[{number}]",
                ),
            )
            known.instances.append(primary.get("attributes") if isinstance(primary, dict) else None)
    yield from found.values()


def _split(address: str) -> tuple[str, str, str]:
    """Return mode, type and name of ``data.aws_ami.linux`` or ``aws_instance.web.0``."""
    mode = "data" if address.startswith("data.") else ""
    type_, _, rest = address.removeprefix("data.").partition(".")
    return mode, type_, rest.partition(".")[0]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _sniff(head: bytes) -> bool:
    return bool(_SNIFF.match(head))


EXTRACTOR = Extractor(
    name="terraform-state",
    ecosystem="cloud",
    patterns=("*.tfstate", "*.tfstate.backup"),
    sniffed_patterns=("*.tfstate.*", "*state*.json", "*.json"),
    parse=parse,
    description="versions 1 to 4: resources with the number of their instances and their regions, never another value",
    spec_url="https://developer.hashicorp.com/terraform/language/state",
    sniff=_sniff,
    may_be_empty=True,
)
