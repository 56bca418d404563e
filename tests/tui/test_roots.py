from __future__ import annotations

import threading

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.tui.fakes import LINKS, SECOND, STORAGE, FakeJob, FakeServices, app, settings, until
from tests.tui.scenes import FAILING, RUNNING
from vidtui import i18n
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.root_identity import Identity, RootState
from vidtui.errors import UsageProblem
from vidtui.jobs.roots.change import Relocation
from vidtui.settings.model import RootSetting
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask, Tell
from vidtui.tui.pickers import Picker
from vidtui.tui.roots.screen import RootTable


def text(app_: VidtuiApp, selector: str) -> str:
    return str(app_.screen.query_one(selector).render())


def table(app_: VidtuiApp) -> list[str]:
    """Return the rows of the roots; the last row adds one."""
    rows = app_.screen.query_one(RootTable)
    shown = [" ".join(str(cell) for cell in rows.get_row_at(at)) for at in range(rows.row_count)]
    assert not shown or shown.pop().startswith("+ ")
    return shown


async def choose(one: VidtuiApp, pilot: Pilot[None], act: str) -> None:
    """Choose by its number what is done with the highlighted root."""
    await pilot.press("enter")
    assert isinstance(one.screen, Ask)
    acts = one.screen.query_one(OptionList)
    await pilot.press(str(acts.get_option_index(act) + 1))


def roots_app(services: FakeServices | None = None, **options: object) -> VidtuiApp:
    return app(services=services, start="settings", **options)


async def test_every_root_shows_role_state_and_count() -> None:
    services = FakeServices()
    one = roots_app(services)
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "○ offline" in " ".join(table(one)))
        assert "7,322" in table(one)[0]
        assert "series" in table(one)[1]
        assert "links" in table(one)[2]
        await pilot.press("down")
        assert "is its disk mounted?" in text(one, "#detail-text")
        assert "read freely (ext4)" in text(one, "#detail-text")
        assert "any file may be read whole" in text(one, "#detail-text")
        await pilot.press("down")
        assert "can be written" not in text(one, "#detail-text")  # nobody has tried
        assert services.calls == []
        await pilot.press("r")
        await until(pilot, lambda: "✓ can be written" in text(one, "#detail-text"))
        assert services.calls == [("look_at_roots",)]
        assert "/volume1/trash" in text(one, "#detail-text")
        assert "/media → /volume1/stockage" in text(one, "#detail-text")


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_usual_path_is_whole_and_a_long_reason_stays_under_itself(language: str) -> None:
    i18n.use(language)
    services = FakeServices()
    reason = "only 3 of 64 files that we know are here; another disk may be mounted in its place"
    services.states[STORAGE] = RootState("unrecognised", reason)
    one = roots_app(services, settings=settings(language=language))
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "▲" in table(one)[0])
        assert table(one)[0].endswith(" /volume1/stockage")
        rows = one.screen.query_one(RootTable)
        assert rows.virtual_size.width <= rows.container_size.width
        lines = text(one, "#detail-text").split("\n")
        (first,) = [line for line in lines if "only 3 of 64" in line]
        after = lines[lines.index(first) + 1]
        assert after.index(after.strip()) == first.index("only 3")
        assert "place" in after


async def test_a_trash_that_cannot_be_written_says_why() -> None:
    services = FakeServices()
    services.trash_problem = "/volume1: Read-only file system"
    one = roots_app(services)
    async with one.run_test() as pilot:
        await until(pilot, lambda: bool(table(one)))
        await pilot.press("down", "down", "r")
        await until(pilot, lambda: "Read-only file system" in text(one, "#detail-text"))


async def test_enter_leads_to_the_import_of_this_root_only() -> None:
    job = FakeJob(FAILING)
    one = roots_app(job=job)
    async with one.run_test() as pilot:
        await until(pilot, lambda: bool(table(one)))
        await pilot.press("down")
        await choose(one, pilot, "import")
        assert one.current_mode == "import"
        assert not job.started
        await pilot.press("r")
        await until(pilot, lambda: not one.workspace.imports.active)
        assert job.started[0][1].paths == (SECOND,)
        await pilot.press("v", "3")
        assert one.workspace.scope == ()


