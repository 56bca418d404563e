from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui import groups
from tests.tui.fakes import NOW, FakeJob, FakeServices, app, is_idle, reach, until
from tests.tui.groups import ASKING, FILMS, FINISHED, FOUND, HITS, details, many, row, wait
from vidtui.catalogue.group_details import Details, Waiting
from vidtui.errors import LockHeld, SafetyRefusal, UsageProblem, VidtuiError
from vidtui.jobs.enrich.run import EnrichOptions
from vidtui.matching import reasons
from vidtui.settings.model import Settings
from vidtui.tui.app import VidtuiApp
from vidtui.tui.list_page import Candidates
from vidtui.tui.pending.dialogs import GroupPreview, NameWork, SearchTitle
from vidtui.tui.pending.model import LATER, Heading, PendingList
from vidtui.tui.pending.screen import Pending
from vidtui.tui.widgets import VirtualList


def services(held: list[Details] = FILMS, **given: object) -> FakeServices:
    one = FakeServices()
    one.details = {one.id: one for one in held}
    one.pending = [wait(one) for one in held]
    for name, value in given.items():
        setattr(one, name, value)
    return one


def text(app_: VidtuiApp, selector: str) -> str:
    return str(app_.screen.query_one(selector).render())


def page(app_: VidtuiApp) -> Pending:
    found = app_.page
    assert isinstance(found, Pending)
    return found


def here(app_: VidtuiApp) -> str | None:
    item = page(app_).query_one("#groups", VirtualList).item
    return item.title if isinstance(item, Waiting) else None


def titles(app_: VidtuiApp) -> list[str]:
    return [one.title for one in page(app_).feed.groups.groups()]


async def ready(one: VidtuiApp, pilot: Pilot[None]) -> None:
    """Wait until the first groups and their details are there."""
    await until(pilot, lambda: isinstance(one.screen, Pending) and bool(page(one).feed.known))


def given(services_: FakeServices) -> list[tuple[int, str, str | None]]:
    return [(a.group, a.verb, a.ref.id if a.ref else None) for a in services_.answers]


async def written(one: VidtuiApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: not one.workspace.answers.outstanding)


