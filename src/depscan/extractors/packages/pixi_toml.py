"""pixi.toml: what a project asks pixi for, packages of conda and of pip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._pixi import components
from depscan.model import Component
from depscan.syntax import toml

_TABLES = ("workspace", "project", "package", "dependencies", "pypi-dependencies", "feature", "target", "tasks")
_SNIFF = re.compile(rb"^channels = |^\[(?:workspace|project)\]", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what every table of dependencies asks for; what lies in folders of the project is left out.

    Raises:
        ParseError: not TOML, or not a pixi.toml.
    """
    document = toml.read(source.bytes())
    if not any(key in document for key in _TABLES):
        raise ParseError("not a pixi.toml: none of its tables")
    yield from components(source, document, toml.lines(source.text()))


EXTRACTOR = Extractor(
    name="pixi-toml",
    ecosystem="conda",
    patterns=("pixi.toml",),
    sniff=lambda head: len(_SNIFF.findall(head)) > 1,
    parse=parse,
    description="conda and pip packages, features, targets, channels; `tool.pixi` of a pyproject.toml, too",
    spec_url="https://pixi.sh/latest/reference/pixi_manifest/",
)
