"""An edited path in the settings, a disk that moved: recognised, and nothing imported twice."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.library import Library
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.jobs import undo
from vidtui.jobs.roots import change as roots
from vidtui.jobs.roots import forget

Change = Callable[[Library], Path]
ALIEN = "Films/Film 001 (2001)/Film 001 (2001).mkv"


@pytest.fixture
def known(library: Library) -> Library:
    """Thirty films, imported, each with a link."""
    library.write_settings(extra="# my disks")
    for name in library.films(30):
        library.link(name, library.path(name))
    library.import_()
    return library


def catalogue_of(library: Library) -> Catalogue:
    return open_catalogue(library.database)


def edited(library: Library) -> Path:
    """The disk is mounted elsewhere, and the settings say so."""
    new = library.base / "disk2"
    library.storage.rename(new)
    library.write_settings(new)
    return new


def copied_then_edited(library: Library) -> Path:
    new = library.base / "disk2"
    shutil.copytree(library.storage, new)
    library.write_settings(new)
    return new


def named_by_another_way(library: Library) -> Path:
    new = library.base / "alias"
    new.symlink_to(library.storage)
    library.write_settings(new)
    return new


def added_beside_it(library: Library) -> Path:
    """The old place is still named, and away."""
    new = library.base / "disk2"
    library.storage.rename(new)
    library.write_settings(library.storage, new)
    return new


def added_beside_an_empty_mount_point(library: Library) -> Path:
    new = added_beside_it(library)
    library.storage.mkdir()
    return new


def without_what_was_deleted_since(library: Library) -> Path:
    new = edited(library)
    for film in sorted((new / "Films").iterdir())[:8]:
        shutil.rmtree(film)
    return new


def relocate(library: Library, new: Path, *, accept_loss: bool = False) -> int:
    catalogue, settings = catalogue_of(library), library.settings()
    old = os.fsencode(library.storage)
    plan = roots.plan_relocation(catalogue, settings, old, os.fsencode(new))
    return roots.relocate(catalogue, settings, plan, accept_loss=accept_loss)


WAYS = [
    edited,
    copied_then_edited,
    named_by_another_way,
    added_beside_it,
    added_beside_an_empty_mount_point,
    without_what_was_deleted_since,
]


@pytest.mark.parametrize("change", WAYS)
@pytest.mark.parametrize("dry_run", [False, True])
def test_it_is_recognised_and_not_imported_anew(
    known: Library, change: Change, dry_run: bool
) -> None:
    before, links = known.files().keys(), known.seen_links()
    new = change(known)
    ran = known.import_(dry_run=dry_run)
    refused = ran.refused[os.fsencode(new)]
    assert (refused.remedy, refused.old) == ("relocate-root", os.fsencode(known.storage))
    assert "it is not imported anew" in refused.reason
    assert (ran.counts.imported, ran.counts.duplicates, ran.counts.missing) == (0, 0, 0)
    assert known.files().keys() == before
    assert {path: tuple(row) for path, row in known.seen_links().items()} == {
        path: tuple(row) for path, row in links.items()
    }


@pytest.mark.parametrize("change", WAYS)
def test_the_way_out_is_to_relocate_it(known: Library, change: Change) -> None:
    ids = {row["path"]: row["id"] for row in known.files().values()}
    new = change(known)
    known.import_()
    relocate(known, new, accept_loss=change is without_what_was_deleted_since)
    assert [root.path for root in known.settings().of("storage")] == [os.fsencode(new)]
    ran = known.import_(accept_loss=change is without_what_was_deleted_since)
    assert ran.refused == {}
    assert ran.counts.ignored + ran.counts.missing == 30
    assert {row["path"]: row["id"] for row in known.files().values()} == ids


class TestNotTaken:
    def test_a_copy_while_the_other_is_there_and_named(self, known: Library) -> None:
        copy = known.base / "copy"
        shutil.copytree(known.storage, copy)
        known.write_settings(known.storage, copy)
        ran = known.import_()
        assert ran.refused == {}
        assert (ran.counts.imported, ran.counts.duplicates) == (30, 30)

    def test_other_files(self, known: Library) -> None:
        new = known.base / "disk2"
        for number in range(30):
            known.put(f"Films/Other {number} (2002).mkv", on=new)
        known.write_settings(new)
        ran = known.import_()
        assert ran.refused == {}
        assert ran.counts.imported == 30
        (notice,) = ran.notices
        assert str(known.storage) in notice
        assert f"{known.vidtui} roots forget {known.storage}" in notice

    def test_files_of_the_same_names_and_sizes(self, known: Library) -> None:
        new = edited(known)
        for film in new.rglob("*.mkv"):
            film.write_bytes(b"x" * film.stat().st_size)
        assert known.import_().counts.imported == 30

    def test_less_than_half_of_it(self, known: Library) -> None:
        new = edited(known)
        for film in sorted((new / "Films").iterdir())[:20]:
            shutil.rmtree(film)
        assert known.import_().refused == {}

    def test_an_empty_place(self, known: Library) -> None:
        new = known.base / "disk2"
        new.mkdir()
        known.write_settings(new)
        ran = known.import_()
        assert ran.refused == {}
        assert known.present() == {row["path"] for row in known.files().values()}

    def test_a_place_that_cannot_be_looked_at(self, known: Library) -> None:
        new = edited(known)
        new.rename(known.base / "aside")
        ran = known.import_()
        assert ran.refused[os.fsencode(new)].remedy is None

    def test_links_for_files(self, known: Library) -> None:
        """A tree of links has the names of the storage, and is none."""
        known.write_settings(known.base / "video")
        text = known.config.read_text().replace(f'[[links]]\npath = "{known.links}"\n', "")
        known.config.write_text(text)
        assert known.import_().refused == {}


def test_two_roots_trade_places(known: Library) -> None:
    more = known.base / "more"
    for number in range(12):
        known.put(f"Films/Other {number} (2002).mkv", on=more)
    known.write_settings(known.storage, more)
    known.import_()
    there = known.base / "a", known.base / "b"
    known.storage.rename(there[0])
    more.rename(there[1])
    known.write_settings(*reversed(there))
    refused = known.import_().refused
    assert {path: one.old for path, one in refused.items()} == {
        os.fsencode(there[0]): os.fsencode(known.storage),
        os.fsencode(there[1]): os.fsencode(more),
    }


def test_a_link_root(known: Library) -> None:
    new = known.base / "liens"
    assert known.links is not None
    known.links.rename(new)
    known.config.write_text(known.config.read_text().replace(str(known.links), str(new)))
    refused = known.import_().refused[os.fsencode(new)]
    assert (refused.remedy, refused.old) == ("relocate-root", os.fsencode(known.links))
    assert len(known.seen_links()) == 30
    catalogue, settings = catalogue_of(known), known.settings()
    plan = roots.plan_relocation(catalogue, settings, refused.old, refused.path)
    assert plan.proved
    roots.relocate(catalogue, settings, plan)
    assert known.import_().changes == {"ignored": 30, "links": 30}
    assert len(known.seen_links()) == 30


def test_files_are_no_links(known: Library) -> None:
    """Where links show as files, nothing is proved."""
    new = known.base / "liens"
    assert known.links is not None
    shutil.copytree(known.links, new)
    shutil.rmtree(known.links)
    catalogue, old = catalogue_of(known), os.fsencode(known.links)
    plan = roots.plan_relocation(catalogue, known.settings(), old, os.fsencode(new))
    assert (plan.present, plan.likely) == (0, False)


def test_a_root_that_was_confirmed_and_not_imported_since(known: Library) -> None:
    """What it is recognised by was to be learnt anew."""
    roots.confirm(catalogue_of(known), os.fsencode(known.storage))
    assert known.query("SELECT * FROM witness WHERE NOT is_link") == []
    new = edited(known)
    assert known.import_().refused[os.fsencode(new)].remedy == "relocate-root"


class TestMarker:
    @pytest.fixture
    def marked(self, library: Library) -> Library:
        text = library.config.read_text().replace("[[links]]", "marker = true\n[[links]]")
        library.config.write_text(text)
        library.films(30)
        library.import_()
        return library

    def rename(self, library: Library) -> Path:
        new = library.base / "disk2"
        library.storage.rename(new)
        library.config.write_text(
            library.config.read_text().replace(str(library.storage), str(new))
        )
        return new

    def test_it_is_certain_whatever_else_is_there(self, marked: Library) -> None:
        new = self.rename(marked)
        shutil.rmtree(new / "Films")
        marked.put("Films/Other (2002).mkv", on=new)
        assert marked.import_().refused[os.fsencode(new)].remedy == "relocate-root"

    def test_a_disk_that_was_forgotten_and_comes_back(self, marked: Library) -> None:
        """It brings its own marker, which is no other disk's."""
        catalogue, settings = catalogue_of(marked), marked.settings()
        (before,) = marked.query("SELECT uuid FROM root WHERE role = 'storage'")[0]
        path, config = os.fsencode(marked.storage), marked.config.read_text()
        forget.forget(catalogue, settings, path, accept_loss=True)
        marked.config.write_text(config)
        ran = marked.import_()
        assert ran.refused == {}
        assert ran.counts.imported == 30
        assert marked.query("SELECT uuid FROM root WHERE role = 'storage'")[0][0] == before

    @pytest.mark.parametrize("text", ["", "junk", "../../x", "\x00"])
    def test_a_marker_that_is_none(self, library: Library, text: str) -> None:
        library.config.write_text(
            library.config.read_text().replace("[[links]]", "marker = true\n[[links]]")
        )
        library.films(3)
        (library.storage / ".vidtui-root").write_text(text)
        library.import_()
        assert len(library.query("SELECT uuid FROM root WHERE role = 'storage'")[0][0]) == 36


