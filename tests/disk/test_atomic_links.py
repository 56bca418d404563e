"""Links get another text or another place, and whatever else happens stay as they are."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.disk.link_trees import (
    ASIDE,
    CHANGES,
    NEW,
    OLD,
    PATH,
    READINGS,
    WAYS,
    Tree,
    before,
    lack,
    link,
    listing,
    outcome,
    stopped,
)
from tests.support.names import HOSTILE
from tests.support.running import PATIENCE_S, REPOSITORY
from vidtui.disk.symlinks.atomic import aside_name, move_link, replace, settle_replace
from vidtui.disk.symlinks.dirfd import LinkChanged, free_name

MEANWHILE = [("symlink", 1), ("renameat2", 1), ("renameat2", 2), ("symlink", 2)]
"""When something else happens: before which call of what. Only the way aside has a second."""


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    lack(monkeypatch, WAYS[request.param])
    return str(request.param)


@pytest.fixture(params=["renamed", "other disk", "without noreplace"])
def moving(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    flags = WAYS["aside without noreplace"] if request.param == "without noreplace" else 0
    lack(monkeypatch, flags, devices=request.param == "other disk")
    return str(request.param)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_names_aside_are_short_and_all_different() -> None:
    names = {aside_name() for _number in range(100)}
    assert len(names) == 100
    assert all(name.startswith(b".vidtui-") and len(name) == 24 for name in names)


@pytest.mark.usefixtures("way")
class TestReplace:
    @pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
    def test_a_link_gets_another_text(self, tmp_path: Path, name: bytes) -> None:
        path = name + b"/" + name + b".mkv" if name != b".." else b"...mkv"
        place = link(tmp_path, path)
        replace(bytes(tmp_path), path, OLD, b"../" + name, ASIDE)
        assert os.readlink(place) == b"../" + name
        assert os.listdir(os.path.dirname(place)) == [os.path.basename(place)]

    def test_a_deep_link(self, tmp_path: Path) -> None:
        path = b"/".join([b"x" * 100] * 30) + b"/a.mkv"
        place = link(tmp_path, path)
        replace(bytes(tmp_path), path, OLD, NEW, ASIDE)
        assert os.readlink(place) == NEW

    def test_its_root_may_be_reached_through_links(self, tree: Tree) -> None:
        (tree.base / "media").symlink_to("video")
        replace(bytes(tree.base / "media"), PATH, OLD, NEW, ASIDE)
        assert os.readlink(tree.link) == NEW

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
    def test_its_owner_stays(self, tree: Tree) -> None:
        os.lchown(tree.link, 1234, 5678)
        tree.replace()
        found = os.lstat(tree.link)
        assert (os.readlink(tree.link), found.st_uid, found.st_gid) == (NEW, 1234, 5678)

    def test_its_neighbours_stay(self, tree: Tree) -> None:
        link(tree.root, b"Films/b.mkv")
        tree.put(tree.link + b".nfo", "nfo")
        was = listing(tree.base)
        tree.replace()
        expected = was | {tree.link: ("link", NEW, os.getuid())}
        assert listing(tree.base) == expected

    def test_a_link_that_is_gone(self, tree: Tree) -> None:
        os.unlink(tree.link)
        tree.refuses(tree.replace, "not there any more")

    def test_a_film_in_its_place(self, tree: Tree) -> None:
        tree.put(tree.link, "film")
        tree.refuses(tree.replace, "not a link any more")

    def test_a_folder_in_its_place(self, tree: Tree) -> None:
        os.unlink(tree.link)
        os.mkdir(tree.link)
        tree.refuses(tree.replace, "not a link any more")

    def test_another_text(self, tree: Tree) -> None:
        os.unlink(tree.link)
        os.symlink(b"\x1b[31m", tree.link)
        tree.refuses(tree.replace, "leads elsewhere now")

    def test_a_folder_that_became_a_link(self, tree: Tree) -> None:
        (tree.root / "Films").rename(tree.base / "elsewhere")
        (tree.root / "Films").symlink_to("../elsewhere")
        tree.refuses(tree.replace, "Films: it is not a folder of its own any more")

    def test_a_folder_that_became_a_file(self, tree: Tree) -> None:
        shutil.rmtree(tree.root / "Films")
        (tree.root / "Films").write_text("film")
        tree.refuses(tree.replace, "Films: it is not a folder of its own any more")

    def test_a_folder_that_is_gone(self, tree: Tree) -> None:
        shutil.rmtree(tree.root / "Films")
        tree.refuses(tree.replace, "not there any more")

    def test_a_root_that_is_gone(self, tree: Tree) -> None:
        shutil.rmtree(tree.root)
        tree.fails(tree.replace, errno.ENOENT)

    @pytest.mark.parametrize(
        "path",
        [b"../video/Films/a.mkv", b"Films/../Films/a.mkv", b"/a", b"a//b", b"a\0b", b"", b"."],
    )
    def test_a_path_that_leads_elsewhere(self, tree: Tree, path: bytes) -> None:
        tree.refuses(lambda: tree.replace(path), "no path below its root")

    def test_a_text_that_is_too_long(self, tree: Tree) -> None:
        tree.fails(lambda: tree.replace(new=b"x" * 5000), errno.ENAMETOOLONG)

    def test_a_taken_name_aside(self, tree: Tree) -> None:
        tree.put(tree.aside, "film")
        was = listing(tree.base)
        with pytest.raises((FileExistsError, LinkChanged)):
            tree.replace()
        assert listing(tree.base) == was

    def test_no_inodes_left(self, tree: Tree, mount: Callable[..., None]) -> None:
        disk = tree.base / "disk"
        mount(disk, options="nr_inodes=6")
        link(disk, PATH)
        fill(disk)
        tree.fails(lambda: replace(bytes(disk), PATH, OLD, NEW, ASIDE), errno.ENOSPC)

    def test_a_read_only_disk(self, tree: Tree, mount: Callable[..., None]) -> None:
        mount(tree.root, bind=tree.root)
        if subprocess.run(["mount", "-o", "remount,ro,bind", str(tree.root)]).returncode:
            pytest.skip("remounting is not allowed here")
        tree.fails(tree.replace, errno.EROFS)

    @pytest.mark.parametrize("steps", [CHANGES, READINGS], ids=["changes", "readings"])
    def test_a_disk_that_fails_once(self, tmp_path: Path, way: str, steps: tuple[str, ...]) -> None:
        for number in itertools.count(1):
            tree = Tree(tmp_path / str(number))
            was = expected = listing(tree.base)
            with stopped(number, lambda: OSError(errno.EIO, "broken"), steps) as count:
                error = outcome(tree.replace)
            if error is None:
                expected = was | {tree.link: ("link", NEW, os.getuid())}
            else:
                assert isinstance(error, OSError)
                assert error.errno == errno.EIO
            if way != "exchange" and os.path.lexists(tree.aside):
                # It failed as what was made for a swap was taken away.
                assert settle_replace(bytes(tree.root), PATH, OLD, NEW, ASIDE) == "old"
            assert listing(tree.base) == expected
            if count[0] < number:
                break
        assert expected is not was
        assert number > 3

    @pytest.mark.parametrize("step", MEANWHILE)
    def test_a_film_that_comes_meanwhile_stays(
        self, tree: Tree, way: str, step: tuple[str, int]
    ) -> None:
        if way == "exchange" and step[1] > 1:
            pytest.skip("swaps once")
        with (
            before(step[0], lambda: tree.put(tree.link, "film"), number=step[1]),
            pytest.raises(LinkChanged, match="not a link any more"),
        ):
            tree.replace()
        with open(tree.link, "rb") as opened:
            assert opened.read() == b"film"
        assert os.listdir(os.path.dirname(tree.link)) == [b"a.mkv"]

    @pytest.mark.parametrize("step", MEANWHILE)
    def test_another_link_that_comes_meanwhile_stays(
        self, tree: Tree, way: str, step: tuple[str, int]
    ) -> None:
        if way == "exchange" and step[1] > 1:
            pytest.skip("swaps once")

        def relink() -> None:
            if os.path.lexists(tree.link):
                os.unlink(tree.link)
            os.symlink(b"theirs", tree.link)

        with (
            before(step[0], relink, number=step[1]),
            pytest.raises(LinkChanged, match="leads elsewhere now"),
        ):
            tree.replace()
        assert os.readlink(tree.link) == b"theirs"
        assert os.listdir(os.path.dirname(tree.link)) == [b"a.mkv"]

    def test_a_film_that_comes_after_the_change_stays(self, tree: Tree, way: str) -> None:
        number = 1 if way == "exchange" else 2
        with before("unlink", lambda: tree.put(tree.link, "film"), number=number):
            tree.replace()
        with open(tree.link, "rb") as opened:
            assert opened.read() == b"film"
        assert os.listdir(os.path.dirname(tree.link)) == [b"a.mkv"]

    def test_a_link_that_goes_meanwhile_stays_away(self, tree: Tree) -> None:
        with (
            before("renameat2", lambda: os.unlink(tree.link)),
            pytest.raises(LinkChanged, match="not there any more"),
        ):
            tree.replace()
        assert os.listdir(os.path.dirname(tree.link)) == []


def test_what_was_swapped_out_comes_back_though_the_new_link_is_gone(tree: Tree) -> None:
    with (
        before("renameat2", lambda: tree.put(tree.link, "film")),
        before("renameat2", lambda: os.unlink(tree.link), number=2),
        pytest.raises(LinkChanged, match="not a link any more"),
    ):
        tree.replace()
    with open(tree.link, "rb") as opened:
        assert opened.read() == b"film"
    assert os.listdir(os.path.dirname(tree.link)) == [b"a.mkv"]


def test_what_came_twice_at_once_is_kept_and_named(tree: Tree) -> None:
    def again() -> None:
        tree.put(tree.link, "second")

    with (
        before("renameat2", lambda: tree.put(tree.link, "first")),
        before("renameat2", again, number=2),
        pytest.raises(LinkChanged, match=f"{ASIDE.decode()} now"),
    ):
        tree.replace()
    kept = sorted(
        content for kind, content, *_rest in listing(tree.root).values() if kind == "file"
    )
    assert kept == [b"first", b"second"]


@pytest.mark.usefixtures("moving")
class TestMove:
    @pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
    def test_to_the_trash_and_back(self, tree: Tree, name: bytes) -> None:
        path = name + b"/" + name + b".mkv" if name != b".." else b"...mkv"
        link(tree.root, path)
        was = listing(tree.root)
        tree.discard(path)
        place = os.path.join(bytes(tree.root), path)
        trashed = os.path.join(bytes(tree.trash), b"orphans", path)
        assert os.readlink(trashed) == OLD
        assert os.listdir(os.path.dirname(trashed)) == [os.path.basename(trashed)]
        assert not os.path.lexists(place)
        assert os.path.basename(place) not in os.listdir(os.path.dirname(place))
        move_link(bytes(tree.trash), b"orphans/" + path, bytes(tree.root), path, OLD, ASIDE)
        assert listing(tree.root) == was
        assert os.listdir(os.path.dirname(trashed)) == []

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
    def test_its_owner_stays(self, tree: Tree) -> None:
        os.lchown(tree.link, 1234, 5678)
        tree.discard()
        found = os.lstat(tree.trashed)
        assert (found.st_uid, found.st_gid) == (1234, 5678)

    def test_its_folder_is_made_again(self, tree: Tree) -> None:
        tree.discard()
        (tree.root / "Films").rmdir()
        tree.bring_back()
        assert os.readlink(tree.link) == OLD

    def test_a_taken_name(self, tree: Tree) -> None:
        link(tree.trash, b"orphans/" + PATH, b"earlier")
        tree.fails(tree.discard, errno.EEXIST)

    def test_a_taken_name_aside(self, tree: Tree, moving: str) -> None:
        tree.put(tree.aside, "film")
        if moving == "renamed":
            tree.discard()
        else:
            tree.refuses(tree.discard, "it exists already")
        with open(tree.aside, "rb") as opened:
            assert opened.read() == b"film"

    def test_two_of_one_name(self, tree: Tree) -> None:
        tree.discard()
        link(tree.root, PATH)
        second = free_name(bytes(tree.trash), b"orphans/" + PATH)
        assert second == b"orphans/Films/a.mkv~2"
        tree.discard(target=second)
        assert sorted(os.listdir(os.path.dirname(tree.trashed))) == [b"a.mkv", b"a.mkv~2"]

    def test_a_root_that_may_not_be_made(self, tree: Tree) -> None:
        tree.fails(
            lambda: move_link(bytes(tree.root), PATH, bytes(tree.trash), b"a", OLD, ASIDE),
            errno.ENOENT,
        )

    def test_a_root_that_is_a_dangling_link(self, tree: Tree) -> None:
        tree.trash.symlink_to("nowhere")
        tree.fails(tree.discard, errno.ENOENT)

    def test_a_link_on_the_way(self, tree: Tree) -> None:
        (tree.base / "elsewhere").mkdir()
        tree.trash.mkdir()
        (tree.trash / "orphans").symlink_to("../elsewhere")
        tree.refuses(tree.discard, "orphans: it is not a folder of its own any more")

    def test_what_is_no_longer_the_link(self, tree: Tree) -> None:
        tree.put(tree.link, "film")
        tree.refuses(tree.discard, "not a link any more")
        os.unlink(tree.link)
        tree.refuses(tree.discard, "not there any more")
        os.symlink(b"theirs", tree.link)
        tree.refuses(tree.discard, "leads elsewhere now")

    def test_a_name_that_is_too_long_there(self, tree: Tree) -> None:
        tree.fails(lambda: tree.discard(target=b"a/b/" + b"x" * 256), errno.ENAMETOOLONG)

    def test_a_film_that_comes_meanwhile_stays(self, tree: Tree) -> None:
        with (
            before("renameat2", lambda: tree.put(tree.link, "film")),
            pytest.raises(LinkChanged, match="not a link any more"),
        ):
            tree.discard()
        assert listing(tree.base) == {
            bytes(tree.root): ("folder", os.lstat(tree.root).st_mode),
            bytes(tree.root / "Films"): ("folder", os.lstat(tree.root / "Films").st_mode),
            tree.link: ("file", b"film"),
        }

    def test_a_link_that_goes_meanwhile(self, tree: Tree) -> None:
        with (
            before("renameat2", lambda: os.unlink(tree.link)),
            pytest.raises(LinkChanged, match="not there any more"),
        ):
            tree.discard()
        assert os.listdir(tree.base) == ["video"]

    @pytest.mark.parametrize("steps", [CHANGES, READINGS], ids=["changes", "readings"])
    def test_a_disk_that_fails_once(self, tmp_path: Path, steps: tuple[str, ...]) -> None:
        for number in itertools.count(1):
            tree = Tree(tmp_path / str(number))
            was = listing(tree.base)
            with stopped(number, lambda: OSError(errno.EIO, "broken"), steps) as count:
                error = outcome(tree.discard)
            if error is None:
                assert os.readlink(tree.trashed) == OLD
                assert os.listdir(tree.root / "Films") == []
            else:
                assert isinstance(error, OSError)
                assert error.errno == errno.EIO
                assert listing(tree.base) == was
            if count[0] < number:
                break
        assert os.readlink(tree.trashed) == OLD
        assert number > 3


def fill(disk: Path) -> None:
    """Use up the inodes of a disk."""
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):  # noqa: PT012
        for number in itertools.count():
            (disk / str(number)).touch()


class TestOtherDisk:
    @pytest.fixture
    def apart(self, tree: Tree, mount: Callable[..., None]) -> Tree:
        mount(tree.trash, options="nr_inodes=6")
        return tree

    def test_there_and_back(self, apart: Tree) -> None:
        was = listing(apart.root)
        apart.discard()
        assert os.readlink(apart.trashed) == OLD
        assert os.listdir(apart.root / "Films") == []
        apart.bring_back()
        assert listing(apart.root) == was

    def test_a_taken_name(self, apart: Tree) -> None:
        link(apart.trash, b"orphans/" + PATH, b"earlier")
        apart.fails(apart.discard, errno.EEXIST)

    @pytest.mark.parametrize("left", range(3))
    def test_no_inodes_left(self, apart: Tree, left: int) -> None:
        for number in range(5 - left):
            (apart.trash / str(number)).touch()
        apart.fails(apart.discard, errno.ENOSPC)

    def test_a_name_taken_at_that_moment(self, apart: Tree) -> None:
        was = listing(apart.root)
        with (
            before("symlink", lambda: os.close(os.open(apart.trashed, os.O_CREAT))),
            pytest.raises(FileExistsError),
        ):
            apart.discard()
        assert listing(apart.root) == was
        assert os.path.getsize(apart.trashed) == 0


CHILD = """
import os, sys
from vidtui.disk.symlinks.atomic import move_link, replace
root, trash, path, old, new, aside = map(os.fsencode, sys.argv[1:])
for change in (
    lambda: replace(root, path, old, new, aside),
    lambda: move_link(root, path, trash, b"a", old, aside, make_root=True),
):
    try:
        change()
    except OSError as error:
        print(error.errno)
"""


@pytest.mark.usefixtures("bound")
def test_a_folder_that_may_not_be_written(tree: Tree) -> None:
    (tree.root / "Films").chmod(0o500)
    was = listing(tree.base)
    limits = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    arguments = [bytes(tree.root), bytes(tree.trash), PATH, OLD, NEW, ASIDE]
    done = subprocess.run(
        [*(limits if os.geteuid() == 0 else []), sys.executable, "-c", CHILD, *arguments],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert done.stdout.split() == [b"%d" % errno.EACCES] * 2
    assert listing(tree.base) == was
