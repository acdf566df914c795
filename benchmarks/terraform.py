"""How long Terraform takes to read, as a multiple of the bare reader of HCL on the same bytes.

    python benchmarks/terraform.py [FOLDER]

Without a folder it makes up a single file of 3 MB, and a tree of 2,000 files: modules that call modules. Times are of
the processor, the best of several in turn.
"""

import sys
import tempfile
import time
from pathlib import Path

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.extractors.cloud.terraform import EXTRACTOR
from depscan.syntax import hcl

ROUNDS = 5
LARGE = 3_000_000
CALLERS = 100
MODULES = 19
RESOURCE = """resource "aws_s3_bucket" "bucket_{0}" {{
  bucket = "${{local.prefix}}-{0}"
  count  = var.create ? 1 : 0
  tags = merge(local.tags, {{
    Name = "bucket {0}" # the name
  }})

  lifecycle_rule {{
    enabled = true
    expiration {{
      days = {0}
    }}
  }}
}}

"""
VALUES = """variable "region" {
  default = "eu-west-3"
}

variable "create" {
  default = true
}

locals {
  prefix = "x"
}

"""
PROVIDER = 'provider "aws" {\n  region = var.region\n}\n\n'


def single(folder):
    pieces = [VALUES, PROVIDER]
    size = number = 0
    while size < LARGE:
        pieces.append(RESOURCE.format(number))
        size, number = size + len(pieces[-1]), number + 1
    (folder / "main.tf").write_text("".join(pieces), encoding="utf-8")


def tree(folder):
    for caller in range(CALLERS):
        inside = folder / f"app{caller}"
        inside.mkdir()
        calls = [PROVIDER, VALUES]
        for module in range(MODULES):
            below = inside / "modules" / f"m{module}"
            below.mkdir(parents=True)
            resources = "".join(RESOURCE.format(number) for number in range(4))
            (below / "main.tf").write_text(VALUES + resources, encoding="utf-8")
            calls.append(f'module "m{module}" {{\n  source = "./modules/m{module}"\n  region = var.region\n}}\n\n')
        (inside / "main.tf").write_text("".join(calls), encoding="utf-8")


def bare(folder):
    for path in sorted(folder.rglob("*.tf")):
        hcl.read(path.read_text(encoding="utf-8", errors="replace"))


def whole(folder):
    return extract(discover([str(folder)], Walk()), [EXTRACTOR])


def best(function, folder):
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        function(folder)
        times.append(time.process_time() - start)
    return min(times)


def report(title, folder):
    files = list(folder.rglob("*.tf"))
    size = sum(path.stat().st_size for path in files)
    found = len(whole(folder).components)
    ours, theirs = best(whole, folder), best(bare, folder)
    print(
        f"{title}: {len(files):,} files, {size / 1e6:.2f} MB, {found:,} components: {ours:.3f} s, "
        f"bare reader {theirs:.3f} s, {ours / theirs:.2f} times"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        report(sys.argv[1], Path(sys.argv[1]))
    else:
        for title, make in (("a single file", single), ("a tree of modules", tree)):
            with tempfile.TemporaryDirectory() as name:
                make(Path(name))
                report(title, Path(name))
