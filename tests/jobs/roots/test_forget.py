"""A root that is gone for good: forgotten with all that lay on it, and brought back by undo."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Mount
from tests.support.library import Library, contents
from tests.support.names import HOSTILE
from vidtui.catalogue import group_details, queue
from vidtui.catalogue import totals as queries
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.models import Candidate, Group, MediaFile
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.jobs import undo as undoing
from vidtui.jobs.roots import forget as root_forgetting
from vidtui.jobs.roots.forget import RootForgetting
from vidtui.settings import file
from vidtui.settings.model import RootSetting

HEAT = "Films/Heat (1995)/Heat (1995).mkv"
TABLES = (
    *("root", "media_file", "file_episode", "former_path", "media_group", "candidate", "link"),
    "witness",
)
Way = Callable[[Library], None]


@pytest.fixture
def more(library: Library) -> Path:
    """A second storage root with thirty films and a series; Heat lies on both."""
    more = library.base / "more"
    library.write_settings(library.storage, more, extra="# my disks")
    for number in range(30):
        library.put(f"Films/Other {number} (2002).mkv", on=more)
    library.put("Séries/Dark (2017)/Saison 01/Dark - S01E01-E02.mkv", on=more)
    for place in (library.storage, more):
        library.put(HEAT, on=place)
    library.films(3)
    library.link("Heat.mkv", library.path(HEAT, more))
    library.import_()
    return more


def tables(library: Library) -> dict[str, list[tuple[Any, ...]]]:
    """All that the catalogue holds but for the journal, whatever was seen of roots last."""
    return {
        name: sorted(
            tuple(row[key] for key in dict(row) if not key.startswith("seen_"))
            for row in library.query(f"SELECT * FROM {name}")
        )
        for name in TABLES
    }


def catalogue_of(library: Library) -> Catalogue:
    return open_catalogue(library.database)


def plan(library: Library, root: Path, **options: Any) -> RootForgetting:
    catalogue, settings = catalogue_of(library), library.settings()
    return root_forgetting.plan(catalogue, settings, os.fsencode(root), **options)


def forget(library: Library, root: Path, *, accept_loss: bool = True) -> int:
    _planned, run = root_forgetting.forget(
        catalogue_of(library), library.settings(), os.fsencode(root), accept_loss=accept_loss
    )
    return run


def undo(library: Library, run: int, *, dry_run: bool = False) -> list[str]:
    undone = undoing.undo(catalogue_of(library), library.settings(), run, dry_run=dry_run)
    return [one.what for one in undone]


def lost(_library: Library, more: Path) -> None:
    shutil.rmtree(more)


class TestPlan:
    def test_what_goes_with_it(self, library: Library, more: Path) -> None:
        before = tables(library), library.config.read_text()
        planned = plan(library, more)
        assert (planned.role, planned.losses.files, planned.losses.links) == ("storage", 32, 0)
        assert planned.losses.works == 31, "Heat is known elsewhere, too"
        assert planned.losses.shown_by == 1
        assert planned.setting == RootSetting("storage", os.fsencode(more))
        assert planned.state.online
        assert (tables(library), library.config.read_text()) == before

    def test_the_brake(self, library: Library, more: Path) -> None:
        planned = plan(library, more)
        assert planned.refused is not None
        assert planned.refused.remedy == "accept-loss"
        assert "its disk is there" in planned.refused.reason
        shutil.rmtree(more)
        planned = plan(library, more)
        assert planned.refused is not None
        assert planned.refused.reason == "32 known entries would be forgotten at once: none was"
        assert plan(library, more, accept_loss=True).refused is None
        with pytest.raises(SafetyRefusal, match="32 known entries"):
            forget(library, more, accept_loss=False)
        assert len(library.files()) == 36

    def test_a_few_files_of_a_disk_that_is_gone_need_no_more_words(self, library: Library) -> None:
        library.films(3)
        library.import_()
        shutil.rmtree(library.storage)
        assert plan(library, library.storage).refused is None

    def test_unknown_roots(self, library: Library, more: Path) -> None:
        with pytest.raises(UsageProblem, match="knows no such root") as caught:
            plan(library, library.base / "nowhere")
        assert str(more) in str(caught.value)

    def test_a_root_of_the_command_line(self, library: Library, more: Path) -> None:
        settings = library.settings(storage=(str(more),))
        with pytest.raises(UsageProblem, match="take it out there"):
            root_forgetting.plan(catalogue_of(library), settings, os.fsencode(more))


class TestForget:
    def test_nothing_of_it_is_counted_asked_about_or_checked(
        self, library: Library, more: Path
    ) -> None:
        shutil.rmtree(more)
        forget(library, more)
        with catalogue_of(library).session():
            totals = queries.totals()
            assert (totals.files, totals.films, totals.series, totals.episodes) == (4, 4, 0, 0)
            assert (totals.missing, totals.queued) == (0, 4)
            assert len(queue.rows()) == len(queue.waiting()) == 4
        assert [root.path for root in library.settings().of("storage")] == [
            os.fsencode(library.storage)
        ]
        assert library.config.read_text().startswith("# my disks\n")
        assert library.check().away == {}
        ran = library.import_()
        assert ran.refused == {}
        assert ran.changes == {"ignored": 4, "links": 1, "broken_links": 1}

    def test_what_was_answered_is_neither_counted_nor_lost(
        self, library: Library, more: Path
    ) -> None:
        """An answered film of which no file is left is known again with the next file of it."""
        with catalogue_of(library).transaction():
            named = Group.get(Group.title == "Other 7")
            Group.update(state="ignored").where(Group.id == named.id).execute()
            failed = Group.get(Group.title == "Other 8")
            Group.update(state="failed").where(Group.id == failed.id).execute()
        forget(library, more)
        with catalogue_of(library).session():
            assert queries.totals().failed == 0
            assert "Other 7" not in [row.title for row in queue.rows()]
            assert group_details.waiting() == []
        assert library.check().by_kind.get("failed_group") is None
        library.put("Films/Other 7 (2002).mkv")
        library.import_()
        assert library.file("Films/Other 7 (2002).mkv")["state"] == "ignored"

    def test_disks_are_not_touched(self, library: Library, more: Path) -> None:
        before = contents(library.storage), contents(more), contents(library.base / "video")
        undo(library, forget(library, more))
        after = contents(library.storage), contents(more), contents(library.base / "video")
        assert after == before

    def test_a_link_root(self, library: Library, more: Path) -> None:
        links = library.base / "video"
        shutil.rmtree(links)
        planned = plan(library, links)
        assert (planned.role, planned.losses.files, planned.losses.links) == ("links", 0, 1)
        before = tables(library)
        run = forget(library, links)
        assert library.seen_links() == {}
        assert library.settings().of("links") == ()
        assert library.import_().refused == {}
        undo(library, run)
        assert tables(library)["link"] == before["link"]
        assert library.settings().of("links") == (RootSetting("links", os.fsencode(links)),)

    def test_a_root_that_the_settings_no_longer_name(self, library: Library, more: Path) -> None:
        library.write_settings()
        before = library.config.read_text()
        forget(library, more)
        assert len(library.files()) == 4
        assert library.config.read_text() == before

    def test_a_root_that_was_never_imported(self, library: Library, more: Path) -> None:
        empty = library.base / "empty"
        library.write_settings(library.storage, more, empty)
        before = tables(library)
        run = forget(library, empty, accept_loss=False)
        assert [root.path for root in library.settings().of("storage")] == [
            os.fsencode(library.storage),
            os.fsencode(more),
        ]
        assert tables(library) == before
        undo(library, run)
        assert len(library.settings().of("storage")) == 3

    def test_killed_before_it_is_written(
        self, library: Library, more: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, settings = tables(library), library.config.read_text()

        def killed(*_words: object) -> None:
            raise KeyboardInterrupt

        # once before anything, once when all but the settings is written
        for where in ("note", "file.remove_root"):
            with monkeypatch.context() as patch:
                patch.setattr(f"vidtui.jobs.roots.forget.{where}", killed)
                with pytest.raises(KeyboardInterrupt):
                    forget(library, more)
            assert tables(library) == before
            assert library.config.read_text() == settings
        assert library.query("SELECT * FROM action") == []

    def test_settings_that_cannot_be_written(
        self, library: Library, more: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = tables(library)

        def refused(*_words: object) -> None:
            raise UsageProblem("the file is read-only")

        monkeypatch.setattr(file, "remove_root", refused)
        with pytest.raises(UsageProblem, match="read-only"):
            forget(library, more)
        assert tables(library) == before

    def test_a_disk_that_hangs(
        self, library: Library, more: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from vidtui.disk import root_identity, root_probe

        hanging = library.base / "hanging.py"
        hanging.write_text("import time; time.sleep(60)")
        monkeypatch.setattr(root_probe, "__file__", str(hanging))
        for look in (root_identity.examine, root_identity.examine_all):
            monkeypatch.setattr(look, "__defaults__", (0.2,))  # a test need not wait 5 s
        assert plan(library, more).state.state == "silent"
        forget(library, more)
        assert len(library.files()) == 4

    @pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
    def test_hostile_names(self, library: Library, name: bytes) -> None:
        library.put(b"Films/" + name + b".mkv")
        library.link(name + b".mkv", library.path(b"Films/" + name + b".mkv"))
        library.import_()
        before = tables(library)
        runs = [forget(library, root) for root in (library.storage, library.base / "video")]
        assert library.files() == {}
        for run in reversed(runs):
            undo(library, run)
        assert tables(library) == before


class TestUndo:
    def test_all_of_it(self, library: Library, more: Path) -> None:
        library.rename(HEAT, "Films/SF/Heat (1995).mkv")
        library.import_()
        library.check(verify=True)
        with catalogue_of(library).transaction():
            Candidate.create(
                group=Group.get(Group.title == "Other 3"), provider="tmdb", kind="film",
                provider_id="603", rejected=True,
            )  # fmt: skip
        before, settings = tables(library), library.settings().roots
        run = forget(library, more)
        assert undo(library, run, dry_run=True) == [f"root {more} is known again, with 32 entries"]
        assert len(library.files()) == 4
        undo(library, run)
        assert tables(library) == before
        assert set(library.settings().roots) == set(settings)
        assert library.import_().counts.ignored == 36
        assert library.query("SELECT * FROM action_part") == []

    def test_what_the_settings_said_of_it(self, library: Library, more: Path) -> None:
        text = library.config.read_text().replace(
            f'path = "{more}"\n', f'path = "{more}"\nkind = "film"\nreading = "sparing"\n'
        )
        library.config.write_text(text)
        root = RootSetting("storage", os.fsencode(more), "film", reading="sparing")
        assert root in library.settings().roots
        run = forget(library, more)
        undo(library, run)
        assert root in library.settings().roots

    def test_more_than_a_batch(
        self, library: Library, more: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("vidtui.catalogue.root_forgetting.BATCH", 7)
        for number in range(20):
            library.link(
                f"more/{number}.mkv", library.path(f"Films/Other {number} (2002).mkv", more)
            )
        library.import_()
        before = tables(library)
        for root in (more, library.base / "video"):
            undo(library, forget(library, root))
            assert tables(library) == before

    def test_ids_that_others_have_since(self, library: Library, more: Path) -> None:
        """SQLite gives the highest ids again."""
        before = {path: row["size"] for path, row in library.files().items()}
        run = forget(library, more)
        library.films(40, first=500)
        library.import_()
        undo(library, run)
        after = {path: row["size"] for path, row in library.files().items()}
        assert before.items() <= after.items()
        assert library.seen_links()[b"Heat.mkv"]["target"] == HEAT.encode()

    def test_a_link_shows_no_file_that_took_the_old_ones_id(
        self, library: Library, more: Path
    ) -> None:
        links = library.base / "video"
        runs = [forget(library, links), forget(library, more)]
        library.films(40, first=500)
        library.import_()
        undo(library, runs[0])
        assert library.seen_links()[b"Heat.mkv"]["target"] is None

    def test_the_root_is_there_anew(self, library: Library, more: Path) -> None:
        run = forget(library, more)
        library.write_settings(library.storage, more)
        library.import_()
        before = tables(library)
        with pytest.raises(SafetyRefusal, match="is a root anew"):
            undo(library, run)
        assert tables(library) == before

    def test_it_was_noted_anew_and_nothing_is_known_of_it(
        self, library: Library, more: Path
    ) -> None:
        run = forget(library, more)
        aside = more.rename(library.base / "aside")
        library.write_settings(library.storage, more)
        library.import_()
        aside.rename(more)
        undo(library, run)
        assert len(library.files()) == 36
        assert len(library.settings().of("storage")) == 2

    def test_it_cannot_be_named_any_more(self, library: Library, more: Path) -> None:
        run = forget(library, more)
        library.write_settings(library.storage, more / "Films")
        before = tables(library)
        with pytest.raises(SafetyRefusal, match="lies inside"):
            undo(library, run)
        assert tables(library) == before

    @pytest.mark.parametrize("held", ["junk", "[]", '{"root": 5}', '{"files": [{}]}', "{}"])
    def test_a_record_that_is_damaged(self, library: Library, more: Path, held: str) -> None:
        run = forget(library, more)
        with sqlite3.connect(library.database) as connection:
            connection.execute("UPDATE action_part SET held = ?", (held,))
        connection.close()
        before = tables(library)
        with pytest.raises(SafetyRefusal) as caught:
            undo(library, run)
        assert "\n" not in str(caught.value)
        assert tables(library) == before

    def test_former_paths_of_files_that_moved_away(self, library: Library, more: Path) -> None:
        shutil.move(more / "Films/Other 1 (2002).mkv", library.storage / "Films/Other 1 (2002).mkv")
        library.import_()
        before = tables(library)["former_path"]
        assert len(before) == 1
        run = forget(library, more)
        assert tables(library)["former_path"] == []
        undo(library, run)
        assert [row[1:] for row in tables(library)["former_path"]] == [row[1:] for row in before]


def test_unmounted_for_good(
    library: Library, mount: Mount, unmount: Callable[[Path], None]
) -> None:
    mount(library.base / "more")
    library.write_settings(library.storage, library.base / "more")
    library.films(2)
    for number in range(5):
        library.put(f"Films/Other {number} (2002).mkv", on=library.base / "more")
    library.import_()
    unmount(library.base / "more")
    assert library.import_().refused
    forget(library, library.base / "more", accept_loss=False)
    assert library.import_().refused == {}
    with catalogue_of(library).session():
        assert MediaFile.select().count() == 2
