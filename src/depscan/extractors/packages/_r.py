"""What the formats of R share: what comes with R, and where packages come from if nothing else is said."""

from __future__ import annotations

COMES_WITH_R = frozenset(
    {
        "R", "base", "compiler", "datasets", "grDevices", "graphics", "grid", "methods", "parallel", "splines", "stats",
        "stats4", "tcltk", "tools", "translations", "utils",
    }
)  # fmt: skip
_DEFAULT = ("cran.r-project.org", "cloud.r-project.org", "cran.rstudio.com")


def is_default(host: str) -> bool:
    """Tell whether a host is one of those that hand out CRAN itself."""
    return host in _DEFAULT
