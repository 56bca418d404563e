"""Is this the disk that we know?"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.conftest import Mount
from tests.support.library import Library
from tests.support.running import run
from vidtui.disk import root_identity, root_probe
from vidtui.disk.root_identity import Identity, IdentitySample, examine, examine_all, write_marker

pytestmark = pytest.mark.in_full

HANGS_S = 60


@pytest.fixture
def disk(tmp_path: Path) -> bytes:
    """A folder with ten files of ten bytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    for number in range(10):
        (disk / f"{number}.mkv").write_bytes(b"0123456789")
    return os.fsencode(disk)


def identity(count: int = 10, size: int = 10) -> Identity:
    return Identity("uuid", tuple(IdentitySample(b"%d.mkv" % n, size) for n in range(count)))


def test_a_new_root_is_taken_as_it_is(disk: bytes) -> None:
    state = examine(disk, Identity())
    assert (state.state, state.reason, state.is_empty) == ("online", "", False)
    found = os.stat(disk)
    assert (state.device, state.inode) == (found.st_dev, found.st_ino)
    assert state.real_path == os.path.realpath(disk)


def test_a_known_root_is_recognised_by_half_of_its_files(disk: bytes) -> None:
    assert examine(disk, identity()).online
    for number in range(5):
        os.unlink(os.path.join(disk, b"%d.mkv" % number))
    assert examine(disk, identity()).online
    os.unlink(os.path.join(disk, b"5.mkv"))
    state = examine(disk, identity())
    assert state.state == "unrecognised"
    assert "only 4 of 10" in state.reason
    assert "roots confirm" in state.reason


def test_files_of_another_size_are_other_files(disk: bytes) -> None:
    assert examine(disk, identity(size=11)).state == "unrecognised"


def test_an_empty_folder_is_a_disk_that_is_not_mounted(tmp_path: Path) -> None:
    state = examine(os.fsencode(tmp_path), identity())
    assert state.state == "offline"
    assert "is its disk mounted?" in state.reason
    assert "vidtui roots forget" in state.reason


@pytest.mark.parametrize("make", ["nothing", "file", "broken link"])
def test_no_folder_at_all(tmp_path: Path, make: str) -> None:
    path = tmp_path / "disk"
    if make == "file":
        path.write_bytes(b"")
    elif make == "broken link":
        path.symlink_to("nowhere")
    state = examine(os.fsencode(path), identity())
    assert state.state == "offline"
    assert "not there" in state.reason


def test_links_that_show_as_files(disk: bytes) -> None:
    links = tuple(IdentitySample(b"%d.mkv" % n, 0, is_link=True) for n in range(10))
    state = examine(disk, Identity("uuid", links))
    assert state.online
    assert not state.sees_links


def test_links_as_witnesses_need_no_target(tmp_path: Path) -> None:
    (tmp_path / "a.mkv").symlink_to("nowhere")
    state = examine(
        os.fsencode(tmp_path), Identity("uuid", (IdentitySample(b"a.mkv", 0, is_link=True),))
    )
    assert state.online
    assert state.sees_links


def test_the_marker_of_another_disk(disk: bytes) -> None:
    marked = Identity("mine", identity().samples, marker=True)
    assert examine(disk, marked).online
    assert write_marker(disk, "mine") is None
    assert examine(disk, marked).online
    Path(os.fsdecode(disk), ".vidtui-root").write_text("other\n")
    assert examine(disk, marked).state == "unrecognised"


def test_a_marker_is_never_overwritten(disk: bytes) -> None:
    marker = Path(os.fsdecode(disk), ".vidtui-root")
    marker.symlink_to("victim")
    assert "it is a link" in (write_marker(disk, "mine") or "")
    assert os.readlink(marker) == "victim"
    assert not Path(os.fsdecode(disk), "victim").exists()


