"""References of Conan: ``name/version@user/channel#revision``, with a range in place of a version."""

from __future__ import annotations

from typing import NamedTuple

from depscan.extractors.base import SourceFile
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import lazy

# https://docs.conan.io/2/reference/conanfile/attributes.html#name: what names may be made of
_NAME = lazy.pattern(r"[a-zA-Z0-9_][\w.+-]{0,99}")
_PLACEHOLDER = lazy.pattern(r"(?:^|\.)[YZ](?:\.|$)")


class Reference(NamedTuple):
    """What a reference asks for or pins."""

    name: str
    version: str | None
    facts: Facts


def read(text: str) -> Reference | None:
    """Return the parts of a reference; None if it is none."""
    text = text.strip()
    bracket = text.find("[")
    if bracket >= 0:  # name/[>=1.0 <2.0]@user/channel
        end = text.find("]", bracket)
        constraint = text[bracket + 1 : end if end >= 0 else None].strip()
        text = text[:bracket] + (text[end + 1 :] if end >= 0 else "")
    else:
        constraint = ""
    text = text.partition("#")[0].partition("%")[0]
    bare, _, channel = text.partition("@")
    channel = channel.partition(":")[0].strip()
    name, slash, version = bare.partition("/")
    version = version.partition(":")[0].strip()
    if not slash or not _NAME.fullmatch(name):
        return None
    if _PLACEHOLDER.search(version):  # 1.2.Z: any patch
        constraint, version = version, ""
    facts = {("constraint", constraint.partition(",")[0].strip()), ("channel", channel.strip("/_"))}
    return Reference(name, version or None, tuple(sorted(fact for fact in facts if fact[1])))


def package(
    source: SourceFile,
    reference: Reference,
    *,
    line: int | None,
    how: How,
    scope: Scope,
    direct: bool | None,
) -> Component:
    """Return the component of a reference."""
    return source.package(
        "conan",
        reference.name,
        reference.version,
        line=line,
        how=how,
        scope=scope,
        direct=direct,
        facts=reference.facts,
    )
