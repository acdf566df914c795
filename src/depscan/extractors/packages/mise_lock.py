"""mise.lock: the versions that mise pinned."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _runtimes
from depscan.model import Component, How
from depscan.syntax import toml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the locked tools.

    Raises:
        ParseError: not TOML, or not a mise.lock.
    """
    document = toml.read(source.bytes())
    tools = document.get("tools")
    if not isinstance(tools, dict):
        raise ParseError("not a mise.lock: no tools")
    lines = toml.lines(source.text())
    for name, entries in tools.items():
        tool = _runtimes.tool(name)
        several = isinstance(entries, list)
        for position, entry in enumerate(entries if several else (entries,)):
            path = ("tools", name, position) if several else ("tools", name)
            version = entry.get("version") if isinstance(entry, dict) else None
            if tool is None or not isinstance(version, str):
                source.warn("incomplete-entry", "not a tool and its version", line=lines.get(path))
                continue
            component = _runtimes.component(source, tool, version, line=lines.get(path), how=How.LOCKED)
            if component is not None:
                yield component


EXTRACTOR = Extractor(
    name="mise-lock",
    ecosystem="generic",
    patterns=("mise.lock", "mise.*.lock", ".mise.lock", "mise/config.lock"),
    parse=parse,
    description="tools at their versions",
    spec_url="https://mise.jdx.dev/dev-tools/mise-lock.html",
    sniff=lambda head: b"[[tools." in head or (b"[tools." in head and b".platforms." in head),
)
