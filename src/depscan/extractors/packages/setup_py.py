"""setup.py: what a project of setuptools asks for in literals and in names that stand for such."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._python import scope_of
from depscan.extractors.packages._setup_script import Script, Unknown
from depscan.extractors.packages._setuptools import component
from depscan.model import Component, Level, Scope

_SETUP = re.compile(rb"^(?:from|import)[ \t]+(?:setuptools|distutils|skbuild)\b", re.MULTILINE)
_KEYWORDS = {"install_requires": Scope.RUNTIME, "setup_requires": Scope.BUILD, "tests_require": Scope.TEST}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the call of ``setup()`` asks for; that some of it is computed is noted once.

    Raises:
        ParseError: not Python.
    """
    script = Script(source.text())
    computed: list[int] = []
    for call in script.calls:
        for keyword, value in _arguments(script, call, computed):
            if keyword in _KEYWORDS:
                yield from _components(source, script, value, _KEYWORDS[keyword], computed)
            elif keyword == "extras_require":
                yield from _extras(source, script, value, computed)
    if computed:
        source.warn(
            "not-in-file",
            "asks for what only running it would tell; nothing is executed",
            line=min(computed),
            level=Level.NOTE,
        )


def _arguments(script: Script, call: ast.Call, computed: list[int]) -> Iterator[tuple[str, ast.expr]]:
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword.value
            continue
        try:
            yield from script.items(keyword.value)
        except Unknown:
            computed.append(call.lineno)


def _components(
    source: SourceFile,
    script: Script,
    node: ast.expr,
    scope: Scope,
    computed: list[int],
    *,
    optional: bool = False,
) -> Iterator[Component]:
    told = set()
    try:
        for entry in script.texts(node):
            if entry not in told:
                told.add(entry)
                found = component(source, *entry, scope, optional=optional)
                if found:
                    yield found
    except Unknown:
        computed.append(node.lineno)


def _extras(source: SourceFile, script: Script, node: ast.expr, computed: list[int]) -> Iterator[Component]:
    try:
        for name, value in script.items(node):
            scope = scope_of(name.partition(":")[0]) or Scope.RUNTIME
            # an extra without a name only has a condition: extras_require={":python_version < '3'": […]}
            yield from _components(source, script, value, scope, computed, optional=not name.startswith(":"))
    except Unknown:
        computed.append(node.lineno)


EXTRACTOR = Extractor(
    name="setup-py",
    ecosystem="pypi",
    patterns=("setup.py",),
    sniff=lambda head: bool(_SETUP.search(head)),
    parse=parse,
    description="literals and names bound to them, never executed; what is computed is noted",
    spec_url="https://setuptools.pypa.io/en/latest/references/keywords.html",
)
