"""Links that do not follow the layout: planned, moved with what goes with them, and moved back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.kills import killed_at
from tests.support.library import Library, contents
from tests.support.linking import identify, look, make, tree, wanted
from vidtui.catalogue.database import open_catalogue
from vidtui.disk.root_identity import Identity, examine
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.jobs import undo as undoing
from vidtui.jobs.base import CancelToken
from vidtui.jobs.link import plan_file, sitting
from vidtui.jobs.link.apply import LinkApplyJob, decided_moves
from vidtui.jobs.link.model import LinkPlan
from vidtui.jobs.link.moves import LinkMoved, nothing_astray
from vidtui.jobs.link.moving_links import LinkMoves
from vidtui.jobs.link.run import LinkApplyOptions, LinkApplyRun
from vidtui.jobs.links import large_folders
from vidtui.jobs.links.undo import is_unsettled, settle
from vidtui.jobs.roots import status_cache

SHOWN = 40


def film(number: int, suffix: str = "mkv") -> bytes:
    name = f"Film {number:03d} (2001)"
    return f"Films/{name}/{name}.{suffix}".encode()


BY_HAND = "Films/{Movie Title} ({Release Year})/{Movie Title} ({Release Year})"
ASTRAY = b"Films/Film 002 (2001)/Film 001 (2001).mkv"
MISNAMED = b"Films/Film 003 (2001)/dvdrip.mkv"


@pytest.fixture
def known(library: Library) -> Library:
    """Forty films with a link, one of them in another's folder, one under another name."""
    library.films(SHOWN)
    for number in range(1, SHOWN + 1):
        place = {1: ASTRAY, 3: MISNAMED}.get(number, film(number))
        library.link(place, library.path(film(number)))
    library.import_()
    identify(library)
    return library


def links_of(library: Library) -> Path:
    assert library.links is not None
    return library.links


def decided(library: Library, **options: Any) -> LinkPlan:
    plan = look(library, rename=True, **options).plan
    for one in plan.moves:
        if one.link.doubt is None:
            one.decision = "move"
    return plan


def applied(library: Library, plan: LinkPlan, **options: Any) -> LinkApplyRun:
    run = LinkApplyRun()
    settings = library.settings()
    told = LinkApplyOptions(Path("-"), **{"accept_loss": True, **options})
    for event in LinkApplyJob(settings, told, CancelToken(), plan).run():
        run.feed(event)
    run.end()
    return run


def moves(plan: LinkPlan) -> dict[bytes, bytes]:
    return {one.link.place.path: one.link.places[0].place.path for one in plan.moves}


def test_moved_and_back_and_there_again(known: Library) -> None:
    known.put(film(1, "fr.srt"), b"subtitles")
    known.link(ASTRAY[:-3] + b"fr.srt", known.path(film(1, "fr.srt")))
    before, storage = tree(str(links_of(known))), contents(known.storage)
    plan = decided(known)
    assert moves(plan) == {ASTRAY: film(1), MISNAMED: film(3)}
    assert plan.staying == []
    assert tree(str(links_of(known))) == before
    run = applied(known, plan)
    assert (run.counts.moved, run.counts.companions, run.counts.refused) == (2, 1, 0)
    now = tree(str(links_of(known)))
    assert now[film(1)] == known.path(film(1))
    assert now[film(1, "fr.srt")] == known.path(film(1, "fr.srt"))
    assert ASTRAY not in now
    assert moves(look(known, rename=True).plan) == {}
    assert look(known).plan.files == []
    catalogue, settings = open_catalogue(known.database), known.settings()
    assert run.finished is not None
    undone = undoing.undo(catalogue, settings, run.finished.run or 0, dry_run=False)
    assert [one.refused for one in undone] == [False] * 3
    assert tree(str(links_of(known))) == before
    again = undoing.undo(catalogue, settings, undone[0].entry or 0, dry_run=False)
    assert [one.refused for one in again] == [False] * 3
    assert tree(str(links_of(known))) == now
    assert contents(known.storage) == storage


def test_a_number_is_to_be_said_before_links_move(known: Library) -> None:
    before = tree(str(links_of(known)))
    plan = decided(known)
    refused = applied(known, plan, accept_loss=False)
    assert [one.remedy for one in refused.refused] == ["accept-loss"]
    assert "2 links" in refused.refused[0].reason
    rehearsed = applied(known, plan, accept_loss=False, dry_run=True)
    assert rehearsed.counts.moved == 2
    assert tree(str(links_of(known))) == before
    assert known.query("SELECT COUNT(*) FROM action")[0][0] == 0


