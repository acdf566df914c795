"""Reports with findings in every state, and with hostile ones, for the outputs of pipelines."""

import json

from msgspec import structs

from depscan.finding import Finding, PolicyRule, State, Waiver, WaiverState
from depscan.model import Severity
from depscan.pipeline import scan
from tests.small import DATE, knowledge

HOSTILE = [
    "]]><script>alert(1)</script>",
    "\n::error file=x,line=1::pwned",
    "::error::pwned%0A::warning::more",
    "##[error]pwned",
    "\u202eevil\u2066\u200b\ufeff",
    "\x00\x1b[31mred\x07\ufffe",
    "\ud800 lone",
    "a|b`c*d_e<b>&amp; @somebody #1 ![x](https://evil.example/x.png) $x$",
    "https://user:hunter2hunter2@host.example/x",
    "x" * 100_000,
    "é 東京 🦊",
]

RULES = (
    PolicyRule(
        id="no-high-risk",
        says="Objects to dependencies of high risk or worse.",
        help="Ask the platform team first; see https://handbook.example/cloud#exit, it has <forms>.",
        place="depscan.toml:12",
    ),
    PolicyRule(id="no-us-identity", says="Objects to identity services controlled from US.", place="depscan.toml:20"),
    PolicyRule(id="coverage", says="Objects to fewer than 90 % of the components attributed.", place="depscan.toml:30"),
)


def plain(folder):
    """A scan of a few files with products of the invented knowledge."""
    folder.mkdir(exist_ok=True)
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"mystery-db": "^1", "@acme/ui": "^1"}},
            "node_modules/mystery-db": {"version": "1.0.0"},
            "node_modules/@acme/ui": {"version": "2.0.0"},
        },
    }
    (folder / "package-lock.json").write_text(json.dumps(lock, indent=1))
    infra = folder / "in fra #1?é:"
    infra.mkdir(exist_ok=True)
    (infra / "main.tf").write_text(
        'resource "acme_db" "orders" {\n  region = "eu-1"\n}\nresource "acme_db" "more" {\n  region = "eu-1"\n}\n'
    )
    (folder / "inventory.csv").write_text("product,vendor\nAcme Ledger,Acme Cloud LLC\n")
    (folder / "Cargo.lock").write_text("<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    return structs.replace(scan([str(folder)], today=DATE, knowledge=knowledge()), paths=("shop",))


def gated(folder):
    """The same, with a finding in every state, one on the whole, waivers used, expired and unused."""
    report = plain(folder)
    waivers = (
        Waiver(
            what="acme-ledger",
            until="2027-03-01",
            reason="contract runs until then; 100 % sure, see <minutes>",
            by="cio@shop.example",
            path="depscan.toml",
            line=40,
            state=WaiverState.USED,
        ),
        Waiver(
            what="acme-db",
            until="2026-10-31",
            reason="migration, planned",
            path="in fra #1?é:/main.tf",
            line=3,
            inline=True,
            state=WaiverState.EXPIRED,
        ),
        Waiver(what="acme-ui", until="2027-01-01", reason="was needed once", path="depscan.toml", line=48),
    )
    ids = [a.dependency.id for a in report.assessments]
    states = [State.NEW, State.WAIVED, State.KNOWN, State.WORSE]
    findings = []
    for number, (id_, state) in enumerate(zip(ids, states, strict=False)):
        assessment = report.assessments[number]
        seen = assessment.dependency.evidence[0][1]
        findings.append(
            Finding(
                rule="no-high-risk",
                dependency=id_,
                severity=(Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)[number],
                message=f"{assessment.dependency.name} is of high risk [no-high-risk]",
                path=seen.path,
                line=seen.line,
                fingerprint=f"{number + 1:032x}",
                state=state,
                waiver="depscan.toml:40" if state is State.WAIVED else None,
            )
        )
    findings.append(
        Finding(
            rule="coverage",
            dependency=None,
            severity=Severity.MEDIUM,
            message="66.7 % of 3 components attributed, fewer than 90 % [coverage]",
            fingerprint="f" * 32,
        )
    )
    return structs.replace(
        report, findings=tuple(findings), rules=RULES, waivers=waivers, baseline=".depscan/baseline.json"
    )


def hostile(folder):
    """Findings, rules and waivers made of all that has ever been put into a name."""
    report = plain(folder)
    findings = tuple(
        Finding(
            rule=RULES[0].id,
            dependency=text,
            severity=Severity.HIGH,
            message=f"{text} is of high risk",
            path=f"some where/{text[:200]}",
            line=7,
            fingerprint=f"{number:032x}",
            state=list(State)[number % 4],
            waiver="depscan.toml:1",
        )
        for number, text in enumerate(HOSTILE)
    )
    waivers = tuple(
        Waiver(what=text, until="2026-01-01", reason=text, by=text, path=text[:200], state=WaiverState.EXPIRED)
        for text in HOSTILE
    )
    rules = (PolicyRule(id=RULES[0].id, says=HOSTILE[0], help=" ".join(HOSTILE), place=HOSTILE[1]),)
    return structs.replace(report, findings=findings, waivers=waivers, rules=rules, baseline=HOSTILE[1])


def large(folder, number=10_000):
    """Very many findings."""
    report = plain(folder)
    findings = tuple(
        Finding(
            rule=RULES[n % 2].id,
            dependency=f"dependency-{n}",
            severity=list(Severity)[n % 5],
            message=f"Dependency {n} is of high risk (78): exposure 77, lock-in 78, Access Act (US): data access",
            path=f"services/{n % 500}/package-lock.json",
            line=n + 1,
            fingerprint=f"{n:032x}",
            state=list(State)[n % 4],
        )
        for n in range(number)
    )
    return structs.replace(report, findings=findings, rules=RULES, baseline="baseline.json")
