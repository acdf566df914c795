"""Charts of Helm: what ``Chart.yaml`` or, of older charts, ``requirements.yaml`` asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._helm import dependencies
from depscan.extractors.cloud._images import images, parse_reference
from depscan.extractors.cloud._manifests import documents, items, text
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import yaml

_LISTS_OF_IMAGES = ("artifacthub.io/images", "images")
_SNIFF = re.compile(rb"""^["']?dependencies["']?[ \t]*+:(?:[ \t]*+(?:#[^\n]*+)?\r?\n)""", re.MULTILINE)
_SNIFF_CHART = re.compile(
    rb"""^["']?apiVersion["']?[ \t]*+:[ \t]*+["']?v[12]["']?[ \t\r]*+(?:#[^\n]*+)?$""", re.MULTILINE
)
_OF_OBJECTS = re.compile(rb"^kind[ \t]*+:", re.MULTILINE)
_ENTRY = re.compile(rb"^[ \t]*+-[ \t]++[\"']?(?:name|repository|version|alias|condition)[\"']?[ \t]*+:", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the charts that a chart asks for, and the images that it says it has.

    Raises:
        ParseError: not YAML, or no chart.
    """
    document = next(iter(list(documents(source))), None)
    is_chart = source.name.lower().startswith("chart")
    if document is None or not ({"name", "apiVersion"} & document.keys() or "dependencies" in document):
        raise ParseError("not a chart: neither name nor dependencies")
    if is_chart:
        line = document.lines.get("apiVersion", document.lines.get("name", document.line))
        yield Component(
            kind=Kind.CONFIG,
            name="file:Chart.yaml",
            direct=True,
            evidence=source.seen(line, how=How.CONFIGURED),
        )
    yield from dependencies(source, document, How.DECLARED)
    noted = document.get("annotations")
    if isinstance(noted, yaml.Map):
        for key in _LISTS_OF_IMAGES:
            yield from _listed(source, noted.get(key), noted.lines.get(key))


def _listed(source: SourceFile, content: object, line: int | None) -> Iterator[Component]:
    """Yield the images of a list within an annotation."""
    if not isinstance(content, str):
        return
    try:
        entries = yaml.read(content)
    except ParseError:
        source.warn("odd-type", "a list of images that is no YAML", line=line)
        return
    for entry in items(entries):
        reference = text(entry.get("image"))
        if reference and parse_reference(reference):
            at = line + entry.lines.get("image", 0) if line else None
            yield from images(source, reference, line=at, scope=Scope.RUNTIME)


def _sniff(head: bytes) -> bool:
    if _OF_OBJECTS.search(head):
        return False
    return bool(_SNIFF_CHART.search(head) or (_SNIFF.search(head) and _ENTRY.search(head)))


EXTRACTOR = Extractor(
    name="helm-chart",
    ecosystem="container",
    patterns=("Chart.yaml", "Chart.yml"),
    sniffed_patterns=("requirements.yaml", "requirements.yml", "Chart.yaml.*", "chart.yaml"),
    sniff=_sniff,
    parse=parse,
    description="charts asked for, with repository, alias and condition, of versions 1 and 2; images of annotations",
    spec_url="https://helm.sh/docs/topics/charts/",
)
