"""MODULE.bazel.lock: the modules that Bazel selected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._bazel import scope_of
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Level
from depscan.syntax import json, lazy

_SOURCE = lazy.pattern(r"(?:https?|file):/{2,3}[^\s]*/modules/([^/\s]+)/([^/\s]+)/source\.json")
_BCR = "bcr.bazel.build"


class _Lock(msgspec.Struct):
    lockFileVersion: Any = None  # noqa: N815 - as Bazel spells it
    registryFileHashes: dict[str, Any] | None = None  # noqa: N815
    moduleDepGraph: dict[str, Any] | None = None  # noqa: N815


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each selected module: of newer locks those whose sources were asked for, of older ones the graph.

    Raises:
        ParseError: not JSON, or not a lockfile of Bazel.
    """
    data = source.bytes()
    lock = json.read_struct(data, _Lock)
    if lock is None:
        document = json.read_any(data)
        fields = {key: document.get(key) for key in _Lock.__struct_fields__} if isinstance(document, dict) else {}
        lock = _Lock(
            **{key: value for key, value in fields.items() if isinstance(value, dict) or key == "lockFileVersion"}
        )
    if lock.lockFileVersion is None:
        raise ParseError("not a lockfile of Bazel: no lockFileVersion")
    finder = json.Finder(data)
    found = False
    for address in lock.registryFileHashes or ():
        match = _SOURCE.fullmatch(address)
        if match:
            found = True
            line = finder.line_of(b'"' + address.encode("utf-8", "surrogatepass") + b'"')
            yield _module(source, match[1], match[2], host(address), line)
    for module in (lock.moduleDepGraph or {}).values():
        name, version = (module.get(key) for key in ("name", "version")) if isinstance(module, dict) else (None, None)
        line = finder.line_of(b'"key":')
        if isinstance(name, str) and isinstance(version, str) and name and version and name != "bazel_tools":
            if module.get("key") != "<root>":
                found = True
                yield _module(source, name, version, None, line)
    if not found:
        source.warn("nothing-declared", "no modules", level=Level.NOTE)


def _module(source: SourceFile, name: str, version: str, registry: str | None, line: int | None) -> Component:
    facts = (("registry", registry),) if registry and registry != _BCR else ()
    return source.package("bazel", name, version, line=line, how=How.LOCKED, scope=scope_of(name), facts=facts)


def _sniff(head: bytes) -> bool:
    return b'"lockFileVersion"' in head and (b'"registryFileHashes"' in head or b'"moduleFileHash"' in head)


EXTRACTOR = Extractor(
    name="bazel-lock",
    ecosystem="bazel",
    patterns=("MODULE.bazel.lock",),
    sniff=_sniff,
    parse=parse,
    description="selected modules, of locks before and since Bazel 7.2",
    spec_url="https://bazel.build/external/lockfile",
)
