"""Programs and libraries of Linux, Windows and macOS: the Go modules and Rust crates that were built into them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _binary, _go_build
from depscan.extractors.packages._binary import Part
from depscan.model import Component, How, Scope
from depscan.syntax import json

_AUDIT_SECTION = ".dep-v0"
_MOST_AUDIT = 8 * 1024 * 1024


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what Go, or Rust with ``cargo auditable``, says is in a program; most others say nothing.

    Raises:
        ParseError: not a program, damaged, or, if the user names it, one that says nothing.
    """
    data = source.bytes()
    if not _binary.is_binary(data[:4096]):
        raise ParseError("not a program of Linux, Windows or macOS")
    parts = _binary.parts(data)
    build = _go_build.read(data, parts)
    audit = next((part for part in parts if part.name == _AUDIT_SECTION), None)
    if build:
        yield from _go_modules(source, build)
    if audit:
        yield from _crates(source, data, audit)
    if source.alone and not build and not audit:
        raise ParseError("a program without a list of what is in it: neither of Go nor of cargo auditable")


def _go_modules(source: SourceFile, build: _go_build.GoBuild) -> Iterator[Component]:
    yield source.package(
        "golang", "stdlib", build.go, line=None, how=How.LOCKED, scope=Scope.RUNTIME, pointer="buildinfo"
    )
    for module in build.modules:
        exact = module.version if module.version != "(devel)" else None
        facts = (("alias", module.alias),) if module.alias else ()
        namespace, _, name = module.path.rpartition("/")
        if name:
            yield source.package(
                "golang",
                name,
                exact or None,
                namespace=namespace,
                line=None,
                how=How.LOCKED,
                scope=Scope.RUNTIME,
                facts=facts,
                pointer="buildinfo",
            )


def _crates(source: SourceFile, data: bytes, part: Part) -> Iterator[Component]:
    """Read the list of crates: https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md."""
    unpacking = zlib.decompressobj()
    try:
        listed = unpacking.decompress(data[part.offset : part.offset + part.size], _MOST_AUDIT)
    except zlib.error as error:
        raise ParseError("damaged list of crates") from error
    document = json.read_any(listed)
    packages = document.get("packages") if isinstance(document, dict) else None
    if not isinstance(packages, list):
        raise ParseError("damaged list of crates")
    entries = [entry if isinstance(entry, dict) else {} for entry in packages]
    direct = {
        number
        for entry in entries
        if entry.get("root") is True and isinstance(entry.get("dependencies"), list)
        for number in entry["dependencies"]
        if isinstance(number, int)
    }
    for number, entry in enumerate(entries):
        name, version, origin = entry.get("name"), entry.get("version"), entry.get("source")
        if not isinstance(name, str) or not name:
            source.warn("incomplete-entry", f"crate {number + 1} has no name")
        elif origin != "local" and entry.get("root") is not True:
            yield source.package(
                "cargo",
                name,
                version if isinstance(version, str) else None,
                line=None,
                how=How.LOCKED,
                scope=Scope.BUILD if entry.get("kind") == "build" else Scope.RUNTIME,
                direct=number in direct,
                facts=(("type", "git"),) if origin == "git" else (),
                pointer=f"{_AUDIT_SECTION}[{number}]",
            )


EXTRACTOR = Extractor(
    name="executable",
    ecosystem="program",
    patterns=(),
    sniffed_patterns=("*", "*.exe"),
    sniff=_binary.is_binary,
    parse=parse,
    description="Go modules and Go itself; Rust crates by cargo auditable; names without extension and *.exe",
    spec_url="https://pkg.go.dev/debug/buildinfo",
    installed=True,
)
