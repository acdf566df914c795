"""What always holds, whatever is known: over generated vendors, owners, products and laws.

docs/method.md names these tests beside the properties.
"""

from random import Random

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import Struct, structs

from depscan.assess.control import standing
from depscan.assess.law_book import holds_in, in_force
from depscan.assess.risk import assess, combine
from depscan.model import (
    Alternative,
    Delivery,
    Dependency,
    Event,
    Interface,
    Interval,
    Law,
    Ownership,
    Product,
    Scope,
    TechnologyOrigin,
    Use,
    Vendor,
)
from depscan.resolve import as_if_used
from tests.altered import altered
from tests.small import DATE, knowledge

COUNTRIES = ["US", "CN", "CA", "FR", "DE", "ZZ"]
"""The last one has no law in any generated catalogue, two are of the usual home area."""
EFFECTS = ["D", "B", "S", "X", "V", "L"]
TRIGGERS = ["incorporated", "headquartered", "controlled", "influence", "presence", "origin"]
VENDORS = ["v0", "v1", "v2", "v3"]
"""Each may be owned by those after it, so that nobody owns oneself."""
DATES = ["2019", "2023-11", "2023-11-22", "2025-06-01", "2026-11-21", "2027-03"]
CATEGORIES = ["office", "mail-hosting"]
ALTERNATIVES = [
    Alternative(product="open-pg", effort="high", because="open source"),
    Alternative(product="acme-db", effort="low", because="hosted"),
    Alternative(name="Other", effort="low", because="another"),
    Alternative(name="Third", effort="low", because="a third"),
]


class World(Struct, frozen=True):
    """Generated knowledge, and how its products are used."""

    vendors: tuple[Vendor, ...]
    products: tuple[Product, ...]
    laws: tuple[Law, ...]
    uses: tuple[tuple[Use, Scope], ...]

    def knowledge(self):
        return altered(vendors=self.vendors, products=self.products, laws=self.laws)

    def dependencies(self):
        return [
            structs.replace(as_if_used(product), use=use, scope=scope)
            for product, (use, scope) in zip(self.products, self.uses, strict=True)
        ]

    def assessed(self, home="EU", date=DATE):
        return by_id(assess(self.dependencies(), self.knowledge(), home=home, date=date))

    def each_alone(self):
        found = [assess([one], self.knowledge(), home="EU", date=DATE)[0] for one in self.dependencies()]
        return by_id(found)

    def with_vendor(self, vendor):
        return structs.replace(self, vendors=tuple(vendor if v.id == vendor.id else v for v in self.vendors))

    def with_product(self, product):
        return structs.replace(self, products=tuple(product if p.id == product.id else p for p in self.products))


def by_id(assessments):
    return {assessment.dependency.id: assessment for assessment in assessments}


def ownership_with(owners, otherwise):
    """As the schema asks: owned if and only if an owner has control."""
    return "owned" if any(owner.control for owner in owners) else otherwise


def a_vendor(random, number):
    owners = []
    for owner in random.sample(VENDORS[number + 1 :], k=min(random.randint(0, 2), len(VENDORS) - number - 1)):
        control = random.random() < 0.6
        share, since = random.choice([None, 20.0, 50.0, 100.0]), random.choice([None, *DATES])
        owners.append(Ownership(vendor=owner, share=share, control=control, influence=not control, since=since))
    origin = TechnologyOrigin(country=random.choice(COUNTRIES), because="built on it")
    return Vendor(
        id=VENDORS[number],
        name=f"Vendor {number}",
        incorporated=random.choice([*COUNTRIES, None]),
        headquarters=random.choice([*COUNTRIES, None]),
        presence=tuple(random.sample(COUNTRIES, k=random.randint(0, 1))),
        ownership=ownership_with(owners, random.choice(["private", "listed", "unknown"])),
        owners=tuple(owners),
        technology_origin=(origin,) if random.random() < 0.3 else (),
    )


def an_event(random):
    kind = random.choice(["relicensed", "price", "packaging", "acquired", "announced"])
    return Event(date=random.choice(DATES), kind=kind, says=f"{kind} then")


