"""Groups as the Queue and Pending screens meet them, from facts that never change."""

from __future__ import annotations

from typing import Any

from tests.tui.fakes import NOW, STORAGE
from tests.tui.scenes import CATALOGUE
from vidtui.catalogue.group_details import Choice, Details, HeldEpisode, HeldFile, Waiting
from vidtui.catalogue.queue import Row
from vidtui.jobs.base import Finished
from vidtui.jobs.enrich.run import (
    EnrichCounts,
    EnrichEvent,
    EnrichProgress,
    EnrichStarted,
    EnrichStopped,
    GroupFailed,
)
from vidtui.matching import reasons
from vidtui.providers.base import Film, Hit, Ref, Summary, Text

GIB = 1 << 30
DUNE = (
    "Paul Atreides, a gifted young man born into a great destiny, must travel to the most "
    "dangerous planet in the universe to ensure the future of his family and his people."
)


def parts(title: str, year: int, wanted: int | None, **rest: Any) -> dict[str, Any]:
    how = "missing" if wanted is None else "same" if year == wanted else "off"
    return {
        "title": {"value": 1.0, "same": True, "how": "localised", "title": title},
        "year": {"value": 1.0, "how": how, "work": year, "wanted": wanted},
        "vetoes": ["year"] if how == "off" else [],
    } | rest


def choice(
    number: int,
    title: str,
    year: int,
    score: float,
    *,
    wanted: int | None = None,
    kind: Any = "film",
    maker: str = "",
    runtime: float | None = None,
    overview: str = "",
    seasons: int | None = None,
    original: str = "",
    chosen: str | None = None,
    **rest: Any,
) -> Choice:
    work = Summary(
        title,
        original or title,
        year,
        runtime,
        (maker,) if maker else (),
        ("US",),
        seasons,
        overview,
    )
    ref = Ref("tmdb", kind, str(number))
    return Choice(ref, score, parts(title, year, wanted, **rest), work, chosen, False)


def film_file(name: str, size: float = 8.4, runtime: float | None = None) -> HeldFile:
    path = STORAGE + b"/Films/" + name.encode()
    return HeldFile(path, int(size * GIB), False, (), runtime)


def details(
    group: int,
    title: str,
    year: int | None,
    *choices: Choice,
    kind: str = "film",
    state: str = "pending",
    error: str | None = None,
    files: tuple[HeldFile, ...] = (),
    attempts: int = 0,
    next_try: int | None = None,
    answer: dict[str, Any] | None = None,
    **evidence: Any,
) -> Details:
    return Details(
        group,
        kind,
        title,
        year,
        state,
        error,
        attempts,
        next_try,
        None,
        {"titles": [title]} | evidence,
        files or (film_file(f"{title} ({year})/{title}.mkv"),),
        choices,
        answer,
        NOW if answer else None,
    )


def episodes(season: int, numbers: range, *, unknown: tuple[int, ...] = ()) -> list[HeldFile]:
    return [
        HeldFile(
            STORAGE
            + f"/Séries/Kaamelott/Saison {season}/Kaamelott S{season:02d}E{at:02d}.mkv".encode(),
            GIB // 4,
            False,
            (HeldEpisode(season, at, None, at not in unknown, None),),
            7.0,
        )
        for at in numbers
    ]


FILMS: list[Details] = [
    details(
        1,
        "Dune",
        None,
        choice(
            438631,
            "Dune",
            2021,
            0.84,
            maker="Denis Villeneuve",
            runtime=155,
            overview=DUNE,
            original="Dune: Part One",
            runtime_fits=True,
        ),
        choice(841, "Dune", 1984, 0.83, maker="David Lynch", runtime=137),
        error=reasons.SEVERAL,
        files=(film_file("Dune.MULTi.1080p.BluRay.x264-ABC/Dune.MULTi.1080p.mkv", 8.4, 155),),
    ),
    details(
        2,
        "The Mummy",
        2000,
        choice(564, "The Mummy", 1999, 0.81, wanted=1999, maker="Stephen Sommers", runtime=125),
        choice(282035, "The Mummy", 2017, 0.42, wanted=2000, maker="Alex Kurtzman", runtime=110),
        error=reasons.SEVERAL,
    ),
    details(
        3,
        "Kaamelott",
        2005,
        choice(
            13380,
            "Kaamelott",
            2004,
            0.9,
            kind="series",
            wanted=2005,
            maker="Alexandre Astier",
            seasons=6,
            overview="The daily life of King Arthur and his knights, who look for the Grail.",
        ),
        kind="series",
        error=reasons.UNSURE,
        files=tuple(episodes(1, range(1, 101))),
    ),
    details(4, "Vacances 2011", None, error=reasons.NOTHING_FOUND),
]


def wait(held: Details) -> Waiting:
    first = next((one for one in held.choices if not one.rejected), None)
    return Waiting(
        held.id,
        held.kind,
        held.title,
        held.year,
        held.error or "",
        len(held.files),
        f"{first.work.title} ({first.work.year})" if first else None,
        first.score if first else None,
    )


