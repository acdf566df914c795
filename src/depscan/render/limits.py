"""What a report does not say, printed with every report: a reader who has only the table must know it too."""

from __future__ import annotations

from depscan.render import words
from depscan.report import Report

_COULD_APPLY = "A law is listed because it could apply, for the reason given; depscan does not say that it is applied."
_NOT_SEEN = (
    "Contracts are seen as far as an inventory tells them;"
    " encryption with keys of one's own, adequacy decisions and orders under secrecy are not seen."
)


def limits(report: Report) -> tuple[str, ...]:
    """Return the limits of a report, a sentence or two each."""
    knowledge = report.knowledge
    sentences = [
        _COULD_APPLY,
        _NOT_SEEN,
        f"The knowledge was checked between {knowledge.oldest_check} and {knowledge.newest_check}, not since.",
    ]
    if report.coverage < 1:
        part = words.percent(report.coverage)
        sentences.append(f"{part} of the components are attributed: what is unknown is not safe.")
    return (*report.eased, *sentences)
