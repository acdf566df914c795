"""*.vsix: an extension of Visual Studio Code, and what is packed into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _npm
from depscan.model import Component, How, Scope
from depscan.syntax import archive, json, xml

_MANIFEST = "extension/package.json"
_DESCRIPTION = "extension.vsixmanifest"
_FOLDER = "/node_modules/"
_LARGEST = 4 * 1024 * 1024


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the extension, the extensions it asks for, and the packages of npm inside.

    Raises:
        ParseError: not a ZIP archive, or not an extension.
    """
    members = archive.Members(source.bytes())
    names = members.names()
    manifest = _object(source, members, _MANIFEST) if _MANIFEST in names else None
    publisher, name, version = _identity(members, names, manifest or {})
    if not name:
        raise ParseError("not an extension: neither a manifest nor an identity")
    yield _extension(source, publisher, name, version, pointer=_MANIFEST if manifest else _DESCRIPTION, direct=True)
    for key in ("extensionDependencies", "extensionPack"):
        asked = (manifest or {}).get(key)
        for full in asked if isinstance(asked, list) else ():
            owner, dot, other = full.partition(".") if isinstance(full, str) else ("", "", "")
            if dot and owner and other:
                yield _extension(source, owner, other, None, pointer=f"{_MANIFEST}: {key}", direct=False)
    for place in names:
        if _FOLDER in place and place.endswith("/package.json"):
            yield from _packed(source, members, place)


def _identity(members: archive.Members, names: list[str], manifest: dict[str, Any]) -> tuple[str, str, str | None]:
    """Return publisher, name and version: of the manifest, or of Visual Studio's description."""
    said = [manifest.get(key) for key in ("publisher", "name", "version")]
    if not isinstance(said[1], str) and _DESCRIPTION in names:
        root = xml.read(members.read(_DESCRIPTION, _LARGEST))
        identity = next(root.all("Metadata", "Identity"), None)
        attributes = identity.attributes if identity else {}
        said = [attributes.get("Publisher"), attributes.get("Id"), attributes.get("Version")]
    publisher, name, version = (text if isinstance(text, str) else "" for text in said)
    return publisher, name, version or None


def _extension(
    source: SourceFile, publisher: str, name: str, version: str | None, *, pointer: str, direct: bool
) -> Component:
    return source.package(
        "vscode-extension",
        name,
        version,
        namespace=publisher,
        line=None,
        how=How.LOCKED,
        direct=direct,
        pointer=pointer,
    )


def _packed(source: SourceFile, members: archive.Members, place: str) -> Iterator[Component]:
    folder = place.rpartition(_FOLDER)[2].removesuffix("/package.json")
    if folder.count("/") != folder.startswith("@") or folder.startswith("."):
        return
    package = _object(source, members, place) or {}
    name, version = package.get("name"), package.get("version")
    if isinstance(name, str) and _npm.is_name(name) and isinstance(version, str):
        yield _npm.package(
            source, name, version, line=None, how=How.LOCKED, scope=Scope.RUNTIME, direct=False, pointer=place
        )


def _object(source: SourceFile, members: archive.Members, place: str) -> dict[str, Any] | None:
    try:
        document = json.read_any(members.read(place, _LARGEST))
    except ParseError as error:
        source.warn("unreadable-member", f"{place}: {error}")
        return None
    return document if isinstance(document, dict) else None


EXTRACTOR = Extractor(
    name="vsix",
    ecosystem="vscode-extension",
    patterns=("*.vsix",),
    parse=parse,
    description="an extension, the extensions it asks for, and the packages of npm inside",
    spec_url="https://code.visualstudio.com/api/working-with-extensions/publishing-extension",
    sniff=lambda head: (
        archive.is_zip(head) and (b"extension.vsixmanifest" in head or b"extension/package.json" in head)
    ),
    installed=True,
)
