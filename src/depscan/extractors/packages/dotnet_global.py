"""global.json: the .NET SDK that builds a project."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.model import Component, How, Scope
from depscan.syntax import json, jsonc

_EXACT = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?")
_KEYS = frozenset({"sdk", "msbuild-sdks", "test", "tools", "projects"})
_SNIFF = re.compile(rb'"(?:sdk|msbuild-sdks)"\s*:\s*\{')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the SDK; the versions of MSBuild SDKs are read with the projects that use them.

    Raises:
        ParseError: not JSON, or not a global.json.
    """
    text = jsonc.plain(source.text())
    document = json.read_any(text.encode("utf-8", "surrogatepass"))
    if not isinstance(document, dict) or (document and not _KEYS & document.keys()):
        raise ParseError("not a global.json: none of its keys")
    sdk = document.get("sdk")
    if not isinstance(sdk, dict) or "version" not in sdk:
        return
    version = sdk["version"]
    line = next(
        (text.count("\n", 0, at) + 1 for key, _, at, _ in json.members(text, text.index("{")) if key == "sdk"), None
    )
    if not isinstance(version, str) or not _EXACT.fullmatch(version):
        source.warn("incomplete-entry", "the version of the SDK is none", line=line)
        return
    yield source.package(
        "generic",
        "dotnet-sdk",
        version,
        line=line,
        how=How.DECLARED,
        scope=Scope.BUILD,
        direct=True,
        facts=(("roll_forward", sdk["rollForward"]),) if isinstance(sdk.get("rollForward"), str) else (),
    )


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="dotnet-global",
    ecosystem="generic",
    patterns=(),
    sniffed_patterns=("global.json",),  # translations are named so, too
    sniff=_sniff,
    parse=parse,
    description="the .NET SDK that builds a project",
    spec_url="https://learn.microsoft.com/dotnet/core/tools/global-json",
)
