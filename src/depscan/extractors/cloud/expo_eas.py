"""Expo's eas.json: builds and submissions that run at Expo, variables of each profile."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, descriptor, entries, read, variables
from depscan.model import Component, Scope

_FILE = "eas.json"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Expo Application Services itself, and what the variables of its builds tell.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = read(source)
    yield descriptor(source, _FILE, scope=Scope.BUILD)
    for _, profile, _ in entries(document.get("build")):
        development = at(profile, "developmentClient") == "true"
        yield from variables(source, at(profile, "env"), scope=Scope.DEVELOPMENT if development else Scope.RUNTIME)


EXTRACTOR = Extractor(
    name="expo-eas",
    ecosystem="paas",
    patterns=(_FILE,),
    parse=parse,
    description="Expo Application Services, variables of its builds",
    spec_url="https://docs.expo.dev/eas/json/",
)
