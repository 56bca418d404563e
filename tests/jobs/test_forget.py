"""Forgetting what is gone: only what is certainly not there, and undo brings all of it back."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Mount
from tests.support.library import Library, contents
from tests.support.names import HOSTILE
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.jobs import forget as forgetting
from vidtui.jobs import undo as undoing
from vidtui.jobs.forget import Forgetting
from vidtui.jobs.roots import forget as root_forgetting

Unmount = Callable[[Path], None]
FIRST = "Films/Film 001 (2001)/Film 001 (2001).mkv"
SECOND = "Films/Film 002 (2001)/Film 002 (2001).mkv"
TABLES = ("media_file", "file_episode", "former_path", "media_group", "candidate", "link")


@pytest.fixture
def known(library: Library) -> Library:
    library.films(30)
    library.put("Séries/Dark (2017)/Saison 01/Dark - S01E01-E02.mkv")
    library.link("Films/One.mkv", library.path(FIRST))
    library.import_()
    return library


def tables(library: Library) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: [tuple(row) for row in library.query(f"SELECT * FROM {name} ORDER BY id")]
        for name in TABLES
    }


def catalogue_of(library: Library) -> Catalogue:
    return open_catalogue(library.database)


def plan(library: Library, *names: str | bytes, **options: Any) -> Forgetting:
    paths = [library.path(name).rstrip(b"/") for name in names]
    return forgetting.plan(catalogue_of(library), library.settings(), paths, **options)


def forget(library: Library, *names: str | bytes, **options: Any) -> Forgetting:
    planned = plan(library, *names, **options)
    return forgetting.forget(catalogue_of(library), library.settings(), planned)


def undo(library: Library, run: int | None, *, dry_run: bool = False) -> list[str]:
    assert run is not None
    undone = undoing.undo(catalogue_of(library), library.settings(), run, dry_run=dry_run)
    return [one.what for one in undone]


def paths(done: Forgetting) -> list[bytes]:
    return [one.path for one in done.ghosts]


def test_a_file_and_back(known: Library) -> None:
    before = tables(known)
    os.unlink(known.path(FIRST))
    done = forget(known, FIRST)
    assert paths(done) == [os.fsencode(FIRST)]
    assert known.path(FIRST) not in known.files()
    assert known.seen_links()[b"Films/One.mkv"]["target"] is None
    assert ("film", "Film 001", 2001) not in known.groups()
    assert undo(known, done.run) == [f"{os.fsdecode(known.path(FIRST))}: is in the catalogue again"]
    assert tables(known) == before


def test_episodes_former_paths_and_former_links_come_back(known: Library) -> None:
    old, new = "Séries/Dark (2017)/Saison 01/Dark - S01E01-E02.mkv", "Séries/Dark/S01E01E02.mkv"
    known.rename(old, new)
    known.import_()
    known.link("Dark.mkv", known.path(new))
    known.import_()
    os.unlink(known.path("../video/Dark.mkv"))
    known.link("Dark.mkv", known.path(SECOND))
    known.import_()
    before = tables(known)
    assert before["former_path"]
    assert any(row["former_file_id"] for row in known.seen_links().values())
    os.unlink(known.path(new))
    done = forget(known, new)
    assert len(tables(known)["former_path"]) == len(before["former_path"]) - 1
    undo(known, done.run)
    after = tables(known)
    for name in ("file_episode", "former_path"):
        assert [row[1:] for row in after[name]] == [row[1:] for row in before[name]]
    assert {name: after[name] for name in ("media_file", "link", "media_group")} == {
        name: before[name] for name in ("media_file", "link", "media_group")
    }


def test_a_folder_means_its_ghosts_alone(known: Library) -> None:
    os.unlink(known.path(FIRST))
    os.unlink(known.path(SECOND))
    assert paths(plan(known, "Films/Film 001 (2001)")) == [os.fsencode(FIRST)]
    assert paths(plan(known, "Films")) == [os.fsencode(FIRST), os.fsencode(SECOND)]
    assert paths(plan(known, "")) == [os.fsencode(FIRST), os.fsencode(SECOND)]
    assert paths(plan(known, all_ghosts=True)) == [os.fsencode(FIRST), os.fsencode(SECOND)]
    assert paths(plan(known, "Films", FIRST)) == [os.fsencode(FIRST), os.fsencode(SECOND)]
    assert paths(plan(known, "Séries")) == []
    assert forget(known, "Séries").run is None


def test_a_folder_whose_name_another_begins_with(library: Library) -> None:
    library.put("Films/A/x.mkv")
    library.put("Films/A 2/x.mkv")
    library.put("Films/A0.mkv")
    library.films(3)
    library.import_()
    for name in ("Films/A/x.mkv", "Films/A 2/x.mkv", "Films/A0.mkv"):
        os.unlink(library.path(name))
    assert paths(plan(library, "Films/A")) == [b"Films/A/x.mkv"]


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names(library: Library, name: bytes) -> None:
    library.films(3)
    path = library.put(b"Films/" + name + b".mkv")
    library.import_()
    before = tables(library)
    os.unlink(path)
    done = forget(library, b"Films/" + name + b".mkv")
    assert paths(done) == [b"Films/" + name + b".mkv"]
    assert path not in library.files()
    undo(library, done.run)
    assert tables(library) == before


def test_what_is_there_is_not_forgotten(known: Library) -> None:
    os.unlink(known.path(FIRST))
    with pytest.raises(SafetyRefusal, match="it is there; nothing was forgotten"):
        plan(known, FIRST, SECOND)
    assert known.path(FIRST) in known.files()


def test_what_came_back_between_plan_and_act(known: Library) -> None:
    os.unlink(known.path(FIRST))
    os.unlink(known.path(SECOND))
    planned = plan(known, "Films")
    known.put(SECOND)
    done = forgetting.forget(catalogue_of(known), known.settings(), planned)
    assert paths(done) == [os.fsencode(FIRST)]
    assert [(one.path, one.reason) for one in done.failed] == [(known.path(SECOND), "it is there")]
    assert known.path(SECOND) in known.files()


@pytest.mark.parametrize("name", ["Films/none.mkv", "Musique", "../elsewhere/x.mkv"])
def test_unknown_paths(known: Library, name: str) -> None:
    with pytest.raises(UsageProblem):
        forgetting.plan(catalogue_of(known), known.settings(), [os.path.abspath(known.path(name))])


def test_only_missing_means_missing(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    os.unlink(known.path(FIRST))
    os.unlink(known.path(SECOND))
    real = os.lstat

    def failing(path: Any, **rest: Any) -> os.stat_result:
        if path == known.path(FIRST):
            raise OSError(5, "input/output error")
        return real(path, **rest)

    monkeypatch.setattr(os, "lstat", failing)
    with pytest.raises(SafetyRefusal, match="input/output error"):
        plan(known, FIRST)
    found = plan(known, all_ghosts=True)
    assert paths(found) == [os.fsencode(SECOND)]
    assert [one.path for one in found.failed] == [known.path(FIRST)]


def test_no_entry_of_an_unmounted_disk(library: Library, mount: Mount, unmount: Unmount) -> None:
    mount(library.storage)
    library.films(5)
    other = library.base / "other"
    other.mkdir()
    library.write_settings(library.storage, other)
    gone = library.put("Films/Gone (2000).mkv", on=other)
    library.put("Films/There (2000).mkv", on=other)
    library.import_()
    os.unlink(gone)
    unmount(library.storage)
    for named in (FIRST, "Films", ""):
        with pytest.raises(SafetyRefusal, match="is its disk mounted"):
            plan(library, named)
    found = plan(library, all_ghosts=True)
    assert [one.absolute for one in found.ghosts] == [gone]
    assert [one.path for one in found.refused] == [os.fsencode(library.storage)]


def test_unmounted_after_the_plan(library: Library, mount: Mount, unmount: Unmount) -> None:
    mount(library.storage)
    library.films(5)
    library.import_()
    os.unlink(library.path(FIRST))
    planned = plan(library, FIRST)
    unmount(library.storage)
    with pytest.raises(SafetyRefusal, match="is its disk mounted"):
        forgetting.forget(catalogue_of(library), library.settings(), planned)
    assert len(library.files()) == 5
    assert library.query("SELECT * FROM action") == []


def test_the_brake(library: Library) -> None:
    names = library.films(40)
    library.import_()
    for name in names[:20]:
        os.unlink(library.path(name))
    assert len(plan(library, all_ghosts=True).ghosts) == 20
    os.unlink(library.path(names[20]))
    for options in ({"all_ghosts": True}, {}):
        braked = plan(library, *([] if options else ["Films"]), **options)
        assert braked.ghosts == []
        assert [(one.path, one.remedy) for one in braked.refused] == [
            (os.fsencode(library.storage), "accept-loss")
        ]
    assert "21 of 40 entries" in braked.refused[0].reason
    assert len(forget(library, all_ghosts=True, accept_loss=True).ghosts) == 21


def test_more_than_a_batch(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidtui.catalogue.sql.BATCH", 7)
    names = library.films(90)
    library.import_()
    before = tables(library)
    for name in names[:40]:
        os.unlink(library.path(name))
    done = forget(library, all_ghosts=True, accept_loss=True)
    assert len(done.ghosts) == 40
    assert len(library.files()) == 50
    assert len(undo(library, done.run)) == 40
    assert tables(library) == before


def test_killed_in_the_middle_of_a_batch(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    os.unlink(known.path(FIRST))
    before = tables(known)

    def killed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vidtui.catalogue.forgetting.drop_empty", killed)
    with pytest.raises(KeyboardInterrupt):
        forget(known, FIRST)
    assert tables(known) == before
    assert known.query("SELECT * FROM action") == []


def test_an_answered_group_stays(known: Library) -> None:
    from vidtui.jobs.decide import Decisions

    group = known.file(FIRST)["group_id"]
    Decisions(catalogue_of(known)).ignore(group)
    os.unlink(known.path(FIRST))
    done = forget(known, FIRST)
    assert known.groups()[("film", "Film 001", 2001)] == "ignored"
    undo(known, done.run)
    assert known.file(FIRST)["group_id"] == group


def test_what_was_rejected_comes_back_with_its_group(known: Library) -> None:
    from vidtui.catalogue.models import Candidate

    catalogue, group = catalogue_of(known), known.file(FIRST)["group_id"]
    with catalogue.transaction():
        Candidate.create(
            group=group, provider="tmdb", kind="film", provider_id="603", rejected=True
        )
    before = tables(known)
    os.unlink(known.path(FIRST))
    done = forget(known, FIRST)
    assert tables(known)["candidate"] == []
    undo(known, done.run)
    assert tables(known) == before


def test_a_group_of_which_a_file_is_left_stays(library: Library) -> None:
    library.put("Séries/Dark (2017)/Saison 01/Dark - S01E01.mkv")
    second = library.put("Séries/Dark (2017)/Saison 01/Dark - S01E02.mkv")
    library.import_()
    before = tables(library)
    os.unlink(second)
    done = forget(library, all_ghosts=True)
    assert tables(library)["media_group"] == before["media_group"]
    undo(library, done.run)
    assert tables(library) == before


def test_undo_refuses_where_the_path_is_known_anew(known: Library) -> None:
    os.unlink(known.path(FIRST))
    done = forget(known, FIRST)
    known.put(FIRST, b"another")
    known.import_()
    before = tables(known)
    with pytest.raises(SafetyRefusal, match="in the catalogue anew"):
        undo(known, done.run)
    assert tables(known) == before


def test_undo_by_action_and_day(known: Library) -> None:
    before = tables(known)
    os.unlink(known.path(FIRST))
    os.unlink(known.path(SECOND))
    forget(known, all_ghosts=True)
    first, _second = [row[0] for row in known.query("SELECT id FROM action ORDER BY id")]
    catalogue, settings = catalogue_of(known), known.settings()
    undoing.undo_action(catalogue, settings, first, dry_run=False)
    assert known.path(FIRST) in known.files()
    assert known.path(SECOND) not in known.files()
    today = datetime.date.today()
    assert len(undoing.undo_day(catalogue, settings, today, dry_run=True)) == 1
    assert known.path(SECOND) not in known.files()
    undoing.undo_day(catalogue, settings, today, dry_run=False)
    assert tables(known) == before


def test_undo_when_another_file_has_the_old_id(library: Library) -> None:
    library.films(3)
    library.import_()
    last = max(library.files().values(), key=lambda row: row["id"])
    path = library.path(last["path"])
    os.unlink(path)
    done = forget(library, last["path"])
    library.put("Films/New (2020)/New (2020).mkv")
    library.import_()
    assert library.file("Films/New (2020)/New (2020).mkv")["id"] == last["id"]
    undo(library, done.run)
    again = library.files()[path]
    assert again["id"] != last["id"]
    assert (again["size"], again["sample"], again["key"]) == (
        last["size"],
        last["sample"],
        last["key"],
    )


def test_the_disk_is_not_touched(known: Library) -> None:
    os.unlink(known.path(FIRST))
    before = contents(known.storage)
    forget(known, all_ghosts=True)
    assert contents(known.storage) == before


def test_a_link_that_has_the_id_of_another_now_has_not_shown_what_comes_back(
    known: Library,
) -> None:
    assert known.links is not None
    shutil.rmtree(os.path.dirname(known.path(FIRST)))
    run = forget(known, FIRST).run
    root_forgetting.forget(
        catalogue_of(known), known.settings(), os.fsencode(known.links), accept_loss=True
    )
    known.write_settings()
    os.rename(known.links / "Films/One.mkv", known.base / "One.mkv")
    known.link("Films/Heat.mkv", b"/nowhere/Heat (1995).mkv")
    known.import_()
    assert list(known.seen_links()) == [b"Films/Heat.mkv"]
    assert undo(known, run) == [f"{os.fsdecode(known.path(FIRST))}: is in the catalogue again"]
    assert known.seen_links()[b"Films/Heat.mkv"]["target"] is None
