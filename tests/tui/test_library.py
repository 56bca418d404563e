"""The Library screen over a catalogue that is there: asking, unfolding, answering, playing."""

from __future__ import annotations

import io
import json
import os
import select
import termios
import threading
from array import array
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.library.shelf import build
from tests.tui.fakes import app, settings, until
from vidtui import i18n
from vidtui.catalogue import models
from vidtui.jobs.play import Played
from vidtui.library.browsing import EpisodeLine, Heading, SeasonLine, Unfolded, WorkRow
from vidtui.library.index import Index
from vidtui.tui import pictures
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask, Tell, TextDialog
from vidtui.tui.library import view
from vidtui.tui.library.marked import MarkedPreview
from vidtui.tui.library.model import EpisodeItem, Folds, Lines, SeasonItem, WorkItem
from vidtui.tui.library.reading import Poster, Shelf
from vidtui.tui.library.screen import Library
from vidtui.tui.library.view import Known
from vidtui.tui.pickers import WriteFile
from vidtui.tui.services import Services
from vidtui.tui.widgets import ColumnHeader, VirtualList, WrappedText

LARGE = (120, 40)


class Playing(Services):
    """Plays nothing, and says what it would have."""

    def __init__(self, why: str = "") -> None:
        self.why, self.played = why, [b""]

    def today(self) -> str:
        return "2026-11-30"

    def play(self, _settings: Any, path: bytes) -> Played:
        self.played.append(path)
        return Played(path, self.why)


def opened(folder: Path, services: Services | None = None, **more: Any) -> VidtuiApp:
    if not (folder / "catalogue.sqlite3").exists():
        build(folder)
    given = settings(data=folder, config=folder / "config.toml", **more)
    return app(settings=given, services=services or Playing(), start="library")


async def page_of(one: VidtuiApp, pilot: Pilot[Any]) -> Library:
    """Return the page once the works and the details of the first are there."""
    await until(pilot, lambda: isinstance(one.screen, Library))
    page = one.screen
    assert isinstance(page, Library)
    await until(pilot, lambda: page.feed.shelf is not None and page.feed.about is not None)
    return page


def titles(page: Library) -> list[str]:
    return [one.title for one in page.feed.lines if isinstance(one, WorkItem)]


def text_of(page: Library, selector: str = "#detail-text") -> str:
    if selector == "#detail-text":
        return str(page.query_one(selector, WrappedText).render())
    return str(page.query_one(selector, Static).render())


def shown(page: Library) -> list[str]:
    listed = page.query_one(VirtualList)
    return [listed.render_line(y).text.rstrip() for y in range(len(page.feed.lines))]


async def test_a_query_is_typed_and_what_is_wrong_stands_in_one_line(tmp_path: Path) -> None:
    one = opened(tmp_path)
    async with one.run_test(size=LARGE) as pilot:
        page = await page_of(one, pilot)
        everything = titles(page)
        assert len(everything) == 6
        await pilot.press("slash", *"year:19")
        await until(pilot, lambda: page.feed.query_problem != "" or len(titles(page)) < 6)
        assert "year:1990..1999" not in text_of(page, "#notice")
        await pilot.press(*"79")
        await until(pilot, lambda: titles(page) == ["Alien, le huitième passager"])
        await pilot.press(*" yaer:3")
        await until(pilot, lambda: "did you mean year?" in text_of(page, "#notice"))
        assert "\n" not in text_of(page, "#notice")
        assert titles(page) == []  # of what could be asked last: year:1979 yaer
        await pilot.press("escape")
        await until(pilot, lambda: titles(page) == everything)
        await pilot.press("slash", *"is:su", "tab")
        assert one.screen.query_one(Input).value == "is:suspect"
        await until(pilot, lambda: titles(page) == ["Œuvre: l'été"])
        await pilot.press("down")
        assert page.listed.has_focus
        await pilot.press("slash", "end", *" genre:")
        await until(pilot, lambda: "a genre" in text_of(page, "#notice"))
        await pilot.press("tab")
        assert one.screen.query_one(Input).value == "is:suspect genre:"


