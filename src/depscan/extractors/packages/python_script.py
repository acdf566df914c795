"""Scripts in Python that say at their top what they need (PEP 723)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._pyproject import asked_for, declared
from depscan.model import Component
from depscan.syntax import toml

_START = re.compile(rb"^# /// script[ \t]*\r?$", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the script's own block asks for.

    Raises:
        ParseError: no such block, or it is not TOML.
    """
    text = _block(source.lines())
    document = toml.read(text.encode("utf-8", "surrogatepass"))
    # the keys are those of a project, without its table
    project = {"project": {"dependencies": document.get("dependencies", [])}, "tool": document.get("tool", {})}
    lines = toml.lines(text)
    for asked in asked_for(project):
        line = lines.get(asked.path[1:], lines.get(asked.path[1:2]))
        if asked.path[0] != "project":
            continue
        yield from declared(source, asked, line)


def _block(lines: list[str]) -> str:
    """Return the block in place of its comments, all other lines empty, so that lines stay what they are."""
    first = next((number for number, line in enumerate(lines) if line.rstrip() == "# /// script"), None)
    if first is None:
        raise ParseError("no block of script metadata")
    last = first + 1
    while last < len(lines) and (lines[last].startswith("# ") or lines[last].rstrip() == "#"):
        last += 1
    # the block ends with the last of the lines that end it: a string may hold one
    end = next((number for number in range(last - 1, first, -1) if lines[number].rstrip() == "# ///"), None)
    if end is None:
        raise ParseError("a block of script metadata without end", line=first + 1)
    return "\n" * (first + 1) + "\n".join(line[2:] for line in lines[first + 1 : end])


EXTRACTOR = Extractor(
    name="python-script",
    ecosystem="pypi",
    patterns=(),
    sniffed_patterns=("*.py",),
    sniff=lambda head: bool(_START.search(head)),
    parse=parse,
    description="dependencies of a single script, in the comment at its top (PEP 723)",
    spec_url="https://packaging.python.org/en/latest/specifications/inline-script-metadata/",
)
