"""mix.exs: what an Elixir project asks for, read without running it."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _mix
from depscan.model import Component, How


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the dependencies; those in folders and of the same umbrella are the project itself.

    Raises:
        ParseError: not a project of Mix, or nested too deeply.
    """
    text = source.text()
    if "Mix." not in text and "deps" not in text:
        raise ParseError("not a mix.exs: no project")
    for found in _mix.dependencies(text):
        if not found.local:
            yield source.package(
                "hex",
                found.package,
                found.version,
                namespace=found.organization,
                line=found.line,
                how=How.DECLARED,
                scope=found.scope,
                direct=True,
                facts=found.facts,
            )


def _sniff(head: bytes) -> bool:
    return b"use Mix.Project" in head


EXTRACTOR = Extractor(
    name="mix-exs",
    ecosystem="hex",
    patterns=("mix.exs",),
    sniff=_sniff,
    parse=parse,
    description="Hex packages, organisations, Git repositories, environments; never run",
    spec_url="https://hexdocs.pm/mix/Mix.Tasks.Deps.html",
)
