"""Odd and broken SBOMs that are too many to carry along: run where ``SBOM_CORPUS`` names the folder that holds them.

The folder has a table ``STRESS-EXPECTED.csv``: path, size, number of components, what it is.
"""

import csv
import os
from pathlib import Path

import pytest

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.extractors.registry import all_formats
from depscan.model import Kind, Level

DIFFERENT_ON_PURPOSE = {
    "assembled-20k-slim.cdx.json": (19_810, "180 cryptographic assets are no dependencies, 10 entries have no name"),
    "crlf.spdx": (33, "the product described is not depended on"),
    "duplicate-bom-ref.cdx.json": (3, "each entry counts; merging makes one of those with the same package URL"),
    "spdx-dup-id.spdx.json": (2, "NOASSERTION is no name"),
    "valid-assembly-1.5.cdx": (4, "components within components count, too"),
    "valid-component-types-1.5.cdx": (7, "a file is no dependency"),
    "valid-compositions-1.5.cdx": (3, "components within components count, too"),
}
"""File → how many components it has here, and why not as many as the table says."""


def _rows():
    folder = os.environ.get("SBOM_CORPUS")
    if not folder or not Path(folder, "STRESS-EXPECTED.csv").is_file():
        return [pytest.param(None, None, marks=pytest.mark.skip(reason="SBOM_CORPUS names no folder with a corpus"))]
    with Path(folder, "STRESS-EXPECTED.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["path"].startswith("sboms/") and row["components"]]
    return [pytest.param(Path(folder, row["path"]), int(row["components"]), id=row["path"]) for row in rows]


@pytest.mark.parametrize(("path", "expected"), _rows())
def test_as_many_components_as_the_table_says_and_never_silently_none(path, expected):
    result = extract(discover([os.fspath(path)], Walk()), all_formats())
    found = [component for component in result.components if component.kind is not Kind.ENDPOINT]

    assert len(found) == DIFFERENT_ON_PURPOSE.get(path.name, (expected,))[0]
    assert found or result.diagnostics
    assert not [
        said for said in result.diagnostics if said.code == "internal-error" or (found and said.level is Level.ERROR)
    ]
