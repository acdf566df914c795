"""nuget.config: the feeds that .NET packages are fetched from."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._channels import channel
from depscan.extractors.packages._nuget import CONFIG_NAMES, DEFAULT_HOSTS, enabled, read_config
from depscan.model import Component
from depscan.syntax import xml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each feed besides the default one by its host; folders and disabled feeds are left out.

    Raises:
        ParseError: not XML, or not a NuGet configuration.
    """
    root = xml.read(source.bytes())
    if root.name != "configuration":
        raise ParseError("not a NuGet configuration", line=root.line)
    seen: set[str] = set()
    for feed in enabled(read_config(root)):
        if feed.host and feed.host not in DEFAULT_HOSTS and feed.host not in seen:
            seen.add(feed.host)
            yield channel(source, feed.host, feed.line)


def _sniff(head: bytes) -> bool:
    return b"<configuration" in head and b"<packageSource" in head


EXTRACTOR = Extractor(
    name="nuget-config",
    ecosystem="nuget",
    patterns=CONFIG_NAMES,
    sniff=_sniff,
    parse=parse,
    description="feeds as channels of their own; source mapping, or a single feed, tells where packages come from",
    spec_url="https://learn.microsoft.com/nuget/reference/nuget-config-file",
)
