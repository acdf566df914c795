"""Run the extractors that recognise each file: one bad file is one diagnostic, never the end of a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct, field

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.patterns import Candidate, PatternIndex
from depscan.extractors.registry import Format
from depscan.finding import Waiver
from depscan.found import FoundFile
from depscan.model import BAD_WAIVER, Component, Diagnostic, Evidence, How, Kind, Level
from depscan.neutralise import neutralised
from depscan.redact import clean, shown
from depscan.syntax import archive, limits, marker
from depscan.syntax.recognise import refuse_impostors

NO_MEMORY = "reading it takes more memory than there is"


class Extraction(Struct, kw_only=True):
    """What extracting adds up."""

    components: list[Component] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    """Those next to lines of files that were read."""
    marked: set[str] = field(default_factory=set)
    """Paths of files that have been searched for them and hold some."""
    seen: int = 0
    read: int = 0
    failed: int = 0


def extract(
    files: Iterable[FoundFile],
    formats: Sequence[Format | Extractor],
    *,
    installed: bool = False,
    source: bool = False,
    is_marker: Callable[[str], bool] | None = None,
    progress: Callable[[int, str], None] | None = None,
) -> Extraction:
    """Read every file that an extractor recognises.

    Args:
        files: what discover yields.
        formats: the formats to read; their modules are imported when a file may be of them.
        installed: read what builds and installations left behind, too.
        source: read what source code mentions, too.
        is_marker: tells whether a file of that name is a sign of a product by its mere presence.
        progress: told the number of files seen and the current one's shown path.
    """
    result = Extraction()
    index = PatternIndex(formats)
    for file in files:
        result.seen += 1
        before = result.read, result.failed
        if progress:
            progress(result.seen, file.shown_path)
        candidates = index.everything() if file.named else index.candidates(archive.plain_name(file.path))
        if not file.named:
            candidates = [
                c for c in candidates if (c[0].installed and installed) or not (c[0].installed or file.installed)
            ]
        in_code = [c for c in candidates if c[0].mentions]
        if in_code:
            candidates = [c for c in candidates if not c[0].mentions]
        if is_marker and not file.installed and is_marker(file.path.rpartition("/")[2]):
            result.components += neutralised([_marker(file)])
        if file.unless_asked_for and all(sniffed for _, sniffed in candidates):
            result.diagnostics.append(file.unless_asked_for)
        elif candidates:
            _read_file(file, candidates, index, result)
        if in_code and source:
            _read_file(file, in_code, index, result)
            _count_once(result, *before)
    return result


def _count_once(result: Extraction, read: int, failed: int) -> None:
    """A file that two readers took counts once: as failed if one of them failed."""
    if (result.read - read) + (result.failed - failed) > 1:
        result.read, result.failed = (read, failed + 1) if result.failed > failed else (read + 1, failed)


def _marker(file: FoundFile) -> Component:
    """Return what a file says by its name alone."""
    seen = Evidence(path=file.shown_path, how=How.REFERENCED, found_by="name")
    return Component(kind=Kind.CONFIG, name=f"file:{file.path.rpartition('/')[2]}", evidence=(seen,))


def _read_file(file: FoundFile, candidates: Sequence[Candidate], index: PatternIndex, result: Extraction) -> None:
    chosen: list[Extractor] = []
    only_perhaps = not file.named and all(sniffed for _, sniffed in candidates)
    try:
        if only_perhaps:  # the beginning tells; most files that share a name with a format are not of it
            chosen = _choose(file, _head(file.peek(file.path)), candidates, index)
            if not chosen:
                return
        data = _content(file, chosen, candidates, index)
    except ParseError as error:
        if not only_perhaps or chosen:  # a file that only might have been of interest is not worth a word
            result.failed += 1
            result.diagnostics.append(_diagnostic(file, "unreadable", error))
        return
    except MemoryError:
        result.failed += 1
        result.diagnostics.append(_diagnostic(file, "unreadable", ParseError(NO_MEMORY)))
        return
    if data is None:
        return
    if archive.is_compressed(data):
        try:
            data = archive.decompress(data)
        except (ParseError, MemoryError) as error:
            result.failed += 1
            problem = error if isinstance(error, ParseError) else ParseError(NO_MEMORY)
            result.diagnostics.append(_diagnostic(file, "unreadable", problem))
            return
    chosen = chosen or _choose(file, data[: limits.SNIFFED_BYTES], candidates, index)
    if not chosen:
        if file.named:
            result.failed += 1
            unknown = ParseError("not of a format that depscan reads")
            result.diagnostics.append(_diagnostic(file, "unrecognised", unknown))
        return
    _keep_waivers(file.shown_path, data, result)
    failed = False
    for extractor in chosen:
        failed = not _run(extractor, file, data, result) or failed
    result.failed += failed
    result.read += not failed


def _keep_waivers(shown_path: str, data: bytes, result: Extraction) -> None:
    """Keep the waivers next to lines of a file; those that are malformed waive nothing and are told."""
    if not marker.may_hold(data) or shown_path in result.marked:
        return
    result.marked.add(shown_path)
    found = marker.read(data, shown_path)
    result.waivers += found.waivers
    told = [(line, f"a waiver that {problem}: it waives nothing", Level.WARNING) for line, problem in found.malformed]
    told += [(line, "a waiver outside of a comment: it waives nothing", Level.NOTE) for line in found.outside]
    for line, message, level in told[: limits.WARNINGS_OF_A_KIND]:
        result.diagnostics.append(
            Diagnostic(level=level, code=BAD_WAIVER, message=shown(message), path=shown_path, line=line)
        )


def _content(
    file: FoundFile, chosen: Sequence[Extractor], candidates: Sequence[Candidate], index: PatternIndex
) -> bytes | None:
    """Return the content; of what only its beginning is read of, such as weights of models, the beginning."""
    if file.named:
        candidates = index.candidates(archive.plain_name(file.path))
    readers = chosen or [_loaded(format_) for format_, _ in candidates]
    if readers and all(reader.beginning for reader in readers):
        return file.peek(file.path) or file.read(file.path)
    return file.read(file.path)


def _head(head: bytes) -> bytes:
    return archive.peek(head) if archive.is_compressed(head) else head


def _choose(file: FoundFile, head: bytes, candidates: Sequence[Candidate], index: PatternIndex) -> list[Extractor]:
    """A name that belongs to a format decides, unless the content is plainly another's; shared names are sniffed."""
    if file.named:
        by_name = index.candidates(archive.plain_name(file.path))
        # several formats may know the beginning; the one that its name is of goes first
        others = sorted(candidates, key=lambda candidate: candidate[0].last)
        knowing = _agreeing((_loaded(format_) for format_, _ in (*by_name, *others)), head)
        return list(islice(knowing, 1)) or [_loaded(format_) for format_, sniffed in by_name if not sniffed]
    for last in (False, True):
        certain = [_loaded(format_) for format_, sniffed in candidates if not sniffed and format_.last is last]
        fitting = [extractor for extractor in certain if _fits(extractor, head)]
        shared = (_loaded(format_) for format_, sniffed in candidates if sniffed and format_.last is last)
        chosen = fitting or list(islice(_agreeing(shared, head), 1)) or ([] if last else certain)
        if chosen:
            return chosen
    return []


