"""Globs of a settings file match the same files, whatever folder is scanned."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.gate.conditions import fits
from depscan.gate.globs import seen_from


@pytest.mark.parametrize(
    ("glob", "left"),
    [
        ("sub/docs/*", ("docs/*",)),
        ("sub/docs/", ("docs",)),
        ("./sub/x.tf", ("x.tf",)),
        ("docs/*", ()),
        ("*.tf", ("*.tf",)),
        ("*/docs/*", ("*/docs/*", "docs/*")),
        ("**/docs/*", ("**/docs/*", "docs/*")),
        ("s[tu]b/?/x", ("?/x",)),
        ("[!a]ub/x", ("x",)),
        ("testdata", ("testdata",)),
        ("sub", ("sub",)),
        ("sub/*", ("*",)),
    ],
)
def test_what_is_left_of_a_glob_in_a_folder_below(glob, left):
    assert seen_from("/r/sub", [glob], "/r", whole=False) == left


def test_a_glob_that_leaves_out_the_folder_that_was_asked_for_leaves_nothing_out():
    assert seen_from("/r/a/b", ["a", "a/b", "a*"], "/r", whole=False) == ("a", "a*")  # names, still


def test_as_a_condition_it_holds_for_all_that_is_in_the_folder_and_never_vanishes():
    assert seen_from("/r/a/b", ["a/b"], "/r", whole=True) == ("*",)
    assert seen_from("/r/a/b", ["infra/*"], "/r", whole=True) == ("../../infra/*",)


def test_a_folder_above_or_elsewhere():
    assert seen_from("/r", ["docs/*", "name", "**/x"], "/r/s[1]", whole=True) == (
        "s[[]1]/docs/*",
        "name",
        "s[[]1]/**/x",
        "s[[]1]/x",
    )
    assert seen_from("/q", ["docs/*"], "/r", whole=True) == ("docs/*",)
    assert seen_from("/r", ["docs/*"], "/r", whole=True) == ("docs/*",)


_NAMES = st.text("ab.", min_size=1, max_size=3).filter(lambda name: name.strip("."))
_GLOBS = st.text("ab./*?[]!", min_size=1, max_size=8).filter(lambda glob: glob.strip("./") and not glob.startswith("/"))


@given(st.lists(_NAMES, min_size=1, max_size=2), st.lists(_NAMES, min_size=1, max_size=3), _GLOBS)
def test_a_condition_matches_the_same_from_below(folder, path, glob):
    inside, whole = "/".join(folder), "/".join([*folder, *path])
    seen = seen_from(f"/r/{inside}", [glob], "/r", whole=True)

    assert fits("/".join(path), seen) == fits(whole, [glob])


@given(st.lists(_NAMES, min_size=1, max_size=2), st.lists(_NAMES, min_size=1, max_size=3), _GLOBS)
def test_what_is_left_out_is_the_same_from_below_unless_it_was_asked_for(folder, path, glob):
    inside, whole = "/".join(folder), "/".join([*folder, *path])
    plain = glob.rstrip("/").removeprefix("./")
    if any(fnmatchcase("/".join(folder[:end]), plain) for end in range(1, len(folder) + 1)) or "/" not in plain:
        return
    seen = seen_from(f"/r/{inside}", [glob], "/r", whole=False)

    assert any(fnmatchcase("/".join(path), one) for one in seen) == fnmatchcase(whole, plain)
