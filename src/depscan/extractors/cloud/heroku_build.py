"""Heroku's heroku.yml: add-ons, variables, images that are built or run."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, descriptor, entries, read, scripts, variables
from depscan.extractors.cloud.heroku_app import addons
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Heroku itself, its add-ons, variables, and what its commands tell.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = read(source)
    yield descriptor(source, "heroku.yml")
    setup = document.get("setup")
    yield from addons(source, at(setup, "addons"), scope=None)
    yield from variables(source, at(setup, "config"))
    yield from variables(source, at(document, "build", "config"), scope=Scope.BUILD)
    for _, command, line in entries(document.get("run")):
        words = command.get("command") if isinstance(command, Map) else command
        yield from scripts(source, words, line, Scope.RUNTIME)
    yield from scripts(source, at(document, "release", "command"), document.lines.get("release"), Scope.RUNTIME)


EXTRACTOR = Extractor(
    name="heroku-build",
    ecosystem="paas",
    patterns=("heroku.yml", "heroku.yaml"),
    parse=parse,
    description="Heroku, its add-ons one by one, variables, commands",
    spec_url="https://devcenter.heroku.com/articles/build-docker-images-heroku-yml",
)
