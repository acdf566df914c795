"""Jenkinsfile, declarative or scripted: images of agents, shared libraries by address, credentials by name, scripts.

Read as brackets, words and strings; what is computed is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._commands import from_script
from depscan.extractors.cloud._images import images
from depscan.extractors.packages import _git
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._scripts import Group, Item, Token, is_group, is_name, is_sign, read, unescaped
from depscan.model import Component, How, Level, Scope

_SHELLS = frozenset({"sh", "bat", "powershell", "pwsh"})
_STEPS = {
    "slackSend": "hooks.slack.com", "s3Upload": "s3.amazonaws.com", "s3Download": "s3.amazonaws.com",
    "withAWS": "sts.*.amazonaws.com", "ecrLogin": "api.ecr.*.amazonaws.com",
    "cfnUpdate": "cloudformation.*.amazonaws.com",
    "azureCLI": "management.azure.com", "azureWebAppPublish": "*.azurewebsites.net",
    "googleStorageUpload": "storage.googleapis.com", "withAzureKeyvault": "*.vault.azure.net",
    "office365ConnectorSend": "*.webhook.office.com", "snykSecurity": "api.snyk.io",
}  # fmt: skip
"""Steps of plugins that talk to one service → its host."""
_VARIABLES = frozenset({"variable", "usernameVariable", "passwordVariable", "keyFileVariable", "tokenVariable"})
_MOST = 200_000
_SNIFF = re.compile(
    rb"(?m)^[ \t]*+(?:pipeline[ \t\r\n]*+\{|node[ \t]*+(?:\(|\{)|@Library\b"
    rb"|stage[ \t]*+\([ \t]*+['\"]|library[ \t(]++['\"]|podTemplate\()"
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Jenkins, images, libraries, hosts that steps and scripts reach, names of variables.

    Raises:
        ParseError: a string, a comment or a bracket that never ends; what came before is kept.
    """
    items, problem = read(source.text())
    if not any(isinstance(item, Token) and item.kind == "name" for item in items):
        raise problem or ParseError("not a Jenkinsfile: no step")
    flat = list(_flat(items))
    labels = [text for name, text, _ in _given(flat) if name == "label" and "$" not in text]
    yield _ci.service(source, "file:Jenkinsfile", flat[0][0].line, facts=_ci.runner_facts(labels))
    reader = _Reader(source)
    for position in range(len(flat)):
        yield from reader.at(flat, position)
    if problem:
        raise problem


Placed = tuple[Item, str]
"""An item and the word that the group around it stands behind."""


def _flat(items: list[Item]) -> Iterator[Placed]:
    """Yield all items in order, groups before what they hold."""
    stack: list[tuple[list[Item], int, str]] = [(items, 0, "")]
    count = 0
    while stack and count < _MOST:
        level, position, owner = stack.pop()
        if position >= len(level):
            continue
        item = level[position]
        stack.append((level, position + 1, owner))
        count += 1
        yield item, owner
        if isinstance(item, Group):
            stack.append((item.items, 0, _owner(level, position) or owner))


def _owner(level: list[Item], position: int) -> str:
    for before in reversed(level[max(0, position - 2) : position]):
        if isinstance(before, Token) and before.kind == "name":
            return before.text
    return ""


def _text(item: Item) -> str | None:
    return unescaped(item.text) if isinstance(item, Token) and item.kind == "string" else None


def _given(flat: list[Placed]) -> Iterator[tuple[str, str, int]]:
    """Yield ``name 'text'``, ``name('text')``, ``name: 'text'`` and ``name = 'text'`` as name, text and line."""
    for position, (item, _) in enumerate(flat[:-1]):
        if not is_name(item) or not isinstance(item, Token):
            continue
        following = flat[position + 1][0]
        if (is_sign(following, ":") or is_sign(following, "=") or is_group(following, "(")) and position + 2 < len(
            flat
        ):
            following = flat[position + 2][0]
        text = _text(following)
        if text is not None:
            yield item.text, text, following.line


def _is_call(behind: list[Item]) -> bool:
    """Tell whether a word is a step that is called: ``name 'text'``, ``name(…)``, ``name {…}``, ``name key: …``."""
    if not behind:
        return False
    named = is_name(behind[0]) and len(behind) > 1 and is_sign(behind[1], ":")
    return named or _text(behind[0]) is not None or is_group(behind[0], "(") or is_group(behind[0], "{")


def _region(behind: list[Item]) -> str | None:
    inside = [(item, "") for item in behind[0].items] if isinstance(behind[0], Group) else []
    return next((text for name, text, _ in _given(inside) if name == "region" and "$" not in text), None)


class _Reader:
    def __init__(self, source: SourceFile) -> None:
        self._source = source

    def at(self, flat: list[Placed], position: int) -> Iterator[Component]:
        """Yield what the word at a position tells, with what stands behind it."""
        item, owner = flat[position]
        if not is_name(item) or not isinstance(item, Token):
            return
        name = item.text
        behind = [placed[0] for placed in flat[position + 1 : position + 3]]
        if name in _STEPS and _is_call(behind):
            yield _ci.endpoint(self._source, _STEPS[name], item.line, region=_region(behind))
        if owner == "environment" and behind and is_sign(behind[0], "=") and _text(behind[-1]) is None:
            yield from _ci.setting(self._source, name, "", item.line)  # credentials('…'), or what is computed
        computed = position > 0 and is_sign(flat[position - 1][0], ".")
        for key, text, line in _given(flat[position : position + 3]):
            if key == name and not (computed and name == "image" and "$" in text):  # that is what was built here
                yield from self._told(name, text, line, owner)
                break

    def _told(self, name: str, text: str, line: int, owner: str) -> Iterator[Component]:
        if name in _SHELLS or (name == "script" and owner in _SHELLS):
            plain = "\n".join(part.strip() for part in text.split("\n"))
            yield from from_script(self._source, plain, line)
        elif name == "image" or (name == "docker" and owner == "agent"):
            if not text.startswith("$"):
                yield from images(self._source, text, line=line, scope=Scope.BUILD)
        elif name == "withRegistry" and text:
            where = host(text if "://" in text else f"https://{text}")
            if where and "$" not in where:
                yield _ci.endpoint(self._source, where, line)
        elif name == "Library" or (name in ("library", "identifier") and "@" in text):
            message = "a shared library is not there to be read"
            self._source.warn("not-followed", message, line=line, level=Level.NOTE)
        elif name in ("git", "remote", "url") and ("://" in text or text.startswith("git@")):
            yield from self._repository(text, line)
        elif name in _VARIABLES or owner == "environment":
            yield from _ci.setting(
                self._source, text if name in _VARIABLES else name, "" if name in _VARIABLES else text, line
            )

    def _repository(self, address: str, line: int) -> Iterator[Component]:
        place = _git.at_repository(address) if "$" not in address else None
        if place:
            yield _git.component(self._source, place, line=line, how=How.CONFIGURED, scope=Scope.BUILD)


EXTRACTOR = Extractor(
    name="jenkinsfile",
    ecosystem="ci",
    patterns=("Jenkinsfile", "*.jenkinsfile", "*.Jenkinsfile"),
    sniffed_patterns=("Jenkinsfile.*", "Jenkinsfile-*", "*.groovy", "Jenkinsfile_*"),
    sniff=lambda head: _SNIFF.search(head) is not None,
    parse=parse,
    description="images of agents, libraries and repositories by address, names of credentials; what scripts reach",
    spec_url="https://www.jenkins.io/doc/book/pipeline/syntax/",
)
