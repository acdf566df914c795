"""pyproject.toml: what a Python project asks for, in the tables of the standard, Poetry, uv, PDM, Hatch and pixi."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _pixi
from depscan.extractors.packages._pyproject import asked_for, declared, table
from depscan.model import Component
from depscan.syntax import toml

_TABLES = re.compile(
    rb"^\s*\[(?:project|build-system|dependency-groups|tool\.(?:poetry|uv|pdm|hatch|pixi))[.\]]", re.MULTILINE
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what is asked for; the project itself, its workspace and path dependencies are left out.

    Raises:
        ParseError: not TOML.
    """
    document = toml.read(source.bytes())
    lines = toml.lines(source.text())
    for asked in asked_for(document):
        path = asked.path
        while path and path not in lines:
            path = path[:-1]
        line = lines.get(path)
        yield from declared(source, asked, line)
    if pixi := table(document, "tool", "pixi"):
        yield from _pixi.components(source, pixi, lines, below=("tool", "pixi"))


EXTRACTOR = Extractor(
    name="python-pyproject",
    ecosystem="pypi",
    patterns=("pyproject.toml",),
    sniff=lambda head: bool(_TABLES.search(head)),
    parse=parse,
    description="dependencies, extras, groups and build requirements; tables of Poetry, uv, PDM, Hatch and pixi",
    spec_url="https://packaging.python.org/en/latest/specifications/pyproject-toml/",
)