async def test_adding_asks_for_role_and_folder() -> None:
    services = FakeServices()
    services.tree = {b"/volume1": [b"anime"]}
    one = roots_app(services)
    async with one.run_test() as pilot:
        await until(pilot, lambda: bool(table(one)))
        await pilot.press("G", "enter", "3")
        assert isinstance(one.screen, Picker)
        await until(pilot, lambda: one.screen.query_one("VirtualList").virtual_size.height == 3)
        await pilot.press("down", "down", "space")
        await until(pilot, lambda: len(table(one)) == 4)
        assert ("add", RootSetting("storage", b"/volume1/anime", "series")) in services.calls
        assert one.workspace.settings.roots[-1].path == b"/volume1/anime"


async def test_a_folder_that_cannot_be_added_is_told_in_one_line() -> None:
    services = FakeServices()
    services.problem = UsageProblem("[/x]: is a root already")
    one = app(services=services, start="settings")
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: bool(table(one)))
        await pilot.press("G", "enter", "1")
        await until(pilot, lambda: one.screen.query_one("VirtualList").virtual_size.height == 2)
        await pilot.press("enter")
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        assert len(table(one)) == 3


async def test_a_strange_disk_is_confirmed_after_a_question() -> None:
    services = FakeServices()
    services.states[STORAGE] = RootState("unrecognised", "only 3 of 64 files that we know are here")
    one = roots_app(services)
    async with one.run_test() as pilot:
        await until(pilot, lambda: "▲ not recognised" in table(one)[0])
        await choose(one, pilot, "confirm")
        await pilot.press("enter")
        assert not services.calls
        await choose(one, pilot, "confirm")
        assert isinstance(one.screen, Ask)
        await pilot.press("2")
        await until(pilot, lambda: ("confirm", STORAGE) in services.calls)


async def test_what_makes_no_sense_is_not_offered() -> None:
    one = roots_app()
    async with one.run_test() as pilot:
        await until(pilot, lambda: "● online" in table(one)[0])
        await pilot.press("enter")
        acts = one.screen.query_one(OptionList).options
        assert [act.id for act in acts] == ["", "import", "relocate", "forget"]
        await pilot.press("enter")
        assert not isinstance(one.screen, Ask)
        await pilot.press("down", "down", "enter")
        acts = one.screen.query_one(OptionList).options
        assert [act.id for act in acts] == ["", "relocate", "forget"]


async def test_a_moved_root_is_proved_shown_and_then_moved() -> None:
    services = FakeServices()
    services.tree = {b"/": [b"mnt"], b"/mnt": [b"new"]}
    one = roots_app(services)
    async with one.run_test() as pilot:
        await until(pilot, lambda: "● online" in table(one)[0])
        await choose(one, pilot, "relocate")
        assert isinstance(one.screen, Picker)
        await pilot.pause()
        await pilot.press("shift+tab")
        one.screen.query_one(Input).value = "/mnt/new"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        shown = " ".join(str(part.render()) for part in one.screen.query("Static"))
        assert "64 of 64" in shown
        await pilot.press("2")
        await until(pilot, lambda: one.workspace.settings.roots[0].path == b"/mnt/new")
        assert ("relocate", STORAGE, b"/mnt/new") in services.calls


async def test_another_disk_is_not_taken_for_a_moved_root() -> None:
    services = FakeServices()
    services.plan = Relocation(
        KnownRoot(1, "storage", STORAGE, None, Identity()), STORAGE, b"/mnt", 64, 2, 2, 0
    )
    one = roots_app(services)
    async with one.run_test() as pilot:
        await until(pilot, lambda: "● online" in table(one)[0])
        await choose(one, pilot, "relocate")
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Tell))
        assert not any(call[0] == "relocate" for call in services.calls)


