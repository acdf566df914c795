"""What the names in a Gradle script stand for: variables, properties, catalogs, those of the projects above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._gradle import Catalog, read_catalog
from depscan.extractors.packages._gradle_script import Script, chain, parse_script
from depscan.extractors.packages._scripts import Group, Item, Token, is_name, is_sign, read, split, unescaped
from depscan.syntax import lazy, limits

_LONGEST = 1_000
_MOST_STEPS = 200
_REFERENCE = lazy.pattern(r"\$\{([^{}]*)\}|\$([^\W\d]\w*(?:\.[^\W\d]\w*)*)")


@dataclass
class Project:
    """A script with those whose names it may use: what it applies, its properties, the projects above it."""

    source: SourceFile
    scripts: list[Script]
    properties: dict[str, str]
    _steps: int = 0

    def text(self, items: Sequence[Item]) -> str | None:
        """Return what an expression stands for, or None if that cannot be told without running it."""
        self._steps = 0
        return self._text(items, 0)

    def _text(self, items: Sequence[Item], depth: int) -> str | None:
        self._steps += 1
        if depth > limits.INCLUDE_DEPTH or self._steps > _MOST_STEPS:
            return None
        pieces: list[str] = []
        for part in split(items, "+"):
            piece = self._piece(part, depth)
            if piece is None or sum(map(len, pieces)) + len(piece) > _LONGEST:
                return None
            pieces.append(piece)
        return "".join(pieces) if pieces else None

    def _piece(self, part: list[Item], depth: int) -> str | None:
        first = part[0]
        if isinstance(first, Token) and first.kind == "string":
            if len(part) > 1 and not (is_sign(part[1], ".") or is_name(part[1], "as")):
                return None
            return unescaped(first.text) if first.quote == "'" else self._interpolated(first.text, depth)
        if isinstance(first, Token) and len(part) == 1 and first.text[:1].isdigit():
            return first.text
        if isinstance(first, Group) and first.bracket == "(" and len(part) == 1:
            return self._text(first.items, depth + 1)
        if is_name(first, "uri", "url", "URI") and isinstance(part[-1], Group):
            return self._text(part[-1].items, depth + 1)
        if is_sign(part[-1], ":") or any(is_sign(item, "?") for item in part):
            return None
        names = chain(part)
        return self._named(names, depth) if names else None

    def _interpolated(self, text: str, depth: int) -> str | None:
        """Return a string with what its references stand for."""
        if "$" not in text:
            return unescaped(text)
        pieces: list[str] = []
        position = 0
        while match := _REFERENCE.search(text, position):
            pieces.append(unescaped(text[position : match.start()]))
            position = match.end()
            if match[1] is not None:
                value = self._text(read(match[1])[0], depth + 1)
            else:
                name = match[2]
                if self.scripts[0].kotlin:  # "$a.b" is a and ".b"
                    name, _, _ = name.partition(".")
                    position = match.start() + 1 + len(name)
                value = self._named(chain(read(name)[0]) or (), depth)
            if value is None or sum(map(len, pieces)) > _LONGEST:
                return None
            pieces.append(value)
        return "".join(pieces) + unescaped(text[position:])

    def _named(self, names: tuple[str, ...], depth: int) -> str | None:
        name = ".".join(names)
        for script in self.scripts:
            value = script.variables.get(name)
            if value is not None:
                found = self._text(value, depth + 1)
                if found is not None:
                    return found
        if name in self.properties:
            return self.properties[name]
        if len(names) > 2 and names[1] == "versions":
            catalog = self.catalog(names[0])
            return catalog.versions.get(".".join(names[2:])) if catalog else None
        return None

    def unaliased(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return names with a first one that stands for another replaced: ``libraries = libs``."""
        value = self.value(names[:1])
        other = chain(value) if value else None
        return (*other, *names[1:]) if other and len(other) < 5 else names

    def value(self, names: tuple[str, ...]) -> list[Item] | None:
        """Return what a name stands for, unevaluated: perhaps a list, a map or a notation."""
        name = ".".join(names)
        return next((script.variables[name] for script in self.scripts if name in script.variables), None)

    def catalog(self, name: str) -> Catalog | None:
        """Return the version catalog of that name: ``gradle/NAME.versions.toml`` of a folder above."""
        if not name.isidentifier():
            return None
        for number in range(self.source.path.count("/") + 1):
            path = f"{'../' * number}gradle/{name}.versions.toml"
            key = ("gradle catalog", f"{self.source.folder}\0{path}")
            if key not in self.source.memo:
                self.source.memo[key] = _catalog(self.source, path)
            found: Catalog | None = self.source.memo[key]
            if found:
                return found
        return None


