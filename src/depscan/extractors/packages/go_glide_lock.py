"""glide.lock: what Glide, of the time before Go modules, pinned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._go import module
from depscan.extractors.packages._origins import repository
from depscan.model import Component, How, Scope
from depscan.syntax import yaml

_SECTIONS = {"imports": Scope.RUNTIME, "testImports": Scope.TEST, "devImports": Scope.TEST}
_ASKED = ("import", "testImport", "devImport")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the imports by tag or commit; direct where ``glide.yaml`` beside names them.

    Raises:
        ParseError: not YAML, or not a glide.lock.
    """
    document = yaml.read(source.bytes())
    if not isinstance(document, dict) or not _SECTIONS.keys() & document.keys():
        raise ParseError("not a glide.lock: no imports")
    asked_for = _asked_for(source)
    for section, scope in _SECTIONS.items():
        entries = document.get(section)
        pairs = zip(entries, entries.lines, strict=True) if isinstance(entries, yaml.Seq) else ()
        for entry, line in pairs:
            name = _text(entry, "name")
            if not name:
                source.warn("incomplete-entry", f"{section}: an entry without a name", line=line)
                continue
            place = repository(_text(entry, "repo"))
            yield module(
                source,
                name,
                _text(entry, "version") or None,
                line=line,
                how=How.LOCKED,
                scope=scope,
                direct=name in asked_for if asked_for is not None else None,
                facts=(("repository", place),) if place else (),
            )


def _text(entry: Any, key: str) -> str:
    value = entry.get(key) if isinstance(entry, dict) else None
    return value.strip("/") if isinstance(value, str) else ""


def _asked_for(source: SourceFile) -> set[str] | None:
    """Return the packages that the manifest beside names; None where there is none to ask."""
    manifest = source.sibling("glide.yaml") or source.sibling("glide.yml")
    if manifest is None:
        return None
    try:
        document = yaml.read(manifest.bytes())
    except ParseError as error:
        source.warn("unreadable-include", f"cannot read glide.yaml: {error}")
        return None
    found: set[str] = set()
    for section in _ASKED:
        entries = document.get(section) if isinstance(document, dict) else None
        found.update(_text(entry, "package") for entry in entries or () if isinstance(entries, list))
    return found


def _sniff(head: bytes) -> bool:
    return b"\nimports:" in head and b"hash: " in head and b"updated: " in head


EXTRACTOR = Extractor(
    name="go-glide-lock",
    ecosystem="golang",
    patterns=("glide.lock",),
    sniff=_sniff,
    parse=parse,
    description="imports and test imports by tag or commit, forks; direct with glide.yaml beside",
    spec_url="https://glide.readthedocs.io/en/latest/glide.lock/",
)
