"""Measures an enrichment against a TMDB on loopback that answers 40 requests in any 10 s.

    python benchmarks/enriching.py [--films 400] [--latency 0.15] [--quick] [--json]

Prints the rate beside the allowed one, the refusals, and the requests for each film and series
beside the fewest that can say what it is. It takes as long as the pace says: 400 films without an
id are 800 requests, three and a half minutes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import figures
from figures import Figure, Floor
from made_library import title

from vidtui.demo.model import EpisodeRecord, FilmRecord, Records, SeasonRecord, SeriesRecord
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.jobs.base import CancelToken
from vidtui.jobs.enrich.job import EnrichJob
from vidtui.jobs.enrich.run import EnrichOptions, EnrichRun
from vidtui.jobs.import_.job import ImportJob
from vidtui.jobs.import_.run import ImportOptions
from vidtui.settings import model

WINDOW_S = 10.0
LIMIT = 40


def film(number: int) -> FilmRecord:
    """Return a made-up film of its own year."""
    year = 1950 + number % 70
    return FilmRecord(
        1000 + number,
        title(number),
        f"{year}-05-01",
        90 + number % 60,
        overviews={"en": "Made up.", "fr": "Inventé."},
        imdb_id=f"tt{9_000_000 + number}",
    )


def show(number: int, seasons: int, episodes: int) -> SeriesRecord:
    """Return a made-up series, its texts in French too."""
    return SeriesRecord(
        5000 + number,
        f"{title(7000 + number)} Files",
        tuple(
            SeasonRecord(
                season,
                tuple(
                    EpisodeRecord(
                        n,
                        f"{2000 + season}-01-{n:02d}",
                        45,
                        names={"en": f"Chapter {n}", "fr": f"Chapitre {n}"},
                        overviews={"en": "Made up.", "fr": "Inventé."},
                    )
                    for n in range(1, episodes + 1)
                ),
            )
            for season in range(1, seasons + 1)
        ),
    )


def put(folder: Path, name: str) -> None:
    """Write a file with content of its own."""
    path = folder / "storage" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(name.encode())


def prepare(folder: Path, films: list[FilmRecord], shows: list[SeriesRecord], *, ids: bool) -> None:
    """Lay out the files of the works."""
    for one in films:
        tag = f" {{tmdb-{one.id}}}" if ids else ""
        name = f"{one.title} ({one.release_date[:4]}){tag}"
        put(folder, f"Films/{name}/{name}.mkv")
    for series in shows:
        name = f"{series.name} ({series.first_air_date[:4]})"
        for season in series.seasons:
            for episode in season.episodes:
                mark = f"S{season.number:02d}E{episode.number:02d}"
                put(folder, f"Séries/{name}/Saison {season.number:02d}/{name} - {mark}.mkv")


def measure(
    films: list[FilmRecord], shows: list[SeriesRecord], latency: float, *, ids: bool = False
) -> tuple[EnrichRun, list[Request]]:
    """Import the works' files and enrich them; return the run and what was asked."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        prepare(folder, films, shows, ids=ids)
        with TmdbStandIn(Records(tuple(films), tuple(shows)), limit=LIMIT) as server:

            def slowly(_request: Request) -> Reply | None:
                server.closing.wait(latency)
                return None

            server.script("/", slowly)
            os.environ["VIDTUI_TMDB_TOKEN"] = server.token
            held = model.load(
                {
                    "storage": [str(folder / "storage")],
                    "tmdb.url": server.url,
                    "language": "fr",
                },
                config=folder / "config.toml",
                data_dir=folder / "data",
                env={},
            )
            list(ImportJob(held, ImportOptions(), CancelToken()).run())
            run = EnrichRun()
            for event in EnrichJob(held, EnrichOptions(), CancelToken()).run():
                run.feed(event)
            return run, list(server.requests)


def most_in_a_window(times: Sequence[float]) -> int:
    """Return the most requests in any closed ten seconds."""
    return max(sum(start <= one <= start + WINDOW_S for one in times) for start in times)


def pace(requests: Sequence[Request]) -> Iterator[Figure]:
    """Yield how near the run came to the allowed rate, and how often it was refused."""
    times = [request.time for request in requests]
    rate = (len(times) - 1) / (times[-1] - times[0]) * WINDOW_S
    yield Figure("pace", rate, "requests in 10 s", Floor("allowed", LIMIT), better="higher")
    most = most_in_a_window(times)
    yield Figure("most in any 10 s", most, "requests", goal=f"at most {LIMIT}")
    refused = sum(request.status == 429 for request in requests)
    yield Figure("refused", refused, "requests", goal="none")


def per_film(run: EnrichRun) -> float:
    """Return how many requests a film took."""
    return run.counts.film_requests / max(1, run.counts.asked_films)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    sizes = {"films": (400, 3), "by_id": (60, 2)}
    parser = figures.options(__doc__, sizes, by_id="films with an id in their names")
    parser.add_argument("--latency", type=float, default=0.15, help="seconds an answer takes")
    given = figures.parsed(parser, arguments)

    run, requests = measure([film(n) for n in range(given.films)], [], given.latency)
    assert run.started is not None
    found = list(pace(requests))
    notes = [
        f"{given.films} films by name: {run.counts.enriched} identified in {run.elapsed_s:.0f} s",
        f"announced: {run.started.requests} requests, {run.started.seconds:.0f} s",
    ]
    search = Floor("a search and the film", 2)
    found.append(Figure("a film by name", per_film(run), "requests", search))
    run, _requests = measure([film(n) for n in range(given.by_id)], [], given.latency, ids=True)
    found.append(Figure("a film by id", per_film(run), "requests", Floor("the film", 1)))
    for name, show_ in (("60 episodes", show(1, 5, 12)), ("16 seasons", show(2, 16, 4))):
        run, _requests = measure([], [show_], given.latency)
        asked = run.counts.series_requests
        floor = Floor("a search and the series", 2)
        found.append(Figure(f"a series of {name}", asked, "requests", floor))
    figures.publish("enriching", found, as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
