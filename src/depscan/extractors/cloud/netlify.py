"""Netlify's netlify.toml: plugins of the build, variables of every context, hosts that requests are handed on to."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import (
    at,
    descriptor,
    entries,
    literal,
    maps,
    proxied,
    read,
    resource,
    scripts,
    variables,
)
from depscan.extractors.packages import _npm
from depscan.model import Component, How, Scope
from depscan.syntax.yaml import Map

_HANDED_ON = ("200", "200!")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Netlify itself, plugins, variables, scheduled functions and hosts of proxies.

    Raises:
        ParseError: not TOML.
    """
    document = read(source)
    yield descriptor(source)
    build = document.get("build")
    yield from variables(source, at(build, "environment"), scope=Scope.BUILD)
    yield from scripts(source, at(build, "command"), _line(build, "command"))
    for _, context, _ in entries(document.get("context")):
        yield from variables(source, at(context, "environment"), scope=Scope.BUILD)
        yield from scripts(source, at(context, "command"), _line(context, "command"))
    for plugin in maps(document.get("plugins")):
        yield from _plugin(source, plugin)
    for name, function, line in entries(document.get("functions")):
        if schedule := literal(at(function, "schedule")):
            yield resource(source, "netlify_scheduled_function", name, line, facts=(("schedule", schedule),))
    for redirect in maps(document.get("redirects")):
        if redirect.get("status") in _HANDED_ON:
            yield from proxied(source, redirect.get("to"), redirect.lines.get("to"))


def _line(value: object, key: str) -> int | None:
    return value.lines.get(key) if isinstance(value, Map) else None


def _plugin(source: SourceFile, plugin: Map) -> Iterator[Component]:
    name = literal(plugin.get("package"))
    if name and _npm.is_name(name) and not name.startswith((".", "/")):
        line = plugin.lines["package"]
        yield _npm.package(source, name, None, line=line, how=How.CONFIGURED, scope=Scope.BUILD, direct=True)


EXTRACTOR = Extractor(
    name="netlify",
    ecosystem="paas",
    patterns=("netlify.toml",),
    parse=parse,
    description="Netlify, plugins of its build, variables of all contexts, scheduled functions, hosts of proxies",
    spec_url="https://docs.netlify.com/configure-builds/file-based-configuration/",
    may_be_empty=True,
)
