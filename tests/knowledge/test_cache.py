"""Compiled knowledge is cached by what the files are, and a damaged cache is made anew."""

import os
from pathlib import Path

import pytest

from depscan.knowledge import load, locate
from tests.small import FOLDER


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(locate, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(locate, "base_folder", lambda: FOLDER)
    return tmp_path / "cache"


def test_the_second_load_compiles_nothing(own_cache):
    compiled = []
    first = load.load_knowledge(on_compile=lambda: compiled.append(1))
    second = load.load_knowledge(on_compile=lambda: compiled.append(2))

    assert compiled == [1]
    assert first.stamp == second.stamp


def test_a_damaged_cache_is_made_anew(own_cache):
    load.load_knowledge()
    (file,) = own_cache.iterdir()
    file.write_bytes(b"\x93damaged")

    assert load.load_knowledge().stamp.products > 0


def test_an_unwritable_cache_costs_time_not_the_scan(own_cache):
    own_cache.write_text("a file where the folder should be")

    assert load.load_knowledge().stamp.products > 0


def _pipe(file):
    os.mkfifo(file)


def _link(file):
    kept = file.parent / "elsewhere"
    kept.write_bytes(b"\x80")
    file.symlink_to(kept)


def _too_large(file):
    with open(file, "wb") as open_file:
        open_file.truncate(4 * 1024**3)  # takes no space


def _writable_by_all(file):
    file.write_bytes(b"\x80")
    file.chmod(0o777)


@pytest.mark.parametrize("poison", [_pipe, _link, _too_large, _writable_by_all, Path.mkdir])
def test_a_poisoned_cache_is_neither_waited_for_nor_believed(own_cache, poison):
    load.load_knowledge()
    (file,) = own_cache.iterdir()
    file.unlink()
    poison(file)

    assert load._kept(file) is None
    assert load.load_knowledge().stamp.products > 0


def test_users_without_a_home_have_no_cache(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)

    assert locate.cache_folder() is None
