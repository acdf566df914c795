"""Lockfiles of Helm: ``Chart.lock`` and, of older charts, ``requirements.lock``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._helm import dependencies
from depscan.model import Component, How
from depscan.syntax import yaml

_SNIFF = re.compile(rb"^dependencies[ \t]*+:", re.MULTILINE)
_DIGEST = re.compile(rb"^(?:digest|generated)[ \t]*+:|^-[ \t]++(?:name|repository|version)[ \t]*+:", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the charts at the versions that were chosen.

    Raises:
        ParseError: not YAML, or no lockfile of Helm.
    """
    document = yaml.read(source.text())
    if not isinstance(document, yaml.Map) or not {"dependencies", "digest"} & document.keys():
        raise ParseError("not a lockfile of Helm: no dependencies")
    yield from dependencies(source, document, How.LOCKED)


EXTRACTOR = Extractor(
    name="helm-lock",
    ecosystem="container",
    patterns=("Chart.lock",),
    sniffed_patterns=("requirements.lock",),
    sniff=lambda head: bool(_SNIFF.search(head) and _DIGEST.search(head)),
    parse=parse,
    description="charts at the versions chosen, with their repositories",
    spec_url="https://helm.sh/docs/helm/helm_dependency_build/",
)
