"""What goes with a video is repaired, put into the trash and taken back with it, or by itself."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.plans import assert_valid, proposal
from tests.support.repairs import Sitting, listing, log_of, texts
from vidtui.errors import UsageProblem
from vidtui.jobs import undo
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.companions import means, suffix_after
from vidtui.jobs.links.model import BrokenLink, Decision, Place
from vidtui.jobs.repair import accepting, plan_file
from vidtui.jobs.repair.apply import ApplyJob
from vidtui.jobs.repair.run import ApplyOptions, ApplyRun

HOSTILE = [b"Plain", "Amélie".encode(), b"bad\xffbyte", b"new\nline", b"-dash (2001)", b"a.b-c_d"]
SUFFIXES = (b".fr.srt", b".fr.forced.srt", b".nfo", b"-poster.jpg")


def linked(library: Library, path: bytes, content: bytes | None = None) -> None:
    """Put a file on storage, and a link of the same path to it."""
    library.link(path, library.put(path, content))


def film(library: Library, name: bytes, *suffixes: bytes) -> bytes:
    """Put a film with what goes with it, each with a link; return its path without extension."""
    stem = b"Films/%s (2001)/%s (2001)" % (name, name)
    linked(library, stem + b".mkv")
    for suffix in suffixes:
        linked(library, stem + suffix, b"beside " + stem + suffix)
    return stem


def moved(library: Library, old: bytes, new: bytes) -> None:
    """Give all files that begin with ``old`` the beginning ``new``."""
    folder = library.path(os.path.dirname(old))
    for name in sorted(os.listdir(folder)):
        path = os.path.join(os.path.dirname(old), name)
        if path.startswith(old):
            library.rename(path, new + path[len(old) :])


def with_it(link: BrokenLink) -> dict[bytes, bytes | None]:
    """By the name of each companion's link the file that it would show with the first proposal."""
    video = link.proposals[0]
    return {
        os.path.basename(one.link.place.path): file.place.path if file else None
        for one in link.companions
        for file in [one.goes_with(video)]
    }


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path)
    for number, healthy in enumerate(library.films(6)):
        library.link(b"Whole/%d.mkv" % number, library.path(healthy))
    return library


@pytest.mark.parametrize(
    ("stem", "name", "suffix"),
    [
        (b"Dune", b"Dune.fr.srt", b".fr.srt"),
        (b"Dune", b"Dune-poster.jpg", b"-poster.jpg"),
        ("é".encode(), b"e\xcc\x81.srt", b".srt"),
        (b"bad\xff", b"bad\xff.nfo", b".nfo"),
        (b"Dune", b"Dune 2.srt", None),
        (b"Dune", b"Dunes.srt", None),
        (b"Dune", b"Dune.", None),
        (b"", b".srt", None),
    ],
)
def test_what_bears_a_name(stem: bytes, name: bytes, suffix: bytes | None) -> None:
    assert suffix_after(stem, name) == suffix


def test_a_language_is_the_same_however_it_is_written() -> None:
    assert means(b".fr.srt") == means(b".fre.srt") == means(b".French.srt")
    assert (
        len({means(b".fr.srt"), means(b".en.srt"), means(b".fr.ass"), means(b".fr.forced.srt")})
        == 4
    )


def test_what_broke_with_a_film_is_a_part_of_its_link(library: Library) -> None:
    """All are renamed alike: each would have had "no proposal", and gone to the trash."""
    stems = {name: film(library, name, *SUFFIXES) for name in HOSTILE}
    library.import_()
    for name, stem in stems.items():
        moved(library, stem, b"Films/%s/%s 1080p" % (name, name))

    found = library.find()

    assert len(found.plan.links) == len(HOSTILE)
    for name, stem in stems.items():
        new = b"Films/%s/%s 1080p" % (name, name)
        link = found.link(stem + b".mkv")
        assert found.best(stem + b".mkv") == ("same-file", os.fsdecode(new + b".mkv"))
        assert with_it(link) == {
            os.path.basename(stem) + suffix: new + suffix for suffix in SUFFIXES
        }
    assert plan_file.trash_orphans(found.plan) == 0
    document = json.loads(json.dumps(plan_file.document(found.plan)))
    assert_valid(document)
    assert plan_file.parse(json.dumps(document).encode(), "it") == found.plan
    assert document["plan"] == 2