def test_relative_links_lead_to_the_same_file(known: Library) -> None:
    for path, text in tree(str(links_of(known))).items():
        if text is not None:
            place = known.path(path, known.links)
            os.unlink(place)
            os.symlink(os.path.relpath(text, os.path.dirname(place)), place)
    deep = b"Films/Deep/er/Film 004 (2001).mkv"
    os.makedirs(os.path.dirname(known.path(deep, known.links)))
    os.unlink(known.path(film(4), known.links))
    os.rmdir(os.path.dirname(known.path(film(4), known.links)))
    os.symlink(b"../../../../stockage/" + film(4), known.path(deep, known.links))
    run = applied(known, decided(known))
    assert run.counts.moved == 3
    assert os.readlink(known.path(film(4), known.links)) == b"../../../stockage/" + film(4)
    for number in (1, 3, 4):
        assert os.path.samefile(known.path(film(number), known.links), known.path(film(number)))


def test_texts_for_another_machine_stay_as_they_are(known: Library) -> None:
    known.write_settings(tables=f'[[path_map]]\nwritten = "/media"\nhere = "{known.storage}"\n')
    for number in (1, 2):
        place = known.path(ASTRAY if number == 1 else film(number), known.links)
        os.unlink(place)
        os.symlink(b"/media/" + film(number), place)
    assert applied(known, decided(known)).counts.moved == 2
    assert os.readlink(known.path(film(1), known.links)) == b"/media/" + film(1)


def test_storage_that_goes_in_the_middle_is_told_once(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitting, "AT_ONCE", 1)
    plan = decided(known)
    before = tree(str(links_of(known)))
    moving = LinkMoves(open_catalogue(known.database), known.settings())
    told: list[str] = []

    def tell(outcome: LinkMoved) -> None:
        told.append(outcome.state)
        known.storage.rename(known.base / "unplugged")

    with pytest.raises(SafetyRefusal, match="not there"):
        moving.apply_together(decided_moves(plan), tell)
    assert told == ["done"]
    assert not known.storage.exists()
    (known.base / "unplugged").rename(known.storage)
    assert len(moves(look(known, rename=True).plan)) == 1
    catalogue, settings = open_catalogue(known.database), known.settings()
    undone = undoing.undo(catalogue, settings, moving.run or 0, dry_run=False)
    assert [one.refused for one in undone] == [False]
    assert tree(str(links_of(known))) == before


def test_folders_go_where_they_are_ours_alone(known: Library) -> None:
    """What vidtui made goes when it is empty; a person's folder stays, and what is in one too."""
    link_of = {number: known.path(film(number), known.links) for number in (5, 6, 7)}
    for number, place in link_of.items():
        os.unlink(place)
        os.rmdir(os.path.dirname(place))
        known.link(f"Divers/{number}/{number}.mkv", known.path(film(number)))
    known.put("Divers/6/poster.jpg", b"a picture", on=known.links)
    run, _made = make(known, wanted(known, [("Ours/8/8.mkv", film(8)), ("Ours/9/9.mkv", film(9))]))
    for number in (8, 9):
        os.unlink(known.path(film(number), known.links))
        os.rmdir(os.path.dirname(known.path(film(number), known.links)))
    known.link("Ours/9/mine.mkv", "nowhere")
    known.import_()
    before = tree(str(links_of(known)))
    plan = decided(known, only=known.path("Divers", known.links), film=BY_HAND)
    assert {one.link.place.path: one.link.left_behind for one in plan.moves} == {
        b"Divers/5/5.mkv": 0, b"Divers/6/6.mkv": 1, b"Divers/7/7.mkv": 0,
    }  # fmt: skip
    plan = decided(known, film=BY_HAND)
    done = applied(known, plan)
    assert done.counts.moved == 7, [one.reason for one in done.moved]
    root = links_of(known)
    assert (root / "Divers/5").is_dir()
    assert (root / "Divers/6/poster.jpg").exists()
    assert not (root / "Ours/8").exists()
    assert os.listdir(root / "Ours/9") == ["mine.mkv"]
    os.rmdir(root / "Divers/5")
    catalogue, settings = open_catalogue(known.database), known.settings()
    assert done.finished is not None
    undone = undoing.undo(catalogue, settings, done.finished.run or 0, dry_run=False)
    assert not any(one.refused for one in undone)
    assert tree(str(root)) == before
    undone = undoing.undo(catalogue, settings, run, dry_run=False)
    assert not any(one.refused for one in undone)
    assert os.listdir(root / "Ours") == ["9"]


