from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from vidtui import own_files
from vidtui.jobs.job_log import JobLog


def test_where_there_is_no_room_for_all_lines_as_many_stay_as_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = 40
    append = own_files.append_line

    def full(path: Path, line: bytes) -> None:
        nonlocal left
        if len(line) > left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        left -= len(line)
        append(path, line)

    monkeypatch.setattr(own_files, "append_line", full)
    log = JobLog(tmp_path, "link")
    assert isinstance(log.write_all([("make", f"film {number}") for number in range(9)]), OSError)
    lines = log.path.read_text().splitlines()
    assert [line.split("\t")[1:] for line in lines] == [["make", "film 0"]]


def test_no_line_makes_no_log(tmp_path: Path) -> None:
    log = JobLog(tmp_path, "link")
    assert log.write_all([]) is None
    assert not log.path.exists()
