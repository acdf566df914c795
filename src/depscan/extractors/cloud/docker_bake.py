"""Bake files of Docker Buildx, HCL and JSON: images that stand in for contexts, caches, registries pushed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._build_cache import cache
from depscan.extractors.cloud._images import images, parse_reference
from depscan.extractors.cloud._platform import at, entries, literal, read, texts
from depscan.extractors.cloud._settings import Setting, from_setting
from depscan.extractors.cloud._shell_variables import substitute
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import hcl
from depscan.syntax.hcl_expression import Reference, Template
from depscan.syntax.yaml import Map, Seq


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the targets of a bake file name; Dockerfiles are read for themselves.

    Raises:
        ParseError: not HCL or JSON.
    """
    if source.name.endswith(".hcl"):
        targets, error = _from_hcl(source)
    else:
        targets, error = _from_json(source), None
    registries: dict[str, int | None] = {}
    for target in targets:
        yield from _target(source, target)
        for tag, at_line in texts(target.get("tags"), target.line):
            image = parse_reference(tag) if literal(tag.partition("/")[0]) else None
            if image and "/" in tag:
                registries.setdefault(image.host, at_line)
    for host, line in registries.items():
        seen = source.seen(line, how=How.CONFIGURED)
        yield Component(kind=Kind.ENDPOINT, name=host, scope=Scope.BUILD, direct=True, evidence=seen)
    if error is not None:
        raise error


def _target(source: SourceFile, target: Map) -> Iterator[Component]:
    for _, context, line in entries(target.get("contexts")):
        if isinstance(context, str) and context.startswith("docker-image://"):
            yield from images(source, context, line=line, scope=Scope.BUILD)
    for key in ("cache-from", "cache-to"):
        value = target.get(key)
        for item in value if isinstance(value, Seq) else [value]:
            at_line = target.lines.get(key)
            if isinstance(item, Map):
                yield from cache(source, ",".join(f"{name}={text}" for name, text, _ in entries(item)), at_line)
            elif isinstance(item, str) and item:
                yield from cache(source, item, at_line)
    for name, value, line in entries(target.get("args")):
        text = value if isinstance(value, str) else ""
        yield from from_setting(source, Setting(name, text, line), variable=True, scope=Scope.BUILD)


def _from_json(source: SourceFile) -> list[Map]:
    document = read(source)
    defaults = {name: literal(at(part, "default")) or "" for name, part, _ in entries(document.get("variable"))}
    targets = [target for _, target, _ in entries(document.get("target")) if isinstance(target, Map)]
    return [_plain(target, target.line, defaults) for target in targets]


def _from_hcl(source: SourceFile) -> tuple[list[Map], ParseError | None]:
    """Return the targets as mappings; what holds an expression that is not literal is left out."""
    body, error = hcl.read(source.text())
    defaults: dict[str, str] = {}
    for block in body.all("variable"):
        value = block.get("default")
        if block.labels and isinstance(value, str):
            defaults[block.labels[0]] = value
    found = []
    for block in body.all("target"):
        target = Map(block.line)
        for name, attribute in block.attributes.items():
            target[name] = _plain(attribute.value, attribute.line, defaults)
            target.lines[name] = attribute.line
        found.append(target)
    return found, error


def _plain(value: Any, line: int, defaults: Mapping[str, str]) -> Any:
    """Return a value with the defaults of variables in their place; nesting is bounded by who read it."""
    if isinstance(value, dict):
        mapping = Map(getattr(value, "line", line))
        known = getattr(value, "lines", {})
        for key, item in value.items():
            at_line = known.get(key, line)
            mapping[str(key)] = _plain(item, at_line, defaults)
            mapping.lines[str(key)] = at_line
        return mapping
    if isinstance(value, list):
        sequence = Seq(line)
        sequence.lines.extend(getattr(value, "lines", [line] * len(value)))
        sequence.extend(_plain(item, at_line, defaults) for item, at_line in zip(value, sequence.lines, strict=True))
        return sequence
    if isinstance(value, Template):
        return "".join(_part(part, defaults) for part in value.parts)
    if isinstance(value, Reference):
        return _part(value, defaults)
    return substitute(value, defaults) if isinstance(value, str) else None


def _part(part: object, defaults: Mapping[str, str]) -> str:
    if isinstance(part, str):
        return part
    name = part.parts[0] if isinstance(part, Reference) and part.parts else "x"
    return defaults.get(name) or f"${{{name}}}"


EXTRACTOR = Extractor(
    name="docker-bake",
    ecosystem="container",
    patterns=(
        "docker-bake.hcl", "docker-bake.json", "docker-bake.*.hcl", "docker-bake.*.json", "*docker-bake*.hcl",
        "*docker-bake*.json",
    ),
    parse=parse,
    description="images that stand in for contexts, caches of builds, registries that are pushed to",
    spec_url="https://docs.docker.com/build/bake/reference/",
)  # fmt: skip
