"""Reports for the tests of outputs: one with some of everything, one whose every text is hostile."""

import json

from msgspec import structs

from depscan.finding import Finding, PolicyRule, State, Waiver, WaiverState
from depscan.model import Severity
from depscan.pipeline import scan
from tests.small import DATE, knowledge

LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {
            "dependencies": {"mystery-db": "^1", "@acme/ui": "^1", "unheard-of": "2"},
            "devDependencies": {"tester": "1"},
        },
        "node_modules/mystery-db": {"version": "1.0.0", "license": "MIT"},
        "node_modules/@acme/ui": {"version": "2.0.0", "license": "SEE LICENSE IN LICENSE.md"},
        "node_modules/unheard-of": {"version": "2.0.0", "license": "(MIT OR Apache-2.0)"},
        "node_modules/tester": {"version": "1.0.0", "dev": True},
    },
}
TERRAFORM = 'resource "acme_db" "orders" {\n  region = "eu-1"\n}\nresource "acme_db" "users" {\n}\n'
CSV = "product,vendor,annual cost,currency\nAcme Ledger,Acme Cloud LLC,1200,EUR\nUnheard Of,Nobody Known,,\n"


def fixed(report):
    """Return the report without what changes from release to release."""
    stamp = structs.replace(report.knowledge, version="2026.11", digest="0" * 16)
    return structs.replace(report, tool_version="1.2.3", paths=("shop",), knowledge=stamp)


def write(folder):
    (folder / "package-lock.json").write_text(json.dumps(LOCK, indent=1))
    (folder / "main.tf").write_text(TERRAFORM)
    (folder / "inventory.csv").write_text(CSV)
    (folder / "Dockerfile").write_text("FROM postgres:16\n")


def finding(rule, dependency, severity, state, message, **more):
    return Finding(
        rule=rule, dependency=dependency, severity=severity, state=state, message=message, fingerprint="0" * 32, **more
    )


def ordinary(folder):
    write(folder)
    report = fixed(scan([str(folder)], today=DATE, knowledge=knowledge()))
    first, second = report.assessments[0].dependency, report.assessments[1].dependency
    return structs.replace(
        report,
        rules=(
            PolicyRule(id="no-us", says="Nothing is controlled from the US.", help="Ask first.", place="depscan.toml:3"),
            PolicyRule(id="--fail-on high", says="Nothing is of high risk.", place="--fail-on"),
        ),
        findings=(
            finding("--fail-on high", second.id, Severity.HIGH, State.WORSE, f"{second.name} is of high risk", path="main.tf", line=1),
            finding("no-us", first.id, Severity.CRITICAL, State.NEW, f"{first.name} is controlled from US", path="main.tf", line=4),
            finding("no-us", second.id, Severity.LOW, State.KNOWN, f"{second.name} is controlled from US"),
            finding("--fail-on high", first.id, Severity.HIGH, State.WAIVED, f"{first.name} is of high risk", waiver="main.tf:1"),
        ),
        waivers=(
            Waiver(what=first.id, until="2027-03-01", reason="leaving in spring", path="main.tf", line=1, inline=True, state=WaiverState.USED),
            Waiver(what="acme-old", until="2025-01-01", reason="never came", path="depscan.toml", line=9, state=WaiverState.EXPIRED),
        ),
        baseline="depscan-baseline.json",
    )  # fmt: skip


HOSTILE = (
    '=HYPERLINK("//x") | `x` ``y`` <script>alert(1)</script> <img src=x onerror=y> @team #12 !3 ~bug $a+b$ '
    "https://evil.example www.evil.example me@evil.example ![p](javascript:x) [l](http://x) </details> GH-7 a\\|b & &lt;"
)


def hostile(folder):
    """Put the text wherever scanned files or settings can put one."""
    report = ordinary(folder)
    evil = lambda thing, *fields: structs.replace(thing, **dict.fromkeys(fields, HOSTILE))  # noqa: E731
    components = tuple(
        structs.replace(
            component,
            name=HOSTILE,
            version=HOSTILE if component.purl is None else component.version,
            supplier=HOSTILE,
            region=HOSTILE,
            endpoint=HOSTILE,
            facts=(("licence", HOSTILE), ("supplier_country", HOSTILE)),
            evidence=tuple(structs.replace(seen, path=HOSTILE, pointer=HOSTILE) for seen in component.evidence),
        )
        for component in report.inventory.components
    )
    assessments = tuple(
        structs.replace(
            assessment,
            vendor_name=HOSTILE,
            dependency=structs.replace(
                assessment.dependency,
                name=HOSTILE,
                regions=(HOSTILE,),
                evidence=tuple(
                    (evil(component, "name"), evil(seen, "path")) for component, seen in assessment.dependency.evidence
                ),
            ),
        )
        for assessment in report.assessments
    )
    return structs.replace(
        report,
        paths=(HOSTILE,),
        inventory=structs.replace(report.inventory, components=components),
        assessments=assessments,
        rules=tuple(evil(rule, "says", "help", "place") for rule in report.rules),
        findings=tuple(evil(finding, "message", "path") for finding in report.findings),
        waivers=tuple(evil(waiver, "what", "reason", "path", "by", "until") for waiver in report.waivers),
        baseline=HOSTILE,
    )


def golden(request, name, text, update):
    """Compare with the file of that name, or rewrite it; read the difference."""
    path = request.path.parent / "golden" / name
    if update:
        path.write_bytes(text.encode())
    assert path.read_bytes().decode() == text
