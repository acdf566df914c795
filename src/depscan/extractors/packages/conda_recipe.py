"""Recipes of conda packages: meta.yaml with its templates, and recipe.yaml; what stands there in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._conda import component, read_spec
from depscan.model import Component, How, Level, Scope
from depscan.syntax import lazy

_PACKAGE = re.compile(rb"^(?:package|recipe):[ \t]*\r?$", re.MULTILINE)
_SECTION = re.compile(rb"^(?:source|build|requirements|outputs|about|context):|\{% set ", re.MULTILINE)
_SCOPES = {"build": Scope.BUILD, "host": Scope.BUILD, "run": Scope.RUNTIME}
_KEY = lazy.pattern(r"( *)(?:- +)?([A-Za-z_]+):(?: +([^\s#].*))?")
_ITEM = lazy.pattern(r"( *)- +(.+)")
_NAME = lazy.pattern(r"(?m)^[ -]{2,8}name: +['\"]?([A-Za-z0-9_.-]+)")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the requirements that need no template; how many do is noted.

    Raises:
        ParseError: it has none of a recipe's sections.
    """
    text = source.text()
    if not _is_recipe(source.bytes()):
        raise ParseError("not a conda recipe: no package")
    own = {match[1].lower() for match in _NAME.finditer(text)}
    computed: list[int] = []
    for line, item, scope in _requirements(source.lines()):
        if "{{" in item or "{%" in item:
            computed.append(line)
            continue
        try:
            spec = read_spec(item)
        except ParseError as error:
            source.warn("invalid-requirement", str(error), line=line)
            continue
        if spec.name not in own:
            yield component(source, spec, line, how=How.DECLARED, scope=scope, direct=True)
    if computed:
        source.warn(
            "not-in-file",
            f"requirements that only running a template would tell: {len(computed)}",
            line=computed[0],
            level=Level.NOTE,
        )


def _is_recipe(data: bytes) -> bool:
    return bool(_PACKAGE.search(data) and _SECTION.search(data))


def _requirements(lines: list[str]) -> Iterator[tuple[int, str, Scope]]:
    """Follow the indentation: lists below ``requirements:``, by their keys, and ``requires:`` below ``test:``."""
    above: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        text = line.partition(" #")[0].rstrip()
        if not text.strip() or text.lstrip()[0] == "#" or text.lstrip().startswith("{%"):
            continue
        depth = len(text) - len(text.lstrip(" "))
        is_item = text.lstrip().startswith("- ")
        # the items of a list may stand as far left as its key
        while above and (above[-1][0] > depth or (above[-1][0] == depth and not is_item)):
            above.pop()
        key = _KEY.fullmatch(text)
        scope = _scope([name for _, name in above if name not in ("then", "else")])
        if key and not (is_item and "::" in text):
            inner = len(text) - len(text.lstrip(" -"))
            if key[2] in ("then", "else") and key[3] and scope:
                yield number, key[3], scope
            elif not key[3]:
                above.append((inner if is_item else depth, key[2]))
            continue
        item = _ITEM.fullmatch(text)
        if item and scope:
            yield number, item[2].strip().strip("'\""), scope


def _scope(path: list[str]) -> Scope | None:
    if path[-2:-1] == ["requirements"]:
        return Scope.TEST if "tests" in path else _SCOPES.get(path[-1])
    if path[-1:] == ["requirements"]:
        return Scope.RUNTIME  # of an output, in its short form
    return Scope.TEST if path[-2:] == ["test", "requires"] else None


EXTRACTOR = Extractor(
    name="conda-recipe",
    ecosystem="conda",
    patterns=(),
    sniffed_patterns=("meta.yaml", "meta.yml", "recipe.yaml", "recipe.yml"),
    sniff=_is_recipe,
    parse=parse,
    description="requirements for building, running and testing that need no template",
    spec_url="https://docs.conda.io/projects/conda-build/en/latest/resources/define-metadata.html",
)
