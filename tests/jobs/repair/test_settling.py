"""Interrupted at whatever instant, every link is old or new, and the journal says which."""

from __future__ import annotations

import fcntl
import itertools
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import Mount
from tests.disk.link_trees import CHANGES, READINGS, WAYS, Killed, lack, stopped
from tests.support.library import Library
from tests.support.names import HOSTILE
from tests.support.repairs import (
    Sitting,
    actions,
    break_links,
    listing,
    moved,
    relative,
    row_of,
    stood,
    strays,
    text_of,
    texts,
)
from vidtui.catalogue.journal import UNDOING
from vidtui.catalogue.models import Action
from vidtui.disk.root_identity import Identity, examine
from vidtui.errors import UsageProblem
from vidtui.jobs import undo as undoing
from vidtui.jobs.links import actions as link_acts
from vidtui.jobs.links import undo as repair_undo
from vidtui.jobs.links.model import Verb
from vidtui.jobs.links.undo import NOT_DONE, UNCLEAR, is_unsettled, settled
from vidtui.jobs.repair.repairing import Repairs
from vidtui.jobs.roots import status_cache
from vidtui.text import printable

ALIEN, HEAT = stood("Alien"), stood("Heat")
STEPS = (*CHANGES, *READINGS, "write")
AWAY = "an interrupted repair cannot be looked at yet"


@pytest.fixture
def sitting(library: Library) -> Sitting:
    """Alien has moved, Heat is gone."""
    break_links(library, ("Alien",), ("Heat",))
    return Sitting(library)