def test_a_marker_on_a_disk_that_cannot_be_written(tmp_path: Path) -> None:
    problem = write_marker(os.fsencode(tmp_path / "nowhere"), "mine")
    assert problem is not None
    assert "no such file" in problem


def test_a_mount_that_was_below_and_is_away(disk: bytes, mount: Mount, unmount: object) -> None:
    films = Path(os.fsdecode(disk), "Films")
    mount(films)
    state = examine(disk, Identity())
    assert state.mounts == (b"Films",)
    known = Identity("uuid", identity().samples, state.mounts)
    assert examine(disk, known).online
    unmount(films)  # type: ignore[operator]
    state = examine(disk, known)
    assert state.state == "offline"
    assert "Films" in state.reason


def test_a_mount_below_a_root_that_is_reached_through_a_link(
    disk: bytes, tmp_path: Path, mount: Mount
) -> None:
    mount(Path(os.fsdecode(disk), "Films"))
    (tmp_path / "shortcut").symlink_to(os.fsdecode(disk))
    assert examine(os.fsencode(tmp_path / "shortcut"), Identity()).mounts == (b"Films",)


@pytest.mark.parametrize("script", [f"import time; time.sleep({HANGS_S})", "open('{fifo}').read()"])
def test_a_disk_that_hangs_is_not_waited_for(
    disk: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    hanging = tmp_path / "hanging.py"
    hanging.write_text(script.format(fifo=fifo))
    monkeypatch.setattr(root_probe, "__file__", str(hanging))
    begun = time.monotonic()
    states = examine_all([(disk, Identity())] * 4, timeout_s=0.2)
    assert time.monotonic() - begun < HANGS_S
    assert {state.state for state in states} == {"silent"}
    assert states[0].reason == "the disk does not answer"


def test_one_disk_that_hangs_does_not_silence_the_others(disk: bytes, tmp_path: Path) -> None:
    """A FUSE that never answers cannot be made here; a marker that never ends can."""
    hung = tmp_path / "hung"
    hung.mkdir()
    os.mkfifo(hung / ".vidtui-root")
    states = examine_all([(os.fsencode(hung), Identity()), (disk, identity())], timeout_s=3.0)
    assert states[1].online


@pytest.mark.parametrize("script", ["", "print('[]')", "print('{')", "raise SystemExit(1)"])
def test_a_probe_that_answers_nonsense(
    disk: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(script)
    monkeypatch.setattr(root_probe, "__file__", str(broken))
    assert examine(disk, identity()).state == "silent"


def test_a_long_question_to_a_probe_that_does_not_read(
    disk: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = tmp_path / "hanging.py"
    hanging.write_text(f"import time; time.sleep({HANGS_S})")
    monkeypatch.setattr(root_probe, "__file__", str(hanging))
    deep = Identity("uuid", tuple(IdentitySample(b"%03d" % n + b"/x" * 1000, 1) for n in range(64)))
    begun = time.monotonic()
    assert examine(disk, deep, timeout_s=0.2).state == "silent"
    assert time.monotonic() - begun < HANGS_S


def test_hostile_names_as_witnesses(tmp_path: Path) -> None:
    names = [b"new\nline", b"\xff\xe9", "e\u0301".encode(), b"x" * 255, b" ", b"-rf"]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as opened:
            opened.write(b"1")
    known = Identity("uuid", tuple(IdentitySample(name, 1) for name in names))
    assert examine(os.fsencode(tmp_path), known).online


def test_a_folder_that_may_not_be_read(library: Library, bound: None) -> None:
    library.storage.chmod(0)
    done = run("--batch", "roots", "list", "--json", library=library, bound=True)
    library.storage.chmod(0o700)
    assert done.code == 5
    (storage, _links) = done.json["roots"]
    assert (storage["state"], storage["reason"]) == ("unreadable", "you may not read this folder")


def test_the_limit_is_short_enough_for_a_screen() -> None:
    assert root_identity.PROBE_TIMEOUT_S <= 5
