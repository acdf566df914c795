"""Globs that are written relative to one folder, for paths that are relative to another."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

_TOKEN = re.compile(r"\[!?\]?[^\]]*\]|.", re.DOTALL)


def seen_from(folder: str, patterns: Sequence[str], written_in: str, *, whole: bool) -> tuple[str, ...]:
    """Return globs for paths relative to a folder that match what the given ones match from where they are written.

    Args:
        folder: absolute, links resolved.
        patterns: as ``fnmatch`` understands them: ``*`` matches slashes, too. Those without a slash are matched against
            single names as well, and stay.
        written_in: absolute, links resolved. Where neither folder lies in the other, the globs stay as they are.
        whole: a glob that matches the very folder matches all that is in it, else it is left out; and of one that can
            match nothing in the folder something is kept that does not, since no glob at all would be no condition.
    """
    inside = os.path.relpath(folder, written_in).replace(os.sep, "/")
    if inside == ".":
        return tuple(patterns)
    if not _leaves(inside):
        found: list[str] = []
        for pattern in patterns:
            below = list(_below(pattern.rstrip("/"), inside, whole=whole))
            outside = "../" * len(inside.split("/")) + pattern
            found += below or ([outside] if whole else [])
        return tuple(dict.fromkeys(found))
    around = os.path.relpath(written_in, folder).replace(os.sep, "/")
    if _leaves(around):
        return tuple(patterns)
    return tuple(found for pattern in patterns for found in _above(pattern.rstrip("/"), around))


def _leaves(path: str) -> bool:
    return path == ".." or path.startswith("../")


def _above(pattern: str, prefix: str) -> Iterator[str]:
    if "/" not in pattern:
        yield pattern
        return
    yield f"{glob.escape(prefix)}/{pattern}"
    if pattern.startswith("**/"):  # which may stand for nothing at the beginning, and only there
        yield f"{glob.escape(prefix)}/{pattern[3:]}"


def _below(pattern: str, prefix: str, *, whole: bool) -> Iterator[str]:
    """Yield what is left of a glob once it has matched the folder that paths are relative to."""
    if "/" not in pattern:
        yield pattern
    parts = prefix.split("/")
    plain = pattern.removeprefix("./")
    folders = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)] + ([] if "/" in plain else parts)
    if any(fnmatchcase(folder, plain) for folder in folders):
        if whole:
            yield "*"
        return
    pattern = re.sub(r"\*{3,}", "**", plain)
    tokens = _TOKEN.findall(pattern)
    states = _reachable({0}, tokens)
    for character in f"{prefix}/":
        states = _reachable({n for s in states for n in _after(s, tokens, character)}, tokens)
    for state in sorted(states):
        if state < len(tokens) and not (state and tokens[state - 1] == "*" and state - 1 in states):
            yield "".join(tokens[state:])


def _after(state: int, tokens: Sequence[str], character: str) -> Iterator[int]:
    if state == len(tokens):
        return
    piece = tokens[state]
    if piece == "*":
        yield state
    elif piece in (character, "?") or (len(piece) > 1 and fnmatchcase(character, piece)):
        yield state + 1


def _reachable(states: set[int], tokens: Sequence[str]) -> set[int]:
    found = set(states)
    for state in states:
        while state < len(tokens) and tokens[state] == "*":
            state += 1  # noqa: PLW2901 - a star may match nothing
            found.add(state)
    return found
