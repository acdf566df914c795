"""Names as people write them: purchase orders, inventories, questions. What one may mean, with how sure that is.

In order, the first that answers counts:

1. the name itself, with or without its vendor's name before it, in one word or several: sure;
2. an edition of it: "Proxmox VE Basic Subscription", "Licence Microsoft 365 E3": fairly sure where the vendor agrees;
3. a name that may mean several things: the candidates, narrowed by the vendor, never one of them by guess;
4. a name within a typo or two of exactly one: not sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from msgspec import Struct

from depscan.knowledge.index import Knowledge, normalised
from depscan.model import Confidence

_WORDS = 8
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
"""Numbers of seats and remarks."""
_PARTS = re.compile(r"\s[-–—/:]\s|:\s")
_TRADE_NAME_WORDS = 3
_SHORTEST_WORD, _LONG_WORD = 4, 8
"""A word shorter than the one has no typo that tells, one longer than the other may have two."""
_SQUEEZED = 6
"""Shortest name that is also known when written in one word, or apart: ``share point``."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEGAL_FORMS = _words(
    "ab ag aps as asa aisbl asbl bhd bv bvba co corp corporation cv doo dac ehf eg ev eurl gmbh gie inc incorporated"
    " kft kg kgaa kk limited llc llp lp ltd ltda mbh nv ohg oue ou oy oyj pbc plc pte pty pvt sa sarl sas sasu sca scop"
    " scrl sdn se sia sicav sl slu snc spa sp spol spzoo sprl sro srl srls ulc ug uab vof zoo z o"
)
_PLACES = _words(
    "emea europe european france deutschland germany ireland uk italia italy espana spain belgium benelux nederland"
    " netherlands luxembourg schweiz suisse switzerland osterreich austria portugal polska international global"
    " operations holdings holding group groupe"
)
_SHORT = {
    "adv": "advanced", "dc": "datacenter", "ent": "enterprise", "entr": "enterprise", "mgmt": "management",
    "mgt": "management", "prof": "professional", "srv": "server", "std": "standard", "svr": "server",
}  # fmt: skip
"""Words as they are shortened on orders."""

_NOISE = _words(
    "abo abonnement abonnements achat annual annuel annuelle contract contrat de des du fourniture for forfait"
    " hebergement hosting la le les lic license licenses licence licences licensing location logiciel maint maintenance"
    " mco of offre outil pack plan plateforme platform pour prestation produit"
    " renewal renouvellement saas service services software solution"
    " souscription subscription subscriptions suite support tma utilisateur utilisateurs user users"
)
"""What stands before the name on an order, in English and French."""


class NameMatch(Struct, frozen=True, kw_only=True):
    """What a name stands for: one product, or candidates to choose from."""

    product: str | None = None
    confidence: Confidence = Confidence.LOW
    candidates: tuple[str, ...] = ()
    """Product ids it may mean, sorted; empty where ``product`` says which."""
    because: str
    pattern: str = ""
    """The known name that it was taken for."""


