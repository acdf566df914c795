"""Modelfile: the model that one of Ollama is made from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _models
from depscan.extractors.packages._models import Identity
from depscan.model import Component, How
from depscan.syntax import lazy

_INSTRUCTION = lazy.pattern(r"[ \t]*+(FROM|ADAPTER)[ \t]++(\S[^\n]*+)", re.IGNORECASE)
_NAME = lazy.pattern(r"(?:([\w-]++(?:\.[\w-]++)++(?::\d{1,5})?+)/)?+((?:[\w.-]++/)?+[\w.-]++)(?::([\w.-]++))?+")
_DEFAULT = "registry.ollama.ai"
_LOCAL = lazy.pattern(r"[./~\\]|[A-Za-z]:[\\/]|[^\n]*\.(?:gguf|safetensors|bin|pt)$", re.IGNORECASE)
_SNIFF = re.compile(
    rb"^[ \t]*+(?:PARAMETER[ \t]++\w|(?:TEMPLATE|SYSTEM)[ \t]++[\"\w]|ADAPTER[ \t])", re.MULTILINE | re.IGNORECASE
)
_FROM = re.compile(rb"^[ \t]*+FROM[ \t]++\S", re.MULTILINE | re.IGNORECASE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the model that is started from and adapters that are not in files beside it.

    Raises:
        ParseError: no FROM.
    """
    started = False
    for number, line in _outside_texts(source.lines()):
        instruction = _INSTRUCTION.fullmatch(line)
        if not instruction:
            continue
        started = started or instruction[1].upper() == "FROM"
        name = instruction[2].strip().strip("\"'")
        if _LOCAL.match(name):
            continue  # weights beside it, which are read for themselves
        found = _model(source, name, number, adapter=instruction[1].upper() == "ADAPTER")
        if found:
            yield found
        else:
            source.warn("incomplete-entry", "a model whose name is not understood", line=number)
    if not started:
        raise ParseError("not a Modelfile: no FROM")


def _outside_texts(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that do not belong to a text in triple quotes."""
    inside = False
    for number, line in enumerate(lines, 1):
        quotes = line.count('"""')
        if not inside:
            yield number, line.partition(" #")[0].rstrip()
        inside ^= quotes % 2 == 1


def _model(source: SourceFile, name: str, line: int, *, adapter: bool) -> Component | None:
    match = _NAME.fullmatch(name.removeprefix("https://").removeprefix("http://"))
    if not match:
        return None
    host, path, tag = match.groups()
    host = host.partition(":")[0].lower() if host else None
    facts: list[tuple[str, str | None]] = [("type", "adapter" if adapter else None)]
    if host in _models.HUB:
        facts.append(("quantisation", tag))
        return _models.component(source, Identity(path), how=How.CONFIGURED, line=line, facts=facts)
    path = path.removeprefix("library/")
    full = f"{path}:{tag}" if tag and tag != "latest" else path
    facts.append(("registry", host if host != _DEFAULT else None))
    # the tag is part of what people call a model; that owner/name is one of Ollama, not of the hub
    made = _models.component(source, Identity(full), how=How.CONFIGURED, line=line, facts=facts)
    return replace(made, purl=None)


def _sniff(head: bytes) -> bool:
    return _FROM.search(head) is not None and _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="ollama-modelfile",
    ecosystem="ai",
    patterns=("Modelfile", "*.modelfile", "*.Modelfile"),
    sniffed_patterns=("Modelfile.*", "Modelfile-*"),
    sniff=_sniff,
    parse=parse,
    description="the model started from: of Ollama's library, of the Hugging Face hub, of another registry; adapters",
    spec_url="https://github.com/ollama/ollama/blob/main/docs/modelfile.mdx",
)
