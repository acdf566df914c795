"""What the properties of a resource tell, whatever describes it: images, variables, hosts, models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component, Scope
from depscan.syntax import lazy

_VARIABLE = lazy.pattern(r"[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)++")
_CONTAINERS = frozenset({"containers", "initcontainers"})
_REGISTRY_IMAGE = lazy.pattern(r"(?:[a-z0-9-]++\.)++[a-z]{2,}+(?::\d++)?/[\w./@:${}-]++")
_UNSAID = frozenset({"metadata", "tags", "$schema", "policyRule", "dependsOn", "scope", "parent"})
_CODE_PLANS = frozenset({"linuxfxversion", "windowsfxversion"})
_NODES = 200_000


def told(source: SourceFile, value: Any, line: int | None = None) -> Iterator[Component]:
    """Yield what the properties of a resource tell: images, environment variables, hosts, models.

    Nested templates are left out: their resources speak for themselves.
    """
    seen: set[int] = set()
    stack: list[tuple[str, str, Any, int | None]] = [("", "", value, line)]
    while stack and len(seen) < _NODES:
        key, section, item, at = stack.pop()
        if isinstance(item, str):
            yield from _text(source, key, section, item, at)
        elif isinstance(item, dict | list) and id(item) not in seen:
            seen.add(id(item))
            named = _named(item)
            if named is not None:
                yield from _settings.from_setting(source, named, variable=True)
            elif not (isinstance(item, dict) and isinstance(item.get("resources"), dict | list) and "$schema" in item):
                stack.extend(reversed(list(_inside(item, key, section))))


def _inside(item: Any, key: str, section: str) -> Iterator[tuple[str, str, Any, int | None]]:
    lines = getattr(item, "lines", None)
    if isinstance(item, dict):
        for name, value in item.items():
            if name not in _UNSAID:
                at = lines.get(name) if lines else None
                yield name, section if name == "value" else key.lower(), value, at
    else:
        for number, value in enumerate(item):
            yield key, section, value, lines[number] if lines and number < len(lines) else None


def _named(item: Any) -> Setting | None:
    """Return the setting that ``{name: 'OPENAI_API_BASE', value: …}`` is."""
    if not isinstance(item, dict):
        return None
    name = item.get("name")
    if not isinstance(name, str) or not _VARIABLE.fullmatch(name):
        return None
    value = item.get("value")
    lines = getattr(item, "lines", {})
    return Setting(name, value if isinstance(value, str) else "", lines.get("name"))


def _text(source: SourceFile, key: str, section: str, value: str, line: int | None) -> Iterator[Component]:
    low = key.lower()
    if low in _CODE_PLANS:
        kind, bar, reference = value.partition("|")
        if bar and kind.upper() == "DOCKER" and not value.startswith("["):
            yield from images(source, reference, line=line, scope=Scope.RUNTIME)
    elif low == "image" or (low == "imagename" and "/" in value):
        if not value.startswith("[") and (section in _CONTAINERS or _REGISTRY_IMAGE.fullmatch(value)):
            yield from images(source, value, line=line, scope=Scope.RUNTIME)
    else:
        variable = _VARIABLE.fullmatch(key) is not None
        name = key if variable or not section else f"{section}.{key}"
        yield from _settings.from_setting(source, Setting(name, value, line), variable=variable)
