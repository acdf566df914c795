"""RPM's database: the packages installed on Red Hat, SUSE, Fedora, Amazon Linux and what is made from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.systems._distribution import Distribution, distribution
from depscan.extractors.systems._rpm_files import NDB, SQLITE, blobs, is_hash
from depscan.extractors.systems._rpm_header import Header, read_header
from depscan.model import Component, How

_FOLDERS = ("var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm")
_NAMES = ("rpmdb.sqlite", "Packages.db", "Packages")
_KEYS = "gpg-pubkey"
"""Entries for the keys that packages are signed with."""
_LOG = "-wal"
_OWN_SHARE = 4
"""One in so many packages, at least, is by a vendor that the distribution counts as its own."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the installed packages.

    Raises:
        ParseError: not a database of rpm, or damaged; packages before the damage are yielded.
    """
    place = next((folder for folder in _FOLDERS if source.folder.endswith(folder)), _FOLDERS[0])
    system = distribution(source, f"{place}/{source.name}")
    log = source.sibling(source.name + _LOG) if source.name.endswith("sqlite") else None
    if log is not None and log.bytes():
        source.warn("not-all-read", "what is written in rpmdb.sqlite-wal is not yet in this file")
    headers: list[Header] = []
    problem: ParseError | None = None
    try:
        for blob in blobs(source.bytes()):
            try:
                header = read_header(blob)
            except ParseError as error:
                source.warn("incomplete-entry", str(error))
                continue
            if header.name != _KEYS:
                headers.append(header)
    except ParseError as error:
        problem = error
    own = _own_vendors(headers)
    for header in headers:
        if header.name:
            yield _component(source, header, system, own=header.vendor in own)
        else:
            source.warn("incomplete-entry", "a package without a name")
    if problem:
        raise problem


def _own_vendors(headers: Sequence[Header]) -> frozenset[str]:
    """Return the vendors of the distribution itself: by whom most packages are; some of openSUSE's are by SUSE."""
    counts = Counter(header.vendor for header in headers)
    most = max(counts.values(), default=0)
    return frozenset(
        vendor for vendor, count in counts.items() if count == most or count * _OWN_SHARE >= len(headers) or not vendor
    )


def _component(source: SourceFile, header: Header, system: Distribution, *, own: bool) -> Component:
    facts = {
        "architecture": header.architecture,
        "epoch": str(header.epoch) if header.epoch else "",
        "licence": header.licence,
        "module": header.module,
        "source": header.source.removesuffix(".src.rpm").rpartition("-")[0].rpartition("-")[0],
    }
    component = source.package(
        "rpm",
        header.name,
        f"{header.version}-{header.release}" if header.release else header.version or None,
        namespace=system.namespace if own else "",
        line=None,
        how=How.LOCKED,
        facts=tuple(sorted((key, value) for key, value in facts.items() if value)),
    )
    supplier = header.vendor.partition("<")[0].strip()
    return replace(component, supplier=supplier) if supplier else component


def _sniff(head: bytes) -> bool:
    if head.startswith(SQLITE):
        return b"Packages" in head
    return head.startswith(NDB) or is_hash(head)


EXTRACTOR = Extractor(
    name="rpm-database",
    ecosystem="rpm",
    patterns=tuple(f"{folder}/{name}" for folder in _FOLDERS for name in _NAMES),
    sniff=_sniff,
    parse=parse,
    description="packages installed on RHEL, Fedora, SUSE, Amazon Linux and their kin: SQLite, ndb and Berkeley DB",
    spec_url="https://rpm-software-management.github.io/rpm/manual/format_header.html",
)
