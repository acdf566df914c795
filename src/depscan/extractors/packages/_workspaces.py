"""Workspaces of npm, Yarn and bun: packages of the same tree that manifests ask for as if they came from outside."""

from __future__ import annotations

from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.syntax import json

_DEEPEST = 30
"""Folders above a manifest that are looked at."""
_MEMO = "npm-workspaces"


def is_member(source: SourceFile, name: str, wanted: str) -> bool:
    """Tell whether a package is a member of the workspace of a manifest, of the version that it asks for.

    A member lies in a folder of its name, so that no folder has to be listed.
    """
    folder = name.rpartition("/")[2]
    parts = source.folder.split("/") if source.folder else []
    for depth in range(min(len(parts) + 1, _DEEPEST)):
        above = "../" * depth
        for pattern in _patterns(source, above, "/".join(parts[: len(parts) - depth])):
            start, _, last = pattern.removeprefix("./").rstrip("/").rpartition("/")
            if last not in ("*", "**", folder) or "*" in start:
                continue
            member = _read(source.sibling(f"{above}{start}/{folder}/package.json"))
            if member.get("name") == name and wanted.lstrip("^~=") in ("*", "", member.get("version")):
                return True
    return False


def _patterns(source: SourceFile, above: str, place: str) -> tuple[str, ...]:
    """Return where the manifest in a folder says its members are, read once for all manifests below."""
    known: tuple[str, ...] | None = source.memo.get((_MEMO, place))
    if known is None:
        listed = _read(source.sibling(f"{above}package.json")).get("workspaces")
        listed = listed.get("packages") if isinstance(listed, dict) else listed
        known = tuple(text for text in listed if isinstance(text, str)) if isinstance(listed, list) else ()
        source.memo[_MEMO, place] = known
    return known


def _read(file: SourceFile | None) -> dict[str, Any]:
    try:
        document = None if file is None else json.read_any(file.bytes())
    except ParseError:
        return {}  # the file has its own extractor, which reports this
    return document if isinstance(document, dict) else {}
