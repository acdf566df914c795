"""Whatever the bytes, whatever name they bear: a scan raises nothing but its own errors, and finds the neighbour."""

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from depscan.extractors.registry import all_extractors
from tests.extractors.harness import HERE
from tests.hostile.harness import Seen, plant

EXTRACTORS = all_extractors()


def names(extractor):
    """Return a name for each of its patterns."""
    for pattern in (*extractor.patterns, *extractor.sniffed_patterns):
        name = pattern.replace("[Rr]", "r").replace("[._-]", "-").replace("*", "x")
        if not name.startswith("-"):
            yield name


NAMES = sorted({name for extractor in EXTRACTORS for name in names(extractor)})
FIXTURES = {
    extractor.name: [
        path
        for path in sorted((HERE / extractor.name.replace("-", "_")).rglob("*"))
        if path.is_file() and path.name != "expected.json" and path.stat().st_size < 5000
    ]
    for extractor in EXTRACTORS
}
PIECES = [b"{", b"}", b"[", b"]", b'"', b"'", b":", b",", b"\n", b"\r", b"\0", b"\\", b"&a ", b"*a ", b"<", b">", b"<!DOCTYPE x [", b"]]>", b"${", b"$(", b"-r ", b"- ", b"  ",
          b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1b[31m", b"\xe2\x80\xae", b"::error::x", b"https://u:p@h.example/", b"%0a", b"1e999", b"null", b"NaN", b"9" * 5000, b"=" * 70, b"a." * 70]  # fmt: skip


@st.composite
def contents(draw):
    """Bytes of any kind, or a fixture that was damaged in a few places."""
    if draw(st.booleans()):
        return b"".join(draw(st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=20)))
    files = draw(st.sampled_from([files for files in FIXTURES.values() if files]))
    data = bytearray(draw(st.sampled_from(files)).read_bytes())
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        data[start : start + draw(st.sampled_from([0, 0, 1, 5, 200]))] = draw(st.sampled_from(PIECES))
    return bytes(data)


@settings(max_examples=120)
@given(st.dictionaries(st.sampled_from(NAMES), contents(), min_size=1, max_size=6))
def test_any_bytes_under_any_name_cost_no_more_than_themselves(files):
    with tempfile.TemporaryDirectory() as folder:
        Seen(plant(Path(folder), files)).check()


@settings(max_examples=40)
@given(st.sampled_from(NAMES), contents())
def test_any_bytes_in_a_file_that_is_named_are_read_or_told(name, content):
    from depscan.gate.settings import Settings
    from depscan.pipeline import scan
    from tests.small import DATE, knowledge

    with tempfile.TemporaryDirectory() as folder:
        plant(Path(folder), {name: content})
        with contextlib.chdir(folder):
            report = scan([name], Settings(), today=DATE, knowledge=knowledge())

    assert report.inventory.files_read + report.inventory.files_failed == 1
    assert report.inventory.files_failed == 0 or report.inventory.diagnostics
