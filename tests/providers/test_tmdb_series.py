"""Series, their seasons and episodes, over HTTP against the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.asking import ask
from tests.matching.asking import answer, appended, client
from vidtui.demo.model import EpisodeRecord, Records, SeasonRecord, SeriesRecord, Texts
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.providers import base
from vidtui.providers.base import (
    BadAnswer,
    EpisodeFacts,
    NotThere,
    Ref,
    SeasonFacts,
    Series,
    Text,
    TooLarge,
)
from vidtui.providers.tmdb.parse import PARTS
from vidtui.providers.tmdb.series import MOST_EPISODES, MOST_SEASONS

FULL: Texts = {"en": "full", "fr": "complet"}
ENGLISH: Texts = {"en": "full"}


@pytest.fixture
def tmdb() -> Iterator[TmdbStandIn]:
    with TmdbStandIn(limit=None) as stand_in:
        yield stand_in


def season(number: int, texts: Texts = FULL, episodes: int = 2) -> SeasonRecord:
    return SeasonRecord(
        number,
        tuple(
            EpisodeRecord(n, "2001-01-01", 40, names=texts, overviews=texts)
            for n in range(1, episodes + 1)
        ),
        overviews=texts,
    )


def serving(*seasons: SeasonRecord) -> TmdbStandIn:
    """Return a stand-in that knows one series, number 5."""
    series = SeriesRecord(5, "Long", seasons, overviews=FULL)
    return TmdbStandIn(Records(series=(series,)), limit=None)


def held(show: Series) -> list[int]:
    """Return the seasons whose episodes are known."""
    return [one.number for one in show.seasons if one.episodes is not None]


def seasons_asked(stand_in: TmdbStandIn) -> list[list[int]]:
    """Return the seasons that were appended to each question so far."""
    return [
        [int(name.removeprefix("season/")) for name in names if name.startswith("season/")]
        for names in appended(stand_in)
    ]


def languages(stand_in: TmdbStandIn) -> list[str]:
    return [request.query["language"] for request in stand_in.requests]


# What a series is


def test_a_whole_series_is_one_request(tmdb: TmdbStandIn) -> None:
    show = client(tmdb).series("1396")
    assert [request.path for request in tmdb.requests] == ["/tv/1396"]
    assert len(appended(tmdb)[0]) == 20
    assert set(PARTS) < set(appended(tmdb)[0])
    assert seasons_asked(tmdb) == [list(range(16))]
    assert show.ref == Ref("tmdb", "series", "1396")
    assert show.title == Text("Breaking Bad", "en")
    assert show.ids == {"tmdb": "1396", "imdb": "tt0903747", "tvdb": "81189"}
    assert (show.year, show.original_language) == (2008, "en")
    assert base.summary(show).makers == ("Vince Gilligan",)
    assert held(show) == [1, 2]
    first = show.seasons[0]
    assert (first.number, first.title, first.episode_count) == (1, "Season 1", 7)
    assert first.air_date == "2008-01-20"
    assert first.episodes is not None
    pilot = first.episodes[0]
    assert (pilot.number, pilot.title) == (1, Text("Pilot", "en-US"))
    assert (pilot.air_date, pilot.runtime) == ("2008-01-20", 47.0)


def test_the_head_of_a_series_is_one_request(tmdb: TmdbStandIn) -> None:
    show = client(tmdb, "fr").series_head("1396")
    assert appended(tmdb) == [list(PARTS)]
    assert languages(tmdb) == ["fr-FR"]
    assert [(one.number, one.episode_count) for one in show.seasons] == [(1, 7), (2, 13)]
    assert held(show) == []


def test_a_series_that_is_not_there(tmdb: TmdbStandIn) -> None:
    for question in (client(tmdb).series, client(tmdb).series_head):
        with pytest.raises(NotThere):
            question("603")


def test_the_title_of_a_series_falls_back() -> None:
    series = SeriesRecord(
        5, "星の風", (), original_language="ja", names={"fr-CA": "Vent"}, overviews={"en": "Wind."}
    )
    with TmdbStandIn(Records(series=(series,))) as stand_in:
        show = client(stand_in, "fr").series_head("5")
    assert show.title == Text("Vent", "fr-CA")
    assert show.overview == Text("Wind.", "en-US")
    assert show.titles == ("星の風", "Vent")
    assert show.seasons == ()


# As few questions as there can be


@pytest.mark.parametrize(
    ("likely", "expected"),
    [
        ((), list(range(16))),
        ((3, 1), [3, 1, 0, 2, *range(4, 16)]),
        ((40, 40, 2), [40, 2, 0, 1, *range(3, 15)]),
        ((-1, 10_000, True, 7), [7, *range(7), *range(8, 16)]),
        (range(30), list(range(16))),
    ],
)
def test_likely_seasons_come_first(
    tmdb: TmdbStandIn, likely: tuple[int, ...], expected: list[int]
) -> None:
    client(tmdb).series("1396", likely)
    assert seasons_asked(tmdb) == [expected]


@pytest.mark.parametrize(("count", "requests"), [(15, 1), (16, 2), (35, 2), (36, 3), (200, 11)])
def test_a_long_series_takes_one_request_for_each_twenty_seasons(count: int, requests: int) -> None:
    with serving(*(season(number) for number in range(count + 1))) as stand_in:
        show = client(stand_in).series("5")
    assert held(show) == list(range(count + 1))
    assert all(one.episodes and len(one.episodes) == 2 for one in show.seasons)
    assert len(stand_in.requests) == requests
    assert all(len(names) <= 20 for names in appended(stand_in))
    asked = [number for numbers in seasons_asked(stand_in) for number in numbers]
    assert len(asked) == len(set(asked))


def test_further_likely_seasons_are_asked_for_before_others() -> None:
    with serving(*(season(number) for number in range(50))) as stand_in:
        client(stand_in).series("5", range(30, 50))
    first, second, _third = seasons_asked(stand_in)
    assert first == list(range(30, 46))
    assert second == [46, 47, 48, 49, *range(16)]


def test_seasons_with_many_episodes_are_not_asked_for_at_once() -> None:
    with serving(*(season(number, episodes=150) for number in range(16, 24))) as stand_in:
        show = client(stand_in).series("5")
    assert held(show) == list(range(16, 24))
    assert seasons_asked(stand_in)[1:] == [[16, 17, 18, 19], [20, 21, 22, 23]]


# Answers that are too large


def test_a_large_series_is_asked_for_in_halves() -> None:
    with serving(*(season(number, episodes=10) for number in range(16))) as stand_in:
        show = client(stand_in, most=20_000).series("5")
    assert held(show) == list(range(16))
    asked = seasons_asked(stand_in)
    assert asked[0] == list(range(16))
    assert asked[1] == list(range(8))
    assert asked[2] == list(range(4))
    assert len(asked) < 12


def test_a_season_too_large_alone_keeps_its_head() -> None:
    seasons = [season(number, episodes=500 if number == 3 else 2) for number in range(1, 20)]
    with serving(*seasons) as stand_in:
        show = client(stand_in, most=50_000).series("5")
    assert held(show) == [1, 2, *range(4, 20)]
    giant = show.seasons[2]
    assert (giant.number, giant.episode_count, giant.episodes) == (3, 500, None)
    assert len(stand_in.requests) < 15


def test_a_series_too_large_without_any_season(tmdb: TmdbStandIn) -> None:
    with pytest.raises(TooLarge):
        client(tmdb, most=100).series("1396")
    assert seasons_asked(tmdb)[-1] == []
    assert len(tmdb.requests) == 6


# Texts in the user's language


def test_texts_that_are_all_there_cost_nothing() -> None:
    with serving(season(1), season(2)) as stand_in:
        show = client(stand_in, "fr").series("5")
    assert languages(stand_in) == ["fr-FR"]
    assert show.seasons[0].overview == Text("complet", "fr-FR")


@pytest.mark.parametrize(
    ("names", "overviews"), [({"en": "Pilot"}, FULL), (FULL, {"en": "Once."}), (ENGLISH, ENGLISH)]
)
def test_texts_that_are_missing_are_asked_for_in_english(names: Texts, overviews: Texts) -> None:
    lacking = SeasonRecord(1, (EpisodeRecord(3, names=names, overviews=overviews),))
    with serving(lacking, season(2)) as stand_in:
        show = client(stand_in, "fr").series("5")
    assert languages(stand_in) == ["fr-FR", "en-US"]
    assert appended(stand_in)[1] == ["season/1"]
    assert show.seasons[0].episodes == (
        EpisodeFacts(
            3,
            Text("complet", "fr-FR") if "fr" in names else Text(names["en"], "en-US"),
            Text("complet", "fr-FR") if "fr" in overviews else Text(overviews["en"], "en-US"),
        ),
    )


def test_what_english_lacks_too_stays_missing() -> None:
    with serving(season(1, {})) as stand_in:
        show = client(stand_in, "fr").series("5")
    assert languages(stand_in) == ["fr-FR", "en-US"]
    assert show.seasons[0].episodes is not None
    first = show.seasons[0].episodes[0]
    assert (first.title, first.overview, first.runtime) == (None, None, 40.0)
    assert show.seasons[0].title == "Saison 1"


def test_english_is_not_asked_for_twice() -> None:
    with serving(season(1, {})) as stand_in:
        client(stand_in, "en").series("5")
    assert languages(stand_in) == ["en-US"]


def test_only_likely_seasons_need_their_texts() -> None:
    with serving(season(1), season(2, ENGLISH)) as stand_in:
        client(stand_in, "fr").series("5", [1])
    assert languages(stand_in) == ["fr-FR"]


def test_others_come_along_in_the_same_question() -> None:
    with serving(season(0, ENGLISH), season(1), season(2, ENGLISH)) as stand_in:
        show = client(stand_in, "fr").series("5", [2])
    assert seasons_asked(stand_in)[1:] == [[2, 0]]
    assert show.seasons[0].overview == Text("full", "en-US")


def test_the_english_round_is_for_twenty_seasons() -> None:
    with serving(*(season(number, ENGLISH) for number in range(60))) as stand_in:
        show = client(stand_in, "fr").series("5", [50])
    assert languages(stand_in) == ["fr-FR"] * 4 + ["en-US"]
    assert seasons_asked(stand_in)[-1] == [50, *range(19)]
    assert show.seasons[50].overview == Text("full", "en-US")
    assert show.seasons[59].overview is None


def test_the_english_round_ends_after_twenty_seasons() -> None:
    with serving(*(season(number, ENGLISH) for number in range(60))) as stand_in:
        client(stand_in, "fr").series("5")
    assert languages(stand_in) == ["fr-FR"] * 4 + ["en-US"]


def test_an_english_season_that_is_too_large_is_done_without() -> None:
    with serving(season(1, {"en": "full " * 2000}, episodes=5)) as stand_in:
        show = client(stand_in, "fr", most=20_000).series("5")
    assert languages(stand_in) == ["fr-FR", "en-US"]
    assert show.seasons[0].episodes is not None
    assert len(show.seasons[0].episodes) == 5


@pytest.mark.parametrize(
    ("name", "is_name"),
    [
        ("Episode 3", False),
        ("Épisode 3", False),
        ("E\u0301pisode 3", False),
        ("episode 13", False),
        ("Épisode n° 3", False),
        ("", False),
        (None, False),
        (3, False),
        ("Episode", True),
        ("The Third Episode 3", True),
        ("Episode 3: The End", True),
        ("3", True),
    ],
)
def test_a_number_is_no_title(tmdb: TmdbStandIn, name: object, is_name: bool) -> None:
    episode = {"episode_number": 3, "name": name, "overview": "x"}
    show = changed(tmdb, **{"season/1": {"season_number": 1, "episodes": [episode]}})
    assert show.seasons[0].episodes is not None
    assert bool(show.seasons[0].episodes[0].title) == is_name


# Hostile answers


def real(tmdb: TmdbStandIn) -> dict[str, Any]:
    """Return the stand-in's own answer about Breaking Bad, to change it."""
    names = ",".join((*PARTS, "season/1", "season/2"))
    body: dict[str, Any] = ask(tmdb, "/tv/1396", append_to_response=names)[1]
    tmdb.requests.clear()
    return body


