"""dpkg's database: the packages installed on Debian, Ubuntu and what is made from them."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.systems._control import Paragraph, paragraphs
from depscan.extractors.systems._distribution import Distribution, distribution
from depscan.extractors.systems._maintainer import is_of_distribution, organisation
from depscan.model import Component, How

_STATUS = "var/lib/dpkg/status"
_SINGLE = "var/lib/dpkg/status.d/*"
_WANTED = frozenset({"Architecture", "License", "Maintainer", "Package", "Source", "Status", "Vendor", "Version"})
_GONE = ("not-installed", "config-files")
"""Nothing of these packages is there, at most their configuration."""
_CHECKSUMS = ".md5sums"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the installed packages.

    Raises:
        ParseError: no package in it.
    """
    if source.name.endswith(_CHECKSUMS):  # lie between the packages of images without a package manager
        return
    system = distribution(source, _SINGLE if source.folder.endswith("/status.d") else _STATUS)
    automatic = _automatic(source)
    any_ = False
    for paragraph in paragraphs(source.lines(), _WANTED):
        name, version = paragraph.get("Package"), paragraph.get("Version")
        any_ = any_ or bool(name)
        if paragraph.get("Status").endswith(_GONE):
            continue
        if not name:
            source.warn("incomplete-entry", "a package without a name", line=paragraph.line)
            continue
        if not version:
            source.warn("incomplete-entry", "a package without a version", line=paragraph.line)
        yield _component(source, paragraph, system, direct=False if name in automatic else None)
    if not any_:
        raise ParseError("not a database of dpkg: no package")


def _component(source: SourceFile, paragraph: Paragraph, system: Distribution, *, direct: bool | None) -> Component:
    name = paragraph.get("Package")
    own = not (paragraph.get("Vendor") or paragraph.get("License"))  # fields of packages that are made elsewhere
    own = own and is_of_distribution(paragraph.get("Maintainer"), system)
    facts = {
        "architecture": paragraph.get("Architecture"),
        "source": paragraph.get("Source").partition(" ")[0],
        "licence": paragraph.get("License"),
    }
    component = source.package(
        "deb",
        name,
        paragraph.get("Version") or None,
        namespace=system.namespace if own else "",
        line=paragraph.line,
        how=How.LOCKED,
        direct=direct,
        facts=tuple(sorted((key, value) for key, value in facts.items() if value)),
    )
    if own:
        return component
    from msgspec.structs import replace

    return replace(component, supplier=organisation(paragraph.get("Vendor") or paragraph.get("Maintainer")))


def _automatic(source: SourceFile) -> frozenset[str]:
    """Return the names of the packages that came along with others, where apt keeps a list of them."""
    states = source.sibling("../apt/extended_states") if source.name == "status" else None
    if states is None:
        return frozenset()
    try:
        marked = list(paragraphs(states.lines(), frozenset({"Package", "Auto-Installed"})))
    except ParseError:
        return frozenset()
    return frozenset(entry.get("Package") for entry in marked if entry.get("Auto-Installed") == "1")


def _sniff(head: bytes) -> bool:
    start = b"\n" + head
    return b"\nPackage: " in start and (b"\nStatus: " in start or b"\nMaintainer: " in start)


EXTRACTOR = Extractor(
    name="dpkg-status",
    ecosystem="deb",
    patterns=(_STATUS, _SINGLE),
    sniff=_sniff,
    parse=parse,
    description="packages installed on Debian, Ubuntu and their kin, in images without dpkg, too",
    spec_url="https://www.debian.org/doc/debian-policy/ch-controlfields.html",
    may_be_empty=True,
)
