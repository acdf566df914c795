"""Links, pipes, devices and odd names in a tree: refused, told where they matter, and never followed outside."""

import os
import socket
import tempfile
from pathlib import Path

import pytest

from depscan import confine
from depscan.confine import Root
from depscan.discover import Walk, discover
from depscan.errors import ParseError
from depscan.pipeline import scan
from depscan.syntax import limits
from tests.hostile.harness import Seen, plant, seen
from tests.small import DATE, knowledge

CANARY = "outside-canary==6.6.6\n"


@pytest.fixture(params=["by descriptor", "by path"])
def way(request, monkeypatch):
    """The two ways of opening files: the second is for systems that cannot open relative to a folder."""
    if request.param == "by path":
        monkeypatch.setattr(confine, "_BY_DESCRIPTOR", False)


@pytest.fixture
def outside(tmp_path):
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "requirements.txt").write_text(CANARY)
    return folder


@pytest.fixture
def target(tmp_path, way):
    return plant(tmp_path / "target", {})


def names(seen):
    return {name for name, _ in seen.components}


@pytest.mark.parametrize("relative", [False, True])
def test_a_link_to_a_file_outside_is_refused_and_told(target, outside, relative):
    (target / "requirements.txt").symlink_to(
        "../outside/requirements.txt" if relative else outside / "requirements.txt"
    )
    result = Seen(target).check("outside-canary")

    assert result.lost == {"requirements.txt": "a link that leaves the target"}


def test_a_link_to_a_folder_outside_is_refused_and_told(target, outside):
    (target / "vendored").symlink_to(outside)
    result = Seen(target).check("outside-canary")

    assert result.remarks == [("vendored", "a link that leaves the target")]


def test_an_include_by_way_of_a_link_does_not_leave_the_target(target, outside):
    (target / "deps").symlink_to(outside)
    (target / "requirements.txt").write_text("-r deps/requirements.txt\nhere==1.0\n")
    result = Seen(target).check("outside-canary")

    assert ("here", "1.0") in result.components
    assert "leaves the target" in dict(result.remarks)["requirements.txt"]


def test_links_inside_are_followed(target):
    (target / "real").mkdir()
    (target / "real" / "requirements.txt").write_text("real==1.0\n")
    (target / "more").symlink_to("real")
    (target / "requirements.txt").symlink_to("more/requirements.txt")
    result = Seen(target).check()

    assert ("real", "1.0") in result.components
    assert not result.lost
    assert not result.remarks


def test_links_that_lead_nowhere_or_in_a_circle_cost_themselves(target):
    (target / "package-lock.json").symlink_to("nowhere")
    (target / "requirements.txt").symlink_to("requirements.txt")
    (target / "loop").symlink_to(".")
    (target / "of-no-interest").symlink_to("nowhere")
    result = Seen(target).check()

    assert set(result.lost) == {"package-lock.json", "requirements.txt"}
    assert result.remarks == [("of-no-interest", "a link that leads nowhere: no such file or directory")]


def test_a_named_pipe_or_socket_is_no_file_and_nobody_waits_for_it(target, monkeypatch):
    os.mkfifo(target / "package-lock.json")
    monkeypatch.chdir(target)  # the address of a socket has to be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("yarn.lock")
    os.mkfifo(target / "of-no-interest")
    result = Seen(target).check()

    assert result.lost == {"package-lock.json": "not a regular file", "yarn.lock": "not a regular file"}
    assert not result.remarks


def test_an_include_that_is_a_pipe_or_a_folder_costs_the_include(target):
    os.mkfifo(target / "pipe")
    (target / "requirements.txt").write_text("-r pipe\n-r .\n-r /dev/zero\nhere==1.0\n")
    result = Seen(target).check()

    assert ("here", "1.0") in result.components
    assert {path for path, _ in result.remarks} == {"requirements.txt"}


