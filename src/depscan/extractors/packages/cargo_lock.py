"""Cargo.lock, versions 1 to 4: what Cargo pinned."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.model import Component, How, Scope
from depscan.syntax import toml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages that come from a registry or a repository; path dependencies are the project itself."""
    document = toml.read(source.bytes())
    packages = document.get("package")
    if not isinstance(packages, list):
        return
    lines = toml.header_lines(source.text(), "package")
    local = [entry for entry in packages if isinstance(entry, dict) and "source" not in entry]
    # with no local package to ask, nothing is known about who asked for what
    direct = {_name(text) for entry in local for text in _strings(entry.get("dependencies"))} if local else None
    for position, entry in enumerate(packages):
        if not isinstance(entry, dict) or "source" not in entry:
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
            scope=Scope.UNKNOWN,  # Cargo.lock does not tell build and development dependencies apart
            direct=name in direct if direct is not None else None,
            facts=_origin(entry["source"]),
        )


def _name(dependency: str) -> str:
    """Return the name of ``name``, ``name version`` or ``name version (source)``."""
    return dependency.partition(" ")[0]


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _origin(source: object) -> tuple[tuple[str, str], ...]:
    """Say where it was downloaded from where that is not the default registry."""
    if not isinstance(source, str) or source.startswith("registry+https://github.com/rust-lang/crates.io-index"):
        return ()
    kind, _, address = source.partition("+")
    return (("registry" if kind in ("registry", "sparse") else "repository", address),)


EXTRACTOR = Extractor(
    name="cargo-lock",
    ecosystem="cargo",
    patterns=("Cargo.lock",),
    parse=parse,
    description="all versions; direct or transitive; git and private registry sources",
    spec_url="https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html",
)
