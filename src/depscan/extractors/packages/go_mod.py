"""go.mod: the modules a Go module requires, after its own and its workspace's replacements."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.model import Component, How, Scope

_TOKEN = re.compile(r'"[^"]*"?|`[^`]*`?|//.*|[()\[\]{},]|(?:(?!//)[^\s()\[\]{},"`])+')
_EXACT = re.compile(r"v\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")
_MODULE = re.compile(r"[^\s/]+(?:/[^\s/]+)*")
_MODULE_LINE = re.compile(rb"^module[ \t]+\S", re.MULTILINE)
_OTHER_LINE = re.compile(rb"^(?:go[ \t]+\d|require[ \t]*[(\w])", re.MULTILINE)
_VERBS = frozenset(
    {"module", "go", "require", "replace", "exclude", "retract", "toolchain", "tool", "godebug", "ignore"}
)
_MOST_PARTS = 64  # of a tool's path
_MOST_MODULES = 5_000  # of a workspace

_Replaces = dict[tuple[str, str | None], tuple[str, str | None]]
_Layer = tuple[SourceFile, _Replaces]


@dataclass(slots=True)
class _Require:
    path: str
    version: str
    line: int
    indirect: bool


@dataclass(slots=True)
class _Document:
    """What matters of a go.mod or a go.work."""

    requires: list[_Require] = field(default_factory=list)
    replaces: _Replaces = field(default_factory=dict)
    tools: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    known: int = 0


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what is required from outside; ``// indirect`` is transitive, modules of the same workspace are left out.

    Raises:
        ParseError: unreadable, or not a go.mod.
    """
    document = _read(source)
    if not document.known:
        raise ParseError("not a go.mod: none of its directives")
    ours, overrides = _workspace(source, document)
    tools = _tool_modules(document)
    for require in document.requires:
        if require.path not in ours:
            yield from _component(require, [*overrides, (source, document.replaces)], is_tool=require.path in tools)


def _component(require: _Require, layers: list[_Layer], *, is_tool: bool) -> Iterator[Component]:
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
    exact = _EXACT.fullmatch(version) is not None
    if not exact:
        facts["constraint"] = version
    namespace, _, name = path.rpartition("/")
    yield source.package(
        "golang",
        name,
        version if exact else None,
        namespace=namespace,
        line=require.line,
        how=How.DECLARED,
        # nothing of the module itself imports a tool's module that is indirect: https://go.dev/ref/mod#go-mod-file-tool
        scope=Scope.DEVELOPMENT if is_tool and require.indirect else Scope.UNKNOWN,
        direct=is_tool or not require.indirect,
        facts=tuple(sorted(facts.items())),
    )


def _read(source: SourceFile) -> _Document:
    document = _Document()
    malformed: list[int] = []
    for verb, words, comment, line in _statements(source):
        document.known += verb in _VERBS
        if verb == "require":
            if len(words) == 2 and _MODULE.fullmatch(words[0]) and ("." in words[0] or _EXACT.fullmatch(words[1])):
                document.requires.append(_Require(words[0], words[1], line, _is_indirect(comment)))
            else:
                malformed.append(line)
        elif verb == "replace":
            if not _add_replacement(document, words):
                malformed.append(line)
        elif verb == "tool":
            document.tools += words[:1]
        elif verb == "use":
            document.uses += words[:1]
    if malformed:
        source.warn("incomplete-entry", f"lines that are no module with a version: {len(malformed)}", line=malformed[0])
    return document


def _add_replacement(document: _Document, words: list[str]) -> bool:
    if "=>" not in words:
        return False
    arrow = words.index("=>")
    old, new = words[:arrow], words[arrow + 1 :]
    if len(old) not in (1, 2) or len(new) not in (1, 2) or (len(new) == 2 and not _MODULE.fullmatch(new[0])):
        return False
    document.replaces[old[0], old[1] if len(old) == 2 else None] = (new[0], new[1] if len(new) == 2 else None)
    return True


def _statements(source: SourceFile) -> Iterator[tuple[str, list[str], str, int]]:
    """Yield (verb, words, comment, line); a line of a block is a statement of the block's verb."""
    block, opened = "", 0
    for number, line in enumerate(source.lines(), 1):
        words = _TOKEN.findall(line)
        comment = words.pop()[2:] if words and words[-1].startswith("//") else ""
        words = [bare for word in words if (bare := word.strip('"`'))]
        if not words:
            continue
        if block:
            if words[0] == ")":
                block = ""
            else:
                yield block, words, comment, number
        elif words[-1] == "(" and len(words) == 2:
            block, opened = words[0], number
        elif words[1:] != ["(", ")"]:
            yield words[0], words[1:], comment, number
    if block:
        source.warn("incomplete-entry", "a block that is never closed", line=opened)


def _is_indirect(comment: str) -> bool:
    words = comment.split(maxsplit=2)
    return words == ["indirect"] or words[:1] == ["indirect;"]


def _tool_modules(document: _Document) -> set[str]:
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


def _workspace(source: SourceFile, document: _Document) -> tuple[set[str], list[_Layer]]:
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
            source.memo[key] = _read(work)
        except ParseError as error:
            source.warn("unreadable-include", f"cannot read go.work: {error}")
    workspace: _Document | None = source.memo[key]
    if workspace is None:
        return set(), []
    # reading every module of a large workspace for every module of it would be quadratic
    parts = {part for require in document.requires for part in require.path.split("/")}
    ours: set[str] = set()
    for folder in dict.fromkeys(workspace.uses[:_MOST_MODULES]):
        name = folder.rstrip("/").rpartition("/")[2]
        if name in parts or name in ("", ".", ".."):
            ours.update(_module(work.sibling(f"{folder.rstrip('/') or '.'}/go.mod")))
    return ours, [(work, workspace.replaces)]


def _module(source: SourceFile | None) -> Iterator[str]:
    """Yield the path that a go.mod gives its module; one that cannot be read is reported when it is its turn."""
    if source:
        with contextlib.suppress(ParseError):
            yield from (words[0] for verb, words, _, _ in _statements(source) if verb == "module" and words)


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
