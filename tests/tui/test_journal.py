from __future__ import annotations

import threading

import pytest
from textual.pilot import Pilot

from tests.support.library import Library
from tests.tui import histories
from tests.tui.fakes import FakeJob, FakeServices, app, reach, settings, until
from tests.tui.scenes import RUNNING
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.journal import PAGE
from vidtui.errors import LockHeld, SafetyRefusal, VidtuiError
from vidtui.jobs.decide import Decisions
from vidtui.jobs.journal import Undone
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask, TextDialog
from vidtui.tui.journal.screen import Journal
from vidtui.tui.services import Services
from vidtui.tui.widgets import VirtualList


def services(journal: object = None, **given: object) -> FakeServices:
    one = FakeServices()
    one.journal = list(histories.HISTORY if journal is None else journal)  # type: ignore[call-overload]
    for name, value in given.items():
        setattr(one, name, value)
    return one


def listed(one: VidtuiApp, name: str) -> VirtualList[object]:
    return one.screen.query_one(f"#{name}", VirtualList)


def lines(one: VidtuiApp, name: str) -> list[str]:
    found = listed(one, name)
    count = min(found.size.height, len(found.items))
    return [" ".join(found.render_line(y).text.split()) for y in range(count)]


def text(one: VidtuiApp, selector: str) -> str:
    return str(one.screen.query_one(selector).render())


def toasts(one: VidtuiApp) -> str:
    return " ".join(str(toast.render()) for toast in one.screen.query("Toast"))


async def shown(pilot: Pilot[object], one: VidtuiApp, runs: int, actions: int) -> None:
    await until(
        pilot,
        lambda: (
            isinstance(one.screen, Journal)
            and len(listed(one, "runs").items) == runs
            and len(listed(one, "actions").items) == actions
        ),
    )


async def test_runs_and_the_actions_of_the_highlighted_one() -> None:
    one = app(services=services(), start="journal")
    async with one.run_test(size=(120, 40)) as pilot:
        await shown(pilot, one, 3, 6)
        assert lines(one, "runs")[0].endswith(
            "links repaired ✓ done 6 changes · 1 undone · 1 failed · 1 not finished"
        )
        assert lines(one, "runs")[1].endswith("your answers ✓ done 3 changes · 1 undone")
        seen = lines(one, "actions")
        assert seen[0].startswith("✓ done")
        assert "repair Films/Le Fabuleux Destin" in seen[0]
        assert "to the trash Séries/Kaamelott" in seen[1]
        assert seen[2].startswith("↶ undone")
        assert seen[3].startswith("✗ failed")
        assert seen[3].endswith("the link has changed meanwhile")
        assert seen[5].startswith("… not finished")
        await pilot.press("down")
        await shown(pilot, one, 3, 3)
        assert "accepted Dune" in lines(one, "actions")[0]
        assert "in no database Vacances 2011" in lines(one, "actions")[1]


async def test_all_runs_with_what_they_noted() -> None:
    one = app(services=services(), start="journal")
    async with one.run_test() as pilot:
        await shown(pilot, one, 3, 6)
        await pilot.press("f")
        await shown(pilot, one, 5, 6)
        assert "All runs" in text(one, "#headline")
        await pilot.press("home")
        await until(pilot, lambda: one.screen.query_one("#summary").display)
        assert " ".join(text(one, "#summary").split()).endswith(
            "imported 12 known and unchanged 9,899 links 9,731"
        )
        assert "left nothing" in text(one, "#summary")
        await pilot.press("u")
        assert not isinstance(one.screen, Ask)
        await pilot.press("f")
        await shown(pilot, one, 3, 6)
        assert "f All runs" in text(one, "Keys")


async def test_a_run_is_taken_back_after_a_question_with_the_safe_answer_first() -> None:
    held = services()
    one = app(services=held, start="journal")
    async with one.run_test(notifications=True) as pilot:
        await shown(pilot, one, 3, 6)
        await pilot.press("u")
        assert isinstance(one.screen, Ask)
        asked = " ".join(str(part.render()) for part in one.screen.query("Static"))
        assert "3 actions are taken back" in asked
        await pilot.press("enter")
        assert not held.calls
        await pilot.press("u", "2")
        await until(pilot, lambda: ("undo_run", 18) in held.calls)
        await until(pilot, lambda: "6 changes · 4 undone" in lines(one, "runs")[0])
        await shown(pilot, one, 3, 6)
        assert lines(one, "actions")[0].startswith("↶ undone")
        assert "3 taken back" in toasts(one)
        await pilot.press("u")
        assert not isinstance(one.screen, Ask)


