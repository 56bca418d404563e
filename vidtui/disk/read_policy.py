"""How much may be read on a root: as the settings say, or else by the type of its filesystem.

Reading the beginnings of files on a cloud mount has cost people gigabytes and bans.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vidtui.disk.mounts import NETWORK
from vidtui.settings.model import READINGS, Reading, RootSetting, Settings

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
