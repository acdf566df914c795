"""Scalingo's scalingo.json and cron.json: add-ons, variables, scheduled commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import descriptor, entries, literal, maps, read, resource, scripts, variables
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map, Seq

_FILE = "scalingo.json"
_DATABASES = frozenset(
    {"postgresql", "mysql", "mongodb", "redis", "elasticsearch", "opensearch", "influxdb", "rabbitmq", "timescaledb"}
)
_CRON = re.compile(rb'"jobs"\s*+:\s*+\[')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Scalingo itself, its databases and other add-ons, variables.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = read(source)
    yield descriptor(source, _FILE)
    addons = document.get("addons")
    for entry, line in zip(addons, addons.lines, strict=True) if isinstance(addons, Seq) else ():
        plan = literal(entry.get("plan") if isinstance(entry, Map) else entry)
        if plan:
            provider, _, size = plan.partition(":")
            name = provider.removeprefix("scalingo-")
            type_ = "scalingo_database" if name in _DATABASES else f"scalingo_addon:{name}"
            yield resource(source, type_, name, line, facts=(("plan", size),) if size else ())
    yield from variables(source, document.get("env"))
    for _, command, line in entries(document.get("scripts")):
        yield from scripts(source, command, line)
    for job in maps(document.get("jobs")):
        schedule = (literal(job.get("command")) or "").split(None, 5)
        yield from scripts(source, schedule[5] if len(schedule) > 5 else None, job.line, Scope.RUNTIME)


EXTRACTOR = Extractor(
    name="scalingo",
    ecosystem="paas",
    patterns=(_FILE,),
    sniffed_patterns=("cron.json",),
    sniff=lambda head: bool(_CRON.search(head)) or b'"addons"' in head or b'"formation"' in head,
    parse=parse,
    description="Scalingo, its databases and other add-ons, variables, scheduled commands",
    spec_url="https://doc.scalingo.com/platform/app/app-manifest",
)
