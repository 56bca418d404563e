"""What the Check screen suggests, copies, filters and marks as known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from textual.widgets import Input

from tests.tui.check_screen import drawn, here, kept, ready, text
from tests.tui.checks import FINDINGS, GHOST, MOVED, checked, many, of
from tests.tui.fakes import STORAGE, until
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.suggest import quoted
from vidtui.text import printable
from vidtui.tui.check import view
from vidtui.tui.check.model import CheckTree, FolderNode, Item, KindNode
from vidtui.tui.check.status import CheckDetails
from vidtui.tui.dialogs import Ask

PREFIX = "vidtui --config /etc/v.toml"


def ghosts(count: int, folder: str = "Films") -> list[Finding]:
    paths = [f"{folder}/It's {at}/{at}.mkv" for at in range(count)]
    return [
        of("ghost_entry", path, f"{PREFIX} --batch forget {quoted(STORAGE + b'/' + path.encode())}",
           size=1, moved=0)
        for path in paths
    ]  # fmt: skip


def orphans(count: int) -> list[Finding]:
    return [
        of("orphan_file", f"F {at}/{name}.mkv",
           f"{PREFIX} import {quoted(STORAGE + b'/F %d' % at)}", size=1)
        for at in range(count) for name in "ab"
    ]  # fmt: skip


def node_of(findings: Iterable[Finding], needle: str = "") -> KindNode:
    tree = CheckTree((), map(Item, findings))
    tree.show_only(needle=needle)
    node = next(one for one in tree.lines if isinstance(one, KindNode))
    assert isinstance(node, KindNode)
    return node


def command(findings: Iterable[Finding], needle: str = "") -> str | None:
    return view.command_of(node_of(findings, needle))


def test_one_command_for_all_is_that_of_the_node() -> None:
    assert command(many(3)) == "vidtui import"
    assert command(FINDINGS[3:5]) == "vidtui repair-links"
    assert command(many(1)) == "vidtui import"


def test_few_ghosts_are_forgotten_by_one_command_with_all_paths() -> None:
    paths = " ".join(f"'{printable(STORAGE)}/Films/It'\"'\"'s {at}/{at}.mkv'" for at in range(20))
    assert command(ghosts(20)) == f"{PREFIX} --batch forget {paths}"


def test_many_ghosts_are_looked_at_first() -> None:
    assert command(ghosts(21)) == f"{PREFIX} --batch forget --all-ghosts --dry-run"
    # Not those alone that a filter leaves.
    assert command([*ghosts(21, "Here"), *ghosts(1, "There")], "here") is None


def test_many_ghosts_of_a_folder_are_those_below_it() -> None:
    found = [
        of("ghost_entry", f"Il était/{at}.mkv",
           f"{PREFIX} --batch forget '{printable(STORAGE)}/Il était/{at}.mkv'", size=1, moved=0)
        for at in range(21)
    ]  # fmt: skip
    (folder,) = node_of(found).folders.values()
    assert isinstance(folder, FolderNode)
    told = f"{PREFIX} --batch forget '{printable(STORAGE)}/Il était' --dry-run"
    assert view.command_of(folder) == told


def test_an_import_comes_before_forgetting_what_may_have_moved() -> None:
    assert command([GHOST, MOVED]) == "vidtui import"
    assert command([MOVED, GHOST, *ghosts(0)]) == "vidtui import"


def test_orphans_are_imported_by_folder_or_all_of_them() -> None:
    places = [quoted(STORAGE + b"/F %d" % at) for at in range(3)]
    assert command(orphans(3)) == f"{PREFIX} import {' '.join(places)}"
    assert command(orphans(21)) == f"{PREFIX} import"


@pytest.mark.parametrize("stem", ["--batch forget", "import"])
def test_only_an_import_without_a_path_is_one_of_all(stem: str) -> None:
    found = [
        of("changed_file", f"{at}.mkv",
           f"{PREFIX} {stem} {quoted(STORAGE + b'/%d.mkv' % at)}", size=1, before=2)
        for at in range(21)
    ]  # fmt: skip
    assert command(found[:20]) is not None
    assert command(found) == (f"{PREFIX} import" if stem == "import" else None)


def test_where_commands_differ_otherwise_there_is_none() -> None:
    def pair(name: str) -> Finding:
        path = quoted(STORAGE + b"/" + name.encode())
        return of("duplicate", name, f"cmp -- /first {path}", other="x")

    tree = CheckTree((), map(Item, (pair("a"), pair("b"), of("link_chain", "c"))))
    nodes = tree.kinds()
    assert view.command_of(nodes["duplicate"]) is None
    assert view.command_of(nodes["link_chain"]) is None
    assert command([*many(1, "unreadable"), of("unreadable", "a", "ls -ld -- /b")]) is None


def test_what_is_gone_has_no_part_in_it_and_what_is_added_has() -> None:
    node = node_of(many(1))
    assert view.command_of(node) == "vidtui import"
    node.put(Item(of("orphan_file", "x", "rm x"), is_gone=True))
    assert view.command_of(node) == "vidtui import"
    node.put(Item(of("orphan_file", "x", "vidtui import /x")))
    assert view.command_of(node) is None


async def test_the_command_of_a_node_is_shown_and_copied() -> None:
    one, _services = kept(checked(ghosts(3), before=None))
    async with one.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(one, pilot)
        assert f"Command  {PREFIX} --batch forget '" in text(one, "#detail-text")
        await pilot.press("c")
        assert one.clipboard.count(".mkv") == 3
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        said = str(one.screen.query("Toast").first().render())
        assert "Copied; it is printed again when you quit" in said
        assert "forget" not in said
        await pilot.press("right", "down", "c")
        assert one.clipboard.count(".mkv") == 1


async def test_the_command_can_be_copied_where_all_of_it_is_shown() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("down", "right", "down", "down", "enter")
        assert isinstance(one.screen, CheckDetails)
        assert "c copies the command" in text(one, "CheckDetails .window > Static")
        await pilot.press("c")
        assert one.workspace.checking.copied == [GHOST.command]


async def test_details_without_a_command_offer_no_copy() -> None:
    one, _services = kept(checked((of("link_chain", "a", hops=2),)))
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        await pilot.press("a", "down", "right", "down", "down", "enter")
        assert isinstance(one.screen, CheckDetails)
        assert "copies" not in text(one, "CheckDetails .window > Static")
        await pilot.press("c")
        assert not one.workspace.checking.copied


async def test_numbers_have_their_thousands_apart() -> None:
    one, _services = kept(checked(many(20_000), before=None))
    async with one.run_test(size=(100, 30)) as pilot:
        await ready(one, pilot)
        assert here(one).startswith("▸ 20,000 orphan files")
        assert text(one, "#detail-text").startswith("20,000 orphan files")


async def test_what_is_known_is_counted_and_problems_are_told_apart() -> None:
    one, _services = kept()
    async with one.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("x")
        assert isinstance(one.screen, Ask)
        said = " ".join(str(part.render()) for part in one.screen.query("Static"))
        assert "12 problems" in said
        assert "Worth knowing: 9" in said
        await pilot.press("2")
        await until(pilot, lambda: "12 known" in text(one, "#headline"))
        assert "new" not in text(one, "#headline")
        assert "2 ghost entries · 2 known" in drawn(one)[1]
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        told = str(one.screen.query("Toast").last().render())
        assert told == "Known from now on: 12 problems · Worth knowing: 9"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("[red", ["[red] Heat.mkv"]), ("STERED", ["Amélie remastered.mkv"]),
     ("amelie r", ["Amélie remastered.mkv"]), ("t.mkv", ["[red] Heat.mkv"]), ("oe", ["Cœur.mkv"]),
     ("] heat", ["[red] Heat.mkv"]), ("amelie.rem", ["Amélie remastered.mkv"]),
     ("heat_", ["[red] Heat.mkv"])],
)  # fmt: skip
def test_a_filter_is_meant_literally(typed: str, found: list[str]) -> None:
    names = ("Amélie remastered.mkv", "[red] Heat.mkv", "Cœur.mkv")
    tree = CheckTree((), [Item(of("orphan_file", name, size=1)) for name in names])
    tree.show_only(needle=typed)
    shown = [one.finding.path.decode() for one in tree.lines if isinstance(one, Item)]
    assert shown == found


async def test_a_filter_says_that_it_is_one() -> None:
    one, _services = kept()
    async with one.run_test(size=(80, 24)) as pilot:
        await ready(one, pilot)
        await pilot.press("slash", *"heat", "enter")
        assert not isinstance(one.focused, Input)
        assert text(one, "#filter-label") == "Filter: "
        assert one.screen.query_one("#needle", Input).value == "heat"
        await pilot.press("escape")
        assert not one.screen.query_one("#filter").display


@pytest.mark.parametrize("given", [checked(), checked((GHOST,), away=())])
async def test_the_footer_names_every_key_of_a_report(given: Any) -> None:
    one, _services = kept(given)
    async with one.run_test(size=(80, 24)) as pilot:
        await ready(one, pilot)
        keys = text(one, "Keys")
        for label in ("Check", "Verify…", "Copy command", "Known…", "JSON…", "Filter", "Quit"):
            assert label in keys
        assert one.screen.query_one("Keys").size.height <= 3
