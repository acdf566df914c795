"""MODULE.bazel, WORKSPACE and the .bzl files that they load: what Bazel is asked to fetch; read, never run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._bazel import scope_of
from depscan.extractors.packages._gradle import Coordinates, component, pairs
from depscan.extractors.packages._origins import host, repository
from depscan.extractors.packages._repositories import endpoints, only_registry
from depscan.extractors.packages._scripts import Group, Item, is_group, read
from depscan.extractors.packages._starlark import Call, Values, call, calls, dotted, listed, text
from depscan.model import Component, How, Level, Scope
from depscan.syntax import lazy

_FORGE = lazy.pattern(
    r"https?://(?:mirror\.bazel\.build/)?github\.com/([^/]+)/([^/]+?)(?:\.git)?"
    r"(?:/(?:archive|releases/download|zipball|tarball)/(?:refs/(?:tags|heads)/)?([^/]+).*)?"
)
_ARCHIVE = lazy.pattern(r"\.(?:tar\.\w+|tgz|zip|tbz2|txz|jar)$")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield modules, archives, repositories, images and artifacts; what lies in the tree itself is left out.

    Raises:
        ParseError: strings or brackets that never end; what comes before them is yielded.
    """
    items, problem = read(source.text(), starlark=True)
    reader = _Reader(source)
    found = list(calls(items, reader.values))
    reader.note_overrides(found)
    for one in found:
        yield from reader.read(one)
    if reader.unknown:
        source.warn(
            "unresolved-expression",
            f"{len(reader.unknown)} computed and cannot be told without Bazel",
            line=reader.unknown[0],
            level=Level.NOTE,
        )
    if problem:
        raise problem


