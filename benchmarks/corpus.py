"""Every file of a folder on its own, in one process: components a second, the slowest files.

python benchmarks/corpus.py FOLDER
"""

import gc
import sys
import time

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.extractors.registry import all_extractors
from depscan.merge import merge

if __name__ == "__main__":
    gc.disable()
    extractors = all_extractors()
    slowest: list[tuple[float, str]] = []
    total, found, files = 0.0, [], 0
    for file in discover([sys.argv[1]], Walk()):
        start = time.perf_counter()
        result = extract([file], extractors)
        spent = time.perf_counter() - start
        total += spent
        found += result.components
        if result.read or result.failed:
            files += 1
            slowest.append((spent, file.shown_path))
    start = time.perf_counter()
    merged = merge(found)
    total += time.perf_counter() - start
    print(f"{files:,} files, {len(found):,} components, {len(merged):,} after merging")
    print(f"{total:.2f} s, {len(found) / total:,.0f} components/s; the slowest files:")
    for spent, path in sorted(slowest, reverse=True)[:8]:
        print(f"  {spent * 1000:7.0f} ms  {path}")
