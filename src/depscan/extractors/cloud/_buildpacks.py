"""Buildpacks as files of platforms name them: an image, a repository, an entry of the registry."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.packages import _git
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import lazy

_NAMED = lazy.pattern(r"(?:urn:cnb:registry:)?+([a-z0-9][\w.-]{0,80})/([a-z0-9][\w.-]{0,80})(?:@([\w.+-]{1,60}))?")


def buildpack(source: SourceFile, text: object, line: int | None, version: str | None = None) -> Iterator[Component]:
    """Yield a buildpack: ``docker://image``, ``https://github.com/owner/name#ref``, ``heroku/nodejs@1.2.3``."""
    if not isinstance(text, str):
        return
    address, _, ref = text.strip().partition("#")
    if address.startswith("docker://"):
        yield from images(source, address, line=line, scope=Scope.BUILD, facts=(("type", "buildpack"),))
    elif "://" in address or address.startswith("git@"):
        place = _git.at_repository(address) if address.endswith(".git") or "github.com/" in address else None
        name = host(address)
        if place:
            place = place.at(ref or None)
            yield _git.component(source, place, line=line, how=How.CONFIGURED, scope=Scope.BUILD)
        elif name:
            seen = source.seen(line, how=How.CONFIGURED)
            yield Component(kind=Kind.ENDPOINT, name=name, scope=Scope.BUILD, direct=True, evidence=seen)
    elif match := _NAMED.fullmatch(address.removeprefix("urn:buildpack:")):
        yield source.package(
            "generic",
            match[2],
            version or match[3],
            namespace=match[1],
            line=line,
            how=How.CONFIGURED,
            scope=Scope.BUILD,
            direct=True,
            facts=(("type", "buildpack"),),
        )
