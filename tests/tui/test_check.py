from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandList
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui import broken_links
from tests.tui.check_screen import drawn, here, kept, lines, ready, text
from tests.tui.checks import (
    AWAY,
    BEFORE,
    BRAKE,
    BROKEN,
    COUNTS,
    DAY,
    FINDINGS,
    GHOST,
    RUNNING,
    SILENT,
    STARTED,
    VERIFIED,
    checked,
    finished,
    many,
    of,
    report,
)
from tests.tui.fakes import HOME, LINKS, NOW, STORAGE, FakeJob, FakeServices, app, reach, until
from tests.tui.scenes import RUNNING as IMPORTING
from vidtui.errors import LockHeld, UsageProblem
from vidtui.jobs.base import Notice
from vidtui.jobs.check import reports
from vidtui.jobs.check.run import CheckFinished, CheckOptions, Found, RootSkipped
from vidtui.tui import terminal
from vidtui.tui.app import VidtuiApp
from vidtui.tui.check.model import CheckTree, FolderNode, Heading, Item, KindNode, tree_of
from vidtui.tui.check.screen import Check
from vidtui.tui.dialogs import Ask, TextDialog
from vidtui.tui.home import Home
from vidtui.tui.links.screen import Links
from vidtui.tui.pickers import WriteFile
from vidtui.tui.report_cache import ReportCache
from vidtui.tui.widgets import VirtualList


async def test_the_last_check_is_a_tree_with_the_worst_on_top() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 40)) as pilot:
        await ready(one, pilot)
        assert (
            text(one, "#headline")
            == "▲ 12 problems · 3 new · 1 known · 1 gone · checked 3 hours ago"
        )
        assert "9,911 files · 9,731 links" in text(one, "#second")
        shown = drawn(one)
        assert shown[0].startswith(" ▸ 1 file changed silently · 1 new · the disk may be failing")
        assert shown[1].startswith(" ▸ 2 ghost entries · 1 known · in the catalogue, not on disk")
        assert shown[-1] == " ▸ Worth knowing: 9"
        assert len(shown) == 11
        await pilot.press("end", "enter")
        assert [line.strip() for line in drawn(one)[10:12]] == [
            "▾ Worth knowing: 9",
            (
                "▸ 1 possible duplicate · 1 new · same size, same beginning and end; "
                "each takes its room"
            ),
        ]
        assert here(one) == "▾ Worth knowing: 9"
        await pilot.press("enter")
        assert len(drawn(one)) == 11


async def test_keys_fold_and_unfold_as_in_any_tree() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 40)) as pilot:
        await ready(one, pilot)
        await pilot.press("down", "right")
        assert drawn(one)[1:5] == [
            " ▾ 2 ghost entries · 1 known · in the catalogue, not on disk",
            "   ▾ /volume1/stockage/Films/Alien (1979)  1",
            "       Alien (1979).mkv  4.0 GiB",
            "   ▾ /volume1/stockage/Films/Heat (1995)  1",
        ]
        await pilot.press("right", "right")
        assert here(one) == "Alien (1979).mkv  4.0 GiB"
        await pilot.press("right")
        assert here(one) == "Alien (1979).mkv  4.0 GiB"
        await pilot.press("left")
        assert here(one).startswith("▾ /volume1/stockage/Films/Alien")
        await pilot.press("enter")
        assert here(one).startswith("▸ /volume1/stockage/Films/Alien")
        await pilot.press("left", "enter")
        assert len(drawn(one)) == 11
        await pilot.press("left")
        assert here(one).startswith("▸ 2 ghost")


async def test_the_mouse_unfolds_too() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 40)) as pilot:
        await ready(one, pilot)
        await pilot.click("TreeLines", offset=(4, 1), times=2)
        await until(pilot, lambda: here(one).startswith("▾ 2 ghost"))