async def test_one_action_is_taken_back_at_once() -> None:
    held = services()
    one = app(services=held, start="journal")
    async with one.run_test(notifications=True) as pilot:
        await shown(pilot, one, 3, 6)
        await pilot.press("tab", "down", "u")
        await until(pilot, lambda: ("undo_action", 47) in held.calls)
        await until(pilot, lambda: lines(one, "actions")[1].startswith("↶ undone"))
        assert listed(one, "actions").cursor == 1
        assert "Taken back: 47 is as it was" in toasts(one)
        await until(pilot, lambda: "2 undone" in lines(one, "runs")[0])
        await pilot.press("down", "u", "down", "u", "end", "u")
        assert len(held.calls) == 1
        await pilot.press("shift+tab")
        assert listed(one, "runs").has_focus


async def test_what_stays_says_why_in_the_list_and_aloud() -> None:
    reason = "the link shows another file now"
    held = services(stays={47: reason})
    one = app(services=held, start="journal")
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await shown(pilot, one, 3, 6)
        await pilot.press("u", "2")
        await until(pilot, lambda: "▲ stays" in "".join(lines(one, "actions")))
        assert lines(one, "actions")[1].endswith(reason)
        assert lines(one, "actions")[0].startswith("↶")
        assert f"2 taken back · 1 stays: {reason}" in toasts(one)
        await pilot.press("enter", "down", "enter")
        assert isinstance(one.screen, TextDialog)
        told = text(one, "#text")
        assert reason in told
        assert "/media/Kaamelott/S01E99.mkv" in told
        assert "/volume1/trash/orphans/2023-11-12" in told


@pytest.mark.parametrize("keys", [["tab", "u"], ["u", "2"]], ids=["action", "run"])
async def test_a_single_refusal_stands_beside_its_action(keys: list[str]) -> None:
    reason = "/volume1/video: the folder is empty: is its disk mounted?"
    only = [histories.run(18, "repair-links", histories.REPAIRS[:1])]
    held = services(only, undo_problem=SafetyRefusal(reason))
    one = app(services=held, start="journal")
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await shown(pilot, one, 1, 1)
        await pilot.press(*keys)
        await until(pilot, lambda: lines(one, "actions")[0].startswith("▲ stays"))
        assert lines(one, "actions")[0].endswith(reason)
        assert reason in toasts(one)


async def test_another_process_that_writes_is_told_in_one_line() -> None:
    held = services(undo_problem=LockHeld("another vidtui is writing: import, process 7"))
    one = app(services=held, start="journal")
    async with one.run_test(notifications=True) as pilot:
        await shown(pilot, one, 3, 6)
        await pilot.press("tab", "u")
        await until(pilot, lambda: "another vidtui is writing" in toasts(one))
        assert lines(one, "actions")[0].startswith("✓ done")
        assert "u Undo" in text(one, "Keys")


async def test_no_second_undo_while_one_is_under_way() -> None:
    gate = threading.Event()
    held = services()
    one = app(services=held, start="journal")
    async with one.run_test() as pilot:
        await shown(pilot, one, 3, 6)
        held.gate = gate
        await pilot.press("tab", "u", "u")
        await until(pilot, lambda: bool(held.calls))
        assert "Taking back" in text(one, "#headline")
        assert "u Undo" not in text(one, "Keys")
        gate.set()
        await until(pilot, lambda: "Taking back" not in text(one, "#headline"))
        assert len(held.calls) == 1


async def test_a_root_taken_back_is_where_it_was_in_the_settings() -> None:
    held = services()
    moved = [Undone(39, "it is back", moved=(b"/volume1/stockage", b"/mnt/old"))]
    held.undo_action = lambda *_given: moved  # type: ignore[method-assign]
    one = app(services=held, start="journal")
    async with one.run_test() as pilot:
        await shown(pilot, one, 3, 6)
        await pilot.press("tab", "u")
        await until(pilot, lambda: one.workspace.settings.roots[0].path == b"/mnt/old")
        assert one.workspace.settings.path_maps[0].here == b"/mnt/old"


async def test_it_follows_what_others_write() -> None:
    held = services(histories.HISTORY[1:])
    one = app(services=held, start="journal")
    async with one.run_test() as pilot:
        await shown(pilot, one, 3, 6)
        await pilot.press("down")
        held.journal.insert(0, histories.run(20, "pending", [histories.answered(60, 20, "New")]))
        one.screen._poll()  # type: ignore[attr-defined]
        await shown(pilot, one, 4, 3)
        assert listed(one, "runs").cursor == 2
        assert "your answers" in lines(one, "runs")[2]


