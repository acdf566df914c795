"""haxelib.json: what a library of Haxe asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import repository
from depscan.extractors.packages._python import facts
from depscan.model import Component, How, Scope
from depscan.syntax import json

_SNIFF = re.compile(rb"\"(?:classPath|releasenote)\"\s*:")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the dependencies.

    Raises:
        ParseError: not JSON, or not a haxelib.json.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict) or not document.keys() & {"name", "dependencies", "classPath"}:
        raise ParseError("not a haxelib.json: none of its keys")
    dependencies = document.get("dependencies") or {}
    if isinstance(dependencies, list):  # as libraries of 2013 have it
        dependencies = {name: "" for name in dependencies if isinstance(name, str)}
    if not isinstance(dependencies, dict):
        source.warn("incomplete-entry", "dependencies of another form")
        return
    finder = json.Finder(source.bytes())
    finder.line_of(b'"dependencies"')
    for name, version in dependencies.items():
        line = finder.line_of(f'"{name}"'.encode("utf-8", "surrogatepass"))
        if not isinstance(version, str) or not name:
            source.warn("incomplete-entry", "an entry is not a library", line=line)
            continue
        place = None
        if version.startswith(("git:", "hg:")):
            place, version = repository(version.partition(":")[2].partition("#")[0]), ""  # noqa: PLW2901
        yield source.package(
            "generic",
            name,
            version if version not in ("", "*", "dev") else None,
            line=line,
            how=How.DECLARED,
            scope=Scope.RUNTIME,
            direct=True,
            facts=facts(repository=place, type="haxelib"),
        )


EXTRACTOR = Extractor(
    name="haxelib-json",
    ecosystem="haxe",
    patterns=("haxelib.json",),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="dependencies, exact or any version, repositories",
    spec_url="https://lib.haxe.org/documentation/creating-a-haxelib-package/",
)
