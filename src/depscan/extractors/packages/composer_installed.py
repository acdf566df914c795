"""vendor/composer/installed.json: the packages that Composer 1 or 2 installed."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._composer import is_platform, package
from depscan.model import Component, How, Scope
from depscan.syntax import json


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the installed packages; those of path repositories are the project itself.

    Raises:
        ParseError: not JSON, or not a list of installed packages.
    """
    data = source.bytes()
    document = json.read_any(data)
    entries = document.get("packages") if isinstance(document, dict) else document  # Composer 1 wrote the list alone
    if not isinstance(entries, list):
        raise ParseError("not an installed.json: no list of packages")
    development = document.get("dev-package-names") if isinstance(document, dict) else None
    for_development = {name for name in development if isinstance(name, str)} if isinstance(development, list) else None
    finder = json.Finder(data)
    for position, item in enumerate(entries):
        entry = package(item)
        name = entry.name
        if not isinstance(name, str) or not name.rpartition("/")[2]:
            source.warn("incomplete-entry", f"package {position + 1} has no name")
            continue
        line = finder.line_of(f'"name": "{name}"'.encode("utf-8", "surrogatepass"))
        if entry.is_local() or is_platform(name):
            continue
        scope = Scope.DEVELOPMENT if for_development and name in for_development else Scope.RUNTIME
        yield source.package(
            "composer",
            name.rpartition("/")[2],
            (entry.version or None) if isinstance(entry.version, str) else None,
            namespace=name.rpartition("/")[0],
            line=line,
            how=How.LOCKED,
            scope=Scope.UNKNOWN if for_development is None else scope,
            facts=entry.facts(),
        )


def _sniff(head: bytes) -> bool:
    return b'"installation-source"' in head or (b'"dist"' in head and b'"version_normalized"' in head)


EXTRACTOR = Extractor(
    name="composer-installed",
    ecosystem="composer",
    patterns=("composer/installed.json",),
    sniff=_sniff,
    parse=parse,
    description="packages with licence and download host; development packages by Composer 2",
    spec_url="https://getcomposer.org/doc/07-runtime.md#installed-versions",
    installed=True,
)
