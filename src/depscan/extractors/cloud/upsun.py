"""Platform.sh and Upsun: services by type, applications with their dependencies and variables."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import (
    at,
    descriptor,
    entries,
    literal,
    maps,
    proxied,
    resource,
    scripts,
    variables,
)
from depscan.model import Component, How, Level, Scope
from depscan.syntax import yaml
from depscan.syntax.yaml import Map, Seq

_FILE = ".platform.app.yaml"
_ECOSYSTEMS = {
    "php": "composer",
    "nodejs": "npm",
    "python": "pypi",
    "python2": "pypi",
    "python3": "pypi",
    "ruby": "gem",
}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Upsun itself, services, tools that applications install, variables and hosts of routes.

    Raises:
        ParseError: not YAML, or neither a mapping nor a list.
    """
    document = yaml.read(source.text())
    if document is None:
        source.warn("nothing-declared", "nothing but comments", level=Level.NOTE)
        return
    if not isinstance(document, Map | Seq):
        raise ParseError("not a file of Upsun: neither a mapping nor a list")
    yield descriptor(source, _FILE)
    if source.name in ("services.yaml", "services.yml"):
        yield from _services(source, document)
    elif source.name in ("routes.yaml", "routes.yml"):
        yield from _routes(source, document)
    elif source.name.startswith(".platform") or isinstance(document, Seq):
        for application in maps(document):
            yield from _application(source, application)
    elif source.name.startswith("applications"):
        for _, application, _ in entries(document):
            yield from _application(source, application)
    else:
        for _, application, _ in entries(document.get("applications")):
            yield from _application(source, application)
        yield from _services(source, document.get("services"))
        yield from _routes(source, document.get("routes"))


def _services(source: SourceFile, services: object) -> Iterator[Component]:
    for name, service, line in entries(services):
        kind, _, version = (literal(at(service, "type")) or "").partition(":")
        if kind:
            facts = (("version", version),) if version else ()
            yield resource(source, f"upsun_service:{kind}", name, line, facts=facts)


def _routes(source: SourceFile, routes: object) -> Iterator[Component]:
    """Yield the hosts that routes hand requests on to; those of redirections are for people."""
    for _, route, line in entries(routes):
        yield from proxied(source, at(route, "to") if at(route, "type") == "proxy" else None, line)


def _application(source: SourceFile, application: object) -> Iterator[Component]:
    if not isinstance(application, Map):
        return
    for language, packages, _ in entries(application.get("dependencies")):
        type_ = _ECOSYSTEMS.get(language)
        for name, wanted, line in entries(packages if type_ else None):
            yield _package(source, type_ or "", name, literal(wanted) or "", line)
    yield from variables(source, at(application, "variables", "env"))
    hooks = application.get("hooks")
    for name, text, line in entries(hooks):
        yield from scripts(source, text, line, Scope.BUILD if name == "build" else Scope.RUNTIME)
    for _, worker, _ in entries(application.get("workers")):
        yield from variables(source, at(worker, "variables", "env"))


def _package(source: SourceFile, type_: str, name: str, wanted: str, line: int) -> Component:
    namespace, _, bare = name.rpartition("/")
    exact = wanted[:1].isdigit() and not set("*<>~^ |") & set(wanted)
    return source.package(
        type_,
        bare,
        wanted if exact else None,
        namespace=namespace,
        line=line,
        how=How.CONFIGURED,
        scope=Scope.BUILD,
        direct=True,
        facts=() if exact or not wanted else (("constraint", wanted),),
    )


EXTRACTOR = Extractor(
    name="upsun",
    ecosystem="paas",
    patterns=(
        _FILE,
        ".platform/services.yaml",
        ".platform/routes.yaml",
        ".platform/applications.yaml",
        ".upsun/*.yaml",
        ".upsun/*.yml",
    ),
    parse=parse,
    description="Upsun and Platform.sh, services by type, tools that applications install, variables, routes",
    spec_url="https://docs.upsun.com/create-apps/app-reference.html",
    may_be_empty=True,
)