async def test_details_tell_path_command_evidence_and_what_is_new() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 40)) as pilot:
        await ready(one, pilot)
        assert "the disk may be failing: other bytes" in text(one, "#detail-text")
        await pilot.press("right", "down")
        assert "Films/Brazil (1985)" in text(one, "#detail-text")
        await pilot.press("down")
        said = " ".join(text(one, "#detail-text").split())
        assert "/volume1/stockage/Films/Brazil (1985)/Brazil (1985) 1080p.mkv" in said
        assert f"Command {SILENT.command}" in said
        assert "8.0 GiB, read whole the last time" in said
        assert "NEW since the check before" in said
        assert "1 file changed silently: the disk may be failing" in said
        await pilot.press("enter")
        assert isinstance(one.screen, TextDialog)
        await pilot.press("escape", "down", "right", "end", "up")
        await pilot.press("enter")


async def test_known_findings_say_so() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 40)) as pilot:
        await ready(one, pilot)
        await pilot.press("down", "right", "down", "down", "down", "down")
        assert here(one).startswith("known Heat.mkv")
        assert "marked as known" in text(one, "#detail-text")


async def test_roots_that_are_away_come_first_with_their_command() -> None:
    one, _services = kept(checked((GHOST,), away=(AWAY,)))
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        assert here(one) == "○ /volume2/stockage: the folder is empty: is its disk mounted?"
        assert "vidtui roots list" in text(one, "#detail-text")
        assert "Nothing is said of what lies there" in text(one, "#detail-text")
        await pilot.press("c")
        assert one.workspace.checking.copied == ["vidtui roots list"]
        assert one.clipboard == "vidtui roots list"


