"""Pipfile: what a project asks Pipenv for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._pipenv import NOT_PACKAGES, exact, facts_of, indexes, is_ours, scope_of_category
from depscan.extractors.packages._pyproject import table
from depscan.model import Component, How
from depscan.syntax import toml

_TABLES = re.compile(rb"^\s*\[(?:dev-)?packages\]", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what every category asks for; folders and files of the project are left out.

    Raises:
        ParseError: not TOML, or not a Pipfile.
    """
    document = toml.read(source.bytes())
    if not ({"packages", "dev-packages", *NOT_PACKAGES} & document.keys()):
        raise ParseError("not a Pipfile: none of its tables")
    known = indexes(document.get("source"))
    lines = toml.lines(source.text())
    for category in document:
        if category in NOT_PACKAGES:
            continue
        if not isinstance(document[category], dict):
            source.warn("incomplete-entry", "a category is not a table of packages", line=lines.get((category,)))
        for name, value in table(document, category).items():
            line = lines.get((category, name))
            entry: Any = {"version": value} if isinstance(value, str) else value
            if not isinstance(entry, dict) or not name:
                source.warn("incomplete-entry", "an entry is not a package", line=line)
            elif not is_ours(entry):
                yield source.package(
                    "pypi",
                    name,
                    exact(entry.get("version")),
                    line=line,
                    how=How.DECLARED,
                    scope=scope_of_category(category),
                    direct=True,
                    facts=facts_of(entry, known),
                )


EXTRACTOR = Extractor(
    name="pipfile",
    ecosystem="pypi",
    patterns=("Pipfile",),
    sniff=lambda head: bool(_TABLES.search(head)),
    parse=parse,
    description="all categories; private indexes, repositories, addresses",
    spec_url="https://pipenv.pypa.io/en/latest/pipfile.html",
)
