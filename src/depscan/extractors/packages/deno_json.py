"""deno.json, deno.jsonc and import maps: what a Deno project asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _deno
from depscan.model import Component, How
from depscan.syntax import json, jsonc

_MAPS = ("import_map.json", "import-map.json", "importmap.json")
_SPECIFIERS = (b'"npm:', b'"jsr:', b'"https://')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what imports and scopes name; the project's own files and built-in modules are left out.

    Raises:
        ParseError: not JSON with comments, or not an object.
    """
    seen: set[_deno.Module] = set()
    text, document = _read(source)
    yield from _named(source, text, seen)
    place = document.get("importMap")
    if not isinstance(place, str):
        return
    other = source.sibling(place)
    # those of a usual name are met on their own
    if other is not None and (other.name not in _MAPS or source.alone) and other.path != source.path:
        yield from _named(other, _read(other)[0], seen)
    elif "://" in place:
        source.warn("unreadable-include", "an import map that is fetched from elsewhere is not read")
    elif other is None:
        source.warn("unreadable-include", "the import map is not there")


def _read(source: SourceFile) -> tuple[str, dict[str, Any]]:
    text = jsonc.plain(source.text())
    document = json.read_any(text.encode("utf-8", "surrogatepass"))
    if not isinstance(document, dict):
        raise ParseError("not a configuration of Deno: not an object")
    return text, document


def _named(source: SourceFile, text: str, seen: set[_deno.Module]) -> Iterator[Component]:
    for name, specifier, line in _imports(source, text, json.Lines(text)):
        module = _deno.read(specifier)
        if module is None or module in seen:
            continue
        seen.add(module)
        alias = name.rstrip("/")
        facts = (("alias", alias),) if module.type in ("npm", "jsr") and alias not in ("", module.name) else ()
        yield _deno.component(source, module, line=line, how=How.DECLARED, direct=True, facts=facts)


def _imports(source: SourceFile, text: str, lines: json.Lines) -> Iterator[tuple[str, str, int]]:
    """Yield name, specifier and line of each import."""
    for key, value, _, at in json.members(text):
        line = lines.at(at)
        if key == "imports" and isinstance(value, dict):
            yield from _strings(text, at, lines)
        elif key == "scopes" and isinstance(value, dict):
            for _, inner, _, inner_at in json.members(text, at):
                if isinstance(inner, dict):
                    yield from _strings(text, inner_at, lines)
        elif key in ("imports", "scopes") and value is not None:
            source.warn("wrong-type", f"{key} is not an object", line=line)
        elif key == "lint" and isinstance(value, dict) and isinstance(value.get("plugins"), list):
            yield from (("", item, line) for item in value["plugins"] if isinstance(item, str))
        elif key == "compilerOptions" and isinstance(value, dict):
            named = (value.get("jsxImportSource"), *(value["types"] if isinstance(value.get("types"), list) else ()))
            yield from (("", item, line) for item in named if isinstance(item, str))


def _strings(text: str, start: int, lines: json.Lines) -> Iterator[tuple[str, str, int]]:
    for name, specifier, name_at, _ in json.members(text, start):
        if isinstance(specifier, str):
            yield name, specifier, lines.at(name_at)


def _sniff(head: bytes) -> bool:
    """package.json has imports as well, which name its own files."""
    maps = (b'"imports"' in head or b'"scopes"' in head) and any(begin in head for begin in _SPECIFIERS)
    return maps and b"ependencies" not in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"/"))


EXTRACTOR = Extractor(
    name="deno-json",
    ecosystem="npm",
    patterns=("deno.json", "deno.jsonc"),
    sniffed_patterns=_MAPS,
    parse=parse,
    description="imports and scopes of projects and import maps: `npm:`, `jsr:` and addresses of modules",
    spec_url="https://docs.deno.com/runtime/fundamentals/configuration/",
    sniff=_sniff,
)
