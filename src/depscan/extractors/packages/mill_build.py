"""build.mill and build.sc: what Mill is asked for, and scripts of Ammonite; read and not run."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._gradle import Coordinates, component
from depscan.extractors.packages._scala import Values, values
from depscan.extractors.packages._scripts import Group, Item, Token, is_name, is_sign, read, statements
from depscan.model import Component, Level, Scope
from depscan.syntax import lazy

_PREFIXES = ("ivy", "mvn", "dep")
_TEST = lazy.pattern(r"^test|Test")
_HEADER = lazy.pattern(r"[\w.-]+:{1,3}[\w.-]+:{1,2}[\w.+-]+")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the modules in ``ivy"…"`` and ``mvn"…"``; where they stand tells what for.

    Raises:
        ParseError: strings or comments that never end; what comes before them is yielded.
    """
    items, problem = read(source.text())
    known = values(source, items, ())
    suffix = known.suffix()
    for number, text in enumerate(source.lines(), 1):
        if text.startswith("//|"):  # what the build itself needs
            for match in _HEADER.findall(text[:1000]):
                yield from _modules(source, match, number, Scope.BUILD, None)
    unknown = 0
    waiting: list[tuple[list[Item], Scope]] = [(items, Scope.RUNTIME)]
    while waiting:
        inside, outer = waiting.pop()
        below: list[tuple[list[Item], Scope]] = []
        for statement in statements(inside):
            scope = _scope(statement, outer)
            below += [(item.items, scope) for item in statement if isinstance(item, Group)]
            for number, item in enumerate(statement[:-1]):
                if isinstance(item, Token) and item.text in _PREFIXES and item.kind == "name":
                    said = _notation(statement, number, known)
                    if said:
                        is_import = is_name(statement[0], "import")
                        use, version = (Scope.BUILD, None) if is_import else (scope, suffix)
                        yield from _modules(source, said, item.line, use, version)
                    elif said is None:
                        unknown += 1
        waiting += reversed(below)
    if unknown:
        source.warn("unresolved-expression", f"{unknown} computed and cannot be told without Mill", level=Level.NOTE)
    if problem:
        raise problem


def _scope(statement: list[Item], outer: Scope) -> Scope:
    """Return what the modules in a statement are for: by the names of objects, and of the methods that list them."""
    for number, item in enumerate(statement[:-1]):
        name = statement[number + 1]
        if is_name(item, "object", "trait", "class") and isinstance(name, Token):
            words = [word.text for word in statement[number + 1 :] if isinstance(word, Token)]
            if name.text.lower() in ("it", "integration") or any(_TEST.search(word) for word in words):
                return Scope.TEST
        elif is_name(item, "def") and isinstance(name, Token) and name.text.startswith(("compile", "scalac", "javac")):
            return Scope.TEST if outer is Scope.TEST else Scope.BUILD
    return outer


def _notation(statement: list[Item], number: int, known: Values) -> str | None:
    """Return the text of ``ivy"…"`` or ``$ivy.`…```; empty where the word is only a word."""
    after = statement[number + 1]
    if isinstance(after, Token) and after.kind == "string":
        return known.interpolated(after.text)
    following = statement[number + 2] if number + 2 < len(statement) else None
    if is_sign(after, ".") and isinstance(following, Token) and ":" in following.text:
        return following.text
    return ""


def _modules(source: SourceFile, text: str, line: int, scope: Scope, suffix: str | None) -> Iterator[Component]:
    """Yield what ``group::name:version;classifier=x`` says; two colons stand for Scala's version."""
    text, _, attributes = text.partition(";")
    classifier = next((part[11:] for part in attributes.split(";") if part.startswith("classifier=")), None)
    group, _, rest = text.partition(":")
    cross = rest.startswith(":")
    name, _, version = rest.lstrip(":").partition(":")
    if not group or not name:
        source.warn("incomplete-entry", "not group:name:version", line=line)
        return
    facts: dict[str, str | None] = {"cross": "scala" if cross and not suffix else None}
    of = Coordinates(group, name + (suffix or "" if cross else ""), version.lstrip(":") or None, classifier)
    yield component(source, of, line=line, scope=scope, facts=facts)


def _sniff(head: bytes) -> bool:
    return b'ivy"' in head or b'mvn"' in head or b"import $ivy" in head


EXTRACTOR = Extractor(
    name="mill-build",
    ecosystem="maven",
    patterns=("build.mill", "build.mill.scala", "package.mill"),
    sniffed_patterns=("*.sc", "*.mill"),
    sniff=_sniff,
    parse=parse,
    description="modules by where they stand, plain values, headers, imports of scripts; never run",
    spec_url="https://mill-build.org/mill/scalalib/dependencies.html",
    may_be_empty=True,
)
