"""What Gradle's formats share: what a configuration is for, coordinates, version catalogs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import lazy, toml

PLUGIN_HOST = "plugins.gradle.org"
ORDER = (Scope.RUNTIME, Scope.UNKNOWN, Scope.BUILD, Scope.TEST, Scope.DEVELOPMENT)
"""The heaviest first, for what is in several configurations."""
_OPEN = lazy.pattern(r"[\[\](),]|\+$|^latest\.")
_COORDINATES = lazy.pattern(r"[\w.$-]+:[\w.$-]+(?::.*)?")
_TEST = lazy.pattern(r"(?:^|[a-z\d])Test|^test|^(?:it|integration|functional|e2e|mock|spec)(?=[A-Z])|Mock")
_BUILD = lazy.pattern(
    r"(?i)annotationprocessor|kapt|^ksp|[a-z]ksp|^classpath$|compileonly|plugin|^kotlin|ktlint|detekt|checkstyle|pmd"
    r"|spotbugs|findbugs|jacoco|errorprone|jmh|lintchecks|lintpublish|protoc|antlr|desugaring|codegen|compiler|dokka"
    r"|javadoc|zinc|nullaway|wire$|jaxb|xjc|asciidoctor|kotlin.*scriptdef|proguard|dsl|swift|^lint|nohttp|bom$"
)
_RUNTIME = lazy.pattern(
    r"(?i)runtimeclasspath|implementation|^api$|[a-z]api$|^compile$|[a-z]compile$|runtime|^default$"
)


@lru_cache(maxsize=4096)
def scope_of(configuration: str) -> Scope:
    """Return what a configuration is for, by the names that Gradle and its usual plugins give."""
    name = configuration.removesuffix("DependenciesMetadata")
    if _TEST.search(name):
        return Scope.TEST
    if name.startswith(("developmentOnly", "debug")):
        return Scope.DEVELOPMENT
    if _BUILD.search(name):
        return Scope.BUILD
    return Scope.RUNTIME if _RUNTIME.search(name) else Scope.UNKNOWN


class Coordinates(NamedTuple):
    """What one writes as ``group:name:version:classifier@extension``."""

    group: str
    name: str
    version: str | None = None
    """As written: exact or a range."""
    classifier: str | None = None
    extension: str | None = None


def coordinates(text: str) -> Coordinates | None:
    """Return what a notation says, or None if it is none."""
    text = text.strip()
    if len(text) > 1_000 or not _COORDINATES.fullmatch(text):
        return None
    text, _, extension = text.partition("@")
    group, name, *rest = text.split(":")
    version = rest[0].strip() if rest else None
    return Coordinates(group, name, version or None, rest[1] if len(rest) > 1 else None, extension or None)


def component(
    source: SourceFile,
    of: Coordinates,
    *,
    line: int | None,
    scope: Scope,
    facts: dict[str, str | None] | None = None,
    direct: bool | None = True,
) -> Component:
    """Return what a script or a catalog declares."""
    version = of.version
    said = {"classifier": of.classifier, "type": of.extension, **(facts or {})}
    if version:
        version, _, preferred = version.partition("!!")  # strictly, with what is preferred of a range
        if _OPEN.search(version):
            said["constraint"] = version
            version = preferred if preferred and not _OPEN.search(preferred) else None
    return source.package(
        "maven",
        of.name,
        version,
        namespace=of.group,
        line=line,
        how=How.DECLARED,
        scope=scope,
        direct=direct,
        facts=pairs(said),
    )


def pairs(facts: dict[str, str | None]) -> Facts:
    """Return the facts that there are, sorted."""
    return tuple(sorted((key, value) for key, value in facts.items() if value))


def plugin(id_: str, version: str | None) -> Coordinates:
    """Return the coordinates of the marker by which a plugin is found."""
    # https://docs.gradle.org/current/userguide/plugins.html#sec:plugin_markers
    return Coordinates(id_, f"{id_}.gradle.plugin", version)


class Entry(NamedTuple):
    """A library or a plugin of a catalog."""

    alias: str
    of: Coordinates


class Catalog(NamedTuple):
    """A version catalog; everything by its accessor, which has dots for ``-``, ``_`` and ``.``."""

    versions: dict[str, str]
    libraries: dict[str, Entry]
    plugins: dict[str, Entry]
    bundles: dict[str, list[str]]
    problems: list[tuple[str, str]]
    """(table, alias) of what could not be understood."""


def accessor(alias: str) -> str:
    """Return how scripts spell an alias."""
    return re.sub(r"[-_.]", ".", alias)


def read_catalog(data: bytes) -> Catalog:
    """Return what a version catalog declares.

    Raises:
        ParseError: not TOML, or not a version catalog.
    """
    document = toml.read(data)
    if document and not document.keys() & {"versions", "libraries", "plugins", "bundles", "metadata"}:
        raise ParseError("not a version catalog: no versions, libraries, plugins or bundles")
    catalog = Catalog({}, {}, {}, {}, [])
    for alias, value in _table(document, "versions"):
        version = _version(value, catalog)
        if version is not None:
            catalog.versions[accessor(alias)] = version
    for alias, value in _table(document, "libraries"):
        of = _library(value, catalog)
        _add(catalog, catalog.libraries, "libraries", alias, of)
    for alias, value in _table(document, "plugins"):
        _add(catalog, catalog.plugins, "plugins", alias, _plugin(value, catalog))
    for alias, value in _table(document, "bundles"):
        if isinstance(value, list):
            catalog.bundles[accessor(alias)] = [accessor(item) for item in value if isinstance(item, str)]
    return catalog


def _table(document: dict[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    table = document.get(name)
    if isinstance(table, dict):
        yield from table.items()


def _add(catalog: Catalog, to: dict[str, Entry], table: str, alias: str, of: Coordinates | None) -> None:
    if of is None:
        catalog.problems.append((table, alias))
    else:
        to[accessor(alias)] = Entry(alias, of)


def _library(value: Any, catalog: Catalog) -> Coordinates | None:
    if isinstance(value, str):
        return coordinates(value)
    if not isinstance(value, dict):
        return None
    module = value.get("module")
    found = coordinates(module) if isinstance(module, str) else None
    if found is None:
        group, name = value.get("group"), value.get("name")
        if not (isinstance(group, str) and isinstance(name, str) and group and name):
            return None
        found = Coordinates(group, name)
    return found._replace(version=_version(value.get("version"), catalog))


def _plugin(value: Any, catalog: Catalog) -> Coordinates | None:
    if isinstance(value, str):
        id_, _, version = value.partition(":")
        return plugin(id_, version or None) if id_ else None
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not value["id"]:
        return None
    return plugin(value["id"], _version(value.get("version"), catalog))


def _version(value: Any, catalog: Catalog) -> str | None:
    """Return a version or a range: plain, by reference, or rich."""
    if isinstance(value, str):
        return value or None
    if not isinstance(value, dict):
        return None
    reference = value.get("ref")
    if isinstance(reference, str):
        return catalog.versions.get(accessor(reference))
    for key in ("prefer", "strictly", "require"):  # the first is what one gets if nobody asks for more
        if isinstance(value.get(key), str) and value[key]:
            said: str = value[key]
            return said
    return None
