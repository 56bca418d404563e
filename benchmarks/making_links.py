"""Measures the making of links: the plan, the links, the way back; medians of 3 runs.

    python benchmarks/making_links.py [--links 100000] [--unlinked 20000] [--quick] [--json]

The plan stands beside ``find -printf '%p %l'`` and one ``stat`` through each link. The links stand
beside a bare loop of ``mkdir`` and ``os.symlink`` in the same folders, with one ``fsync`` for each
500; taking them back beside one of ``os.unlink`` and ``rmdir``.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import figures
from figures import Figure, Floor, timed
from made_library import SIZE, imported, loaded, title
from repairing import find_and_stat

from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import (
    Episode,
    FileEpisode,
    Group,
    MediaFile,
    Movie,
    Season,
    SeriesRow,
)
from vidtui.catalogue.sql import write_many
from vidtui.jobs import undo
from vidtui.jobs.base import CancelToken
from vidtui.jobs.link.find import LinkFindJob
from vidtui.jobs.link.linking import Linking
from vidtui.jobs.link.model import LinkDecision, LinkOutcome, LinkPlan
from vidtui.jobs.link.run import LinkFinished, LinkOptions

EPISODES = 100
"""Of each series, in seasons of ten."""
AT_ONCE = 500


def places(count: int) -> Iterator[str]:
    """Yield the paths of so many files, half of them films."""
    for number in range(count):
        if number % 2:
            show, episode = divmod(number // 2, EPISODES)
            name = f"{title(show)} ({1990 + show % 30})"
            season = f"{episode // 10 + 1:02d}"
            yield f"Séries/{name}/Season {season}/{name} - S{season}E{episode % 10 + 1:02d}.mkv"
        else:
            name = f"{title(number)} ({1950 + number % 70})"
            yield f"Films/{name}/{name}.mkv"


def made(folder: Path, links: int, unlinked: int) -> None:
    """Make a library of which some files have no link, and let all be identified."""
    if (folder / "data").is_dir():
        return
    count = links + unlinked
    step = max(2, count // unlinked)
    for number, relative in enumerate(places(count)):
        file = folder / "storage" / relative
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as opened:
            opened.write(b"made file %d" % number)
            opened.truncate(SIZE + number)
        if number // 2 % step:
            link = folder / "video" / relative
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
    imported(folder)
    identified(folder)


def identified(folder: Path) -> None:
    """Let every film and series be what its names say."""
    with open_catalogue(loaded(folder).database).transaction():
        groups = list(Group.select(Group.id, Group.kind, Group.title, Group.year).tuples())
        facts = [
            {"title": name, "year": year, "fetched_at": 0, "provider": "tmdb",
             "provider_id": str(id_), "id": id_}
            for id_, _kind, name, year in groups
        ]  # fmt: skip
        for kind, table in (("film", Movie), ("series", SeriesRow)):
            mine = [one for one, group in zip(facts, groups, strict=True) if group[1] == kind]
            for start in range(0, len(mine), AT_ONCE):
                table.insert_many(mine[start : start + AT_ONCE]).execute()
        for kind, column in (("film", "movie_id"), ("series", "series_id")):
            write_many(
                f"UPDATE media_group SET state = 'enriched', {column} = id WHERE kind = ?",
                [(kind,)],
            )
        held = (
            FileEpisode.select(
                FileEpisode.id, MediaFile.group, FileEpisode.season, FileEpisode.number
            )
            .join(MediaFile)
            .tuples()
        )
        wanted = [row for row in held if row[2] is not None and row[3] is not None]
        seasons = {
            key: number for number, key in enumerate(sorted({row[1:3] for row in wanted}), 1)
        }
        rows = [{"id": id_, "series": key[0], "number": key[1]} for key, id_ in seasons.items()]
        for start in range(0, len(rows), AT_ONCE):
            Season.insert_many(rows[start : start + AT_ONCE]).execute()
        episodes = [
            {"id": id_, "season": seasons[series, season], "number": number}
            for id_, series, season, number in wanted
        ]
        for start in range(0, len(episodes), AT_ONCE):
            Episode.insert_many(episodes[start : start + AT_ONCE]).execute()
        write_many(
            "UPDATE file_episode SET episode_id = id WHERE id = ?",
            ((row[0],) for row in wanted),
        )


def planned(folder: Path, *, rename: bool = False) -> LinkPlan:
    """Search once."""
    for event in LinkFindJob(loaded(folder), LinkOptions(rename=rename), CancelToken()).run():
        if isinstance(event, LinkFinished) and event.plan is not None:
            return event.plan
    sys.exit("the search was refused")


def make(folder: Path, plan: LinkPlan) -> int:
    """Make all links of a plan; return the run of the journal."""
    settings = loaded(folder)
    sitting = Linking(open_catalogue(settings.database), settings)
    decisions = (
        LinkDecision(one.file, "make", one.file.spots[0])
        for one in plan.files
        if one.file.doubt is None
    )
    sitting.apply_together(decisions, require_done)
    assert sitting.run is not None
    return sitting.run


def require_done(outcome: LinkOutcome) -> None:
    """Take only what was made."""
    assert outcome.state == "done", outcome.reason


def take_back(folder: Path, run: int) -> None:
    """Take links back, as ``vidtui undo`` does."""
    settings = loaded(folder)
    undo.undo(open_catalogue(settings.database), settings, run, dry_run=False)


def bare_make(plan: LinkPlan) -> list[bytes]:
    """Make the same links with nothing around; return the folders that had to be made."""
    folders: list[bytes] = []
    for number, one in enumerate(plan.files, 1):
        place = one.file.spots[0].place
        if place is not None:
            try:
                os.symlink(one.file.spots[0].text, place.absolute)
            except FileNotFoundError:
                missing = os.path.dirname(place.absolute)
                folders.append(missing)
                os.makedirs(missing)
                os.symlink(one.file.spots[0].text, place.absolute)
            if number % AT_ONCE == 0:
                synced(os.path.dirname(place.absolute))
    return folders


def synced(folder: bytes) -> None:
    """Sync a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def bare_take_back(plan: LinkPlan, folders: Sequence[bytes]) -> None:
    """Remove the same links with nothing around."""
    for one in plan.files:
        if (place := one.file.spots[0].place) is not None:
            os.unlink(place.absolute)
    for folder in reversed(folders):
        os.removedirs(folder)


