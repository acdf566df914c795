"""Any bytes into any extractor give components or a ParseError, never anything else."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.registry import all_extractors
from depscan.model import Component
from tests.extractors.harness import HERE
from tests.hostile.fixtures import examples


def _fixtures(extractor):
    files = []
    for path in sorted((HERE / extractor.name.replace("-", "_")).rglob("*")):
        if path.is_file() and path.name != "expected.json" and path.stat().st_size < 20_000:
            files.append((path.name, path.read_bytes()))
    return files or [("x", b"")]


@pytest.mark.parametrize("extractor", all_extractors(), ids=lambda e: e.name)
@examples(40)
@given(data=st.data())
def test_damaged_files_give_components_or_a_parse_error(extractor, data):
    name, content = data.draw(st.sampled_from(_fixtures(extractor)))
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 200)))
    damaged = content[:start] + data.draw(st.binary(max_size=60)) + content[end:]
    source = SourceFile(
        path=name, shown_path=name, found_by=extractor.name, read=lambda _: None, diagnostics=[], _bytes=damaged
    )

    with contextlib.suppress(ParseError):
        for component in extractor.parse(source):
            assert isinstance(component, Component)
            assert component.name
