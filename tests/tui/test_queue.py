from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from textual.widgets import OptionList

from tests.tui import groups
from tests.tui.fakes import NOW, FakeJob, FakeServices, app, has_ended, is_idle, reach, until
from tests.tui.groups import ASKING, DENIED, FAILURE, FINISHED, OUTAGE, ROWS, TIMED_OUT, row
from tests.tui.scenes import RUNNING
from vidtui.catalogue.lock import Holder
from vidtui.errors import Exit, LockHeld, VidtuiError
from vidtui.jobs.base import Finished
from vidtui.jobs.enrich.run import EnrichOptions, EnrichRun
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import TextDialog
from vidtui.tui.list_page import FilterLine
from vidtui.tui.queue import view
from vidtui.tui.queue.model import QueueContext, QueueList, sortable
from vidtui.tui.queue.screen import Queue
from vidtui.tui.terminal import AskQuit
from vidtui.tui.widgets import VirtualList

PAUSED = Finished(groups.COUNTS, cancelled=True, seconds=10.0)


def services(**given: object) -> FakeServices:
    one = FakeServices()
    one.rows = list(ROWS)
    one.details = {held.id: held for held in groups.ROW_DETAILS}
    for name, value in given.items():
        setattr(one, name, value)
    return one


def text(app_: VidtuiApp, selector: str) -> str:
    return str(app_.screen.query_one(selector).render())


def page(app_: VidtuiApp) -> Queue:
    assert isinstance(app_.screen, Queue)
    return app_.screen


def listed(app_: VidtuiApp) -> VirtualList[object]:
    return app_.screen.query_one("#list", VirtualList)


def lines(app_: VidtuiApp) -> list[str]:
    one = listed(app_)
    return [one.render_line(y).text for y in range(one.size.height)]


async def shown(one: VidtuiApp, pilot: object, count: int = len(ROWS)) -> None:
    await until(pilot, lambda: len(listed(one).items) == count)  # type: ignore[arg-type]


async def test_rows_have_state_kind_tries_next_try_and_answer_or_reason() -> None:
    one = app(services=services(), start="queue")
    async with one.run_test(size=(120, 40)) as pilot:
        await shown(one, pilot)
        seen = [" ".join(line.split()) for line in lines(one)]
        assert seen[0].startswith("✓ found film Alien (1979) → Alien (1979)")
        assert seen[1].startswith("✗ failure film Au nom de la terre")
        assert " 2 2 h " in seen[1]
        assert seen[2].startswith("? to decide film Dune several answ")
        assert seen[4].startswith("✓ found TV Kaamelott (2005)")
        assert "[all 8]" in text(one, "#filters")
        assert "Ready: r asks TMDB about 2 films and series" in text(one, "#status")


async def test_it_starts_pauses_and_goes_on() -> None:
    gate, last = threading.Event(), threading.Event()
    asking = FakeJob([*ASKING, gate, PAUSED])
    one = app(asking=asking, services=services(sent=38), start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot)
        await pilot.press("r")
        await reach(pilot, asking)
        status = text(one, "#status")
        assert "Asking TMDB · about 2,290 requests, 9:47 at the set pace" in status
        assert "31 %  376 / 1,204" in status
        assert "343 identified · 31 to decide · 2 failed · 752 requests (2.00 each)" in status
        assert "38 of 40 requests in the last 10 s" in status
        assert "▸ asking film Heat (1995)" in " ".join(" ".join(lines(one)).split())
        assert "r Pause" in text(one, "Keys")
        await pilot.press("r", "2")
        assert asking.cancel()
        assert "Stopping" in text(one, "#status")
        gate.set()
        await until(
            pilot,
            lambda: is_idle(one.workspace.enrichment),
        )
        assert "Paused: r goes on" in text(one, "#status")
        asking.steps = [*ASKING, last]
        await pilot.press("r")
        await reach(pilot, asking)
        assert len(asking.started) == 2
        assert "Asking TMDB" in text(one, "#status")
        last.set()


