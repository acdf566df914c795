"""Knowledge that does not validate is refused with file and line."""

import shutil

import pytest

from depscan.errors import ExitStatus, KnowledgeError
from depscan.knowledge.compile import compile_folders
from tests.small import FOLDER

STORE = "rules/products/object-storage/acme-store.yaml"


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "knowledge"
    shutil.copytree(FOLDER, target)
    return target


def edit(folder, file, old, new):
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "message"),
    [
        (STORE, "vendor: acme-cloud", "vendor: acme-clodu", 1, "unknown vendor 'acme-clodu'; did you mean 'acme-cloud'?"),
        (STORE, "name: Acme Store", "nmae: Acme Store", 2, "nmae: Extra inputs are not permitted"),
        (STORE, "name: Acme Store", "name: Acme Store\nname: Twice", 3, "the key 'name' is given twice"),
        (STORE, "id: acme-store", "id: other", 1, "id 'other' is not the file's name"),
        (STORE, "category: object-storage", "category: cloud-platform", 1, "category 'cloud-platform' is not the folder's name"),
        (STORE, "product: euro-store", "product: nowhere", 1, "unknown product 'nowhere' among the alternatives"),
        (STORE, '"acme_bucket"', '"acme_*cket"', 1, "'acme_*cket' is not a pattern for resource"),
        (STORE, '"acme_bucket"', '"acme_db"', 1, "both claim 'acme_db'"),
        (STORE, "no_match: [", 'no_match: ["resource:acme_bucket", ', 1, "should not match 'resource:acme_bucket'"),
        (STORE, 'match: ["pkg:npm/%40acme-sdk/client-store@2"', 'match: ["resource:euro_bucket"', 1, "but euro-store does"),
        (STORE, 'match: ["pkg:npm/%40acme-sdk/client-store@2"', 'match: ["whatever"', 1, "does not say what it is"),
        (STORE, "delivery: hosted-service", "delivery: hosted", 5, "delivery: Input should be"),
        (STORE, 'checked: "2026-11-01"', "checked: yesterday", 11, "sources.0.checked: String should match pattern"),
        ("vendors.yaml", "share: 75", "share: 175", 23, "owners.0.share: Input should be less than or equal to 100"),
        ("vendors.yaml", "vendor: us-fund, share: 75, control: true", "vendor: us-fund, share: 75", 18, "ownership is 'owned' but no owner has control"),
        ("vendors.yaml", 'incorporated: "DE"', "incorporated: Germany", 21, "incorporated: String should match pattern"),
        ("vendors.yaml", "- id: euro-host", "- id: a-host", 25, "sorted by id, each once"),
        ("rules/scoring.yaml", "interface: 30", "interface: 40", 65, "the weights add up to 110, not 100"),
        ("rules/scoring.yaml", "[30, 60]", "[60, 30]", 0, "effects.D.distribution-channel: 60 is more than 30"),
        ("rules/scoring.yaml", "    model-weights: 0\n", "", 0, "effects.D: model-weights missing"),
        ("rules/scoring.yaml", "one: 0.6", "one: 0.2", 65, "substitutes: none ≥ one ≥ two ≥ several ≥ several-with-open is not so"),
        ("rules/scoring.yaml", "certain: 1.0", "certain: 0.8", 0, "use: certain ≥ likely ≥ possible is not so"),
        ("rules/scoring.yaml", "  offering: 0.35\n", "", 0, "triggers: offering missing"),
        ("rules/scoring.yaml", "unknown: 1.0,", "unknown: 0.2,", 0, "scope: unknown is less than another"),
        ("rules/scoring.yaml", "notice_months: [2, 6]", "notice_months: [6, 2]", 0, "notice_months: 6 is more than 2"),
        ("rules/laws/ca-order.yaml", "triggers: [incorporated", "triggers: [vibes", 7, "triggers.0: Input should be"),
        ("rules/publishers/npm.yaml", "left-pad", "@acme/*", 0, "both claim '@acme/*'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_and_line(folder, file, old, new, line, message):
    path = edit(folder, file, old, new)

    with pytest.raises(KnowledgeError) as caught:
        compile_folders([folder])

    text = str(caught.value)
    assert message in text
    assert f"{path}:{line}" in text if line else str(path) in text
    assert caught.value.status is ExitStatus.INVALID_KNOWLEDGE


def test_owners_that_own_one_another_are_refused(folder):
    edit(
        folder,
        "vendors.yaml",
        '  incorporated: "US"\n  ownership: listed',
        '  incorporated: "US"\n  ownership: owned\n  owners: [{vendor: acme-cloud, control: true}]',
    )

    with pytest.raises(KnowledgeError, match="owner cycle: acme-cloud → acme-parent → acme-cloud"):
        compile_folders([folder])


def test_a_second_folder_extends_and_overrides_by_id(folder, tmp_path):
    extra = tmp_path / "extra"
    (extra / "rules" / "products" / "object-storage").mkdir(parents=True)
    text = (folder / STORE).read_text().replace("name: Acme Store", "name: Renamed Store")
    (extra / STORE).write_text(text)
    from depscan.knowledge.load import decode

    known = decode(compile_folders([folder, extra]))

    assert known.product("acme-store").name == "Renamed Store"
    assert known.match("resource", "acme_bucket").id == "acme-store"
