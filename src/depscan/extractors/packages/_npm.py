"""What package.json and the lockfiles of npm, yarn and pnpm share: names, version specifiers, origins, who asked."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import host, repository
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import json, lazy

Node = TypeVar("Node", bound=Hashable)

LOCAL = ("file:", "link:", "portal:", "workspace:", "exec:", "./", "../", "/", "~/", "git+file:")
"""Beginnings of specifiers that name the project's own files."""
RUNTIME_SECTIONS = ("dependencies", "optionalDependencies", "peerDependencies")

_FORGES = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org", "gist": "gist.github.com"}
_ARCHIVES = {"codeload.github.com": "github.com", "github.com": "github.com", "gitlab.com": "gitlab.com",
             "bitbucket.org": "bitbucket.org"}  # fmt: skip
_NO_VERSION = frozenset(":/@")
_SHORTHAND = lazy.pattern(r"[\w.-]+/[\w.-]+")
_SHORT_PATH = lazy.pattern(r"^([\w+]{1,20}://[^/:@]{1,99}@[^/:@]{1,255}):(?!\d)")  # git+ssh://git@host:owner/name
_EXACT = lazy.pattern(r"[v=]{0,2}\s?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)")


class Spec(NamedTuple):
    """What a specifier such as ``^1.2.0``, ``npm:other@1`` or ``github:owner/name`` asks for."""

    name: str
    version: str | None = None
    facts: Facts = ()
    local: bool = False
    """It names files of the project itself, which depscan does not report."""


def package(
    source: SourceFile,
    name: str,
    version: str | None,
    *,
    line: int | None,
    how: How,
    scope: Scope,
    direct: bool | None,
    facts: Iterable[tuple[str, str]] = (),
    type_: str = "npm",
    pointer: str | None = None,
) -> Component:
    """Return the component of a package by its name as people write it, scope included.

    Of what stands where a version should, an address is left out: it can hold credentials.
    """
    namespace, _, bare = name.rpartition("/") if name.startswith("@") else ("", "", name)
    if not bare:
        namespace, bare = "", name
    if version and not _NO_VERSION.isdisjoint(version):
        version = None
    return source.package(
        type_,
        bare,
        version,
        namespace=namespace,
        line=line,
        how=how,
        scope=scope,
        direct=direct,
        facts=tuple(facts),
        pointer=pointer,
    )


def fetched(source: SourceFile, text: str, *, line: int | None, scope: Scope) -> Component | None:
    """Return the package that ``name@version`` in a configuration has fetched; None for a local one."""
    at = text.find("@", 1)
    spec = read_spec(text[:at] if at > 0 else text, text[at + 1 :] if at > 0 else "")
    if spec.local or not is_name(spec.name):
        return None
    return package(
        source,
        spec.name,
        spec.version,
        line=line,
        how=How.CONFIGURED,
        scope=scope,
        direct=True,
        facts=spec.facts,
    )


def is_name(name: str) -> bool:
    """Tell a name from nothing and from an address."""
    return bool(name) and ":" not in name


def read_spec(name: str, text: str) -> Spec:
    """Return what a specifier asks for, in any form that npm, yarn, pnpm or bun take."""
    text = text.strip()
    if text[:1].isdigit() and (exact := _EXACT.fullmatch(text)):  # as nearly all are in a lockfile
        return Spec(name, exact[1])
    if text.startswith("patch:"):  # patch:name@npm%3A1.0.0#…: the package that is patched
        inner = unquote(text[6:].partition("#")[0])
        text = inner[inner.find("@", 1) + 1 :]
    if text.startswith(LOCAL) or text in (".", "..") or text[1:3] == ":\\":
        return Spec(name, local=True)
    if text.startswith("npm:"):
        return _alias(name, text[4:])
    if text.startswith("jsr:"):  # https://jsr.io/docs/npm-compatibility: how JSR's packages are called as npm packages
        spec = _alias(name, text[4:])
        compatible = (
            spec.name if spec.name.startswith("@jsr/") else f"@jsr/{spec.name.lstrip('@').replace('/', '__', 1)}"
        )
        return Spec(compatible, spec.version, tuple(sorted({*spec.facts, ("registry", "npm.jsr.io")})))
    facts = origin(text)
    return Spec(name, None, facts) if facts else _range(name, text)