def _catalog(source: SourceFile, path: str) -> Catalog | None:
    found = source.sibling(path)
    if found is None:
        return None
    key = ("gradle catalog", found.path)
    if key not in source.memo:
        try:
            source.memo[key] = read_catalog(found.bytes())
        except ParseError:  # told when it is its turn
            source.memo[key] = None
    catalog: Catalog | None = source.memo[key]
    return catalog


def load(source: SourceFile) -> Project:
    """Return a script with all that its names may come from."""
    project = Project(source, [], {})
    seen: set[str] = set()
    _add(project, source, seen)
    for number in range(source.path.count("/") + 1):
        above = "../" * number
        for name in ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", *_CONSTANTS):
            found = source.sibling(above + name)
            if found:
                _add(project, found, seen)
        properties = source.sibling(f"{above}gradle.properties")
        if properties:
            for key, value in _properties(properties).items():
                project.properties.setdefault(key, value)
    return project


_CONSTANTS = tuple(
    f"buildSrc/src/main/{language}/{name}"
    for language, ending in (("kotlin", "kt"), ("java", "java"))
    for name in (f"{stem}.{ending}" for stem in ("Dependencies", "Deps", "Libs", "Versions", "Libraries", "Config"))
)
"""Where builds of before the catalogs keep their constants."""


def _script(source: SourceFile, *, keep: bool) -> Script:
    """Return what a script says; what others ask for is read once a scan, and only what they ask for is kept."""
    key = ("gradle", source.path)
    if keep and key in source.memo:
        known: Script = source.memo[key]
        return known
    script = parse_script(source.text(), kotlin=source.name.endswith((".kts", ".kt")))
    script.whole = source.name.startswith("settings.gradle") or any(
        source.sibling(name) for name in ("settings.gradle", "settings.gradle.kts")
    )
    if keep:
        script.declared.clear()
        script.plugins.clear()
        source.memo[key] = script
    return script


def _add(project: Project, source: SourceFile, seen: set[str]) -> None:
    """Add a script and those that it applies."""
    waiting = [source]
    while waiting and len(seen) < limits.INCLUDE_DEPTH * 4:
        here = waiting.pop(0)
        if here.path in seen:
            continue
        seen.add(here.path)
        script = _script(here, keep=here.path != project.source.path)
        project.scripts.append(script)
        for items in script.applied:
            name = _applied(items)
            applied = name and (here.sibling(name) or _from_above(here, name))
            if applied:
                waiting.append(applied)


def _from_above(source: SourceFile, name: str) -> SourceFile | None:
    """Return a script that is named from the folder of the root project, which is somewhere above."""
    for number in range(1, source.path.count("/") + 1):
        found = source.sibling("../" * number + name)
        if found:
            return found
    return None


def _applied(items: list[Item]) -> str | None:
    """Return the path of the script in ``apply from: "$rootDir/gradle/x.gradle"``."""
    inner = items[0].items if items and isinstance(items[0], Group) else items
    if not (inner and is_name(inner[0], "from")):
        return None
    text = next((item.text for item in reversed(inner) if isinstance(item, Token) and item.kind == "string"), None)
    group = next((item for item in inner if isinstance(item, Group)), None)
    if text is None and group:
        text = next(
            (item.text for item in reversed(group.items) if isinstance(item, Token) and item.kind == "string"), None
        )
    if not text or not text.endswith((".gradle", ".gradle.kts")):
        return None
    return text.rpartition("}/")[2] if "}/" in text else text.partition("/")[2] if text.startswith("$") else text


def _properties(source: SourceFile) -> dict[str, str]:
    """Return what a gradle.properties says, read once a scan."""
    key = ("gradle properties", source.path)
    if key not in source.memo:
        found: dict[str, str] = {}
        for line in source.lines():
            name, sign, value = line.partition("=")
            if sign and not line.lstrip().startswith(("#", "!")) and len(value) < _LONGEST:
                found[name.strip()] = value.strip()
        source.memo[key] = found
    known: dict[str, str] = source.memo[key]
    return known
