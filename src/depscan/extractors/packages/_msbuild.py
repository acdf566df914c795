"""What MSBuild would know without running: literal properties and versions of a project and the folders above."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass, field

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.syntax import json, limits, xml
from depscan.syntax.xml import Element

_REFERENCE = re.compile(r"\$\(([A-Za-z_][\w.-]*)\)")
_FILE_ABOVE = re.compile(r"GetPathOfFileAbove\(\s*['\"]?([\w.-]+)")
_HERE = re.compile(r"\$\(MSBuildThisFileDirectory\)[\\/]?", re.IGNORECASE)
_LONGEST = 200  # of a value that still is a name or a version
_MOST_REFERENCES = 20
_MOST_VALUES = 8  # of one property under different conditions
_NESTING = frozenset({"Choose", "When", "Otherwise", "ImportGroup"})


@dataclass(slots=True)
class Evaluation:
    """Properties, versions and references as far as literals tell; names in lower case."""

    properties: dict[str, list[str]] = field(default_factory=dict)
    """Each value that a property may have, depending on conditions that nobody evaluates here."""
    versions: ChainMap[str, list[str]] = field(default_factory=ChainMap)
    """Versions given to packages from outside the reference itself, not expanded."""
    references: set[str] = field(default_factory=set)
    """Packages referred to by the file or by what it imports."""

    def value(self, name: str) -> str:
        """Return the one value of a property; empty if there is none or it depends."""
        values = self.properties.get(name.lower(), ())
        return values[0] if len(values) == 1 else ""

    def expand(self, text: str) -> str:
        """Return the text with the properties whose one value is known; others stay as written."""
        if "$(" not in text or text.count("$(") > _MOST_REFERENCES:
            return text.strip()
        return _REFERENCE.sub(lambda match: self.value(match[1]) or match[0], text).strip()


def is_open(text: str) -> bool:
    """Tell whether a text still holds properties, items or metadata that only a build can tell."""
    return any(mark in text for mark in ("$(", "@(", "%("))


def evaluate(source: SourceFile, root: Element) -> Evaluation:
    """Read the Directory files above, what they and the project import from the tree, and the project itself."""
    above = [_above(source, name) for name in ("Directory.Build.props", "Directory.Packages.props")]
    base = _evaluate_above(source, above)
    evaluation = Evaluation(dict(base.properties), base.versions.new_child(), set(base.references))
    visited = {source.path, *(found.path for found in above if found)}
    _read(evaluation, source, root, visited)
    _include(evaluation, _above(source, "Directory.Build.targets"), visited)
    return evaluation


def _evaluate_above(source: SourceFile, above: list[SourceFile | None]) -> Evaluation:
    """Read the properties and versions of the folders above, once a scan for all the projects below them."""
    key = ("msbuild above", "|".join(found.path if found else "" for found in above))
    if key not in source.memo:
        evaluation, visited = Evaluation(), set[str]()
        for found in above:
            _include(evaluation, found, visited)
        source.memo[key] = evaluation
    known: Evaluation = source.memo[key]
    return known


def groups(root: Element) -> Iterator[tuple[Element, bool]]:
    """Yield groups, imports and SDKs in document order with whether they depend on a condition."""
    stack = [(child, False) for child in reversed(root.children)]
    while stack:
        element, conditional = stack.pop()
        conditional = conditional or "Condition" in element.attributes or element.name == "Otherwise"
        if element.name in _NESTING:
            stack.extend((child, conditional) for child in reversed(element.children))
        elif element.name in ("PropertyGroup", "ItemGroup", "Import", "Sdk"):
            yield element, conditional


def metadata(item: Element, name: str) -> list[str]:
    """Return an item's metadata, an attribute or child elements, by its case-insensitive name."""
    wanted = name.lower()
    values = [value for key, value in item.attributes.items() if key.lower() == wanted]
    values += [child.text for child in item.children if child.name.lower() == wanted]
    return [value.strip() for value in values if value.strip()]