async def test_long_lists_are_read_page_by_page() -> None:
    held = services(histories.long(2 * PAGE + 10))
    one = app(services=held, start="journal")
    async with one.run_test() as pilot:
        await shown(pilot, one, PAGE, 1)
        await pilot.press("end")
        await shown(pilot, one, 2 * PAGE, 1)
        assert listed(one, "runs").cursor == PAGE - 1
        one.screen._poll()  # type: ignore[attr-defined]
        await pilot.pause()
        assert len(listed(one, "runs").items) == 2 * PAGE
        await pilot.press("end")
        await shown(pilot, one, 2 * PAGE + 10, 1)
        await pilot.press("end")
        await until(pilot, lambda: "Film 1" in " ".join(lines(one, "actions")))
        assert [row.id for row in listed(one, "runs").items] == [  # type: ignore[attr-defined]
            *range(2 * PAGE + 10, 0, -1)
        ]


async def test_the_wheel_reads_on_too() -> None:
    held = services(histories.long(1, 2 * PAGE))
    one = app(services=held, start="journal")
    async with one.run_test() as pilot:
        await shown(pilot, one, 1, PAGE)
        listed(one, "actions").scroll_to(y=PAGE - 20, animate=False)
        await shown(pilot, one, 1, 2 * PAGE)
        await pilot.press("tab", "end", "u")
        await until(pilot, lambda: bool(held.calls))
        await until(pilot, lambda: lines(one, "actions")[-1].startswith("↶"))
        assert len(listed(one, "actions").items) == 2 * PAGE


async def test_nothing_yet() -> None:
    one = app(services=services([]), start="journal")
    async with one.run_test() as pilot:
        await until(pilot, lambda: one.screen.query_one("#empty").display)
        assert "Nothing has been changed yet" in text(one, "#empty")
        await pilot.press("f", "u", "enter", "tab")
        await until(pilot, lambda: "Nothing has run yet" in text(one, "#empty"))


async def test_a_catalogue_that_cannot_be_read() -> None:
    held = services()

    def fail(*_given: object) -> list[object]:
        raise VidtuiError("[/x] it is damaged")

    held.journal_runs = fail  # type: ignore[method-assign, assignment]
    one = app(services=held, start="journal")
    async with one.run_test() as pilot:
        await until(pilot, lambda: "✗ [/x] it is damaged" in text(one, "#headline"))


async def test_it_works_while_a_job_runs_and_in_another_language() -> None:
    gate = threading.Event()
    job = FakeJob([*RUNNING, gate])
    one = app(job=job, services=services(), start="import", settings=settings())
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.press("r")
        await reach(pilot, job)
        await pilot.press("g", "j")
        await shown(pilot, one, 3, 6)
        await pilot.press("tab", "u")
        assert not lines(one, "actions")[0].startswith("↶")  # links wait for the import
        one.set_language("fr")
        await pilot.pause()
        await shown(pilot, one, 3, 6)
        await pilot.press("tab")
        gate.set()
        await until(pilot, lambda: not one.workspace.imports.active)


async def test_on_a_real_catalogue(library: Library) -> None:
    library.films(3)
    library.import_()
    decisions = Decisions(open_catalogue(library.database))
    for (group,) in library.query("SELECT id FROM media_group"):
        decisions.ignore(group)
    one = app(services=Services(), settings=library.settings(), start="journal")
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await shown(pilot, one, 1, 3)
        await pilot.press("f")
        await shown(pilot, one, 2, 3)
        await pilot.press("tab", "u")
        await until(pilot, lambda: lines(one, "actions")[0].startswith("↶ undone"))
        await until(pilot, lambda: "1 undone" in lines(one, "runs")[1])
        assert "taken back" in lines(one, "runs")[0]
        await pilot.press("tab", "u", "2")
        await until(pilot, lambda: "3 undone" in lines(one, "runs")[2])
        states = {row[0] for row in library.query("SELECT state FROM media_group")}
        assert states == {"queued"}
        # The second undo is taken back: what it undid is done again.
        await pilot.press("home", "u")
        assert "Do again" in str(one.screen.query_one(".question").render())
        await pilot.press("2")
        await until(pilot, lambda: "1 undone" in lines(one, "runs")[3])
    states = {row[0] for row in library.query("SELECT state FROM media_group")}
    assert states == {"queued", "ignored"}


async def test_links_stay_while_an_import_runs() -> None:
    gate, held = threading.Event(), services()
    job = FakeJob([*RUNNING, gate])
    one = app(job=job, services=held, start="journal")
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await shown(pilot, one, 3, 6)
        one.workspace.start_import()
        await reach(pilot, job)
        await pilot.press("g", "j")
        await shown(pilot, one, 3, 6)
        await pilot.press("u")
        assert not isinstance(one.screen, Ask)
        await until(pilot, lambda: "links and roots wait" in toasts(one))
        await pilot.press("tab", "u", "tab", "down")
        await shown(pilot, one, 3, 3)
        assert not held.calls
        await pilot.press("u")
        assert isinstance(one.screen, Ask)
        gate.set()
