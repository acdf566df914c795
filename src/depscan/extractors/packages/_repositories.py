"""Where builds for the JVM fetch from: the hosts that a file names, and what that tells of each package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import xml
from depscan.syntax.xml import Element

DEFAULT = "repo.maven.apache.org"
_DEFAULTS = frozenset({DEFAULT, "repo1.maven.org"})


def only_registry(hosts: Sequence[str | None]) -> str | None:
    """Return the host that everything comes from: the only one that is named, if it is not the default one.

    Args:
        hosts: of the repositories that are asked; None for one of which it cannot be told.
    """
    named = set(hosts)
    return next(iter(named)) if len(named) == 1 and not named & _DEFAULTS else None


def endpoints(
    source: SourceFile, named: Iterable[tuple[str | None, int | None]], *, how: How = How.DECLARED
) -> Iterator[Component]:
    """Yield each host besides the default one, for which package comes from which of them cannot be told."""
    seen: set[str] = set()
    for name, line in named:
        if name and name not in _DEFAULTS and name not in seen:
            seen.add(name)
            yield Component(
                kind=Kind.ENDPOINT,
                name=name,
                scope=Scope.BUILD,
                direct=True,
                facts=(("type", "repository"),),
                evidence=source.seen(line, how=how),
            )


def of_settings(root: Element) -> Iterator[tuple[str, Element]]:
    """Yield the addresses in Maven's settings, mirrors first, with what they belong to."""
    for element in (
        *root.all("mirrors", "mirror"),
        *root.all("profiles", "profile", "repositories", "repository"),
        *root.all("profiles", "profile", "pluginRepositories", "pluginRepository"),
    ):
        address = element.value("url")
        if address:
            yield address, element


def mirror(source: SourceFile) -> str | None:
    """Return the host that Maven asks instead of the default repository, by the ``.mvn/settings.xml`` of the tree."""
    for number in range(source.path.count("/") + 1):
        above = "../" * number
        key = ("maven mirror", source.path.rsplit("/", number + 1)[0] if number < source.path.count("/") else "")
        if key not in source.memo:
            source.memo[key] = _mirror(source.sibling(f"{above}.mvn/settings.xml"))
        found: str | None = source.memo[key]
        if found:
            return found
    return None


def _mirror(settings: SourceFile | None) -> str | None:
    try:
        root = xml.read(settings.bytes()) if settings else None
    except ParseError:  # told when it is its turn
        return None
    for element in root.all("mirrors", "mirror") if root else ():
        of = {part.strip() for part in (element.value("mirrorOf") or "").split(",")}
        if of & {"*", "external:*", "central"} and "!central" not in of:
            name = host(element.value("url"))
            return name if name not in _DEFAULTS else None
    return None
