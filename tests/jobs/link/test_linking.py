"""Files without a link are found, told apart, placed and linked; and what a person said is kept."""

from __future__ import annotations

import errno
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library, contents
from tests.support.linking import identify, link_all, look, tree
from tests.support.repairs import write_down
from vidtui.catalogue import linking
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import Action, MediaFile, Movie, Property
from vidtui.disk.scan import Folder
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.jobs import entries, journal, journal_wording
from vidtui.jobs import undo as undoing
from vidtui.jobs.base import CancelToken
from vidtui.jobs.json_documents import written
from vidtui.jobs.link import plan_file
from vidtui.jobs.link import sitting as link_sitting
from vidtui.jobs.link.apply import LinkApplyJob
from vidtui.jobs.link.linking import Linking
from vidtui.jobs.link.model import LinkDecision, LinkOutcome, LinkPlan
from vidtui.jobs.link.restore import Restore
from vidtui.jobs.link.run import LinkApplyOptions, LinkApplyRun
from vidtui.jobs.links import record
from vidtui.jobs.links.model import Decision
from vidtui.jobs.media_centre import changed
from vidtui.jobs.repair.repairing import Repairs

SHOWN = range(1, 8)
FREE = range(8, 12)


def film(number: int, suffix: str = "mkv") -> bytes:
    name = f"Film {number:03d} (2001)"
    return f"Films/{name}/{name}.{suffix}".encode()


@pytest.fixture
def known(library: Library) -> Library:
    """Seven films with a link and four without; ids of all are known."""
    library.films(11)
    for number in SHOWN:
        library.link(film(number), library.path(film(number)))
    library.import_()
    identify(library)
    return library


def links_of(library: Library) -> Path:
    assert library.links is not None
    return library.links


def applied(library: Library, plan: LinkPlan, **options: Any) -> LinkApplyRun:
    run = LinkApplyRun()
    settings = library.settings()
    job = LinkApplyJob(settings, LinkApplyOptions(Path("-"), **options), CancelToken(), plan)
    for event in job.run():
        run.feed(event)
    run.end()
    return run


def test_the_first_run_shows_what_there_is_and_links_nothing(known: Library) -> None:
    before = tree(str(links_of(known)))
    first = look(known)
    assert first.plan.is_first
    assert first.places == {film(number): film(number) for number in FREE}
    assert set(first.headings.values()) == {"baseline"}
    assert all(one.decision is None for one in first.plan.files)
    assert tree(str(links_of(known))) == before
    known.films(1, first=20)
    with open_catalogue(known.database).transaction():
        MediaFile.update(added_at=1000).execute()
        Property.update(value=str(int(time.time()) - 5)).where(
            Property.name.startswith("links_since:")
        ).execute()
    known.import_()
    identify(known)
    second = look(known)
    assert not second.plan.is_first
    assert second.headings[film(20)] == "new"
    assert second.headings[film(8)] == "baseline"
    assert plan_file.accept(second.plan, ["new"]) == 1
    run = applied(known, second.plan)
    assert (run.counts.linked, run.counts.left) == (1, 4)
    assert os.readlink(links_of(known) / os.fsdecode(film(20))) == known.path(film(20)).decode()


def test_a_dry_run_remembers_and_makes_nothing(known: Library) -> None:
    plan = look(known, dry_run=True).plan
    assert look(known, dry_run=True).plan.is_first
    plan_file.accept(plan, ["baseline"])
    before = tree(str(links_of(known)))
    run = applied(known, plan, dry_run=True)
    assert run.counts.linked == len(FREE)
    assert tree(str(links_of(known))) == before
    assert known.query("SELECT COUNT(*) FROM action")[0][0] == 0


