from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from tests.support import plans
from tests.support.running import PATIENCE_S
from tests.tui import broken_links
from tests.tui.broken_links import (
    ALIEN,
    ALL,
    BRAKE,
    BRAZIL,
    CUBE,
    GROUP,
    HEAT,
    KAAMELOTT,
    NOTHING,
    OFFLINE,
    SEARCHING,
    VIEW,
    found,
    many,
    plan,
    proposal,
)
from tests.tui.fakes import HOME, STORAGE, FakeJob, FakeServices, app, reach, until
from tests.tui.scenes import RUNNING
from vidtui.errors import LockHeld, SafetyRefusal, UsageProblem
from vidtui.jobs.base import Notice
from vidtui.jobs.links.model import Decision, Evidence, Outcome, Planned, Proposal, Renamed
from vidtui.jobs.repair.accepting import Groups
from vidtui.jobs.repair.run import FindOptions
from vidtui.settings.model import PathMap
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask
from vidtui.tui.home import Home
from vidtui.tui.links.dialogs import SearchStorage
from vidtui.tui.links.members import of_group
from vidtui.tui.links.model import Review
from vidtui.tui.links.rows import Heading, Row
from vidtui.tui.links.screen import Links
from vidtui.tui.links.ticking import TakeBack
from vidtui.tui.links.together import Together
from vidtui.tui.moving import Choices
from vidtui.tui.pickers import WriteFile
from vidtui.tui.widgets import VirtualList

PLAN = Path("/home/ana/plan.json")


def text(one: VidtuiApp, selector: str) -> str:
    return str(one.screen.query_one(selector).render())


def lines(one: VidtuiApp) -> VirtualList[Any]:
    assert isinstance(one.page, Links)
    return one.page.query_one("#rows VirtualList", VirtualList)


def here(one: VidtuiApp) -> str | None:
    item = lines(one).item
    return item.link.place.path.decode().rpartition("/")[2] if isinstance(item, Row) else None


def shown(one: VidtuiApp, count: int = 12) -> list[str]:
    listed = lines(one)
    return [listed.render_line(y).text.strip() for y in range(min(count, len(listed.items)))]


def links(services: FakeServices) -> list[tuple[str, str, str | None]]:
    return [
        (
            one.link.place.path.decode().rpartition("/")[2],
            one.verb,
            one.proposal.id if one.proposal else None,
        )
        for one in services.decided
    ]


def review(
    events: list[Any] | None = None, services: FakeServices | None = None, **options: Any
) -> tuple[VidtuiApp, FakeServices]:
    services = services or FakeServices()
    job = FakeJob(found() if events is None else events)
    return app(finding=job, services=services, start="links", **options), services


async def ready(one: VidtuiApp, pilot: Pilot[None]) -> None:
    """Wait until the search is over and drawn."""
    run = one.workspace.repairing.runner
    await until(pilot, lambda: isinstance(one.page, Links) and run.run is not None)
    await until(pilot, lambda: not run.active and not run.alive)
    await pilot.pause()


async def written(one: VidtuiApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: not one.workspace.repairing.outstanding)


async def test_home_leads_to_the_links() -> None:
    one = app(finding=FakeJob(found()))
    async with one.run_test() as pilot:
        await until(pilot, lambda: isinstance(one.screen, Home))
        await pilot.press("g", "l")
        await ready(one, pilot)
        assert "9 links to review" in text(one, "#headline")


async def test_a_link_its_old_target_and_the_best_proposal_stand_in_one_line() -> None:
    one, _services = review()
    async with one.run_test(size=(120, 40)) as pilot:
        await ready(one, pilot)
        seen = shown(one)
        assert seen[0] == "These show nothing: 7"
        assert seen[1].startswith("✗ broken")
        assert "Alien (1979).mkv" in seen[1]
        assert "same file" in seen[1]
        assert "! same film or episode" in seen[2]
        assert "no proposal" in seen[3]
        assert seen[4].startswith("↻ circle")
        assert seen[8] == "These show another film or episode than before: 1"
        assert seen[9].startswith("≠ other")
        assert seen[10] == "These show a folder, no video: 1"
        assert seen[11].startswith("▤ folder")
        assert here(one) == "Alien (1979).mkv"


