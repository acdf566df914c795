"""docs/properties.md names every property that the bills of materials have, and no others."""

import json
import re
from pathlib import Path

from depscan.render import cyclonedx, inventory, spdx
from tests.render import sample

GUIDE = Path(__file__).parents[2] / "docs" / "properties.md"
SOURCES = [Path(module.__file__).read_text(encoding="utf-8") for module in (cyclonedx, inventory, spdx)]


def test_what_is_written_is_described(tmp_path):
    described = set(re.findall(r"(?m)^\| `(depscan:[a-z-]+)` \|", GUIDE.read_text(encoding="utf-8")))
    report = sample.ordinary(tmp_path)
    written = set(re.findall(r'"name":"(depscan:[a-z-]+)"', cyclonedx.render(report).decode()))
    for package in json.loads(spdx.render(report))["packages"]:
        for annotation in package.get("annotations", ()):
            written |= {line.partition("=")[0] for line in annotation["comment"].split("\n")}

    assert written <= described
    for name in described - written:
        assert any(
            f'"{name.removeprefix("depscan:")}"' in s or f'}}{name.removeprefix("depscan:")}"' in s for s in SOURCES
        ), name
