"""*.nupkg: a NuGet package as it was downloaded."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import repository
from depscan.model import Component, How
from depscan.syntax import archive, xml
from depscan.syntax.xml import Element

_MOST = 4 * 1024 * 1024


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the package itself.

    Raises:
        ParseError: not a ZIP archive, or without a specification that can be read.
    """
    members = archive.Members(source.bytes())
    found = next((name for name in members.names() if name.endswith(".nuspec") and "/" not in name), None)
    if found is None:
        raise ParseError("not a NuGet package: no specification in it")
    metadata = xml.read(members.read(found, _MOST)).child("metadata")
    name = metadata.value("id") if metadata else None
    if metadata is None or not name:
        raise ParseError("not a NuGet package: its specification has no id")
    yield source.package(
        "nuget", name, metadata.value("version"), line=None, how=How.LOCKED, pointer=found, facts=_facts(metadata)
    )


def _facts(metadata: Element) -> tuple[tuple[str, str], ...]:
    licence, place = metadata.child("license"), metadata.child("repository")
    facts = {
        "licence": licence.text.strip() if licence and licence.attributes.get("type") == "expression" else None,
        "repository": repository(place.attributes.get("url")) if place else None,
    }
    return tuple((key, value) for key, value in facts.items() if value)


def _sniff(head: bytes) -> bool:
    return archive.is_zip(head) and (b".nuspec" in head or b"_rels/.rels" in head)


EXTRACTOR = Extractor(
    name="nuget-package",
    ecosystem="nuget",
    patterns=("*.nupkg",),
    sniff=_sniff,
    parse=parse,
    description="name, version, licence and repository of the package",
    spec_url="https://learn.microsoft.com/nuget/reference/nuspec",
    installed=True,
)
