"""Container image references: https://pkg.go.dev/github.com/distribution/reference, and variables in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan import purl
from depscan.extractors.base import SourceFile
from depscan.model import Component, Facts, How, Kind, Level, Scope
from depscan.syntax import lazy

DOCKER_HUB = "docker.io"
_HUB_NAMES = frozenset({DOCKER_HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"})
_SCHEMES = ("docker-image://", "docker://", "oci://")
_VARIABLE = lazy.pattern(
    r"\$\{\{[^{}]*+\}\}|\$\{[^{}]*+\}|\$\([^()]*+\)|\$\w++|\{\{[^{}]*+\}\}|<[^<>]*+>|%\w++%|@\w++@|…|[${}]"
)
_UNKNOWN = "\0"
_HOST = lazy.pattern(r"(?:[a-z0-9_-]++(?:\.[a-z0-9_-]++)*+|\[[0-9a-f:]++\])(?::[0-9]{1,5})?")
_PATH = lazy.pattern(r"[a-z0-9]++(?:(?:[./]|_{1,2}|-++)[a-z0-9]++)*+")
_TAG = lazy.pattern(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST = lazy.pattern(r"[a-z0-9+._-]{1,32}:[0-9a-fA-F]{32,128}")


class Image(NamedTuple):
    """An image reference, fully qualified."""

    host: str
    path: str
    """Repository within the registry; of Docker Hub's official images with ``library/``."""
    tag: str | None
    digest: str | None

    @property
    def name(self) -> str:
        """Such as ``docker.io/library/python``."""
        return f"{self.host}/{self.path}"

    @property
    def purl(self) -> str:
        """Package URL; the host is part of the namespace except for Docker Hub."""
        namespace, _, name = (self.path if self.host == DOCKER_HUB else self.name).rpartition("/")
        return purl.make("docker", namespace, name, self.tag)


def parse_reference(text: str) -> Image | None:
    """Split an image reference; a tag or digest that holds a variable is None.

    Returns:
        None where the repository's name is not known, because it holds a variable, or is no name.
    """
    text = _VARIABLE.sub(_UNKNOWN, text.strip())
    for scheme in _SCHEMES:
        text = text.removeprefix(scheme)
    name, at, digest = text.partition("@")
    colon = name.find(":", name.rfind("/") + 1)
    tag = None
    if colon >= 0:
        name, tag = name[:colon], name[colon + 1 :]
    host, path = _qualified(name)
    if len(name) > 512 or not _HOST.fullmatch(host) or not _PATH.fullmatch(path):
        return None
    if (tag is not None and not _says(tag, _TAG)) or (at and not _says(digest, _DIGEST)):
        return None
    known = tag if tag and _UNKNOWN not in tag else None
    return Image(host, path, known, digest.lower() if at and _UNKNOWN not in digest else None)


def _says(text: str, form: re.Pattern[str]) -> bool:
    return _UNKNOWN in text or form.fullmatch(text) is not None


def _qualified(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    # as Docker decides it: a host has a dot, a port or a capital, or is localhost
    if slash and ("." in first or ":" in first or first == "localhost" or first != first.lower()):
        if first.lower() not in _HUB_NAMES:
            return first.lower(), rest.lower()
        name = rest
    return DOCKER_HUB, name.lower() if "/" in name else f"library/{name.lower()}"


def images(
    source: SourceFile, text: str, *, line: int | None, scope: Scope = Scope.UNKNOWN, facts: Facts = ()
) -> Iterator[Component]:
    """Yield the image that a reference names; if its repository is not known, leave a note and yield nothing."""
    image = parse_reference(text)
    if image is None:
        if _VARIABLE.search(text):  # as intended: what it stands for is known elsewhere
            reason, level = "holds a variable", Level.NOTE
        else:
            reason, level = "is not an image name", Level.WARNING
        source.warn("unresolved-image", f"an image left out: its reference {reason}", line=line, level=level)
        return
    if image.digest:
        facts = (*facts, ("digest", image.digest))
    yield Component(
        kind=Kind.IMAGE,
        name=image.name,
        version=image.tag,
        purl=image.purl,
        scope=scope,
        direct=True,
        facts=tuple(sorted(facts)),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


# -------------------------------------------------------------------------------------- what a file's name tells

_PURPOSES = {
    "dev": Scope.DEVELOPMENT, "develop": Scope.DEVELOPMENT, "development": Scope.DEVELOPMENT,
    "local": Scope.DEVELOPMENT, "debug": Scope.DEVELOPMENT, "devcontainer": Scope.DEVELOPMENT,
    "test": Scope.TEST, "tests": Scope.TEST, "testing": Scope.TEST, "e2e": Scope.TEST, "ci": Scope.TEST,
    "integration": Scope.TEST,
}  # fmt: skip
_WORD = lazy.pattern(r"[a-z0-9]++")


def purpose(name: str) -> Scope | None:
    """Return the scope that a name such as ``compose.e2e.yml`` or ``Dockerfile.dev`` tells; None if it tells none."""
    for word in _WORD.findall(name.lower()):
        if word in _PURPOSES:
            return _PURPOSES[word]
    return None