async def test_a_loss_can_be_believed_after_a_question() -> None:
    job = FakeJob(finished())
    one, _services = kept(checked((GHOST,), away=(BRAKE,)), checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("enter")
        assert isinstance(one.screen, Ask)
        await pilot.press("2")
        await until(pilot, lambda: bool(job.started))
        assert job.started[0][1] == CheckOptions(accept_loss=True)


async def test_a_strange_disk_can_be_confirmed() -> None:
    job = FakeJob(finished())
    strange = type(BRAKE)(BRAKE.root, "storage", "3 of 64 files", None, "confirm-root")
    one, services = kept(checked((), away=(strange,)), checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("enter", "2")
        await until(pilot, lambda: bool(job.started))
        assert ("confirm", BRAKE.root) in services.calls


async def test_a_check_fills_the_tree_is_kept_and_compared() -> None:
    job = FakeJob([*finished()[:-1], Notice("left out: old.json"), finished()[-1]])
    services = FakeServices()
    one = app(services=services, checking=job, start="check")
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        assert "No check yet" in text(one, "#empty")
        assert "nothing is changed" in text(one, "#empty")
        await pilot.press("r")
        await until(pilot, lambda: one.workspace.checking.shown is not None)
        assert job.started[0][1] == CheckOptions()
        assert ("save", len(FINDINGS), True) in services.calls
        assert text(one, "#headline") == "▲ 12 problems · checked just now"
        assert "1 message (m)" in text(one, "#second")
        await pilot.press("m")
        assert "left out: old.json" in text(one, "#text")


async def test_progress_shows_and_the_highlight_stays() -> None:
    gate, last = threading.Event(), threading.Event()
    job = FakeJob([*RUNNING[:4], gate, *RUNNING[4:], last, *finished()[2:]])
    one = app(checking=job, start="check")
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("r")
        await reach(pilot, job)
        assert text(one, "#headline").startswith("▸ Looking at the storage · ")
        assert "9,911 / 9,911" in text(one, "#headline")
        assert drawn(one)[0].startswith(" ▸ 2 ghost entries")
        await pilot.press("right", "down", "down")
        assert here(one).startswith("Alien (1979).mkv")
        await pilot.press("g", "h")
        await until(pilot, lambda: isinstance(one.screen, Home))
        assert "check 50 %" in text(one, "TabBar")
        assert "Check under way" in text(one, "#health")
        await pilot.press("g", "c")
        gate.set()
        await reach(pilot, job)
        assert here(one).startswith("Alien (1979).mkv")
        assert "7 problems" in text(one, "#second")
        assert "Amélie" in text(one, "#second")
        last.set()
        await until(pilot, lambda: one.workspace.checking.shown is not None)
        assert here(one).startswith("Alien (1979).mkv")


async def test_a_stopped_check_is_a_part_and_is_not_kept() -> None:
    gate = threading.Event()
    job = FakeJob(
        [STARTED, Found(FINDINGS[:2]), gate, CheckFinished(COUNTS, True, 3, verified=None)]
    )
    one, services = kept(checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("r")
        await reach(pilot, job)
        await pilot.press("escape")
        assert not job.cancel()
        await pilot.press("r", "2")
        assert "Stopping" in text(one, "#headline")
        assert job.cancel()
        gate.set()
        await until(pilot, lambda: not one.workspace.checking.runner.active)
        assert text(one, "#headline").startswith("■ Stopped: this is a part only")
        assert len(drawn(one)) == 2
        await pilot.press("g", "h", "g", "c")
        assert len(drawn(one)) == 2
        assert not [call for call in services.calls if call[0] == "save"]
        assert one.workspace.checking.last is services.checked


async def test_a_root_that_leaves_takes_its_findings_along() -> None:
    gate = threading.Event()
    job = FakeJob([STARTED, Found(FINDINGS[:4]), gate, RootSkipped(AWAY), RootSkipped(
        type(AWAY)(STORAGE, "storage", "it went away")), *finished(())[2:]])  # fmt: skip
    one = app(checking=job, start="check")
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("r")
        await reach(pilot, job)
        gate.set()
        await until(pilot, lambda: one.workspace.checking.shown is not None)
        assert [line[:20] for line in drawn(one)] == [
            " ○ /volume2/stockage",
            " ○ /volume1/stockage",
            " ▸ 1 broken link · i",
        ]


async def test_nothing_wrong_says_so() -> None:
    one, _services = kept(checked(()))
    async with one.run_test() as pilot:
        await ready(one, pilot)
        assert "✓ Disk, catalogue and links agree" in text(one, "#empty")
        assert "✓ Nothing is wrong" in text(one, "#headline")


async def test_a_failure_is_one_line_and_the_last_check_stays() -> None:
    job = FakeJob([LockHeld("another vidtui writes: import since 10:00")])
    one, _services = kept(checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("v", "4")
        await until(pilot, lambda: "another vidtui writes" in text(one, "#headline"))
        assert len(drawn(one)) == 11


@pytest.mark.parametrize("problem", ["read", "save"])
async def test_reports_that_cannot_be_read_or_kept_are_told(problem: str) -> None:
    services = FakeServices()
    if problem == "read":
        services.checked = UsageProblem("reports: permission denied")
    else:
        services.save_problem = UsageProblem("reports: permission denied")
    one = app(services=services, checking=FakeJob(finished()), start="check")
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        if problem == "save":
            await pilot.press("r")
        await until(pilot, lambda: "permission denied" in text(one, "#headline"))
        assert bool(len(one.workspace.checking.tree)) == (problem == "save")


@pytest.mark.parametrize(("key", "seconds"), [("2", 3600), ("3", 28800), ("4", None)])
async def test_whole_files_are_read_after_a_question(key: str, seconds: float | None) -> None:
    job = FakeJob([])
    one, _services = kept(checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("v")
        assert isinstance(one.screen, Ask)
        await pilot.press("enter")
        assert not job.started
        await pilot.press("v", key)
        await until(pilot, lambda: bool(job.started))
        assert job.started[0][1] == CheckOptions(verify=True, verify_s=seconds)


async def test_reading_whole_files_shows_bytes_and_is_kept_when_stopped() -> None:
    gate = threading.Event()
    job = FakeJob([*RUNNING, gate, CheckFinished(COUNTS, True, 60, verified=VERIFIED)])
    one, services = kept(checking=job)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("v", "4")
        await reach(pilot, job)
        assert "Reading whole files" in text(one, "#headline")
        assert "120.0 GiB / 900.0 GiB" in text(one, "#headline")
        await pilot.press("g", "i", "r")
        assert not one.workspace.imports.active
        await pilot.press("q")
        assert isinstance(one.screen, Ask)
        await pilot.press("enter", "g", "c", "r", "2")
        gate.set()
        await until(pilot, lambda: ("save", 7, False) in services.calls)
        await until(pilot, lambda: one.workspace.checking.shown is not None)
        assert text(one, "#headline").startswith("▲ 7 problems · 1 known · checked just now")
        assert text(one, "#second").startswith("9,001 of 9,911 read whole, stopped · 900 for the")


async def test_an_import_beside_makes_it_doubtful_and_excludes_whole_files() -> None:
    gate = threading.Event()
    importing, job = FakeJob([*IMPORTING, gate]), FakeJob(finished())
    one, _services = kept(checking=job, job=importing)
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        one.workspace.start_import()
        await reach(pilot, importing)
        await pilot.press("g", "c")
        await until(pilot, lambda: "out of date" in text(one, "#second"))
        await pilot.press("v", "4")
        assert not job.started
        await pilot.press("r")
        await until(pilot, lambda: bool(job.started))
        gate.set()


async def test_only_what_changed() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 40)) as pilot:
        await ready(one, pilot)
        await pilot.press("f")
        shown = "\n".join(drawn(one))
        assert "only what changed" in text(one, "#second")
        assert "new Brazil (1985) 1080p.mkv" in shown
        assert "gone Gone.mkv" in shown
        assert "1 orphan file · 1 new · 1 gone" in shown
        assert "Dune" not in shown
        assert "ghost" not in shown
        await pilot.press("f")
        assert len(drawn(one)) == 11


async def test_without_a_check_before_nothing_is_new() -> None:
    one, _services = kept(checked(before=None))
    async with one.run_test(size=(100, 40)) as pilot:
        await ready(one, pilot)
        assert "new" not in text(one, "#headline")
        await pilot.press("f")
        assert not one.workspace.checking.tree.only_changes


async def test_a_filter_shows_what_has_the_text_in_its_path() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 40)) as pilot:
        await ready(one, pilot)
        await pilot.press("slash", *"AMELIE")
        assert [line.strip() for line in drawn(one)] == [
            "▾ 1 orphan file · 1 new · on disk, not in the catalogue",
            "▾ /volume1/stockage/Films/Amélie (2001)  1 · 1 new",
            "new Amélie (2001).mkv  5.0 GiB",
        ]
        await pilot.press("enter", "down", "down")
        assert here(one).startswith("new Amélie")
        await pilot.press("slash", *"xyz")
        assert text(one, "#none") == "None of these: esc takes the filter away."
        await pilot.press("escape")
        assert len(drawn(one)) == 11
        assert not one.screen.query_one("#filter").display


async def test_copied_commands_are_printed_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("down", "right", "down", "down", "c", "c")
        assert one.workspace.checking.copied == [GHOST.command]
        assert one.clipboard == GHOST.command
        await until(pilot, lambda: bool(one.screen.query("Toast")))
    terminal.print_copied(one.workspace.checking.copied)
    out, err = capsys.readouterr()
    assert out == f"{GHOST.command}\n"
    assert err == "Commands that you copied:\n"
    terminal.print_copied([])
    assert capsys.readouterr() == ("", "")


async def go_to_link(one: VidtuiApp, pilot: Pilot[Any]) -> None:
    await ready(one, pilot)
    await pilot.press("slash", *"Cube", "enter", "down", "down")
    assert here(one).startswith("new Cube")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(one.page, Links))


