"""All files of a film or series can be seen, and groups that are one work stand together."""

from __future__ import annotations

from dataclasses import replace

from tests.tui import groups
from tests.tui.fakes import FakeServices, app, until
from tests.tui.groups import GIB, row
from vidtui.catalogue.group_details import HeldEpisode, HeldFile
from vidtui.tui.app import VidtuiApp
from vidtui.tui.group_files import GroupFiles
from vidtui.tui.queue.model import QueueList, sortable
from vidtui.tui.widgets import VirtualList

TITLES = {1: "Heat \x1b[31m", 2: None, 3: "Les Tartes aux myrtilles"}


def text(app_: VidtuiApp, selector: str) -> str:
    return str(app_.screen.query_one(selector).render())


def lines(app_: VidtuiApp, selector: str) -> list[str]:
    one = app_.screen.query_one(selector, VirtualList)
    return [" ".join(one.render_line(y).text.split()) for y in range(one.size.height)]


def held(name: str, *numbers: int, missing: bool = False) -> HeldFile:
    named = tuple(HeldEpisode(1, at, None, at in TITLES, TITLES.get(at)) for at in numbers)
    return HeldFile(f"/volume1/Séries/{name}".encode(), GIB, missing, named)


def services() -> FakeServices:
    one = FakeServices()
    files = (held("x03.mkv", 3, 99), held("x02.mkv", 2), held("x01.mkv", 1), held("b.mkv"))
    first = replace(groups.ROW_DETAILS[2], files=files)
    second = replace(first, id=17, title="Camelot", files=(held("c01.mkv", 1, missing=True),))
    one.details = {held.id: held for held in (*groups.ROW_DETAILS, *groups.FILMS, first, second)}
    same = {"answer": "Kaamelott", "answer_year": 2005, "kind": "series"}
    one.rows = [
        one_row._replace(series=5) if one_row.id == 14 else one_row for one_row in groups.ROWS
    ]
    one.rows.append(row(17, "Camelot", None, "enriched", **same)._replace(series=5))  # type: ignore[arg-type]
    one.pending = [groups.wait(held) for held in groups.FILMS]
    return one


async def test_a_series_lists_its_episodes_with_their_titles_and_its_other_groups() -> None:
    one = app(services=services(), start="queue")
    async with one.run_test(size=(80, 24)) as pilot:
        listed = one.screen.query_one("#list", VirtualList)
        await until(pilot, lambda: len(listed.items) == 9)
        seen = lines(one, "#list")
        at = next(at for at, line in enumerate(seen) if "Camelot" in line)
        assert "└ Kaamelott (2005)" in seen[at + 1]
        assert seen[at + 1].endswith("the same")
        listed.cursor = at + 1
        await until(pilot, lambda: "Kaamelott" in text(one, "#detail-text"))
        await pilot.press("d")
        await until(pilot, lambda: "files" in text(one, "#sum"))
        assert text(one, "#sum") == "5 files · 5.0 GiB · 1 missing"
        assert lines(one, "#files")[:7] == [
            "Camelot · 1 file",
            "S01E01 Heat \\x1b[31m c01.mkv missing",
            "Kaamelott (2005) · 4 files",
            "S01E01 Heat \\x1b[31m x01.mkv 1.0 GiB",
            "S01E02 x02.mkv 1.0 GiB",
            "S01E03 Les Tartes aux myrtilles, S01E99 x03.mkv 1.0 GiB",
            "b.mkv 1.0 GiB",
        ]
        assert "/volume1/Séries/c01.mkv" in text(one, "#member-text")
        await pilot.press("down", "down", "down")
        assert "S01E99" in text(one, "#member-text")
        assert "not known to TMDB" in text(one, "#member-text")


async def test_what_waits_lists_its_files_too_all_of_them() -> None:
    one = app(services=services(), start="pending")
    async with one.run_test(size=(80, 24)) as pilot:
        listed = one.screen.query_one("#groups", VirtualList)
        await until(pilot, lambda: bool(listed.items))
        await pilot.press("down", "down")
        await until(pilot, lambda: "d lists all of them" in text(one, "#said"))
        await pilot.press("d")
        assert isinstance(one.screen, GroupFiles)
        await until(pilot, lambda: "100 files" in text(one, "#sum"))
        await pilot.press("end")
        assert "Saison 1/Kaamelott S01E100.mkv" in text(one, "#member-text")


def test_groups_of_one_work_stay_together_whatever_is_shown_of_them() -> None:
    rows = [
        row(1, "Zorro", 1957, "enriched")._replace(series=7),
        row(2, "Alien", 1979, "enriched")._replace(movie=7),
        row(3, "Le Zorro", None, "enriched")._replace(series=7),
        row(4, "Monk", None),
    ]
    listed = QueueList()
    listed.load(sortable(rows), whole=True)
    assert [one.id for one in listed.visible] == [2, 3, 1, 4]
    assert listed.joined == {1}
    assert [one.id for one in listed.same_work(rows[0])] == [3, 1]
    assert listed.same_work(rows[1]) == [rows[1]]
    listed.show_only(needle="1957")
    listed.show_only(needle="zorro")
    assert ([one.id for one in listed.visible], listed.joined) == ([3, 1], {1})
    listed.show_only(needle="le zorro")
    assert ([one.id for one in listed.visible], listed.joined) == ([3], frozenset())
    listed.show_only(needle="")
    listed.load(sortable([rows[0]._replace(state="pending", series=None)]), whole=False)
    assert ([one.id for one in listed.visible], listed.joined) == ([2, 3, 4, 1], frozenset())
