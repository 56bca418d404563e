"""Which links a flag may decide, and which it leaves to a person."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.plans import LINKS, link, plan, proposal
from vidtui.jobs.links.model import (
    BrokenLink,
    Evidence,
    ForeignView,
    Hop,
    Place,
    Planned,
    Proposal,
)
from vidtui.jobs.repair import marking

DOUBT = (Evidence("not-alone", {"count": 2}),)
VIEW = ForeignView(b"/media", b"/nas/stockage", 9, 10)


def marks(*links: BrokenLink | Planned, tiers: Any = ("same-file",), **rest: Any) -> list[Any]:
    made = plan(*links, view=rest.pop("view", None))
    count = marking.accept(made, tiers, **rest)
    before = sum(isinstance(one, Planned) and one.decision == "repair" for one in links)
    assert count + before == sum(planned.decision == "repair" for planned in made.links)
    return [planned.choice for planned in made.links]


@pytest.mark.parametrize(
    ("proposals", "tiers", "choice"),
    [
        ((), ["same-file"], None),
        ((proposal("a"),), [], None),
        ((proposal("a"),), ["same-file"], "a"),
        ((proposal("a"),), ["same-sample", "same-name"], None),
        ((proposal("a", "same-name"), proposal("b", "same-work")), ["same-name"], "a"),
        ((proposal("a", "same-name"), proposal("b", "same-work")), ["same-work"], None),
        ((proposal("a", cautions=DOUBT),), ["same-file"], None),
        ((proposal("a"), proposal("b")), ["same-file"], None),
        ((proposal("a"), proposal("c", score=0.5), proposal("b")), ["same-file"], None),
        ((proposal("a"), proposal("b", score=0.5)), ["same-file"], "a"),
        ((proposal("a"), proposal("b", "same-sample")), ["same-file"], "a"),
        ((proposal("a"), proposal("b", cautions=DOUBT)), ["same-file"], None),
    ],
)
def test_only_what_stands_alone_is_accepted(
    proposals: tuple[Proposal, ...], tiers: list[Any], choice: str | None
) -> None:
    assert marks(link(b"x", *proposals), tiers=tiers) == [choice]


def test_what_is_decided_stays_so() -> None:
    one, other = proposal("a"), proposal("b", "chosen")
    skipped = Planned(link(b"x", one), "skip")
    chosen = Planned(link(b"y", one, other), "repair", "b")
    assert marks(skipped, chosen, link(b"z", one)) == [None, "b", "a"]


def test_a_link_that_shows_a_file_is_for_a_person() -> None:
    assert marks(link(b"x", proposal("a"), problem="wrong")) == [None]
    assert marks(link(b"x", proposal("a"), problem="folder")) == ["a"]


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        (b"/media/Heat.mkv", True),
        (b"/media", True),
        (b"/mediatheque/Heat.mkv", False),
        (b"../media/Heat.mkv", False),
    ],
)
def test_another_machines_view_is_asked_about_first(text: bytes, explained: bool) -> None:
    one = link(b"x", proposal("a"), text=text)
    assert marks(one, view=VIEW) == [None if explained else "a"]
    assert marks(one, view=VIEW, prefix_moved=True) == ["a"]
    orphan = plan(link(b"x", text=text), view=VIEW)
    assert marking.trash_orphans(orphan) == (not explained)
    assert marking.trash_orphans(orphan, prefix_moved=True) == explained


def test_the_view_explains_a_chain_by_its_broken_hop() -> None:
    hop = Hop(Place(LINKS, b"hop"), b"/media/Heat.mkv")
    assert marks(link(b"x", proposal("a"), text=b"hop", through=hop), view=VIEW) == [None]


@pytest.mark.parametrize(
    ("one", "is_trashed"),
    [
        (link(b"x"), True),
        (link(b"x", problem="loop"), True),
        (link(b"x", problem="folder"), False),
        (link(b"x", problem="wrong"), False),
        (link(b"x", proposal(tier="similar-name")), False),
        (link(b"x", is_outside=True), False),
        (link(b"x", through=Hop(Place(LINKS, b"hop"), b"gone")), False),
        (Planned(link(b"x"), "skip"), False),
    ],
)
def test_only_a_plain_link_to_nothing_is_an_orphan(one: Any, is_trashed: bool) -> None:
    made = plan(one)
    assert marking.trash_orphans(made) == is_trashed
    assert (made.links[0].decision == "orphan") == is_trashed


@pytest.mark.parametrize(
    ("beside", "is_trashed"),
    [
        (b"F/Heat.fr.srt", False),
        (b"F/poster.jpg", False),
        (b"F/other.mkv", True),
        (b"G/x.srt", True),
    ],
)
def test_what_lies_beside_a_video_that_was_found_is_no_orphan(
    beside: bytes, is_trashed: bool
) -> None:
    made = plan(link(b"F/Heat.mkv", proposal("a")), link(beside))
    assert marking.trash_orphans(made) == is_trashed
