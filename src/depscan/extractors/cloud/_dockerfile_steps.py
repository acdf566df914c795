"""What the steps of a Dockerfile's stages tell: packages installed, files fetched, variables set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import ValidationError

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _system_packages
from depscan.extractors.cloud._commands import from_script
from depscan.extractors.cloud._settings import Setting, from_setting
from depscan.extractors.cloud._shell_variables import substitute
from depscan.extractors.packages import _git
from depscan.extractors.packages._origins import host
from depscan.model import PERHAPS_OWN, Component, How, Kind, Scope
from depscan.syntax import lazy
from depscan.syntax.shell import commands

_KEYWORD = lazy.pattern(r"(?:[ \t]|\\\n)*+(?:ONBUILD(?:[ \t]|\\\n)++)?+[A-Z]++", re.IGNORECASE)
_FLAG = lazy.pattern(r"(?:[ \t]|\\\n)*+--([a-z-]++)(?:=((?:\"[^\"]*+\"|[^\s\"]++)*+))?+(?=[ \t\\\n]|\Z)")
_PAIR = lazy.pattern(r"([A-Za-z_][\w.-]*+)(?:=((?:\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|\\.|[^\s\"'\\]++)*+))?+", re.DOTALL)
_REFERENCE = lazy.pattern(r"\$(?:([A-Za-z_]\w*+)|\{([A-Za-z_]\w*+)\})")
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "/bin/sh", "/bin/bash", "/bin/ash"})
_SCRIPTS = ("RUN", "CMD", "ENTRYPOINT")
_LONGEST_VALUE = 200
_VALUES = 500
"""Variables of a stage that are known."""


class Instruction(NamedTuple):
    """One instruction."""

    line: int
    keyword: str
    arguments: str
    """On one line."""
    script: str
    """The whole instruction, its lines joined as a shell wants it."""
    document_line: int
    document: list[str]
    """Lines of the first heredoc."""


class Stage:
    """One stage: the system it starts from, its variables, its steps."""

    def __init__(self, image: str, parent: Stage | None) -> None:
        self.distribution: str = parent.distribution if parent else _system_packages.distribution(image)
        self.values: dict[str, str] = dict(parent.values) if parent else {}
        self.steps: list[Instruction] = []

    def take(self, instruction: Instruction, arguments: dict[str, str]) -> None:
        """Take the next instruction; ``arguments`` are those from before the first stage."""
        if instruction.keyword in ("ENV", "ARG"):
            for name, value in _pairs(instruction):
                known = substitute(value, self.values) or arguments.get(name, "")
                if known and len(self.values) < _VALUES:
                    self.values[name] = known
        if instruction.keyword in (*_SCRIPTS, "ENV", "ARG", "ADD"):
            self.steps.append(instruction)


def found(source: SourceFile, stage: Stage, scope: Scope) -> Iterator[Component]:
    """Yield what the steps of a stage tell; scope is that of what stays in the stage."""
    for step in stage.steps:
        if step.keyword == "ADD":
            yield from _added(source, step, scope)
        elif step.keyword in _SCRIPTS:
            yield from _run(source, step, stage, scope)
        else:
            kept = scope if step.keyword == "ENV" else Scope.BUILD
            for name, value in _pairs(step):
                setting = Setting(name, substitute(value, stage.values), step.line)
                yield from from_setting(source, setting, variable=True, scope=kept)


def _pairs(step: Instruction) -> list[tuple[str, str]]:
    """Return the names and values of ENV and ARG; ``ENV NAME the rest`` is the old form."""
    name, blank, rest = step.arguments.partition(" ")
    if step.keyword == "ENV" and blank and "=" not in name:
        return [(name, rest.strip())]
    return [(match[1], _unquoted(match[2] or "")) for match in _PAIR.finditer(step.arguments)]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


# --------------------------------------------------------------------------------------------------------- RUN


def _run(source: SourceFile, step: Instruction, stage: Stage, scope: Scope) -> Iterator[Component]:
    keyword = _KEYWORD.match(step.script)
    position = keyword.end() if keyword else 0
    while flag := _FLAG.match(step.script, position):
        position = flag.end()
        if flag[1] == "mount":
            yield from _secret(source, flag[2] or "", step.line)
    line = step.line + step.script.count("\n", 0, position)
    script = step.script[position:]
    if step.document and _is_script(script, step.document):
        line, script = step.document_line, "\n".join(step.document)
    else:
        script = _of_list(script)
    script = _REFERENCE.sub(lambda match: _known(match, stage.values), script)
    yield from from_script(source, script, line, scope=scope)
    if step.keyword == "RUN":
        for command in commands(script):
            at = line + command.line - 1
            yield from _system_packages.from_command(source, command, at, scope=scope, distribution=stage.distribution)


def _known(match: re.Match[str], values: dict[str, str]) -> str:
    """Return a variable's value where it is a short word; what else it may be stays a variable."""
    value = values.get(match[1] or match[2], "")
    return value if value and len(value) <= _LONGEST_VALUE and not set(value) & set("\n\"'`\\$ ") else match[0]


def _is_script(first: str, document: list[str]) -> bool:
    """Tell whether a heredoc is a shell's to run, rather than input or the content of a file."""
    words = first.partition("<<")[0].split()
    if words and (words[0] not in _SHELLS or "<<" not in first):
        return False
    start = document[0].strip()
    return not start.startswith("#!") or start.rpartition("/")[2].split()[-1:][0] in _SHELLS


def _of_list(script: str) -> str:
    """Return ``["program", "argument"]`` as a shell would have it."""
    text = script.replace("\\\n", " ").strip()
    if not text.startswith("["):
        return script
    import shlex

    import msgspec

    try:
        return shlex.join(msgspec.json.decode(text, type=list[str]))
    except (msgspec.DecodeError, ValidationError, RecursionError):
        return script


def _secret(source: SourceFile, mount: str, line: int) -> Iterator[Component]:
    """Yield the variables that secrets of a build are named after."""
    options = dict(part.partition("=")[::2] for part in mount.strip('"').split(","))
    if options.get("type") == "secret":
        for name in sorted({options.get("env", ""), options.get("id", "").upper().replace("-", "_")} - {""}):
            yield from from_setting(source, Setting(name, "", line), variable=True, scope=Scope.BUILD)


# --------------------------------------------------------------------------------------------------------- ADD


def _added(source: SourceFile, step: Instruction, scope: Scope) -> Iterator[Component]:
    """Yield what ADD fetches: a repository, a release of one, or the host of a file."""
    text = step.arguments
    position = 0
    while flag := _FLAG.match(text, position):
        position = flag.end()
    words = text[position:].replace('"', " ").replace("[", " ").replace(",", " ").split()
    for word in words[:-1]:
        address, _, ref = word.partition("#")
        if "$" in address.partition("?")[0].rpartition("/")[0]:
            continue
        if address.startswith(("git@", "git://", "ssh://")) or address.endswith(".git"):
            place = _git.at_repository(address)
            place = place.at(ref.partition(":")[0]) if place and "$" not in ref else place
        else:
            place = _git.at_archive(address) if "://" in address and "$" not in address else None
        name = host(address)
        if place and place.type != "generic":
            yield _git.component(source, place, line=step.line, how=How.CONFIGURED, scope=scope)
        elif name and "://" in address:
            yield Component(
                kind=Kind.ENDPOINT,
                name=name,
                scope=scope,
                direct=True,
                facts=((PERHAPS_OWN, "true"),),
                evidence=source.seen(step.line, how=How.CONFIGURED),
            )
