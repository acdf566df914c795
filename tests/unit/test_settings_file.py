"""The settings file: found, read, checked; every error says where."""

import json
import os
import re
from enum import Enum
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
import tomli
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from depscan.cli import init_texts
from depscan.errors import KnowledgeError, UsageError
from depscan.finding import Waiver
from depscan.gate import settings_check, settings_file, settings_schema
from depscan.gate.settings import Allow, Rule, When
from depscan.gate.settings_file import SettingsFile, find, named
from depscan.knowledge.load import load_knowledge
from depscan.model import Confidence, Delivery, Scope, Severity, Use
from tests.small import knowledge

EVERYTHING = """\
home = "CH"
exclude = ["testdata", "vendor/*"]
include-dev = false
installed = true
source = true
fail-on = "high"
min-coverage = 80
strict = true
inline-waivers = false

[[rule]]
id = "storage"
severity = "medium"
exposure = 40
lock-in = 12.5
control = ["US", "unknown"]
law = ["us-access"]
effect = ["D", "B"]
delivery = ["hosted-service"]
vendor = ["acme-cloud"]
product = ["acme-store", "acme-cloud-listed-acme-ledger", "good-foundation-open-source-packages"]
category = ["object-storage"]
located = ["EU"]
scope = ["runtime", "unknown"]
use = "likely"
confidence = "medium"
environment = ["production"]
path = ["infra/*"]
help = '''Ask
the platform team.'''

[[rule]]
id = "coverage"
coverage-below = 90

[[rule]]
id = "nobody"
unattributed = true

[[allow]]
product = ["acme-db"]
reason = "Decided."
rules = ["storage", "fail-on-high"]

[[waiver]]
what = "acme-store"
until = 2027-03-01
reason = "Moves soon."
by = "platform"
rule = "storage"

[[waiver]]
what = "0d8e7e98ee68e7c77a8c1374cf562f5e"
until = "2027-03-02"
reason = "As text."
"""


@pytest.fixture
def repository(tmp_path):
    (tmp_path / ".git").mkdir()
    return tmp_path


def load(folder, text, *, name="depscan.toml", targets=None, known=None):
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    found = find(targets or [str(folder)])
    return SettingsFile(found).checked(known or knowledge(), targets or [str(folder)])


def refusal(folder, text, **more):
    with pytest.raises(KnowledgeError) as caught:
        load(folder, text, **more)
    return str(caught.value).replace(f"{folder}/", "")


def test_everything_that_may_be_written_is_understood(repository):
    loaded = load(repository, EVERYTHING)
    made = loaded.settings

    assert (made.home, made.include_dev, made.installed, made.source) == ("CH", False, True, True)
    assert (made.fail_on, made.inline_waivers, made.file) == (Severity.HIGH, False, "depscan.toml")
    assert (loaded.min_coverage, loaded.strict) == (80, True)
    assert made.exclude_by_target == (("testdata", "vendor/*"),)
    assert made.rules == (
        Rule(
            id="storage",
            when=When(
                severity=Severity.MEDIUM,
                exposure=40,
                lock_in=12.5,
                control=("US", "unknown"),
                law=("us-access",),
                effect=("D", "B"),
                delivery=(Delivery.HOSTED_SERVICE,),
                vendor=("acme-cloud",),
                product=("acme-store", "acme-cloud-listed-acme-ledger", "good-foundation-open-source-packages"),
                category=("object-storage",),
                located=("EU",),
                scope=(Scope.RUNTIME, Scope.UNKNOWN),
                use=Use.LIKELY,
                confidence=Confidence.MEDIUM,
                environment=("production",),
                path=("infra/*",),
            ),
            help="Ask the platform team.",
            place="depscan.toml:11",
        ),
        Rule(id="coverage", coverage_below=90, place="depscan.toml:32"),
        Rule(id="nobody", unattributed=True, place="depscan.toml:36"),
    )
    assert made.allow == (
        Allow(
            when=When(product=("acme-db",)),
            reason="Decided.",
            rules=("storage", "fail-on-high"),
            place="depscan.toml:40",
        ),
    )
    assert made.waivers == (
        Waiver(
            what="acme-store",
            until="2027-03-01",
            reason="Moves soon.",
            path="depscan.toml",
            line=45,
            by="platform",
            rule="storage",
        ),
        Waiver(
            what="0d8e7e98ee68e7c77a8c1374cf562f5e", until="2027-03-02", reason="As text.", path="depscan.toml", line=52
        ),
    )