def test_links_are_made_told_and_undone_with_what_is_beside_them(known: Library) -> None:
    known.put(film(8, "fr.srt"), b"subtitles")
    known.put(film(8, "nfo"), b"<movie/>")
    known.put(film(80, "srt"), b"of another")
    before, storage = tree(str(links_of(known))), contents(known.storage)
    plan = look(known).plan
    run, outcomes = link_all(known, plan)
    assert [one.state for one in outcomes] == ["done"] * len(FREE)
    now = tree(str(links_of(known)))
    assert now[film(8, "fr.srt")] == known.path(film(8, "fr.srt"))
    assert film(8, "nfo") not in now
    assert look(known).plan.files == []
    undoing.undo(open_catalogue(known.database), known.settings(), run or 0, dry_run=False)
    assert tree(str(links_of(known))) == before
    assert look(known).places.keys() == {film(number) for number in FREE}
    assert contents(known.storage) == storage


def test_pictures_and_nfo_where_the_settings_say_so(known: Library) -> None:
    known.put(film(8, "nfo"), b"<movie/>")
    known.write_settings(extra='companions = "all"')
    _run, outcomes = link_all(known, look(known).plan)
    assert sum(one.companions for one in outcomes) == 1
    assert (links_of(known) / os.fsdecode(film(8, "nfo"))).is_symlink()


def test_what_was_taken_away_stays_away(known: Library) -> None:
    os.unlink(known.path(film(1), known.links))
    found = look(known)
    assert found.left_out == {film(1): "taken-away"}
    assert film(1) not in found.places
    again = look(known, again=True)
    assert again.headings[film(1)] == "taken-away"
    assert again.places[film(1)] == film(1)
    known.import_()
    assert look(known).left_out == {film(1): "taken-away"}


def test_a_renamed_link_or_an_emptied_root_is_no_taking_away(known: Library) -> None:
    os.rename(known.path(film(1), known.links), known.path("Films/other.mkv", known.links))
    assert look(known).left_out == {}
    for path, text in tree(str(links_of(known))).items():
        if text is not None:
            os.unlink(known.path(path, known.links))
    assert look(known).refused.keys() == {os.fsencode(links_of(known))}


def test_what_our_own_undo_took_away_is_offered_again(known: Library) -> None:
    run, _outcomes = link_all(known, look(known).plan)
    undoing.undo(open_catalogue(known.database), known.settings(), run or 0, dry_run=False)
    assert look(known).left_out == {}


def test_never_is_kept_and_undone(known: Library) -> None:
    plan = look(known).plan
    sitting = Linking(open_catalogue(known.database), known.settings())
    outcome = sitting.apply(LinkDecision(plan.files[0].file, "never"))
    assert outcome.state == "done"
    place = plan.files[0].file.place.path
    assert look(known).left_out == {place: "never"}
    (row,) = known.query("SELECT id FROM action")
    catalogue = open_catalogue(known.database)
    with catalogue.session():
        from vidtui.catalogue import journal as rows

        assert "never to be linked" in journal_wording.what(rows.actions(sitting.run or 0)[0])
    undoing.undo_action(catalogue, known.settings(), row["id"], dry_run=False)
    assert look(known).left_out == {}


def test_who_gets_none(known: Library) -> None:
    """Extras, what waits, what nobody identified, the same bytes; a broken link gets its own."""
    known.put("Films/Film 008 (2001)/Extras/Making of.mkv")
    known.put("Films/Copy (2001)/Copy (2001).mkv", b"video: " + film(1))
    known.put("Films/Waits (2001)/Waits (2001).mkv")
    known.put("Films/Unasked (2002)/Unasked (2002).mkv")
    known.rename(film(2), b"Films/Moved/" + film(2).rpartition(b"/")[2])
    known.import_()
    catalogue = open_catalogue(known.database)
    with catalogue.transaction():
        catalogue._database.execute_sql(
            "UPDATE media_group SET state = 'pending' WHERE title = 'Waits'"
        )
    left = look(known).left_out
    assert left[b"Films/Film 008 (2001)/Extras/Making of.mkv"] == "extra"
    assert left[b"Films/Waits (2001)/Waits (2001).mkv"] == "waits"
    assert left[b"Films/Unasked (2002)/Unasked (2002).mkv"] == "not-identified"
    assert left[b"Films/Moved/Film 002 (2001).mkv"] == "repair"
    assert b"Films/Copy (2001)/Copy (2001).mkv" in left
    named = look(known, named=True)
    assert b"Films/Unasked (2002)/Unasked (2002).mkv" in named.places