class _Reader:
    """Turns the calls of a file into components."""

    def __init__(self, source: SourceFile) -> None:
        self.values = Values()
        self.unknown: list[int] = []
        """Lines of what cannot be told."""
        self._source = source
        self._overrides: dict[str, Call] = {}

    def note_overrides(self, found: list[Call]) -> None:
        """Note what is said of modules besides their versions."""
        for one in found:
            if one.name.endswith("_override"):
                name = self._text(one, "module_name")
                if name:
                    self._overrides[name] = one

    def read(self, one: Call) -> Iterator[Component]:
        """Yield what one call asks for."""
        name = one.name
        if name == "maybe" and one.positional:
            name = dotted(one.positional[0])
        kind = _KINDS.get(name.rpartition(".")[2])
        extension = "." in name
        if kind and (kind[1] is None or kind[1] == extension):
            yield from kind[0](self, one)

    def _text(self, one: Call, *keys: str) -> str | None:
        for key in keys:
            if key in one.named:
                return text(one.named[key], self.values)
        return None

    def _is_true(self, one: Call, key: str) -> bool:
        value = one.named.get(key)
        return bool(value) and getattr(value[0], "text", "") == "True" if value else False

    # ---------------------------------------------------------------------------------------------- Bazel's own

    def module(self, one: Call) -> Iterator[Component]:
        name = self._text(one, "name")
        if not name:
            self.unknown.append(one.line)
            return
        version, facts = self._text(one, "version"), {"registry": host(self._text(one, "registry"))}
        override = self._overrides.get(name)
        if override:
            if override.name == "local_path_override":
                return
            address = self._text(override, "remote") or next(iter(self._addresses(override)), None)
            version = self._text(override, "version", "tag", "commit") or version
            facts = {"repository": repository(address), "registry": host(self._text(override, "registry"))}
        yield self._source.package(
            "bazel",
            name,
            version or None,
            line=one.line,
            how=How.DECLARED,
            scope=self._scope(one, name),
            direct=True,
            facts=pairs(facts),
        )

    def _scope(self, one: Call, name: str) -> Scope:
        if self._is_true(one, "dev_dependency"):
            return Scope.DEVELOPMENT
        return scope_of(name)

    def _addresses(self, one: Call) -> list[str]:
        said = [
            self._text(one, "url"),
            *(text(item, self.values) for item in listed(one.named.get("urls"), self.values)),
        ]
        return [address for address in said if address]

    def archive(self, one: Call) -> Iterator[Component]:
        addresses = self._addresses(one)
        name = self._text(one, "name") or (text(one.positional[0], self.values) if one.positional else None)
        forge = next((match for match in map(_FORGE.fullmatch, addresses) if match), None)
        if forge:
            version = _ARCHIVE.sub("", forge[3]) if forge[3] else None
            yield self._of_forge(one, name or "", forge[1], forge[2], version, {})
            return
        if not addresses or not name:
            self.unknown.append(one.line)
            return
        artifact = _maven_path(addresses[0])
        registry = only_registry([host(addresses[0])])
        if artifact:
            facts: dict[str, str | None] = {"registry": registry}
            yield component(self._source, artifact, line=one.line, scope=self._scope(one, name), facts=facts)
            return
        yield self._source.package(
            "generic",
            name,
            line=one.line,
            how=How.DECLARED,
            scope=self._scope(one, name),
            direct=True,
            facts=pairs({"registry": registry}),
        )

    def git(self, one: Call) -> Iterator[Component]:
        address = self._text(one, "remote")
        place = repository(address)
        if not place:
            self.unknown.append(one.line)
            return
        version = self._text(one, "tag", "commit", "branch")
        forge, _, path = place.partition("/")
        owner, _, project = path.partition("/")
        name = self._text(one, "name") or project
        if forge == "github.com" and project:
            yield self._of_forge(one, name, owner, project, version, {})
        else:
            yield self._source.package(
                "generic",
                name or place,
                version,
                line=one.line,
                how=How.DECLARED,
                scope=self._scope(one, name or place),
                direct=True,
                facts=(("repository", place),),
            )

    def _of_forge(
        self, one: Call, alias: str, owner: str, project: str, version: str | None, facts: dict[str, str | None]
    ) -> Component:
        return self._source.package(
            "github",
            project,
            version,
            namespace=owner,
            line=one.line,
            how=How.DECLARED,
            scope=self._scope(one, alias or project),
            direct=True,
            facts=pairs({"repository": f"github.com/{owner}/{project}", **facts}),
        )

    # ------------------------------------------------------------------------------------------ other ecosystems

    def install(self, one: Call) -> Iterator[Component]:
        hosts = [host(text(item, self.values)) for item in listed(one.named.get("repositories"), self.values)]
        registry = only_registry(hosts)
        scope = Scope.DEVELOPMENT if self._is_true(one, "dev_dependency") else Scope.RUNTIME
        for key in ("artifacts", "boms"):
            for item in listed(one.named.get(key), self.values):
                yield from self._artifact_of(item, Scope.BUILD if key == "boms" else scope, registry)
        if registry is None:
            yield from endpoints(self._source, [(name, one.line) for name in hosts])

    def _artifact_of(self, item: list[Item], scope: Scope, registry: str | None) -> Iterator[Component]:
        last, line = item[-1], item[0].line
        if isinstance(last, Group) and is_group(last, "(") and dotted(item[:-1]).rpartition(".")[2] == "artifact":
            yield from self.artifact(call("artifact", last), scope, registry)
            return
        said = text(item, self.values)
        of = _coordinates(said) if said else None
        if of is None:
            self.unknown.append(line)
            return
        yield component(self._source, of, line=line, scope=scope, facts={"registry": registry})

    def artifact(self, one: Call, scope: Scope = Scope.RUNTIME, registry: str | None = None) -> Iterator[Component]:
        said = [text(item, self.values) for item in one.positional] + [None] * 3
        group = self._text(one, "group") or said[0]
        name = self._text(one, "artifact") or said[1]
        if not group or not name:
            whole = _coordinates(group or name or "")
            if whole is None:
                self.unknown.append(one.line)
                return
            of = whole
        else:
            of = Coordinates(group, name, self._text(one, "version") or said[2], self._text(one, "classifier"))
        scope = Scope.TEST if self._is_true(one, "testonly") else scope
        yield component(self._source, of, line=one.line, scope=scope, facts={"registry": registry})

    def go(self, one: Call) -> Iterator[Component]:
        path = self._text(one, "path", "importpath")
        if not path:
            self.unknown.append(one.line)
            return
        namespace, _, name = path.rpartition("/")
        version = self._text(one, "version", "tag", "commit")
        yield self._source.package(
            "golang", name, version, namespace=namespace, line=one.line, how=How.DECLARED, direct=True, facts=()
        )

    def image(self, one: Call) -> Iterator[Component]:
        registry, place = self._text(one, "registry"), self._text(one, "repository")
        image = self._text(one, "image") or (f"{registry}/{place}" if registry and place else place)
        if not image or " " in image:
            self.unknown.append(one.line)
            return
        from depscan.extractors.cloud._images import images

        digest, tag = self._text(one, "digest"), self._text(one, "tag")
        if digest or tag:
            image = f"{image}@{digest}" if digest else f"{image}:{tag}"
        yield from images(self._source, image, line=one.line, scope=Scope.RUNTIME)