def a_product(random, number):
    kind = random.choice([None, "open-standard", "de-facto", "extended", "proprietary"])
    alternatives = tuple(random.sample(ALTERNATIVES, k=random.randint(0, 4)))
    return Product(
        id=f"p{number}",
        name=f"Product {number}",
        vendor=random.choice(VENDORS),
        category=random.choice(CATEGORIES),
        delivery=random.choice(list(Delivery)),
        licence=random.choice([None, "MIT", "SSPL-1.0", "proprietary", "SSPL-1.0 OR MIT", "Unheard-Of-1.0"]),
        interface=kind and Interface(kind=kind),
        data_export=random.choice([None, "standard", "proprietary", "none"]),
        alternatives=random.choice([None, alternatives, alternatives]),
        events=tuple(an_event(random) for _ in range(random.randint(0, 3))),
        private_content=random.choice([None, True, False]),
    )


def some_of(random, values):
    return tuple(random.sample(values, k=random.randint(1, len(values))))


def a_law(random, number):
    return Law(
        id=f"law-{number}",
        name=f"Law {number}",
        country=random.choice(["US", "US", "CN", "CA", "EU"]),
        effects=some_of(random, EFFECTS),
        triggers=some_of(random, TRIGGERS),
        deliveries=some_of(random, list(Delivery)),
        categories=tuple(random.sample(CATEGORIES, k=random.randint(0, 1))),
        certainty=random.choice([1.0, 0.6, 0.2]),
        status=random.choice(["in-force", "in-force", "in-force", "lapsed", "suspended", "repealed", "proposed"]),
        valid_from=random.choice([None, *DATES]),
        valid_to=random.choice([None, None, *DATES]),
        citation="art. 1",
        summary="something",
    )


def pool(make, *arguments, size=400):
    """Return a strategy over so many made values: one draw for each, where drawing every field takes seconds."""
    return st.sampled_from([make(Random(seed), *arguments) for seed in range(size)])


EVENTS = pool(an_event)
MORE_PRODUCTS = pool(a_product, 9)
MORE_LAWS = pool(a_law, 9)
WORLDS = st.builds(
    lambda vendors, products, laws, uses: World(vendors, products, tuple(laws), tuple(uses[: len(products)])),
    st.tuples(*(pool(a_vendor, number) for number in range(len(VENDORS)))),
    st.one_of(*(st.tuples(*(pool(a_product, number) for number in range(size))) for size in (1, 2, 3))),
    st.lists(pool(a_law, 0, size=1000), max_size=5).map(
        lambda laws: [structs.replace(law, id=f"law-{number}") for number, law in enumerate(laws)]
    ),
    pool(lambda random: [(random.choice(list(Use)), random.choice(list(Scope))) for _ in range(3)]),
)


def not_lower(new, old):
    """Neither end fell, of any score."""
    return not_lower_at("low", new, old) and not_lower_at("high", new, old)


def not_lower_at(end, new, old):
    return all(
        getattr(getattr(new, score), end) >= getattr(getattr(old, score), end) - 1e-9
        for score in ("exposure", "lock_in", "risk")
    )


def reached_through(vendor_id, world):
    """Ids of the vendors that a vendor controls or sways, itself among them."""
    found = {vendor_id}
    for vendor in reversed(world.vendors):
        if any(owner.vendor in found for owner in vendor.owners):
            found.add(vendor.id)
    return found


# ------------------------------------------------------------------------------------- 1: more never lowers a score


@given(WORLDS, MORE_PRODUCTS, st.sampled_from(list(Use)), st.sampled_from(list(Scope)))
def test_1_another_dependency_never_lowers_a_score(world, product, use, scope):
    more = structs.replace(world, products=(*world.products, product), uses=(*world.uses, (use, scope)))
    before, after = world.assessed(), more.assessed()

    for id_ in before:
        assert not_lower(after[id_], before[id_])


