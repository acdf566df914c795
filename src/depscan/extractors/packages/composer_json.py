"""composer.json: the packages that a PHP project asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._channels import channel
from depscan.extractors.packages._composer import is_platform
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Scope
from depscan.syntax import json

_SECTIONS = {"require": Scope.RUNTIME, "require-dev": Scope.DEVELOPMENT}
_KEYS = frozenset({"name", "autoload", "autoload-dev", "config", "repositories", "minimum-stability", *_SECTIONS})
_DEFAULT_HOSTS = frozenset({"packagist.org", "repo.packagist.org", "www.packagist.org"})
_DEFAULT_NAMES = ("packagist.org", "packagist")
_NAME = re.compile(r"[a-z0-9][\w.-]{0,100}/[a-z0-9][\w.-]{0,100}", re.IGNORECASE)
_EXACT = re.compile(r"v?\d+(?:\.\d+){1,3}(?:-?(?:alpha|beta|RC|patch|p)\.?\d*)?", re.IGNORECASE)


class _Repositories(Struct):
    """Where packages come from besides the default registry."""

    hosts: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    """Of packages of the tree, relative; perhaps with a star."""
    without_default: bool = False


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what both sections ask for, and registries; PHP, its extensions and packages of the tree are left out.

    Raises:
        ParseError: not JSON, or not a composer.json.
    """
    if not source.alone and _is_installed_copy(source):
        return
    document = json.read_any(source.bytes())
    if not isinstance(document, dict):
        raise ParseError("not a composer.json: not an object")
    if document and not _KEYS & document.keys():
        raise ParseError("not a composer.json: none of its keys")
    repositories = _repositories(document)
    only = repositories.hosts[0] if repositories.without_default and len(repositories.hosts) == 1 else None
    # the lockfile tells the version, as its author has tagged it: v1.2.3 for 1.2.3
    locked = source.sibling("composer.lock") is not None
    text = source.text()
    lines = json.Lines(text)
    for key, value, key_at, value_at in json.members(text):
        if key == "repositories" and only is None:
            yield from (channel(source, name, lines.at(key_at)) for name in repositories.hosts)
        if key not in _SECTIONS:
            continue
        if isinstance(value, dict):
            for name, wanted, name_at, _ in json.members(text, value_at):
                line = lines.at(name_at)
                if not is_platform(name) and not _is_ours(source, repositories, name):
                    yield from _package(source, name, wanted, line=line, section=key, registry=only, locked=locked)
        elif value:  # PHP writes an empty object as an empty list
            source.warn("wrong-type", f"{key} is not an object", line=lines.at(key_at))


def _package(
    source: SourceFile, name: str, wanted: Any, *, line: int, section: str, registry: str | None, locked: bool
) -> Iterator[Component]:
    if not _NAME.fullmatch(name) or not isinstance(wanted, str):
        source.warn("incomplete-entry", f"not the name of a package or not a version in {section}", line=line)
        return
    wanted = wanted.strip()
    exact = wanted if _EXACT.fullmatch(wanted) and not locked else None
    namespace, _, own = name.partition("/")
    facts = {"constraint": None if exact else wanted, "registry": registry}
    yield source.package(
        "composer",
        own,
        exact,
        namespace=namespace,
        line=line,
        how=How.DECLARED,
        scope=_SECTIONS[section],
        direct=True,
        facts=tuple((key, value) for key, value in facts.items() if value),
    )


def _repositories(document: dict[str, Any]) -> _Repositories:
    """Return what ``repositories`` says, a list or an object: https://getcomposer.org/doc/05-repositories.md."""
    found = _Repositories()
    said = document.get("repositories")
    entries = (
        list(said.items())
        if isinstance(said, dict)
        else [("", item) for item in said]
        if isinstance(said, list)
        else []
    )
    for name, entry in entries:
        if entry is False and name in _DEFAULT_NAMES:
            found.without_default = True
        if not isinstance(entry, dict):
            continue
        if any(entry.get(default) is False for default in _DEFAULT_NAMES):
            found.without_default = True
        place = host(entry.get("url"))
        if entry.get("type") == "path" and isinstance(entry.get("url"), str):
            found.folders.append(entry["url"])
        elif entry.get("type") == "composer" and place and place not in (*_DEFAULT_HOSTS, *found.hosts):
            found.hosts.append(place)
    return found


def _is_ours(source: SourceFile, repositories: _Repositories, name: str) -> bool:
    """Tell whether a folder of the tree holds the package; with a star, one that is named as the package is."""
    for folder in repositories.folders[:20]:
        before, star, after = folder.partition("*")
        path = before + name.rpartition("/")[2] + after if star else folder
        found = source.sibling(f"{path.rstrip('/')}/composer.json")
        if found and _declared_name(found) == name.lower():
            return True
    return False


def _declared_name(source: SourceFile) -> str | None:
    key = ("composer name", source.path)
    if key not in source.memo:
        try:
            document = json.read_any(source.bytes())
        except ParseError:
            document = None
        source.memo[key] = document.get("name") if isinstance(document, dict) else None
    name = source.memo[key]
    return name.lower() if isinstance(name, str) else None


def _is_installed_copy(source: SourceFile) -> bool:
    """Tell whether it lies in the folder that Composer installs into: ``vendor/<namespace>/<name>``."""
    parts = source.folder.split("/")
    if "vendor" not in parts:
        return False
    upwards = "../" * (len(parts) - parts.index("vendor") - 1)
    return any(source.sibling(f"{upwards}{name}") for name in ("composer/installed.json", "../composer.json"))


def _sniff(head: bytes) -> bool:
    return (b'"require"' in head or b'"require-dev"' in head) and b'"packages"' not in head and b"/" in head


EXTRACTOR = Extractor(
    name="composer-json",
    ecosystem="composer",
    patterns=("composer.json",),
    parse=parse,
    description="require and require-dev; private registries; packages of the tree are left out",
    spec_url="https://getcomposer.org/doc/04-schema.md",
    sniff=_sniff,
)
