"""Which formats a path may be of: by file name and extension, so that cost grows with files, not with formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from depscan.extractors.base import Extractor
from depscan.extractors.registry import Format

Candidate = tuple[Format | Extractor, bool]
"""(the format, must it sniff first)."""

_SPECIAL = "*?["
_NO_NAME = frozenset("*?[/")
"""What a pattern that is a plain name does without."""
_BARE = "*"
"""As a pattern of its own: a name without extension, as programs have it."""


class PatternIndex:
    """Finds candidates for relative paths."""

    def __init__(self, formats: Sequence[Format | Extractor]) -> None:
        self._formats = formats
        self._by_name: dict[str, list[Candidate]] = {}
        self._by_extension: dict[str, list[tuple[_Glob, Format | Extractor, bool]]] = {}
        for format_ in formats:
            for pattern, sniffed in _all_patterns(format_):
                self._add(pattern, format_, sniffed=sniffed)

    def _add(self, pattern: str, format_: Format | Extractor, *, sniffed: bool) -> None:
        if _NO_NAME.isdisjoint(pattern):
            self._by_name.setdefault(pattern, []).append((format_, sniffed))
            return
        extension = pattern.rpartition(".")[2] if "." in pattern else ""
        if pattern == _BARE:
            extension = _BARE
        elif not _NO_NAME.isdisjoint(extension):
            extension = ""
        self._by_extension.setdefault(extension, []).append((_Glob(pattern), format_, sniffed))

    def everything(self) -> list[Candidate]:
        """Return every format, for a file that the user named."""
        return [(format_, True) for format_ in self._formats]

    def candidates(self, path: str) -> list[Candidate]:
        """Return the formats that a relative path may be of, each once."""
        name = path.rpartition("/")[2]
        found = list(self._by_name.get(name, ()))
        extension = name.rpartition(".")[2] if "." in name else ""
        for key in (extension, "") if extension else ("", _BARE):
            for glob, format_, sniffed in self._by_extension.get(key, ()):
                if glob.matches(path, name):
                    found.append((format_, sniffed))
        return _certain_first(found) if len(found) > 1 else found


class _Glob:
    """A pattern, most often one ``*`` or none: comparing both ends needs no regular expression."""

    __slots__ = ("_parts", "_pattern")

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._parts: list[_Part] = []  # taken apart when first asked for: most of a thousand never are

    def matches(self, path: str, name: str) -> bool:
        """Tell whether the pattern fits the name or, folder by folder, the end of the path."""
        parts = self._parts
        if not parts:
            parts += [_part(part) for part in self._pattern.split("/")]
        if not _fits(parts[-1], name):
            return False
        if len(parts) == 1:
            return True
        there = path.split("/")[-len(parts) : -1]
        return len(there) == len(parts) - 1 and all(map(_fits, parts, there))


_Part = tuple[str, str | None, str]
"""What stands before the only star and behind it (None: no star), and the text if it takes more than that."""


def _part(text: str) -> _Part:
    before, star, after = text.partition("*")
    if any(character in before + after for character in _SPECIAL):
        return "", None, text
    return before, after if star else None, ""


def _fits(part: _Part, name: str) -> bool:
    before, after, pattern = part
    if pattern:
        return fnmatchcase(name, pattern)
    if after is None:
        return name == before
    return len(name) >= len(before) + len(after) and name.startswith(before) and name.endswith(after)


def _certain_first(found: Iterable[Candidate]) -> list[Candidate]:
    """A format may fit by several of its patterns; one that needs no sniffing counts."""
    best: dict[str, Candidate] = {}
    for format_, sniffed in found:
        known = best.get(format_.name)
        best[format_.name] = (format_, sniffed and (known is None or known[1]))
    return list(best.values())


def _all_patterns(format_: Format | Extractor) -> Iterator[tuple[str, bool]]:
    for pattern in format_.patterns:
        yield pattern, False
    for pattern in format_.sniffed_patterns:
        yield pattern, True
