"""Where the keys and items of a TOML document stand."""

import tomli

from depscan.syntax import toml

DOCUMENT = '''a = 1.5 # not = a key
b.c = "x = [1]"
[x."y.z"]
list = [
  "one", # , "two"
  { q = [1, 2], r = 3 }, [
   4,
  ],
  """several
lines ] """,
  'last',
]
inline = { a = { b = [ "v" ] }, c = 2 }
after = 2024-01-01T00:00:00.5Z

[[package]]
name = "a"
[package.source]
z = 1
[[package]]
name = "b"
[[package.files]]
m = 1
[package.source]
z = 1
'''


def _paths(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield (*path, key)
        yield from _paths(below, (*path, key))


def test_every_leaf_of_a_document_has_a_line():
    lines = toml.lines(DOCUMENT)
    text = DOCUMENT.split("\n")

    for path in _paths(tomli.loads(DOCUMENT)):
        if path in lines and isinstance(path[-1], str):
            assert path[-1] in text[lines[path] - 1]
        # parents that are only spelled out as part of a longer key have no line of their own
        assert path in lines or any(longer[: len(path)] == path for longer in lines)


def test_items_of_arrays_and_of_arrays_of_tables_are_told_apart():
    lines = toml.lines(DOCUMENT)

    assert lines["x", "y.z", "list", 3] == 9
    assert lines["x", "y.z", "list", 4] == 11
    assert lines["x", "y.z", "inline", "a", "b", 0] == 13
    assert lines["package", 0, "source", "z"] == 19
    assert lines["package", 1, "files", 0, "m"] == 23
    assert lines["package", 1, "source"] == 24


def test_headers_are_counted_without_reading_the_document():
    assert toml.header_lines(DOCUMENT, "package") == [16, 20]
    assert toml.header_lines(DOCUMENT, "package.files") == [22]


def test_carriage_returns_do_not_shift_lines():
    assert toml.lines(DOCUMENT.replace("\n", "\r\n")) == toml.lines(DOCUMENT)


def test_a_text_far_larger_than_a_manifest_is_not_scanned():
    assert toml.lines("#" * (5 * 1024 * 1024) + "\na = 1\n") == {}