@pytest.mark.skipif(not confine._BY_DESCRIPTOR, reason="needs folders as descriptors")
def test_what_is_swapped_between_the_look_and_the_opening_is_not_followed(tmp_path, outside):
    target = plant(tmp_path / "target", {"a/requirements.txt": "here==1.0\n", "b/requirements.txt": "here==1.0\n"})
    root = Root(os.fspath(target))
    assert [name for name, _ in root.listing("a")] == ["requirements.txt"]
    (target / "a" / "requirements.txt").unlink()
    (target / "a" / "requirements.txt").symlink_to(outside / "requirements.txt")
    (target / "b" / "requirements.txt").unlink()
    (target / "b").rmdir()
    (target / "b").symlink_to(outside)

    for path in ("a/requirements.txt", "b/requirements.txt"):
        with pytest.raises(ParseError, match="leaves the target"):
            root.read(path)


def test_what_vanishes_during_the_walk_is_passed_over(tmp_path):
    target = plant(tmp_path, {"a/requirements.txt": "a==1\n", "b/c/requirements.txt": "c==1\n"})
    walk, found = Walk(), []
    for file in discover([os.fspath(target)], walk):
        if file.path == "a/requirements.txt":
            os.unlink(target / "a" / "requirements.txt")
            os.unlink(target / "b" / "c" / "requirements.txt")
            os.rmdir(target / "b" / "c")
            os.rmdir(target / "b")
        found.append((file.path, file.read(file.path)))

    assert dict(found)["a/requirements.txt"] is None
    assert [d.path for d in walk.diagnostics] == ["b"]


def test_a_file_that_grows_while_it_is_read_is_read_up_to_the_limit(tmp_path):
    (tmp_path / "x").write_bytes(b"1" * 100)
    root = Root(os.fspath(tmp_path), largest=1000)

    with open(tmp_path / "x", "rb") as file:
        assert confine._beginning(file, 1001, expected=10) == b"1" * 100
    with open("/dev/zero", "rb") as file:
        assert len(confine._beginning(file, 1001, expected=10)) == 1001
    assert root.read("x") == b"1" * 100


def test_a_file_beyond_the_limit_is_named(tmp_path, monkeypatch):
    plant(tmp_path, {"package-lock.json": b" " * 2_000_000})
    with open(tmp_path / "yarn.lock", "wb") as file:
        file.truncate(limits.FILE_BYTES + 1)  # takes no space
    result = Seen(tmp_path).check()

    assert result.lost["yarn.lock"] == "larger than 64 MiB"
    assert result.lost["package-lock.json"] == "empty file"


def test_a_root_without_descriptors_for_folders_reads_the_same(target):
    (target / "requirements.txt").write_text("here==1.0\n")
    root = Root(os.fspath(target))

    assert root.read("requirements.txt") == b"here==1.0\n"
    assert root.peek("requirements.txt") == b"here==1.0\n"
    assert root.read("zz-healthy/../requirements.txt") == b"here==1.0\n"
    assert root.read("zz-healthy") is root.read("absent") is root.read("absent/x") is root.read("a\0b") is None
    for path in ("../outside", "zz-healthy/../../x"):
        with pytest.raises(ParseError, match="leaves the target"):
            root.read(path)


@pytest.mark.parametrize(
    "name",
    [
        "\x1b[2K\x1b[1A[ok] all checks passed",
        "a\r::error::b",
        "line\nbreak",
        "\u202egnp.sj",
        "-rf",
        "~",
        "a\udcffb",
        "x" * 200,
        "<img src=x>",
        "a|b`c]",
        "x ::warning::y",
    ],
)
def test_names_of_folders_are_neutralised_wherever_they_are_shown(tmp_path, name):
    result = seen(tmp_path, {f"{name}/requirements.txt": "here==1.0\n", f"{name}/package-lock.json": "{"})

    assert ("here", "1.0") in result.components
    assert len(result.lost) == 1


def test_folders_nested_without_end_end(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "FOLDER_DEPTH", 20)
    deep = "/".join("d" * 25)
    result = seen(tmp_path, {f"{deep}/requirements.txt": "deep==1.0\n"})

    assert "deep" not in names(result)
    assert [message for _, message in result.remarks] == ["folders nested too deeply"]


