"""packages.config: the packages of an older .NET project, with all that comes along."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._nuget import TEST_SDK, feeds
from depscan.model import Component, How, Scope
from depscan.syntax import xml

_NAME = re.compile(r"[\w.-]+")
_TEST_FRAMEWORKS = frozenset({"nunit", "xunit", "xunit.core", "mstest.testframework", TEST_SDK})


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each package once; which are direct is not told.

    Raises:
        ParseError: not XML, or not a packages.config.
    """
    root = xml.read(source.bytes())
    if root.name != "packages":
        raise ParseError("not a packages.config", line=root.line)
    known = feeds(source)
    entries = [element for element in root.children if element.name == "package"]
    is_test = any(entry.attributes.get("id", "").lower() in _TEST_FRAMEWORKS for entry in entries)
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        name, version = entry.attributes.get("id", "").strip(), entry.attributes.get("version", "").strip()
        if not _NAME.fullmatch(name):
            source.warn("incomplete-entry", "a package without a name", line=entry.line)
            continue
        if (name.lower(), version) in seen:  # for another framework
            continue
        seen.add((name.lower(), version))
        is_development = entry.attributes.get("developmentDependency", "").lower() == "true"
        yield source.package(
            "nuget",
            name,
            version or None,
            line=entry.line,
            how=How.LOCKED,  # every version is exact, and what comes along is listed, too
            scope=Scope.DEVELOPMENT if is_development else Scope.TEST if is_test else Scope.RUNTIME,
            facts=known.facts(name),
        )


def _sniff(head: bytes) -> bool:
    return b"<packages" in head and (b"<package " in head or b"<packages />" in head)


EXTRACTOR = Extractor(
    name="nuget-packages-config",
    ecosystem="nuget",
    patterns=("packages.config", "Packages.config", "packages.*.config"),
    sniff=_sniff,
    parse=parse,
    description="packages, development packages; feeds by nuget.config",
    spec_url="https://learn.microsoft.com/nuget/reference/packages-config",
)
