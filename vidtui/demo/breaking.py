"""The ways in which the demo's links break: what a year of tidying does to a library."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

OLD_DISK: Final = "/media/old-disk"
"""Where links of the demo say that a disk was mounted; no program creates it."""


@dataclass(frozen=True, slots=True)
class Breakage:
    """One broken link: ``way`` says how, ``truth`` is the file it should show, None if gone."""

    link: Path
    way: str
    truth: Path | None


class Move(NamedTuple):
    """A change in the storage; an ``after`` of None deletes, ``rewritten`` encodes again."""

    way: str
    before: str
    after: str | None
    rewritten: bool = False


_OUESSANT = "Séries/Les Brumes d'Ouessant (2014)/Saison 01/Les Brumes d'Ouessant - S01E"

MOVES: Final = (
    Move(
        "renamed",
        "Films/Le Silence des Agneaux [1080p x265 10bit VFF VO].mkv",
        "Films/Le Silence des agneaux (1991).mkv",
    ),
    Move(
        "renamed",
        f"{_OUESSANT}01 - La Corne de brume.mkv",
        f"{_OUESSANT}01 - La corne de brume [1080p].mkv",
    ),
    Move("moved", "Films/jurassic_park_vf.mp4", "Films/Aventure/jurassic_park_vf.mp4"),
    Move("moved", "Séries/The Office UK (2001)", "Séries/Terminées/The Office UK (2001)"),
    Move(
        "moved_renamed",
        "Films/Piege de cristal.mkv",
        "Films/Action/Die Hard (1988) {imdb-tt0095016}/Die Hard (1988).mkv",
    ),
    Move(
        "extension",
        "Films/2012 (2009)/2012 (2009).mp4",
        "Films/2012 (2009)/2012 (2009).mkv",
        rewritten=True,
    ),
    Move(
        "reencoded",
        "Films/La.Haine.1995.REMASTERED.FRENCH.720p.BluRay.x264-DEMO.mkv",
        "Films/La Haine (1995)/La Haine (1995) - 1080p x265.mkv",
        rewritten=True,
    ),
    Move("folder_renamed", "Films/Rocky", "Films/Rocky - La trilogie"),
    Move("deleted", "Films/SOS.Fantomes.2016.FRENCH.BDRip.XviD-DEMO.mkv", None),
    Move("deleted", "Séries/Game of Thrones/Saison 1/Game of Thrones - 1x02.mkv", None),
    Move(
        "renamed",
        "Films/Das Boot (1981)/Das Boot (1981).mkv",
        "Films/Das Boot (1981)/Das Boot (1981) - Kinofassung.mkv",
    ),
)

CHAINED: Final = "Films/Das Boot (1981)/Das Boot (1981).mkv"
"""The file that a second link shows by way of the first: both break when it is renamed."""

OLD_PREFIX: Final = (
    "Films/Kill Bill Vol 1.mkv",
    "Films/Kill Bill Vol 2.mkv",
    "Films/[REC] (2007).mkv",
    "Films/Les Sept Samouraïs (1954).mkv",
    "Séries/Chernobyl (2019)/Season 01/Chernobyl S01E01 1080p.mkv",
    "Séries/Chernobyl (2019)/Season 01/Chernobyl S01E02 1080p.mkv",
)
RELATIVE_MOVED: Final = {
    "Films/Fight Club (1999)/Fight Club (1999).mkv": "Films/Cultes",
    "Films/Blade.Runner.2049.2017.MULTi.1080p.BluRay.x264-DEMO.mkv": "Films/Cultes",
}
"""Files whose relative links move, with their folders, to a deeper folder of the link tree."""
LOOP: Final = (
    "Films/Saga Le Parrain/01 - Le Parrain (1972).mkv",
    "Films/Saga Le Parrain/02 - Le Parrain, 2e partie (1975).mkv",
)
DIRECTORY: Final = "Films/Les Évadés (1995)/Les Évadés.mkv"
WRONG_FILM: Final = (
    "Films/La.Momie.2017.FRENCH.1080p.WEB.H264-DEMO.mkv",
    "Films/La Momie (1999)/La.Momie.1999.TRUEFRENCH.BRRip.x264.mkv",
)
"""The film that a link showed, and the existing film of the same title it shows now."""


def relink(link: Path, text: str) -> None:
    """Make ``link`` hold ``text``; it keeps its time, as a copied tree does."""
    when = link.lstat().st_mtime_ns
    link.unlink()
    link.symlink_to(text)
    os.utime(link, ns=(when, when), follow_symlinks=False)


def retarget(storage: Path, links: Path, shown: Mapping[Path, Path]) -> Iterator[Breakage]:
    """Break links by what they hold, while every file stays where it is.

    Args:
        storage: the folder of the video files.
        links: the folder of the links.
        shown: the link that shows each file, while all is well.
    """
    for name in OLD_PREFIX:
        relink(shown[storage / name], f"{OLD_DISK}/{name}")
        yield Breakage(shown[storage / name], "old_prefix", storage / name)
    for name, folder in RELATIVE_MOVED.items():
        before = shown[storage / name]
        after = links / folder / before.parent.name / before.name
        after.parent.parent.mkdir(parents=True, exist_ok=True)
        before.parent.rename(after.parent)
        yield Breakage(after, "relative_moved", storage / name)
    first, second = (shown[storage / name] for name in LOOP)
    relink(first, os.path.relpath(second, first.parent))
    relink(second, os.path.relpath(first, second.parent))
    yield Breakage(first, "loop", storage / LOOP[0])
    yield Breakage(second, "loop", storage / LOOP[1])
    target = storage / DIRECTORY
    relink(shown[target], str(target.parent))
    yield Breakage(shown[target], "directory", target)
    film, other = (storage / name for name in WRONG_FILM)
    relink(shown[film], str(other))
    yield Breakage(shown[film], "wrong_film", film)