def changed(tmdb: TmdbStandIn, **changes: object) -> Series:
    """Return the series of an answer with other fields."""
    answer(tmdb, "/tv/1396", real(tmdb) | changes)
    return client(tmdb).series("1396")


ALIENS: list[Any] = [None, True, -1, 1.5, float("nan"), 10**400, "x", [], {}, [None, [], {}]]


@pytest.mark.parametrize("alien", ALIENS, ids=repr)
def test_bad_fields_are_dropped(tmdb: TmdbStandIn, alien: object) -> None:
    body = dict.fromkeys(real(tmdb), alien) | {"id": 1396, "name": "Breaking Bad"}
    answer(tmdb, "/tv/1396", body)
    show = client(tmdb, "fr").series("1396")
    assert show.title.value == "Breaking Bad"
    assert (show.year, show.countries, show.crew, show.seasons) == (None, (), (), ())
    assert show.ids == {"tmdb": "1396"}


@pytest.mark.parametrize("alien", ALIENS, ids=repr)
def test_a_bad_season_costs_one_more_question_and_keeps_its_head(
    tmdb: TmdbStandIn, alien: object
) -> None:
    show = changed(tmdb, **{"season/1": alien})
    assert held(show) == [2]
    assert [one.number for one in show.seasons] == [1, 2]
    assert show.seasons[0].episode_count == 7
    assert seasons_asked(tmdb)[1:] == [[1]]


