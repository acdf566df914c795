"""What the conda formats share: specifications of packages, addresses of packages, channels."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._python import facts
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import lazy

_NAME = lazy.pattern(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199}(?![A-Za-z0-9_.+-])")
_PLAIN = lazy.pattern(r"[A-Za-z0-9_][A-Za-z0-9_.!+-]*")
_ARCHIVES = (".conda", ".tar.bz2")
_PUBLIC = ("conda.anaconda.org", "repo.anaconda.com", "repo.continuum.io")
"""Where channels lie that are given by their name."""
_LONGEST = 2000
_SIGNS = "=<>!~,|"


class Spec(NamedTuple):
    """One package as a manifest or an address names it."""

    name: str
    version: str | None = None
    constraint: str = ""
    build: str = ""
    channel: str = ""
    """A name or an address; empty where it is not told."""


def read_spec(text: str) -> Spec:
    """Return what a specification says: ``numpy``, ``numpy=1.26``, ``numpy 1.26.4 py312_0``, ``channel::numpy>=1``.

    Raises:
        ParseError: it is none.
    """
    text = text.partition(" #")[0].strip()
    if len(text) > _LONGEST:
        raise ParseError("not a conda specification: too long")
    if "://" in text and "::" not in text:
        return read_address(text)
    channel, mark, rest = text.rpartition("::")
    inside = ""
    if "[" in rest:
        rest, _, inside = rest.partition("[")
    keys = _keys(inside)
    name = _NAME.match(rest.strip()) if mark or "::" not in text else None
    if not name:
        raise ParseError("not a conda specification: no name")
    version, constraint, build = _version(keys.get("version") or rest.strip()[name.end() :].strip())
    return Spec(
        name.group().lower(), version, constraint, keys.get("build", build), keys.get("channel") or _channel(channel)
    )


def _keys(text: str) -> dict[str, str]:
    """Read ``version='>=1,<2', channel=conda-forge]``."""
    found: dict[str, str] = {}
    while "=" in text:
        key, _, rest = text.partition("=")
        rest = rest.lstrip()
        end = rest[:1] if rest[:1] in ("'", '"') else ""
        value, _, text = rest[1:].partition(end) if end else rest.rstrip("]").partition(",")
        found[key.strip(" ,")] = value.strip()
    return found


def _version(text: str) -> tuple[str | None, str, str]:
    """Return the exact version if there is one, else the constraint, and the build."""
    words = text.split()
    build = ""
    if len(words) > 1 and not (words[-1][0] in _SIGNS or words[-2][-1] in _SIGNS):
        build = words.pop()
    joined = "".join(words)
    fuzzy = joined.startswith("=") and not joined.startswith("==")
    plain, sign, after = joined.lstrip("=").partition("=")
    if sign and _PLAIN.fullmatch(plain):
        return plain, "", after  # numpy=1.26.4=py312_0
    if not fuzzy and not sign and _PLAIN.fullmatch(plain):
        return plain, "", build
    return None, "" if joined == "*" else joined, build


def _channel(text: str) -> str:
    """Return the channel without the platform: ``conda-forge/linux-64``."""
    channel, _, last = text.rpartition("/")
    return channel if channel and _is_platform(last) else text


def _is_platform(text: str) -> bool:
    return text == "noarch" or text.startswith(("linux-", "osx-", "win-", "emscripten-", "wasi-"))


def read_address(url: str) -> Spec:
    """Return what the address of a package names: ``https://host/channel/linux-64/name-version-build.conda``.

    Raises:
        ParseError: it does not end like a package.
    """
    path = url.partition("#")[0].partition("?")[0]
    folder, _, file = path.rpartition("/")
    suffix = next((suffix for suffix in _ARCHIVES if file.endswith(suffix)), None)
    parts = file.removesuffix(suffix).rsplit("-", 2) if suffix else []
    if len(parts) < 3 or not all(parts):
        raise ParseError("not the address of a conda package")
    return Spec(parts[0].lower(), parts[1].replace("%21", "!"), "", parts[2], _channel(folder))


@lru_cache(maxsize=1024)
def origin(channel: str) -> Facts:
    """Return the channel by its name, and its host if that is not the usual one; nothing of its credentials."""
    if "://" not in channel:
        return facts(channel=channel if _NAME.fullmatch(channel.replace("/", "-")) else None)
    parts = channel.partition("://")[2].partition("?")[0].rstrip("/").split("/")[1:]
    if parts[:1] == ["t"]:  # conda puts tokens into paths: https://host/t/<token>/channel
        parts = parts[2:]
    name, found = "/".join(parts), host(channel)
    return facts(
        channel=name if _NAME.fullmatch(name.replace("/", "-")) else None,
        registry=None if found in _PUBLIC else found,
    )


def component(
    source: SourceFile,
    spec: Spec,
    line: int | None,
    *,
    how: How,
    scope: Scope,
    direct: bool | None,
    registry: str | None = None,
    **more: str | None,
) -> Component:
    """Return a conda package as a component.

    Args:
        source: the file.
        spec: what it says of the package.
        line: where.
        how: as of ``Evidence``.
        scope: what it is for.
        direct: whether it is asked for.
        registry: the host that everything in this file comes from, where its own channel does not tell.
        more: facts.
    """
    own = dict(origin(spec.channel)) if spec.channel else {"registry": registry}
    told = facts(**{**more, **own, "constraint": None if spec.version else spec.constraint})
    return source.package("conda", spec.name, spec.version, line=line, how=how, scope=scope, direct=direct, facts=told)