class Names:
    """All names of products and vendors, and how to find what somebody meant."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        table = knowledge.table("name")
        self._rules = table.exact if table else {}

    # ------------------------------------------------------------------------------------------------------ products

    def product(self, name: str, supplier: str | None = None) -> NameMatch | None:
        """Return what a product name means, or None if nothing of the kind is known.

        Args:
            name: as somebody wrote it.
            supplier: who it is bought from or made by, if that is said too.
        """
        vendor = self.vendor(supplier)[0] if supplier else None
        said = normalised(_BRACKETS.sub(" ", name)) or normalised(name)
        readings = list(self._readings(said, vendor))
        for look_up in (self._exact, self._in_one_word):
            for text, _ in readings:
                found = look_up(text)
                if found:
                    return self._told(found, name, vendor, Confidence.HIGH, "is", text, unsure=False)
        for part in (said, *map(normalised, _PARTS.split(name)[1:])):
            edition = self._edition(part, supplier, vendor, name)
            if edition is not None:
                return edition
        return self._similar(said, name, supplier, vendor)

    def _readings(self, said: str, vendor: str | None) -> Iterator[tuple[str, int]]:
        """The name; without what stands before it on an order; with or without its vendor's name.

        Each with how many words were put before it: those alone are nothing that was said.
        """
        yield said, 0
        words = said.split()
        while len(words) > 1 and words[0] in _NOISE:
            words = words[1:]
        plain = " ".join(_SHORT.get(word, word) for word in words)
        for text in dict.fromkeys((" ".join(words), plain)):
            if text != said:
                yield text, 0
        if vendor is None:
            return
        for name in self._names_of(vendor):
            if plain.startswith(name + " "):
                yield plain[len(name) + 1 :], 0
            else:
                yield f"{name} {plain}", len(name.split())

    def _exact(self, text: str) -> tuple[str, ...]:
        """Return the products of a name: the only one that bears it, or those that it may mean."""
        number = self._rules.get(text)
        return self._knowledge.ambiguous.get(text, ()) if number is None else (self._knowledge.rule(number).id,)

    def _in_one_word(self, text: str) -> tuple[str, ...]:
        """Return the products of a name that is written in one word, or apart."""
        names = self._squeezed.get(text.replace(" ", ""), ()) if len(text) >= _SQUEEZED else ()
        return tuple(sorted({product for name in names for product in self._exact(name)}))

    def _edition(self, said: str, supplier: str | None, vendor: str | None, name: str) -> NameMatch | None:
        """An inventory adds editions and plans to names: the longest known name that the line begins with.

        It counts if the line or the name itself names its vendor, or one that controls it; where no vendor is given it
        has to be of two words. So it has with a supplier who makes nothing known: supplier columns hold resellers too.
        """
        for text, added in self._readings(said, vendor):
            words = text.split()
            for length in range(min(len(words) - 1, _WORDS), added, -1):
                prefix = " ".join(words[:length])
                found = self._exact(prefix)
                if not found:
                    continue
                agreeing = self._of_vendor(found, vendor) or self._names_its_vendor(prefix, found)
                resold = bool(supplier) and vendor not in self._knowledge.makers
                if agreeing or (length > 1 and (not supplier or resold)):
                    how = "is taken to be an edition of"
                    confidence = Confidence.LOW if resold and not agreeing else Confidence.MEDIUM
                    return self._told(found, name, vendor, confidence, how, prefix, unsure=False)
                break
        return None

    def _similar(self, said: str, name: str, supplier: str | None, vendor: str | None) -> NameMatch | None:
        words = said.split()
        while len(words) > 1 and words[0] in _NOISE:
            words = words[1:]
        near = _nearest(" ".join(words), self._products_by_start)
        found = tuple(sorted({product for text in near for product in self._exact(text)}))
        if supplier:
            found = self._of_vendor(found, vendor)
        if not found:
            return None
        confidence = Confidence.MEDIUM if supplier else Confidence.LOW
        return self._told(found, name, vendor, confidence, "is written much like", near[0], unsure=len(found) > 1)

    def _told(
        self,
        found: tuple[str, ...],
        name: str,
        vendor: str | None,
        confidence: Confidence,
        how: str,
        text: str,
        *,
        unsure: bool,
    ) -> NameMatch:
        if len(found) > 1 or unsure or text in self._knowledge.ambiguous:
            agreeing = self._of_vendor(found, vendor)
            if len(agreeing) == 1 and not unsure:
                product = self._knowledge.product(agreeing[0])
                because = f"{name} may mean several things; by the vendor it is {product.name}"
                return NameMatch(product=product.id, confidence=Confidence.MEDIUM, because=because, pattern=text)
            candidates = agreeing or found
            names = [self._knowledge.product(id_).name for id_ in candidates]
            because = f"{name} may mean {_either(names)}"
            return NameMatch(candidates=candidates, because=because, pattern=text)
        product = self._knowledge.product(found[0])
        confidence = min(confidence, product.confidence)
        return NameMatch(
            product=product.id, confidence=confidence, because=f"{name} {how} {product.name}", pattern=text
        )

    def _of_vendor(self, products: Iterable[str], vendor: str | None) -> tuple[str, ...]:
        """Those of the vendor, of one that controls it, or of one that it controls."""
        if vendor is None:
            return ()
        own = self.chain(vendor)
        return tuple(id_ for id_ in products if own & self.chain(self._knowledge.product(id_).vendor))

    def _names_its_vendor(self, text: str, products: Iterable[str]) -> bool:
        """Tell whether a known name begins with the name of who makes it: "Microsoft 365", not "Acrobat"."""
        makers = {vendor for id_ in products for vendor in self.chain(self._knowledge.product(id_).vendor)}
        return any(text == name or text.startswith(f"{name} ") for maker in makers for name in self._names_of(maker))

    def chain(self, vendor_id: str) -> set[str]:
        """Return a vendor with those that control it."""
        chain: set[str] = set()
        waiting = [vendor_id]
        while waiting:
            current = waiting.pop()
            if current not in chain:
                chain.add(current)
                owners = self._knowledge.vendor(current).owners
                waiting += [owner.vendor for owner in owners if owner.control and owner.until is None]
        return chain

    def _names_of(self, vendor_id: str) -> list[str]:
        vendor = self._knowledge.vendor(vendor_id)
        names = [normalised(name) for name in (vendor.name, *vendor.aliases)]
        return [name for name in dict.fromkeys(names) if name and len(name.split()) <= _TRADE_NAME_WORDS]

    # ------------------------------------------------------------------------------------------------------- vendors

    def vendor(self, name: str) -> tuple[str | None, Confidence]:
        """Return the id of the vendor that somebody names, and how sure that is; (None, low) if nobody is known.

        Legal forms do not count; names of countries behind it do not either, but it is less sure then.
        """
        said = normalised(name)
        found = self._knowledge.vendor_named(said)
        if found:
            return found, Confidence.HIGH
        words = _without_legal_form(said).split()
        confidence = Confidence.MEDIUM
        while words:
            found = self._plain_vendors.get(" ".join(words))
            if found:
                return found, confidence
            if words[-1] not in _PLACES or len(words) == 1:
                break
            words.pop()
            words = _without_legal_form(" ".join(words)).split()
            confidence = Confidence.LOW
        near = _nearest(_without_legal_form(said), self._vendors_by_start)
        ids = {self._plain_vendors[text] for text in near}
        return (ids.pop(), Confidence.LOW) if len(ids) == 1 else (None, Confidence.LOW)

    def vendors_like(self, name: str) -> tuple[str, ...]:
        """Return ids of vendors whose names come near, the nearest first."""
        near = _nearest(_without_legal_form(normalised(name)), self._vendors_by_start)
        return tuple(dict.fromkeys(self._plain_vendors[text] for text in near))

    # ----------------------------------------- the tables, each made when it is first needed: most scans need none

    @cached_property
    def _squeezed(self) -> dict[str, list[str]]:
        """Name in one word → names."""
        found: dict[str, list[str]] = {}
        for name in (*self._rules, *self._knowledge.ambiguous):
            found.setdefault(name.replace(" ", ""), []).append(name)
        return found

    @cached_property
    def _products_by_start(self) -> dict[str, list[str]]:
        return _by_start((*self._rules, *self._knowledge.ambiguous))

    @cached_property
    def _plain_vendors(self) -> dict[str, str]:
        """Name without legal form → vendor id, if it is of one vendor only."""
        plain: dict[str, str] = {}
        unclear: set[str] = set()
        for name, vendor_id in self._knowledge.vendor_names.items():
            text = _without_legal_form(name)
            if plain.setdefault(text, vendor_id) != vendor_id:
                unclear.add(text)
        return {text: vendor_id for text, vendor_id in plain.items() if text not in unclear}

    @cached_property
    def _vendors_by_start(self) -> dict[str, list[str]]:
        return _by_start(self._plain_vendors)


@lru_cache(maxsize=8192)
def _without_legal_form(name: str) -> str:
    """Return a normalised name without "S.A.S.", "GmbH & Co. KG", "Ltd." at its end."""
    words = name.split()
    while len(words) > 1 and (words[-1] in _LEGAL_FORMS or len(words[-1]) == 1):
        words.pop()
    return " ".join(words)


def _by_start(names: Iterable[str]) -> dict[str, list[str]]:
    """Typos are hardly ever in the first letter; what begins otherwise is not compared."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name[:1], []).append(name)
    return found


