"""What is mounted where, as the kernel tells it, and how much may be read there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Mount as MountOn
from vidtui.disk import mounts
from vidtui.disk.mounts import DAY_S, Mount, Policy, below, is_network, policy_of, type_of
from vidtui.disk.root_identity import Identity, examine
from vidtui.settings import model
from vidtui.settings.model import RootSetting, Settings

TABLE = [
    Mount(b"/", "ext4"),
    Mount(b"/mnt", "btrfs"),
    Mount(b"/mnt/nas", "nfs4"),
    Mount(b"/mnt/nas2", "ext4"),
    Mount(b"/mnt", "xfs"),
]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (b"/", "ext4"),
        (b"/mntx", "ext4"),
        (b"/mnt/x", "xfs"),
        (b"/mnt/nas/Films", "nfs4"),
        (b"/mnt/nas", "nfs4"),
        (b"/mnt/nas2", "ext4"),
    ],
)
def test_the_type_of_the_nearest_mount(path: bytes, kind: str) -> None:
    assert type_of(path, TABLE) == kind


def test_mounts_below() -> None:
    assert below(b"/mnt", TABLE) == [b"nas", b"nas2"]
    assert below(b"/mnt/nas", TABLE) == []
    assert below(b"/", TABLE) == [b"mnt", b"mnt/nas", b"mnt/nas2"]


def test_names_with_blanks(tmp_path: Path, mount: MountOn) -> None:
    point = tmp_path / "my films\tand \\ more é"
    mount(point)
    assert str(point).encode() in {one.point for one in mounts.mounts()}
    assert type_of(str(point).encode(), mounts.mounts()) == "tmpfs"


@pytest.mark.parametrize(("kind", "network"), [("nfs4", True), ("cifs", True), ("ext4", False)])
def test_network_filesystems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, network: bool
) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(f"36 35 98:0 / / rw,noatime master:1 - {kind} /dev/root rw\nnonsense\n\n")
    monkeypatch.setattr(mounts, "MOUNTINFO", str(table))
    assert is_network(b"/anywhere") is network


def test_where_the_kernel_does_not_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounts, "MOUNTINFO", "/nowhere")
    assert mounts.mounts() == []
    assert not is_network(b"/")


ROOT = RootSetting("storage", b"/a")


@pytest.fixture
def plain(tmp_path: Path) -> Settings:
    return model.load(config=tmp_path / "none.toml", data_dir=tmp_path, env={})


@pytest.mark.parametrize(
    ("filesystem", "reading", "days"),
    [
        ("ext4", "full", 0),
        ("btrfs", "full", 0),
        ("zfs", "full", 0),
        ("overlay", "full", 0),
        ("vfat", "full", 0),
        ("fuseblk", "full", 0),
        ("fuse.mergerfs", "full", 0),
        ("fuse.shfs", "full", 0),
        ("", "full", 0),
        ("nfs", "sparing", 0),
        ("nfs4", "sparing", 0),
        ("cifs", "sparing", 0),
        ("smb3", "sparing", 0),
        ("9p", "sparing", 0),
        ("virtiofs", "sparing", 0),
        ("fuse.glusterfs", "sparing", 0),
        ("fuse.rclone", "names", 3),
        ("fuse.sshfs", "names", 3),
        ("davfs", "names", 3),
        ("fuse", "names", 3),
        ("fuse.never-heard-of", "names", 3),
    ],
)
def test_by_filesystem(plain: Settings, filesystem: str, reading: str, days: int) -> None:
    policy = policy_of(plain, ROOT, [filesystem])
    assert policy == Policy(reading, filesystem, False, days)  # type: ignore[arg-type]
    assert policy.samples is (reading != "names")


def test_the_strictest_of_what_is_mounted_below_counts_for_all_of_it(plain: Settings) -> None:
    policy = policy_of(plain, ROOT, ["ext4", "nfs4", "fuse.rclone", "ext4"])
    assert (policy.reading, policy.filesystem) == ("names", "fuse.rclone")
    assert policy_of(plain, ROOT, ["ext4", "cifs"]).reading == "sparing"


def test_the_root_goes_before_what_holds_for_all_before_the_filesystem(plain: Settings) -> None:
    own = replace(ROOT, reading="full", volatile_days=1)
    assert policy_of(plain, own, ["fuse.rclone"]) == Policy("full", "fuse.rclone", True, 1)
    for_all = replace(plain, reading="sparing", volatile_days=0)
    assert policy_of(for_all, ROOT, ["fuse.rclone"]) == Policy("sparing", "fuse.rclone", True, 0)
    assert policy_of(for_all, own, ["ext4"]) == Policy("full", "ext4", True, 1)


def test_how_it_is_read_does_not_change_how_long_a_cloud_may_be_without_a_file(
    plain: Settings,
) -> None:
    own = replace(ROOT, reading="full")
    assert policy_of(plain, own, ["fuse.rclone"]).volatile_days == 3
    assert policy_of(plain, replace(ROOT, reading="names"), ["ext4"]).volatile_days == 0


def test_how_long_it_is_only_away() -> None:
    policy, now = Policy(volatile_days=3), 10 * DAY_S
    assert policy.keeps(None, now)
    assert policy.keeps(now - 3 * DAY_S + 1, now)
    assert not policy.keeps(now - 3 * DAY_S, now)
    assert not Policy().keeps(None, now)


def test_a_root_tells_its_filesystems_and_those_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    (root / "cloud").mkdir(parents=True)
    table = tmp_path / "mountinfo"
    mounted = {"/": "ext4", root: "nfs4", root / "cloud": "fuse.rclone", tmp_path / "x": "xfs"}
    lines = [f"1 2 0:1 / {point} rw - {type_} x rw\n" for point, type_ in mounted.items()]
    table.write_text("".join(lines))
    monkeypatch.setattr(mounts, "MOUNTINFO", str(table))
    link = tmp_path / "link"
    link.symlink_to(root)
    for path in (root, link):
        assert examine(bytes(path), Identity()).filesystems == ("nfs4", "fuse.rclone")