def test_an_empty_file_is_the_defaults(repository):
    made = load(repository, "").settings

    assert (made.home, made.fail_on, made.rules, made.include_dev) == ("EU", None, (), True)


def test_pyproject_has_the_same_keys_in_a_table_and_the_lines_are_its_own(repository):
    text = '[project]\nname = "x"\n\n[tool.depscan]\nhome = "FR"\n\n[[tool.depscan.rule]]\nid = "a"\nuse = "certain"\n'
    made = load(repository, text, name="pyproject.toml").settings

    assert (made.home, made.file, made.rules[0].place) == ("FR", "pyproject.toml", "pyproject.toml:7")
    assert refusal(repository, text.replace("home", "hom"), name="pyproject.toml") == (
        'pyproject.toml:5: hom: unknown key; did you mean "home"?'
    )


WRONG = [
    ("\nfail_on = 'high'", '2: fail_on: unknown key; did you mean "fail-on"?'),
    ("xyzzy = 1", "1: xyzzy: unknown key"),
    ("[[rule]]\nid='a'\nuse='certain'\ncontroll=['US']", '4: rule.controll: unknown key; did you mean "control"?'),
    ("[[waiver]]\nexpires=2027-01-01\nwhat='acme-db'\nuntil=2027-01-01\nreason='x'", "2: waiver.expires: unknown key"),
    (
        "fail-on = 'hihg'",
        '1: fail-on: expected "minimal", "low", "medium", "high" or "critical", not "hihg"; did you mean "high"?',
    ),
    ("fail-on = 3", '1: fail-on: expected "minimal", "low", "medium", "high" or "critical"'),
    ("strict = 'yes'", "1: strict: expected a valid boolean"),
    ("strict = 1", "1: strict: expected a valid boolean"),
    ("exclude = 'docs'", "1: exclude: expected an array"),
    ("exclude = []", "1: exclude: an empty array: leave the key out instead"),
    ("exclude = [\n 'a',\n 7]", "3: exclude: expected a valid string"),
    ("min-coverage = 120", "1: min-coverage: expected less than or equal to 100"),
    ("min-coverage = nan", "1: min-coverage: expected a finite number"),
    ("home = 'UK'", '1: home: "UK" is neither an area (EU, EU27) nor a two-letter country code; did you mean "GB"?'),
    ("home = 'ch'", '1: home: "ch" is neither an area (EU, EU27) nor a two-letter country code; did you mean "CH"?'),
    ("home = 'unknown'", '1: home: "unknown" is neither an area (EU, EU27) nor a two-letter country code'),
    ("knowledge = ['/etc']", "1: knowledge: expected a path relative to the settings file"),
    ("knowledge = ['../..']", '1: knowledge: "../.." leads out of the repository: name it on the command line'),
    ("knowledge = ['nowhere']", '1: knowledge: "nowhere" is not a folder'),
    ("baseline = '~/x'", "1: baseline: expected a path relative to the settings file"),
    ("rule = 1", "1: rule: expected an array"),
    ("[rule]\nid = 'a'", "1: rule: expected an array of tables: [[…]]"),
    ("rule = [1]", "1: rule: expected a table"),
    (
        "[[rule]]\nid = 'A b'\nuse='certain'",
        "2: rule.id: expected small letters and digits, in words joined by single hyphens",
    ),
    ("[[rule]]\nuse = 'certain'", "1: rule.id: is missing"),
    ("[[rule]]\nid='a'", "1: rule: a rule without a condition: give conditions, coverage-below or unattributed"),
    (
        "[[rule]]\nid='a'\nuse='certain'\nunattributed=true",
        "1: rule: give either conditions on dependencies, or coverage-below, or unattributed",
    ),
    ("[[rule]]\nid='a'\nunattributed=false", "3: rule.unattributed: expected true"),
    (
        "[[rule]]\nid='a'\nuse='certain'\n[[rule]]\nid='a'\nuse='likely'",
        "5: rule.id: there is a rule of that id already",
    ),
    (
        "[[rule]]\nid='fail-on-high'\nuse='certain'",
        '2: rule.id: ids that begin with "fail-on-" are those of fail-on',
    ),
    ("[[rule]]\nid='a'\nlaw=['us-acces']", '3: rule.law: no law "us-acces"; did you mean "us-access"?'),
    ("[[rule]]\nid='a'\nvendor=['Acme Cloud']", '3: rule.vendor: no vendor "Acme Cloud"; did you mean "acme-cloud"?'),
    (
        "[[rule]]\nid='a'\nallow-vendor=['acme-clout']",
        '3: rule.allow-vendor: no vendor "acme-clout"; did you mean "acme-cloud"?',
    ),
    (
        "[[rule]]\nid='a'\nproduct=['acme-stor']",
        '3: rule.product: no dependency or product "acme-stor"; did you mean "acme-store"?',
    ),
    (
        "[[rule]]\nid='a'\ncategory=['object-storag']",
        '3: rule.category: no category "object-storag"; did you mean "object-storage"?',
    ),
    (
        "[[rule]]\nid='a'\ncontrol=['US',\n'USA']",
        (
            '4: rule.control: "USA" is neither an area (EU, EU27) nor a two-letter country code, nor "unknown"; did you'
            ' mean "US"?'
        ),
    ),
    (
        "[[rule]]\nid='a'\nallow-located=['Unknown']",
        (
            '3: rule.allow-located: "Unknown" is neither an area (EU, EU27) nor a two-letter country code, nor "unknown";'
            ' did you mean "unknown"?'
        ),
    ),
    (
        "[[rule]]\nid='a'\nenvironment=['prod']",
        '3: rule.environment: no environment "prod": production, staging, development, test, example',
    ),
    ("[[rule]]\nid='a'\neffect=['Q']", '3: rule.effect: expected "D", "B", "S", "X", "V" or "L", not "Q"'),
    ("[[allow]]\nreason='x'", "1: allow: without a condition everything would be allowed"),
    ("[[allow]]\nuse='certain'", "1: allow.reason: is missing"),
    ("[[allow]]\nuse='certain'\nreason='  '", "3: allow.reason: String should have at least 1 character"),
    ("[[allow]]\nuse='certain'\nreason='x'\nrules=['b']", '4: allow.rules: no rule "b"'),
    ("[[waiver]]\nwhat='acme-db'\nuntil=2027-01-01", "1: waiver.reason: is missing"),
    ("[[waiver]]\nwhat='acme-db'\nreason='x'", "1: waiver.until: is missing"),
    (
        "[[waiver]]\nwhat='acme-db'\nreason='x'\nuntil='never'",
        "4: waiver.until: expected a day, such as 2027-03-01",
    ),
    ("[[waiver]]\nwhat='acme-db'\nreason='x'\nuntil=20270101", "4: waiver.until: expected a day, such as 2027-03-01"),
    (
        "[[waiver]]\nwhat='acme-db'\nreason='x'\nuntil=2027-01-01T00:00:00Z",
        "4: waiver.until: expected a day, such as 2027-03-01",
    ),
    ("[[waiver]]\nwhat='acme-db'\nreason='x'\nuntil='2027-02-30'", "4: waiver.until: there is no day 2027-02-30"),
    (
        "[[waiver]]\nwhat='acme-dp'\nreason='x'\nuntil=2027-01-01",
        (
            '2: waiver.what: no dependency, product, vendor or rule of that id, nor a fingerprint: "acme-dp"; did you mean'
            ' "acme-db"?'
        ),
    ),
    ("[[waiver]]\nwhat='acme-db'\nreason='x'\nuntil=2027-01-01\nrule='z'", '5: waiver.rule: no rule "z"'),
    ("exclude = ['a\\u202eb']".replace("'", '"'), "1: exclude: holds invisible or control characters"),
    (
        "home = 'ghp_0123456789abcdefghijABCDEFGHIJ'",
        '1: home: "***" is neither an area (EU, EU27) nor a two-letter country code',
    ),
    ("exclude = ['" + "x" * 201 + "']", "1: exclude: String should have at most 200 characters"),
    ("a = 1\nb = ", "2: not valid TOML: Invalid value"),
    ("a = 1\na = 2", "2: not valid TOML: Cannot overwrite a value"),
    (b"home = 'EU'\n# \xff\xfe", "2: not valid UTF-8"),
    ("home = 'EU'".encode("utf-16"), "1: not valid UTF-8"),
    (b"home = '\0'", "1: binary file"),
    ("a = " + "[" * 5000, "1: nested too deeply"),
    ("a" + ".a" * 100 + " = 1", "1: a key of more than 64 parts"),
    ("#" * (settings_file.LARGEST + 1), "1: larger than 1 MiB"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_what_is_wrong_is_told_with_file_and_line(repository, text, message):
    assert refusal(repository, text) == f"depscan.toml:{message}"


def test_several_problems_are_told_in_the_order_of_lines_and_not_too_many(repository):
    lines = refusal(repository, "".join(f"key{number} = 1\n" for number in range(30))).split("\n")

    assert [line.partition(": ")[0] for line in lines[:20]] == [f"depscan.toml:{number}" for number in range(1, 21)]
    assert lines[20:] == ["… and 10 more"]


def test_names_of_a_file_cannot_write_to_the_terminal_or_forge_a_line(repository):
    message = refusal(repository, '"\\u001b[2J\\n::error::x" = 1')

    assert "\x1b" not in message
    assert "\n" not in message


# ------------------------------------------------------------------------------------------------------------- finding


def test_it_is_found_upwards_to_the_root_of_the_repository_and_no_further(tmp_path):
    inner = tmp_path / "repo" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "depscan.toml").write_text("")
    assert find([str(inner)]).path == str(tmp_path / "depscan.toml")
    (tmp_path / "repo" / ".git").write_text("gitdir: elsewhere")  # as in a work tree
    assert find([str(inner)]) is None
    (tmp_path / "repo" / "depscan.toml").write_text("")
    assert find([str(inner)]).path == str(tmp_path / "repo" / "depscan.toml")
    (tmp_path / "repo" / "a" / "depscan.toml").write_text("")
    assert find([str(inner)]).path == str(tmp_path / "repo" / "a" / "depscan.toml")


def test_a_folder_that_everybody_may_put_files_into_is_not_looked_into_from_below(tmp_path):
    inner = tmp_path / "shared" / "mine"
    inner.mkdir(parents=True)
    (tmp_path / "shared" / "depscan.toml").write_text("")
    assert find([str(inner)])
    (tmp_path / "shared").chmod(0o1777)
    assert find([str(inner)]) is None
    assert find([str(tmp_path / "shared")])


def test_a_file_as_target_is_looked_for_from_its_folder(repository):
    (repository / "depscan.toml").write_text("")
    (repository / "sub").mkdir()
    (repository / "sub" / "bom.json").write_text("{}")

    assert find([str(repository / "sub" / "bom.json")]).path == str(repository / "depscan.toml")


def test_standard_input_is_looked_for_from_the_current_folder(repository, monkeypatch):
    (repository / "depscan.toml").write_text("")
    monkeypatch.chdir(repository)

    assert find(["-"]).label == "depscan.toml"


def test_the_file_is_told_as_seen_from_where_one_is(repository, monkeypatch):
    (repository / "sub" / "deep").mkdir(parents=True)
    (repository / "depscan.toml").write_text("")
    monkeypatch.chdir(repository / "sub")

    assert find(["."]).label == "../depscan.toml"
    assert find(["deep"]).label == "../depscan.toml"
    monkeypatch.chdir(repository)
    assert find(["sub/deep"]).label == "depscan.toml"


def test_a_project_without_settings_has_none(repository):
    (repository / "pyproject.toml").write_text('[project]\nname = "tool"\ndependencies = ["sovereign-depscan"]\n')

    assert find([str(repository)]) is None


def test_a_broken_pyproject_is_ignored_unless_it_may_hold_settings(repository):
    (repository / "pyproject.toml").write_text("[project\n")
    assert find([str(repository)]) is None

    assert refusal(repository, "[tool.depscan]\nhome = \n", name="pyproject.toml").startswith("pyproject.toml:2: ")


@pytest.mark.parametrize("text", ["tool = 1 # depscan", "[tool]\ndepscan = 1", "[tool]\ndepscan = [1]"])
def test_settings_in_pyproject_that_are_no_table(repository, text):
    (repository / "pyproject.toml").write_text(text)
    found = find([str(repository)])

    if found:
        with pytest.raises(KnowledgeError, match=r"pyproject.toml:\d+: no table \[tool.depscan\]"):
            SettingsFile(found)
    else:
        assert text.startswith("tool")


def test_two_in_one_folder_are_an_error_and_in_two_folders_are_not(repository):
    (repository / "depscan.toml").write_text("")
    (repository / "pyproject.toml").write_text("[tool.depscan]\n")
    with pytest.raises(KnowledgeError, match=r"depscan.toml:1: settings are in pyproject.toml beside it, too"):
        find([str(repository)])
    (repository / "sub").mkdir()
    (repository / "pyproject.toml").rename(repository / "sub" / "pyproject.toml")

    assert find([str(repository / "sub")]).name == "pyproject.toml"


def test_targets_with_different_settings_are_an_error(repository):
    for name in ("a", "b"):
        (repository / name).mkdir()
        (repository / name / "depscan.toml").write_text("")
    (repository / "c").mkdir()

    with pytest.raises(UsageError, match="the targets have different settings"):
        find([str(repository / "a"), str(repository / "b")])
    assert find([str(repository / "a"), str(repository / "c")]).path == str(repository / "a" / "depscan.toml")


# ------------------------------------------------------------------------------------------------------ hostile files


def test_a_link_out_of_the_repository_is_refused_and_one_inside_is_followed(repository, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "x.toml"
    outside.write_text("home = 'CH'")
    (repository / "depscan.toml").symlink_to(outside)
    with pytest.raises(KnowledgeError, match=r"depscan.toml:1: a link that leaves the target"):
        SettingsFile(find([str(repository)]))
    (repository / "depscan.toml").unlink()
    (repository / "real.toml").write_text("home = 'CH'")
    (repository / "depscan.toml").symlink_to("real.toml")

    assert SettingsFile(find([str(repository)])).checked(knowledge(), [str(repository)]).settings.home == "CH"


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: os.symlink("nowhere", path)])
def test_what_is_no_file_is_an_error_and_not_as_if_nothing_was_there(repository, make):
    make(repository / "depscan.toml")

    with pytest.raises(KnowledgeError, match=r"depscan.toml:1: "):
        SettingsFile(find([str(repository)]))


