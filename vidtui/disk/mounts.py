"""What the kernel says is mounted where, and how much may be read there.

Reading the beginnings of files on a cloud mount has cost people gigabytes and bans.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

from vidtui.paths import prefix_of
from vidtui.settings.model import READINGS, Reading, RootSetting, Settings

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
    prefix = prefix_of(path)
    return sorted(
        {mount.point[len(prefix) :] for mount in table if mount.point.startswith(prefix)} - {b""}
    )


def types_at(path: bytes, table: list[Mount]) -> tuple[str, ...]:
    """Return the types of the filesystems that hold ``path`` and what is mounted beneath it."""
    prefix = prefix_of(path)
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


DAY_S = 24 * 3600
CLOUD_DAYS = 3  # what a cloud mount loses for an hour or a night comes back
_LOCAL_FUSE = frozenset({"fuseblk", "fuse.mergerfs", "fuse.shfs"})
"""A disk's own filesystem (ntfs-3g), and pools of disks (mergerfs, unRAID)."""
_CLOUD = frozenset({"davfs", "davfs2", "sshfs", "rclone", "s3fs", "gcsfuse"})
"""Cloud mounts under names of their own; whatever else comes through FUSE is taken for one."""
_SHARES = frozenset({"virtiofs", "vboxsf", "fuse.vmhgfs-fuse", "smb2", "ncpfs", "orangefs"})


@dataclass(frozen=True, slots=True)
class Policy:
    """How much may be read on one root.

    ``filesystem`` is the type that decides, "" where the kernel does not say; ``is_set`` says that
    the settings decide. ``volatile_days``: what vanished is away so long before it is gone.
    """

    reading: Reading = "full"
    filesystem: str = ""
    is_set: bool = False
    volatile_days: int = 0

    @property
    def samples(self) -> bool:
        """Whether beginnings and ends of files, and NFO files, may be read."""
        return self.reading != "names"

    def keeps(self, away_since: int | None, now: int) -> bool:
        """Whether a file that is not there is only away.

        Args:
            away_since: when an import missed it first, None where none has yet.
            now: the time, like it in seconds since the epoch.
        """
        since = now if away_since is None else away_since
        return now - since < self.volatile_days * DAY_S


FREELY = Policy()


def policy_of(settings: Settings, root: RootSetting, filesystems: Iterable[str]) -> Policy:
    """Return how much may be read on a storage root.

    Args:
        settings: what holds for all roots that say nothing themselves.
        root: what the settings say of this one.
        filesystems: the types at the root and at the mount points below it.
    """
    by_type = _strictest(filesystems)
    said = root.reading or settings.reading
    days = root.volatile_days if root.volatile_days is not None else settings.volatile_days
    if days is None:
        days = CLOUD_DAYS if by_type[0] == "names" else 0
    return Policy(said or by_type[0], by_type[1], said is not None, days)


def reading_of(filesystems: Iterable[str]) -> Reading:
    """Return how much may be read at some types of filesystems, unless the settings say."""
    return _strictest(filesystems)[0]


def _strictest(filesystems: Iterable[str]) -> tuple[Reading, str]:
    """Return the type that decides: a root with a mount of another kind below it is one root."""
    return max(
        ((_by_type(type_), type_) for type_ in filesystems),
        key=lambda found: READINGS.index(found[0]),
        default=("full", ""),
    )


def _by_type(filesystem: str) -> Reading:
    if filesystem in _LOCAL_FUSE:
        return "full"
    if filesystem == "fuse.glusterfs" or filesystem in _SHARES:
        return "sparing"
    if filesystem == "fuse" or filesystem.startswith("fuse.") or filesystem in _CLOUD:
        return "names"
    return "sparing" if filesystem in NETWORK else "full"


class Budget:
    """What is left of it; roots that are read sparingly give nothing without one."""

    def __init__(self, at_most: int | None) -> None:
        """Take the bytes that may be read, None where nobody said."""
        self._at_most = at_most
        self._spent = 0

    @property
    def is_set(self) -> bool:
        """Whether somebody said how much may be read."""
        return self._at_most is not None

    def room(self, policy: Policy) -> float:
        """Return how many bytes may still be read of a root, infinite where nothing limits it."""
        if policy.reading == "names":
            return 0
        if self._at_most is None:
            return math.inf if policy.reading == "full" else 0
        return max(0, self._at_most - self._spent)

    def spend(self, count: int) -> None:
        """Note that so many bytes were read."""
        self._spent += count
