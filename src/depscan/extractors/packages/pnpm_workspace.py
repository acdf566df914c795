"""pnpm-workspace.yaml: what pnpm itself is configured with; its catalogs are read where a manifest refers to them."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _npm
from depscan.model import Component, How, Scope
from depscan.syntax import yaml
from depscan.syntax.yaml import Map


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages that hold pnpm's configuration; a catalog alone asks for nothing.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = yaml.read(source.text())
    if document is None:  # nothing but comments
        return
    if not isinstance(document, Map):
        raise ParseError("not a pnpm-workspace.yaml: not a mapping")
    asked = document.get("configDependencies")
    if not isinstance(asked, Map):
        if asked is not None:
            line = document.lines.get("configDependencies")
            source.warn("wrong-type", "configDependencies is not a mapping", line=line)
        return
    for name, wanted in asked.items():
        line = asked.lines.get(name)
        text = wanted.get("version") if isinstance(wanted, Map) else wanted
        if not _npm.is_name(name) or not isinstance(text, str):
            source.warn("incomplete-entry", "a package without a name or a version", line=line)
            continue
        spec = _npm.read_spec(name, text.partition("+sha")[0])  # 1.0.0+sha512-…
        if not spec.local:
            yield _npm.package(
                source,
                spec.name,
                spec.version,
                line=line,
                how=How.DECLARED,
                scope=Scope.BUILD,
                direct=True,
                facts=sorted(spec.facts),
            )


EXTRACTOR = Extractor(
    name="pnpm-workspace",
    ecosystem="npm",
    patterns=("pnpm-workspace.yaml",),
    parse=parse,
    description="configDependencies; catalogs, for the manifests that refer to them",
    spec_url="https://pnpm.io/pnpm-workspace_yaml",
    may_be_empty=True,
)
