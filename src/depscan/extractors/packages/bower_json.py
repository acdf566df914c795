"""bower.json: what a project asks Bower for."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _bower, _npm
from depscan.model import Component, How, Scope
from depscan.syntax import json

_SECTIONS = {"dependencies": Scope.RUNTIME, "devDependencies": Scope.DEVELOPMENT}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what both sections ask for; folders are the project itself.

    Raises:
        ParseError: not JSON, or not an object.
    """
    if not isinstance(json.read_any(source.bytes()), dict):
        raise ParseError("not a bower.json: not an object")
    text = source.text()
    lines = json.Lines(text)
    for key, value, key_at, value_at in json.members(text):
        if key not in _SECTIONS or value is None:
            continue
        if not isinstance(value, dict):
            source.warn("wrong-type", f"{key} is not an object", line=lines.at(key_at))
            continue
        for name, wanted, name_at, _ in json.members(text, value_at):
            line = lines.at(name_at)
            spec = _bower.read_spec(name, wanted if isinstance(wanted, str) else "")
            if not _npm.is_name(spec.name) or not isinstance(wanted, str):
                source.warn("incomplete-entry", f"in {key} a package without a name or a version", line=line)
            elif not spec.local:
                yield source.package(
                    "bower",
                    spec.name,
                    spec.version,
                    line=line,
                    how=How.DECLARED,
                    scope=_SECTIONS[key],
                    direct=True,
                    facts=tuple(sorted(spec.facts)),
                )


EXTRACTOR = Extractor(
    name="bower-json",
    ecosystem="bower",
    patterns=("bower.json",),
    parse=parse,
    description="dependencies and development dependencies; ranges, aliases, repositories, addresses",
    spec_url="https://github.com/bower/spec/blob/master/json.md",
)
