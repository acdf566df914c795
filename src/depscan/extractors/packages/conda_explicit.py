"""Lists of conda packages, as ``conda list --explicit`` and ``conda list --export`` write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._conda import component, read_spec
from depscan.extractors.packages._python import scope_of
from depscan.model import Component, How, Scope

_EXPLICIT = "@EXPLICIT"
_SNIFF = re.compile(rb"^@EXPLICIT[ \t]*\r?$|^# This file may be used to create an environment using:", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages; those that pip installed are not of conda, as ``conda list`` notes.

    Raises:
        ParseError: hardly a line names a package.
    """
    scope = scope_of(source.name.rpartition(".")[0]) or Scope.RUNTIME
    good = bad = 0
    for number, line in enumerate(source.lines(), 1):
        text = line.strip()
        if not text or text.startswith(("#", _EXPLICIT)) or text.lower().startswith("file:"):
            continue
        if "://" not in text and text.count("=") != 2:  # everything in it is exact
            bad += 1
            if bad > good + 20:
                raise ParseError("not a list of conda packages", line=number)
            source.warn("invalid-requirement", "not a conda package", line=number)
            continue
        try:
            spec = read_spec(text.partition("#")[0])
        except ParseError as error:
            bad += 1
            source.warn("invalid-requirement", str(error), line=number)
            continue
        good += 1
        if spec.build == "pypi_0":
            yield source.package("pypi", spec.name, spec.version, line=number, how=How.LOCKED, scope=scope)
        else:
            yield component(source, spec, number, how=How.LOCKED, scope=scope, direct=None)


EXTRACTOR = Extractor(
    name="conda-explicit",
    ecosystem="conda",
    patterns=(),
    sniffed_patterns=("*.txt", "*.lock"),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="explicit lists (`@EXPLICIT`) and exported ones, channels",
    spec_url="https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html",
)
