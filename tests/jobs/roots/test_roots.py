"""Roots: their state, adding, confirming, relocating with proof, and taking it back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library
from tests.support.running import environment
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.errors import LockHeld, SafetyRefusal, UsageProblem
from vidtui.jobs import undo
from vidtui.jobs.roots import change, reports
from vidtui.settings import model as all_settings
from vidtui.settings.model import RootSetting


@pytest.fixture
def known(library: Library) -> Library:
    """Thirty films, imported, with a note of the user's in the settings."""
    library.write_settings(extra="# my disks")
    library.films(30)
    library.import_()
    return library


@pytest.fixture
def catalogue(known: Library) -> Catalogue:
    return open_catalogue(known.database)


def storage(library: Library) -> bytes:
    return os.fsencode(library.storage)


def moved(library: Library, name: str = "disk2") -> bytes:
    """Move the storage root as a person does, on disk; return where it is."""
    new = library.base / name
    library.storage.rename(new)
    return os.fsencode(new)


def relocate(library: Library, catalogue: Catalogue, old: bytes, new: bytes) -> int:
    return change.relocate(
        catalogue,
        library.settings(),
        change.plan_relocation(catalogue, library.settings(), old, new),
    )


def test_report(known: Library, catalogue: Catalogue) -> None:
    known.write_settings(known.storage, known.base / "away")
    before = reports.remembered(catalogue, known.settings())[1]
    assert (before.state, before.seen_at, before.policy) == (None, None, None)
    storage, away, links = reports.report(catalogue, known.settings())
    assert (storage.state.state, storage.count, storage.is_known) == ("online", 30, True)
    assert (away.state.state, away.count, away.is_known) == ("offline", 0, False)
    assert (links.state.state, links.count) == ("online", 0)
    assert [report.count for report in reports.report(None, known.settings())] == [0, 0, 0]


class TestAdd:
    def test_it_is_written_into_the_settings(self, known: Library) -> None:
        disk = known.base / "disk2"
        disk.mkdir()
        changed = change.add(known.settings(), RootSetting("storage", os.fsencode(disk), "film"))
        assert set(changed.roots) == set(known.settings().roots)
        assert RootSetting("storage", os.fsencode(disk), "film") in known.settings().roots
        assert known.config.read_text().startswith("# my disks\n")

    @pytest.mark.parametrize(
        ("where", "why"),
        [
            ("stockage", "is a root already"),
            ("stockage/Films", "lies inside"),
            ("", "lies inside"),
            ("nowhere", "is not there"),
            ("config.toml", "is not there"),
            ("same", "is the same folder as"),
            ("inside", "lies inside"),
        ],
    )
    def test_what_can_be_no_root(self, known: Library, where: str, why: str) -> None:
        (known.base / "same").symlink_to(known.storage)
        (known.base / "inside").symlink_to(known.storage / "Films")
        before = known.config.read_text()
        path = os.path.normpath(os.fsencode(known.base / where))
        with pytest.raises(UsageProblem, match=why):
            change.add(known.settings(), RootSetting("storage", path))
        assert known.config.read_text() == before


class TestMarker:
    def test_it_is_written_at_the_next_import_and_known_then(self, library: Library) -> None:
        library.write_settings(tables="")
        text = library.config.read_text().replace("[[links]]", "marker = true\n[[links]]")
        library.config.write_text(text)
        library.films(4)
        library.import_()
        marker = library.storage / ".vidtui-root"
        (uuid,) = library.query("SELECT uuid FROM root WHERE role = 'storage'")[0]
        assert marker.read_text() == uuid + "\n"
        assert library.import_().changes == {"ignored": 4}
        marker.write_text("another disk\n")
        (refused,) = library.import_().refused.values()
        assert refused.remedy == "confirm-root"
        assert "marker" in refused.reason

    def test_without_agreement_there_is_none(self, known: Library) -> None:
        assert not (known.storage / ".vidtui-root").exists()

    def test_a_confirmed_disk_brings_its_own_marker(self, library: Library) -> None:
        text = library.config.read_text().replace("[[links]]", "marker = true\n[[links]]")
        library.config.write_text(text)
        library.films(4)
        library.import_()
        (library.storage / ".vidtui-root").write_text("another-disk\n")
        change.confirm(open_catalogue(library.database), storage(library))
        assert library.import_().changes == {"ignored": 4}


class TestConfirm:
    def test_another_disk_becomes_the_right_one(self, known: Library, catalogue: Catalogue) -> None:
        shutil.rmtree(known.storage / "Films")
        known.films(5, first=100)
        (refused,) = known.import_().refused.values()
        assert refused.remedy == "confirm-root"
        assert known.missing() == set()
        change.confirm(catalogue, storage(known))
        (refused,) = known.import_().refused.values()
        assert refused.remedy == "accept-loss"
        assert known.missing() == set()
        assert known.import_(accept_loss=True).counts.missing == 30

    def test_nothing_to_confirm(self, known: Library, catalogue: Catalogue) -> None:
        moved(known)
        with pytest.raises(SafetyRefusal, match="not there"):
            change.confirm(catalogue, storage(known))

    def test_an_unknown_root(self, known: Library, catalogue: Catalogue) -> None:
        with pytest.raises(UsageProblem, match="knows no such root") as caught:
            change.confirm(catalogue, b"/nowhere")
        assert str(known.storage) in str(caught.value)


