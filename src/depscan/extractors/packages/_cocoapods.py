"""What the formats of CocoaPods share: pods without their subspecs, where they come from, what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from depscan.extractors.base import SourceFile
from depscan.extractors.packages import _ruby
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Scope
from depscan.syntax import lazy

_NAME = lazy.pattern(r"[A-Za-z0-9_][\w.+-]{0,199}")
_TRUNK = frozenset({"trunk", "master", "https://cdn.cocoapods.org"})


def bare(name: str) -> str:
    """Return the name of the pod that a subspec such as ``Firebase/Auth`` is part of; empty if it is no name."""
    name = name.partition("/")[0].strip()
    return name if _NAME.fullmatch(name) else ""


def registry(repository: str) -> str | None:
    """Return the host of a repository of specifications; None for the public one."""
    plain = repository.strip().rstrip("/").removesuffix(".git")
    if plain in _TRUNK or plain.lower().endswith("github.com/cocoapods/specs"):
        return None
    return host(plain)


def declared(
    source: SourceFile,
    name: str,
    wanted: Iterable[_ruby.Value],
    *,
    line: int | None,
    scope: Scope,
    locked: bool = False,
    named: Mapping[str, _ruby.Value] | None = None,
) -> Component:
    """Return a pod that is asked for.

    Args:
        source: the manifest.
        name: without subspec.
        wanted: its requirements.
        line: where it is asked for.
        scope: what for.
        locked: a lockfile tells the version, and may write the same one differently.
        named: options such as ``git`` and ``tag``.
    """
    named = named or {}
    exact, constraint = _ruby.requirement(list(wanted))
    if exact and locked:
        exact, constraint = None, exact
    place = _ruby.git_repository(dict(named))
    facts = {("constraint", constraint), ("repository", place), ("registry", None)}
    if place and not exact:
        exact = None if locked else _text(named.get("tag")) or _text(named.get("commit"))
        facts.add(("branch", _text(named.get("branch"))))
    elif named.get("http") or named.get("source"):
        address = _text(named.get("http"))
        facts.add(("registry", host(address) if address else registry(_text(named.get("source")) or "")))
    return source.package(
        "cocoapods",
        name,
        exact,
        line=line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=tuple(sorted((key, value) for key, value in facts if value)),
    )


def _text(value: _ruby.Value) -> str | None:
    return value if isinstance(value, str) else None
