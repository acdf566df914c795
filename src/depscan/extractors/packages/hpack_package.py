"""package.yaml of hpack: what a Haskell package asks for, in YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _haskell
from depscan.model import Component, How, Scope
from depscan.syntax import yaml

_ONE = {"library": Scope.RUNTIME, "executable": Scope.RUNTIME, "custom-setup": Scope.BUILD}
_MANY = {
    "internal-libraries": Scope.RUNTIME,
    "executables": Scope.RUNTIME,
    "tests": Scope.TEST,
    "benchmarks": Scope.DEVELOPMENT,
}
_FIELDS = {"dependencies": None, "build-tools": Scope.BUILD}
_SNIFF = (
    re.compile(rb"^dependencies[ \t]*+:|^[ \t]++dependencies[ \t]*+:", re.MULTILINE),
    re.compile(rb"^(?:library|executables?|tests|ghc-options|default-extensions|spec-version)[ \t]*+:", re.MULTILINE),
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the dependencies of every component; the package's own libraries are left out.

    Raises:
        ParseError: not YAML, or not the description of a package.
    """
    document = yaml.read(source.text())
    if not isinstance(document, yaml.Map) or not document.keys() & {*_ONE, *_MANY, *_FIELDS}:
        raise ParseError("not the description of a Haskell package")
    internal = document.get("internal-libraries")
    own = {document.get("name"), *(internal if isinstance(internal, yaml.Map) else ())}
    parts: list[tuple[Any, Scope]] = [(document, Scope.RUNTIME)]
    parts += [(document.get(key), scope) for key, scope in _ONE.items()]
    for key, scope in _MANY.items():
        group = document.get(key)
        parts += [(part, scope) for part in group.values()] if isinstance(group, yaml.Map) else []
    walked: set[int] = set()  # aliases may lead to the same lists again and again
    for part, scope in parts:
        if isinstance(part, yaml.Map):
            for key, other in _FIELDS.items():
                wanted = part.get(key)
                if wanted is not None and id(wanted) not in walked:
                    walked.add(id(wanted))
                    yield from _list(source, wanted, part.lines.get(key), other or scope, own)


def _list(source: SourceFile, wanted: Any, line: int | None, scope: Scope, own: set[Any]) -> Iterator[Component]:
    """Yield a list, a mapping or a single text."""
    entries: list[tuple[Any, int | None]]
    if isinstance(wanted, yaml.Map):
        entries = [(_joined(name, value), wanted.lines.get(name)) for name, value in wanted.items()]
    elif isinstance(wanted, yaml.Seq):
        entries = list(zip(wanted, wanted.lines, strict=True))
    else:
        entries = [(wanted, line)]
    for entry, at in entries:
        details = entry if isinstance(entry, dict) else {}
        text = _joined(details["name"], details.get("version")) if "name" in details else entry
        found = _haskell.dependency(text) if isinstance(text, str) else None
        elsewhere = _haskell.elsewhere(source, details, line=at, how=How.DECLARED)
        if elsewhere:
            yield elsewhere
        elif found is None:
            source.warn("incomplete-entry", "a dependency without a name", line=at)
        elif found[0] not in own and "path" not in details:
            name, version, facts = found
            yield _haskell.package(source, name, version, line=at, how=How.DECLARED, scope=scope, facts=facts)


def _joined(name: Any, value: Any) -> Any:
    """Return ``name constraint``, or the entry's own mapping with its name."""
    if isinstance(value, dict):
        return {"name": name, **value}
    return f"{name} {value}" if isinstance(value, str) else name


def _sniff(head: bytes) -> bool:
    return all(expression.search(head) for expression in _SNIFF)


EXTRACTOR = Extractor(
    name="hpack-package",
    ecosystem="hackage",
    patterns=(),
    sniffed_patterns=("package.yaml",),
    sniff=_sniff,
    parse=parse,
    description="libraries, executables, tests, benchmarks; constraints, repositories",
    spec_url="https://github.com/sol/hpack",
)
