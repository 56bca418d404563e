"""Files without a link are reviewed, linked and unlinked again on their page."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.support.library import Library
from tests.support.linking import identify, look, tree
from tests.support.running import run
from tests.tui import new_links
from tests.tui.fakes import FakeJob, FakeServices, app, until
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.linking import count_unlinked
from vidtui.jobs.json_documents import written
from vidtui.jobs.link import plan_file
from vidtui.jobs.link.run import LinkOptions
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask
from vidtui.tui.library.screen import Library as LibraryPage
from vidtui.tui.links.ticking import TakeBack
from vidtui.tui.new_links.model import ReasonLine, Review, Row, Title, rows_of
from vidtui.tui.new_links.screen import NewLinks
from vidtui.tui.new_links.together import LinkTogether
from vidtui.tui.pickers import WriteFile
from vidtui.tui.start import Opening
from vidtui.tui.widgets import VirtualList


def film(number: int) -> str:
    return f"Films/Film {number:03d} (2001)/Film {number:03d} (2001).mkv"


def text(one: VidtuiApp, selector: str) -> str:
    return str(one.screen.query_one(selector).render())


def lines(one: VidtuiApp) -> VirtualList[Any]:
    assert isinstance(one.page, NewLinks)
    return one.page.query_one("#rows VirtualList", VirtualList)


def states(one: VidtuiApp) -> dict[str, str]:
    rows = one.workspace.new_links.review.rows
    return {row.place.path.decode().rpartition("/")[2]: row.state for row in rows}


def toasts(one: VidtuiApp) -> str:
    return "\n".join(str(toast.render()) for toast in one.screen.query("Toast"))


async def settled(one: VidtuiApp, pilot: Pilot[object]) -> None:
    work = one.workspace
    await until(pilot, lambda: work.new_links.can_decide and not work.new_links.outstanding)


@pytest.fixture
def known(library: Library) -> Library:
    """Seven films with a link, four without; a broken link is to get the last."""
    library.films(11)
    for number in range(1, 8):
        library.link(film(number), library.path(film(number)))
    gone = library.path("Films/Was (2001)/Film 011 (2001).mkv")
    library.link(film(11), gone)
    library.put("Films/Film 008 (2001)/Film 008 (2001).fr.srt", b"subtitles")
    library.import_()
    identify(library)
    return library


def opened(library: Library, **begins: Any) -> VidtuiApp:
    return VidtuiApp(library.settings(), Opening("new_links", **begins), frame_s=0)


async def test_links_are_made_together_and_taken_back(known: Library) -> None:
    root = str(known.links)
    before = tree(root)
    one = opened(known)
    async with one.run_test(size=(120, 40)) as pilot:
        await settled(one, pilot)
        work = one.workspace.new_links
        assert "4 files without a link" in text(one, "#headline")
        batch = run("--batch", "link", "--again", "-q", "--json", library=known).json
        plan = work.review.plan
        assert plan is not None
        assert (plan.counts.placed, plan.counts.asked, plan.counts.left_out) == tuple(
            batch["summary"][name] for name in ("placed", "asked", "left_out")
        )
        assert [one.why for one in plan.omitted] == ["repair"]
        assert [one["why"] for one in batch["left_out"]] == ["repair"]
        assert film(11).rpartition("/")[2] not in states(one)
        await pilot.press("a", "enter")
        await until(pilot, lambda: isinstance(one.screen, LinkTogether))
        assert "3 of 3 are ticked" in text(one, "#sum")
        await pilot.press("enter")
        await settled(one, pilot)
        assert set(states(one).values()) == {"linked"}
        made = tree(root)
        assert len(made) - len(before) == 3 + 3 + 1, "links, folders, subtitles"
        assert work.last is not None
        assert known.query("SELECT COUNT(*) FROM run WHERE command = 'link'")[0][0] == 1
        await pilot.press("u")
        await until(pilot, lambda: isinstance(one.screen, TakeBack))
        await pilot.press("enter")
        await until(pilot, lambda: set(states(one).values()) == {"open"})
        assert tree(root) == before
        # An undo is an entry, and can be taken back: here by the journal's own way.
        (last,) = known.query("SELECT MAX(id) FROM run")
        undone = one.workspace.services.undo_run(one.workspace.settings, last[0])
        assert all(not again.refused for again in undone)
        one.workspace.journal_changed(undone)
        assert set(states(one).values()) == {"linked"}
        assert tree(root) == made


async def test_one_key_links_never_links_or_leaves(known: Library) -> None:
    root = str(known.links)
    before = tree(root)
    one = opened(known, link_options=LinkOptions(only=known.path("Films/Film 009 (2001)")))
    async with one.run_test(size=(80, 24)) as pilot:
        await settled(one, pilot)
        assert list(states(one)) == [film(9).rpartition("/")[2]]
        await pilot.press("v")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("5")  # all files, not only these
        await until(pilot, lambda: len(one.workspace.new_links.review) == 3)
        await settled(one, pilot)
        await pilot.press("enter")
        await settled(one, pilot)
        await pilot.press("x", "s")
        await settled(one, pilot)
        assert list(states(one).values()) == ["linked", "never", "skipped"]
        assert os.path.lexists(known.path(film(8), known.links))
        assert "✓ Every file is decided" in text(one, "#said")
        await pilot.press("u", "u")
        await settled(one, pilot)
        assert list(states(one).values()) == ["linked", "open", "open"]
        await pilot.press("u")
        await until(pilot, lambda: states(one)[film(8).rpartition("/")[2]] == "open")
        assert tree(root) == before


async def test_storage_that_goes_makes_nothing_and_is_told_once(known: Library) -> None:
    before = tree(str(known.links))
    one = opened(known)
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(one, pilot)
        known.storage.rename(known.base / "unplugged")
        await pilot.press("a", "enter")
        await until(pilot, lambda: isinstance(one.screen, LinkTogether))
        await pilot.press("enter")
        await until(pilot, lambda: not one.workspace.new_links.outstanding)
        assert set(states(one).values()) == {"open"}
        assert len(one.screen.query("Toast")) == 1
        assert "3 of 3 are left as they are" in toasts(one)
        assert tree(str(known.links)) == before


async def test_what_was_made_meanwhile_is_not_made_twice(known: Library) -> None:
    one = opened(known)
    async with one.run_test(size=(120, 40)) as pilot:
        await settled(one, pilot)
        known.link("elsewhere.mkv", known.path(film(8)))
        os.makedirs(os.path.dirname(known.path(film(9), known.links)))
        known.link(film(9), "something else")
        os.utime(known.path(film(10)))
        known.import_()
        await pilot.press("a", "enter")
        await until(pilot, lambda: isinstance(one.screen, LinkTogether))
        await pilot.press("enter")
        await settled(one, pilot)
        reasons = [row.reason for row in one.workspace.new_links.review.rows]
        assert "a link shows it already" in reasons[0]
        assert "something is there already" in reasons[1]
        assert "has changed since" in reasons[2]


async def test_what_is_marked_in_the_library_is_linked_as_one_entry(known: Library) -> None:
    root = str(known.links)
    before = tree(root)
    one = VidtuiApp(known.settings(), Opening("library"), frame_s=0)
    async with one.run_test(size=(80, 24)) as pilot:
        page = one.page
        assert isinstance(page, LibraryPage)
        await until(pilot, lambda: page.row is not None)
        await pilot.press(*["j"] * 6, *["space"] * 4)  # the films 7 to 10; the first has a link
        await until(pilot, lambda: len(page.feed.marks) == 4)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("4")
        await until(pilot, lambda: isinstance(one.screen, LinkTogether))
        assert list(states(one).values()) == ["open"] * 3
        assert "3 of 3 are ticked" in text(one, "#sum")
        await pilot.press("space", "enter")
        await settled(one, pilot)
        assert tree(root).keys() - before.keys() >= {film(9).encode(), film(10).encode()}
        assert known.query("SELECT COUNT(*) FROM run WHERE command = 'link'")[0][0] == 1
        await pilot.press("u")
        await until(pilot, lambda: isinstance(one.screen, TakeBack))
        await pilot.press("enter")
        await until(pilot, lambda: set(states(one).values()) == {"open"})
        assert tree(root) == before


async def test_a_plan_is_marked_and_saved(known: Library, tmp_path: Path) -> None:
    before = tree(str(known.links))
    path = tmp_path / "plan.json"
    path.write_text("".join(written(plan_file.document(look(known).plan))))
    one = opened(known, link_plan=path)
    async with one.run_test(size=(120, 40)) as pilot:
        await settled(one, pilot)
        assert "no link is made until it is applied" in text(one, "#headline")
        await pilot.press("enter", "x", "w")
        await until(pilot, lambda: isinstance(one.screen, WriteFile))
        await pilot.press("enter")
        await until(pilot, lambda: not one.workspace.new_links.unsaved)
    kept = [one["decision"] for one in json.loads(path.read_text())["new_links"]]
    assert kept == ["make", "never", None]
    assert tree(str(known.links)) == before


@pytest.fixture
def fake() -> VidtuiApp:
    finding = FakeJob(new_links.found())
    return app(linking=finding, services=FakeServices(), start="new_links")


async def test_headings_questions_and_reasons(fake: VidtuiApp) -> None:
    one = fake
    services: Any = one.workspace.services
    async with one.run_test(size=(120, 40)) as pilot:
        await settled(one, pilot)
        listed = lines(one).items
        assert [one.part for one in listed if isinstance(one, Title)] == [
            "new", "asked", "baseline", "taken-away", "left-out",
        ]  # fmt: skip
        assert [one.why for one in listed if isinstance(one, ReasonLine)] == [
            "not-identified", "extra", "repair",
        ]  # fmt: skip
        one.page.query_one(VirtualList).cursor = one.workspace.new_links.review.place(  # type: ignore[union-attr]
            next(row for row in one.workspace.new_links.review.rows if row.is_asked)
        )
        await pilot.press("2")
        await until(pilot, lambda: isinstance(one.screen, LinkTogether))
        assert "2 of 2 are ticked" in text(one, "#sum")
        await pilot.press("enter")
        await settled(one, pilot)
        assert [(made.verb, made.spot.folder) for made in services.links_decided] == [
            ("make", "Séries/Fantastique".encode()), ("make", "Séries/Fantastique".encode()),
        ]  # fmt: skip
        await pilot.press("a")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("3")
        await until(pilot, lambda: isinstance(one.screen, LinkTogether))
        assert "Nothing is ticked" in text(one, "#keys"), "what was taken away is for a person"
        await pilot.press("escape", "G", "enter")
        await until(pilot, lambda: one.current_mode == "links")
        await pilot.press("v", "enter")
        await until(pilot, lambda: one.current_mode == "new_links")


def test_a_file_is_found_by_path_title_or_link_and_so_is_why_it_gets_none() -> None:
    review = Review()
    plan = new_links.plan()
    review.load(plan, rows_of(plan))
    for needle in ("heat (1995)", "films/h/", "HEAT.1995"):
        review.show_only(needle)
        assert [one.file.title for one in review.lines if isinstance(one, Row)] == ["Heat"]
    review.show_only("making of")
    assert [one for one in review.lines if not isinstance(one, Title)] == [ReasonLine("extra", 1)]
    review.show_only("")
    review.next_shown()
    review.next_shown()
    assert all(one.is_asked for one in review.lines if isinstance(one, Row))
    assert not any(isinstance(one, ReasonLine) for one in review.lines)


def test_what_is_remembered_says_how_many_lack_a_link(known: Library) -> None:
    catalogue = open_catalogue(known.database)
    with catalogue.session():
        assert count_unlinked() == 4
    look(known)
    with catalogue.session():
        assert count_unlinked() == 0, "what was there the first time is no news"