@pytest.fixture
def quick(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is there need not be looked at by a process of its own each time."""
    states = {
        root.path: examine(root.path, Identity()) for root in sitting.library.settings().roots
    }
    monkeypatch.setattr(
        status_cache, "examine_all", lambda roots: [states[path] for path, _id in roots]
    )


def settle(sitting: Sitting) -> list[str]:
    told = settled(sitting.catalogue, sitting.library.settings())
    assert all("\n" not in line for line in told)
    return told


def link_of(sitting: Sitting, path: bytes) -> str:
    return printable(sitting.library.path(path, sitting.library.links))


def _killed(real: Callable[..., object] | None, *given: object, **rest: object) -> None:
    if real is not None:
        real(*given, **rest)
    raise Killed


def cut(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], *, undo: bool, late: bool
) -> None:
    """End the process right before, or ``late`` right after, the disk is changed."""
    module = repair_undo if undo else link_acts
    with monkeypatch.context() as patch:
        for step in ("replace", "move_link"):
            patch.setattr(module, step, partial(_killed, getattr(module, step) if late else None))
        with pytest.raises(Killed):
            act()


def interrupt(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch, verb: Verb, *, undo: bool, late: bool
) -> bytes:
    """Leave a repair, or an undo of it, half done; return the link."""
    name, path = ("Alien", ALIEN) if verb == "repair" else ("Heat", HEAT)
    if undo:
        sitting.done(name, verb)
        cut(monkeypatch, sitting.undo, undo=True, late=late)
    else:
        cut(monkeypatch, lambda: sitting.apply(name, verb), undo=False, late=late)
    assert is_unsettled(sitting.catalogue)
    return path


def state_of(sitting: Sitting, verb: Verb) -> str:
    """Whether a link is as before or as after its repair; it is in one place only."""
    library = sitting.library
    trashed = list(texts(library.base / "trash").values())
    if verb == "repair":
        assert trashed == []
        return {
            relative(library, ALIEN, ALIEN): "old",
            relative(library, ALIEN, moved("Alien")): "new",
        }[text_of(library, ALIEN)]
    here = texts(library.base / "video").get(library.path(HEAT, library.links))
    assert [one for one in (here, *trashed) if one is not None] == [relative(library, HEAT, HEAT)]
    return "new" if here is None else "old"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("way", ["exchange", "aside", "two disks"])
@pytest.mark.parametrize("undo", [False, True], ids=["done", "undone"])
@pytest.mark.parametrize("verb", ["repair", "orphan"])
def test_interrupted_at_every_step(
    sitting: Sitting, verb: Verb, undo: bool, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack(monkeypatch, WAYS.get(way, 0), devices=way == "two disks")
    library, catalogue = sitting.library, sitting.catalogue
    name, path = ("Alien", ALIEN) if verb == "repair" else ("Heat", HEAT)
    untouched = texts(library.base / "video")
    del untouched[library.path(path, library.links)]
    known = tuple(row_of(library, path))[3:6]
    seen = set()
    for number in itertools.count(1):
        sitting.repairs = Repairs(catalogue, library.settings())
        if undo:
            sitting.done(name, verb)
        was_killed = False
        with stopped(number, Killed, STEPS):
            try:
                sitting.undo() if undo else sitting.apply(name, verb)
            except Killed:
                was_killed = True
        was_open = is_unsettled(catalogue)
        told = settle(sitting)
        assert len(told) == was_open
        state = state_of(sitting, verb)
        if was_open:
            (line,) = told
            assert line.startswith(f"{link_of(sitting, path)}: ")
            done = state == ("old" if undo else "new")
            assert ("it is done now" in line) == done
            seen.add((undo, state))
        assert strays(library.base) == []
        now = texts(library.base / "video")
        now.pop(library.path(path, library.links), None)
        assert now == untouched
        is_new = [one[1:] == ("done", False) for one in actions(library)]
        assert any(is_new) == (state == "new")
        assert not is_unsettled(catalogue)
        before = listing(library.base / "video", library.base / "trash")
        assert settle(sitting) == []
        assert listing(library.base / "video", library.base / "trash") == before
        if state == "new":
            undoing.undo(catalogue, library.settings(), undoing.last_run(catalogue), dry_run=False)
            assert state_of(sitting, verb) == "old"
        assert tuple(row_of(library, path))[3:6] == known
        if not was_killed:
            break
    assert number > 15
    assert seen == {(undo, "old"), (undo, "new")}


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("undo", [False, True], ids=["repair", "undo"])
@pytest.mark.parametrize("verb", ["repair", "orphan"])
def test_what_it_says_and_remembers(
    sitting: Sitting, verb: Verb, undo: bool, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = sitting.library
    old = tuple(row_of(library, ALIEN if verb == "repair" else HEAT))[3:6]
    path = interrupt(sitting, monkeypatch, verb, undo=undo, late=late)
    (line,) = settle(sitting)
    assert (
        line
        == f"{link_of(sitting, path)}: "
        + {
            (False, False): "a repair was interrupted; the link is as it was before",
            (False, True): "a repair was interrupted; it is done now",
            (True, False): "an undo was interrupted; the repair stands, and can be undone again",
            (True, True): "an undo was interrupted; it is done now",
        }[undo, late]
    )
    ((_kind, outcome, undone),) = actions(library)
    assert outcome == ("done" if undo or late else NOT_DONE)
    assert undone == (undo and late)
    is_new = undo != late
    assert (tuple(row_of(library, path))[3:6] != old) == is_new
    if is_new:
        undoing.undo_action(sitting.catalogue, library.settings(), 1, dry_run=False)
    else:
        with pytest.raises(UsageProblem):
            undoing.undo_action(sitting.catalogue, library.settings(), 1, dry_run=False)
    assert tuple(row_of(library, path))[3:6] == old


@pytest.mark.parametrize("undo", [False, True], ids=["repair", "undo"])
@pytest.mark.parametrize("verb", ["repair", "orphan"])
def test_the_link_root_is_away(
    sitting: Sitting, verb: Verb, undo: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = sitting.library
    interrupt(sitting, monkeypatch, verb, undo=undo, late=True)
    links, away = library.base / "video", library.base / "away"
    links.rename(away)
    links.mkdir()
    was = actions(library)
    for _time in range(2):
        (line,) = settle(sitting)
        assert line.startswith(f"{AWAY}: {links}: the folder is empty")
    assert actions(library) == was
    assert is_unsettled(sitting.catalogue)
    links.rmdir()
    away.rename(links)
    (line,) = settle(sitting)
    assert line.endswith("it is done now")
    assert settle(sitting) == []


def test_one_root_that_is_away_keeps_no_other_from_it(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = sitting.library
    interrupt(sitting, monkeypatch, "repair", undo=False, late=True)
    interrupt(sitting, monkeypatch, "orphan", undo=False, late=True)
    with sitting.catalogue.transaction():
        row = Action.get_by_id(1)
        Action.update(intent=row.intent.replace('"root": "', '"root": "other')).where(
            Action.id == 1
        ).execute()
    first, second = settle(sitting)
    assert first.startswith(f"{AWAY}: the root is in the settings no more")
    assert second.endswith("it is done now")
    assert [one[1] for one in actions(library)] == [None, "done"]


def _somebodys(library: Library, path: bytes) -> None:
    place = library.path(path, library.links)
    if os.path.lexists(place):
        os.unlink(place)
    library.link(path, b"somebody's")


def _a_film(library: Library, path: bytes) -> None:
    place = library.path(path, library.links)
    if os.path.lexists(place):
        os.unlink(place)
    library.put(path, on=library.links)


@pytest.mark.parametrize("change", [_somebodys, _a_film])
@pytest.mark.parametrize("undo", [False, True], ids=["repair", "undo"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_somebody_changed_the_link(
    sitting: Sitting,
    change: Callable[[Library, bytes], None],
    undo: bool,
    late: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = sitting.library
    path = interrupt(sitting, monkeypatch, "repair", undo=undo, late=late)
    change(library, path)
    was, known = listing(library.base / "video"), tuple(row_of(library, path))[3:6]
    (line,) = settle(sitting)
    assert "the link has changed since; it was left alone" in line
    assert listing(library.base / "video") == was
    assert tuple(row_of(library, path))[3:6] == known
    assert actions(library) == [("relink", "done" if undo else UNCLEAR, False)]
    assert settle(sitting) == []


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_somebody_took_the_place_of_an_orphan(
    sitting: Sitting, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = sitting.library
    path = interrupt(sitting, monkeypatch, "orphan", undo=False, late=late)
    _somebodys(library, path)
    was = listing(library.base / "video"), texts(library.base / "trash")
    (line,) = settle(sitting)
    assert ("it is done now" in line) == late
    assert (listing(library.base / "video"), texts(library.base / "trash")) == was
    assert len(was[1]) == late
    assert settle(sitting) == []


@pytest.mark.parametrize("undo", [False, True], ids=["repair", "undo"])
def test_the_disk_of_the_trash_is_away(
    sitting: Sitting,
    undo: bool,
    mount: Mount,
    unmount: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It comes back, and the link with it."""
    library = sitting.library
    trash, kept = library.base / "trash", library.base / "kept"
    mount(trash)
    mount(kept, bind=trash)
    interrupt(sitting, monkeypatch, "orphan", undo=undo, late=not undo)
    unmount(trash)
    (line,) = settle(sitting)
    assert line.startswith(f"{link_of(sitting, HEAT)}: ")
    assert settle(sitting) == []
    assert actions(library) == [("trash-link", "done", False)]
    assert row_of(library, HEAT)["state"] == "gone"
    mount(trash, bind=kept)
    undoing.undo_action(sitting.catalogue, library.settings(), 1, dry_run=False)
    assert state_of(sitting, "orphan") == "old"
    assert texts(kept) == {}


@pytest.mark.parametrize("intent", ["", "[]", "{", "null", '{"path": 3}', '{"path": "zz"}'])
@pytest.mark.parametrize("outcome", [None, UNDOING])
def test_a_damaged_record(
    sitting: Sitting, intent: str, outcome: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = sitting.library
    interrupt(sitting, monkeypatch, "repair", undo=False, late=True)
    with sitting.catalogue.transaction():
        Action.update(intent=intent, outcome=outcome).execute()
    was = listing(library.base / "video")
    assert settle(sitting) == ["action 1 was interrupted, and its record is damaged"]
    assert settle(sitting) == []
    assert listing(library.base / "video") == was
    assert actions(library) == [("relink", UNCLEAR, False)]


class TestWhoSettles:
    @pytest.fixture
    def line(self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> str:
        interrupt(sitting, monkeypatch, "repair", undo=False, late=True)
        return f"{link_of(sitting, ALIEN)}: a repair was interrupted; it is done now"

    def test_import(self, sitting: Sitting, line: str) -> None:
        assert sitting.library.import_().notices == [line]
        assert row_of(sitting.library, ALIEN)["state"] == "ok"
        assert sitting.library.import_().notices == []

    def test_a_dry_run_of_import(self, sitting: Sitting, line: str) -> None:
        assert sitting.library.import_(dry_run=True).notices == []
        assert is_unsettled(sitting.catalogue)

    def test_find(self, sitting: Sitting, line: str) -> None:
        found = sitting.library.find()
        assert found.notices == [line]
        assert list(found.by_link) == [HEAT]

    def test_the_next_repair(self, sitting: Sitting, line: str) -> None:
        later = Repairs(sitting.catalogue, sitting.library.settings())
        assert later.apply(sitting.decision("Heat", "orphan")).state == "done"
        assert later.settled == [line]
        assert [one[1] for one in actions(sitting.library)] == ["done", "done"]

    def test_find_beside_another_process(self, sitting: Sitting, line: str) -> None:
        """What is open may be what that one is at."""
        lock = sitting.library.database.with_name(sitting.library.database.name + ".lock")
        with lock.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            assert sitting.library.find().notices == []
        assert actions(sitting.library) == [("relink", None, False)]
        assert sitting.library.find().notices == [line]


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names(library: Library, name: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    break_links(library, (name,))
    sitting = Sitting(library)
    cut(monkeypatch, lambda: sitting.apply(name), undo=False, late=True)
    assert settle(sitting) == [
        f"{link_of(sitting, stood(name))}: a repair was interrupted; it is done now"
    ]
    assert text_of(library, stood(name)) == relative(library, stood(name), moved(name))