def test_a_folder_of_knowledge_may_hold_no_links(repository, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "vendors.yaml").write_text("[]")
    (repository / "own").mkdir()
    (repository / "own" / "vendors.yaml").symlink_to(outside / "vendors.yaml")
    (repository / "away").symlink_to(outside)
    text = 'knowledge = ["own"]'

    assert refusal(repository, text) == 'depscan.toml:1: knowledge: "own" holds links or special files'
    assert "leads out of the repository" in refusal(repository, text.replace("own", "away"))
    (repository / "own" / "vendors.yaml").unlink()
    (repository / "own" / "rules").mkdir()
    assert load(repository, text).settings.knowledge == (str(repository / "own"),)


def test_a_named_file_may_lie_anywhere_and_name_anything(repository, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "knowledge").mkdir()
    (elsewhere / "conf").mkdir()
    (elsewhere / "conf" / "house.toml").write_text('knowledge = ["../knowledge"]\nexclude = ["a/*"]')
    loaded = SettingsFile(named(str(elsewhere / "conf" / "house.toml"))).checked(knowledge(), [str(repository)])

    assert loaded.settings.knowledge == (str(elsewhere / "knowledge"),)
    assert loaded.settings.exclude_by_target == (("a/*",),)
    assert loaded.settings.file == "house.toml"
    with pytest.raises(UsageError, match="no such file"):
        named(str(elsewhere / "none.toml"))


