"""Version catalogs of Gradle, libs.versions.toml: libraries and plugins that build scripts may ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._gradle import ORDER, PLUGIN_HOST, accessor, component, read_catalog, scope_of
from depscan.model import Component, Level, Scope
from depscan.syntax import lazy, toml

_MOST_PROJECTS = 2_000
_PATH = lazy.pattern(r"""["']:?([\w.-]+(?:[:/][\w.-]+)*)["']""")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield libraries and plugins with the versions they refer to; what for is told by the scripts that use them.

    Raises:
        ParseError: not TOML, or not a version catalog.
    """
    catalog = read_catalog(source.bytes())
    lines = toml.lines(source.text())
    for table, alias in catalog.problems:
        source.warn("incomplete-entry", f"no coordinates in {table}", line=lines.get((table, alias)))
    if not catalog.libraries and not catalog.plugins:
        source.warn("nothing-declared", "no libraries and no plugins", level=Level.NOTE)
    uses = _uses(source, source.name.partition(".")[0], catalog.bundles)
    for entry in catalog.libraries.values():
        line = lines.get(("libraries", entry.alias))
        yield component(source, entry.of, line=line, scope=uses.get(accessor(entry.alias), Scope.UNKNOWN))
    for entry in catalog.plugins.values():
        line = lines.get(("plugins", entry.alias))
        facts: dict[str, str | None] = {"registry": PLUGIN_HOST, "type": "gradle-plugin"}
        yield component(source, entry.of, line=line, scope=Scope.BUILD, facts=facts)


def _uses(source: SourceFile, catalog: str, bundles: dict[str, list[str]]) -> dict[str, Scope]:
    """Return the heaviest of what the scripts of the build's projects use each library for."""
    name = re.escape(catalog)
    use = re.compile(rf"(?<!\w)(\w{{1,80}})[\"'`]?[ \t]{{0,9}}\(?[ \t]{{0,9}}(?:\w{{1,80}}[ (])?{name}\.([\w.]+)")
    found: dict[str, Scope] = {}
    for script in _scripts(source):
        for match in use.finditer(script.text()):
            scope, alias = scope_of(match[1]), match[2].removesuffix(".get")
            names = bundles.get(alias.removeprefix("bundles."), []) if alias.startswith("bundles.") else [alias]
            for each in names:
                found[each] = min(scope, found.get(each, scope), key=ORDER.index)
    return found


def _scripts(source: SourceFile) -> Iterator[SourceFile]:
    """Yield the build scripts of the projects that the settings above a catalog include."""
    top = "../" if source.folder.rpartition("/")[2] == "gradle" else ""
    projects = dict.fromkeys([""])
    for name in ("settings.gradle.kts", "settings.gradle"):
        settings = source.sibling(top + name)
        if settings:
            projects.update(dict.fromkeys(path.replace(":", "/") + "/" for path in _PATH.findall(settings.text())))
    for project in list(projects)[:_MOST_PROJECTS]:
        for name in ("build.gradle.kts", "build.gradle"):
            script = source.sibling(top + project + name)
            if script:
                yield script


def _sniff(head: bytes) -> bool:
    return b"[libraries]" in head and (b"version.ref" in head or b"module" in head)


EXTRACTOR = Extractor(
    name="gradle-versions",
    ecosystem="maven",
    patterns=("*.versions.toml",),
    sniff=_sniff,
    parse=parse,
    description="libraries and plugins of version catalogs; references, ranges, rich versions, scopes by use",
    spec_url="https://docs.gradle.org/current/userguide/version_catalogs.html",
)
