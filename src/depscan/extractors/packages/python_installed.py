"""Python packages as pip and others install them: ``*.dist-info/METADATA``, ``*.egg-info``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._metadata import read_metadata
from depscan.extractors.packages._python import facts, is_local, origin
from depscan.model import Component, How
from depscan.syntax import json

_OWN = ("../setup.py", "../pyproject.toml", "../setup.cfg", "../../setup.py", "../../pyproject.toml", "../../setup.cfg")
"""Beside the metadata that setuptools leaves in a project's own tree, or above its ``src``."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the package itself, unless it is the project or was installed from a folder.

    Raises:
        ParseError: not the metadata of a package.
    """
    metadata = read_metadata(source.lines())
    if _is_own(source):
        return
    place = _direct_url(source)
    if place is not None and (not place or is_local(place)):
        return
    yield source.package(
        "pypi",
        metadata.name,
        metadata.version,
        line=metadata.line,
        how=How.LOCKED,
        direct=_was_asked_for(source),
        facts=facts(licence=metadata.licence, repository=origin(place) if place else None),
    )


def _is_own(source: SourceFile) -> bool:
    """Tell whether it is the project's own, which setuptools describes in the project's tree when it is built."""
    if "-packages/" in source.path or not source.folder.endswith(".egg-info"):
        return False
    return any(source.sibling(path) for path in _OWN)


def _direct_url(source: SourceFile) -> str | None:
    """Return the address that it was installed from (PEP 610): empty for a folder, None for an index."""
    file = source.sibling("direct_url.json") if source.name == "METADATA" else None
    if file is None:
        return None
    try:
        document: Any = json.read_any(file.bytes())
    except ParseError as error:
        source.warn("unreadable-include", f"cannot read direct_url.json: {error}")
        return None
    if not isinstance(document, dict) or not isinstance(document.get("url"), str):
        return None
    return "" if "dir_info" in document else document["url"]


def _was_asked_for(source: SourceFile) -> bool | None:
    """Tell by what pip notes of what it was told to install; other installers may not."""
    installer = source.sibling("INSTALLER") if source.name == "METADATA" else None
    if installer is None or installer.bytes()[:100].strip() != b"pip":
        return None
    return source.sibling("REQUESTED") is not None


EXTRACTOR = Extractor(
    name="python-installed",
    ecosystem="pypi",
    patterns=("*.dist-info/METADATA", "*.egg-info/PKG-INFO", "*.egg-info", "EGG-INFO/PKG-INFO"),
    sniff=lambda head: head.startswith(b"Metadata-Version:"),
    parse=parse,
    description="installed packages with their licence; asked for or not where pip installed them",
    spec_url="https://packaging.python.org/en/latest/specifications/recording-installed-packages/",
    installed=True,
)
