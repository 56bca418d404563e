"""What goes with a video has no row of its own: its video's names it, and decides about it."""

from __future__ import annotations

from dataclasses import replace

from tests.tui.broken_links import ALIEN, HEAT, found, link, proposal
from tests.tui.fakes import FakeServices
from tests.tui.test_links import ready, review, shown, text, written
from vidtui.jobs.links.model import BrokenLink, Companion
from vidtui.tui.links.beside import MOST

STEM = "Films/A/Alien (1979)/Alien (1979)"
NEW = "Films/Alien, le huitième passager (1979)/Alien (1979) 1080p"


def companion(suffix: str) -> Companion:
    file = proposal(f"c{suffix}", NEW + suffix, "same-name", size=0.0001)
    return Companion(link(STEM + suffix, STEM + suffix, file), (("a1", file.id),))


def led(count: int = 2) -> BrokenLink:
    suffixes = (".fr.srt", ".nfo", *(f".{n}.srt" for n in range(count - 2)))
    return replace(ALIEN, companions=tuple(map(companion, suffixes)))


async def test_one_row_names_what_goes_with_it_and_one_key_decides() -> None:
    one, services = review(found([led(), HEAT], groups=()))
    async with one.run_test(size=(120, 40)) as pilot:
        await ready(one, pilot)
        rows = shown(one)
        assert sum("Alien" in row for row in rows) == 1
        assert "Alien (1979).mkv" in rows[1]
        assert " +2 " in rows[1]
        said = text(one, "#said")
        assert "With it" in said
        assert "Alien (1979).fr.srt → Alien (1979) 1080p.fr.srt" in said
        assert "Alien (1979).nfo → Alien (1979) 1080p.nfo" in said
        await pilot.press("right")  # the other proposal, with which nothing goes
        assert "Alien (1979).nfo: nothing there goes with it" in text(one, "#said")
        await pilot.press("left", "enter")
        await written(one, pilot)
        (decision,) = services.decided
        assert len(decision.companions) == 2


async def test_many_are_cut_and_all_are_in_the_window() -> None:
    one, _services = review(found([led(8)], groups=()), FakeServices())
    async with one.run_test(size=(80, 24)) as pilot:
        await ready(one, pilot)
        said = text(one, "#said")
        assert said.count(".srt →") + said.count(".nfo →") == MOST
        assert "4 more" in said
        await pilot.press("d")
        assert text(one, "#text").count(".srt →") == 7
