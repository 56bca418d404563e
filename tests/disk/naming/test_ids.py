from __future__ import annotations

import pytest

from vidtui.disk.naming.ids import edition_in, ids_in, strip_tags


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("Films/The Matrix (1999) {tmdb-603}.mkv", {"tmdb": "603"}),
        ("Films/The Matrix (1999) {tmdbid-603}.mkv", {"tmdb": "603"}),
        ("Films/The Matrix (1999) [tmdbid=603].mkv", {"tmdb": "603"}),
        ("Films/The Matrix (1999) [tmdbid-603].mkv", {"tmdb": "603"}),
        ("Films/The Matrix (1999) [TMDB-603].mkv", {"tmdb": "603"}),
        ("Films/The Matrix (1999) (tmdb=603).mkv", {"tmdb": "603"}),
        ("Films/The Matrix (1999) {tmdb 603}.mkv", {"tmdb": "603"}),
        ("Films/The Matrix (1999) [themoviedb:603].mkv", {"tmdb": "603"}),
        ("Films/The Matrix (1999) [imdbid-tt0133093].mkv", {"imdb": "tt0133093"}),
        ("Films/The Matrix (1999) [imdbid=tt0133093].mkv", {"imdb": "tt0133093"}),
        ("Films/The Matrix (1999) {imdb-tt0133093}.mkv", {"imdb": "tt0133093"}),
        ("Films/The Matrix (1999) {imdb-0133093}.mkv", {"imdb": "tt0133093"}),
        ("Films/The Matrix (1999) [tt0133093].mkv", {"imdb": "tt0133093"}),
        ("Films/The Matrix (1999) (tt0133093).mkv", {"imdb": "tt0133093"}),
        ("Films/The Matrix 1999 tt0133093.mkv", {"imdb": "tt0133093"}),
        ("Séries/Breaking Bad (2008) {tvdb-81189}/Saison 1/S01E01.mkv", {"tvdb": "81189"}),
        ("Séries/Breaking Bad (2008) [tvdbid=81189]/Saison 1/S01E01.mkv", {"tvdb": "81189"}),
        (
            "Films/The Matrix (1999) {tmdb-603} {imdb-tt0133093}/x.mkv",
            {"tmdb": "603", "imdb": "tt0133093"},
        ),
        ("Films/Set {tmdb-1}/The Matrix {tmdb-603}.mkv", {"tmdb": "603"}),
        ("Films/Set {tmdb-1} {tvdb-2}/The Matrix {tmdb-603}.mkv", {"tmdb": "603", "tvdb": "2"}),
    ],
)
def test_each_dialect_is_read(path: str, ids: dict[str, str]) -> None:
    assert ids_in(path) == ids


@pytest.mark.parametrize(
    "path",
    [
        "Films/1917 (2019).mkv",
        "Films/Manhattan (1979) [1080p].mkv",
        "Films/(500) jours ensemble (2009).mkv",
        "Films/tmdb.mkv",
        "Films/The tt123 Film.mkv",
        "Films/x {tmdb-0}.mkv",
        "Films/x {tmdb-}.mkv",
        "Films/x {tmdb-12345678901234567890}.mkv",
        "",
    ],
)
def test_what_is_no_id_gives_none(path: str) -> None:
    assert ids_in(path) == {}


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("The Matrix (1999) {tmdb-603}", "The Matrix (1999)"),
        ("The Matrix {imdb-tt0133093} (1999)", "The Matrix (1999)"),
        ("Blade Runner (1982) {edition-Final Cut}", "Blade Runner (1982)"),
        ("(500) jours ensemble (2009) [tmdbid=19913]", "(500) jours ensemble (2009)"),
        ("Manhattan (1979)", "Manhattan (1979)"),
    ],
)
def test_tags_are_taken_out(text: str, bare: str) -> None:
    assert strip_tags(text) == bare


def test_an_edition_tag_names_the_edition() -> None:
    assert edition_in("Blade Runner (1982) {edition-Final Cut}") == "Final Cut"
    assert edition_in("Blade Runner (1982) {tmdb-78}") is None
