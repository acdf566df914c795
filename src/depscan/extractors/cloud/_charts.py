"""Charts of Helm and Git repositories, as files that deploy them name them."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._manifests import text
from depscan.extractors.packages import _git
from depscan.extractors.packages._origins import repository as place_of
from depscan.model import PERHAPS_OWN, Component, How, Kind, Level, Scope
from depscan.syntax import lazy

TYPE = "helm"
_EXACT = lazy.pattern(r"v?\d++\.\d++\.\d++(?:[-+][\w.+-]++)?")
_NAME = lazy.pattern(r"[A-Za-z0-9][\w.-]{0,200}")
_SHORT = lazy.pattern(r"(?:[\w-]++\.)++[a-z]{2,}+(?::\d++)?(?:/\S*+)?", 0)
_LOCAL = (".", "/", "file:")


def chart(
    source: SourceFile,
    name: object,
    repository: object,
    version: object,
    *,
    line: int | None,
    how: How = How.CONFIGURED,
    scope: Scope = Scope.RUNTIME,
    direct: bool | None = True,
    facts: dict[str, str] | None = None,
) -> Iterator[Component]:
    """Yield a chart, found by the address of its repository; nothing for charts of the same tree.

    Args:
        source: the file that asks for it.
        name: the chart's name, or a whole reference: ``oci://registry/charts/redis``, ``stable/redis``.
        repository: address of the repository, or ``@`` and the name that it is known by; empty if there is none.
        version: exact, or a range.
        line: where it stands.
        how: how it is asked for.
        scope: what it is for.
        direct: whether this project asks for it.
        facts: what else is known.
    """
    asked, address = text(name), text(repository)
    if asked.startswith("oci://") or (not address and asked.startswith("http")):
        address, _, asked = asked.rstrip("/").rpartition("/")
        asked = asked.partition(":")[0]
    if not asked or asked.startswith(_LOCAL) or address.startswith(_LOCAL):
        return
    known = {key: value for key, value in (facts or {}).items() if value}
    if not address and "/" in asked:  # of a repository that has been given a name elsewhere
        alias, _, asked = asked.partition("/")
        address = f"@{alias}"
    if not _NAME.fullmatch(asked):
        return
    namespace = _namespace(address)
    if namespace:
        known["registry"] = namespace.partition("/")[0]
    elif address:
        known["repository"] = address.lstrip("@").removeprefix("alias:")
    wanted = text(version)
    exact = _EXACT.fullmatch(wanted) is not None
    if wanted and not exact:
        known["constraint"] = wanted
    yield source.package(
        TYPE,
        asked,
        wanted if exact else None,
        namespace=namespace,
        line=line,
        how=how,
        scope=scope,
        direct=direct,
        facts=tuple(sorted(known.items())),
    )


def _namespace(address: str) -> str:
    """Return ``host/path`` of a repository; empty for one that is only known by a name."""
    if "://" not in address:
        if not _SHORT.fullmatch(address):
            return ""
        address = f"https://{address}"
    return (place_of(address) or "").strip("/")


def is_local(address: object) -> bool:
    """Tell whether a chart or a repository lies in the same tree."""
    return not text(address) or text(address).startswith(_LOCAL)


def repository(
    source: SourceFile, address: object, revision: object, *, line: int | None, scope: Scope = Scope.RUNTIME
) -> Iterator[Component]:
    """Yield the Git repository that something is deployed from."""
    place = _git.at_repository(text(address))
    if place is not None:
        yield _git.component(source, place.at(text(revision)), line=line, how=How.CONFIGURED, scope=scope)


def endpoint(
    source: SourceFile, address: object, *, line: int | None, scope: Scope = Scope.RUNTIME
) -> Iterator[Component]:
    """Yield the host of a repository of charts."""
    namespace = _namespace(text(address)) if text(address) else ""
    if namespace:
        yield Component(
            kind=Kind.ENDPOINT,
            name=namespace.partition("/")[0],
            scope=scope,
            direct=True,
            facts=((PERHAPS_OWN, "true"), ("setting", "REPOSITORY")),
            evidence=source.seen(line, how=How.CONFIGURED),
        )


def unresolved(source: SourceFile, message: str, line: int | None) -> None:
    """Note what is not followed."""
    source.warn("not-followed", message, line=line, level=Level.NOTE)
