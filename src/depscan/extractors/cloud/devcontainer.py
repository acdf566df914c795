"""devcontainer.json: the image that one develops in, features, extensions of the editor, variables and commands."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from msgspec import structs

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._build_cache import cache
from depscan.extractors.cloud._commands import from_script
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._settings import Setting, from_setting
from depscan.extractors.packages import _git
from depscan.model import Component, How, Scope
from depscan.syntax import json, jsonc, lazy

_EXTENSION = lazy.pattern(r"([A-Za-z0-9][\w-]*+)\.([A-Za-z0-9][\w.-]*?)(?:@([\w.-]++))?")
_VARIABLES = ("containerEnv", "remoteEnv", "secrets")
_COMMANDS = (
    "initializeCommand", "onCreateCommand", "updateContentCommand", "postCreateCommand", "postStartCommand",
    "postAttachCommand",
)  # fmt: skip
_OLD_FEATURES = "ghcr.io/devcontainers/features/"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield image, features, extensions, what variables and commands tell.

    Dockerfiles and Compose files that it names are read for themselves.

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
        elif key in _VARIABLES and isinstance(value, dict):
            for name, given, name_at, _ in json.members(text, value_at):
                yield from _variable(source, name, given, lines.at(name_at))
        elif key in _COMMANDS:
            yield from _commands(source, value, line)
        elif key == "build" and isinstance(value, dict):
            yield from _build(source, value, line)


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


def _variable(source: SourceFile, name: str, value: Any, line: int) -> Iterator[Component]:
    setting = Setting(name, value if isinstance(value, str) else "", line)
    yield from from_setting(source, setting, variable=True, scope=Scope.DEVELOPMENT)


def _commands(source: SourceFile, value: Any, line: int) -> Iterator[Component]:
    """Yield what a command tells: a text, a list of words, or several of them by name."""
    for command in value.values() if isinstance(value, dict) else [value]:
        words = [word for word in command if isinstance(word, str)] if isinstance(command, list) else []
        script = shlex.join(words) if words else command
        if isinstance(script, str):
            for found in from_script(source, script, None, scope=Scope.DEVELOPMENT):
                yield structs.replace(found, evidence=source.seen(line, how=found.evidence[0].how))


def _build(source: SourceFile, value: dict[str, Any], line: int) -> Iterator[Component]:
    arguments = value.get("args")
    for name, given in arguments.items() if isinstance(arguments, dict) else ():
        yield from _variable(source, name, given, line)
    caches = value.get("cacheFrom")
    for entry in caches if isinstance(caches, list) else [caches]:
        if isinstance(entry, str) and entry:
            yield from cache(source, entry, line)


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
    description="image, features, extensions of the editor, variables, commands; JSON with comments",
    spec_url="https://containers.dev/implementors/json_reference/",
)