class Slow(Playing):
    """Has no index until it may read one."""

    def __init__(self) -> None:
        super().__init__()
        self.may_read = threading.Event()

    def library_shelf(self, *given: Any, **more: Any) -> Shelf | None:
        self.may_read.wait()
        return super().library_shelf(*given, **more)


async def test_what_comes_first_is_no_answer_to_a_query(tmp_path: Path) -> None:
    services = Slow()
    one = opened(tmp_path, services)
    async with one.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: isinstance(one.screen, Library))
        page = one.screen
        assert isinstance(page, Library)
        await until(pilot, lambda: len(titles(page)) == 5)  # a file in no group is the index's
        await pilot.press("slash", *"alien")
        await until(pilot, lambda: not titles(page))
        assert "Reading…" in page.query_one(ColumnHeader).render_line(0).text
        services.may_read.set()
        await until(pilot, lambda: titles(page) == ["Alien, le huitième passager"])


async def test_views_and_orders(tmp_path: Path) -> None:
    one = opened(tmp_path)
    async with one.run_test(size=LARGE) as pilot:
        page = await page_of(one, pilot)
        everything = titles(page)
        await pilot.press("comma")
        await until(pilot, lambda: titles(page) != everything)
        assert titles(page)[0] == "The Show"  # 2008
        assert "by year" in text_of(page, "#status")
        await pilot.press("f", "f")
        await until(pilot, lambda: titles(page) == ["The Show"])
        await pilot.press("f")
        await until(pilot, lambda: titles(page) == ["Œuvre: l'été"])
        assert "[suspects]" in text_of(page, "#filters")
        await pilot.press("f")
        await until(pilot, lambda: "The Show" in titles(page) and len(titles(page)) == 5)


async def test_a_series_unfolds_and_folds(tmp_path: Path) -> None:
    one = opened(tmp_path)
    with one.workspace.services._open(one.workspace.settings).session():
        season = models.Season.create(series=1, number=1)
        models.Episode.create(season=season, number=1, title="Pilot", air_date="2008-01-01")
        models.Episode.create(season=season, number=9, title="[b]Last", air_date="2008-03-01")
        models.FileEpisode.update(episode=1).where(models.FileEpisode.number == 1).execute()
    async with one.run_test(size=LARGE) as pilot:
        page = await page_of(one, pilot)
        page.listed.cursor = titles(page).index("The Show")
        await until(pilot, lambda: page.can_unfold)
        await pilot.press("l")
        await until(pilot, lambda: len(page.feed.lines) == 8)
        assert any("Season 1" in line and "2 of 2" in line for line in shown(page)) is False
        await pilot.press("down", "right")
        await until(pilot, lambda: len(page.feed.lines) == 11)
        lines = shown(page)
        assert any("✓ S01E01  Pilot" in line for line in lines)
        assert any("✗ S01E09  [b]Last" in line and "missing" in line for line in lines)
        await pilot.press("down", "down")
        await until(pilot, lambda: "S01E02" in text_of(page))
        assert "not in TMDB" in text_of(page)
        assert "S01E01E02.mkv" in text_of(page)
        await pilot.press("h")
        assert isinstance(page.item, SeasonItem)
        await pilot.press("h", "h", "h")
        await until(pilot, lambda: len(page.feed.lines) == 6)
        assert isinstance(page.item, WorkItem)
        await pilot.press("shift+up")
        await until(pilot, lambda: "The Show" not in text_of(page))


