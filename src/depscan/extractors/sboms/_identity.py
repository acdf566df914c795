"""What a package URL and a name in an SBOM stand for: a package, an image, an action, a model."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from depscan.extractors.cloud._images import Image, parse_reference
from depscan.extractors.sboms._facts import is_range
from depscan.model import Facts, Kind
from depscan.purl import identify, make, split, versioned

SPECIAL = {
    "docker": Kind.IMAGE,
    "oci": Kind.IMAGE,
    "githubactions": Kind.ACTION,
    "huggingface": Kind.MODEL,
    "mlflow": Kind.MODEL,
}
"""Types of package URLs that do not name packages."""


class Identity(NamedTuple):
    """What a component is, whatever else is said about it."""

    kind: Kind
    name: str
    version: str | None
    purl: str | None
    facts: Facts = ()


def identified(purl: str, version: str | None) -> Identity | None:
    """Return what a package URL stands for, whose version counts where none is said beside it; None if it is none."""
    known = identify(purl.strip())
    if known is None:
        return None
    canonical, type_, name, own_version = known
    kind = SPECIAL.get(type_, Kind.PACKAGE)
    if kind is Kind.IMAGE:
        return image(_reference(purl, type_, name), version, own_version, _qualifier(purl, "tag"))
    if own_version and is_range(own_version):
        parts = split(canonical)
        canonical = make(parts.type, parts.namespace, parts.name) if parts else canonical
    version = version or own_version
    if version and is_range(version):
        return Identity(kind, name, None, canonical, (("constraint", version),))
    return Identity(kind, name, version, canonical if own_version or not version else versioned(canonical, version))


def image(reference: str, *versions: str | None) -> Identity:
    """Return the image that a reference names, with the first tag and the first digest among the versions said."""
    known = parse_reference(reference)
    if known is None:
        return Identity(Kind.IMAGE, reference, next(filter(None, versions), None), None)
    said = [known.tag, known.digest, *versions]
    tag = next((text for text in said if text and ":" not in text and not is_range(text)), None)
    digest = next((text for text in said if text and text.startswith("sha256:")), None)
    known = Image(known.host, known.path, tag, digest)
    return Identity(Kind.IMAGE, known.name, tag, known.purl, (("digest", digest),) if digest else ())


def _reference(purl: str, type_: str, name: str) -> str:
    """Put the registry that a qualifier tells before the name; for the type oci it holds the whole repository."""
    place = _qualifier(purl, "repository_url")
    if not place:
        return name
    place = place.partition("://")[2] or place
    authority, slash, path = place.rstrip("/").removesuffix("/v1").removesuffix("/v2").partition("/")
    place = f"{authority.rpartition('@')[2]}{slash}{path}"  # whatever stands before the host is a credential
    if place.endswith(f"/{name}") or (type_ == "oci" and place.lower().endswith(f"/{name.lower()}")):
        return place
    return f"{place}/{name}"


def _qualifier(purl: str, name: str) -> str | None:
    for pair in purl.partition("#")[0].partition("?")[2].split("&"):
        key, _, value = pair.partition("=")
        if key.lower() == name:
            return unquote(value) or None
    return None
