"""A large CycloneDX document against ``json.loads`` alone on the same bytes, and linearity.

python benchmarks/sbom.py [COMPONENTS]
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from _measure import depscan, paired

HERE = Path(__file__).parent

if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        large, small = os.path.join(folder, "large.cdx.json"), os.path.join(folder, "small.cdx.json")
        for path, number in ((large, count), (small, 10_000)):
            subprocess.run([sys.executable, str(HERE / "make_sbom.py"), str(number), path], check=True)
            print(f"{number:,} components: {os.path.getsize(path) / 1e6:.1f} MB")
        loads = [sys.executable, "-c", "import json, sys; json.loads(open(sys.argv[1], 'rb').read())", large]
        paired(f"scan of {count:,} components / json.loads", [*depscan(), "scan", large], loads, runs=5)
        paired(
            f"scan of {count:,} / of 10,000 components",
            [*depscan(), "scan", large],
            [*depscan(), "scan", small],
            runs=5,
        )
