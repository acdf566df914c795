"""Buildkite: plugins with the repository they come from, images, queues, variables, what commands reach."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._images import images
from depscan.extractors.packages import _git
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import lazy, yaml

_PLUGIN = lazy.pattern(r"(?:([\w.-]++)/)?([\w.-]++)")
_SNIFF = _ci.sniffed(
    rb"^(?:steps[ \t]*+:|-[ \t]++(?:label|command|commands|wait|block|group|plugins)\b)",
    rb"^[ \t]*+-?[ \t]*+[\"']?(?:label|command|commands|plugins|block|wait|trigger|input)\b[\"']?[ \t]*+(?::|$)",
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Buildkite, plugins, images that plugins run, hosts that commands reach, names of variables.

    Raises:
        ParseError: not YAML, or no pipeline.
    """
    document = _ci.document(source)
    steps: object = document.get("steps") if isinstance(document, yaml.Map) else document
    if not isinstance(steps, yaml.Seq):
        raise ParseError("not a pipeline of Buildkite: no steps")
    yield _ci.service(source, "file:.buildkite/pipeline.yml", steps.line, facts=_queues(document))
    for _, item in _ci.maps(document):
        yield from _ci.variables(source, item.get("env"))
        for name in ("command", "commands"):
            yield from _ci.script(source, item.get(name), item.lines.get(name))
        plugins = item.get("plugins")
        for plugin in plugins if isinstance(plugins, yaml.Seq) else [plugins]:
            if isinstance(plugin, str):
                yield from _plugin(source, plugin, item.lines["plugins"])
            elif isinstance(plugin, yaml.Map):
                for name, given in plugin.items():
                    yield from _plugin(source, name, plugin.lines.get(name))
                    yield from _configured(source, given)


def _queues(document: object) -> Facts:
    names = []
    for _, item in _ci.maps(document):
        agents = item.get("agents")
        if isinstance(agents, yaml.Map):
            names += [f"{key}={value}" for key, value in agents.items() if isinstance(value, str) and "$" not in value]
    return _ci.runner_facts(names)


def _plugin(source: SourceFile, text: str, line: int | None) -> Iterator[Component]:
    """Yield the repository of a plugin: ``docker#v5``, ``owner/name#v1``, or an address."""
    name, _, version = text.strip().partition("#")
    if name.startswith((".", "/", "~")) or "$" in name:
        return
    if "://" not in name and not name.startswith("git@"):
        match = _PLUGIN.fullmatch(name)
        if match is None:
            source.warn("incomplete-entry", "a plugin whose name is not understood", line=line)
            return
        plain = match[2].removesuffix("-buildkite-plugin")
        name = f"https://github.com/{match[1] or 'buildkite-plugins'}/{plain}-buildkite-plugin"
    place = _git.at_repository(name)
    if place:
        at = place.at(version if version and "$" not in version else None)
        yield _git.component(source, at, line=line, how=How.CONFIGURED, scope=Scope.BUILD)


def _configured(source: SourceFile, given: object) -> Iterator[Component]:
    """Yield the image that a plugin runs, and the registries that it is told of."""
    if isinstance(given, yaml.Map):
        for key, value in given.items():
            if key == "image" and isinstance(value, str):
                yield from images(source, value, line=given.lines[key], scope=Scope.BUILD)
            elif isinstance(value, str) and "\n" not in value:
                yield from _ci.setting(source, key, value, given.lines.get(key), variable=False)


EXTRACTOR = Extractor(
    name="buildkite",
    ecosystem="ci",
    patterns=(".buildkite/pipeline.yml", ".buildkite/pipeline.yaml"),
    sniffed_patterns=(".buildkite/*.yml", ".buildkite/*.yaml", "buildkite.yml", "buildkite.yaml"),
    sniff=lambda head: all(expression.search(head) for expression in _SNIFF),
    parse=parse,
    description="plugins by repository, the images they run, queues of agents; what commands and variables reach",
    spec_url="https://buildkite.com/docs/pipelines/configure",
)
