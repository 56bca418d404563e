"""The first run, with real folders and a real settings file."""

from __future__ import annotations

import stat
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.tui.fakes import FakeJob, settings, until
from vidtui.disk.root_identity import RootState
from vidtui.errors import VidtuiError
from vidtui.jobs.base import CancelToken
from vidtui.keyboard import DIGIT_ROWS
from vidtui.providers.base import Denied, Unavailable
from vidtui.settings.model import PathMap, Settings
from vidtui.tui.app import VidtuiApp
from vidtui.tui.job_runner import Factories
from vidtui.tui.pickers import Picker
from vidtui.tui.services import Services
from vidtui.tui.setup.draft import Draft
from vidtui.tui.setup.screen import Setup
from vidtui.tui.tabs import TabBar
from vidtui.tui.widgets import VirtualList

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmF0dXJl"


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    for folder in ("stockage/Films", "stockage/Series", "video"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


class LocalServices(Services):
    """Real ones, but for TMDB: it gives ``answer``."""

    answer: VidtuiError | None = None
    asked = 0

    def try_token(self, settings: Settings, typed: str, cancel: CancelToken) -> None:
        self.asked += 1
        if self.answer is not None:
            raise self.answer


def new_app(disk: Path) -> VidtuiApp:
    given = settings(roots=(), config=disk / "config" / "config.toml", data=disk / "data")
    return VidtuiApp(
        replace(given, path_maps=()),
        services=LocalServices(),
        factories=Factories(FakeJob([])),
        frame_s=0,
    )


def shown(app: VidtuiApp, selector: str) -> str:
    """Return a text of the step, nothing while its widgets are made anew."""
    return "".join(str(one.render()) for one in app.screen.query(selector))


def title(app: VidtuiApp) -> str:
    return shown(app, "#step-title")


def problem(app: VidtuiApp) -> str:
    return shown(app, "#step-problem")


def body(app: VidtuiApp) -> str:
    return shown(app, "#step-text")


async def answer(pilot: Pilot[None], name: str) -> None:
    """Choose an answer by its name."""
    app = pilot.app
    assert isinstance(app.screen, Setup)
    answers = app.screen.query_one(OptionList)
    answers.focus()
    answers.highlighted = answers.get_option_index(name)
    await pilot.press("enter")
    await pilot.pause()


async def pick(pilot: Pilot[None], path: Path) -> None:
    """Type a folder into the picker and take it."""
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, Picker))
    field = app.screen.query_one(Input)
    field.focus()
    field.value = str(path)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, Setup))


async def add(pilot: Pilot[None], path: Path) -> None:
    await answer(pilot, "add")
    await pick(pilot, path)
    await until(pilot, lambda: str(path) in body(pilot.app) or bool(problem(pilot.app)))  # type: ignore[arg-type]


async def to_storage(pilot: Pilot[None], disk: Path) -> Setup:
    """Go to the step of the folders of files, as if one was added there; return the page."""
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, Setup))
    page = app.screen
    assert isinstance(page, Setup)
    page.draft.add("storage", bytes(disk / "stockage"), RootState("online"))
    await pilot.press("1", "1")
    assert "Your films" in title(app)  # type: ignore[arg-type]
    return page


async def to_path_maps(pilot: Pilot[None], disk: Path) -> Setup:
    """Go to the step of the path maps, a folder of links given too; return the page."""
    page = await to_storage(pilot, disk)
    page.draft.add("links", bytes(disk / "video"), RootState("online"))
    await answer(pilot, "next")
    await answer(pilot, "next")
    assert "How the media centre" in title(pilot.app)  # type: ignore[arg-type]
    return page


async def test_from_language_to_settings_file(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Setup))
        await answer(pilot, "en")
        await answer(pilot, "qwerty")
        await add(pilot, disk / "stockage")
        await answer(pilot, "next")
        await add(pilot, disk / "video")
        await answer(pilot, "next")
        app.screen.query(Input).first().value = "/media"
        app.screen.query(Input).last().value = str(disk / "stockage")
        await answer(pilot, "map")
        assert f"/media → {disk}/stockage" in body(app)
        await answer(pilot, "next")
        await until(pilot, lambda: "✓ can be written" in body(app))
        await answer(pilot, "next")
        await answer(pilot, "marked")
        app.screen.query_one(Input).value = TOKEN
        await pilot.press("enter")
        await until(pilot, lambda: "All set" in title(app))
        assert TOKEN not in body(app)
        await answer(pilot, "write")
        await until(pilot, lambda: app.current_mode == "import")
        assert [root.path for root in app.workspace.settings.of("storage")] == [
            bytes(disk / "stockage")
        ]
        assert app.workspace.settings.roots[0].marker
    written = tomllib.loads((disk / "config/config.toml").read_text("utf-8"))
    assert written["language"] == "en"
    assert written["path_map"] == [{"written": "/media", "here": str(disk / "stockage")}]
    token = disk / "config/tmdb-token"
    assert token.read_text("utf-8").strip() == TOKEN
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert TOKEN not in (disk / "config/config.toml").read_text("utf-8")


