"""cpanfile.snapshot: what Carton or Carmel pinned."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._cpan import distributions
from depscan.model import Component, How

_HEADER = "# carton snapshot format:"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the distributions.

    Raises:
        ParseError: not a cpanfile.snapshot.
    """
    lines = source.lines()
    if not lines[0].startswith(_HEADER):
        raise ParseError("not a cpanfile.snapshot: it does not begin like one")
    if not lines[0].removeprefix(_HEADER).strip().startswith("version 1"):
        source.warn("unknown-version", "a newer version of cpanfile.snapshot than is known")
    for distribution in distributions(lines):
        if distribution.version is None:
            source.warn("incomplete-entry", "a distribution without a version", line=distribution.line)
        yield source.package("cpan", distribution.name, distribution.version, line=distribution.line, how=How.LOCKED)


EXTRACTOR = Extractor(
    name="cpanfile-snapshot",
    ecosystem="cpan",
    patterns=("cpanfile.snapshot",),
    sniff=lambda head: head.startswith(_HEADER.encode()),
    parse=parse,
    description="pinned distributions",
    spec_url="https://metacpan.org/dist/Carton",
)
