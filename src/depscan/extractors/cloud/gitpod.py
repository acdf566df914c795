"""Gitpod's .gitpod.yml: image of the workspace, what its tasks install, extensions of the editor."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._platform import at, maps, read, scripts, texts
from depscan.model import Component, How, Scope
from depscan.syntax import lazy

_FILE = ".gitpod.yml"
_EXTENSION = lazy.pattern(r"([A-Za-z0-9][\w-]*+)\.([A-Za-z0-9][\w.-]*?)(?:@([\w.-]++))?(?::\S*+)?")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the image, what commands fetch, extensions.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = read(source)
    image = document.get("image")
    if isinstance(image, str):
        yield from images(source, image, line=document.lines["image"], scope=Scope.DEVELOPMENT)
    for task in maps(document.get("tasks")):
        for key in ("before", "init", "prebuild", "command"):
            yield from scripts(source, task.get(key), task.lines.get(key), Scope.DEVELOPMENT)
    for text, line in texts(at(document, "vscode", "extensions")):
        match = _EXTENSION.fullmatch(text)
        if match:
            yield source.package(
                "vscode-extension",
                match[2],
                match[3],
                namespace=match[1],
                line=line,
                how=How.CONFIGURED,
                scope=Scope.DEVELOPMENT,
                direct=True,
            )


EXTRACTOR = Extractor(
    name="gitpod",
    ecosystem="container",
    patterns=(_FILE,),
    parse=parse,
    description="image of the workspace, what tasks fetch, extensions of the editor",
    spec_url="https://www.gitpod.io/docs/classic/user/references/gitpod-yml",
    may_be_empty=True,
)
