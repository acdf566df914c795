"""What a pyproject.toml asks for: PEP 621, PEP 735, build requirements, and the tables of uv, PDM, Hatch and Poetry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import repository
from depscan.extractors.packages._python import (
    FIRST_TOLD,
    Requirement,
    facts,
    is_local,
    normal,
    origin,
    read_address,
    read_requirement,
    registry,
    scope_of,
    spread,
)
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import toml
from depscan.syntax.toml import Path

_EXACT = re.compile(r"(?:={2,3}\s*)?(\d[A-Za-z0-9_.!+-]*)")


class Asked(NamedTuple):
    """One entry of the document."""

    path: Path
    name: str
    """Empty where the entry is not understood."""
    scope: Scope = Scope.UNKNOWN
    version: str | None = None
    facts: Facts = ()
    extras: tuple[str, ...] = ()
    ours: bool = False
    """The project itself, a member of its workspace, or a path."""


def asked_for(document: dict[str, Any]) -> Iterator[Asked]:
    """Yield the entries of every table that asks for packages, in the order of this module's docstring."""
    reader = _Reader(document)
    for path, scope, optional in _lists(document):
        yield from reader.standard(path, scope, optional=optional)
    for path, scope in _poetry_tables(document):
        yield from reader.poetry(path, scope)


def declared(source: SourceFile, asked: Asked, line: int | None) -> Iterator[Component]:
    """Yield the package that an entry asks for; nothing where it is the project's own."""
    if not asked.name:
        source.warn("invalid-requirement", "not a requirement", line=line)
    elif not asked.ours:
        yield source.package(
            "pypi",
            asked.name,
            asked.version,
            line=line,
            how=How.DECLARED,
            scope=asked.scope,
            direct=True,
            facts=asked.facts,
        )


def asked_beside(source: SourceFile) -> list[Asked]:
    """Return what the pyproject.toml beside a lockfile asks for, build requirements apart; nothing if there is none."""
    manifest = source.sibling("pyproject.toml")
    if manifest is None:
        return []
    try:
        entries = asked_for(toml.read(manifest.bytes()))
        return [entry for entry in entries if entry.name and entry.path[0] != "build-system"]
    except ParseError:
        return []  # that file speaks for itself


def spread_scopes(edges: Mapping[str, Sequence[str]], asked: Sequence[Asked]) -> dict[str, Scope]:
    """Follow the dependencies from what each group asks for; ``edges`` are between ``nodes``."""
    roots = [(scope, [n for e in asked if e.scope is scope for n in nodes(e.name, e.extras)]) for scope in FIRST_TOLD]
    return spread(edges, roots)


def nodes(name: str, extras: Iterable[Any] = ()) -> list[str]:
    """Return a package and its extras as nodes of a graph: ``name`` and ``name[extra]``."""
    return [normal(name), *(f"{normal(name)}[{normal(str(extra))}]" for extra in extras)]


def at(document: Any, *path: str) -> Any:
    """Return the value at a path of keys, or None."""
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def table(document: Any, *path: str) -> dict[str, Any]:
    """Return the table at a path of keys; empty if there is none."""
    value = at(document, *path)
    return value if isinstance(value, dict) else {}


def _lists(document: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Scope, bool]]:
    yield ("project", "dependencies"), Scope.RUNTIME, False
    for extra in table(document, "project", "optional-dependencies"):
        yield ("project", "optional-dependencies", extra), scope_of(extra) or Scope.RUNTIME, True
    for group in table(document, "dependency-groups"):
        yield ("dependency-groups", group), scope_of(group) or Scope.DEVELOPMENT, False
    yield ("build-system", "requires"), Scope.BUILD, False
    yield ("tool", "uv", "dev-dependencies"), Scope.DEVELOPMENT, False
    for group in table(document, "tool", "pdm", "dev-dependencies"):
        yield ("tool", "pdm", "dev-dependencies", group), scope_of(group) or Scope.DEVELOPMENT, False
    for name in table(document, "tool", "hatch", "envs"):
        for key in ("dependencies", "extra-dependencies"):
            yield ("tool", "hatch", "envs", name, key), scope_of(name) or Scope.DEVELOPMENT, False


def _poetry_tables(document: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Scope]]:
    yield ("tool", "poetry", "dependencies"), Scope.RUNTIME
    yield ("tool", "poetry", "dev-dependencies"), Scope.DEVELOPMENT
    for group in table(document, "tool", "poetry", "group"):
        scope = Scope.RUNTIME if group == "main" else scope_of(group) or Scope.DEVELOPMENT
        yield ("tool", "poetry", "group", group, "dependencies"), scope
    yield ("tool", "poetry", "requires-plugins"), Scope.DEVELOPMENT


