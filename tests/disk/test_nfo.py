from __future__ import annotations

import random
import time

import pytest

from vidtui.disk.nfo import NFO_LIMIT, Nfo, read_nfo

MOVIE = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<movie>
    <title>L&apos;été &amp; moi</title>
    <year>1999</year>
    <uniqueid type="tmdb" default="true">603</uniqueid>
    <uniqueid type="imdb">tt0133093</uniqueid>
    <actor><name>X</name><tmdbid>6384</tmdbid><id>tt9999999</id></actor>
    <set><name>Saga</name><tmdbid>2344</tmdbid></set>
</movie>
"""


def test_kodi_xml() -> None:
    nfo = read_nfo(MOVIE.encode())
    assert nfo == Nfo("movie", {"tmdb": "603", "imdb": "tt0133093"}, "L'été & moi", 1999)


@pytest.mark.parametrize(
    ("text", "scope", "ids"),
    [
        ("<movie><tmdbid>603</tmdbid><imdbid>tt0133093</imdbid></movie>",
         "movie", {"tmdb": "603", "imdb": "tt0133093"}),
        ("<movie><id>tt0133093</id></movie>", "movie", {"imdb": "tt0133093"}),
        ("<movie><id TMDB='603'>tt0133093</id></movie>", "movie", {"imdb": "tt0133093"}),
        ("<movie><imdb_id>TT0133093</imdb_id></movie>", "movie", {"imdb": "tt0133093"}),
        ("<movie><id>603</id></movie>", "movie", {}),
        ("<tvshow><uniqueid type='tvdb'>81189</uniqueid></tvshow>", "tvshow", {"tvdb": "81189"}),
        ("<tvshow><tvdbid>81189</tvdbid><id>81189</id></tvshow>", "tvshow", {"tvdb": "81189"}),
        ("<movie><uniqueid type=\"tmdb\">0</uniqueid><tmdbid>-1</tmdbid></movie>", "movie", {}),
        ("<movie><uniqueid type='unknown'>77</uniqueid></movie>", "movie", {}),
        ("<movie><uniqueid>77</uniqueid></movie>", "movie", {}),
        ("<movie><!-- <tmdbid>1</tmdbid> --><tmdbid>2</tmdbid></movie>", "movie", {"tmdb": "2"}),
        ("<movie><tmdbid><![CDATA[603]]></tmdbid></movie>", "movie", {"tmdb": "603"}),
        ("https://www.themoviedb.org/movie/603-the-matrix", "movie", {"tmdb": "603"}),
        ("https://www.themoviedb.org/tv/1396-breaking-bad?language=fr", "tvshow", {"tmdb": "1396"}),
        ("https://www.imdb.com/title/tt0133093/", None, {"imdb": "tt0133093"}),
        ("http://www.imdb.com/fr/title/tt0133093", None, {"imdb": "tt0133093"}),
        ("http://thetvdb.com/?tab=series&id=81189", None, {"tvdb": "81189"}),
        ("https://www.thetvdb.com/dereferrer/series/81189", None, {"tvdb": "81189"}),
        ("https://thetvdb.com/series/breaking-bad", None, {}),
        ("\ufeffhttps://www.themoviedb.org/movie/603", "movie", {"tmdb": "603"}),
        ("Some release notes\n\n...imdb.com/title/tt0133093...\n", None, {"imdb": "tt0133093"}),
        ("just words", None, {}),
        ("", None, {}),
    ],
)  # fmt: skip
def test_each_form(text: str, scope: str | None, ids: dict[str, str]) -> None:
    nfo = read_nfo(text.encode())
    assert (nfo.scope, nfo.ids) == (scope, ids)


def test_xml_followed_by_an_address() -> None:
    nfo = read_nfo(
        b"<movie><title>Matrix</title></movie>\nhttps://www.themoviedb.org/movie/603-the-matrix"
    )
    assert nfo == Nfo("movie", {"tmdb": "603"}, "Matrix")


def test_what_the_xml_says_beats_the_address() -> None:
    nfo = read_nfo(b"<movie><tmdbid>603</tmdbid></movie>\nhttps://www.themoviedb.org/movie/1-other")
    assert nfo.ids == {"tmdb": "603"}


def test_a_films_nfo_takes_no_shows_address() -> None:
    nfo = read_nfo(b"<movie><title>X</title></movie>\nhttps://www.themoviedb.org/tv/1396")
    assert nfo.ids == {}


def test_an_episodes_ids_are_told_apart_from_its_shows() -> None:
    nfo = read_nfo(
        b"<episodedetails><title>Pilot</title><season>1</season><episode>1</episode>"
        b"<uniqueid type='tvdb'>349232</uniqueid></episodedetails>"
        b"\nhttps://www.themoviedb.org/tv/1396"
    )
    assert nfo == Nfo("episode", {"tvdb": "349232"}, "Pilot")
    address = b"https://www.themoviedb.org/tv/1396-breaking-bad/season/1/episode/1"
    assert read_nfo(address) == Nfo("episode")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", None),
        ("latin-1", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-8-sig", "UTF-8"),
    ],
)
def test_encodings(encoding: str, declared: str | None) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = f"{head}<movie><title>L'été meurtrier</title><tmdbid>1</tmdbid></movie>"
    nfo = read_nfo(text.encode(encoding))
    assert (nfo.title, nfo.ids) == ("L'été meurtrier", {"tmdb": "1"})


@pytest.mark.parametrize(
    "text",
    [
        "<movie><title>A & B</title><tmdbid>603</tmdbid>",
        "<movie><title>A</titel><tmdbid>603</tmdbid></movie></movie>",
        "<?xml <movie><tmdbid>603</tmdbid",
        "<movie>\x00<tmdbid>603</tmdbid></movie>",
        "<movie><actor><name>never closed <tmdbid>603</tmdbid></movie>",
    ],
)
def test_malformed_xml_still_gives_its_ids(text: str) -> None:
    assert read_nfo(text.encode()).ids == {"tmdb": "603"}


def test_entities_are_never_expanded_nor_fetched() -> None:
    bomb = """<?xml version="1.0"?>
    <!DOCTYPE movie [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
    <!ENTITY c SYSTEM "file:///etc/passwd">]>
    <movie><title>&b;&c;</title><tmdbid>603</tmdbid><imdbid>&c;</imdbid></movie>"""
    assert read_nfo(bomb.encode()) == Nfo("movie", {"tmdb": "603"}, "&b;&c;")


def test_only_the_head_of_a_large_file_is_read() -> None:
    head = b"<movie><title>X</title><tmdbid>603</tmdbid><plot>"
    late = head + b"\xc3\xa9" * NFO_LIMIT + b"</plot><imdbid>tt0133093</imdbid></movie>"
    assert read_nfo(late) == Nfo("movie", {"tmdb": "603"}, "X")


@pytest.mark.parametrize(
    "chunk",
    [b"<!--", b"<actor>", b"<uniqueid ", b"<title>", b"<![CDATA[", b"<", b"&", b"<movie>",
     b"a" * 16, b"<title>" + b" " * 600, b"<tmdbid>" + b" " * 90, b"\n" * 90 + b"<",
     b"themoviedb.org/tv/1", b"thetvdb.com/?", b"<tmdbid>", b"<?xml encoding=", b"<actor><set>"],
)  # fmt: skip
def test_repetition_does_not_stall(chunk: bytes) -> None:
    began = time.process_time()
    read_nfo(b"<movie>" + chunk * (10_000_000 // len(chunk)))
    assert time.process_time() - began < 5


def test_any_bytes_are_read() -> None:
    rng = random.Random(5)
    pieces = [
        b"<movie>",
        b"<tmdbid>",
        b"603",
        b"</",
        b">",
        b"<!--",
        b"\xff",
        b"\x00",
        b"tt0133093",
        b"\xc3",
    ]
    for _ in range(500):
        data = b"".join(rng.choice(pieces) for _ in range(rng.randrange(30)))
        nfo = read_nfo(data)
        assert set(nfo.ids) <= {"tmdb", "imdb", "tvdb"}
        assert all(value.isascii() and value.isalnum() for value in nfo.ids.values())