def test_one_decision_repairs_all_and_one_undo_takes_all_back(library: Library) -> None:
    stem = film(library, b"Dune", *SUFFIXES)
    library.import_()
    moved(library, stem, b"Films/New/Dune.2001")
    before = texts(library.links or Path())
    sitting = Sitting(library)

    outcome = sitting.done(stem, path=stem + b".mkv")

    assert [one.state for one in outcome.companions] == ["done"] * 4
    for suffix in (b".mkv", *SUFFIXES):
        assert os.readlink(library.path(stem + suffix, library.links)) == library.path(
            b"Films/New/Dune.2001" + suffix
        )
    assert len(log_of(library)) == 5

    undone = sitting.undo()

    assert undone is not None
    assert texts(library.links or Path()) == before
    assert not library.query("SELECT id FROM action WHERE undone_at IS NULL AND kind != 'undo'")


@pytest.mark.parametrize("by", ["run", "action", "day"])
def test_an_undo_of_the_journal_takes_all_back(library: Library, by: str) -> None:
    """What has changed since is left, and said."""
    stem = film(library, b"Dune", *SUFFIXES)
    library.import_()
    moved(library, stem, b"Films/New/Dune.2001")
    before = texts(library.links or Path())
    sitting = Sitting(library)
    outcome = sitting.done(stem, path=stem + b".mkv")
    settings, catalogue = library.settings(), sitting.catalogue
    os.unlink(library.path(stem + b".nfo", library.links))
    ways = {
        "run": partial(undo.undo, catalogue, settings, sitting.repairs.run or 0),
        "action": partial(undo.undo_action, catalogue, settings, outcome.action or 0),
        "day": partial(undo.undo_day, catalogue, settings, datetime.date.today()),
    }

    for dry_run in (True, False):
        undone = ways[by](dry_run=dry_run)
        assert [one.refused for one in undone].count(True) == 1
        assert len(undone) == 5
    del before[library.path(stem + b".nfo", library.links)]
    assert texts(library.links or Path()) == before


def test_what_showed_nothing_goes_to_the_trash_with_its_film(library: Library) -> None:
    stem = film(library, b"Gone", *SUFFIXES)
    library.import_()
    for suffix in (b".mkv", b".nfo", b".fr.srt"):
        os.unlink(library.path(stem + suffix))
    before = listing(library.links or Path())
    sitting = Sitting(library)
    assert plan_file.trash_orphans(sitting.found.plan) == 1

    outcome = sitting.done(stem, "orphan", path=stem + b".mkv")

    assert {os.path.basename(one.decision.link.place.path) for one in outcome.companions} == {
        b"Gone (2001).nfo",
        b"Gone (2001).fr.srt",
    }
    held = os.listdir(os.path.dirname(library.path(stem, library.links)))
    assert sorted(held) == [b"Gone (2001)-poster.jpg", b"Gone (2001).fr.forced.srt"]
    assert sitting.undo() is not None
    after = listing(library.links or Path())
    assert {place: told[:3] for place, told in after.items()} == {
        place: told[:3] for place, told in before.items()
    }