async def test_enter_on_a_link_goes_to_its_row() -> None:
    gate = threading.Event()
    finding = FakeJob([*broken_links.SEARCHING, gate, *broken_links.found()])
    path = broken_links.CUBE.place.path.decode()
    broken = of("broken_link", path, "vidtui repair-links", LINKS, text="x", problem="y")
    one, _services = kept(checked((broken,)), finding=finding)
    async with one.run_test(size=(100, 30)) as pilot:
        await go_to_link(one, pilot)
        assert len(finding.started) == 1
        gate.set()
        await until(pilot, lambda: one.workspace.repairing.can_decide)
        row = one.page.query_one("#rows VirtualList", VirtualList).item  # type: ignore[union-attr]
        assert row.link.place == broken_links.CUBE.place
        await pilot.press("up")
        await pilot.press("g", "h", "g", "l")
        row = one.page.query_one("#rows VirtualList", VirtualList).item  # type: ignore[union-attr]
        assert row.link.place != broken_links.CUBE.place


async def test_a_repair_since_makes_it_doubtful() -> None:
    broken = of(
        "broken_link", broken_links.ALIEN.place.path.decode(), None, LINKS, text="x", problem="y"
    )
    one, services = kept(checked((broken,)), finding=FakeJob(broken_links.found()))
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        assert "Links were changed since" not in text(one, "#second")
        await pilot.press("g", "l")
        await until(pilot, lambda: one.workspace.repairing.can_decide)
        await pilot.press("enter")
        await until(
            pilot, lambda: bool(services.decided) and not one.workspace.repairing.outstanding
        )
        await pilot.press("g", "c")
        assert "Links were changed since; r checks again" in text(one, "#second")


