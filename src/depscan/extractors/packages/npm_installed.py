"""node_modules/…/package.json: a package that npm, yarn, pnpm or bun has installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _npm
from depscan.model import Component, How, Scope
from depscan.syntax import json

_FOLDER = "node_modules/"
_MOST_LICENCES = 20


class _Package(msgspec.Struct, gc=False):
    name: Any = None
    version: Any = None
    license: Any = None
    licenses: Any = None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the package itself; other manifests inside of it are no packages, and what it asks for lies beside it.

    Raises:
        ParseError: not JSON, or not an object.
    """
    folder = f"/{source.folder}".rpartition(f"/{_FOLDER}")[2]
    if folder.count("/") != folder.startswith("@") or folder.startswith("."):
        return
    data = source.bytes()
    package = json.read_struct(data, _Package)
    if package is None:
        raise ParseError("not a package.json: not an object")
    name = package.name if isinstance(package.name, str) and _npm.is_name(package.name) else folder
    version = package.version if isinstance(package.version, str) else ""
    if not version:
        source.warn("incomplete-entry", "a package without a version")
    facts = {} if name == folder else {"alias": folder}
    licence = _licence(package.license) or _licence(package.licenses)
    if licence:
        facts["licence"] = licence
    yield _npm.package(
        source,
        name,
        version or None,
        line=json.Finder(data).line_of(b'"name": "%b"' % name.encode("utf-8", "replace")),
        how=How.LOCKED,
        scope=Scope.UNKNOWN,
        direct=None,
        facts=sorted(facts.items()),
    )


def _licence(value: Any) -> str:
    """Return the expression of ``"MIT"``, or of objects with a type as old packages have them."""
    said = value[:_MOST_LICENCES] if isinstance(value, list) else [value]
    texts = [item.get("type") if isinstance(item, dict) else item for item in said]
    return " OR ".join(text.strip() for text in texts if isinstance(text, str) and text.strip())


EXTRACTOR = Extractor(
    name="npm-installed",
    ecosystem="npm",
    patterns=("node_modules/*/package.json", "node_modules/@*/*/package.json"),
    parse=parse,
    description="name, version and licence of an installed package",
    spec_url="https://docs.npmjs.com/cli/configuring-npm/folders",
    installed=True,
)
