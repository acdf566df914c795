"""What a wheel carries ready made is what the code says."""

from depscan import reference
from depscan.cli import main
from depscan.extractors import registry


def test_the_catalogue_of_formats_loads_to_the_very_extractors(tmp_path, monkeypatch):
    path = tmp_path / "formats.json"
    path.write_bytes(registry.catalogue())
    monkeypatch.setattr(registry, "CATALOGUE", path)
    registry.all_formats.cache_clear()
    formats = registry.all_formats()
    registry.all_formats.cache_clear()

    assert tuple(format_.load() for format_ in formats) == registry.all_extractors()


def test_the_prepared_help_is_what_would_be_printed(tmp_path, monkeypatch, capsys):
    path = tmp_path / "help.txt"
    path.write_text(reference.help_texts(), encoding="utf-8")
    for arguments in (["--help"], ["scan", "--help"], ["rules", "list", "-h"]):
        monkeypatch.setattr(main, "HELP_TEXTS", "/nowhere")
        assert main.main(arguments) == 0
        printed = capsys.readouterr().out
        monkeypatch.setattr(main, "HELP_TEXTS", str(path))
        assert main.main(arguments) == 0
        assert capsys.readouterr().out == printed
        assert "Usage: depscan" in printed


def test_narrow_terminals_and_unknown_commands_are_not_answered_from_the_prepared_help(tmp_path, monkeypatch, capsys):
    path = tmp_path / "help.txt"
    path.write_text("scan\nprepared\n", encoding="utf-8")
    monkeypatch.setattr(main, "HELP_TEXTS", str(path))
    monkeypatch.setenv("COLUMNS", "60")
    assert main.main(["scan", "--help"]) == 0
    assert "prepared" not in capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "200")
    assert main.main(["scan", "--help"]) == 0
    assert capsys.readouterr().out == "prepared\n"
    assert main.main(["nonsense", "--help"]) == 2
