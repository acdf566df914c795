""".pre-commit-config.yaml: the repositories that hooks come from, and the packages that are installed beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._launchers import image_of
from depscan.extractors.packages import _git, _npm
from depscan.extractors.packages._python import facts, origin, read_requirement
from depscan.model import Component, How, Level, Scope
from depscan.syntax import lazy, yaml

_OWN = frozenset({"local", "meta", "builtin"})
_SHAPES = {
    # https://pre-commit.com/#supported-languages: what stands in additional_dependencies
    "rust": ("cargo", lazy.pattern(r"(?:cli:)?+([\w-]++)(?::([\w.+-]++))?+")),
    "golang": ("golang", lazy.pattern(r"([\w.-]++(?:/[\w.~-]++)*+)(?:@(\S++))?+")),
    "ruby": ("gem", lazy.pattern(r"([\w.-]++)(?::([\w.-]++))?+")),
    "dart": ("pub", lazy.pattern(r"(\w++)(?::([\w.+-]++))?+")),
}
_PYTHON = frozenset({"python", "python_venv"})
_NODE_HOOKS = lazy.pattern(
    r"(?:^|[-_/])(?:eslint|prettier|stylelint|commitlint|markdownlint|markdownlint-cli2?|textlint|renovate-config-validator"
    r"|standard|tsc|csslint|htmlhint|jshint|oxlint)(?:$|[-_.])"
)
_NODE_SPEC = lazy.pattern(r"(?:@[\w.-]++/)?[\w.-]++@[\w.^~*|<>= -]++|@[\w.-]++/[\w.-]++")
_SNIFF = re.compile(rb"^[ \t]*-?[ \t]*+repo[ \t]*+:[ \t]*+\S", re.MULTILINE)
_HOOKS = re.compile(rb"^[ \t]+hooks[ \t]*+:", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the repositories of hooks at their revisions and what hooks are given besides; ``local`` is the project.

    Raises:
        ParseError: not YAML, or not a configuration of pre-commit.
    """
    document = yaml.read(source.text())
    entries = document.get("repos") if isinstance(document, yaml.Map) else document  # a plain list until 2018
    if not isinstance(entries, yaml.Seq):
        raise ParseError("not a configuration of pre-commit: no list of repositories")
    walked: set[int] = set()  # aliases may lead to the same hooks again and again
    for entry, line in zip(entries, entries.lines, strict=True):
        address = entry.get("repo") if isinstance(entry, yaml.Map) else None
        if not isinstance(address, str) or not isinstance(entry, yaml.Map):
            source.warn("incomplete-entry", "an entry that names no repository", line=line)
            continue
        if id(entry) in walked:
            continue
        walked.add(id(entry))
        if address not in _OWN:
            yield from _repository(source, entry, address)
        hooks = entry.get("hooks")
        if isinstance(hooks, yaml.Seq) and id(hooks) not in walked:
            walked.add(id(hooks))
            for hook in hooks:
                if isinstance(hook, yaml.Map) and id(hook) not in walked:
                    walked.add(id(hook))
                    yield from _hook(source, hook, address, walked)


def _repository(source: SourceFile, entry: yaml.Map, address: str) -> Iterator[Component]:
    line = entry.lines.get("repo")
    place = _git.at_repository(address)
    if place is None:
        if "://" in address or "@" in address:
            source.warn("incomplete-entry", "a repository whose address is not understood", line=line)
        return  # a folder of this machine
    revision = entry.get("rev") or entry.get("sha")
    if not isinstance(revision, str):
        source.warn("incomplete-entry", "a repository without a revision", line=line)
        revision = None
    yield _git.component(source, place.at(revision), line=line, how=How.CONFIGURED, scope=Scope.DEVELOPMENT)


def _hook(source: SourceFile, hook: yaml.Map, address: str, walked: set[int]) -> Iterator[Component]:
    language = hook.get("language")
    if language == "docker_image" and isinstance(hook.get("entry"), str):
        image = image_of(hook["entry"].split())
        if image:
            yield from images(source, image, line=hook.lines["entry"], scope=Scope.DEVELOPMENT)
    extra = hook.get("additional_dependencies")
    if not isinstance(extra, yaml.Seq) or id(extra) in walked:
        return
    walked.add(id(extra))
    texts = [(text.strip(), line) for text, line in zip(extra, extra.lines, strict=True) if isinstance(text, str)]
    if not isinstance(language, str):
        language = _guessed(f"{address} {hook.get('id')}", [text for text, _ in texts])
    for text, line in texts:
        if not text or text.startswith((".", "/", "-")):
            continue
        if language in _PYTHON:
            yield from _requirement(source, text, line)
        elif language == "node":
            yield from _node(source, text, line)
        elif language in _SHAPES:
            yield from _shaped(source, language, text, line)
        else:
            message = "a package that is installed beside a hook is left out: its language is not read"
            source.warn("unknown-language", message, line=line, level=Level.NOTE)


def _guessed(hook: str, texts: list[str]) -> str:
    """The language of a hook stands in the repository it comes from; its name and its packages tell."""
    if any(_NODE_SPEC.fullmatch(text) for text in texts):
        return "node"
    words = hook.lower().split()
    return "node" if any(_NODE_HOOKS.search(word) for word in words) else "python"


def _requirement(source: SourceFile, text: str, line: int) -> Iterator[Component]:
    try:
        wanted = read_requirement(text)
    except ParseError as error:
        source.warn("invalid-requirement", str(error), line=line)
        return
    version = wanted.version
    yield source.package(
        "pypi",
        wanted.name,
        version,
        line=line,
        how=How.CONFIGURED,
        scope=Scope.DEVELOPMENT,
        direct=True,
        facts=facts(
            constraint=None if version else wanted.constraint,
            marker=wanted.marker,
            repository=origin(wanted.url) if wanted.url else None,
        ),
    )


def _node(source: SourceFile, text: str, line: int) -> Iterator[Component]:
    found = _npm.fetched(source, text, line=line, scope=Scope.DEVELOPMENT)
    if found:
        yield found


def _shaped(source: SourceFile, language: str, text: str, line: int) -> Iterator[Component]:
    type_, shape = _SHAPES[language]
    match = shape.fullmatch(text)
    if match is None:
        source.warn("incomplete-entry", "a package beside a hook that is not understood", line=line)
        return
    namespace, _, name = match[1].rpartition("/")
    version = match[2] if match[2] not in (None, "latest") else None
    yield source.package(
        type_,
        name,
        version,
        namespace=namespace,
        line=line,
        how=How.CONFIGURED,
        scope=Scope.DEVELOPMENT,
        direct=True,
    )


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None and _HOOKS.search(head) is not None


EXTRACTOR = Extractor(
    name="pre-commit-config",
    ecosystem="github",
    patterns=(".pre-commit-config.yaml", ".pre-commit-config.yml"),
    sniff=_sniff,
    parse=parse,
    description="repositories of hooks, packages installed beside them (Python, Node, Go, Rust, Ruby, Dart), images",
    spec_url="https://pre-commit.com/#pre-commit-configyaml---top-level",
)
