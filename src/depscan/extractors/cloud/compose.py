"""Compose files, from version 1 without ``services`` to today's specification.

The images that are not built here, and what settings tell: variables, log drivers, volumes, certificates, caches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._compose_settings import ServiceSettings
from depscan.extractors.cloud._images import images, parse_reference, purpose
from depscan.extractors.cloud._shell_variables import assignments, substitute
from depscan.extractors.patterns import PatternIndex
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import limits, yaml

_TOP_LEVEL = frozenset({"services", "networks", "volumes", "configs", "secrets", "include", "models"})
_SNIFF_SERVICES = re.compile(rb"^services[ \t]*+:[ \t]*+(?:#[^\n]*+)?\r?$", re.MULTILINE)
_SNIFF_SERVICE = re.compile(rb"^[ \t]++(?:image|build|extends)[ \t]*+:", re.MULTILINE)
_SNIFF_OTHERS = re.compile(rb"^(?:steps|pipeline|jobs|stages|when|kind|apiVersion|workflow)[ \t]*+:", re.MULTILINE)
"""What a file of a CI or of Kubernetes has beside services."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield images of services without ``build``, base images that builds name, AI models, what settings tell.

    Raises:
        ParseError: not YAML, or not a Compose file.
    """
    variables = _Variables(source)
    others = projects = 0
    repeated: list[int] = []
    for document in yaml.read_documents(source.text(), repeated=repeated):
        services = _services(document)
        if services is not None:
            projects += 1
            yield from _project(source, document, services, variables)
        elif document is not None:
            others += 1
    for line in repeated:
        source.warn("repeated-key", "a key that is given again: the last one counts", line=line)
    if others and not projects:
        raise ParseError("not a Compose file: no services")
    if not projects:  # nothing but comments, for the reader to fill in
        source.warn("nothing-declared", "no services", level=Level.NOTE)


def _project(source: SourceFile, document: yaml.Map, services: yaml.Map, variables: _Variables) -> Iterator[Component]:
    scope = purpose(source.name) or Scope.UNKNOWN
    yield from _included(source, document)
    found = [service for service in services.values() if isinstance(service, yaml.Map)]
    builds = [service for service in found if service.get("build") is not None]
    built = {image for service in builds if isinstance(image := service.get("image"), str)}
    settings = ServiceSettings(source, variables.resolve)
    for service in found:
        if service.get("build") is None:
            yield from _service(source, service, built, scope, variables)
        yield from _extended(source, service)
        yield from settings.of(service, _only_purpose(service) or scope)
    yield from settings.top_level(document, scope)
    # each once, however many aliases lead to it
    contexts = {id(build): build for service in builds if isinstance(build := service["build"], yaml.Map)}
    for build in contexts.values():
        yield from _contexts(source, build.get("additional_contexts"), variables)
    yield from _models(source, document.get("models"), scope)


def _services(document: object) -> yaml.Map | None:
    if not isinstance(document, yaml.Map):
        return None
    services = document.get("services")
    if isinstance(services, yaml.Map):
        return services
    if _TOP_LEVEL & document.keys():  # an override file may do without
        return yaml.Map(document.line)
    # version 1: the services are the document
    if any(isinstance(service, yaml.Map) and {"image", "build"} & service.keys() for service in document.values()):
        return document
    return None


def _service(
    source: SourceFile, service: yaml.Map, built: set[str], scope: Scope, variables: _Variables
) -> Iterator[Component]:
    image = service.get("image")
    if isinstance(image, str) and image not in built:
        told = _profiles(service)
        only = _only_purpose(service)
        yield from images(
            source,
            variables.resolve(image),
            line=service.lines.get("image"),
            scope=only if only and scope is Scope.UNKNOWN else scope,
            facts=(("profiles", ",".join(told)),) if told else (),
        )


def _profiles(service: yaml.Map) -> list[str]:
    profiles = service.get("profiles")
    return [name for name in profiles[:20] if isinstance(name, str)] if isinstance(profiles, yaml.Seq) else []


def _only_purpose(service: yaml.Map) -> Scope | None:
    """Return what all profiles of a service are for, if they agree."""
    purposes = {purpose(name) for name in _profiles(service)}
    return purposes.pop() if len(purposes) == 1 else None


def _included(source: SourceFile, document: yaml.Map) -> Iterator[Component]:
    include = document.get("include")
    line = document.lines.get("include")
    for entry in include if isinstance(include, yaml.Seq) else ():
        paths = entry.get("path") if isinstance(entry, yaml.Map) else entry
        for path in paths if isinstance(paths, yaml.Seq) else [paths]:
            if isinstance(path, str):
                yield from _other_file(source, path, line)


def _extended(source: SourceFile, service: yaml.Map) -> Iterator[Component]:
    extends = service.get("extends")
    path = extends.get("file") if isinstance(extends, yaml.Map) else None
    if isinstance(path, str):
        yield from _other_file(source, path, service.lines.get("extends"))


def _other_file(source: SourceFile, path: str, line: int | None) -> Iterator[Component]:
    """Yield what a file tells that one is made of, unless it is read for itself as its name says what it is."""
    depth = source.memo.get(("compose-depth", source.path), 0)
    other = source.sibling(path) if "$" not in path and depth < limits.INCLUDE_DEPTH else None
    if other is None:
        reason = "an included file that is not there, or elsewhere, is not followed"
        source.warn("not-followed", reason, line=line, level=Level.NOTE)
        return
    index = PatternIndex((EXTRACTOR,))
    by_itself = any(
        not sniffed or _sniff(other.bytes()[: limits.SNIFFED_BYTES]) for _, sniffed in index.candidates(other.path)
    )
    if by_itself or ("compose-depth", other.path) in source.memo:
        return
    source.memo["compose-depth", other.path] = depth + 1
    try:
        yield from parse(other)
    except ParseError as error:
        source.warn("not-followed", f"an included file: {error}", line=line)


def _contexts(source: SourceFile, contexts: object, variables: _Variables) -> Iterator[Component]:
    """Yield images that stand in for a build's named contexts."""
    if isinstance(contexts, yaml.Map):
        pairs = [(value, contexts.lines.get(name)) for name, value in contexts.items()]
    elif isinstance(contexts, yaml.Seq):
        pairs = [(item.partition("=")[2], contexts.lines[at]) for at, item in enumerate(contexts) if type(item) is str]
    else:
        return
    for value, line in pairs:
        if isinstance(value, str) and value.startswith("docker-image://"):
            yield from images(source, variables.resolve(value), line=line, scope=Scope.BUILD)


