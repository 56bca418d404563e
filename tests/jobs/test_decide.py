"""A person's answers: written at once, taken back at any time, never asked for again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.eventful import copied, enriched_once
from tests.support.library import Library
from tests.support.records import RECORDS
from vidtui.catalogue import group_details
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.group_details import Details
from vidtui.catalogue.models import Group, MediaFile
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.jobs import asking
from vidtui.jobs.base import CancelToken
from vidtui.jobs.decide import Decisions, retry
from vidtui.jobs.undo import last_run, undo
from vidtui.matching import reasons
from vidtui.providers.base import Ref

TWINS = "Films/Twins (1988)/Twins (1988).mkv"
OFFICE = "Séries/The Office/Saison 01/The Office - S01E0{}.mkv"
MATRIX = "Films/The Matrix (1999)/The Matrix (1999).mkv"


@pytest.fixture(scope="module")
def enriched(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library that was imported and enriched once: two films and a series wait."""
    names = (TWINS, OFFICE.format(1), OFFICE.format(2), MATRIX, "Films/Dune/Dune.mkv")
    return enriched_once(tmp_path_factory.mktemp("enriched"), names)


@pytest.fixture
def library(enriched: Library, tmp_path: Path) -> Library:
    """A copy of it, to change."""
    return copied(enriched, tmp_path / "library")


@pytest.fixture
def server(library: Library) -> Iterator[TmdbStandIn]:
    """A TMDB that nobody has asked yet."""
    with TmdbStandIn(RECORDS, limit=None) as stand_in:
        library.use_tmdb(stand_in)
        yield stand_in


@pytest.fixture
def catalogue(library: Library, server: TmdbStandIn) -> Catalogue:
    return open_catalogue(library.database)


def group(library: Library, title: str) -> int:
    return int(library.query("SELECT id FROM media_group WHERE title = ?", title)[0][0])


def state(library: Library, title: str) -> tuple[str, str | None]:
    (row,) = library.query("SELECT state, error FROM media_group WHERE title = ?", title)
    return row["state"], row["error"]


def answer(library: Library, title: str) -> str | None:
    (row,) = library.query(
        "SELECT coalesce(m.provider_id, s.provider_id) FROM media_group g"
        " LEFT JOIN movie m ON m.id = g.movie_id LEFT JOIN series s ON s.id = g.series_id"
        " WHERE g.title = ?",
        title,
    )
    return row[0]  # type: ignore[no-any-return]


def details(catalogue: Catalogue, number: int) -> Details:
    with catalogue.session():
        held = group_details.details(number)
    assert held is not None
    return held


def test_what_waits_is_listed_with_its_proposals(catalogue: Catalogue, library: Library) -> None:
    with catalogue.session():
        waiting = {one.title: one for one in group_details.waiting()}
    assert {title: one.reason for title, one in waiting.items()} == {
        "Twins": reasons.SEVERAL,
        "The Office": reasons.SEVERAL,
        "Dune": reasons.NO_YEAR,
    }
    assert waiting["The Office"].files == 2
    assert waiting["Twins"].best == "Twins (1988)"
    held = details(catalogue, group(library, "Twins"))
    assert [choice.ref for choice in held.choices] == [
        Ref("tmdb", "film", "9001"),
        Ref("tmdb", "film", "9002"),
    ]
    assert held.choices[0].work.makers == ("Ana Maker",)
    assert held.choices[0].work.runtime == 100
    assert held.files[0].path == library.path(TWINS)


