"""Find the settings file of a project, read it, and make settings of it; whatever it holds, it can only be refused."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence

from msgspec import Struct

from depscan.confine import Root
from depscan.errors import KnowledgeError, ParseError, UsageError
from depscan.gate.globs import seen_from
from depscan.gate.settings import Settings
from depscan.knowledge.index import Knowledge
from depscan.redact import shown
from depscan.syntax import limits, toml
from depscan.syntax.yaml import Map, line_at

NAME = "depscan.toml"
PROJECT = "pyproject.toml"
LARGEST = 1024 * 1024
"""No settings file that people write is larger."""
_STANDARD_INPUT = "-"
_PROBLEMS_SHOWN = 20


class Found(Struct, frozen=True, kw_only=True):
    """A settings file that was found or named, not read yet."""

    folder: str
    """Absolute, links resolved."""
    name: str
    boundary: str | None
    """Folder that nothing it names may lie outside of; None where the user has named the file."""
    label: str
    """As messages call it."""

    @property
    def path(self) -> str:
        """Where it is."""
        return os.path.join(self.folder, self.name)

    def read(self) -> bytes:
        """Return what it holds.

        Raises:
            ParseError: it is no regular file, leads out of the repository, is too large, or cannot be read.
        """
        if self.boundary is None:
            data = Root(self.folder, largest=LARGEST, trusted=self.name).read(self.name)
        else:
            data = Root(self.boundary, largest=LARGEST).read(_relative(self.boundary, self.folder, self.name))
        if data is None:
            raise ParseError("not a file that can be read")
        return data


class Loaded(Struct, frozen=True, kw_only=True):
    """What a settings file says, ready for the command line to be laid over it."""

    settings: Settings
    min_coverage: float | None = None
    strict: bool = False


# ------------------------------------------------------------------------------------------------------------- finding


def find(targets: Sequence[str]) -> Found | None:
    """Return the settings file of the targets, looked for from each one upwards; None where there is none.

    The search ends at the root of the repository (the folder with ``.git``), else at the boundary of the file system or
    below a folder that everybody may put files into.

    Raises:
        UsageError: targets have different ones.
        KnowledgeError: two files in one folder, or one that cannot be read.
    """
    found: dict[str, Found] = {}
    for target in targets:
        one = _upwards(_folder_of(target), given=_given_folder(target))
        if one:
            found.setdefault(one.path, one)
    if len(found) > 1:
        names = " and ".join(shown(one.label) for one in list(found.values())[:2])
        raise UsageError(f"the targets have different settings, {names}: choose with --config FILE or --no-config")
    return next(iter(found.values()), None)


def named(path: str) -> Found:
    """Return the settings file that the user has named.

    Raises:
        UsageError: there is none.
    """
    if not os.path.isfile(path):
        raise UsageError(f"--config {shown(path)}: {'not a file' if os.path.exists(path) else 'no such file'}")
    folder, name = os.path.split(path)
    return Found(folder=os.path.realpath(folder or "."), name=name, boundary=None, label=path)


def _given_folder(target: str) -> str:
    """Return the folder of a target as the user writes it."""
    if target == _STANDARD_INPUT:
        return "."
    return target if os.path.isdir(target) else os.path.dirname(target) or "."


def _folder_of(target: str) -> str:
    """Return what a target's paths are relative to: absolute, links resolved."""
    try:
        return os.path.realpath(_given_folder(target))
    except ValueError:  # not a path, which the scan will say
        return os.path.realpath(".")


def _upwards(start: str, *, given: str) -> Found | None:
    folders, repository = _search(start)
    for folder in folders:
        root = repository or folder
        names = [name for name, holds in ((NAME, _is_there), (PROJECT, _has_table)) if holds(root, folder, name)]
        if not names:
            continue
        label = os.path.normpath(os.path.join(given, os.path.relpath(folder, start), names[0]))
        if os.path.realpath(os.path.dirname(label)) != folder:  # a link on the way: what is above it is elsewhere
            label = os.path.join(folder, names[0])
        if len(names) > 1:
            raise KnowledgeError(f"{shown(label)}:1: settings are in {PROJECT} beside it, too: keep one of them")
        return Found(folder=folder, name=names[0], boundary=root, label=label)
    return None


