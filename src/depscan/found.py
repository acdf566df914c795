"""What looking through the targets gives: files that are not opened yet, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct, field

from depscan.extractors.base import nothing_listed
from depscan.model import Diagnostic, Level
from depscan.syntax import limits

SKIPPED_FOLDERS = frozenset(
    {
        ".bzr", ".git", ".gradle", ".hg", ".idea", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".svn",
        ".terraform", ".tox", ".venv", "__pycache__", "bower_components", "node_modules", "site-packages", "venv",
    }
)  # fmt: skip
"""Folders of installed copies, caches and version control: what is installed there is what a manifest asked for."""
INSTALLED_FOLDERS = frozenset({".tox", ".nox", ".venv", "bower_components", "node_modules", "site-packages", "venv"})
"""Those of installed copies, which are entered where somebody asks for them."""
_KEPT_BESIDE = frozenset({"modules.txt", "autoload.php"})
"""What Go and Composer write into a folder ``vendor`` that they keep copies in; others keep their own code there."""


class FoundFile(Struct, kw_only=True):
    """A file of a target, not opened yet."""

    path: str
    """Relative to its root, POSIX."""
    shown_path: str
    named: bool
    """Named by the user, so that every format is tried and larger sizes are allowed."""
    read: Callable[[str], bytes | None]
    peek: Callable[[str], bytes]
    memo: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Shared by the files of a root; see ``SourceFile``."""
    listing: Callable[[str], Sequence[tuple[str, str]]] = nothing_listed
    """Names and kinds (``file``, ``folder`` …) of what a folder of the root holds and is looked at; raises OSError."""
    installed: bool = False
    """Lies in a folder of installed copies: only what reads those looks at it."""
    unless_asked_for: Diagnostic | None = None
    """What to say of a link that leads out of the target or nowhere, if no format asks for a file of its name."""


class Walk(Struct, kw_only=True):
    """What walking adds up besides the files."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    untold: int = 0
    """How many more diagnostics there were."""
    skipped: set[str] = field(default_factory=set)

    def note(self, path: str, reason: str, *, level: Level = Level.WARNING, code: str = "unreadable") -> None:
        """Add a remark about what could not be looked at; beyond a limit they are only counted."""
        if len(self.diagnostics) < limits.WARNINGS:
            self.diagnostics.append(Diagnostic(level=level, code=code, message=reason, path=path))
        else:
            self.untold += 1


def keeps_copies(folder: str, listing: Iterable[tuple[str, str]]) -> bool:
    """Tell whether what lies in the folders of a folder are copies that Go, Composer or Bundler keeps.

    Args:
        folder: its path.
        listing: names and kinds of what it holds.
    """
    if f"/{folder}".endswith("/vendor/bundle"):
        return True
    return folder.rpartition("/")[2] == "vendor" and any(
        name in _KEPT_BESIDE for name, kind in listing if kind == "file"
    )


def is_excluded(path: str, name: str, exclude: Sequence[str]) -> bool:
    """Tell whether a glob fits the relative path or the name."""
    return any(fnmatchcase(path, pattern.rstrip("/")) or fnmatchcase(name, pattern.rstrip("/")) for pattern in exclude)
