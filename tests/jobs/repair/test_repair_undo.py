"""Taking repairs back: one, several, a run; what has changed since stays, and says why."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Mount
from tests.disk.link_trees import WAYS, lack
from tests.support.library import Library
from tests.support.names import HOSTILE
from tests.support.repairs import (
    Sitting,
    actions,
    break_links,
    listing,
    moved,
    relative,
    stood,
    strays,
    text_of,
    texts,
)
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.jobs import undo
from vidtui.jobs.roots import status_cache
from vidtui.text import printable

ALIEN, HEAT, RAN = stood("Alien"), stood("Heat"), stood("Ran")


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    lack(monkeypatch, WAYS[request.param])


@pytest.fixture(params=["one disk", "two disks"])
def trash(request: pytest.FixtureRequest, library: Library, mount: Mount) -> Path:
    folder = library.base / "trash"
    if request.param == "two disks":
        mount(folder)
    return folder


@pytest.fixture
def sitting(library: Library) -> Sitting:
    """Alien and Brazil have moved, Heat and Ran are gone."""
    break_links(library, ("Alien", "Brazil"), ("Heat", "Ran"))
    return Sitting(library)


def remembered(library: Library) -> list[tuple[object, ...]]:
    rows: list[sqlite3.Row] = library.query(
        "SELECT path, text, state, shown_file_id, former_file_id FROM link ORDER BY path"
    )
    return [tuple(row) for row in rows]


@pytest.mark.usefixtures("way")
def test_all_of_a_sitting_one_after_another(sitting: Sitting, trash: Path) -> None:
    library = sitting.library
    was, known = texts(library.base / "video"), remembered(library)
    steps = []
    for name, verb in (("Alien", "repair"), ("Heat", "orphan"), ("Brazil", "repair")):
        steps.append((texts(library.base / "video"), remembered(library)))
        sitting.done(name, verb)  # type: ignore[arg-type]
    assert remembered(library) != known
    for before, rows in reversed(steps):
        undone = sitting.undo()
        assert undone is not None
        assert not undone.refused
        assert texts(library.base / "video") == before
        assert remembered(library) == rows
    assert texts(library.base / "video") == was
    assert remembered(library) == known
    assert sitting.undo() is None
    assert texts(trash) == {}
    assert strays(library.base) == []
    assert [one[1:] for one in actions(library)] == [("done", True)] * 3
    # And it can all be done again.
    sitting.done("Heat", "orphan")
    sitting.done("Alien")


def test_what_it_says(sitting: Sitting) -> None:
    library = sitting.library
    old = text_of(library, ALIEN)
    sitting.done("Alien")
    sitting.done("Heat", "orphan")
    for expected in (
        f"{library.links}/Films/Heat.mkv: back from the trash",
        f"{library.links}/Films/Alien.mkv: leads to {printable(old)} again",
    ):
        undone = sitting.undo()
        assert undone is not None
        assert undone.what == expected


def test_a_run(sitting: Sitting, trash: Path) -> None:
    library = sitting.library
    was, known = texts(library.base / "video"), remembered(library)
    for name in ("Alien", "Brazil"):
        sitting.done(name)
    for name in ("Heat", "Ran"):
        sitting.done(name, "orphan")
    run = sitting.repairs.run
    assert run is not None
    sitting.repairs.finish()
    library.import_()
    planned = undo.undo(sitting.catalogue, library.settings(), run, dry_run=True)
    assert not any(one.refused for one in planned)
    assert texts(library.base / "video") != was
    undone = undo.undo(sitting.catalogue, library.settings(), run, dry_run=False)
    assert undone == planned
    assert texts(library.base / "video") == was
    assert remembered(library) == known
    assert texts(trash) == {}
    with pytest.raises(UsageProblem, match="left nothing to undo"):
        undo.undo(sitting.catalogue, library.settings(), run, dry_run=False)
    with pytest.raises(UsageProblem, match="left nothing to undo"):
        undo.undo_action(sitting.catalogue, library.settings(), undone[0].action, dry_run=False)
    assert texts(library.base / "video") == was


def test_the_disks_are_asked_once_for_a_run(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Alien", "Brazil"):
        sitting.done(name)
    sitting.done("Heat", "orphan")
    real, asked = status_cache.examine_all, [0]

    def counted(*given: object) -> object:
        asked[0] += 1
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(status_cache, "examine_all", counted)
    monkeypatch.setattr(status_cache, "FRESH_S", 3600.0)
    settings, run = sitting.library.settings(), sitting.repairs.run
    assert run is not None
    assert len(undo.undo(sitting.catalogue, settings, run, dry_run=False)) == 3
    assert asked == [1]


def _elsewhere(library: Library) -> None:
    os.unlink(library.path(ALIEN, library.links))
    library.link(ALIEN, b"somebody's")


def _a_film(library: Library) -> None:
    os.unlink(library.path(ALIEN, library.links))
    library.put(ALIEN, on=library.links)


def _no_folder(library: Library) -> None:
    shutil.rmtree(library.base / "video/Films")


def _folder_elsewhere(library: Library) -> None:
    os.rename(library.base / "video/Films", library.base / "other")
    os.symlink(library.base / "other", library.base / "video/Films")


@pytest.mark.parametrize("change", [_elsewhere, _a_film, _no_folder, _folder_elsewhere])
def test_a_repaired_link_changed_since(sitting: Sitting, change: Callable[[Library], None]) -> None:
    library = sitting.library
    sitting.done("Brazil")
    sitting.done("Alien")
    change(library)
    was, known = listing(library.base / "video", library.base / "trash"), remembered(library)
    with pytest.raises(SafetyRefusal) as caught:
        sitting.undo()
    assert str(caught.value).startswith(f"{library.links}/Films")
    assert "\n" not in str(caught.value)
    assert listing(library.base / "video", library.base / "trash") == was
    assert remembered(library) == known
    assert actions(library)[1] == ("relink", "done", False)
    if change in (_elsewhere, _a_film):
        assert sitting.undo() is not None
        assert text_of(library, stood("Brazil")).endswith(stood("Brazil"))


def _taken(library: Library, _trashed: bytes) -> None:
    library.link(HEAT, b"somebody's")


def _taken_by_a_film(library: Library, _trashed: bytes) -> None:
    library.put(HEAT, on=library.links)


def _thrown_away(_library: Library, trashed: bytes) -> None:
    os.unlink(trashed)


def _no_trash(library: Library, _trashed: bytes) -> None:
    shutil.rmtree(library.base / "trash")


def _another_there(_library: Library, trashed: bytes) -> None:
    os.unlink(trashed)
    os.symlink("another", trashed)


@pytest.mark.parametrize(
    "change", [_taken, _taken_by_a_film, _thrown_away, _no_trash, _another_there]
)
def test_an_orphan_changed_since(
    sitting: Sitting, change: Callable[[Library, bytes], None]
) -> None:
    library = sitting.library
    outcome = sitting.done("Heat", "orphan")
    change(library, outcome.trashed or b"")
    was, known = listing(library.base / "video", library.base / "trash"), remembered(library)
    with pytest.raises(SafetyRefusal, match="nothing was undone"):
        sitting.undo()
    assert listing(library.base / "video", library.base / "trash") == was
    assert remembered(library) == known
    assert actions(library) == [("trash-link", "done", False)]


def test_nobody_can_say_what_is_there(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails is not a link that has changed."""
    outcome = sitting.done("Heat", "orphan")
    real = os.readlink

    def readlink(path: bytes, **rest: int | None) -> bytes:
        if path == outcome.trashed:
            raise OSError(5, "I/O")
        return real(path, **rest)

    with monkeypatch.context() as patch:
        patch.setattr(os, "readlink", readlink)
        with pytest.raises(SafetyRefusal, match="the disk may be failing"):
            sitting.undo()
    assert actions(sitting.library) == [("trash-link", "done", False)]


