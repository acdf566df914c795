"""deps.edn, project.clj and their kin: what Clojure's tools are asked for; project.clj is read, not run."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._edn import Form, Forms, Symbol, Text, read
from depscan.extractors.packages._gradle import Coordinates, component
from depscan.extractors.packages._origins import host, repository
from depscan.extractors.packages._repositories import endpoints
from depscan.model import Component, Level, Scope

_FORGES = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org", "sr": "git.sr.ht"}
_SCOPES = {
    "test": Scope.TEST,
    "provided": Scope.RUNTIME,
    "runtime": Scope.RUNTIME,
    "compile": Scope.RUNTIME,
    "system": Scope.RUNTIME,
}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield dependencies, plugins and repositories; those of aliases and profiles are for what their names say.

    Raises:
        ParseError: not EDN, or none of these files.
    """
    forms = read(source.text())
    project = next((form for form in forms if isinstance(form, Forms) and form and form[0] == "defproject"), None)
    if project is not None:
        yield from _project(source, forms, project)
        return
    document = next((form for form in forms if isinstance(form, Forms) and form.bracket == "{"), None)
    if document is None:
        raise ParseError("neither deps.edn nor project.clj: no map and no defproject")
    yield from _deps(source, document)
    vector = document.get(":dependencies")  # of shadow-cljs.edn
    if isinstance(vector, Forms):
        yield from _vector(source, vector, Scope.RUNTIME, {}, {})


# ---------------------------------------------------------------------------------------------------- the Clojure CLI


def _deps(source: SourceFile, document: Forms) -> Iterator[Component]:
    yield from _map(source, document.get(":deps"), Scope.RUNTIME)
    aliases = document.get(":aliases")
    for name, alias in aliases.pairs() if isinstance(aliases, Forms) else ():
        if not isinstance(alias, Forms) or not isinstance(name, Symbol):
            continue
        scope = _scope_of(name.removeprefix(":"))
        for key in (":extra-deps", ":replace-deps", ":deps"):
            yield from _map(source, alias.get(key), scope)
    yield from endpoints(source, _repositories(document.get(":mvn/repos")))


def _map(source: SourceFile, deps: Form | None, scope: Scope) -> Iterator[Component]:
    for name, value in deps.pairs() if isinstance(deps, Forms) and deps.bracket == "{" else ():
        if not isinstance(name, Symbol) or not isinstance(value, Forms):
            source.warn("incomplete-entry", "a dependency without a name or coordinates", line=name.line)
        elif value.get(":local/root") is None:
            facts: dict[str, str | None] = {}
            version = _said(value, ":mvn/version", ":version")  # the second of each as in #:mvn{:version "1.0"}
            address = _said(value, ":git/url", ":url")
            if version is None:
                version = _said(value, ":git/tag", ":tag", ":git/sha", ":sha")
                facts["repository"] = repository(address) or (_forge(str(name)) if version else None)
            yield component(source, _named(str(name), version), line=name.line, scope=scope, facts=facts)


def _forge(name: str) -> str | None:
    """Return the repository that a name such as ``io.github.acme/tool`` stands for."""
    group, _, artifact = name.partition("/")
    top, _, rest = group.partition(".")
    forge, _, owner = rest.partition(".")
    host_name = _FORGES.get(forge) if top in ("io", "com", "org", "ht") else None
    return f"{host_name}/{owner}/{artifact}" if host_name and owner and artifact else None


def _named(name: str, version: str | None) -> Coordinates:
    """Return the coordinates of ``group/artifact$classifier``; one word is both."""
    name, _, classifier = name.partition("$")
    group, slash, artifact = name.rpartition("/")
    return Coordinates(group if slash else name, artifact, version, classifier or None)


def _scope_of(name: str) -> Scope:
    words = name.replace("/", "-").lower().split("-")
    if any(word.startswith("test") or word in ("kaocha", "cognitect", "e2e") for word in words):
        return Scope.TEST
    if any(
        word in ("build", "uberjar", "jar", "package", "release", "deploy", "depstar", "nextjournal") for word in words
    ):
        return Scope.BUILD
    return Scope.DEVELOPMENT


# --------------------------------------------------------------------------------------------------------- Leiningen


