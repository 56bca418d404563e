"""Links are made below link roots alone, each whole or not at all, and taken away again."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.support.kills import killed_at
from tests.support.library import Library, contents
from tests.support.linking import guard_of, make, tree, wanted
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import Action
from vidtui.disk.root_identity import Identity, examine
from vidtui.disk.symlinks.making import LinkMaker, StorageGuard
from vidtui.errors import SafetyRefusal
from vidtui.jobs import undo as undoing
from vidtui.jobs.links.undo import is_unsettled, settle
from vidtui.jobs.roots import status_cache

HOSTILE = b"Films/\xff\x1b[31m\n~2 (2001)/\xe2\x80\xae.mkv"


def film(number: int) -> str:
    return f"Films/Film {number:03d} (2001)/Film {number:03d} (2001).mkv"


@pytest.fixture
def known(library: Library) -> Library:
    library.films(9)
    for number in range(1, 4):
        library.link(f"Old/{number}.mkv", library.path(film(number)))
    library.import_()
    return library


def links_of(library: Library) -> Path:
    assert library.links is not None
    return library.links


def test_links_are_made_remembered_and_taken_back(known: Library) -> None:
    before, storage = tree(str(links_of(known))), contents(known.storage)
    hostile = known.put(HOSTILE)
    places = [(film(4), film(4)), (film(5), film(5)), (b"Old/beside.mkv", film(6))]
    run, made = make(known, wanted(known, [*places, (HOSTILE, HOSTILE)]))
    assert [one.state for one in made] == ["done"] * 4
    now = tree(str(links_of(known)))
    assert now[HOSTILE] == hostile
    assert now[os.fsencode(film(4))] == known.path(film(4))
    seen = known.seen_links()
    assert seen[os.fsencode(film(4))]["target"] == os.fsencode(film(4))
    catalogue, settings = open_catalogue(known.database), known.settings()
    told = undoing.undo(catalogue, settings, run, dry_run=True)
    assert len(told) == 4
    assert tree(str(links_of(known))) == now
    told = undoing.undo(catalogue, settings, run, dry_run=False)
    assert [one.refused for one in told] == [False] * 4
    assert tree(str(links_of(known))) == before
    assert os.fsencode(film(4)) not in known.seen_links()
    os.unlink(hostile)
    os.rmdir(os.path.dirname(hostile))
    assert contents(known.storage) == storage


def test_what_is_there_is_never_replaced(known: Library) -> None:
    root = links_of(known)
    (root / "Films/Film 004 (2001)").mkdir(parents=True)
    (root / film(4)).write_text("a film of its own")
    os.symlink("nowhere", root / "Films/dangling.mkv")
    places = [(film(4), film(4)), ("Films/dangling.mkv", film(5)), (film(6), film(6))]
    _run, made = make(known, wanted(known, places))
    assert sorted(one.state for one in made) == ["done", "refused", "refused"]
    assert (root / film(4)).read_text() == "a film of its own"
    assert os.readlink(root / "Films/dangling.mkv") == "nowhere"


def test_undo_leaves_what_somebody_else_put_there(known: Library) -> None:
    root = links_of(known)
    run, _made = make(known, wanted(known, [(film(n), film(n)) for n in (4, 5, 6, 7)]))
    (root / film(4)).unlink()
    (root / film(4)).write_text("a film of its own")
    (root / film(5)).with_name("mine.nfo").write_text("mine")
    (root / film(6)).unlink()
    os.symlink("elsewhere", root / film(6))
    told = undoing.undo(open_catalogue(known.database), known.settings(), run, dry_run=False)
    assert sum(one.refused for one in told) == 2
    assert (root / film(4)).read_text() == "a film of its own"
    assert os.readlink(root / film(6)) == "elsewhere"
    assert (root / film(5)).with_name("mine.nfo").exists()
    assert not os.path.lexists(root / film(5))
    assert not (root / film(7)).parent.exists()


def test_a_single_undo_keeps_the_folder_that_another_needs(known: Library) -> None:
    root = links_of(known)
    _run, made = make(known, wanted(known, [("New/a.mkv", film(4)), ("New/b.mkv", film(5))]))
    catalogue, settings = open_catalogue(known.database), known.settings()
    first, second = (one.action or 0 for one in made)
    undoing.undo_action(catalogue, settings, first, dry_run=False)
    assert os.listdir(root / "New") == ["b.mkv"]
    undoing.undo_action(catalogue, settings, second, dry_run=False)
    assert not (root / "New").exists()


def _show_folder(library: Library) -> None:
    library.link("Films", library.path("Films"))


def _show_root(library: Library) -> None:
    library.link("Films", str(library.storage))


def _show_below(library: Library) -> None:
    library.link("Films/Film 004 (2001)", "../../stockage/Films/Film 004 (2001)")


def _lies_in_storage(library: Library) -> None:
    root = links_of(library)
    inside = library.storage / "Films/inside"
    root.rename(inside)
    os.symlink(inside, root)


def _is_file(library: Library) -> None:
    library.put("Films", b"no folder", on=library.links)


@pytest.mark.parametrize(
    "swap", [_show_folder, _show_root, _show_below, _lies_in_storage, _is_file]
)
def test_nothing_is_made_in_storage(known: Library, swap: Callable[[Library], None]) -> None:
    """The show's folder is a link into storage, or becomes one between plan and act."""
    links = wanted(known, [(film(4), film(4)), ("Films/Film 004 (2001)/x/y.mkv", film(5))])
    swap(known)
    before, storage = tree(str(links_of(known))), contents(known.storage)
    _run, made = make(known, links)
    assert {one.state for one in made} == {"refused"}
    assert tree(str(links_of(known))) == before
    assert contents(known.storage) == storage