@pytest.mark.usefixtures("way")
def test_the_folder_is_gone_that_an_orphan_goes_back_to(sitting: Sitting, trash: Path) -> None:
    library = sitting.library
    text = text_of(library, HEAT)
    sitting.done("Heat", "orphan")
    shutil.rmtree(library.base / "video/Films")
    assert sitting.undo() is not None
    assert text_of(library, HEAT) == text
    assert os.listdir(library.base / "video/Films") == ["Heat.mkv"]
    assert texts(trash) == {}


def test_the_trash_may_be_emptied_but_for_one(sitting: Sitting) -> None:
    library = sitting.library
    first = sitting.done("Heat", "orphan").trashed
    sitting.done("Ran", "orphan")
    os.unlink(first or b"")
    assert sitting.repairs.run is not None
    undone = undo.undo(sitting.catalogue, library.settings(), sitting.repairs.run, dry_run=False)
    assert [one.refused for one in undone] == [False, True]
    assert text_of(library, RAN) == relative(library, RAN, RAN)


def test_two_repairs_of_one_link(sitting: Sitting) -> None:
    library = sitting.library
    first = text_of(library, ALIEN)
    sitting.done("Alien")
    second = text_of(library, ALIEN)
    library.rename(moved("Alien"), b"Films/Third/Alien.mkv")
    again = Sitting(library)
    again.done("Alien")
    with pytest.raises(SafetyRefusal, match="has changed since"):
        sitting.undo()
    again.undo()
    assert text_of(library, ALIEN) == second
    undo.undo_action(sitting.catalogue, library.settings(), 1, dry_run=False)
    assert text_of(library, ALIEN) == first


