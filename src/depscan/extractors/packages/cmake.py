"""CMakeLists.txt and *.cmake: what is downloaded while configuring or building."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git
from depscan.model import Component, How, Level
from depscan.syntax import lazy

_CPM = frozenset({"cpmaddpackage", "cpmfindpackage", "cpmdeclarepackage", "cpmgetpackage"})
_FETCHING = frozenset({"fetchcontent_declare", "externalproject_add"})
_TELLING = ("fetchcontent_declare", "externalproject_add", "cpm", "download")
_TOKEN = lazy.pattern(
    r'"(?P<text>(?:[^"\\]|\\.)*+)"?+|(?P<long>\#?+\[(?P<equals>=*+)\[)|(?P<comment>\#[^\n]*+)|(?P<mark>[()])|(?P<word>[^\s()#"]++)',
    re.DOTALL,
)
_VARIABLE = lazy.pattern(r"\$\{([\w.-]++)\}")
_FOLDER = lazy.pattern(r"\$\{\w*DIR(?:ECTORY)?\}")
_UNKNOWN = lazy.pattern(r"\$\{|@\w++@")
_SHORT = {"gh": "https://github.com/", "gl": "https://gitlab.com/", "bb": "https://bitbucket.org/"}
_FORGES = {
    "GITHUB_REPOSITORY": "https://github.com/",
    "GITLAB_REPOSITORY": "https://gitlab.com/",
    "BITBUCKET_REPOSITORY": "https://bitbucket.org/",
}
_REPOSITORIES = ("GIT_REPOSITORY", "HG_REPOSITORY", "SVN_REPOSITORY")
_LONGEST = 2000
_SNIFF = re.compile(rb"(?i)^\s*+(?:cmake_minimum_required|FetchContent_Declare|CPMAddPackage)\s*+\(", re.MULTILINE)


class _Command(NamedTuple):
    name: str
    arguments: list[str]
    line: int
    closed: bool = True


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield repositories and archives that FetchContent, ExternalProject, CPM and ``file(DOWNLOAD …)`` fetch.

    What ``find_package`` looks for comes from the system and is left out.

    Raises:
        ParseError: unreadable.
    """
    text = source.text()
    lowered = text.lower()
    if not any(word in lowered for word in _TELLING):
        return
    variables: dict[str, str] = {}
    for command in _commands(text):
        if not command.closed:
            source.warn("cut-off", "a command that is not closed", line=command.line)
        name = command.name.lower()
        if name not in _FETCHING and name not in _CPM and name not in ("set", "file"):
            continue
        arguments = [_substituted(argument, variables) for argument in command.arguments]
        if name == "set":
            if len(arguments) > 1 and "${" not in arguments[1]:
                variables[arguments[0]] = arguments[1]
        elif name != "file" or arguments[:1] == ["DOWNLOAD"]:
            place, told = _place(name, arguments)
            if place:
                yield _git.component(source, place, line=command.line, how=How.DECLARED)
            elif told:
                message = "a download whose address only running tells"
                source.warn("unresolved-address", message, line=command.line, level=Level.NOTE)


def _commands(text: str) -> Iterator[_Command]:
    """Yield the commands with their arguments, without comments."""
    word, word_line = "", 0
    depth, line, position, counted = 0, 1, 0, 0
    arguments: list[str] = []
    while match := _TOKEN.search(text, position):
        position = match.end()
        kind = match.lastgroup
        value = match["text"] if kind == "text" else match[0]
        if match["long"] is not None:  # [[a long argument]], #[[a long comment]]
            end = text.find(f"]{match['equals']}]", position)
            value = text[position : end if end >= 0 else None]
            position = end + 2 + len(match["equals"]) if end >= 0 else len(text)
            kind = "comment" if match[0].startswith("#") else "text"
        if kind == "comment":
            continue
        if depth == 0 and kind == "word":
            line += text.count("\n", counted, match.start())
            counted = match.start()
            word, word_line = value, line
        elif kind == "mark":
            depth += 1 if value == "(" else -1 if depth else 0
            if value == "(" and depth == 1:
                arguments = []
            elif value == ")" and depth == 0 and word:
                yield _Command(word, arguments, word_line)
                word = ""
        elif depth:
            arguments.append(value)
    if depth and word:
        yield _Command(word, arguments, word_line, closed=False)


def _substituted(text: str, variables: dict[str, str]) -> str:
    if "${" not in text or len(text) > _LONGEST:
        return text
    return _VARIABLE.sub(lambda match: variables.get(match[1], match[0]), text)[:_LONGEST]


def _place(command: str, arguments: list[str]) -> tuple[_git.Place | None, bool]:
    """Return what is fetched, and whether anything is: a folder of this machine is not."""
    if command == "file":
        return _archive(arguments[1] if len(arguments) > 1 else "")
    if command in _CPM and len(arguments) == 1:
        return _short(arguments[0]), True
    options = _options(arguments)
    if "URI" in options:
        return _short(options["URI"]), True
    address = next((options[key] for key in _REPOSITORIES if key in options), "")
    for key, forge in _FORGES.items():
        if key in options:
            address = forge + options[key]
    tag = options.get("GIT_TAG") or (f"v{options['VERSION']}" if command in _CPM and "VERSION" in options else None)
    if not address:
        return _archive(options.get("URL", ""))
    place = None if _UNKNOWN.search(address) else _git.at_repository(address)
    if place and place.type == "git" and address in (options.get("SVN_REPOSITORY"), options.get("HG_REPOSITORY")):
        place = place._replace(type="generic", namespace="")
    known = tag if tag and not _UNKNOWN.search(tag) else None
    return (place.at(known) if place else None), not _is_local(address)


def _archive(address: str) -> tuple[_git.Place | None, bool]:
    if _UNKNOWN.search(address):
        return None, not _is_local(address)
    return _git.at_archive(address), "://" in address


def _is_local(address: str) -> bool:
    return address.startswith((".", "/", "file:")) or _FOLDER.match(address) is not None


def _options(arguments: list[str]) -> dict[str, str]:
    """Return the first value behind each word in capitals."""
    found: dict[str, str] = {}
    for word, value in pairwise(arguments):
        if word.isupper():
            found.setdefault(word, value)
    return found


def _short(text: str) -> _git.Place | None:
    """Return the place of ``gh:owner/name@1.0``, ``gh:owner/name#tag`` or an address with either behind it."""
    address, mark, tag = text.partition("#")
    if not mark:
        head, at, version = address.rpartition("@")
        if at and "/" not in version and "://" in head + "://" * (":" in head):
            address = head
            tag = f"v{version}" if version[:1].isdigit() else version
    scheme, colon, path = address.partition(":")
    if colon and scheme in _SHORT:
        address = _SHORT[scheme] + path
    if _UNKNOWN.search(address):
        return None
    is_archive = address.lower().endswith((".zip", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2"))
    place = _git.at_archive(address) if is_archive else _git.at_repository(address)
    return place.at(tag) if place and tag and not _UNKNOWN.search(tag) else place


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="cmake",
    ecosystem="cmake",
    patterns=("CMakeLists.txt", "*.cmake", "CMakeLists.txt.in", "*.cmake.in"),
    sniff=_sniff,
    parse=parse,
    description="what FetchContent, ExternalProject, CPM and file(DOWNLOAD) fetch; packages of the system are left out",
    spec_url="https://cmake.org/cmake/help/latest/module/FetchContent.html",
    may_be_empty=True,
)
