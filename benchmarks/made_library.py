"""Builds the library that the benchmarks measure: sparse files with distinct first bytes.

Three quarters have canonical names, the rest names as releases have them; half are films, half
are episodes. Everything is made up.
"""

from __future__ import annotations

import os
from pathlib import Path

from vidtui.jobs.base import CancelToken
from vidtui.jobs.import_.job import ImportJob
from vidtui.jobs.import_.run import ImportOptions
from vidtui.settings import model

# fmt: off
WORDS = [
    "Amber", "Brook", "Cedar", "Delta", "Ember", "Falcon", "Garden", "Harbor", "Island", "Jasper",
    "Kestrel", "Lantern", "Meadow", "Nectar", "Orchard", "Pebble", "Quarry", "River", "Saffron",
    "Timber", "Umber", "Velvet", "Willow", "Yonder", "Zephyr",
]
# fmt: on
SIZE = 700 << 20  # bytes each file claims; the disk holds one block of it


def title(number: int) -> str:
    """Return a made-up title, distinct for every number."""
    first, second = WORDS[number % 25], WORDS[number // 25 % 25]
    return f"The {first} {second} {WORDS[number // 625 % 25]} {number // 15625}".replace(" 0", "")


def paths(count: int) -> list[str]:
    """Return the relative paths of ``count`` files."""
    found = []
    for number in range(count):
        year, name = 1950 + number % 70, title(number // 2 if number % 2 else number)
        if number % 2:
            show, season, episode = title(number // 200), number // 26 % 4 + 1, number // 2 % 13 + 1
            folder = f"Séries/{show} ({year - year % 10})/Saison {season:02d}"
            mark = f"S{season:02d}E{episode:02d}"
            if number % 8 == 7:
                file = f"{show.replace(' ', '.')}.{mark}.MULTi.1080p.WEB.x264-{number}"
            else:
                file = f"{show} ({year - year % 10}) - {mark} - Part {number}"
            found.append(f"{folder}/{file}.mkv")
        elif number % 8 == 6:
            release = f"{name.replace(' ', '.')}.{year}.FRENCH.1080p.BluRay.x264-GRP"
            found.append(f"Films/{name[4]}/{release}.mkv")
        else:
            found.append(f"Films/{name[4]}/{name} ({year})/{name} ({year}).mkv")
    return found


def make(folder: Path, count: int, *, links: bool = False) -> None:
    """Create the files below ``folder``/storage, and one link to each below ``folder``/video."""
    for number, relative in enumerate(paths(count)):
        path = folder / "storage" / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
        os.pwrite(handle, f"made file {number}".encode(), 0)
        os.truncate(handle, SIZE + number)
        os.close(handle)
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
        if links:
            link = folder / "video" / relative
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)


def loaded(folder: Path) -> model.Settings:
    """Return settings that name the library in ``folder``, with its links where it has any."""
    options = {"storage": (str(folder / "storage"),)}
    if (folder / "video").is_dir():
        options["links"] = (str(folder / "video"),)
    return model.load(options, config=folder / "none.toml", data_dir=folder / "data", env={})


def imported(folder: Path) -> None:
    """Import a library unless that was done."""
    if not (folder / "data").is_dir():
        for _event in ImportJob(loaded(folder), ImportOptions(), CancelToken()).run():
            pass


def ready(folder: Path, count: int) -> None:
    """Make a library with links, and import it, unless it is there."""
    if not (folder / "storage").is_dir():
        make(folder, count, links=True)
    imported(folder)