def _alias(name: str, text: str) -> Spec:
    """``other@^1`` replaces the package of that name; ``^1``, as yarn writes it, does not."""
    at = text.find("@", 1)
    if at < 0 and not text.startswith("@"):
        return _range(name, text)
    other, wanted = (text[:at], text[at + 1 :]) if at > 0 else (text, "")
    spec = _range(other, wanted)
    return spec if other == name else spec._replace(facts=(("alias", name), *spec.facts))


def _range(name: str, text: str) -> Spec:
    exact = _EXACT.fullmatch(text)
    if exact:
        return Spec(name, exact[1])
    is_address = "@" in text or "//" in text  # one that was not understood, and may hold credentials
    return Spec(name, None, (("constraint", text),) if text and not is_address else ())


def origin(address: str) -> Facts:
    """Return the repository or the registry's host that an address names; nothing for a version or a range."""
    scheme, colon, rest = address.partition(":")
    if not colon:
        short = address.partition("#")[0]
        return (("repository", f"github.com/{short}"),) if _SHORTHAND.fullmatch(short) else ()
    if scheme in _FORGES:
        return (("repository", f"{_FORGES[scheme]}/{rest.partition('#')[0]}"),)
    if scheme in ("http", "https") and not _is_git(rest):
        return _downloaded(address)
    if scheme == "git" and not rest.startswith("//"):
        address = rest
    place = repository(_SHORT_PATH.sub(r"\1/", address))
    return (("repository", place),) if place else ()


def _is_git(address: str) -> bool:
    place, _, fragment = address.partition("#")
    return place.endswith(".git") or fragment.startswith("commit=")


def _downloaded(address: str) -> Facts:
    end = address.find("/", 8)
    name = _host(address[:end] if end > 0 else address)
    if name in _ARCHIVES:
        parts = (repository(address) or "").split("/")
        if len(parts) > 2:
            return (("repository", f"{_ARCHIVES[name]}/{parts[1]}/{parts[2].removesuffix('.git')}"),)
    return (("registry", name),) if name else ()


@lru_cache(maxsize=1024)
def _host(beginning: str) -> str | None:
    return host(beginning)


class Manifest(NamedTuple):
    """The part of a package.json that tells who asked for what: specifiers by name."""

    runtime: dict[str, str]
    development: dict[str, str]
    """Asked for in development only."""
    workspaces: bool = False
    """Others ask as well."""


def read_manifest(source: SourceFile | None) -> Manifest | None:
    """Return what a package.json asks for, or None if there is none or it cannot be read."""
    try:
        document = json.read_any(source.bytes()) if source else None
    except ParseError:
        return None  # the file has its own extractor, which reports this
    if not isinstance(document, dict):
        return None
    runtime = {name: spec for section in RUNTIME_SECTIONS for name, spec in strings(document.get(section)).items()}
    development = strings(document.get("devDependencies"))
    return Manifest(runtime, {k: v for k, v in development.items() if k not in runtime}, "workspaces" in document)


def strings(value: Any) -> dict[str, str]:
    """Return the entries of a mapping whose keys and values are strings."""
    if not isinstance(value, dict):
        return {}
    return {key: item for key, item in value.items() if isinstance(item, str)}


def reach(roots: Iterable[tuple[Scope, Iterable[Node]]], edges: Mapping[Node, Iterable[Node]]) -> dict[Node, Scope]:
    """Return for each node the scope of the first group of roots that leads to it, however long the way."""
    scopes: dict[Node, Scope] = {}
    for scope, wanted in roots:
        waiting = list(wanted)
        while waiting:
            node = waiting.pop()
            if node not in scopes:
                scopes[node] = scope
                waiting.extend(edges.get(node, ()))
    return scopes