def measured(folder: Path, times: dict[str, list[float]]) -> int:
    """Measure once; return how many files had no link."""

    def took(name: str, began: float) -> float:
        now = time.perf_counter()
        times.setdefault(name, []).append(now - began)
        return time.perf_counter()

    times.setdefault("find", []).append(timed(lambda: find_and_stat(folder)))
    began = time.perf_counter()
    plan = planned(folder)
    began = took("plan", began)
    folders = bare_make(plan)
    began = took("bare make", began)
    bare_take_back(plan, folders)
    took("bare undo", began)
    os.sync()
    began = time.perf_counter()
    run = make(folder, plan)
    began = took("make", began)
    take_back(folder, run)
    took("undo", began)
    return len(plan.files)


def found(times: dict[str, list[float]]) -> list[Figure]:
    """Return the figures of some runs."""
    value = {name: statistics.median(some) for name, some in times.items()}
    bare = {name: Floor("bare loop", value[f"bare {name}"]) for name in ("make", "undo")}
    walk = Floor("find and stat", value["find"])
    return [
        Figure("plan", value["plan"], "s", walk, goal="at most 10"),
        Figure("make", value["make"], "s", bare["make"], goal="at most 2 times"),
        Figure("undo", value["undo"], "s", bare["undo"]),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Plan, make, take back."""
    sizes = {"links": (100_000, 400), "unlinked": (20_000, 80), "runs": (3, 1)}
    given = figures.parsed(figures.options(__doc__, sizes, on_disk=True), arguments)
    with figures.workspace(given.dir) as folder:
        made(folder, given.links, given.unlinked)
        planned(folder)  # the first run makes the baseline
        times: dict[str, list[float]] = {}
        count = max(measured(folder, times) for _number in range(given.runs))
    notes = [f"{given.links:,} links, {count:,} files without one"]
    figures.publish("making_links", found(times), as_json=given.json, notes=notes)


if __name__ == "__main__":
    main()
