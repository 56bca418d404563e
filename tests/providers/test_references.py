"""What a person may type to name a work."""

from __future__ import annotations

from typing import Literal

import pytest

from vidtui.errors import UsageProblem
from vidtui.providers.references import Reference, parse

Kind = Literal["film", "series", "unknown"]
FILM = Reference("tmdb", "603", "film")
SERIES = Reference("tmdb", "1396", "series")
TVDB = Reference("tvdb", "81189", "series")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("603", Reference("tmdb", "603", None)),
        ("  tmdb:603 ", Reference("tmdb", "603", None)),
        ("TMDB:603", Reference("tmdb", "603", None)),
        ("0603", Reference("tmdb", "603", None)),
        ("movie/603", FILM),
        ("tmdb:movie/603", FILM),
        ("tmdb:movie/603-the-matrix", FILM),
        ("tmdb:tv/1396", SERIES),
        ("https://www.themoviedb.org/movie/603-the-matrix?language=fr", FILM),
        ("https://www.themoviedb.org/movie/603", FILM),
        ("themoviedb.org/movie/603/", FILM),
        ("HTTPS://WWW.TheMovieDB.org/Movie/603#top", FILM),
        ("https://www.themoviedb.org/tv/1396-breaking-bad/season/1", SERIES),
        ("https://www.themoviedb.org/tv/1396-%C3%A9té/season/1/episode/2", SERIES),
        ("tt0133093", Reference("imdb", "tt0133093", None)),
        ("TT0133093", Reference("imdb", "tt0133093", None)),
        ("imdb:tt0133093", Reference("imdb", "tt0133093", None)),
        ("imdb:133093", Reference("imdb", "tt0133093", None)),
        ("https://www.imdb.com/title/tt0133093/", Reference("imdb", "tt0133093", None)),
        ("https://m.imdb.com/title/tt0133093/?ref_=x", Reference("imdb", "tt0133093", None)),
        ("https://www.imdb.com/fr/title/tt0133093/", Reference("imdb", "tt0133093", None)),
        ("tvdb:81189", TVDB),
        ("https://www.thetvdb.com/dereferrer/series/81189", TVDB),
    ],
)
def test_what_names_a_work(text: str, expected: Reference) -> None:
    assert parse(text, "unknown") == expected


@pytest.mark.parametrize("text", ["603", "tmdb:603", "tt0133093", "imdb:tt0133093"])
@pytest.mark.parametrize("kind", ["film", "series"])
def test_what_has_no_kind_takes_that_of_the_group(
    text: str, kind: Literal["film", "series"]
) -> None:
    assert parse(text, kind).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("tmdb:movie/603", "film"), ("tmdb:tv/1396", "series"), ("tvdb:81189", "series")],
)
def test_the_same_kind_is_taken(text: str, kind: Literal["film", "series"]) -> None:
    assert parse(text, kind).kind == kind


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("tmdb:tv/1396", "film", "is a series"),
        ("https://www.themoviedb.org/tv/1396", "film", "is a series"),
        ("tvdb:81189", "film", "is a series"),
        ("tmdb:movie/603", "series", "is a film"),
        ("https://www.themoviedb.org/movie/603-the-matrix", "series", "is a film"),
    ],
)
def test_the_other_kind_is_refused(text: str, kind: Kind, says: str) -> None:
    with pytest.raises(UsageProblem, match=says) as caught:
        parse(text, kind)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["film", "series", "unknown"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "The Matrix",
        "0",
        "-603",
        "6.03",
        "603 604",
        "٦٠٣",
        "９９",
        "2147483648",
        "9" * 5000,
        "tt",
        "tt0000000",
        "tt" + "1" * 13,
        "tmdb:",
        "tmdb:person/603",
        "movie/603/../../etc",
        "tvdb:x",
        "nm0000206",
        "https://www.themoviedb.org/person/6384-keanu-reeves",
        "https://www.themoviedb.org/movie/603abc",
        "https://www.themoviedb.org.evil.org/movie/603",
        "https://evil.org/https://www.themoviedb.org/movie/603",
        "ftp://www.themoviedb.org/movie/603",
        "https://www.imdb.com/name/nm0000206/",
        "\x1b]0;owned\x07\u202e",
    ],
)
def test_junk_is_told_what_is_accepted(text: str, kind: Kind) -> None:
    with pytest.raises(UsageProblem) as caught:
        parse(text, kind)
    message = str(caught.value)
    assert "tmdb:movie/603" in message
    assert len(message) < 250
    assert message.isprintable()
