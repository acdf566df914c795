""".nvmrc, .python-version, .ruby-version, .sdkmanrc and their like: the runtime that a project is run with."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _runtimes
from depscan.model import Component

_TOOLS = {
    ".bun-version": "bun", ".crystal-version": "crystal", ".deno-version": "deno", ".dvmrc": "deno",
    ".exenv-version": "elixir", ".go-version": "go", ".java-version": "java", ".lua-version": "lua",
    ".node-version": "node", ".nvmrc": "node", ".opentofu-version": "opentofu", ".packer-version": "packer",
    ".perl-version": "perl", ".php-version": "php", ".python-version": "python", ".python-versions": "python",
    ".ruby-version": "ruby", ".swift-version": "swift", ".terraform-version": "terraform",
    ".terragrunt-version": "terragrunt", ".yvmrc": "yarn",
}  # fmt: skip
_PAIRS = ".sdkmanrc"
_SEVERAL = frozenset({".python-version", ".python-versions"})
_MOST_VERSIONS = 50


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the runtime, or each of them where the file may name several.

    Raises:
        ParseError: a binary file.
    """
    name = source.name if source.name in _TOOLS else _PAIRS
    found = 0
    for number, line in enumerate(source.lines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        key, equals, value = text.partition("=")
        if name == _PAIRS:
            wanted, versions = (key, value.split()) if equals else ("", [])
        else:
            wanted, versions = _TOOLS[name], text.split()
        found += 1
        if found > _MOST_VERSIONS or (found > 1 and name != _PAIRS and name not in _SEVERAL):
            source.warn("invalid-line", "more lines than the format has", line=number)
            return
        yield from _named(source, wanted, versions if name in _SEVERAL else versions[:1], number)


def _named(source: SourceFile, wanted: str, versions: list[str], line: int) -> Iterator[Component]:
    tool = _runtimes.tool(wanted)
    if tool is None or not versions:
        source.warn("invalid-line", "not a tool and its version", line=line)
        return
    for version in versions[:_MOST_VERSIONS]:
        version_alone = version.partition("@")[0]  # ruby-3.3.0@gemset
        component = _runtimes.component(source, tool, version_alone, line=line)
        if component is not None:
            yield component


EXTRACTOR = Extractor(
    name="version-files",
    ecosystem="generic",
    patterns=(*_TOOLS, _PAIRS),
    parse=parse,
    description="the runtime of a project by name and version; which build of Java, Python or Ruby",
    spec_url="https://github.com/nvm-sh/nvm#nvmrc",
    may_be_empty=True,
)
