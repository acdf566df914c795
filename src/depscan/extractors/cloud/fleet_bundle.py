"""Bundles of Rancher Fleet: charts, also of single clusters, with the values that they are given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _charts
from depscan.extractors.cloud._manifests import documents, items, mapping
from depscan.extractors.cloud._workloads import Reading, components
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import yaml

_FIELDS = frozenset(
    {"helm", "defaultNamespace", "namespace", "targetCustomizations", "kustomize", "dependsOn", "diff", "paused",
     "rolloutStrategy", "imageScans", "yaml", "overrideTargets"}
)  # fmt: skip
_SNIFF = re.compile(
    rb"^(?:helm|defaultNamespace|targetCustomizations|namespace|kustomize|dependsOn)[ \t]*+:", re.MULTILINE
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the charts of a bundle and what their values tell.

    Raises:
        ParseError: not YAML, or no bundle.
    """
    document = next(iter(list(documents(source))), None)
    if document is None or not _FIELDS & document.keys():
        raise ParseError("not a bundle of Fleet: none of its fields")
    yield Component(
        kind=Kind.CONFIG,
        name="kubernetes:fleet.cattle.io",
        direct=True,
        evidence=source.seen(document.line, how=How.CONFIGURED),
    )
    for part in (document, *items(document.get("targetCustomizations"))):
        yield from _chart(source, mapping(part.get("helm")))
    for scan in items(document.get("imageScans")):
        yield from components(source, scan, Reading(settings=True))


def _chart(source: SourceFile, helm: yaml.Map) -> Iterator[Component]:
    chart, address = helm.get("chart"), helm.get("repo")
    yield from _charts.chart(source, chart, address, helm.get("version"), line=helm.lines.get("chart"))
    if isinstance(helm.get("values"), yaml.Map):
        yield from components(source, helm["values"], Reading(Scope.RUNTIME, settings=True), line=helm.lines["values"])


EXTRACTOR = Extractor(
    name="fleet-bundle",
    ecosystem="container",
    patterns=(),
    sniffed_patterns=("fleet.yaml", "fleet.yml"),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="charts with their repositories, of single clusters too; values",
    spec_url="https://fleet.rancher.io/ref-fleet-yaml",
)
