from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vidtui.demo.truth import matroska, mp4

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(("make", "suffix"), [(matroska, ".mkv"), (mp4, ".mp4")])
@pytest.mark.parametrize("seconds", [0.5, 61.25, 8160, 6 * 3600])
def test_mediainfo_reads_duration_and_picture(
    make: Callable[..., bytes], suffix: str, seconds: float, tmp_path: Path
) -> None:
    pymediainfo = pytest.importorskip("pymediainfo")
    if not pymediainfo.MediaInfo.can_parse():
        pytest.skip("libmediainfo is not there")
    file = tmp_path / f"a{suffix}"
    file.write_bytes(make(seconds, b"seed", width=3840, height=2160))
    tracks = pymediainfo.MediaInfo.parse(file).tracks
    assert int(float(tracks[0].duration)) == seconds * 1000
    assert (tracks[1].width, tracks[1].height) == (3840, 2160)


@pytest.mark.parametrize("make", [matroska, mp4])
def test_small_distinct_and_repeatable(make: Callable[[float, bytes], bytes]) -> None:
    made = {make(5400, b"%d" % seed) for seed in range(200)}
    assert len(made) == 200
    assert max(map(len, made)) < 1024
    assert len({len(data) for data in made}) > 50
    assert make(5400, b"1") == make(5400, b"1")
