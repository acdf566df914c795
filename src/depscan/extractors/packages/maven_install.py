"""maven_install.json of rules_jvm_external: what Coursier or Maven resolved for Bazel; formats of 2019, 2 and 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._gradle import pairs
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._repositories import only_registry
from depscan.model import Component, How, Level, Scope
from depscan.syntax import json


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each artifact once; direct are those that the lock remembers to have been asked for.

    Raises:
        ParseError: not JSON, or not such a lockfile.
    """
    data = source.bytes()
    document = json.read_any(data)
    if isinstance(document, dict) and isinstance(document.get("dependency_tree"), dict):
        yield from _first(source, document["dependency_tree"], json.Finder(data))
        return
    artifacts = document.get("artifacts") if isinstance(document, dict) else None
    if not isinstance(artifacts, dict):
        raise ParseError("not a lockfile of rules_jvm_external: no artifacts and no dependency_tree")
    asked_for = document.get("__INPUT_ARTIFACTS_HASH")
    direct = set(map(_bare, asked_for)) if isinstance(asked_for, dict) else None
    origins = _origins(document.get("repositories"))
    finder = json.Finder(data, max(data.find(b'"artifacts"'), 0))
    for key, entry in artifacts.items():
        line = finder.line_of(b'"' + key.encode("utf-8", "surrogatepass") + b'":')
        version = entry.get("version") if isinstance(entry, dict) else None
        group, _, name = _bare(key).partition(":")
        if not group or not name or not isinstance(version, str):
            source.warn("incomplete-entry", "an artifact without group, name or version", line=line)
            continue
        parts = key.split(":")
        yield _artifact(
            source,
            group,
            name,
            version,
            line,
            _bare(key) in direct if direct is not None else None,
            {
                "registry": origins.get(key) or origins.get(_bare(key)),
                "type": parts[2] if len(parts) > 2 and parts[2] != "jar" else None,
                "classifier": parts[3] if len(parts) > 3 else None,
            },
        )
    if not artifacts:
        source.warn("nothing-declared", "nothing is pinned", level=Level.NOTE)


def _bare(key: str) -> str:
    """Return ``group:name`` of ``group:name:packaging:classifier``."""
    return ":".join(key.split(":", 2)[:2])


def _origins(repositories: Any) -> dict[str, str]:
    """Return the host that an artifact is fetched from if that is one only, and not the default one."""
    hosts: dict[str, set[str | None]] = {}
    for address, keys in repositories.items() if isinstance(repositories, dict) else ():
        for key in keys if isinstance(keys, list) else ():
            if isinstance(key, str):
                hosts.setdefault(key, set()).add(host(address))
    return {key: registry for key, names in hosts.items() if (registry := only_registry([*names]))}


def _first(source: SourceFile, tree: dict[str, Any], finder: json.Finder) -> Iterator[Component]:
    """Yield the artifacts of the first format, which lists sources and documentation beside what they belong to."""
    entries = tree.get("dependencies")
    seen: set[str] = set()
    for entry in entries if isinstance(entries, list) else ():
        said = entry.get("coord") if isinstance(entry, dict) else None
        line = finder.line_of(b'"coord":')
        parts = said.split(":") if isinstance(said, str) else []
        if not 3 <= len(parts) <= 5 or not all(parts):
            source.warn("incomplete-entry", "an artifact without coordinates", line=line)
            continue
        classifier = parts[3] if len(parts) == 5 else None
        key = f"{parts[0]}:{parts[1]}:{parts[-1]}:{classifier}"
        if classifier in ("sources", "javadoc") or key in seen:
            continue
        seen.add(key)
        facts = {
            "registry": only_registry([host(entry.get("url"))]) if entry.get("url") else None,
            "type": parts[2] if len(parts) > 3 and parts[2] != "jar" else None,
            "classifier": classifier,
        }
        yield _artifact(source, parts[0], parts[1], parts[-1], line, None, facts)
    if not isinstance(entries, list):
        raise ParseError("not a lockfile of rules_jvm_external: no dependencies")
    if not entries:
        source.warn("nothing-declared", "nothing is pinned", level=Level.NOTE)


def _artifact(
    source: SourceFile,
    group: str,
    name: str,
    version: str,
    line: int | None,
    direct: bool | None,  # noqa: FBT001 - known, or not
    facts: dict[str, str | None],
) -> Component:
    return source.package(
        "maven",
        name,
        version,
        namespace=group,
        line=line,
        how=How.LOCKED,
        scope=Scope.UNKNOWN,
        direct=direct,
        facts=pairs(facts),
    )


def _sniff(head: bytes) -> bool:
    return b"__INPUT_ARTIFACTS_HASH" in head or b"__AUTOGENERATED_FILE_DO_NOT_MODIFY_THIS_FILE_MANUALLY" in head


EXTRACTOR = Extractor(
    name="maven-install",
    ecosystem="maven",
    patterns=("maven_install.json",),
    sniffed_patterns=("*_install.json", "*maven*.json"),
    sniff=_sniff,
    parse=parse,
    description="lockfiles of rules_jvm_external for Bazel, all formats; direct or transitive, repositories",
    spec_url="https://github.com/bazel-contrib/rules_jvm_external#pinning-artifacts-and-integration-with-bazels-downloader",
)
