"""go.mod: the modules a Go module requires, after its own and its workspace's replacements."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._go import EXACT, Document, Replaces, Require, module, read, statements
from depscan.model import Component, How, Scope

_MODULE_LINE = re.compile(rb"^module[ \t]+\S", re.MULTILINE)
_OTHER_LINE = re.compile(rb"^(?:go[ \t]+\d|require[ \t]*[(\w])", re.MULTILINE)
_MOST_PARTS = 64  # of a tool's path
_MOST_MODULES = 5_000  # of a workspace

_Layer = tuple[SourceFile, Replaces]


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what is required from outside; ``// indirect`` is transitive, modules of the same workspace are left out.

    Raises:
        ParseError: unreadable, or not a go.mod.
    """
    document = read(source)
    if not document.known:
        raise ParseError("not a go.mod: none of its directives")
    ours, overrides = _workspace(source, document)
    tools = _tool_modules(document)
    for require in document.requires:
        if require.path not in ours:
            yield from _component(require, [*overrides, (source, document.replaces)], is_tool=require.path in tools)


def _component(require: Require, layers: list[_Layer], *, is_tool: bool) -> Iterator[Component]:
    """Yield what a requirement ends in, unless that is a folder of the tree; the first layer to replace it counts."""
    path, version = require.path, require.version
    facts: dict[str, str] = {}
    source = layers[-1][0]
    for place, replaces in layers:
        replacement = replaces.get((path, version)) or replaces.get((path, None))
        if replacement is None:
            continue
        if replacement[1] is None:
            if _is_inside(place, replacement[0]):
                return
            facts["replaced-by"] = "a folder outside the target"
        else:
            if replacement[0] != path:
                facts["alias"] = path
            path, version = replacement[0], replacement[1]
        break
    exact = EXACT.fullmatch(version) is not None
    if not exact:
        facts["constraint"] = version
    yield module(
        source,
        path,
        version if exact else None,
        line=require.line,
        how=How.DECLARED,
        # nothing of the module itself imports a tool's module that is indirect: https://go.dev/ref/mod#go-mod-file-tool
        scope=Scope.DEVELOPMENT if is_tool and require.indirect else Scope.UNKNOWN,
        direct=is_tool or not require.indirect,
        facts=tuple(sorted(facts.items())),
    )


def _tool_modules(document: Document) -> set[str]:
    """Return the required modules that provide the tools: of several, the one with the longest path."""
    required = {require.path for require in document.requires}
    found: set[str] = set()
    for tool in document.tools:
        path = tool if tool.count("/") <= _MOST_PARTS else ""
        while path and path not in required:
            path = path.rpartition("/")[0]
        if path:
            found.add(path)
    return found


def _is_inside(source: SourceFile, folder: str) -> bool:
    return source.sibling(f"{folder.replace(chr(92), '/').rstrip('/')}/go.mod") is not None


def _workspace(source: SourceFile, document: Document) -> tuple[set[str], list[_Layer]]:
    """Return the modules that a go.work in this or an upper folder takes from the tree, and its replacements."""
    work, upwards = None, ""
    for _ in range(source.path.count("/") + 1):
        work = source.sibling(f"{upwards}go.work")
        if work:
            break
        upwards += "../"
    if not work:
        return set(), []
    key = ("go", work.path)
    if key not in source.memo:  # it has a line for each of the modules that ask for it
        source.memo[key] = None
        try:
            source.memo[key] = read(work)
        except ParseError as error:
            source.warn("unreadable-include", f"cannot read go.work: {error}")
    workspace: Document | None = source.memo[key]
    if workspace is None:
        return set(), []
    # reading every module of a large workspace for every module of it would be quadratic
    parts = {part for require in document.requires for part in require.path.split("/")}
    ours: set[str] = set()
    for folder in dict.fromkeys(workspace.uses[:_MOST_MODULES]):
        name = folder.rstrip("/").rpartition("/")[2]
        if name in parts or name in ("", ".", ".."):
            ours.update(_path(work.sibling(f"{folder.rstrip('/') or '.'}/go.mod")))
    return ours, [(work, workspace.replaces)]


def _path(source: SourceFile | None) -> Iterator[str]:
    """Yield the path that a go.mod gives its module; one that cannot be read is reported when it is its turn."""
    if source:
        with contextlib.suppress(ParseError):
            yield from (words[0] for verb, words, _, _ in statements(source) if verb == "module" and words)


def _sniff(head: bytes) -> bool:
    return bool(_MODULE_LINE.search(head) and _OTHER_LINE.search(head))


EXTRACTOR = Extractor(
    name="go-mod",
    ecosystem="golang",
    patterns=("go.mod",),
    sniffed_patterns=("*.mod",),
    sniff=_sniff,
    parse=parse,
    description="require, replace, tool, go.work; direct or indirect",
    spec_url="https://go.dev/ref/mod#go-mod-file",
)
