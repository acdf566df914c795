"""Clever Cloud: ``clevercloud/*.json`` and ``.clever.json``, in which applications are linked."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, descriptor, literal, maps, scripts
from depscan.model import Component, Scope
from depscan.syntax import json, json_tree, jsonc, lazy
from depscan.syntax.yaml import Map, Seq

_FILE = ".clever.json"
_ZONE = lazy.pattern(r"(?:git\+ssh://|https://)?(?:git@)?push-n\d+-([a-z0-9-]{2,30}?)-clevercloud-customers\.")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Clever Cloud itself in each zone, and what the commands of a build tell.

    Raises:
        ParseError: not JSON, or neither an object nor a list.
    """
    json.read_any(jsonc.plain(source.text()).encode("utf-8", "surrogatepass"))
    document, error = json_tree.read(source.text())
    if error is not None:
        raise error
    if not isinstance(document, Map | Seq):
        raise ParseError("not a file of Clever Cloud: neither an object nor a list")
    zones: dict[str, int] = {}
    for application in maps(at(document, "apps")):
        match = _ZONE.match(literal(application.get("deploy_url")) or "")
        if match:
            zones.setdefault(match[1], application.lines["deploy_url"])
    for zone, line in zones.items():
        yield descriptor(source, _FILE, line=line, region=zone)
    if not zones:
        yield descriptor(source, _FILE)
    for section in ("hooks", "build", "deploy"):
        part = at(document, section)
        for key in ("preBuild", "postBuild", "preRun", "command") if isinstance(part, Map) else ():
            yield from scripts(source, at(part, key), part.lines.get(key), Scope.BUILD)


EXTRACTOR = Extractor(
    name="clever-cloud",
    ecosystem="paas",
    patterns=(_FILE, "clevercloud/*.json"),
    parse=parse,
    description="Clever Cloud with the zones of linked applications",
    spec_url="https://www.clever-cloud.com/developers/doc/applications/",
)
