"""Works for a TMDB of the test's own."""

from __future__ import annotations

from vidtui.demo.model import EpisodeRecord, FilmRecord, Person, Records, SeasonRecord, SeriesRecord


def film(id_: int, title: str, year: int, **more: object) -> FilmRecord:
    """Return a film with all that enrichment stores."""
    facts: dict[str, object] = {
        "runtime": 100,
        "overviews": {"en": f"About {title}.", "fr": f"Sur {title}."},
        "imdb_id": f"tt{id_:07}",
        "directors": ("Ana Maker",),
        "cast": (Person("Bo Actor", "Hero"),),
        "genres": (18,),
        "poster_path": "/poster.jpg",
    }
    return FilmRecord(id_, title, f"{year}-06-01", **facts | more)  # type: ignore[arg-type]


def show(
    id_: int, name: str, first_year: int, seasons: dict[int, int], **more: object
) -> SeriesRecord:
    """Return a series; ``seasons`` says how many episodes each has."""
    made = tuple(
        SeasonRecord(
            season,
            tuple(
                EpisodeRecord(
                    number,
                    f"{first_year + max(0, season - 1)}-01-{number % 28 + 1:02d}",
                    45,
                    names={"en": f"Chapter {season}.{number}", "fr": f"Chapitre {season}.{number}"},
                    overviews={"en": f"About {number}.", "fr": f"Sur {number}."},
                )
                for number in range(1, count + 1)
            ),
        )
        for season, count in seasons.items()
    )
    facts: dict[str, object] = {
        "overviews": {"en": f"About {name}.", "fr": f"Sur {name}."},
        "imdb_id": f"tt{id_:07}",
        "tvdb_id": id_ + 1,
        "creators": ("Ana Maker",),
    }
    return SeriesRecord(id_, name, made, **facts | more)  # type: ignore[arg-type]


FILMS = (
    film(603, "The Matrix", 1999, titles={"fr": "Matrix"}, imdb_id="tt0133093"),
    film(841, "Dune", 1984),
    film(438631, "Dune", 2021),
    film(194, "Le Fabuleux Destin d'Amélie Poulain", 2001, original_language="fr"),
    film(348, "Alien", 1979, titles={"fr": "Alien, le huitième passager"}),
    film(679, "Aliens", 1986),
    film(9001, "Twins", 1988),
    film(9002, "Twins", 1988),
)
SHOWS = (
    show(1396, "Breaking Bad", 2008, {0: 3, 1: 7, 2: 13, 3: 13}),
    show(2316, "The Office", 2005, {1: 6, 2: 22, 3: 23}, countries=("US",)),
    show(2996, "The Office", 2001, {1: 6, 2: 6}, countries=("GB",)),
)
RECORDS = Records(FILMS, SHOWS)