async def test_a_suspect_is_confirmed_and_taken_back(tmp_path: Path) -> None:
    one = opened(tmp_path)
    async with one.run_test(size=LARGE, notifications=True) as pilot:
        page = await page_of(one, pilot)
        await pilot.press("f", "f", "f")
        await until(pilot, lambda: titles(page) == ["Œuvre: l'été"])
        await until(pilot, lambda: page.row is not None)
        await until(pilot, lambda: "speaks against" in text_of(page))
        await pilot.press("y")
        await until(pilot, lambda: titles(page) == [])
        assert "None of these: f shows others." in str(page.query_one("ColumnHeader").render())
        await pilot.press("u")
        await until(pilot, lambda: titles(page) == ["Œuvre: l'été"])
        await until(pilot, lambda: page.row is not None and bool(page.row.automatic))
        await until(pilot, lambda: "you confirmed the answer · taken back" in text_of(page))
        await pilot.press("x")
        await until(pilot, lambda: titles(page) == [])
        await pilot.press("f", "f")
        await until(pilot, lambda: len(titles(page)) == 6)
        await until(pilot, lambda: any(line.startswith(" " * 3 + "? ") for line in shown(page)))


async def test_marked_ones_are_listed_before_anything_becomes_of_them(tmp_path: Path) -> None:
    one = opened(tmp_path)
    async with one.run_test(size=LARGE) as pilot:
        page = await page_of(one, pilot)
        await until(pilot, lambda: page.row is not None)
        await pilot.press(*["space"] * 6)
        assert len(page.feed.marks) == 6
        await pilot.press("slash", *"alien", "enter")
        await until(pilot, lambda: len(titles(page)) == 1)
        assert "6 marked, 5 of them not in sight" in text_of(page, "#status")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("escape", "y")
        await until(pilot, lambda: isinstance(one.screen, MarkedPreview))
        preview = one.screen
        await until(pilot, lambda: "1 is changed" in str(preview.query_one("#sum").render()))
        await pilot.press("enter")
        await until(pilot, lambda: len(page.feed.marks) == 5)
        await until(pilot, lambda: not one.workspace.answers.outstanding)
        await pilot.press("escape")
        await until(pilot, lambda: len(titles(page)) == 6)
        await pilot.press("y")
        await until(pilot, lambda: isinstance(one.screen, MarkedPreview))
        summary = "2 are changed, 3 stay"
        await until(pilot, lambda: summary in str(one.screen.query_one("#sum").render()))
        await pilot.press("escape")
        assert len(page.feed.marks) == 5


async def test_acts_on_a_row_play_copy_and_write(tmp_path: Path) -> None:
    services = Playing()
    one = opened(tmp_path, services)
    async with one.run_test(size=LARGE, notifications=True) as pilot:
        page = await page_of(one, pilot)
        page.listed.cursor = titles(page).index("Œuvre: l'été")
        await pilot.press("o")  # before its details are there
        await until(pilot, lambda: len(services.played) == 2)
        assert services.played[-1] == b"/nas/Films/\xc5\x93uvre/\xc5\x92uvre.avi"
        services.why = "this is a container"
        await pilot.press("o")
        await until(pilot, lambda: isinstance(one.screen, Tell))
        await pilot.press("escape", "c")
        await until(pilot, lambda: one.clipboard == "/nas/Films/œuvre/Œuvre.avi")
        page.listed.cursor = titles(page).index("Alien, le huitième passager")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("3")
        await until(pilot, lambda: len(services.played) == 4)
        assert services.played[-1].endswith(b" - DC.mkv") or b"2160p" in services.played[-1]
        await until(pilot, lambda: isinstance(one.screen, Tell))
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(one.screen, TextDialog))
        assert "Ridley Scott" in str(one.screen.query_one(WrappedText).render())
        await pilot.press("escape", "w")
        await until(pilot, lambda: isinstance(one.screen, WriteFile))
        one.screen.query_one(Input).value = str(tmp_path / "list.csv")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Library))
        lines = (tmp_path / "list.csv").read_text("utf-8").splitlines()
        assert lines[0].startswith("title,")
        assert len(lines) == 1 + 9  # the trailer aside


