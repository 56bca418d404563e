"""A better copy of a film came into the folder of the old one: that is told, and acceptable."""

from __future__ import annotations

import os

import pytest

from tests.support.library import Library
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import MediaFile
from vidtui.jobs.repair import accepting

OLD = "Films/Dune (2021)/Dune (2021) 720p.mkv"
NEW = "Films/Dune (2021)/Dune (2021) 2160p.mkv"


@pytest.fixture
def upgraded(library: Library) -> Library:
    library.films(30)
    library.put(OLD)
    library.link(OLD, library.path(OLD))
    library.import_()
    os.unlink(library.path(OLD))
    return library


def test_one_newcomer_replaces_what_went(upgraded: Library) -> None:
    upgraded.put(NEW)
    upgraded.import_()
    plan = upgraded.find().plan
    (one,) = plan.links
    assert one.link.proposals[0].tier == "replaced"
    assert one.link.proposals[0].place.path == os.fsencode(NEW)
    assert accepting.accept(plan, ["replaced"]) == 1


@pytest.mark.parametrize(
    "others",
    [
        (NEW, "Films/Dune (2021)/Dune (2021) 1080p.mkv"),
        ("Films/Elsewhere/Dune (2021) 2160p.mkv",),
        ("Films/Dune (2021)/Dune (1984) 2160p.mkv",),
        ("Films/Dune (2021)/Dune (2021) CD1.mkv",),
    ],
    ids=["two", "elsewhere", "another work", "a part"],
)
def test_what_replaces_nothing(upgraded: Library, others: tuple[str, ...]) -> None:
    for name in others:
        upgraded.put(name)
    upgraded.import_()
    plan = upgraded.find().plan
    assert all(one.tier != "replaced" for each in plan.links for one in each.link.proposals)
    assert accepting.accept(plan, ["replaced"]) == 0


def test_what_was_there_before_replaces_nothing(library: Library) -> None:
    library.films(30)
    for name in (OLD, NEW):
        library.put(name)
    library.link(OLD, library.path(OLD))
    library.import_()
    os.unlink(library.path(OLD))
    with open_catalogue(library.database).transaction():
        MediaFile.update(added_at=1000).execute()
    library.import_()
    found = [one.tier for each in library.find().plan.links for one in each.link.proposals]
    assert found
    assert "replaced" not in found
