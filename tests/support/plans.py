"""Plans made by hand, and the schema that all plans keep to."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.support.running import REPOSITORY
from vidtui.jobs.links.model import (
    BrokenLink,
    Companion,
    Evidence,
    ForeignView,
    Hop,
    LinkCounts,
    Place,
    Plan,
    Planned,
    PlanRoot,
    Proposal,
    Renamed,
)

STORAGE, LINKS = b"/nas/stockage", b"/nas/video"
ROOTS = (PlanRoot("u-storage", "storage", STORAGE), PlanRoot("u-links", "links", LINKS))


def link(name: bytes = b"Films/Heat.mkv", *proposals: Proposal, **rest: Any) -> BrokenLink:
    target = STORAGE + b"/" + name
    rest = {"text": target, "target": target, "problem": "broken", **rest}
    return BrokenLink(Place(LINKS, name), proposals=proposals, **rest)


def proposal(id: str = "1", tier: Any = "same-file", **rest: Any) -> Proposal:  # noqa: A002
    rest = {"place": Place(STORAGE, b"Films/Heat (1995).mkv"), "size": 7, "mtime_ns": 8, **rest}
    return Proposal(id, tier=tier, **rest)


def plan(*links: BrokenLink | Planned, **rest: Any) -> Plan:
    planned = [one if isinstance(one, Planned) else Planned(one) for one in links]
    rest = {"catalogue": "c", "created": 1_800_000_000, "roots": ROOTS, **rest}
    return Plan(links=planned, **rest)


def full_plan(name: bytes = b"Heat") -> Plan:
    """A plan in which every field holds something, ``name`` wherever a path stands."""
    best = proposal(
        "7",
        place=Place(STORAGE, b"Films/" + name),
        size=2**40,
        mtime_ns=1_766_666_666_123_456_789,
        evidence=(Evidence("moved", {"path": "Films/Heat"}), Evidence("similar", {"percent": 91})),
        cautions=(Evidence("not-alone", {"count": 2, "share": 0.25}),),
        file=2**62,
        score=0.987654321,
    )
    other = replace(best, id="8", tier="chosen", mtime_ns=-1, file=None)
    chain = link(
        b"Films/" + name,
        best,
        other,
        text=b"../" + name,
        target=b"/" + name,
        is_outside=True,
        through=Hop(Place(LINKS, name), b"/" + name),
        link=3,
        shown_file=4,
    )
    wrong = link(b"b", best, problem="wrong", showing=Place(STORAGE, name))
    beside = link(name + b".srt", proposal("9", "same-name", place=Place(STORAGE, name + b".srt")))
    companion = Companion(replace(beside, is_outside=True), (("7", "9"),))
    both = companion, Companion(link(b"f/" + name))
    lead = link(b"h/" + name, best, companions=both)
    folder = link(b"d/" + name, proposal("10", size=0, is_folder=True))
    return plan(
        Planned(chain, "repair", "8"),
        Planned(wrong, "keep"),
        Planned(link(b"c", problem="loop"), "orphan"),
        Planned(link(b"d", problem="folder"), "skip"),
        link(b"e"),
        folder,
        Planned(lead, "repair", "7"),
        groups=(Renamed(b"/" + name, b"/new", (chain.place, wrong.place), ("7", "7")),),
        view=ForeignView(b"/media", b"/" + name, 3, 4),
        counts=LinkCounts(9, 1, 2, 3, 4, 5, 6, 7, 8),
    )


@cache
def schema() -> Any:
    """The schema of plans, as it is published."""
    return json.loads((REPOSITORY / "docs/schemas/plan.schema.json").read_text("utf-8"))


@cache
def _validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


def assert_valid(document: Any) -> None:
    """Insist that a document keeps to the schema of plans."""
    _validator().validate(document)


def is_valid(document: Any) -> bool:
    """Whether a document keeps to it."""
    return bool(_validator().is_valid(document))
