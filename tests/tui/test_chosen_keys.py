"""What the settings say of keys, keyboard and colours is worn by the app, and refused at start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui import broken_links, groups
from tests.tui.fakes import HOME, FakeJob, FakeServices, app, settings, until
from tests.tui.test_leaving import Terminal
from vidtui.cli import program
from vidtui.errors import UsageProblem
from vidtui.keyboard import DIGIT_ROWS, layouts_typing, telling_digit, twin
from vidtui.settings import model
from vidtui.settings.model import Settings
from vidtui.tui.app import VidtuiApp
from vidtui.tui.bindings import key_of, use_keys
from vidtui.tui.dialogs import Ask, GoTo, Help


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    use_keys({})


def with_keys(keys: dict[str, str], keyboard: str = "qwerty") -> Settings:
    return replace(settings(), keys=tuple(keys.items()), keyboard=keyboard)


def text(one: VidtuiApp, selector: str) -> str:
    return str(one.screen.query_one(selector).render())


def queued() -> FakeServices:
    services = FakeServices()
    services.rows = list(groups.ROWS)
    services.details = {held.id: held for held in groups.ROW_DETAILS}
    return services


async def shown(one: VidtuiApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: one.page is not None and one.page.ready)
    await pilot.pause()


async def test_a_changed_key_works_and_is_named_everywhere() -> None:
    asking = FakeJob(groups.ASKING)
    given = with_keys({"queue.start": "z,ctrl+y"})
    one = app(asking=asking, services=queued(), start="queue", settings=given)
    async with one.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Ready: z asks TMDB" in text(one, "#status"))
        assert key_of("queue.start") == "z"
        assert "z Ask TMDB" in text(one, "Keys")
        await pilot.press("question_mark")
        assert isinstance(one.screen, Help)
        (row,) = [line for line in text(one, "#keys").splitlines() if "or go on where it" in line]
        assert row.split()[:2] == ["z", "^y"]
        await pilot.press("escape", "r")
        assert asking.started == []
        await pilot.press("z")
        await until(pilot, lambda: len(asking.started) == 1)


async def test_what_leads_somewhere_can_be_changed() -> None:
    given = with_keys({"app.lead": "ctrl+g", "go.links": "x", "app.next_page": "ctrl+n"})
    one = app(services=FakeServices(None), finding=FakeJob(broken_links.found()), settings=given)
    async with one.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: one.screen.query_one("#empty").display)
        assert "Press ctrl+g i to import" in text(one, "#empty")
        await pilot.press("g")
        assert not isinstance(one.screen, GoTo)
        await pilot.press("ctrl+g")
        assert "x Links" in text(one, "#places")
        await pilot.press("l")
        assert one.current_mode == "home"
        await pilot.press("ctrl+g", "x")
        await until(pilot, lambda: one.current_mode == "links")
        await until(pilot, lambda: one.workspace.repairing.can_decide)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: one.current_mode == "check")


async def test_the_keys_of_every_list_can_be_changed() -> None:
    given = with_keys({"list.down": "down,z", "list.up": "up,Z", "list.last": "E"})
    services = queued()
    one = app(services=services, start="settings", settings=given)
    async with one.run_test() as pilot:
        table = one.screen.query_one("#roots")
        await until(pilot, lambda: table.row_count == 4)  # type: ignore[attr-defined]
        await pilot.press("z")
        assert table.cursor_row == 1  # type: ignore[attr-defined]
        await pilot.press("question_mark")
        assert "z Z gg E " in text(one, "#keys")
        await pilot.press("escape", "j", "E")
        assert table.cursor_row == 3  # type: ignore[attr-defined]
        await pilot.press("Z", "enter", "z", "enter")
        await until(pilot, lambda: one.screen is not one.page)
        assert not isinstance(one.screen, Ask)  # it lies elsewhere now: where?


async def test_other_keys_stay_what_they_were() -> None:
    one = app(services=queued(), start="queue", settings=with_keys({"queue.state": "z"}))
    async with one.run_test() as pilot:
        await until(pilot, lambda: "all 8" in text(one, "#filters"))
        await pilot.press("z")
        assert "[to do 2]" in text(one, "#filters")
        await pilot.press("slash", *"alien", "enter", "down", "j", "question_mark")
        assert isinstance(one.screen, Help)
        await pilot.press("escape", "g", "h")
        assert one.current_mode == "home"


REFUSED = [
    ({"links.undoo": "u"}, "[keys] links.undoo: there is no such action; did you mean links.undo?"),
    ({"zzz": "u"}, "[keys] zzz: there is no such action"),
    ({"a\x1b[31m": "u"}, "[keys] a\\x1b[31m: there is no such action"),
    ({"links.undo": ""}, "[keys] links.undo: must be keys such as u, ctrl+u or f5, not "),
    ({"links.undo": "hyper+u"}, "must be keys such as u, ctrl+u or f5, not hyper+u"),
    ({"links.undo": "u,"}, "must be keys such as u, ctrl+u or f5, not u,"),
    ({"links.undo": "f99"}, "must be keys such as u, ctrl+u or f5, not f99"),
    ({"links.undo": "bananas"}, "must be keys such as u, ctrl+u or f5, not bananas"),
    ({"links.undo": "ctrl+"}, "must be keys such as u, ctrl+u or f5, not ctrl+"),
    ({"links.undo": "\x1b"}, "must be keys such as u, ctrl+u or f5, not \\x1b"),
    ({"links.undo": "s"}, "[keys] links.undo: s is the key of links.skip already"),
    ({"links.undo": "z", "links.skip": "z"}, "[keys] links.undo: z is the key of links.skip al"),
    ({"links.undo": "j"}, "[keys] links.undo: j is the key of list.down already"),
    ({"links.undo": "g"}, "[keys] links.undo: g is the key of app.lead already"),
    ({"links.undo": "?"}, "question_mark is the key of app.help already"),
    ({"app.help": "u"}, "[keys] app.help: u is the key of "),
    ({"list.down": "r"}, "[keys] list.down: r is the key of "),
    ({"go.links": "q"}, "[keys] go.links: q is the key of go.queue already"),
    ({"go.links": "g"}, "[keys] go.links: g is the key of app.lead already"),
    ({"BulkPreview.accept": "q"}, "q is the key of Dialog.leave already"),
    ({"Picker.take": "g"}, "g is the key of app.lead already"),
]


@pytest.mark.parametrize(("keys", "told"), REFUSED, ids=lambda one: str(one)[:40])
def test_what_cannot_be_is_refused_in_one_line(keys: dict[str, str], told: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        use_keys(keys)
    message = str(caught.value)
    assert told in message
    assert message.isprintable()
    assert key_of("links.undo") == "u"  # nothing of it is in force


@pytest.mark.parametrize(
    "keys",
    [
        {"links.undo": "s", "links.skip": "u"},
        {"links.undo": "z", "pending.undo": "z"},
        {"queue.start": "z", "queue.pause": "z"},
        {"go.links": "k"},
        {"go.links": "question_mark"},
        {"links.order": ","},
        {"links.order": "z,comma"},
        {"links.order": "slash", "links.filter": "comma"},
        {"links.order": "minus,+,ctrl+slash"},
        {"links.undo": "é"},
        {"links.undo": "ctrl+u,f12,U,shift+f3"},
        {"Picker.take": "t"},
    ],
    ids=str,
)
def test_what_can_be_is_taken(keys: dict[str, str]) -> None:
    assert use_keys(keys)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('[keys]\n"links.undoo" = "u"\n', "did you mean links.undo?"),
        ("[keys]\nlinks.undo = 3\n", "links.undo must be keys such as u"),
        ('[keys]\nlinks.undo = "s"\n', "s is the key of links.skip already"),
        ('keys = "u"\n', "must be a table such as"),
        ('keyboard = "dvorak"\n', "must be one of: qwerty, azerty"),
        ('theme = ""\n', "must be a text of one line"),
    ],
)
def test_the_app_does_not_begin_with_what_cannot_be(
    written: str, told: str, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'{written}\n[[storage]]\npath = "{tmp_path}"\n')
    one = Terminal(
        "", tmp_path, command=["--config", str(config), "--data-dir", str(tmp_path / "d")]
    )
    try:
        assert one.end() == 2
    finally:
        one.close()
    (line,) = one.output.decode().split("\r\n")[:-1]
    assert told in line
    assert "Traceback" not in line
    assert b"\x1b[?1049h" not in one.output  # before there is a screen


def test_batch_does_not_mind_keys_that_it_has_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[keys]\n"links.undoo" = "u"\n')
    given = ["--batch", "--config", str(config), "--data-dir", str(tmp_path / "d")]
    assert program.run([*given, "roots", "list"]) == 0
    assert "undoo" not in capsys.readouterr().err


@pytest.mark.parametrize("keyboard", [name for name in DIGIT_ROWS if name != "qwerty"])
async def test_the_digit_row_of_a_keyboard_takes_proposals_only_where_it_was_chosen(
    keyboard: str,
) -> None:
    typed = twin(keyboard, 2)
    for chosen in ("qwerty", keyboard):
        services = FakeServices()
        one = app(
            services=services,
            finding=FakeJob(broken_links.found()),
            start="links",
            settings=with_keys({}, chosen),
        )
        async with one.run_test() as pilot:
            await until(pilot, lambda one=one: one.workspace.repairing.can_decide)  # type: ignore[misc]
            await pilot.pause()
            await pilot.press(typed)
            if chosen == "qwerty":
                await pilot.pause()
                assert not one.workspace.repairing.outstanding
                assert services.decided == []
                await pilot.press("2")
            await until(pilot, lambda services=services: len(services.decided) == 1)  # type: ignore[misc]
            assert services.decided[0].proposal is not None
            assert services.decided[0].proposal.id == "a2"


async def test_the_digit_row_answers_questions_and_decides_groups() -> None:
    job = FakeJob([])
    services = FakeServices()
    services.details = {held.id: held for held in groups.FILMS}
    services.pending = [groups.wait(held) for held in groups.FILMS]
    given = with_keys({"import.more": "z"}, "azerty")
    one = app(job=job, services=services, start="import", settings=given)
    async with one.run_test() as pilot:
        await shown(one, pilot)
        await pilot.press("z", "é")
        await until(pilot, lambda: len(job.started) == 1)
        assert job.started[0][1].dry_run
        await pilot.press("g", "d")
        await until(pilot, lambda: one.current_mode == "pending" and bool(one.screen.feed.known))  # type: ignore[attr-defined]
        await pilot.press("é")
        await until(pilot, lambda: len(services.answers) == 1)


def test_keyboards_are_told_apart_by_what_a_digit_types() -> None:
    assert layouts_typing("1", 1) == ("qwerty",)
    assert layouts_typing("é", 2) == ("azerty", "azerty-be")
    assert layouts_typing("«", 2) == ("bepo",)
    assert layouts_typing("x", 2) == ()
    digit = telling_digit(("azerty", "azerty-be"))
    assert digit is not None
    assert twin("azerty", digit) != twin("azerty-be", digit)
    assert twin("qwerty", 1) == twin("nonsense", 1) == ""
    assert all(len(row) == 9 for name, row in DIGIT_ROWS.items() if name != "qwerty")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text('# mine\n[[storage]]\npath = "/volume1/stockage"\n')
    return file


async def test_a_chosen_theme_is_kept_and_worn_at_the_next_start(
    config: Path, tmp_path: Path
) -> None:
    given = model.load(config=config, data_dir=tmp_path, env={})
    one = app(settings=given)
    async with one.run_test() as pilot:
        await shown(one, pilot)
        first = one.theme
        assert "theme" not in config.read_text()  # what is not chosen is not written
        one.theme = "nord"
        await until(pilot, lambda: 'theme = "nord"' in config.read_text())
        assert config.read_text().startswith("# mine")
    again = model.load(config=config, data_dir=tmp_path, env={})
    assert (again.theme, first != "nord") == ("nord", True)
    two = app(settings=again)
    async with two.run_test() as pilot:
        await shown(two, pilot)
        assert two.theme == "nord"
        await pilot.press("colon", *"theme")
        two.search_themes()
        await pilot.pause()


async def test_a_theme_is_chosen_in_the_palette(config: Path, tmp_path: Path) -> None:
    one = app(settings=model.load(config=config, data_dir=tmp_path, env={}))
    async with one.run_test() as pilot:
        await shown(one, pilot)
        one.search_themes()
        await pilot.pause()
        await pilot.press(*"gruvbox")
        found = one.screen.query_one("CommandList")
        await until(pilot, lambda: found.option_count == 1 and not found.options[0].disabled)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: 'theme = "gruvbox"' in config.read_text())


@pytest.mark.parametrize("name", ["no such", "[/x]", "textual-dar"])
async def test_an_unknown_theme_is_one_warning(name: str) -> None:
    one = app(settings=replace(settings(), theme=name))
    async with one.run_test(notifications=True) as pilot:
        await shown(one, pilot)
        said = [notice.message for notice in one._notifications]
        assert said == [f"theme: there are no such colours: {name}"]
        assert one.theme in one.available_themes


async def test_a_theme_that_cannot_be_kept_is_worn_and_told(tmp_path: Path) -> None:
    given = replace(settings(config=tmp_path / "is" / "no file"))
    (tmp_path / "is").write_text("")
    one = app(settings=given)
    async with one.run_test(notifications=True) as pilot:
        await shown(one, pilot)
        one.theme = "nord"
        await until(pilot, lambda: len(one._notifications) == 1)
        assert one.theme == "nord"
        assert HOME
