"""What CloudFormation, SAM, Serverless Framework and Heat share: the resources of a template.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import structs

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _cloudformation_properties as _properties
from depscan.extractors.cloud._cloudformation_values import Values, call, function_of
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import json_tree, lazy, template, yaml
from depscan.syntax.yaml import Map, Seq

_TYPE = lazy.pattern(r"[A-Za-z0-9]{1,64}+(?:::[A-Za-z0-9_@-]{1,64}+){1,5}")
_CUSTOM = "AWS::CloudFormation::CustomResource"
_NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_LOOPS = "Fn::ForEach"
_INCLUDE = "AWS::Include"
_INCLUDES = 100
_LOOP_DEPTH = 5


def read(source: SourceFile) -> tuple[Any, ParseError | None]:
    """Return a template's document, YAML or JSON, with its functions as calls; and what ended it too early.

    Raises:
        ParseError: not YAML.
    """
    repeated: list[int] = []
    try:
        document, error = read_text(source.text(), repeated)
    except ParseError:
        if not template.is_template(source.text()):
            raise
        document, error = read_text(template.plain(source.text()), repeated)
        source.warn("template", "a template of a template: what is filled in is left out", level=Level.NOTE)
    for line in repeated:
        source.warn("repeated-key", "a key that is given again: the last one counts", line=line)
    return document, error


def read_text(text: str, repeated: list[int] | None = None) -> tuple[Any, ParseError | None]:
    """Return a document as ``read`` does, of a text; ``repeated`` receives the lines of keys that are given again.

    Raises:
        ParseError: not YAML.
    """
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return json_tree.read(text)
    return yaml.read(text, repeated=repeated, functions=function_of), None


class Template:
    """One template."""

    def __init__(
        self, source: SourceFile, document: Map, *, region: str | None = None, software: str = "", depth: int = 0
    ) -> None:
        """Take a template.

        Args:
            source: the file that it stands in.
            document: its sections.
            region: where it is deployed to, if that is known.
            software: prefix of types that Amazon's stand for, where the template is for software that reads them, too.
            depth: number of templates that it is written out in.
        """
        self._source = source
        self._document = document
        self._region = region
        self._software = software
        self._depth = depth
        self._includes = 0
        self.values = Values(document, region=region)

    def resources(self) -> Iterator[Component]:
        """Yield resources, and what their properties tell."""
        yield from self._globals()
        declared = self._document.get("Resources")
        if isinstance(declared, Map):
            yield from self._all(self._source, declared, 0)

    def transforms(self) -> list[str]:
        """Return the names of the macros that the whole template goes through."""
        found = self._document.get("Transform")
        names = [found] if isinstance(found, str) else found if isinstance(found, Seq) else []
        return [name for name in names if isinstance(name, str)]

    def _all(self, source: SourceFile, declared: Map, depth: int) -> Iterator[Component]:
        for name, entry in declared.items():
            line = declared.lines.get(name)
            if name.startswith(_LOOPS) and isinstance(entry, Seq) and len(entry) == 3 and depth < _LOOP_DEPTH:
                if isinstance(entry[2], Map):
                    yield from self._all(source, entry[2], depth + 1)
            elif name == "Fn::Transform":
                yield from self._included(source, entry, line, depth)
            elif isinstance(entry, Map):
                yield from self._resource(source, name, entry, line)
            else:
                source.warn("incomplete-entry", "a resource that is not a mapping", line=line)

    def _resource(self, source: SourceFile, name: str, entry: Map, line: int | None) -> Iterator[Component]:
        type_ = entry.get("Type")
        if not isinstance(type_, str) or not _TYPE.fullmatch(type_):
            if template.PLACEHOLDER not in f"{type_}{name}":
                source.warn("incomplete-entry", "a resource without type", line=line)
            return
        properties = entry.get("Properties")
        region = self._place(properties) or self._region
        facts = []
        condition = entry.get("Condition")
        if isinstance(condition, str):
            facts.append(("condition", condition))
        known = self._known_type(type_)
        if known:
            facts.append(("type", known))
        yield Component(
            kind=Kind.RESOURCE,
            name=type_ if template.PLACEHOLDER in name else f"{type_}.{name}",
            scope=Scope.RUNTIME,
            region=region,
            facts=tuple(facts),
            evidence=source.seen(line, how=How.CONFIGURED),
        )
        yield from _properties.evidence(source, self.values, type_, properties, region=region)
        if isinstance(properties, Map):
            if type_ in _NESTED and _NESTED[type_] in properties:
                self._nested(source, properties, _NESTED[type_])
            body = properties.get("TemplateBody")
            if isinstance(body, str) and self._depth < _LOOP_DEPTH:
                yield from self._written_out(source, body, properties.lines["TemplateBody"], region)

    def _known_type(self, type_: str) -> str | None:
        """Return the type that tells who is behind a resource, where it is not the one written."""
        if self._software and not type_.startswith(self._software):
            return f"{self._software}{type_}"
        if type_.startswith("Custom::") or type_.endswith("::MODULE"):
            return _CUSTOM
        return None

    def _place(self, properties: Any) -> str | None:
        for key in ("Region", "AvailabilityZone"):
            if isinstance(properties, Map) and key in properties:
                place = self.values.literal(properties[key])
                if place and place.isascii() and place.replace("-", "").isalnum():
                    return place
        return None

    def _globals(self) -> Iterator[Component]:
        """Yield what SAM's settings for all functions tell."""
        sections = self._document.get("Globals")
        for name, section in sections.items() if isinstance(sections, Map) else ():
            yield from _properties.evidence(self._source, self.values, f"AWS::Serverless::{name}", section)

    def _nested(self, source: SourceFile, properties: Map, key: str) -> None:
        """Note a nested stack whose template lies elsewhere; one of this tree is read on its own."""
        location = self.values.literal(properties.get(key))
        if location is None or "://" in location or source.sibling(location) is None:
            line = properties.lines.get(key)
            source.warn("not-followed", "a nested stack whose template is not here", line=line, level=Level.NOTE)

    def _written_out(self, source: SourceFile, body: str, line: int, region: str | None) -> Iterator[Component]:
        """Yield the resources of a template that stands as a text within this one."""
        try:
            inside = read_text(body)[0]
        except ParseError:
            inside = None
        if not isinstance(inside, Map):
            source.warn("incomplete-entry", "a template within the template that is none", line=line)
            return
        nested = Template(source, inside, region=region, software=self._software, depth=self._depth + 1)
        for component in nested.resources():
            places = [structs.replace(seen, line=line + (seen.line or 0)) for seen in component.evidence]
            yield structs.replace(component, evidence=tuple(places))

    def _included(self, source: SourceFile, entry: Any, line: int | None, depth: int) -> Iterator[Component]:
        """Yield the resources of a snippet that lies here; other macros make what only deploying tells."""
        parameters = entry.get("Parameters") if isinstance(entry, Map) and entry.get("Name") == _INCLUDE else None
        location = self.values.literal(parameters.get("Location")) if isinstance(parameters, Map) else None
        self._includes += 1
        beside = None
        if location and "://" not in location and self._includes <= _INCLUDES and depth < _LOOP_DEPTH:
            beside = source.sibling(location)
        try:
            snippet = read(beside)[0] if beside else None
        except ParseError as error:
            source.warn("unreadable-include", f"an included snippet: {error}", line=line)
            return
        if beside and isinstance(snippet, Map):
            yield from self._all(beside, snippet, depth + 1)
        else:
            source.warn("not-followed", "resources that a macro makes or fetches", line=line, level=Level.NOTE)


def is_resources(value: Any) -> bool:
    """Tell whether a mapping is one of resources: names, with a type each."""
    if not isinstance(value, Map) or call(value):
        return False
    return any(
        isinstance(entry, Map) and isinstance(entry.get("Type"), str) and "::" in entry["Type"]
        for entry in value.values()
    )