async def test_the_details_say_before_after_and_why() -> None:
    one, _services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        said = text(one, "#said")
        assert "/volume1/video/Films/A/Alien (1979)/Alien (1979).mkv" in said
        assert "✗ shows nothing" in said
        assert "../../../../stockage/Films/Alien (1979)/Alien (1979).mkv" in said
        assert "1080p.mkv" in said
        answers = text(one, "#candidates").splitlines()
        assert answers[0].startswith("▸1 same file")
        assert answers[1].startswith(" 2 similar name")
        assert "same size, time and inode" in text(one, "#about")
        await pilot.press("right")
        assert "Aliens (1986).mkv" in text(one, "#said")
        assert "similar title: 91 %" in text(one, "#about")
        await pilot.press("left", "tab", "down")
        assert "! one of the names gives a part" in text(one, "#about")
        assert "same film or episode · 716.8 MiB" in text(one, "#about")
        await pilot.press("down")
        assert "no proposal" in text(one, "#said")
        await pilot.press("enter", "1")
        assert here(one) == "Cube (1997).avi"


async def test_all_of_a_link_can_be_read_in_a_window() -> None:
    one, _services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("d")
        whole = " ".join(text(one, "#text").split())
        assert "Alien, le huitième passager (1979)/Alien (1979) 1080p.mkv" in whole
        assert "2 /volume1/stockage/Films/Aliens (1986)/Aliens (1986).mkv" in whole


async def test_twenty_links_are_repaired_by_twenty_times_enter() -> None:
    one, services = review(found(many(25), groups=()))
    async with one.run_test() as pilot:
        await ready(one, pilot)
        first = here(one)
        await pilot.press(*["enter"] * 20)
        await written(one, pilot)
        assert len(services.decided) == 20
        assert {decision.verb for decision in services.decided} == {"repair"}
        assert services.decided[0].link.place.path.decode().endswith(first or "?")
        assert one.workspace.repairing.review.counts["repaired"] == 20
        await until(pilot, lambda: "reviewed 20 of 25 · 20 repaired" in text(one, "#progress"))


@pytest.mark.parametrize("key", ["2", "shift+2"])
async def test_a_digit_takes_that_proposal_on_every_keyboard(key: str) -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("9", key)
        await written(one, pilot)
        assert links(services) == [("Alien (1979).mkv", "repair", "a2")]
        assert here(one) == "Brazil (1985).mkv"


@pytest.mark.parametrize("key", ["t", "delete"])
async def test_an_orphan_goes_to_the_trash_and_only_what_shows_nothing(key: str) -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("down", "down", key)
        await written(one, pilot)
        assert links(services) == [("Cube (1997).avi", "orphan", None)]
        await pilot.press("end", key)
        assert here(one) == "Fargo (1996).mkv"
        assert "Trash" not in text(one, "Keys")
        await written(one, pilot)
        assert len(services.decided) == 1


@pytest.mark.parametrize("key", ["é", "&", "o", "y", "n", "p", "k", "r"])
async def test_nothing_is_done_by_the_keys_of_a_slip(key: str) -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press(key)
        await pilot.pause()
        assert services.decided == []
        assert not one.workspace.repairing.outstanding


async def test_a_wrong_link_can_be_right_and_no_other() -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("y")
        assert not one.workspace.repairing.outstanding
        await pilot.press("end", "up")
        assert here(one) == "Heat (1995).mkv"
        assert "Shows now" in text(one, "#said")
        await pilot.press("y")
        await written(one, pilot)
        assert links(services) == [("Heat (1995).mkv", "keep", None)]


async def test_what_is_skipped_stays_and_can_still_be_decided() -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        assert "Links 7" in text(one, "TabBar")
        await pilot.press("s")
        assert "Links 7" in text(one, "TabBar")  # it still shows nothing
        assert here(one) == "Brazil (1985).mkv"
        assert shown(one)[1].startswith("– skipped")
        assert "1 skipped" in text(one, "#progress")
        assert not one.workspace.repairing.outstanding
        await pilot.press("up", "enter")
        await written(one, pilot)
        assert links(services) == [("Alien (1979).mkv", "repair", "a1")]


async def test_undo_goes_back_several_decisions_and_highlights_the_link() -> None:
    one, services = review()
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        assert "u Undo" not in text(one, "Keys")
        await pilot.press("enter", "s", "t")
        await written(one, pilot)
        await pilot.press("u")
        await until(pilot, lambda: here(one) == "Cube (1997).avi")
        assert "Taken back: Cube (1997).avi" in str(one.screen.query("Toast").first().render())
        await pilot.press("u")
        assert here(one) == "Brazil (1985).mkv"
        await pilot.press("u")
        await until(pilot, lambda: here(one) == "Alien (1979).mkv")
        assert services.decided == []
        assert one.workspace.repairing.review.counts["open"] == 9
        assert "u Undo" not in text(one, "Keys")