def _search(start: str) -> tuple[list[str], str | None]:
    """Return the folders to look in, innermost first, and the root of the repository if there is one."""
    folders = [start]
    while True:
        folder = folders[-1]
        if os.path.lexists(os.path.join(folder, ".git")):
            return folders, folder
        parent = os.path.dirname(folder)
        if parent == folder or not _may_look_in(parent, folder):
            return folders, None
        folders.append(parent)


def _may_look_in(parent: str, below: str) -> bool:
    try:
        above, status = os.stat(parent), os.stat(below)
    except OSError:
        return False
    shared = above.st_mode & stat.S_ISVTX and above.st_mode & stat.S_IWOTH  # like /tmp
    return above.st_dev == status.st_dev and not shared


def _is_there(_root: str, folder: str, name: str) -> bool:
    return os.path.lexists(os.path.join(folder, name))


def _has_table(root: str, folder: str, name: str) -> bool:
    """Tell whether a ``pyproject.toml`` holds settings; if it may and cannot be read, it is taken to hold some."""
    try:
        data = Root(root).read(_relative(root, folder, name)) or b""
    except ParseError:
        return False  # the scan tells what is wrong with it
    if b"depscan" not in data or b"tool" not in data:
        return False
    if len(data) > LARGEST:
        return True
    try:
        document = toml.read(data)
    except ParseError:
        return True
    table = document.get("tool")
    return isinstance(table, dict) and "depscan" in table


def _relative(root: str, folder: str, name: str) -> str:
    return os.path.normpath(os.path.join(os.path.relpath(folder, root), name)).replace(os.sep, "/")


# ------------------------------------------------------------------------------------------------------------- reading


