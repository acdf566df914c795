"""Woodpecker: workflows in one file or a folder, their images, plugins and services."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci, _drone
from depscan.model import Component

_SNIFF = _ci.sniffed(
    rb"^(?:steps|pipeline|when|skip_clone)[ \t]*+:", rb"^[ \t]++(?:-[ \t]++)?(?:image|event|commands)[ \t]*+:"
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Woodpecker, images, registries pushed to, hosts that commands and settings reach, names of variables.

    Raises:
        ParseError: not YAML, or no workflow.
    """
    yield from _drone.read(source, "file:.woodpecker.yml")


EXTRACTOR = Extractor(
    name="woodpecker",
    ecosystem="ci",
    patterns=(".woodpecker.yml", ".woodpecker.yaml"),
    sniffed_patterns=(
        ".woodpecker/*.yml",
        ".woodpecker/*.yaml",
        ".woodpecker/*/*.yml",
        ".woodpecker/*/*.yaml",
    ),
    sniff=lambda head: all(expression.search(head) for expression in _SNIFF),
    parse=parse,
    description="images of steps, plugins and services; registries and servers that they are set to; commands",
    spec_url="https://woodpecker-ci.org/docs/usage/workflow-syntax",
)