async def test_hostile_names_show_as_what_they_are(tmp_path: Path) -> None:
    i18n.use("fr")
    one = opened(tmp_path, language="fr")
    with one.workspace.services._open(one.workspace.settings).session():
        bad = "[red]\x1b[31m\u202e[/x] [b +"
        models.Movie.update(title=bad, original_title=bad + "!").execute()
        models.MediaFile.update(edition=bad).execute()
    async with one.run_test(size=(80, 24)) as pilot:
        page = await page_of(one, pilot)
        for _number in range(4):
            await pilot.press("down")
            await until(pilot, lambda: page.feed.about_of == page.item)
            await until(pilot, lambda: page.feed.about is not None)
        texts = "\n".join(shown(page)) + text_of(page)
        assert "[red]\\x1b[31m\\u202e" in texts
        assert "\x1b" not in texts
        assert "\u202e" not in texts


async def test_what_another_process_writes_is_seen(tmp_path: Path) -> None:
    one = opened(tmp_path)
    async with one.run_test(size=LARGE) as pilot:
        page = await page_of(one, pilot)
        catalogue = one.workspace.services._open(one.workspace.settings)
        with catalogue.session():
            models.Movie.update(title="Zorro").where(models.Movie.title == "Écrit").execute()
        os.utime(tmp_path / "catalogue.sqlite3")
        page._looked = 0.0
        page._poll()
        await until(pilot, lambda: "Zorro" in titles(page))


def test_columns_that_are_empty_for_all_give_up_their_room() -> None:
    row = WorkRow(("film", 1), lines=1080, languages=["fr"], size=5)
    plain = replace(row, lines=None, languages=[])
    nothing = Known(picture=False, sound=False)
    assert nothing.or_of([plain]) == nothing
    assert nothing.or_of([plain, row]) == Known()
    item = WorkItem(row.key, "A" * 300, 1979)
    for width in (80, 120, 200):
        drawn = {}
        for known in (Known(), Known(picture=False), nothing):
            text = view.line(item, row, width, marked=False, unfolded=False, known=known).plain
            assert cell_len(text) == cell_len(view.heading(width, known)) == width
            drawn[known] = text.count("A")
        assert drawn[Known()] + view.PICTURE + 1 == drawn[Known(picture=False)]
        assert drawn[Known(picture=False)] + view.SOUND < drawn[nothing]


def test_looking_is_no_writing(tmp_path: Path) -> None:
    build(tmp_path)
    services, given = Playing(), settings(data=tmp_path)
    before = services.library_stamp(given)
    with services._open(given).session():
        assert services.library_stamp(given) == before
        models.Movie.update(title="Zorro").where(models.Movie.id == 1).execute()
        assert services.library_stamp(given) != before


def test_lines_are_those_of_a_plain_list(tmp_path: Path) -> None:
    catalogue, _known = build(tmp_path)
    index = Index(catalogue)
    places = array("I", (4, 0, 3, 1))
    keys = [index.keys[place] for place in places]
    episodes = tuple(
        EpisodeLine(1, number, None, None, (number,), "owned") for number in range(1, 4)
    )
    folds = Folds()
    for key in (keys[2], keys[0], index.keys[5]):  # the last one is not in sight
        folds.unfold(key, Unfolded((SeasonLine(1, None, 3, 3, episodes),)))
    folds.turn(SeasonItem(keys[0], SeasonLine(1, None, 3, 3, episodes)), is_open=False)
    lines = Lines((), index, places, folds.items())
    below = {
        keys[0]: [SeasonItem],
        keys[2]: [SeasonItem, EpisodeItem, EpisodeItem, EpisodeItem],
    }
    plain = [(key, kind) for key in keys for kind in (WorkItem, *below.get(key, ()))]
    assert [(one.key, type(one)) for one in lines] == plain
    assert [lines.line_of(key) for key in keys] == [0, 2, 3, 8]
    assert lines.line_of(index.keys[5]) is None
    assert lines[-1] == lines[8]
    assert lines[2:4] == [lines[2], lines[3]]
    with pytest.raises(IndexError):
        lines[9]
    first = Lines([Heading(keys[1], "x", None)], None, array("I"), {})
    assert [first.line_of(key) for key in keys[:2]] == [None, 0]


