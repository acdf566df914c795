"""Values of charts: images in all their usual forms, variables, settings, classes, annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.environments import environment_of
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _manifests
from depscan.extractors.cloud._manifests import documents, inside, text
from depscan.extractors.cloud._workloads import Reading, components
from depscan.model import Component, Level, Scope

_SCOPES = {"development": Scope.DEVELOPMENT, "test": Scope.TEST}
_KEY = re.compile(rb"^[\"']?[A-Za-z_][\w.-]*+[\"']?[ \t]*+:(?=[\s])", re.MULTILINE)
_SOMETHING = re.compile(rb"^[ \t]*+[^\s#]", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what values tell; what a registry given for all images says holds for those that name none of their own.

    Raises:
        ParseError: not YAML, or no mapping.
    """
    scope = _SCOPES.get(environment_of(source.path) or "", Scope.RUNTIME)
    found = False
    for document in documents(source):
        found = True
        registry = text(inside(document, "global", "imageRegistry")) or text(document.get("imageRegistry"))
        yield from components(source, document, Reading(scope, settings=True, registry=registry.rstrip("/")))
    if not found:
        if any(line.strip() and not line.lstrip().startswith(("#", "---")) for line in source.lines()):
            raise ParseError("not values of a chart: no mapping")
        source.warn("nothing-declared", "no value", level=Level.NOTE)


def _sniff(head: bytes) -> bool:
    head = head.replace(b"\0", b"")  # UTF-16
    if _manifests.sniff(head):
        return False
    return bool(_KEY.search(head)) or not _SOMETHING.search(head)


EXTRACTOR = Extractor(
    name="helm-values",
    ecosystem="container",
    patterns=(),
    sniffed_patterns=(
        "values.yaml", "values.yml", "values-*.yaml", "values-*.yml", "values.*.yaml", "values.*.yml", "values_*.yaml",
        "*-values.yaml", "*-values.yml", "*.values.yaml", "*_values.yaml", "values.yaml.*", "values-*.yaml.*",
        "values/*.yaml", "values/*.yaml.gotmpl", "*.values.yaml.gotmpl", "*-values.yaml.gotmpl",
    ),
    sniff=_sniff,
    parse=parse,
    description="images in their usual forms, variables, settings, storage and ingress classes, annotations",
    spec_url="https://helm.sh/docs/chart_template_guide/values_files/",
    may_be_empty=True,
    last=True,  # nearly any YAML looks like values
)  # fmt: skip