async def test_a_decision_that_failed_is_not_what_an_undo_takes_back() -> None:
    one, services = review()
    services.repair_gate = threading.Event()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter")
        services.repair_gate.set()
        await written(one, pilot)
        services.repair_gate.clear()
        services.repair_problem = LockHeld("another vidtui writes")
        await pilot.press("enter", "u")
        services.repair_gate.set()
        await written(one, pilot)
        assert links(services) == [("Alien (1979).mkv", "repair", "a1")]
        services.repair_problem = None
        await pilot.press("u")
        await until(pilot, lambda: services.decided == [])


async def test_after_a_refused_undo_the_decision_before_is_taken_back() -> None:
    one, services = review()
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("enter", "enter")
        await written(one, pilot)
        services.undo_problem = SafetyRefusal("the link has changed since")
        await pilot.press("u")
        await written(one, pilot)
        await until(pilot, lambda: "has changed since" in text(one, "#headline"))
        assert len(one.screen.query("Toast")) == 1
        services.undo_problem = None
        services.decided.pop()
        services.runs.pop()
        await pilot.press("u")
        await until(pilot, lambda: here(one) == "Alien (1979).mkv")
        assert one.workspace.repairing.review.counts["open"] == 8
        assert not one.workspace.repairing.can_undo(None)


async def test_an_undo_that_was_not_even_tried_can_be_tried_again() -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter", "enter")
        await written(one, pilot)
        services.undo_problem = LockHeld("another vidtui writes")
        await pilot.press("u")
        await written(one, pilot)
        services.undo_problem = None
        await pilot.press("u", "u")
        await until(pilot, lambda: here(one) == "Alien (1979).mkv")
        assert services.decided == []
        assert one.workspace.repairing.review.counts["open"] == 9


async def test_what_is_refused_comes_back_with_the_reason() -> None:
    one, services = review()
    refused = Outcome(Decision(ALIEN, "repair"), "refused", "the link is a file now: [/x]")
    services.repair_problem = refused
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("enter")
        await written(one, pilot)
        await until(pilot, lambda: "the link is a file now: [/x]" in text(one, "#headline"))
        assert len(one.screen.query("Toast")) == 1
        assert here(one) == "Brazil (1985).mkv"  # whoever has gone on is not led back
        assert shown(one)[1].startswith("! refused")
        await pilot.press("up")
        assert "! the link is a file now: [/x]" in text(one, "#said")
        services.repair_problem = None
        await pilot.press("enter")
        await written(one, pilot)
        await until(pilot, lambda: shown(one)[1].startswith("✓ repaired"))
        assert "file now" not in text(one, "#headline")


async def test_the_last_link_that_is_refused_is_highlighted_again() -> None:
    one, services = review(found([ALIEN], groups=()))
    services.repair_gate = threading.Event()
    services.repair_problem = SafetyRefusal("a disk is away")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter")
        assert shown(one)[0].startswith("… writing")
        assert "1 being written" in text(one, "#headline")
        services.repair_gate.set()
        await written(one, pilot)
        await until(pilot, lambda: "a disk is away" in text(one, "#said"))
        assert not one.workspace.repairing.review.is_over


async def test_quitting_waits_for_the_decisions_and_twice_does_not() -> None:
    for presses in (1, 2):
        one, services = review()
        services.repair_gate = threading.Event()
        async with one.run_test() as pilot:
            await ready(one, pilot)
            await pilot.press("enter", *["q"] * presses)
            assert one.return_code == (None if presses == 1 else 0)
            services.repair_gate.set()
            await until(pilot, lambda one=one: one.return_code == 0)  # type: ignore[misc]
        assert len(services.decided) == 1 or presses == 2


async def test_a_review_that_is_over_is_summed_up() -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter", "enter", "t", "t", *["s"] * 3, "y", "s")
        await written(one, pilot)
        await until(pilot, lambda: "✓ Review done" in text(one, "#headline"))
        await until(pilot, lambda: "repair-2023-11-14.log" in text(one, "#said"))
        said = " ".join(text(one, "#said").split())
        assert "2 repaired, 2 in the trash, 1 right as it is, 4 left for later" in said
        assert "media centre" in said
        decided = len(services.decided)
        await pilot.press("enter", "1", "t")  # what is not shown is not decided
        await written(one, pilot)
        assert len(services.decided) == decided
        await pilot.press("up", "down")
        assert "Fargo" in text(one, "#said")
        await pilot.press("u")
        assert here(one) == "Fargo (1996).mkv"
        assert "✓ Review done" not in text(one, "#headline")


