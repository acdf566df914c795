"""environment.yml: what a conda environment is made of, with what pip installs into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._channels import channel
from depscan.extractors.packages._conda import Spec, component, origin, read_spec
from depscan.extractors.packages._python import scope_of
from depscan.extractors.packages._requirements import read_sheet
from depscan.extractors.packages.python_requirements import installed
from depscan.model import Component, How, Scope
from depscan.syntax import yaml

_SNIFF = re.compile(
    rb"^dependencies:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*- (?:pip:|(?![\w.-]+:(?:\s|$)))",
    re.MULTILINE,
)


class _Entry(NamedTuple):
    spec: Spec
    line: int | None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages of conda and of pip; channels that only their address tells are the packages' registry.

    Raises:
        ParseError: not YAML, or not an environment.
    """
    document = yaml.read(source.bytes())
    dependencies = document.get("dependencies") if isinstance(document, yaml.Map) else None
    if not isinstance(dependencies, yaml.Seq):
        raise ParseError("not a conda environment: no list of dependencies")
    scope = scope_of(source.name.rpartition(".")[0]) or Scope.RUNTIME
    hosts = _hosts(document.get("channels"))
    entries: list[_Entry] = []
    pip: list[tuple[int, str]] = []
    for item, line in zip(dependencies, dependencies.lines, strict=True):
        if isinstance(item, yaml.Map) and isinstance(item.get("pip"), yaml.Seq):
            pip += _texts(source, item["pip"])
        else:
            entries += _entry(source, item, line)
    # what is exported with builds is all that was installed
    exported = len(entries) > 1 and all(entry.spec.build for entry in entries)
    only = next(iter(hosts)) if len(hosts) == 1 else None
    for entry in entries:
        yield component(
            source,
            entry.spec,
            entry.line,
            how=How.LOCKED if exported else How.DECLARED,
            scope=scope,
            direct=None if exported else True,
            registry=only,
        )
    if len(hosts) > 1:
        for name, first in hosts.items():
            if name:
                yield channel(source, name, first)
    if pip:
        lines = [""] * max(line for line, _ in pip)
        for line, text in pip:
            lines[line - 1] = text
        yield from installed(source, read_sheet(lines), scope)


def _entry(source: SourceFile, item: Any, line: int) -> list[_Entry]:
    reason = "not a conda specification"
    if isinstance(item, str) and "{{" not in item:
        try:
            return [_Entry(read_spec(item), line)]
        except ParseError as error:
            reason = str(error)
    if item is not None:
        source.warn("invalid-requirement", reason, line=line)
    return []


def _texts(source: SourceFile, items: yaml.Seq) -> Iterator[tuple[int, str]]:
    for item, line in zip(items, items.lines, strict=True):
        if isinstance(item, str):
            yield line, " ".join(item.split())
        elif item is not None:
            source.warn("invalid-requirement", "not a requirement", line=line)


def _hosts(channels: Any) -> dict[str, int | None]:
    """Return the hosts of the channels with the line of the first; the usual ones have none."""
    found: dict[str, int | None] = {}
    if isinstance(channels, yaml.Seq):
        for item, line in zip(channels, channels.lines, strict=True):
            if isinstance(item, str) and item != "nodefaults":
                found.setdefault(dict(origin(item)).get("registry", ""), line)
    return found


EXTRACTOR = Extractor(
    name="conda-environment",
    ecosystem="conda",
    patterns=(),
    sniffed_patterns=("*environment*.yml", "*environment*.yaml", "*env*.yml", "*env*.yaml"),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="conda and pip packages with included requirements, channels; exported environments as locked",
    spec_url="https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html",
)