def _typos_allowed(length: int) -> int:
    """Short names are near too many others."""
    for least, allowed in ((20, 3), (11, 2), (8, 1)):
        if length >= least:
            return allowed
    return 0


def _nearest(said: str, by_start: dict[str, list[str]]) -> list[str]:
    """Return the known names within a typo or two: the nearest, and those that are as near but one.

    Word by word: "Azure blue paint" is not "Azure Blueprint", nor "Google Nest" "Google Meet". Numbers are no typos:
    "Office 2016" is not "Office 2019".
    """
    allowed = _typos_allowed(len(said))
    if not allowed:
        return []
    from rapidfuzz.distance import OSA

    near: list[tuple[int, str]] = []
    for name in by_start.get(said[:1], ()):
        if abs(len(name) - len(said)) <= allowed and len(name) >= _SQUEEZED:
            distance = OSA.distance(said, name, score_cutoff=allowed)
            if distance <= allowed and _word_by_word(said, name):
                near.append((distance, name))
    near.sort()
    return [name for distance, name in near if distance <= near[0][0] + 1]


def _word_by_word(said: str, name: str) -> bool:
    from rapidfuzz.distance import OSA

    one, other = said.split(), name.split()
    return len(one) == len(other) and all(
        a == b or (_is_word(a) and _is_word(b) and OSA.distance(a, b) <= 1 + (min(len(a), len(b)) > _LONG_WORD))
        for a, b in zip(one, other, strict=True)
    )


def _is_word(text: str) -> bool:
    return len(text) >= _SHORTEST_WORD and not any(character.isdigit() for character in text)


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
