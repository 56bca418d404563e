"""Files without a link as their page meets them, from facts that never change."""

from __future__ import annotations

import os
from typing import Any

from tests.tui.fakes import LINKS, NOW, STORAGE
from tests.tui.scenes import CATALOGUE
from vidtui.jobs.base import Progress, Started
from vidtui.jobs.link.model import (
    Companion,
    Followed,
    Heading,
    LinkingCounts,
    LinkPlan,
    Omitted,
    PlannedLink,
    Spot,
    Unlinked,
)
from vidtui.jobs.link.moves import (
    MovingCompanion,
    NewPlace,
    PlannedMove,
    StayingLink,
    StrayLink,
)
from vidtui.jobs.link.run import LinkFindEvent, LinkFinished
from vidtui.jobs.links.model import Evidence, Place, PlanRoot

GIB = 1 << 30
RULE = Evidence("rule", {"follow": 412, "of": 430, "detail": "Films/{Range}/{Movie Title}"})
WHICH = Evidence("level", {"detail": "{Genre}"})


def spot(id_: str, path: str, file: str, **rest: Any) -> Spot:
    place = Place(LINKS, path.encode())
    up = "../" * (1 + path.count("/"))
    return Spot(id_, place, f"{up}stockage/{file}".encode(), reasons=(RULE,), **rest)


def beside(path: str, file: str) -> Companion:
    source = Place(STORAGE, file.encode())
    return Companion(source, 90_000, NOW, Place(LINKS, path.encode()), b"../" + file.encode())


def unlinked(
    at: int, file: str, title: str, year: int, heading: Heading, *spots: Spot, **rest: Any
) -> Unlinked:
    kind, code = rest.pop("kind", "film"), rest.pop("code", "")
    place = Place(STORAGE, file.encode())
    return Unlinked(place, at, 4 * GIB, NOW, kind, title, year, code, heading, spots, **rest)


HEAT_FILE = "Films/Heat.1995.1080p.mkv"
HEAT = unlinked(
    1, HEAT_FILE, "Heat", 1995, "new",
    spot("h", "Films/H/Heat (1995)/Heat (1995).mkv", HEAT_FILE, new_folders=1,
         companions=(beside("Films/H/Heat (1995)/Heat (1995).fr.srt", "Films/Heat.fr.srt"),)),
)  # fmt: skip
AKIRA_FILE = "Films/Akira (1988)/Akira (1988).mkv"
AKIRA = unlinked(
    2, AKIRA_FILE, "Akira", 1988, "baseline",
    spot("a", "Films/A/Akira (1988)/Akira (1988).mkv", AKIRA_FILE),
)  # fmt: skip
BRAZIL_FILE = "Films/Brazil (1985)/Brazil (1985).avi"
BRAZIL = unlinked(
    3, BRAZIL_FILE, "Brazil", 1985, "taken-away",
    spot("b", "Films/B/Brazil (1985)/Brazil (1985).avi", BRAZIL_FILE),
)  # fmt: skip


def kaamelott(number: int) -> Unlinked:
    file = f"Séries/Kaamelott/Saison 1/Kaamelott S01E{number:02d}.mkv"
    name = f"Kaamelott (2005)/Saison 1/{os.path.basename(file)}"
    choices = [
        spot(f"k{number}{genre[0]}", f"Séries/{genre}/{name}", file,
             folder=f"Séries/{genre}".encode(), about="work:series:7", answer=genre.encode())
        for genre in ("Comédie", "Fantastique")
    ]  # fmt: skip
    return unlinked(
        10 + number, file, "Kaamelott", 2005, "baseline", *choices,
        kind="series", code=f"S01E{number:02d}", doubt=WHICH,
    )  # fmt: skip


ALL = [HEAT, AKIRA, BRAZIL, kaamelott(1), kaamelott(2)]
LEFT_OUT = [
    Omitted(Place(STORAGE, b"Films/Inconnu.mkv"), "not-identified"),
    Omitted(Place(STORAGE, b"Films/Heat/Making of.mkv"), "extra"),
    Omitted(Place(STORAGE, b"Films/Cube.mkv"), "repair", LINKS + b"/Films/C/Cube (1997).mkv"),
]
COUNTS = LinkingCounts(links=9731, files=9911, unlinked=8, placed=3, asked=2, left_out=3)
FOLLOWED = (
    Followed(LINKS, b"Films", "film", "Films/{Range}/{Movie Title} ({Release Year})", 412, 430,
             is_by_hand=False),
)  # fmt: skip


def plan() -> LinkPlan:
    roots = (PlanRoot("u1", "storage", STORAGE), PlanRoot("u2", "links", LINKS))
    files = [PlannedLink(one) for one in ALL]
    return LinkPlan("catalogue", NOW, roots, files, LEFT_OUT, FOLLOWED, COUNTS)


def stray(id_: str, path: str, to: str, title: str, year: int, **rest: Any) -> PlannedMove:
    file = f"Films/{title} ({year}).mkv"
    beside = rest.pop("beside", ())
    place = NewPlace(
        id_, Place(LINKS, to.encode()), b"../../" + file.encode(), 1, (RULE,),
        tuple(MovingCompanion(Place(LINKS, one), b"", Place(LINKS, one), b"") for one in beside),
    )  # fmt: skip
    link = StrayLink(
        Place(LINKS, path.encode()), b"../" + file.encode(), Place(STORAGE, file.encode()), 1,
        4 * GIB, NOW, "film", title, year, "", (place,), **rest,
    )  # fmt: skip
    return PlannedMove(link, choice=None if link.doubt else id_)


LARGE = Evidence("large", {"folder": "Films/Drame", "count": 412, "split": "Films/Comédie"})
MOVES = [
    stray("m1", "Films/B/Brazil (1985)/Heat (1995).mkv", "Films/H/Heat (1995)/Heat (1995).mkv",
          "Heat", 1995, beside=(b"Heat (1995).fr.srt",), left_behind=2),
    stray("m2", "Films/A/Akira (1988)/dvdrip.mkv", "Films/A/Akira (1988)/Akira (1988).mkv",
          "Akira", 1988),
    stray("m3", "Films/Drame/Cube (1997).mkv", "Films/Drame/A-I/Cube (1997).mkv", "Cube", 1997,
          doubt=LARGE),
]  # fmt: skip
STAYING = [
    StayingLink(Place(LINKS, b"Films/A/Alien (1979)/again.mkv"),
                Evidence("shared", {"other": "/media/video/Films/A/Alien (1979).mkv"})),
]  # fmt: skip


def found_moves() -> list[LinkFindEvent]:
    """Return what a search says that finds links which do not follow the layout."""
    counts = LinkingCounts(links=9731, files=9911, moves=3, staying=1, undecided=12)
    roots = (PlanRoot("u1", "storage", STORAGE), PlanRoot("u2", "links", LINKS))
    moves = LinkPlan(
        "catalogue", NOW, roots, [], [], FOLLOWED, counts,
        moves=list(MOVES), staying=STAYING, is_of_moves=True,
    )  # fmt: skip
    return [Started("link", CATALOGUE), LinkFinished(counts, False, 4.0, plan=moves)]


def found() -> list[LinkFindEvent]:
    """Return what a search says that finds them."""
    return [
        Started("link", CATALOGUE),
        Progress("places", 5, 5, b"", COUNTS),
        LinkFinished(COUNTS, cancelled=False, seconds=4.0, plan=plan()),
    ]
