"""What a person means: a product, a vendor, packages, a host, a resource, an image, a row, a finding."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from depscan.attribute import Attributor
from depscan.errors import UsageError
from depscan.knowledge import subject as subjects
from depscan.knowledge.index import Knowledge
from depscan.knowledge.names import Names
from depscan.model import Component, Confidence, Dependency, Kind

_ROW = re.compile(r"#?([0-9]{1,6})")
_FINGERPRINT = re.compile(r"[0-9a-f]{8,32}")
_PREFIX = "resource:"


class Meant(Struct, frozen=True):
    """What a text stands for in the catalogue."""

    sort: str
    """product, vendor, packages (id of a publisher) or row (id of a dependency that no catalogue has)."""
    id: str


def row_number(text: str) -> int | None:
    """Return the number of a row, written ``3`` or ``#3``, or None."""
    match = _ROW.fullmatch(text)
    return int(match[1]) if match else None


def is_fingerprint(text: str) -> bool:
    """Tell whether a text may be a finding's fingerprint, or the beginning of one."""
    return _FINGERPRINT.fullmatch(text) is not None


def named(text: str, known: Knowledge, near: Sequence[str] = ()) -> Meant:
    """Return what a person means, by the catalogue alone.

    Args:
        text: an id, a purl, a URL or host, an image, a resource, a name.
        known: the catalogue.
        near: ids that were found, to be suggested first.

    Raises:
        UsageError: nothing of that name, with the nearest names.
    """
    if text in known.product_ids:
        return Meant("product", text)
    if text in known.vendor_ids:
        return Meant("vendor", text)
    place = subjects.parse(text)
    if place is None or place[0] == "resource":  # a resource may have its own name behind its type
        bare = _as_component(text, known)
        if bare:
            return bare
    rule = known.match(*place) if place else None
    if rule is not None:
        return Meant("product" if rule.kind == "product" else "packages", rule.id)
    if text.endswith("-packages") or "-listed-" in text:
        return Meant("row", text)
    if place is None or place[0] == "name":
        return _by_people(text.removeprefix("name:"), known, near)
    raise UsageError(f"{text}: nothing in the catalogue claims it{_suggestion(text, near)}")


def _as_component(text: str, known: Knowledge) -> Meant | None:
    """A resource, a host, an image, an action without a word that says which: attributed as if a file named it."""
    attributor = Attributor(known)
    for kind, name in _readings(text):
        attribution = attributor.attribute(Component(kind=kind, name=name))
        if attribution.product:
            return Meant("product", attribution.product)
        if attribution.vendor and attribution.rule:
            return Meant("packages", attribution.rule)
    return None


def _readings(text: str) -> Iterator[tuple[Kind, str]]:
    if any(character.isspace() for character in text):
        return
    name = text.removeprefix(_PREFIX)
    if name != text or "_" in text.partition(".")[0] or "::" in text:
        yield Kind.RESOURCE, name
    place = text.partition("@")[0]
    image = place[: place.rfind(":")] if place.rfind(":") > place.rfind("/") else place
    if "/" in text:
        yield Kind.IMAGE, image
        yield Kind.ACTION, place
        yield Kind.MODEL, place
        yield Kind.IMAGE, f"docker.io/{image}"
    elif image != text:  # with a tag or a digest, of the usual registry
        yield Kind.IMAGE, f"docker.io/library/{image}"
    if "." in text:
        yield Kind.ENDPOINT, text


def _by_people(name: str, known: Knowledge, near: Sequence[str]) -> Meant:
    """Return what a name means, if that is beyond doubt."""
    names = Names(known)
    vendor, sure = names.vendor(name)
    found = names.product(name)
    if found and found.product and found.confidence > Confidence.LOW:
        return Meant("product", found.product)
    if vendor and sure > Confidence.LOW:
        return Meant("vendor", vendor)
    if found:
        several = list(found.candidates or [found.product or ""]) + ([vendor] if vendor else [])
        why = "may mean several things" if len(several) > 1 else "not known"
        raise UsageError(f"{name}: {why}; did you mean {', '.join(several)}?")
    close = _close(name, near) or (
        [vendor] if vendor else _close(name, sorted({*known.product_ids, *known.vendor_ids}))
    )
    if close:
        raise UsageError(f"{name}: not known; did you mean {', '.join(close)}?")
    raise UsageError(f"{name}: not known; `depscan rules list` and `depscan vendors list` list what is")


def is_meant(dependency: Dependency, meant: Meant) -> bool:
    """Tell whether a dependency that was found is what somebody means."""
    if meant.sort == "vendor":
        return dependency.vendor == meant.id
    if meant.sort == "packages":
        return dependency.product is None and dependency.vendor == meant.id.split("/")[1]
    return meant.id in (dependency.id, dependency.product)


def is_named(component: Component, text: str) -> bool:
    """Tell whether a text names a component: its name, its package URL with or without version, its host."""
    bare = text.removeprefix(_PREFIX)
    if text.startswith("pkg:"):
        purl = component.purl or ""
        return text == purl or (bool(purl) and text == purl.rpartition("@")[0])
    if bare in (component.name, component.name.partition(":")[2]):
        return True
    if component.kind is Kind.RESOURCE and component.name.partition(".")[0] == bare:
        return True
    hosts = [component.endpoint] if component.endpoint else []
    hosts += [component.name] if component.kind is Kind.ENDPOINT else []
    return bool(hosts) and subjects.host_of(text) in map(subjects.host_of, hosts)


def not_among(text: str, dependencies: Sequence[Dependency], where: str) -> UsageError:
    """Return the error for what is known, or not, and was not found."""
    number = len(dependencies)
    count = f"{number:,} {'dependency' if number == 1 else 'dependencies'}"
    return UsageError(f"{text}: not among the {count} {where}{_suggestion(text, [d.id for d in dependencies])}")


def _suggestion(text: str, near: Sequence[str]) -> str:
    close = _close(text, near)
    return f"; did you mean {', '.join(close)}?" if close else ""


def _close(text: str, names: Sequence[str]) -> list[str]:
    return difflib.get_close_matches(text.lower()[:200], names, n=3)