async def test_a_root_is_forgotten_after_a_look_at_what_goes_with_it() -> None:
    services = FakeServices()
    one = roots_app(services)
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: "○ offline" in " ".join(table(one)))
        await pilot.press("down")
        await choose(one, pilot, "forget")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        shown = " ".join(str(part.render()) for part in one.screen.query("Static"))
        for words in ("7322 files", "4101 films and series", "9731 links elsewhere", "config.toml"):
            assert words in shown
        await pilot.press("enter")
        assert not isinstance(one.screen, Ask)
        assert services.calls == []
        await choose(one, pilot, "forget")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("2")
        await until(pilot, lambda: ("forget_root", SECOND) in services.calls)
        await until(pilot, lambda: len(table(one)) == 2)
        assert [root.path for root in one.workspace.settings.roots] == [STORAGE, LINKS]
        await until(pilot, lambda: bool(one.screen.query("Toast")))


async def test_a_disk_that_is_there_is_said_to_be() -> None:
    one = roots_app()
    async with one.run_test() as pilot:
        await until(pilot, lambda: "● online" in table(one)[0])
        await choose(one, pilot, "forget")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        shown = " ".join(str(part.render()) for part in one.screen.query("Static"))
        assert "Its disk is there. Nothing on it is changed." in shown


async def test_no_root_is_forgotten_while_an_import_works_on_it() -> None:
    gate = threading.Event()
    services, job = FakeServices(), FakeJob([*RUNNING, gate])
    one = roots_app(services, job=job)
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: bool(table(one)))
        one.workspace.start_import()
        await until(pilot, lambda: bool(job.started))
        one.switch_mode("settings")
        await until(pilot, lambda: "online" in text(one, "#detail-text"))
        await choose(one, pilot, "forget")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("2")
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        assert services.calls == []
        gate.set()


async def test_a_root_that_the_settings_name_no_more() -> None:
    services = FakeServices()
    services.left = {b"/mnt/old [x]": 42}
    one = roots_app(services)
    async with one.run_test() as pilot:
        await until(pilot, lambda: len(table(one)) == 4)
        assert "▲ not named" in table(one)[3]
        assert "42" in table(one)[3]
        await pilot.press("down", "down", "down")
        await until(pilot, lambda: "42 entries are still counted" in text(one, "#detail-text"))
        await pilot.press("enter")
        acts = one.screen.query_one(OptionList).options
        assert "import" not in [act.id for act in acts]
        await pilot.press("escape")
        assert one.current_mode == "settings"
        await choose(one, pilot, "forget")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("2")
        await until(pilot, lambda: len(table(one)) == 3)
        assert ("forget_root", b"/mnt/old [x]") in services.calls


@pytest.mark.parametrize(("present", "says"), [(64, "The same files"), (40, "A good part")])
async def test_a_root_at_an_edited_path_is_recognised(present: int, says: str) -> None:
    services = FakeServices()
    old = KnownRoot(9, "storage", b"/mnt/old", None, Identity())
    services.strangers = {SECOND: Relocation(old, b"/mnt/old", SECOND, 64, present, 16, 16)}
    one = roots_app(services)
    async with one.run_test() as pilot:
        await until(pilot, lambda: "○ offline" in " ".join(table(one)))
        await pilot.press("down")
        await choose(one, pilot, "relocate")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        shown = " ".join(str(part.render()) for part in one.screen.query("Static"))
        assert says in shown
        assert "/mnt/old" in shown
        await pilot.press("2")
        await until(pilot, lambda: ("relocate", b"/mnt/old", SECOND) in services.calls)


async def test_a_place_that_holds_no_known_root_is_one_of_its_own() -> None:
    services = FakeServices()
    services.strangers = {SECOND: None}
    one = roots_app(services)
    async with one.run_test() as pilot:
        await until(pilot, lambda: "○ offline" in " ".join(table(one)))
        await pilot.press("down")
        await choose(one, pilot, "relocate")
        await until(pilot, lambda: isinstance(one.screen, Tell))
        assert not any(call[0] == "relocate" for call in services.calls)


async def test_no_root_says_what_to_press() -> None:
    one = roots_app(settings=settings(roots=(RootSetting("storage", b"/a"),)))
    async with one.run_test() as pilot:
        await pilot.pause()
        one.workspace.settings = settings(roots=())
        await pilot.press("r")
        assert table(one) == []
        assert "A folder of files, or one of links" in text(one, "#detail-text")
        assert "Choose…" in text(one, "Keys")
        assert LINKS
