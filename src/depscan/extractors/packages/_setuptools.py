"""What setup.py and setup.cfg share: one requirement of setuptools as a component."""

from __future__ import annotations

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._python import facts, is_local, origin, read_requirement
from depscan.model import Component, How, Scope


def component(source: SourceFile, text: str, line: int, scope: Scope, *, optional: bool = False) -> Component | None:
    """Return what a requirement asks for; None, with a warning, if it is none, and None for what is the project's own.

    Args:
        source: the file.
        text: the requirement.
        line: where it stands.
        scope: what it is for.
        optional: it belongs to an extra.
    """
    if not text or text.startswith("#"):
        return None
    try:
        requirement = read_requirement(text.partition(" #")[0])
    except ParseError as error:
        source.warn("invalid-requirement", str(error), line=line)
        return None
    if requirement.url and is_local(requirement.url):
        return None
    version = requirement.version
    return source.package(
        "pypi",
        requirement.name,
        version,
        line=line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=facts(
            constraint=None if version else requirement.constraint,
            marker=requirement.marker,
            optional="true" if optional else None,
            repository=origin(requirement.url) if requirement.url else None,
        ),
    )
