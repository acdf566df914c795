"""os-release: which distribution a root file system or an image is made of."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.systems._distribution import PLACES, assignments
from depscan.model import Component, How, Kind, Scope

_FACTS = {"BUILD_ID": "build", "ID": "id", "ID_LIKE": "like", "VARIANT_ID": "variant"}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the distribution.

    Raises:
        ParseError: it names none.
    """
    if not source.alone and source.path.endswith(PLACES[1]):
        preferred = source.sibling(f"../../{PLACES[0]}")
        if preferred is not None:  # most often a link to this file; it is read by itself
            return
    values = assignments(source.lines())
    name, line = values.get("NAME") or values.get("ID") or ("", 0)
    if not name:
        raise ParseError("not an os-release file: neither NAME nor ID")
    version = values.get("VERSION_ID") or values.get("BUILD_ID") or ("", 0)
    yield Component(
        kind=Kind.PRODUCT,
        name=name,
        version=version[0] or None,
        scope=Scope.RUNTIME,
        direct=True,
        supplier=values.get("VENDOR_NAME", ("", 0))[0] or None,
        facts=tuple(sorted((key, values[field][0]) for field, key in _FACTS.items() if values.get(field, ("",))[0])),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


def _sniff(head: bytes) -> bool:
    starts = tuple(b"\n" + field for field in (b"NAME=", b"ID=", b"PRETTY_NAME=", b"VERSION_ID="))
    return sum(start in b"\n" + head for start in starts) >= 3


EXTRACTOR = Extractor(
    name="os-release",
    ecosystem="system",
    patterns=PLACES,
    sniff=_sniff,
    parse=parse,
    description="the distribution of a root file system or an image",
    spec_url="https://www.freedesktop.org/software/systemd/man/os-release.html",
)
