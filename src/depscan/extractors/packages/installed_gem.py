"""specifications/*.gemspec: the gems that RubyGems or Bundler installed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _ruby
from depscan.model import Component, How

_STUB = re.compile(r"(?m)^# stub: (\S+) (\S+) ")
_SNIFF = re.compile(rb"(?m)^# stub: \S+ \S+ ")
_FIELDS = frozenset({"name", "version", "licenses", "license"})


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the gem itself.

    Raises:
        ParseError: unreadable, or not the specification of an installed gem.
    """
    said, line = _said(source)
    stub = _STUB.search(source.text(), 0, 2_000)
    name = stub[1] if stub else next(iter(said.get("name", ())), None)
    version = stub[2] if stub else next(iter(said.get("version", ())), None)
    if name is None or not _ruby.is_name(name):
        raise ParseError("not the specification of an installed gem: no name")
    licence = " OR ".join(said.get("licenses") or said.get("license") or ())
    yield source.package(
        "gem", name, version, line=line, how=How.LOCKED, facts=(("licence", licence),) if licence else ()
    )


def _said(source: SourceFile) -> tuple[dict[str, list[str]], int]:
    """Return the literals given to the fields that matter, and the line of the name."""
    said: dict[str, list[str]] = {}
    line = 1
    for statement in _ruby.statements(source.text()):
        if len(statement) < 5 or statement[1].text != "." or statement[3].text != "=":
            continue
        field = statement[2].text
        if field in _FIELDS and field not in said:
            said[field] = [token.text for token in statement[4:] if token.kind == "text" and token.text]
            line = statement[2].line if field == "name" else line
    return said, line


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None and b"Gem::Specification" in head


EXTRACTOR = Extractor(
    name="installed-gem",
    ecosystem="gem",
    patterns=("specifications/*.gemspec", "specifications/default/*.gemspec"),
    sniff=_sniff,
    parse=parse,
    description="name, version and licence of the gem",
    spec_url="https://guides.rubygems.org/specification-reference/",
    installed=True,
)