def _models(source: SourceFile, models: object, scope: Scope) -> Iterator[Component]:
    """Yield the AI models that the Docker model runner pulls from a registry."""
    if not isinstance(models, yaml.Map):
        return
    for model in models.values():
        name = model.get("model") if isinstance(model, yaml.Map) else None
        if not isinstance(name, str) or not name:
            continue
        image = parse_reference(name)
        yield Component(
            kind=Kind.MODEL,
            name=name.partition("@")[0].rpartition(":")[0] or name if image and image.tag else name,
            version=image.tag if image else None,
            scope=scope,
            direct=True,
            facts=(("registry", image.host),) if image else (),
            evidence=source.seen(model.lines["model"], how=How.CONFIGURED),
        )


class _Variables:
    """What the ``.env`` file beside the Compose file says, read only if an image asks for it."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source

    def resolve(self, text: str) -> str:
        """Return the text with variables and defaults in their place."""
        if "$" not in text:
            return text
        key = ("compose", self._source.folder)
        if key not in self._source.memo:  # however many Compose files lie beside it
            beside = self._source.sibling(".env")
            self._source.memo[key] = assignments(beside.lines()) if beside else {}
        values: dict[str, str] = self._source.memo[key]
        return substitute(text, values)


def _sniff(head: bytes) -> bool:
    head = head.replace(b"\0", b"")  # UTF-16
    return bool(_SNIFF_SERVICES.search(head) and _SNIFF_SERVICE.search(head) and not _SNIFF_OTHERS.search(head))


EXTRACTOR = Extractor(
    name="compose",
    ecosystem="container",
    patterns=(
        "compose.yml", "compose.yaml", "compose[._-]*.yml", "compose[._-]*.yaml",
        "docker-compose*.yml", "docker-compose*.yaml",
    ),
    sniffed_patterns=("*.yml", "*.yaml"),  # docker-stack.yml, production.yml
    sniff=_sniff,
    parse=parse,
    description="images of services that are not built here, with the defaults of their variables; services, hosts and "
    "models of their settings; drivers of logs and volumes; included files; AI models",
    spec_url="https://github.com/compose-spec/compose-spec/blob/main/spec.md",
)  # fmt: skip
