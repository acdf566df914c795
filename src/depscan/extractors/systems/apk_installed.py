"""apk's database: the packages installed on Alpine Linux, Wolfi and other users of apk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.systems._distribution import distribution
from depscan.model import Component, How

_OLD = "lib/apk/db/installed"
_NEW = "usr/lib/apk/db/installed"
_WANTED = frozenset("PVALo")
_VERSION_SIGNS = "<>=~@"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the installed packages; groupings made by hand (``.build-deps``) are none.

    Raises:
        ParseError: no package in it.
    """
    place = _NEW if source.path.endswith(_NEW) else _OLD
    namespace = distribution(source, place).namespace
    asked_for = _asked_for(source, place)
    any_ = False
    for line, fields in _entries(source.lines()):
        name, version = fields.get("P", ""), fields.get("V", "")
        if not name:
            source.warn("incomplete-entry", "a package without a name", line=line)
            continue
        any_ = True
        if name.startswith("."):
            continue
        facts = {"architecture": fields.get("A"), "licence": fields.get("L"), "source": fields.get("o")}
        yield source.package(
            "apk",
            name,
            version or None,
            namespace=namespace,
            line=line,
            how=How.LOCKED,
            direct=name in asked_for if asked_for else None,
            facts=tuple(sorted((key, value) for key, value in facts.items() if value)),
        )
    if not any_:
        raise ParseError("not a database of apk: no package")


def _entries(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and wanted fields of each package; most lines list its files."""
    fields: dict[str, str] = {}
    start = 0
    for number, line in enumerate(lines, 1):
        if not line:
            if fields:
                yield start, fields
            fields, start = {}, 0
        elif line[1:2] == ":" and line[0] in _WANTED:
            if line[0] == "P" or not start:
                start = number
            fields[line[0]] = line[2:].strip()
    if fields:
        yield start, fields


def _asked_for(source: SourceFile, place: str) -> frozenset[str]:
    """Return the names in ``/etc/apk/world``: what somebody asked for, the rest came along."""
    world = source.sibling("../" * place.count("/") + "etc/apk/world")
    if world is None:
        return frozenset()
    try:
        words = world.text().split()
    except ParseError:
        return frozenset()
    return frozenset(_name(word) for word in words if not word.startswith("!"))


def _name(word: str) -> str:
    """Return the name of ``name``, ``name=1.2-r0``, ``name>1``, ``name~1.2`` or ``name@repository``."""
    for sign in _VERSION_SIGNS:
        word = word.partition(sign)[0]
    return word


def _sniff(head: bytes) -> bool:
    start = b"\n" + head
    return b"\nC:Q" in start and b"\nP:" in start


EXTRACTOR = Extractor(
    name="apk-installed",
    ecosystem="apk",
    patterns=(_OLD, _NEW),
    sniff=_sniff,
    parse=parse,
    description="packages installed on Alpine Linux, Wolfi, Chainguard; what was asked for, by etc/apk/world",
    spec_url="https://wiki.alpinelinux.org/wiki/Apk_spec",
    may_be_empty=True,
)