def test_a_companion_alone_is_repaired_by_itself(library: Library) -> None:
    """Its video is shown as it should be: the file that goes with that one is its own."""
    other = film(library, b"Other", b".fr.srt", b".en.srt", b".nfo")
    alike = film(library, b"Alike", b".2.srt")
    linked(library, b"Films/Alike (2001)/Alike (2001).2.mkv")
    library.import_()
    library.rename(other + b".fr.srt", other + b".fre.srt")
    os.unlink(library.path(other + b".en.srt"))
    library.rename(alike + b".mkv", b"Films/New.mkv")
    library.rename(alike + b".2.srt", b"Films/Alike (2001)/Alike (2001).2.SRT")

    found = library.find()

    assert found.offered(other + b".fr.srt") == [os.fsdecode(other + b".fre.srt")]
    assert found.offered(other + b".en.srt") == []
    assert found.offered(alike + b".2.srt") == [os.fsdecode(alike + b".2.SRT")]
    assert found.link(alike + b".mkv").companions == ()
    sitting = Sitting(library)
    sitting.done(b"", path=other + b".fr.srt")
    assert os.readlink(library.path(other + b".fr.srt", library.links)).endswith(b".fre.srt")


def test_what_bears_no_name_follows_its_folder(library: Library) -> None:
    """A film's poster goes with it; a show's, and folders in folders, where other links went."""
    film(library, b"Dune")
    linked(library, b"Films/Dune (2001)/poster.jpg", b"picture")
    linked(library, b"Films/Dune (2001)/Subs/fr.srt", b"text")
    os.rename(
        library.path(b"Films/Dune (2001)/Subs/fr.srt", library.links),
        library.path(b"Films/Dune (2001)/Dune (2001).fr.srt", library.links),
    )
    linked(library, "Séries/Dark/tvshow.nfo".encode(), b"show")
    for number in range(1, 4):
        linked(library, "Séries/Dark/Saison 01/Dark - S01E%02d.mkv".encode() % number)
        linked(
            library,
            "Séries/Dark/Saison 01/Dark - S01E%02d.fr.srt".encode() % number,
            b"%d" % number,
        )
    linked(library, "Séries/Dark/Saison 01/season01-poster.jpg".encode(), b"season")
    library.import_()
    os.rename(library.path(b"Films/Dune (2001)"), library.path(b"Films/Dune"))
    os.rename(library.path("Séries/Dark"), library.path("Séries/Dark (2017)"))

    found = library.find()

    assert with_it(found.link(b"Films/Dune (2001)/Dune (2001).mkv")) == {
        b"poster.jpg": b"Films/Dune/poster.jpg",
        b"Dune (2001).fr.srt": b"Films/Dune/Subs/fr.srt",
    }
    for name in ("tvshow.nfo", "Saison 01/season01-poster.jpg"):
        assert found.offered(f"Séries/Dark/{name}") == [f"Séries/Dark (2017)/{name}"]
    assert with_it(found.link("Séries/Dark/Saison 01/Dark - S01E02.mkv")) == {
        b"Dark - S01E02.fr.srt": "Séries/Dark (2017)/Saison 01/Dark - S01E02.fr.srt".encode()
    }
    assert len(found.plan.links) == 6


def _swap_for_link(path: bytes) -> None:
    os.rename(path, path + b".kept")
    os.symlink(path + b".kept", path)


@pytest.mark.parametrize("spoil", [os.unlink, lambda path: os.truncate(path, 1), _swap_for_link])
def test_a_companion_that_changed_since_is_left_alone(
    library: Library, spoil: Callable[[bytes], None]
) -> None:
    stem = film(library, b"Dune", b".nfo", b".fr.srt")
    library.import_()
    moved(library, stem, b"Films/New/Dune")
    sitting = Sitting(library)
    spoil(library.path(b"Films/New/Dune.nfo"))

    outcome = sitting.done(stem, path=stem + b".mkv")

    states = {one.decision.link.place.path: one.state for one in outcome.companions}
    assert states == {stem + b".nfo": "refused", stem + b".fr.srt": "done"}
    assert os.readlink(library.path(stem + b".nfo", library.links)) == library.path(stem + b".nfo")


