"""What Pipfile and Pipfile.lock share: indexes, categories, and entries that are tables or versions."""

from __future__ import annotations

from typing import Any

from depscan.extractors.packages._python import facts, is_local, origin, registry, scope_of
from depscan.model import Facts, Scope

_VCS = ("git", "hg", "svn", "bzr")
NOT_PACKAGES = ("source", "requires", "scripts", "pipenv", "build-system")
"""Tables of a Pipfile that ask for no packages."""


def scope_of_category(category: str) -> Scope:
    """Return what a category of a lockfile, or of a Pipfile, is for."""
    if category in ("default", "packages"):
        return Scope.RUNTIME
    return scope_of(category) or Scope.UNKNOWN


def indexes(sources: Any) -> dict[str | None, str]:
    """Return the addresses of the indexes by name; the first is also the default, under None."""
    found: dict[str | None, str] = {}
    for entry in sources if isinstance(sources, list) else ():
        url = entry.get("url") if isinstance(entry, dict) else None
        if isinstance(url, str):
            found.setdefault(None, url)
            found.setdefault(str(entry.get("name")), url)
    return found


def exact(constraint: Any) -> str | None:
    """Return the only version that will do, if there is one."""
    if not isinstance(constraint, str) or not constraint.startswith("==") or constraint.endswith("*"):
        return None
    return None if "," in constraint else constraint.lstrip("=").strip() or None


def is_ours(entry: dict[str, Any]) -> bool:
    """Tell whether an entry is a folder or file of the project."""
    file = entry.get("file")
    return "path" in entry or (isinstance(file, str) and is_local(file))


def facts_of(entry: dict[str, Any], known: dict[str | None, str]) -> Facts:
    """Return what an entry says besides its version: its marker, its index, its repository."""
    address = next((entry[key] for key in (*_VCS, "file") if isinstance(entry.get(key), str)), None)
    index = entry.get("index")
    marker, constraint = entry.get("markers"), entry.get("version")
    return facts(
        constraint=constraint if isinstance(constraint, str) and constraint != "*" and not exact(constraint) else None,
        marker=marker if isinstance(marker, str) else None,
        registry=registry(known.get(index if isinstance(index, str) else None)) if not address else None,
        repository=origin(address) if address else None,
    )
