"""settings.xml of Maven: where packages are fetched from; servers and their passwords are never looked at."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._repositories import endpoints, of_settings
from depscan.model import Component, How
from depscan.syntax import xml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the hosts of mirrors and repositories.

    Raises:
        ParseError: not XML, or not settings of Maven.
    """
    root = xml.read(source.bytes())
    if root.name != "settings":
        raise ParseError("not settings of Maven", line=root.line)
    named = [(host(address), element.line) for address, element in of_settings(root)]
    yield from endpoints(source, named, how=How.CONFIGURED)


def _sniff(head: bytes) -> bool:
    return b"<settings" in head and (b"maven.apache.org/SETTINGS" in head or b"<mirror" in head or b"<servers>" in head)


EXTRACTOR = Extractor(
    name="maven-settings",
    ecosystem="maven",
    patterns=(".mvn/settings.xml", ".m2/settings.xml"),
    sniffed_patterns=("*settings*.xml",),
    sniff=_sniff,
    parse=parse,
    description="mirrors and repositories; the poms of the tree are told by .mvn/settings.xml where they come from",
    spec_url="https://maven.apache.org/settings.html",
)
