"""Catalogs: versions that a JavaScript workspace agrees on once, which manifests refer to as ``catalog:``."""

from __future__ import annotations

from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages import _npm
from depscan.syntax import json, yaml

_DEFAULT = "default"
_PREFIX = "catalog:"
_DEEPEST = 30
"""Folders above a manifest that are looked at."""
_MEMO = "npm-catalogs"

_Catalogs = dict[str, dict[str, str]]


def is_reference(text: str) -> bool:
    """Tell whether what stands in place of a version refers to a catalog."""
    return text.startswith(_PREFIX)


def resolve(source: SourceFile, name: str, text: str) -> str | None:
    """Return what a catalog of the workspace says for a package, or None if none does."""
    catalog = text.removeprefix(_PREFIX).strip() or _DEFAULT
    for depth in range(min(source.folder.count("/") + 2, _DEEPEST) if source.folder else 1):
        wanted = _in_folder(source, "../" * depth).get(catalog, {}).get(name)
        if wanted is not None and not is_reference(wanted):
            return wanted
    return None


def _in_folder(source: SourceFile, above: str) -> _Catalogs:
    """Return the catalogs of pnpm, yarn or bun in a folder, read once for all manifests below."""
    parts = source.folder.split("/") if source.folder else []
    place = "/".join(parts[: len(parts) - above.count("/")])
    known: _Catalogs | None = source.memo.get((_MEMO, place))
    if known is None:
        known = {}
        for file in ("pnpm-workspace.yaml", ".yarnrc.yml", "package.json"):
            for document in _documents(source.sibling(f"{above}{file}")):
                known = {**_catalogs(document), **known}
        source.memo[_MEMO, place] = known
    return known


def _documents(file: SourceFile | None) -> list[dict[str, Any]]:
    """Return the parts of a file that may hold catalogs; bun has them beside or in ``workspaces``."""
    try:
        document = None if file is None else _read(file)
    except ParseError:
        return []  # the file has its own extractor, which reports this
    if not isinstance(document, dict):
        return []
    workspaces = document.get("workspaces")
    return [document, workspaces] if isinstance(workspaces, dict) else [document]


def _read(file: SourceFile) -> Any:
    return json.read_any(file.bytes()) if file.name.endswith(".json") else yaml.read(file.text())


def _catalogs(document: dict[str, Any]) -> _Catalogs:
    named = document.get("catalogs")
    found = {key: _npm.strings(value) for key, value in named.items()} if isinstance(named, dict) else {}
    default = _npm.strings(document.get("catalog"))
    return {**found, _DEFAULT: {**found.get(_DEFAULT, {}), **default}} if default else found
