"""Whole-process timings: two commands in turn, medians, the ratio pair by pair, peak memory of the larger process."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence


def once(command: Sequence[str], folder: str | None = None) -> tuple[float, float]:
    """Run a command; return (wall seconds, peak resident memory in MB) of that very process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0  # reaped above, with its own usage
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def paired(title: str, command: Sequence[str], baseline: Sequence[str], *, runs: int = 9) -> float:
    """Print medians of both, and the median ratio, which is returned."""
    once(command), once(baseline)
    ours, theirs, ratios, memory = [], [], [], []
    for _ in range(runs):
        mine, peak = once(command)
        other, _ = once(baseline)
        ours.append(mine)
        theirs.append(other)
        ratios.append(mine / other)
        memory.append(peak)
    ratio = statistics.median(ratios)
    print(
        f"{title:<44} {statistics.median(ours) * 1000:8.0f} ms  {max(memory):6.0f} MB   baseline "
        f"{statistics.median(theirs) * 1000:8.0f} ms   ratio {ratio:6.2f}  ({min(ratios):.2f} to {max(ratios):.2f})"
    )
    return ratio


def depscan() -> list[str]:
    """Return the installed command beside this interpreter."""
    return [os.path.join(os.path.dirname(sys.executable), "depscan")]
