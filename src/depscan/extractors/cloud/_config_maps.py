"""ConfigMaps and Secrets: settings one by one and whole files of settings; of Secrets nothing but the names."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._manifests import move_down
from depscan.extractors.cloud._settings import Setting
from depscan.extractors.cloud._workloads import Reading, components
from depscan.model import Component, Scope
from depscan.syntax import lazy, yaml
from depscan.syntax.template import PLACEHOLDER

_ENDING = lazy.pattern(r"(?i)\.(?:ya?ml|json|jsonc)")
_LINE = lazy.pattern(
    r"[ \t]*+(?:export[ \t]++|set[ \t]++|-[ \t]++)?+[\"']?([A-Za-z][\w.\-/]{0,119}+)[\"']?"
    r"[ \t]*+[=:\s][ \t]*+(\S[^\r\n]*+)"
)
_REMARKS = ("#", ";", "//", "--", "<!--")
_DASHBOARDS = ('"panels"', '"graphTooltip"')
_CODE = (".sh", ".py", ".js", ".lua", ".rb", ".sql", ".html", ".md", ".css", ".tmpl", ".crt", ".pem", ".rego", ".xml")
_LONGEST_DOCUMENT = 2_000_000
_VARIABLE = lazy.pattern(r"[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)*+")


def config_map(source: SourceFile, data: object, scope: Scope) -> Iterator[Component]:
    """Yield what the data of a ConfigMap tells."""
    if not isinstance(data, yaml.Map):
        return
    for name, value in data.items():
        line = data.lines.get(name)
        if not isinstance(value, str) or PLACEHOLDER in name:
            continue
        if "\n" in value.strip() or _ENDING.search(name) or name.lower().endswith(_CODE):
            yield from of_file(source, name, value, line, scope)
        else:
            held = "" if PLACEHOLDER in value else value
            yield from _settings.from_setting(source, Setting(name, held, line), variable=True, scope=scope)


def secret(source: SourceFile, body: yaml.Map, scope: Scope) -> Iterator[Component]:
    """Yield what the names of a Secret's entries tell; its values are not looked at."""
    for part in ("data", "stringData"):
        held = body.get(part)
        if isinstance(held, yaml.Map):
            found = [Setting(name, "", held.lines.get(name)) for name in held if PLACEHOLDER not in name]
            yield from _settings.from_settings(source, found, variable=True, scope=scope)


def of_file(source: SourceFile, name: str, content: str, line: int | None, scope: Scope) -> Iterator[Component]:
    """Yield what a file of settings tells that stands within another file, under a key at ``line``."""
    lowered = name.lower()
    if lowered.endswith(_CODE) or "dashboard" in lowered or any(mark in content for mark in _DASHBOARDS):
        return
    if _ENDING.search(lowered) and len(content) <= _LONGEST_DOCUMENT:
        try:
            documents = list(yaml.read_documents(content))
        except ParseError:
            documents = []
        for document in documents:
            yield from _of_document(source, document, line, scope, many_lines="\n" in content)
        if documents:
            return
    for setting in _of_lines(content, line):
        variable = _VARIABLE.fullmatch(setting.key) is not None
        yield from _settings.from_setting(source, setting, variable=variable, scope=scope)


def _of_document(
    source: SourceFile, document: object, line: int | None, scope: Scope, *, many_lines: bool
) -> Iterator[Component]:
    if isinstance(document, yaml.Map | yaml.Seq):
        move_down(document, (line or 0) - (not many_lines))
        yield from components(source, document, Reading(scope, settings=True), line=line)


def _of_lines(content: str, line: int | None) -> Iterator[Setting]:
    for number, text in enumerate(content.split("\n"), 1):
        if text.lstrip().startswith(_REMARKS) or len(text) > 4_000:
            continue
        match = _LINE.match(text)
        if match and PLACEHOLDER not in match[2]:
            yield Setting(match[1], match[2].strip().strip("\"',;"), line + number if line else None)