def test_what_changes_under_the_review_is_refused(known: Library) -> None:
    for number in (4, 5, 6):
        os.rename(
            known.path(film(number), known.links),
            known.path(os.path.dirname(film(number)) + b"/x.mkv", known.links),
        )
    plan = decided(known, film=BY_HAND)
    assert len(plan.moves) == 5
    os.unlink(known.path(ASTRAY, known.links))
    os.symlink("elsewhere", known.path(ASTRAY, known.links))
    known.put(film(3), b"a film of its own", on=known.links)
    known.put(film(4), b"other bytes")
    shutil.rmtree(known.path("Films/Film 005 (2001)", known.links))
    known.link("Films/Film 005 (2001)", known.path("Films/Film 005 (2001)"))
    os.unlink(known.path("Films/Film 006 (2001)/x.mkv", known.links))
    before, storage = tree(str(links_of(known))), contents(known.storage)
    run = applied(known, plan)
    assert (run.counts.moved, run.counts.refused) == (0, 5)
    assert all(one.reason and "\n" not in one.reason for one in run.moved)
    assert tree(str(links_of(known))) == before
    assert contents(known.storage) == storage


def test_no_link_moves_into_storage(known: Library) -> None:
    """The folder where it belongs has become a link into storage; nothing is made there."""
    plan = decided(known)
    os.symlink(
        known.path("Films/Film 001 (2001)"), known.path("Films/Film 001 (2001)", known.links)
    )
    before, storage = tree(str(links_of(known))), contents(known.storage)
    run = applied(known, plan)
    assert run.counts.refused == 1
    assert contents(known.storage) == storage
    assert os.path.lexists(known.path(ASTRAY, known.links))
    assert tree(str(links_of(known))).keys() - before.keys() == {film(3)}


def test_nothing_is_said_to_follow_where_nothing_could_be_judged(library: Library) -> None:
    library.films(2)
    for number in (1, 2):
        library.link(film(number), library.path(film(number)))
    library.import_()
    assert look(library, rename=True).plan.counts.judged == 0
    identify(library)
    assert look(library, rename=True, film=BY_HAND).plan.counts.judged == 2
    said = [nothing_astray(number) for number in range(3)]
    assert "no link could be judged" in said[0]
    assert [one.split(":")[0] for one in said[1:]] == ["1 link was judged", "2 links were judged"]


def test_a_layout_that_explains_too_little_moves_nothing(library: Library) -> None:
    library.films(12)
    for number in range(1, 13):
        place = ASTRAY if number == 1 else film(number)
        library.link(place, library.path(film(number)))
    library.import_()
    identify(library)
    plan = look(library, rename=True).plan
    assert (plan.moves, plan.staying, plan.counts.undecided) == ([], [], 12)
    by_hand = decided(library, film="Films/{Movie Title} ({Release Year})/{Movie Title}")
    assert len(by_hand.moves) == 12


def test_a_second_link_to_one_file_stays(known: Library) -> None:
    known.link("Films/Film 002 (2001)/Film 004 (2001).mkv", known.path(film(4)))
    plan = decided(known)
    assert moves(plan) == {ASTRAY: film(1), MISNAMED: film(3)}
    assert {one.place.path: one.why.kind for one in plan.staying} == {
        b"Films/Film 002 (2001)/Film 004 (2001).mkv": "shared"
    }


def test_a_plan_of_moves_is_read_as_it_was_written(known: Library, tmp_path: Path) -> None:
    plan = decided(known)
    path = tmp_path / "plan.json"
    plan_file.write(path, plan)
    catalogue, settings = open_catalogue(known.database), known.settings()
    again = plan_file.read_for(path, catalogue, settings)
    assert (again.moves, again.is_of_moves) == (plan.moves, True)
    document = json.loads(path.read_text())
    move = document["moves"][0]
    storage = next(one["uuid"] for one in document["roots"] if one["role"] == "storage")
    link = move["places"][0]["link"]
    for change, why in (
        ({"choice": "x"}, "none of this link"),
        ({"places": [{**move["places"][0], "link": {**link, "root": storage}}]}, "roots of this"),
        ({"places": [{**move["places"][0], "link": {**link, "path_b64": "Li4veA=="}}]}, "plain"),
        ({"decision": "make"}, "decision"),
        ({"file": move["file"] + 1}, "id of this file"),
    ):
        path.write_text(json.dumps({**document, "moves": [{**move, **change}]}))
        with pytest.raises(UsageProblem, match=why):
            plan_file.read_for(path, catalogue, settings)
    path.write_text(json.dumps({**document, "moves": [move, move]}))
    with pytest.raises(UsageProblem, match="twice"):
        plan_file.read_for(path, catalogue, settings)


def test_a_text_of_a_plan_that_shows_another_file_is_refused(known: Library) -> None:
    plan = decided(known)
    for one in plan.moves:
        (place,) = one.link.places
        one.link = replace(one.link, places=(replace(place, text=b"/etc/passwd"),))
    run = applied(known, plan)
    assert (run.counts.moved, run.counts.refused) == (0, 2)


