""".bower.json: a package that Bower has installed."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _npm
from depscan.model import Component, How
from depscan.syntax import json


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the package.

    Raises:
        ParseError: not JSON, or not an installed package.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict):
        raise ParseError("not a package of Bower: not an object")
    name = document.get("name") or source.folder.rpartition("/")[2]
    if not isinstance(name, str) or not _npm.is_name(name):
        raise ParseError("not a package of Bower: no name")
    release = next((text for key in ("version", "_release") if isinstance(text := document.get(key), str)), "")
    origin, licence = document.get("_source"), document.get("license")
    facts = dict(_npm.origin(origin)) if isinstance(origin, str) and ":" in origin else {}
    if isinstance(licence, str):
        facts["licence"] = licence
    yield source.package(
        "bower",
        name,
        _npm.read_spec(name, release).version,
        line=json.Finder(source.bytes()).line_of(b'"name":'),
        how=How.LOCKED,
        direct=True if document.get("_direct") is True else None,
        facts=tuple(sorted(facts.items())),
    )


EXTRACTOR = Extractor(
    name="bower-installed",
    ecosystem="bower",
    patterns=(".bower.json",),
    parse=parse,
    description="name, version, licence and repository of an installed package",
    spec_url="https://github.com/bower/spec/blob/master/json.md",
    sniff=lambda head: b'"_release"' in head or b'"_resolution"' in head,
    installed=True,
)