def test_a_film_whose_details_are_known_is_settled_at_once(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    answered = Decisions(catalogue).accept(group(library, "Twins"), Ref("tmdb", "film", "9002"))
    assert answered.state == "enriched"
    assert answer(library, "Twins") == "9002"
    assert server.requests == []
    library.enrich()
    assert server.requests == []


def test_a_series_is_settled_by_one_answer_and_one_request(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    office = group(library, "The Office")
    answered = Decisions(catalogue).accept(office, Ref("tmdb", "series", "2996"))
    assert answered.state == "queued"
    run = library.enrich(only=(office,))
    assert (run.counts.enriched, run.counts.requests) == (1, 1)
    assert answer(library, "The Office") == "2996"
    assert library.query("SELECT count(*) FROM file_episode WHERE episode_id IS NULL")[0][0] == 0
    assert [choice.chosen for choice in details(catalogue, office).choices][:2] == ["person", None]


def test_an_answer_goes_before_all_that_waits(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    library.put("Films/Alien (1979) {tmdb-348}/Alien (1979).mkv")
    library.import_()
    Decisions(catalogue).accept(group(library, "The Office"), Ref("tmdb", "series", "2316"))
    library.enrich(limit=1)
    assert [request.path for request in server.requests] == ["/tv/2316"]


def test_rejected_answers_never_come_back(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    number = group(library, "Dune")
    Decisions(catalogue).reject(number)
    assert state(library, "Dune") == ("pending", reasons.NONE_FITS)
    with catalogue.session(), catalogue.transaction():
        from vidtui.catalogue import group_state

        group_state.set_state(number, "queued")
    library.enrich()
    assert state(library, "Dune") == ("pending", reasons.NONE_FITS)
    assert all(choice.rejected for choice in details(catalogue, number).choices)


def test_a_wrong_automatic_answer_is_reopened(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    number = group(library, "The Matrix")
    assert answer(library, "The Matrix") == "603"
    Decisions(catalogue).reopen(number)
    assert state(library, "The Matrix") == ("pending", reasons.NONE_FITS)
    assert answer(library, "The Matrix") is None
    assert all(choice.rejected for choice in details(catalogue, number).choices)


def test_reopening_a_series_unlinks_its_episodes(library: Library, server: TmdbStandIn) -> None:
    library.put("Séries/Breaking Bad (2008)/Saison 01/Breaking Bad (2008) - S01E01.mkv")
    library.import_()
    library.enrich()
    linked = "SELECT count(*) FROM file_episode WHERE episode_id IS NOT NULL"
    assert library.query(linked)[0][0] == 1
    sitting = Decisions(open_catalogue(library.database))
    sitting.reopen(group(library, "Breaking Bad"))
    assert library.query(linked)[0][0] == 0
    sitting.undo()
    assert library.query(linked)[0][0] == 1
    assert answer(library, "Breaking Bad") == "1396"


def test_ignored_is_not_asked_about_again(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    Decisions(catalogue).ignore(group(library, "Dune"))
    assert state(library, "Dune")[0] == "ignored"
    library.enrich(retry_failed=True, retry_not_found=True)
    assert server.requests == []


@pytest.mark.parametrize("verb", ["accept", "accept a series", "reject", "ignore", "reopen"])
def test_every_answer_can_be_taken_back(verb: str, catalogue: Catalogue, library: Library) -> None:
    before = [tuple(row) for row in library.query(EVERYTHING)]
    sitting = Decisions(catalogue)
    match verb:
        case "accept":
            sitting.accept(group(library, "Twins"), Ref("tmdb", "film", "9001"))
        case "accept a series":
            sitting.accept(group(library, "The Office"), Ref("tmdb", "series", "2996"))
        case "reject":
            sitting.reject(group(library, "Twins"))
        case "ignore":
            sitting.ignore(group(library, "Twins"))
        case "reopen":
            sitting.reopen(group(library, "The Matrix"))
    assert [tuple(row) for row in library.query(EVERYTHING)] != before
    assert sitting.undo() is not None
    assert [tuple(row) for row in library.query(EVERYTHING)] == before
    assert sitting.undo() is None


EVERYTHING = (
    "SELECT g.title, g.state, g.error, g.movie_id, g.series_id, c.provider_id, c.chosen,"
    " c.rejected FROM media_group g LEFT JOIN candidate c ON c.group_id = g.id ORDER BY 1, 6"
)


def test_undo_goes_back_several_answers(catalogue: Catalogue, library: Library) -> None:
    sitting = Decisions(catalogue)
    before = [tuple(row) for row in library.query(EVERYTHING)]
    sitting.accept(group(library, "Twins"), Ref("tmdb", "film", "9001"))
    sitting.ignore(group(library, "Dune"))
    sitting.reject(group(library, "The Office"))
    assert [sitting.undo() for _each in range(4)] == ["The Office", "Dune", "Twins", None]
    assert [tuple(row) for row in library.query(EVERYTHING)] == before


def test_undo_after_the_details_came(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    sitting = Decisions(catalogue)
    sitting.accept(group(library, "The Office"), Ref("tmdb", "series", "2316"))
    library.enrich()
    assert answer(library, "The Office") == "2316"
    sitting.undo()
    assert state(library, "The Office") == ("pending", reasons.SEVERAL)
    assert answer(library, "The Office") is None


def test_undo_refuses_what_has_changed_since(catalogue: Catalogue, library: Library) -> None:
    sitting, other = Decisions(catalogue), Decisions(catalogue)
    sitting.ignore(group(library, "Dune"))
    sitting.accept(group(library, "Twins"), Ref("tmdb", "film", "9001"))
    other.accept(group(library, "Twins"), Ref("tmdb", "film", "9002"))
    with pytest.raises(SafetyRefusal, match="changed since"):
        sitting.undo()
    assert answer(library, "Twins") == "9002"
    assert sitting.undo() == "Dune"


def test_a_sitting_is_a_run_that_undo_knows(catalogue: Catalogue, library: Library) -> None:
    sitting = Decisions(catalogue)
    sitting.accept(group(library, "Twins"), Ref("tmdb", "film", "9001"))
    sitting.ignore(group(library, "Dune"))
    settings = library.settings()
    preview = undo(catalogue, settings, last_run(catalogue), dry_run=True)
    assert len(preview) == 2
    assert state(library, "Dune")[0] == "ignored"
    undo(catalogue, settings, last_run(catalogue), dry_run=False)
    assert state(library, "Dune")[0] == state(library, "Twins")[0] == "pending"


@pytest.mark.parametrize("ref", [Ref("tmdb", "film", "1"), Ref("tmdb", "series", "9001")])
def test_what_is_no_proposal_is_refused(ref: Ref, catalogue: Catalogue, library: Library) -> None:
    before = [tuple(row) for row in library.query(EVERYTHING)]
    with pytest.raises(UsageProblem):
        Decisions(catalogue).accept(group(library, "Twins"), ref)
    with pytest.raises(UsageProblem):
        Decisions(catalogue).ignore(999_999)
    assert [tuple(row) for row in library.query(EVERYTHING)] == before


class TestAsking:
    """A person searches, or names a work by its id."""

    @pytest.mark.parametrize(
        ("text", "id_"),
        [
            ("841", "841"),
            ("tmdb:841", "841"),
            ("https://www.themoviedb.org/movie/841-dune", "841"),
            ("tt0133093", "603"),
        ],
    )
    def test_an_id_is_fetched_and_settles(
        self, text: str, id_: str, catalogue: Catalogue, library: Library, server: TmdbStandIn
    ) -> None:
        work = asking.look_up(library.settings(), "film", text, CancelToken())
        assert len(server.requests) == 1
        answered = Decisions(catalogue).accept_work(group(library, "Dune"), work)
        assert answered.state == "enriched"
        assert answer(library, "Dune") == id_

    def test_a_series_by_its_imdb_id(self, library: Library, server: TmdbStandIn) -> None:
        work = asking.look_up(library.settings(), "series", "tt0001396", CancelToken())
        assert work.ref == Ref("tmdb", "series", "1396")

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("film", "https://www.themoviedb.org/tv/1396"),
            ("series", "tmdb:movie/603"),
            ("series", "tt9999999"),
            ("unknown", "603"),
            ("film", "what?"),
            ("film", ""),
        ],
    )
    def test_what_names_no_such_work(
        self, kind: str, text: str, library: Library, server: TmdbStandIn
    ) -> None:
        with pytest.raises(UsageProblem) as caught:
            asking.look_up(library.settings(), kind, text, CancelToken())
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        ("kind", "text", "told"),
        [
            ("series", "603", "603 is a film, The Matrix, and these files are a series"),
            ("film", "1396", "1396 is a series, Breaking Bad, and these files are a film"),
            ("series", "999999", "TMDB knows no such work: 999999"),
        ],
    )
    def test_an_id_of_the_other_kind_is_told_so(
        self, kind: str, text: str, told: str, library: Library, server: TmdbStandIn
    ) -> None:
        with pytest.raises(UsageProblem) as caught:
            asking.look_up(library.settings(), kind, text, CancelToken())
        assert str(caught.value) == told

    def test_a_search_looks_for_both_where_the_kind_is_unknown(
        self, library: Library, server: TmdbStandIn
    ) -> None:
        found = asking.search(library.settings(), "unknown", "Dune", CancelToken())
        assert {hit.ref.id for hit in found} == {"841", "438631"}
        assert [request.path for request in server.requests] == ["/search/movie", "/search/tv"]

    def test_a_hit_is_accepted_and_its_details_follow(
        self, catalogue: Catalogue, library: Library, server: TmdbStandIn
    ) -> None:
        (hit,) = (
            hit
            for hit in asking.search(library.settings(), "film", "Alien", CancelToken())
            if hit.ref.id == "348"
        )
        number = group(library, "Dune")
        assert Decisions(catalogue).accept_work(number, hit).state == "queued"
        library.enrich()
        assert answer(library, "Dune") == "348"
        work = json.loads(
            library.query(
                "SELECT work FROM candidate WHERE chosen IS NOT NULL AND group_id = ?", number
            )[0][0]
        )
        assert work["title"] == "Alien"


def test_retrying_queues_what_failed(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    with catalogue.session(), catalogue.transaction():
        from vidtui.catalogue import group_state

        group_state.fail(group(library, "Dune"), 0, "because")
        group_state.fail(group(library, "Twins"), 0, "because")
    assert retry(catalogue, [group(library, "Dune")]) == 1
    assert retry(catalogue, None) == 1
    assert state(library, "Dune") == ("queued", None)


def test_a_decided_file_of_unknown_type_needs_no_more_attention(
    library: Library, server: TmdbStandIn
) -> None:
    library.put("Divers/The Matrix (1999).mkv")
    library.put("Divers/Noël 2016.mkv")
    assert library.import_().counts.unknown == 2
    library.enrich()
    sitting = Decisions(open_catalogue(library.database))
    (film, home) = (
        row[0]
        for row in library.query(
            "SELECT id FROM media_group WHERE kind = 'unknown' ORDER BY title DESC"
        )
    )
    sitting.accept(film, Ref("tmdb", "film", "603"))
    sitting.ignore(home)
    assert library.import_().counts.unknown == 0


@pytest.mark.parametrize("verb", ["ignore", "accept", "forget"])
def test_an_answer_given_while_tmdb_is_asked_stands(
    verb: str, catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    library.put("Films/Alien (1979)/Alien (1979).mkv")
    library.import_()
    number = group(library, "Alien")
    work = asking.look_up(library.settings(), "film", "841", CancelToken())

    def decide(_request: Request) -> None:
        match verb:
            case "ignore":
                Decisions(catalogue).ignore(number)
            case "accept":
                Decisions(catalogue).accept_work(number, work)
            case "forget":
                with catalogue.session(), catalogue.transaction():
                    MediaFile.update(group=None).where(MediaFile.group == number).execute()
                    Group.delete().where(Group.id == number).execute()

    server.script("/movie/348", decide)
    run = library.enrich()
    assert run.phase == "finished"
    assert run.counts.done == 0
    held = library.query("SELECT state FROM media_group WHERE id = ?", number)
    expected = {"ignore": ["ignored"], "accept": ["enriched"], "forget": []}[verb]
    assert [row["state"] for row in held] == expected
    if verb == "accept":
        assert answer(library, "Alien") == "841"


class TestWhenTmdbFails:
    """An answer whose details cannot be fetched stands, and can be taken back."""

    @pytest.mark.parametrize("status", [404, 422, 500])
    def test_an_accepted_work(
        self, status: int, catalogue: Catalogue, library: Library, server: TmdbStandIn
    ) -> None:
        office = group(library, "The Office")
        sitting = Decisions(catalogue)
        sitting.ignore(group(library, "Dune"))
        sitting.accept(office, Ref("tmdb", "series", "2996"))
        body = {"status_code": 34, "status_message": "no", "success": False}
        server.script("/tv/2996", lambda _request: Reply.of(body, status))
        library.enrich()
        assert state(library, "The Office")[0] == "failed"
        assert details(catalogue, office).choices[0].chosen == "person"
        assert sitting.undo() == "The Office"
        assert state(library, "The Office") == ("pending", reasons.SEVERAL)
        assert sitting.undo() == "Dune"

    def test_a_known_series_that_has_new_episodes(
        self, library: Library, server: TmdbStandIn
    ) -> None:
        name = "Séries/Breaking Bad (2008)/Saison 01/Breaking Bad (2008) - S01E0{}.mkv"
        library.put(name.format(1))
        library.import_()
        library.enrich()
        library.put(name.format(9))
        library.import_()
        server.script("/tv/1396", lambda _request: Reply.of({"status_message": "no"}, 404))
        library.enrich()
        assert answer(library, "Breaking Bad") == "1396"
        assert state(library, "Breaking Bad")[0] == "enriched"


def test_undoing_a_mistaken_id_leaves_no_proposal_of_it(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    number = group(library, "Dune")
    before = details(catalogue, number).choices
    sitting = Decisions(catalogue)
    for id_ in ("603", "841"):
        work = asking.look_up(library.settings(), "film", id_, CancelToken())
        sitting.accept_work(number, work)
        sitting.undo()
    assert details(catalogue, number).choices == before


def test_undo_does_not_touch_another_group_with_the_same_number(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    sitting = Decisions(catalogue)
    number = group(library, "Dune")
    sitting.reject(number)
    with catalogue.session(), catalogue.transaction():
        Group.update(key="another", title="Another").where(Group.id == number).execute()
    with pytest.raises(SafetyRefusal):
        sitting.undo()
    assert state(library, "Another") == ("pending", reasons.NONE_FITS)


def test_what_cannot_be_undone_keeps_nothing_else_from_it(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    sitting = Decisions(catalogue)
    sitting.ignore(group(library, "Dune"))
    sitting.accept(group(library, "Twins"), Ref("tmdb", "film", "9001"))
    run = last_run(catalogue)
    Decisions(catalogue).accept(group(library, "Twins"), Ref("tmdb", "film", "9002"))
    for dry_run in (True, False):
        undone = undo(catalogue, library.settings(), run, dry_run=dry_run)
        assert [one.refused for one in undone] == [True, False]
        assert state(library, "Dune")[0] == ("ignored" if dry_run else "pending")


def test_a_dry_run_of_two_answers_about_one_group(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    sitting = Decisions(catalogue)
    sitting.ignore(group(library, "Dune"))
    sitting.reject(group(library, "Dune"))
    preview = undo(catalogue, library.settings(), last_run(catalogue), dry_run=True)
    assert [one.refused for one in preview] == [False, False]
    assert state(library, "Dune") == ("pending", reasons.NONE_FITS)


def test_none_of_nothing_is_asked_again_on_demand(
    catalogue: Catalogue, library: Library, server: TmdbStandIn
) -> None:
    Decisions(catalogue).reject(group(library, "Dune"))
    library.enrich(retry_not_found=True)
    assert [request.path for request in server.requests][:1] == ["/search/movie"]