@given(WORLDS, MORE_LAWS)
def test_1_another_law_never_lowers_a_score(world, law):
    """The first law of a country is more: until then the worst is supposed, from then on that law is known."""
    scoring = knowledge().scoring
    known = {country for one in world.laws if in_force(one, DATE) for country in holds_in(one, scoring)}
    first = in_force(law, DATE) and not holds_in(law, scoring) <= known
    before, after = world.assessed(), structs.replace(world, laws=(*world.laws, law)).assessed()

    for id_ in before:
        assert not_lower_at("low", after[id_], before[id_])
        assert first or not_lower_at("high", after[id_], before[id_])


@given(WORLDS, st.integers(0, 2), st.booleans(), st.sampled_from([None, *DATES]), st.booleans())
def test_1_another_owner_never_lowers_a_score(world, number, control, since, in_front):
    """Who controls a vendor of unknown ownership is learnt, not added: only the lower end holds then."""
    vendor = world.vendors[number]
    others = sorted(set(VENDORS[number + 1 :]) - {owner.vendor for owner in vendor.owners})
    owner_id = others[0] if others else "us-fund"
    owner = Ownership(vendor=owner_id, share=60, control=control, influence=not control, since=since)
    owners = (owner, *vendor.owners) if in_front else (*vendor.owners, owner)
    more = world.with_vendor(structs.replace(vendor, owners=owners, ownership=ownership_with(owners, vendor.ownership)))
    before, after = world.assessed(), more.assessed()

    for id_ in before:
        assert not_lower_at("low", after[id_], before[id_])
        assert vendor.ownership == "unknown" or not_lower_at("high", after[id_], before[id_])


WORSE = {
    "interface": lambda p: structs.replace(p, interface=Interface(kind="proprietary")),
    "data": lambda p: structs.replace(p, data_export="none"),
    "licence": lambda p: structs.replace(p, licence="proprietary"),
    "substitutes": lambda p: structs.replace(p, alternatives=p.alternatives[1:] if p.alternatives else p.alternatives),
    "origin": lambda p: structs.replace(
        p, technology_origin=(*p.technology_origin, TechnologyOrigin(country="US", because="licensed"))
    ),
}


@given(WORLDS, st.sampled_from(list(WORSE)))
def test_1_a_worse_fact_never_lowers_a_score(world, fact):
    before = world.assessed()
    after = world.with_product(WORSE[fact](world.products[0])).assessed()

    assert all(not_lower(after[id_], before[id_]) for id_ in before)


@given(WORLDS, EVENTS)
def test_1_another_event_never_lowers_a_score(world, event):
    product = world.products[0]
    before = world.assessed()
    after = world.with_product(structs.replace(product, events=(*product.events, event))).assessed()

    assert all(not_lower(after[id_], before[id_]) for id_ in before)


@given(WORLDS, st.integers(0, 3), st.sampled_from(COUNTRIES))
def test_1_another_presence_never_lowers_a_score(world, number, country):
    vendor = world.vendors[number]
    before = world.assessed()
    after = world.with_vendor(structs.replace(vendor, presence=(*vendor.presence, country))).assessed()

    assert all(not_lower(after[id_], before[id_]) for id_ in before)


# ------------------------------------------------------------------- 2: a missing fact never lowers the upper end


@given(WORLDS, st.sampled_from(["interface", "data_export", "licence", "alternatives", "private_content"]))
def test_2_a_fact_less_about_a_product_never_lowers_the_upper_end(world, fact):
    before = world.assessed()
    after = world.with_product(structs.replace(world.products[0], **{fact: None})).assessed()

    assert all(not_lower_at("high", after[id_], before[id_]) for id_ in before)


@given(WORLDS, st.integers(0, 3), st.sampled_from(["owners", "incorporated"]))
def test_2_a_fact_less_about_who_controls_never_lowers_the_upper_end(world, number, fact):
    """Nor of those it controls or sways. Others in its group lose one that was known to be of it: depth apart."""
    vendor = world.vendors[number]
    less = {"owners": {"owners": (), "ownership": "unknown"}, "incorporated": {"incorporated": None}}[fact]
    without = world.with_vendor(structs.replace(vendor, **less))
    concerned = {p.id for p in world.products if p.vendor in reached_through(vendor.id, world)}
    before, after = world.each_alone(), without.each_alone()
    before_all, after_all = world.assessed(), without.assessed()

    for id_ in before:
        assert not_lower_at("high", after[id_], before[id_])
        if id_ in concerned and not after_all[id_].control.known:
            assert not_lower_at("high", after_all[id_], before_all[id_])


