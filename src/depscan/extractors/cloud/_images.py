"""Container image references: https://github.com/distribution/reference, and the variables that may stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from depscan import purl
from depscan.extractors.base import SourceFile
from depscan.model import Component, Facts, How, Kind, Level, Scope

DOCKER_HUB = "docker.io"
_HUB_NAMES = frozenset({"index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com"})
_SCHEMES = ("docker-image://", "docker://", "oci://", "https://", "http://")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9_-]*+[a-z0-9])?+(?:\.[a-z0-9_-]++)*+|\[[0-9a-f:]++\])(?::[0-9]{1,5})?")
_PATH = re.compile(r"[a-z0-9]++(?:[._/-]++[a-z0-9]++)*+")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST = re.compile(r"[a-z0-9+._-]{1,32}:[0-9a-f]{32,128}")
_PLACEHOLDERS = ("$", "{{", "}}", "<", ">", "%", "__")


class Image(NamedTuple):
    """An image reference, fully qualified."""

    host: str
    path: str
    """Repository within the registry; official ones of Docker Hub with ``library/``."""
    tag: str | None
    digest: str | None

    @property
    def name(self) -> str:
        """``docker.io/library/python``: what knowledge knows images by."""
        return f"{self.host}/{self.path}"

    @property
    def purl(self) -> str:
        """Package URL; the host is part of the namespace except for Docker Hub."""
        namespace, _, name = (self.path if self.host == DOCKER_HUB else self.name).rpartition("/")
        return purl.make("docker", namespace, name, self.tag)


def parse_reference(text: str) -> Image | None:
    """Split an image reference; None where the repository's name holds a variable or is no name.

    A tag or digest that is not known, because it holds a variable, is None.
    """
    text = text.strip()
    for scheme in _SCHEMES:
        text = text.removeprefix(scheme)
    name, _, digest = text.partition("@")
    slash = name.rfind("/")
    colon = _tag_colon(name, slash)
    tag = name[colon + 1 :] if colon >= 0 else ""
    name = name[:colon] if colon >= 0 else name
    host, path = _qualified(name)
    if any(mark in name for mark in _PLACEHOLDERS) or len(name) > 512:
        return None
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(path):
        return None
    return Image(
        host,
        path,
        tag if _TAG.fullmatch(tag) else None,
        digest if _DIGEST.fullmatch(digest) else None,
    )


def _tag_colon(name: str, slash: int) -> int:
    """Find the colon before the tag; not one inside ``${VAR:-default}`` or of a port."""
    closing = name.rfind("}")
    opening = name.rfind("${")
    colon = name.find(":", slash + 1)
    if opening >= 0 and opening < colon < closing:
        return opening - 1 if opening and name[opening - 1] == ":" else -1
    return colon


def _qualified(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    # as Docker decides it: a host has a dot, a port or a capital, or is localhost
    if slash and ("." in first or ":" in first or first == "localhost" or first != first.lower()):
        host = first.lower()
        if host not in _HUB_NAMES and host != DOCKER_HUB:
            return host, rest.lower()
        name = rest
    name = name.lower()
    return DOCKER_HUB, name if "/" in name else f"library/{name}"