@pytest.mark.parametrize("path", [b"../stockage/x.mkv", b"Films/../../x.mkv", b"/x.mkv", b"a//b"])
def test_no_path_leads_out_of_the_root(known: Library, path: bytes) -> None:
    storage = contents(known.storage)
    _run, made = make(known, wanted(known, [(path, film(4))]))
    assert [one.state for one in made] == ["refused"]
    assert contents(known.storage) == storage
    assert not (known.base / "x.mkv").exists()


def test_a_parent_that_is_swapped_at_the_last_moment(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = links_of(known)
    (root / "Films").mkdir()
    links, real = wanted(known, [(film(4), film(4))]), LinkMaker.make

    def swapped(self: LinkMaker, path: bytes, text: bytes, may_make: int) -> int:
        (root / "Films").rename(root / "Films moved")
        os.symlink(known.path("Films"), root / "Films")
        return real(self, path, text, may_make)

    monkeypatch.setattr(LinkMaker, "make", swapped)
    storage = contents(known.storage)
    make(known, links)
    assert contents(known.storage) == storage


def test_a_folder_that_went_is_not_made_again(known: Library) -> None:
    _run, made = make(known, wanted(known, [("Gone/a.mkv", film(4))], new_folders=0))
    assert [one.state for one in made] == ["refused"]
    assert not (links_of(known) / "Gone").exists()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("call", ["symlink", "mkdir"])
def test_a_disk_that_takes_no_more(
    known: Library, code: int, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made stays, the rest is not tried, nothing is half there."""
    real, calls = getattr(os, call), []

    def full(*args: object, **more: object) -> None:
        calls.append(args)
        if len(calls) > 2:
            raise OSError(code, os.strerror(code))
        real(*args, **more)

    before = tree(str(links_of(known)))
    links = wanted(known, [(film(n), film(n)) for n in range(4, 9)])
    monkeypatch.setattr(os, call, full)
    run, made = make(known, links)
    monkeypatch.undo()
    done = [one for one in made if one.state == "done"]
    assert [one.state for one in made][-1] == "failed"
    assert len(made) == len(done) + 1
    assert len(calls) == 3
    assert sum(text is not None for text in tree(str(links_of(known))).values()) == 3 + len(done)
    assert not is_unsettled(open_catalogue(known.database))
    if done:
        undoing.undo(open_catalogue(known.database), known.settings(), run, dry_run=False)
    assert tree(str(links_of(known))) == before


def test_a_file_system_without_room_for_one_more(known: Library, tmp_path: Path) -> None:
    """No inodes are left: a real one, where mounts can be made."""
    small = links_of(known) / "Small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "nr_inodes=6,size=1m", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no mounts here")
    try:
        places = [(f"Small/{n}/{n}.mkv", film(n)) for n in range(4, 9)]
        run, made = make(known, wanted(known, places))
        states = [one.state for one in made]
        assert states == ["done", "done", "failed"]
        assert sorted(os.listdir(small)) == ["4", "5"]
        undoing.undo(open_catalogue(known.database), known.settings(), run, dry_run=False)
        assert os.listdir(small) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_the_guard_knows_storage_by_another_way(known: Library) -> None:
    guard = guard_of(known)
    with pytest.raises(SafetyRefusal):
        guard.require_outside(known.path("Films/Film 001 (2001)"))
    with pytest.raises(SafetyRefusal):
        StorageGuard([b"/nowhere at all"])


def test_a_kill_leaves_each_link_whole_or_not_at_all(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = {root.path: examine(root.path, Identity()) for root in known.settings().roots}
    monkeypatch.setattr(
        status_cache, "examine_all", lambda roots: [states[path] for path, _id in roots]
    )
    root = str(links_of(known))
    before = tree(root)
    links = wanted(known, [(film(n), film(n)) for n in (4, 5, 6, 7)])
    texts = {one.path: one.text for one in links}
    kills = 0
    for nth in range(1, 400, 23):
        if not killed_at(nth, lambda: make(known, links)):
            break
        kills += 1
        made = {path: text for path, text in tree(root).items() if path in texts}
        assert all(text == texts[path] for path, text in made.items())
        catalogue, settings = open_catalogue(known.database), known.settings()
        with catalogue.writing("link"):
            settle(catalogue, settings)
        assert not is_unsettled(catalogue)
        runs = [
            row["run_id"]
            for row in known.query(
                "SELECT DISTINCT run_id FROM action WHERE outcome = 'done' AND undone_at IS NULL"
                " AND kind != 'undo'"
            )
        ]
        for run in runs:
            killed_at(nth, partial(undoing.undo, catalogue, settings, run, dry_run=False))
        with catalogue.writing("link"):
            settle(catalogue, settings)
        for run in runs:
            if known.query(
                "SELECT 1 FROM action WHERE run_id = ? AND outcome = 'done' AND undone_at IS NULL",
                run,
            ):
                undoing.undo(catalogue, settings, run, dry_run=False)
        assert tree(root) == before
    assert kills > 3


def test_what_waits_for_a_disk_is_told_once_with_its_root(known: Library) -> None:
    run, _made = make(known, wanted(known, [(film(n), film(n)) for n in (4, 5)]))
    catalogue = open_catalogue(known.database)
    with catalogue.transaction():
        for row in Action.select().where(Action.run == run):
            intent = {**json.loads(row.intent), "path": (b"x" * 300).hex()}
            Action.update(intent=json.dumps(intent), outcome=None).where(
                Action.id == row.id
            ).execute()
    with catalogue.writing("link"):
        told = settle(catalogue, known.settings())
    why = f"{known.links}: the path is too long"
    assert told == [f"an interrupted repair cannot be looked at yet: {why}"]


def test_the_root_is_known_again_after_an_undo(library: Library) -> None:
    """An import chose what it is recognised by among links that are taken away."""
    library.films(30)
    library.link("Old/1.mkv", library.path(film(1)))
    library.import_()
    run, _made = make(library, wanted(library, [(film(n), film(n)) for n in range(2, 31)]))
    library.import_()
    catalogue, settings = open_catalogue(library.database), library.settings()
    undone = undoing.undo(catalogue, settings, run, dry_run=False)
    assert len(undone) == 29
    assert library.find().refused == {}
