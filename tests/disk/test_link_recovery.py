"""After a kill at whatever step, a link is the old one or the new one, and nothing else is left."""

from __future__ import annotations

import errno
import itertools
import os
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
    Killed,
    Tree,
    lack,
    link,
    listing,
    outcome,
    stopped,
)
from vidtui.disk.symlinks.atomic import settle_move, settle_replace

STEPS = CHANGES + READINGS


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    lack(monkeypatch, WAYS[request.param])


@pytest.fixture(params=["renamed", "other disk", "without noreplace"])
def moving(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    flags = WAYS["aside without noreplace"] if request.param == "without noreplace" else 0
    lack(monkeypatch, flags, devices=request.param == "other disk")


def killed(at: int, change: Callable[[], object]) -> bool:
    """Kill a change before its ``at``-th system call; say whether there was one."""
    with stopped(at, Killed, STEPS):
        try:
            change()
        except Killed:
            return True
    return False


def settled_replace(tree: Tree) -> str:
    return settle_replace(bytes(tree.root), PATH, OLD, NEW, ASIDE)


def settled_discard(tree: Tree) -> str:
    target = b"orphans/" + PATH
    return settle_move(bytes(tree.root), PATH, bytes(tree.trash), target, OLD, ASIDE)


def settled_return(tree: Tree) -> str:
    source = b"orphans/" + PATH
    return settle_move(bytes(tree.trash), source, bytes(tree.root), PATH, OLD, ASIDE)


@pytest.mark.usefixtures("way")
def test_a_replacing_killed_at_every_step(tmp_path: Path) -> None:
    seen = set()
    for number in itertools.count(1):
        tree = Tree(tmp_path / str(number))
        was = listing(tree.base)
        expected = {"old": was, "new": was | {tree.link: ("link", NEW, os.getuid())}}
        was_killed = killed(number, tree.replace)
        state = settled_replace(tree)
        assert listing(tree.base) == expected[state]
        assert settled_replace(tree) == state
        assert listing(tree.base) == expected[state]
        seen.add((was_killed, state))
        if not was_killed:
            break
    assert seen == {(True, "old"), (True, "new"), (False, "new")}


@pytest.mark.usefixtures("moving")
@pytest.mark.parametrize("back", [False, True], ids=["to the trash", "back"])
def test_a_moving_killed_at_every_step(tmp_path: Path, back: bool) -> None:
    seen = set()
    for number in itertools.count(1):
        tree = Tree(tmp_path / str(number))
        if back:
            tree.discard()
        settled = settled_return if back else settled_discard
        places = {"source": tree.link, "target": tree.trashed}
        if back:
            places = {"source": tree.trashed, "target": tree.link}
        was_killed = killed(number, tree.bring_back if back else tree.discard)
        state = settled(tree)
        assert links_of(tree) == {places[state]: OLD}
        assert settled(tree) == state
        assert links_of(tree) == {places[state]: OLD}
        seen.add((was_killed, state))
        if not was_killed:
            break
    assert seen == {(True, "source"), (True, "target"), (False, "target")}


@pytest.mark.usefixtures("moving")
def test_a_link_like_it_at_the_target_never_passes_for_it(tmp_path: Path) -> None:
    for number in range(1, 40):
        tree = Tree(tmp_path / str(number))
        link(tree.trash, b"orphans/" + PATH)
        was = listing(tree.base)
        killed(number, lambda: outcome(tree.discard))  # noqa: B023
        assert settled_discard(tree) == "source"
        assert listing(tree.base) == was


@pytest.mark.usefixtures("way")
def test_settling_killed_at_every_step(tmp_path: Path) -> None:
    for first, second in itertools.product(range(1, 40), range(1, 20)):
        tree = Tree(tmp_path / f"{first} {second}")
        killed(first, tree.replace)
        killed(second, lambda: settled_replace(tree))  # noqa: B023
        assert {"old": OLD, "new": NEW}[settled_replace(tree)] == os.readlink(tree.link)
        assert os.listdir(tree.root / "Films") == ["a.mkv"]


@pytest.mark.usefixtures("moving")
def test_settling_a_moving_killed_at_every_step(tmp_path: Path) -> None:
    for first, second in itertools.product(range(1, 40), range(1, 20)):
        tree = Tree(tmp_path / f"{first} {second}")
        killed(first, tree.discard)
        killed(second, lambda: settled_discard(tree))  # noqa: B023
        place = {"source": tree.link, "target": tree.trashed}[settled_discard(tree)]
        assert links_of(tree) == {place: OLD}


THINGS = ("nothing", "old", "new", "theirs", "film")


@pytest.mark.parametrize(("there", "aside"), itertools.product(THINGS, THINGS))
def test_whatever_is_found_after_a_replacing(tree: Tree, there: str, aside: str) -> None:
    was = [arrange(tree.link, there), arrange(tree.aside, aside)]
    state = settled_replace(tree)
    now = [what_is(tree.link), what_is(tree.aside)]
    assert state == (now[0] if now[0] in ("old", "new") else "other")
    for theirs in ("theirs", "film"):
        assert now.count(theirs) == was.count(theirs)
    if there in ("old", "theirs", "film"):
        assert now[0] == there
    if aside in ("nothing", "old", "new"):
        assert now[1] == "nothing"
        assert now[0] == ("old" if (there, aside) == ("nothing", "old") else there)
    after = listing(tree.base)
    assert settled_replace(tree) == state
    assert listing(tree.base) == after


def test_a_film_that_was_swapped_out_comes_back(tree: Tree) -> None:
    arrange(tree.link, "new")
    arrange(tree.aside, "film")
    assert settled_replace(tree) == "other"
    assert (what_is(tree.link), what_is(tree.aside)) == ("film", "nothing")


@pytest.mark.parametrize(
    ("source", "aside", "target"), itertools.product(("nothing", "old", "theirs", "film"), repeat=3)
)
def test_whatever_is_found_after_a_moving(tree: Tree, source: str, aside: str, target: str) -> None:
    link(tree.trash, b"orphans/" + PATH)
    places = (tree.link, tree.aside, tree.trashed)
    was = [
        arrange(place, what) for place, what in zip(places, (source, aside, target), strict=True)
    ]
    state = settled_discard(tree)
    now = [what_is(place) for place in places]
    assert state == ("source" if now[0] == "old" else "target" if now[2] == "old" else "other")
    assert now[2] == target
    if source != "nothing":
        assert now[0] == source
    for theirs in ("theirs", "film"):
        assert now.count(theirs) == was.count(theirs)
    assert ("old" in now) == ("old" in was)
    if aside == "old":
        assert (now[1] == "old") == (source not in ("nothing", "old") and target != "old")
    after = listing(tree.base)
    assert settled_discard(tree) == state
    assert listing(tree.base) == after


def test_a_link_aside_goes_back_where_its_target_is_taken(tree: Tree) -> None:
    link(tree.trash, b"orphans/" + PATH, b"theirs")
    os.rename(tree.link, tree.aside)
    assert settled_discard(tree) == "source"
    assert os.readlink(tree.link) == OLD


def test_folders_that_are_gone(tree: Tree) -> None:
    assert settled_discard(tree) == "source"
    tree.discard()
    (tree.root / "Films").rmdir()
    assert settled_replace(tree) == "other"
    assert settled_discard(tree) == "target"
    (tree.root / "Films").symlink_to("../trash/orphans/Films")
    was = listing(tree.base)
    assert settled_replace(tree) == "other"
    assert settled_discard(tree) == "target"
    assert listing(tree.base) == was


def test_a_disk_that_cannot_say(tree: Tree) -> None:
    os.rename(tree.link, tree.aside)
    was = listing(tree.base)
    for settled in (settled_replace, settled_discard):
        for step in ("open", "readlink"):
            with (
                stopped(1, lambda: OSError(errno.EIO, os.strerror(errno.EIO)), (step,)),
                pytest.raises(OSError, match=os.strerror(errno.EIO)),
            ):
                settled(tree)
            assert listing(tree.base) == was


def links_of(tree: Tree) -> dict[bytes, bytes]:
    """Return every link of a tree, whatever its name."""
    found = listing(tree.base).items()
    return {place: what[1] for place, what in found if what[0] == "link"}


def arrange(place: bytes, what: str) -> str:
    if os.path.lexists(place):
        os.unlink(place)
    if what == "film":
        with open(place, "w") as opened:
            opened.write("film")
    elif what != "nothing":
        os.symlink({"old": OLD, "new": NEW, "theirs": b"theirs"}[what], place)
    return what


def what_is(place: bytes) -> str:
    if not os.path.lexists(place):
        return "nothing"
    if not os.path.islink(place):
        return "film"
    return {OLD: "old", NEW: "new", b"theirs": "theirs"}[os.readlink(place)]