def is_told(one: VidtuiApp, text: str) -> bool:
    return any(text in str(part.render()) for part in one.screen.query("Static"))


class WithPosters(Playing):
    """Has a poster of every path, of one colour."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def library_poster(self, _settings: Any, path: str) -> Poster:
        self.asked.append(path)
        return Poster(path, Image.new("RGB", (20, 30), "red"))


@pytest.mark.filterwarnings("ignore:Image.Image.getdata")
async def test_posters_are_asked_for_once_a_person_has_agreed(tmp_path: Path) -> None:
    services = WithPosters()
    one = opened(tmp_path, services)
    with one.workspace.services._open(one.workspace.settings).session():
        for row in models.Movie.select():
            details = json.loads(row.details) | {"poster_path": f"/p{row.id}.jpg"}
            row.details = json.dumps(details | {"adult": row.title == "Écrit"})
            row.save()
    async with one.run_test(size=LARGE, notifications=True) as pilot:
        page = await page_of(one, pilot)
        page.listed.cursor = titles(page).index("Alien, le huitième passager")
        await until(pilot, lambda: "Ridley Scott" in text_of(page))
        assert services.asked == []
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(one.screen, Ask))
        page.act("posters")
        await until(pilot, lambda: is_told(one, "Show posters?"))
        pictures.ask_terminal(replace(one.workspace.settings, posters_show="on"))
        await pilot.press("3")
        await until(pilot, lambda: one.workspace.settings.posters_show == "on")
        await pilot.press("escape")
        await until(pilot, lambda: bool(page.query_one("#poster").display))
        assert "/p1.jpg" in services.asked
        assert 'show = "on"' in (tmp_path / "config.toml").read_text("utf-8")
        page.listed.cursor = titles(page).index("Écrit")
        await until(pilot, lambda: not page.query_one("#poster").display)
        assert "/p3.jpg" not in services.asked  # for adults


def test_a_terminal_that_answers_late_types_nothing() -> None:
    ours, its = os.openpty()

    def answer() -> None:
        said = b""
        while b"\x1b[6n" not in said:
            said += os.read(ours, 100)
        os.write(ours, b"\x1b[?62;4;22c")
        os.write(ours, b"\x1b_Gi=1;OK\x1b\\\x1b[3;1R")

    terminal = threading.Thread(target=answer)
    terminal.start()
    before = termios.tcgetattr(its)
    pictures.hear_out(its, its, 60)
    terminal.join()
    assert not select.select([its], [], [], 0)[0]
    assert termios.tcgetattr(its) == before
    pictures.hear_out(its, its, 0.01)  # one that says nothing is not waited for
    os.close(ours)
    os.close(its)


@pytest.mark.parametrize(
    ("env", "kind"),
    [
        ({"TERM": "xterm-kitty"}, "Image"),
        ({"TERM": "xterm-256color", "TMUX": "/tmp/tmux,1,0"}, "HalfcellImage"),
        ({"TERM": "screen.xterm-256color"}, "HalfcellImage"),
        ({}, "Image"),
    ],
)
def test_a_terminal_within_another_gets_half_blocks(env: dict[str, str], kind: str) -> None:
    assert pictures.kind_of(env) == kind
    assert hasattr(pictures._widgets(), kind)


def test_a_picture_that_is_none_is_not_decoded() -> None:
    made = io.BytesIO()
    Image.new("RGB", (300, 450), "blue").save(made, "PNG")
    assert pictures.decoded(made.getvalue()).size == (300, 450)
    assert pictures.decoded(made.getvalue()[:60]) is None
    assert pictures.decoded(b"\xff\xd8\xff nothing") is None
    large = io.BytesIO()
    Image.new("1", (4000, 4000)).save(large, "PNG")
    assert pictures.decoded(large.getvalue()) is None
    gif = io.BytesIO()
    Image.new("P", (3, 3)).save(gif, "GIF")
    assert pictures.decoded(gif.getvalue()) is None