def test_the_root_is_known_again_by_the_links_that_moved(known: Library) -> None:
    template = "Ailleurs/{Release Year}/{Movie Title}"
    run = applied(known, decided(known, film=template))
    assert run.counts.moved == SHOWN
    assert look(known).plan.files == []
    catalogue, settings = open_catalogue(known.database), known.settings()
    assert run.finished is not None
    undone = undoing.undo(catalogue, settings, run.finished.run or 0, dry_run=False)
    assert not any(one.refused for one in undone)
    assert look(known).plan.files == []


def test_a_kill_leaves_each_link_at_one_of_its_places(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = {root.path: examine(root.path, Identity()) for root in known.settings().roots}
    monkeypatch.setattr(
        status_cache, "examine_all", lambda roots: [states[path] for path, _id in roots]
    )
    root = str(links_of(known))
    before = tree(root)
    plan = decided(known)
    catalogue, settings = open_catalogue(known.database), known.settings()
    kills = 0
    for nth in range(1, 2000, 37):
        if not killed_at(nth, lambda: applied(known, plan)):
            break
        kills += 1
        _whole(root, before)
        with catalogue.writing("link"):
            settle(catalogue, settings)
        assert not is_unsettled(catalogue)
        assert len(_whole(root, before)) == len([one for one in before.values() if one])
        for back in (True, False):
            for (run,) in known.query(
                "SELECT DISTINCT run_id FROM action WHERE outcome = 'done' AND undone_at IS NULL"
                " AND kind = 'move-link'"
            ):
                work = partial(undoing.undo, catalogue, settings, run, dry_run=False)
                if back:
                    killed_at(nth, work)
                else:
                    work()
            with catalogue.writing("link"):
                settle(catalogue, settings)
        assert tree(root) == before
    assert kills > 3


def _whole(root: str, before: dict[bytes, bytes | None]) -> list[bytes]:
    """The links of a tree, each with a text that it had."""
    now = {path: text for path, text in tree(root).items() if text is not None}
    assert set(now.values()) <= set(before.values())
    assert set(now.values()) == {text for text in before.values() if text is not None}
    return list(now)


def test_a_large_folder_asks_for_the_range_that_others_have(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_folders, "MOST_ENTRIES", 12)
    wide = [f"{letter}lien {number}" for letter in "ACJKTV" for number in range(8)]
    for number, title in enumerate(wide):
        name = f"{title} (2001)"
        library.put(f"Films/{name}/{name}.mkv")
        shelf = "A-I" if title[0] in "AC" else "J-Z"
        library.link(
            f"Films/Comédie/{shelf}/{name}/{name}.mkv"
            if number % 2
            else f"Films/Drame/{name}/{name}.mkv",
            library.path(f"Films/{name}/{name}.mkv"),
        )
    library.import_()
    identify(library)
    plan = look(library, rename=True).plan
    asked = [one for one in plan.moves if one.link.doubt is not None]
    assert len(asked) == len(plan.moves) == len(wide) // 2
    for one in asked:
        folder, title = one.link.place.path.split(b"/")[1:3]
        shelf = "A-I" if title[:1] in b"AC" else "J-Z"
        assert folder == b"Drame"
        assert one.link.places[0].place.path.startswith(f"Films/Drame/{shelf}/".encode() + title)
        assert one.choice is None
    asked[0].decision, asked[0].choice = "move", asked[0].link.places[0].id
    assert applied(library, plan).counts.moved == 1


@pytest.fixture
def small(known: Library) -> Iterator[Path]:
    """A file system of its own in the link tree, with room for few."""
    folder = links_of(known) / "Small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "nr_inodes=8,size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no mounts here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_full_or_only_read(known: Library, small: Path) -> None:
    """What could be moved is; the others are where they were, each once."""
    before = tree(str(links_of(known)))
    full = decided(known, film="Small/{Movie Title}/{Movie Title}")
    run = applied(known, full)
    states = [one.state for one in run.moved]
    assert states.count("failed") == 1
    assert 1 <= run.counts.moved == len(list(small.rglob("*.mkv"))) < 5
    now = tree(str(links_of(known)))
    assert sorted(filter(None, now.values())) == sorted(filter(None, before.values()))
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    held = tree(str(links_of(known)))
    back = decided(known, only=os.fsencode(small), film=BY_HAND)
    stuck = applied(known, back)
    assert stuck.counts.moved == 0
    assert tree(str(links_of(known))) == held
    catalogue, settings = open_catalogue(known.database), known.settings()
    assert not is_unsettled(catalogue)
    subprocess.run(["mount", "-o", "remount,rw", str(small)], check=True)
    assert run.finished is not None
    undone = undoing.undo(catalogue, settings, run.finished.run or 0, dry_run=False)
    assert not any(one.refused for one in undone)
    assert tree(str(links_of(known))) == before
