"""Archives and images, made by hand in memory."""

import gzip
import hashlib
import io
import json
import tarfile


def tar(files, *, format_=tarfile.PAX_FORMAT):
    """Return a tar archive of files by path; a text that starts with ``-> `` is a link, ``=> `` a hard link."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=format_) as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            if content is None:
                entry.type = tarfile.DIRTYPE
            elif isinstance(content, str) and content.startswith(("-> ", "=> ")):
                entry.type = tarfile.SYMTYPE if content.startswith("->") else tarfile.LNKTYPE
                entry.linkname = content[3:]
            data = content.encode() if isinstance(content, str) else content or b""
            entry.size = len(data) if entry.type == tarfile.REGTYPE else 0
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def docker_save(*layers, tags=("registry.example/team/app:1.2",), config=None, pack=lambda data: data):
    """Return what ``docker save`` wrote before version 25."""
    names = [f"{number:064x}/layer.tar" for number in range(len(layers))]
    manifest = [{"Config": "c0ffee.json", "RepoTags": list(tags), "Layers": names}]
    files = {"c0ffee.json": json.dumps(config or {"architecture": "amd64", "os": "linux"})}
    files |= {
        name: pack(tar(layer) if isinstance(layer, dict) else layer) for name, layer in zip(names, layers, strict=True)
    }
    return tar({**files, "manifest.json": json.dumps(manifest)})


def oci_files(*layers, name="registry.example/team/app:1.2", pack=gzip.compress, platform=None, notes=None):
    """Return the files of an OCI layout by path."""
    files = {"oci-layout": '{"imageLayoutVersion": "1.0.0"}'}

    def blob(data, **more):
        data = data if isinstance(data, bytes) else json.dumps(data).encode()
        digest = hashlib.sha256(data).hexdigest()
        files[f"blobs/sha256/{digest}"] = data
        return {"digest": f"sha256:{digest}", "size": len(data), **more}

    descriptors = [blob(pack(tar(layer)), mediaType="application/vnd.oci.image.layer.v1.tar+gzip") for layer in layers]
    config = blob({"architecture": "amd64", "os": "linux", "config": {}})
    manifest = {"schemaVersion": 2, "config": config, "layers": descriptors, "annotations": notes or {}}
    annotations = {"io.containerd.image.name": name} if name else {}
    described = blob(manifest, annotations=annotations, **({"platform": platform} if platform else {}))
    files["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [described]})
    return files
