"""The invented knowledge that tests reason about, and short ways to make values."""

from functools import cache
from pathlib import Path

from depscan import purl
from depscan.assess.risk import assess
from depscan.knowledge.compile import compile_folders
from depscan.knowledge.load import decode
from depscan.model import Component, Evidence, How, Kind, Scope
from depscan.resolve import resolve

FOLDER = Path(__file__).parent / "knowledge" / "small"
DATE = "2026-11-21"


@cache
def knowledge():
    return decode(compile_folders([FOLDER]))


def seen(path="package-lock.json", line=1, how=How.LOCKED):
    return (Evidence(path=path, line=line, how=how, found_by="test"),)


def npm(name, version="1.0.0", **more):
    namespace, _, plain = name.rpartition("/")
    defaults = {"scope": Scope.RUNTIME, "direct": True, "evidence": seen()}
    return Component(
        kind=Kind.PACKAGE,
        name=name,
        version=version,
        purl=purl.make("npm", namespace, plain, version),
        **(defaults | more),
    )


def resource(name, **more):
    defaults = {"scope": Scope.RUNTIME, "evidence": seen("main.tf", how=How.CONFIGURED)}
    return Component(kind=Kind.RESOURCE, name=name, **(defaults | more))


def product(name, **more):
    defaults = {"scope": Scope.RUNTIME, "evidence": seen("inventory.csv", how=How.LISTED)}
    return Component(kind=Kind.PRODUCT, name=name, **(defaults | more))


def dependencies(*components, known=None):
    return resolve(components, known or knowledge()).dependencies


def assessed(*components, home="EU", date=DATE, known=None):
    """Return assessments by dependency id."""
    known = known or knowledge()
    found = assess(resolve(components, known).dependencies, known, home=home, date=date)
    return {assessment.dependency.id: assessment for assessment in found}
