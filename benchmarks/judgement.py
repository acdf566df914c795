"""Assessment as a share of a scan; explain, whatif, diff and assess on a saved report, as processor time.

python benchmarks/judgement.py [COMPONENTS [DEPENDENCIES]]
"""

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _measure import depscan

from depscan.assess.portfolio import portfolio
from depscan.assess.risk import assess
from depscan.knowledge.load import load_knowledge
from depscan.pipeline import scan

HERE = Path(__file__).parent


def sbom(path: str, components: int, dependencies: int) -> None:
    """Write SBOMs of so many components, and an inventory that makes it so many dependencies."""
    for part in range(4):  # in four: one file of 96 MB would be left out for its size
        target = path.replace(".cdx", f"{part}.cdx")
        subprocess.run([sys.executable, str(HERE / "make_sbom.py"), str(components // 4), target], check=True)
        text = Path(target).read_text()
        Path(target).write_text(text.replace("@", f"{part}@") if part else text)
    known = load_knowledge()
    names = [f"{known.product(id_).name};{known.vendor(known.product(id_).vendor).name}" for id_ in known.product_ids]
    vendors = [known.vendor(id_).name for id_ in known.vendor_ids]
    more = dependencies - len(names)
    rows = [*names, *(f"Thing of {vendors[n % len(vendors)]} {n};{vendors[n % len(vendors)]}" for n in range(more))]
    with open(os.path.join(os.path.dirname(path), "inventory.csv"), "w", encoding="utf-8") as file:
        file.write("product;vendor;annual cost\n" + "".join(f"{row};{1000 + n} EUR\n" for n, row in enumerate(rows)))


def cpu(command: list[str], runs: int = 7) -> float:
    """Return the median processor seconds of a command, start included."""
    taken = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken)


if __name__ == "__main__":
    gc.disable()  # as the program does
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        sbom(os.path.join(folder, "large.cdx.json"), count, wanted)
        known = load_knowledge()
        start = time.process_time()
        report = scan([folder], knowledge=known)
        whole = time.process_time() - start
        dependencies = [assessment.dependency for assessment in report.assessments]
        judged = []
        for _ in range(3):
            start = time.process_time()
            portfolio(assess(dependencies, known, home="EU", date="2026-11-21"))
            judged.append(time.process_time() - start)
        print(
            f"{len(report.inventory.components):,} components, {len(dependencies):,} dependencies: scan {whole:.2f} s,"
            f" assessment {min(judged):.2f} s, {min(judged) / whole:.1%} of it"
        )
        example, saved = str(HERE.parent / "examples" / "webshop"), os.path.join(folder, "report.json")
        subprocess.run([*depscan(), "scan", example, "-q", "-o", saved], check=True)
        rows = len(json.loads(Path(saved).read_text())["dependencies"])
        print(f"a saved report of {rows} dependencies, processor time of the whole process:")
        for arguments in (
            ["explain", "amazon-dynamodb", saved],
            ["whatif", saved, "--cut", "US"],
            ["whatif", saved, "--replace", "amazon-dynamodb=postgresql"],
            ["diff", saved, saved],
            ["assess", saved, "--framework", "eu-csf"],
        ):
            shown = " ".join(part for part in arguments if part != saved)
            print(f"  {shown:<44} {cpu([*depscan(), *arguments]):.2f} s")
        print(f"  {'--version, for comparison':<44} {cpu([*depscan(), '--version']):.2f} s")
