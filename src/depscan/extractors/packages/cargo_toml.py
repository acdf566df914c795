"""Cargo.toml: the crates that a Rust package asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._cargo import DEFAULT, SECTIONS, registries, registry_host, table
from depscan.extractors.packages._origins import repository
from depscan.model import Component, How, Scope
from depscan.syntax import toml

_KEYS = frozenset({"package", "project", "workspace", "lib", "bin", "target", "patch", "replace", *SECTIONS})
_NAME = re.compile(r"[^\W_][\w-]{0,199}|_[\w-]{0,199}")
# "1.2" asks for anything compatible; only "=" with all parts leaves no choice
_EXACT = re.compile(r"=\s*(\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?)")
_SNIFF = re.compile(rb"^\[(?:package|workspace)[\].]", re.MULTILINE)
_SNIFF_TOO = re.compile(rb"^(?:\[(?:\w+[-_])?dependencies[\].]|edition\b|members\s*=|resolver\b)", re.MULTILINE)


class _Workspace(Struct, frozen=True):
    """What a workspace's root gives its members."""

    dependencies: dict[str, Any] = field(default_factory=dict)
    patches: dict[str, Any] = field(default_factory=dict)
    """What is taken in place of crates of the default registry, by name."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the crates of every section and target; path dependencies and workspace members are left out.

    Raises:
        ParseError: not TOML, or not a Cargo.toml.
    """
    if not source.alone and source.sibling(".cargo-checksum.json"):
        return  # a copy that `cargo vendor` made: the lockfile tells about it
    document = toml.read(source.bytes())
    if not _KEYS & document.keys():
        raise ParseError("not a Cargo.toml: neither a package nor a workspace")
    lines = toml.lines(source.text())
    workspace = _workspace_of(source, document)
    for path, specs, scope in _sections(document):
        if not isinstance(specs, dict):
            source.warn("wrong-type", f"{path[-1]} is not a table", line=lines.get(path))
            continue
        for name, spec in specs.items():
            yield from _crate(source, name, spec, workspace, line=_line(lines, (*path, name), spec), scope=scope)


def _sections(document: dict[str, Any]) -> Iterator[tuple[toml.Path, Any, Scope]]:
    holders: list[tuple[toml.Path, dict[str, Any]]] = [((), document)]
    holders += [(("target", name), table(target)) for name, target in table(document.get("target")).items()]
    for path, holder in holders:
        for section, scope in SECTIONS.items():
            if section in holder:
                yield (*path, section), holder[section], scope


def _line(lines: dict[toml.Path, int], path: toml.Path, spec: object) -> int | None:
    """Return the line of a key; ``name.workspace = true`` has none of its own."""
    return lines.get(path) or next((line for key in table(spec) if (line := lines.get((*path, key)))), None)


def _crate(
    source: SourceFile, key: str, spec: Any, workspace: _Workspace, *, line: int | None, scope: Scope
) -> Iterator[Component]:
    if isinstance(spec, dict) and spec.get("workspace") is True:
        inherited = workspace.dependencies.get(key)
        if inherited is None:
            source.warn("unresolved-workspace", "a dependency that no workspace above declares", line=line)
        spec = {**_as_table(inherited or {}), **spec}
    wanted = _as_table(spec)
    name = wanted.get("package", key)
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not (wanted or spec == {}):
        source.warn("incomplete-entry", "not the name of a crate, or neither a version nor a table", line=line)
        return
    if not {"git", "path", "registry", "registry-index"} & wanted.keys():
        wanted = {**wanted, **_without_version(workspace.patches.get(name))}
    if "path" in wanted:
        return
    constraint = wanted.get("version")
    exact = _EXACT.fullmatch(constraint.strip()) if isinstance(constraint, str) else None
    facts = _origin(source, wanted)
    if isinstance(constraint, str) and not exact:
        facts["constraint"] = constraint
    if name != key:
        facts["alias"] = key
    if wanted.get("optional") is True:
        facts["optional"] = "true"
    yield source.package(
        "cargo",
        name,
        exact[1] if exact else None,
        line=line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=tuple(sorted(facts.items())),
    )


def _as_table(spec: object) -> dict[str, Any]:
    return {"version": spec} if isinstance(spec, str) else table(spec)


def _without_version(patch: object) -> dict[str, Any]:
    return {key: value for key, value in table(patch).items() if key != "version"}


def _origin(source: SourceFile, wanted: dict[str, Any]) -> dict[str, str]:
    """Say where a crate comes from where that is not the default registry."""
    if "git" in wanted:
        place = repository(wanted["git"])
        return {"repository": place} if place else {}
    name = wanted.get("registry", DEFAULT)
    found = registry_host(wanted.get("registry-index"))
    found = found or (registries(source).of(name) if isinstance(name, str) else None)
    return {"registry": found} if found else {}


def _workspace_of(source: SourceFile, document: dict[str, Any]) -> _Workspace:
    """Return the workspace that a package belongs to, of this file or the nearest above that declares one."""
    if "workspace" in document:
        return _as_workspace(document)
    pointed_at = table(document.get("package")).get("workspace")
    if isinstance(pointed_at, str):
        return _read_workspace(source, f"{pointed_at}/Cargo.toml") or _Workspace()
    for level in range(1, source.path.count("/") + 1):
        found = _read_workspace(source, "../" * level + "Cargo.toml")
        if found:
            return found
    return _as_workspace(document)


def _read_workspace(source: SourceFile, relative: str) -> _Workspace | None:
    """Read a root once for all its members; one that cannot be read is reported when it is its turn."""
    found = source.sibling(relative)
    if found is None:
        return None
    key = ("cargo workspace", found.path)
    if key not in source.memo:
        try:
            document = toml.read(found.bytes())
        except ParseError:
            document = {}
        source.memo[key] = _as_workspace(document) if "workspace" in document else None
    workspace: _Workspace | None = source.memo[key]
    return workspace


def _as_workspace(document: dict[str, Any]) -> _Workspace:
    patches: dict[str, Any] = {}
    for source_name, crates in table(document.get("patch")).items():
        if source_name in (DEFAULT, "https://github.com/rust-lang/crates.io-index"):
            patches |= {str(table(spec).get("package", key)): spec for key, spec in table(crates).items()}
    for key, spec in table(document.get("replace")).items():
        patches.setdefault(key.partition(":")[0], spec)
    return _Workspace(table(table(document.get("workspace")).get("dependencies")), patches)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None and _SNIFF_TOO.search(head) is not None


EXTRACTOR = Extractor(
    name="cargo-toml",
    ecosystem="cargo",
    patterns=("Cargo.toml",),
    sniff=_sniff,
    parse=parse,
    description="every section and target, workspace inheritance, patches, renamed crates, git and private registries",
    spec_url="https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html",
)
