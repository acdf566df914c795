"""Compiled knowledge is cached by what the files are, and a damaged cache is made anew."""

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
