"""What is mounted where, as the kernel tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Mount as MountOn
from vidtui.disk import mounts
from vidtui.disk.mounts import Mount, below, is_network, type_of

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
