"""ARM templates of Azure: resources, those nested in others, nested templates; files of parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _azure, _properties
from depscan.model import Component, How, Kind, Level
from depscan.syntax import json_tree, lazy, template
from depscan.syntax.yaml import Map, Seq

_REFERENCE = lazy.pattern(r"\[[ \t]*+(parameters|variables)\([ \t]*+'([^']{1,200}+)'[ \t]*+\)[ \t]*+\]")
_DEPTH = 20
_RESOURCES = 100_000


class _Scope(NamedTuple):
    """What names stand for within one template."""

    parameters: dict[str, Any]
    variables: dict[str, Any]

    def text(self, value: Any) -> str | None:
        """Return the literal that a value is or stands for; None where only deploying tells."""
        for _ in range(_DEPTH):
            if not isinstance(value, str) or template.PLACEHOLDER in value:
                return None
            if not value.startswith("[") or value.startswith("[["):
                return value.removeprefix("[") or None
            match = _REFERENCE.fullmatch(value)
            if not match:
                return None
            value = (self.parameters if match[1] == "parameters" else self.variables).get(match[2].lower())
        return None


class _Place(NamedTuple):
    """Resources that are still to be read, and where they stand."""

    resources: Any
    scope: _Scope
    parent: str | None = None
    region: str | None = None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the resources of a template, what they tell, and hosts in parameter files; those before an error are kept.

    Raises:
        ParseError: not JSON, as far as it is not, or neither a template nor parameters.
    """
    document, error = json_tree.read(source.text())
    if error and template.is_template(source.text()):
        document, error = json_tree.read(template.plain(source.text()))[0], None
        source.warn("template", "a template of a template: read without its directives", level=Level.NOTE)
    if not isinstance(document, Map):
        raise error or ParseError("not an ARM template: not an object")
    if "resources" in document:
        if source.name.startswith("azuredeploy."):
            yield _file(source, document)
        yield from _templates(source, document)
    elif isinstance(document.get("parameters"), Map):
        if source.name.startswith("azuredeploy."):
            yield _file(source, document)
        yield from _parameters(source, document["parameters"])
    elif isinstance(document.get("type"), str) and isinstance(document.get("properties"), Map):  # one alone
        yield from _Reader(source).all(_Place(Seq(document.line), _Scope({}, {})), document)
    elif "outputs" in document or "contentVersion" in document:
        source.warn("nothing-declared", "no resources", level=Level.NOTE)
    elif not error:
        raise ParseError("not an ARM template: no resources")
    if error:
        raise error


def _file(source: SourceFile, document: Map) -> Component:
    line = document.lines.get("$schema", document.line)
    return Component(kind=Kind.CONFIG, name=f"file:{source.name}", evidence=source.seen(line, how=How.CONFIGURED))


def _parameters(source: SourceFile, parameters: Map) -> Iterator[Component]:
    given = Map(parameters.line)
    for name, item in _members(parameters):
        if isinstance(item, Map) and "value" in item:
            given[name], given.lines[name] = item["value"], parameters.lines[name]
    yield from _properties.told(source, given)


def _templates(source: SourceFile, document: Map) -> Iterator[Component]:
    given = _given(source)
    scope = _scope(document, given, None)
    yield from _Reader(source).all(_Place(document.get("resources"), scope))


def _scope(described: Map, given: dict[str, Any], outer: _Scope | None) -> _Scope:
    """Return what names stand for: values given, else defaults, else what the template around it says."""
    parameters: dict[str, Any] = {} if outer is None or "parameters" in described else dict(outer.parameters)
    variables: dict[str, Any] = {} if outer is None or "variables" in described else dict(outer.variables)
    for name, parameter in _members(described.get("parameters")):
        parameters[name.lower()] = parameter.get("defaultValue") if isinstance(parameter, Map) else None
    for name, value in _members(described.get("variables")):
        variables[name.lower()] = value
    return _Scope({**parameters, **{name: value for name, value in given.items() if name in parameters}}, variables)


def _members(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, Map) else []


def _given(source: SourceFile) -> dict[str, Any]:
    """Return the values of the file of parameters that lies beside a template under the usual name."""
    stem = source.name.removesuffix(".json")
    beside = source.sibling(f"{stem}.parameters.json")
    if beside is None:
        return {}
    try:
        document, _ = json_tree.read(beside.text())
    except ParseError:
        return {}  # the file is read for itself, and says so
    return _values(document.get("parameters")) if isinstance(document, Map) else {}


