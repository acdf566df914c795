"""*.gguf: weights of a language model as llama.cpp and Ollama run them; only the metadata in front is read."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _models
from depscan.extractors.packages._models import Identity
from depscan.model import Component, How, Level

_MAGIC = b"GGUF"
# https://github.com/ggml-org/ggml/blob/master/docs/gguf.md: types of values, of which these have a fixed size
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_INTEGERS = {2: "H", 3: "h", 4: "I", 5: "i", 10: "Q", 11: "q"}
_STRING, _ARRAY = 8, 9
_LONGEST = 65_536
_BASES = 20


class _CutOffError(Exception):
    """What was read of the file ends here."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the model and what it was made from, as far as the beginning of the file tells.

    Raises:
        ParseError: not GGUF.
    """
    data = source.bytes()
    if not data.startswith(_MAGIC):
        raise ParseError("not a GGUF file: it begins otherwise")
    shard = _models.SHARD.search(source.name.removesuffix(".gguf"))
    if shard and int(shard[1]) > 1:
        return  # the first part tells
    values = _metadata(data)
    own = _own(source, values)
    if "general.name" not in values:
        message = "its beginning does not name the model: it is called by its place"
        source.warn("no-metadata", message, level=Level.NOTE)
    yield _models.component(
        source,
        own,
        how=How.LOCKED,
        supplier=values.get("general.organization") or values.get("general.author"),
        facts=[
            ("architecture", values.get("general.architecture")),
            ("licence", _models.licence(values.get("general.license"))),
            ("quantised_by", values.get("general.quantized_by")),
            ("title", values.get("general.name")),
            ("type", "gguf"),
            ("version", values.get("general.version")),
        ],
    )
    for base, organization in _bases(values):
        if base.name != own.name:
            facts = (("type", "base"),)
            yield _models.component(source, base, how=How.LOCKED, supplier=organization, facts=facts)


def _own(source: SourceFile, values: dict[str, str]) -> Identity:
    """Return who the model is: by an address on the hub, by organisation and name, by name, by the file."""
    for key in ("general.source.huggingface.repository", "general.source.repo_url", "general.source.url",
                "general.repo_url", "general.url"):  # fmt: skip
        name = _models.of_address(values.get(key))
        if name:
            return Identity(name)
    place = _models.by_place(source)
    if place:
        return place
    title = _titled(values.get("general.organization"), values.get("general.name"))
    return title or _models.by_file(source, ".gguf")


def _bases(values: dict[str, str]) -> Iterator[tuple[Identity, str | None]]:
    for number in range(_BASES):
        prefix = f"general.base_model.{number}."
        organization = values.get(f"{prefix}organization")
        address = _models.of_address(values.get(f"{prefix}repo_url"))
        base = Identity(address) if address else _titled(organization, values.get(f"{prefix}name"))
        if base is None:
            return
        yield base, organization


def _titled(organization: str | None, title: str | None) -> Identity | None:
    """Undo what the converter does to names of the hub: ``meta-llama`` becomes ``Meta Llama``."""
    if not title:
        return None
    name = f"{organization.replace(' ', '-').lower()}/{title.replace(' ', '-')}" if organization else title
    return Identity(name, guessed=True)


def _metadata(data: bytes) -> dict[str, str]:
    """Return the texts of the metadata, as far as they go.

    Raises:
        ParseError: a version that is not known.
    """
    reader = _Reader(data)
    values: dict[str, str] = {}
    try:
        for _ in range(reader.header()):
            key = reader.text()
            value = reader.value()
            if isinstance(value, str):
                values.setdefault(key, value.strip())
    except _CutOffError:
        pass
    return values


class _Reader:
    """Reads from the front; lengths that a file claims are not believed beyond what there is."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = len(_MAGIC)
        self._order = "<"
        self._length = "Q"

    def header(self) -> int:
        """Return the number of values."""
        version = self._number("I")
        if version > 0xFFFF:  # written by a machine that puts the highest byte first
            self._order = ">"
            self._position = len(_MAGIC)
            version = self._number("I")
        if not 1 <= version <= 3:
            raise ParseError("a version of GGUF that is not known")
        self._length = "I" if version == 1 else "Q"
        self._number(self._length)
        return min(self._number(self._length), _LONGEST)

    def text(self) -> str:
        size = self._number(self._length)
        if size > _LONGEST:
            raise _CutOffError
        return self._take(size).decode("utf-8", "replace")

    def value(self) -> str | None:
        """Return a text; None for any other value, which is stepped over."""
        type_ = self._number("I")
        if type_ == _STRING:
            return self.text()
        if type_ == _ARRAY:
            inner, count = self._number("I"), self._number(self._length)
            if inner in _SIZES:
                self._take(count * _SIZES[inner])
            elif inner == _STRING:
                for _ in range(count):  # ends where the data does
                    self.text()
            else:
                raise _CutOffError
        elif type_ in _INTEGERS:
            self._number(_INTEGERS[type_])
        elif type_ in _SIZES:
            self._take(_SIZES[type_])
        else:
            raise _CutOffError
        return None

    def _number(self, code: str) -> int:
        form = self._order + code
        number: int = struct.unpack(form, self._take(struct.calcsize(form)))[0]
        return number

    def _take(self, size: int) -> bytes:
        end = self._position + size
        if end > len(self._data):
            raise _CutOffError
        piece = self._data[self._position : end]
        self._position = end
        return piece


def _sniff(head: bytes) -> bool:
    return head.startswith(_MAGIC)


EXTRACTOR = Extractor(
    name="gguf",
    ecosystem="ai",
    patterns=("*.gguf",),
    sniff=_sniff,
    parse=parse,
    description="name, organisation, architecture, licence and base models of weights; the first 4 KiB are read",
    spec_url="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md",
    beginning=True,
)
