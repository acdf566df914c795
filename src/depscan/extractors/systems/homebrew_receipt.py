"""Homebrew's receipts: one formula installed on a Mac or on Linux."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.model import Component, How
from depscan.syntax.json import Finder, read_any

_DEFAULT_TAP = "homebrew/core"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the formula.

    Raises:
        ParseError: not a receipt, or not in the folder of a formula.
    """
    receipt = read_any(source.bytes())
    folders = source.folder.split("/")
    if not isinstance(receipt, dict) or not ({"source", "homebrew_version", "installed_on_request"} & set(receipt)):
        raise ParseError("not a receipt of Homebrew")
    if len(folders) < 3 or folders[-3] != "Cellar":  # the folders alone tell name and version
        raise ParseError("not in a folder Cellar/<formula>/<version>")
    name, version = folders[-2:]
    origin = receipt.get("source")
    tap = origin.get("tap") if isinstance(origin, dict) else None
    foreign = tap if isinstance(tap, str) and tap != _DEFAULT_TAP else ""
    yield source.package(
        "brew",
        name,
        version,
        namespace=foreign,
        line=Finder(source.bytes()).line_of(b'"homebrew_version"') or 1,
        how=How.LOCKED,
        direct=_direct(receipt),
        facts=(("tap", foreign),) if foreign else (),
    )


def _direct(receipt: dict[Any, Any]) -> bool | None:
    asked_for = receipt.get("installed_on_request")
    return asked_for if isinstance(asked_for, bool) else None


def _sniff(head: bytes) -> bool:
    return b'"homebrew_version"' in head


EXTRACTOR = Extractor(
    name="homebrew-receipt",
    ecosystem="brew",
    patterns=("Cellar/*/*/INSTALL_RECEIPT.json",),
    sniff=_sniff,
    parse=parse,
    description="formulae installed by Homebrew; what was asked for, formulae of other taps",
    spec_url="https://docs.brew.sh/rubydoc/Tab.html",
)