@pytest.mark.skipif(not confine._BY_DESCRIPTOR, reason="needs folders as descriptors")
def test_paths_longer_than_the_system_takes_are_read_all_the_same(tmp_path):
    plant(tmp_path, {})
    parts = ["d" * 200] * 25
    current = os.open(tmp_path, os.O_RDONLY)
    for part in parts:
        os.mkdir(part, dir_fd=current)
        below = os.open(part, os.O_RDONLY, dir_fd=current)
        os.close(current)
        current = below
    with open(os.open("requirements.txt", os.O_WRONLY | os.O_CREAT, dir_fd=current), "w") as file:
        file.write("deep==1.0\n")
    os.close(current)
    try:
        assert ("deep", "1.0") in Seen(tmp_path).check().components
    finally:  # the fixture's own clean-up does not get there
        _remove(os.fspath(tmp_path / parts[0]), parts)


def _remove(first, parts):
    descriptors = [os.open(os.path.dirname(first), os.O_RDONLY)]
    for part in parts:
        descriptors.append(os.open(part, os.O_RDONLY, dir_fd=descriptors[-1]))
    os.unlink("requirements.txt", dir_fd=descriptors[-1])
    for part, parent in zip(reversed(parts), reversed(descriptors[:-1]), strict=True):
        os.rmdir(part, dir_fd=parent)
    for descriptor in descriptors:
        os.close(descriptor)


def test_several_targets_show_neither_where_they_are_nor_one_another_s_paths(tmp_path):
    plant(tmp_path / "one", {})
    plant(tmp_path / "two", {"package-lock.json": "{"})
    result = Seen(tmp_path / "one", tmp_path / "two").check(os.fspath(tmp_path), tmp_path.name)

    assert set(result.lost) == {"two/package-lock.json"}


def test_a_flood_of_remarks_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "WARNINGS", 30)
    for number in range(50):
        (tmp_path / f"link{number}").symlink_to("/")
    result = seen(tmp_path, {})

    assert len(result.remarks) == 31
    assert (".", "21 more warnings and notes") in result.remarks


@pytest.fixture
def without_privileges():
    """Nothing is unreadable for root."""
    if os.geteuid():
        yield
        return
    Seen(plant(Path(tempfile.mkdtemp()), {"requirements.txt": "x==1"}))  # modules may lie where only root reads
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_what_may_not_be_read_is_named(without_privileges):
    with tempfile.TemporaryDirectory() as folder:
        target = plant(
            Path(folder),
            {"package-lock.json": "{}", "locked/requirements.txt": "x==1", "listed/requirements.txt": "x==1"},
        )
        (target / "package-lock.json").chmod(0)
        (target / "locked").chmod(0)
        (target / "listed").chmod(0o444)
        try:
            result = Seen(target).check()
        finally:
            (target / "locked").chmod(0o700)
            (target / "listed").chmod(0o700)

    assert result.lost == {"package-lock.json": "permission denied", "listed/requirements.txt": "permission denied"}
    assert result.remarks == [("locked", "permission denied")]


def test_a_target_is_the_same_by_whatever_name(tmp_path, monkeypatch):
    target = plant(tmp_path / "target", {"package-lock.json": "{", "a/requirements.txt": "x==1"})
    (tmp_path / "link").symlink_to(target)
    (tmp_path / "lock.json").symlink_to(target / "package-lock.json")
    monkeypatch.chdir(target)
    inventories = [
        Seen(name).check().report.inventory
        for name in (target, f"{target}/", tmp_path / "link", ".", "./", "../target")
    ]

    assert all(inventory == inventories[0] for inventory in inventories)


def test_a_file_that_the_user_names_may_be_a_link_to_anywhere(tmp_path, outside):
    (tmp_path / "requirements.txt").symlink_to(outside / "requirements.txt")
    report = scan([str(tmp_path / "requirements.txt")], today=DATE, knowledge=knowledge())

    assert [component.name for component in report.inventory.components] == ["outside-canary"]
