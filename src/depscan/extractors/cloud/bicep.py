"""Bicep: resources with their parents, modules of registries, extensions, what properties tell; files of parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _azure, _bicep, _properties, _settings
from depscan.extractors.cloud._bicep import Expression, Object, Statement
from depscan.extractors.cloud._images import images, parse_reference
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import json, json_tree, jsonc, lazy
from depscan.syntax.yaml import Map

_PUBLIC = "mcr.microsoft.com/bicep"
_MODULE = lazy.pattern(r"(br|ts)(?:/([\w-]{1,60}+))?+:(.{1,500}+)")
_VERIFIED = lazy.pattern(r"avm/res/([a-z0-9-]++)/([a-z0-9/-]++)")
_REFERENCES = 20


class _Names(NamedTuple):
    """What names of parameters and variables stand for."""

    values: dict[str, Any]

    def text(self, value: Any) -> str | None:
        """Return the literal that a value is or stands for."""
        for _ in range(_REFERENCES):
            if isinstance(value, str):
                return value
            if not isinstance(value, Expression) or value.name not in self.values:
                return None
            value = self.values[value.name]
        return None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield resources, what modules are fetched from and deploy, and what properties and parameters tell.

    Raises:
        ParseError: binary, or bicepconfig.json is not JSON.
    """
    if source.name == "bicepconfig.json":
        yield from _configuration(source)
        return
    read = list(_bicep.statements(source.text()))
    if source.name in ("main.bicep", "main.bicepparam"):
        line = read[0][0].line if read else 1
        yield _named(f"file:{source.name}", source, line)
    if not read and source.text().strip():
        source.warn("nothing-declared", "no statements", level=Level.NOTE)
    yield from _File(source, read).components()


def _named(name: str, source: SourceFile, line: int | None) -> Component:
    return Component(kind=Kind.CONFIG, name=name, evidence=source.seen(line, how=How.CONFIGURED))