class TestImportedTwice:
    """An earlier version took the new place for another root."""

    @pytest.fixture
    def twice(self, known: Library, monkeypatch: pytest.MonkeyPatch) -> Path:
        known.check(verify=True)
        new = edited(known)
        with monkeypatch.context() as patch:
            patch.setattr("vidtui.jobs.roots.moved._best", lambda *_words: None)
            known.import_()
        assert len(known.files()) == 60
        return new

    def test_the_old_entries_stay_with_all_that_is_known_of_them(
        self, known: Library, twice: Path
    ) -> None:
        relocate(known, twice)
        assert len(known.files()) == 30
        assert all(row["full_hash"] is not None for row in known.files().values())
        assert known.import_().changes == {"ignored": 30, "links": 30, "broken_links": 30}

    def test_or_the_old_ones_are_forgotten(self, known: Library, twice: Path) -> None:
        forget.forget(
            catalogue_of(known), known.settings(), os.fsencode(known.storage), accept_loss=True
        )
        assert len(known.files()) == 30
        assert known.import_().notices == []

    def test_it_can_be_taken_back(self, known: Library, twice: Path) -> None:
        before = known.files().keys()
        run = relocate(known, twice)
        shutil.copytree(twice, known.storage)
        for dry_run in (True, False):
            undone = undo.undo(catalogue_of(known), known.settings(), run, dry_run=dry_run)
            assert [one.refused for one in undone] == [False, False]
        assert known.files().keys() == before

    def test_what_has_files_of_its_own_is_a_root_of_its_own(
        self, known: Library, twice: Path
    ) -> None:
        for number in range(10):
            known.put(f"Films/Other {number} (2002).mkv", on=twice)
        known.import_()
        with pytest.raises(UsageProblem, match="is a root already"):
            relocate(known, twice)


def test_half_of_it_is_believed_only_if_one_says_so(known: Library) -> None:
    new = without_what_was_deleted_since(known)
    known.import_()
    with pytest.raises(SafetyRefusal, match="is not proved"):
        relocate(known, new)
    relocate(known, new, accept_loss=True)
    assert known.import_(accept_loss=True).counts.missing == 8


def test_what_nothing_like_it_holds_is_never_believed(known: Library) -> None:
    new = known.base / "disk2"
    known.put("Films/Other (2002).mkv", on=new)
    with pytest.raises(SafetyRefusal, match="is not proved"):
        relocate(known, new, accept_loss=True)
