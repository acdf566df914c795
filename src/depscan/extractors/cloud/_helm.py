"""Lists of charts that a chart asks for, in Chart.yaml, requirements.yaml and their lockfiles."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _charts
from depscan.extractors.cloud._manifests import entries, text
from depscan.model import Component, How
from depscan.syntax import yaml
from depscan.syntax.template import PLACEHOLDER

_FACTS = ("alias", "condition")


def dependencies(source: SourceFile, document: yaml.Map, how: How) -> Iterator[Component]:
    """Yield the charts of a list; those that lie in the same tree are left out."""
    held = document.get("dependencies")
    if held is not None and not isinstance(held, yaml.Seq):
        source.warn("odd-type", "dependencies that are no list", line=document.lines.get("dependencies"))
        return
    for entry, line in entries(held):
        if isinstance(entry, yaml.Map) and PLACEHOLDER in str(entry.get("name")):
            continue  # the template is noted
        name = text(entry.get("name")) if isinstance(entry, yaml.Map) else ""
        if not name:
            source.warn("incomplete-entry", "a dependency without name", line=line)
        elif not _charts.is_local(entry.get("repository")):
            facts = {key: text(entry.get(key)) for key in _FACTS}
            facts["optional"] = "true" if facts["condition"] or entry.get("tags") else ""
            yield from _charts.chart(
                source, name, entry.get("repository"), entry.get("version"), line=line, how=how, facts=facts
            )
