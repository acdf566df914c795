"""build.gradle, settings.gradle and other scripts of Gradle, in Groovy and Kotlin: read, never run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._gradle import (
    PLUGIN_HOST,
    Coordinates,
    Entry,
    component,
    coordinates,
    plugin,
    scope_of,
)
from depscan.extractors.packages._gradle_script import Declared, Plugin, Repository, chain
from depscan.extractors.packages._gradle_values import Project, load
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._repositories import DEFAULT, endpoints, only_registry
from depscan.extractors.packages._scripts import Group, Item, Token, is_group, is_name, is_sign, split
from depscan.model import Component, Facts, How, Level, Scope

_HOSTS = {
    "mavenCentral": DEFAULT,
    "google": "maven.google.com",
    "jcenter": "jcenter.bintray.com",
    "gradlePluginPortal": PLUGIN_HOST,
}
_PARTIAL = frozenset({"maven.google.com", "jitpack.io", PLUGIN_HOST})
"""Those that do not have what everybody needs: others are asked, too, perhaps by a plugin."""
_OURS = frozenset({"project", "files", "fileTree", "gradleApi", "localGroovy", "gradleTestKit", "gradleKotlinDsl"})
_PLATFORMS = frozenset({"platform", "enforcedPlatform"})
_WRAPPERS = frozenset({"testFixtures", "variantOf", "create", "dependency", "module", "deobf", "listOf", "setOf"})
_NPM = {"npm": Scope.UNKNOWN, "optionalNpm": Scope.UNKNOWN, "peerNpm": Scope.UNKNOWN, "devNpm": Scope.DEVELOPMENT}
_NOT_CONFIGURATIONS = frozenset(
    {"exclude", "because", "println", "throw", "return", "assert", "apply", "include", "project", "val", "def", "var"}
)
_KEYS = ("group", "name", "version", "classifier", "ext")
_MOST = 1_000
"""Of what one statement may stand for."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the blocks ``dependencies``, ``plugins`` and ``repositories`` name; the project's own parts are not.

    Raises:
        ParseError: strings, comments or brackets that never end; what comes before them is yielded.
    """
    project = load(source)
    script = project.scripts[0]
    reader = _Reader(project)
    for declared in script.declared:
        yield from reader.declared(declared)
    for item in script.plugins:
        yield from reader.plugin(item)
    yield from reader.repositories()
    if reader.unknown:
        many = len(reader.unknown)
        source.warn(
            "unresolved-expression",
            f"{many} {'dependency is' if many == 1 else 'dependencies are'} computed: not told without a build",
            line=reader.unknown[0],
            level=Level.NOTE,
        )
    if script.problem:
        raise script.problem


class _Reader:
    """Turns the statements of one script into components."""

    def __init__(self, project: Project) -> None:
        self.unknown: list[int] = []
        """Lines of what cannot be told."""
        self._project = project
        self._source = project.source
        self._registry = self._only_host(builds=False)
        self._build_registry = self._only_host(builds=True)

    def _only_host(self, *, builds: bool) -> str | None:
        """Return the host that all is fetched from; what a project alone names may come on top of what plugins do."""
        whole = [script for script in self._project.scripts if script.whole] or self._project.scripts[:1]
        if not any(entry.builds is builds for script in whole for entry in script.repositories):
            return None
        scripts = self._project.scripts
        named = [self._host(entry) for script in scripts for entry in script.repositories if entry.builds is builds]
        registry = only_registry(named)
        return None if registry in _PARTIAL else registry

    # ------------------------------------------------------------------------------------------------ dependencies

    def declared(self, declared: Declared) -> Iterator[Component]:
        """Yield what a statement in a ``dependencies`` block asks for."""
        if declared.configuration in _NOT_CONFIGURATIONS:
            return
        facts: dict[str, str | None] = {"registry": self._registry}
        scope = scope_of(declared.configuration)
        if declared.where == "buildscript":
            scope, facts = Scope.BUILD, {"registry": self._build_registry}
        elif declared.where == "bom":
            scope, facts = Scope.BUILD, {**facts, "scope": "import", "type": "pom"}
        elif "Test" in declared.blocks:
            scope = Scope.TEST
        whole = _map(declared.arguments)
        if whole:
            yield from self._of_map(whole, scope, facts, declared.line)
            return
        for argument in split(declared.arguments):
            yield from self._argument(argument, scope, facts, declared.line)

    def _argument(
        self, argument: list[Item], scope: Scope, facts: dict[str, str | None], line: int
    ) -> Iterator[Component]:
        waiting = [(argument, facts)]
        seen: set[int] = set()  # a name may stand for itself
        while waiting and len(waiting) < _MOST:
            items, said = waiting.pop()
            if id(items) in seen:
                continue
            seen.add(id(items))
            if is_group(items[-1], "{") and len(items) > 1:
                items = items[:-1]
            first = items[0]
            line = first.line if isinstance(first, Token) else line
            mapped = _map(items)
            if mapped:
                if any(key in mapped for key in ("group", "name")):
                    yield from self._of_map(mapped, scope, said, line)
            elif is_name(first, *_OURS):
                continue
            elif isinstance(first, Group) and len(items) == 1 and (inside := _map(first.items)):
                yield from self._of_map(inside, scope, said, line)
            elif isinstance(first, Group) and len(items) == 1:
                waiting += [(part, said) for part in split(first.items)][::-1]
            elif name := _call(items):
                yield from self._call(name, items, scope, said, line, waiting)
            else:
                yield from self._expression(items, scope, said, line, waiting)

    def _call(
        self,
        name: str,
        items: list[Item],
        scope: Scope,
        facts: dict[str, str | None],
        line: int,
        waiting: list[tuple[list[Item], dict[str, str | None]]],
    ) -> Iterator[Component]:
        group = next(item for item in items if isinstance(item, Group))
        if name == "kotlin":
            module = self._project.text(split(group.items)[0]) if group.items else None
            if module:
                yield self._component(Coordinates("org.jetbrains.kotlin", f"kotlin-{module}"), scope, facts, line)
        elif name in _NPM:
            yield from self._npm(name, split(group.items), line)
        elif name in _PLATFORMS:
            imported = {**facts, "scope": "import", "type": "pom"}
            waiting += [(part, imported) for part in split(group.items)][::-1]
        elif name in _WRAPPERS:
            waiting += [(part, facts) for part in split(group.items)][::-1]
        else:
            yield from self._expression(items, scope, facts, line, waiting)

    def _expression(
        self,
        items: list[Item],
        scope: Scope,
        facts: dict[str, str | None],
        line: int,
        waiting: list[tuple[list[Item], dict[str, str | None]]],
    ) -> Iterator[Component]:
        names = chain(items)
        if names and names[0] in ("projects", "sourceSets", "configurations"):
            return
        text = self._project.text(items)
        of = coordinates(text) if text else None
        if of:
            yield self._component(of, scope, facts, line)
            return
        first = items[0]
        if (
            text is None
            and len(items) == 1
            and isinstance(first, Token)
            and first.text.partition("$")[0].count(":") > 1
        ):
            group, name, constraint = first.text.split(":", 2)  # only the version cannot be told
            of = coordinates(f"{group}:{name}")
            if of:
                yield self._component(of, scope, {**facts, "constraint": constraint}, line)
                return
        entries = self._entries(names) if names else None
        if entries is not None:
            for entry in entries:
                yield self._component(entry.of, scope, facts, line)
            return
        value = self._project.value(names) if names else None
        if value:
            waiting.append((value, facts))
        elif text is None or ":" in text:
            self.unknown.append(line)

    def _entries(self, names: tuple[str, ...]) -> list[Entry] | None:
        """Return what an accessor of a version catalog stands for."""
        names = self._project.unaliased(names)
        catalog = self._project.catalog(names[0]) if len(names) > 1 else None
        if catalog is None:
            return None
        name = ".".join(names[1:])
        if names[1] == "bundles":
            found = [catalog.libraries.get(item) for item in catalog.bundles.get(".".join(names[2:]), ())]
            return [entry for entry in found if entry] if found else None
        if names[1] == "plugins":
            known = catalog.plugins.get(".".join(names[2:]))
        else:
            known = catalog.libraries.get(name)
        return [known] if known else None

    def _of_map(
        self, mapped: dict[str, list[Item]], scope: Scope, facts: dict[str, str | None], line: int
    ) -> Iterator[Component]:
        if "path" in mapped and "group" not in mapped:  # a project
            return
        values = {key: self._project.text(mapped[key]) for key in _KEYS if key in mapped}
        of = coordinates(f"{values.get('group')}:{values.get('name')}") if values.get("group") else None
        if of is None or not values.get("name"):
            self.unknown.append(line)
            return
        if "version" in mapped and not values["version"]:
            facts = {**facts, "constraint": "?"}
        yield self._component(
            of._replace(
                version=values.get("version"), classifier=values.get("classifier"), extension=values.get("ext")
            ),
            scope,
            facts,
            line,
        )

    def _npm(self, kind: str, arguments: list[list[Item]], line: int) -> Iterator[Component]:
        texts = [self._project.text(argument) for argument in arguments]
        if not texts or not texts[0]:
            self.unknown.append(line)
            return
        namespace, _, name = texts[0].rpartition("/")
        version = texts[1] if len(texts) > 1 else None
        exact = version if version and version[0].isdigit() and not set(version) & set(" x*|") else None
        facts: Facts = (("constraint", version),) if version and not exact else ()
        yield self._source.package(
            "npm",
            name,
            exact,
            namespace=namespace,
            line=line,
            how=How.DECLARED,
            scope=_NPM[kind],
            direct=True,
            facts=facts,
        )

    def _component(self, of: Coordinates, scope: Scope, facts: dict[str, str | None], line: int) -> Component:
        if facts.get("scope") == "import":
            scope = Scope.TEST if scope is Scope.TEST else Scope.BUILD
        return component(self._source, of, line=line, scope=scope, facts=facts)

    # ------------------------------------------------------------------------------------- plugins and repositories

    def plugin(self, statement: Plugin) -> Iterator[Component]:
        """Yield a plugin with a version; without one it is Gradle's, the project's own, or declared elsewhere."""
        items = statement.items
        facts: dict[str, str | None] = {"registry": self._build_registry or PLUGIN_HOST, "type": "gradle-plugin"}
        if is_name(items[0], "alias") and len(items) > 1:
            inner = items[1].items if isinstance(items[1], Group) else items[1:2]
            names = chain(inner)
            entries = self._entries(names) if names else None
            if not entries:
                self.unknown.append(statement.line)
            for entry in entries or ():
                yield component(self._source, entry.of, line=statement.line, scope=Scope.BUILD, facts=facts)
            return
        position = next((n for n, item in enumerate(items) if is_name(item, "version")), 0)
        if not position or not is_name(items[0], "id", "kotlin"):
            return
        id_ = self._project.text(items[1].items if isinstance(items[1], Group) else items[1:position])
        after = items[position + 1 :]
        end = next((n for n, item in enumerate(after) if is_name(item, "apply")), len(after))
        version = self._project.text(after[:end])
        if not id_:
            self.unknown.append(statement.line)
            return
        if is_name(items[0], "kotlin"):
            id_ = f"org.jetbrains.kotlin.{id_}"
        if not version:
            facts["constraint"] = "?"
        yield component(self._source, plugin(id_, version), line=statement.line, scope=Scope.BUILD, facts=facts)

    def repositories(self) -> Iterator[Component]:
        """Yield the hosts of the repositories that the script names, where there are several to choose from."""
        named = [(self._host(entry), entry.line) for entry in self._project.scripts[0].repositories]
        yield from endpoints(self._source, [(name, line) for name, line in named if name != PLUGIN_HOST])

    def _host(self, repository: Repository) -> str | None:
        """Return the host of a repository; the default one's, or None for a folder or what cannot be told."""
        if repository.kind not in ("maven", "ivy"):
            return _HOSTS.get(repository.kind)
        waiting = [list(repository.items)]
        while waiting:
            items = waiting.pop()
            for number, item in enumerate(items):
                if isinstance(item, Group):
                    if item.bracket == "(" and not is_name(
                        items[number - 1] if number else None, "uri", "url", "setUrl"
                    ):
                        found = host(self._project.text(split(item.items)[0])) if item.items else None
                        if found:
                            return found
                    if item.bracket == "{" or item.items:
                        waiting.append(item.items)
                elif is_name(item, "url", "setUrl", "uri"):
                    found = host(self._project.text(_value_after(items, number)))
                    if found:
                        return found
        return None


