"""Take credentials and control characters out of components before anything else sees them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from msgspec import structs

from depscan.model import Component, Facts
from depscan.redact import MAX_SHOWN, is_plain, shown

_TOGETHER = 256
"""Components looked at together: nearly always there is nothing to take out, and one long text is quickly searched."""


def neutralised(components: Sequence[Component]) -> list[Component]:
    """Return the components, each text of theirs fit to be shown, in their order."""
    safe: list[Component] = []
    everyone = iter(components)
    while chunk := list(islice(everyone, _TOGETHER)):
        safe += chunk if _all_plain(chunk) else map(_one, chunk)
    return safe


def _all_plain(chunk: list[Component]) -> bool:
    """Tell whether there is nothing to take out of any of them; False if that needs a look at each.

    The texts are joined by a blank, which ends whatever a credential or a control sequence is made of: a joined text
    may look suspicious where its parts are not, never the other way round.
    """
    texts: list[str] = []
    plain_facts: set[int] = set()
    for component in chunk:
        if component.endpoint is not None or component.region is not None:
            return False
        facts = component.facts
        if facts and id(facts) not in plain_facts:
            if _safe_facts(facts) != facts:
                return False
            plain_facts.add(id(facts))
        name, version, purl = component.name, component.version or "", component.purl or ""
        texts.append(purl)
        if not purl.endswith(f"/{name}@{version}"):  # else they stand there between signs that end a word
            texts += (name, version)
        if component.supplier:
            texts.append(component.supplier)
    return len(max(texts, key=len)) < MAX_SHOWN and is_plain(" ".join(texts))


def _one(component: Component) -> Component:
    purl = component.purl
    return structs.replace(
        component,
        name=shown(component.name) or "?",
        version=_safe(component.version),
        purl=shown(purl, 3 * MAX_SHOWN) if purl else None,
        supplier=_safe(component.supplier),
        endpoint=_safe(component.endpoint),
        region=_safe(component.region),
        facts=_safe_facts(component.facts),
    )


def _safe(text: str | None) -> str | None:
    return shown(text) if text is not None else None


@lru_cache(maxsize=4096)
def _safe_facts(facts: Facts) -> Facts:
    """Thousands of components of a lockfile share a handful of facts: a registry, a licence."""
    return tuple(sorted((shown(key), shown(value)) for key, value in facts))