def test_the_baseline_is_read_from_inside_only(repository, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "b.json"
    outside.write_text("{}")
    (repository / "depscan.toml").write_text('\nbaseline = "b.json"')
    file = SettingsFile(find([str(repository)]))
    with pytest.raises(
        KnowledgeError, match=r"depscan.toml:2: baseline: \"b.json\" is not there; `depscan baseline -o FILE`"
    ):
        file.baseline()
    (repository / "b.json").symlink_to(outside)
    with pytest.raises(KnowledgeError, match="leads out of the repository"):
        file.baseline()
    (repository / "b.json").unlink()
    os.mkfifo(repository / "b.json")
    with pytest.raises(KnowledgeError, match="cannot be read: not a regular file"):
        file.baseline()
    (repository / "b.json").unlink()
    (repository / "b.json").write_text("{}")
    assert file.baseline() == ("b.json", b"{}")


_SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text(max_size=30),
    st.sampled_from(["high", "US", "EU", "acme-db", "2027-01-01", "hosted-service", "certain", "a", "../..", "\0"]),
)
_KEYS = [
    *(field.alias for field in settings_schema.SettingsRecord.model_fields.values()),
    *(field.alias for field in settings_schema.RuleRecord.model_fields.values()),
    *(field.alias for field in settings_schema.WaiverRecord.model_fields.values()),
    *(field.alias for field in settings_schema.AllowRecord.model_fields.values()),
]
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=15,
)


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f") if value.isascii() else "'x'"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@given(st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=6))
@hypothesis_settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_gives_settings_or_an_error_that_says_where(tmp_path, document):
    text = "".join(f"{key} = {_toml(value)}\n" for key, value in document.items())
    _check_any(tmp_path, text.encode())


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
@hypothesis_settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_settings_or_an_error_that_says_where(tmp_path, data):
    _check_any(tmp_path, data)