def many(count: int) -> list[Details]:
    return [
        details(
            100 + at,
            f"Film {at:02d}",
            2000,
            choice(1000 + at, f"Film {at:02d}", 2000, 0.8, wanted=2000),
            choice(2000 + at, f"Film {at:02d} II", 2000, 0.5, wanted=2000),
            error=reasons.SEVERAL,
        )
        for at in range(count)
    ]


def row(
    group: int,
    title: str,
    year: int | None = None,
    state: str = "queued",
    *,
    kind: str = "film",
    attempts: int = 0,
    next_try: int | None = None,
    error: str | None = None,
    changed: int = NOW - 60,
    answer: str | None = None,
    answer_year: int | None = None,
) -> Row:
    return Row(
        group, kind, title, year, state, attempts, next_try, error, changed, answer, answer_year
    )


TIMED_OUT = "no answer in time from api.themoviedb.org"
ROWS: list[Row] = [
    row(11, "Alien", 1979, "enriched", answer="Alien", answer_year=1979),
    row(12, "Au nom de la terre", 2019, "failed", attempts=2, next_try=NOW + 7200, error=TIMED_OUT),
    row(1, "Dune", None, "pending", error=reasons.SEVERAL),
    row(13, "Heat", 1995),
    row(14, "Kaamelott", 2005, "enriched", kind="series", answer="Kaamelott", answer_year=2005),
    row(15, "Le Fabuleux Destin d’Amélie Poulain", 2001),
    row(4, "Vacances 2011", None, "ignored"),
    row(16, "千と千尋の神隠し", 2001, "enriched", answer="Le Voyage de Chihiro", answer_year=2001),
]
ROW_DETAILS: list[Details] = [
    details(
        11,
        "Alien",
        1979,
        choice(
            348,
            "Alien",
            1979,
            1.0,
            wanted=1979,
            maker="Ridley Scott",
            runtime=117,
            chosen="rule",
            overview="On the way home, the crew of the Nostromo answers a call for help.",
        ),
        state="enriched",
        answer={"ids": {"tmdb": "348", "imdb": "tt0078748"}, "overview": None},
    ),
    details(
        12,
        "Au nom de la terre",
        2019,
        state="failed",
        error=TIMED_OUT,
        attempts=2,
        next_try=NOW + 7200,
        files=(film_file("Au nom de la terre (2019)/Au.nom.de.la.terre.2019.mkv", 4.2),),
        country="FR",
    ),
    details(
        14,
        "Kaamelott",
        2005,
        choice(13380, "Kaamelott", 2005, 1.0, wanted=2005, kind="series", seasons=6, chosen="id"),
        kind="series",
        state="enriched",
        files=tuple(episodes(1, range(1, 101), unknown=(99, 100))),
        answer={"ids": {"tmdb": "13380"}, "overview": ["The daily life of King Arthur.", "en"]},
    ),
    FILMS[0],
]

COUNTS = EnrichCounts(
    enriched=343,
    pending=31,
    not_found=12,
    failed=2,
    requests=752,
    films=310,
    asked_films=341,
    film_requests=668,
    series=33,
    asked_series=35,
    series_requests=84,
)
STARTED = EnrichStarted("enrich", CATALOGUE, 1108, 96, 0, 2290, 587.0)
ASKING: list[EnrichEvent] = [
    STARTED,
    EnrichProgress(376, 1204, COUNTS, ("Heat", "Le Fabuleux Destin d’Amélie Poulain")),
]
FAILURE = GroupFailed(12, "Au nom de la terre", TIMED_OUT)
FINISHED = Finished(COUNTS, cancelled=False, seconds=183.0)
OUTAGE: list[EnrichEvent] = [
    *ASKING,
    EnrichStopped("outage", TIMED_OUT),
    Finished(
        EnrichCounts(enriched=343, pending=31, failed=2, put_back=5, requests=760),
        cancelled=False,
        seconds=183.0,
    ),
]
DENIED: list[EnrichEvent] = [
    STARTED,
    EnrichStopped("denied", "Invalid API key: You must be granted a valid key."),
    Finished(EnrichCounts(requests=1), cancelled=False, seconds=1.0),
]
HITS = [
    Hit(Ref("tmdb", "film", "438631"), "Dune", "Dune: Part One", 2021, DUNE, ("US", "CA")),
    Hit(Ref("tmdb", "film", "841"), "Dune", "Dune", 1984, "In the far future…", ("US",)),
    Hit(Ref("tmdb", "film", "41059"), "Dune Drifter", "Dune Drifter", 2020, "", ("GB",)),
]
FOUND = Film(
    ref=Ref("tmdb", "film", "603"),
    title=Text("Matrix", "fr"),
    original_title="The Matrix",
    original_language="en",
    year=1999,
    overview=Text("Thomas Anderson is two men.", "en"),
    countries=("US",),
    runtime=136.0,
)