def test_a_season_that_was_left_out_is_asked_for_again(tmdb: TmdbStandIn) -> None:
    body = real(tmdb)
    del body["season/1"]
    tmdb.script("/tv/1396", lambda _: Reply.of(body) if len(tmdb.requests) == 1 else None)
    assert held(client(tmdb).series("1396")) == [1, 2]
    assert len(tmdb.requests) == 2


@pytest.mark.parametrize(
    ("key", "alien"),
    [(key, alien) for key in ("air_date", "runtime", "overview") for alien in ALIENS],
    ids=repr,
)
def test_bad_fields_of_episodes_are_dropped(tmdb: TmdbStandIn, key: str, alien: object) -> None:
    episode = {"episode_number": 1, "name": "Pilot", key: alien}
    show = changed(tmdb, **{"season/1": {"season_number": 1, "episodes": [episode]}})
    assert show.seasons[0].episodes is not None
    (found,) = show.seasons[0].episodes
    assert found.title == Text("Pilot", "en-US")
    assert found.air_date is None
    assert found.runtime == (1.5 if (key, alien) == ("runtime", 1.5) else None)
    assert found.overview == (Text("x", "en-US") if (key, alien) == ("overview", "x") else None)


def test_episodes_of_absurd_or_double_number_are_dropped(tmdb: TmdbStandIn) -> None:
    numbers: list[Any] = [2, None, -1, True, "4", 1.0, 10**9, 2, 1, 0]
    episodes = [{"episode_number": number, "name": f"No. {i}"} for i, number in enumerate(numbers)]
    show = changed(tmdb, **{"season/1": {"season_number": 1, "episodes": [None, 7, *episodes]}})
    assert show.seasons[0].episodes is not None
    assert [(one.number, one.title) for one in show.seasons[0].episodes] == [
        (0, Text("No. 9", "en-US")),
        (1, Text("No. 8", "en-US")),
        (2, Text("No. 0", "en-US")),
    ]