class _File:
    """One file: its statements, and what names stand for in it."""

    def __init__(self, source: SourceFile, read: list[Statement]) -> None:
        self._source = source
        self._read = read
        self._names = _Names({**_defaults(read), **_given(source)})

    def components(self) -> Iterator[Component]:
        for statement in self._read:
            word = statement[0].text if statement[0].kind == "word" else ""
            if word == "resource":
                yield from self._resources(statement)
            elif word == "module":
                yield from self._module(statement)
            elif word in ("extension", "provider", "import"):
                yield from self._extension(statement)
            elif word in ("param", "var"):
                yield from self._value(statement)
            elif word == "using" and len(statement) > 1 and statement[1].kind == "text":
                yield from self._fetched(statement[1].text, statement[1].line, "", None)

    def _resources(self, statement: Statement) -> Iterator[Component]:
        """Yield a resource and those declared within it, in order."""
        stack: list[tuple[Statement, str | None, str | None]] = [(statement, None, None)]
        while stack:
            statement, parent, region = stack.pop()
            symbol, written = _symbol(statement)
            type_ = _azure.joined(parent, written) if written else None
            if type_ is None:
                message = "a resource whose type is of no known form"
                self._source.warn("unresolved-type", message, line=statement[0].line)
                continue
            assigned = _assigned(statement)
            if _is_never(assigned):
                continue
            made, _ = _bicep.body(assigned)
            made = made if made is not None else Object(statement[0].line)
            region = self._region(made, region)
            if not _azure.is_of_kubernetes(type_):
                facts = [("api_version", written.partition("@")[2])] if "@" in written else []
                if any(token.is_word("existing") for token in statement[:4]):
                    facts.append(("mode", "existing"))
                line = statement[0].line
                yield _azure.resource(self._source, type_, symbol, line, region=region, facts=tuple(facts))
            told = Map(made.line)
            told.lines = made.lines
            told.update((key, value) for key, value in made.items() if key not in ("name", "location"))
            yield from _properties.told(self._source, told)
            stack.extend((nested, type_, region) for nested in reversed(made.nested))

    def _region(self, made: Object, around: str | None) -> str | None:
        return _azure.region(self._names.text(made["location"])) if "location" in made else around

    def _value(self, statement: Statement) -> Iterator[Component]:
        """Yield the hosts and models that a default, or a value given, names."""
        assigned = _assigned(statement)
        if assigned and len(statement) > 1:
            line = statement[0].line
            value = Map(line)
            value[statement[1].text] = _bicep.value(assigned)
            value.lines[statement[1].text] = line
            yield from _properties.told(self._source, value)

    # --------------------------------------------------------------------------------------------------- modules

    def _module(self, statement: Statement) -> Iterator[Component]:
        symbol, reference = _symbol(statement)
        made, _ = _bicep.body(_assigned(statement))
        given = made.get("params") if made is not None else None
        region = self._region(given, None) if isinstance(given, Object) else None
        yield from self._fetched(reference, statement[0].line, symbol, region)
        if given is not None:
            yield from _properties.told(self._source, given)

    def _fetched(self, reference: str, line: int, symbol: str, region: str | None) -> Iterator[Component]:
        """Yield where a module comes from, and what the verified ones deploy; those of the tree are read themselves."""
        match = _MODULE.fullmatch(reference)
        if not match:
            return
        scheme, alias, path = match[1], match[2], match[3]
        if scheme == "ts":
            yield _azure.resource(self._source, "Microsoft.Resources/templateSpecs", symbol, line)
            return
        if alias:
            registry = _PUBLIC if alias == "public" else _aliases(self._source).get(alias)
            if registry is None:
                message = "a module of an alias that no bicepconfig.json explains"
                self._source.warn("unresolved-module", message, line=line, level=Level.NOTE)
                return
            path = f"{registry}/{path}"
        yield from images(self._source, path, line=line, scope=Scope.BUILD, facts=(("type", "module"),))
        image = parse_reference(path)
        verified = _VERIFIED.search(image.path) if image and image.name.startswith(f"{_PUBLIC}/") else None
        if verified and symbol:
            type_ = _azure.verified_type(verified[1], verified[2].split("/"))
            facts = (("module", verified[0]),)
            yield _azure.resource(self._source, type_, symbol, line, region=region, facts=facts)

    def _extension(self, statement: Statement) -> Iterator[Component]:
        """Yield where an extension, or what another module offers, comes from."""
        for token in statement[1:]:
            if token.kind == "text":
                yield from self._fetched(token.text, token.line, "", None)
            if "microsoftgraph" in token.text.lower():
                yield _named("Microsoft.Graph/extension", self._source, token.line)


def _symbol(statement: Statement) -> tuple[str, str]:
    """Return the symbolic name and the text behind it: a type, or where a module lies."""
    symbol = statement[1].text if len(statement) > 1 and statement[1].kind == "word" else ""
    text = statement[2].text if len(statement) > 2 and statement[2].kind == "text" else ""
    return symbol, text


def _assigned(statement: Statement) -> Statement:
    """Return what stands behind the equals sign."""
    for position, token in enumerate(statement):
        if token.is_mark("="):
            return statement[position + 1 :]
    return ()


def _is_never(assigned: Statement) -> bool:
    """Tell whether a declaration is switched off: ``= if (false) {``."""
    return len(assigned) > 1 and assigned[0].is_word("if") and [token.text for token in assigned[1].inner] == ["false"]


