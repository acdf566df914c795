"""requirements.txt and its kin: what pip is told to install, with the files they include."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple

import msgspec

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._python import facts, normal, origin, registry, scope_of
from depscan.extractors.packages._requirements import Sheet, read_sheet
from depscan.model import Component, How, Level, Scope
from depscan.syntax import limits
from depscan.syntax.decode import to_text

PATTERNS = (
    "*[Rr]equirements*.txt",
    "*[Rr]equirements*.in",
    "*[Rr]equirements*.pip",
    "requirements*.lock",
    "requirements/*.txt",
    "requirements/*.in",
    "*constraints*.txt",
)


@dataclass(slots=True)
class _Included:
    source: SourceFile
    sheet: Sheet
    scope: Scope
    parent: _Included | None = None

    def comes_from(self, path: str) -> bool:
        """Tell whether a file is this one or one that led here, as far as anybody nests them."""
        file: _Included | None = self
        for _ in range(limits.INCLUDE_DEPTH):
            if file is None:
                return False
            if posixpath.normpath(file.source.path) == path:
                return True
            file = file.parent
        return False


class _Whole(NamedTuple):
    """What holds for all entries of a file."""

    how: How
    direct: bool | None
    names: set[str]
    registry: str | None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what is to be installed, from this file and from those it includes that no walk would find.

    Raises:
        ParseError: binary, or hardly a line is a requirement.
    """
    sheet = read_sheet(_lines(source))
    if "constraint" in source.name.lower():
        source.warn("constraints", "only bounds versions; asks for nothing", level=Level.NOTE)
        return
    if not sheet.plausible:
        if "requirement" in source.name.lower():
            raise ParseError("not a list of requirements")
        source.warn("not-requirements", "not a list of requirements; left out", level=Level.NOTE)
        return
    yield from installed(source, sheet, scope_of(source.name) or scope_of(_folder(source)) or Scope.RUNTIME)


def installed(source: SourceFile, sheet: Sheet, scope: Scope) -> Iterator[Component]:
    """Yield what a sheet asks pip for, with the files it includes that no walk would find.

    Args:
        source: the file in which it stands, by whose lines the sheet counts.
        sheet: the requirements.
        scope: what they are for, unless the name of an included file tells.
    """
    first = _Included(source, sheet, scope)
    bounds: dict[str, str] = {}
    files = list(_with_includes(first, bounds))
    for file in files:
        yield from _components(file, bounds)


def _folder(source: SourceFile) -> str:
    return source.folder.rpartition("/")[2]


def _lines(source: SourceFile) -> list[str]:
    data = source.bytes()
    if b"\0" not in data or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return source.lines()
    text, _ = to_text(data.replace(b"\0", b"\1"))  # a stray NUL spoils its line, not the file
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _with_includes(first: _Included, bounds: dict[str, str]) -> Iterator[_Included]:
    """Yield the file and those it includes, each once, that no walk finds; note the exact versions of constraints."""
    waiting = [(first, False)]
    seen = {(posixpath.normpath(first.source.path), False)}
    while waiting:
        file, constrains = waiting.pop()
        if constrains:
            for entry in file.sheet.entries:
                if entry.requirement.version:
                    bounds.setdefault(normal(entry.requirement.name), entry.requirement.version)
        else:
            yield file
        found: list[tuple[_Included, bool]] = []
        for line, path, only_constrains in file.sheet.includes:
            below = constrains or only_constrains
            key = (posixpath.normpath(posixpath.join(file.source.folder, path)), below)
            if key in seen:  # two that include a third are fine
                if file.comes_from(key[0]):
                    file.source.warn("include-cycle", "includes itself, perhaps by way of others", line=line)
            else:
                seen.add(key)
                walked = not (below or first.source.alone) and _is_walked(key[0])
                included = _include(file, line, path, walked=walked)
                if included:
                    found.append((included, below))
        waiting.extend(reversed(found))


