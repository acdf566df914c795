"""Where a template is deployed to, as files beside it tell: ``samconfig.toml``, the manifest of a CDK app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.syntax import json, lazy, toml

REGION = lazy.pattern(r"[a-z]{2,5}(?:-[a-z]{1,12}){1,3}-\d{1,2}")
_ENVIRONMENT = lazy.pattern(r"aws://[^/]{1,40}/([a-z0-9-]{1,40})")
_LARGEST = 8 * 1024 * 1024


def of_template(source: SourceFile) -> str | None:
    """Return the region that a template is deployed to; None where none or several are told."""
    told: str | None = source.memo.get(("deployed-to", source.path))
    if told:
        return told
    if source.name.endswith(".template.json"):
        return _of_app(source)
    return _of_sam(source)


def tell(template: SourceFile, region: str | None) -> None:
    """Note where a template is deployed to that another file, read before it, includes."""
    if region:
        template.memo["deployed-to", template.path] = region


def of_settings(document: Any) -> set[str]:
    """Return the regions that a ``samconfig`` names, for whatever command and environment."""
    found: set[str] = set()
    for environment in document.values() if isinstance(document, dict) else ():
        for command in environment.values() if isinstance(environment, dict) else ():
            parameters = command.get("parameters") if isinstance(command, dict) else None
            region = parameters.get("region") if isinstance(parameters, dict) else None
            if isinstance(region, str) and REGION.fullmatch(region):
                found.add(region)
    return found


def _of_sam(source: SourceFile) -> str | None:
    key = ("samconfig", source.folder)
    if key not in source.memo:
        beside = source.sibling("samconfig.toml")
        regions: set[str] = set()
        try:
            regions = of_settings(toml.read(beside.bytes())) if beside else regions
        except ParseError:  # told where that file itself is read
            regions = set()
        source.memo[key] = regions.pop() if len(regions) == 1 else None
    region: str | None = source.memo[key]
    return region


def _of_app(source: SourceFile) -> str | None:
    key = ("cdk.out", source.folder)
    if key not in source.memo:
        beside = source.sibling("manifest.json")
        try:
            document = json.read_any(beside.bytes()) if beside and len(beside.bytes()) < _LARGEST else None
        except ParseError:
            document = None
        source.memo[key] = dict(_stacks(document))
    region: str | None = source.memo[key].get(source.name)
    return region


def _stacks(manifest: Any) -> Iterator[tuple[str, str]]:
    """Yield the template and the region of each stack of a synthesised app."""
    artifacts = manifest.get("artifacts") if isinstance(manifest, dict) else None
    for artifact in artifacts.values() if isinstance(artifacts, dict) else ():
        properties = artifact.get("properties") if isinstance(artifact, dict) else None
        file = properties.get("templateFile") if isinstance(properties, dict) else None
        environment = _ENVIRONMENT.fullmatch(str(artifact.get("environment"))) if isinstance(file, str) else None
        if environment and REGION.fullmatch(environment[1]):
            yield str(file), environment[1]
