"""Dockerfile and Containerfile: images that a build starts from, copies from and mounts; what it installs and sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _dockerfile_steps
from depscan.extractors.cloud._dockerfile_steps import Instruction, Stage
from depscan.extractors.cloud._images import images, purpose
from depscan.extractors.cloud._shell_variables import substitute
from depscan.model import Component, Scope
from depscan.syntax import lazy
from depscan.syntax.decode import to_text

_INSTRUCTION = lazy.pattern(r"[ \t]*+(?:ONBUILD[ \t]++)?+([A-Z]++)[ \t]++(.*+)", re.DOTALL | re.IGNORECASE)
_DIRECTIVE = lazy.pattern(r"#[ \t]*+([A-Za-z]++)[ \t]*+=[ \t]*+(\S++)")
_HEREDOC = lazy.pattern(r"(?<!<)<<-?(['\"]?)([A-Za-z_][\w.-]*+)\1")
_FLAG = lazy.pattern(r"[ \t]*+--([a-z-]++)=(\"[^\"]*+\"|\S*+)")
_STAGES = 200
_JOINT = "\\\n"
"""What joins lines for a shell."""
_ARGUMENT = lazy.pattern(r"([A-Za-z_]\w*+)(?:=(\"[^\"]*+\"|'[^']*+'|\S*+))?")


class _Use(NamedTuple):
    """An image that a stage uses."""

    stage: int
    image: str
    line: int
    content: bool
    """Becomes part of the stage, rather than helping to build it."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield images, packages, downloads and settings; what the last stage is made of is run, the rest only builds.

    Raises:
        ParseError: no FROM instruction.
    """
    lines = _lines(source)
    directives = _directives(lines)
    if "syntax" in directives:
        reference, line = directives["syntax"]
        yield from images(source, reference, line=line, scope=Scope.BUILD, facts=(("type", "syntax"),))
    build = _Build()
    for instruction in _instructions(lines, "`" if directives.get("escape", ("", 0))[0] == "`" else "\\"):
        build.take(instruction)
    if not build.parents:
        raise ParseError("not a Dockerfile: no FROM instruction")
    final = build.final()
    run = purpose(source.name) or Scope.RUNTIME
    for use in build.uses:
        scope = run if use.content and use.stage in final else Scope.BUILD
        yield from images(source, use.image, line=use.line, scope=scope)
    for number, stage in enumerate(build.stages):
        yield from _dockerfile_steps.found(source, stage, run if number in final else Scope.BUILD)


def _lines(source: SourceFile) -> list[str]:
    """Return the lines up to where the file turns binary."""
    data = source.bytes()
    text, nul, _ = data.partition(b"\0")
    if not nul or not _sniff(text):
        return source.lines()
    source.warn("encoding", "binary from here on", line=text.count(b"\n") + 1)
    return to_text(text)[0].splitlines()


def _directives(lines: list[str]) -> dict[str, tuple[str, int]]:
    """Return the parser directives, which stand before anything else."""
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines, 1):
        match = _DIRECTIVE.match(line.strip())
        if not match or match[1].lower() in found:
            break
        found[match[1].lower()] = (match[2], number)
    return found


def _instructions(lines: list[str], escape: str) -> Iterator[Instruction]:
    """Yield the instructions with continued lines joined, without comments; the text of heredocs apart."""
    last = {line.strip(): number for number, line in enumerate(lines)}  # an end marker that never comes is none
    pieces: list[str] = []
    first = following = 0
    for number, line in enumerate(lines):
        stripped = line.strip()
        if number < following:
            continue
        if not stripped or stripped.startswith("#"):  # also between continued lines
            pieces += [""] if pieces else []
            continue
        first = first if pieces else number + 1
        if stripped.endswith(escape):
            pieces.append(line.rstrip()[:-1])
            continue
        pieces.append(line)
        match = _INSTRUCTION.match("".join(pieces))
        script = _JOINT.join(pieces)
        pieces = []
        if not match:
            continue
        keyword = match[1].upper()
        document: list[str] = []
        if keyword in ("RUN", "COPY", "ADD") and "<<" in match[2]:
            following = number + 1
            for _, marker in _HEREDOC.findall(match[2]):
                start, following = following, _behind_heredoc(lines, following, marker, last)
                document = document or lines[start : max(following - 1, start)]
        yield Instruction(first, keyword, match[2].strip(), script, number + 2, document)


def _behind_heredoc(lines: list[str], start: int, marker: str, last: dict[str, int]) -> int:
    """Return the index of the line behind the end marker."""
    if last.get(marker, -1) < start:
        return start
    return next(number for number in range(start, len(lines)) if lines[number].strip() == marker) + 1


class _Build:
    """What the instructions add up to: stages, the stages they start from, the images used."""

    def __init__(self) -> None:
        self.arguments: dict[str, str] = {}
        self.names: dict[str, int] = {}
        self.parents: list[list[int]] = []
        self.uses: list[_Use] = []
        self.stages: list[Stage] = []

    def take(self, instruction: Instruction) -> None:
        """Take the next instruction."""
        line, keyword, text = instruction.line, instruction.keyword, instruction.arguments
        if self.stages and keyword != "FROM":
            self.stages[-1].take(instruction, self.arguments)
        if keyword == "FROM":
            self._start(line, text)
        elif keyword == "ARG" and not self.parents:
            for name, value in _ARGUMENT.findall(text):
                if value:
                    self.arguments[name] = substitute(value.strip("\"'"), self.arguments)
        elif keyword in ("COPY", "RUN") and self.parents:
            for image in _flags(keyword, text):
                if not image.isdigit() and self._stages(image) is None:
                    self.uses.append(_Use(len(self.parents) - 1, image, line, keyword == "COPY"))

    def _start(self, line: int, text: str) -> None:
        words = [word for word in text.split() if not word.startswith("--")]
        if not words:
            return
        image = substitute(words[0].strip("\"'"), self.arguments)
        parents = self._stages(image)
        if parents is None:
            self.uses.append(_Use(len(self.parents), image, line, content=True))
        self.parents.append(parents or [])
        self.stages.append(Stage(image, self.stages[parents[0]] if parents else None))
        if len(words) == 3 and words[1].lower() == "as":
            self.names[words[2].lower()] = len(self.parents) - 1

    def _stages(self, image: str) -> list[int] | None:
        """Return the stages that a name means, several where it holds a variable; None if it is an image."""
        image = image.lower()
        if image in self.names:
            return [self.names[image]]
        if image == "scratch":
            return []
        before, variable, rest = image.partition("$")  # base-${TARGETARCH}
        after = rest.rpartition("}")[2] if "}" in rest else ""
        if not variable or not before + after:
            return None
        names = islice(self.names.items(), _STAGES)
        found = [stage for name, stage in names if name.startswith(before) and name.endswith(after)]
        return found or None

    def final(self) -> set[int]:
        """Return the last stage and those that it starts from."""
        found: set[int] = set()
        waiting = [len(self.parents) - 1]
        while waiting:
            stage = waiting.pop()
            if stage not in found:
                found.add(stage)
                waiting.extend(self.parents[stage])
        return found


def _flags(keyword: str, text: str) -> Iterator[str]:
    """Yield the names that ``--from`` and ``--mount=…,from=`` give."""
    position = 0
    while match := _FLAG.match(text, position):
        position = match.end()
        if match[1] == "from" and keyword == "COPY":
            yield match[2]
        elif match[1] == "mount":
            for part in match[2].strip('"').split(","):
                if part.startswith("from="):
                    yield part[5:]


def _sniff(head: bytes) -> bool:
    """ARG and then FROM come first in a Dockerfile."""
    for line in head.decode("latin-1").removeprefix("\xef\xbb\xbf").splitlines():
        words = [word for word in line.split() if not word.startswith("--")]
        if not words or words[0].startswith("#") or words[0].upper() == "ARG":
            continue
        return line[:4].upper() == "FROM" and (len(words) == 2 or (len(words) == 4 and words[2].upper() == "AS"))
    return len(head) >= 4096 and b"ockerfile" in head  # nothing but a long introduction


EXTRACTOR = Extractor(
    name="dockerfile",
    ecosystem="container",
    patterns=("Dockerfile", "dockerfile", "Containerfile", "*.dockerfile", "*.Dockerfile", "*.containerfile"),
    sniffed_patterns=(
        "Dockerfile.*",
        "Dockerfile-*",
        "Dockerfile_*",
        "*-Dockerfile",
        "*_Dockerfile",
        "Containerfile.*",
    ),
    sniff=_sniff,
    parse=parse,
    description="images of all stages, of COPY --from and RUN --mount; ARG defaults; what RUN installs and fetches; "
    "services and hosts of ENV and ARG; the last stage is what runs",
    spec_url="https://docs.docker.com/reference/dockerfile/",
)
