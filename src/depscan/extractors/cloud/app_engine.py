"""Google App Engine: app.yaml with its databases and networks; dispatch, cron, queue and index files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, literal, maps, read, resource, scripts, variables
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map

_RUNTIME = re.compile(rb"(?m)^(?:runtime|env|service|module)[ \t]*+:[ \t]*+['\"]?[a-z]")
_OTHERS = re.compile(rb"(?m)^(?:dispatch|cron|queue|indexes)[ \t]*+:")
_ELSE = re.compile(rb"(?m)^(?:apiVersion|kind|spec|services|jobs|stages)[ \t]*+:")
_PARTS = {
    "dispatch": "google_app_engine_application_url_dispatch_rules",
    "cron": "google_app_engine_cron",
    "queue": "google_cloud_tasks_queue",
    "indexes": "google_datastore_index",
}
"""What the files beside app.yaml hold, by their only key."""
_DATABASE = re.compile(r"[\w:.-]{1,100}?:([a-z]{2,20}-[a-z]+\d{1,2}):([\w-]{1,100})")
_CONNECTOR = re.compile(r"projects/[^/]{1,100}/locations/([a-z0-9-]{1,40})/connectors/([\w-]{1,100})")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield App Engine itself, the databases and networks it is bound to, its variables.

    Raises:
        ParseError: not YAML, or of no form that App Engine knows.
    """
    document = read(source)
    part = next((key for key in _PARTS if key in document), None)
    if part is not None and "runtime" not in document:
        yield resource(source, _PARTS[part], part, document.lines[part])
        return
    if "runtime" not in document and "env" not in document:
        raise ParseError("not an app.yaml of App Engine: no runtime")
    yield from _application(source, document)


def _application(source: SourceFile, document: Map) -> Iterator[Component]:
    name = literal(document.get("service")) or literal(document.get("module")) or "default"
    told = {"runtime": document.get("runtime"), "environment": document.get("env")}
    facts = tuple((key, text) for key, value in sorted(told.items()) if (text := literal(value)))
    type_ = (
        "google_app_engine_flexible_app_version" if document.get("env") == "flex" else "google_app_engine_application"
    )
    yield resource(source, type_, name, document.lines.get("runtime", document.line), facts=facts)
    instances = literal(at(document, "beta_settings", "cloud_sql_instances")) or ""
    for match in _DATABASE.finditer(instances[:2_000]):
        line = document.lines["beta_settings"]
        yield resource(source, "google_sql_database_instance", match[2], line, region=match[1])
    connector = _CONNECTOR.fullmatch(literal(at(document, "vpc_access_connector", "name")) or "")
    if connector:
        line = document.lines["vpc_access_connector"]
        yield resource(source, "google_vpc_access_connector", connector[2], line, region=connector[1])
    for key in ("env_variables", "build_env_variables"):
        value = document.get(key)
        for part in maps(value):
            yield from variables(source, part, scope=Scope.BUILD if key.startswith("build") else None)
    yield from scripts(source, document.get("entrypoint"), document.lines.get("entrypoint"), Scope.RUNTIME)


def _sniff(head: bytes) -> bool:
    return bool(_RUNTIME.search(head) or _OTHERS.search(head)) and not _ELSE.search(head)


def _sniff_app(head: bytes) -> bool:
    return _sniff(head) and (b"runtime" in head or _OTHERS.search(head) is not None)


EXTRACTOR = Extractor(
    name="app-engine",
    ecosystem="paas",
    patterns=(),
    sniffed_patterns=(
        "app.yaml", "app.yml", "app*.yaml", "*_app.yaml",
        "dispatch.yaml", "cron.yaml", "queue.yaml", "index.yaml",
    ),
    sniff=_sniff_app,
    parse=parse,
    description="App Engine, Cloud SQL and networks it is bound to, variables; its schedules, queues, indexes",
    spec_url="https://cloud.google.com/appengine/docs/standard/reference/app-yaml",
)  # fmt: skip
