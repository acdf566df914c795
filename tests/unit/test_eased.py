"""Whatever a settings file takes away is told in every output that can tell of more than rows."""

import pytest

from depscan.cli.outputs import FORMATS, Look, Output, emit
from depscan.gate.eased import eased
from depscan.gate.settings import DEFAULTS, Allow, Settings, When
from depscan.pipeline import scan

TAKES = Settings(
    file="depscan.toml",
    exclude_by_target=(("legacy/*",),),
    include_dev=False,
    knowledge=("/home/somebody/shop/compliance",),
    allow=(Allow(when=When(vendor=("aws",)), reason="decided", rules=("r",), place="depscan.toml:7"),),
)
SAID = (
    "depscan.toml leaves out what matches legacy/*.",
    "What only development and tests need is not counted.",
    "The packaged knowledge is changed by that in compliance.",
    "depscan.toml:7 allows dependencies of the vendor aws for r (decided).",
)


def test_each_thing_is_a_sentence_and_no_folder_of_the_machine_is_named():
    assert eased(TAKES) == SAID
    assert eased(DEFAULTS) == eased(Settings(file="depscan.toml")) == ()


def test_long_lists_are_cut_and_say_so():
    allow = TAKES.allow * 60
    told = eased(Settings(file="s", exclude_by_target=(tuple(map(str, range(30))),), allow=allow))
    assert told[0].endswith("19 and 10 more.")
    assert told[-1] == "s has 10 more allowances."


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"csv"}))
def test_every_output_tells(tmp_path, form):
    (tmp_path / "requirements.txt").write_text("boto3==1.0\n", "utf-8")
    settings = Settings(
        file="depscan.toml",
        exclude_by_target=(("legacy/*",),),
        allow=(Allow(when=When(vendor=("amazon-web-services",)), reason="decided", place="depscan.toml:7"),),
    )
    out = tmp_path / "out"
    emit(scan([str(tmp_path)], settings), [Output(form, str(out))], Look(width=400))
    text = " ".join(out.read_text("utf-8").replace("\\", "").split())
    assert "leaves out what matches" in text
    assert "allows dependencies of the vendor" in text
