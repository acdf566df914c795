""".tool-versions: the runtimes and tools that asdf and mise install."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _runtimes
from depscan.model import Component

_MOST_VERSIONS = 50


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each tool at each version that is named.

    Raises:
        ParseError: a binary file.
    """
    for number, line in enumerate(source.lines(), 1):
        name, *versions = line.partition("#")[0].split() or [""]
        tool = _runtimes.tool(name)
        if tool is None or not versions:
            if name:
                source.warn("invalid-line", "not a tool and its version", line=number)
            continue
        for version in versions[:_MOST_VERSIONS]:
            component = _runtimes.component(source, tool, version, line=number)
            if component is not None:
                yield component


EXTRACTOR = Extractor(
    name="tool-versions",
    ecosystem="generic",
    patterns=(".tool-versions",),
    parse=parse,
    description="runtimes and tools of asdf and mise; which build of Java, Python or Ruby",
    spec_url="https://asdf-vm.com/manage/configuration.html",
    may_be_empty=True,
)
