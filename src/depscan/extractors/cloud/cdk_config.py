"""``cdk.json`` and ``cdk.context.json`` of the AWS CDK: what the context tells, and the regions that were looked up."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._cloudformation_regions import REGION
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import json_tree, lazy
from depscan.syntax.yaml import Map

_LOOKED_UP = lazy.pattern(r":region=([a-z0-9-]{6,30})(?=:|$)")
_FLAG = "@aws-cdk/"
_REGION_WORDS = ("region", "Region", "REGION")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the file as a sign of CloudFormation, once for each region that it tells, and the hosts of its context.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document, error = json_tree.read(source.text())
    if not isinstance(document, Map):
        raise error or ParseError("not a configuration of the CDK: not an object")
    context = document.get("context") if source.name == "cdk.json" else document
    settings = list(_settings.flattened(context)) if isinstance(context, Map) else []
    regions: dict[str, int | None] = {}
    for key, value, line in settings:
        if key.endswith(_REGION_WORDS) and REGION.fullmatch(value):
            regions.setdefault(value, line)
    if source.name != "cdk.json":  # the keys are questions that were asked of an account in a region
        for key, line in document.lines.items():
            for region in _LOOKED_UP.findall(key):
                if REGION.fullmatch(region):
                    regions.setdefault(region, line)
    told: list[tuple[str | None, int | None]] = [*sorted(regions.items())] or [(None, document.line)]
    for place, at in told:
        yield Component(
            kind=Kind.CONFIG,
            name=f"file:{source.name}",
            scope=Scope.RUNTIME,
            direct=True,
            region=place,
            evidence=source.seen(at, how=How.CONFIGURED),
        )
    for setting in settings:
        if not setting.key.startswith(_FLAG) and "://" in setting.value:
            yield from _settings.from_setting(source, setting)
    if error:
        raise error


EXTRACTOR = Extractor(
    name="cdk-config",
    ecosystem="cloud",
    patterns=("cdk.json", "cdk.context.json"),
    parse=parse,
    description="regions that were looked up or stand in the context, hosts of the context",
    spec_url="https://docs.aws.amazon.com/cdk/v2/guide/context.html",
)