def test_a_folder_link_and_a_hard_link_count_as_shown(known: Library) -> None:
    known.link("Films/Film 008 (2001)", known.path("Films/Film 008 (2001)"))
    os.link(known.path(film(9)), known.path("Films/hard.mkv", known.links))
    assert look(known).places.keys() == {film(10), film(11)}


def test_only_a_path_or_what_a_query_asks_for(known: Library) -> None:
    assert look(known, only=known.path(film(9))).places.keys() == {film(9)}
    assert look(known, only=known.path("Films/Film 010 (2001)")).places.keys() == {film(10)}
    assert look(known, only="title:011").places.keys() == {film(11)}
    assert look(known, only=b"/nowhere").places == {}
    with pytest.raises(UsageProblem):
        look(known, only="nofield:1")


def test_links_are_written_as_the_others_are(known: Library) -> None:
    for number in SHOWN:
        place = known.path(film(number), known.links)
        os.unlink(place)
        os.symlink(os.path.relpath(known.path(film(number)), os.path.dirname(place)), place)
    _run, outcomes = link_all(known, look(known).plan)
    assert {one.state for one in outcomes} == {"done"}
    text = os.readlink(known.path(film(8), known.links))
    assert text.startswith(b"../")
    assert (links_of(known) / os.fsdecode(film(8))).exists()


def test_links_are_written_for_those_who_read_them(known: Library) -> None:
    maps = f'[[path_map]]\nwritten = "/media"\nhere = "{known.storage}"\n'
    known.write_settings(tables=maps)
    for number in SHOWN:
        place = known.path(film(number), known.links)
        os.unlink(place)
        os.symlink(b"/media/" + film(number), place)
    _run, outcomes = link_all(known, look(known).plan)
    assert {one.state for one in outcomes} == {"done"}
    assert os.readlink(known.path(film(8), known.links)) == b"/media/" + film(8)


def test_what_changes_under_the_review_is_refused(known: Library) -> None:
    plan = look(known).plan
    known.put(film(8), b"other bytes")
    os.unlink(known.path(film(9)))
    known.link(film(10), "somewhere")
    known.link("Mine.mkv", known.path(film(11)))
    known.import_()
    _run, outcomes = link_all(known, plan)
    assert [one.state for one in outcomes] == ["refused"] * 4
    assert os.readlink(known.path(film(10), known.links)) == b"somewhere"
    assert all(one.reason and "\n" not in one.reason for one in outcomes)


def test_a_plan_is_read_as_it_was_written(known: Library, tmp_path: Path) -> None:
    plan = look(known).plan
    plan_file.accept(plan, ["baseline"])
    path = tmp_path / "plan.json"
    plan_file.write(path, plan)
    catalogue, settings = open_catalogue(known.database), known.settings()
    again = plan_file.read_for(path, catalogue, settings)
    assert again.files == plan.files
    document = json.loads("".join(written(plan_file.document(plan))))
    for change, why in (
        ({"plan": 3}, "plan: "),
        ({"plan": None}, "no plan"),
        ({"catalogue": "x"}, "another catalogue"),
    ):
        path.write_text(json.dumps(document | change))
        with pytest.raises(UsageProblem, match=why):
            plan_file.read_for(path, catalogue, settings)
    document["new_links"][0]["file"] = document["new_links"][1]["file"]
    path.write_text(json.dumps(document))
    with pytest.raises(UsageProblem, match="new_links"):
        plan_file.read_for(path, catalogue, settings)


@pytest.mark.parametrize("path", ["../stockage/x.mkv", "/etc/x.mkv", "a//b"])
def test_a_plan_that_leads_elsewhere_is_none(known: Library, path: str) -> None:
    document = json.loads("".join(written(plan_file.document(look(known).plan))))
    link = document["new_links"][0]["places"][0]["link"]
    link |= {"path": path}
    del link["path_b64"]
    with pytest.raises(UsageProblem, match="plain path"):
        plan_file.parse(json.dumps(document).encode(), "plan.json")