async def test_a_limit_holds_over_a_pause() -> None:
    gate = threading.Event()
    asking = FakeJob([*ASKING, gate, PAUSED])
    options = EnrichOptions(limit=500, retry_failed=True)
    one = app(asking=asking, services=services(), start="queue", enrich_options=options)
    async with one.run_test() as pilot:
        await reach(pilot, asking)
        assert asking.started[0][1] == options
        await pilot.press("r", "2")
        gate.set()
        await until(
            pilot,
            lambda: is_idle(one.workspace.enrichment),
        )
        asking.steps = [*ASKING, FINISHED]
        await pilot.press("r")
        await until(pilot, lambda: len(asking.started) == 2)
        assert asking.started[1][1] == EnrichOptions(limit=124)
        await until(
            pilot,
            lambda: is_idle(one.workspace.enrichment),
        )
        await pilot.press("r")
        await until(pilot, lambda: len(asking.started) == 3)
        assert asking.started[2][1] == EnrichOptions()


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (DENIED, ["TMDB refuses the token", "Invalid API key", "VIDTUI_TMDB_TOKEN", "tmdb-token"]),
        (OUTAGE, ["TMDB does not answer", TIMED_OUT, "5 that got no answer are queued as before"]),
    ],
    ids=["denied", "outage"],
)
async def test_why_it_stopped_and_what_to_do_stands_in_a_box(
    events: list[object], told: list[str]
) -> None:
    one = app(asking=FakeJob(events), services=services(), start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot)
        await pilot.press("r")
        await until(
            pilot,
            lambda: has_ended(one.workspace.enrichment),
        )
        seen = " ".join((text(one, "#status") + "\n" + text(one, "#notice")).split())
        assert all(" ".join(part.split()) in seen for part in told)
        assert one.screen.query_one("#notice").region.height > 2
        assert listed(one).size.height >= 7


async def test_without_a_token_nothing_starts() -> None:
    asking = FakeJob(ASKING)
    given = services(no_token="[/x] there is no token")
    one = app(asking=asking, services=given, start="queue", enrich_options=EnrichOptions())
    async with one.run_test() as pilot:
        await until(pilot, lambda: "there is no token" in text(one, "#status"))
        assert "VIDTUI_TMDB_TOKEN" in text(one, "#notice")
        await pilot.press("r")
        await pilot.pause()
        assert asking.started == []
        given.no_token = None
        await pilot.press("r")
        await until(pilot, lambda: len(asking.started) == 1)


async def test_a_catalogue_that_fails_is_one_line() -> None:
    asking = FakeJob([VidtuiError("the catalogue was [/deleted]")])
    one = app(asking=asking, services=services(), start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot)
        await pilot.press("r")
        await until(
            pilot,
            lambda: has_ended(one.workspace.enrichment),
        )
        assert "✗ the catalogue was [/deleted]" in text(one, "#status")


async def test_a_lock_held_by_another_says_who_while_it_is() -> None:
    asking = FakeJob([LockHeld("another vidtui is writing: import")])
    given = services(holder=Holder(1234, "import", NOW))
    one = app(asking=asking, services=given, start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot)
        await pilot.press("r")
        await until(
            pilot,
            lambda: has_ended(one.workspace.enrichment),
        )
        assert "Another vidtui is writing: import (process 1234" in text(one, "#status")
        given.holder = None
        page(one).look()
        await until(pilot, lambda: "Ready: r asks" in text(one, "#status"))


def test_a_catalogue_that_was_busy_in_the_middle_is_told() -> None:
    run = EnrichRun()
    run.feed(ASKING[0])
    run.fail("another program keeps the catalogue busy", Exit.LOCKED)
    said = view.headline(run, QueueContext(), 7).plain
    assert said == "▲ Stopped, as another process was writing: r goes on; what is done is kept"
    assert view.headline(run, QueueContext(), 0).plain == "✓ Nothing is queued"


async def test_another_process_shows_live() -> None:
    given = services(holder=Holder(1234, "enrich", NOW))
    one = app(services=given, start="queue")
    async with one.run_test() as pilot:
        await until(pilot, lambda: "process 1234" in text(one, "#status"))
        await pilot.press("down", "down", "down")
        heat = row(13, "Heat", 1995, "enriched", changed=NOW, answer="Heat", answer_year=1995)
        given.rows[3] = heat
        new = row(99, "A new one", changed=NOW)
        given.rows.append(new)
        page(one).look()
        await shown(one, pilot, 9)
        assert listed(one).item == heat
        assert listed(one).cursor == 4
        assert "done 5" in text(one, "#filters")
        given.rows = given.rows[:-1]  # an import there has taken it away
        given.holder = None
        page(one).look()
        await until(pilot, lambda: "Ready" in text(one, "#status"))
        page(one).look()
        await shown(one, pilot, 8)
        assert listed(one).item == heat