def _check_any(folder, data):
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "depscan.toml").write_bytes(data)
    try:
        loaded = SettingsFile(find([str(folder)])).checked(knowledge(), [str(folder)])
    except KnowledgeError as error:
        for line in str(error).split("\n"):
            assert re.match(rf"{re.escape(str(folder))}/depscan\.toml:[1-9]\d*: ", line) or line.startswith("… and")
            assert line.isprintable()
    else:
        assert tomli.loads(data.decode("utf-8-sig")) is not None
        assert loaded.settings.file == "depscan.toml"


# ------------------------------------------------------------------------------------------------------------- schema


def test_the_shipped_schema_is_up_to_date():
    shipped = Path(settings_schema.__file__).with_name("settings.schema.json")

    assert shipped.read_text(encoding="utf-8") == settings_schema.json_schema_text(), (
        "write json_schema_text() to settings.schema.json"
    )


def test_the_schema_says_what_the_program_says(repository):
    schema = settings_schema.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    plain = json.loads(json.dumps(tomli.loads(EVERYTHING), default=str))

    assert list(validator.iter_errors(plain)) == []
    for wrong in ({"fail_on": "high"}, {"fail-on": "hihg"}, {"rule": [{"use": "certain"}]}, {"exclude": []}):
        assert list(validator.iter_errors(wrong))


