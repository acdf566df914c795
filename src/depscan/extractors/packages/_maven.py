"""What Maven would know of a project without running: parents in the tree, properties, managed versions, modules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.syntax import limits, xml
from depscan.syntax.xml import Element

_REFERENCE = re.compile(r"\$\{([^${}]+)\}")
_LONGEST = 1_000  # of a value that still is a name or a version
_MOST_STEPS = 100
_MOST_MODULES = 10_000
_BOMS, _EXPRESSIONS = " BOMs", " expressions"

Coordinates = tuple[str, str]
"""Group and artifact."""


class Key(NamedTuple):
    """What managed versions are looked up by: https://maven.apache.org/pom.html#dependency-management."""

    group: str
    artifact: str
    type: str
    classifier: str


class Managed(NamedTuple):
    """What management says of a dependency; the version as written."""

    version: str | None
    scope: str | None


@dataclass
class Project:
    """A POM with those of its parents that are in the tree."""

    source: SourceFile
    poms: list[Element]
    """The POM itself, then its parents, nearest first."""
    paths: list[str]
    has_outer_parent: bool
    """The POM has a parent, and it is not in the tree."""
    _expanded: dict[str, str | None] = field(default_factory=dict)
    _managed: dict[str, dict[Key, Managed]] = field(default_factory=dict)

    def expand(self, text: str | None) -> str | None:
        """Return the text with every property replaced, or None where one is unknown, endless or too long."""
        if text is None or "${" not in text:
            return text
        if text not in self._expanded:
            self._expanded[text] = self._expand(text)
        return self._expanded[text]

    def _expand(self, text: str) -> str | None:
        if len(text) > _LONGEST:
            return None
        for _ in range(_MOST_STEPS):
            found = _REFERENCE.search(text)
            if found is None:
                return text.strip() or None
            value = self._value(found[1])
            if value is None:
                return None
            text = f"{text[: found.start()]}{value}{text[found.end() :]}"
            if len(text) > _LONGEST:
                return None
        return None

    def _value(self, name: str) -> str | None:
        bare = name.removeprefix("project.").removeprefix("pom.")
        if bare != name and bare in self._model:
            return self._model[bare]
        return self._properties.get(name, self._model.get(name))

    @cached_property
    def _model(self) -> dict[str, str]:
        """The project's own coordinates and its parent's, as written."""
        pom = self.poms[0]
        model: dict[str, str] = {}
        for key in ("groupId", "artifactId", "version"):
            parent = pom.value("parent", key) or (self.poms[1].value(key) if len(self.poms) > 1 else None)
            if parent:
                model[f"parent.{key}"] = parent
            value = pom.value(key) or (parent if key != "artifactId" else None)
            if value:
                model[key] = value
        return model

    @cached_property
    def _properties(self) -> dict[str, str]:
        """The POM's own come before its parents'; those of profiles last, and only where the profiles agree."""
        found: dict[str, str] = {}
        maybe: dict[str, set[str]] = {}
        for pom in self.poms:
            for block in pom.all("properties"):
                for child in block.children:
                    found.setdefault(child.name, child.text.strip())
            for block in pom.all("profiles", "profile", "properties"):
                for child in block.children:
                    maybe.setdefault(child.name, set()).add(child.text.strip())
        for name, values in maybe.items():
            if len(values) == 1:
                found.setdefault(name, *values)
        return found

    def key(self, dependency: Element) -> Key | None:
        """Return what a dependency is; an artifact that cannot be expanded stays as written, a group must be known."""
        group, artifact = self.expand(dependency.value("groupId")), dependency.value("artifactId")
        if not group or not artifact:
            return None
        kind = self.expand(dependency.value("type")) or "jar"
        return Key(group, self.expand(artifact) or artifact, kind, self.expand(dependency.value("classifier")) or "")

    def managed(self, key: Key) -> Managed | None:
        """Return what the project, its parents or BOMs of the tree manage for a dependency; the nearest comes first."""
        if key.artifact not in self._managed:
            self._managed[key.artifact] = self._managed_as(key.artifact)
        return self._managed[key.artifact].get(key)

    def _managed_as(self, artifact: str) -> dict[Key, Managed]:
        found: dict[Key, Managed] = {}
        for project in self._managers:
            for index in project.management:
                for entry in index.get(artifact, ()):
                    key = project.key(entry)
                    if key and key not in found:
                        version = entry.value("version")
                        if project is not self:  # a BOM's properties are its own
                            version = project.expand(version) or version
                        found[key] = Managed(version, project.expand(entry.value("scope")))
        return found

    @cached_property
    def _managers(self) -> list[Project]:
        projects, seen = [self], set(self.paths)
        for project in projects:  # grows by the BOMs that are found
            for entry in (entry for index in project.management for entry in index.get(_BOMS, ())):
                key = project.key(entry)
                path = self.module(key.group, key.artifact) if key else None
                bom = _at(self.source, path) if path and path not in seen else None
                pom = _read(bom) if bom and len(seen) <= limits.INCLUDE_DEPTH else None
                if bom and pom:
                    seen.add(bom.path)
                    projects.append(load(bom, pom))
        return projects

    @cached_property
    def management(self) -> list[dict[str, list[Element]]]:
        """What each of the POMs manages, by artifact; BOMs under their own key."""
        found = []
        for path, pom in zip(self.paths, self.poms, strict=True):
            index = _managed_by_name(self.source, path, pom)
            if _EXPRESSIONS in index:  # artifacts such as kafka_${scala.version}, which differ by module
                expanded: dict[str, list[Element]] = {}
                for entry in index[_EXPRESSIONS]:
                    artifact = entry.value("artifactId") or ""
                    expanded.setdefault(self.expand(artifact) or artifact, []).append(entry)
                index = index | {name: [*index.get(name, ()), *entries] for name, entries in expanded.items()}
            found.append(index)
        return found

    def managed_plugin(self, group: str, artifact: str) -> str | None:
        """Return the version, as written, that the project or its parents manage for a plugin."""
        versions = (entry.value("version") for entry in self._managed_plugins.get((group, artifact), ()))
        return next(filter(None, versions), None)

    def managed_plugin_dependencies(self, group: str, artifact: str) -> dict[Key, Element]:
        """Return what the project or its parents have a plugin depend on wherever it is used; the nearest first."""
        found: dict[Key, Element] = {}
        for entry in self._managed_plugins.get((group, artifact), ()):
            for dependency in entry.all("dependencies", "dependency"):
                key = self.key(dependency)
                if key:
                    found.setdefault(key, dependency)
        return found

    @cached_property
    def _managed_plugins(self) -> dict[Coordinates, list[Element]]:
        found: dict[Coordinates, list[Element]] = {}
        for pom in self.poms:
            for entry in pom.all("build", "pluginManagement", "plugins", "plugin"):
                coordinates = self.plugin(entry)
                if coordinates:
                    found.setdefault(coordinates, []).append(entry)
        return found

    def plugin(self, element: Element) -> Coordinates | None:
        """Return group and artifact of a plugin, whose group has a default."""
        group = self.expand(element.value("groupId") or "org.apache.maven.plugins")
        artifact = self.expand(element.value("artifactId"))
        return (group, artifact) if group and artifact else None

    def module(self, group: str, artifact: str) -> str | None:
        """Return the path of the module of this tree with those coordinates, if there is one."""
        for modules in self._reactor:
            if (group, artifact) in modules.paths:
                return modules.paths[group, artifact]
        return None

    @cached_property
    def _reactor(self) -> list[_Modules]:
        return _reactor(self.source, self.paths[1:])

    def is_ours(self, group: str, artifact: str, literal: str | None) -> bool:
        """Tell whether coordinates are those of a module of this tree, or share the project's group and version."""
        if self.module(group, artifact):
            return True
        if not literal or "${" not in literal or group not in self._groups:
            return False
        return self.expand(literal) == self.expand(self._model.get("version"))

    @cached_property
    def _groups(self) -> set[str | None]:
        return {
            self.expand(text) for text in (self._model.get("groupId"), *(pom.value("groupId") for pom in self.poms))
        }


