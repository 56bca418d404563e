"""Import from the outside in: what is registered, what is left alone, what is told."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.library import Library, contents, snapshot
from vidtui.disk.sampler import Sampler
from vidtui.disk.scan import FoundFile
from vidtui.errors import UsageProblem
from vidtui.jobs.base import CancelToken, Finished, Progress, Started

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
HEAT = "Films/Heat (1995)/Heat (1995).mkv"
PILOT = "Séries/Lost (2004)/Saison 01/Lost (2004) - S01E01 - Pilot.mkv"


def test_first_import_registers_and_second_ignores(library: Library) -> None:
    for name in (ALIEN, HEAT, PILOT):
        library.put(name)
    library.link("Films/Alien.mkv", library.path(ALIEN))
    first = library.import_()
    assert first.created
    assert first.changes == {"imported": 3, "films": 2, "series": 1, "links": 1}
    assert library.groups() == {
        ("film", "Alien", 1979): "queued",
        ("film", "Heat", 1995): "queued",
        ("series", "Lost", 2004): "queued",
    }
    assert library.episodes(PILOT) == [(1, 1)]
    assert library.seen_links()[b"Films/Alien.mkv"]["target"] == os.fsencode(ALIEN)
    before = library.end_state()
    second = library.import_()
    assert not second.created
    assert second.changes == {"ignored": 3, "links": 1}
    assert library.end_state() == before


def test_events_come_in_order(library: Library) -> None:
    library.put(ALIEN)
    events = library.import_().events
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    stages = list(dict.fromkeys(e.stage for e in events if isinstance(e, Progress)))
    assert stages == ["scan", "samples", "names", "links"]


def test_nothing_of_the_users_is_touched(library: Library) -> None:
    library.put(ALIEN)
    library.put("Films/Alien (1979)/Alien (1979).nfo", b"<movie/>")
    library.link("Films/Alien.mkv", library.path(ALIEN))
    before = snapshot(library.storage), snapshot(library.base / "video")
    library.import_()
    library.import_()
    assert (snapshot(library.storage), snapshot(library.base / "video")) == before


def test_an_unchanged_file_is_not_opened_again(library: Library) -> None:
    path = library.put(ALIEN, b"one content", mtime_ns=10**18)
    library.import_()
    sample = library.file(ALIEN)["sample"]
    library.put(ALIEN, b"another one", mtime_ns=10**18)
    assert os.stat(path).st_size == 11
    assert library.import_().changes == {"ignored": 1}
    assert library.file(ALIEN)["sample"] == sample


def test_new_content_keeps_the_group_and_is_not_queued_again(library: Library) -> None:
    library.put(ALIEN, b"one", mtime_ns=10**18)
    library.put(HEAT)
    library.import_()
    before = library.file(ALIEN)
    library.put(ALIEN, b"another, longer", mtime_ns=2 * 10**18)
    assert library.import_().changes == {"ignored": 1, "changed": 1}
    after = library.file(ALIEN)
    assert (after["group_id"], after["id"]) == (before["group_id"], before["id"])
    assert after["size"] == 15
    assert after["sample"] != before["sample"]
    assert library.import_().changes == {"ignored": 2}


def test_a_tag_edited_in_place_is_the_same_film(library: Library) -> None:
    library.put(ALIEN, b"title: alien", mtime_ns=10**18)
    library.import_()
    group = library.file(ALIEN)["group_id"]
    library.put(ALIEN, b"title: ALIEN", mtime_ns=2 * 10**18)
    assert library.import_().changes == {"changed": 1}
    assert library.file(ALIEN)["group_id"] == group
    assert library.groups() == {("film", "Alien", 1979): "queued"}


def test_a_verified_hash_does_not_outlive_the_content(library: Library) -> None:
    library.put(ALIEN, b"one", mtime_ns=10**18)
    library.import_()
    with sqlite3.connect(library.database) as connection:
        connection.execute("UPDATE media_file SET full_hash = x'00', verified_at = 1")
    connection.close()
    library.put(ALIEN, b"two", mtime_ns=2 * 10**18)
    library.import_()
    assert library.file(ALIEN)["full_hash"] is None
    assert library.file(ALIEN)["verified_at"] is None


def test_new_times_alone_are_ignored(library: Library) -> None:
    library.put(ALIEN, b"one", mtime_ns=10**18)
    library.import_()
    library.put(ALIEN, b"one", mtime_ns=2 * 10**18)
    assert library.import_().changes == {"ignored": 1}
    assert library.file(ALIEN)["mtime_ns"] == 2 * 10**18


def test_a_deleted_file_is_missing_and_then_there_again(library: Library) -> None:
    path = library.put(ALIEN, b"one", mtime_ns=10**18)
    library.put(HEAT)
    library.import_()
    os.unlink(path)
    assert library.import_().changes == {"ignored": 1, "missing": 1}
    assert library.missing() == {os.fsencode(ALIEN)}
    assert library.import_().changes == {"ignored": 1}
    library.put(ALIEN, b"one", mtime_ns=10**18)
    assert library.import_().changes == {"ignored": 1, "back": 1}
    assert library.missing() == set()


def test_a_file_back_with_other_content(library: Library) -> None:
    path = library.put(ALIEN, b"one", mtime_ns=10**18)
    library.put(HEAT)
    library.import_()
    os.unlink(path)
    library.import_()
    library.put(ALIEN, b"other", mtime_ns=2 * 10**18)
    assert library.import_().changes == {"ignored": 1, "changed": 1}
    assert library.missing() == set()


def test_a_file_that_is_still_being_written_is_left_for_the_next_run(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = library.put(ALIEN)
    library.put(HEAT)
    submit = Sampler.submit

    def write_first(self: Sampler, root_id: int, root: bytes, files: Sequence[FoundFile]) -> None:
        with open(path, "ab") as opened:
            opened.write(b"more")
        submit(self, root_id, root, files)

    with monkeypatch.context() as patch:
        patch.setattr(Sampler, "submit", write_first)
        ran = library.import_()
    assert ran.changes == {"imported": 1, "still_changing": 1, "films": 1}
    assert library.present() == {os.fsencode(HEAT)}
    assert library.import_().changes == {"imported": 1, "ignored": 1, "films": 1}


def test_an_empty_file_is_an_error_and_not_registered(library: Library) -> None:
    path = library.put(ALIEN, b"")
    ran = library.import_()
    assert ran.changes == {"errors": 1}
    assert ran.errors == {path: "the file is empty (0 bytes)"}
    assert library.files() == {}


def test_a_known_file_that_became_empty_is_neither_missing_nor_forgotten(library: Library) -> None:
    library.put(ALIEN)
    library.put(HEAT)
    library.import_()
    path = library.put(ALIEN, b"")
    ran = library.import_()
    assert ran.changes == {"ignored": 1, "errors": 1}
    assert set(ran.errors) == {path}
    assert library.present() == {os.fsencode(ALIEN), os.fsencode(HEAT)}


def test_sockets_fifos_and_folders_called_like_videos(library: Library) -> None:
    os.mkfifo(library.path("pipe.mkv"))
    os.mkdir(library.path("Films"))
    os.mkdir(library.path("Films/Folder (2001).mkv"))
    library.put("Films/Folder (2001).mkv/Folder (2001).mkv")
    ran = library.import_()
    assert ran.changes == {"imported": 1, "films": 1}
    assert library.present() == {b"Films/Folder (2001).mkv/Folder (2001).mkv"}


def test_never_looked_at(library: Library) -> None:
    for name in (
        "Films/Alien (1979).mkv.part",
        "Films/Alien (1979).part",
        "Films/._Alien (1979).mkv",
        "Films/Alien (1979).txt",
        "Films/mkv",
        "#recycle/Films/Alien (1979).mkv",
        "Films/@eaDir/Alien (1979).mkv",
        "#snapshot/Films/Alien (1979).mkv",
        ".Trash-1000/files/Alien (1979).mkv",
        "$RECYCLE.BIN/Alien (1979).mkv",
        "lost+found/Alien (1979).mkv",
        ".AppleDouble/Alien (1979).mkv",
        "Films/@TMP/Alien (1979).mkv",
    ):
        library.put(name)
    assert library.import_().changes == {}


def test_a_file_moved_into_the_recycle_bin_is_missing(library: Library) -> None:
    library.put(ALIEN)
    library.put(HEAT)
    library.import_()
    library.rename(ALIEN, "#recycle/Alien (1979).mkv")
    assert library.import_().changes == {"ignored": 1, "missing": 1}


def test_capital_extensions_and_configured_ones(library: Library) -> None:
    library.write_settings(extra='extensions = ["mkv", "xyz"]')
    library.put("Films/Alien (1979).MKV")
    library.put("Films/Heat (1995).xyz")
    library.put("Films/Dune (1984).avi")
    assert library.import_().counts.imported == 2


class TestScope:
    def test_a_path_imports_that_subtree_only(self, library: Library) -> None:
        library.put(ALIEN)
        library.put(HEAT)
        ran = library.import_(library.path("Films/Alien (1979)"))
        assert ran.changes == {"imported": 1, "films": 1}
        assert library.present() == {os.fsencode(ALIEN)}

    def test_a_path_says_nothing_of_what_lies_elsewhere(self, library: Library) -> None:
        library.put(ALIEN)
        heat = library.put(HEAT)
        library.import_()
        os.unlink(heat)
        assert library.import_(library.path("Films/Alien (1979)")).changes == {"ignored": 1}
        assert library.import_().changes == {"ignored": 1, "missing": 1}

    def test_a_file_moved_into_the_path_from_elsewhere_has_moved(self, library: Library) -> None:
        library.put(ALIEN)
        library.put(HEAT)
        library.import_()
        library.rename(ALIEN, "Films/New/Alien (1979).mkv")
        assert library.import_(library.path("Films/New")).changes == {"moved": 1}

    def test_paths_inside_each_other_are_walked_once(self, library: Library) -> None:
        library.put(ALIEN)
        ran = library.import_(library.path("Films/Alien (1979)"), library.path("Films"))
        assert ran.changes == {"imported": 1, "films": 1}

    def test_a_folder_with_a_similar_name_is_another_folder(self, library: Library) -> None:
        library.put("Films/A/Alien (1979).mkv")
        library.put("Films/AB/Heat (1995).mkv")
        ran = library.import_(library.path("Films/A"), library.path("Films/AB"))
        assert ran.counts.imported == 2

    def test_a_link_to_a_folder_of_the_root_counts_as_that_folder(self, library: Library) -> None:
        library.put(ALIEN)
        shortcut = library.base / "shortcut"
        shortcut.symlink_to(library.storage / "Films")
        assert library.import_(os.fsencode(shortcut)).changes == {"imported": 1, "films": 1}

    def test_outside_the_roots_is_refused_before_anything_is_made(self, library: Library) -> None:
        with pytest.raises(UsageProblem, match="--add-root"):
            library.import_(os.fsencode(library.base))
        assert not library.database.exists()

    def test_a_file_is_no_folder(self, library: Library) -> None:
        path = library.put(ALIEN)
        with pytest.raises(UsageProblem, match="is not a folder"):
            library.import_(path)

    def test_without_a_storage_root(self, library: Library) -> None:
        library.config.write_text("")
        with pytest.raises(UsageProblem, match="no storage root"):
            library.import_()


class TestTwoRoots:
    @pytest.fixture
    def second(self, library: Library) -> Path:
        second = library.base / "disk2"
        second.mkdir()
        library.write_settings(library.storage, second)
        return second

    def test_both_are_imported(self, library: Library, second: Path) -> None:
        library.put(ALIEN)
        library.put(HEAT, on=second)
        assert library.import_().counts.imported == 2

    def test_one_path_on_two_roots_is_two_files(self, library: Library, second: Path) -> None:
        library.put(ALIEN)
        library.put(ALIEN, b"another encoding", on=second)
        assert library.import_().changes == {"imported": 2, "films": 1}

    def test_a_file_moves_across_roots(self, library: Library, second: Path) -> None:
        library.put(ALIEN)
        library.put(PILOT)
        library.put(HEAT, on=second)
        library.import_()
        before = library.file(ALIEN)
        library.rename(ALIEN, "Movies/Alien (1979).mkv", on=second)
        assert library.import_().changes == {"ignored": 2, "moved": 1}
        after = library.file("Movies/Alien (1979).mkv", second)
        assert (after["id"], after["group_id"]) == (before["id"], before["group_id"])
        (former,) = library.query("SELECT root_id, path FROM former_path")
        assert (former["root_id"], former["path"]) == (before["root_id"], os.fsencode(ALIEN))

    def test_a_root_of_one_kind_by_its_own_name(self, library: Library) -> None:
        films = library.base / "Films"
        library.write_settings(films)
        library.put("Alien (1979).mkv", on=films)
        library.import_()
        assert library.file("Alien (1979).mkv", films)["kind"] == "film"

    def test_a_root_of_one_kind_by_its_setting(self, library: Library) -> None:
        library.write_settings(tables=f'[[storage]]\npath="{library.base}/x"\nkind="series"\n')
        library.put("Lost (2004)/Saison 01/Lost (2004) - S01E01.mkv", on=library.base / "x")
        ran = library.import_()
        assert ran.changes == {"imported": 1, "series": 1}

    def test_nested_roots_are_refused(self, library: Library) -> None:
        library.write_settings(library.storage, library.storage / "Films")
        with pytest.raises(UsageProblem, match="lies inside"):
            library.import_()

    def test_two_names_of_one_folder_are_refused(self, library: Library, second: Path) -> None:
        second.rmdir()
        second.symlink_to(library.storage)
        library.put(ALIEN)
        with pytest.raises(UsageProblem, match="is the same folder as"):
            library.import_()

    def test_another_name_of_a_folder_inside_is_refused(
        self, library: Library, second: Path
    ) -> None:
        second.rmdir()
        library.put(ALIEN)
        second.symlink_to(library.storage / "Films")
        with pytest.raises(UsageProblem, match="lies inside"):
            library.import_()

    def test_a_bind_mount_of_a_root_is_refused(
        self, library: Library, second: Path, mount: object
    ) -> None:
        mount(second, bind=library.storage)  # type: ignore[operator]
        library.put(ALIEN)
        with pytest.raises(UsageProblem, match="is the same folder as"):
            library.import_()


class TestUnknownKind:
    def test_it_is_counted_every_time(self, library: Library) -> None:
        library.put("Divers/Alien (1979).mkv")
        assert library.import_().changes == {"imported": 1, "unknown": 1}
        assert library.import_().changes == {"ignored": 1, "unknown": 1}

    def test_it_becomes_known_when_the_settings_say_so(self, library: Library) -> None:
        library.put("Divers/Alien (1979).mkv")
        library.import_()
        library.write_settings(extra='film_folders = ["divers"]')
        assert library.import_().changes == {"ignored": 1, "films": 1}
        assert library.groups() == {("film", "Alien", 1979): "queued"}
        assert library.import_().changes == {"ignored": 1}

    def test_it_becomes_known_when_the_root_is_given_a_kind(self, library: Library) -> None:
        library.put("Divers/Alien (1979).mkv")
        library.import_()
        text = library.config.read_text().replace("[[links]]", 'kind = "film"\n[[links]]')
        library.config.write_text(text)
        assert library.import_().changes == {"ignored": 1, "films": 1}


class TestDryRun:
    @pytest.mark.parametrize("exists", [False, True])
    def test_it_tells_all_and_writes_nothing(self, library: Library, *, exists: bool) -> None:
        library.put(HEAT)
        if exists:
            library.import_()
        library.write_settings(tables=f'[[storage]]\npath = "{library.base}/x"\nmarker = true\n')
        library.put(ALIEN)
        library.put(ALIEN, on=library.base / "x")
        before = contents(library.base)
        ran = library.import_(dry_run=True)
        assert ran.counts.imported == (2 if exists else 3)
        assert ran.counts.ignored == (1 if exists else 0)
        assert contents(library.base) == before
        assert library.data.exists() == exists

    def test_it_leaves_no_copy_behind(
        self, library: Library, tmp_path_factory: pytest.TempPathFactory,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        scratch = tmp_path_factory.mktemp("scratch")
        monkeypatch.setattr(tempfile, "tempdir", str(scratch))
        library.put(HEAT)
        library.import_(dry_run=True)
        assert list(scratch.iterdir()) == []


class TestCancel:
    def test_what_was_done_is_kept_and_a_second_run_does_the_rest(self, library: Library) -> None:
        library.films(30)
        cancel = CancelToken()
        events = []
        for event in library.importing(cancel=cancel):
            events.append(event)
            if isinstance(event, Progress):
                cancel.set()
        finished = events[-1]
        assert isinstance(finished, Finished)
        assert finished.cancelled
        assert [row["state"] for row in library.query("SELECT state FROM run")] == ["cancelled"]
        library.import_()
        whole = Library(library.base / "other")
        whole.films(30)
        whole.import_()
        assert library.groups() == whole.groups()
        assert library.present() == whole.present()

    def test_a_cancelled_scan_marks_nothing_missing(self, library: Library) -> None:
        library.films(12)
        library.import_()
        os.rename(library.path("Films"), library.path("Elsewhere"))
        cancel = CancelToken()
        cancel.set()
        ran = list(library.importing(cancel=cancel))
        assert isinstance(ran[-1], Finished)
        assert library.missing() == set()
