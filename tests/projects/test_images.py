"""An image or an archive that somebody names is looked into, layer upon layer, without unpacking it to disk."""

import gzip
import io
import json
import tarfile
import zipfile

import pytest
import zstandard

from depscan.discover import discover
from depscan.extract import extract
from depscan.extractors.registry import all_formats
from depscan.found import Walk
from depscan.syntax import limits
from tests.rpm import header, sqlite_database
from tests.tars import docker_save, oci_files, tar

DEBIAN = 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\n'
BASH = "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2-1\n"
CURL = "Package: curl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 8.1-1\n"
BASE = {
    "etc/": None,
    "etc/os-release": "-> ../usr/lib/os-release",
    "usr/lib/os-release": DEBIAN,
    "var/lib/dpkg/status": BASH,
}


class Seen:
    """What an archive gives."""

    def __init__(self, path, **how):
        walk = Walk()
        result = extract(discover([str(path)], walk, **how), all_formats(), installed=how.get("installed", False))
        self.components = {c.purl or f"{c.name}@{c.version}" for c in result.components}
        self.paths = {seen.path for c in result.components for seen in c.evidence}
        self.diagnostics = [(d.path, d.message) for d in (*walk.diagnostics, *result.diagnostics)]
        self.failed = result.failed


@pytest.fixture
def looked_into(tmp_path):
    def run(data, name="image.tar", **how):
        path = tmp_path / name
        path.write_bytes(data)
        return Seen(path, **how)

    return run


IMAGE = "pkg:docker/registry.example/team/app@1.2"
SYSTEM = {"Debian GNU/Linux@12", "pkg:deb/debian/bash@5.2-1", "pkg:deb/debian/curl@8.1-1"}
TOP = {"var/lib/dpkg/status": f"{BASH}\n{CURL}"}


def _same(data):
    return data


PACKED = {"plain": _same, "gzip": gzip.compress, "zstd": zstandard.compress}


@pytest.mark.parametrize("layers", PACKED.values(), ids=PACKED)
@pytest.mark.parametrize("outer", PACKED.values(), ids=PACKED)
def test_an_image_gives_its_distribution_its_packages_and_its_name(looked_into, outer, layers):
    for image in (docker_save(BASE, TOP, pack=layers), tar(oci_files(BASE, TOP, pack=layers))):
        seen = looked_into(outer(image))

        assert seen.components == {IMAGE, *SYSTEM}
        assert seen.diagnostics == []
        assert "image.tar!/etc/os-release" in seen.paths
        assert "image.tar!/var/lib/dpkg/status" in seen.paths


def test_a_folder_with_the_layout_of_an_image_is_read_the_same(tmp_path):
    for path, content in oci_files(BASE, TOP).items():
        place = tmp_path / "layout" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    seen = Seen(tmp_path / "layout")

    assert seen.components == {IMAGE, *SYSTEM}
    assert "image!/etc/os-release" in seen.paths


def test_layers_hide_and_remove_what_is_below(looked_into):
    status = "var/lib/dpkg/status.d/"
    below = {f"{status}{name}": f"Package: {name}\nVersion: 1\n" for name in ("kept", "gone", "replaced")}
    above = {f"{status}.wh.gone": "", f"{status}.wh..wh.plnk": "", f"{status}replaced": "Package: new\nVersion: 2\n"}
    seen = looked_into(docker_save(below, above))
    assert seen.components == {IMAGE, "pkg:deb/kept@1", "pkg:deb/new@2"}

    for emptied in ({f"{status}.wh..wh..opq": "", f"{status}own": "Package: own\nVersion: 3\n"},):
        assert looked_into(docker_save(below, emptied)).components == {IMAGE, "pkg:deb/own@3"}
    for hidden in ({"var/.wh.lib": ""}, {".wh.var": ""}, {"var": "-> elsewhere"}, {"var/lib": "a file"}):
        assert looked_into(docker_save(below, hidden)).components == {IMAGE}