class _Modules(NamedTuple):
    paths: dict[Coordinates, str]
    all_paths: frozenset[str]


def load(source: SourceFile, root: Element) -> Project:
    """Return the project of a POM with those of its parents that are in the tree."""
    project = Project(source, [root], [source.path], has_outer_parent=False)
    place = source
    while (parent := project.poms[-1].child("parent")) is not None:
        found = _parent(place, parent)
        if found is None:
            project.has_outer_parent = len(project.poms) == 1
            break
        if found.path in project.paths or len(project.paths) > limits.INCLUDE_DEPTH:
            first = root.child("parent")
            source.warn("include-cycle", "parents that never end", line=first.line if first else None)
            break
        pom = _read(found)
        if pom is None:
            break
        project.poms.append(pom)
        project.paths.append(found.path)
        place = found
    return project


def _parent(source: SourceFile, parent: Element) -> SourceFile | None:
    """Return the file of a parent where ``relativePath`` or the modules of the tree lead to it."""
    relative = parent.child("relativePath")
    path = "../pom.xml" if relative is None else relative.text.strip().replace("\\", "/")
    wanted = parent.value("groupId"), parent.value("artifactId")
    for candidate in (path, f"{path.rstrip('/')}/pom.xml") if path else ():
        found = source.sibling(candidate)
        pom = _read(found) if found else None
        # itself is for the caller to report; what cannot be read is hardly another's parent
        if found and (found.path == source.path or not pom or wanted in ((None, None), _coordinates(pom))):
            return found
    for modules in _reactor(source, ()):
        listed = modules.paths.get((wanted[0] or "", wanted[1] or ""))
        if listed:
            return _at(source, listed)
    return None


