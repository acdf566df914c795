"""Gemfile and gems.rb: the gems that a Ruby project asks for, read without running them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _ruby
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._ruby import Call, Statement
from depscan.model import Component, How, Level, Scope
from depscan.syntax import limits

_DEFAULT_REGISTRIES = frozenset({"rubygems.org", "index.rubygems.org", "www.rubygems.org"})
_OWN = re.compile(r"(?:.*/)?(?:Gemfile|gems\.rb|[^/]*\.gemfile)")
_HEAVIEST_FIRST = (Scope.RUNTIME, Scope.UNKNOWN, Scope.TEST, Scope.DEVELOPMENT)
_KNOWN = frozenset({"gem", "source", "gemspec", "group", "plugin", "eval_gemfile", "ruby", "git", "github", "path"})
_SNIFF = re.compile(rb"""(?m)^[ \t]{0,8}gem(?:[ \t]+|\()["'][\w.-]+["']""")
_SNIFF_TOO = re.compile(rb"""(?m)^(?:source[ \t(]|gemspec\b|eval_gemfile\b|group[ \t(]:|gem[ \t(])""")


class _Block(Struct, frozen=True):
    """What holds for the gems in a block."""

    groups: tuple[str, ...] = ()
    registry: str | None = None
    repository: str | None = None
    local: bool = False


class _Gem(Struct):
    source: SourceFile
    line: int
    name: str
    arguments: Call
    block: _Block
    is_plugin: bool


class _Reading(Struct):
    """What is gathered over a Gemfile and the files it evaluates."""

    gems: list[_Gem] = field(default_factory=list)
    registries: list[str] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    known: int = 0


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the gems of all groups; those of the tree (``path``) are left out.

    Raises:
        ParseError: unreadable, or not a Gemfile.
    """
    if not source.alone and _ruby.is_installed_copy(source.path):
        return
    reading = _Reading()
    _read(source, reading)
    if not reading.known:
        raise ParseError("not a Gemfile: none of its directives")
    if reading.unnamed:
        message = f"gems named by what only running tells: {len(reading.unnamed)}"
        source.warn("dynamic", message, line=reading.unnamed[0], level=Level.NOTE)
    registries = set(reading.registries)
    default = registries.pop() if len(registries) == 1 else None
    # the lockfile tells the version, and it may write the same one differently
    locked = any(source.sibling(name) for name in (f"{source.name}.lock", "gems.locked"))
    for gem in reading.gems:
        yield from _component(gem, default, locked=locked)


def scopes(source: SourceFile) -> dict[str, Scope]:
    """Return the scope of the gems that a Gemfile names; the heaviest where it names one more than once.

    Raises:
        ParseError: unreadable.
    """
    reading = _Reading()
    _read(source, reading)
    found: dict[str, Scope] = {}
    for gem in reading.gems:
        scope = _scope_of(gem)
        found[gem.name] = min(scope, found.get(gem.name, scope), key=_HEAVIEST_FIRST.index)
    return found


def _read(source: SourceFile, reading: _Reading) -> None:
    reading.visited.add(source.path)
    blocks = [_Block()]
    for statement in _ruby.statements(source.text()):
        first = statement[0]
        opened = blocks[-1]
        if first.kind == "name" and first.text in _KNOWN:
            reading.known += 1
            opened = _directive(source, reading, statement, blocks[-1])
        else:
            _perhaps_gem(source, reading, statement, blocks[-1])
        depth = _ruby.nesting(statement)
        blocks += [opened] * min(depth, limits.DEPTH - len(blocks))
        del blocks[max(len(blocks) + min(depth, 0), 1) :]


def _directive(source: SourceFile, reading: _Reading, statement: Statement, block: _Block) -> _Block:
    """Take a directive; return what holds in the block that it may open."""
    verb = statement[0].text
    call = _ruby.call(statement, 0)
    first = call.positional[0] if call.positional else None
    is_block = statement[-1].text == "do"
    if verb in ("gem", "plugin"):
        _gem(source, reading, statement, 0, block)
    elif verb == "group":
        groups = [group for value in call.positional for group in _ruby.texts(value)]
        return _Block((*block.groups, *groups), block.registry, block.repository, block.local)
    elif verb == "source":
        place = host(first)
        if is_block:
            return _Block(block.groups, place, block.repository, block.local)
        reading.registries += [place] if place else []
    elif verb in ("git", "github"):
        return _Block(block.groups, block.registry, _ruby.git_repository({verb: first}) or "?", block.local)
    elif verb == "path" and is_block:
        return _Block(block.groups, block.registry, block.repository, local=True)
    elif verb == "eval_gemfile":
        _evaluate(source, reading, first)
    return block


def _evaluate(source: SourceFile, reading: _Reading, path: _ruby.Value) -> None:
    """Read a file that is evaluated here, unless it is read as a Gemfile of its own."""
    if not isinstance(path, str) or _OWN.fullmatch(path) or len(reading.visited) > limits.INCLUDE_DEPTH:
        return
    found = source.sibling(path)
    if found and found.path not in reading.visited:
        try:
            _read(found, reading)
        except ParseError as error:
            found.warn("unreadable-include", f"cannot read an evaluated file: {error}")


def _perhaps_gem(source: SourceFile, reading: _Reading, statement: Statement, block: _Block) -> None:
    """Take a gem after a condition: ``if windows? then gem "wdm" end``."""
    before = statement[0]
    for position, token in enumerate(statement[1:], 1):
        if token.kind == "name" and token.text == "gem" and before.text not in (".", "def"):
            reading.known += 1
            _gem(source, reading, statement, position, block)
            return
        before = token


def _gem(source: SourceFile, reading: _Reading, statement: Statement, at: int, block: _Block) -> None:
    arguments = _ruby.call(statement, at)
    name = arguments.positional.pop(0) if arguments.positional else None
    if isinstance(name, str) and _ruby.is_name(name):
        is_plugin = statement[at].text == "plugin"
        reading.gems.append(_Gem(source, statement[at].line, name, arguments, block, is_plugin))
    else:
        reading.unnamed.append(statement[at].line)


def _component(gem: _Gem, default: str | None, *, locked: bool) -> Iterator[Component]:
    named = gem.arguments.named
    if gem.block.local or "path" in named:
        return
    exact, constraint = _ruby.requirement(gem.arguments.positional)
    if exact and locked:
        exact, constraint = None, exact
    repository = _ruby.git_repository(named) or gem.block.repository
    registry = host(named.get("source")) or gem.block.registry or default
    facts = {
        "constraint": constraint,
        "repository": repository if repository != "?" else None,
        "registry": registry if registry not in _DEFAULT_REGISTRIES and not repository else None,
        "type": "plugin" if gem.is_plugin else None,
    }
    yield gem.source.package(
        "gem",
        gem.name,
        exact,
        line=gem.line,
        how=How.DECLARED,
        scope=_scope_of(gem),
        direct=True,
        facts=tuple((key, value) for key, value in sorted(facts.items()) if value),
    )


def _scope_of(gem: _Gem) -> Scope:
    """Groups have a meaning by custom only; a gem of a group that is not customary may be needed at any time."""
    if gem.is_plugin:
        return Scope.DEVELOPMENT
    named = gem.arguments.named
    groups = {*gem.block.groups, *_ruby.texts(named.get("group")), *_ruby.texts(named.get("groups"))}
    if not groups or groups & {"default", "production"}:
        return Scope.RUNTIME
    if groups == {"test"}:
        return Scope.TEST
    return Scope.DEVELOPMENT if groups <= {"test", "development"} else Scope.UNKNOWN


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None and _SNIFF_TOO.search(head) is not None


EXTRACTOR = Extractor(
    name="gemfile",
    ecosystem="gem",
    patterns=("Gemfile", "gems.rb", "*.gemfile"),
    sniffed_patterns=("Gemfile.*",),
    sniff=_sniff,
    parse=parse,
    description="gems with groups, sources, git; evaluated files; never run: what loops and variables name is noted",
    spec_url="https://bundler.io/man/gemfile.5.html",
)
