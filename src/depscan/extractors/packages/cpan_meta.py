"""META.json and META.yml of CPAN distributions: what they ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._cpan import OPTIONAL, PHASES, module
from depscan.extractors.packages._pyproject import table
from depscan.model import Component, Scope
from depscan.syntax import json, yaml

_SNIFF = re.compile(rb"\"?(?:meta-spec|prereqs|generated_by|build_requires|configure_requires)\"?\s*:")
# until version 1.4 of the specification, which META.yml stays with
_OLD = {
    "requires": (Scope.RUNTIME, False),
    "configure_requires": (Scope.BUILD, False),
    "build_requires": (Scope.BUILD, False),
    "test_requires": (Scope.TEST, False),
    "recommends": (Scope.RUNTIME, True),
}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what every phase asks for; Perl itself and its pragmas are left out.

    Raises:
        ParseError: neither JSON nor YAML, or not metadata of CPAN.
    """
    is_json = source.bytes().lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    document = json.read_any(source.bytes()) if is_json else yaml.read(source.bytes())
    if not isinstance(document, dict) or not document.keys() & {"meta-spec", "prereqs", "generated_by", *_OLD}:
        raise ParseError("not metadata of CPAN: no prereqs")
    finder = json.Finder(source.bytes())
    for names, scope, optional in _tables(document):
        entries = table(document, *names)
        for name in names if entries else ():
            finder.line_of(f'"{name}"'.encode())
        for name, bounds in entries.items():
            line = finder.line_of(f'"{name}"'.encode("utf-8", "surrogatepass")) if is_json else _line(entries, name)
            found = module(source, name, _text(bounds), line, scope, optional=optional)
            if found:
                yield found


def _tables(document: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Scope, bool]]:
    """Yield the tables of modules in the order of the document, so that lines are found in one pass."""
    for key, value in document.items():
        if key == "prereqs" and isinstance(value, dict):
            for phase, relations in value.items():
                if phase in PHASES and isinstance(relations, dict):
                    for relation in relations:
                        if relation == "requires" or relation in OPTIONAL:
                            yield (key, phase, relation), PHASES[phase], relation in OPTIONAL
        elif key in _OLD:
            yield (key,), *_OLD[key]


def _line(entries: Any, name: str) -> int | None:
    return entries.lines.get(name) if isinstance(entries, yaml.Map) else None


def _text(bounds: Any) -> str:
    return bounds if isinstance(bounds, str) else str(bounds) if isinstance(bounds, int | float) else ""


EXTRACTOR = Extractor(
    name="cpan-meta",
    ecosystem="cpan",
    patterns=(),
    sniffed_patterns=("META.json", "META.yml", "MYMETA.json", "MYMETA.yml"),
    sniff=lambda head: len(set(_SNIFF.findall(head))) > 1,
    parse=parse,
    description="prerequisites of every phase, recommended and suggested ones",
    spec_url="https://metacpan.org/pod/CPAN::Meta::Spec",
)
