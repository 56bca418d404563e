"""Many links at once: by evidence, marked, by their causes; taken back together."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import Input

from tests.tui.broken_links import (
    ALIEN,
    ALL,
    CUBE,
    FOLDER,
    HEAT,
    LOOP,
    VIEW,
    found,
    link,
    many,
    proposal,
)
from tests.tui.fakes import FakeServices, until
from tests.tui.test_links import here, lines, links, ready, review, shown, text, written
from vidtui.errors import LockHeld
from vidtui.jobs.base import Refused
from vidtui.jobs.journal import Undone
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask
from vidtui.tui.home import Home, health
from vidtui.tui.links.causes import ALL as EVERY
from vidtui.tui.links.causes import MOST_ALONE, cause_of
from vidtui.tui.links.model import Review
from vidtui.tui.links.rows import CauseLine, Row
from vidtui.tui.links.screen import Links
from vidtui.tui.links.ticking import TakeBack
from vidtui.tui.links.together import Together
from vidtui.tui.links.type_count import TypeCount
from vidtui.tui.moving import Choices
from vidtui.tui.widgets import VirtualList

GONE = [link(f"Films/Gone {at:02d}.mkv", f"Films/Gone {at:02d}.mkv") for at in range(30)]


def choices(one: VidtuiApp) -> list[str]:
    return [str(option.prompt) for option in one.screen.query_one(Choices).options]


def rows(one: VidtuiApp, count: int = 9) -> list[str]:
    listed = one.screen.query_one("#becomes", VirtualList)
    return [listed.render_line(y).text.strip() for y in range(min(count, len(listed.items)))]


async def test_evidence_is_counted_and_only_the_certain_is_ticked() -> None:
    one, services = review()
    async with one.run_test(size=(120, 40)) as pilot:
        await ready(one, pilot)
        await pilot.press("a")
        assert [line.split()[0] + line.split()[-1] for line in choices(one)] == [
            "11", "20", "32", "40", "50", "61", "70",
        ]  # fmt: skip
        await pilot.press("1")
        assert text(one, "#sum") == "1 of 1 is ticked"
        assert rows(one)[0].startswith("✓ Alien (1979).mkv")
        await pilot.press("escape", "a", "2")  # none is of that kind
        assert text(one, ".question") == "Repair together, by evidence"
        await pilot.press("6")
        assert text(one, "#sum") == "0 of 1 are ticked"
        await pilot.press("enter")  # nothing is ticked
        assert isinstance(one.screen, Together)
        await pilot.press("space", "enter")
        await written(one, pilot)
        assert links(services) == [("Kaamelott S01E03.mkv", "repair", "k3")]
        await pilot.press("a", "3", "a", "a", "a", "enter")
        await written(one, pilot)
        assert services.runs == [1, 2, 2]


async def test_marks_are_shown_together_and_what_a_filter_hides_is_not_acted_on() -> None:
    one, services = review()
    async with one.run_test(size=(120, 40)) as pilot:
        await ready(one, pilot)
        await pilot.press("space", "space", "space")
        assert [line[0] for line in shown(one)[1:4]] == ["●", "●", "●"]
        assert "3 marked" in text(one, "#progress")
        await pilot.press("1", "2")  # digits do nothing
        assert not one.workspace.repairing.outstanding
        await pilot.press("t")
        assert isinstance(one.screen, Together)
        # What has a proposal is not ticked: its film may be there.
        assert text(one, "#sum") == "1 of 3 is ticked"
        await pilot.press("escape", "y")
        assert text(one, "#sum") == "0 of 3 are ticked · 3 stay for you, one by one"
        await pilot.press("escape", "slash", *"alien", "enter")
        assert "3 marked (2 of them hidden)" in text(one, "#progress")
        await pilot.press("enter")
        assert text(one, "#sum") == "1 of 1 is ticked · 2 marked are hidden"
        await pilot.press("enter")
        await written(one, pilot)
        assert links(services) == [("Alien (1979).mkv", "repair", "a1")]
        await pilot.press("escape")
        assert "2 marked" in text(one, "#progress")
        await pilot.press("end", "space")
        await pilot.press("enter")
        # One with a caution and one that is no repair stay.
        assert text(one, "#sum") == "0 of 3 are ticked · 3 stay for you, one by one"


async def test_over_fifty_links_begin_with_their_causes() -> None:
    services = FakeServices()
    services.not_asked = frozenset((7,))
    doubt = link(
        "Films/D.mkv", "Films/D.mkv", replace(proposal("d", "Films/D2.mkv", "similar-name"), file=7)
    )
    one, services = review(
        found([*many(MOST_ALONE), *GONE, doubt, HEAT, FOLDER], groups=()), services
    )
    async with one.run_test(size=(120, 40)) as pilot:
        await ready(one, pilot)
        seen = [line.split()[0] for line in shown(one)]
        assert seen == ["50", "1", "30", "2", "83"]
        await until(pilot, lambda: "1 of these can then be told apart" in text(one, "#progress"))
        assert here(one) is None
        assert "Links 81" in text(one, "TabBar")
        # Once TMDB was asked, by whoever it was, links are searched for anew.
        searched, services.not_asked = one.workspace.repairing.runner.run, frozenset()
        await pilot.press("g", "h", "g", "l")
        await until(pilot, lambda: one.workspace.repairing.runner.run is not searched)
        await ready(one, pilot)
        assert "told apart" not in text(one, "#progress")
        await pilot.press("down", "enter")
        assert here(one) == "D.mkv"
        assert len(lines(one).items) == 1
        await pilot.press("escape")
        item = lines(one).item
        assert isinstance(item, CauseLine)
        assert item.cause == "several"
        await pilot.press("down", "t")
        assert isinstance(one.screen, Together)
        assert text(one, "#sum") == "30 of 30 are ticked"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, TypeCount))
        await pilot.press("2", "9", "enter")
        assert isinstance(one.screen, TypeCount)
        one.screen.query_one(Input).value = ""
        await pilot.press("3", "0", "enter")
        await written(one, pilot)
        assert {verb for _name, verb, _id in links(services)} == {"orphan"}
        assert services.runs == [1] * 30
        await until(
            pilot, lambda: [line.split()[0] for line in shown(one)] == ["50", "1", "2", "53"]
        )
        assert "Links 51" in text(one, "TabBar")
        await pilot.press("g", "h")
        await until(pilot, lambda: isinstance(one.screen, Home))
        assert one.workspace.broken_links == 51
        shown_here = {name: value for name, value, _s in health(None, one.page._held, 0)}
        assert shown_here["Broken links"] == "51"


async def test_the_brake_says_which_root_would_lose_too_many() -> None:
    services = FakeServices()
    services.brakes = [Refused(b"/volume1/video", "2 of 4 links would go", "accept-loss")]
    one, services = review(found([CUBE, LOOP], groups=()), services)
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("space", "space", "t", "enter")
        await until(pilot, lambda: isinstance(one.screen, TypeCount))
        said = " ".join(str(box.render()) for box in one.screen.query("Static"))
        assert "2 of 4 links would go" in said
        await pilot.press("escape")
        assert services.decided == []


async def test_a_group_that_stops_says_it_once_with_how_many_are_left() -> None:
    services = FakeServices()
    services.stops_after = 20
    one, services = review(found(many(40), groups=()), services)
    async with one.run_test(notifications=True, size=(120, 40)) as pilot:
        await ready(one, pilot)
        await pilot.press("a", "1", "enter")
        await written(one, pilot)
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        (toast,) = one.screen.query("Toast")
        said = " ".join(str(toast.render()).split())
        assert "/volume2: the folder is empty: is its disk mounted? · 20 of 40 are left" in said
        assert one.workspace.repairing.review.counts["open"] == 20
        assert not any(row.reason for row in one.workspace.repairing.review.rows)
        services.stops_after = None
        await pilot.press("u")
        assert isinstance(one.screen, TakeBack)
        assert "20 links are as before" in text(one, "#sum")
        await pilot.press("enter")
        await until(pilot, lambda: services.decided == [])
        await until(pilot, lambda: one.workspace.repairing.review.counts["open"] == 40)


async def test_another_process_that_writes_is_told_once_for_a_group() -> None:
    services = FakeServices()
    services.repair_problem = LockHeld("vidtui import (process 7) is writing")
    one, services = review(found(many(12), groups=()), services)
    async with one.run_test(notifications=True, size=(120, 40)) as pilot:
        await ready(one, pilot)
        await pilot.press("a", "1", "enter")
        await written(one, pilot)
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        assert len(one.screen.query("Toast")) == 1
        assert "12 of 12 are left as they are" in " ".join(text(one, "#headline").split())
        assert not one.workspace.repairing.can_undo(None)


async def test_what_the_journal_takes_back_shows_here() -> None:
    one, _services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter")
        await written(one, pilot)
        work = one.workspace.repairing
        work.journal_changed([Undone(1, "as before")])
        assert work.review.counts["repaired"] == 0
        work.journal_changed([Undone(9, "again", of=1, is_again=True)])
        assert work.review.counts["repaired"] == 1


async def test_a_folder_that_is_not_here_is_asked_about_from_its_cause() -> None:
    dead = [
        link(
            f"Dead/{at}.mkv", f"Films/{at}.mkv", text=b"/mnt/nas/films/%d.mkv" % at, is_outside=True
        )
        for at in range(60)
    ]
    one, services = review(found(dead, groups=(), view=replace(VIEW, links=60, broken=60)))
    async with one.run_test() as pilot:
        await ready(one, pilot)
        assert isinstance(one.screen, Links)  # it is asked when the cause is opened
        assert cause_of(dead[0], VIEW) == "absent"
        await pilot.press("enter")
        assert isinstance(one.screen, Ask)
        await pilot.press("3")
        assert len(lines(one).items) == 60
        assert {name for name, *_rest in services.calls} <= {"look_at_roots"}


def test_the_same_count_whatever_is_hidden() -> None:
    held = Review()
    held.load(found(ALL)[-1].plan)  # type: ignore[union-attr, arg-type]
    assert held.broken == 7
    held.show_only("nothing like it")
    assert (held.broken, held.cause) == (7, EVERY)
    row = held.row(ALIEN.place)
    assert isinstance(row, Row)
    held.set_state(row, "skipped")
    assert held.broken == 7
    held.set_state(row, "repaired")
    assert held.broken == 6