async def test_the_first_links_show_before_the_search_is_over() -> None:
    gate = threading.Event()
    job = FakeJob([*SEARCHING, gate, *found()[3:]])
    services = FakeServices()
    one = app(finding=job, services=services, start="links")
    async with one.run_test() as pilot:
        await until(pilot, lambda: isinstance(one.page, Links))
        await reach(pilot, job)
        assert "▸ Looking at the storage · 31 % · 400 / 9,911" in text(one, "#headline")
        assert "5 links to review so far" in text(one, "#progress")
        assert here(one) == "Alien (1979).mkv"
        assert "not known yet…" in text(one, "#said")
        await pilot.press("enter", "t", "s", "1", "a", "w")
        assert isinstance(one.screen, Links)
        assert not one.workspace.repairing.outstanding
        await pilot.press("g", "h")
        assert "links 31 %" in text(one, "TabBar")
        await pilot.press("g", "l", "down")
        gate.set()
        await ready(one, pilot)
        assert here(one) == "Brazil (1985).mkv"
        assert len(job.started) == 1


async def test_a_search_can_be_stopped_and_begun_anew() -> None:
    class Stoppable(FakeJob):
        def run(self) -> Any:
            yield from SEARCHING
            self.reached.set()
            self.cancel.wait(PATIENCE_S)

    job = Stoppable([])
    one = app(finding=job, start="links")
    async with one.run_test() as pilot:
        await until(pilot, lambda: isinstance(one.page, Links))
        await reach(pilot, job)
        await pilot.press("escape")
        assert not job.cancel()
        await pilot.press("r", "2")
        await until(pilot, lambda: "The search was stopped" in text(one, "#empty"))
        await until(pilot, lambda: not one.workspace.repairing.runner.alive)
        await pilot.press("r")
        await reach(pilot, job)
        assert len(job.started) == 2
        one.workspace.repairing.runner.cancel()
        await ready(one, pilot)


async def test_a_storage_that_is_away_refuses_everything() -> None:
    one, services = review(OFFLINE)
    async with one.run_test() as pilot:
        await ready(one, pilot)
        said = text(one, "#empty")
        assert "Refused for safety; nothing was changed" in said
        assert "/volume2/stockage: the folder is empty: is its disk mounted?" in said
        await pilot.press("enter", "t", "s", "a", "1", "w", "slash", "u", "d")
        assert isinstance(one.screen, Links)
        assert services.decided == []


async def test_the_brake_asks_and_believes_only_when_told_to() -> None:
    services = FakeServices()
    job = FakeJob(BRAKE)
    one = app(finding=job, services=services, start="links")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter")
        assert isinstance(one.screen, Ask)
        await pilot.press("enter")
        assert len(job.started) == 1
        job.steps = found()
        await pilot.press("enter", "2")
        await until(pilot, lambda: len(job.started) == 2)
        assert job.started[1][1] == FindOptions(accept_loss=True)
        await ready(one, pilot)
        assert "9 links to review" in text(one, "#headline")
        await pilot.press("enter")
        await written(one, pilot)
        await pilot.press("r")
        await until(pilot, lambda: len(job.started) == 3)
        await ready(one, pilot)
        await pilot.press("enter")
        await written(one, pilot)
        assert services.accepted == [True, False]


async def test_nothing_is_broken() -> None:
    one, _services = review(NOTHING)
    async with one.run_test() as pilot:
        await ready(one, pilot)
        said = text(one, "#empty")
        assert "✓ No link is broken" in said
        assert "9,731 links, all well" in said
        assert "2 show files under no known root" in said
        await pilot.press("enter", "t", "s", "a", "slash", "w", "u")
        assert isinstance(one.screen, Links)


async def test_a_search_that_fails_says_why() -> None:
    one, _services = review([UsageProblem("no link root: [/x]")])
    async with one.run_test() as pilot:
        await ready(one, pilot)
        assert "✗ no link root: [/x]" in text(one, "#empty")


async def test_what_the_search_said_can_be_read() -> None:
    one, _services = review([Notice("one link was half repaired; it is whole"), *found()])
    async with one.run_test() as pilot:
        await ready(one, pilot)
        assert "1 message m" in text(one, "#headline")
        await pilot.press("m")
        assert "half repaired" in text(one, "#text")


async def test_searching_anew_shows_only_what_is_broken_still() -> None:
    services = FakeServices()
    job = FakeJob(found())
    one = app(finding=job, services=services, start="links")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter", "s")
        await written(one, pilot)
        job.steps = found([BRAZIL], groups=())
        await pilot.press("r")
        await until(pilot, lambda: len(job.started) == 2)
        await ready(one, pilot)
        assert len(one.workspace.repairing.review) == 1
        assert here(one) == "Brazil (1985).mkv"
        assert "reviewed 0 of 1" in text(one, "#progress")
        await pilot.press("u", "u")  # also what is not in this review any more
        await until(pilot, lambda: len(one.workspace.repairing.review) == 2)
        assert services.decided == []


