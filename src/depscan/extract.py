"""Run the extractors that recognise each file: one bad file is one diagnostic, never the end of a scan."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from depscan.discover import FoundFile
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.model import Component, Diagnostic, Facts, Level
from depscan.redact import shown
from depscan.syntax.recognise import refuse_impostors

SNIFFED_BYTES = 4096


@dataclass(slots=True, kw_only=True)
class Extraction:
    """What extracting adds up."""

    components: list[Component] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    seen: int = 0
    read: int = 0
    failed: int = 0


def extract(
    files: Iterable[FoundFile],
    extractors: Sequence[Extractor],
    *,
    progress: Callable[[int, str], None] | None = None,
) -> Extraction:
    """Read every file that an extractor recognises.

    Args:
        files: what discover yields.
        extractors: the formats to read.
        progress: told the number of files seen and the current one's shown path.
    """
    result = Extraction()
    index = PatternIndex(extractors)
    for file in files:
        result.seen += 1
        if progress:
            progress(result.seen, file.shown_path)
        candidates = index.everything() if file.named else index.candidates(file.path)
        if candidates:
            _read_file(file, candidates, index, result)
    return result


def _read_file(
    file: FoundFile, candidates: Sequence[tuple[Extractor, bool]], index: PatternIndex, result: Extraction
) -> None:
    try:
        data = file.read(file.path)
    except ParseError as error:
        # a file that only might have been of interest is not worth a word
        if file.named or any(not sniffed for _, sniffed in candidates):
            result.failed += 1
            result.diagnostics.append(_diagnostic(file, "unreadable", error))
        return
    if data is None:
        return
    chosen = _choose(file, data, candidates, index)
    if not chosen:
        if file.named:
            result.failed += 1
            unknown = ParseError("not of a format that depscan reads")
            result.diagnostics.append(_diagnostic(file, "unrecognised", unknown))
        return
    failed = False
    for extractor in chosen:
        failed = not _run(extractor, file, data, result) or failed
    result.failed += failed
    result.read += not failed


def _choose(
    file: FoundFile, data: bytes, candidates: Sequence[tuple[Extractor, bool]], index: PatternIndex
) -> list[Extractor]:
    """A name that belongs to a format decides, unless the content is plainly another's; shared names are sniffed."""
    head = data[:SNIFFED_BYTES]
    if file.named:
        certain = [extractor for extractor, sniffed in index.candidates(file.path) if not sniffed]
        agreeing = [extractor for extractor, _ in candidates if extractor.sniff and extractor.sniff(head)]
        return agreeing[:1] or certain
    certain = [extractor for extractor, sniffed in candidates if not sniffed]
    agreeing = [extractor for extractor in certain if extractor.sniff is None or extractor.sniff(head)]
    return agreeing or [e for e, sniffed in candidates if sniffed and e.sniff and e.sniff(head)][:1] or certain


def _run(extractor: Extractor, file: FoundFile, data: bytes, result: Extraction) -> bool:
    """Run one extractor on one file; what it yielded before an error is kept."""
    source = SourceFile(
        path=file.path,
        shown_path=file.shown_path,
        found_by=extractor.name,
        read=file.read,
        diagnostics=result.diagnostics,
        memo=file.memo,
        alone=file.named,
        _bytes=data,
    )
    if extractor.may_be_empty and not data.strip():
        return True
    try:
        refuse_impostors(data)
        append = result.components.append
        for component in extractor.parse(source):
            append(component if _is_plain(component) else _neutralised(component))
    except ParseError as error:
        result.diagnostics.append(_diagnostic(file, "unreadable", error, extractor.name))
        return False
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug in one extractor costs one file
        message = f"unexpected content ({type(error).__name__})"
        result.diagnostics.append(_diagnostic(file, "internal-error", ParseError(message), extractor.name))
        return False
    return True