def _value_after(items: Sequence[Item], position: int) -> list[Item]:
    """Return the expression that a property is given: ``url 'x'``, ``url = 'x'``, ``setUrl("x")``."""
    rest = [*items[position + 1 :]]
    if rest and (is_sign(rest[0], "=") or is_sign(rest[0], ":")):
        rest = rest[1:]
    end = next(
        (n for n, item in enumerate(rest) if isinstance(item, Token) and (item.kind == "end" or item.text == ",")),
        len(rest),
    )
    return rest[:end]


def _map(items: Sequence[Item]) -> dict[str, list[Item]] | None:
    """Return ``group: 'g', name: 'n'`` or ``group = "g", name = "n"`` by key; None if it is something else."""
    if len(items) < 3 or not (is_sign(items[1], ":") or is_sign(items[1], "=")) or not isinstance(items[0], Token):
        return None
    found: dict[str, list[Item]] = {}
    for part in split(items):
        if len(part) > 2 and isinstance(part[0], Token) and (is_sign(part[1], ":") or is_sign(part[1], "=")):
            value = part[2:]
            found[part[0].text] = value[:-1] if is_group(value[-1], "{") else value
    return found


def _call(items: Sequence[Item]) -> str | None:
    """Return the name of the function in ``platform("…")``, ``project(':x')``, ``dependencies.create("…")``."""
    group = next((number for number, item in enumerate(items) if isinstance(item, Group)), 0)
    before = items[group - 1] if group else None
    if group > 1 and not is_sign(items[group - 2], "."):
        return None
    return before.text if isinstance(before, Token) and before.kind == "name" and is_group(items[group], "(") else None


def _sniff(head: bytes) -> bool:
    return b"dependencies {" in head and (b"implementation" in head or b"classpath" in head or b"plugins {" in head)


EXTRACTOR = Extractor(
    name="gradle-build",
    ecosystem="maven",
    patterns=("*.gradle", "*.gradle.kts"),
    sniff=None,
    parse=parse,
    description="dependencies, BOMs, plugins, repositories; variables, properties and catalogs of the tree; never run",
    spec_url="https://docs.gradle.org/current/userguide/declaring_dependencies.html",
    may_be_empty=True,
)