async def test_a_group_is_previewed_and_what_the_files_prove_is_accepted() -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("a")
        assert isinstance(one.screen, Ask)
        assert "broken alike" not in str(one.screen.query_one(Choices).options[0].prompt)
        await pilot.press("escape", "down", "down", "down", "down", "down", "a")
        assert isinstance(one.screen, Ask)
        assert "broken alike" in str(one.screen.query_one(Choices).options[0].prompt)
        await pilot.press("enter")
        assert isinstance(one.screen, Together)
        assert text(one, "#sum") == "2 of 3 are ticked · 1 stays for you alone"
        listed = one.screen.query_one(VirtualList)
        seen = [listed.render_line(y).text.strip() for y in range(3)]
        assert [line[0] for line in seen] == ["✓", "✓", "–"]
        assert seen[2].startswith("– Kaamelott S01E03.mkv")
        assert "(2005)/…" in seen[2]
        await pilot.press("end")
        assert "same path below Kaamelott" in text(one, "#member-text")
        await pilot.press("escape")
        assert not one.workspace.repairing.outstanding
        await pilot.press("a", "enter", "enter")
        await written(one, pilot)
        assert services.runs == [1, 1]
        assert links(services) == [
            ("Kaamelott S01E01.mkv", "repair", "k1"),
            ("Kaamelott S01E02.mkv", "repair", "k2"),
        ]
        assert here(one) == "Kaamelott S01E03.mkv"
        await pilot.press("u")
        assert isinstance(one.screen, TakeBack)
        assert "2 links are as before" in text(one, "#sum")
        await pilot.press("escape")
        assert len(services.decided) == 2
        await pilot.press("u", "enter")
        await until(pilot, lambda: here(one) == "Kaamelott S01E02.mkv")
        assert services.decided == []


async def test_a_caution_keeps_a_link_from_being_accepted_with_others() -> None:
    cautious = replace(
        KAAMELOTT[0],
        proposals=(replace(KAAMELOTT[0].proposals[0], cautions=BRAZIL.proposals[0].cautions),),
    )
    one, services = review(found([cautious, *KAAMELOTT[1:]]))
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("a", "enter", "enter")
        await written(one, pilot)
        assert links(services) == [("Kaamelott S01E02.mkv", "repair", "k2")]
        await pilot.press("a", "enter", "enter")
        assert "Nothing here can be accepted together" in text(one, "#keys")
        assert len(services.decided) == 1


async def test_another_target_is_searched_for_and_taken() -> None:
    one, services = review()
    other = proposal("e1", "Films/Cube²/Cube 2.avi", "chosen")
    services.files = [other]
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("down", "down", "e")
        assert isinstance(one.screen, SearchStorage)
        assert one.screen.query_one(Input).value == "Cube 1997"
        await until(pilot, lambda: "Cube 2.avi" in text(one, "#detail-text"))
        await pilot.press(*" 2")
        await until(pilot, lambda: ("files", "Cube 1997 2") in services.calls)
        services.files = []
        await pilot.press("3")
        await until(pilot, lambda: "No file of your storage" in text(one, "#asking"))
        services.files = [other]
        await pilot.press("backspace")
        await until(pilot, lambda: "1 file" in text(one, "#asking"))
        await pilot.press("enter")
        assert isinstance(one.screen, SearchStorage)
        await pilot.press("enter")
        await written(one, pilot)
        assert links(services) == [("Cube (1997).avi", "repair", "e1")]
        assert services.decided[0].proposal == other
        await pilot.press("u")
        await until(pilot, lambda: here(one) == "Cube (1997).avi")
        assert "Cube 2.avi" in text(one, "#said")  # it is a proposal now
        await pilot.press("e", "escape")
        assert isinstance(one.screen, Links)


async def test_a_storage_that_cannot_be_read_is_told() -> None:
    one, services = review()
    services.files = UsageProblem("[/x] was never imported")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("e")
        await until(pilot, lambda: "✗ [/x] was never imported" in text(one, "#asking"))
        await pilot.press("a", "enter", "enter")
        assert isinstance(one.screen, SearchStorage)
        assert services.decided == []


async def test_the_list_is_filtered_and_sorted() -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("slash", *"kaamelott s01e02")
        assert len(lines(one).items) == 1
        await pilot.press("enter", "enter")
        await written(one, pilot)
        assert links(services) == [("Kaamelott S01E02.mkv", "repair", "k2")]
        await pilot.press("escape")
        assert len(lines(one).items) == 12
        assert here(one) == "Kaamelott S01E02.mkv"
        await pilot.press("slash", *"nothing of this")
        assert "None of these: esc takes the filter away." in text(one, "ColumnHeader")
        await pilot.press("escape", "comma")
        assert "(by problem)" in text(one, "#progress")
        assert shown(one)[7].startswith("↻ circle")
        await pilot.press("comma")
        assert "(by proposal)" in text(one, "#progress")
        assert "Alien" in shown(one)[1]
        assert "no proposal" in shown(one)[7]


