"""Odd and broken files that are too many to carry along: run where ``SBOM_CORPUS`` names the folder that holds them.

The folder has a table ``STRESS-EXPECTED.csv``: path, size, number of components, what it is. Where there is no number,
there is more than one right answer; such a file must be read without surprises.
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
    "npm-weird/package.json": (11, "of 13 two are the project's own: file:../c and workspace:*"),
    "pom-xxe/pom.xml": (0, "a document type declaration with an entity is refused, and that is said"),
    "spdx-dup-id.spdx.json": (2, "NOASSERTION is no name"),
    "valid-assembly-1.5.cdx": (4, "components within components count, too"),
    "valid-component-types-1.5.cdx": (7, "a file is no dependency"),
    "valid-compositions-1.5.cdx": (3, "components within components count, too"),
}
"""File, with its folder where others have its name → how many components it has here, and why not as the table says."""


def _table():
    """Return the files and how many components they have: here, if that differs on purpose; None if nobody says."""
    folder = os.environ.get("SBOM_CORPUS")
    if not folder or not Path(folder, "STRESS-EXPECTED.csv").is_file():
        return {}
    found = {}
    with Path(folder, "STRESS-EXPECTED.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            path = Path(folder, row["path"])
            told = int(row["components"]) if row["components"] else None
            on_purpose = DIFFERENT_ON_PURPOSE.get(path.name) or DIFFERENT_ON_PURPOSE.get("/".join(path.parts[-2:]))
            found[path] = on_purpose[0] if on_purpose else told
    return found


def _folders():
    """Return the folders that hold one case each, which may be several files, with the sum of their components."""
    sums = {}
    for path, expected in _table().items():
        if path.parts[-3] == "stress-lockfiles":
            sums[path.parent] = sums.get(path.parent, 0) + (expected or 0)
    return sums


def _cases(targets):
    if not targets:
        return [pytest.param(None, None, marks=pytest.mark.skip(reason="SBOM_CORPUS names no folder with a corpus"))]
    return [pytest.param(path, told, id="/".join(path.parts[-2:])) for path, told in targets.items()]


def _read(target):
    result = extract(discover([os.fspath(target)], Walk()), all_formats())
    return [component for component in result.components if component.kind is not Kind.ENDPOINT], result.diagnostics


@pytest.mark.parametrize(("path", "expected"), _cases(_table()))
def test_as_many_components_as_the_table_says_and_never_silently_none(path, expected):
    found, said = _read(path)

    assert expected is None or len(found) == expected
    assert found or said
    assert "internal-error" not in {saying.code for saying in said}
    assert not [saying for saying in said if found and saying.level is Level.ERROR]


@pytest.mark.parametrize(("folder", "expected"), _cases(_folders()))
def test_a_folder_gives_what_its_files_hold_each_once(folder, expected):
    found, said = _read(folder)

    assert len(found) == expected
    assert "internal-error" not in {saying.code for saying in said}