async def test_without_links_and_token_it_is_short(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_storage(pilot, disk)
        for name in ("next", "next", "unmarked", "later", "write"):
            await answer(pilot, name)
        await until(pilot, lambda: app.current_mode == "import")
        assert "Ready to import" in str(app.screen.query_one("#headline").render())


async def test_wrong_folders_are_told_and_nothing_is_lost(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Setup))
        await pilot.press("1", "1")
        await add(pilot, disk / "stockage")
        await add(pilot, disk / "stockage" / "Films")
        await until(pilot, lambda: "one root cannot be inside another" in problem(app))
        assert str(disk / "stockage") in body(app)
        await add(pilot, disk / "stockage")
        await until(pilot, lambda: "is a root already" in problem(app))
        await pilot.press("escape", "1")
        assert str(disk / "stockage") in body(app)


async def test_a_path_typed_wrong_is_told_in_the_picker(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Setup))
        await pilot.press("1", "1", "1")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        field = app.screen.query_one(Input)
        field.focus()

        def told() -> str:
            return str(app.screen.query_one("#picker-problem").render())

        field.value = "films"
        await pilot.press("enter")
        assert "absolute path" in told()
        field.value = "/no/[/x]"
        field.focus()
        await pilot.press("enter")
        await until(pilot, lambda: "/no/[/x]: there is no such file" in told())