_Read = Callable[[_Reader, Call], Iterator[Component]]
_KINDS: dict[str, tuple[_Read, bool | None]] = {
    # with a dot: a tag of a module extension; without: a rule of a workspace; None: either
    "bazel_dep": (_Reader.module, False),
    "install": (_Reader.install, True),
    "maven_install": (_Reader.install, False),
    "artifact": (_Reader.artifact, True),
    "http_archive": (_Reader.archive, None),
    "http_file": (_Reader.archive, None),
    "http_jar": (_Reader.archive, None),
    "git_repository": (_Reader.git, None),
    "new_git_repository": (_Reader.git, None),
    "go_repository": (_Reader.go, None),
    "module": (_Reader.go, True),
    "container_pull": (_Reader.image, None),
    "oci_pull": (_Reader.image, None),
    "pull": (_Reader.image, True),
    "jvm_maven_import_external": (_Reader.artifact, None),
    "java_import_external": (_Reader.archive, None),
    "maven_jar": (_Reader.artifact, None),
}


def _coordinates(said: str) -> Coordinates | None:
    """Return what ``group:name[:packaging[:classifier]][:version]`` says."""
    parts = said.strip().split(":")
    if not 2 <= len(parts) <= 5 or not all(parts[:2]) or " " in said:
        return None
    group, name, *rest = parts
    packaging = rest[0] if len(rest) > 1 else None
    return Coordinates(
        group,
        name,
        rest[-1] if rest else None,
        rest[1] if len(rest) > 2 else None,
        packaging if packaging != "jar" else None,
    )


def _maven_path(address: str) -> Coordinates | None:
    """Return the coordinates in the address of a jar in a Maven repository, where its path begins as usual."""
    path = address.partition("/maven2/")[2]
    parts = path.split("/")
    if len(parts) < 4 or not parts[-1].startswith(f"{parts[-3]}-{parts[-2]}"):
        return None
    return Coordinates(".".join(parts[:-3]), parts[-3], parts[-2])


def _sniff(head: bytes) -> bool:
    return any(
        word in head
        for word in (b"bazel_dep(", b"http_archive(", b"maven_install(", b"git_repository(", b"go_repository(")
    )


EXTRACTOR = Extractor(
    name="bazel-module",
    ecosystem="bazel",
    patterns=("MODULE.bazel", "*.MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel", "WORKSPACE.bzlmod"),
    sniffed_patterns=("*.bzl",),
    sniff=_sniff,
    parse=parse,
    description="modules and overrides, archives, Git repositories, Maven artifacts, Go modules, images; never run",
    spec_url="https://bazel.build/external/overview",
    may_be_empty=True,
)
