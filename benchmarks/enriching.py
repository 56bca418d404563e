"""Measures an enrichment against a TMDB on loopback that answers 40 requests in any 10 s.

    python benchmarks/enriching.py [--films 400] [--latency 0.15]

Prints the rate against the allowed one, the refusals, the requests for each film and series, and
how long a thousand more groups in the catalogue take to list. It takes as long as the pace says:
400 films without an id are 800 requests, three and a half minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from datetime import date
from pathlib import Path

from made_library import title

from vidtui import settings
from vidtui.demo.model import EpisodeRecord, FilmRecord, Records, SeasonRecord, SeriesRecord
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.jobs.enrich_events import EnrichOptions, EnrichRun
from vidtui.jobs.enriching import EnrichJob
from vidtui.jobs.events import Cancel
from vidtui.jobs.importing import ImportJob, ImportOptions

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
            held = settings.load(
                {
                    "storage": [str(folder / "storage")],
                    "tmdb.url": server.url,
                    "language": "fr",
                },
                config=folder / "config.toml",
                data_dir=folder / "data",
                env={},
            )
            list(ImportJob(held, ImportOptions(), Cancel()).run())
            run = EnrichRun()
            for event in EnrichJob(held, EnrichOptions(), Cancel()).run():
                run.feed(event)
            return run, list(server.requests)


def most_in_a_window(times: list[float]) -> int:
    """Return the most requests in any closed ten seconds."""
    return max(sum(start <= one <= start + WINDOW_S for one in times) for start in times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=400)
    parser.add_argument("--latency", type=float, default=0.15, help="seconds an answer takes")
    options = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {date.today()}")

    begun = time.monotonic()
    run, requests = measure([film(n) for n in range(options.films)], [], options.latency)
    times = [request.time for request in requests]
    rate = (len(times) - 1) / (times[-1] - times[0]) * WINDOW_S
    counts = run.counts
    refused = sum(request.status == 429 for request in requests)
    print(f"{options.films} films by name: {counts.enriched} identified in {run.elapsed_s:.0f} s")
    print(f"  {rate:.2f} requests in 10 s, {rate / LIMIT:.1%} of the allowed rate")
    print(f"  most in any 10 s: {most_in_a_window(times)}; answers 429: {refused}")
    print(f"  requests a film: {counts.film_requests / max(1, counts.asked_films):.3f}")
    assert run.started is not None
    print(f"  announced: {run.started.requests} requests, {run.started.seconds:.0f} s")

    run, _requests = measure([film(n) for n in range(60)], [], options.latency, ids=True)
    counts = run.counts
    print(
        f"60 films by id: requests a film: {counts.film_requests / max(1, counts.asked_films):.3f}"
    )

    run, _requests = measure([], [show(1, 5, 12)], options.latency)
    print(f"a series of 60 episodes: {run.counts.series_requests} requests")
    run, _requests = measure([], [show(2, 16, 4)], options.latency)
    print(f"a series of 16 seasons: {run.counts.series_requests} requests")
    print(f"({time.monotonic() - begun:.0f} s in all)")


if __name__ == "__main__":
    main()
