"""Looks at a root from a child process, which a dead network mount may hang for ever.

Started as a script with the standard library alone; ``root_identity`` starts, polls and kills it.
Question (standard input) and answer (standard output) are JSON; paths are hexadecimal. Question:
``{"root": path, "samples": [[path, size, is link], ...], "marker": whether to read that file}``.
Answer: ``{"real": path, "errno": n}`` when the root itself fails, else
``{"real": path, "dev": n, "ino": n, "empty": bool, "marker": text or null, "space": [all bytes,
free ones] or null, "samples": [state, ...]}`` with a state of ``same``, ``other``, ``not a link``,
``missing`` or ``unknown`` for each sample.
"""

import json
import os
import stat
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MARKER = b".vidtui-root"
MISSING = (2, 20)  # ENOENT, ENOTDIR


def sample_state(root: bytes, path: str, size: int, is_link: bool) -> str:
    """Compare one sample with what is there now."""
    try:
        found = os.lstat(os.path.join(root, bytes.fromhex(path)))
    except OSError as error:
        return "missing" if error.errno in MISSING else "unknown"
    if is_link and not stat.S_ISLNK(found.st_mode):
        return "not a link"
    return "same" if is_link or found.st_size == size else "other"


def marker_of(root: bytes) -> "str | None":
    """Return what the marker file says."""
    try:
        with open(os.path.join(root, MARKER), "rb") as opened:
            return opened.read(200).decode("ascii", "replace").strip()
    except OSError:
        return None


def space_of(root: bytes) -> "list[int] | None":
    """Return how many bytes the filesystem has, and how many are free; None where it says not."""
    try:
        found = os.statvfs(root)
    except OSError:
        return None
    return [found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize]


def answer(question: "dict[str, Any]") -> "dict[str, Any]":
    """Answer one question."""
    root = bytes.fromhex(question["root"])
    try:
        found = os.stat(root)
        with os.scandir(root) as entries:
            empty = next(entries, None) is None
    except OSError as error:
        return {"real": os.path.realpath(root).hex(), "errno": error.errno}
    return {
        "real": os.path.realpath(root).hex(),
        "dev": found.st_dev,
        "ino": found.st_ino,
        "empty": empty,
        "marker": marker_of(root) if question["marker"] else None,
        "space": space_of(root),
        "samples": [sample_state(root, *sample) for sample in question["samples"]],
    }


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
