"""The sampling process: its outcomes, and that it is replaced when it is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from vidtui.disk import sampler, subprocesses
from vidtui.disk.fingerprint import Outcome, sample
from vidtui.disk.sampler import Sampler, SamplerDied
from vidtui.disk.scan import FoundFile

pytestmark = pytest.mark.in_full


@pytest.fixture
def asked() -> Iterator[Sampler]:
    one = Sampler()
    yield one
    one.close()


def put(folder: Path, number: int) -> FoundFile:
    path = folder / f"{number}.mkv"
    path.write_bytes(b"video %d" % number)
    found = path.stat()
    return FoundFile(os.fsencode(path.name), found.st_size, found.st_mtime_ns, found.st_ino)


def take_all(asked: Sampler) -> dict[bytes, Outcome]:
    outcomes: dict[bytes, Outcome] = {}
    while asked.pending:
        batch = asked.take(10)
        assert batch is not None
        outcomes |= {file.path: outcome for file, outcome in batch[1]}
    return outcomes


def test_outcomes_are_samples_errors_or_still_changing(tmp_path: Path, asked: Sampler) -> None:
    good, gone, changed = put(tmp_path, 1), put(tmp_path, 2), put(tmp_path, 3)
    (tmp_path / "2.mkv").unlink()
    (tmp_path / "3.mkv").write_bytes(b"longer than before")
    asked.submit(1, os.fsencode(tmp_path), [good, gone, changed])
    assert take_all(asked) == {
        b"1.mkv": sample(os.fsencode(tmp_path / "1.mkv"), good.size, good.mtime_ns),
        b"2.mkv": 2,
        b"3.mkv": None,
    }


def test_a_killed_process_is_replaced_and_nothing_is_lost(tmp_path: Path, asked: Sampler) -> None:
    files = [put(tmp_path, number) for number in range(20)]
    asked.submit(1, os.fsencode(tmp_path), files[:10])
    take_all(asked)
    assert asked.pid is not None
    os.kill(asked.pid, signal.SIGKILL)
    asked.submit(1, os.fsencode(tmp_path), files[10:])
    assert sorted(take_all(asked)) == sorted(file.path for file in files[10:])


def test_one_that_cannot_run_is_told_in_one_line(
    tmp_path: Path, asked: Sampler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocesses.sys, "executable", "/bin/false")
    asked.submit(1, os.fsencode(tmp_path), [put(tmp_path, 1)])
    with pytest.raises(SamplerDied, match=f"{sampler._MAX_DEATHS} times in a row"):
        asked.take(10)


def test_an_answer_that_comes_in_parts_is_whole(tmp_path: Path, asked: Sampler) -> None:
    """A pipe holds 64 KiB; what is longer is read as it comes."""
    file = put(tmp_path, 1)
    many = 10_000
    asked.submit(1, os.fsencode(tmp_path), [file] * many)
    assert len(asked.take(60)[1]) == many  # type: ignore[index]
