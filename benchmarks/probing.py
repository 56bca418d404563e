"""Measures how fast technical facts are read, beside ``MediaInfo.parse`` in as many processes.

    python benchmarks/probing.py [--files 2000] [--quick] [--json]

The files are the headers of films with sound and subtitles, in the cache. The bare loop opens each
by its path and keeps nothing; ours is the whole job: the catalogue is asked and written.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import figures
import made_library
from figures import Figure, Floor, timed

from vidtui.demo.truth import matroska
from vidtui.disk.prober import processes
from vidtui.jobs.base import CancelToken
from vidtui.jobs.probe.job import ProbeJob
from vidtui.jobs.probe.run import ProbeOptions, ProbeRun


def make(folder: Path, count: int) -> list[str]:
    """Write the films and import them; return their paths."""
    paths = []
    for number in range(count):
        path = folder / "storage" / "Films" / f"{made_library.title(number)} (2001).mkv"
        path.parent.mkdir(parents=True, exist_ok=True)
        seed = str(number).encode()
        path.write_bytes(matroska(6000, seed, audio=("fre", "eng"), subtitles=("fre",)))
        paths.append(str(path))
    made_library.imported(folder)
    return paths


def parse(path: str) -> int:
    """Read one file as MediaInfo does by itself."""
    from pymediainfo import MediaInfo

    return len(MediaInfo.parse(path).tracks)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    given = figures.parsed(figures.options(__doc__, {"files": (2000, 100)}), arguments)
    with figures.workspace(None) as folder:
        paths = make(folder, given.files)
        settings = made_library.loaded(folder)
        run = ProbeRun()

        def ours() -> None:
            for event in ProbeJob(settings, ProbeOptions(), CancelToken()).run():
                run.feed(event)

        count = processes()
        with ProcessPoolExecutor(count, initializer=os.nice, initargs=(19,)) as pool:
            list(pool.map(parse, paths[: 2 * count]))
            bare = timed(lambda: list(pool.map(parse, paths, chunksize=20)))
        spent = timed(ours)
    if run.counts.probed != given.files:
        raise SystemExit(f"{run.counts} of {given.files}")
    floor = Floor(f"MediaInfo.parse in {count} processes", given.files / bare)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = [
        Figure(
            "files probed", given.files / spent, "/s", floor, "higher", "at least 90 % of the floor"
        ),
        Figure("peak memory", peak, "MiB", goal="at most 300"),
    ]
    figures.publish("probing", found, as_json=given.json, notes=[f"{given.files} files"])


if __name__ == "__main__":
    main()
