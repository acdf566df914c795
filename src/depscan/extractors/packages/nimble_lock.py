"""nimble.lock: what nimble pinned."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import repository
from depscan.extractors.packages._pyproject import table
from depscan.extractors.packages._python import facts, scope_of
from depscan.model import Component, How, Scope
from depscan.syntax import json


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages, those of tasks too; Nim itself is left out.

    Raises:
        ParseError: not JSON, or not a nimble.lock.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict) or not isinstance(document.get("packages"), dict):
        raise ParseError("not a nimble.lock: no packages")
    if document.get("version") not in (1, 2):
        source.warn("unknown-version", "a newer version of nimble.lock than is known")
    finder = json.Finder(source.bytes())
    groups = [("", document["packages"])]
    groups += [(task, packages) for task, packages in table(document, "tasks").items() if isinstance(packages, dict)]
    for task, packages in groups:
        scope = (scope_of(task) or Scope.DEVELOPMENT) if task else Scope.UNKNOWN
        for name, entry in packages.items():
            line = finder.line_of(f'"{name}":'.encode("utf-8", "surrogatepass"))
            if not isinstance(entry, dict) or not name:
                source.warn("incomplete-entry", "an entry is not a package", line=line)
            elif name.lower() != "nim":
                version = entry.get("version")
                yield source.package(
                    "generic",
                    name,
                    version if isinstance(version, str) else None,
                    line=line,
                    how=How.LOCKED,
                    scope=scope,
                    facts=facts(repository=repository(entry.get("url")), type="nimble"),
                )


EXTRACTOR = Extractor(
    name="nimble-lock",
    ecosystem="nimble",
    patterns=("nimble.lock",),
    sniff=lambda head: b'"vcsRevision"' in head,
    parse=parse,
    description="pinned packages with their repositories",
    spec_url="https://nim-lang.github.io/nimble/use-packages.html",
)