async def test_a_link_that_is_broken_no_more_is_told() -> None:
    finding = FakeJob(broken_links.NOTHING)
    one, _services = kept(checked((BROKEN,), before=()), finding=finding)
    async with one.run_test(size=(100, 30), notifications=True) as pilot:
        await go_to_link(one, pilot)
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        assert one.workspace.repairing.wanted is None


async def test_json_replaces_a_file_only_when_asked_twice() -> None:
    one, services = kept()
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("w")
        assert isinstance(one.screen, WriteFile)
        path = Path(one.screen.query_one(Input).value)
        assert path.parent == HOME / "reports"
        assert path.name.startswith("report-2023-11-1")
        services.taken.add(path)
        await pilot.press("enter")
        await until(pilot, lambda: "Enter again" in text(one, "#asking"))
        assert not services.exported
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Check))
        assert services.exported == {path: services.checked}


async def test_all_can_be_marked_as_known_after_a_question() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("y")
        assert isinstance(one.screen, Ask)
        await pilot.press("2")
        await until(pilot, lambda: "new" not in text(one, "#headline"))
        assert "12 problems" in text(one, "#headline")


async def test_a_check_starts_by_itself() -> None:
    job = FakeJob(finished())
    options = CheckOptions(verify=True, paths=(b"/a",))
    one = app(checking=job, start="check", check_options=options)
    async with one.run_test() as pilot:
        await until(pilot, lambda: bool(job.started))
        assert job.started[0][1] == options


async def test_the_palette_starts_one() -> None:
    job = FakeJob(finished())
    one = app(checking=job)
    async with one.run_test() as pilot:
        await pilot.press("ctrl+p", *"start a check")
        found = one.screen.query_one(CommandList)
        await until(pilot, lambda: found.option_count == 1 and not found.options[0].disabled)
        await pilot.press("enter")
        await until(pilot, lambda: bool(job.started) and isinstance(one.page, Check))


