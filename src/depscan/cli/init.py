"""``depscan init``: ask what a project tolerates and write it down; nothing that is there is overwritten."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import resources

from msgspec import Struct

from depscan.cli import init_texts
from depscan.cli.basis import DEFAULT_HOME, checked_home
from depscan.cli.console import check_output, note, write, write_file
from depscan.errors import ExitStatus, UsageError
from depscan.gate.countries import CODES
from depscan.gate.settings import Settings
from depscan.gate.settings_file import NAME, PROJECT, find
from depscan.knowledge.index import Knowledge
from depscan.knowledge.load import load_knowledge
from depscan.model import Severity
from depscan.pipeline import scan
from depscan.redact import clean, neutral
from depscan.render import words

BASELINE = "depscan-baseline.json"
_NOTHING = "nothing"
_NO = "no"


class Answers(Struct, frozen=True, kw_only=True):
    """What was answered."""

    home: str = DEFAULT_HOME
    fail_on: Severity | None = Severity.HIGH
    exclude: tuple[str, ...] = ()
    baseline: bool = False
    ci: str | None = None
    """A key of ``init_texts.JOBS``."""


def run(folder: str, *, yes: bool) -> int:
    """Interview, unless the defaults are wanted, and write the files.

    Raises:
        UsageError: a file is there already or cannot be written, or nobody is there to answer.
    """
    if not os.path.isdir(folder):
        raise UsageError(f"{clean(folder)}: not a folder")
    _refuse_second(folder)
    if not yes and not _somebody_is_there():
        raise UsageError("nobody is there to answer: this is no terminal; --yes takes the defaults")
    known = load_knowledge()
    answers = Answers() if yes else _interview(folder, known)
    texts = _texts(folder, answers, known)
    for name in texts:
        path = os.path.join(folder, name)
        if os.path.lexists(path):
            raise UsageError(f"{clean(path)} is there already: nothing was written")
        if not _stays_inside(folder, path):
            raise UsageError(f"{clean(path)}: a link leads out of the folder: nothing was written")
    for name, text in texts.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        check_output(path)
        write_file(path, text)
        note(f"written: {os.path.normpath(path)}")
    for line in init_texts.AFTERWARDS.get(answers.ci or "", ()):
        note(line)
    note(f"next: depscan scan {folder}" if folder != "." else "next: depscan scan")
    return ExitStatus.OK


def schema() -> int:
    """Print the JSON Schema of settings files."""
    write(resources.files("depscan").joinpath("gate/settings.schema.json").read_text(encoding="utf-8"))
    return ExitStatus.OK


def _stays_inside(folder: str, path: str) -> bool:
    inside = os.path.realpath(folder)
    return os.path.commonpath([inside, os.path.realpath(path)]) == inside


def _refuse_second(folder: str) -> None:
    path = os.path.join(folder, NAME)
    if os.path.lexists(path):
        raise UsageError(f"{clean(path)} is there already")
    found = find([folder])
    if found and found.name == PROJECT and os.path.realpath(folder) == found.folder:
        raise UsageError(f"{clean(found.label)} has settings already: [tool.depscan]")


def _somebody_is_there() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _texts(folder: str, answers: Answers, known: Knowledge) -> dict[str, str]:
    """Return what to write, by path in the folder."""
    texts = {
        NAME: init_texts.settings(
            home=answers.home,
            fail_on=answers.fail_on.value if answers.fail_on else None,
            exclude=answers.exclude,
            baseline=BASELINE if answers.baseline else None,
        )
    }
    if answers.baseline:
        from depscan.gate import baseline

        told = Settings(home=answers.home, fail_on=answers.fail_on, exclude=answers.exclude)
        report = scan([folder], told, knowledge=known)
        texts[BASELINE] = baseline.write(report.findings)
        note(f"{words.plural(len(report.findings), 'finding')} of today in the baseline")
    if answers.ci:
        path, text = init_texts.JOBS[answers.ci]
        texts[path] = text
    return texts


# ----------------------------------------------------------------------------------------------------------- interview


def _interview(folder: str, known: Knowledge) -> Answers:
    areas = known.scoring.areas

    def area(text: str) -> str:
        code = checked_home(text, areas)
        if code not in areas and code not in CODES:
            raise UsageError(f"{text}: no such country")
        return code

    levels = [severity.value for severity in reversed(Severity)]
    home = _ask(f"Your legal area: {', '.join(sorted(areas))}, or a country code such as CH", DEFAULT_HOME, area)
    fail_on = _ask(
        f"Fail on dependencies of this severity or worse: {', '.join(levels)}, or {_NOTHING}",
        Severity.HIGH.value,
        lambda text: _one_of(text, [*levels, _NOTHING]),
    )
    exclude = _ask("Leave out these paths or names: globs, separated by commas", "none", _globs)
    baseline = _NO
    if fail_on != _NOTHING:
        baseline = _ask(
            "Write a baseline, so that only what is new or worse than today fails: yes or no",
            _NO,
            lambda text: _one_of(text, ["yes", _NO]),
        )
    ci = _ask(
        f"Write a CI job: {', '.join(init_texts.JOBS)}, or {_NO}",
        _ci_of(folder),
        lambda text: _one_of(text, [*init_texts.JOBS, _NO]),
    )
    return Answers(
        home=home,
        fail_on=None if fail_on == _NOTHING else Severity(fail_on),
        exclude=tuple(filter(None, (part.strip() for part in exclude.split(",")))),
        baseline=baseline == "yes",
        ci=None if ci == _NO else ci,
    )


def _ask(question: str, default: str, check: Callable[[str], str]) -> str:
    """Ask until the answer is one; an empty answer is the default.

    Raises:
        UsageError: the input ends.
    """
    while True:
        sys.stderr.write(f"{question} [{default}]: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            sys.stderr.write("\n")
            raise UsageError("no answer: nothing was written")
        try:
            return check(line.strip() or default)
        except UsageError as error:
            note(str(error).removeprefix("--home "))


def _one_of(text: str, choices: Sequence[str]) -> str:
    """Return the choice that a text means; its beginning is enough.

    Raises:
        UsageError: none, or several.
    """
    meant = [choice for choice in choices if choice.startswith(text.lower())]
    if text.lower() in choices:
        return text.lower()
    if len(meant) != 1:
        raise UsageError(f"{text}: expected one of {', '.join(choices)}")
    return meant[0]


def _globs(text: str) -> str:
    if text.lower() == "none":
        return ""
    if neutral(text) != text:
        raise UsageError("invisible or control characters")
    return text


def _ci_of(folder: str) -> str:
    """Return the service whose files are there already."""
    for name, sign in init_texts.SIGNS.items():
        if os.path.exists(os.path.join(folder, sign)):
            return name
    return _NO
