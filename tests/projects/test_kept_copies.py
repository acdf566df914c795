"""What a project keeps copies of is what its manifest asked for: the copies' own manifests ask for nothing more."""

import json

import pytest

COPIES = {
    "Go": ("vendor/modules.txt", "# github.com/a/b v1.0.0\ngithub.com/a/b\n", "vendor/github.com/a/b/package.json"),
    "Composer": ("vendor/autoload.php", "<?php\n", "vendor/a/b/package.json"),
    "Bundler": ("Gemfile", 'gem "rails"\n', "vendor/bundle/ruby/3.2.0/gems/rails-7.1/package.json"),
}


@pytest.mark.parametrize("tool", COPIES)
@pytest.mark.parametrize("arguments", [(), ("--installed",)])
def test_manifests_of_copies_are_passed_over(depscan, tmp_path, tool, arguments):
    mark, content, manifest = COPIES[tool]
    (tmp_path / mark).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / mark).write_text(content)
    (tmp_path / "bower.json").write_text('{"name": "app", "dependencies": {"jquery": "3.0.0"}}')
    (tmp_path / manifest).parent.mkdir(parents=True)
    (tmp_path / manifest).write_text('{"name": "b", "version": "1.0.0", "devDependencies": {"left-pad": "^1"}}')
    report = json.loads(depscan("scan", tmp_path, "-f", "json", *arguments).stdout)

    assert "left-pad" not in {c["name"] for c in report["components"]}


def test_a_folder_of_that_name_with_own_code_is_read(depscan, tmp_path):
    (tmp_path / "vendor" / "tool").mkdir(parents=True)
    (tmp_path / "vendor" / "tool" / "package.json").write_text('{"dependencies": {"left-pad": "^1"}}')
    report = json.loads(depscan("scan", tmp_path, "-f", "json").stdout)

    assert {c["name"] for c in report["components"]} == {"left-pad"}
