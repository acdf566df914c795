"""A gate in a pipeline: 5,000 files of which 50 are of interest, with a baseline; wall time, start included.

python benchmarks/gate.py [FILES [RELEVANT]]
"""

import json
import os
import statistics
import sys
import tempfile

from _measure import depscan, once


def project(folder: str, files: int, relevant: int) -> None:
    """Write source files nobody reads, and manifests, lockfiles and configurations among them."""
    for number in range(files - relevant):
        path = os.path.join(folder, f"src/pkg{number // 50}")
        os.makedirs(path, exist_ok=True)
        with open(os.path.join(path, f"module{number}.ts"), "w", encoding="utf-8") as file:
            file.write(f"export const value{number} = {number};\n" * 40)
    packages = {
        f"node_modules/{name}{number}": {"version": f"1.0.{number}"}
        for number in range(60)
        for name in ("left", "pad-")
    }
    packages |= {"": {"dependencies": {"stripe": "^1"}}, "node_modules/stripe": {"version": "14.0.0"}}
    for number in range(relevant):
        path = os.path.join(folder, f"service{number}")
        os.makedirs(path, exist_ok=True)
        if number % 2:
            with open(os.path.join(path, "main.tf"), "w", encoding="utf-8") as file:
                file.write(
                    f'resource "aws_s3_bucket" "b{number}" {{}}\nresource "aws_dynamodb_table" "t{number}" {{}}\n'
                )
        else:
            with open(os.path.join(path, "package-lock.json"), "w", encoding="utf-8") as file:
                json.dump({"lockfileVersion": 3, "packages": packages}, file, indent=1)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory() as folder:
        target, baseline = os.path.join(folder, "project"), os.path.join(folder, "baseline.json")
        project(target, count, wanted)
        once([*depscan(), "baseline", target, "--fail-on", "high", "-o", baseline])
        command = [*depscan(), "scan", target, "--fail-on", "high", "--baseline", baseline, "-q"]
        times = [once(command) for _ in range(9)]
        print(
            f"{count:,} files, {wanted} of interest, with a baseline: {statistics.median(t for t, _ in times):.2f} s,"
            f" {max(m for _, m in times):.0f} MB"
        )
