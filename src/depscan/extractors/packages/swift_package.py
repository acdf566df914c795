"""Package.swift: what a Swift package asks for, read without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git, _swift
from depscan.model import Component, Facts, How, Level
from depscan.syntax import lazy

# a literal that is not closed ends with its line (or the file), so that nothing is read twice
_TOKEN = lazy.pattern(
    r'(?P<long>"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?+)|(?P<text>"(?:[^"\\\n]|\\[^\n])*+"?+)'
    r"|(?P<comment>//[^\n]*+)|(?P<open>/\*)|(?P<name>[^\W\d]\w*+)|(?P<mark>\.\.[.<]|[^\s\w])|(?P<number>\d[\w.]*+)",
    re.DOTALL,
)
_EDGE = lazy.pattern(r"/\*|\*/")
_VERSION = lazy.pattern(r"(\d{1,9})\.(\d{1,9})(?:\.[\w.+-]*+)?+")
_FROM_NEXT = {"from": "major", "upToNextMajor": "major", "upToNextMinor": "minor"}


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages and the binaries that are asked for by address; those in folders are the project itself.

    Raises:
        ParseError: not a manifest of a Swift package.
    """
    text = source.text()
    if "PackageDescription" not in text and "Package(" not in text:
        raise ParseError("not a Package.swift: it describes no package")
    tokens = _tokens(text)
    constants = _constants(tokens)
    behind = 0
    for position, token in enumerate(tokens):
        if position < behind or token.kind != "name" or token.text not in ("package", "binaryTarget"):
            continue
        if (
            tokens[position - 1].text == "."
            and tokens[position + 1 : position + 2]
            and tokens[position + 1].text == "("
        ):
            arguments = _arguments(tokens, position + 2)
            behind = position + 2 + len(arguments)
            found = _binary if token.text == "binaryTarget" else _package
            yield from found(source, arguments, constants, token.line)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    line, position = 1, 0
    while match := _TOKEN.search(text, position):
        line += text.count("\n", position, match.start())
        position = match.end()
        kind = match.lastgroup or ""
        if kind == "open":
            position = _after_comment(text, position)
        elif kind in ("text", "long"):
            found.append(_Token("text", match[0].strip('"'), line))
        elif kind != "comment":
            found.append(_Token(kind, match[0], line))
        line += text.count("\n", match.start(), position)
    return found


def _after_comment(text: str, position: int) -> int:
    """Return where a comment ends; comments may stand in comments."""
    depth = 1
    while depth:
        edge = _EDGE.search(text, position)
        if edge is None:
            return len(text)
        depth += 1 if edge[0] == "/*" else -1
        position = edge.end()
    return position


def _constants(tokens: Sequence[_Token]) -> dict[str, str]:
    """Return what ``let name = "text"`` and ``let name: String = "text"`` say."""
    found: dict[str, str] = {}
    for position, token in enumerate(tokens):
        if token.kind == "name" and token.text in ("let", "var"):
            following = tokens[position + 1 : position + 6]
            if [piece.text for piece in following[1:3]] == [":", "String"]:
                following = [*following[:1], *following[3:]]
            if len(following) > 2 and following[1].text == "=" and _is_literal(following[2]):
                found[following[0].text] = following[2].text
    return found


def _arguments(tokens: Sequence[_Token], start: int) -> list[_Token]:
    """Return what stands in brackets, without a closing one of its own."""
    depth, position = 1, start
    while position < len(tokens) and position - start < 500:
        text = tokens[position].text if tokens[position].kind == "mark" else ""
        depth += (text in ("(", "[", "{")) - (text in (")", "]", "}")) if text else 0
        if not depth:
            break
        position += 1
    return list(tokens[start:position])


def _is_literal(token: _Token) -> bool:
    return token.kind == "text" and "\\(" not in token.text


def _labelled(arguments: Sequence[_Token], label: str, constants: dict[str, str]) -> str | None:
    """Return the text given for a label; empty where only running tells; None where it is not given."""
    for position, token in enumerate(arguments[:-2]):
        if token.kind == "name" and token.text == label and arguments[position + 1].text == ":":
            value, after = arguments[position + 2], arguments[position + 3 : position + 4]
            if after and after[0].text not in (",", "..<", "..."):
                return ""
            if _is_literal(value):
                return value.text
            return constants.get(value.text, "") if value.kind == "name" else ""
    return None


def _package(source: SourceFile, arguments: list[_Token], constants: dict[str, str], line: int) -> Iterator[Component]:
    address = _labelled(arguments, "url", constants)
    identity = _labelled(arguments, "id", constants)
    if address is None and identity is None:
        return  # in a folder
    version, facts = _requirement(arguments, constants)
    if identity:
        yield _swift.registered(source, identity, version, line=line, how=How.DECLARED, facts=facts)
        return
    package = _swift.package(source, address or "", version, line=line, how=How.DECLARED, facts=facts)
    if package:
        yield package
    elif not (address or "").startswith((".", "/", "~", "file:")):
        source.warn("unresolved-address", "a package whose address only running tells", line=line, level=Level.NOTE)


def _binary(source: SourceFile, arguments: list[_Token], constants: dict[str, str], line: int) -> Iterator[Component]:
    address = _labelled(arguments, "url", constants)
    if address is None:
        return  # in a folder
    place = _git.at_archive(address)
    if place:
        yield _git.component(source, place, line=line, how=How.DECLARED, facts=[("type", "binary")])
    else:
        source.warn("unresolved-address", "a binary whose address only running tells", line=line, level=Level.NOTE)


def _requirement(arguments: list[_Token], constants: dict[str, str]) -> tuple[str | None, Facts]:
    """Return the exact version, if that is asked for, and the range or branch otherwise."""
    for position, token in enumerate(arguments):
        before = arguments[position - 1] if position else None
        following = arguments[position + 1 : position + 3]
        if token.kind == "name" and len(following) > 1 and following[0].text in (":", "("):
            value = following[1]
            text = value.text if _is_literal(value) else constants.get(value.text, "")
            if token.text in ("exact", "revision") and text:
                return text, ()
            if token.text == "branch" and text:
                return None, (("branch", text),)
            if token.text in _FROM_NEXT and text:
                named = before is not None and before.text == "(" and position > 1
                kind = arguments[position - 2].text if named else token.text
                return None, (("constraint", _up_to_next(text, _FROM_NEXT.get(kind, "major"))),)
        if token.text in ("..<", "...") and before and before.kind == "text" and following:
            sign = "<" if token.text == "..<" else "<="
            return None, (("constraint", f">={before.text},{sign}{following[0].text}"),)
    return None, ()


def _up_to_next(version: str, part: str) -> str:
    match = _VERSION.fullmatch(version)
    if not match:
        return f">={version}"
    limit = f"{int(match[1]) + 1}.0.0" if part == "major" else f"{match[1]}.{int(match[2]) + 1}.0"
    return f">={version},<{limit}"


def _sniff(head: bytes) -> bool:
    return b"import PackageDescription" in head


EXTRACTOR = Extractor(
    name="swift-package",
    ecosystem="swift",
    patterns=("Package.swift", "Package@swift-*.swift"),
    sniff=_sniff,
    parse=parse,
    description="packages by address or registry identity with what is asked of them; binary targets; never run",
    spec_url="https://docs.swift.org/package-manager/PackageDescription/PackageDescription.html",
)
