"""Drone: pipelines of any type, their images, plugins and services."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _drone
from depscan.model import Component


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Drone, images, registries pushed to, hosts that commands and settings reach, names of variables.

    Raises:
        ParseError: not YAML, or no pipeline.
    """
    yield from _drone.read(source, "file:.drone.yml")


EXTRACTOR = Extractor(
    name="drone",
    ecosystem="ci",
    patterns=(".drone.yml", ".drone.yaml"),
    parse=parse,
    description="images of steps, plugins and services; registries and servers that they are set to; commands",
    spec_url="https://docs.drone.io/yaml/docker/",
)
