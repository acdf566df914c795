"""What ``depscan init`` writes: a settings file with comments, CI jobs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from depscan._version import __version__

_HEAD = """\
# Settings of depscan. The command line goes before this file, this file before the defaults.
# Paths are relative to this file. Unknown keys are errors.
#
# Completion and checks in editors: depscan init --schema > .depscan.schema.json
# and this as the first line:       #:schema .depscan.schema.json
"""

_TAIL = """
# Also read what builds and installations left behind; source code.
#installed = true
#source = true

# Exit status 5 if anything could not be read, or fewer percent of the components are attributed.
#strict = true
#min-coverage = 90

# Heed waivers next to lines of scanned files: depscan: allow amazon-s3 until=2027-03-01 reason="…"
#inline-waivers = false

# Folders with vendors.yaml and/or rules/ that extend the packaged ones.
#knowledge = ["compliance/depscan"]

# What is objected to besides: all conditions of a rule must hold.
#[[rule]]
#id = "identity-stays-here"
#category = ["identity"]
#allow-control = ["EU", "CH"]
#help = "Who logs in is nobody else's business. Ask the platform team for the house's own service."

#[[rule]]
#id = "production-data"
#environment = ["production"]
#delivery = ["hosted-service"]
#effect = ["D"]

#[[rule]]
#id = "known-suppliers"
#coverage-below = 80

# What no rule objects to.
#[[allow]]
#product = ["github-actions"]
#reason = "Builds hold no data of customers; decided 2026-10-01."

# What is lived with until a day; afterwards it fails again.
#[[waiver]]
#what = "amazon-s3"
#until = 2027-03-01
#reason = "Moves to the new storage in the first quarter."
#by = "platform team"
"""


def settings(*, home: str, fail_on: str | None, exclude: Sequence[str], baseline: str | None) -> str:
    """Return a settings file."""
    globs = ", ".join(_quoted(glob) for glob in exclude)
    lines = [
        _HEAD,
        "# Your legal area: EU, or a country code such as CH.",
        f"home = {_quoted(home)}",
        "",
        "# Exit status 1 if a dependency is of this severity or worse: critical, high, medium, low, minimal.",
        f"fail-on = {_quoted(fail_on)}" if fail_on else '#fail-on = "high"',
        "",
        "# Paths or names that are left out.",
        f"exclude = [{globs}]" if globs else '#exclude = ["testdata", "vendor/*"]',
        "",
        "# Findings that were there before do not fail, unless they get worse; depscan baseline writes them.",
        f"baseline = {_quoted(baseline)}" if baseline else '#baseline = "depscan-baseline.json"',
        "",
        "# Do not count what only development and tests need.",
        "#include-dev = false",
    ]
    return "\n".join(lines) + "\n" + _TAIL


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # which TOML reads the same way


_SPEC = f"sovereign-depscan=={__version__}"

_GITHUB = f"""\
# Written by depscan init. What fails is decided by depscan.toml.
name: depscan
on:
  pull_request:
  push:
    branches: [main, master]
permissions:
  contents: read
jobs:
  depscan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1  # v7.0.1
        with:
          persist-credentials: false
      - run: pipx run --spec "{_SPEC}" depscan scan
"""

_GITLAB = f"""\
# Written by depscan init. What fails is decided by depscan.toml.
depscan:
  stage: test
  image: docker.io/library/python:3.13-slim
  script:
    - pip install --quiet "{_SPEC}"
    - depscan scan
"""

JOBS = {
    "github": (".github/workflows/depscan.yml", _GITHUB),
    "gitlab": (".gitlab/depscan.yml", _GITLAB),
}
"""Service → (path, text)."""

SIGNS = {"github": ".github", "gitlab": ".gitlab-ci.yml"}
"""Service → what a project has that uses it."""

AFTERWARDS = {"gitlab": ("add to .gitlab-ci.yml: include: [{local: .gitlab/depscan.yml}]",)}
"""Service → what is left to be done by hand."""
