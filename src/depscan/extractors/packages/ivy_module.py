"""ivy.xml and ivysettings.xml: what Apache Ivy is asked for, and where it looks."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._gradle import pairs
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._repositories import endpoints
from depscan.model import Component, How, Level, Scope
from depscan.syntax import lazy, xml
from depscan.syntax.xml import Element

_OPEN = lazy.pattern(r"[\[\](),]|\+$|^latest\.|\$\{|^$")
_REFERENCE = lazy.pattern(r"\$\{([^${}]+)\}")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the dependencies of a module; of settings, the hosts of resolvers.

    Raises:
        ParseError: not XML, or neither a module nor settings of Ivy.
    """
    root = xml.read(source.bytes())
    if root.name in ("ivysettings", "ivyconf"):
        yield from _resolvers(source, root)
        return
    if root.name != "ivy-module":
        raise ParseError("neither a module nor settings of Ivy", line=root.line)
    info = root.child("info")
    own = info.attributes.get("organisation", "") if info else ""
    module = info.attributes.get("module") if info else None
    found = False
    for element in root.all("dependencies", "dependency"):
        found = True
        name = element.attributes.get("name", "").strip()
        organisation = element.attributes.get("org", own).strip()
        if not name or not organisation or "${" in name + organisation:
            source.warn("incomplete-entry", "a dependency without organisation or name", line=element.line)
        elif (organisation, name) != (own, module):
            yield _dependency(source, element, organisation, name)
    if not found:
        source.warn("nothing-declared", "no dependencies", level=Level.NOTE)


def _dependency(source: SourceFile, element: Element, organisation: str, name: str) -> Component:
    revision = element.attributes.get("rev", "").strip()
    is_open = bool(_OPEN.search(revision))
    artifact = next(element.all("artifact"), None)
    return source.package(
        "maven",
        name,
        None if is_open else revision,
        namespace=organisation,
        line=element.line,
        how=How.DECLARED,
        scope=_scope(element.attributes.get("conf", "")),
        direct=True,
        facts=pairs(
            {
                "constraint": revision if is_open else None,
                "classifier": artifact.attributes.get("classifier") if artifact else None,
            }
        ),
    )


def _scope(mapping: str) -> Scope:
    """Return what ``test->default;compile->master`` is for: the heaviest of the configurations that ask."""
    names = {name.strip().lower() for part in mapping.split(";") for name in part.partition("->")[0].split(",")} - {""}
    if not names or names & {"*", "default", "compile", "runtime", "master"}:
        return Scope.RUNTIME
    if all("test" in name for name in names):
        return Scope.TEST
    return (
        Scope.BUILD
        if all(name in ("build", "provided-build", "ant", "doc", "javadoc") for name in names)
        else Scope.UNKNOWN
    )


def _resolvers(source: SourceFile, root: Element) -> Iterator[Component]:
    properties = {
        element.attributes.get("name", ""): element.attributes.get("value", "") for element in root.all("property")
    }
    waiting = [*root.all("resolvers")]
    named: list[tuple[str | None, int | None]] = []
    while waiting:
        element = waiting.pop()
        waiting += element.children[::-1]
        for key in ("root", "pattern"):
            address = _REFERENCE.sub(lambda match: properties.get(match[1], match[0]), element.attributes.get(key, ""))
            named.append((host(address), element.line))
    yield from endpoints(source, named)


def _sniff(head: bytes) -> bool:
    return b"<ivy-module" in head or b"<ivysettings" in head


EXTRACTOR = Extractor(
    name="ivy-module",
    ecosystem="maven",
    patterns=("ivy.xml", "ivysettings.xml"),
    sniffed_patterns=("ivy*.xml", "*.ivy", "*-ivy.xml"),
    sniff=_sniff,
    parse=parse,
    description="dependencies with their configurations; resolvers of ivysettings.xml",
    spec_url="https://ant.apache.org/ivy/history/latest-milestone/ivyfile.html",
)
