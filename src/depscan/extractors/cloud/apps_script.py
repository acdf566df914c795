"""Google Apps Script: appsscript.json with the services that a script uses, .clasp.json."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, descriptor, literal, maps, read, texts
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Kind, Scope

_FILE = "appsscript.json"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Apps Script itself, interfaces of Google that are switched on, hosts that may be fetched from.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = read(source)
    yield descriptor(source, _FILE)
    for service in maps(at(document, "dependencies", "enabledAdvancedServices")):
        name = literal(service.get("serviceId"))
        if name and name.replace("-", "").isalnum():
            yield _endpoint(source, f"{name.lower()}.googleapis.com", service.lines["serviceId"])
    for address, line in texts(document.get("urlFetchWhitelist")):
        if name := host(address):
            yield _endpoint(source, name, line)


def _endpoint(source: SourceFile, name: str, line: int | None) -> Component:
    seen = source.seen(line, how=How.CONFIGURED)
    return Component(kind=Kind.ENDPOINT, name=name, scope=Scope.RUNTIME, direct=True, evidence=seen)


EXTRACTOR = Extractor(
    name="apps-script",
    ecosystem="paas",
    patterns=(_FILE, ".clasp.json"),
    parse=parse,
    description="Google Apps Script, services of Google that a script uses, hosts that it may fetch from",
    spec_url="https://developers.google.com/apps-script/manifest",
)
