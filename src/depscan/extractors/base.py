"""The extractor contract: a description, a function, and the only door to the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from depscan import purl
from depscan.errors import ParseError
from depscan.model import Component, Diagnostic, Evidence, Facts, How, Kind, Level, Scope
from depscan.redact import clean, shown
from depscan.syntax import limits
from depscan.syntax.decode import to_text


def nothing_listed(_folder: str) -> Sequence[tuple[str, str]]:
    """Say of a folder that nothing is known of what it holds: in archives and on standard input."""
    return ()


class SourceFile(Struct, kw_only=True):
    """One file as an extractor sees it; made by the core, which walks, opens, and bounds.

    Reading is lazy and done once. ``sibling`` reaches other files of the same target and nothing else.
    """

    path: str
    """Relative to the target, POSIX, exactly as on disk."""
    shown_path: str
    """The path as evidence shows it: without control characters, with the target's name where there are several."""
    found_by: str
    read: Callable[[str], bytes | None]
    """Bytes of a file of this target by relative path; None where there is none. Raises ParseError if unreadable."""
    diagnostics: list[Diagnostic]
    memo: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What extractors read once for a whole target, such as the parent of a hundred modules: by (whose, which path)."""
    list_folder: Callable[[str], Sequence[tuple[str, str]]] = nothing_listed
    """See ``listing``."""
    alone: bool = False
    """Named by the user: no walk will come across the files beside it."""
    told: dict[tuple[str, str, Level], int] = field(default_factory=dict)
    """How many warnings there were, by path, code and level; beyond a limit they are only counted."""
    _bytes: bytes | None = None
    _text: str | None = None

    @property
    def name(self) -> str:
        """The file's own name, without folders."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """Path of the folder that holds the file; empty at the top."""
        return self.path.rpartition("/")[0]

    def bytes(self) -> bytes:
        """Return the content, at most as large as the limits allow.

        Raises:
            ParseError: unreadable or too large.
        """
        if self._bytes is None:
            data = self.read(self.path)
            if data is None:
                raise ParseError("no such file")
            self._bytes = data
        return self._bytes

    def text(self) -> str:
        """Return the content as text: by byte order mark, else UTF-8, else Latin-1 with a warning.

        Raises:
            ParseError: binary or unreadable.
        """
        if self._text is None:
            self._text, remark = to_text(self.bytes())
            if remark:
                self.warn("encoding", remark)
        return self._text

    def lines(self) -> list[str]:
        r"""Return the lines without their ends; only ``\n``, ``\r\n`` and ``\r`` end a line."""
        return self.text().replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def sibling(self, relative: str) -> SourceFile | None:
        """Return another file of the same target, named relative to this file's folder.

        Returns:
            None if it is outside the target, absent, or not a plain path.
        """
        if not relative or "\0" in relative or "\\" in relative or relative.startswith(("/", "~")) or "://" in relative:
            return None
        parts = self.folder.split("/") if self.folder else []
        for part in relative.split("/"):
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        path = "/".join(parts)
        try:
            data = self.read(path)
        except ParseError as error:
            self.warn("unreadable-include", f"cannot read {shown(relative)}: {error}")
            return None
        if data is None:
            return None
        return SourceFile(
            path=path,
            shown_path=self.shown_path.removesuffix(clean(self.path)) + clean(path),
            found_by=self.found_by,
            read=self.read,
            diagnostics=self.diagnostics,
            memo=self.memo,
            list_folder=self.list_folder,
            alone=self.alone,
            told=self.told,
            _bytes=data,
        )

    def listing(self, folder: str) -> Sequence[tuple[str, str]]:
        """Return the sorted names and kinds (``file``, ``folder`` …) of what a folder of this target holds.

        Returns:
            Nothing where that is not known, as in archives, or cannot be.
        """
        try:
            return self.list_folder(folder)
        except OSError:
            return ()

    def warn(self, code: str, message: str, *, line: int | None = None, level: Level = Level.WARNING) -> None:
        """Note something that was left out or guessed, and go on; of one kind only so many are kept."""
        kind = (self.shown_path, code, level)
        self.told[kind] = self.told.get(kind, 0) + 1
        if self.told[kind] > limits.WARNINGS_OF_A_KIND:
            return
        self.diagnostics.append(
            Diagnostic(
                level=level,
                code=code,
                message=shown(message),
                path=self.shown_path,
                line=line,
                found_by=self.found_by,
            )
        )

    def count_untold(self) -> None:
        """Note how many warnings were not kept; for the core, once a file is done."""
        for (path, code, level), count in self.told.items():
            more = count - limits.WARNINGS_OF_A_KIND
            if more > 0:
                message = f"{more:,} more of this kind"
                self.diagnostics.append(
                    Diagnostic(level=level, code=code, message=message, path=path, found_by=self.found_by)
                )

    def seen(
        self,
        line: int | None = None,
        *,
        how: How,
        pointer: str | None = None,
        excerpt: str | None = None,
    ) -> tuple[Evidence, ...]:
        """Return the evidence that something was seen in this file."""
        return (
            Evidence(
                path=self.shown_path,
                line=line,
                pointer=clean(pointer) if pointer else None,
                how=how,
                found_by=self.found_by,
                excerpt=shown(excerpt) if excerpt else None,
            ),
        )

    def package(
        self,
        type_: str,
        name: str,
        version: str | None = None,
        *,
        namespace: str = "",
        line: int | None,
        how: How,
        scope: Scope = Scope.UNKNOWN,
        direct: bool | None = None,
        facts: Facts = (),
        pointer: str | None = None,
    ) -> Component:
        """Return a package component of this file; ``name`` without the namespace, version exact or None."""
        return Component(
            kind=Kind.PACKAGE,
            name=purl.shown_name(type_, namespace, name) if namespace else name,
            version=version,
            purl=purl.make(type_, namespace, name, version),
            scope=scope,
            direct=direct,
            facts=facts,
            evidence=(
                Evidence(
                    path=self.shown_path,
                    line=line,
                    pointer=clean(pointer) if pointer else None,
                    how=how,
                    found_by=self.found_by,
                ),
            ),
        )


