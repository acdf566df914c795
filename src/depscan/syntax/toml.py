"""TOML through tomli, behind a linear scan that refuses what would cost minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depscan.errors import ParseError
from depscan.syntax import limits
from depscan.syntax.decode import to_text

if TYPE_CHECKING:
    from depscan.syntax.yaml import Map


def read(data: bytes) -> dict[str, Any]:
    """Decode a TOML document.

    Raises:
        ParseError: invalid, or with keys or brackets nested beyond the limits.
    """
    import tomli

    text, _ = to_text(data)
    _refuse_costly(text)
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ParseError(f"not valid TOML: {error.msg}", line=error.lineno) from error
    except RecursionError as error:
        raise ParseError("nested too deeply") from error
    except (ValueError, OverflowError) as error:
        raise ParseError("not valid TOML: a value out of range") from error


def _refuse_costly(text: str) -> None:
    """A 40 KB dotted key costs tomllib minutes and gigabytes; a number of thousands of digits, a bare ValueError."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > limits.TOML_KEY_PARTS:
            key = line.partition("=")[0]
            if key.count(".") > limits.TOML_KEY_PARTS:
                raise ParseError(f"a key of more than {limits.TOML_KEY_PARTS} parts", line=number)
        if "[" in line or "]" in line or "{" in line or "}" in line:
            run = line.count("[") + line.count("{")
            depth += run - line.count("]") - line.count("}")
            if run > 10_000 or depth > limits.TOML_DEPTH:
                raise ParseError("nested too deeply", line=number)
            depth = max(depth, 0)


Path = tuple[str | int, ...]
"""Where in a document: keys, and positions in arrays."""

_LONGEST_PATH = 8
_LARGEST_TEXT = 4 * 1024 * 1024

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|#[^\n]*+|[\[\]{},=.\n]|[^\s\[\]{},=#\"'.]++",
    re.DOTALL,
)


def lines(text: str) -> dict[Path, int]:
    """Return the line of every table, key and array item of a document that ``read`` accepted, by its path.

    Items of an array of tables count like those of any array. Paths of more than eight parts are left out, and all are
    where the text is far larger than what people write by hand.
    """
    scan = _LineScan()
    for match in _TOKEN.finditer(text.replace("\r\n", "\n") if len(text) <= _LARGEST_TEXT else ""):
        scan.take(match.group())
    return scan.found


def with_lines(data: bytes, text: str, *, scalar: Callable[[Any], Any] | None = None) -> Map:
    """Return a document as the values that ``syntax.yaml`` makes, which know their lines.

    Args:
        data: the document.
        text: the same as text.
        scalar: what to make of a value that is neither a table nor an array; by default it stays as it is.

    Raises:
        ParseError: as ``read``.
    """
    from depscan.syntax.yaml import Map, Seq

    document, known = read(data), lines(text)
    root = Map(1)
    stack: list[tuple[Any, Map | Seq, Path, int]] = [(document, root, (), 1)]
    while stack:
        item, into, path, line = stack.pop()
        for key, value in item.items() if isinstance(item, dict) else enumerate(item):
            at = known.get((*path, key), line)
            if isinstance(value, dict | list):
                new: Any = Map(at) if isinstance(value, dict) else Seq(at)
                stack.append((value, new, (*path, key), at))
            else:
                new = scalar(value) if scalar else value
            if isinstance(into, Map):
                into[str(key)] = new
                into.lines[str(key)] = at
            else:
                into.append(new)
                into.lines.append(at)
    return root


@dataclass(slots=True)
class _Open:
    """A table or array that is being read."""

    bracket: str
    path: Path
    position: int = 0
    value: Path | None = None
    """Of the key whose value is being read."""


class _LineScan:
    """Follows a document piece by piece: keys and headers are spelled out, values only stepped over."""

    def __init__(self) -> None:
        self.found: dict[Path, int] = {}
        self._line = 1
        self._open = [_Open("", ())]
        self._key: list[str] = []
        self._header = 0  # brackets of the header that is being read
        self._lengths: dict[Path, int] = {}  # of each array of tables, so far

    def take(self, piece: str) -> None:
        top = self._open[-1]
        if piece == "\n":
            if len(self._open) == 1:
                top.value, self._header = None, 0
                self._key.clear()
        elif piece[0] != "#":
            if self._header:
                self._in_header(piece)
            elif top.bracket == "[":
                self._in_array(piece, top)
            elif top.value is None:
                self._in_key(piece, top)
            else:
                self._in_value(piece, top)
        self._line += piece.count("\n")

    def _in_key(self, piece: str, top: _Open) -> None:
        if piece == "=":
            top.value = top.path + tuple(self._key)
            self._note(top.value)
            self._key.clear()
        elif piece == "[":
            self._header = 1
        elif piece == "}":
            self._close()
        elif piece not in ".,":
            self._key.append(_unquoted(piece))

    def _in_value(self, piece: str, top: _Open) -> None:
        if piece in "[{" and top.value is not None:
            self._open.append(_Open(piece, top.value))
        elif top.bracket and piece == ",":
            top.value = None
        elif top.bracket and piece == "}":
            self._close()

    def _in_array(self, piece: str, top: _Open) -> None:
        item = (*top.path, top.position)
        if piece == ",":
            top.position += 1
        elif piece == "]":
            self._close()
        else:
            self._note(item)
            if piece in "[{":
                self._open.append(_Open(piece, item))

    def _in_header(self, piece: str) -> None:
        if piece == "[":
            self._header = 2
        elif piece == "]":
            if self._key:
                self._open[0].path = self._table(self._key)
                self._note(self._open[0].path)
                self._key.clear()
        elif piece != ".":
            self._key.append(_unquoted(piece))

    def _table(self, keys: list[str]) -> Path:
        """Return the path of a header, with the position of the newest table of each array of tables on the way."""
        path: Path = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if number == len(keys) and self._header == 2:
                self._lengths[path] = self._lengths.get(path, 0) + 1
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return path

    def _close(self) -> None:
        if len(self._open) > 1:
            self._open.pop()

    def _note(self, path: Path) -> None:
        if len(path) <= _LONGEST_PATH:
            self.found.setdefault(path, self._line)


def _unquoted(piece: str) -> str:
    return piece[1:-1] if piece[0] in "\"'" else piece


def header_lines(text: str, name: str) -> list[int]:
    """Return the line of each ``[[name]]``, in order: much faster than ``lines``, for what tools write."""
    found, line, position = [], 1, 0
    for match in re.finditer(rf"\[\[[ \t]*{re.escape(name)}[ \t]*\]\]", text):
        before = text[max(match.start() - 80, 0) : match.start()].rpartition("\n")[2]
        if before.strip(" \t"):
            continue
        line += text.count("\n", position, match.start())
        position = match.start()
        found.append(line)
    return found
