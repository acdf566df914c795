"""Small, realistic configurations with exactly what a person says they depend on.

Each folder below ``cases`` is a project; its ``expected.yaml`` was written by hand, before looking at any output:

``about``: one line on what is tried. ``negative``: true where the point is what must not be found.
``dependencies``: one entry for each, channels and open-source packages only where they matter to the case:
``product`` or ``vendor`` (ids), ``use`` (certain, likely, possible), ``control`` (country, "none" or "unknown"), ``regions``.
``never``: ids of products and vendors that must not appear anywhere, channels included.
``exactly``: true (the default): no other hosted service, proprietary or source-available product may appear.
"""

from pathlib import Path

import pytest

from depscan.gate.settings import Settings
from depscan.knowledge.load import load_knowledge
from depscan.model import Delivery
from depscan.pipeline import scan
from depscan.syntax import yaml

HERE = Path(__file__).parent / "cases"
CASES = sorted(path.parent for path in HERE.glob("*/expected.yaml"))
COUNTED = (Delivery.HOSTED_SERVICE, Delivery.PROPRIETARY_SOFTWARE, Delivery.SOURCE_AVAILABLE)


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_configuration_depends_on_exactly_what_a_person_says(case, knowledge, tmp_path):
    expected = yaml.read((case / "expected.yaml").read_text(encoding="utf-8"))
    settings = Settings(exclude=("expected.yaml",))
    report = scan([str(case)], settings, knowledge=knowledge, today="2026-11-22")
    rows = {a.dependency.product or a.dependency.vendor: a for a in report.assessments}
    everybody = {id_ for a in report.assessments for id_ in (a.dependency.product, a.dependency.vendor)}

    wanted = [entry.get("product") or entry["vendor"] for entry in expected.get("dependencies") or []]
    counted = {id_ for id_, row in rows.items() if row.dependency.delivery in COUNTED}
    assert set(wanted) <= set(rows), "not found"
    if expected.get("exactly") != "false":
        assert counted <= set(wanted), "found, but nobody depends on it"
    assert not everybody & set(expected.get("never") or []), "must never be found"
    for entry in expected.get("dependencies") or []:
        row = rows[entry.get("product") or entry["vendor"]]
        told = {
            "use": row.dependency.use.value,
            "control": row.control.country or ("unknown" if not row.control.known else "none"),
            "regions": list(row.dependency.regions),
        }
        asked = {key: entry[key] for key in told if key in entry}
        assert {key: told[key] for key in asked} == asked, f"{wanted}: {told}"


def test_the_set_is_large_enough_and_a_third_of_it_says_what_must_not_be_found():
    negative = [case for case in CASES if yaml.read((case / "expected.yaml").read_text()).get("negative") == "true"]

    assert len(CASES) >= 60
    assert 3 * len(negative) >= len(CASES)
