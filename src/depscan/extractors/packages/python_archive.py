"""Wheels and eggs: Python packages as they are handed out."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._metadata import read_metadata
from depscan.extractors.packages._python import facts, read_address
from depscan.model import Component, How
from depscan.syntax import archive
from depscan.syntax.decode import to_text

_LARGEST = 8 * 1024 * 1024


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the package in the archive.

    Raises:
        ParseError: damaged, or without metadata under a name that does not tell either.
    """
    members = archive.Members(source.bytes())
    place = next((name for name in members.names() if _holds_metadata(name)), None)
    if place is None:
        told = read_address(f"{source.name}.whl" if source.name.endswith(".egg") else source.name)
        if not told.name:
            raise ParseError("an archive without the metadata of a Python package")
        source.warn("incomplete-entry", "no metadata in the archive; its name tells what it is")
        yield source.package("pypi", told.name, told.version, line=None, how=How.LOCKED)
        return
    text, _ = to_text(members.read(place, _LARGEST))
    metadata = read_metadata(text.replace("\r\n", "\n").split("\n"))
    yield source.package(
        "pypi",
        metadata.name,
        metadata.version,
        line=None,
        pointer=place,
        how=How.LOCKED,
        facts=facts(licence=metadata.licence),
    )


def _holds_metadata(name: str) -> bool:
    """Tell by the path; deeper in the archive there may be other packages' metadata, brought along."""
    folder, _, file = name.partition("/")
    return (folder.endswith(".dist-info") and file == "METADATA") or name == "EGG-INFO/PKG-INFO"


EXTRACTOR = Extractor(
    name="python-archive",
    ecosystem="pypi",
    patterns=("*.whl", "*.egg"),
    parse=parse,
    description="wheels and eggs with their licence",
    spec_url="https://packaging.python.org/en/latest/specifications/binary-distribution-format/",
    installed=True,
)
