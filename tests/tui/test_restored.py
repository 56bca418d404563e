"""A copy is restored by another process while the app is open."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.support.library import Library
from tests.support.running import run
from tests.tui.fakes import has_ended, until
from vidtui.catalogue import backups
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs.base import CancelToken
from vidtui.jobs.check.run import CheckOptions
from vidtui.jobs.decide import Answer
from vidtui.jobs.import_.run import ImportOptions
from vidtui.settings.model import Settings
from vidtui.tui.app import VidtuiApp
from vidtui.tui.job_runner import Factories
from vidtui.tui.start import Opening
from vidtui.tui.threads import in_background

LINE = "The catalogue was restored meanwhile: everything is loaded anew."


@pytest.fixture
def restored(library: Library) -> Library:
    """A library whose only copy holds three films; the catalogue holds two others besides."""
    library.films(3)
    library.link("broken", "nothing")
    library.import_()
    backups.backup(library.database)
    library.films(2, first=10)
    library.import_()
    return library


def restore(library: Library) -> None:
    done = run("--batch", "db", "restore", library=library)
    assert done.code == 0, done


def app(library: Library, start: str = "home", **options: object) -> VidtuiApp:
    return VidtuiApp(library.settings(), Opening(start), frame_s=0, **options)  # type: ignore[arg-type]


def look(one: VidtuiApp) -> None:
    """Let the app ask its catalogue something, as any page does."""
    work = partial(one.workspace.services.totals, one.workspace.settings)
    in_background(one, work, lambda totals: None, one.workspace.complain)


def said(one: VidtuiApp) -> list[str]:
    return [notification.message for notification in one._notifications]


def text(one: VidtuiApp, selector: str) -> str:
    return str(one.screen.query_one(selector).render())


async def test_an_answer_from_before_is_not_written(restored: Library) -> None:
    one = app(restored, "pending")
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: one.workspace.services.generation is not None)
        answer = Answer(1, "ignore")
        one.workspace.answers.give(one.workspace.settings, answer)
        await until(pilot, lambda: not one.workspace.answers.outstanding)
        assert restored.query("SELECT state FROM media_group WHERE id = 1")[0][0] == "ignored"
        restore(restored)
        answers = one.workspace.answers
        answers.give(one.workspace.settings, Answer(2, "ignore"))
        await until(pilot, lambda: said(one) == [LINE])
        await until(pilot, lambda: not answers.outstanding)
        assert {row[0] for row in restored.query("SELECT state FROM media_group")} == {"queued"}
        assert restored.query("SELECT count(*) FROM action")[0][0] == 0
        assert not one.workspace.answers.can_undo
        one.workspace.answers.give(one.workspace.settings, Answer(2, "ignore"))
        await until(pilot, lambda: not one.workspace.answers.outstanding)
        states = restored.query("SELECT state FROM media_group ORDER BY id")
        assert [row[0] for row in states] == ["queued", "ignored", "queued"]
        assert said(one) == [LINE]


@pytest.mark.parametrize(
    "start", ["home", "import", "queue", "pending", "links", "check", "journal", "settings"]
)
async def test_every_page_begins_anew(restored: Library, start: str) -> None:
    one = app(restored, start)
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: one.workspace.services.generation is not None)
        before, page = one.workspace.services.generation, one.screen
        await pilot.press("question_mark")
        restore(restored)
        for _number in range(3):  # several threads may see it at once
            look(one)
        await until(pilot, lambda: one.workspace.services.generation != before)
        await until(pilot, lambda: one.screen is not page and one.current_mode == start)
        await pilot.pause()
        assert said(one) == [LINE]
        assert one.workspace.services.generation == open_catalogue(restored.database).generation
        assert [type(screen) for screen in one.screen_stack] == [type(page)]
        if start == "home":
            await until(pilot, lambda: "Films" in text(one, "#library"))
        await pilot.press("g", "h")


class Slow:
    """A job that goes on until it is asked to stop; then it tells its own thread's name."""

    begun, ended = 0, 0

    def __init__(self, given: Settings, options: object, cancel: CancelToken) -> None:
        self.cancel = cancel

    def run(self) -> Iterator[object]:
        Slow.begun += 1
        yield from ()
        while not self.cancel():
            self.cancel.wait(0.01)
        Slow.ended += 1


async def test_what_runs_is_stopped(restored: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Slow, "begun", 0)
    monkeypatch.setattr(Slow, "ended", 0)
    one = app(restored, factories=Factories(Slow, search=Slow, check=Slow))
    async with one.run_test(notifications=True) as pilot:
        one.workspace.repairing.search()  # first: none begins while an import is under way
        one.workspace.imports.start(one.workspace.settings, ImportOptions())
        one.workspace.checking.start(CheckOptions())
        await until(pilot, lambda: Slow.begun == 3)
        restore(restored)
        look(one)
        await until(pilot, lambda: Slow.ended == 3)
        assert said(one) == [f"{LINE} What was under way was stopped."]
        assert one.workspace.imports.run is None
        assert not one.workspace.is_busy


async def test_a_job_does_not_begin_with_what_was_read_before(restored: Library) -> None:
    one = app(restored)
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: one.workspace.services.generation is not None)
        restore(restored)
        imports = one.workspace.imports
        one.workspace.start_import_with(ImportOptions())
        await until(pilot, lambda: said(one) != [])
        assert one.workspace.imports is not imports
        await until(pilot, lambda: not imports.alive)
        assert restored.query("SELECT count(*) FROM run WHERE command = 'import'")[0][0] == 1
        one.workspace.start_import_with(ImportOptions())
        await until(pilot, lambda: has_ended(one.workspace.imports))
        assert len(restored.present()) == 5


async def test_a_repair_from_before_is_not_done(restored: Library) -> None:
    one = app(restored, "links")
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: one.workspace.repairing.can_decide)
        (row,) = one.workspace.repairing.review.lines
        restore(restored)
        one.workspace.repairing.decide(row, "orphan")
        await until(pilot, lambda: said(one) == [LINE])
        assert restored.links is not None
        assert (restored.links / "broken").is_symlink()
        assert restored.query("SELECT count(*) FROM action")[0][0] == 0
        await until(pilot, lambda: one.workspace.repairing.can_decide)  # it searched anew
        (row,) = one.workspace.repairing.review.lines
        one.workspace.repairing.decide(row, "orphan")
        await until(pilot, lambda: not (restored.links / "broken").is_symlink())
        await until(pilot, lambda: not one.workspace.repairing.outstanding)


async def test_commands_that_were_copied_are_not_forgotten(restored: Library) -> None:
    one = app(restored)
    async with one.run_test(notifications=True) as pilot:
        await until(pilot, lambda: one.workspace.services.generation is not None)
        one.workspace.checking.copied.append("vidtui --batch check")
        restore(restored)
        look(one)
        await until(pilot, lambda: said(one) == [LINE])
        assert one.workspace.checking.copied == ["vidtui --batch check"]
