"""Renovate: presets with the repository they come from, registries asked, hosts that credentials are kept for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.packages import _git
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Scope
from depscan.syntax import lazy, yaml

_PRESET = lazy.pattern(
    r"(github|gitlab|gitea|forgejo|local)>([\w.-]++(?:/[\w.-]++)++)(?://[^:#]*+)?(?::[^#]*+)?(?:#(\S++))?"
)
_FORGES = {"github": "github.com", "gitlab": "gitlab.com", "gitea": "gitea.com", "forgejo": "codeberg.org"}
_ADDRESSES = (
    "registryUrls",
    "defaultRegistryUrls",
    "additionalRegistryUrls",
    "matchHost",
    "hostName",
    "domainName",
    "baseUrl",
    "endpoint",
    "registryUrlTemplate",
)
_COMMENT = lazy.pattern(r'"(?:[^"\\\n]|\\[^\n])*+"?+|\'[^\'\n]*+\'?+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Renovate, presets from repositories, hosts of registries and of rules; never a credential.

    Raises:
        ParseError: not JSON with comments, or not an object.
    """
    try:
        document = yaml.read(_COMMENT.sub(_blank, source.text()).replace("\t", " "))  # JSON5 reads as a flow of YAML
    except ParseError as error:
        raise ParseError("neither JSON nor JSON5", line=error.line) from error
    if not isinstance(document, yaml.Map):
        raise ParseError("not a configuration of Renovate: not an object")
    name = source.name if source.name in (".renovaterc", ".renovaterc.json") else "renovate.json"
    yield _ci.service(source, f"file:{name}", document.line)
    for key, item in _ci.maps(document):
        for text, line in _texts(item, "extends"):
            yield from _preset(source, text, line)
        for setting in _ADDRESSES:
            for text, line in _texts(item, setting):
                yield from _host(source, text, line)
        for setting in item if key == "registryAliases" else ():
            for text, line in _texts(item, setting):
                yield from _host(source, text, line)


def _blank(match: re.Match[str]) -> str:
    piece = match[0]
    return piece if piece[0] in "\"'" else "\n" * piece.count("\n")


def _texts(item: yaml.Map, key: str) -> list[tuple[str, int | None]]:
    value, line = item.get(key), item.lines.get(key)
    if isinstance(value, yaml.Seq):
        return [(text, at) for text, at in zip(value, value.lines, strict=True) if isinstance(text, str)]
    return [(value, line)] if isinstance(value, str) else []


def _preset(source: SourceFile, text: str, line: int | None) -> Iterator[Component]:
    """Yield the repository of a preset; those of Renovate itself and of the same forge are no others' work."""
    plain = text.strip()
    if "://" in plain:
        yield from _host(source, plain, line)
        return
    preset = _PRESET.fullmatch(plain)
    if preset is None or preset[1] not in _FORGES:
        return
    owner, _, rest = preset[2].partition("/")
    parts = [owner, *rest.split("/")]
    path = "/".join(parts if preset[1] == "gitlab" else parts[:2])
    place = _git.at_repository(f"https://{_FORGES[preset[1]]}/{path}")
    if place:
        yield _git.component(source, place.at(preset[3]), line=line, how=How.CONFIGURED, scope=Scope.DEVELOPMENT)


def _host(source: SourceFile, text: str, line: int | None) -> Iterator[Component]:
    name = host(text if "://" in text else f"https://{text}")
    if name and "." in name and "{" not in name and "$" not in name:
        yield _ci.endpoint(source, name, line)


EXTRACTOR = Extractor(
    name="renovate",
    ecosystem="ci",
    patterns=("renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".renovaterc.json5"),
    parse=parse,
    description="presets by repository, registries, hosts of rules; JSON with comments; never a credential",
    spec_url="https://docs.renovatebot.com/configuration-options/",
)
