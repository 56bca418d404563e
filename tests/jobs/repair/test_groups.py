"""Links broken alike: renamed folders, replaced disks, another machine's view."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.finding import Found, cautions, reasons
from tests.support.library import Library
from vidtui.jobs.links.model import Renamed
from vidtui.jobs.repair.find import FEWEST_VIEW


@pytest.fixture
def known(library: Library) -> Library:
    """Twelve films in two folders, each with a healthy absolute link."""
    for name in (*library.films(6, "Films/A"), *library.films(6, "Films/B", 7)):
        library.link(name, library.path(name))
    library.import_()
    return library


def name_of(number: int, folder: str) -> str:
    return f"Films/{folder}/Film {number:03d} (2001)/Film {number:03d} (2001).mkv"


def members(found: Found, group: Renamed) -> set[bytes]:
    """The links of a group, each of which has its choice among its proposals."""
    for place, choice in zip(group.links, group.choices, strict=True):
        assert choice == found.by_link[place.path].proposals[0].id
    return {place.path for place in group.links}


class TestRenamed:
    def test_a_folder(self, known: Library) -> None:
        known.rename("Films/A", "Films/Renamed")
        found = known.find()
        (group,) = found.plan.groups
        assert (group.old, group.new) == (known.path("Films/A"), known.path("Films/Renamed"))
        assert members(found, group) == {name_of(n, "A").encode() for n in range(1, 7)}
        assert all(link.proposals[0].has_identity for link in found.by_link.values())

    def test_two_folders_are_two_groups(self, known: Library) -> None:
        moves = {1: ("A", "C"), 2: ("A", "C"), 3: ("A", "C"), 7: ("B", "D"), 8: ("B", "D")}
        for number, (old, new) in moves.items():
            film = f"Film {number:03d} (2001)"
            known.rename(f"Films/{old}/{film}", f"Films/{new}/{film}")
        assert [(len(group.links), group.new) for group in known.find().plan.groups] == [
            (3, known.path("Films/C")),
            (2, known.path("Films/D")),
        ]

    def test_one_link_is_no_group(self, known: Library) -> None:
        known.rename("Films/A/Film 001 (2001)", "Films/C/Film 001 (2001)")
        known.rename("Films/A/Film 002 (2001)", "Films/D/Film 002 (2001)")
        assert known.find().plan.groups == ()

    def test_two_are_one(self, known: Library) -> None:
        for number in (1, 2):
            known.rename(f"Films/A/Film 00{number} (2001)", f"Films/C/Film 00{number} (2001)")
        (group,) = known.find().plan.groups
        assert len(group.links) == 2

    def test_files_renamed_one_by_one_are_none(self, known: Library) -> None:
        for number in (1, 2, 3):
            known.rename(name_of(number, "A"), f"Films/C/{number}.mkv")
        assert known.find().plan.groups == ()

    def test_nothing_is_broken_alike(self, known: Library) -> None:
        for number in (1, 2, 3):
            os.unlink(known.path(name_of(number, "A")))
        found = known.find()
        assert len(found.by_link) == 3
        assert found.plan.groups == ()

    def test_relative_links(self, known: Library) -> None:
        for number in range(1, 7):
            name = name_of(number, "A")
            os.unlink(known.path(name, known.links))
            known.link(name, f"../../../../stockage/{name}")
        known.rename("Films/A", "Films/C")
        (group,) = known.find().plan.groups
        assert (group.old, group.new) == (known.path("Films/A"), known.path("Films/C"))
        assert len(group.links) == 6


class TestReplacedDisk:
    """Links under a prefix that is gone, to files that are here under another."""

    def test_all_lie_below_the_new_one(self, known: Library) -> None:
        for number in (1, 2, 3):
            known.link(f"More/{number}.mkv", f"/mnt/old/{name_of(number, 'A')}")
        found = known.find()
        (group,) = found.plan.groups
        assert (group.old, group.new) == (b"/mnt/old", os.fsencode(known.storage))
        assert members(found, group) == {b"More/1.mkv", b"More/2.mkv", b"More/3.mkv"}
        assert not any(link.proposals[0].has_identity for link in found.by_link.values())

    def test_what_two_show_is_proposed_to_a_third(self, known: Library) -> None:
        """Its name says nothing, but it lies where the others do."""
        known.put("Films/A/Vrac/12.mkv")
        known.import_()
        for number in (1, 2):
            known.link(f"Films/More/{number}.mkv", f"/mnt/old/{name_of(number, 'A')[8:]}")
        known.link("Films/More/x.mkv", "/mnt/old/Vrac/12.mkv")
        found = known.find()
        first = found.first("Films/More/x.mkv")
        assert (first.tier, first.place.path) == ("same-name", b"Films/A/Vrac/12.mkv")
        (group,) = found.plan.groups
        assert len(group.links) == 3

    def test_but_no_other_episode(self, known: Library) -> None:
        """The folder at that place is another show's."""
        known.put("Séries/Autre/S01E01.mkv")
        known.import_()
        for number in (1, 2):
            known.link(f"Films/More/{number}.mkv", f"/mnt/old/{name_of(number, 'A')}")
        known.link("Films/More/Ran (1985).mkv", "/mnt/old/Films/Ran (1985).mkv")
        found = known.find()
        assert found.offered("Films/More/Ran (1985).mkv") == []
        assert len(found.plan.groups[0].links) == 2


