"""Quadlet: units of systemd that Podman runs, with their images, variables and log drivers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._settings import Setting, from_setting
from depscan.model import Component, Scope
from depscan.syntax import lazy

_SECTION = lazy.pattern(r"\[([A-Za-z-]+)\]")
_SNIFF = re.compile(rb"(?m)^\[(?:Container|Image|Build|Pod|Volume|Kube|Artifact)\][ \t]*+\r?$")
_OWN = (".image", ".build")
"""Names of other units, which are read for themselves."""
_PAIR = lazy.pattern(r"\"([A-Za-z_]\w*+)=([^\"]*+)\"|'([A-Za-z_]\w*+)=([^']*+)'|(?<!\w)([A-Za-z_]\w*+)=(\S*+)")
_IMAGES = {"Container": "Image", "Image": "Image", "Volume": "Image", "Pod": "InfraImage", "Artifact": "Artifact"}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the images and what variables tell.

    Raises:
        ParseError: no section of Quadlet in it.
    """
    section = ""
    known = False
    for number, line in enumerate(source.lines(), 1):
        text = line.strip()
        if match := _SECTION.fullmatch(text):
            section = match[1]
            known = known or section in _IMAGES or section in ("Build", "Kube", "Network")
            continue
        key, equals, value = text.partition("=")
        key, value = key.strip(), value.strip()
        if not equals or text.startswith(("#", ";")):
            continue
        if key == _IMAGES.get(section) and not value.endswith(_OWN):
            yield from images(source, value, line=number, scope=Scope.RUNTIME)
        elif key == "Environment" and section in ("Container", "Build"):
            for double, first, single, second, name, third in _PAIR.findall(value):
                setting = Setting(double or single or name, first or second or third, number)
                yield from from_setting(source, setting, variable=True)
        elif key == "Secret" and section == "Container":
            name = value.partition(",")[0].upper().replace("-", "_")
            yield from from_setting(source, Setting(name, "", number), variable=True)
        elif key == "LogOpt":
            yield from from_setting(source, Setting(*value.partition("=")[::2], number))
    if not known:
        raise ParseError("not a unit of Quadlet: no section of its own")


EXTRACTOR = Extractor(
    name="quadlet",
    ecosystem="container",
    patterns=(),
    sniffed_patterns=("*.container", "*.image", "*.build", "*.volume", "*.pod", "*.kube", "*.artifact"),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="images of Podman's units for systemd, their variables and secrets",
    spec_url="https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html",
)
