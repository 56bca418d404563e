"""Journals that a person could have."""

from __future__ import annotations

from typing import Any

from tests.tui.fakes import LINKS, NOW
from vidtui.catalogue.journal import ActionRow, RunRow

DAY_S = 24 * 3600
DISK = "../../stockage/Films/"


def run(
    number: int, command: str, actions: list[ActionRow], state: str = "done", **summary: Any
) -> tuple[RunRow, list[ActionRow]]:
    states = ("done", "undone", "failed", "open")
    counts = {name: sum(one.state == name for one in actions) for name in states}
    begun = NOW - (20 - number) * DAY_S
    return RunRow(number, command, state, begun, begun + 60, summary, **counts), actions


def action(
    number: int,
    of: int,
    kind: str,
    *,
    outcome: str | None = "done",
    undone: bool = False,
    **intent: Any,
) -> ActionRow:
    done_at = NOW - (20 - of) * DAY_S + number if outcome else None
    held = {
        key: value.hex() if isinstance(value, bytes) else value for key, value in intent.items()
    }
    return ActionRow(number, of, kind, held, outcome, done_at, NOW if undone else None, LINKS)


def repaired(number: int, of: int, name: str, year: int, **rest: Any) -> ActionRow:
    path = f"Films/{name} ({year})/{name} ({year}).mkv".encode()
    old = f"{DISK}{name}.{year}.1080p.mkv".encode()
    return action(
        number, of, "relink", root="r", path=path, old=old, new=DISK.encode() + path[6:], **rest
    )


def answered(number: int, of: int, title: str, verb: str = "accept", **rest: Any) -> ActionRow:
    after = {"candidates": {"tmdb/film/438631": ["person", False]}} if verb == "accept" else {}
    return action(number, of, "decide", verb=verb, before={"title": title}, after=after, **rest)


REPAIRS = [
    repaired(48, 18, "Le Fabuleux Destin d'Amélie Poulain", 2001),
    action(
        47,
        18,
        "trash-link",
        root="r",
        path="Séries/Kaamelott (2005)/Saison 01/Kaamelott - S01E99.mkv".encode(),
        text=b"/media/Kaamelott/S01E99.mkv",
        trash=b"/volume1/trash",
        to="orphans/2023-11-12/video/Séries/Kaamelott (2005)/Kaamelott - S01E99.mkv".encode(),
    ),
    repaired(46, 18, "Alien", 1979, undone=True),
    repaired(45, 18, "Heat", 1995, outcome="the link has changed meanwhile"),
    action(44, 18, "keep-link", root="r", path=b"Films/Dune (2021)/Dune (2021).mkv"),
    repaired(43, 18, "Brazil", 1985, outcome=None),
]
HISTORY = [
    run(19, "import", [], imported=12, ignored=9899, links=9731),
    run(18, "repair-links", REPAIRS, repaired=3, orphaned=1),
    run(
        17,
        "pending",
        [
            answered(42, 17, "Dune"),
            answered(41, 17, "Vacances 2011", "ignore", undone=True),
            answered(40, 17, "The Mummy", "reject"),
        ],
    ),
    run(16, "enrich", [], "interrupted", enriched=343),
    run(
        15,
        "roots relocate",
        [
            action(
                39,
                15,
                "relocate",
                root="r",
                old=b"/volume1/stockage",
                new=b"/volume2/stockage",
                undone=True,
            )
        ],
    ),
]


def long(runs: int, actions: int = 1) -> list[tuple[RunRow, list[ActionRow]]]:
    """A journal of many runs of as many actions, numbered from 1."""
    return [
        run(
            number,
            "pending",
            [
                answered(number * actions - at, number, f"Film {number * actions - at}")
                for at in range(actions)
            ],
        )
        for number in range(runs, 0, -1)
    ]
