"""What the descriptors of application platforms have in common: reading them, and saying that the platform runs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.environments import environment_of
from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._settings import Setting, from_setting
from depscan.extractors.packages._origins import host
from depscan.model import PERHAPS_OWN, Component, Facts, How, Kind, Level, Scope
from depscan.syntax import json, json_tree, jsonc, template, toml, yaml
from depscan.syntax.yaml import Map, Seq

_SCOPES = {"development": Scope.DEVELOPMENT, "test": Scope.TEST}
_DEPTH = 60
UNKNOWN = ("$", "{{", "{%", "<%", template.PLACEHOLDER)


def read(source: SourceFile) -> Map:
    """Return a descriptor's document with lines, whichever of YAML, JSON (with comments) and TOML it is written in.

    Raises:
        ParseError: not of the language that its name says, or not a mapping.
    """
    if source.name.endswith(".toml"):
        document: Any = toml.with_lines(source.bytes(), source.text(), scalar=_as_text)
    elif source.name.endswith((".yaml", ".yml")):
        document = yaml.read(_plain(source))
    else:
        json.read_any(jsonc.plain(_plain(source)).encode("utf-8", "surrogatepass"))  # says best what is wrong
        document, error = json_tree.read(source.text())
        if error is not None:
            raise error
    if not isinstance(document, Map):
        raise ParseError(f"not a {source.name}: {'nothing in it' if document is None else 'not a mapping'}")
    return document


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(source: SourceFile) -> str:
    text = source.text()
    if not template.is_template(text):
        return text
    source.warn("template", "a template: what it fills in is left out", level=Level.NOTE)
    return template.plain(text)


# -------------------------------------------------------------------------------------------------- walking it


def at(document: object, *keys: str) -> Any:
    """Return what stands at a path of keys; None where nothing does."""
    for key in keys:
        document = document.get(key) if isinstance(document, Map) else None
    return document


def maps(value: object) -> Iterator[Map]:
    """Yield the mappings of a list; a mapping stands for a list of one."""
    for item in value if isinstance(value, Seq) else [value]:
        if isinstance(item, Map):
            yield item


def entries(value: object) -> Iterator[tuple[str, Any, int]]:
    """Yield key, value and line of a mapping."""
    if isinstance(value, Map):
        for key, item in value.items():
            yield key, item, value.lines.get(key, value.line)


def texts(value: object, line: int | None = None) -> Iterator[tuple[str, int | None]]:
    """Yield the texts of a list with their lines; a text stands for a list of one."""
    if isinstance(value, str):
        yield value, line
    elif isinstance(value, Seq):
        for item, number in zip(value, value.lines, strict=True):
            if isinstance(item, str):
                yield item, number


def literal(value: object) -> str | None:
    """Return a text that is known as a whole."""
    text = value.strip() if isinstance(value, str) else ""
    return text if text and not any(mark in text for mark in UNKNOWN) else None


def first(*values: str | None) -> str | None:
    """Return the first that is there."""
    return next((value for value in values if value), None)


# ------------------------------------------------------------------------------------------------ what is found


def scope_of(source: SourceFile) -> Scope:
    """Return when what a descriptor names is needed, by the environment that its path tells."""
    return _SCOPES.get(environment_of(source.path) or "", Scope.RUNTIME)


def descriptor(
    source: SourceFile,
    name: str = "",
    *,
    line: int | None = 1,
    region: str | None = None,
    facts: Facts = (),
    scope: Scope | None = None,
) -> Component:
    """Return the platform whose descriptor a file is, by the name of file that the platform is known by."""
    return Component(
        kind=Kind.CONFIG,
        name=name if ":" in name else f"file:{name or source.name}",
        scope=scope or scope_of(source),
        direct=True,
        region=region,
        facts=tuple(sorted(facts)),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


def resource(
    source: SourceFile,
    type_: str,
    name: str,
    line: int | None,
    *,
    region: str | None = None,
    endpoint: str | None = None,
    facts: Facts = (),
    scope: Scope | None = None,
) -> Component:
    """Return a service of a platform: ``type.name``; a type with a dot or a colon in it stands in the facts, too."""
    apart = (("type", type_),) if "." in type_ or ":" in type_ else ()
    return Component(
        kind=Kind.RESOURCE,
        name=f"{type_}.{name}" if not apart else f"{type_} {name}",
        scope=scope or scope_of(source),
        direct=True,
        region=region,
        endpoint=endpoint,
        facts=tuple(sorted({*facts, *apart})),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


def variables(source: SourceFile, value: object, *, scope: Scope | None = None) -> Iterator[Component]:
    """Yield what environment variables tell: a mapping, a list of names or of ``NAME=value``, a list of mappings."""
    scope = scope or scope_of(source)
    for key, text, line in _pairs(value):
        yield from from_setting(source, Setting(key, text, line), variable=True, scope=scope)


def _pairs(value: object) -> Iterator[tuple[str, str, int | None]]:
    if isinstance(value, Map):
        for key, item, line in entries(value):
            inner = item.get("value", item.get("default")) if isinstance(item, Map) else item
            yield key, inner if isinstance(inner, str) else "", line
    elif isinstance(value, Seq):
        for item, line in zip(value, value.lines, strict=True):
            if isinstance(item, str):
                key, _, text = item.partition("=")
                yield key, text, line
            elif isinstance(item, Map):
                named = next((item[key] for key in ("key", "name", "variable") if isinstance(item.get(key), str)), "")
                given = item.get("value")
                yield named, given if isinstance(given, str) else "", line


def host_at(source: SourceFile, key: str, value: object, line: int | None) -> Iterator[Component]:
    """Yield the host that one setting names."""
    if isinstance(value, str):
        yield from from_setting(source, Setting(key, value, line), scope=scope_of(source))


def all_settings(source: SourceFile, value: object, *, scope: Scope | None = None) -> Iterator[Component]:
    """Yield what all texts below tell."""
    from depscan.extractors.cloud._settings import flattened

    for setting in flattened(value):
        yield from from_setting(source, setting, scope=scope or scope_of(source))


def scripts(source: SourceFile, value: object, line: int | None, scope: Scope = Scope.BUILD) -> Iterator[Component]:
    """Yield what the commands of a text, or of a list of texts, tell."""
    from depscan.extractors.cloud._commands import from_script

    for text, number in texts(value, line):
        below = 1 if "\n" in text else 0  # a block of YAML stands below its key
        yield from from_script(source, text, number + below if number is not None else None, scope=scope)


def proxied(source: SourceFile, address: object, line: int | None) -> Iterator[Component]:
    """Yield the host that requests are handed on to."""
    name = host(address) if isinstance(address, str) and "://" in address else None
    if name and literal(name):
        yield Component(
            kind=Kind.ENDPOINT,
            name=name,
            scope=scope_of(source),
            direct=True,
            facts=((PERHAPS_OWN, "true"), ("type", "proxy")),
            evidence=source.seen(line, how=How.CONFIGURED),
        )