async def test_while_an_import_runs_nothing_is_said_and_its_end_searches_anew() -> None:
    gate = threading.Event()
    job, finding = FakeJob([*RUNNING, gate]), FakeJob(found())
    services = FakeServices()
    one = app(finding=finding, job=job, services=services, start="links")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("g", "i", "r")
        await reach(pilot, job)
        await pilot.press("g", "l", "enter", "t", "2", "r")
        assert "An import is under way" in text(one, "#headline")
        assert not any("no proposal" in line or "same file" in line for line in shown(one))
        assert "not known yet…" in text(one, "#said")
        assert "Trash" not in text(one, "Keys")
        assert (len(finding.started), services.decided) == (1, [])
        gate.set()
        await until(pilot, lambda: len(finding.started) == 2)
        await ready(one, pilot)
        assert "An import is under way" not in text(one, "#headline")
        await pilot.press("enter")
        await written(one, pilot)
        assert len(services.decided) == 1


async def test_who_comes_while_an_import_runs_waits_for_its_end() -> None:
    gate = threading.Event()
    job, finding = FakeJob([*RUNNING, gate]), FakeJob(found())
    one = app(finding=finding, job=job, start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await reach(pilot, job)
        await pilot.press("g", "l")
        assert "An import is under way" in text(one, "#headline")
        assert "known once all files are" in text(one, "#empty")
        assert finding.started == []
        gate.set()
        await until(pilot, lambda: len(finding.started) == 1)
        await ready(one, pilot)
        assert here(one) == "Alien (1979).mkv"


async def test_a_search_that_an_import_overtook_is_made_anew() -> None:
    gate, last = threading.Event(), threading.Event()
    job, finding = FakeJob([*RUNNING, gate]), FakeJob([*broken_links.SEARCHING, last])
    one = app(finding=finding, job=job, start="links")
    async with one.run_test() as pilot:
        await reach(pilot, finding)
        await pilot.press("g", "i", "r")
        await reach(pilot, job)
        gate.set()
        await until(pilot, lambda: not one.workspace.imports.active)
        assert len(finding.started) == 1
        assert finding.cancel()
        finding.steps = found()
        last.set()
        await until(pilot, lambda: len(finding.started) == 2)
        await until(pilot, lambda: one.workspace.repairing.can_decide)


async def test_while_links_are_repaired_no_import_starts() -> None:
    job = FakeJob(RUNNING)
    services = FakeServices()
    services.repair_gate = threading.Event()
    one = app(finding=FakeJob(found()), job=job, services=services, start="links")
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("enter", "g", "i", "r")
        assert job.started == []
        assert "Links are being changed" in str(one.screen.query("Toast").first().render())
        services.repair_gate.set()
        await written(one, pilot)
        await pilot.press("r")
        assert len(job.started) == 1


async def test_another_machines_view_is_asked_about_once() -> None:
    services = FakeServices()
    job = FakeJob(found(view=VIEW))
    one = app(finding=job, services=services, start="links")
    async with one.run_test() as pilot:
        await until(pilot, lambda: isinstance(one.screen, Ask))
        asked = " ".join(str(one.screen.query_one(".question").render()).split())
        assert "4 of 6 broken links begin with /mnt/nas/films" in asked
        await pilot.press("enter")
        assert isinstance(one.screen, Links)
        assert ("look_at_roots",) in services.calls  # by the search, which notes what it saw
        assert {name for name, *_rest in services.calls} == {"look_at_roots"}
        await pilot.press("g", "h", "g", "l", "r")
        await until(pilot, lambda: len(job.started) == 2)
        await ready(one, pilot)
        assert isinstance(one.screen, Links)


@pytest.mark.parametrize(
    ("proposals", "is_taken"),
    [
        ((plans.proposal("a"),), True),
        ((plans.proposal("a"), plans.proposal("b", "same-sample")), True),
        ((plans.proposal("a"), plans.proposal("b")), False),
        ((plans.proposal("a", cautions=(Evidence("sample-shared"),)),), False),
        ((plans.proposal("a", "same-name"),), False),
    ],
)
def test_only_what_stands_alone_is_accepted_with_others(
    proposals: tuple[Proposal, ...], is_taken: bool
) -> None:
    row = Row(Planned(plans.link(b"x", *proposals)))
    group = Renamed(b"/old", b"/new", (row.link.place,), ("a",))
    (member,) = of_group([row], group, Groups([row.link]).judge(group))
    assert (member.may, member.is_ticked) == (is_taken, is_taken)


async def test_a_path_map_is_noted_and_the_search_begins_anew() -> None:
    services = FakeServices()
    job = FakeJob(found(view=VIEW))
    one = app(finding=job, services=services, start="links")
    async with one.run_test() as pilot:
        await until(pilot, lambda: isinstance(one.screen, Ask))
        job.steps = NOTHING
        await pilot.press("2")
        await until(pilot, lambda: len(job.started) == 2)
        mapped = [call for call in services.calls if call[0] == "map"]
        assert mapped == [("map", PathMap(b"/mnt/nas/films", STORAGE + b"/Films"))]
        assert job.started[1][0].path_maps[-1] == PathMap(VIEW.written, VIEW.here)
        await ready(one, pilot)
        assert services.decided == []


async def test_a_disk_that_moved_shows_its_largest_group() -> None:
    moved = replace(GROUP, old=VIEW.written, links=GROUP.links[:2], choices=GROUP.choices[:2])
    below = replace(moved, old=VIEW.written + b"/A", links=GROUP.links[:1], choices=("k1",))
    one, _services = review(found(view=VIEW, groups=(GROUP, below, moved)))
    async with one.run_test() as pilot:
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("3")
        await until(pilot, lambda: isinstance(one.screen, Together))
        assert len(one.screen.query_one(VirtualList).items) == 2


async def test_a_plan_is_written_and_never_over_a_file_unasked() -> None:
    one, services = review()
    path = HOME / "plans" / "repair-2023-11-14.json"
    services.taken = {Path("/tmp/[x]")}
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter", "s")
        await written(one, pilot)
        await pilot.press("w")
        assert isinstance(one.screen, WriteFile)
        field = one.screen.query_one(Input)
        assert field.value.startswith(str(HOME / "plans" / "repair-2023-11-1"))
        field.value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Links))
        kept = services.plans[path]
        assert [one.link for one in kept.links] == [link for link in ALL if link is not ALIEN]
        assert [one.decision for one in kept.links] == ["skip", *[None] * 7]
        await pilot.press("w")
        one.screen.query_one(Input).value = "plan.json"
        await pilot.press("enter")
        assert "must be an absolute path" in text(one, "#asking")
        one.screen.query_one(Input).value = "/tmp/[x]"
        await pilot.press("enter")
        await until(pilot, lambda: "There is such a file already" in text(one, "#asking"))
        assert len(services.plans) == 1
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Links))
        assert len(services.plans) == 2