@given(WORLDS)
def test_2_not_knowing_which_product_is_meant_never_lowers_the_upper_end(world):
    vendor = world.products[0].vendor
    made = tuple(structs.replace(product, vendor=vendor) for product in world.products)
    one = structs.replace(world, products=made)
    known = one.knowledge()
    ids = tuple(product.id for product in made)
    use, scope = world.uses[0]
    unsure = Dependency(
        id="unsure", name="Unsure", category="", delivery=made[0].delivery, vendor=vendor, candidates=ids, use=use, scope=scope
    )  # fmt: skip
    (open_,) = assess([unsure], known, home="EU", date=DATE)
    for product in made:
        sure = structs.replace(as_if_used(product), use=use, scope=scope)
        (found,) = assess([sure], known, home="EU", date=DATE)
        assert not_lower_at("high", open_, found)
        assert not_lower_at("low", found, open_)


# ------------------------------------------------------------------------------------------ 3: unknown is not safe


@given(WORLDS, st.integers(0, 3))
def test_3_unknown_control_is_never_better_than_the_worst_known(world, number):
    (nobody,) = (
        structs.replace(
            world,
            products=(structs.replace(world.products[0], vendor="mystery"),),
            uses=world.uses[:1],
        )
        .assessed()
        .values()
    )
    (known,) = (
        structs.replace(
            world,
            products=(structs.replace(world.products[0], vendor=VENDORS[number]),),
            uses=world.uses[:1],
        )
        .assessed()
        .values()
    )

    assert not nobody.control.known
    assert nobody.control.country is None
    assert nobody.exposure.low <= known.exposure.low or nobody.exposure.low == pytest.approx(0)
    assert nobody.exposure.high >= known.exposure.high - 1e-9
    assert nobody.unknown


@given(WORLDS)
def test_3_a_missing_fact_is_an_interval_and_never_nothing(world):
    product = structs.replace(world.products[0], interface=None, data_export=None, licence=None, alternatives=None)
    found = world.with_product(product).assessed()[product.id]
    free = product.delivery in (Delivery.OPEN_SOURCE, Delivery.MODEL_WEIGHTS)

    for factor in found.factors:
        if factor.factor in ("interface", "licence") or (factor.factor in ("data", "substitutes") and not free):
            assert factor.points == Interval(low=0, high=factor.weight)
            assert "not known" in factor.because


@given(WORLDS)
def test_3_a_product_that_is_not_known_is_never_better_than_the_worst_known(world):
    product = world.products[0]
    use, scope = world.uses[0]
    sure = structs.replace(as_if_used(product), use=use, scope=scope)
    assume(product.delivery not in (Delivery.OPEN_SOURCE, Delivery.MODEL_WEIGHTS))
    unheard_of = structs.replace(sure, product=None)
    known, unknown = (assess([one], world.knowledge(), home="EU", date=DATE)[0] for one in (sure, unheard_of))

    assert unknown.lock_in.low == 0
    assert unknown.lock_in.high == 100 >= known.lock_in.high


# ------------------------------------------------------------------------------------------------ 4: order is nothing


@given(WORLDS, st.randoms(use_true_random=False))
def test_4_the_order_of_what_is_known_and_found_does_not_matter(world, random):
    def shuffled(values):
        values = list(values)
        random.shuffle(values)
        return tuple(values)

    pairs = shuffled(zip(world.products, world.uses, strict=True))
    other = World(
        vendors=shuffled(structs.replace(v, owners=shuffled(v.owners)) for v in world.vendors),
        products=tuple(product for product, _ in pairs),
        laws=shuffled(world.laws),
        uses=tuple(way for _, way in pairs),
    )
    one, same = (assess(each.dependencies(), each.knowledge(), home="EU", date=DATE) for each in (world, other))

    assert msgspec.json.encode(one) == msgspec.json.encode(same)


