"""Heroku's app.json, which Dokku reads, too: add-ons, buildpacks, variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._buildpacks import buildpack
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._platform import at, descriptor, entries, literal, read, resource, scripts, variables
from depscan.model import Component, How, Kind, Scope
from depscan.syntax.yaml import Map, Seq

FILE = "heroku.yml"
"""By which Heroku is known."""
_OF_HEROKU = ("addons", "stack", "environments", "success_url", "formation", "buildpacks")
_SNIFF = re.compile(
    rb'"(?:addons|buildpacks|formation|environments|success_url|healthchecks)"\s*+:\s*+[\[{"]'
    rb'|"stack"\s*+:\s*+"|"env"\s*+:\s*+\{\s*+"[A-Z]|"(?:postdeploy|predeploy|dokku|pr-predestroy)"\s*+:'
)
_SCOPES = {"test": Scope.TEST, "review": Scope.DEVELOPMENT}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Heroku itself where the file says it is Heroku's, add-ons, buildpacks and variables.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = read(source)
    if "expo" in document and not any(key in document for key in _OF_HEROKU):
        raise ParseError("not an app.json of a platform: it is Expo's")
    yield _platform(source, document)
    yield from addons(source, document.get("addons"), scope=None)
    yield from _stage(source, document, None)
    for name, stage, _ in entries(document.get("environments")):
        scope = _SCOPES.get(name)
        yield from addons(source, at(stage, "addons"), scope=scope)
        if isinstance(stage, Map):
            yield from _stage(source, stage, scope)


def _platform(source: SourceFile, document: Map) -> Component:
    """Return Heroku; likely where nothing but variables and scripts is in the file, which Dokku reads as well."""
    told = [key for key in _OF_HEROKU if key in document]
    if told and "healthchecks" not in document and not at(document, "scripts", "dokku"):
        stack = literal(document.get("stack"))
        return descriptor(source, FILE, line=document.lines[told[0]], facts=(("stack", stack),) if stack else ())
    return Component(
        kind=Kind.CONFIG, name=f"file:{FILE}", scope=Scope.RUNTIME, evidence=source.seen(1, how=How.REFERENCED)
    )


def _stage(source: SourceFile, document: Map, scope: Scope | None) -> Iterator[Component]:
    packs = document.get("buildpacks")
    for pack, line in zip(packs, packs.lines, strict=True) if isinstance(packs, Seq) else ():
        yield from buildpack(source, pack.get("url") if isinstance(pack, Map) else pack, line)
    yield from variables(source, document.get("env"), scope=scope)
    if isinstance(document.get("image"), str):
        yield from images(source, document["image"], line=document.lines["image"], scope=scope or Scope.RUNTIME)
    for _, command, line in entries(document.get("scripts")):
        yield from scripts(source, command, line)


def addons(source: SourceFile, value: object, *, scope: Scope | None) -> Iterator[Component]:
    """Yield add-ons: ``heroku-postgresql:mini`` or ``{plan: …, as: …}``; each is somebody's product."""
    if not isinstance(value, Seq):
        return
    for entry, line in zip(value, value.lines, strict=True):
        plan = literal(entry.get("plan") if isinstance(entry, Map) else entry)
        if plan:
            name, _, size = plan.partition(":")
            facts = (("plan", size),) if size else ()
            yield resource(source, f"heroku_addon:{name}", name, line, facts=facts, scope=scope)


def _sniff(head: bytes) -> bool:
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    return begins and b'"expo"' not in head and _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="heroku-app",
    ecosystem="paas",
    patterns=(),
    sniffed_patterns=("app.json",),
    sniff=_sniff,
    parse=parse,
    description="Heroku, its add-ons one by one, buildpacks, variables; review and test environments",
    spec_url="https://devcenter.heroku.com/articles/app-json-schema",
)
