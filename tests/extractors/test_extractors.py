"""Every format, every fixture folder: two test functions for all of them."""

import json

import pytest

from depscan.extractors.registry import all_extractors
from tests.extractors.harness import HERE, run

CASES = [
    (extractor, case)
    for extractor in all_extractors()
    for case in sorted((HERE / extractor.name.replace("-", "_")).glob("*/"))
]


@pytest.mark.parametrize(("extractor", "case"), CASES, ids=[f"{e.name}/{c.name}" for e, c in CASES])
def test_finds_exactly_what_the_fixture_expects(extractor, case, update_golden):
    components, diagnostics = run(extractor, case)
    found = {"components": components, "diagnostics": diagnostics}
    golden = case / "expected.json"
    if update_golden:
        golden.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    assert json.loads(golden.read_text(encoding="utf-8")) == found


@pytest.mark.parametrize("extractor", all_extractors(), ids=lambda e: e.name)
def test_every_format_has_a_minimal_a_broken_and_a_typical_fixture(extractor):
    cases = {case.name for case in (HERE / extractor.name.replace("-", "_")).glob("*/")}

    assert len(cases) >= 3, f"{extractor.name} has only {sorted(cases)}"
