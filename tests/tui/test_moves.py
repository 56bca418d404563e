"""Links that do not follow the layout are reviewed, moved and moved back in the app."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.support.library import Library
from tests.support.linking import identify, look, tree
from tests.support.running import run
from tests.tui.fakes import until
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs.json_documents import written
from vidtui.jobs.link import plan_file
from vidtui.jobs.link.model import LinkPlan
from vidtui.jobs.link.run import LinkOptions
from vidtui.jobs.links.model import Place
from vidtui.tui.app import VidtuiApp
from vidtui.tui.links.ticking import TakeBack
from vidtui.tui.links.type_count import TypeCount
from vidtui.tui.new_links.model import rows_of
from vidtui.tui.new_links.moving import MoveTogether
from vidtui.tui.start import Opening

TEMPLATE = "Films/{Movie Title} ({Release Year})/{Movie Title} ({Release Year})"
ASTRAY = b"Films/Film 002 (2001)/Film 001 (2001).mkv"
MISNAMED = b"Films/Film 003 (2001)/dvdrip.mkv"
LOST = b"Films/old/Film 004 (2001).mkv"


def film(number: int) -> bytes:
    name = f"Film {number:03d} (2001)"
    return f"Films/{name}/{name}.mkv".encode()


@pytest.fixture
def known(library: Library) -> Library:
    """Six films; three links do not follow the template, a fourth film has two links, one none."""
    library.films(6)
    places = {1: ASTRAY, 3: MISNAMED, 4: LOST}
    for number in range(1, 6):
        library.link(places.get(number, film(number)), library.path(film(number)))
    library.link(b"Films/Film 005 (2001)/again.mkv", library.path(film(5)))
    library.import_()
    identify(library)
    return library


def opened(library: Library, **options: Any) -> VidtuiApp:
    wanted = LinkOptions(rename=True, film=TEMPLATE, **options)
    return VidtuiApp(library.settings(), Opening("new_links", link_options=wanted), frame_s=0)


def text(one: VidtuiApp, selector: str) -> str:
    return str(one.screen.query_one(selector).render())


def states(one: VidtuiApp) -> list[str]:
    rows = sorted(one.workspace.new_links.review.rows, key=lambda row: row.place.path)
    return [row.state for row in rows]


async def settled(one: VidtuiApp, pilot: Pilot[object]) -> None:
    work = one.workspace.new_links
    await until(pilot, lambda: work.can_decide and not work.outstanding)


async def test_moved_together_once_the_number_is_typed_and_moved_back(known: Library) -> None:
    root = str(known.links)
    before, storage = tree(root), tree(str(known.storage))
    one = opened(known)
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(one, pilot)
        assert "3 links belong elsewhere · 1 stays" in text(one, "#headline")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(one.screen, MoveTogether))
        assert "0 of 3 are ticked" in text(one, "#sum"), "none moves but what a person ticks"
        await pilot.press("a", "enter")
        await until(pilot, lambda: isinstance(one.screen, TypeCount))
        assert "3 links get other paths" in " ".join(
            str(fact.render()) for fact in one.screen.query("Static")
        )
        await pilot.press("2", "enter")
        assert isinstance(one.screen, TypeCount), "that is not the number"
        await pilot.press("backspace", "3", "enter")
        await settled(one, pilot)
        assert states(one) == ["moved"] * 3
        now = tree(root)
        assert {film(number) for number in (1, 3, 4)} <= now.keys()
        assert not {ASTRAY, MISNAMED, LOST} & now.keys()
        (toast,) = one.screen.query("Toast")
        assert "1 folder is empty now" in str(toast.render())
        assert "Films/old" in str(toast.render())
        entries = known.query("SELECT command FROM run WHERE command LIKE 'link%'")
        assert [tuple(entry) for entry in entries] == [("link --rename",)]
        await pilot.press("u")
        await until(pilot, lambda: isinstance(one.screen, TakeBack))
        await pilot.press("enter")
        await until(pilot, lambda: states(one) == ["open"] * 3)
        assert tree(root) == before
        (last,) = known.query("SELECT MAX(id) FROM run")
        undone = one.workspace.services.undo_run(one.workspace.settings, last[0])
        one.workspace.journal_changed(undone)
        assert states(one) == ["moved"] * 3
        assert tree(root) == now
    assert tree(str(known.storage)) == storage


async def test_one_link_wants_its_number_too_and_new_links_never_move_any(known: Library) -> None:
    before = tree(str(known.links))
    one = opened(known)
    async with one.run_test(size=(80, 24)) as pilot:
        await settled(one, pilot)
        await pilot.press("s", "enter")
        await until(pilot, lambda: isinstance(one.screen, TypeCount))
        await pilot.press("escape", "enter", "1", "enter")
        await settled(one, pilot)
        assert states(one) == ["skipped", "moved", "open"]
        await pilot.press("v", "2")  # the files without a link
        await until(pilot, lambda: not one.workspace.new_links.review.is_of_moves)
        await settled(one, pilot)
        await pilot.press("a", "enter", "enter")
        await settled(one, pilot)
        assert states(one) == ["linked"]
        after = tree(str(known.links))
        assert after.keys() - before.keys() == {film(3), film(6), b"Films/Film 006 (2001)"}
        await pilot.press("u")
        await until(pilot, lambda: states(one) == ["open"])
        await pilot.press("u")
        await settled(one, pilot)
        assert states(one) == ["open"], "what moved is no file without a link"
        assert tree(str(known.links)) == before


async def test_a_list_that_was_asked_for_never_shows_moves_in_its_place(known: Library) -> None:
    one = opened(known)
    async with one.run_test(size=(80, 24)) as pilot:
        await settled(one, pilot)
        work = one.workspace.new_links
        work.look_at(frozenset({6}))
        work.turn_to(rename=True)
        await settled(one, pilot)
        await until(pilot, lambda: work.review.is_of_moves and len(work.review.rows) == 3)
        await pilot.pause()
        assert one.screen is one.page, "their number is to be typed"


async def test_storage_that_goes_moves_nothing_and_is_told_once(known: Library) -> None:
    before = tree(str(known.links))
    one = opened(known)
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(one, pilot)
        known.storage.rename(known.base / "unplugged")
        await pilot.press("space", "space", "space", "enter")
        await until(pilot, lambda: isinstance(one.screen, MoveTogether))
        await pilot.press("enter", "3", "enter")
        await until(pilot, lambda: isinstance(one.page, type(one.screen)))
        await until(pilot, lambda: not one.workspace.new_links.outstanding)
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        (toast,) = one.screen.query("Toast")
        assert "3 of 3 are left as they are" in str(toast.render())
        assert states(one) == ["open"] * 3
        assert tree(str(known.links)) == before
        assert not known.storage.exists()


async def test_a_link_of_a_finding_is_sought_among_the_moves(known: Library) -> None:
    one = opened(known)
    root = str(known.links).encode()
    async with one.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(one, pilot)
        await pilot.press("v", "2")
        await until(pilot, lambda: not one.workspace.new_links.review.is_of_moves)
        await settled(one, pilot)
        one.workspace.new_links.look_for(Place(root, MISNAMED), rename=True)
        await until(pilot, lambda: one.workspace.new_links.review.is_of_moves)
        await until(pilot, lambda: one.workspace.new_links.wanted is None)
        assert "dvdrip.mkv" in text(one, "#said")
        one.workspace.new_links.look_for(
            Place(root, b"Films/Film 005 (2001)/again.mkv"), rename=True
        )
        one.page.on_job_progressed()
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        assert "its file has another link" in "".join(
            str(toast.render()) for toast in one.screen.query("Toast")
        )


async def test_a_plan_of_moves_is_marked_and_applied(known: Library, tmp_path: Path) -> None:
    path = tmp_path / "moves.json"
    plan = look(known, rename=True, film=TEMPLATE).plan
    path.write_text("".join(written(plan_file.document(plan))))
    begins = Opening("new_links", link_plan=path)
    one = VidtuiApp(known.settings(), begins, frame_s=0)
    before = tree(str(known.links))
    async with one.run_test(size=(80, 24)) as pilot:
        await settled(one, pilot)
        await pilot.press("enter", "s")
        assert states(one) == ["moved", "skipped", "open"]
        assert "1 to move" in text(one, "#progress")
        one.workspace.new_links.save(lambda: None)
        await until(pilot, lambda: not one.workspace.new_links.unsaved)
    assert tree(str(known.links)) == before
    read = plan_file.read_for(path, open_catalogue(known.database), known.settings())
    assert [one.decision for one in read.moves] == ["move", "skip", None]
    applied = run("--batch", "link", "--apply", path, "--accept-loss", "--json", library=known)
    assert applied.json["summary"]["moved"] == 1


def test_a_plan_without_a_row_is_shown() -> None:
    nothing = LinkPlan("catalogue", 0, (), [], is_of_moves=True)
    assert rows_of(nothing) == []
    assert rows_of(replace(nothing, is_of_moves=False)) == []
