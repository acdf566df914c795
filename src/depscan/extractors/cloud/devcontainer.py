"""devcontainer.json: the image that one develops in, the features added to it, the extensions of the editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.packages import _git
from depscan.model import Component, How, Scope
from depscan.syntax import json, jsonc, lazy

_EXTENSION = lazy.pattern(r"([A-Za-z0-9][\w-]*+)\.([A-Za-z0-9][\w.-]*?)(?:@([\w.-]++))?")
_OLD_FEATURES = "ghcr.io/devcontainers/features/"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield image, features and extensions; Dockerfiles and Compose files it names are read for themselves.

    Raises:
        ParseError: not JSON with comments, or not an object.
    """
    text = jsonc.plain(source.text())
    document = json.read_any(text.encode("utf-8", "surrogatepass"))
    if not isinstance(document, dict):
        raise ParseError("not a devcontainer.json: not an object")
    lines = json.Lines(text)
    for key, value, key_at, value_at in json.members(text):
        line = lines.at(key_at)
        if key == "image" and isinstance(value, str):
            yield from images(source, value, line=line, scope=Scope.DEVELOPMENT)
        elif key == "features" and isinstance(value, dict):
            for name, _, name_at, _ in json.members(text, value_at):
                yield from _feature(source, name, lines.at(name_at))
        elif key == "extensions":  # until 2022 at the top
            yield from _extensions(source, value, line)
        elif key == "customizations":
            yield from _customised(source, value, line)


def _feature(source: SourceFile, name: str, line: int) -> Iterator[Component]:
    if name.startswith((".", "/")):
        return
    if name.startswith(("https://", "http://")):
        place = _git.at_archive(name)
        if place:
            yield _git.component(source, place, line=line, how=How.CONFIGURED, scope=Scope.DEVELOPMENT)
            return
    # before features were images, a bare name was one of the first collection
    reference = name if "/" in name else f"{_OLD_FEATURES}{name}"
    yield from images(source, reference, line=line, scope=Scope.DEVELOPMENT, facts=(("type", "feature"),))


def _customised(source: SourceFile, value: Any, line: int) -> Iterator[Component]:
    for editor in ("vscode", "codespaces"):
        settings = value.get(editor) if isinstance(value, dict) else None
        if isinstance(settings, dict):
            yield from _extensions(source, settings.get("extensions"), line)


def _extensions(source: SourceFile, names: Any, line: int) -> Iterator[Component]:
    finder = json.Finder(source.bytes())
    for name in names if isinstance(names, list) else ():
        match = _EXTENSION.fullmatch(name) if isinstance(name, str) else None
        if match:  # a minus in front takes an extension away again
            yield source.package(
                "vscode-extension",
                match[2],
                match[3],
                namespace=match[1],
                line=finder.line_of(f'"{name}"'.encode()) or line,
                how=How.CONFIGURED,
                scope=Scope.DEVELOPMENT,
                direct=True,
            )


def _sniff(head: bytes) -> bool:
    told = b'"remoteUser"' in head or b'"postCreateCommand"' in head or b"devcontainers/features" in head
    return told and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"/")


EXTRACTOR = Extractor(
    name="devcontainer",
    ecosystem="container",
    patterns=("devcontainer.json", ".devcontainer.json"),
    sniff=_sniff,
    parse=parse,
    description="image, features, extensions of the editor; JSON with comments",
    spec_url="https://containers.dev/implementors/json_reference/",
)
