"""Where knowledge is: packaged in the wheel, beside the source in a checkout, or in a folder the user names."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from depscan.errors import KnowledgeError

_PACKAGE = Path(__file__).resolve().parent.parent
COMPILED = _PACKAGE / "_data" / "knowledge.msgpack"
"""In a wheel: the index, ready made."""
_PACKED = _PACKAGE / "_data" / "knowledge.tar.xz"
"""In a wheel: what it was made from."""


def base_folder() -> Path:
    """Return the folder that holds ``vendors.yaml`` and ``rules/``; those of a wheel are unpacked for it once.

    Raises:
        KnowledgeError: there is none, which only a broken installation can bring about.
    """
    checkout = _PACKAGE.parent.parent  # src/depscan/ → the checkout, in an editable install
    if (checkout / "vendors.yaml").is_file() and (checkout / "rules").is_dir():
        return checkout
    if _PACKED.is_file():
        return _unpacked()
    raise KnowledgeError(f"{_PACKAGE}: no vendors.yaml and rules/ beside or above; is the installation complete?")


def _unpacked() -> Path:
    """Unpack the wheel's files into the user's cache, or for this run if there is none."""
    import hashlib
    import tarfile
    import tempfile

    cache = cache_folder()
    digest = hashlib.sha256(_PACKED.read_bytes()).hexdigest()[:16]
    target = cache / f"knowledge-{digest}" if cache else None
    if target and _is_private(target):
        return target
    try:
        if cache:
            cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Path(tempfile.mkdtemp(prefix="knowledge-", dir=cache))
        with tarfile.open(_PACKED) as archive:
            archive.extractall(made, filter="data")
    except OSError as error:
        raise KnowledgeError(f"{_PACKED}: cannot unpack it: {error}") from error
    if target is None:
        import atexit
        import shutil

        atexit.register(shutil.rmtree, made, ignore_errors=True)
        return made
    try:
        os.rename(made, target)
    except OSError:  # another run was faster, or somebody else's folder lies there
        return target if _is_private(target) else made
    return target


def _is_private(folder: Path) -> bool:
    """Tell whether a folder is there and nobody but the user can have written it."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    ours = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
    return ours and stat.S_ISDIR(status.st_mode)


def extra_folder(folder: str) -> Path:
    """Return a user's folder of additions, checked to be one.

    Raises:
        KnowledgeError: it holds neither ``vendors.yaml`` nor ``rules/``.
    """
    path = Path(folder)
    if not (path / "vendors.yaml").is_file() and not (path / "rules").is_dir():
        raise KnowledgeError(f"{folder}: neither vendors.yaml nor rules/ in this folder")
    return path


def cache_folder() -> Path | None:
    """Return where compiled knowledge of checkouts and user folders is kept; None for users without a home."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    if not os.path.isabs(base):  # the specification has relative ones ignored
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "sovereign-depscan" if os.path.isabs(base) else None