async def test_f_shows_one_state_after_the_other() -> None:
    one = app(services=services(), start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot)
        seen = []
        for _time in range(5):
            await pilot.press("f")
            seen.append((text(one, "#filters").split("[")[1].split("]")[0], len(listed(one).items)))
        assert seen == [
            ("to do 2", 2),
            ("failed 1", 1),
            ("to decide 1", 1),
            ("done 4", 4),
            ("all 8", 8),
        ]


async def test_titles_are_searched_as_one_types() -> None:
    one = app(services=services(), start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot)
        await pilot.press("slash", *"amelie")
        await shown(one, pilot, 1)
        await pilot.press("enter")
        assert one.focused is listed(one)
        await pilot.press("escape")
        assert len(listed(one).items) == 8
        assert not one.screen.query_one(FilterLine).display
        await pilot.press("slash", *"zzz")
        assert "None of these: esc takes the filter away." in text(one, "ColumnHeader")


async def test_details_follow_the_cursor_and_open_whole() -> None:
    one = app(services=services(), start="queue")
    async with one.run_test() as pilot:
        await until(pilot, lambda: "Ridley Scott" in text(one, "#detail-text"))
        seen = text(one, "#detail-text")
        for part in ("1.00 · taken by the rules", "same title: Alien", "tt0078748", "117 min"):
            assert part in seen
        await pilot.press("down")
        await until(pilot, lambda: TIMED_OUT in text(one, "#detail-text"))
        assert "2 times · next try in 2 h" in text(one, "#detail-text")
        await pilot.press("end", "up", "up", "up")
        await until(pilot, lambda: "S01E99, S01E100: not in TMDB" in text(one, "#detail-text"))
        assert "S01E01 – S01E100" in text(one, "#detail-text")
        await pilot.press("enter")
        assert isinstance(one.screen, TextDialog)
        assert "The daily life of King Arthur." in text(one, "#text")
        await pilot.press("enter", "d")
        await until(pilot, lambda: "100 files" in text(one, "#sum"))


async def test_details_are_read_anew_when_their_row_changes() -> None:
    given = services()
    one = app(services=given, start="queue")
    async with one.run_test() as pilot:
        await until(pilot, lambda: "Ridley Scott" in text(one, "#detail-text"))
        given.details[11] = replace(given.details[11], state="failed", error="it is gone")
        given.rows[0] = row(11, "Alien", 1979, "failed", changed=NOW, error="it is gone")
        page(one).look()
        await until(pilot, lambda: "it is gone" in text(one, "#detail-text"))


async def test_one_or_all_failed_are_tried_again() -> None:
    asking = FakeJob([FINISHED])
    given = services()
    one = app(asking=asking, services=given, start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot)
        await pilot.press("v")  # not failed: only all that failed can be asked about
        assert [way.id for way in one.screen.query_one(OptionList).options] == ["", "all"]
        await pilot.press("enter", "down", "v", "enter")
        assert given.retried == []
        await pilot.press("v", "2")
        await until(pilot, lambda: len(asking.started) == 1)
        assert given.retried == [[12]]
        assert asking.started[0][1] == EnrichOptions(only=(12,))
        await until(
            pilot,
            lambda: is_idle(one.workspace.enrichment),
        )
        await pilot.press("v", "3")
        await until(pilot, lambda: len(asking.started) == 2)
        assert given.retried == [[12], None]
        assert asking.started[1][1] == EnrichOptions()


async def test_what_is_tried_again_while_it_runs_follows_when_it_ends() -> None:
    gate = threading.Event()
    asking = FakeJob([*ASKING, gate, FAILURE, FINISHED])
    given = services()
    one = app(asking=asking, services=given, start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot)
        await pilot.press("r")
        await reach(pilot, asking)
        await pilot.press("down", "v", "2")
        await until(pilot, lambda: given.retried == [[12]])
        asking.steps = [FINISHED]
        gate.set()
        await until(pilot, lambda: len(asking.started) == 2)
        assert asking.started[1][1] == EnrichOptions(only=(12,))


