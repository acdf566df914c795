"""What a report does not say, printed with every report: a reader who has only the table must know it too."""

from __future__ import annotations

from depscan.render import words
from depscan.report import Report


def limits(report: Report) -> tuple[str, ...]:
    """Return the limits of a report, a sentence or two each."""
    knowledge = report.knowledge
    sentences = [
        "A law is listed because it could apply, for the reason given; depscan does not say that it is applied.",
        "Contracts are seen as far as an inventory tells them; encryption with keys of one's own, adequacy decisions and"
        " orders under secrecy are not seen.",
        f"The knowledge was checked between {knowledge.oldest_check} and {knowledge.newest_check}; later changes are not"
        " in it.",
    ]
    if report.coverage < 1:
        sentences.append(
            f"{words.percent(report.coverage)} of the components are attributed: what is unknown is not safe."
        )
    return tuple(sentences)
