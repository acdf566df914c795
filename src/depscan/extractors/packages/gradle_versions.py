"""Version catalogs of Gradle, libs.versions.toml: libraries and plugins that build scripts may ask for."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._gradle import PLUGIN_HOST, component, read_catalog
from depscan.model import Component, Level, Scope
from depscan.syntax import toml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield libraries and plugins with the versions they refer to; what for is said where they are used.

    Raises:
        ParseError: not TOML, or not a version catalog.
    """
    catalog = read_catalog(source.bytes())
    lines = toml.lines(source.text())
    for table, alias in catalog.problems:
        source.warn("incomplete-entry", f"no coordinates in {table}", line=lines.get((table, alias)))
    if not catalog.libraries and not catalog.plugins:
        source.warn("nothing-declared", "no libraries and no plugins", level=Level.NOTE)
    for entry in catalog.libraries.values():
        line = lines.get(("libraries", entry.alias))
        yield component(source, entry.of, line=line, scope=Scope.UNKNOWN)
    for entry in catalog.plugins.values():
        line = lines.get(("plugins", entry.alias))
        facts: dict[str, str | None] = {"registry": PLUGIN_HOST, "type": "gradle-plugin"}
        yield component(source, entry.of, line=line, scope=Scope.BUILD, facts=facts)


def _sniff(head: bytes) -> bool:
    return b"[libraries]" in head and (b"version.ref" in head or b"module" in head)


EXTRACTOR = Extractor(
    name="gradle-versions",
    ecosystem="maven",
    patterns=("*.versions.toml",),
    sniff=_sniff,
    parse=parse,
    description="libraries and plugins of version catalogs; references, ranges, rich versions",
    spec_url="https://docs.gradle.org/current/userguide/version_catalogs.html",
)
