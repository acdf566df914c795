"""Turn assessments into findings: what the settings do not tolerate."""

from __future__ import annotations

from collections.abc import Sequence

from depscan.finding import Finding
from depscan.gate.settings import Settings
from depscan.model import Assessment

FAIL_ON_RULE = "fail-on-severity"


def gate(assessments: Sequence[Assessment], settings: Settings) -> tuple[Finding, ...]:
    """Return a finding for each dependency at or above ``fail_on``; none where it is not set."""
    if settings.fail_on is None:
        return ()
    return tuple(_finding(a) for a in assessments if a.severity >= settings.fail_on)


def _finding(assessment: Assessment) -> Finding:
    import hashlib

    dependency = assessment.dependency
    seen = dependency.evidence[0][1] if dependency.evidence else None
    identity = f"{FAIL_ON_RULE}\0{dependency.id}\0{seen.path if seen else ''}"
    return Finding(
        rule=FAIL_ON_RULE,
        dependency=dependency.id,
        severity=assessment.severity,
        message=f"{dependency.name} is of {assessment.severity.value} risk ({round(assessment.risk.high)})",
        path=seen.path if seen else None,
        line=seen.line if seen else None,
        fingerprint=hashlib.blake2b(identity.encode(), digest_size=16).hexdigest(),
    )
