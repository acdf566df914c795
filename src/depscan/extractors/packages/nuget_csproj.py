"""MSBuild projects (*.csproj, *.fsproj, *.vbproj …) and Directory.*.props: the packages a .NET project refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._msbuild import Evaluation, evaluate, groups, is_open, metadata, sdk_versions
from depscan.extractors.packages._nuget import feeds
from depscan.model import Component, How, Scope
from depscan.syntax import xml
from depscan.syntax.xml import Element

_ITEMS = {
    "PackageReference": Scope.RUNTIME,
    "GlobalPackageReference": Scope.DEVELOPMENT,  # private to the build, as PrivateAssets="all"
    "DotNetCliToolReference": Scope.DEVELOPMENT,
    "PackageDownload": Scope.BUILD,
}
# "1.2" asks for 1.2 or later, and NuGet takes the lowest that fits
_EXACT = re.compile(r"\d+(?:\.\d+){0,3}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_NAME = re.compile(r"[\w.-]+")
_TEST_SDKS = ("microsoft.net.test.sdk", "mstest.sdk")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield package references with the versions that this file and the folders above give them, and versioned SDKs.

    Raises:
        ParseError: not XML, or not an MSBuild project.
    """
    root = xml.read(source.bytes())
    if root.name != "Project":
        raise ParseError("not an MSBuild project", line=root.line)
    evaluation = evaluate(source, root)
    sdks = list(_sdks(root))
    is_test = _is_test(evaluation, [name for name, _, _ in sdks])
    central = sdk_versions(source) if any(version is None for _, version, _ in sdks) else {}
    for name, version, line in sdks:
        asked_for = version or central.get(name.lower())
        if asked_for:
            yield _component(source, name, asked_for, line, Scope.BUILD)
    for item in _items(root, source):
        scope = _scope(item, is_test=is_test)
        for name in _names(source, evaluation, item):
            for version in _versions(evaluation, item, name):
                yield _component(source, name, version, item.line, scope)


def _component(source: SourceFile, name: str, version: str, line: int, scope: Scope) -> Component:
    inner = version[1:-1].strip() if version.startswith("[") and version.endswith("]") else version
    exact = inner if _EXACT.fullmatch(inner) else None
    return source.package(
        "nuget",
        name,
        exact,
        line=line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=(*((("constraint", version),) if version and not exact else ()), *feeds(source).facts(name)),
    )


def _items(root: Element, source: SourceFile) -> Iterator[Element]:
    is_project = source.name.endswith("proj")
    items = [child for group, _ in groups(root) if group.name == "ItemGroup" for child in group.children]
    included = {item.attributes.get("Include", "").lower() for item in items if item.name in _ITEMS}
    for item in items:
        if item.name in _ITEMS and "Remove" not in item.attributes:
            update = item.attributes.get("Update")
            if update is None or (is_project and update.lower() not in included):
                yield item


def _names(source: SourceFile, evaluation: Evaluation, item: Element) -> Iterator[str]:
    text = item.attributes.get("Include") or item.attributes.get("Update")
    if not text:
        source.warn("incomplete-entry", "a package without a name", line=item.line)
        return
    for part in evaluation.expand(text).split(";"):
        name = part.strip()
        if _NAME.fullmatch(name):
            yield name
        elif is_open(name):
            source.warn("unresolved-property", "a package named by what only a build can tell", line=item.line)
        elif name:
            source.warn("incomplete-entry", "not the name of a package", line=item.line)


def _versions(evaluation: Evaluation, item: Element, name: str) -> list[str]:
    """Return the different versions that conditions may lead to; an empty one where there is none."""
    own = metadata(item, "VersionOverride") or metadata(item, "Version") or evaluation.versions.get(name.lower(), [])
    return list(dict.fromkeys(evaluation.expand(version) for version in own)) or [""]


def _scope(item: Element, *, is_test: bool) -> Scope:
    if any(value.lower() == "all" for value in metadata(item, "PrivateAssets")):
        return Scope.DEVELOPMENT
    return Scope.TEST if is_test and item.name == "PackageReference" else _ITEMS[item.name]


def _sdks(root: Element) -> Iterator[tuple[str, str | None, int]]:
    """Yield name, version or None, and line of the SDKs: https://learn.microsoft.com/visualstudio/msbuild/how-to-use-project-sdk."""
    for text in root.attributes.get("Sdk", "").split(";"):
        yield from _sdk(text, None, root.line)
    seen: set[str] = set()
    for element, _ in groups(root):
        if element.name in ("Sdk", "Import"):
            text = element.attributes.get("Name" if element.name == "Sdk" else "Sdk", "")
            if text not in seen:
                seen.add(text)
                yield from _sdk(text, element.attributes.get("Version"), element.line)


def _sdk(text: str, version: str | None, line: int) -> Iterator[tuple[str, str | None, int]]:
    name, _, own = text.partition("/")
    if _NAME.fullmatch(name.strip()):
        yield name.strip(), own.strip() or version, line


def _is_test(evaluation: Evaluation, sdks: list[str]) -> bool:
    known = {name.lower() for name in sdks} | evaluation.references
    return evaluation.value("IsTestProject").lower() == "true" or any(name in known for name in _TEST_SDKS)


def _sniff(head: bytes) -> bool:
    return b"<Project" in head and (b"PackageReference" in head or b"Sdk=" in head or b"developer/msbuild" in head)


EXTRACTOR = Extractor(
    name="nuget-csproj",
    ecosystem="nuget",
    patterns=(
        "*.csproj",
        "*.fsproj",
        "*.vbproj",
        "Directory.Build.props",
        "Directory.Build.targets",
        "Directory.Packages.props",
    ),
    sniffed_patterns=("*.props", "*.targets", "*.proj", "*.sqlproj", "*.wixproj"),
    sniff=_sniff,
    parse=parse,
    description="package references, central versions, properties, tools, versioned SDKs",
    spec_url="https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files",
)