async def test_a_wrong_answer_is_reopened_and_that_taken_back() -> None:
    given = services()
    one = app(services=given, start="queue")
    async with one.run_test(notifications=True) as pilot:
        await shown(one, pilot)
        assert "u Undo" not in text(one, "Keys")
        await pilot.press("x")
        await until(pilot, lambda: len(given.answers) == 1)
        assert (given.answers[0].group, given.answers[0].verb) == (11, "reopen")
        await until(pilot, lambda: "u Undo" in text(one, "Keys"))
        await pilot.press("u")
        await until(pilot, lambda: given.answers == [])
        await until(pilot, lambda: "u Undo" not in text(one, "Keys"))
        await pilot.press("down", "x")  # failed: there is no answer to it
        await pilot.pause()
        assert given.answers == []


async def test_import_and_enrichment_run_at_the_same_time_and_quitting_asks() -> None:
    gate = threading.Event()
    job, asking = FakeJob([*RUNNING, gate]), FakeJob([*ASKING, gate])
    one = app(job=job, asking=asking, services=services(), start="import")
    async with one.run_test() as pilot:
        await pilot.press("r")
        await reach(pilot, job)
        await pilot.press("g", "q")
        assert "import 36 %" in text(one, "TabBar")
        await pilot.press("r")
        await reach(pilot, asking)
        assert "queue 31 %" not in text(one, "TabBar")
        await pilot.press("g", "h")
        await until(pilot, lambda: "▸ import 36 % · queue 31 %" in text(one, "TabBar"))
        await pilot.press("q")
        assert isinstance(one.screen, AskQuit)
        assert "An import and an enrichment" in str(one.screen.query("Static").first().render())
        await pilot.press("enter")
        assert not job.cancel()
        assert not asking.cancel()
        gate.set()


async def test_quitting_stops_an_enrichment() -> None:
    gate = threading.Event()
    asking = FakeJob([*ASKING, gate, PAUSED])
    one = app(asking=asking, services=services(), start="queue", enrich_options=EnrichOptions())
    async with one.run_test() as pilot:
        await reach(pilot, asking)
        await pilot.press("q")
        assert "An enrichment" in str(one.screen.query("Static").first().render())
        await pilot.press("2")
        assert asking.cancel()
        one.deadline.call_off()
        gate.set()
        await until(pilot, lambda: one.return_code == 130)


async def test_a_damaged_catalogue_is_one_line() -> None:
    class Damaged(FakeServices):
        def queue_rows(self, *_given: object) -> list[object]:  # type: ignore[override]
            raise VidtuiError("[/x] the catalogue is damaged")

    one = app(services=Damaged(), start="queue")
    async with one.run_test() as pilot:
        await until(pilot, lambda: "damaged" in text(one, "#notice"))


async def test_french_comes_without_losing_the_rows() -> None:
    one = app(services=services(), start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot)
        one.set_language("fr")
        await until(pilot, lambda: "Aide" in text(one, "Keys"))
        assert len(listed(one).items) == 8
        assert not one.screen.query_one(FilterLine).display


async def test_twenty_thousand_rows_are_there_and_only_those_in_sight_are_drawn() -> None:
    many = [row(at, f"Film {at:05d}", changed=NOW - 9) for at in range(20_000)]
    one = app(services=services(rows=many), start="queue")
    async with one.run_test() as pilot:
        await shown(one, pilot, 20_000)
        await pilot.press("end")
        assert "Film 19999" in "\n".join(lines(one))


def test_rows_stay_in_order_and_in_place() -> None:
    rows = QueueList()
    assert rows.since(NOW) is None
    first = [row(1, "Été", 2001), row(2, "alien"), row(3, "Zorro")]
    assert rows.load(sortable(first), whole=True) == {1, 2, 3}
    assert [one.id for one in rows.visible] == [2, 1, 3]
    assert rows.load(sortable([row(3, "Zorro")]), whole=False) == set()
    changed = [row(3, "Zorro", state="failed", changed=NOW), row(4, "Le bal", changed=NOW)]
    assert rows.load(sortable(changed), whole=False) == {3, 4}
    assert [one.id for one in rows.visible] == [2, 1, 4, 3]
    assert rows.since(NOW + 2) == NOW
    assert rows.since(NOW + 60) == NOW + 1
    rows.show_only(chosen="failed")
    assert [one.id for one in rows.visible] == [3]
    assert rows.place(3, 7) == 0
    assert rows.place(1, 7) == 7
    assert rows.load(sortable(first), whole=True) == {3, 4}
    assert rows.counts["all"] == 3
