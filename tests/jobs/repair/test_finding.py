"""Which links the search for broken ones lists, and as what."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Mount
from tests.support.finding import Found
from tests.support.library import Library, snapshot
from vidtui.disk.mounts import mounts, type_of
from vidtui.errors import UsageProblem
from vidtui.jobs.base import CancelToken, Progress, Started
from vidtui.jobs.links.model import Hop, LinksFound, Place, PlanRoot
from vidtui.jobs.repair.run import FindEvent, FindFinished

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
HEAT = "Films/Heat (1995)/Heat (1995).mkv"

Unmount = Callable[[Path], None]


@pytest.fixture
def known(library: Library) -> Library:
    """Two films, imported with a healthy link to each."""
    library.put(ALIEN)
    library.put(HEAT)
    library.link("Films/Heat (1995).mkv", library.path(HEAT))
    library.link("Films/Alien (1979).mkv", f"../../stockage/{ALIEN}")
    library.import_()
    return library


def counted(found: Found) -> dict[str, int]:
    counts = {name: getattr(found.counts, name) for name in found.counts.__slots__}
    return {name: count for name, count in counts.items() if count}


def retarget(library: Library, name: str, target: str | bytes) -> None:
    os.unlink(library.path(name, library.links))
    library.link(name, target)


class TestHealthy:
    def test_nothing_to_review(self, known: Library) -> None:
        outside = known.put("elsewhere.mkv", on=known.base)
        known.put("Films/Heat (1995)/Extras/Making of.mkv")
        known.link("Films/Making of.mkv", known.path("Films/Heat (1995)/Extras/Making of.mkv"))
        known.link("Films/chain.mkv", "Heat (1995).mkv")
        known.link("Films/chain of chains.mkv", "chain.mkv")
        known.link("Films/Alien", os.fsencode(known.storage / "Films/Alien (1979)"))
        known.link("Films/away.mkv", outside)
        known.put("Films/cover.jpg")
        known.link("Films/cover.jpg", known.path("Films/cover.jpg"))
        for _again in range(2):
            found = known.find()
            assert found.plan.links == []
            assert (found.plan.groups, found.plan.view) == ((), None)
            assert counted(found) == {"links": 8, "ok": 6, "folders": 1, "outside": 1, "chains": 2}
            assert (found.told, found.errors, found.notices, found.refused) == ([], {}, [], {})
            known.import_()

    def test_what_a_plan_says_of_itself(self, known: Library) -> None:
        uuids = dict(known.query("SELECT path, uuid FROM root"))
        storage, links = os.fsencode(known.storage), os.fsencode(known.base / "video")
        plan = known.find().plan
        assert plan.roots == (
            PlanRoot(uuids[storage], "storage", storage),
            PlanRoot(uuids[links], "links", links),
        )
        (row,) = known.query("SELECT value FROM property WHERE name = 'catalogue_id'")
        assert plan.catalogue == row["value"]


class TestBroken:
    def test_relative_and_absolute(self, known: Library) -> None:
        os.unlink(known.path(ALIEN))
        os.unlink(known.path(HEAT))
        found = known.find()
        for name, path, text in (
            ("Films/Heat (1995).mkv", HEAT, known.path(HEAT)),
            ("Films/Alien (1979).mkv", ALIEN, f"../../stockage/{ALIEN}".encode()),
        ):
            link = found.link(name)
            assert link.place == Place(os.fsencode(known.base / "video"), name.encode())
            assert (link.text, link.target) == (text, known.path(path))
            assert (link.problem, link.is_outside, link.through) == ("broken", False, None)
            assert link.shown_file == known.file(path)["id"]
            assert link.can_be_orphan
        assert counted(found) == {"links": 2, "broken": 2}

    @pytest.mark.parametrize("text", ["/nowhere/at/all.mkv", "../../elsewhere/x.mkv"])
    def test_under_no_known_root(self, known: Library, text: str) -> None:
        known.link("Films/Brazil (1985).mkv", text)
        assert known.find().link("Films/Brazil (1985).mkv").is_outside

    def test_below_a_file(self, known: Library) -> None:
        known.link("Films/Brazil (1985).mkv", known.path(ALIEN) + b"/x.mkv")
        link = known.find().link("Films/Brazil (1985).mkv")
        assert (link.problem, link.is_outside) == ("broken", False)

    def test_beside_a_storage_root_of_similar_name(self, known: Library) -> None:
        known.link("Films/Brazil (1985).mkv", os.fsencode(known.storage) + b"2/x.mkv")
        assert known.find().link("Films/Brazil (1985).mkv").is_outside

    def test_a_folder_link_to_nothing(self, known: Library) -> None:
        known.link("Films/Gone (2001)", known.path("Films/Gone (2001)"))
        assert known.find().link("Films/Gone (2001)").problem == "broken"

    def test_a_name_too_long_to_be_is_unknown(self, known: Library) -> None:
        known.link("Films/Brazil (1985).mkv", known.path("y" * 300))
        found = known.find()
        assert found.plan.links == []
        assert found.counts.unknown == 1

    def test_links_are_told_as_they_are_met(self, known: Library) -> None:
        known.link("Films/Brazil (1985).mkv", "nothing.mkv")
        found = known.find()
        assert found.told == [b"Films/Brazil (1985).mkv"]
        assert all(not link.proposals for event in found.events
                   if isinstance(event, LinksFound) for link in event.links)  # fmt: skip


class TestChains:
    def test_the_second_link_is_ours_and_shows_nothing(self, known: Library) -> None:
        known.link("Films/Akira (1988).mkv", "More/Brazil (1985).mkv")
        second = known.link("Films/More/Brazil (1985).mkv", known.path("Films/Gone (2001).mkv"))
        found = known.find()
        links = os.fsencode(known.base / "video")
        assert found.link("Films/Akira (1988).mkv").through == Hop(
            Place(links, b"Films/More/Brazil (1985).mkv"), os.readlink(second)
        )
        first = found.link("Films/Akira (1988).mkv")
        assert first.edited.place.path == b"Films/More/Brazil (1985).mkv"
        assert first.target == known.path("Films/Gone (2001).mkv")
        assert found.link("Films/More/Brazil (1985).mkv").through is None

    def test_the_last_of_three(self, known: Library) -> None:
        known.link("Films/1 (2001).mkv", "2 (2001).mkv")
        known.link("Films/2 (2001).mkv", "3 (2001).mkv")
        known.link("Films/3 (2001).mkv", "nothing.mkv")
        found = known.find()
        for name in ("Films/1 (2001).mkv", "Films/2 (2001).mkv"):
            through = found.link(name).through
            assert through is not None
            assert through.place.path == b"Films/3 (2001).mkv"

    @pytest.mark.parametrize("where", ["stockage/Films", "elsewhere"])
    def test_the_second_link_lies_elsewhere(self, known: Library, where: str) -> None:
        (known.base / where).mkdir(exist_ok=True)
        (known.base / where / "second.mkv").symlink_to("nothing.mkv")
        known.link("Films/Akira (1988).mkv", f"../../{where}/second.mkv")
        link = known.find().link("Films/Akira (1988).mkv")
        assert (link.through, link.edited) == (None, Hop(link.place, link.text))
        assert link.target == os.fsencode(known.base / where / "nothing.mkv")
        assert link.is_outside == (where == "elsewhere")

    def test_a_link_root_reached_by_another_path(self, known: Library) -> None:
        real = known.base / "real"
        (known.base / "video").rename(real)
        (known.base / "video").symlink_to(real)
        known.link("Films/Akira (1988).mkv", "Brazil (1985).mkv")
        known.link("Films/Brazil (1985).mkv", "nothing.mkv")
        through = known.find().link("Films/Akira (1988).mkv").through
        assert through is not None
        assert through.place == Place(os.fsencode(known.base / "video"), b"Films/Brazil (1985).mkv")

    def test_a_loop(self, known: Library) -> None:
        known.link("itself.mkv", "itself.mkv")
        known.link("Films/one", "two")
        known.link("Films/two", "one")
        found = known.find()
        assert {link.problem for link in found.by_link.values()} == {"loop"}
        assert found.counts.loops == 3
        links = found.by_link.values()
        assert all(link.can_be_orphan and not (link.through or link.is_outside) for link in links)

    def test_a_loop_elsewhere(self, known: Library) -> None:
        known.link("Films/one", known.base / "elsewhere")
        (known.base / "elsewhere").symlink_to("there")
        (known.base / "there").symlink_to("elsewhere")
        (link,) = known.find().by_link.values()
        assert (link.problem, link.is_outside) == ("loop", True)

    @pytest.mark.parametrize("where", ["storage/Films/Akira", "elsewhere"])
    def test_a_folder_that_loops(self, known: Library, where: str) -> None:
        """Nobody can say what lies in it: an automounter answers so while its disk is away."""
        folder = known.base / where
        folder.mkdir(parents=True, exist_ok=True)
        known.link("Films/Akira (1988).mkv", folder / "Akira (1988).mkv")
        (folder / "Akira (1988).mkv").touch()
        known.import_()
        folder.rename(known.base / "away")
        folder.symlink_to(folder)
        known.import_()
        found = known.find()
        assert not found.by_link
        assert not found.plan.links


class TestFolders:
    def test_a_link_with_a_films_name(self, known: Library) -> None:
        folder = known.path("Films/Alien (1979)")
        known.link("Films/Brazil (1985).mkv", folder)
        found = known.find()
        link = found.link("Films/Brazil (1985).mkv")
        assert (link.problem, link.target, link.can_be_orphan) == ("folder", folder, False)
        assert found.counts.folders == 1

    def test_the_only_video_in_it(self, known: Library) -> None:
        known.link("Films/Alien.mkv", known.path("Films/Alien (1979)"))
        known.link("Films/Heat (1995).avi", known.path("Films/Alien (1979)"))
        known.link("Films/Brazil (1985).mkv", known.path("Films"))
        found = known.find()
        assert found.best("Films/Alien.mkv") == ("same-name", ALIEN)
        assert ALIEN not in found.offered("Films/Heat (1995).avi")
        assert found.offered("Films/Brazil (1985).mkv") == []


class TestWrong:
    """A link that shows another film than it did."""

    NAME = "Films/Alien (1979).mkv"

    def test_before_and_after_the_next_import(self, known: Library) -> None:
        retarget(known, self.NAME, known.path(HEAT))
        for _import in range(3):
            found = known.find()
            link = found.link(self.NAME)
            assert (link.problem, link.can_be_orphan) == ("wrong", False)
            assert link.showing == Place(os.fsencode(known.storage), HEAT.encode())
            assert link.shown_file == known.file(ALIEN)["id"]
            assert found.offered(self.NAME) == [ALIEN]
            assert counted(found) == {"links": 2, "ok": 2, "wrong": 1}
            known.import_()

    def test_until_it_shows_the_old_one_again(self, known: Library) -> None:
        retarget(known, self.NAME, known.path(HEAT))
        known.import_()
        retarget(known, self.NAME, known.path(ALIEN))
        assert known.find().plan.links == []
        known.import_()
        assert known.find().plan.links == []
        assert known.seen_links()[self.NAME.encode()]["former_file_id"] is None

    def test_the_film_it_showed_is_gone(self, known: Library) -> None:
        retarget(known, self.NAME, known.path(HEAT))
        os.unlink(known.path(ALIEN))
        for _import in range(2):
            found = known.find()
            assert found.link(self.NAME).problem == "wrong"
            assert found.offered(self.NAME) == []
            known.import_()

    def test_not_for_a_file_of_the_same_film(self, known: Library) -> None:
        better = "Films/Alien (1979)/Alien (1979) - 1080p.mkv"
        known.put(better)
        known.import_()
        retarget(known, self.NAME, known.path(better))
        for _import in range(2):
            assert known.find().plan.links == []
            known.import_()

    @pytest.mark.parametrize("better", ["Films/Alien.mkv", "Films/Alien (1980)/Alien (1980).mkv"])
    def test_not_for_a_file_of_the_same_film_in_another_group(
        self, known: Library, better: str
    ) -> None:
        known.put(better)
        known.import_()
        retarget(known, self.NAME, known.path(better))
        for _import in range(2):
            assert known.find().plan.links == []
            known.import_()

    @pytest.mark.parametrize("other", ["Films/Aliens.mkv", "Séries/Alien/Alien - S01E01.mkv"])
    def test_for_another_work_of_a_similar_title(self, known: Library, other: str) -> None:
        known.put(other)
        known.import_()
        retarget(known, self.NAME, known.path(other))
        for _import in range(2):
            assert known.find().link(self.NAME).problem == "wrong"
            known.import_()

    def test_not_for_a_file_that_nobody_has_named(self, known: Library) -> None:
        retarget(known, self.NAME, known.put("Films/New (2020)/New (2020).mkv"))
        assert known.find().plan.links == []

    def test_another_episode_of_one_series(self, library: Library) -> None:
        names = [f"Séries/Dark (2017)/Saison 01/Dark (2017) - S01E0{n}.mkv" for n in (1, 2)]
        for name in names:
            library.put(name)
            library.link(name, library.path(name))
        library.import_()
        retarget(library, names[0], library.path(names[1]))
        found = library.find()
        assert list(found.by_link) == [names[0].encode()]
        assert found.best(names[0]) == ("same-file", names[0])

    def test_a_broken_one_is_broken_and_leads_back(self, known: Library) -> None:
        retarget(known, self.NAME, known.path(HEAT))
        known.import_()
        retarget(known, self.NAME, known.path("Films/Gone.mkv"))
        assert known.find().link(self.NAME).problem == "broken"


class TestMaps:
    @pytest.fixture
    def mapped(self, known: Library) -> Library:
        known.write_settings(tables=f'[[path_map]]\nwritten = "/media"\nhere = "{known.storage}"\n')
        return known

    def test_links_are_judged_through_them(self, mapped: Library) -> None:
        mapped.link("Films/Brazil (1985).mkv", f"/media/{ALIEN}")
        mapped.link("Films/y.mkv", "/media/Films/Gone (2001).mkv")
        mapped.link("Films/z.mkv", f"/media2/{ALIEN}")
        found = mapped.find()
        assert set(found.by_link) == {b"Films/y.mkv", b"Films/z.mkv"}
        assert not found.link("Films/y.mkv").is_outside
        assert found.link("Films/y.mkv").target == mapped.path("Films/Gone (2001).mkv")
        assert found.link("Films/z.mkv").is_outside

    def test_what_a_link_of_another_machine_showed(self, mapped: Library) -> None:
        mapped.link("Films/Brazil (1985).mkv", f"/media/{ALIEN}")
        mapped.import_()
        mapped.rename(ALIEN, "Films/x/other.mkv")
        assert mapped.find().best("Films/Brazil (1985).mkv") == ("same-file", "Films/x/other.mkv")


class TestRefusals:
    """Nothing is said of links while a disk may be away."""

    def refused(self, library: Library, **options: bool) -> Found:
        found = library.find(**options)
        assert found.finished.plan is None
        assert not found.finished.cancelled
        return found

    def test_storage_is_away(self, known: Library) -> None:
        known.storage.rename(known.base / "aside")
        found = self.refused(known)
        assert "not there" in found.refused[os.fsencode(known.storage)].reason
        assert found.told == []

    @pytest.mark.parametrize("accept_loss", [False, True])
    def test_storage_is_empty(self, known: Library, accept_loss: bool) -> None:
        known.storage.rename(known.base / "aside")
        known.storage.mkdir()
        found = self.refused(known, accept_loss=accept_loss)
        refused = found.refused[os.fsencode(known.storage)]
        assert "is its disk mounted?" in refused.reason
        assert refused.remedy is None
        assert found.told == []

    def test_storage_was_empty_when_it_was_imported(self, library: Library) -> None:
        library.link("Films/Brazil (1985).mkv", library.path("Films/Brazil (1985).mkv"))
        library.import_()
        assert "is its disk mounted?" in self.refused(library).refused[
            os.fsencode(library.storage)
        ].reason  # fmt: skip

    def test_another_disk(self, library: Library) -> None:
        library.films(10)
        library.import_()
        library.storage.rename(library.base / "aside")
        library.films(10, first=500)
        refused = self.refused(library, accept_loss=True).refused[os.fsencode(library.storage)]
        assert refused.remedy == "confirm-root"

    def test_the_link_tree_is_away(self, known: Library) -> None:
        (known.base / "video").rename(known.base / "aside")
        assert os.fsencode(known.base / "video") in self.refused(known).refused

    def test_the_link_tree_is_empty_now(self, known: Library) -> None:
        (known.base / "video").rename(known.base / "aside")
        (known.base / "video").mkdir()
        assert os.fsencode(known.base / "video") in self.refused(known).refused

    def test_links_show_as_files(self, known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("vidtui.disk.root_identity.WITHOUT_LINKS", frozenset({_type_of(known)}))
        (refused,) = self.refused(known).refused.values()
        assert (refused.path, refused.remedy) == (os.fsencode(known.base / "video"), None)
        assert "run vidtui on the NAS" in refused.reason

    def test_one_root_of_two_is_enough(self, known: Library) -> None:
        more = known.base / "more"
        known.put("Films/New (2020)/New (2020).mkv", on=more)
        known.write_settings(known.storage, more)
        known.import_()
        more.rename(known.base / "aside")
        os.unlink(known.path(ALIEN))
        assert set(self.refused(known).refused) == {os.fsencode(more)}

    def test_a_root_that_was_never_imported(self, known: Library) -> None:
        more = known.base / "more"
        more.mkdir()
        known.write_settings(known.storage, more)
        with pytest.raises(UsageProblem, match=f"{more}: not imported yet"):
            known.find()

    def test_no_link_root(self, tmp_path: Path) -> None:
        library = Library(tmp_path, links=None)
        library.put(ALIEN)
        library.import_()
        with pytest.raises(UsageProblem, match="no link root"):
            library.find()


class TestBrake:
    def lose(self, library: Library, count: int) -> None:
        names = library.films(60)
        library.link("Films/Brazil (1985).mkv", library.path(names[0]))
        library.import_()
        for name in names[:count]:
            os.unlink(library.path(name))

    def test_too_much_is_gone(self, library: Library) -> None:
        self.lose(library, 21)
        found = library.find()
        refused = found.refused[os.fsencode(library.storage)]
        assert refused.remedy == "accept-loss"
        assert "21 of 60" in refused.reason
        assert found.finished.plan is None
        assert library.find(accept_loss=True).link("Films/Brazil (1985).mkv").problem == "broken"

    def test_not_yet_too_much(self, library: Library) -> None:
        self.lose(library, 20)
        assert library.find().link("Films/Brazil (1985).mkv").problem == "broken"

    def test_what_is_known_to_be_missing_is_no_new_loss(self, library: Library) -> None:
        self.lose(library, 21)
        library.import_(accept_loss=True)
        assert library.find().link("Films/Brazil (1985).mkv").problem == "broken"

    def test_a_folder_of_twenty_is_empty(self, library: Library) -> None:
        names = library.films(20, folder="Films/A")
        library.films(220, folder="Films/B", first=100)
        library.link("Films/Brazil (1985).mkv", library.path(names[0]))
        library.import_()
        for name in names:
            os.unlink(library.path(name))
        refused = library.find().refused[os.fsencode(library.storage)]
        assert "Films/A held 20 known files" in refused.reason
        assert library.find(accept_loss=True).plan.links

    def test_what_has_moved_is_not_gone(self, library: Library) -> None:
        library.films(60, folder="Films/A")
        for name in library.films(60, folder="Films/B", first=100):
            library.link(name, library.path(name))
        library.import_()
        library.rename("Films/B", "Films/C")
        found = library.find()
        assert len(found.by_link) == 60
        assert {link.proposals[0].tier for link in found.by_link.values()} == {"same-file"}

    def test_no_file_is_looked_for_where_no_link_is_broken(self, library: Library) -> None:
        self.lose(library, 25)
        os.unlink(library.path("Films/Brazil (1985).mkv", library.links))
        library.link("Films/y.mkv", library.path("Films/Film 050 (2001)/Film 050 (2001).mkv"))
        assert library.find().plan.links == []


class TestTrouble:
    @pytest.mark.parametrize("stage", ["links", "storage"])
    def test_unplugged(
        self, library: Library, mount: Mount, monkeypatch: pytest.MonkeyPatch, stage: str
    ) -> None:
        mount(library.storage)
        names = library.films(10)
        for name in names:
            library.link(name, library.path(name))
        library.import_()
        os.unlink(library.path(names[0]))
        found = _unplugging(library, stage, monkeypatch)
        assert list(found.refused) == [os.fsencode(library.storage)]
        assert found.finished.plan is None

    def test_a_disk_that_is_not_known_yet_is_unplugged(
        self, library: Library, mount: Mount, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its films came after the import, so that nothing tells it from its mount point."""
        mount(library.storage)
        library.link("Films/Brazil (1985).mkv", library.path("Films/Brazil (1985).mkv"))
        library.import_()
        library.put("Films/Brazil (1985).mkv")
        found = _unplugging(library, "links", monkeypatch)
        assert list(found.refused) == [os.fsencode(library.storage)]
        assert found.finished.plan is None

    @pytest.mark.parametrize("error", [13, 5])
    def test_a_folder_of_links_that_cannot_be_read(
        self, known: Library, error: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed = known.path("Films", known.links)
        known.link("Movies/Brazil (1985).mkv", "nothing.mkv")
        _unreadable(monkeypatch, closed, error)
        found = known.find()
        assert set(found.errors) == {closed}
        assert set(found.by_link) == {b"Movies/Brazil (1985).mkv"}

    def test_a_folder_of_films_that_cannot_be_read(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its films are not gone, and no copy of one is taken for the one that moved."""
        names = library.films(30, folder="Films/A")
        library.films(5, folder="Films/B", first=100)
        library.link("Films/Brazil (1985).mkv", "nothing.mkv")
        library.import_()
        closed = os.fsencode(library.storage / "Films/A")
        shutil.copy(library.path(names[0]), library.path("Films/B/Copy (2001).mkv"))
        library.link("Films/Copy (2001).mkv", library.path("Films/C/Copy (2001).avi"))
        _unreadable(monkeypatch, closed, 13)
        found = library.find()
        assert found.errors == {closed: "permission denied"}
        assert found.refused == {}
        assert set(found.by_link) == {b"Films/Brazil (1985).mkv", b"Films/Copy (2001).mkv"}

    def test_a_link_that_leaves_while_it_is_read(
        self, known: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gone = known.link("Films/Brazil (1985).mkv", "nothing.mkv")
        real = os.readlink

        def readlink(path: bytes) -> bytes:
            if path == gone:
                raise FileNotFoundError(2, "No such file or directory")
            return real(path)

        monkeypatch.setattr("vidtui.disk.symlinks.reader.os.readlink", readlink)
        found = known.find()
        assert list(found.errors) == [gone]
        assert found.counts.links == 2


class TestRun:
    def test_the_events_in_their_order(self, known: Library) -> None:
        os.unlink(known.path(ALIEN))
        events = known.find().events
        assert isinstance(events[0], Started)
        assert isinstance(events[-1], FindFinished)
        stages = [event.stage for event in events if isinstance(event, Progress)]
        assert list(dict.fromkeys(stages)) == ["links", "storage", "proposals"]
        ends = {event.stage: event for event in events if isinstance(event, Progress)}
        assert [(end.done, end.total) for end in ends.values()] == [(2, 2), (1, 1), (1, 1)]

    @pytest.mark.parametrize("stage", ["links", "storage", "proposals"])
    def test_cancelled(self, known: Library, stage: str) -> None:
        os.unlink(known.path(ALIEN))
        cancel, events = CancelToken(), list[FindEvent]()
        for event in known.finding(cancel=cancel):
            events.append(event)
            if isinstance(event, Progress) and event.stage == stage:
                cancel.set()
        finished = Found(events).finished
        assert (finished.plan, finished.cancelled) == (None, True)

    def test_nothing_is_written(self, known: Library) -> None:
        known.rename(ALIEN, "Films/x/other.mkv")
        os.unlink(known.path(HEAT))
        known.put("Films/Heat (1995)/heat.avi")
        known.link("Films/loop.mkv", "loop.mkv")
        before = _without_logs(known)
        assert len(known.find().plan.links) == 3
        assert _without_logs(known) == before

    def test_links_that_an_import_remembers_meanwhile(
        self, known: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("vidtui.jobs.roots.live.PROGRESS_INTERVAL_S", 0.0)
        os.unlink(known.path(ALIEN))
        search = known.finding()
        events = [next(event for event in search if isinstance(event, Progress))]
        for number in range(20):
            known.link(f"Films/{number} (2001).mkv", known.path(HEAT))
        known.import_()
        assert set(Found([*events, *search]).by_link) == {b"Films/Alien (1979).mkv"}

    def test_a_search_beside_a_writer(self, known: Library) -> None:
        """It needs no lock: an import may have it."""
        os.unlink(known.path(ALIEN))
        events = known.importing()
        next(events)
        assert known.find().plan.links
        list(events)


def _type_of(library: Library) -> str:
    return type_of(os.path.realpath(os.fsencode(library.base / "video")), mounts())


def _unplugging(library: Library, stage: str, monkeypatch: pytest.MonkeyPatch) -> Found:
    """Search, and unmount storage at the first progress of a stage."""
    monkeypatch.setattr("vidtui.jobs.roots.live.PROGRESS_INTERVAL_S", 0.0)
    events: list[FindEvent] = []
    plugged = True
    for event in library.finding():
        events.append(event)
        if plugged and isinstance(event, Progress) and event.stage == stage:
            assert os.system(f"umount -l '{library.storage}'") == 0
            plugged = False
    assert not plugged
    return Found(events)


def _unreadable(monkeypatch: pytest.MonkeyPatch, folder: bytes, error: int) -> None:
    real = os.scandir

    def scandir(path: bytes) -> object:
        if path == folder:
            raise OSError(error, os.strerror(error))
        return real(path)

    monkeypatch.setattr("vidtui.disk.scan.os.scandir", scandir)


def _without_logs(library: Library) -> dict[str, tuple[int, int, str]]:
    """Everything but the database's own log and shared memory, and the folder they lie in."""
    data = str(library.data)
    return {
        path: seen
        for path, seen in snapshot(library.base).items()
        if not path.endswith(("-wal", "-shm")) and path not in (data, f"{data}/.")
    }
