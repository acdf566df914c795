"""Ansible's requirements.yml, galaxy.yml and meta/main.yml: collections and roles, from Galaxy or from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Level, Scope
from depscan.syntax import lazy, template, yaml
from depscan.syntax.yaml import Map, Seq

_NAME = lazy.pattern(r"[A-Za-z_][\w-]{0,80}+\.[A-Za-z_][\w.-]{0,80}+")
_EXACT = lazy.pattern(r"(?:==[ \t]*+|=[ \t]*+|v)?(\d++(?:\.\d++){1,3}(?:[-+][\w.+-]{1,40}+)?)")
_ANY = frozenset({"", "*", "latest", "HEAD"})


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield collections and roles with their versions; those of git and archives by where they lie.

    Raises:
        ParseError: not YAML, or nothing of Ansible Galaxy.
    """
    text = source.text()
    if template.is_template(text):
        source.warn("template", "a template, read as far as it can be", level=Level.NOTE)
        text = template.plain(text)
    document = yaml.read(text)
    if isinstance(document, Seq):  # roles alone, as before Ansible 2.9
        yield from _listed(source, document, "role")
    elif isinstance(document, Map):
        yield from _sections(source, document)
    elif document is not None:
        raise ParseError("not a list of collections and roles")


def _sections(source: SourceFile, document: Map) -> Iterator[Component]:
    known = {"collections", "roles", "dependencies", "galaxy_info", "namespace", "allow_duplicates", "argument_specs"}
    if not known & document.keys():
        raise ParseError("not a list of collections and roles")
    if isinstance(document.get("collections"), Seq):
        yield from _listed(source, document["collections"], "collection")
    if isinstance(document.get("roles"), Seq):
        yield from _listed(source, document["roles"], "role")
    dependencies = document.get("dependencies")
    if isinstance(dependencies, Seq):  # of a role
        yield from _listed(source, dependencies, "role")
    elif isinstance(dependencies, Map):  # of a collection
        for name, version in dependencies.items():
            yield from _from(source, name, version, dependencies.lines.get(name), "collection", None)


def _listed(source: SourceFile, entries: Seq, kind: str) -> Iterator[Component]:
    for entry, line in zip(entries, entries.lines, strict=False):
        if isinstance(entry, str):
            parts = [part.strip() for part in entry.split(",")]  # address,version,name
            name, version = parts[0], parts[1] if len(parts) > 1 else ""
            if kind == "collection" and "://" not in name:
                name, _, version = name.partition(":")
            yield from _from(source, name, version, line, kind, None)
        elif isinstance(entry, Map) and "include" not in entry:
            at = next((entry.lines[key] for key in ("src", "role", "name", "source") if key in entry.lines), line)
            named = next((value for key in ("src", "role", "name") if isinstance(value := entry.get(key), str)), None)
            where = entry.get("source")
            if kind == "collection" and isinstance(where, str) and entry.get("type") in ("git", "url"):
                named, where = where, None
            if named is None:
                source.warn("incomplete-entry", f"a {kind} without name and source", line=at)
                continue
            yield from _from(source, named, entry.get("version"), at, kind, where)


def _from(source: SourceFile, name: str, version: Any, line: int | None, kind: str, where: Any) -> Iterator[Component]:
    """Yield one collection or role by its name on Galaxy, or by its address; roles of this project are left out."""
    wanted = version.strip() if isinstance(version, str) and template.PLACEHOLDER not in version else ""
    facts = [("type", kind)]
    address = name.removeprefix("git+")
    if "://" in address or address.startswith("git@"):
        address, _, behind = address.partition(",")
        archive = address.endswith((".tar.gz", ".tgz", ".zip"))
        place = _git.at_archive(address) if archive else _git.at_repository(address.partition("#")[0])
        if place is None or template.PLACEHOLDER in address:
            source.warn("incomplete-entry", f"a {kind} whose address is not understood", line=line, level=Level.NOTE)
            return
        place = place.at(wanted or behind or None) if not place.version else place
        yield _git.component(source, place, line=line, how=How.DECLARED, scope=Scope.BUILD, facts=facts)
    elif _NAME.fullmatch(name):
        exact = _EXACT.fullmatch(wanted)
        if not exact and wanted not in _ANY:
            facts.append(("constraint", wanted))
        registry = host(where)
        if registry and registry != "galaxy.ansible.com":
            facts.append(("registry", registry))
        namespace, _, bare = name.partition(".")
        yield source.package(
            "ansible", bare, exact[1] if exact else None, namespace=namespace, line=line, how=How.DECLARED,
            scope=Scope.BUILD, direct=True, facts=tuple(sorted(facts)),
        )  # fmt: skip


_SNIFF = re.compile(
    rb"^(?:collections|roles|galaxy_info)[ \t]*+:|^-[ \t]++(?:src|name)[ \t]*+:[ \t]*+\S|^-[ \t]++\w++\.\w++[ \t\r]*+$"
    rb"|^dependencies[ \t]*+:",
    re.MULTILINE,
)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None and b"apiVersion:" not in head


EXTRACTOR = Extractor(
    name="ansible-requirements",
    ecosystem="ansible",
    patterns=("galaxy.yml", "galaxy.yaml"),
    sniffed_patterns=(
        "requirements.yml", "requirements.yaml", "requirements/*.yml", "*-requirements.yml", "*_requirements.yml",
        "requirements-*.yml", "roles/*/meta/main.yml", "roles/*/meta/main.yaml", "meta/main.yml", "meta/main.yaml",
    ),
    sniff=_sniff,
    parse=parse,
    description="collections and roles, of Galaxy or another server, of git and archives; dependencies of either",
    spec_url="https://docs.ansible.com/ansible/latest/galaxy/user_guide.html",
    may_be_empty=True,
)  # fmt: skip