def planned(**options: Any) -> tuple[VidtuiApp, FakeServices, FakeJob]:
    services = FakeServices()
    held = plan()
    held.links[1] = Planned(BRAZIL, "repair", "b1")
    services.plan_read = held
    job = FakeJob([])
    one = app(finding=job, services=services, start="links", plan_file=PLAN, **options)
    return one, services, job


async def test_in_a_plan_decisions_are_only_marked() -> None:
    one, services, job = planned()
    async with one.run_test() as pilot:
        await until(pilot, lambda: one.workspace.repairing.can_decide and here(one) is not None)
        assert text(one, "#headline").startswith("Plan /home/ana/plan.json: nothing is changed")
        assert shown(one)[2].startswith("→ repair")
        await pilot.press("enter")
        assert here(one) == "Cube (1997).avi"
        await pilot.press("t", "s", "u", "up", "u")
        assert shown(one)[1].startswith("→ repair")
        assert shown(one)[3].startswith("✗ broken")
        assert "not saved" in text(one, "#headline")
        await pilot.press("u")
        assert shown(one)[1].startswith("✗ broken")
        await pilot.press("home", "down", "u")  # a mark that the plan came with
        assert shown(one)[2].startswith("✗ broken")
        await pilot.press("home", "2", "r", "w")
        assert one.screen.query_one(Input).value == str(PLAN)
        services.taken = {PLAN}
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Links))
        marks = [(one.decision, one.choice) for one in services.plans[PLAN].links]
        assert marks == [("repair", "a2"), *[(None, None)] * 8]
        assert "not saved" not in text(one, "#headline")
        assert services.decided == []
        assert job.started == []


async def test_leaving_with_unsaved_marks_asks() -> None:
    for key, saved in (("3", False), ("2", True)):
        one, services, _job = planned()
        async with one.run_test() as pilot:
            await until(pilot, lambda one=one: one.workspace.repairing.can_decide)  # type: ignore[misc]
            await pilot.pause()
            await pilot.press("s", "q")
            assert isinstance(one.screen, Ask)
            await pilot.press("enter")
            assert isinstance(one.screen, Links)
            await pilot.press("q", key)
            await until(pilot, lambda one=one: one.return_code == 0)  # type: ignore[misc]
        assert (PLAN in services.plans) == saved