def _values(parameters: Any) -> dict[str, Any]:
    return {name.lower(): item.get("value") for name, item in _members(parameters) if isinstance(item, Map)}


class _Reader:
    """Walks resources, those nested in others, and nested templates, with a stack."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._stack: list[_Place] = []
        self._done = 0

    def all(self, place: _Place, single: Map | None = None) -> Iterator[Component]:
        """Yield the resources of a place and of all that lies below it, or a single one."""
        if single is not None:
            yield from self._resource(place, str(single.get("name") or ""), single, single.line)
        self._stack.append(place)
        while self._stack and self._done < _RESOURCES:
            place = self._stack.pop()
            for name, item, line in _listed(place.resources):
                if isinstance(item, Map):
                    yield from self._resource(place, name, item, line)
                elif item is not None and template.PLACEHOLDER not in str(item):
                    self._source.warn("wrong-type", "a resource that is not an object", line=line)

    def _resource(self, place: _Place, symbol: str, item: Map, line: int | None) -> Iterator[Component]:
        self._done += 1
        line = item.lines.get("type", line)
        name, written = item.get("name"), item.get("type")
        name = name if isinstance(name, str) else ""
        type_ = _azure.joined(place.parent, written, name) if isinstance(written, str) else None
        if type_ is None:
            message = "a resource whose type is not literal" if isinstance(written, str) else "a resource without type"
            self._source.warn("unresolved-type", message, line=line, level=Level.NOTE)
            return
        if item.get("condition") == "false":
            return
        region = self._region(place, item)
        facts = [("api_version", version)] if (version := place.scope.text(item.get("apiVersion"))) else []
        if item.get("existing") == "true":
            facts.append(("mode", "existing"))
        if not _azure.is_of_kubernetes(type_):
            yield _azure.resource(self._source, type_, symbol or name, line, region=region, facts=tuple(facts))
        for key in ("properties", "kind", "identity"):
            yield from _properties.told(self._source, item.get(key), item.lines.get(key))
        if "resources" in item:
            self._stack.append(_Place(item["resources"], place.scope, type_, region))
        if type_.lower() == _azure.DEPLOYMENT.lower():
            self._nested(place.scope, item.get("properties"))
        else:
            self._remedies(item.get("properties"))

    def _region(self, place: _Place, item: Map) -> str | None:
        location = item.get("location")
        return _azure.region(place.scope.text(location)) if location is not None else place.region

    def _nested(self, outer: _Scope, properties: Any) -> None:
        if not isinstance(properties, Map):
            return
        inner = properties.get("template")
        if isinstance(inner, Map):
            given = {name: outer.text(value) for name, value in _values(properties.get("parameters")).items()}
            scope = _scope(inner, {name: value for name, value in given.items() if value}, outer)
            self._stack.append(_Place(inner.get("resources"), scope))
        elif "templateLink" in properties:
            line = properties.lines["templateLink"]
            self._source.warn("not-followed", "a linked template is not followed", line=line, level=Level.NOTE)

    def _remedies(self, properties: Any) -> None:
        """Put what a policy deploys where it is missing on the stack."""
        for key in ("policyRule", "then", "details", "deployment", "properties"):
            properties = properties.get(key) if isinstance(properties, Map) else None
        if isinstance(properties, Map):
            self._nested(_Scope({}, {}), properties)


def _listed(resources: Any) -> list[tuple[str, Any, int | None]]:
    """Return the resources as (symbolic name, resource, line): a list, or an object of them (languageVersion 2)."""
    if isinstance(resources, Map):
        return [(name, item, resources.lines.get(name)) for name, item in resources.items()]
    if isinstance(resources, Seq):
        return [("", item, line) for item, line in zip(resources, resources.lines, strict=True)]
    return []


_SCHEMA = re.compile(
    rb"\"\$schema\"\s*+:\s*+\"https?://schema\.management\.azure\.com/[\w./-]*?"
    rb"(?:[dD]eploymentTemplate|[dD]eploymentParameters)\.json"
)


def _sniff(head: bytes) -> bool:
    return _SCHEMA.search(head.replace(b"\0", b"")) is not None


EXTRACTOR = Extractor(
    name="arm-template",
    ecosystem="cloud",
    patterns=("azuredeploy.json", "azuredeploy.parameters.json", "mainTemplate.json"),
    sniffed_patterns=("*.json", "*.jsonc"),
    sniff=_sniff,
    parse=parse,
    description="resources with whole type, region and API version, nested ones and templates, images, settings, hosts",
    spec_url="https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
)
