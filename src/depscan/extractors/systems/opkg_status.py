"""opkg's database: the packages installed on OpenWrt and other systems for small devices."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.systems._control import paragraphs
from depscan.extractors.systems._distribution import distribution
from depscan.model import Component, How

_PLACES = ("usr/lib/opkg/status", "var/lib/opkg/status")
_WANTED = frozenset({"Architecture", "Auto-Installed", "Package", "Status", "Version"})


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the installed packages.

    Raises:
        ParseError: no package in it.
    """
    namespace = distribution(source, _PLACES[0]).namespace
    any_ = False
    for entry in paragraphs(source.lines(), _WANTED):
        name, status = entry.get("Package"), entry.get("Status")
        any_ = any_ or bool(name)
        if status.endswith("not-installed"):
            continue
        if not name:
            source.warn("incomplete-entry", "a package without a name", line=entry.line)
            continue
        architecture = entry.get("Architecture")
        yield source.package(
            "opkg",
            name,
            entry.get("Version") or None,
            namespace=namespace,
            line=entry.line,
            how=How.LOCKED,
            direct=_direct(status, automatic=entry.get("Auto-Installed") == "yes"),
            facts=(("architecture", architecture),) if architecture else (),
        )
    if not any_:
        raise ParseError("not a database of opkg: no package")


def _direct(status: str, *, automatic: bool) -> bool | None:
    if automatic:
        return False
    return True if "user" in status.split()[1:2] else None


EXTRACTOR = Extractor(
    name="opkg-status",
    ecosystem="opkg",
    patterns=_PLACES,
    parse=parse,
    description="packages installed on OpenWrt and other systems with opkg",
    spec_url="https://openwrt.org/docs/guide-user/additional-software/opkg",
    may_be_empty=True,
)