def _defaults(read: list[Statement]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for statement in read:
        if statement[0].text in ("param", "var") and len(statement) > 3 and (assigned := _assigned(statement)):
            if len(assigned) == 1:
                found[statement[1].text] = _bicep.value(assigned)
    return found


def _given(source: SourceFile) -> dict[str, Any]:
    """Return the values of the parameter file of the usual name beside a file."""
    if not source.name.endswith(".bicep"):
        return {}
    stem = source.name.removesuffix(".bicep")
    beside = source.sibling(f"{stem}.bicepparam")
    try:
        if beside is not None:
            return _defaults(list(_bicep.statements(beside.text())))
        beside = source.sibling(f"{stem}.parameters.json")
        document = json_tree.read(beside.text())[0] if beside is not None else None
    except ParseError:
        return {}  # the file is read for itself, and says so
    parameters = document.get("parameters") if isinstance(document, Map) else None
    listed = parameters.items() if isinstance(parameters, Map) else ()
    return {name: item["value"] for name, item in listed if isinstance(item, Map) and "value" in item}


# ---------------------------------------------------------------------------------------------- bicepconfig.json


def _aliases(source: SourceFile) -> dict[str, str]:
    """Return the registries that the nearest bicepconfig.json names."""
    folder = source.folder
    key = ("bicep", folder)
    if key not in source.memo:
        above = folder.count("/") + 1 if folder else 0
        for steps in range(above + 1):
            beside = source.sibling("../" * steps + "bicepconfig.json")
            if beside is not None:
                source.memo[key] = _read_aliases(beside)
                break
        else:
            source.memo[key] = {}
    known: dict[str, str] = source.memo[key]
    return known


def _read_aliases(config: SourceFile) -> dict[str, str]:
    try:
        document, _ = json_tree.read(config.text())
    except ParseError:
        return {}
    found: dict[str, str] = {}
    for name, alias, _ in _registries(document):
        path = alias.get("modulePath")
        found[name] = f"{alias['registry']}/{path}" if isinstance(path, str) and path else str(alias["registry"])
    return found


def _registries(document: Any) -> list[tuple[str, Map, int | None]]:
    for key in ("moduleAliases", "br"):
        document = document.get(key) if isinstance(document, Map) else None
    if not isinstance(document, Map):
        return []
    pairs = [(name, alias) for name, alias in document.items() if isinstance(alias, Map)]
    return [(name, a, a.lines.get("registry")) for name, a in pairs if isinstance(a.get("registry"), str)]


def _configuration(source: SourceFile) -> Iterator[Component]:
    """Yield the registries that aliases stand for, and extensions."""
    document = json_tree.read(source.text())[0]
    json.read_any(jsonc.plain(source.text()).encode("utf-8", "surrogatepass"))  # says what is wrong, and where
    if not isinstance(document, Map):
        raise ParseError("not a bicepconfig.json: not an object")
    yield _named("file:bicepconfig.json", source, document.line)
    for _, alias, line in _registries(document):
        setting = _settings.Setting("registry", alias["registry"], line)
        yield from _settings.from_setting(source, setting, scope=Scope.BUILD)
    extensions = document.get("extensions")
    listed = extensions.items() if isinstance(extensions, Map) else ()
    for name, reference in listed:
        line = extensions.lines.get(name) if isinstance(extensions, Map) else None
        if isinstance(reference, str) and reference.startswith("br:"):
            yield from images(source, reference[3:], line=line, scope=Scope.BUILD, facts=(("type", "extension"),))


_SNIFF = re.compile(
    rb"^(?:targetScope[ \t]*+=|resource[ \t]++\w++[ \t]++'[\w.]++/[\w/.]++@|module[ \t]++\w++[ \t]++'[^']++'[ \t]*+="
    rb"|using[ \t]++'[^']++\.bicep'|param[ \t]++\w++[ \t]++(?:string|int|bool|object|array)\b)",
    re.MULTILINE,
)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="bicep",
    ecosystem="cloud",
    patterns=("*.bicep", "*.bicepparam", "bicepconfig.json"),
    sniff=_sniff,
    parse=parse,
    description="resources with whole type, region and API version, registry modules and what they deploy, settings",
    spec_url="https://learn.microsoft.com/azure/azure-resource-manager/bicep/file",
    may_be_empty=True,
)