class TestRelocate:
    def test_with_proof_and_back(self, known: Library, catalogue: Catalogue) -> None:
        new = moved(known)
        plan = change.plan_relocation(catalogue, known.settings(), storage(known), new)
        assert (plan.expected, plan.present, plan.proved) == (16, 16, True)
        assert plan.same == plan.sampled > 0
        run = change.relocate(catalogue, known.settings(), plan)
        assert known.settings().of("storage")[0].path == new
        assert known.config.read_text().startswith("# my disks\n")
        assert known.import_().changes == {"ignored": 30}
        assert undo.last_run(catalogue) == run
        os.rename(new, known.storage)
        undone = undo.undo(catalogue, known.settings(), run, dry_run=True)
        assert len(undone) == 1
        assert known.settings().of("storage")[0].path == new
        undo.undo(catalogue, known.settings(), run, dry_run=False)
        assert known.settings().of("storage")[0].path == storage(known)
        assert known.import_().changes == {"ignored": 30}
        with pytest.raises(UsageProblem, match="nothing to undo"):
            undo.undo(catalogue, known.settings(), run, dry_run=False)
        with pytest.raises(UsageProblem, match="nothing to undo"):
            undo.last_run(catalogue)

    def test_undo_is_refused_where_the_old_place_is_gone(
        self, known: Library, catalogue: Catalogue
    ) -> None:
        new = moved(known)
        run = relocate(known, catalogue, storage(known), new)
        with pytest.raises(SafetyRefusal, match="not there"):
            undo.undo(catalogue, known.settings(), run, dry_run=False)
        assert known.settings().of("storage")[0].path == new

    @pytest.mark.parametrize("fault", ["other content", "half of it", "nothing"])
    def test_without_proof(self, known: Library, catalogue: Catalogue, fault: str) -> None:
        before = known.config.read_text()
        new = moved(known)
        for number, folder in enumerate(sorted(Path(os.fsdecode(new), "Films").iterdir())):
            (film,) = folder.iterdir()
            if fault == "other content":
                film.write_bytes(b"x" * film.stat().st_size)
            elif fault == "nothing" or number % 2:
                shutil.rmtree(folder)
        plan = change.plan_relocation(catalogue, known.settings(), storage(known), new)
        assert not plan.proved
        with pytest.raises(SafetyRefusal, match="is not proved"):
            change.relocate(catalogue, known.settings(), plan)
        assert known.config.read_text() == before
        assert known.query("SELECT * FROM action") == []

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            ("nowhere", "disk2", "knows no such root"),
            ("stockage", "video", "is a root already"),
            ("stockage", "nowhere", "not there"),
            ("stockage", "video/below", "lies inside"),
        ],
    )
    def test_what_cannot_be(
        self, known: Library, catalogue: Catalogue, old: str, new: str, why: str
    ) -> None:
        (known.base / "disk2").mkdir()
        shutil.copytree(known.storage, known.base / "video" / "below")
        with pytest.raises(UsageProblem, match=why):
            relocate(known, catalogue, os.fsencode(known.base / old), os.fsencode(known.base / new))

    def test_a_root_that_the_file_does_not_name(self, known: Library, catalogue: Catalogue) -> None:
        known.config.write_text("")
        settings = known.settings(storage=(str(known.storage),))
        new = moved(known)
        plan = change.plan_relocation(catalogue, settings, storage(known), new)
        with pytest.raises(UsageProblem, match="change it where it is set"):
            change.relocate(catalogue, settings, plan)
        assert known.query("SELECT path FROM root WHERE role = 'storage'")[0]["path"] == storage(
            known
        )

    def test_settings_that_were_changed_by_hand_first(
        self, known: Library, catalogue: Catalogue
    ) -> None:
        new = moved(known)
        known.write_settings(known.base / "disk2")
        relocate(known, catalogue, storage(known), new)
        assert known.import_().changes == {"ignored": 30}

    def test_path_maps_follow(self, known: Library, catalogue: Catalogue) -> None:
        known.write_settings(tables=f'[[path_map]]\nwritten="/media"\nhere="{known.storage}"\n')
        new = moved(known)
        relocate(known, catalogue, storage(known), new)
        assert known.settings().path_maps == (all_settings.PathMap(b"/media", new),)


def test_undo_of_a_run_that_never_was(known: Library, catalogue: Catalogue) -> None:
    with pytest.raises(UsageProblem, match="there is no run 99"):
        undo.undo(catalogue, known.settings(), 99, dry_run=False)
    with pytest.raises(UsageProblem, match="left nothing to undo"):
        undo.undo(catalogue, known.settings(), 1, dry_run=False)


def test_another_process_is_writing(known: Library, catalogue: Catalogue) -> None:
    holder = (
        "import sys\nfrom pathlib import Path\nfrom vidtui.catalogue.lock import WriterLock\n"
        "WriterLock(Path(sys.argv[1])).acquire('import')\nprint('held', flush=True)\n"
        "sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", holder, str(known.database)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(known),
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == b"held\n"
    calls: list[Any] = [
        lambda: change.confirm(catalogue, storage(known)),
        lambda: undo.undo(catalogue, known.settings(), 1, dry_run=False),
        known.import_,
    ]
    for call in calls:
        with pytest.raises(LockHeld, match=f"import, process {child.pid}, since"):
            call()
    child.kill()
    child.communicate()
    assert known.import_().changes == {"ignored": 30}