def test_every_key_of_the_schema_has_a_description():
    schema = settings_schema.json_schema()
    for record in (schema, *schema["$defs"].values()):
        for name, key in record.get("properties", {}).items():
            assert key.get("description"), name


def test_the_records_have_all_conditions_and_effects():
    assert set(settings_schema.WhenRecord.model_fields) == set(When.__struct_fields__)
    assert set(settings_check.BUILT_IN_RULES) == {f"fail-on-{severity.value}" for severity in Severity}
    assert issubclass(Severity, Enum)
    assert get_args(settings_schema.Effects)


def test_the_settings_that_the_readme_shows_are_valid(repository):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^```toml\n(.*?)^```", readme)
    first, *more = blocks
    made = load(repository, "\n".join(more), known=load_knowledge()).settings

    assert load(repository, first, known=load_knowledge()).settings.fail_on is Severity.HIGH
    assert made.rules
    assert made.waivers


def _uncommented(text):
    return re.sub(r"(?m)^#(?=[^ :\n])", "", text)


def test_what_init_writes_is_valid_with_and_without_its_examples(repository):
    text = init_texts.settings(home="CH", fail_on="high", exclude=["a b/*", 'q"'], baseline=None)
    plain = load(repository, text, known=load_knowledge()).settings
    whole = _uncommented(text).replace('["compliance/depscan"]', '["own"]')
    (repository / "own").mkdir()
    (repository / "own" / "vendors.yaml").write_text("[]")
    examples = load(repository, whole, known=load_knowledge()).settings

    assert (plain.home, plain.fail_on, plain.exclude_by_target) == ("CH", Severity.HIGH, (("a b/*", 'q"'),))
    assert plain.rules == ()
    assert len(examples.rules) == 3
    assert len(examples.waivers) == len(examples.allow) == 1