def test_a_whiteout_takes_nothing_from_its_own_layer(looked_into):
    seen = looked_into(docker_save({"var/lib/dpkg/.wh.status": "", "var/lib/dpkg/status": BASH}))

    assert "pkg:deb/bash@5.2-1" in seen.components


def test_a_folder_upon_a_link_is_a_folder(looked_into):
    below = {"var/lib/dpkg": "-> /elsewhere", "elsewhere/status": BASH}
    assert looked_into(docker_save(below)).components == {IMAGE}

    above = {"var/lib/dpkg/": None, "var/lib/dpkg/status": CURL}
    assert looked_into(docker_save(below, above)).components == {IMAGE, "pkg:deb/curl@8.1-1"}


@pytest.mark.parametrize(
    "links",
    [
        {"etc/os-release": "-> /usr/share/os", "usr/share/os": DEBIAN},
        {"etc/os-release": "-> ../../../../usr/share/os", "usr/share/os": DEBIAN},
        {"etc/os-release": "-> ../a/b/os", "a": "-> c", "c/b": "-> /usr/share", "usr/share/os": DEBIAN},
        {"usr/share/os": DEBIAN, "etc/os-release": "=> usr/share/os"},
        {"etc": "-> usr/etc", "usr/etc/os-release": DEBIAN},
    ],
    ids=["absolute", "above the top", "through folders", "hard", "a folder"],
)
def test_links_lead_to_where_they_do_in_the_image(looked_into, links):
    assert "Debian GNU/Linux@12" in looked_into(docker_save(links)).components


@pytest.mark.parametrize(
    "links",
    [
        {"etc/os-release": "-> /etc/passwd"},
        {"etc/os-release": "-> os-release"},
        {"etc/os-release": "-> b", "etc/b": "-> os-release"},
        {"etc/os-release": "=> ../../../etc/passwd"},
        {"../../etc/os-release": DEBIAN},
        {"/etc/../../etc/os-release": DEBIAN},
        {"etc/os-release": "-> " + "a/" * 2000},
    ],
)
def test_no_link_and_no_name_leads_out(looked_into, links):
    assert looked_into(docker_save(links)).components == {IMAGE}


def test_names_that_lead_out_are_told(looked_into):
    seen = looked_into(docker_save({"../../etc/os-release": DEBIAN, "etc/os-release": DEBIAN}))

    assert ("image.tar", "entries whose names lead out of the archive: 1") in seen.diagnostics


def test_an_rpm_database_and_its_system_may_lie_in_different_layers(looked_into):
    fedora = {"usr/lib/os-release": "NAME=Fedora\nID=fedora\nVERSION_ID=41\n"}
    packages = {"usr/lib/sysimage/rpm/rpmdb.sqlite": sqlite_database([header("glibc", "2.40", "3.fc41")])}
    seen = looked_into(docker_save(fedora, packages, pack=gzip.compress))

    assert "pkg:rpm/fedora/glibc@2.40-3.fc41" in seen.components


def test_of_the_distributions_folders_only_what_is_installed_counts(looked_into):
    lock = "requests==2.31.0\n"
    files = dict.fromkeys(("app/requirements.txt", "usr/src/app/requirements.txt"), lock)
    files |= {"usr/share/doc/x/requirements.txt": "example==1\n"}
    files |= {"app/node_modules/x/package-lock.json": "{}"}
    seen = looked_into(docker_save(files))

    assert seen.components == {IMAGE, "pkg:pypi/requests@2.31.0"}
    assert seen.diagnostics == []


def test_several_images_are_told_apart(looked_into):
    first = json.loads(_member(docker_save(BASE), "manifest.json"))[0]
    second = {**first, "RepoTags": ["registry.example/team/other:2"], "Layers": ["b.tar"]}
    data = tar(
        {
            "manifest.json": json.dumps([first, second, first]),
            first["Layers"][0]: tar(BASE),
            "b.tar": tar(TOP),
        }
    )
    seen = looked_into(data)

    assert {
        IMAGE,
        "pkg:docker/registry.example/team/other@2",
        *SYSTEM - {"pkg:deb/debian/curl@8.1-1"},
    } <= seen.components
    assert "image.tar!/registry.example/team/app:1.2!/var/lib/dpkg/status" in {p.replace(": ", ":") for p in seen.paths}
    assert "image.tar!/registry.example/team/other:2!/var/lib/dpkg/status" in seen.paths


