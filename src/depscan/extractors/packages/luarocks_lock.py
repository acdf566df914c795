"""luarocks.lock: the versions that LuaRocks pinned."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._lua import strings
from depscan.model import Component, How, Scope

_TABLES = {"dependencies": Scope.RUNTIME, "build_dependencies": Scope.BUILD, "test_dependencies": Scope.TEST}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the rocks; Lua itself is left out.

    Raises:
        ParseError: a string without end, or not a luarocks.lock.
    """
    text = source.text()
    if not any(name in text for name in _TABLES):
        raise ParseError("not a luarocks.lock: no dependencies")
    for path, version, line, whole in strings(text):
        if len(path) != 2 or path[0] not in _TABLES or not whole or path[1] == "lua":
            continue
        namespace, _, name = path[1].rpartition("/")
        if not name:
            source.warn("incomplete-entry", "a rock without name", line=line)
            continue
        yield source.package(
            "luarocks",
            name,
            version or None,
            namespace=namespace,
            line=line,
            how=How.LOCKED,
            scope=_TABLES[path[0]],
        )


EXTRACTOR = Extractor(
    name="luarocks-lock",
    ecosystem="luarocks",
    patterns=("luarocks.lock",),
    sniff=lambda head: head.lstrip().startswith(b"return") and b"dependencies" in head,
    parse=parse,
    description="pinned rocks, by what they are for",
    spec_url="https://github.com/luarocks/luarocks/blob/main/docs/pinning_versions_with_a_lock_file.md",
)
