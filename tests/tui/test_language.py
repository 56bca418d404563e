"""Every text is translated where it is shown, in the language then in force."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.tui.fakes import FakeJob, FakeServices, app, settings, until
from tests.tui.scenes import FAILING, REFUSED
from tests.tui.test_hostile import seen
from vidtui import i18n
from vidtui.disk.root_identity import RootState
from vidtui.settings.model import RootSetting
from vidtui.tui.app import VidtuiApp
from vidtui.tui.setup.screen import Setup

ACCENTED = str.maketrans("aeiouyAEIOUY", "àéîôûÿÀÉÎÔÛŸ")
# What is no text of ours: names, key names, paths, and the reasons that the fakes give.
NO_TEXT = re.compile(
    r"vidtui|TiB|ext4|Jellyfin|Kodi|Plex|TMDB|API|English|Français|Language · Langue|esc\b|Enter\b|"
    r"/\S*|https\S*|config\S*|\d+\S*|~|fffff.*",
)


class Pseudo(gettext.NullTranslations):
    """A language in which every vowel has an accent, so that what lacks one was not translated."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{\w+\})", message)
        return "".join(part if part.startswith("{") else part.translate(ACCENTED) for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_current", Pseudo())


def untranslated(app_: VidtuiApp) -> list[str]:
    words = re.findall(r"[A-Za-z]{3,}", NO_TEXT.sub(" ", seen(app_)))
    return [word for word in words if re.search("[aeiouyAEIOUY]", word)]


def services() -> FakeServices:
    one = FakeServices()
    one.states = {root.path: RootState("unrecognised", "…") for root in settings().roots}
    return one


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("mode", ["home", "import", "settings"])
async def test_screens_help_and_keys(mode: str) -> None:
    one = app(start=mode, services=services(), demo=True)
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await until(pilot, lambda: mode == "import" or "▲" in seen(one))
        assert untranslated(one) == []
        await pilot.press("question_mark")
        assert untranslated(one) == []


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("events", [FAILING, REFUSED], ids=["failing", "refused"])
async def test_an_import(events: list[object]) -> None:
    job = FakeJob([event for event in events if not hasattr(event, "reason")])  # type: ignore[misc]
    job.steps = [step for step in job.steps if type(step).__name__ != "Notice"]
    one = app(job=job, start="import", services=services())
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.press("r")
        await until(pilot, lambda: not one.workspace.imports.active)
        assert untranslated(one) == []


@pytest.mark.usefixtures("pseudo")
async def test_the_palette() -> None:
    one = app(start="import")
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon")
        await until(pilot, lambda: one.screen.query_one(OptionList).option_count > 4)
        names = [
            str(one.screen.query_one(OptionList).get_option_at_index(at).prompt)
            for at in range(one.screen.query_one(OptionList).option_count)
        ]
        text = NO_TEXT.sub(" ", " ".join(names))
        assert not [w for w in re.findall(r"[A-Za-z]{3,}", text) if re.search("[aeiouy]", w)]


@pytest.mark.usefixtures("pseudo")
async def test_every_step_of_the_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "use", lambda _language: None)
    one = app(settings=settings(roots=(RootSetting("links", b"/volume1/video"),)))
    async with one.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(one.screen, Setup))
        seen_titles = set()
        page = one.screen
        assert isinstance(page, Setup)
        page.draft.storage.append(b"/volume1/stockage")
        for name in ("fr", "qwerty", "next", "next", "next", "next", "unmarked", "later"):
            assert untranslated(one) == [], page.step.title
            seen_titles.add(page.step.title)
            await choose(pilot, name)
        assert untranslated(one) == []
        assert len(seen_titles) == 8


async def choose(pilot: Pilot[None], name: str) -> None:
    answers = pilot.app.screen.query_one(OptionList)
    answers.focus()
    answers.highlighted = answers.get_option_index(name)
    await pilot.press("enter")
    await pilot.pause()


def speak_pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    def use(language: str) -> None:
        one = Pseudo() if language == "fr" else gettext.NullTranslations()
        monkeypatch.setattr(i18n, "_current", one)

    monkeypatch.setattr(i18n, "use", use)


async def test_the_setup_speaks_the_chosen_language_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_pseudo(monkeypatch)
    one = app(settings=settings(roots=()))
    async with one.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(one.screen, Setup))
        await pilot.press("down")
        await until(pilot, lambda: "Wélcômé" in seen(one))
        assert untranslated(one) == []
        await pilot.press("enter")
        await until(pilot, lambda: "kéÿ" in seen(one).casefold())
        assert untranslated(one) == []
        await pilot.press("escape", "1")
        await until(pilot, lambda: "Your keyboard" in seen(one))


async def test_a_switch_reaches_screens_that_were_there_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    speak_pseudo(monkeypatch)
    file = tmp_path / "config.toml"
    one = app(settings=settings(config=file), services=services())
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.press("g", "s", "g", "i")
        one.keep_language("fr")
        await until(pilot, lambda: "Réàdÿ tô împôrt" in seen(one))
        assert untranslated(one) == []
        for letter in "hs":
            await pilot.press("g", letter)
            await until(pilot, lambda: "▲" in seen(one))
            assert untranslated(one) == []
        await until(pilot, file.exists)
        assert 'language = "fr"' in file.read_text("utf-8")