def _member(data, name):
    return tarfile.open(fileobj=io.BytesIO(data)).extractfile(name).read()


def test_a_layer_that_is_a_link_to_another_ones_file_is_that_file(looked_into):
    manifest = [{"Config": "c.json", "RepoTags": ["app:1"], "Layers": ["a/layer.tar", "b/layer.tar"]}]
    files = {"a/layer.tar": tar(BASE), "b/layer.tar": "-> ../a/layer.tar", "manifest.json": json.dumps(manifest)}

    assert "pkg:deb/debian/bash@5.2-1" in looked_into(tar(files)).components


def test_of_an_image_for_several_machines_one_is_read_and_the_others_are_told(looked_into):
    arm = oci_files({"var/lib/dpkg/status": CURL}, platform={"os": "linux", "architecture": "arm64"})
    amd = oci_files({"var/lib/dpkg/status": BASH}, platform={"os": "linux", "architecture": "amd64"})
    manifests = [json.loads(files["index.json"])["manifests"][0] for files in (arm, amd)]
    attested = {**manifests[0], "annotations": {"vnd.docker.reference.type": "attestation-manifest"}}
    index = json.dumps({"schemaVersion": 2, "manifests": [*manifests, attested]})
    seen = looked_into(tar({**arm, **amd, "index.json": index}))

    assert seen.components == {IMAGE, "pkg:deb/bash@5.2-1"}
    assert ("image.tar", "the images for linux/arm64 are not looked at") in seen.diagnostics


def test_the_base_image_is_named_where_it_is_told(looked_into):
    base = {"org.opencontainers.image.base.name": "docker.io/library/debian:12"}
    for image in (
        tar(oci_files(BASE, notes=base)),
        docker_save(BASE, config={"config": {"Labels": base}}),
    ):
        assert "pkg:docker/library/debian@12" in looked_into(image).components


def test_an_image_without_anything_to_read_says_so(looked_into):
    seen = looked_into(docker_save({"server": "\x7fELF"}))

    assert seen.components == {IMAGE}
    assert seen.diagnostics == [("image.tar", "nothing in this image tells what it is made of")]


def test_what_of_an_image_is_damaged_is_told_and_the_rest_read(looked_into):
    missing = [{"Config": "c.json", "RepoTags": ["app:1"], "Layers": ["a.tar", "b.tar", "c.tar"]}]
    files = {"a.tar": tar(BASE), "c.tar": gzip.compress(tar(TOP))[:150], "manifest.json": json.dumps(missing)}
    seen = looked_into(tar(files))

    assert "Debian GNU/Linux@12" in seen.components
    assert ("image.tar", "layer 2 of 3: missing, or no tar archive") in seen.diagnostics
    assert any(message.startswith("layer 3 of 3: ") for _, message in seen.diagnostics)
    assert seen.failed >= 2


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6])
def test_an_image_cut_off_is_told(looked_into, share):
    for data in (docker_save(BASE, TOP), gzip.compress(docker_save(BASE, TOP))):
        assert looked_into(data[: int(len(data) * share)]).failed


# ---------------------------------------------------------------------------------------------------------- archives