class SettingsFile:
    """A settings file that was read and is well formed; what it names is checked when there is knowledge."""

    def __init__(self, found: Found) -> None:
        """Read it.

        Raises:
            KnowledgeError: it cannot be read, is no TOML, or has unknown keys or wrong values; with file and line.
        """
        from pydantic import ValidationError  # takes as long to load as a small scan

        from depscan.gate.settings_schema import SettingsRecord

        self.found = found
        self._value = self._read()
        try:
            self._record = SettingsRecord.model_validate(self._value)
        except ValidationError as error:
            from depscan.gate.settings_words import in_words

            errors = error.errors(include_url=False)
            self._refuse([(problem["loc"], lambda problem=problem: in_words(problem)) for problem in errors])  # type: ignore[misc]
        self.knowledge = tuple(
            self._own(path, ("knowledge", number), _is_knowledge) for number, path in enumerate(self._record.knowledge)
        )
        """Folders that extend the packaged knowledge, absolute."""

    def checked(self, known: Knowledge, targets: Sequence[str]) -> Loaded:
        """Return the settings for these targets.

        Raises:
            KnowledgeError: it names what is not known.
        """
        from depscan.gate.settings_check import problems
        from depscan.gate.settings_make import made

        record = self._record
        self._refuse(list(problems(record, known)))
        bases = [_folder_of(target) for target in targets]
        around = bases[0] if len(targets) == 1 else _common(targets)
        label = self._label_in_report(around, alone=len(targets) == 1)
        own = self.found.folder if self.found.boundary else None
        return Loaded(
            settings=made(
                record,
                label=label,
                line=lambda *place: line_at(self._value, place),
                globs=lambda globs: seen_from(around, globs, own, whole=True) if own else tuple(globs),
                exclude=[
                    seen_from(base, record.exclude, own, whole=False) if own else tuple(record.exclude)
                    for base in bases
                ],
                knowledge=self.knowledge,
            ),
            min_coverage=record.min_coverage,
            strict=record.strict,
        )

    def baseline(self) -> tuple[str, bytes] | None:
        """Return name and content of the baseline that it names, if it names one.

        Raises:
            KnowledgeError: there is none, or not inside the repository.
        """
        path = self._record.baseline
        if path is None:
            return None
        real = self._own(path, ("baseline",), None)
        folder, name = os.path.split(real)
        data: bytes | None = None
        reason = "is not there; `depscan baseline -o FILE` writes it"
        try:
            data = Root(self.found.boundary or folder, trusted=None if self.found.boundary else name).read(
                _relative(self.found.boundary or folder, folder, name)
            )
        except ParseError as error:
            reason = f"cannot be read: {error}"
        if data is None:
            self._refuse([(("baseline",), lambda: f'"{shown(path)}" {reason}')])
        return shown(path), data or b""

    def _label_in_report(self, around: str, *, alone: bool) -> str:
        """Return a path that says nothing of the machine: relative to what paths in the report are relative to."""
        found = self.found
        if found.boundary is None:
            return shown(os.path.basename(found.label) if os.path.isabs(found.label) else found.label)
        if alone or not os.path.isabs(found.label):
            return shown(os.path.relpath(found.path, around).replace(os.sep, "/"))
        return shown(found.name)

    def _read(self) -> Map:
        found = self.found
        try:
            data = found.read()
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise ParseError("not valid UTF-8", line=data.count(b"\n", 0, error.start) + 1) from None
            value = toml.with_lines(data, text)
        except ParseError as error:
            raise KnowledgeError(f"{shown(found.label)}:{error.line or 1}: {shown(str(error))}") from error
        prefix = ("tool", "depscan") if found.name == PROJECT else ()
        for key in prefix:
            inner = value.get(key)
            if not isinstance(inner, Map):
                raise KnowledgeError(f"{shown(found.label)}:{line_at(value, (key,))}: no table [tool.depscan]")
            value = inner
        return value

    def _refuse(self, problems: list[tuple[tuple[str | int, ...], Callable[[], str]]]) -> None:
        """Raise if there is any problem.

        Raises:
            KnowledgeError: the first problems, one a line, each with file and line.
        """
        if not problems:
            return
        ordered = sorted(problems, key=lambda problem: line_at(self._value, problem[0]))
        lines = []
        for place, message in ordered[:_PROBLEMS_SHOWN]:
            keys = [shown(part, 60) for part in place if isinstance(part, str)]
            where = f"{'.'.join(keys)}: " if keys else ""
            lines.append(f"{shown(self.found.label)}:{line_at(self._value, place)}: {where}{message()}")
        if len(problems) > _PROBLEMS_SHOWN:
            lines.append(f"… and {len(problems) - _PROBLEMS_SHOWN} more")
        raise KnowledgeError("\n".join(lines))

    def _own(self, path: str, place: tuple[str | int, ...], wrong: Callable[[str], str | None] | None) -> str:
        """Return where a path of the file leads, checked to be the project's own.

        Raises:
            KnowledgeError: it leads out of the repository, or is not what it should be.
        """
        real = os.path.realpath(os.path.join(self.found.folder, path))
        boundary = self.found.boundary
        reason = None
        if boundary is not None:
            if real != boundary and not real.startswith(boundary.rstrip(os.sep) + os.sep):
                reason = "leads out of the repository: name it on the command line"
            elif wrong:
                reason = wrong(real)
        if reason:
            self._refuse([(place, lambda: f'"{shown(path)}" {reason}')])
        return real


def _is_knowledge(folder: str) -> str | None:
    """Return what is wrong with a folder of knowledge in a tree that nobody vouches for; None if nothing is."""
    if not os.path.isdir(folder):
        return "is not a folder"
    files = 0
    total = 0
    stack = [os.path.join(folder, "vendors.yaml"), os.path.join(folder, "rules")]
    while stack:
        path = stack.pop()
        try:
            status = os.lstat(path)
            if stat.S_ISDIR(status.st_mode):
                stack += [entry.path for entry in os.scandir(path)]
                continue
        except FileNotFoundError:
            continue
        except OSError:
            return "cannot be read"
        files += 1
        total += status.st_size
        if not stat.S_ISREG(status.st_mode):
            return "holds links or special files"
        if total > limits.FILE_BYTES or files > 20_000:
            return "is larger than any knowledge"
    return None


def _common(targets: Sequence[str]) -> str:
    """Return what the paths of several targets are relative to, as ``discover`` tells them."""
    absolute = [target for target in targets if os.path.isabs(target)]
    if len(absolute) == len(targets):
        return os.path.realpath(os.path.commonpath(absolute))
    return os.path.realpath(".")
