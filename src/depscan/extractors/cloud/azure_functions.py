"""Azure Functions: bindings of function.json, host.json, variables of local.settings.json."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, descriptor, entries, literal, maps, read, resource, variables
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map

_FILE = "local.settings.json"
"""By which Azure Functions is known."""
_BINDINGS = {
    "queue": "Microsoft.Storage/storageAccounts", "blob": "Microsoft.Storage/storageAccounts",
    "table": "Microsoft.Storage/storageAccounts", "servicebus": "Microsoft.ServiceBus/namespaces",
    "eventhub": "Microsoft.EventHub/namespaces", "eventgrid": "Microsoft.EventGrid/topics",
    "cosmosdb": "Microsoft.DocumentDB/databaseAccounts", "documentdb": "Microsoft.DocumentDB/databaseAccounts",
    "signalr": "Microsoft.SignalRService/SignalR", "signalrconnectioninfo": "Microsoft.SignalRService/SignalR",
    "iothub": "Microsoft.Devices/IotHubs", "sql": "Microsoft.Sql/servers",
    "notificationhub": "Microsoft.NotificationHubs/namespaces", "apihubfile": "Microsoft.Web/connections",
    "webpubsub": "Microsoft.SignalRService/WebPubSub", "webpubsubconnection": "Microsoft.SignalRService/WebPubSub",
    "kusto": "Microsoft.Kusto/clusters", "daprservicebus": "Microsoft.ServiceBus/namespaces",
}  # fmt: skip
"""Kind of binding, without ``Trigger`` → type of what it is bound to."""
_HOSTS = {"sendgrid": "api.sendgrid.com", "twiliosms": "api.twilio.com"}
_ENDS = ("trigger", "output", "input")
_SNIFF = re.compile(
    rb'"bindings"\s*+:\s*+\[|"extensionBundle"\s*+:|"IsEncrypted"\s*+:|"functionTimeout"\s*+:|"FUNCTIONS_WORKER_RUNTIME"'
    rb'|"version"\s*+:\s*+"2\.0"'
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Azure Functions itself, what functions are bound to, variables.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = read(source)
    if source.name == _FILE:
        yield descriptor(source, _FILE, scope=Scope.DEVELOPMENT)
        yield from variables(source, document.get("Values"), scope=Scope.DEVELOPMENT)
        yield from variables(source, document.get("ConnectionStrings"), scope=Scope.DEVELOPMENT)
    elif source.name == "function.json":
        yield from _function(source, document)
    elif not {"version", "extensionBundle", "extensions", "logging", "functionTimeout"} & document.keys():
        raise ParseError("not a host.json of Azure Functions")
    else:
        yield descriptor(source, _FILE)
        if "applicationInsights" in (at(document, "logging") or ()):
            line = document.lines["logging"]
            yield resource(source, "Microsoft.Insights/components", "logging", line)


def _function(source: SourceFile, document: Map) -> Iterator[Component]:
    if "bindings" not in document:
        raise ParseError("not a function.json of Azure Functions: no bindings")
    yield descriptor(source, _FILE)
    for binding in maps(document.get("bindings")):
        kind = (literal(binding.get("type")) or "").lower()
        for end in _ENDS:
            kind = kind.removesuffix(end)
        line = binding.lines.get("type", binding.line)
        name = literal(binding.get("name")) or kind
        if kind in _BINDINGS:
            yield resource(source, _BINDINGS[kind], name, line)
        elif kind in _HOSTS:
            yield resource(source, f"host:{_HOSTS[kind]}", name, line)
        for key, value, at_line in entries(binding):
            if key in ("connection", "connectionStringSetting", "apiKey") and literal(value):
                yield from variables(source, _named(value, at_line))


def _named(name: str, line: int) -> Map:
    mapping = Map(line)
    mapping[name] = ""
    mapping.lines[name] = line
    return mapping


EXTRACTOR = Extractor(
    name="azure-functions",
    ecosystem="paas",
    patterns=(_FILE,),
    sniffed_patterns=("function.json", "host.json"),
    sniff=lambda head: head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"/") and bool(_SNIFF.search(head)),
    parse=parse,
    description="Azure Functions, what functions are bound to, variables of local settings",
    spec_url="https://learn.microsoft.com/azure/azure-functions/functions-host-json",
)
