"""What mix.exs asks for, for its own sake and to tell in a lockfile what is for what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from depscan.extractors.packages import _beam
from depscan.extractors.packages._beam import Group, Leaf, Node
from depscan.extractors.packages._origins import repository
from depscan.model import Facts, Scope
from depscan.syntax import lazy

_EXACT = lazy.pattern(r"(?:==\s*+)?+(\d++\.\d++\.\d++(?:[-+][\w.+-]++)?+)")
_NAME = lazy.pattern(r"[a-zA-Z_][\w.-]{0,199}")


class Dependency(NamedTuple):
    """One entry of a list of dependencies."""

    app: str
    package: str
    organization: str
    version: str | None
    scope: Scope
    line: int
    local: bool
    facts: Facts


def dependencies(text: str) -> Iterator[Dependency]:
    """Yield what a mix.exs asks for: the tuples of functions whose name tells, and of ``deps: […]``.

    Raises:
        ParseError: nested too deeply.
    """
    (root, *_), _ = _beam.read(text)
    nodes = [node for argument in root.arguments for node in argument]
    inside = False
    chosen: list[Node] = []
    for position, node in enumerate(nodes):
        if isinstance(node, Leaf) and node.text in ("def", "defp") and position + 1 < len(nodes):
            following = nodes[position + 1]
            inside = isinstance(following, Leaf) and "dep" in following.text
        elif isinstance(node, Group) and inside:
            chosen.append(node)
    known = {id(group) for group in _beam.walk(chosen)}
    for group in _beam.walk(nodes):
        value = group.keywords().get("deps")
        if isinstance(value, Group) and value.bracket == "[" and id(value) not in known:
            chosen.append(value)
    for group in _beam.walk(chosen):
        found = _dependency(group) if group.bracket == "{" else None
        if found:
            yield found


def _dependency(group: Group) -> Dependency | None:
    """Return what ``{:app, "requirement", option: value}`` asks for; None if it is another tuple."""
    items = group.literals()
    first = items[0] if items else None
    options = group.keywords()
    wanted = _beam.text_of(items[1]) if len(items) > 1 else None
    if not isinstance(first, Leaf) or first.kind != "atom" or not _NAME.fullmatch(first.text):
        return None
    if wanted is None and not options and not _is_computed(group):
        return None
    exact = _EXACT.fullmatch(wanted.strip()) if wanted else None
    facts = {("repository", place) for place in (_repository(options),) if place}
    if wanted and not exact:
        facts.add(("constraint", wanted))
    for key in ("branch", "repo"):
        value = _beam.word_of(options.get(key))
        if value:
            facts.add((key, value))
    optional = options.get("optional")
    if isinstance(optional, Leaf) and optional.text == "true":
        facts.add(("optional", "true"))
    return Dependency(
        first.text,
        _beam.word_of(options.get("hex")) or first.text,
        _beam.word_of(options.get("organization")) or "",
        exact[1] if exact else None,
        _scope(options),
        group.line,
        "path" in options or "in_umbrella" in options,
        tuple(sorted(facts)),
    )


def _is_computed(group: Group) -> bool:
    """Tell whether the requirement is a call, or a text with more to it."""
    second = group.arguments[1] if len(group.arguments) > 1 else []
    return len(second) > 1 and isinstance(second[0], Leaf) and second[0].kind in ("text", "name")


def _repository(options: dict[str, Node]) -> str | None:
    address = _beam.text_of(options.get("git"))
    if address:
        return repository(address)
    short = _beam.text_of(options.get("github"))
    return f"github.com/{short.removesuffix('.git')}" if short and short.count("/") == 1 else None


def _scope(options: dict[str, Node]) -> Scope:
    only = {word.removeprefix(":") for word in _beam.words_of(options.get("only"))}
    if only and "prod" not in only:
        return Scope.TEST if only == {"test"} else Scope.DEVELOPMENT
    runtime = options.get("runtime")
    return Scope.BUILD if isinstance(runtime, Leaf) and runtime.text == "false" else Scope.RUNTIME
