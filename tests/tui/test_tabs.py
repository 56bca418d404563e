"""The bar of tabs: what fits where, whatever is counted."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from vidtui import i18n
from vidtui.i18n import _
from vidtui.tui.app import TABS
from vidtui.tui.tabs import TabBar, short_count

AWAITED = ("pending", "links", "check")
MANY = dict.fromkeys(AWAITED, 99_999)
PATH = "/home/ana/.local/share/vidtui/catalogue.sqlite3"


class Shown(App[None]):
    CSS = "TabBar { height: auto; }"

    def __init__(self, here: str, counts: dict[str, int], **percents: int) -> None:
        super().__init__()
        self.bar = TabBar(TABS, here, PATH, demo=False)
        self.bar.counts, self.bar.percents = counts, percents

    def compose(self) -> ComposeResult:
        yield self.bar


async def drawn(
    width: int, here: str = "home", counts: dict[str, int] | None = None, **percents: int
) -> list[str]:
    one = Shown(here, counts if counts is not None else MANY, **percents)
    async with one.run_test(size=(width, 5)) as pilot:
        await pilot.pause()
        return [
            one.bar.render_line(y).text.rstrip()  # what a terminal shows
            for y in range(one.bar.size.height)
        ]


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, "1"),
        (357, "357"),
        (999, "999"),
        (1000, "1k"),
        (3999, "3k"),
        (99_999, "99k"),
        (999_999, "999k"),
        (1_000_000, "1M"),
        (10**9, "∞"),
    ],
)
def test_a_count_is_short(count: int, shown: str) -> None:
    assert short_count(count) == shown
    assert count > 99_999 or len(shown) <= 3


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("here", [tab.mode for tab in TABS])
async def test_all_fit_80_columns_with_the_greatest_counts(language: str, here: str) -> None:
    i18n.use(language)
    (line,) = await drawn(80, here)
    assert len(line) <= 80
    for tab in TABS:
        assert _(tab.label) in line
    assert line.count("99k") == 3


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [40, 60])
async def test_where_there_is_less_room_the_current_one_and_those_that_wait_stay(
    language: str, width: int
) -> None:
    i18n.use(language)
    counts = {"pending": 3, "links": 99_999}
    names = {tab.mode: _(tab.label) for tab in TABS}
    for here in ("home", "links", "settings"):
        (line,) = await drawn(width, here, counts)
        assert len(line) <= width
        wanted = [name for mode, name in names.items() if mode in (here, "pending", "links")]
        assert [name for name in names.values() if name in line.split("  ")[0]] == wanted
        assert f"{names['pending']} 3" in line
        assert f"{names['links']} 99k" in line


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("here", [tab.mode for tab in TABS])
@pytest.mark.parametrize("counts", [{}, MANY, {"check": 7}], ids=["none", "many", "one"])
def test_more_room_never_shows_less(here: str, language: str, counts: dict[str, int]) -> None:
    i18n.use(language)
    bar = TabBar(TABS, here, PATH, demo=False)
    bar.set_reactive(TabBar.counts, counts)
    before = 0
    for width in range(13, 200):
        places = bar._places(width)
        assert here in [place.mode for place in places]
        assert places[-1].end <= width
        assert len(places) >= before
        before = len(places)
    assert before == len(TABS)


async def test_nothing_that_waits_has_no_number() -> None:
    (line,) = await drawn(80, counts={"pending": 0, "links": 0})
    assert " 0" not in line


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_job_shows_beside_the_tabs_or_below_them(language: str) -> None:
    i18n.use(language)
    (wide,) = await drawn(120, counts={}, queue=31)
    assert "31" in wide
    assert wide.endswith(".sqlite3")
    narrow = await drawn(80, queue=31, **{"import": 36})
    assert len(narrow) == 2
    assert "31" in narrow[1]
    assert "36" in narrow[1]
    assert all(len(line) <= 80 for line in narrow)


async def test_the_letter_that_leads_there_is_underlined() -> None:
    one = Shown("home", {})
    async with one.run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        underlined = [
            segment.text
            for segment in one.bar.render_line(0)
            if segment.style is not None and segment.style.underline
        ]
    assert "".join(underlined).casefold() == "hbiqdlcjs"
