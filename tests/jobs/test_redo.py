"""An undo is an entry too: what it took back is done again, and taken back again."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import pytest

from tests.disk.link_trees import Killed
from tests.support.library import Library
from tests.support.repairs import (
    Sitting,
    actions,
    break_links,
    moved,
    stood,
    strays,
    texts,
)
from vidtui.catalogue import journal as views
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.jobs import journal_wording, undo
from vidtui.jobs.decide import Decisions
from vidtui.jobs.journal import Undone
from vidtui.jobs.links import again
from vidtui.jobs.links.undo import settled

ALIEN, HEAT, RAN = stood("Alien"), stood("Heat"), stood("Ran")


@pytest.fixture
def sitting(library: Library) -> Sitting:
    """Alien and Brazil have moved, Heat and Ran are gone."""
    break_links(library, ("Alien", "Brazil"), ("Heat", "Ran"))
    return Sitting(library)


def take_back(sitting: Sitting, run: int, *, dry_run: bool = False) -> list[Undone]:
    return undo.undo(sitting.catalogue, sitting.library.settings(), run, dry_run=dry_run)


def entry(undone: list[Undone]) -> int:
    (run,) = {one.entry for one in undone if not one.refused}
    assert run is not None
    return run


def seen(library: Library) -> list[tuple[object, ...]]:
    rows = library.query("SELECT path, text, state, shown_file_id FROM link ORDER BY path")
    return [tuple(row) for row in rows]


def group(sitting: Sitting) -> int:
    """Alien and Brazil repaired, Heat to the trash, as one entry."""
    given = [sitting.decision("Alien"), sitting.decision("Brazil")]
    given.append(sitting.decision("Heat", "orphan"))
    told: list[str] = []
    sitting.repairs.apply_together(given, lambda outcome: told.append(outcome.state))
    assert told == ["done"] * 3
    assert sitting.repairs.run is not None
    return sitting.repairs.run


def test_what_was_accepted_together_goes_back_and_forth(sitting: Sitting) -> None:
    library, video = sitting.library, sitting.library.base / "video"
    before, knew = texts(video), seen(library)
    run = group(sitting)
    after, knows = texts(video), seen(library)
    for _time in range(2):
        first = take_back(sitting, run)
        assert (texts(video), seen(library)) == (before, knew)
        planned = take_back(sitting, entry(first), dry_run=True)
        assert texts(video) == before
        second = take_back(sitting, entry(first))
        assert second == planned
        assert all(one.is_again for one in second)
        assert {one.of for one in second} == {one.action for one in first}
        assert (texts(video), seen(library)) == (after, knows)
        assert [one[1:] for one in actions(library)] == [("done", False)] * 3
        # What was done again is taken back as an entry of its own, and so on.
        third = take_back(sitting, entry(second))
        assert (texts(video), seen(library)) == (before, knew)
        assert not any(one.is_again for one in third)
        fourth = take_back(sitting, entry(third))
        assert all(one.is_again for one in fourth)
        assert (texts(video), seen(library)) == (after, knows)
    assert len(texts(library.base / "trash")) == 1
    assert strays(library.base) == []


def test_it_is_told_in_words(sitting: Sitting) -> None:
    run = group(sitting)
    undone = entry(take_back(sitting, run))
    redone = entry(take_back(sitting, undone))
    with sitting.catalogue.session():
        back, forth = views.actions(undone), views.actions(redone)
        told = [(one.command, one.done, one.undone) for one in views.runs(limit=2)]
    assert told == [("undo", 3, 0), ("undo", 0, 3)]
    link = f"{sitting.library.links}/Films/Alien.mkv"
    assert journal_wording.what(back[0]).startswith(f"taken back: repair: {link}")
    assert journal_wording.what(forth[-1]).startswith(f"again: repair: {link}")
    assert journal_wording.verb(back[0]) == "repair taken back"
    assert journal_wording.verb(forth[0]) == "to the trash again"
    assert journal_wording.subject(forth[0]) == "Films/Heat.mkv"
    assert {label: text for _name, label, text in journal_wording.told(back[0])}["Link"] == link


def test_without_a_number_the_last_change_is_meant_not_the_last_undo(sitting: Sitting) -> None:
    sitting.done("Alien")
    sitting.repairs.finish()
    first = sitting.repairs.run
    sitting.done("Heat", "orphan")
    sitting.repairs.finish()
    assert undo.last_run(sitting.catalogue) == sitting.repairs.run
    take_back(sitting, undo.last_run(sitting.catalogue))
    assert undo.last_run(sitting.catalogue) == first
    take_back(sitting, first or 0)
    with pytest.raises(UsageProblem, match="nothing to undo"):
        undo.last_run(sitting.catalogue)


def _other_file(library: Library) -> None:
    path = library.path(moved("Alien"))
    os.unlink(path)
    library.put(moved("Alien"), b"another film altogether")


def _gone_file(library: Library) -> None:
    os.unlink(library.path(moved("Alien")))


def _other_link(library: Library) -> None:
    assert library.links is not None
    place = library.path(ALIEN, library.links)
    os.unlink(place)
    os.symlink(library.path(b"elsewhere.mkv"), place)


@pytest.mark.parametrize("change", [_other_file, _gone_file, _other_link])
def test_what_has_changed_since_is_not_done_again(
    sitting: Sitting, change: Callable[[Library], None]
) -> None:
    library = sitting.library
    outcome = sitting.done("Alien")
    sitting.repairs.finish()
    run = entry(take_back(sitting, outcome.run or 0))
    change(library)
    was = texts(library.base / "video")
    with pytest.raises(SafetyRefusal):
        take_back(sitting, run)
    assert texts(library.base / "video") == was
    with sitting.catalogue.session():
        newest = views.runs(limit=1)[0]
    assert (newest.state, newest.actions) == ("refused", 0)
    assert settled(sitting.catalogue, library.settings()) == []


def test_an_orphan_that_shows_something_again_stays(sitting: Sitting) -> None:
    outcome = sitting.done("Heat", "orphan")
    sitting.repairs.finish()
    run = entry(take_back(sitting, outcome.run or 0))
    sitting.library.put(HEAT)
    with pytest.raises(SafetyRefusal, match="shows something"):
        take_back(sitting, run)
    assert texts(sitting.library.base / "trash") == {}


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("verb", ["repair", "orphan"])
def test_a_kill_in_the_midst_is_put_in_order(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch, verb: str, late: bool
) -> None:
    library, path = sitting.library, ALIEN if verb == "repair" else HEAT
    outcome = sitting.done("Alien" if verb == "repair" else "Heat", verb)  # type: ignore[arg-type]
    sitting.repairs.finish()
    after = texts(library.base / "video")
    run = entry(take_back(sitting, outcome.run or 0))
    before = texts(library.base / "video")

    def killed(real: Callable[..., object] | None, *given: object, **rest: object) -> None:
        if real is not None:
            real(*given, **rest)
        raise Killed

    with monkeypatch.context() as patch:
        for step in ("replace", "move_link"):
            real = getattr(again, step) if late else None
            patch.setattr(again, step, partial(killed, real))
        with pytest.raises(Killed):
            take_back(sitting, run)
    with sitting.catalogue.session():
        assert [one.state for one in views.actions(outcome.run or 0)] == ["open"]
    (line,) = settled(sitting.catalogue, library.settings())
    assert "a repair was interrupted" in line
    assert texts(library.base / "video") == (after if late else before)
    with sitting.catalogue.session():
        (base,) = views.actions(outcome.run or 0)
        (undone,) = views.actions(run)
        (newest,) = views.actions(run + 1)
    states = ("done", "undone", "done") if late else ("undone", "done", "failed")
    assert (base.state, undone.state, newest.state) == states
    assert strays(library.base) == []
    assert library.seen_links()[path] is not None
    # And whichever stands can be taken back.
    take_back(sitting, outcome.run or 0 if late else run)
    assert texts(library.base / "video") == (before if late else after)


def test_a_link_that_was_right_is_right_again(library: Library) -> None:
    for number, name in enumerate(library.films(6)):
        library.link(b"Whole/%d.mkv" % number, library.path(name))
    for name in ("Alien", "Heat"):
        library.put(stood(name))
    library.link(stood("Alien"), library.path(stood("Alien")))
    library.import_()
    place = library.path(stood("Alien"), library.links)
    os.unlink(place)
    library.link(stood("Alien"), library.path(stood("Heat")))
    sitting = Sitting(library)
    outcome = sitting.done("Alien", "keep")
    sitting.repairs.finish()
    kept = seen(library)
    run = entry(take_back(sitting, outcome.run or 0))
    assert seen(library) != kept
    take_back(sitting, run)
    assert seen(library) == kept


def test_an_answer_is_given_again(library: Library) -> None:
    library.put("Films/Vacances 2011.mkv")
    library.import_()
    catalogue = open_catalogue(library.database)
    ((group,),) = library.query("SELECT id FROM media_group")
    given = Decisions(catalogue)
    given.ignore(group)

    def state() -> str:
        ((found,),) = library.query("SELECT state FROM media_group")
        return str(found)

    settings = library.settings()
    (run,) = (row[0] for row in library.query("SELECT run_id FROM action"))
    first = undo.undo(catalogue, settings, run, dry_run=False)
    assert state() == "queued"
    assert undo.undo(catalogue, settings, entry(first), dry_run=True)[0].is_again
    assert state() == "queued"
    second = undo.undo(catalogue, settings, entry(first), dry_run=False)
    assert state() == "ignored"
    undo.undo(catalogue, settings, entry(second), dry_run=False)
    assert state() == "queued"
