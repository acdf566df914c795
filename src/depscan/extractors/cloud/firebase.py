"""Firebase: firebase.json with the services that a project uses, .firebaserc with the projects."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, descriptor, entries, literal, maps, read, resource, scripts
from depscan.model import Component
from depscan.syntax.yaml import Map, Seq

_SERVICES = {
    "hosting": "google_firebase_hosting_site",
    "functions": "google_cloudfunctions_function",
    "firestore": "google_firestore_database",
    "storage": "google_firebase_storage_bucket",
    "database": "google_firebase_database_instance",
    "remoteconfig": "google_firebase_remote_config",
    "dataconnect": "google_firebase_data_connect_service",
    "apphosting": "google_firebase_app_hosting_backend",
}
"""Sections of firebase.json; ``emulators`` run on one's own machine."""
_NAMES = ("site", "target", "codebase", "database", "bucket", "instance", "backendId", "source")
_PLACES = ("location", "region")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Firebase itself and each of its services that is deployed to, with regions where they stand.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = read(source)
    yield descriptor(source, "firebase.json" if source.name != ".firebaserc" else "")
    for key, type_ in _SERVICES.items():
        value = document.get(key)
        if key in document and source.name != ".firebaserc":
            yield from _service(source, type_, key, value, document.lines[key])
    for site in maps(document.get("hosting")):
        yield from _rewrites(source, site)
    for name, reference, line in entries(document.get("extensions")):
        text = literal(reference) or name
        yield resource(source, "google_firebase_extensions_instance", name, line, facts=(("extension", text),))
    for key in _SERVICES:
        for part in maps(document.get(key)):
            for hook in ("predeploy", "postdeploy"):
                yield from scripts(source, part.get(hook), part.lines.get(hook))


def _service(source: SourceFile, type_: str, key: str, value: object, line: int) -> Iterator[Component]:
    parts = list(maps(value)) if isinstance(value, Map | Seq) else []
    if not parts:
        yield resource(source, type_, key, line)
    for part in parts:
        name = next((told for field in _NAMES if (told := literal(part.get(field)))), key)
        region = next((told for field in _PLACES if (told := literal(part.get(field)))), None)
        runtime = literal(part.get("runtime"))
        facts = (("runtime", runtime),) if runtime else ()
        at_line = line if isinstance(value, Map) else part.line
        yield resource(source, type_, name, at_line, region=region, facts=facts)


def _rewrites(source: SourceFile, site: Map) -> Iterator[Component]:
    """Yield functions and containers that requests are handed on to, which say their region here."""
    for rewrite in maps(site.get("rewrites")):
        run, function = rewrite.get("run"), rewrite.get("function")
        if isinstance(run, Map) and (name := literal(run.get("serviceId"))):
            region = literal(run.get("region"))
            yield resource(source, "google_cloud_run_v2_service", name, rewrite.lines["run"], region=region)
        name = literal(at(function, "functionId") if isinstance(function, Map) else function)
        region = literal(at(function, "region") if isinstance(function, Map) else rewrite.get("region"))
        if name:
            yield resource(source, _SERVICES["functions"], name, rewrite.lines["function"], region=region)


EXTRACTOR = Extractor(
    name="firebase",
    ecosystem="paas",
    patterns=("firebase.json", "firebase.*.json", ".firebaserc"),
    parse=parse,
    description="Firebase and each of its services deployed to, with regions; extensions",
    spec_url="https://firebase.google.com/docs/cli#the_firebasejson_file",
)
