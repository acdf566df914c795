"""Cargo.lock, versions 1 to 4: what Cargo pinned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._cargo import DEFAULT, Registries, registries, registry_host
from depscan.extractors.packages._cargo_scopes import scopes
from depscan.extractors.packages._origins import repository
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import toml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages that come from a registry or a repository; path dependencies are the project itself.

    Raises:
        ParseError: not TOML, or not a Cargo.lock.
    """
    document = toml.read(source.bytes())
    entries = document.get("package", [])
    if not isinstance(entries, list) or not {"package", "version", "root", "metadata"} & document.keys():
        raise ParseError("not a Cargo.lock: no list of packages")
    packages: list[dict[str, Any]] = [entry if isinstance(entry, dict) else {"source": ""} for entry in entries]
    if isinstance(document.get("root"), dict):  # version 1 has the project itself apart
        packages.append({key: value for key, value in document["root"].items() if key != "source"})
    lines = toml.header_lines(source.text(), "package")
    local = [entry for entry in packages if "source" not in entry]
    # with no local package to ask, nothing is known about who asked for what
    direct = {_name(text) for entry in local for text in _strings(entry.get("dependencies"))} if local else None
    needed = scopes(source, packages)
    known = registries(source)
    for position, entry in enumerate(packages):
        if "source" not in entry:
            continue
        name, version = entry.get("name"), entry.get("version")
        if not isinstance(name, str) or not name:
            source.warn("incomplete-entry", f"package {position + 1} has no name")
            continue
        yield source.package(
            "cargo",
            name,
            version if isinstance(version, str) else None,
            line=lines[position] if position < len(lines) else None,
            how=How.LOCKED,
            scope=needed.get(position, Scope.UNKNOWN),
            direct=name in direct if direct is not None else None,
            facts=_origin(entry["source"], known),
        )


def _name(dependency: str) -> str:
    """Return the name of ``name``, ``name version`` or ``name version (source)``."""
    return dependency.partition(" ")[0]


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _origin(source: object, known: Registries) -> Facts:
    """Say where it was downloaded from where that is not the default registry."""
    if not isinstance(source, str):
        return ()
    kind, _, address = source.partition("+")
    if kind == "git":
        place = repository(address)
        return (("repository", place),) if place else ()
    if kind not in ("registry", "sparse"):
        return ()
    # configuration may replace the default registry, which the lockfile does not tell
    found = registry_host(source) or known.of(DEFAULT)
    return (("registry", found),) if found else ()


EXTRACTOR = Extractor(
    name="cargo-lock",
    ecosystem="cargo",
    patterns=("Cargo.lock",),
    parse=parse,
    description="all versions; direct, scope with the manifests at hand; git and private registry sources",
    spec_url="https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html",
)