def _include(file: _Included, line: int, path: str, *, walked: bool) -> _Included | None:
    source, known = file.source, len(file.source.diagnostics)
    included = source.sibling(path)
    if included is None:
        if len(source.diagnostics) == known:
            source.warn("missing-include", "includes a file that is not in the target", line=line)
        return None
    if walked:
        return None
    try:
        sheet = read_sheet(_lines(included))
    except ParseError as error:
        source.warn("unreadable-include", f"cannot read an included file: {error}", line=line)
        return None
    if not sheet.plausible:
        source.warn("unreadable-include", "includes a file that is not a list of requirements", line=line)
        return None
    return _Included(included, sheet, scope_of(included.name) or file.scope, file)


def _is_walked(path: str) -> bool:
    name = path.rpartition("/")[2]
    if "constraint" in name.lower():
        return False
    return any(
        fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern}")
        if "/" in pattern
        else fnmatchcase(name, pattern)
        for pattern in PATTERNS
    )


def _components(file: _Included, bounds: dict[str, str]) -> Iterator[Component]:
    _warn(file.source, file.sheet.bad)
    whole = _judge(file)
    for entry in file.sheet.entries:
        requirement = entry.requirement
        version = requirement.version or bounds.get(normal(requirement.name))
        repository = origin(requirement.url) if requirement.url else None
        component = file.source.package(
            "pypi",
            requirement.name or repository or "unnamed",
            version,
            line=entry.line,
            how=whole.how,
            scope=file.scope,
            direct=_is_direct(entry.askers, whole.names) if entry.askers else whole.direct,
            facts=facts(
                constraint=None if version else requirement.constraint,
                marker=requirement.marker,
                registry=None if requirement.url else whole.registry,
                repository=repository,
            ),
        )
        # what an address without a name is called is only known to what is found there
        yield component if requirement.name else msgspec.structs.replace(component, purl=None)


def _judge(file: _Included) -> _Whole:
    """A compiled file notes who asks for what; one that is written by hand has something that is not pinned.

    Where everything is pinned it may be what is asked for or all that was installed.
    """
    entries = file.sheet.entries
    compiled = any(entry.askers or entry.hashed for entry in entries)
    loose = any(not entry.requirement.version and not entry.requirement.url for entry in entries)
    by_hand = not compiled and (loose or file.source.name.endswith(".in"))
    return _Whole(
        How.LOCKED if compiled else How.DECLARED,
        True if by_hand else None,
        {normal(entry.requirement.name) for entry in entries},
        _only_index(file.sheet),
    )


def _warn(source: SourceFile, bad: list[tuple[int, str]]) -> None:
    for line, reason in bad:
        source.warn("invalid-requirement", reason, line=line)


def _only_index(sheet: Sheet) -> str | None:
    """Return the host that everything comes from, if that is one and not the public index."""
    hosts = {host(index): index for index in sheet.indexes}
    hosts.pop(None, None)  # folders
    return registry(hosts.popitem()[1]) if sheet.replaces and len(hosts) == 1 else None


def _is_direct(askers: list[str], names: set[str]) -> bool | None:
    """Judge by who asks: packages of the file, or ``-r requirements.in``, ``name (pyproject.toml)``, the project."""
    answers = {
        asker.startswith("-r") or "(" in asker or normal(asker.partition("[")[0]) not in names
        for asker in askers
        if not asker.startswith(("-c", "--"))
    }
    return max(answers, default=None)


def _sniff(head: bytes) -> bool:
    try:
        text, _ = to_text(head)
    except ParseError:
        return False
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    sheet = read_sheet(lines[:-1] or lines)  # the last line may be cut off
    return sheet.telling and not sheet.bad


EXTRACTOR = Extractor(
    name="python-requirements",
    ecosystem="pypi",
    patterns=PATTERNS,
    sniff=_sniff,
    parse=parse,
    description="includes, constraints, direct or transitive where pip-compile or uv noted it, indexes, repositories",
    spec_url="https://pip.pypa.io/en/stable/reference/requirements-file-format/",
)