async def test_a_plan_that_cannot_be_read_says_why() -> None:
    one, services, _job = planned()
    services.plan_read = UsageProblem("[/x]: is no plan")
    async with one.run_test() as pilot:
        await until(
            pilot, lambda: isinstance(one.page, Links) and bool(one.workspace.repairing.problem)
        )
        await until(pilot, lambda: "✗ [/x]: is no plan" in text(one, "#empty"))


async def test_french_comes_without_losing_the_links() -> None:
    one, _services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("slash", *"films", "enter", "down")
        one.set_language("fr")
        await until(pilot, lambda: "Aide" in text(one, "Keys"))
        assert len(lines(one).items) == 9
        assert one.screen.query_one(Input).value == "films"
        assert here(one) == "Brazil (1985).mkv"
        await until(pilot, lambda: "Brazil" in text(one, "#said"))


def test_a_plan_of_the_rest_keeps_the_groups_of_what_is_left() -> None:
    held = Review()
    held.load(plan())
    row = held.row(KAAMELOTT[1].place)
    assert row is not None
    assert held.group(row) == GROUP
    held.set_state(row, "repaired")
    rest = held.rest()
    assert rest is not None
    assert rest.groups[0].choices == ("k1", "k3")
    assert len(rest.links) == 8
    assert held.reviewed == 1


def test_links_of_one_kind_have_no_heading() -> None:
    held = Review()
    held.load(plan([ALIEN, CUBE], groups=()))
    assert not any(isinstance(one, Heading) for one in held.lines)
    held.load(plan([ALIEN, HEAT], groups=()))
    assert [one.count for one in held.lines if isinstance(one, Heading)] == [1, 1]
    assert held.open_after(1) == 3
    assert held.open_after(3) == 1


def test_a_further_target_takes_the_last_place_of_nine() -> None:
    ten = [proposal(str(at), f"Films/{at}.mkv") for at in range(9)]
    row = Row(Planned(replace(ALIEN, proposals=tuple(ten))))
    row.offer(proposal("new", "Films/new.mkv", "chosen"))
    assert [one.id for one in row.link.proposals] == [*map(str, range(8)), "new"]
    row.offer(row.link.proposals[0])
    assert len(row.link.proposals) == 9


async def test_a_key_pressed_twice_on_the_way_here_decides_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        monkeypatch.setattr("vidtui.tui.links.review_page.ARRIVAL_S", 1000.0)
        await pilot.press("g", "h")
        one.workspace.repairing.seek(BRAZIL.place)
        one.switch_mode("links")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: here(one) == "Brazil (1985).mkv")
        await pilot.press("enter", "s", "2")
        assert services.decided == []
        monkeypatch.setattr("vidtui.tui.links.review_page.ARRIVAL_S", 0.0)
        await pilot.press("enter")
        await written(one, pilot)
        assert [name for name, _verb, _choice in links(services)] == ["Brazil (1985).mkv"]


async def test_a_link_that_broke_after_the_search_is_searched_for() -> None:
    job = FakeJob(found(ALL[:2]))
    one = app(finding=job, start="links")
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("g", "h")
        job.steps = found()
        one.workspace.repairing.seek(HEAT.place)
        one.switch_mode("links")
        await until(pilot, lambda: len(job.started) == 2)
        await ready(one, pilot)
        await until(pilot, lambda: here(one) == "Heat (1995).mkv")
        assert one.workspace.repairing.wanted is None
        await pilot.press("g", "h")
        job.steps = found(ALL[:2])
        one.workspace.repairing.seek(HEAT.place._replace(path=b"Films/Nothing.mkv"))
        one.switch_mode("links")
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        assert len(job.started) == 3


async def test_a_search_that_failed_is_begun_anew_at_the_next_visit() -> None:
    job = FakeJob([UsageProblem("there is no catalogue yet; run: vidtui import")])
    one = app(finding=job, start="links")
    async with one.run_test() as pilot:
        await until(pilot, lambda: "no catalogue yet" in text(one, "#empty"))
        assert "r searches anew" in text(one, "#empty")
        job.steps = found()
        await pilot.press("g", "h", "g", "l")
        await ready(one, pilot)
        assert "9 links to review" in text(one, "#headline")


async def test_what_is_typed_ahead_of_the_filter_is_no_key() -> None:
    one, services = review()
    async with one.run_test() as pilot:
        await ready(one, pilot)
        for name in ("slash", "t", "s", "h"):
            one.post_message(Key(name, "/" if name == "slash" else name))
        await until(pilot, lambda: one.screen.query_one("#needle", Input).value == "tsh")
        assert isinstance(one.page, Links)
        assert services.decided == []