async def test_the_file_and_the_answers_stand_side_by_side() -> None:
    one = app(services=services(), start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        assert "4 to decide · several answers fit" in text(one, "#headline")
        said = text(one, "#said")
        assert "Dune.MULTi.1080p.mkv" in said
        assert "8.4 GiB · 155 min" in said
        answers = text(one, "#candidates").splitlines()
        assert answers[0].startswith("▸1 ")
        assert answers[0].rstrip().endswith("0.84  Dune (2021)")
        assert answers[1].startswith(" 2 ")
        about = text(one, "#about")
        for part in (
            "Original title: Dune: Part One",
            "Denis Villeneuve · US · 155 min, file 155",
            "same title: Dune",
            "year 2021; the name has none",
            "Paul Atreides",
        ):
            assert part in about
        await pilot.press("right")
        assert "David Lynch" in text(one, "#about")
        await pilot.press("tab", "right")
        assert "David Lynch" in text(one, "#about")
        await pilot.press("shift+tab")
        assert "Denis Villeneuve" in text(one, "#about")
        await pilot.press("tab", "left")
        assert "Denis Villeneuve" in text(one, "#about")


async def test_a_series_shows_its_span_and_what_speaks_against_an_answer() -> None:
    one = app(services=services(), start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("down", "down")
        assert here(one) == "Kaamelott"
        assert "100 files · 25.0 GiB · S01E01 – S01E100" in text(one, "#said")
        assert "0.90!" in text(one, "#candidates")
        assert "6 seasons" in text(one, "#about")
        assert "! never taken without you" in text(one, "#about")
        await pilot.press("down")
        assert "No proposal." in text(one, "#about")
        assert "Take" not in text(one, "Keys")
        await pilot.press("enter", "1")
        assert here(one) == "Vacances 2011"


async def test_twenty_groups_are_decided_by_twenty_times_enter() -> None:
    fake = services(many(25))
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press(*["enter"] * 20)
        await written(one, pilot)
        assert given(fake) == [(100 + at, "accept", str(1000 + at)) for at in range(20)]
        assert titles(one) == [f"Film {at:02d}" for at in range(20, 25)]
        assert here(one) == "Film 20"


async def test_what_was_not_shown_yet_is_not_taken() -> None:
    class Slow(FakeServices):
        def group_details(self, *asked: object) -> dict[int, Details]:
            self._wait()
            return super().group_details(*asked)  # type: ignore[arg-type]

    fake = Slow()
    fake.details = {held.id: held for held in FILMS}
    fake.pending = [wait(held) for held in FILMS]
    fake.gate = threading.Event()
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await until(pilot, lambda: isinstance(one.page, Pending) and here(one) == "Dune")
        assert "Reading…" in text(one, "#said")
        await pilot.press("enter", "1")
        assert fake.answers == []
        fake.gate.set()
        await ready(one, pilot)
        await pilot.press("enter")
        await written(one, pilot)
        assert len(fake.answers) == 1


@pytest.mark.parametrize("key", ["2", "é", "shift+2"])
async def test_a_digit_takes_that_answer_on_every_keyboard(key: str) -> None:
    fake = services()
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("9", key)
        await written(one, pilot)
        assert given(fake) == [(1, "accept", "841")]
        assert here(one) == "The Mummy"


async def test_none_no_database_and_later() -> None:
    fake = services()
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("s")
        assert titles(one) == ["The Mummy", "Kaamelott", "Vacances 2011", "Dune"]
        assert here(one) == "The Mummy"
        await pilot.press("n", "x")
        await written(one, pilot)
        assert given(fake) == [(2, "reject", None), (3, "ignore", None)]
        await pilot.press("end")
        assert "put off" in text(one, "#headline")


async def test_a_rejected_group_waits_on_under_its_new_reason() -> None:
    class Rejecting(FakeServices):
        def answer(self, settings, answer):  # type: ignore[no-untyped-def]
            done = super().answer(settings, answer)
            held = self.details[answer.group]
            rejected = tuple(choice._replace(rejected=True) for choice in held.choices)
            self.details[held.id] = replace(held, choices=rejected, error=reasons.NONE_FITS)
            self.pending = [*self.pending, wait(self.details[held.id])]
            return done

    fake = Rejecting()
    fake.details = {held.id: held for held in FILMS}
    fake.pending = [wait(held) for held in FILMS]
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("n")
        await until(pilot, lambda: titles(one)[2:] == ["Dune", "Vacances 2011"])
        assert here(one) == "The Mummy"
        await pilot.press("down", "down")
        await until(pilot, lambda: "No proposal." in text(one, "#about"))


async def test_undo_goes_back_several_answers_and_highlights_the_group() -> None:
    fake = services()
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        assert "u Undo" not in text(one, "Keys")
        await pilot.press("1", "1", "x")
        await written(one, pilot)
        assert titles(one) == ["Vacances 2011"]
        await pilot.press("u")
        await until(pilot, lambda: here(one) == "Kaamelott")
        await pilot.press("u", "u")
        await until(pilot, lambda: len(titles(one)) == 4)
        assert here(one) == "Dune"
        assert fake.answers == []
        await until(pilot, lambda: "u Undo" not in text(one, "Keys"))


async def test_after_a_refused_undo_the_answer_before_is_taken_back() -> None:
    class Refusing(FakeServices):
        refused = 0

        def undo(self, settings: Settings) -> str | None:
            if not self.refused:
                self.refused = self.answers.pop().group
                self._before.pop()
                raise SafetyRefusal("Kaamelott has changed since")
            return super().undo(settings)

    fake = Refusing()
    fake.details = {held.id: held for held in FILMS}
    fake.pending = [wait(held) for held in FILMS]
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        first = here(one)
        await pilot.press("1", "1", "u", "u")
        await written(one, pilot)
        await until(pilot, lambda: here(one) == first)
        assert fake.answers == []
        assert not one.workspace.answers.can_undo


async def test_what_cannot_be_written_comes_back_with_one_line() -> None:
    fake = services(answer_problem=LockHeld("another vidtui is writing: [/x]"))
    fake.answer_gate = threading.Event()
    one = app(services=fake, start="pending")
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("enter", "enter")
        assert titles(one) == ["Kaamelott", "Vacances 2011"]
        assert "2 answers being written" in text(one, "#headline")
        fake.answer_gate.set()
        await until(pilot, lambda: len(titles(one)) == 4)
        assert here(one) == "Dune"
        await until(pilot, lambda: len(one.screen.query("Toast")) == 1)
        assert "another vidtui is writing: [/x]" in str(one.screen.query("Toast").first().render())
        fake.answer_problem = None
        await until(pilot, lambda: "1 " in text(one, "#candidates"))
        await pilot.press("enter")
        await written(one, pilot)
        assert given(fake) == [(1, "accept", "438631")]


async def test_quitting_waits_for_the_answers_and_twice_does_not() -> None:
    for presses in (1, 2):
        fake = services()
        fake.answer_gate = threading.Event()
        one = app(services=fake, start="pending")
        async with one.run_test() as pilot:
            await ready(one, pilot)
            await pilot.press("enter", *["q"] * presses)
            assert one.return_code == (None if presses == 1 else 0)
            fake.answer_gate.set()
            await until(pilot, lambda one=one: one.return_code == 0)  # type: ignore[misc]


async def test_an_undo_that_is_refused_says_so() -> None:
    class Refusing(FakeServices):
        def undo(self, settings: object) -> str | None:
            raise SafetyRefusal("Dune has changed since")

    fake = Refusing()
    fake.details = {held.id: held for held in FILMS}
    fake.pending = [wait(held) for held in FILMS]
    one = app(services=fake, start="pending")
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("enter", "u")
        await until(pilot, lambda: len(one.screen.query("Toast")) == 1)
        assert "changed since" in str(one.screen.query("Toast").first().render())
        assert len(titles(one)) == 3


async def test_a_title_is_searched_and_a_result_taken() -> None:
    fake = services(hits=HITS)
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("slash")
        assert isinstance(one.screen, SearchTitle)
        field = one.screen.query_one(Input)
        assert field.value == "Dune"
        await pilot.press(*" 84", "enter")
        await until(pilot, lambda: one.focused is not field)
        assert ("search", "film", "Dune 84") in fake.calls
        assert "Paul Atreides" in text(one, "#detail-text")
        await pilot.press("down")
        assert "In the far future" in text(one, "#detail-text")
        await pilot.press("enter")
        await written(one, pilot)
        assert fake.answers[0].work == HITS[1]
        assert here(one) == "The Mummy"


async def test_a_search_may_find_nothing_or_fail_and_can_be_left() -> None:
    fake = services()
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("slash", "enter")
        await until(pilot, lambda: "knows nothing" in text(one, "#asking"))
        fake.hits = VidtuiError("TMDB [/x] is away")
        await pilot.press("enter")
        await until(pilot, lambda: "✗ TMDB [/x] is away" in text(one, "#asking"))
        await pilot.press("escape")
        assert isinstance(one.screen, Pending)
        assert fake.answers == []


async def test_an_id_is_looked_up_shown_and_taken() -> None:
    fake = services(found=UsageProblem("x is no id"))
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("i", "enter", "x", "enter")
        assert isinstance(one.screen, NameWork)
        await until(pilot, lambda: "✗ x is no id" in text(one, "#asking"))
        fake.found = FOUND
        await pilot.press("enter")
        await until(pilot, lambda: "Enter takes it" in text(one, "#asking"))
        assert "Matrix (1999)" in text(one, "#found")
        assert "The Matrix" in text(one, "#found")
        await pilot.press("y")  # another id: what was found is forgotten
        assert text(one, "#found") == ""
        await pilot.press("enter")
        await until(pilot, lambda: "Enter takes it" in text(one, "#asking"))
        await pilot.press("enter")
        await written(one, pilot)
        assert fake.answers[0].work == FOUND
        assert fake.answers[0].group == 1
        assert [call[2] for call in fake.calls] == ["x", "x", "xy"]


async def test_a_whole_reason_is_previewed_and_accepted() -> None:
    held = many(3)
    vetoed = details(
        7,
        "Other",
        2000,
        groups.choice(70, "Other", 1990, 0.5, wanted=2000),
        error=reasons.SEVERAL,
    )
    fake = services([*held, vetoed, FILMS[3]])
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("a")
        assert isinstance(one.screen, GroupPreview)
        await until(pilot, lambda: "3 are accepted, 1 stays" in text(one, "#sum"))
        shown = one.screen.query_one(VirtualList)
        seen = [shown.render_line(y).text for y in range(4)]
        assert "✓ Film 00 (2000)" in seen[0]
        assert "→ Film 00 (2000)" in seen[0]
        assert "0.80" in seen[0]
        assert "– Other (2000)" in seen[3]
        await pilot.press("escape")
        assert fake.answers == []
        await pilot.press("a")
        await until(pilot, lambda: "3 are accepted" in text(one, "#sum"))
        await pilot.press("enter")
        await written(one, pilot)
        assert [answer.group for answer in fake.answers] == [100, 101, 102]
        assert titles(one) == ["Other", "Vacances 2011"]
        await pilot.press("u", "u", "u")
        await until(pilot, lambda: len(titles(one)) == 5)


async def test_what_two_answers_fit_alike_is_not_accepted_with_the_others() -> None:
    tied = details(
        7,
        "Twins",
        1988,
        groups.choice(70, "Twins", 1988, 0.85, wanted=1988),
        groups.choice(71, "Twins", 1988, 0.80, wanted=1988),
        error=reasons.SEVERAL,
    )
    fake = services([*many(2), tied])
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("a")
        await until(pilot, lambda: "2 are accepted, 1 stays" in text(one, "#sum"))
        await pilot.press("enter")
        await written(one, pilot)
        assert titles(one) == ["Twins"]


async def test_details_of_accepted_works_are_fetched_by_themselves() -> None:
    asking = FakeJob([FINISHED])
    fake = services(state_after="queued")
    one = app(asking=asking, services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: len(asking.started) == 1)
        assert asking.started[0][1] == EnrichOptions(only=(1,))
        assert isinstance(one.screen, Pending)


async def test_without_a_token_answers_count_all_the_same() -> None:
    asking = FakeJob([FINISHED])
    fake = services(state_after="queued", no_token="no token")
    one = app(asking=asking, services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: one.workspace.enriching.token_problem == "no token")
        assert asking.started == []
        assert len(fake.answers) == 1


async def test_a_full_run_fetches_what_was_decided_while_it_ran() -> None:
    gate = threading.Event()
    asking = FakeJob([*ASKING, gate, FINISHED])
    fake = services(state_after="queued")
    one = app(asking=asking, services=fake, start="pending", enrich_options=EnrichOptions())
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await reach(pilot, asking)
        await pilot.press("enter")
        await written(one, pilot)
        gate.set()
        await until(
            pilot,
            lambda: is_idle(one.workspace.enrichment),
        )
        await pilot.pause(0.01)
        assert len(asking.started) == 1


async def test_what_comes_to_wait_shows_by_itself_and_the_cursor_stays() -> None:
    fake = services()
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.press("down")
        new = details(50, "Alien", 1979, error=reasons.SEVERAL)
        fake.details[50] = new
        fake.pending = [*fake.pending, wait(new)]
        fake.rows = [row(50, "Alien", 1979, "pending", changed=NOW, error=reasons.SEVERAL)]
        page(one).feed.poll()
        await until(pilot, lambda: len(titles(one)) == 5)
        assert here(one) == "The Mummy"
        assert titles(one)[0] == "Alien"


async def test_nothing_waits() -> None:
    one = app(services=services([]), start="pending")
    async with one.run_test() as pilot:
        await until(pilot, lambda: one.screen.query_one("#empty").display)
        assert "Nothing waits for you." in text(one, "#empty")
        await pilot.press("enter", "n", "x", "s", "u", "a", "slash", "1")
        assert isinstance(one.screen, Pending)


async def test_an_unknown_kind_says_of_each_answer_what_it_is() -> None:
    held = details(
        9,
        "Fargo",
        None,
        groups.choice(275, "Fargo", 1996, 0.8),
        groups.choice(60622, "Fargo", 2014, 0.8, kind="series"),
        kind="unknown",
        error=reasons.UNKNOWN_KIND,
    )
    one = app(services=services([held]), start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        answers = text(one, "#candidates")
        assert "film: Fargo (1996)" in answers
        assert "TV: Fargo (2014)" in answers


async def test_the_mouse_highlights_and_takes() -> None:
    fake = services()
    one = app(services=fake, start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        await pilot.click(Candidates, offset=(4, 1))
        assert "David Lynch" in text(one, "#about")
        await pilot.click("#groups", offset=(5, 1))  # a heading: nothing happens
        assert here(one) == "Dune"
        await pilot.click(Candidates, offset=(4, 1), times=2)
        await written(one, pilot)
        assert given(fake) == [(1, "accept", "841")]


async def test_french_comes_without_losing_the_groups() -> None:
    one = app(services=services(), start="pending")
    async with one.run_test() as pilot:
        await ready(one, pilot)
        one.set_language("fr")
        await until(pilot, lambda: "Quitter" in text(one, "Keys"))
        assert len(titles(one)) == 4
        assert "Dune.MULTi" in text(one, "#said")


def test_reasons_come_in_their_order_and_those_put_off_last() -> None:
    waiting = PendingList()
    assert waiting.load(map(wait, reversed(FILMS)))
    assert not waiting.load(map(wait, FILMS))
    assert [one.reason for one in waiting.lines if isinstance(one, Heading)] == [
        reasons.SEVERAL,
        reasons.UNSURE,
        reasons.NOTHING_FOUND,
    ]
    waiting.put_off(3)
    waiting.put_off(1)
    assert [one.id for one in waiting.of_reason(LATER)] == [3, 1]
    waiting.put_off(3)
    assert [one.id for one in waiting.of_reason(LATER)] == [1, 3]
    waiting.remove([1])
    assert len(waiting) == 3
    assert waiting.place(2) == 1
    assert waiting.place(1, 5) == 5