def test_a_plan_that_shows_another_file_is_refused(known: Library) -> None:
    plan = look(known).plan
    document = json.loads("".join(written(plan_file.document(plan))))
    for one in document["new_links"]:
        one["decision"] = "make"
        one["places"][0]["link"] |= {"text": "/etc/passwd"}
        del one["places"][0]["link"]["text_b64"]
    run = applied(known, plan_file.parse(json.dumps(document).encode(), "plan.json"))
    assert run.counts.refused == len(FREE)
    assert look(known).places.keys() == {film(number) for number in FREE}


def test_storage_that_goes_in_the_middle_ends_it_with_one_message(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_sitting, "AT_ONCE", 2)
    plan = look(known).plan
    sitting = Linking(open_catalogue(known.database), known.settings())
    told: list[str] = []

    def tell(outcome: LinkOutcome) -> None:
        told.append(outcome.state)
        if len(told) == 2:
            known.storage.rename(known.base / "unplugged")

    decisions = [LinkDecision(one.file, "make", one.file.spots[0]) for one in plan.files]
    with pytest.raises(SafetyRefusal, match="not there"):
        sitting.apply_together(decisions, tell)
    assert told == ["done", "done"]
    (known.base / "unplugged").rename(known.storage)
    assert len(look(known).plan.files) == len(FREE) - 2
    undone = undoing.undo(
        open_catalogue(known.database), known.settings(), sitting.run or 0, dry_run=False
    )
    assert [one.refused for one in undone] == [False, False]


def test_the_brake_of_an_undo(library: Library) -> None:
    library.films(40)
    for number in range(1, 7):
        library.link(film(number), library.path(film(number)))
    library.import_()
    identify(library)
    run, _outcomes = link_all(library, look(library).plan)
    catalogue, settings = open_catalogue(library.database), library.settings()
    with pytest.raises(SafetyRefusal, match="accept-loss"):
        undoing.undo(catalogue, settings, run or 0, dry_run=False, accept_loss=False)
    undone = undoing.undo(catalogue, settings, run or 0, dry_run=False, accept_loss=True)
    assert len(undone) == 34


HOSTILE = [b"\xff.mkv", b"a\tb.mkv", b"a\nb.mkv", b"back\\slash.mkv", "é\u202e.mkv".encode()]


def test_links_come_back_from_their_record(known: Library) -> None:
    for name in HOSTILE:
        known.link(b"Films/" + name, known.path(film(1)))
    before = tree(str(links_of(known)))
    write_down(known)
    (path,) = (known.data / "reports").glob("links-*.tsv")
    assert {one.path for one in record.read(path)} == {
        known.path(place, known.links) for place, text in before.items() if text is not None
    }
    for name in HOSTILE:
        os.unlink(known.path(b"Films/" + name, known.links))
    os.unlink(known.path(film(3), known.links))
    known.put(film(3), b"a film", on=known.links)
    catalogue, settings = open_catalogue(known.database), known.settings()
    trial = [one.state for one in Restore(catalogue, settings, dry_run=True).of(path)]
    assert trial.count("made") == len(HOSTILE)
    restore = Restore(catalogue, settings, dry_run=False)
    states = [one.state for one in restore.of(path)]
    assert (states.count("made"), states.count("other")) == (len(HOSTILE), 1)
    for name in HOSTILE:
        assert os.readlink(known.path(b"Films/" + name, known.links)) == known.path(film(1))
    undoing.undo(catalogue, settings, restore.run or 0, dry_run=False)
    assert not os.path.lexists(known.path(b"Films/" + HOSTILE[0], known.links))


def test_a_link_whose_place_cannot_be_looked_at_is_not_called_something_else(
    known: Library,
) -> None:
    write_down(known)
    (path,) = (known.data / "reports").glob("links-*.tsv")
    link = known.path(film(3), known.links)
    folder = os.path.dirname(link)
    os.unlink(link)
    os.rmdir(folder)
    os.symlink(os.path.basename(folder), folder)
    restore = Restore(open_catalogue(known.database), known.settings(), dry_run=False)
    found = {one.link.path: one for one in restore.of(path)}
    assert (found[link].state, found[link].reason) == (
        "failed",
        f"{os.fsdecode(link)}: links lead in a circle",
    )