def _project(source: SourceFile, forms: Forms, project: Forms) -> Iterator[Component]:
    defined = {
        str(form[1]): str(form[-1])
        for form in forms
        if isinstance(form, Forms) and len(form) > 2 and form[0] == "def" and isinstance(form[-1], Text)
    }
    options = Forms("{", project.line)
    options.extend(project[3:])
    managed = {
        str(entry[0]): str(entry[1])
        for entry in _entries(options.get(":managed-dependencies"))
        if len(entry) > 1 and isinstance(entry[1], Text)
    }
    yield from _options(source, options, None, managed, defined)
    profiles = options.get(":profiles")
    for name, profile in profiles.pairs() if isinstance(profiles, Forms) else ():
        if isinstance(profile, Forms) and isinstance(name, Symbol):
            packaged = name in (":provided", ":uberjar", ":production", ":prod")
            scope = Scope.RUNTIME if packaged else _scope_of(name.removeprefix(":"))
            yield from _options(source, profile, scope, managed, defined)
    yield from endpoints(
        source, [*_repositories(options.get(":repositories")), *_repositories(options.get(":plugin-repositories"))]
    )
    if not any(
        isinstance(options.get(key), Forms)
        for key in (":dependencies", ":plugins", ":profiles", ":managed-dependencies")
    ):
        source.warn("nothing-declared", "no dependencies", level=Level.NOTE)


def _options(
    source: SourceFile, options: Forms, scope: Scope | None, managed: dict[str, str], defined: dict[str, str]
) -> Iterator[Component]:
    dependencies, plugins = options.get(":dependencies"), options.get(":plugins")
    if isinstance(dependencies, Forms):
        yield from _vector(source, dependencies, scope or Scope.RUNTIME, managed, defined)
    if isinstance(plugins, Forms):
        yield from _vector(source, plugins, Scope.BUILD if scope in (None, Scope.BUILD) else scope, managed, defined)


def _entries(vector: Form | None) -> Iterator[Forms]:
    for entry in vector if isinstance(vector, Forms) else ():
        if isinstance(entry, Forms) and entry and entry.bracket == "[":
            yield entry


def _vector(
    source: SourceFile, vector: Forms, scope: Scope, managed: dict[str, str], defined: dict[str, str]
) -> Iterator[Component]:
    for entry in _entries(vector):
        name = entry[0]
        if not isinstance(name, Symbol | Text) or not name:
            source.warn("incomplete-entry", "a dependency without a name", line=entry.line)
            continue
        said = entry[1] if len(entry) > 1 else None
        version = str(said) if isinstance(said, Text) else managed.get(str(name))
        facts: dict[str, str | None] = {}
        if isinstance(said, Symbol) and not said.startswith(":"):
            version = defined.get(said)
            facts["constraint"] = None if version else str(said)
        options = Forms("{", entry.line)
        options.extend(entry[2:] if len(entry) > 1 and not str(said).startswith(":") else entry[1:])
        facts["classifier"] = _text(options.get(":classifier"))
        maven_scope = _text(options.get(":scope"))
        facts["scope"] = maven_scope if maven_scope in ("provided", "system") else None
        use = _SCOPES.get(maven_scope, scope) if maven_scope else scope
        of = _named(str(name), version)._replace(extension=_text(options.get(":extension")))
        yield component(source, of, line=entry.line, scope=use, facts=facts)


def _said(value: Forms, *keys: str) -> str | None:
    """Return the first text among the values of some keys."""
    return next((text for key in keys if (text := _text(value.get(key)))), None)


def _text(form: Form | None) -> str | None:
    return str(form) if isinstance(form, Text) and form else None


def _repositories(repositories: Form | None) -> list[tuple[str | None, int | None]]:
    """Return the hosts in ``{"n" {:url "…"}}``, ``[["n" "…"]]`` and ``[["n" {:url "…"}]]``."""
    if not isinstance(repositories, Forms):
        return []
    in_pairs = (
        repositories.pairs()
        if repositories.bracket == "{"
        else ((entry[0], entry[1]) for entry in _entries(repositories) if len(entry) > 1)
    )
    found: list[tuple[str | None, int | None]] = []
    for _, value in in_pairs:
        address = value.get(":url") if isinstance(value, Forms) else value
        if isinstance(address, Text):
            found.append((host(str(address)), address.line))
    return found


def _sniff(head: bytes) -> bool:
    return b"(defproject " in head or b":mvn/version" in head or b":git/sha" in head


EXTRACTOR = Extractor(
    name="clojure-deps",
    ecosystem="maven",
    patterns=("deps.edn", "bb.edn", "shadow-cljs.edn", "project.clj"),
    sniff=_sniff,
    parse=parse,
    description="dependencies, aliases, profiles, plugins, Git sources, repositories; never run",
    spec_url="https://clojure.org/reference/deps_edn",
    may_be_empty=True,
)
