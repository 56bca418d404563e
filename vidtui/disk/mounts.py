"""What the kernel says is mounted where."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

MOUNTINFO = "/proc/self/mountinfo"
# fmt: off
NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "beegfs",
    "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.davfs2", "davfs",
})
# fmt: on
WITHOUT_LINKS = frozenset({"vfat", "exfat", "msdos"})


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted filesystem: the folder it is mounted on, and its type."""

    point: bytes
    type: str


def mounts() -> list[Mount]:
    """Return what is mounted, in order; nothing where the kernel does not say."""
    try:
        with open(MOUNTINFO, "rb") as lines:
            return [mount for line in lines if (mount := _parse(line))]
    except OSError:
        return []


def _parse(line: bytes) -> Mount | None:
    fields = line.split()
    try:
        point = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), fields[4])
        return Mount(point, fields[fields.index(b"-") + 1].decode("ascii", "replace"))
    except (ValueError, IndexError):
        return None


def below(path: bytes, table: list[Mount]) -> list[bytes]:
    """Return the mount points strictly beneath ``path``, relative to it."""
    prefix = path.rstrip(b"/") + b"/"
    return sorted(
        {mount.point[len(prefix) :] for mount in table if mount.point.startswith(prefix)} - {b""}
    )


def types_at(path: bytes, table: list[Mount]) -> tuple[str, ...]:
    """Return the types of the filesystems that hold ``path`` and what is mounted beneath it."""
    prefix = path.rstrip(b"/") + b"/"
    beneath = (mount.type for mount in table if mount.point.startswith(prefix))
    return tuple(dict.fromkeys((type_of(path, table), *beneath)))


def type_of(path: bytes, table: list[Mount]) -> str:
    """Return the type of the filesystem that holds ``path``, "" where unknown."""
    best = Mount(b"", "")
    for mount in table:
        inside = mount.point == b"/" or (path + b"/").startswith(mount.point + b"/")
        if inside and len(mount.point) >= len(best.point):
            best = mount
    return best.type


def is_network(path: bytes) -> bool:
    """Say whether ``path`` lies on a network filesystem."""
    return type_of(os.path.realpath(path), mounts()) in NETWORK
