"""One requirements file, understood line by line as pip would, without looking at any other file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from depscan.errors import ParseError
from depscan.extractors.packages._python import Requirement, is_local, read_address, read_requirement
from depscan.syntax import lazy

_COMMENT = lazy.pattern(r"(?:^|\s)#")
_OPTION = lazy.pattern(r"(--[a-z][a-z-]*|-[rceif])[\s=]*(.*)")
_OWN_OPTIONS = lazy.pattern(r"\s--?[A-Za-z]")
_ADDRESS = lazy.pattern(r"(?:git|hg|svn|bzr)\+|[A-Za-z][A-Za-z0-9+.-]*://|file:|git@", re.IGNORECASE)
_PATH = lazy.pattern(
    r"(?:\.{1,2}|~)(?:$|[/\\\[\s;])|[/\\]|[A-Za-z]:[/\\]|[^\s@;\[]+[/\\]"
    r"|[^\s@;]+\.(?:whl|zip|tar\.(?:gz|bz2|xz)|tgz)(?:$|[\s;\[])"
)
_INDEXES = ("-i", "--index-url", "--pypi-url", "--extra-index-url", "-f", "--find-links")


@dataclass(slots=True)
class Entry:
    """One thing to be installed."""

    line: int
    requirement: Requirement
    hashed: bool
    askers: list[str] = field(default_factory=list)
    """Who asks for it, as pip-compile and uv note after ``# via``."""


@dataclass(slots=True)
class Sheet:
    """One file, understood line by line."""

    entries: list[Entry] = field(default_factory=list)
    includes: list[tuple[int, str, bool]] = field(default_factory=list)
    """Line, path as written, whether it only constrains."""
    indexes: list[str] = field(default_factory=list)
    replaces: bool = False
    """The public index is not asked."""
    bad: list[tuple[int, str]] = field(default_factory=list)
    others: int = 0
    """Options and local paths."""
    telling: bool = False
    """Something stands here that prose and lists of words do not have."""

    @property
    def plausible(self) -> bool:
        """Tell whether this is what its name says."""
        return self.telling or len(self.bad) <= len(self.entries) + self.others


def read_sheet(lines: Iterable[str]) -> Sheet:
    """Return what the lines of a requirements file say; lines that say nothing are among its bad ones."""
    sheet = Sheet()
    last: Entry | None = None
    in_list = False
    for number, text, comment in _joined(lines):
        if text or comment is None:
            in_list = False
            known = len(sheet.entries)
            if text:
                _take_line(sheet, number, text)
            last = sheet.entries[-1] if len(sheet.entries) > known else None
        remark = (comment or "").strip()
        if remark == "via" or remark.startswith("via "):
            in_list = True
            remark = remark[3:]
        if last and in_list:
            last.askers.extend(filter(None, map(str.strip, remark.split(","))))
    return sheet


def _joined(lines: Iterable[str]) -> Iterator[tuple[int, str, str | None]]:
    """Yield first line, text and comment of each line, continued ones joined as pip joins them."""
    parts: list[str] = []
    first = 0
    for number, line in enumerate(lines, 1):
        only_comment = line.lstrip().startswith("#")
        if not parts:
            first = number
        parts.append(f" {line}" if only_comment else line)
        if line.endswith("\\") and not only_comment:
            parts[-1] = line.rstrip("\\")
            continue
        yield first, *_without_comment("".join(parts))
        parts.clear()
    if parts:
        yield first, *_without_comment("".join(parts))


def _without_comment(text: str) -> tuple[str, str | None]:
    comment = _COMMENT.search(text) if "#" in text else None
    return (text[: comment.start()].strip(), text[comment.end() :]) if comment else (text.strip(), None)


def _take_line(sheet: Sheet, line: int, text: str) -> None:
    try:
        if text.startswith("-"):
            _take_option(sheet, line, text)
        else:
            own = _OWN_OPTIONS.search(text)
            hashed = bool(own) and "--hash" in text
            _take_requirement(sheet, line, text[: own.start()].rstrip() if own else text, hashed=hashed)
    except ParseError as error:
        sheet.bad.append((line, str(error)))


def _take_option(sheet: Sheet, line: int, text: str) -> None:
    option = _OPTION.fullmatch(text)
    if not option:
        raise ParseError("not a requirement: an unknown option")
    name, value = option[1], option[2].strip("\"' ")
    if name in ("-e", "--editable"):
        _take_requirement(sheet, line, value, hashed=False)
    elif name in ("-r", "--requirement", "-c", "--constraint"):
        sheet.telling = True
        sheet.includes.append((line, value, name in ("-c", "--constraint")))
    else:
        sheet.others += 1
        _take_indexes(sheet, text.split())


def _take_indexes(sheet: Sheet, words: list[str]) -> None:
    for position, word in enumerate(words):
        name, _, value = word.partition("=")
        if name in ("-i", "--index-url", "--pypi-url", "--no-index"):
            sheet.replaces = True
        if name in _INDEXES:
            sheet.telling = True
            sheet.indexes.append(value or "".join(words[position + 1 : position + 2]))


def _take_requirement(sheet: Sheet, line: int, text: str, *, hashed: bool) -> None:
    by_address = _ADDRESS.match(text)
    if not by_address and _PATH.match(text):
        sheet.others += 1
        return
    requirement = read_address(text) if by_address else read_requirement(text)
    if requirement.url and is_local(requirement.url):
        sheet.others += 1
        return
    sheet.telling = sheet.telling or (not by_address and any(requirement[1:]))
    sheet.entries.append(Entry(line, requirement, hashed))
