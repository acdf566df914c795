"""Components of single files beside the counts of standard tools, format by format, with a reason for each difference.

python benchmarks/ground_truth.py CORPUS [--format FORMAT] [--all] [--write benchmarks/differences.md]

CORPUS holds projects and ``GROUND_TRUTH.csv`` with the columns project, path, format, count and
count_unique_or_external. A file is read within its project, as a scan reads it, and what was seen in it is counted
before merging. It agrees if either count is met; it is explained if the rules of ``_differences.py``, which count in
the raw text, make up for the whole difference. Exits with 1 if a row is left that differs otherwise by more than 1 %.
"""

import argparse
import csv
import gc
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

from _differences import RULES, Case

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.extractors.registry import all_formats

HEAD = """# What standard tools count and depscan does not

Written by `python benchmarks/ground_truth.py CORPUS --write benchmarks/differences.md`; the rules, each of which counts
in the raw text of a file, are in `_differences.py`. The corpus is made of {rows:,} files of public projects at pinned
commits; per file a count by `grep`, `awk` or `jq` of the entries in it. {agree:,} counts agree,
{explained} differ by exactly what the reasons below add up to, {close} otherwise by up to 1 %, {unexplained} by more;
{absent} of the files were not at hand.

| Format | Agree | Explained | Within 1 % | Unexplained | Absent |
| --- | ---: | ---: | ---: | ---: | ---: |
"""
REASONS = """
Rows and entries of one reason; a row may have several.

| Formats | Rows | Entries | Reason |
| --- | ---: | ---: | --- |
"""


@lru_cache(maxsize=1)
def files(project):
    return {file.path: file for file in discover([str(project)], Walk(), installed=True)}


def seen_in(project, path):
    """Return the components seen in one file, read as part of its project; none if it is refused."""
    found = extract([files(project)[path]], all_formats(), installed=True)
    return [component for component in found.components if any(seen.path == path for seen in component.evidence)]


def judge(corpus, row):
    """Return the verdict on one row, what depscan counts, and the entries each rule makes up for."""
    project, path = corpus / row["project"], row["path"]
    if path not in files(project):
        return "absent", 0, {}
    found = seen_in(project, path)
    counts = [int(row[key]) for key in ("count", "count_unique_or_external") if row[key].isdigit()]
    if not counts:  # the standard tool cannot read it either
        return ("unexplained" if found else "agree"), len(found), {}
    case = Case(project, path, found)
    rules = {rule: less for rule in RULES.get(row["format"], ()) if (less := rule.less(case))}
    if rules and len(found) in [count - sum(rules.values()) for count in counts]:
        return "explained", len(found), rules  # rather than by chance the same number of other entries
    if len(found) in counts:
        return "agree", len(found), {}
    close = any(abs(len(found) - count) <= 0.01 * count for count in counts)
    return ("close" if close else "unexplained"), len(found), rules


def report(rows):
    """Return the verdicts and the rules that were needed, as Markdown tables; rows are format, verdict, rules."""
    table = defaultdict(Counter)
    needed = defaultdict(list)
    for name, verdict, rules in rows:
        table[name][verdict] += 1
        for rule, less in rules.items() if verdict == "explained" else ():
            needed[rule.reason].append((name, abs(less)))
    totals = sum(table.values(), Counter())
    verdicts = ("agree", "explained", "close", "unexplained", "absent")
    lines = [HEAD.format(rows=len(rows), **{verdict: totals[verdict] for verdict in verdicts})]
    for name, counts in sorted(table.items()):
        lines.append(f"| {name} | {' | '.join(str(counts[verdict]) for verdict in verdicts)} |\n")
    lines.append(REASONS)
    for reason, entries in sorted(needed.items(), key=lambda item: (item[1][0][0], -len(item[1]))):
        names = ", ".join(sorted({name for name, _ in entries}))
        lines.append(f"| {names} | {len(entries)} | {sum(less for _, less in entries)} | {reason} |\n")
    return "".join(lines), totals["unexplained"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--format")
    parser.add_argument(
        "--all", action="store_true", help="list every file, not only those that differ without a reason"
    )
    parser.add_argument("--write", type=Path, help="write the tables to this file")
    options = parser.parse_args()
    gc.disable()
    rows = []
    with (options.corpus / "GROUND_TRUTH.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if options.format not in (None, row["format"]):
                continue
            verdict, ours, rules = judge(options.corpus, row)
            rows.append((row["format"], verdict, rules))
            if verdict in ("close", "unexplained") or options.all:
                place = f"{row['project']}/{row['path']}"
                print(f"{verdict:11} {row['format']:20} {ours:6} {row['count']:>6} {place}", *rules.values())
    text, unexplained = report(rows)
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    return 1 if unexplained else 0


if __name__ == "__main__":
    raise SystemExit(main())