def _agreeing(extractors: Iterable[Extractor], head: bytes) -> Iterator[Extractor]:
    return (extractor for extractor in extractors if extractor.sniff and _fits(extractor, head))


def _fits(extractor: Extractor, head: bytes) -> bool:
    """Ask a format whether it knows the beginning of a file; a format without an answer to give takes them all."""
    try:
        return extractor.sniff is None or extractor.sniff(head)
    except Exception:  # noqa: BLE001 - a surprise is no agreement
        return False


def _loaded(format_: Format | Extractor) -> Extractor:
    return format_.load() if isinstance(format_, Format) else format_


def _run(extractor: Extractor, file: FoundFile, data: bytes, result: Extraction) -> bool:
    """Run one extractor on one file; what it yielded before an error is kept."""

    def read(path: str) -> bytes | None:
        """Files that this one includes are read, too, and may be found by no walk."""
        found = file.read(path)
        if found is not None and marker.may_hold(found):
            _keep_waivers(file.shown_path.removesuffix(clean(file.path)) + clean(path), found, result)
        return found

    source = SourceFile(
        path=file.path,
        shown_path=file.shown_path,
        found_by=extractor.name,
        read=read,
        list_folder=file.listing,
        diagnostics=result.diagnostics,
        memo=file.memo,
        alone=file.named,
        _bytes=data,
    )
    if extractor.may_be_empty and not data.strip():
        return True
    trouble = _parse(extractor, source, result)
    source.count_untold()
    if trouble:
        result.diagnostics.append(_diagnostic(file, *trouble, extractor.name))
    return trouble is None


def _parse(extractor: Extractor, source: SourceFile, result: Extraction) -> tuple[str, ParseError] | None:
    """Add what is found; return the code and the reason if that is not all of it. What came before an error stays."""
    found: list[Component] = []
    try:
        try:
            if not extractor.mentions:  # a page may be code, too
                refuse_impostors(source.bytes())
            _take(
                found,
                extractor.parse(source),
                min(limits.COMPONENTS, limits.COMPONENTS_IN_ALL - len(result.components)),
            )
        except MemoryError:
            found.clear()  # the other files need it more
            raise
        finally:
            result.components += neutralised(found)
    except ParseError as error:
        return "unreadable", error
    except MemoryError as error:
        error.__traceback__ = None  # the frames below hold what has filled the memory
        return "unreadable", ParseError(NO_MEMORY)
    except RecursionError:
        return "unreadable", ParseError("nested too deeply")
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug in one extractor costs one file
        return "internal-error", ParseError(f"unexpected content ({type(error).__name__})")
    return None


def _take(found: list[Component], components: Iterable[Component], most: int) -> None:
    rest = iter(components)
    found.extend(islice(rest, most))
    if len(found) == most and next(rest, None) is not None:
        raise ParseError(f"more than {most:,} components; the rest is left out")


def _diagnostic(file: FoundFile, code: str, error: ParseError, found_by: str = "") -> Diagnostic:
    return Diagnostic(
        level=Level.ERROR,
        code=code,
        message=shown(str(error)),
        path=file.shown_path,
        line=error.line,
        found_by=found_by,
    )