def test_a_plan_repairs_what_goes_with_a_film(library: Library) -> None:
    stem = film(library, b"Dune", b".nfo", b".fr.srt")
    library.import_()
    moved(library, stem, b"Films/New/Dune")
    plan = library.find().plan
    assert accepting.accept(plan, ["same-file"]) == 1
    path = library.base / "plan.json"
    plan_file.write(path, plan)
    for dry_run in (True, False):
        run = ApplyRun()
        job = ApplyJob(library.settings(), ApplyOptions(path, dry_run=dry_run), CancelToken())
        for event in job.run():
            run.feed(event)
        (outcome,) = run.outcomes
        assert [one.state for one in outcome.companions] == ["done", "done"]
        assert (run.counts.repaired, run.failed_items) == (1, 0)
    assert not library.find().plan.links


def test_what_a_person_chose_brings_its_companions(library: Library) -> None:
    stem = film(library, b"Dune", b".fr.srt")
    library.import_()
    os.unlink(library.path(stem + b".mkv"))
    os.unlink(library.path(stem + b".fr.srt"))
    for name in (b"Films/Else/Thing.mkv", b"Films/Else/Thing.fr.srt"):
        library.put(name)
    sitting = Sitting(library)
    state = os.lstat(library.path(b"Films/Else/Thing.mkv"))
    link = sitting.found.link(stem + b".mkv")
    assert link.proposals == ()
    root = sitting.found.plan.roots[0].path
    chosen = proposal(
        "c", "chosen", place=Place(root, b"Films/Else/Thing.mkv"),
        size=state.st_size, mtime_ns=state.st_mtime_ns,
    )  # fmt: skip
    outcome = sitting.repairs.apply(Decision(replace(link, proposals=(chosen,)), "repair", chosen))
    assert [one.state for one in (outcome, *outcome.companions)] == ["done", "done"]
    text = os.readlink(library.path(stem + b".fr.srt", library.links))
    assert text == library.path(b"Films/Else/Thing.fr.srt")


def test_a_plan_that_names_a_companion_of_another_is_none(library: Library) -> None:
    stem = film(library, b"Dune", b".nfo")
    library.import_()
    moved(library, stem, b"Films/New/Dune")
    document = plan_file.document(library.find().plan)
    lead, companion = document["links"]
    assert companion["goes_with"]["path_b64"] == lead["path_b64"]
    strange = [{"proposal": "?", "choice": companion["proposals"][0]["id"]}]
    for spoiled, why in (
        ({"choices": strange}, "is the id of none"),
        ({"goes_with": {**companion["goes_with"], "path_b64": "eA=="}}, "no link of this plan"),
        ({"goes_with": {**companion["goes_with"], "path_b64": "Li4="}}, "must be a plain path"),
        ({"problem": "loop"}, "only a link that shows nothing"),
    ):
        document["links"][1] = {**companion, **spoiled}
        with pytest.raises(UsageProblem, match=why):
            plan_file.parse(json.dumps(document).encode(), "it")


@pytest.mark.parametrize(
    ("lead", "own", "rows"),
    [
        (None, None, 1),
        ("repair", None, 1),
        ("repair", "repair", 1),
        ("repair", "skip", 2),
        (None, "repair", 2),
        ("skip", "orphan", 2),
    ],
)
def test_a_decision_of_its_own_is_kept(
    library: Library, lead: str | None, own: str | None, rows: int
) -> None:
    """Whoever edits a plan may leave what goes with a film, or repair that alone."""
    stem = film(library, b"Dune", b".nfo")
    library.import_()
    moved(library, stem, b"Films/New/Dune")
    document = plan_file.document(library.find().plan)
    for link, decision in zip(document["links"], (lead, own), strict=True):
        link["decision"] = decision
        link["choice"] = link["proposals"][0]["id"] if decision == "repair" else None

    read = plan_file.parse(json.dumps(document).encode(), "it")

    assert len(read.links) == rows
    assert [one.decision for one in read.links] == [lead, own][:rows]
    assert_valid(json.loads(json.dumps(plan_file.document(read))))
