"""Where NuGet packages come from: the feeds of nuget.config, and which of them serves a package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import host
from depscan.model import Facts
from depscan.syntax import xml
from depscan.syntax.xml import Element

CONFIG_NAMES = ("nuget.config", "NuGet.config", "NuGet.Config", "Nuget.Config")
DEFAULT_HOSTS = frozenset({"api.nuget.org", "www.nuget.org", "nuget.org"})
TEST_SDK = "microsoft.net.test.sdk"
"""The package that makes a project one of tests, in lower case."""


class Feed(Struct, frozen=True):
    """One package source."""

    host: str | None
    """None for a folder, and where only the environment tells."""
    line: int


class Config(Struct):
    """What one nuget.config says; keys in lower case."""

    feeds: dict[str, Feed] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)
    cleared: bool = False
    """Files further up, and the machine's own, do not count."""
    mapping: dict[str, list[str]] = field(default_factory=dict)
    """Patterns of package names by the key of the feed that serves them."""


class Feeds(Struct):
    """The feeds of a folder, as the files in it and above tell."""

    hosts: dict[str, str | None] = field(default_factory=dict)
    mapping: dict[str, list[str]] = field(default_factory=dict)
    complete: bool = False
    """No file outside the target adds to them."""

    def registry(self, name: str) -> str | None:
        """Return the host that alone serves a package; None for the default one and where that is not told."""
        if self.mapping:
            serving = [self.hosts[key] for key in _best(self.mapping, name.lower()) if key in self.hosts]
        else:
            serving = list(self.hosts.values()) if self.complete else []
        found = serving[0] if len(set(serving)) == 1 else None
        return None if found in DEFAULT_HOSTS else found

    def facts(self, name: str) -> Facts:
        """Return the registry of a package as facts."""
        found = self.registry(name)
        return (("registry", found),) if found else ()


def _best(mapping: dict[str, list[str]], name: str) -> list[str]:
    """Return the keys of the feeds with the longest pattern that fits, as NuGet does it."""
    longest, found = -1, list[str]()
    for key, patterns in mapping.items():
        for pattern in patterns:
            fits = name == pattern or (pattern.endswith("*") and name.startswith(pattern[:-1]))
            length = len(pattern) + (pattern == name) if fits else -1
            if length > longest:
                longest, found = length, [key]
            elif fits and length == longest:
                found.append(key)
    return found


def feeds(source: SourceFile) -> Feeds:
    """Return the feeds for the projects of a folder: https://learn.microsoft.com/nuget/consume-packages/configuring-nuget-behavior."""
    key = ("nuget feeds", source.folder)
    if key not in source.memo:
        source.memo[key] = _merged(source)
    known: Feeds = source.memo[key]
    return known


def _merged(source: SourceFile) -> Feeds:
    merged, disabled = Feeds(), set[str]()
    folder = source.folder.split("/") if source.folder else []
    for level in range(len(folder) + 1):
        key = ("nuget config", "/".join(folder[: len(folder) - level]))
        if key not in source.memo:
            source.memo[key] = _nearest(source, "../" * level)
        config: Config | None = source.memo[key]
        if config is None:
            continue
        disabled |= config.disabled
        for name, feed in config.feeds.items():
            merged.hosts.setdefault(name, feed.host)
        for name, patterns in config.mapping.items():
            merged.mapping.setdefault(name, patterns)
        if config.cleared:
            merged.complete = True
            break
    merged.hosts = {name: place for name, place in merged.hosts.items() if name not in disabled}
    return merged


def _nearest(source: SourceFile, upwards: str) -> Config | None:
    """Read the configuration of one folder; one that cannot be read is reported when it is its turn."""
    found = next(filter(None, (source.sibling(upwards + name) for name in CONFIG_NAMES)), None)
    try:
        return read_config(xml.read(found.bytes())) if found else None
    except ParseError:
        return None


def read_config(root: Element) -> Config:
    """Return the feeds that a nuget.config names, without credentials, which it may hold."""
    config = Config()
    for section in root.all("packageSources"):
        for element in section.children:
            key = element.attributes.get("key", "").lower()
            if element.name == "clear":
                config.feeds.clear()
                config.cleared = True
            elif element.name == "add" and key:
                config.feeds[key] = Feed(host(element.attributes.get("value")), element.line)
            elif element.name == "remove":
                config.feeds.pop(key, None)
    for element in root.all("disabledPackageSources", "add"):
        if element.attributes.get("value", "").lower() == "true":
            config.disabled.add(element.attributes.get("key", "").lower())
    for element in root.all("packageSourceMapping", "packageSource"):
        patterns = [package.attributes.get("pattern", "").lower() for package in element.all("package")]
        config.mapping[element.attributes.get("key", "").lower()] = [pattern for pattern in patterns if pattern]
    return config


def only_feed(addresses: Iterable[object]) -> str | None:
    """Return the host of the feed that alone is asked, if it is not the default one; folders do not count."""
    found = {place for address in addresses if (place := host(address))}
    return next(iter(found)) if len(found) == 1 and not found & DEFAULT_HOSTS else None


def split(key: str) -> tuple[str, str | None]:
    """Return name and version of ``Name/1.2.3``."""
    name, _, version = key.partition("/")
    return name, version or None


def enabled(config: Config) -> Iterator[Feed]:
    """Yield the feeds that are not disabled."""
    return (feed for key, feed in config.feeds.items() if key not in config.disabled)
