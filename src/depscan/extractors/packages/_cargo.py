"""What readers of Cargo's files share: sections, and where crates come from by its configuration."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import host
from depscan.model import Scope
from depscan.syntax import toml

SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "build-dependencies": Scope.BUILD,
    "build_dependencies": Scope.BUILD,  # until the edition of 2024
    "dev-dependencies": Scope.DEVELOPMENT,
    "dev_dependencies": Scope.DEVELOPMENT,
}
"""When what a manifest's sections ask for is needed."""
DEFAULT = "crates-io"
"""The default registry's name in configuration."""
_DEFAULT_HOSTS = ("index.crates.io", "crates.io", "static.crates.io")
_CONFIGS = (".cargo/config.toml", ".cargo/config")
_MOST_STEPS = 10  # of sources that replace one another


class Registries(Struct, frozen=True):
    """Hosts of registries, as the configuration files of a folder and those above tell."""

    hosts: dict[str, str] = field(default_factory=dict)
    """By the name that manifests use; the default one is there only if something replaces it."""

    def of(self, name: str) -> str | None:
        """Return the host of a registry by its name; None for the default one and where nothing tells."""
        return self.hosts.get(name)


def registries(source: SourceFile) -> Registries:
    """Return what ``.cargo/config.toml`` beside or above says: https://doc.rust-lang.org/cargo/reference/config.html."""
    key = ("cargo registries", source.folder)
    if key not in source.memo:
        source.memo[key] = Registries(_hosts(_merged(source)))
    known: Registries = source.memo[key]
    return known


def registry_host(address: object) -> str | None:
    """Return the host of an index, such as ``sparse+https://…``; None for the default registry."""
    if not isinstance(address, str):
        return None
    found = host(address.removeprefix("registry+").removeprefix("sparse+"))
    return None if found in _DEFAULT_HOSTS or "/rust-lang/crates.io-index" in address else found


def table(value: object) -> dict[str, Any]:
    """Return a table, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def _merged(source: SourceFile) -> dict[str, dict[str, Any]]:
    """Return the sections that matter of all configuration files; the nearest counts."""
    merged: dict[str, dict[str, Any]] = {"registries": {}, "source": {}}
    for level in range(source.path.count("/") + 1):
        document = _config(source, "../" * level)
        for section, known in merged.items():
            for name, value in table(document.get(section)).items():
                known.setdefault(name, value)
    return merged


def _config(source: SourceFile, upwards: str) -> dict[str, Any]:
    folder = source.folder.split("/") if source.folder else []
    key = ("cargo config", "/".join(folder[: len(folder) - upwards.count("/")]))
    if key not in source.memo:
        found = next(filter(None, (source.sibling(upwards + name) for name in _CONFIGS)), None)
        try:
            source.memo[key] = toml.read(found.bytes()) if found else {}
        except ParseError as error:
            source.warn("unreadable-include", f"cannot read Cargo's configuration: {error}")
            source.memo[key] = {}
    known: dict[str, Any] = source.memo[key]
    return known


def _hosts(config: dict[str, dict[str, Any]]) -> dict[str, str]:
    sources = config["source"]
    indexes = {name: table(value).get("index") for name, value in config["registries"].items()}
    found: dict[str, str] = {}
    for name in (*indexes, *sources):
        last = name
        for _ in range(_MOST_STEPS):
            following = table(sources.get(last)).get("replace-with")
            if not isinstance(following, str):
                break
            last = following
        address = table(sources.get(last)).get("registry") or indexes.get(last)
        place = registry_host(address)
        if place:
            found[name] = place
    return found
