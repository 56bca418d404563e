"""Posters over real HTTP: what is asked for, what is kept, and what a bad server gets away with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library
from tests.support.running import run
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.demo.tmdb.posters import drawn
from vidtui.demo.tmdb.server import Reply
from vidtui.jobs.base import CancelToken
from vidtui.providers import pictures
from vidtui.providers.pictures import MOST_BYTES, Pictures
from vidtui.settings import model
from vidtui.settings.model import Posters, Settings

PATH = "/abc.jpg"
NAME = "/t/p/w342/abc.jpg"
JPEG = b"\xff\xd8\xff" + b"x" * 1000


@pytest.fixture
def server() -> Iterator[TmdbStandIn]:
    with TmdbStandIn() as one:
        yield one


def settings(folder: Path, server: TmdbStandIn, show: Posters = "on", mib: int = 200) -> Settings:
    held = model.load(config=folder / "c.toml", data_dir=folder, env={})
    return replace(held, posters_show=show, posters_url=server.posters_url, posters_cache_mib=mib)


def get(given: Settings, path: str = PATH) -> pictures.Found:
    return Pictures(given).get(path, CancelToken())


def kept(folder: Path) -> list[str]:
    place = folder / "cache" / "posters"
    return sorted(os.listdir(place)) if place.exists() else []


def test_a_poster_is_asked_for_once_without_a_token_and_kept(
    tmp_path: Path, server: TmdbStandIn
) -> None:
    given = settings(tmp_path, server)
    assert get(given).data == drawn("abc.jpg") == get(given).data
    (asked,) = server.requests
    assert asked.path == NAME
    assert "authorization" not in asked.headers
    assert "cookie" not in asked.headers
    assert len(kept(tmp_path)) == 1
    assert get(settings(tmp_path, server, "cache-only")).data == drawn("abc.jpg")


def test_only_what_is_kept_is_shown_where_nothing_may_be_asked(
    tmp_path: Path, server: TmdbStandIn
) -> None:
    for show in ("cache-only", "off"):
        assert get(settings(tmp_path, server, show)) == (None, "")
    assert server.requests == []


@pytest.mark.parametrize("path", ["", "/../../etc/passwd", "/a.jpg?x=1", "//evil/a.jpg", "/a.svg"])
def test_what_is_no_path_of_a_picture_is_not_asked_for(
    tmp_path: Path, server: TmdbStandIn, path: str
) -> None:
    assert get(settings(tmp_path, server), path) == (None, "")
    assert server.requests == []


FAULTS: dict[str, tuple[Callable[[Any], Reply], bool]] = {
    "another host": (lambda _r: Reply(302, {"Location": "http://127.0.0.1:9/x.jpg"}), True),
    "an error": (lambda _r: Reply(500), True),
    "too large": (lambda _r: Reply(200, {}, b"\xff\xd8\xff" + b"x" * MOST_BYTES), True),
    "never ends": (lambda _r: Reply(200, {}, iter(lambda: JPEG * 100, b"")), True),
    "cut off": (lambda _r: Reply(200, {"Content-Length": "99999"}, JPEG, "reset"), True),
    "no answer": (lambda _r: Reply(0, end="reset"), True),
    "not there": (lambda _r: Reply(404), False),
    "a page": (lambda _r: Reply(200, {}, b"<html>\x1b[31m"), False),
}
"""By what is wrong with an answer: what sends it, and whether a person is told."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_answer_is_no_poster_and_is_not_asked_for_again(
    tmp_path: Path, server: TmdbStandIn, fault: str
) -> None:
    answer, is_told = FAULTS[fault]
    server.script("/t/p/", answer)
    asking = Pictures(settings(tmp_path, server))
    found = asking.get(PATH, CancelToken())
    assert found.data is None
    assert bool(found.problem) is is_told
    assert "\n" not in found.problem
    assert "\x1b" not in found.problem
    assert asking.get(PATH, CancelToken()) == (None, "")
    assert len(server.requests) == 1
    assert kept(tmp_path) == []


def test_an_answer_that_dribbles_is_not_waited_for(
    tmp_path: Path, server: TmdbStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "TOTAL_S", 0.2)

    def dribble(_request: Any) -> Reply:
        def pieces() -> Iterator[bytes]:
            yield JPEG
            server.closing.wait()

        return Reply(200, {}, pieces())

    server.script("/t/p/", dribble)
    assert "within 0.2 s" in get(settings(tmp_path, server)).problem


def test_no_more_is_kept_than_may_be_and_nothing_of_others_is_dropped(
    tmp_path: Path, server: TmdbStandIn
) -> None:
    server.script("/t/p/", lambda _r: Reply(200, {}, b"\xff\xd8\xff" + b"x" * 300_000))
    place = tmp_path / "cache" / "posters"
    place.mkdir(parents=True, mode=0o700)
    (place / "holiday.jpg").write_bytes(b"y" * 2_000_000)
    (place / ("f" * 32)).symlink_to(place / "holiday.jpg")
    asking = Pictures(settings(tmp_path, server, mib=1))
    for number in range(6):
        assert asking.get(f"/p{number}.jpg", CancelToken()).data
        os.utime(asking._file(f"/p{number}.jpg"), (number, number))
    held = [name for name in kept(tmp_path) if name not in ("holiday.jpg", "f" * 32)]
    assert 2 <= len(held) <= 3
    assert asking._file("/p5.jpg").name in held
    assert (place / "holiday.jpg").stat().st_size == 2_000_000
    assert (place / ("f" * 32)).is_symlink()


def test_a_folder_that_cannot_be_written_costs_the_keeping_alone(
    tmp_path: Path, server: TmdbStandIn
) -> None:
    (tmp_path / "cache").write_text("a file")
    found = get(settings(tmp_path, server))
    assert found.data == drawn("abc.jpg")
    assert found.problem
    assert get(settings(tmp_path / "other", server, mib=0)).problem == ""
    assert kept(tmp_path / "other") == []


def test_what_the_settings_say(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text(
        '[posters]\nshow = "on"\nurl = "http://nas/t/p/"\ncache_mib = 5\nadult = true\n'
    )
    held = model.load(config=config, data_dir=tmp_path, env={})
    assert (held.posters_show, held.posters_url) == ("on", "http://nas/t/p")
    assert (held.posters_cache_mib, held.posters_adult) == (5, True)
    assert held.cache_dir == tmp_path / "cache"
    assert model.load(config=tmp_path / "none", env={}).posters_show == "off"


def test_all_are_fetched_in_one_go_as_long_as_there_is_room(
    library: Library, server: TmdbStandIn
) -> None:
    library.use_tmdb(server)
    names = ("The Matrix (1999)", "Alien (1979)", "Dune (1984)")
    for name in names:
        library.put(f"Films/{name}/{name}.mkv")
    library.import_()
    text = library.config.read_text("utf-8")
    library.config.write_text(f'{text}\n[posters]\nurl = "{server.posters_url}"\n', "utf-8")
    done = run("--batch", "enrich", "--posters", "--json", library=library)
    assert done.json["notices"][-1] == "3 posters fetched"
    again = run("--batch", "enrich", "--posters", "--json", library=library)
    assert again.json["notices"][-1] == "0 posters fetched"
    asked = [one for one in server.requests if one.path.startswith("/t/p/")]
    assert len(asked) == 3
    assert not any("authorization" in one.headers for one in asked)