def _is_plain(component: Component) -> bool:
    """Nothing to neutralise, which is nearly always so and has to be told quickly."""
    text = component.name
    if component.version:
        text += component.version
    if component.purl:
        text += component.purl
    return (
        len(text) < 600
        and text.isascii()
        and text.isprintable()
        and "://" not in text
        and (not component.facts or _safe_facts(component.facts) == component.facts)
        and component.supplier is None
        and component.endpoint is None
        and component.region is None
    )


def _neutralised(component: Component) -> Component:
    def safe(text: str | None) -> str | None:
        return shown(text) if text is not None else None

    return msgspec.structs.replace(
        component,
        name=shown(component.name) or "?",
        version=safe(component.version),
        purl=shown(component.purl, 600) if component.purl else None,
        supplier=safe(component.supplier),
        endpoint=safe(component.endpoint),
        region=safe(component.region),
        facts=_safe_facts(component.facts),
    )


@lru_cache(maxsize=4096)
def _safe_facts(facts: Facts) -> Facts:
    """Thousands of components of a lockfile share a handful of facts: a registry, a licence."""
    return tuple(sorted((shown(key), shown(value)) for key, value in facts))


def _diagnostic(file: FoundFile, code: str, error: ParseError, found_by: str = "") -> Diagnostic:
    return Diagnostic(
        level=Level.ERROR,
        code=code,
        message=shown(str(error)),
        path=file.shown_path,
        line=error.line,
        found_by=found_by,
    )


class PatternIndex:
    """Finds the extractors for a path by file name and extension, so that cost grows with files, not with formats."""

    def __init__(self, extractors: Sequence[Extractor]) -> None:
        self._extractors = extractors
        self._by_name: dict[str, list[tuple[Extractor, bool]]] = {}
        self._by_extension: dict[str, list[tuple[re.Pattern[str], bool, Extractor, bool]]] = {}
        for extractor in extractors:
            for pattern, sniffed in _all_patterns(extractor):
                self._add(pattern, extractor, sniffed)

    def _add(self, pattern: str, extractor: Extractor, sniffed: bool) -> None:  # noqa: FBT001 - one caller
        if not any(character in pattern for character in "*?[/"):
            self._by_name.setdefault(pattern, []).append((extractor, sniffed))
            return
        extension = pattern.rpartition(".")[2] if "." in pattern else ""
        if any(character in extension for character in "*?[/"):
            extension = ""
        with_folders = "/" in pattern
        expression = fnmatch.translate(pattern)
        if with_folders:
            expression = rf"(?:.*/)?{expression}"
        entry = (re.compile(expression), with_folders, extractor, sniffed)
        self._by_extension.setdefault(extension, []).append(entry)

    def everything(self) -> list[tuple[Extractor, bool]]:
        """Every extractor, for a file that the user named."""
        return [(extractor, True) for extractor in self._extractors]

    def candidates(self, path: str) -> list[tuple[Extractor, bool]]:
        """Return (extractor, must it sniff first) for a relative path."""
        name = path.rpartition("/")[2]
        found = list(self._by_name.get(name, ()))
        extension = name.rpartition(".")[2] if "." in name else ""
        for key in (extension, "") if extension else ("",):
            for expression, with_folders, extractor, sniffed in self._by_extension.get(key, ()):
                if expression.match(path if with_folders else name):
                    found.append((extractor, sniffed))
        if len(found) > 1:  # an extractor may match by several of its patterns; the certain one counts
            best: dict[str, tuple[Extractor, bool]] = {}
            for extractor, sniffed in found:
                known = best.get(extractor.name)
                best[extractor.name] = (extractor, sniffed and (known is None or known[1]))
            found = list(best.values())
        return found


def _all_patterns(extractor: Extractor) -> Iterator[tuple[str, bool]]:
    for pattern in extractor.patterns:
        yield pattern, False
    for pattern in extractor.sniffed_patterns:
        yield pattern, True
