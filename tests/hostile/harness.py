"""Plants a hostile file beside a healthy one, scans the two, and looks at everything that would be shown."""

import os
import re

from depscan.gate.settings import Settings
from depscan.model import NO_LOCKFILE, Level
from depscan.pipeline import scan
from depscan.render import json, table
from tests.small import DATE, knowledge

HEALTHY = "zz-healthy/requirements.txt"
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
COLOUR = re.compile("\x1b\\[[0-9;]*m")
COMMAND = re.compile(r"(?m)^\s*(::[a-z-]+[ :]|##\[|##vso\[|##teamcity\[)")
"""What a CI service takes for an order when a line begins with it."""


class Seen:
    """What a scan of a folder gave, and every way of showing it."""

    def __init__(self, *targets, **settings):
        self.report = scan([os.fspath(t) for t in targets], Settings(**settings), today=DATE, knowledge=knowledge())
        self.outputs = {
            "json": json.render(self.report),
            "table": table.render(self.report, width=120, show_all=True),
            "narrow table": table.render(self.report, width=60, show_all=True),
            "coloured table": COLOUR.sub("", table.render_rich(self.report, width=100, show_all=True)),
        }
        self.components = {(c.name, c.version) for c in self.report.inventory.components}
        self.lost = {d.path: d.message for d in self.report.inventory.diagnostics if d.level is Level.ERROR}
        told = [d for d in self.report.inventory.diagnostics if d.level is not Level.ERROR and d.code != NO_LOCKFILE]
        self.remarks = [(d.path, d.message) for d in told]

    def check(self, *secrets):
        """Hold what always has to hold."""
        assert ("healthy", "1.2.3") in self.components
        assert all(d.code != "internal-error" for d in self.report.inventory.diagnostics), self.lost
        for name, text in self.outputs.items():
            assert not CONTROL.search(text), (name, CONTROL.search(text))
            assert not COMMAND.search(text), (name, COMMAND.search(text))
            for secret in secrets:
                assert secret not in text, name
        return self


def plant(folder, files):
    """Write files, given as text or bytes by relative path, and a healthy neighbour."""
    for path, content in {HEALTHY: "healthy==1.2.3\n", **files}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return folder


def seen(folder, files):
    """Plant the files, scan the folder, hold what always has to hold."""
    return Seen(plant(folder, files)).check()