async def test_it_fits_80_by_24() -> None:
    one, _services = kept()
    async with one.run_test(size=(80, 24)) as pilot:
        await ready(one, pilot)
        assert lines(one).size.height >= 8
        assert one.screen.query_one("#details").content_size.height >= 5
        assert one.screen.query_one("Keys").size.height == 1
        assert "Help" in text(one, "Keys")
        await pilot.press("slash")
        assert lines(one).size.height >= 8


async def test_another_language_keeps_the_place() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("down", "right", "down", "down")
        one.set_language("fr")
        await until(pilot, lambda: "Accueil" in text(one, "TabBar"))
        assert here(one).startswith("Alien (1979).mkv")


async def test_only_what_is_in_sight_is_drawn_of_many() -> None:
    one, _services = kept(checked(many(20_000)))
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("right", "down", "right", "end")
        assert len(lines(one).items) == 20_002
        assert here(one).startswith("new Film 019999.mkv")


async def test_home_tells_the_health() -> None:
    services = FakeServices()
    one = app(services=services)
    async with one.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "none yet" in text(one, "#health"))
        assert "Broken links" in text(one, "#health")
        services.checked = checked(away=(AWAY,))
        await pilot.press("r")
        # As many lines as nothing else needs.
        await until(pilot, lambda: "Video links to folders" in text(one, "#health"))
        rows = [line.split() for line in text(one, "#health").splitlines()]
        assert rows == [
            ["Last", "check", "3", "hours", "ago"],
            ["Not", "looked", "at", "1", "root"],
            ["Files", "changed", "silently", "1"],
            ["Ghost", "entries", "2"],
            ["Broken", "links", "27"],  # as the catalogue has it: this check is a part
            ["Links", "to", "other", "works", "1"],
            ["Video", "links", "to", "folders", "1"],
            ["Changed", "files", "1"],
            ["Other", "problems", "3"],
        ]
        services.checked = checked(())
        await pilot.press("r")
        await until(pilot, lambda: "Problems" in text(one, "#health"))
        services.checked = checked((), complete=False)
        await pilot.press("r")
        await until(pilot, lambda: "stopped" in text(one, "#health"))


def test_a_tree_keeps_its_place_when_it_is_made_anew() -> None:
    tree = CheckTree((AWAY,), map(Item, FINDINGS))
    ghosts = tree.lines[2]
    assert isinstance(ghosts, KindNode)
    tree.unfold(ghosts)
    item = next(one for one in tree.lines if isinstance(one, Item))
    again = CheckTree((), map(Item, FINDINGS))
    again.look_like(tree)
    found = again.lines[again.place(item)]
    assert isinstance(found, Item)
    assert found.finding is item.finding
    again.drop(STORAGE)
    assert not [one for one in again.lines if isinstance(one, FolderNode)]
    heading = next(one for one in again.lines if isinstance(one, Heading))
    again.unfold(heading)
    dune = next(one for one in again.lines if isinstance(one, KindNode) and one.loose)
    again.unfold(dune)
    loose = next(one for one in again.lines if isinstance(one, Item))
    again.fold(heading)
    assert again.place(loose) == again.lines.index(heading)
    assert again.place(ghosts, 1) == 1


def test_kept_checks_are_read_again_only_when_there_is_another(tmp_path: Path) -> None:
    checks = ReportCache()
    assert checks.last(tmp_path) is None
    before = report(BEFORE, created=NOW - DAY)
    reports.save(tmp_path, before, None)
    reports.save(tmp_path, report(), before)
    last = checks.last(tmp_path)
    assert last is not None
    assert last is checks.last(tmp_path)
    assert last.new_issues == 4
    assert [one.id for one in last.changes.gone] == [BEFORE[1].id]
    saved = checks.save(tmp_path, report((GHOST,), created=NOW), ())
    assert checks.last(tmp_path) is saved
    assert not saved.new
    assert (tmp_path / "reports").stat().st_nlink >= 2
    assert sys.getsizeof(tree_of(saved).lines)
