"""Carrying out decisions about broken links: what each link, the trash and the catalogue become."""

from __future__ import annotations

import datetime
import errno
import fcntl
import os
import stat
from pathlib import Path

import pytest

from tests.conftest import Mount
from tests.disk.link_trees import WAYS, lack
from tests.support.library import Library
from tests.support.names import HOSTILE
from tests.support.repairs import (
    Sitting,
    actions,
    break_links,
    listing,
    log_of,
    moved,
    records,
    relative,
    row_of,
    stood,
    strays,
    text_of,
    texts,
)
from vidtui.disk.symlinks import renameat2 as renameat
from vidtui.errors import LockHeld
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.model import Decision
from vidtui.jobs.repair.repairing import Repairs
from vidtui.jobs.repair.search import FileSearch
from vidtui.jobs.roots import status_cache
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.text import printable

ALIEN, HEAT = stood("Alien"), stood("Heat")


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all ways of renaming, and where the system lacks them."""
    lack(monkeypatch, WAYS[request.param])


@pytest.fixture(params=["one disk", "two disks"])
def trash(request: pytest.FixtureRequest, library: Library, mount: Mount) -> Path:
    """The trash, beside the link root or on a disk of its own."""
    folder = library.base / "trash"
    if request.param == "two disks":
        mount(folder)
    return folder


def a_day(trash: Path) -> Path:
    (day,) = (trash / "orphans").iterdir()
    assert abs((datetime.date.today() - datetime.date.fromisoformat(day.name)).days) <= 1
    return day


def shows(library: Library, path: bytes, place: bytes) -> bool:
    return os.path.samefile(library.path(path, library.links), library.path(place))


class TestText:
    @pytest.mark.usefixtures("way")
    @pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
    def test_the_style_is_kept(self, library: Library, absolute: bool) -> None:
        break_links(library, ("Alien", "Brazil"), absolute=absolute)
        sitting = Sitting(library)
        link = library.path(ALIEN, library.links)
        others = {place: told for place, told in listing(library.base).items() if place != link}
        outcome = sitting.done("Alien")
        expected = library.path(moved("Alien"))
        if not absolute:
            expected = relative(library, ALIEN, moved("Alien"))
            assert expected == b"../../stockage/Films/Moved/Alien.mkv"
        assert text_of(library, ALIEN) == outcome.written == expected
        assert shows(library, ALIEN, moved("Alien"))
        now = listing(library.base)
        after = {place: told for place, told in now.items() if place != link}
        assert {place: told for place, told in after.items() if b"/data/" not in place} == {
            place: told for place, told in others.items() if b"/data/" not in place
        }

    @pytest.mark.parametrize("through", [("storage",), ("links",), ("storage", "links")], ids=str)
    @pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
    def test_roots_reached_through_links(
        self, library: Library, through: tuple[str, ...], absolute: bool
    ) -> None:
        for number, name in enumerate(through):
            root = getattr(library, name)
            root.rmdir()
            real = library.base / "mnt" / ("deeper/" * number) / name
            real.mkdir(parents=True)
            root.symlink_to(real)
        break_links(library, ("Alien",), absolute=absolute)
        sitting = Sitting(library)
        sitting.done("Alien")
        text = text_of(library, ALIEN)
        if absolute:
            assert text == library.path(moved("Alien"))
        else:
            assert text == relative(library, ALIEN, moved("Alien"))
        assert shows(library, ALIEN, moved("Alien"))
        assert Sitting(library).found.by_link == {}

    @pytest.mark.usefixtures("way")
    @pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
    def test_links_that_go_past_the_link_to_a_root(self, library: Library, absolute: bool) -> None:
        library.storage.rmdir()
        real = library.base / "mnt/disk"
        real.mkdir(parents=True)
        library.storage.symlink_to(real)
        library.films(6)
        library.put(ALIEN)
        old, new = (os.fsencode(real) + b"/" + path for path in (ALIEN, moved("Alien")))
        folder = os.fsencode(library.base / "video/Films")
        library.link(ALIEN, old if absolute else os.path.relpath(old, folder))
        library.import_()
        library.rename(ALIEN, moved("Alien"))
        Sitting(library).done("Alien")
        assert text_of(library, ALIEN) == (new if absolute else os.path.relpath(new, folder))
        assert Sitting(library).found.by_link == {}

    def test_another_machines_view(self, library: Library) -> None:
        table = f'[[path_map]]\nwritten = "/media"\nhere = "{library.storage}"\n'
        library.write_settings(tables=table)
        library.films(6)
        library.put(ALIEN)
        library.link(ALIEN, b"/media/" + ALIEN)
        library.import_()
        library.rename(ALIEN, moved("Alien"))
        assert Sitting(library).done("Alien").written == b"/media/" + moved("Alien")
        assert text_of(library, ALIEN) == b"/media/" + moved("Alien")
        assert Sitting(library).found.by_link == {}

    @pytest.mark.usefixtures("way")
    def test_of_a_chain_only_the_broken_hop(self, library: Library) -> None:
        favourite = b"Favourites/Alien.mkv"
        library.link(favourite, b"../" + ALIEN)
        break_links(library, ("Alien",))
        sitting = Sitting(library)
        sitting.done("Alien", path=favourite)
        assert text_of(library, favourite) == b"../" + ALIEN
        assert text_of(library, ALIEN) == relative(library, ALIEN, moved("Alien"))
        assert shows(library, favourite, moved("Alien"))
        assert row_of(library, ALIEN)["text"] == text_of(library, ALIEN)
        assert row_of(library, favourite)["text"] == b"../" + ALIEN
        second = sitting.apply("Alien")
        assert (second.state, second.action) == ("refused", None)
        assert "leads elsewhere now" in second.reason
        assert Sitting(library).found.by_link == {}

    @pytest.mark.usefixtures("way")
    def test_the_owner_is_kept(self, library: Library) -> None:
        if os.geteuid() != 0:
            pytest.skip("only root gives files away")
        break_links(library, ("Alien",), ("Heat",))
        for path in (ALIEN, HEAT):
            os.lchown(library.path(path, library.links), 1234, 5678)
        sitting = Sitting(library)
        sitting.done("Alien")
        trashed = sitting.done("Heat", "orphan").trashed
        assert trashed is not None
        for place in (library.path(ALIEN, library.links), trashed):
            found = os.lstat(place)
            assert stat.S_ISLNK(found.st_mode)
            assert (found.st_uid, found.st_gid) == (1234, 5678)

    @pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
    def test_hostile_names(self, library: Library, name: bytes) -> None:
        break_links(library, (name,), (b"gone " + name[:200],))
        gone = stood(b"gone " + name[:200])
        sitting = Sitting(library)
        sitting.done(name)
        text = text_of(library, gone)
        outcome = sitting.done(b"", "orphan", path=gone)
        assert text_of(library, stood(name)) == relative(library, stood(name), moved(name))
        trashed = outcome.trashed or b""
        assert os.readlink(trashed) == text
        assert trashed.endswith(b"/video/" + gone)
        (record,) = records(library.base / "trash")
        assert record["origin"] == printable(library.path(gone, library.links))
        first, second = log_of(library)
        assert first[1] == printable(library.path(stood(name), library.links))
        assert first[3] == printable(text_of(library, stood(name)))
        assert second[3] == printable(trashed)


class TestOrphans:
    @pytest.mark.usefixtures("way")
    def test_into_the_trash(self, library: Library, trash: Path) -> None:
        break_links(library, (), ("Heat", "Ran"))
        sitting = Sitting(library)
        text = text_of(library, HEAT)
        others = texts(library.base / "video")
        del others[library.path(HEAT, library.links)]
        outcome = sitting.done("Heat", "orphan")
        place = a_day(trash) / "video/Films/Heat.mkv"
        assert outcome.trashed == bytes(place)
        assert os.readlink(bytes(place)) == text
        assert texts(library.base / "video") == others
        (record,) = records(trash)
        assert record.pop("time")
        assert record == {
            "origin": f"{library.links}/Films/Heat.mkv",
            "text": os.fsdecode(text),
            "trashed": str(place),
        }
        assert row_of(library, HEAT)["state"] == "gone"
        assert row_of(library, HEAT)["target"] == HEAT
        assert strays(library.base) == []

    @pytest.mark.usefixtures("way")
    def test_two_of_one_name(self, library: Library, trash: Path) -> None:
        break_links(library, (), ("Heat",))
        first = text_of(library, HEAT)
        Sitting(library).done("Heat", "orphan")
        library.link(HEAT, b"nowhere else")
        outcome = Sitting(library).done("Heat", "orphan")
        day = a_day(trash)
        assert outcome.trashed == bytes(day / "video/Films/Heat.mkv~2")
        assert texts(trash) == {
            bytes(day / "video/Films/Heat.mkv"): first,
            bytes(day / "video/Films/Heat.mkv~2"): b"nowhere else",
        }
        assert [record["text"] for record in records(trash)] == [
            os.fsdecode(first),
            "nowhere else",
        ]

    @pytest.mark.usefixtures("way")
    def test_somebody_takes_the_name_at_that_moment(
        self, library: Library, trash: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        break_links(library, (), ("Heat",))
        text, real = text_of(library, HEAT), renameat.renameat2
        theirs = trash / f"orphans/{datetime.date.today()}/video/Films/Heat.mkv"

        def renameat2(folder: int, name: bytes, other: int, to: bytes, flags: int) -> int:
            if not os.path.lexists(theirs):
                theirs.write_text("theirs")
            return real(folder, name, other, to, flags)

        monkeypatch.setattr(renameat, "renameat2", renameat2)
        sitting = Sitting(library)
        outcome = sitting.done("Heat", "orphan")
        assert theirs.read_text() == "theirs"
        assert texts(trash) == {outcome.trashed: text}
        assert outcome.trashed == bytes(theirs.with_name("Heat.mkv~2"))
        assert records(trash)[-1]["trashed"] == str(theirs.with_name("Heat.mkv~2"))
        monkeypatch.undo()
        assert sitting.undo() is not None
        assert text_of(library, HEAT) == text

    def test_of_two_roots_of_one_name(self, library: Library) -> None:
        library.links = library.base / "a/video"
        other = library.base / "b/video"
        trash = library.base / "bin"
        extra = f'trash = "{trash}"'
        library.write_settings(extra=extra, tables=f'[[links]]\npath = "{other}"\n')
        other.mkdir(parents=True)
        (other / "Films").mkdir()
        (other / "Films/Heat.mkv").symlink_to("other")
        break_links(library, (), ("Heat",))
        sitting = Sitting(library)
        for planned in sitting.found.plan.links:
            assert sitting.repairs.apply(Decision(planned.link, "orphan")).state == "done"
        assert sorted(os.path.basename(place) for place in texts(trash)) == [
            b"Heat.mkv",
            b"Heat.mkv~2",
        ]
        assert {record["origin"] for record in records(trash)} == {
            f"{library.links}/Films/Heat.mkv",
            f"{other}/Films/Heat.mkv",
        }

    def test_a_trash_inside_the_link_tree(self, library: Library) -> None:
        trash = library.base / "video/.vidtui-trash"
        library.write_settings(extra=f'trash = "{trash}"')
        break_links(library, (), ("Heat",))
        outcome = Sitting(library).done("Heat", "orphan")
        assert outcome.trashed == bytes(a_day(trash) / "video/Films/Heat.mkv")
        assert Sitting(library).found.by_link == {}
        library.import_()
        assert row_of(library, HEAT)["state"] == "gone"
        assert not any(b".vidtui-trash/" in path for path in library.seen_links())
        hiding = {".ignore", ".embyignore", ".plexignore", ".nomedia"}
        assert hiding <= set(os.listdir(trash))

    def test_a_trash_that_media_centres_would_scan(self, library: Library) -> None:
        """What lies there already can be taken out of it all the same."""
        trash = library.base / "video/bin"
        break_links(library, (), ("Heat", "Alien"))
        library.write_settings(extra=f'trash = "{library.base}/video/.vidtui-trash"')
        outcome = Sitting(library).done("Heat", "orphan")
        assert outcome.action is not None
        os.rename(library.base / "video/.vidtui-trash", trash)
        library.write_settings(extra=f'trash = "{trash}"')
        refused = Sitting(library).apply("Alien", "orphan")
        assert refused.state == "refused"
        assert "call it .vidtui-trash there" in refused.reason

    def test_what_is_the_users_in_a_hidden_trash_stays(self, library: Library) -> None:
        trash = library.base / "video/.vidtui-trash"
        trash.mkdir()
        (trash / ".plexignore").write_text("mine")
        (trash / ".ignore").symlink_to("/etc/passwd")
        library.write_settings(extra=f'trash = "{trash}"')
        break_links(library, (), ("Heat",))
        Sitting(library).done("Heat", "orphan")
        assert (trash / ".plexignore").read_text() == "mine"
        assert os.readlink(trash / ".ignore") == "/etc/passwd"

    def test_a_circle(self, library: Library) -> None:
        break_links(library)
        library.link(b"Films/one.mkv", b"two.mkv")
        library.link(b"Films/two.mkv", b"one.mkv")
        sitting = Sitting(library)
        sitting.done("one", "orphan")
        sitting.done("two", "orphan")
        assert set(texts(library.base / "trash").values()) == {b"one.mkv", b"two.mkv"}

    def test_what_shows_something_is_no_orphan(self, library: Library) -> None:
        break_links(library)
        (library.storage / "Films/Box.mkv").mkdir()
        library.link(b"Films/Box.mkv", library.path(b"Films/Box.mkv"))
        sitting = Sitting(library)
        assert sitting.found.link(b"Films/Box.mkv").problem == "folder"
        outcome = sitting.apply("Box", "orphan")
        assert (outcome.state, outcome.action) == ("refused", None)
        assert "it is no orphan" in outcome.reason
        assert actions(library) == []


class TestWrong:
    @pytest.fixture
    def wrong(self, library: Library) -> Sitting:
        """A link that showed Alien shows Brazil, both being there."""
        break_links(library)
        for name in ("Alien (1979)", "Brazil (1985)"):
            library.put(stood(name))
        library.link(ALIEN, library.path(stood("Alien (1979)")))
        library.import_()
        os.unlink(library.path(ALIEN, library.links))
        library.link(ALIEN, library.path(stood("Brazil (1985)")))
        sitting = Sitting(library)
        assert sitting.found.link(ALIEN).problem == "wrong"
        return sitting

    def test_it_is_right_so(self, wrong: Sitting) -> None:
        before, was = texts(wrong.library.base), tuple(row_of(wrong.library, ALIEN))[:-3]
        wrong.done("Alien", "keep")
        assert texts(wrong.library.base) == before
        row = row_of(wrong.library, ALIEN)
        assert (row["state"], row["target"]) == ("ok", stood("Brazil (1985)"))
        assert (row["text"], row["former_file_id"]) == (
            text_of(wrong.library, ALIEN),
            row["shown_file_id"],
        )
        assert wrong.repairs.counts == {"kept": 1}
        assert wrong.library.find().by_link == {}
        wrong.library.import_()
        assert wrong.library.find().by_link == {}
        assert wrong.undo() is not None
        assert tuple(row_of(wrong.library, ALIEN))[:-3] == was
        assert wrong.library.find().link(ALIEN).problem == "wrong"

    def test_it_is_repaired(self, wrong: Sitting) -> None:
        wrong.library.import_()
        assert row_of(wrong.library, ALIEN)["former_file_id"] is not None
        wrong.done("Alien")
        assert text_of(wrong.library, ALIEN) == wrong.library.path(stood("Alien (1979)"))
        row = row_of(wrong.library, ALIEN)
        assert (row["target"], row["former_file_id"]) == (stood("Alien (1979)"), None)
        assert wrong.library.find().by_link == {}

    def test_it_shows_a_third_one_now(self, wrong: Sitting) -> None:
        library = wrong.library
        os.rename(library.path(stood("Brazil (1985)")), library.path(b"Films/b.mkv"))
        library.put(stood("Brazil (1985)"), b"another")
        for verb in ("keep", "repair"):
            outcome = wrong.apply("Alien", verb)  # type: ignore[arg-type]
            assert outcome.state == "done"  # it is the place that is shown, and that is the same
            wrong.undo()

    def test_only_what_is_wrong_is_kept(self, library: Library) -> None:
        break_links(library, (), ("Heat",))
        outcome = Sitting(library).apply("Heat", "keep")
        assert (outcome.state, outcome.action) == ("refused", None)
        assert row_of(library, HEAT)["target"] == HEAT
        assert actions(library) == []


def test_what_the_catalogue_holds_after_a_repair(library: Library) -> None:
    break_links(library, ("Alien",))
    file = row_of(library, ALIEN)["shown_file_id"]
    library.import_()
    assert row_of(library, ALIEN)["state"] == "broken"
    Sitting(library).done("Alien")
    row = row_of(library, ALIEN)
    assert (row["state"], row["shown_file_id"], row["former_file_id"]) == ("ok", file, None)
    assert row["text"] == text_of(library, ALIEN)
    assert library.import_().changes == {"ignored": 7, "links": 7}


def test_a_file_that_somebody_chose(library: Library) -> None:
    break_links(library, (), ("Heat",))
    sitting = Sitting(library)
    files = FileSearch(sitting.catalogue, library.settings(), CancelToken())
    (chosen, *_others) = files.find("film 003")
    outcome = sitting.repairs.apply(Decision(sitting.found.link(HEAT), "repair", chosen))
    assert outcome.state == "done"
    assert text_of(library, HEAT) == relative(library, HEAT, chosen.place.path)
    assert row_of(library, HEAT)["target"] == chosen.place.path
    assert log_of(library)[0][4] == "you chose it"


def test_a_link_that_was_never_imported(library: Library) -> None:
    break_links(library, ("Alien",))
    library.link(b"New.mkv", library.path(ALIEN))
    library.link(b"Lost.mkv", b"nowhere")
    sitting = Sitting(library)
    sitting.done("", path=b"New.mkv")
    sitting.done("", "orphan", path=b"Lost.mkv")
    assert text_of(library, b"New.mkv") == library.path(moved("Alien"))
    assert b"New.mkv" not in library.seen_links()
    sitting.undo()
    sitting.undo()
    assert text_of(library, b"New.mkv") == library.path(ALIEN)
    assert text_of(library, b"Lost.mkv") == b"nowhere"


def test_what_is_done_until_the_end_is_one_run(library: Library) -> None:
    break_links(library, ("Alien",), ("Heat", "Ran"))
    sitting = Sitting(library)
    assert sitting.apply("Heat", "skip").state == "done"
    sitting.repairs.finish()
    assert library.query("SELECT 1 FROM run WHERE command = 'repair-links'") == []
    sitting.done("Alien")
    sitting.done("Heat", "orphan")
    sitting.apply("Alien")
    sitting.done("Ran", "orphan")
    sitting.undo()
    sitting.repairs.finish()
    ((state, summary),) = library.query(
        "SELECT state, summary FROM run WHERE command = 'repair-links'"
    )
    assert state == "done"
    assert summary == '{"repaired": 1, "orphaned": 2, "refused": 1}'
    assert actions(library) == [
        ("relink", "done", False),
        ("trash-link", "done", False),
        ("trash-link", "done", True),
    ]


class TestLog:
    def test_one_line_an_event(self, library: Library) -> None:
        break_links(library, ("Alien",), ("Heat",))
        old, gone = text_of(library, ALIEN), text_of(library, HEAT)
        sitting = Sitting(library)
        written = sitting.done("Alien").written
        trashed = sitting.done("Heat", "orphan").trashed
        refused = sitting.apply("Alien")
        sitting.undo()
        log = sitting.repairs.log_path
        assert log == library.data / "logs" / log.name
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
        alien, heat = (f"{library.links}/Films/{name}.mkv" for name in ("Alien", "Heat"))
        because = "the very file that this link showed: same size, time and inode"
        lines = log_of(library)
        assert lines[0][:4] == ["repair", alien, printable(old), printable(written or b"")]
        assert lines[0][4].startswith(because)
        assert lines[0][5:] == ["done"]
        assert lines[1] == ["orphan", heat, printable(gone), printable(trashed or b""), "", "done"]
        assert lines[2][0] == "repair"
        assert lines[2][3] == f"{library.storage}/Films/Moved/Alien.mkv"
        assert lines[2][5] == f"refused: {refused.reason}"
        assert lines[3] == ["undo", heat, printable(gone), "", "", "done"]
        assert len(lines) == 4
        assert sitting.repairs.log_problem == ""

    def test_an_undo_that_is_refused(self, library: Library) -> None:
        break_links(library, ("Alien",))
        sitting = Sitting(library)
        sitting.done("Alien")
        os.unlink(library.path(ALIEN, library.links))
        with pytest.raises(Exception, match="has changed since") as caught:
            sitting.undo()
        assert log_of(library)[-1][0] == "undo"
        assert log_of(library)[-1][5] == f"refused: {caught.value}"

    def test_two_sittings_of_a_day(self, library: Library) -> None:
        break_links(library, ("Alien",), ("Heat",))
        Sitting(library).done("Alien")
        Sitting(library).done("Heat", "orphan")
        assert [line[0] for line in log_of(library)] == ["repair", "orphan"]

    @pytest.mark.parametrize("obstacle", ["a file for the folder", "a folder", "a link", "full"])
    def test_it_cannot_be_written(self, library: Library, obstacle: str, mount: Mount) -> None:
        break_links(library, ("Alien",), ("Heat",))
        logs = library.data / "logs"
        sitting = Sitting(library)
        elsewhere = library.base / "elsewhere"
        if obstacle == "a file for the folder":
            logs.write_text("")
        elif obstacle == "a folder":
            sitting.repairs.log_path.mkdir(parents=True)
        elif obstacle == "a link":
            logs.mkdir()
            sitting.repairs.log_path.symlink_to(elsewhere)
        else:
            mount(logs, size="8k")
            (logs / "filler").write_bytes(b"x" * 8192)
        sitting.done("Alien")
        sitting.done("Heat", "orphan")
        assert shows(library, ALIEN, moved("Alien"))
        assert not elsewhere.exists()
        assert actions(library) == [("relink", "done", False), ("trash-link", "done", False)]
        problem = sitting.repairs.log_problem
        assert problem.startswith(f"{sitting.repairs.log_path}: the log cannot be written: ")
        assert "\n" not in problem
        if obstacle == "full":
            assert problem.endswith("the disk is full")

    def test_a_line_that_does_not_fit_leaves_no_part_of_it(
        self, library: Library, mount: Mount
    ) -> None:
        library.films(12, first=100)
        names = tuple(f"{number:03d} {'x' * 200}" for number in range(12))
        break_links(library, (), names)
        sitting = Sitting(library)
        mount(library.data / "logs", size="4k")
        for name in names:
            sitting.done(name, "orphan")
        assert sitting.repairs.log_problem.endswith("the disk is full")
        lines = log_of(library)
        assert 1 < len(lines) < len(names)
        assert all(len(line) == 6 and line[5] == "done" for line in lines)


class TestLock:
    def test_another_process_writes(self, library: Library) -> None:
        break_links(library, ("Alien",), ("Heat",))
        sitting = Sitting(library)
        sitting.done("Alien")
        before = texts(library.base)
        lock = library.database.with_name(library.database.name + ".lock")
        with lock.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            for act in (
                lambda: sitting.apply("Heat", "orphan"),
                sitting.undo,
                sitting.repairs.finish,
            ):
                with pytest.raises(LockHeld):
                    act()
        assert texts(library.base) == before
        assert actions(library) == [("relink", "done", False)]
        sitting.done("Heat", "orphan")
        sitting.undo()
        sitting.undo()
        assert text_of(library, ALIEN) == relative(library, ALIEN, ALIEN)


class TestRootWatch:
    def test_asked_at_most_once_a_second(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        break_links(library)
        real, asked, now = status_cache.examine_all, [0], [0.0]

        def counted(*given: object) -> object:
            asked[0] += 1
            return real(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(status_cache, "examine_all", counted)
        watch = RootStatusCache(library.settings(), clock=lambda: now[0])
        sitting = Sitting(library)
        with sitting.catalogue.session():
            for moment, times in ((0.0, 1), (0.5, 1), (0.99, 1), (1.0, 2), (1.9, 2), (60.0, 3)):
                now[0] = moment
                watch.require_all()
                assert asked == [times]

    def test_a_sitting_asks_once_for_all(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """All at one moment: what the decisions have in common is not looked at for each."""
        names = tuple(f"F{number}" for number in range(5))
        break_links(library, names)
        sitting = Sitting(library)
        real, asked = status_cache.examine_all, [0]

        def counted(*given: object) -> object:
            asked[0] += 1
            return real(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(status_cache, "examine_all", counted)
        monkeypatch.setattr(status_cache, "FRESH_S", 3600.0)
        repairs = Repairs(sitting.catalogue, library.settings())
        for name in names:
            assert repairs.apply(sitting.decision(name)).state == "done"
        assert asked == [1]


def test_no_such_call(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that knows nothing of it."""
    monkeypatch.setattr(renameat, "renameat2", lambda *_given: errno.ENOSYS)
    break_links(library, ("Alien",), ("Heat",))
    sitting = Sitting(library)
    sitting.done("Alien")
    sitting.done("Heat", "orphan")
    assert shows(library, ALIEN, moved("Alien"))
    assert len(texts(library.base / "trash")) == 1


@pytest.mark.parametrize("kind", ["link", "below a link into storage"])
def test_nothing_goes_to_a_trash_where_none_can_be(library: Library, kind: str) -> None:
    break_links(library, gone=("Heat",))
    sitting = Sitting(library)
    trash = library.base / "trash"
    if kind == "link":
        (library.base / "elsewhere").mkdir()
        trash.symlink_to(library.base / "elsewhere")
    else:
        (library.base / "way").symlink_to(library.storage)
        library.write_settings(extra=f'trash = "{library.base}/way/trash"')
        sitting.repairs = Repairs(sitting.catalogue, library.settings())
    was = listing(library.base)
    outcome = sitting.apply("Heat", "orphan")
    assert outcome.state == "refused"
    assert ("is a link" if kind == "link" else "it lies inside the storage root") in outcome.reason
    now = {place: told for place, told in listing(library.base).items() if b"/data" not in place}
    assert now == {place: told for place, told in was.items() if b"/data" not in place}
    assert actions(library) == []
