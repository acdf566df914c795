"""What deno.json, import maps and deno.lock share: what ``npm:``, ``jsr:`` and https specifiers name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from depscan.extractors.base import SourceFile
from depscan.extractors.packages import _git, _npm
from depscan.extractors.packages._origins import repository
from depscan.model import Component, Facts, How, Kind, Scope
from depscan.syntax import lazy

_NPM_HOSTS = frozenset(
    {"esm.sh", "esm.run", "cdn.esm.sh", "cdn.skypack.dev", "cdn.pika.dev", "unpkg.com", "jspm.dev", "ga.jspm.io",
     "cdn.jsdelivr.net", "cdn.jspm.io"}
)  # fmt: skip
"""Hosts that serve the packages of npm as modules, and some of them repositories of GitHub."""
_FORGES = frozenset({"github.com", "raw.githubusercontent.com", "gitlab.com", "bitbucket.org"})
_BUILD = lazy.pattern(r"v\d{1,4}|stable|pin|-|npm")
"""Folders before the package: which build of esm.sh or Skypack it is."""
_SKYPACK = lazy.pattern(r"v(\d[\d.]*+(?:-(?:alpha|beta|rc)[\w.]*+)?)-\w{20}")


class Module(NamedTuple):
    """What a specifier names: a package, or with ``type`` empty a host that serves modules."""

    type: str
    name: str
    """As people write it, scope included; of a host its name."""
    version: str | None = None
    facts: Facts = ()


def read(specifier: str) -> Module | None:
    """Return what a specifier names; None for the project's own files, built-in modules and names of import maps."""
    kind, colon, rest = specifier.strip().partition(":")
    if colon and kind in ("npm", "jsr"):
        return package(kind, rest.lstrip("/"))
    return _remote(specifier.strip()) if kind in ("http", "https") else None


def package(kind: str, text: str, facts: Facts = ()) -> Module | None:
    """Return the package that ``name@^1/path`` names."""
    if text.startswith("@"):
        scope, slash, rest = text.partition("/")
        bare, wanted = _split(rest)
        name = f"{scope}/{bare}" if slash and bare and len(scope) > 1 else ""
    else:
        name, wanted = _split(text)
    if not _npm.is_name(name):
        return None
    spec = _npm.read_spec(name, wanted)
    return Module(kind, name, spec.version, tuple(sorted({*spec.facts, *facts})))


def _split(text: str) -> tuple[str, str]:
    piece = text.partition("/")[0]
    name, _, wanted = piece.partition("@")
    return name, wanted.partition("&")[0]  # esm.sh: name@1.0.0&external=other


def _remote(address: str) -> Module | None:
    where = repository(address)
    if where is None:
        return None
    host, _, path = where.partition("/")
    parts = [part for part in path.split("/", 12) if part]
    found = None
    if host == "deno.land":
        found = _of_deno_land(parts)
    elif host == "jsr.io" and len(parts) > 2 and parts[0].startswith("@"):
        found = package("jsr", f"{parts[0]}/{parts[1]}@{parts[2]}")
    elif host in _NPM_HOSTS:
        found = _of_npm(host, parts)
    elif host in _FORGES:
        found = _of_forge(address)
    return found or Module("", host, None, (("type", "module"),))


def _of_deno_land(parts: list[str]) -> Module | None:
    facts = (("registry", "deno.land"),)
    if parts[:1] == ["x"] and len(parts) > 1:
        name, version = _split(parts[1])
        return Module("generic", f"deno.land/x/{name}", version.removeprefix("v") or None, facts) if name else None
    name, version = _split(parts[0]) if parts else ("", "")
    return Module("generic", "deno.land/std", version or None, facts) if name == "std" else None


def _of_npm(host: str, parts: list[str]) -> Module | None:
    while parts and _BUILD.fullmatch(parts[0]):
        parts = parts[1:]
    if not parts:
        return None
    if parts[0] == "gh" and len(parts) > 2:
        repo, version = _split(parts[2])
        return Module("github", f"{parts[1]}/{repo}", version or None, (("registry", host),))
    if parts[0] == "jsr":
        return package("jsr", "/".join(parts[1:3]), (("registry", host),))
    text = "/".join(parts[:2]).removeprefix("*").removeprefix("npm:")
    name, at, version = text[1:].partition("@")
    pinned = _SKYPACK.match(version)
    return package("npm", f"{text[:1]}{name}{at}{pinned[1] if pinned else version}", (("registry", host),))


def _of_forge(address: str) -> Module | None:
    place = _git.at_archive(address)
    if place is None or place.type == "generic":
        return None
    return Module(place.type, f"{place.namespace}/{place.name}", place.version, place.facts)


def component(
    source: SourceFile,
    module: Module,
    *,
    line: int | None,
    how: How,
    direct: bool | None,
    facts: Iterable[tuple[str, str]] = (),
) -> Component:
    """Return the component of a module; the format never tells what it is needed for."""
    told = tuple(sorted({*module.facts, *facts}))
    if not module.type:
        return Component(
            kind=Kind.ENDPOINT, name=module.name, direct=direct, facts=told, evidence=source.seen(line, how=how)
        )
    namespace, _, name = module.name.rpartition("/")
    return source.package(
        module.type,
        name,
        module.version,
        namespace=namespace,
        line=line,
        how=how,
        scope=Scope.UNKNOWN,
        direct=direct,
        facts=told,
    )
