"""Components of single files beside the counts of standard tools, format by format.

python benchmarks/ground_truth.py CORPUS [--format FORMAT] [--all]

CORPUS holds projects and ``GROUND_TRUTH.csv`` with the columns project, path, format, count and
count_unique_or_external. A file agrees if either count is met within 1 %. ``differences.md`` beside this script tells
what is counted otherwise on purpose.
"""

import argparse
import csv
import gc
from collections import defaultdict
from pathlib import Path

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.extractors.registry import all_formats


def counted(project, path):
    """Return how many components are seen in one file, read as part of its project."""
    wanted = [file for file in discover([str(project)], Walk(), installed=True) if file.path == path]
    if not wanted:
        return None
    found = extract(wanted, all_formats(), installed=True)
    if found.failed or not found.read:
        return None
    return sum(any(seen.path == path for seen in component.evidence) for component in found.components)


def agrees(ours, *theirs):
    return ours is not None and any(abs(ours - count) <= max(0, 0.01 * count) for count in theirs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--format")
    parser.add_argument("--all", action="store_true", help="also list the files that agree")
    options = parser.parse_args()
    gc.disable()
    table = defaultdict(lambda: [0, 0, 0])
    with (options.corpus / "GROUND_TRUTH.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if options.format in (None, row["format"])]
    for row in rows:
        ours = counted(options.corpus / row["project"], row["path"])
        theirs = [int(row[key]) for key in ("count", "count_unique_or_external") if row[key].isdigit()]
        sort = 0 if agrees(ours, *theirs) else 2 if ours is None else 1
        table[row["format"]][sort] += 1
        if sort or options.all:
            print(f"{row['format']:22} {ours!s:>7} {row['count']:>7} {row['project']}/{row['path']}")
    print(f"\n{'format':22} {'agree':>6} {'differ':>6} {'unread':>6}")
    for name, (agree, differ, unread) in sorted(table.items()):
        print(f"{name:22} {agree:6} {differ:6} {unread:6}")