def test_seasons_of_absurd_or_double_number_are_dropped(tmdb: TmdbStandIn) -> None:
    numbers: list[Any] = [2, None, -1, True, "4", 1.0, 10_000, 2, 1]
    seasons = [{"season_number": number, "name": f"No. {i}"} for i, number in enumerate(numbers)]
    show = changed(tmdb, seasons=[None, 7, *seasons], **{"season/1": None, "season/2": None})
    assert show.seasons == (SeasonFacts(1, "No. 8"), SeasonFacts(2, "No. 0"))


def test_a_season_under_another_number_is_dropped(tmdb: TmdbStandIn) -> None:
    body = real(tmdb)
    assert held(changed(tmdb, **{"season/1": body["season/2"]})) == [2]


def test_a_season_without_episodes_yet_keeps_their_count(tmdb: TmdbStandIn) -> None:
    show = changed(tmdb, **{"season/1": {"season_number": 1, "episodes": []}})
    assert (show.seasons[0].episode_count, show.seasons[0].episodes) == (7, ())
    assert len(tmdb.requests) == 1


def test_a_season_beyond_the_list_is_kept(tmdb: TmdbStandIn) -> None:
    show = changed(tmdb, seasons=[])
    assert held(show) == [1, 2]
    assert show.seasons[0].episode_count == 7
    assert len(tmdb.requests) == 1


def test_huge_lists_are_cut(tmdb: TmdbStandIn) -> None:
    episodes = [{"episode_number": number} for number in range(MOST_EPISODES + 500)]
    seasons = [{"season_number": number} for number in range(MOST_SEASONS + 500)]
    body = {"id": 1396, "name": "BB", "seasons": seasons, "season/1": {"episodes": episodes}}
    answer(tmdb, "/tv/1396", body)
    show = client(tmdb).series("1396")
    assert len(show.seasons) == MOST_SEASONS
    assert show.seasons[1].episodes is not None
    assert len(show.seasons[1].episodes) == MOST_EPISODES
    assert len(tmdb.requests) <= 1 + MOST_SEASONS / 20


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 1397},
        {"id": None},
        {"id": True},
        {"id": [1396]},
        {"name": None, "original_name": None},
        {"name": "", "original_name": 5},
    ],
)
def test_an_answer_without_id_or_title_or_about_another_series(
    tmdb: TmdbStandIn, changes: dict[str, object]
) -> None:
    answer(tmdb, "/tv/1396", real(tmdb) | changes)
    for question in (client(tmdb).series, client(tmdb).series_head):
        with pytest.raises(BadAnswer):
            question("1396")


@pytest.mark.parametrize("body", [{"id": 6}, {"id": None}, {}, [], None])
def test_a_further_answer_about_another_series(body: object) -> None:
    def responder(request: Request) -> Reply | None:
        return Reply.of(body) if len(stand_in.requests) > 1 else None

    with serving(*(season(number) for number in range(20))) as stand_in:
        stand_in.script("/tv/5", responder)
        with pytest.raises(BadAnswer):
            client(stand_in).series("5")


def test_an_id_as_text_and_a_hostile_title(tmdb: TmdbStandIn) -> None:
    show = changed(tmdb, id="1396", name="\0../../etc\ud800", original_name="\x1b[31m")
    assert show.ref.id == "1396"
    assert show.title.value == "\ufffd../../etc\ufffd"
    assert show.original_title == "\x1b[31m"