def test_a_link_that_is_forgotten_meanwhile(sitting: Sitting) -> None:
    """The catalogue knows nothing of it any more: the link is put back all the same."""
    library = sitting.library
    text = text_of(library, ALIEN)
    sitting.done("Alien")
    with sitting.catalogue.transaction():
        sitting.catalogue._database.execute_sql("DELETE FROM link")
    assert sitting.undo() is not None
    assert text_of(library, ALIEN) == text


def test_the_link_root_is_away(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    library = sitting.library
    sitting.done("Alien")
    sitting.done("Heat", "orphan")
    monkeypatch.setattr(status_cache, "FRESH_S", 0.0)
    links, away = library.base / "video", library.base / "away"
    links.rename(away)
    links.mkdir()
    for _time in range(2):
        with pytest.raises(SafetyRefusal, match="is its disk mounted"):
            undo.undo_action(sitting.catalogue, library.settings(), 2, dry_run=False)
    assert os.listdir(links) == []
    links.rmdir()
    away.rename(links)
    for action in (2, 1):
        undo.undo_action(sitting.catalogue, library.settings(), action, dry_run=False)
    assert text_of(library, ALIEN).endswith(ALIEN)


def test_storage_may_be_away(sitting: Sitting) -> None:
    """What a link showed needs not be there for the link to say so again."""
    library = sitting.library
    sitting.done("Alien")
    library.storage.rename(library.base / "away")
    library.storage.mkdir()
    undo.undo_action(sitting.catalogue, library.settings(), 1, dry_run=False)
    assert text_of(library, ALIEN).endswith(ALIEN)


def test_when_it_was_done_stays(sitting: Sitting) -> None:
    """An undo that comes to nothing makes no news of the repair."""
    library = sitting.library
    sitting.done("Heat", "orphan")
    with sitting.catalogue.transaction():
        sitting.catalogue._database.execute_sql("UPDATE action SET done_at = 1000")
    shutil.rmtree(library.base / "video/Films")
    (library.base / "video/Films").write_text("in the way")
    with pytest.raises(SafetyRefusal):
        undo.undo_action(sitting.catalogue, library.settings(), 1, dry_run=False)
    assert library.query("SELECT done_at, outcome FROM action")[0][:] == (1000, "done")
    (library.base / "video/Films").unlink()
    undo.undo_action(sitting.catalogue, library.settings(), 1, dry_run=False)
    assert library.query("SELECT done_at FROM action")[0][0] == 1000


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names(library: Library, name: bytes) -> None:
    gone = b"gone " + name[:200]
    break_links(library, (name,), (gone,))
    was = texts(library.base / "video")
    sitting = Sitting(library)
    sitting.done(name)
    sitting.done(gone, "orphan")
    assert sitting.repairs.run is not None
    undone = undo.undo(sitting.catalogue, library.settings(), sitting.repairs.run, dry_run=False)
    assert [one.refused for one in undone] == [False, False]
    assert all(one.what == printable(one.what) for one in undone)
    assert texts(library.base / "video") == was