class Extractor(Struct, frozen=True, kw_only=True):
    """How to read one file format. A value, not a class to inherit from."""

    name: str
    """The module's name with dashes, such as ``cargo-lock``."""
    ecosystem: str
    """The purl type, or ``cloud``, ``container``, ``ci``, ``sbom``, ``inventory``."""
    patterns: tuple[str, ...]
    """Globs for names (``Cargo.lock``, ``*.tf``) or, with a slash, relative paths (``.github/workflows/*.yml``).

    ``*`` alone stands for names without extension.
    """
    parse: Callable[[SourceFile], Iterable[Component] | Iterator[Component]]
    """Yields as it goes; raises ParseError and nothing else; what was yielded before is kept."""
    description: str
    """What is understood, for ``depscan formats`` and the README."""
    spec_url: str
    sniffed_patterns: tuple[str, ...] = ()
    """Globs of names that other formats share: taken only if ``sniff`` agrees."""
    sniff: Callable[[bytes], bool] | None = None
    """Does the file's first 4 KiB look like this format?"""
    installed: bool = False
    """Reads what a build or an installation left behind: only on ``--installed``, or where the user names the file."""
    mentions: bool = False
    """Reads what code mentions, beside whatever else reads the file: only on ``--source``."""
    last: bool = False
    """Takes a file that no other format takes: settings of any program have the names that others' have."""
    beginning: bool = False
    """All that is wanted stands in the first 4 KiB: of a file of any size no more is read."""
    may_be_empty: bool = False
    """An empty file says nothing, rather than being broken: custom has it that a folder has one."""
