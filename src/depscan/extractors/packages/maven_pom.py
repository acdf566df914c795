"""pom.xml, *.pom and .mvn/extensions.xml: what a Maven project declares, versions resolved within the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import structs

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._maven import Project, load
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._repositories import endpoints, mirror
from depscan.model import Component, How, Scope
from depscan.syntax import xml
from depscan.syntax.xml import Element

_SCOPES = {
    "compile": Scope.RUNTIME,
    "runtime": Scope.RUNTIME,
    "provided": Scope.RUNTIME,  # by the container it runs in
    "system": Scope.RUNTIME,
    "compile-only": Scope.BUILD,  # Maven 4
    "import": Scope.BUILD,
    "test": Scope.TEST,
    "test-only": Scope.TEST,
    "test-runtime": Scope.TEST,
}
_OPEN = re.compile(r"[\[\](),]|\$\{|^(?:LATEST|RELEASE)$")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield dependencies, BOMs, plugins, extensions, a parent from outside, repositories; modules of the tree are not.

    Raises:
        ParseError: not XML, or not a POM.
    """
    root = xml.read(source.bytes())
    if root.name == "extensions":
        yield from _extensions(load(source, root), root.all("extension"))
        return
    if root.name != "project":
        raise ParseError("not a Maven POM", line=root.line)
    project = load(source, root)
    parent = root.child("parent")
    if parent is not None and project.has_outer_parent:
        yield from _declared(project, parent, Scope.BUILD, {"type": "pom"})
    yield from _contents(project, root, None)
    for profile in root.all("profiles", "profile"):
        yield from _contents(project, profile, project.expand(profile.value("id")))
    yield from endpoints(source, _repositories(project, root))


def _repositories(project: Project, root: Element) -> Iterator[tuple[str | None, int]]:
    """Yield host and line of each repository that a POM adds to the default one."""
    for block in root, *root.all("profiles", "profile"):
        for path in ("repositories", "repository"), ("pluginRepositories", "pluginRepository"):
            for element in block.all(*path):
                yield host(project.expand(element.value("url"))), element.line


def _contents(project: Project, block: Element, profile: str | None) -> Iterator[Component]:
    """Yield what a project or one of its profiles declares."""
    for element in block.all("dependencyManagement", "dependencies", "dependency"):
        if element.value("scope") == "import":  # whatever else is managed is used only if it is a dependency, too
            yield from _dependency(project, element, None, profile)
    for element in block.all("dependencies", "dependency"):
        yield from _dependency(project, element, None, profile)
    for path in ("build", "plugins", "plugin"), ("reporting", "plugins", "plugin"):
        for element in block.all(*path):
            yield from _plugin(project, element, profile)
    yield from _extensions(project, block.all("build", "extensions", "extension"))


def _extensions(project: Project, elements: Iterator[Element]) -> Iterator[Component]:
    for element in elements:
        yield from _declared(project, element, Scope.BUILD, {})


def _plugin(project: Project, element: Element, profile: str | None) -> Iterator[Component]:
    coordinates = project.plugin(element)
    if coordinates is None:
        _warn(project, element)
        return
    version = element.value("version") or project.managed_plugin(*coordinates)
    if not project.is_ours(*coordinates, version):
        facts = {"type": "maven-plugin", "profile": profile}
        yield _component(project, element, coordinates, version, scope=Scope.BUILD, facts=facts)
    managed = project.managed_plugin_dependencies(*coordinates)
    for dependency in element.all("dependencies", "dependency"):
        key = project.key(dependency)
        if key:
            managed.pop(key, None)
        yield from _dependency(project, dependency, Scope.BUILD, profile)
    place = project.source.seen(element.line, how=How.DECLARED)
    for dependency in managed.values():
        for component in _dependency(project, dependency, Scope.BUILD, profile):
            yield structs.replace(component, evidence=place)


def _dependency(project: Project, element: Element, scope: Scope | None, profile: str | None) -> Iterator[Component]:
    """Yield one dependency; ``scope`` is given for those of plugins, which nothing manages."""
    key = project.key(element)
    if key is None:
        _warn(project, element)
        return
    version, maven_scope = element.value("version"), project.expand(element.value("scope"))
    managed = project.managed(key) if scope is None and not (version and maven_scope) else None
    if managed:
        version, maven_scope = version or managed.version, maven_scope or managed.scope
    if project.is_ours(key.group, key.artifact, version):
        return
    maven_scope = maven_scope or "compile"
    facts = {
        "classifier": key.classifier,
        "optional": "true" if project.expand(element.value("optional")) == "true" else None,
        "profile": profile,
        "scope": maven_scope if maven_scope in ("provided", "system", "import") else None,
        "type": key.type if key.type != "jar" else None,
    }
    scope = scope or _SCOPES.get(maven_scope, Scope.UNKNOWN)
    yield _component(project, element, (key.group, key.artifact), version, scope=scope, facts=facts)


def _declared(project: Project, element: Element, scope: Scope, facts: dict[str, str | None]) -> Iterator[Component]:
    """Yield a parent or an extension, whose version nothing manages."""
    key = project.key(element)
    if key is None:
        _warn(project, element)
    elif not project.is_ours(key.group, key.artifact, element.value("version")):
        yield _component(
            project, element, (key.group, key.artifact), element.value("version"), scope=scope, facts=facts
        )


def _component(
    project: Project,
    element: Element,
    coordinates: tuple[str, str],
    literal: str | None,
    *,
    scope: Scope,
    facts: dict[str, str | None],
) -> Component:
    version = project.expand(literal)
    if version and version.startswith("[") and version.endswith("]") and "," not in version:
        version = version[1:-1].strip()  # a range of one version
    if literal and (not version or _OPEN.search(version)):
        facts["constraint"] = version or literal
        version = None
    group, artifact = coordinates
    facts["registry"] = mirror(project.source)
    return project.source.package(
        "maven",
        artifact,
        version,
        namespace=group,
        line=element.line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=tuple(sorted((key, value) for key, value in facts.items() if value)),
    )


def _warn(project: Project, element: Element) -> None:
    """Say why an element with neither a group nor an artifact that can be told was left out."""
    if element.value("groupId") and element.value("artifactId"):
        project.source.warn("unresolved-property", "its group cannot be told from this tree", line=element.line)
    else:
        project.source.warn("incomplete-entry", "no group or no artifact", line=element.line)


def _sniff(head: bytes) -> bool:
    return b"<project" in head and (b"maven.apache.org/POM" in head or b"<modelVersion>" in head)


EXTRACTOR = Extractor(
    name="maven-pom",
    ecosystem="maven",
    patterns=("pom.xml", "*.pom", ".mvn/extensions.xml"),
    sniffed_patterns=("pom*.xml", "*-pom.xml"),
    sniff=_sniff,
    parse=parse,
    description="dependencies, BOMs, plugins, parents, repositories; properties, managed versions of the tree",
    spec_url="https://maven.apache.org/pom.html",
)