async def test_the_short_key_is_told_from_the_token(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_storage(pilot, disk)
        for name in ("next", "next", "unmarked"):
            await answer(pilot, name)
        app.screen.query_one(Input).value = "0123456789abcdef" * 2
        await pilot.press("enter")
        assert "v3, 32 characters" in problem(app)
        for typed, told in (
            ("", "no token yet"),
            ("  ", "no token yet"),
            (TOKEN[:20] + " " + TOKEN[20:], "spaces or line ends within it"),
            ("https://www.themoviedb.org/settings/api", "this is an address"),
            ('"abcdefgh"', "letters, digits, dots and dashes"),
        ):
            app.screen.query_one(Input).value = typed
            await pilot.pause()
            await answer(pilot, "token")
            assert told in problem(app), typed
            assert "All set" not in title(app)
        app.screen.query_one(Input).value = "0123456789abcdef" * 2
        await pilot.pause()
        assert app.screen.query_one(Input).value == "0123456789abcdef" * 2
        await pilot.press("escape")
        await answer(pilot, "unmarked")
        assert app.screen.query_one(Input).value == "0123456789abcdef" * 2
        assert app.screen.query_one(Input).password


async def test_nothing_is_written_before_the_end(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_storage(pilot, disk)
        await answer(pilot, "next")
        await pilot.press("q")
    assert not (disk / "config").exists()
    assert app.return_code == 0


async def test_settings_that_cannot_be_written_are_told_and_tried_again(disk: Path) -> None:
    app = new_app(disk)
    (disk / "config").write_text("a file where the folder should be")
    async with app.run_test(size=(80, 24)) as pilot:
        await to_storage(pilot, disk)
        for name in ("next", "next", "unmarked", "later", "write"):
            await answer(pilot, name)
        await until(pilot, lambda: "config" in problem(app))
        (disk / "config").unlink()
        await answer(pilot, "write")
        await until(pilot, lambda: app.current_mode == "import")


async def test_a_pair_needs_both_paths_and_none_is_dropped_without_a_word(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await to_path_maps(pilot, disk)
        await pilot.press(*"/media", "enter", "enter")
        assert "needs both paths" in problem(app)
        await answer(pilot, "next")
        assert "needs both paths" in problem(app)
        first, last = page.query(Input)
        assert (first.value, last.has_focus) == ("/media", True)
        await pilot.press(*"/volume1", "enter")
        assert problem(app) == ""
        assert "/media → /volume1" in body(app)
        first, last = page.query(Input)
        first.value, last.value = "/other", "/volume2"
        await pilot.pause()
        await answer(pilot, "next")  # says that it goes on, and means the pair as well
        assert "trash" in title(app)
        assert [one.here for one in page.draft.maps] == [b"/volume1", b"/volume2"]


async def test_with_many_pairs_and_an_error_all_stays_within_reach(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await to_path_maps(pilot, disk)
        page.draft.maps += [PathMap(b"/media/%d" % at, b"/volume%d" % at) for at in range(9)]
        await page.set_language()
        await pilot.pause()

        def in_sight(selector: str) -> bool:
            return page.query_one(selector).region in page.query_one("#setup").region

        assert page.focused in page.query(Input)
        assert page.focused.region in page.query_one("#setup").region
        await pilot.press(*"media", "enter", *"/volume1", "enter")
        await pilot.pause()
        assert "absolute path" in problem(app)
        assert in_sight("#step-problem")
        await pilot.press("tab")
        await pilot.pause()
        assert in_sight("#answers")


async def test_the_trash_can_be_elsewhere(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_path_maps(pilot, disk)
        await answer(pilot, "next")
        (disk / "bin").mkdir()
        await answer(pilot, "trash")
        await pick(pilot, disk / "bin")
        await until(pilot, lambda: str(disk / "bin") in body(app))
        for name in ("next", "unmarked", "later", "write"):
            await answer(pilot, name)
        await until(pilot, lambda: app.current_mode == "import")
        assert app.workspace.settings.trash == bytes(disk / "bin")


async def test_a_trash_where_none_can_be_is_not_taken(disk: Path) -> None:
    app = new_app(disk)
    (disk / "way").symlink_to(disk / "stockage")
    (disk / "link").symlink_to(disk / "video")
    async with app.run_test(size=(80, 24)) as pilot:
        await to_path_maps(pilot, disk)
        await answer(pilot, "next")
        for trash, why in (
            (disk / "stockage" / "Films", "it lies inside the storage root"),
            (disk / "way" / "Films", "it lies inside the storage root"),
            (disk / "video", "lies inside it"),
            (disk, "lies inside it"),
        ):
            await answer(pilot, "trash")
            await pick(pilot, trash)
            await until(pilot, lambda: "✗" in body(app))
            await answer(pilot, "next")
            await until(pilot, lambda: bool(problem(app)))
            assert why in " ".join(problem(app).split())
            assert "trash" in title(app)
        page = app.screen
        assert isinstance(page, Setup)
        page.draft.trash = bytes(disk / "link")
        await answer(pilot, "next")
        await until(pilot, lambda: "is a link" in problem(app))
        await answer(pilot, "beside")
        await answer(pilot, "next")
        await until(pilot, lambda: "trash" not in title(app))
    assert not (disk / "config").exists()


async def test_it_says_how_much_is_read_of_a_folder_and_why(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Setup))
        page = app.screen
        assert isinstance(page, Setup)
        cloud = RootState("online", filesystems=("ext4", "fuse.rclone"))
        page.draft.add("storage", bytes(disk / "cloud"), cloud)
        page.draft.add("storage", bytes(disk / "disk"), RootState("online", filesystems=("xfs",)))
        await pilot.press("1", "1")
        lines = body(app)
        assert "cloud: names and sizes only (fuse.rclone)" in lines
        assert "what vanishes is away for 3 days" in lines
        assert "disk: read freely (xfs)" in lines
        page.draft.marker = True
        # A marker file would have to be opened.
        assert [root.marker for root in page.draft.roots] == [False, True]


async def test_a_token_is_tried_before_it_is_kept(disk: Path) -> None:
    app = new_app(disk)
    services = app.workspace.services
    assert isinstance(services, LocalServices)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_storage(pilot, disk)
        for name in ("next", "next", "unmarked"):
            await answer(pilot, name)
        app.screen.query_one(Input).value = TOKEN
        await pilot.pause()
        services.answer = Denied("TMDB refuses the token (HTTP 401)")
        for _again in range(2):
            await answer(pilot, "token")
            await until(pilot, lambda: "TMDB refuses this token" in problem(app))
        services.answer = Unavailable("the name of the host is not known")
        await answer(pilot, "token")
        await until(pilot, lambda: "the name of the host is not known" in problem(app))
        assert "once more keeps the token untried" in " ".join(problem(app).split())
        assert TOKEN not in problem(app)
        await answer(pilot, "token")
        await until(pilot, lambda: "All set" in title(app))
        assert "given, not tried" in body(app)
        await answer(pilot, "back")
        services.answer = None
        app.screen.query_one(Input).value = TOKEN + "x"
        await pilot.pause()
        await answer(pilot, "token")
        await until(pilot, lambda: "All set" in title(app))
        assert "TMDB takes it" in body(app)
        assert services.asked == 4
    assert not (disk / "data").exists()


async def test_steps_are_counted_as_soon_as_their_number_is_known(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await to_storage(pilot, disk)
        assert title(app).endswith("Step 3")
        await answer(pilot, "next")
        assert title(app).endswith("Step 4")
        page.draft.add("links", bytes(disk / "video"), RootState("online"))
        for name, count in (("next", "5 of 9"), ("next", "6 of 9"), ("next", "7 of 9")):
            await answer(pilot, name)
            await until(pilot, lambda count=count: title(app).endswith(count))  # type: ignore[misc]
        for name, count in (("unmarked", "8 of 9"), ("later", "9 of 9")):
            await answer(pilot, name)
            assert title(app).endswith(count)


@pytest.mark.parametrize(
    ("pressed", "keyboard"),
    [
        (["1"], "qwerty"),
        (["enter"], "qwerty"),
        (["2"], "azerty"),
        (["ampersand", "minus"], "azerty"),
        (["quotation_mark"], "bepo"),
        (["plus", "ľ"], "slovak"),
    ],
)
async def test_the_keyboard_is_learned_and_its_digits_take_answers(
    pressed: list[str], keyboard: str, disk: Path
) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Setup))
        await pilot.press("1")
        assert "key of the digit 1" in body(app)
        await pilot.press(*pressed)
        await until(pilot, lambda: "Your films" in title(app))
        page = app.screen
        assert isinstance(page, Setup)
        assert page.draft.keyboard == keyboard
        row = DIGIT_ROWS[keyboard] or "123456789"
        await pilot.press(row[1])  # back: the second answer here
        await until(pilot, lambda: "keyboard" in title(app))


async def test_a_key_of_no_known_keyboard_is_told_and_the_learned_one_is_kept(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Setup))
        await pilot.press("1", "percent_sign")
        assert "does the key of 1 type %" in " ".join(problem(app).split())
        await pilot.press("ampersand")
        assert problem(app) == ""
        assert "key of the digit 6" in body(app)
        await pilot.press("minus")
        page = app.screen
        assert isinstance(page, Setup)
        page.draft.add("storage", bytes(disk / "stockage"), RootState("online"))
        await page.set_language()
        for name in ("next", "next", "unmarked", "later"):
            await answer(pilot, name)
        assert "AZERTY (France)" in body(app)
        await answer(pilot, "write")
        await until(pilot, lambda: app.current_mode == "import")
        assert app.workspace.settings.keyboard == "azerty"
    written = tomllib.loads((disk / "config/config.toml").read_text("utf-8"))
    assert written["keyboard"] == "azerty"


async def test_answers_have_numbers_also_where_something_can_be_typed(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_path_maps(pilot, disk)
        await pilot.press("1")
        first = app.screen.query(Input).first()
        assert first.value == "1"  # in a field a digit is typed
        first.value = ""
        await pilot.press("tab", "tab", "1")
        await until(pilot, lambda: "trash" in title(app))


async def test_there_is_no_tab_that_cannot_be_clicked(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Setup))
        bar = app.screen.query_one(TabBar)
        shown = str(bar.render())
        assert shown.split()[0] == "Setup"
        assert "Home" not in shown
        await pilot.click(bar, offset=(1, 0))
        assert app.current_mode == "setup"


async def test_links_are_tried_in_a_folder_of_links_and_an_empty_one_is_doubted(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = new_app(disk)
    refused = disk / "readonly"
    refused.mkdir()
    real = Services.try_links
    monkeypatch.setattr(
        LocalServices,
        "try_links",
        lambda self, path: "Read-only file system" if path == bytes(refused) else real(self, path),
    )
    async with app.run_test(size=(80, 30)) as pilot:
        await to_storage(pilot, disk)
        await answer(pilot, "next")
        await add(pilot, disk / "video")
        lines = " ".join(body(app).split())
        assert "video ▲ it is empty: is its disk mounted?" in lines
        assert "✓ a link can be made, read and removed" in lines
        assert list((disk / "video").iterdir()) == []
        await add(pilot, refused)
        await until(pilot, lambda: "no link can be made here: Read-only" in body(app))


async def test_the_picker_takes_what_was_typed(disk: Path) -> None:
    app = new_app(disk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Setup))
        await pilot.press("1", "1", "1")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        picker = app.screen
        assert isinstance(picker, Picker)
        await pilot.press(*str(disk))  # a slash in the list begins a path
        await until(pilot, lambda: picker.path == bytes(disk))
        await pilot.press("down", "home", "end")
        assert picker.query_one(VirtualList).item == b"video"
        await pilot.press("tab", *"/no", "tab", "home", "space")
        await until(
            pilot, lambda: "there is no such" in str(picker.query_one("#picker-problem").render())
        )
        picker.query_one(Input).focus()
        await pilot.press(*["backspace"] * 3, *"/stockage", "tab", "home", "enter")
        await until(pilot, lambda: str(disk / "stockage") in body(app))
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        app.screen.query_one(Input).focus()
        app.screen.query_one(Input).value = ""
        await pilot.press("backspace")
        await until(pilot, lambda: isinstance(app.screen, Setup))


def test_two_keys_tell_all_keyboards_apart() -> None:
    for name, row in DIGIT_ROWS.items():
        draft = Draft("en")
        is_known = draft.learn(row[:1] or "1")
        if not is_known:
            assert is_known is False
            assert draft.learn("?") is None
            assert draft.learn(row[draft.asked - 1])
        assert draft.keyboard == name
        assert (draft.asked, draft.layouts) == (1, ())
