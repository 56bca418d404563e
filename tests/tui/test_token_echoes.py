"""A TMDB that says the token back, met by every command and by the app: it is left nowhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.records import film
from tests.support.running import run
from tests.support.secrets import ENCODED, TOKEN, traces_in
from tests.tui.fakes import until
from vidtui import i18n
from vidtui.cli import program as cli
from vidtui.demo.model import Records
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.errors import Exit
from vidtui.tui.app import VidtuiApp
from vidtui.tui.start import Opening
from vidtui.tui.widgets import VirtualList

WAYS = list(ENCODED.values())
SENSELESS = 4  # fewer in a row than make an outage


@pytest.fixture
def server(library: Library) -> Iterator[TmdbStandIn]:
    """Films of which it knows the first two, and says the token back when asked for the others."""
    known = tuple(film(n, f"Film {n:03d}", 2001) for n in (1, 2))

    def echo(request: Request) -> Reply | None:
        number = int(request.query["query"][-3:])
        if number <= len(known):
            return None
        said = WAYS[number % len(WAYS)](request.headers["authorization"].partition(" ")[2])
        if number <= len(known) + SENSELESS:
            hit = {"id": number, "title": said, "overview": said, "release_date": "2001-01-01"}
            return Reply.of({"results": [hit]})
        words = {"status_message": said} if number % 2 else {"errors": [said]}
        return Reply.of(words, 400 if number % 3 else 422, {"X-Echo": "Bearer " + TOKEN})

    with TmdbStandIn(Records(known), token=TOKEN, limit=None) as stand_in:
        library.films(len(known) + SENSELESS + len(WAYS))
        library.import_()
        library.use_tmdb(stand_in)
        stand_in.script("/search", echo)
        yield stand_in


def traces_below(folder: Path) -> dict[str, list[bytes]]:
    """Return by file what of the token is in the files of a folder."""
    paths = [Path(at, name) for at, _folders, names in os.walk(folder) for name in names]
    assert len(paths) >= 2
    return {str(path): found for path in paths if (found := traces_in(path.read_bytes()))}


async def test_it_is_left_nowhere(
    library: Library, server: TmdbStandIn, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    first = run("--batch", "enrich", "--json-lines", library=library)
    assert first.code in (Exit.ITEMS_FAILED, Exit.API)
    server.script("/movie", lambda _request: Reply.of({"id": 10, "title": TOKEN}))
    (group,) = library.query("SELECT id FROM media_group WHERE title = 'Film 010'")
    given = ["--batch", "--config", str(library.config), "--data-dir", str(library.data)]
    for command, code in (
        (("enrich", "--retry-failed"), Exit.ITEMS_FAILED),
        (("enrich", "--retry-failed", "--json"), Exit.ITEMS_FAILED),
        (("pending", "set", str(group["id"]), "tmdb:movie/10"), Exit.API),
        (("pending", "--json"), Exit.OK),
        (("journal",), Exit.OK),
        (("journal", "--json"), Exit.OK),
        (("check", "--json"), Exit.OK),
        (("check",), Exit.OK),
        (("db", "status", "--json"), Exit.OK),
        (("db", "backup"), Exit.OK),
    ):
        assert (command, cli.run([*given, *command])) == (command, code)
    out, err = capfdbinary.readouterr()
    said = first.out + first.err + out + err
    assert b"its words repeat the token" in said
    assert (
        b"vidtui: what answers repeats the token, and nothing of it was kept: is tmdb.url right?\n"
        in said
    )
    assert traces_in(said) == []
    assert traces_below(library.data) == {}
    (log,) = (library.data / "logs").iterdir()
    assert "repeat the token" in log.read_text()
    states = library.query("SELECT state, count(*) FROM media_group GROUP BY state")
    assert dict(map(tuple, states))["failed"] >= len(WAYS)

    i18n.use("en")
    app = VidtuiApp(library.settings(), Opening("queue"))
    async with app.run_test(size=(200, 60)) as pilot:
        shown = app.screen.query_one("#list", VirtualList)
        await until(pilot, lambda: len(shown.items) > len(WAYS))
        await pilot.press("G")
        await pilot.pause()
        picture = app.export_screenshot()
        assert "Film&#160;0" in picture
        assert traces_in(picture.replace("&#160;", " ").encode()) == []
