"""Settings in XML: connection strings, application settings, mail servers and clients of web.config and app.config."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._documents import circumstances
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component
from depscan.syntax import xml
from depscan.syntax.xml import Element


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield hosts, services and models that the settings name.

    Raises:
        ParseError: not XML, or not a configuration of .NET.
    """
    root = xml.read(source.bytes())
    if root.name != "configuration":
        raise ParseError("not a configuration of .NET", line=root.line)
    scope, how = circumstances(source.path)
    for setting in _entries(root):
        yield from _settings.from_setting(source, setting, scope=scope, how=how)


def _entries(root: Element) -> Iterator[Setting]:
    for added in root.all("appSettings", "add"):
        yield Setting(added.attributes.get("key", ""), added.attributes.get("value", ""), added.line)
    for added in root.all("connectionStrings", "add"):
        name = added.attributes.get("name", "")
        yield Setting(f"{name}.connectionString", added.attributes.get("connectionString", ""), added.line)
    for network in root.all("system.net", "mailSettings", "smtp", "network"):
        yield Setting("smtp.host", network.attributes.get("host", ""), network.line)
    for client in root.all("system.serviceModel", "client", "endpoint"):
        yield Setting("client.endpoint", client.attributes.get("address", ""), client.line)
    for setting in root.all("applicationSettings"):
        for group in setting.children:
            for one in group.all("setting"):
                yield Setting(one.attributes.get("name", ""), one.value("value") or "", one.line)


def _sniff(head: bytes) -> bool:
    return b"<configuration" in head.replace(b"\0", b"") and b"<packageSource" not in head


EXTRACTOR = Extractor(
    name="settings-xml",
    ecosystem="settings",
    patterns=("[Ww]eb.config", "[Aa]pp.config"),
    sniffed_patterns=("*.config",),
    sniff=_sniff,
    last=True,
    parse=parse,
    description="web.config and app.config: connection strings, settings, mail servers, clients of services",
    spec_url="https://learn.microsoft.com/dotnet/framework/configure-apps/file-schema/",
)
