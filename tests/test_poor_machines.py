"""Data folders that can do little, processes that may do little: a way on, or one clear line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import poor_kernel
from tests.support.library import Library
from tests.support.running import Done, environment, run
from vidtui.catalogue import backups
from vidtui.cli.context import NEEDED

poor = pytest.mark.skipif(not poor_kernel.is_possible(), reason="needs Linux on x86_64")


def run_poor(refused: str, *words: str, library: Library) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.poor_kernel", refused, "--", *words],
        env=environment(library),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=library.base,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def small(library: Library) -> Library:
    library.films(2)
    return library


def copies(library: Library, *more: Path) -> None:
    """Make sure that copies were made, that each is sound, and that nothing else lies there."""
    made = [*backups.existing(library.database), *more]
    assert [backups.verify(copy) for copy in made] == [None] * len(made)
    assert sorted(os.listdir(library.data / "backups")) == sorted(
        copy.name for copy in made if copy not in more
    )


@poor
@pytest.mark.parametrize(
    "refused",
    [
        *["link=EPERM", "link=EOPNOTSUPP", "link=EMLINK,renameat2=EINVAL"],
        "link=ENOSYS,renameat2=ENOSYS,chmod=EPERM",
    ],
)
def test_a_data_folder_without_hard_links(small: Library, refused: str) -> None:
    assert run_poor(refused, "--batch", "import", "-q", library=small).code == 0
    assert small.present()
    mine = small.base / "mine.sqlite3"
    for words in ([], [str(mine)]):
        done = run_poor(refused, "--batch", "db", "backup", *words, library=small)
        assert (done.code, done.err) == (0, b"")
    again = run_poor(refused, "--batch", "db", "backup", str(mine), library=small)
    assert (again.code, again.complaint) == (2, f"vidtui: {mine}: exists already")
    copies(small, mine)
    assert [name for name in os.listdir(small.data) if "new-" in name] == []
    (small.base / "disk2").mkdir()
    added = run_poor(refused, "--batch", "roots", "add", str(small.base / "disk2"), library=small)
    assert (added.code, added.err) == (0, b"")


@poor
def test_a_data_folder_without_locks(small: Library) -> None:
    done = run_poor("flock=ENOLCK", "--batch", "import", "-q", library=small)
    assert done.code == 2
    lock = small.data / "catalogue.sqlite3.lock"
    assert done.complaint == f"vidtui: {lock}: files cannot be locked on this disk"


@pytest.fixture
def fat(small: Library) -> Iterator[Library]:
    """A library whose catalogue lies on a FAT disk."""
    if shutil.which("mkfs.vfat") is None or os.geteuid() != 0:
        pytest.skip("needs mkfs.vfat, and root")
    image = small.base / "disk.img"
    with image.open("wb") as opened:
        opened.truncate(16 << 20)
    subprocess.run(["mkfs.vfat", str(image)], check=True, capture_output=True)
    small.data.mkdir()
    mount = ["mount", "-o", "loop", str(image), str(small.data)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting FAT is not possible here")
    yield small
    subprocess.run(["umount", "-l", str(small.data)], check=False)


@pytest.mark.in_full
def test_a_data_folder_on_fat(fat: Library) -> None:
    assert run("--batch", "import", "-q", library=fat).code == 0
    assert run("--batch", "db", "backup", library=fat).code == 0
    copies(fat)


@pytest.mark.parametrize("allowed", [5, 16, NEEDED - 1])
@pytest.mark.parametrize(
    "words", [["import", "-q"], ["db", "status"], ["demo"], ["check", "--json"]], ids=" ".join
)
def test_too_few_open_files(small: Library, words: list[str], allowed: int) -> None:
    done = few("--batch", *words, library=small, allowed=allowed, most=allowed)
    assert (done.code, done.out) == (2, b"")
    told = f"only {allowed} files may be open at once here; run before: ulimit -n "
    assert done.complaint.startswith(f"vidtui: {told}")
    assert not small.data.exists()


def test_more_open_files_are_taken_where_that_is_allowed(small: Library) -> None:
    assert few("--batch", "import", library=small, allowed=16, most=NEEDED).code == 0
    assert len(small.present()) == 2


def few(*words: str, library: Library, allowed: int, most: int) -> Done:
    """Run vidtui with a limit to its open files, which Python can start with."""
    done = subprocess.run(
        [sys.executable, "-c", FEW, str(allowed), str(most), *words],
        env=environment(library),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=library.base,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


FEW = """
import os, resource, sys

_program, allowed, most, *words = sys.argv
resource.setrlimit(resource.RLIMIT_NOFILE, (int(allowed), int(most)))
os.execv(sys.executable, [sys.executable, "-m", "vidtui", *words])
"""


@pytest.mark.parametrize("there", ["dangling link", "link", "folder"])
def test_a_copy_where_something_is(small: Library, there: str) -> None:
    small.import_()
    target = small.base / "copy.sqlite3"
    if there == "folder":
        target.mkdir()
    else:
        elsewhere = small.base / "elsewhere"
        target.symlink_to(elsewhere)
        if there == "link":
            elsewhere.write_text("theirs")
    before = os.lstat(target)
    done = run("--batch", "db", "backup", str(target), library=small)
    assert (done.code, done.complaint) == (2, f"vidtui: {target}: exists already")
    assert os.lstat(target).st_ino == before.st_ino
    assert sorted(path.name for path in small.base.iterdir() if "copy" in path.name) == [
        "copy.sqlite3"
    ]


def test_the_state_says_where_it_looks_for_copies(small: Library) -> None:
    """A copy elsewhere is not denied."""
    small.import_()
    mine = small.base / "mine.sqlite3"
    assert run("--batch", "db", "backup", str(mine), library=small).code == 0
    assert f"No copy in {small.data}/backups" in run("--batch", "db", "status", library=small).text
    assert run("--batch", "db", "backup", library=small).code == 0
    assert "Newest copy: " in run("--batch", "db", "status", library=small).text
