"""Samples: what they see, what they do not, and the process that takes them."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from vidtui.disk.fingerprint import SAMPLE_BYTES, sample
from vidtui.disk.sampler import Sampler, SamplerDied
from vidtui.disk.scan import FoundFile

pytestmark = pytest.mark.in_full


def put(path: Path, content: bytes) -> tuple[bytes, int, int]:
    path.write_bytes(content)
    status = path.stat()
    return os.fsencode(path), status.st_size, status.st_mtime_ns


@pytest.mark.parametrize(
    ("size", "place", "seen"),
    [
        (100, 0, True),
        (100, 99, True),
        (SAMPLE_BYTES, SAMPLE_BYTES - 1, True),
        (SAMPLE_BYTES + 1, SAMPLE_BYTES, True),
        (2 * SAMPLE_BYTES, SAMPLE_BYTES, True),
        (3 * SAMPLE_BYTES, 0, True),
        (3 * SAMPLE_BYTES, 3 * SAMPLE_BYTES - 1, True),
        (3 * SAMPLE_BYTES, SAMPLE_BYTES + 10, False),
    ],
)
def test_beginning_and_end_count(tmp_path: Path, size: int, place: int, seen: bool) -> None:
    one, other = bytearray(size), bytearray(size)
    other[place] = 1
    first, second = put(tmp_path / "a", bytes(one)), put(tmp_path / "b", bytes(other))
    assert (sample(*first) != sample(*second)) is seen


def test_a_sample_is_sixteen_bytes_and_stays(tmp_path: Path) -> None:
    file = put(tmp_path / "a", b"x" * 200_000)
    taken = sample(*file)
    assert taken is not None
    assert len(taken) == 16
    assert sample(*file) == taken


def test_a_sparse_file(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    path.touch()
    os.truncate(path, 1 << 40)
    status = path.stat()
    assert sample(os.fsencode(path), 1 << 40, status.st_mtime_ns) is not None


def test_a_file_that_changed_since_it_was_listed(tmp_path: Path) -> None:
    path, size, mtime = put(tmp_path / "a", b"12345")
    assert sample(path, size + 1, mtime) is None
    assert sample(path, size, mtime + 1) is None


@pytest.mark.parametrize("make", ["link", "fifo", "folder", "nothing"])
def test_what_took_the_place_of_the_file(tmp_path: Path, make: str) -> None:
    target = put(tmp_path / "target", b"12345")
    path = tmp_path / "a"
    if make == "link":
        path.symlink_to("target")
    elif make == "fifo":
        os.mkfifo(path)
    elif make == "folder":
        path.mkdir()
    with pytest.raises(OSError, match=r"\[Errno"):
        sample(os.fsencode(path), *target[1:])


def listed(folder: Path, count: int) -> list[FoundFile]:
    files = []
    for number in range(count):
        name = b"%d\n\xff.mkv" % number
        _path, size, mtime = put(Path(os.fsdecode(os.path.join(os.fsencode(folder), name))), name)
        files.append(FoundFile(name, size, mtime, 0))
    return files


def take_all(sampler: Sampler) -> dict[bytes, object]:
    outcomes: dict[bytes, object] = {}
    while sampler.pending:
        batch = sampler.take(10)
        assert batch is not None
        assert batch[0] == 7
        outcomes |= {file.path: outcome for file, outcome in batch[1]}
    return outcomes


def test_the_sampler_gives_what_sampling_gives(tmp_path: Path) -> None:
    files = listed(tmp_path, 20)
    absent = FoundFile(b"absent.mkv", 1, 1, 0)
    changed = FoundFile(files[0].path, 1, 1, 0)
    sampler = Sampler()
    for start in range(1, 20, 5):
        sampler.submit(7, os.fsencode(tmp_path), files[start : start + 5])
    sampler.submit(7, os.fsencode(tmp_path), [absent, changed])
    assert sampler.pending == 5
    outcomes = take_all(sampler)
    sampler.close()
    assert outcomes.pop(absent.path) == 2
    assert outcomes.pop(changed.path) is None
    assert outcomes == {
        file.path: sample(os.path.join(os.fsencode(tmp_path), file.path), file.size, file.mtime_ns)
        for file in files[1:]
    }
    assert sampler.take(0) is None


def test_many_more_than_pipes_can_hold(tmp_path: Path) -> None:
    files = listed(tmp_path, 50)
    sampler = Sampler()
    for _number in range(400):
        sampler.submit(7, os.fsencode(tmp_path), files)
    assert len(take_all(sampler)) == 50
    sampler.close()


def _pid(sampler: Sampler) -> int:
    child = sampler._child
    assert child is not None
    return child.pid


def test_a_sampler_that_is_killed_is_replaced(tmp_path: Path) -> None:
    files = listed(tmp_path, 5)
    sampler = Sampler()
    sampler.submit(7, os.fsencode(tmp_path), files[:1])
    take_all(sampler)
    os.kill(_pid(sampler), signal.SIGKILL)
    sampler.submit(7, os.fsencode(tmp_path), files)
    assert len(take_all(sampler)) == 5
    sampler.close()


def test_a_sampler_that_cannot_run_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidtui.disk.sampler._MODULE", "vidtui.no_such_module")
    sampler = Sampler()
    sampler.submit(7, os.fsencode(tmp_path), listed(tmp_path, 1))
    with pytest.raises(SamplerDied):
        take_all(sampler)
    sampler.close()
