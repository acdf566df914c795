"""azure.yaml of the Azure Developer CLI: what services are hosted on, what they use, images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _azure, _properties
from depscan.model import Component, How, Kind, Level
from depscan.syntax import yaml
from depscan.syntax.yaml import Map

_HOSTS = {
    "appservice": "Microsoft.Web/sites", "function": "Microsoft.Web/sites/functions", "staticwebapp":
    "Microsoft.Web/staticSites", "containerapp": "Microsoft.App/containerApps", "aks":
    "Microsoft.ContainerService/managedClusters", "springapp": "Microsoft.AppPlatform/Spring", "ai.endpoint":
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints", "azure.ai.agent":
    "Microsoft.CognitiveServices/accounts/projects",
}  # fmt: skip
_RESOURCES = {
    "host.containerapp": "Microsoft.App/containerApps", "host.appservice": "Microsoft.Web/sites", "ai.openai.model":
    "Microsoft.CognitiveServices/accounts/deployments", "ai.project": "Microsoft.CognitiveServices/accounts/projects",
    "ai.search": "Microsoft.Search/searchServices", "db.postgres": "Microsoft.DBforPostgreSQL/flexibleServers",
    "db.mysql": "Microsoft.DBforMySQL/flexibleServers", "db.redis": "Microsoft.Cache/redis", "db.mongo":
    "Microsoft.DocumentDB/databaseAccounts", "db.cosmos": "Microsoft.DocumentDB/databaseAccounts", "storage":
    "Microsoft.Storage/storageAccounts", "keyvault": "Microsoft.KeyVault/vaults", "messaging.eventhubs":
    "Microsoft.EventHub/namespaces", "messaging.servicebus": "Microsoft.ServiceBus/namespaces",
}  # fmt: skip


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what services are hosted on and what they use, as resources of Azure.

    Raises:
        ParseError: not YAML, or neither name nor services.
    """
    document = yaml.read(source.text())
    if not isinstance(document, Map) or not (document.get("name") or isinstance(document.get("services"), Map)):
        raise ParseError("not a project of azd: neither name nor services")
    yield Component(
        kind=Kind.CONFIG,
        name="file:azure.yaml",
        evidence=source.seen(document.lines.get("name", document.line), how=How.CONFIGURED),
    )
    yield from _listed(source, document.get("services"), "host", _HOSTS)
    yield from _listed(source, document.get("resources"), "type", _RESOURCES)


def _listed(source: SourceFile, entries: object, key: str, types: dict[str, str]) -> Iterator[Component]:
    for symbol, entry in entries.items() if isinstance(entries, Map) else ():
        if not isinstance(entry, Map):
            continue
        kind, line = entry.get(key), entry.lines.get(key, entry.line)
        type_ = types.get(kind) if isinstance(kind, str) else None
        if type_:
            yield _azure.resource(source, type_, symbol, line, facts=(("host", str(kind)),))
        else:
            message = f"a service or resource without a known {key}"
            source.warn("unresolved-type", message, line=line, level=Level.NOTE)
        told = Map(entry.line)
        told.update((name, value) for name, value in entry.items() if name not in ("hooks", "project", key))
        told.lines = entry.lines
        yield from _properties.told(source, told)


_SNIFF = re.compile(rb"^services[ \t]*+:|azure-dev/|^infra[ \t]*+:", re.MULTILINE)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="azd-project",
    ecosystem="cloud",
    patterns=(),
    sniffed_patterns=("azure.yaml", "azure.yml"),
    sniff=_sniff,
    parse=parse,
    description="what services are hosted on and what they use, images, models",
    spec_url="https://learn.microsoft.com/azure/developer/azure-developer-cli/azd-schema",
)
