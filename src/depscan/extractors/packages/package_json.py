"""package.json: what a JavaScript project asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _catalogs, _npm, _workspaces
from depscan.model import Component, Facts, How, Level, Scope
from depscan.syntax import json

_SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "optionalDependencies": Scope.RUNTIME,
    "peerDependencies": Scope.RUNTIME,
    "devDependencies": Scope.DEVELOPMENT,
}
_SECTION_FACTS = {"optionalDependencies": (("optional", "true"),), "peerDependencies": (("type", "peer"),)}
_BUNDLED = ("bundledDependencies", "bundleDependencies")
_OVERRIDES = ("overrides", "resolutions")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what every section asks for; ``file:``, ``link:``, ``portal:``, members of workspaces are its own.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict):
        raise ParseError("not a package.json: not an object")
    text = source.text()
    lines = json.Lines(text)
    overrides = _overrides(document)
    extra = _extra_facts(document, overrides)
    asked: set[str] = set()
    bundled: list[tuple[str, int]] = []
    overrides_at: int | None = None
    for key, value, key_at, value_at in json.members(text):
        line = lines.at(key_at)
        if key in _BUNDLED and isinstance(value, list):
            bundled += [(name, line) for name in value if isinstance(name, str) and _npm.is_name(name)]
        if key in _OVERRIDES:
            overrides_at = line
        if key not in _SECTIONS or value is None:
            continue
        if not isinstance(value, dict):
            source.warn("wrong-type", f"{key} is not an object", line=line)
            continue
        for name, spec, name_at, _ in json.members(text, value_at):
            asked.add(name)
            yield from _requested(source, name, spec, line=lines.at(name_at), section=key, extra=extra)
    for name, line in bundled:
        if name not in asked:
            yield _npm.package(source, name, None, line=line, how=How.DECLARED, scope=Scope.RUNTIME, direct=True)
    if overrides.keys() - asked:
        count = len(overrides.keys() - asked)
        message = f"{count} overrides change what other packages ask for"
        source.warn("overrides", message, line=overrides_at, level=Level.NOTE)


def _requested(
    source: SourceFile, name: str, text: Any, *, line: int, section: str, extra: dict[tuple[str, str], Facts]
) -> Iterator[Component]:
    if not isinstance(text, str):
        source.warn("wrong-type", f"a version in {section} that is not text", line=line)
    wanted = text if isinstance(text, str) else ""
    agreed = _catalogs.resolve(source, name, wanted) if _catalogs.is_reference(wanted) else None
    spec = _npm.read_spec(name, wanted if agreed is None else agreed)
    if not _npm.is_name(spec.name):
        source.warn("incomplete-entry", f"a package without a name in {section}", line=line)
        return
    if spec.local or _workspaces.is_member(source, spec.name, wanted):
        return
    facts = {*spec.facts, *_SECTION_FACTS.get(section, ()), *extra.get((section, name), ()), *extra.get(("", name), ())}
    yield _npm.package(
        source,
        spec.name,
        spec.version,
        line=line,
        how=How.DECLARED,
        scope=_SECTIONS[section],
        direct=True,
        facts=sorted(facts),
    )


def _extra_facts(document: dict[str, Any], overrides: dict[str, str]) -> dict[tuple[str, str], Facts]:
    """Return what is said elsewhere about a package, by section (or any) and name."""
    extra: dict[tuple[str, str], Facts] = {("", name): (("override", by),) for name, by in overrides.items() if by}
    meta = document.get("peerDependenciesMeta")
    for name, about in meta.items() if isinstance(meta, dict) else ():
        if isinstance(about, dict) and about.get("optional") is True:
            extra["peerDependencies", name] = (("optional", "true"),)
    return extra


def _overrides(document: dict[str, Any]) -> dict[str, str]:
    """Return what replaces whatever anybody asks for, by name; empty where it depends on who asks."""
    pnpm = document.get("pnpm")
    found: dict[str, str] = {}
    for holder in (document, pnpm if isinstance(pnpm, dict) else {}):
        for key in _OVERRIDES:
            rules = holder.get(key)
            for name, text in rules.items() if isinstance(rules, dict) else ():
                spec = _npm.read_spec(name, text) if isinstance(text, str) else _npm.Spec(name)
                wanted = spec.version or next((value for key, value in spec.facts if key != "alias"), "")
                found[name] = wanted if spec.name == name else f"{spec.name}@{wanted}" if wanted else spec.name
    return found


def _sniff(head: bytes) -> bool:
    asks = b'"devDependencies"' in head or b'"peerDependencies"' in head
    asks = asks or (b'"dependencies"' in head and b'"scripts"' in head)
    return asks and b'"lockfileVersion"' not in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


EXTRACTOR = Extractor(
    name="package-json",
    ecosystem="npm",
    patterns=("package.json",),
    parse=parse,
    description="dependencies of every section; ranges, tags, aliases, git, catalogs; overrides are noted",
    spec_url="https://docs.npmjs.com/cli/configuring-npm/package-json",
    sniff=_sniff,
)
