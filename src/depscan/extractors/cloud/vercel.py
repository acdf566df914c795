"""Vercel's vercel.json (once now.json): regions, builders, schedules, hosts that requests are handed on to."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import (
    at,
    descriptor,
    entries,
    literal,
    maps,
    proxied,
    read,
    resource,
    scripts,
    texts,
    variables,
)
from depscan.extractors.packages import _npm
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map

_FILE = "vercel.json"
_COMMANDS = ("installCommand", "buildCommand", "devCommand", "ignoreCommand")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Vercel itself in each region, builders, schedules, variables and hosts of rewrites.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = read(source)
    named = texts(document.get("regions"), document.lines.get("regions"))
    places = {text: line for text, line in named if literal(text) and text != "all"}
    for _, function, _ in entries(document.get("functions")):
        places |= {text: line for text, line in texts(at(function, "regions")) if literal(text) and text not in places}
    name = "" if source.name in (_FILE, "now.json") else _FILE
    for region, line in places.items():
        yield descriptor(source, name, line=line, region=region)
    if not places:
        yield descriptor(source, name)
    yield from _runtimes(source, document)
    for number, cron in enumerate(maps(document.get("crons")), 1):
        facts = (("schedule", schedule),) if (schedule := literal(cron.get("schedule"))) else ()
        yield resource(source, "vercel_cron", str(number), cron.line, facts=facts)
    yield from variables(source, document.get("env"))
    yield from variables(source, at(document, "build", "env"), scope=Scope.BUILD)
    yield from _rewrites(source, document)
    for key in _COMMANDS:
        yield from scripts(source, document.get(key), document.lines.get(key))


def _runtimes(source: SourceFile, document: Map) -> Iterator[Component]:
    """Yield the packages that build and run functions."""
    named = [(build.get("use"), build.lines.get("use", build.line)) for build in maps(document.get("builds"))]
    named += [(at(function, "runtime"), line) for _, function, line in entries(document.get("functions"))]
    for text, line in named:
        if not isinstance(text, str) or not _npm.is_name(text) or text.startswith((".", "/")):
            continue
        found = _npm.fetched(source, text, line=line, scope=Scope.BUILD)
        if found:
            yield found


def _rewrites(source: SourceFile, document: Map) -> Iterator[Component]:
    rewrites = document.get("rewrites")
    groups = [rewrites] if not isinstance(rewrites, Map) else [part for _, part, _ in entries(rewrites)]
    for group in groups:
        for rewrite in maps(group):
            yield from proxied(source, rewrite.get("destination"), rewrite.lines.get("destination"))
    for route in maps(document.get("routes")):  # of before 2020; with a status it sends people elsewhere
        if not str(route.get("status", "")).startswith("3"):
            yield from proxied(source, route.get("dest"), route.lines.get("dest"))


EXTRACTOR = Extractor(
    name="vercel",
    ecosystem="paas",
    patterns=(_FILE, "vercel.*.json", "now.json", ".vercel/project.json", ".vercel/repo.json"),
    parse=parse,
    description="Vercel with regions, builders and runtimes, schedules, variables, hosts of rewrites",
    spec_url="https://vercel.com/docs/project-configuration",
)