class TestView:
    def foreign(self, library: Library, count: int, prefix: str = "/media") -> None:
        for number in range(1, count + 1):
            name = name_of(number, "A" if number < 7 else "B")
            library.link(f"Foreign/{number}.mkv", f"{prefix}/{name}")

    @pytest.fixture
    def plain(self, library: Library) -> Library:
        """Films without any link that works, but to a folder."""
        library.films(6, "Films/A")
        library.films(6, "Films/B", 7)
        library.link("Folder", library.path("Films/A"))
        library.import_()
        return library

    def test_most_links_are_written_for_another_machine(self, plain: Library) -> None:
        self.foreign(plain, 6)
        plain.link("Films/Ran (1985).mkv", "/elsewhere/Ran (1985).mkv")
        view = plain.find().plan.view
        assert view is not None
        assert (view.written, view.here) == (b"/media", os.fsencode(plain.storage))
        assert (view.links, view.broken) == (6, 7)

    def test_it_sees_only_a_folder_of_storage(self, plain: Library) -> None:
        for number in range(1, 7):
            name = name_of(number, "A").removeprefix("Films/")
            plain.link(f"Foreign/{number}.mkv", f"/movies/{name}")
        view = plain.find().plan.view
        assert view is not None
        assert (view.written, view.here) == (b"/movies", plain.path("Films"))
        assert (view.links, view.broken) == (6, 6)

    def test_the_whole_tree_is_no_prefix(self, plain: Library) -> None:
        """A map of it would be one of all that is here, too."""
        for number in range(1, 7):
            name = name_of(number, "A").removeprefix("Films/")
            plain.link(f"Foreign/{number}.mkv", f"/{name}")
        assert plain.find().plan.view is None

    def test_relative_links_have_no_prefix(self, plain: Library) -> None:
        for number in range(1, 7):
            plain.link(f"Foreign/{number}.mkv", f"../../away/{name_of(number, 'A')}")
        found = plain.find()
        assert len(found.plan.groups[0].links) == 6
        assert found.plan.view is None

    def test_it_is_the_map_that_explains_them(self, plain: Library) -> None:
        self.foreign(plain, 6)
        view = plain.find().plan.view
        assert view is not None
        written, here = view.written.decode(), view.here.decode()
        plain.write_settings(tables=f'[[path_map]]\nwritten = "{written}"\nhere = "{here}"\n')
        assert plain.find().plan.links == []

    def test_too_few(self, plain: Library) -> None:
        self.foreign(plain, FEWEST_VIEW - 1)
        assert plain.find().plan.view is None

    def test_just_enough(self, plain: Library) -> None:
        self.foreign(plain, FEWEST_VIEW)
        assert plain.find().plan.view is not None

    def test_not_most_of_them(self, plain: Library) -> None:
        self.foreign(plain, FEWEST_VIEW)
        for number in range(FEWEST_VIEW + 1):
            plain.link(f"Films/Other {number} (1985).mkv", f"/elsewhere/{number}.mkv")
        assert plain.find().plan.view is None

    def test_a_prefix_that_is_here(self, plain: Library) -> None:
        """Its folders are, so that this is the machine that the links mean."""
        (plain.base / "old/Films").mkdir(parents=True)
        self.foreign(plain, 6, str(plain.base / "old"))
        found = plain.find()
        assert found.plan.view is None
        assert len(found.plan.groups[0].links) == 6

    def test_a_mount_point_that_is_here_and_empty(self, plain: Library) -> None:
        (plain.base / "old").mkdir()
        self.foreign(plain, 6, str(plain.base / "old"))
        assert plain.find().plan.view is not None

    def test_a_folder_renamed_on_storage_is_no_view(self, known: Library) -> None:
        known.rename("Films/A", "Films/C")
        found = known.find()
        assert len(found.by_link) >= FEWEST_VIEW
        assert found.plan.view is None

    def test_files_that_lie_elsewhere_here_are_no_view(self, plain: Library) -> None:
        """No map of one prefix would mend them."""
        for number in range(1, 7):
            plain.link(f"Foreign/{number}.mkv", f"/media/Vrac/{number}/Film 00{number} (2001).mkv")
        found = plain.find()
        assert all(link.proposals for link in found.by_link.values())
        assert found.plan.view is None


def test_the_evidence_of_a_group(known: Library) -> None:
    """A file that only the group explains says which folder is which."""
    known.put("Films/A/Vrac/12.mkv")
    known.put("Films/B/Vrac/12.mkv")
    known.import_()
    for number in (1, 2):
        known.link(f"Films/More/{number}.mkv", f"/mnt/old/{name_of(number, 'A')[8:]}")
    known.link("Films/More/x.mkv", "/mnt/old/Vrac/12.mkv")
    first = known.find().first("Films/More/x.mkv")
    assert (first.tier, first.place.path) == ("same-name", b"Films/A/Vrac/12.mkv")
    assert (reasons(first), cautions(first)) == (["same-folder"], [])
    assert first.evidence[0].facts == {
        "old": "/mnt/old",
        "new": os.fsdecode(known.path("Films/A")),
    }


def test_two_storage_roots(known: Library, tmp_path: Path) -> None:
    more = tmp_path / "more"
    for number in (1, 2, 3):
        known.put(f"Films/New {number} (2020)/New {number} (2020).mkv", on=more)
    known.write_settings(known.storage, more)
    known.import_()
    for number in (1, 2, 3):
        known.link(f"More/{number}.mkv", f"/old/Films/New {number} (2020)/New {number} (2020).mkv")
    (group,) = known.find().plan.groups
    assert (group.old, group.new) == (b"/old", os.fsencode(more))
