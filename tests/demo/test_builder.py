from __future__ import annotations

import errno
import os
import stat
import tomllib
from pathlib import Path

import pytest

from vidtui.demo.builder import OLD_DISK, Breakage, Demo, break_links, build_demo, write_config
from vidtui.demo.model import RECORDS
from vidtui.demo.truth import NOT_VIDEOS
from vidtui.errors import UsageProblem
from vidtui.settings import model

WAYS = [
    "renamed",
    "moved",
    "moved_renamed",
    "extension",
    "reencoded",
    "folder_renamed",
    "deleted",
    "chain",
    "old_prefix",
    "relative_moved",
    "loop",
    "directory",
    "wrong_film",
]
FIRST_HOP_LEADS_NOWHERE = ("loop", "chain", "directory", "wrong_film")


def snapshot(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything a build decides: names, modes, contents, link texts, times."""
    seen: dict[str, tuple[object, ...]] = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        content: object = None
        if path.is_symlink():
            content = os.readlink(path).replace(str(folder), "<demo>")
        elif path.is_file():
            content = path.read_bytes().replace(os.fsencode(folder), b"<demo>")
        name = path.relative_to(folder).as_posix()
        seen[name] = (stat.S_IFMT(status.st_mode), status.st_mtime_ns, content)
    return seen


def links_of(demo: Demo) -> list[Path]:
    return [path for path in demo.links.rglob("*") if path.is_symlink()]


def reading(link: Path) -> int | None:
    """The errno of looking through ``link``, None when it leads to something."""
    try:
        link.stat()
    except OSError as error:
        return error.errno
    return None


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return build_demo(tmp_path_factory.mktemp("library") / "demo")


@pytest.fixture
def healthy(tmp_path: Path) -> Demo:
    return build_demo(tmp_path / "demo", healthy=True)


def test_two_builds_are_identical(demo: Demo, healthy: Demo, tmp_path: Path) -> None:
    other = build_demo(tmp_path / "other")
    broken = break_links(healthy)
    assert snapshot(other.folder) == snapshot(demo.folder) == snapshot(broken.folder)
    assert [b.way for b in broken.breakages] == [b.way for b in demo.breakages]
    assert break_links(broken) is broken


def test_a_previous_demo_is_replaced(demo: Demo, tmp_path: Path) -> None:
    first = build_demo(tmp_path / "demo")
    (first.data / "catalogue.sqlite3").write_bytes(b"old")
    (first.folder / "my notes.txt").write_text("mine")
    second = build_demo(tmp_path / "demo")
    assert (second.folder / "my notes.txt").read_text() == "mine"
    (second.folder / "my notes.txt").unlink()
    seen, expected = snapshot(second.folder), snapshot(demo.folder)
    del seen["."], expected["."]
    assert seen == expected


def test_every_file_is_there_and_old(demo: Demo) -> None:
    assert len(demo.files) >= 78
    on_disk = {path for path in demo.storage.rglob("*") if path.is_file()}
    beside = {path for path in on_disk if path.suffix in (".nfo", ".srt")}
    assert {file.path for file in demo.files} == on_disk - beside
    assert len(beside) == 3
    assert all(path.lstat().st_mtime < 1_650_000_000 for path in demo.folder.rglob("*"))
    assert all(path.lstat().st_size < 1024 for path in on_disk)


def test_kinds_styles_and_works(demo: Demo) -> None:
    kinds = {
        kind: [f for f in demo.files if f.kind == kind] for kind in {f.kind for f in demo.files}
    }
    assert set(kinds) == {"film", "series", "unknown", "extra", "ignored"}
    assert all(file.episodes and file.season is not None for file in kinds["series"])
    assert {file.style for file in kinds["ignored"]} == set(NOT_VIDEOS)
    known = {film.id for film in RECORDS.films} | {series.id for series in RECORDS.series}
    assert {file.work for file in demo.files} - {None} <= known
    assert [f.title for f in kinds["film"] if f.work is None and f.title] == ["Le Dernier Bac"]
    assert [f.path.name for f in kinds["film"] if f.path.stat().st_size == 0] == [
        "Metropolis (1927).mkv"
    ]


def test_only_the_duplicate_shares_its_bytes(demo: Demo) -> None:
    by_content: dict[bytes, list[str]] = {}
    for file in demo.files:
        by_content.setdefault(file.path.read_bytes(), []).append(file.path.name)
    assert [sorted(names) for names in by_content.values() if len(names) > 1] == [
        ["Copie de Fight Club (1999).mkv", "Fight Club (1999).mkv"]
    ]


def test_mediainfo_reads_every_video(demo: Demo) -> None:
    pymediainfo = pytest.importorskip("pymediainfo")
    if not pymediainfo.MediaInfo.can_parse():
        pytest.skip("libmediainfo is not there")
    for file in demo.files:
        if file.duration_s:
            track = pymediainfo.MediaInfo.parse(file.path).tracks[0]
            assert float(track.duration) == pytest.approx(file.duration_s * 1000), file.path


def test_healthy_links_all_show_a_video(healthy: Demo) -> None:
    links = links_of(healthy)
    files = {file.path for file in healthy.files}
    assert healthy.breakages == ()
    assert all(Path(os.path.realpath(link)) in files for link in links)
    absolute = [link for link in links if os.readlink(link).startswith("/")]
    assert 20 < len(absolute) < len(links) - 20


def test_exactly_the_named_links_are_broken(demo: Demo, healthy: Demo) -> None:
    broken = {b.link for b in demo.breakages if b.way not in ("directory", "wrong_film")}
    assert {link for link in links_of(demo) if reading(link) is not None} == broken
    assert {b.way for b in demo.breakages} == set(WAYS)
    assert len({b.link for b in demo.breakages}) == len(demo.breakages)
    assert len(links_of(demo)) == len(links_of(healthy))


def named(demo: Demo, way: str) -> list[Breakage]:
    return [breakage for breakage in demo.breakages if breakage.way == way]


@pytest.mark.parametrize("way", [way for way in WAYS if way not in FIRST_HOP_LEADS_NOWHERE])
def test_broken_target_is_absent(demo: Demo, way: str) -> None:
    for breakage in named(demo, way):
        assert reading(breakage.link) == errno.ENOENT
        target = breakage.link.parent / os.readlink(breakage.link)
        assert not os.path.lexists(target)
        text = os.readlink(breakage.link)
        assert text.startswith(OLD_DISK) == (way == "old_prefix")
        assert way != "relative_moved" or text.startswith("../")
        if breakage.truth is None:
            assert way == "deleted"
            continue
        assert breakage.truth.is_file()
        same_name = breakage.truth.name == target.name
        assert same_name == (way in ("moved", "folder_renamed", "old_prefix", "relative_moved"))
        if way in ("extension", "reencoded"):
            assert breakage.truth.suffix != target.suffix or way == "reencoded"


def test_loop_chain_directory_and_wrong_film(demo: Demo) -> None:
    assert [reading(b.link) for b in named(demo, "loop")] == [errno.ELOOP, errno.ELOOP]
    (chain,) = named(demo, "chain")
    hop = Path(os.path.normpath(chain.link.parent / os.readlink(chain.link)))
    assert hop.is_symlink()
    assert hop in {breakage.link for breakage in named(demo, "renamed")}
    assert reading(chain.link) == errno.ENOENT
    (directory,) = named(demo, "directory")
    assert directory.link.is_dir()
    assert directory.truth is not None
    assert directory.truth.parent == directory.link.resolve()
    (wrong,) = named(demo, "wrong_film")
    assert wrong.link.is_file()
    assert wrong.link.resolve() != wrong.truth
    for breakage in (*named(demo, "loop"), chain, wrong):
        assert breakage.truth is not None
        assert breakage.truth.is_file()


def test_a_move_keeps_the_file_and_a_new_encoding_does_not(healthy: Demo) -> None:
    before = {Path(os.path.realpath(link)): link for link in links_of(healthy)}
    shown = {link: path.read_bytes() for path, link in before.items()}
    demo = break_links(healthy)
    for breakage in demo.breakages:
        if breakage.truth is None or breakage.link not in shown:
            continue
        same = breakage.truth.read_bytes() == shown[breakage.link]
        assert same == (breakage.way not in ("extension", "reencoded")), breakage


def test_the_settings_load(tmp_path: Path) -> None:
    demo = build_demo(tmp_path / "démo [x]", language="fr")
    loaded = model.load(config=demo.config, data_dir=demo.data, env={})
    assert loaded.language == "fr"
    assert [os.fsdecode(root.path) for root in loaded.of("storage")] == [str(demo.storage)]
    assert [os.fsdecode(root.path) for root in loaded.of("links")] == [str(demo.links)]
    write_config(demo, "en", tmdb_url="http://127.0.0.1:4321/3")
    assert model.load(config=demo.config, env={}).tmdb_url == "http://127.0.0.1:4321/3"
    assert tomllib.loads(demo.config.read_text("utf-8"))["language"] == "en"
    assert demo.config.with_name("tmdb-token").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("marked", [False, True])
def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path, marked: bool) -> None:
    films = tmp_path / "films"
    films.mkdir()
    (films / "holiday.mkv").write_bytes(b"precious")
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "storage").symlink_to(films)
    if marked:
        (folder / ".vidtui-demo").write_text("")
    before = snapshot(tmp_path)
    with pytest.raises(UsageProblem) as caught:
        build_demo(folder)
    assert "\n" not in str(caught.value)
    assert str(folder) in str(caught.value)
    assert snapshot(tmp_path) == before


def test_a_file_or_an_unwritable_place_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for place in (file, file / "below", Path("/proc/demo"), tmp_path / "new\nline"):
        with pytest.raises(UsageProblem) as caught:
            build_demo(place)
        assert "\n" not in str(caught.value)
    assert file.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [file]