BOM = b'{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library", "name": "x", "purl": "pkg:npm/x@1"}]}'
SOURCES = {
    "project-1.0/requirements.txt": "requests==2.31.0\n-r more/others.txt\n",
    "project-1.0/more/others.txt": "flask==3.0\n",
    "project-1.0/node_modules/x/package.json": '{"name": "x", "version": "1"}',
    "project-1.0/bom.json.gz": gzip.compress(BOM),
    "project-1.0/link/requirements.txt": "-> /etc/passwd",
}
FOUND = {"pkg:pypi/requests@2.31.0", "pkg:pypi/flask@3.0", "pkg:npm/x@1"}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
def test_an_archive_is_read_like_a_folder(looked_into, pack):
    seen = looked_into(pack(tar(SOURCES)), "project-1.0.tar.gz")

    assert seen.components == FOUND
    assert seen.paths == {
        "project-1.0.tar.gz!/project-1.0/requirements.txt",
        "project-1.0.tar.gz!/project-1.0/more/others.txt",
        "project-1.0.tar.gz!/project-1.0/bom.json.gz",
    }
    assert seen.diagnostics == []


@pytest.mark.parametrize("format_", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_kind_of_tar_is_read_and_long_names_too(looked_into, format_):
    folder = "/".join(["folder"] * 13)

    assert looked_into(tar({f"{folder}/requirements.txt": "a==1"}, format_=format_)).components == {"pkg:pypi/a@1"}


def test_a_zip_archive_is_read_like_a_folder(looked_into):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in SOURCES.items():
            archive.writestr(name, content)
        archive.writestr("../requirements.txt", "evil==1")
    seen = looked_into(stream.getvalue(), "project.zip")

    assert seen.components == FOUND
    assert looked_into(stream.getvalue()[:-40], "project.zip").diagnostics == [("project.zip", "damaged ZIP archive")]


def test_what_is_excluded_is_excluded_in_archives_too(looked_into):
    for pattern in ("more", "project-1.0/more", "others.txt"):
        files = {}
        files["project-1.0/more/requirements.txt" if pattern != "others.txt" else "x/others.txt"] = "a==1"
        assert looked_into(tar(files), exclude=[pattern]).components == set()


def test_an_archive_below_a_folder_is_not_opened(tmp_path):
    (tmp_path / "project.tar").write_bytes(tar(SOURCES))

    assert Seen(tmp_path).components == set()


# -------------------------------------------------------------------------------------------------------------- hostile


def test_a_bomb_ends(looked_into, monkeypatch):
    monkeypatch.setattr(limits, "UNPACKING", (1024 * 1024, 2))
    bomb = gzip.compress(tar({"a/requirements.txt": "a==1", "big": bytes(16 * 1024 * 1024), "b/requirements.txt": ""}))
    seen = looked_into(bomb)

    assert seen.diagnostics[-1] == ("image.tar", "takes too much unpacking for its size")


def test_a_file_that_claims_to_be_huge_is_refused(looked_into):
    data = bytearray(tar({"a/requirements.txt": "a==1\n", "b/requirements.txt": "b==1\n"}))
    data[124:136] = b"77777777777\0"
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])

    told = looked_into(bytes(data)).diagnostics
    assert [message for _, message in told] == ["larger than 64 MiB", "tar archive that ends too early"]


def test_too_many_entries_and_too_much_to_hold_are_bounded(looked_into, monkeypatch):
    monkeypatch.setattr(limits, "IMAGE_ENTRIES", 5)
    files = {f"{number}/requirements.txt": f"a{number}==1" for number in range(9)}
    seen = looked_into(tar(files))
    assert len(seen.components) == 5
    assert seen.diagnostics == [("image.tar", "more than 5 files")]

    monkeypatch.undo()
    monkeypatch.setattr(limits, "KEPT_BYTES", 20)  # what does not fit is read in turns
    for data in (tar(files), gzip.compress(tar(files)), docker_save(files, BASE, TOP), tar(oci_files(files, BASE))):
        assert {f"pkg:pypi/a{number}@1" for number in range(9)} <= looked_into(data).components


def test_attributes_beyond_all_measure_are_refused(looked_into):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("a")
        entry.pax_headers = {"comment": "x" * 2_000_000}
        archive.addfile(entry)

    assert looked_into(stream.getvalue()).diagnostics[0][1] == "damaged tar archive: attributes beyond all measure"
