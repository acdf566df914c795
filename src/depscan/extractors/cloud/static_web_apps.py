"""Azure Static Web Apps: staticwebapp.config.json with providers of identity."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import all_settings, at, descriptor, entries, read, variables
from depscan.model import Component
from depscan.syntax.yaml import Map

_FILE = "staticwebapp.config.json"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Static Web Apps itself, issuers of identity and the variables of their secrets.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = read(source)
    yield descriptor(source, _FILE if source.name != "swa-cli.config.json" else "")
    providers = at(document, "auth", "identityProviders")
    yield from all_settings(source, providers)
    found = [provider for _, provider, _ in entries(providers)]
    found += [provider for _, provider, _ in entries(at(providers, "customOpenIdConnectProviders"))]
    for provider in found:
        registration = at(provider, "registration")
        for key, value, line in entries(registration):
            if key.endswith("SettingName") and isinstance(value, str):
                named = Map(line)
                named[value] = ""
                named.lines[value] = line
                yield from variables(source, named)


EXTRACTOR = Extractor(
    name="static-web-apps",
    ecosystem="paas",
    patterns=(_FILE, "swa-cli.config.json"),
    parse=parse,
    description="Azure Static Web Apps, providers of identity",
    spec_url="https://learn.microsoft.com/azure/static-web-apps/configuration",
)