def _coordinates(pom: Element) -> tuple[str | None, str | None]:
    return pom.value("groupId") or pom.value("parent", "groupId"), pom.value("artifactId")


def _at(source: SourceFile, path: str) -> SourceFile | None:
    """Return a file by its path from the top of the target."""
    return source.sibling("../" * source.path.count("/") + path)


def _parsed(source: SourceFile) -> Element | None:
    """Return the root of another POM; one that cannot be read is reported when it is its turn."""
    try:
        root = xml.read(source.bytes())
    except ParseError:
        return None
    return root if root.name == "project" else None


def _read(source: SourceFile) -> Element | None:
    """Return the root of a parent, read once a scan: a hundred modules may have it."""
    key = ("maven", source.path)
    if key not in source.memo:
        source.memo[key] = _parsed(source)
    found: Element | None = source.memo[key]
    return found


def _managed_by_name(source: SourceFile, path: str, pom: Element) -> dict[str, list[Element]]:
    """Return managed dependencies by artifact; expressions and BOMs under keys that no artifact can have."""
    key = ("maven management", path)
    if key in source.memo:
        known: dict[str, list[Element]] = source.memo[key]
        return known
    found: dict[str, list[Element]] = {}
    below = ("dependencyManagement", "dependencies", "dependency")
    for entry in (*pom.all(*below), *pom.all("profiles", "profile", *below)):
        artifact = entry.value("artifactId") or ""
        name = _BOMS if entry.value("scope") == "import" else _EXPRESSIONS if "${" in artifact else artifact
        found.setdefault(name, []).append(entry)
    if ("maven", path) in source.memo:  # a parent, kept anyway
        source.memo[key] = found
    return found


def _reactor(source: SourceFile, parents: Iterable[str]) -> list[_Modules]:
    """Return the modules below the POMs in the folders above, and below the parents."""
    folder, tops = source.path, {"pom.xml", *parents}
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        tops.add(f"{folder}/pom.xml")
    found: list[_Modules] = []
    for top in sorted(tops, key=lambda path: (path.count("/"), path)):
        if not any(top in modules.all_paths for modules in found):
            found.append(_modules(source, top))
    return found


def _modules(source: SourceFile, top: str) -> _Modules:
    """Return the modules at and below a POM, read once a scan."""
    key = ("maven modules", top)
    if key in source.memo:
        known: _Modules = source.memo[key]
        return known
    found: dict[Coordinates, str] = {}
    stack, seen = [top], {top}
    while stack and len(seen) < _MOST_MODULES:
        here = _at(source, stack.pop())
        pom = _parsed(here) if here else None
        if here is None or pom is None:
            continue
        group, artifact = _coordinates(pom)
        if group and artifact:
            found.setdefault((group, artifact), here.path)
        for module in _module_files(here, pom):
            if module not in seen:
                seen.add(module)
                stack.append(module)
    source.memo[key] = _Modules(found, frozenset(found.values()))
    return _Modules(found, frozenset(found.values()))


def _module_files(source: SourceFile, pom: Element) -> Iterator[str]:
    """Yield the paths that the modules of a POM and of its profiles may have."""
    for block in ("modules", "module"), ("subprojects", "subproject"):
        for element in (*pom.all(*block), *pom.all("profiles", "profile", *block)):
            path = element.text.strip().replace("\\", "/").rstrip("/")
            for candidate in (path, f"{path}/pom.xml") if path.endswith((".xml", ".pom")) else (f"{path}/pom.xml",):
                found = source.sibling(candidate) if path else None
                if found:
                    yield found.path