# ------------------------------------------------------------------------------------- 6: every point is a factor


@given(WORLDS, st.sampled_from(["EU", "US"]))
def test_6_points_add_up_and_the_deciding_law_is_the_exposure(world, home):
    scoring = knowledge().scoring
    for found in world.assessed(home).values():
        for end in ("low", "high"):
            total = sum(getattr(factor.points, end) for factor in found.factors)
            assert getattr(found.lock_in, end) == pytest.approx(min(100, total))
            binding = [getattr(e.points, end) for e in found.exposures if e.applies]
            if end == "low" or not found.unknown:
                assert getattr(found.exposure, end) == pytest.approx(max(binding, default=0))
        assert all(factor.because for factor in found.factors)
        assert all(exposure.because and exposure.citation for exposure in found.exposures)
        if found.exposures and not found.unknown:
            assert found.exposures[0].points.high == pytest.approx(found.exposure.high)
        whole = combine(found.exposure, found.lock_in, scoring).times(found.scope_weight)
        assert (found.risk.low, found.risk.high) == pytest.approx((whole.low, whole.high))


# --------------------------------------------------------------------------------- 7: what does not bind adds nothing


@given(WORLDS, MORE_LAWS)
def test_7_a_law_outside_its_dates_contributes_nothing_and_says_so(world, law):
    assume(not in_force(law, DATE))
    before, after = world.assessed(), structs.replace(world, laws=(*world.laws, law)).assessed()

    for id_, one in before.items():
        other = after[id_]
        assert (other.exposure, other.lock_in, other.risk, other.unknown) == (
            one.exposure, one.lock_in, one.risk, one.unknown,
        )  # fmt: skip
        listed = [exposure for exposure in other.exposures if exposure.law == law.id]
        for exposure in listed:
            assert not exposure.applies
            assert exposure.points == Interval(low=0, high=0)
            assert exposure.status != "in-force"


@given(WORLDS, st.sampled_from(["2018-06-01", "2024-01-01", DATE, "2028-01-01"]))
def test_7_the_status_shown_is_that_of_the_date(world, date):
    for found in world.assessed(date=date).values():
        assert all((exposure.status == "in-force") is exposure.applies for exposure in found.exposures)


# ----------------------------------------------------------------------------------------- 8: home moves exposure only


@given(WORLDS, st.sampled_from(["EU", "FR", "US", "CN", "CA", "CH", "ZZ"]))
def test_8_home_moves_exposure_and_never_lock_in(world, home):
    scoring = knowledge().scoring
    here, there = world.assessed(), world.assessed(home)

    for id_, one in here.items():
        other = there[id_]
        assert (other.lock_in, other.factors, other.control, other.scope_weight) == (
            one.lock_in, one.factors, one.control, one.scope_weight,
        )  # fmt: skip
        assert other.risk == combine(other.exposure, one.lock_in, scoring).times(one.scope_weight)


def test_the_generated_vendors_reach_each_sort_of_standing():
    """A world without joint control, influence and unknown owners would prove little."""
    holder = Ownership(vendor="v2", control=True)
    second = Ownership(vendor="v3", influence=True)
    world = altered(
        vendors=[
            Vendor(id="v1", name="One", incorporated="FR", ownership="owned", owners=(holder, second)),
            Vendor(id="v2", name="Two", incorporated="US", ownership="listed"),
            Vendor(id="v3", name="Three", incorporated="CN", ownership="unknown"),
        ]
    )
    found = standing(world.vendor("v1"), world)

    assert {(reach.country, reach.trigger) for reach in found.reaches} == {
        ("FR", "incorporated"), ("US", "controlled"), ("CN", "influence"),
    }  # fmt: skip
    assert found.known
    assert found.groups == {"v2"}
    assert found.unsure == ("Three",)
