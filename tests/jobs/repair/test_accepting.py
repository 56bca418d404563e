"""What may be accepted together: each kind of evidence, and links that broke alike."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import plans
from tests.support.finding import Found
from tests.support.library import Library
from vidtui.jobs.links.model import Evidence, Place, Plan, Planned
from vidtui.jobs.repair import accepting, plan_file
from vidtui.jobs.repair.accepting import (
    KINDS,
    SAME_PATH,
    Groups,
    accept,
    by_kind,
    clear,
    same_paths,
)


@pytest.fixture
def known(library: Library) -> Library:
    """Twelve films, of which eight have links below a mount that was never here."""
    library.films(6, "Films/A")
    library.films(6, "Films/B", 7)
    for name in library.films(4, "Films/Whole", 20):
        library.link(name, library.path(name))
    library.import_()
    for number in range(1, 9):
        library.link(f"Dead/{number}.mkv", f"/mnt/dead/{name_of(number)}")
    return library


def name_of(number: int) -> str:
    folder = "A" if number <= 6 else "B"
    return f"Films/{folder}/Film {number:03d} (2001)/Film {number:03d} (2001).mkv"


def accepted(found: Found, *kinds: accepting.Kind) -> set[bytes]:
    accept(found.plan, kinds, prefix_moved=True)
    return {one.link.place.path for one in found.plan.links if one.decision == "repair"}


def test_a_dead_mount_is_accepted_by_its_paths(known: Library) -> None:
    found = known.find()
    (group,) = found.plan.groups
    judged = Groups(one.link for one in found.plan.links).judge(group)
    assert (len(judged.proved), len(judged.alike), judged.against) == (0, 8, 0)
    assert not judged.is_confirmed
    assert len(accepted(found, SAME_PATH)) == 8
    for planned in found.plan.links:
        (proposal,) = [one for one in planned.link.proposals if one.id == planned.choice]
        number = int(os.path.basename(planned.link.place.path)[:-4])
        assert proposal.place.path == name_of(number).encode()


def test_not_where_another_file_has_the_name(known: Library) -> None:
    known.put("Films/C/Film 001 (2001).mkv", b"another one")
    known.import_()
    found = known.find()
    assert accepted(found, SAME_PATH) == {b"Dead/%d.mkv" % at for at in range(2, 9)}


def test_what_the_files_prove_confirms_it_or_speaks_against_it(known: Library) -> None:
    for number in (1, 2, 3):
        known.link(f"Root/{number}.mkv", known.path(name_of(number)))
    known.import_()
    new = "New Film (1999).mkv"
    known.link(f"Root/{new}", known.path(f"Films/A/{new}"))
    known.rename("Films/A", "Films/Z")
    known.put(f"Films/Z/{new}")
    found = known.find()
    (group,) = [one for one in found.plan.groups if one.old == known.path("Films/A")]
    judged = Groups(one.link for one in found.plan.links).judge(group)
    assert (len(judged.proved), judged.against, judged.is_confirmed) == (3, 0, True)
    assert {one.path for one in judged.alike} == {f"Root/{new}".encode()}
    known.rename("Films/Z/Film 001 (2001)", "Films/Elsewhere/Film 001 (2001)")
    found = known.find()
    (group,) = [one for one in found.plan.groups if one.old == known.path("Films/A")]
    judged = Groups(one.link for one in found.plan.links).judge(group)
    assert (len(judged.proved), judged.against, judged.is_confirmed) == (2, 1, False)
    assert judged.alike == frozenset()
    assert f"Root/{new}".encode() not in accepted(found, SAME_PATH)


@pytest.mark.parametrize(
    ("proposals", "kind"),
    [
        ((plans.proposal("a"),), "same-file"),
        ((plans.proposal("a", "same-work"), plans.proposal("b", "same-work")), None),
        ((plans.proposal("a", "same-content", cautions=(Evidence("rivals"),)),), None),
        ((plans.proposal("a", "similar-name"),), None),
        ((plans.proposal("a", "same-name"),), "same-name"),
        ((), None),
    ],
)
def test_each_link_counts_for_one_kind(proposals: tuple[object, ...], kind: str | None) -> None:
    link = plans.link(b"x", *proposals)  # type: ignore[arg-type]
    found = {name for name, links in by_kind([link], ()).items() if links}
    assert found == ({kind} if kind else set())
    assert (clear(link) is None) == (kind is None)
    assert not by_kind([replace(link, problem="wrong")], ())["same-file"]


def test_the_plan_file_keeps_which_are_the_only_ones(known: Library, tmp_path: Path) -> None:
    found = known.find()
    path = tmp_path / "plan.json"
    plan_file.write(path, found.plan)
    again = plan_file.read(path)
    assert again.groups == found.plan.groups
    assert same_paths(again) == same_paths(found.plan) != frozenset()


def test_one_that_another_machines_view_explains_is_left(known: Library) -> None:
    for number in range(1, 4):
        known.link(f"More/{number}.mkv", f"/mnt/dead/{name_of(number)}")
    found = known.find()
    assert found.plan.view is not None
    assert accept(found.plan, KINDS) == 0
    assert accept(found.plan, [SAME_PATH], prefix_moved=True) == 11


def test_many_groups_are_judged_in_no_time() -> None:
    """As many links as a large library has, in as many groups; each looks at its own only."""
    links = [plans.link(b"%05d" % at, plans.proposal(f"p{at}")) for at in range(5000)]
    held = Groups(links)
    plan = Plan("c", 0, (), [Planned(one) for one in links])
    assert same_paths(plan) == frozenset()
    group = accepting.Renamed(b"/old", b"/new", (Place(b"/r", b"x"),), ("p",))
    for _time in range(2000):
        assert not held.judge(group).proved
