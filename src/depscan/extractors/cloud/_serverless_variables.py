"""Variables of the Serverless Framework, as far as the files tell: ``${self:custom.name}``, ``${opt:stage, 'dev'}``.

https://www.serverless.com/framework/docs/guides/variables
"""

from __future__ import annotations

from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _cloudformation
from depscan.model import Level
from depscan.syntax import lazy
from depscan.syntax.yaml import Map, Seq

UNKNOWN = "${unknown}"
_MARK = "\ue000"
_INNERMOST = lazy.pattern(r"\$\{([^${}]{0,400}+)\}")
_ONE = lazy.pattern(r"\$\{([^${}]{1,400}+)\}")
_FILE = lazy.pattern(r"file\(([^()]{1,300}+)\)(?::([\w.-]{1,200}+))?+")
_PARTS = lazy.pattern(r"""(?:"[^"]*+"|'[^']*+'|\([^()]*+\)|[^,"'()])++""")
_READABLE = (".yml", ".yaml", ".json")
_STEPS = 40
_DEPTH = 10
_LOOKED_UP = 20_000
_FILES = 50
_LONGEST = 10_000
_STAGE = "dev"


class Place(NamedTuple):
    """A value and the file that it stands in."""

    source: SourceFile
    value: Any


class Variables:
    """Looks variables up in one service."""

    def __init__(self, source: SourceFile, document: Map) -> None:
        self._source = source
        self._document = document
        self._files: dict[str, Place | None] = {}
        provider = document.get("provider")
        stage = provider.get("stage") if isinstance(provider, Map) else None
        self._depth = 0
        self._left = _LOOKED_UP
        self._stage = _STAGE
        if isinstance(stage, str):
            self._stage = self.literal(stage) or _STAGE
        self.region: str | None = None
        region = provider.get("region") if isinstance(provider, Map) else None
        self.region = self.literal(region) if isinstance(region, str) else None

    def literal(self, value: Any) -> str | None:
        """Return a text whose variables are all known."""
        text = self.text(value) if isinstance(value, str) else ""
        return text if text and "${" not in text else None

    def text(self, text: str) -> str:
        """Return a text with its variables in place; ``${unknown}`` stands for those that are not known here."""
        for _ in range(_STEPS):
            match = _INNERMOST.search(text)
            if match is None or len(text) > _LONGEST:
                break
            found = self._first(match[1])
            known = found.value if found and isinstance(found.value, str) else _MARK
            text = (text[: match.start()] + known + text[match.end() :])[: 2 * _LONGEST]
        return text[:_LONGEST].replace(_MARK, UNKNOWN)

    def value(self, place: Place) -> Place:
        """Return what a value stands for where it is nothing but a variable: a section of this or another file."""
        for _ in range(_STEPS):
            if not isinstance(place.value, str):
                return place
            whole = _ONE.fullmatch(place.value.strip())
            if whole is None:
                inner = _INNERMOST.search(place.value)
                if inner is None or place.value.count("${") < 2:
                    return place
                found = self._first(inner[1])
                known = found.value if found and isinstance(found.value, str) else _MARK
                text = place.value[: inner.start()] + known + place.value[inner.end() :]
                place = Place(place.source, text[:_LONGEST])
                continue
            found = self._first(whole[1])
            if found is None:
                return Place(place.source, None)
            place = found
        return Place(place.source, None)

    def _first(self, inside: str) -> Place | None:
        """Return the first of the alternatives that is known."""
        for part in _PARTS.findall(inside):
            found = self._one(part.strip())
            if found is not None:
                return found
        return Place(self._source, self._stage) if "opt:stage" in inside else None  # no option is given here

    def _one(self, name: str) -> Place | None:
        if _MARK in name:
            return None
        if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
            return Place(self._source, name[1:-1])
        if name.startswith("self:"):
            return self._at(Place(self._source, self._document), name[5:])
        if name == "sls:stage":
            return Place(self._source, self._stage)
        if name == "aws:region":
            return Place(self._source, self.region) if self.region else None
        if name.startswith("param:"):
            return self._parameter(name[6:])
        if name.startswith("file("):
            return self._of_file(name)
        return Place(self._source, name) if name.isdigit() else None

    def _parameter(self, name: str) -> Place | None:
        for stage in (self._stage, "default"):
            found = self._at(Place(self._source, self._document), f"params.{stage}.{name}")
            if found is not None:
                return found
        return None

    def _of_file(self, name: str) -> Place | None:
        match = _FILE.fullmatch(name)
        if match is None:
            return None
        path = match[1].strip().strip("\"'")
        if path not in self._files and len(self._files) < _FILES:
            self._files[path] = self._read(path)
        place = self._files.get(path)
        return self._at(place, match[2]) if place and match[2] else place

    def _read(self, path: str) -> Place | None:
        beside = self._source.sibling(path) if path.endswith(_READABLE) else None
        if beside is None:
            self._source.warn("not-followed", "a variable that a program or a file elsewhere gives", level=Level.NOTE)
            return None
        try:
            document, error = _cloudformation.read(beside)
        except ParseError as problem:
            document, error = None, problem
        if error:
            self._source.warn("unreadable-include", f"an included file: {error}")
        return None if document is None else Place(beside, document)

    def _at(self, place: Place, path: str) -> Place | None:
        """Return what stands at a dotted path, through variables that stand for sections; None if nothing does."""
        self._left -= 1
        if self._depth >= _DEPTH or self._left < 0:
            return None
        self._depth += 1
        for key in path.split(".") if path else ():
            source, value = self.value(place) if isinstance(place.value, str) else place
            if isinstance(value, Map):
                place = Place(source, value.get(key))
            elif isinstance(value, Seq) and key.isdigit() and len(key) < 6 and int(key) < len(value):
                place = Place(source, value[int(key)])
            else:
                place = Place(source, None)
        self._depth -= 1
        return None if place.value is None else place
