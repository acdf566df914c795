"""Kubernetes manifests as objects: YAML of many documents, JSON, lists, and Helm or Jinja templates read literally."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.model import Level
from depscan.syntax import template, yaml

_API = re.compile(
    rb"""^["']?apiVersion["']?[ \t]*+:[ \t]*+["']?(?:(?:[a-z0-9.-]++/)?v\d|.{0,200}?\{\{)""", re.MULTILINE
)
_KIND = re.compile(rb"""^["']?kind["']?[ \t]*+:[ \t]*+["']?[A-Z{]""", re.MULTILINE)
_JSON = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*+(?:\[\s*+)?\{\s*+\"")
_API_JSON = re.compile(rb'"apiVersion"\s*+:\s*+"(?:[a-z0-9.-]++/)?v\d')
_KIND_JSON = re.compile(rb'"kind"\s*+:\s*+"[A-Z]')
_OTHERS = re.compile(
    rb"""^["']?apiVersion["']?[ \t]*+:[ \t]*+["']?(?:skaffold/|kustomize\.config|backstage\.io/)|^machine:\s""",
    re.MULTILINE,
)
_DIVIDER = re.compile(r"(?m)^---(?=\s|$)")
_LINE = re.compile(r"""[ \t]*+(?:-[ \t]++)?["']?(apiVersion|kind|image)["']?[ \t]*+:[ \t]++["']?([^\s"'#]++)""")
_CORE = re.compile(r"(?:[a-z0-9.-]++/)?v\d\w*+")
NOT_A_CLUSTER = frozenset({"skaffold", "backstage.io", "kustomize.config.k8s.io"})
"""Groups of files that only look like objects of a cluster."""
_LISTS = {"List": "items", "Template": "objects"}
_ITEMS = 200_000


class Object(NamedTuple):
    """One object of a manifest."""

    group: str
    """Empty for the first ones of Kubernetes."""
    kind: str
    name: str
    """Empty where it is not known."""
    body: yaml.Map

    @property
    def line(self) -> int:
        """Where its kind stands."""
        return self.body.lines.get("kind", self.body.line)

    @property
    def spec(self) -> yaml.Map:
        """Its ``spec``; empty if it has none."""
        return mapping(self.body.get("spec"), self.body.line)

    @property
    def metadata(self) -> yaml.Map:
        """Its ``metadata``; empty if it has none."""
        return mapping(self.body.get("metadata"), self.body.line)


def sniff(head: bytes) -> bool:
    """Tell whether a file begins like a manifest."""
    head = head.replace(b"\0", b"")  # UTF-16
    if _JSON.match(head):
        return bool(_API_JSON.search(head) and _KIND_JSON.search(head))
    return bool(_API.search(head) and _KIND.search(head)) and not _OTHERS.search(head)


def mapping(value: object, line: int = 0) -> yaml.Map:
    """Return a value that is a mapping, else an empty one."""
    return value if isinstance(value, yaml.Map) else yaml.Map(line)


def inside(value: object, *path: str) -> object:
    """Return what stands at a path of keys; None where there is nothing."""
    for key in path:
        value = value.get(key) if isinstance(value, yaml.Map) else None
    return value


def text(value: object) -> str:
    """Return a value that is a text without placeholders, else an empty text."""
    return value.strip() if isinstance(value, str) and template.PLACEHOLDER not in value else ""


def items(value: object) -> Iterator[yaml.Map]:
    """Yield the mappings of a list."""
    if isinstance(value, yaml.Seq):
        for item in value:
            if isinstance(item, yaml.Map):
                yield item


def entries(value: object) -> Iterator[tuple[Any, int]]:
    """Yield what is in a list, with its lines; nothing of anything else."""
    if isinstance(value, yaml.Seq):
        yield from zip(value, value.lines, strict=False)


def documents(source: SourceFile) -> Iterator[yaml.Map]:
    """Yield the mappings that a file's documents are; a template is read as far as it is YAML without directives.

    Raises:
        ParseError: not YAML.
    """
    content = source.text()
    if source.name.endswith(".json"):
        content = content.replace("\t", " ")  # which YAML does not allow between tokens, and JSON not within texts
    if not template.is_template(content):
        for document in yaml.read_documents(content):
            if isinstance(document, yaml.Map):
                yield document
        return
    yield from _of_template(source, content)


def _of_template(source: SourceFile, content: str) -> Iterator[yaml.Map]:
    """Each document for itself, so that one whose indentation comes from a directive costs no other."""
    plain = template.plain(content)
    bounds = [match.start() for match in _DIVIDER.finditer(plain)]
    unread, line = 0, 0
    for start, end in zip([0, *bounds], [*bounds, len(plain)], strict=True):
        part = plain[start:end]
        try:
            found = [document for document in yaml.read_documents(part) if isinstance(document, yaml.Map)]
        except ParseError:
            unread += 1
            found = list(_by_lines(part))
        for document in found:
            move_down(document, line)
            yield document
        line += part.count("\n")
    message = "a template: what it fills in is not known"
    if unread:
        message += f"; of {unread} document{'s' if unread > 1 else ''} only kinds and images are read"
    source.warn("template", message, level=Level.NOTE)


def _by_lines(part: str) -> Iterator[yaml.Map]:
    """Yield what the lines of a document tell that is no YAML without its directives: its kind and its images."""
    found = yaml.Map(1)
    images = yaml.Seq(1)
    for number, line in enumerate(part.split("\n"), 1):
        match = _LINE.match(line)
        if match is None:
            continue
        if match[1] != "image":
            if not line[:1].isspace():
                found.setdefault(match[1], match[2])
                found.lines.setdefault(match[1], number)
        else:
            image = yaml.Map(number)
            image.update(name="", image=match[2])
            image.lines.update(name=number, image=number)
            images.append(image)
            images.lines.append(number)
    found["containers"] = images
    found.lines["containers"] = 1
    if len(found) > 1 or images:
        yield found


def move_down(document: yaml.Map | yaml.Seq, lines: int) -> None:
    """Let a document that was read for itself know the lines of its file."""
    stack: list[object] = [document] if lines else []
    seen: set[int] = set()
    while stack:
        value = stack.pop()
        if not isinstance(value, yaml.Map | yaml.Seq) or id(value) in seen:
            continue
        seen.add(id(value))
        value.line += lines
        if isinstance(value, yaml.Map):
            value.lines = {key: line + lines for key, line in value.lines.items()}
            stack.extend(value.values())
        else:
            value.lines = [line + lines for line in value.lines]
            stack.extend(value)


def objects(document: yaml.Map) -> Iterator[Object]:
    """Yield the objects of a document: itself, or those of the list that it is; nothing if it is none."""
    stack = [document]
    seen: set[int] = set()
    while stack and len(seen) < _ITEMS:
        body = stack.pop()
        if id(body) in seen:
            continue
        seen.add(id(body))
        api, kind = body.get("apiVersion"), body.get("kind")
        if not isinstance(api, str) or not isinstance(kind, str) or not kind:
            continue
        held = body.get(_LISTS.get(kind, "items"))
        if isinstance(held, yaml.Seq) and (kind in _LISTS or kind.endswith("List")):
            stack.extend(reversed(list(items(held))))
            continue
        group = api.rpartition("/")[0] if _CORE.fullmatch(api) else api.partition("/")[0] if "/" in api else ""
        if group in NOT_A_CLUSTER or template.PLACEHOLDER in kind:
            continue
        name = text(inside(body, "metadata", "name"))
        yield Object("" if template.PLACEHOLDER in group else group.lower(), kind, name, body)