class _Reader:
    """Reads entries, knowing the document's own name, its indexes and what it says elsewhere of a package's source."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        name = at(document, "project", "name")
        self._own = normal(name) if isinstance(name, str) else ""
        self._indexes, self._default = _indexes(document)
        self._overrides: dict[str, list[Any]] = {}
        for sources in (("tool", "uv", "sources"), ("tool", "poetry", "dependencies")):
            for key, value in table(document, *sources).items():
                self._overrides.setdefault(normal(key), _list(value))
        self._standard: set[tuple[str, str]] = set()

    def standard(self, path: Path, scope: Scope, *, optional: bool) -> Iterator[Asked]:
        """Read an array of PEP 508 strings, PEP 735 includes, and PDM's editable ones."""
        entries = at(self._document, *map(str, path))
        if entries is None:
            return
        if not isinstance(entries, list):
            yield Asked(path, "")
            return
        group = path[1] if path[0] == "dependency-groups" else "main"
        for position, entry in enumerate(entries):
            if isinstance(entry, dict) and "include-group" in entry:
                continue  # what it includes is read where it stands
            try:
                asked = self._asked((*path, position), _requirement(entry), scope, optional=optional)
            except ParseError:
                asked = Asked((*path, position), "")
            self._standard.add((str(group), normal(asked.name)))
            yield asked

    def _asked(self, path: Path, requirement: Requirement, scope: Scope, *, optional: bool) -> Asked:
        name = normal(requirement.name)
        sources = [source for source in self._overrides.get(name, ()) if isinstance(source, dict)]
        ours = name == self._own or bool(requirement.url and is_local(requirement.url))
        ours = ours or (bool(sources) and all(map(_is_ours, sources)))
        version = requirement.version
        return Asked(
            path,
            requirement.name,
            scope,
            version,
            facts(
                constraint=None if version else requirement.constraint,
                marker=requirement.marker,
                optional="true" if optional else None,
                registry=None if requirement.url else self._registry(sources),
                repository=origin(requirement.url) if requirement.url else _repository(sources),
            ),
            requirement.extras,
            ours,
        )

    def poetry(self, path: Path, scope: Scope) -> Iterator[Asked]:
        """Read one of Poetry's tables: each name with a version, a table, or a list of both for several markers."""
        group = str(path[3]) if len(path) == 5 else "main"
        for name, value in table(self._document, *map(str, path)).items():
            if name.lower() == "python" or (group, normal(name)) in self._standard:
                continue  # where the standard's table asks for it too, this one only says more about its source
            several = isinstance(value, list)
            for position, entry in enumerate(_list(value)):
                where = (*path, name, position) if several else (*path, name)
                if isinstance(entry, str):
                    entry = {"version": entry}  # noqa: PLW2901 - the short form
                yield self._from_table(where, name, entry, scope) if isinstance(entry, dict) else Asked(where, "")

    def _from_table(self, path: Path, name: str, entry: dict[str, Any], scope: Scope) -> Asked:
        constraint = _text(entry.get("version")).strip()
        exact = _EXACT.fullmatch(constraint)
        extras = entry.get("extras")
        return Asked(
            path,
            name,
            scope,
            exact[1] if exact else None,
            facts(
                constraint=None if exact or constraint == "*" else constraint,
                marker=_text(entry.get("markers")),
                optional="true" if entry.get("optional") is True else None,
                registry=self._registry([entry]),
                repository=_repository([entry]),
            ),
            tuple(extra for extra in extras if isinstance(extra, str)) if isinstance(extras, list) else (),
            _is_ours(entry),
        )

    def _registry(self, sources: list[dict[str, Any]]) -> str | None:
        for source in sources:
            index = source.get("index", source.get("source"))
            if isinstance(index, str) and index in self._indexes:
                return registry(self._indexes[index])
            if "git" in source or "url" in source:
                return None
        return self._default


def _requirement(text: Any) -> Requirement:
    if not isinstance(text, str):
        raise ParseError("not a string")
    if text.startswith("-e "):
        return read_address(text[3:].strip())
    return read_requirement(text)


def _indexes(document: dict[str, Any]) -> tuple[dict[str, str], str | None]:
    """Return the addresses of named indexes, and the host that replaces the public index if there is just one."""
    named: dict[str, str] = {}
    replacing: list[str] = []
    others = 0
    for tool, table_name in (("uv", "index"), ("poetry", "source"), ("pdm", "source")):
        for index in _list(at(document, "tool", tool, table_name)):
            name, url, priority = (_text(at(index, key)) for key in ("name", "url", "priority"))
            named.setdefault(name, url)
            if url and (at(index, "default") is True or priority in ("default", "primary") or name == "pypi"):
                replacing.append(url)
            elif at(index, "explicit") is not True and priority not in ("explicit", "supplemental"):
                others += 1
    replacing.extend(filter(None, [_text(at(document, "tool", "uv", "index-url"))]))
    others += len(_list(at(document, "tool", "uv", "extra-index-url")))
    return named, registry(replacing[0]) if len(replacing) == 1 and not others else None


def _is_ours(source: dict[str, Any]) -> bool:
    return source.get("workspace") is True or "path" in source or "file" in source


def _repository(sources: list[dict[str, Any]]) -> str | None:
    return next((repository(s.get("git") or s.get("url")) for s in sources if "git" in s or "url" in s), None)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
