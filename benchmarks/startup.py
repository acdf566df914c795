"""How long it takes to start, as a multiple of a bare interpreter.

    python benchmarks/startup.py

Run it with the interpreter of an environment where the wheel is installed.
"""

import sys
from pathlib import Path

from _measure import depscan, paired

WEBSHOP = Path(__file__).parents[1] / "examples" / "webshop"
BARE = [sys.executable, "-c", "pass"]

if __name__ == "__main__":
    for arguments in (["--version"], ["--help"], ["scan", "--help"], ["scan", str(WEBSHOP)]):
        shown = " ".join(arguments).replace(str(WEBSHOP), "examples/webshop")
        paired(f"depscan {shown}", [*depscan(), *arguments], BARE)
