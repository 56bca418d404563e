"""Technical facts, read from real files by real processes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.names import HOSTILE
from vidtui.demo.truth import matroska, mp4
from vidtui.disk import prober
from vidtui.disk.media_facts import AudioTrack, MediaFacts, SubtitleTrack
from vidtui.disk.media_probe import _hdr, beside
from vidtui.disk.prober import Outcome, Prober

pytestmark = [
    pytest.mark.in_full,
    pytest.mark.skipif(not prober.is_available(), reason="there is nothing to read files with"),
]
MKV = matroska(7200, b"x", width=3840, height=1600, audio=("fre", "eng"), subtitles=("fre",))
MP4 = mp4(5400, b"x")


@pytest.fixture(scope="module")
def pool() -> Iterator[Prober]:
    one = Prober(1)
    yield one
    one.close()


def put(path: Path | bytes, content: bytes) -> bytes:
    raw = os.fsencode(path)
    with open(raw, "wb") as opened:
        opened.write(content)
    return raw


def ask(pool: Prober, path: bytes, key: int = 1, **limits: int) -> None:
    found = os.stat(path)
    pool.submit(key, path, found.st_size, found.st_mtime_ns, **limits)


def take(pool: Prober) -> list[Outcome]:
    found: list[Outcome] = []
    while pool.pending:
        found += pool.take(60)
    return found


def facts(pool: Prober, path: bytes, **limits: int) -> MediaFacts:
    ask(pool, path, **limits)
    (outcome,) = take(pool)
    assert outcome.facts is not None
    return outcome.facts


def test_picture_sound_and_subtitles(tmp_path: Path, pool: Prober) -> None:
    path = put(tmp_path / "x.avi", MKV)  # its name says nothing
    assert facts(pool, path) == MediaFacts(
        container="mkv", runtime=120.0, width=3840, height=1600, lines=2160, video_codec="H264",
        audio=(AudioTrack("fr", "EAC3", "5.1"), AudioTrack("en", "EAC3", "5.1")),
        subtitles=(SubtitleTrack("fr", "SUBRIP"),),
    )  # fmt: skip
    found = facts(pool, put(tmp_path / "y.mp4", MP4))
    assert (found.container, found.runtime, found.lines, found.problem) == ("mp4", 90.0, 720, None)


def test_a_transfer_alone_says_that_a_picture_is_hdr() -> None:
    names = {"PQ": ["HDR10"], "HLG": ["HLG"], "BT.709": [], "BT.2020 (10-bit)": []}
    for name, found in names.items():
        assert list(_hdr(None, {"transfer_characteristics": name})) == found
    assert list(_hdr("DV", {"transfer_characteristics": "PQ"})) == ["Dolby Vision"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (MKV[: len(MKV) // 2], "truncated"),
        (MP4[: len(MP4) // 2], "truncated"),
        (b"video: no container at all" * 50, "unreadable"),
        (b"\0" * 4096, "unreadable"),
        (MKV[:20], "unreadable"),
    ],
)
def test_what_is_broken(tmp_path: Path, pool: Prober, content: bytes, problem: str) -> None:
    found = facts(pool, put(tmp_path / "x.mkv", content)).problem
    assert found == problem or (problem == "unreadable" and found == "truncated")


def test_a_file_of_which_no_more_may_be_read_is_not_called_broken(
    tmp_path: Path, pool: Prober
) -> None:
    path = put(tmp_path / "x.mkv", b"junk " * 100_000)
    ask(pool, path, at_most=1000)
    (outcome,) = take(pool)
    assert outcome.facts == MediaFacts()
    assert outcome.read == 1000


def test_what_is_not_the_file_that_is_known_is_not_read(tmp_path: Path, pool: Prober) -> None:
    path = put(tmp_path / "x.mkv", MKV)
    pipe, link = os.fsencode(tmp_path / "pipe.mkv"), os.fsencode(tmp_path / "link.mkv")
    os.mkfifo(pipe)
    os.symlink(path, link)
    codes = []
    for asked in (path, pipe, link, path + b"gone"):
        pool.submit(1, asked, len(MKV), 12345)
        (outcome,) = take(pool)
        assert (outcome.facts, outcome.read) == (None, 0)
        codes.append(outcome.errno)
    assert codes == [errno.ESTALE, errno.ESTALE, errno.ELOOP, errno.ENOENT]


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names(tmp_path: Path, pool: Prober, name: bytes) -> None:
    name = name.replace(b"/", b"\\")
    folder = os.path.join(os.fsencode(tmp_path), name[:100].replace(b"..", b"__"))
    os.mkdir(folder)
    path = put(os.path.join(folder, name[:200] + b".mkv"), MKV)
    put(os.path.join(folder, name[:200] + b".en.forced.srt"), b"")
    found = facts(pool, path)
    assert found.runtime == 120.0
    assert found.subtitles[-1] == SubtitleTrack("en", "SUBRIP", forced=True, beside=True)


@pytest.mark.parametrize(
    ("mark", "language", "is_forced"),
    [
        (b"", None, False),
        (b".fr", "fr", False),
        (b".fre", "fr", False),
        (b".fra.forced", "fr", True),
        (b".French", "fr", False),
        (".Français".encode(), "fr", False),
        (b".VFQ", "fr-CA", False),
        (b".pt-br", "pt-BR", False),
        (b".default.eng.sdh", "en", False),
        (b".1080p", None, False),
        (b".\xe9\xff", None, False),
    ],
)
def test_subtitles_beside_the_video(mark: bytes, language: str | None, is_forced: bool) -> None:
    assert beside(mark, b"srt") == SubtitleTrack(language, "SUBRIP", is_forced, beside=True)


def test_only_subtitles_of_the_video_itself_are_its(tmp_path: Path, pool: Prober) -> None:
    path = put(tmp_path / "Film.mkv", mp4(60, b"x"))
    for name in ("Film.fr.srt", "Film 2.en.srt", "Filmography.srt", "Film.nfo", "Film.it.ASS"):
        put(tmp_path / name, b"")
    found = facts(pool, path).subtitles
    assert [(one.language, one.format) for one in found] == [("fr", "SUBRIP"), ("it", "ASS")]


def test_a_file_that_ends_or_holds_its_process_costs_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prober, "_MODULE", "tests.support.child.probing")
    names = ["crash", "good", "raise", "hang", "print", "better"]
    paths = [put(tmp_path / f"{name}.mkv", MKV) for name in names]
    pool = Prober(2, patience_s=5)
    outcomes: list[Outcome] = []
    try:
        for key, path in enumerate(paths):
            while pool.is_full:
                outcomes += pool.take(60)
            ask(pool, path, key)
        outcomes += take(pool)
        pids = pool.pids
    finally:
        pool.close()
    found = {names[one.key]: one.facts.problem if one.facts else None for one in outcomes}
    assert found == {
        "crash": "crashes", "good": None, "raise": "unreadable", "hang": "too-slow",
        "print": None, "better": None,
    }  # fmt: skip
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_process_that_was_killed_is_replaced(tmp_path: Path) -> None:
    pool = Prober(1)
    try:
        path = put(tmp_path / "x.mkv", MKV)
        assert facts(pool, path).runtime == 120.0
        os.kill(pool.pids[0], 9)
        assert facts(pool, path).problem == "crashes"
        assert facts(pool, path).runtime == 120.0
    finally:
        pool.close()
