"""Broken links as the Links screen meets them, from facts that never change."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from tests.tui.fakes import LINKS, NOW, SECOND, STORAGE
from tests.tui.scenes import CATALOGUE
from vidtui.jobs.base import Progress, Refused, Started
from vidtui.jobs.links.model import (
    BrokenLink,
    Evidence,
    ForeignView,
    LinkCounts,
    LinksFound,
    Place,
    Plan,
    Planned,
    PlanRoot,
    Proposal,
    Renamed,
    Tier,
)
from vidtui.jobs.repair.run import FindEvent, FindFinished

GIB = 1 << 30
STARTED = Started("repair-links", CATALOGUE)
COUNTS = LinkCounts(links=9731, ok=9702, broken=6, loops=1, folders=1, outside=2, chains=4, wrong=1)
WELL = LinkCounts(links=9731, ok=9731, outside=2, chains=4)
LOG = "repair-2023-11-14.log"


def proposal(
    id_: str,
    path: str,
    tier: Tier = "same-file",
    *evidence: Evidence,
    cautions: Sequence[Evidence] = (),
    root: bytes = STORAGE,
    size: float = 8.4,
) -> Proposal:
    place = Place(root, path.encode())
    given = evidence or (Evidence(tier),)
    return Proposal(id_, place, int(size * GIB), NOW, tier, given, tuple(cautions))


def link(
    path: str, target: str, *proposals: Proposal, problem: Any = "broken", **rest: Any
) -> BrokenLink:
    place = Place(LINKS, path.encode())
    absolute = os.path.join(STORAGE, target.encode())
    up = b"../" * (1 + path.count("/"))
    text = rest.pop("text", up + os.path.relpath(absolute, b"/volume1"))
    return BrokenLink(place, text, absolute, problem, proposals=proposals, **rest)


ALIEN = link(
    "Films/A/Alien (1979)/Alien (1979).mkv",
    "Films/Alien (1979)/Alien (1979).mkv",
    proposal(
        "a1",
        "Films/Alien, le huitième passager (1979)/Alien (1979) 1080p.mkv",
        "same-file",
        Evidence("same-file"),
        Evidence("moved", {"path": "Films/Alien (1979)/Alien (1979).mkv"}),
    ),
    proposal(
        "a2",
        "Films/Aliens (1986)/Aliens (1986).mkv",
        "similar-name",
        Evidence("similar", {"percent": 91}),
    ),
)
BRAZIL = link(
    "Films/B/Brazil (1985)/Brazil (1985).mkv",
    "Films/Brazil (1985)/Brazil (1985).mkv",
    proposal(
        "b1",
        "Films/Brazil (1985)/Brazil.1985.CD1.avi",
        "same-work",
        Evidence("film", {"title": "Brazil", "year": 1985}),
        cautions=[Evidence("other-part")],
        size=0.7,
    ),
)
CUBE = link("Films/C/Cube (1997)/Cube (1997).avi", "Films/Cube (1997)/Cube (1997).avi")
LOOP = link("Films/L/Loop.mkv", "Films/Loop.mkv", problem="loop", text=b"Loop.mkv")
KAAMELOTT = [
    link(
        f"Séries/Kaamelott/Saison 1/Kaamelott S01E{at:02d}.mkv",
        f"Séries/Kaamelott/S1/Kaamelott S01E{at:02d}.mkv",
        proposal(
            f"k{at}",
            f"Séries/Kaamelott (2005)/S1/Kaamelott S01E{at:02d}.mkv",
            tier,
            *([] if tier == "same-sample" else [Evidence("same-path", {"folder": "Kaamelott"})]),
            size=0.3,
        ),
    )
    for at, tier in enumerate(("same-sample", "same-sample", "same-name"), 1)
]
HEAT = link(
    "Films/H/Heat (1995)/Heat (1995).mkv",
    "Films/Heat (1995)/Heat (1995).mkv",
    proposal("h1", "Films/Heat (1995)/Heat (1995).mkv", "same-file", Evidence("in-place")),
    problem="wrong",
    showing=Place(STORAGE, b"Films/The Heat (2013)/The Heat (2013).mkv"),
)
FOLDER = link("Films/F/Fargo (1996).mkv", "Films/Fargo (1996)", problem="folder")
ALL = [ALIEN, BRAZIL, CUBE, LOOP, *KAAMELOTT, HEAT, FOLDER]
GROUP = Renamed(
    STORAGE + "/Séries/Kaamelott".encode(),
    STORAGE + "/Séries/Kaamelott (2005)".encode(),
    tuple(one.place for one in KAAMELOTT),
    tuple(one.proposals[0].id for one in KAAMELOTT),
)
VIEW = ForeignView(b"/mnt/nas/films", STORAGE + b"/Films", 4, 6)


def plan(links: Sequence[BrokenLink] = ALL, **rest: Any) -> Plan:
    roots = (PlanRoot("u1", "storage", STORAGE), PlanRoot("u2", "links", LINKS))
    given = {"groups": (GROUP,), "counts": COUNTS} | rest
    return Plan("catalogue", NOW, roots, [Planned(one) for one in links], **given)


def found(links: Sequence[BrokenLink] = ALL, **rest: Any) -> list[FindEvent]:
    """Return what a search says that finds ``links``."""
    held = plan(links, **rest)
    return [
        STARTED,
        Progress("links", 9731, 9731, LINKS, held.counts),
        LinksFound(tuple(links)),
        Progress("storage", 9911, 9911, STORAGE, held.counts),
        FindFinished(held.counts, cancelled=False, seconds=4.0, plan=held),
    ]


SEARCHING: list[FindEvent] = [
    STARTED,
    Progress("links", 2100, 9731, LINKS, COUNTS),
    LinksFound(tuple(ALL[:2])),
    LinksFound(tuple(ALL[2:5])),
    Progress("storage", 400, 9911, STORAGE, COUNTS),
]
OFFLINE: list[FindEvent] = [
    STARTED,
    Refused(SECOND, "the folder is empty: is its disk mounted?"),
    FindFinished(LinkCounts(), cancelled=False, seconds=0.2, plan=None),
]
BRAKE: list[FindEvent] = [
    STARTED,
    LinksFound((ALIEN,)),
    Refused(STORAGE, "1,204 of 7,322 known files are gone at once", "accept-loss"),
    FindFinished(COUNTS, cancelled=False, seconds=3.0, plan=None),
]
NOTHING = found((), groups=(), counts=WELL)


def many(count: int) -> list[BrokenLink]:
    return [
        link(
            f"Films/{at % 26:02d}/Film {at:05d} (2000)/Film {at:05d} (2000).mkv",
            f"Films/Film {at:05d} (2000)/Film {at:05d} (2000).mkv",
            proposal(f"m{at}", f"Films/New/Film {at:05d} (2000).mkv"),
            proposal(f"n{at}", f"Films/Other/Film {at:05d}.mkv", "similar-name"),
        )
        for at in range(count)
    ]
