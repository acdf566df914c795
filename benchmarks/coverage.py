"""How many components of each project are attributed, and a sample of attributions for someone to judge.

python benchmarks/coverage.py FOLDER [--depth 1] [--sample 200] [--seed 1]

Every folder ``depth`` levels below FOLDER counts as a project.
"""

import argparse
import gc
import random
from pathlib import Path

from depscan import Settings, scan
from depscan.errors import NothingToScan
from depscan.knowledge.load import load_knowledge
from depscan.model import AttributionClass


def projects(folder, depth):
    found = [folder]
    for _ in range(depth):
        found = [inner for outer in found for inner in sorted(outer.iterdir()) if inner.is_dir()]
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--depth", type=int, default=1)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    gc.disable()
    known = load_knowledge()
    every = []
    total = attributed = below = 0
    for project in projects(options.folder, options.depth):
        try:
            report = scan([str(project)], Settings(), knowledge=known)
        except NothingToScan:
            print(f"    –          0  {project.name}  nothing that is read")
            continue
        pairs = list(zip(report.inventory.components, report.attributions, strict=True))
        unknown = [component for component, found in pairs if found.cls is AttributionClass.UNKNOWN]
        every += [(project.name, component, found) for component, found in pairs]
        total += len(pairs)
        attributed += len(pairs) - len(unknown)
        if not pairs:
            continue
        share = 100 * (1 - len(unknown) / len(pairs))
        below += share < 90
        names = ", ".join(sorted({component.name for component in unknown})[:5])
        print(f"{share:5.1f} %  {len(pairs):7,}  {project.name}  {names}")
    print(f"{100 * attributed / max(1, total):5.1f} %  {total:7,}  in all; {below} below 90 %")
    draw = random.Random(options.seed)
    known_ones = [entry for entry in every if entry[2].cls is not AttributionClass.UNKNOWN]
    for project, component, found in draw.sample(known_ones, min(options.sample, len(known_ones))):
        place = component.evidence[0] if component.evidence else None
        where = f"{place.path}:{place.line}" if place else ""
        whose = found.product or found.vendor or found.cls.value
        what = component.purl or component.name
        print(f"{what} | {component.kind} | {found.cls} {whose} | {found.pattern} | {project}/{where}")
