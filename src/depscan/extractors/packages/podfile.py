"""Podfile: the pods that an app asks for, read without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _cocoapods, _ruby
from depscan.model import Component, Level, Scope

_TELLING = frozenset({"pod", "target", "abstract_target", "platform", "source", "plugin", "use_frameworks!"})
_LOCAL = ("path", "podspec")
_SNIFF = re.compile(rb"^[ \t]*+(?:abstract_)?target[ \t(]++[\"':][^\n]*+\bdo\b", re.MULTILINE)
_POD = re.compile(rb"^[ \t]*+pod[ \t(]++[\"']", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the pods with their target's scope; those in folders are the project itself.

    Raises:
        ParseError: not a Podfile.
    """
    locked = source.sibling("Podfile.lock") is not None
    depth = 0
    tests: list[int] = []  # depths of the open targets that test
    known = False
    unnamed: list[int] = []
    for statement in _ruby.statements(source.text()):
        verb = statement[0].text if statement[0].kind == "name" else ""
        # a method's name such as use_frameworks! comes in one piece
        known = known or verb in _TELLING
        arguments = _ruby.call(statement, 0) if verb in ("pod", "target") else None
        if verb == "pod" and arguments:
            name, *wanted = arguments.positional or [None]
            bare = _cocoapods.bare(name) if isinstance(name, str) else ""
            if not bare:
                unnamed.append(statement[0].line)
            elif not any(key in arguments.named for key in _LOCAL):
                yield _cocoapods.declared(
                    source,
                    bare,
                    wanted,
                    line=statement[0].line,
                    scope=_scope(arguments, tests=bool(tests)),
                    locked=locked,
                    named=arguments.named,
                )
        depth = max(depth + _ruby.nesting(statement), 0)
        if verb == "target" and arguments and _is_test(arguments):
            tests.append(depth)
        while tests and depth < tests[-1]:
            tests.pop()
    if not known:
        raise ParseError("not a Podfile")
    if unnamed:
        message = f"pods named by what only running tells: {len(unnamed)}"
        source.warn("dynamic", message, line=unnamed[0], level=Level.NOTE)


def _scope(arguments: _ruby.Call, *, tests: bool) -> Scope:
    if tests:
        return Scope.TEST
    builds = [text.lower() for text in _ruby.texts(arguments.named.get("configurations"))]
    builds += [text.lower() for text in _ruby.texts(arguments.named.get("configuration"))]
    return Scope.DEVELOPMENT if builds and all("debug" in text for text in builds) else Scope.RUNTIME


def _is_test(arguments: _ruby.Call) -> bool:
    name = arguments.positional[0] if arguments.positional else None
    return isinstance(name, str) and "test" in name.lower()


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None or _POD.search(head) is not None


EXTRACTOR = Extractor(
    name="podfile",
    ecosystem="cocoapods",
    patterns=("Podfile", "*.podfile"),
    sniff=_sniff,
    parse=parse,
    description="pods by target, constraints, Git repositories; never run: what variables name is noted",
    spec_url="https://guides.cocoapods.org/syntax/podfile.html",
    may_be_empty=True,
)