def test_a_record_says_what_it_lacks(
    known: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folders = [Folder(b"Films", error=OSError(errno.EIO, "")), Folder(b"", links=[b"gone.mkv"])]
    monkeypatch.setattr(record, "walk", lambda _root, _rules: folders)
    write_down(known)
    assert [one.getMessage() for one in caplog.records if one.name == record.__name__] == [
        f"no link is recorded of {known.links}/Films: input/output error: the disk may be failing",
        f"not recorded: {known.links}/gone.mkv: there is no such file or folder",
    ]


def test_a_repair_writes_the_links_down_first(known: Library) -> None:
    known.rename(film(1), b"Films/Moved/Film 001 (2001).mkv")
    link = known.find().link(film(1))
    sitting = Repairs(open_catalogue(known.database), known.settings())
    assert not list((known.data / "reports").glob("links-*"))
    assert sitting.apply(Decision(link, "repair", link.proposals[0])).state == "done"
    (path,) = (known.data / "reports").glob("links-*.tsv")
    assert known.path(film(1), known.links) in {one.path for one in record.read(path)}


@pytest.mark.parametrize("text", ["", "x\n", "# vidtui links 1\t/a\n/b\n", "\xff"])
def test_what_is_no_record_is_refused(known: Library, tmp_path: Path, text: str) -> None:
    path = tmp_path / "links.tsv"
    path.write_text(text, "latin-1")
    restore = Restore(open_catalogue(known.database), known.settings(), dry_run=False)
    with pytest.raises(UsageProblem):
        list(restore.of(path))


def test_answers_and_refusals_are_read_from_the_journal_alone(known: Library) -> None:
    catalogue = open_catalogue(known.database)
    with catalogue.session():
        file = MediaFile.get()
        run = journal.begin(catalogue, "link")
        journal.intend(catalogue, run, linking.NEVER, {"file": "no number"})
        journal.intend(catalogue, run, linking.ANSWER, {"about": 3, "answer": "zz"})
        Action.update(outcome="done").execute()
    assert file.id
    assert look(known).left_out == {}


def test_how_a_sign_is_written_is_asked_once_for_all_films(known: Library) -> None:
    with open_catalogue(known.database).transaction():
        for number in (8, 9):
            work = Movie.update(title=f"Film {number}/{number}")
            assert work.where(Movie.title == f"Film {number:03d}").execute() == 1
    asked = {row.file.place.path: row.file for row in look(known).plan.files if row.file.doubt}
    assert {one.doubt.kind for one in asked.values() if one.doubt} == {"sign"}
    spot = asked[film(8)].spots[-1]
    assert spot.place is not None
    assert spot.place.path == b"Films/Film 88 (2001)/Film 88 (2001).mkv"
    sitting = Linking(open_catalogue(known.database), known.settings())
    outcomes = sitting.apply_all([LinkDecision(asked[film(8)], "make", spot)])
    assert [one.state for one in outcomes] == ["done"]
    sitting.finish()
    assert look(known).places[film(9)] == b"Films/Film 99 (2001)/Film 99 (2001).mkv"


def test_media_centres_are_told_of_links_that_were_made_and_taken_back(known: Library) -> None:
    catalogue, settings = open_catalogue(known.database), known.settings()
    run, outcomes = link_all(known, look(known).plan)
    made = [action for one in outcomes for action in one.actions]
    folders = {os.path.dirname(known.path(film(number), known.links)) for number in FREE}
    assert changed.of_actions(catalogue, made) == folders
    undone = undoing.undo(catalogue, settings, run or 0, dry_run=False)
    assert changed.of_actions(catalogue, [one.action for one in undone]) == folders
    with catalogue.session():
        entry = Action.select(Action.id).where(Action.kind == entries.UNDO)
        again = [one.id for one in entry]
    assert changed.of_actions(catalogue, again) == folders
