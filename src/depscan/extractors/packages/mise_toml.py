"""mise.toml: the runtimes and tools that mise installs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _runtimes
from depscan.model import Component
from depscan.syntax import toml

_TABLE = re.compile(rb"^\s{0,9}\[(?:tools|tasks\.[\w-]{1,80}\.tools)[.\]]", re.MULTILINE)
_MOST_VERSIONS = 50


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the tools of the project and those of single tasks.

    Raises:
        ParseError: not TOML.
    """
    document = toml.read(source.bytes())
    lines = toml.lines(source.text())
    yield from _tools(source, document.get("tools"), ("tools",), lines)
    tasks = document.get("tasks")
    for name, task in tasks.items() if isinstance(tasks, dict) else ():
        if isinstance(task, dict):
            yield from _tools(source, task.get("tools"), ("tasks", name, "tools"), lines)


def _tools(source: SourceFile, tools: Any, path: toml.Path, lines: dict[toml.Path, int]) -> Iterator[Component]:
    if tools is not None and not isinstance(tools, dict):
        source.warn("wrong-type", "tools are not a table", line=lines.get(path))
    for name, asked in tools.items() if isinstance(tools, dict) else ():
        line = lines.get((*path, name), lines.get(path))
        tool = _runtimes.tool(name)
        versions = list(_versions(asked))
        if tool is None or not versions:
            source.warn("incomplete-entry", "not a tool and its version", line=line)
            continue
        for version in versions[:_MOST_VERSIONS]:
            component = _runtimes.component(source, tool, version, line=line)
            if component is not None:
                yield component


def _versions(asked: Any) -> Iterator[str]:
    """Yield versions of ``"20"``, ``["20", "22"]``, ``{version = "20"}`` or a list of such tables."""
    for one in asked if isinstance(asked, list) else (asked,):
        version = one.get("version") if isinstance(one, dict) else one
        if isinstance(version, dict):
            continue
        if isinstance(version, str | int | float) and not isinstance(version, bool):
            yield str(version)
        elif isinstance(one, dict):  # ref, tag, branch, path: another way to say which
            yield next((f"{key}:{value}" for key, value in one.items() if key in ("ref", "tag", "branch", "path")), "")


EXTRACTOR = Extractor(
    name="mise-toml",
    ecosystem="generic",
    patterns=(
        "mise.toml",
        ".mise.toml",
        "mise.*.toml",
        ".mise.*.toml",
        ".rtx.toml",
        "mise/config.toml",
        "mise/config.*.toml",
        ".mise/config.toml",
        ".config/mise.toml",
        "mise/conf.d/*.toml",
    ),
    parse=parse,
    description="tools of projects and tasks; backends such as `npm:`, `cargo:`, `aqua:`; which build of Java",
    spec_url="https://mise.jdx.dev/configuration.html",
    sniff=lambda head: _TABLE.search(head) is not None,
)
