"""*.nuspec: the packages that a NuGet package asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._nuget import feeds
from depscan.model import Component, How, Scope
from depscan.syntax import xml

_NAME = re.compile(r"[\w.-]+")
_PINNED = re.compile(r"\[([^,\[\]()]+)\]")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the dependencies of all target frameworks, each once; specifications of installed packages are left out.

    Raises:
        ParseError: not XML, or not a NuGet specification.
    """
    root = xml.read(source.bytes())
    if root.name != "package" or root.child("metadata") is None:
        raise ParseError("not a NuGet specification", line=root.line)
    if not source.alone and source.sibling(".nupkg.metadata"):
        return
    known = feeds(source)
    entries = [*root.all("metadata", "dependencies", "dependency")]
    entries += root.all("metadata", "dependencies", "group", "dependency")
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        name, wanted = entry.attributes.get("id", "").strip(), entry.attributes.get("version", "").strip()
        if not _NAME.fullmatch(name):
            source.warn("incomplete-entry", "a dependency without a name", line=entry.line)
            continue
        if (name.lower(), wanted) in seen:
            continue
        seen.add((name.lower(), wanted))
        pinned = _PINNED.fullmatch(wanted)
        told = wanted and not pinned and "$" not in wanted  # $version$ is put in when it is packed
        yield source.package(
            "nuget",
            name,
            pinned[1].strip() if pinned else None,
            line=entry.line,
            how=How.DECLARED,
            scope=Scope.RUNTIME,
            direct=True,
            facts=(*((("constraint", wanted),) if told else ()), *known.facts(name)),
        )


def _sniff(head: bytes) -> bool:
    return b"<package" in head and b"<metadata" in head and b"<id>" in head


EXTRACTOR = Extractor(
    name="nuget-nuspec",
    ecosystem="nuget",
    patterns=("*.nuspec",),
    sniff=_sniff,
    parse=parse,
    description="dependencies of all target frameworks",
    spec_url="https://learn.microsoft.com/nuget/reference/nuspec",
)