def sdk_versions(source: SourceFile) -> dict[str, str]:
    """Return the versions that the nearest global.json gives to SDKs, by name in lower case."""
    found = _above(source, "global.json")
    if found is None:
        return {}
    try:
        document = json.read_any(found.bytes())
    except ParseError as error:
        source.warn("unreadable-include", f"cannot read global.json: {error}")
        return {}
    versions = document.get("msbuild-sdks") if isinstance(document, dict) else None
    if not isinstance(versions, dict):
        return {}
    return {name.lower(): version for name, version in versions.items() if isinstance(version, str)}


def _above(source: SourceFile, name: str, *, start: int = 0) -> SourceFile | None:
    """Return the nearest file of that name in the folder or one above it."""
    for level in range(start, source.path.count("/") + 1):
        found = source.sibling("../" * level + name)
        if found:
            return found
    return None


def _include(evaluation: Evaluation, source: SourceFile | None, visited: set[str]) -> None:
    """Read a file that is imported, once; one that cannot be read is reported when it is its turn."""
    if source is None or source.path in visited or len(visited) > limits.INCLUDE_DEPTH:
        return
    visited.add(source.path)
    key = ("msbuild", source.path)
    if key not in source.memo:
        try:
            source.memo[key] = xml.read(source.bytes())
        except ParseError:
            source.memo[key] = None
    if source.memo[key] is not None:
        _read(evaluation, source, source.memo[key], visited)


def _read(evaluation: Evaluation, source: SourceFile, root: Element, visited: set[str]) -> None:
    for element, conditional in groups(root):
        if element.name == "PropertyGroup":
            for child in element.children:
                _define(evaluation, element, child, conditional=conditional)
        elif element.name == "ItemGroup":
            for child in element.children:
                _take_item(evaluation, child, conditional=conditional)
        elif element.name == "Import":
            _include(evaluation, _imported(evaluation, source, element), visited)


def _define(evaluation: Evaluation, group: Element, element: Element, *, conditional: bool) -> None:
    """Values are expanded when they are defined, as MSBuild does it: no cycle, no growth beyond a value's length."""
    name = element.name.lower()
    value = evaluation.expand(element.text)
    if len(value) > _LONGEST:
        return
    condition = element.attributes.get("Condition", "")
    if not conditional and not condition:
        evaluation.properties[name] = [value]
    elif name in evaluation.properties and _is_default(name, condition + group.attributes.get("Condition", "")):
        return  # a default for what has a value
    else:
        values = evaluation.properties.setdefault(name, [])
        if value not in values and len(values) < _MOST_VALUES:
            values.append(value)


def _is_default(name: str, condition: str) -> bool:
    return f"'$({name})'==''" in condition.replace(" ", "").lower()


def _take_item(evaluation: Evaluation, item: Element, *, conditional: bool) -> None:
    if item.name not in ("PackageVersion", "PackageReference"):
        return
    update = item.attributes.get("Update")
    for part in (update or item.attributes.get("Include", "")).split(";"):
        name = part.strip().lower()
        if item.name == "PackageReference" and update is None:
            evaluation.references.add(name)
        elif versions := metadata(item, "Version")[:_MOST_VALUES]:
            known = evaluation.versions.get(name, []) if conditional or "Condition" in item.attributes else []
            evaluation.versions[name] = [*known, *versions][:_MOST_VALUES]


def _imported(evaluation: Evaluation, source: SourceFile, element: Element) -> SourceFile | None:
    """Return the file that an import names, if its path is plain or that of the next file above."""
    text = element.attributes.get("Project", "")
    above = _FILE_ABOVE.search(text)
    if above:
        return _above(source, above[1], start=1)
    path = evaluation.expand(_HERE.sub("", text)).replace("\\", "/")
    return None if "Sdk" in element.attributes or is_open(path) else source.sibling(path)
