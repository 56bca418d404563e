"""Files of our own: made for their owner alone, opened only where they are what they should be."""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vidtui import own_files
from vidtui.errors import UsageProblem
from vidtui.own_files import Unfit, append_line, create, open_own, read_own, write_whole

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the user's elsewhere, that nothing of ours may touch."""
    path = tmp_path / "elsewhere" / "thesis.txt"
    path.parent.mkdir()
    path.write_text("years of work")
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a file of ours belongs."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder / "file"


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def listening(place: Path) -> None:
    # A path too long for a socket is given from its folder.
    before = Path.cwd()
    os.chdir(place.parent)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(place.name)
    os.chdir(before)


IN_ITS_PLACE: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "a link": (lambda place, victim: place.symlink_to(victim), "is a link"),
    "a relative link": (
        lambda place, victim: place.symlink_to(os.path.relpath(victim, place.parent)),
        "is a link",
    ),
    "a link to nothing": (
        lambda place, victim: place.symlink_to(victim.with_name("new")),
        "is a link",
    ),
    "a link to a folder": (lambda place, victim: place.symlink_to(victim.parent), "is a link"),
    "a link to itself": (lambda place, _victim: place.symlink_to(place.name), "is a link"),
    "a pipe": (lambda place, _victim: os.mkfifo(place), "is a named pipe"),
    "a folder": (lambda place, _victim: place.mkdir(), "is a folder"),
    "a socket": (lambda place, _victim: listening(place), "is a socket"),
}
WAYS: dict[str, Callable[[Path], object]] = {
    "lock": lambda path: open_own(path, os.O_RDWR | os.O_CREAT),
    "truncate": lambda path: open_own(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    "append": lambda path: append_line(path, b"a line\n"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", IN_ITS_PLACE)
def test_what_is_in_its_place_is_told(kind: str, way: str, place: Path, victim: Path) -> None:
    put, words = IN_ITS_PLACE[kind]
    put(place, victim)
    before = os.lstat(place)
    with pytest.raises(Unfit, match=words):
        WAYS[way](place)
    with pytest.raises(FileExistsError):
        create(place)
    with pytest.raises(UsageProblem, match=rf"file: cannot be written: .*{words}"):
        write_whole(place, "new")
    with pytest.raises(Unfit, match=words):
        read_own(place, 10)
    assert os.lstat(place)[:7] == before[:7]
    assert victim.read_text() == "years of work"
    assert list(victim.parent.iterdir()) == [victim]
    assert list(place.parent.iterdir()) == [place]


def test_a_device_is_not_opened() -> None:
    null = Path("/dev/null")
    with pytest.raises(Unfit, match="is a device"):
        read_own(null, 10)
    with pytest.raises(Unfit, match="is a device"):
        own_files.check(null)


@pytest.mark.parametrize("way", WAYS)
def test_a_second_name_of_another_file(way: str, place: Path, victim: Path) -> None:
    os.link(victim, place)
    with pytest.raises(Unfit, match="second name"):
        WAYS[way](place)
    with pytest.raises(FileExistsError):
        create(place)
    assert victim.read_text() == "years of work"
    write_whole(place, "new")  # which replaces the name, not the file
    assert victim.read_text() == "years of work"
    assert place.read_text() == "new"


@as_root
@pytest.mark.parametrize("names", [1, 2])
def test_a_file_of_another_user(names: int, place: Path, victim: Path) -> None:
    place.write_text("theirs")
    os.chown(place, NOBODY, NOBODY)
    if names == 2:
        os.link(place, place.with_name("another"))
    for way in ("lock", "truncate", "append"):
        with pytest.raises(Unfit, match="another user" if names == 1 else "second name"):
            WAYS[way](place)
    assert place.read_text() == "theirs"
    assert read_own(place, 10) == b"theirs"


@as_root
def test_a_folder_whose_files_all_seem_to_be_its_owners(place: Path) -> None:
    """As on a network filesystem that gives every file to one user."""
    os.chown(place.parent, NOBODY, NOBODY)
    place.write_text("x\n")
    os.chown(place, NOBODY, NOBODY)
    append_line(place, b"y\n")
    assert place.read_text() == "x\ny\n"


def test_what_is_made_is_its_owners_alone(umask: None, tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c"
    own_files.make_folder(deep)
    own_files.make_folder(deep)
    own_files.own_folder(deep / "logs")
    os.close(create(deep / "new"))
    append_line(deep / "log", b"a line\n")
    os.close(open_own(deep / "lock", os.O_RDWR | os.O_CREAT))
    write_whole(deep / "d" / "report", "x")
    modes = {
        path.relative_to(tmp_path).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in tmp_path.rglob("*")
    }
    folders = {"a", "a/b", "a/b/c", "a/b/c/d", "a/b/c/logs"}
    assert {name for name, mode in modes.items() if mode == 0o700} == folders
    assert {name for name, mode in modes.items() if mode == 0o600} == set(modes) - folders
    assert len(modes) == 9


def test_others_lose_the_right_to_write(place: Path) -> None:
    place.write_text("x")
    place.chmod(0o666)
    assert read_own(place, 10) == b"x"
    assert stat.S_IMODE(place.stat().st_mode) == 0o666
    append_line(place, b"y")
    assert stat.S_IMODE(place.stat().st_mode) == 0o644


def test_a_folder_of_ours_may_be_a_link_of_our_own(place: Path, tmp_path: Path) -> None:
    disk, logs = tmp_path / "disk", place.with_name("logs")
    disk.mkdir()
    logs.symlink_to(disk)
    own_files.own_folder(logs)
    append_line(logs / "log", b"a line\n")
    assert (disk / "log").read_text() == "a line\n"


@as_root
def test_a_folder_that_somebody_else_put_there(place: Path, tmp_path: Path) -> None:
    disk, logs, theirs = tmp_path / "disk", place.with_name("logs"), tmp_path / "theirs"
    disk.mkdir()
    logs.symlink_to(disk)
    os.chown(logs, NOBODY, NOBODY, follow_symlinks=False)
    with pytest.raises(Unfit, match="link of another user"):
        own_files.own_folder(logs)
    with pytest.raises(UsageProblem, match="link of another user"):
        write_whole(logs / "plan.json", "x")
    theirs.mkdir()
    os.chown(theirs, NOBODY, NOBODY)
    for folder in (theirs, theirs / "logs", theirs / "a" / "b"):
        with pytest.raises(Unfit, match="another user"):
            own_files.own_folder(folder)
    assert list(disk.iterdir()) + list(theirs.iterdir()) == []


def test_a_file_where_a_folder_belongs(place: Path) -> None:
    place.write_text("x")
    for folder in (place, place / "below", place / "a" / "b"):
        with pytest.raises(NotADirectoryError):
            own_files.make_folder(folder)
    with pytest.raises(OSError, match="/proc/of-ours"):
        own_files.make_folder(Path("/proc/of-ours/below"))


@as_root
def test_what_was_a_users_stays_theirs(place: Path) -> None:
    place.write_text("old")
    os.chown(place, NOBODY, NOBODY)
    write_whole(place, "new", 0o640)
    found = place.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (NOBODY, NOBODY, 0o640)


def given(path: Path | str) -> bytes:
    with open(own_files.open_given(Path(path)), "rb") as opened:
        return opened.read()


def test_what_the_user_names_may_be_a_link(place: Path, victim: Path) -> None:
    place.symlink_to(victim)
    assert given(place) == b"years of work"
    assert given("/dev/null") == b""


@pytest.mark.parametrize(
    ("kind", "words"),
    [("a pipe", "named pipe"), ("a socket", "socket"), ("a folder", "folder")],
)
@pytest.mark.parametrize("through", ["itself", "a link"])
def test_what_the_user_names_is_not_waited_for(
    kind: str, words: str, through: str, place: Path, victim: Path
) -> None:
    IN_ITS_PLACE[kind][0](place, victim)
    link = place.with_name("link")
    link.symlink_to(place)
    with pytest.raises(Unfit, match=words):
        given(place if through == "itself" else link)


def test_an_endless_device_is_not_read() -> None:
    with pytest.raises(Unfit, match="device"):
        given("/dev/zero")


def test_what_a_shell_gives_is_read_like_standard_input() -> None:
    """As in ``--apply <(jq … plan.json)``, which takes its time."""
    ours, theirs = os.pipe()
    threading.Timer(0.05, lambda: (os.write(theirs, b"a plan"), os.close(theirs))).start()
    try:
        assert given(f"/dev/fd/{ours}") == b"a plan"
    finally:
        os.close(ours)
