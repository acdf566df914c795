"""gradle/verification-metadata.xml: modules whose checksums or signatures Gradle compares."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.model import Component, How, Level, Scope
from depscan.syntax import xml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the modules; one of which there is nothing but a POM is a parent, a BOM or a plugin's marker.

    Raises:
        ParseError: not XML, or no verification metadata.
    """
    root = xml.read(source.bytes())
    if root.name != "verification-metadata":
        raise ParseError("not verification metadata of Gradle", line=root.line)
    found = False
    for element in root.all("components", "component"):
        found = True
        group, name, version = (element.attributes.get(key, "").strip() for key in ("group", "name", "version"))
        if not group or not name:
            source.warn("incomplete-entry", "a component without group or name", line=element.line)
            continue
        artifacts = [child.attributes.get("name", "") for child in element.all("artifact")]
        only_pom = bool(artifacts) and all(artifact.endswith((".pom", ".module")) for artifact in artifacts)
        yield source.package(
            "maven",
            name,
            version or None,
            namespace=group,
            line=element.line,
            how=How.LOCKED,
            scope=Scope.BUILD if only_pom else Scope.UNKNOWN,
            facts=(("type", "pom"),) if only_pom else (),
        )
    if not found:
        source.warn("nothing-declared", "no components", level=Level.NOTE)


def _sniff(head: bytes) -> bool:
    return b"<verification-metadata" in head


EXTRACTOR = Extractor(
    name="gradle-verification",
    ecosystem="maven",
    patterns=("verification-metadata.xml", "gradle/verification-metadata.dryrun.xml"),
    sniff=_sniff,
    parse=parse,
    description="modules with checksums or signatures; those that are nothing but a POM are told apart",
    spec_url="https://docs.gradle.org/current/userguide/dependency_verification.html",
)
