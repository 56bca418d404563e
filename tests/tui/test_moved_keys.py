"""A key that meant something else in earlier versions says so, once, to those who knew it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.fakes import FakeServices, app, settings, until
from vidtui import i18n
from vidtui.tui.app import PAGES, VidtuiApp
from vidtui.tui.bindings import _defaults
from vidtui.tui.moved_keys import _ON_PAGES, _PLACES, MOST, MovedKeys

MOVED = "Keys have moved: g c goes where k went."


def said(one: VidtuiApp) -> list[str]:
    return [notice.message for notice in one._notifications]


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """A data folder with a catalogue: somebody has used an earlier version."""
    (tmp_path / "catalogue.sqlite3").write_bytes(b"")
    return tmp_path


def opened(folder: Path, start: str = "home") -> VidtuiApp:
    given = replace(settings(), data_dir=folder, database=folder / "catalogue.sqlite3")
    return app(services=FakeServices(), settings=given, start=start)


async def ready(one: VidtuiApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: one.page is not None and one.page.ready)


async def test_it_is_said_once_and_never_again(known: Path) -> None:
    one = opened(known)
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("k")
        assert said(one) == [MOVED]
        await pilot.press("k", "down", "k")
        assert said(one) == [MOVED]
        assert one.current_mode == "home"
    file = known / "moved-keys"
    assert file.read_text() == "k\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = opened(known)
    async with again.run_test(notifications=True) as pilot:
        await ready(again, pilot)
        await pilot.press("k")
        assert said(again) == []
        await pilot.press("e")
        assert said(again) == ["Keys have moved: g q goes where e went."]
    assert file.read_text() == "e\nk\n"


async def test_a_page_says_where_its_own_keys_are(known: Path) -> None:
    one = opened(known, "pending")
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("n")
        assert said(one) == ["n now says that it is in no database, x that no answer is right."]
        await pilot.press("slash")
        assert said(one)[1:] == ["e searches for another answer now."]


async def test_an_answer_after_the_leading_key_is_no_old_key(known: Path) -> None:
    one = opened(known)
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("g", "l")
        assert one.current_mode == "links"
        assert said(one) == ["Keys have moved: g j goes where g went."]


async def test_what_a_field_takes_is_no_old_key(known: Path) -> None:
    one = opened(known, "queue")
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("slash", *"kile")
        assert said(one) == []


async def test_a_new_user_hears_nothing_then_or_later(tmp_path: Path) -> None:
    one = opened(tmp_path)
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("k", "e", "p")
        assert said(one) == []
        assert list(tmp_path.iterdir()) == []  # nothing is written before there is a catalogue
        (tmp_path / "catalogue.sqlite3").write_bytes(b"")
        await pilot.press("k")
        assert said(one) == []
    again = opened(tmp_path)
    async with again.run_test(notifications=True) as pilot:
        await ready(again, pilot)
        await pilot.press("k", "e", "p")
        assert said(again) == []


def write(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None  # type: ignore[func-returns-value]


HOSTILE: dict[str, Callable[[Path], object]] = {
    "binary": write(bytes(range(256)) * 8),
    "nul": write(b"\x00" * 100),
    "no utf-8": write(b"\xff\xfek\n"),
    "long line": write(b"x" * (MOST * 3)),
    "many lines": write(b"x\n" * MOST * 3),
    "escapes": write(b"\x1b[31m\n\x1b]0;owned\x07\n[/x]\n../../x\n"),
    "separators": write("a\u2028b\x85c\x0bd\n".encode()),
    "nothing": write(b""),
    "link": lambda path: path.symlink_to(path.parent / "elsewhere"),
    "link to a device": lambda path: path.symlink_to("/dev/zero"),
    "folder": lambda path: path.mkdir(),
    "pipe": os.mkfifo,
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_whatever_stands_in_the_file_is_harmless(known: Path, what: str) -> None:
    file = known / "moved-keys"
    HOSTILE[what](file)
    before = file.lstat()
    one = opened(known)
    async with one.run_test(notifications=True) as pilot:
        await ready(one, pilot)
        await pilot.press("k", "k")
        assert said(one) == [MOVED]  # as if the file were not there
        one.export_screenshot()
    after = file.lstat()
    assert stat.S_IFMT(after.st_mode) == stat.S_IFMT(before.st_mode)
    assert not (known / "elsewhere").exists()
    if stat.S_ISREG(after.st_mode):
        assert after.st_size <= MOST + 10
        assert "k" in file.read_text("utf-8").splitlines()


def test_a_folder_that_cannot_be_written_is_no_matter(known: Path) -> None:
    keys = MovedKeys(known / "catalogue.sqlite3" / "moved-keys", known / "catalogue.sqlite3")
    assert keys.notice("home", "k") == MOVED
    assert keys.notice("home", "k") == ""


def test_a_catalogue_that_nobody_can_look_at_is_no_new_one(tmp_path: Path) -> None:
    """A name too long for the disk is one of the errors that do not say that nothing is there."""
    keys = MovedKeys(tmp_path / "moved-keys", tmp_path / ("x" * 300))
    assert keys.notice("home", "k") == MOVED


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_notice_names_keys_that_are_there(known: Path, language: str) -> None:
    i18n.use(language)
    modes = {page.MODE for page in PAGES}
    assert set(_PLACES.values()) | set(_ON_PAGES) <= modes
    for mode, texts in _ON_PAGES.items():
        for pressed in texts:
            keys = MovedKeys(known / f"{mode}-{pressed}", known / "catalogue.sqlite3")
            told = keys.notice(mode, pressed)
            assert told
            assert "{" not in told
    for pressed, mode in _PLACES.items():
        keys = MovedKeys(known / "places", known / "catalogue.sqlite3")
        assert keys.notice("setup", pressed)
        assert f"go.{mode}" in _defaults
        (known / "places").unlink()
