"""Whose law reaches what we depend on, and how hard would it be to leave?

The public names are imported on first use, so that ``import depscan`` stays light::

    from depscan import scan

    report = scan(["."])
    for assessment in report.assessments:
        print(assessment.dependency.name, assessment.control.country, assessment.risk.high)
"""

from __future__ import annotations

from depscan._version import __version__

TYPE_CHECKING = False  # type checkers take it as true; importing typing would cost as much as all the rest
if TYPE_CHECKING:
    from depscan.errors import DepscanError as DepscanError
    from depscan.gate.settings import Settings as Settings
    from depscan.knowledge.load import load_knowledge as load_knowledge
    from depscan.model import Severity as Severity
    from depscan.pipeline import scan as scan
    from depscan.report import Report as Report

__all__ = ["DepscanError", "Report", "Settings", "Severity", "__version__", "load_knowledge", "scan"]

_HOMES = {
    "DepscanError": "depscan.errors",
    "Report": "depscan.report",
    "Settings": "depscan.gate.settings",
    "Severity": "depscan.model",
    "load_knowledge": "depscan.knowledge.load",
    "scan": "depscan.pipeline",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'depscan' has no attribute {name!r}")
    import importlib

    value: object = getattr(importlib.import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
