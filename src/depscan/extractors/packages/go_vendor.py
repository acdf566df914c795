"""vendor/modules.txt: the modules whose code a Go project keeps in its own tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._go import EXACT, module
from depscan.model import Component, How

_SNIFF = re.compile(rb"(?m)^# \S+ v\d\S*(?: => .*)?\r?\n(?:## |[\w.-]+[./])")


class _Header(NamedTuple):
    path: str
    version: str
    line: int
    alias: str | None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the modules of which a package is kept; those replaced by a folder are left out.

    Raises:
        ParseError: unreadable, or not a list of kept modules.
    """
    header: _Header | None = None
    known = False
    malformed: list[int] = []
    for number, line in enumerate(source.lines(), 1):
        if line.startswith("# "):
            known, header = True, _read(line[2:].split(), number)
            if header is None and "=>" not in line:
                malformed.append(number)
        elif line.startswith("## "):
            known = True
        elif line.strip():
            if not known:
                raise ParseError("not a list of kept modules", line=number)
            if header:
                facts = (("alias", header.alias),) if header.alias else ()
                yield module(source, header.path, header.version, line=header.line, how=How.LOCKED, facts=facts)
                header = None
    if malformed:
        source.warn("incomplete-entry", f"lines that are no module with a version: {len(malformed)}", line=malformed[0])


def _read(words: list[str], line: int) -> _Header | None:
    """Read ``path version`` with ``=> path version`` or ``=> folder`` after it."""
    old, new = (words[: words.index("=>")], words[words.index("=>") + 1 :]) if "=>" in words else (words, words)
    if len(old) != 2 or len(new) != 2 or not EXACT.fullmatch(new[1]):
        return None
    return _Header(new[0], new[1], line, old[0] if new[0] != old[0] else None)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="go-vendor",
    ecosystem="golang",
    patterns=("vendor/modules.txt",),
    sniff=_sniff,
    parse=parse,
    description="modules of which code is kept, with their replacements",
    spec_url="https://go.dev/ref/mod#vendoring",
    may_be_empty=True,
)
