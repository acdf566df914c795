"""What each form of the report adds to a scan of many components, pair by pair in one run; the bound is 20 %.

python benchmarks/outputs.py [COMPONENTS]
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from _measure import depscan, paired

HERE = Path(__file__).parent
FORMATS = ("json", "cyclonedx", "cyclonedx-1.7", "spdx", "csv", "markdown")

if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        bom, out = os.path.join(folder, "large.cdx.json"), os.path.join(folder, "out")
        subprocess.run([sys.executable, str(HERE / "make_sbom.py"), str(count), bom], check=True)
        scan = [*depscan(), "scan", bom, "--quiet"]
        for form in FORMATS:
            paired(f"{count:,} components, {form} / table", [*scan, "-f", form, "-o", out], [*scan, "-o", f"{out}.txt"])
