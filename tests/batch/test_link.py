"""``vidtui --batch link``, ``links restore``, and what is linked and repaired by night."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.centres import CentreStandIn, centre
from tests.support.library import Library
from tests.support.linking import identify, tree
from tests.support.running import run
from tests.support.schemas import check as check_schema
from vidtui.batch import night_links
from vidtui.batch.part import Part
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import MediaFile, Property
from vidtui.errors import Exit

LINKED = 7


def film(number: int) -> str:
    return f"Films/Film {number:03d} (2001)/Film {number:03d} (2001).mkv"


@pytest.fixture
def jellyfin(known: Library) -> Iterator[CentreStandIn]:
    with centre(known, "jellyfin") as stand_in:
        yield stand_in


@pytest.fixture
def known(library: Library) -> Library:
    library.films(LINKED + 3)
    for number in range(1, LINKED + 1):
        library.link(film(number), library.path(film(number)))
    library.put("Séries/Dark (2017)/Saison 01/Dark (2017) - S01E01.mkv")
    library.import_()
    identify(library)
    return library


def test_from_a_plan_to_links_and_back(
    known: Library, jellyfin: CentreStandIn, tmp_path: Path
) -> None:
    root = str(known.links)
    before = tree(root)
    done = run("--batch", "link", "-q", library=known)
    assert done.code == Exit.OK
    text = done.out.decode()
    assert "3 have their place" in text
    assert "7 of 7 links follow" in text
    assert "jellyfin" in text
    assert "--accept baseline" in text
    assert tree(root) == before
    plan = tmp_path / "plan.json"
    done = run("--batch", "link", "-q", "--accept", "baseline", "--json", library=known)
    check_schema("link-plan", done.json)
    plan.write_bytes(done.out)
    rehearsed = run(
        "--batch", "link", "-q", "--apply", str(plan), "--dry-run", "--json", library=known
    )
    check_schema("link-apply", rehearsed.json)
    assert rehearsed.json["summary"]["linked"] == 3
    assert tree(root) == before
    done = run("--batch", "link", "-q", "--apply", str(plan), "--json-lines", library=known)
    assert done.code == Exit.OK
    *lines, report = map(json.loads, done.out.splitlines())
    for line in lines:
        check_schema("link-apply-lines", line)
    check_schema("link-apply-lines", report)
    assert sum(line["event"] == "link" for line in lines) == 3
    assert len(tree(root)) == len(before) + 6
    made, jellyfin.requests = jellyfin.told, []
    assert len(made) == 3
    again = run("--batch", "link", "-q", "--apply", str(plan), library=known)
    assert again.code == Exit.ITEMS_FAILED
    undone = run("--batch", "undo", str(report["run"]), library=known)
    assert undone.code == Exit.OK
    assert tree(root) == before
    told, jellyfin.requests = jellyfin.told, []
    assert told == made
    (written,) = (known.data / "reports").glob("links-*.tsv")
    os.unlink(known.path(film(1), known.links))
    done = run("--batch", "links", "restore", str(written), "--json", library=known)
    check_schema("links-restore", done.json)
    assert done.json["summary"]["made"] == 1
    assert tree(root) == before
    assert jellyfin.told == [os.fsdecode(os.path.dirname(known.path(film(1), known.links)))]


def test_from_a_plan_of_moves_to_links_and_back(known: Library, tmp_path: Path) -> None:
    root, plan = str(known.links), tmp_path / "plan.json"
    os.rename(known.path(film(1), known.links), known.path("Films/astray.mkv", known.links))
    before = tree(root)
    template = "Films/{Movie Title} ({Release Year})/{Movie Title} ({Release Year})"
    options = ("--rename", known.path("Films", known.links), "--film", template)
    done = run("--batch", "link", "-q", *options, library=known)
    assert done.code == Exit.OK
    text = done.out.decode()
    assert "Links that belong elsewhere (1)" in text
    assert "1 link gets another path" in text
    assert "--accept-loss" in text
    done = run("--batch", "link", "-q", *options, "--json", library=known)
    document = done.json
    check_schema("link-plan", document)
    assert [one["decision"] for one in document["moves"]] == [None]
    document["moves"][0]["decision"] = "move"
    plan.write_text(json.dumps(document))
    apply = ("--batch", "link", "-q", "--apply", str(plan))
    refused = run(*apply, "--json", library=known)
    assert refused.code == Exit.REFUSED
    check_schema("link-apply", refused.json)
    assert "add --accept-loss" in run(*apply, library=known).out.decode()
    rehearsed = run(*apply, "--dry-run", library=known)
    assert rehearsed.code == Exit.OK
    assert "astray.mkv → " in rehearsed.out.decode()
    assert tree(root) == before
    done = run(*apply, "--accept-loss", "--json-lines", library=known)
    assert done.code == Exit.OK
    *lines, report = map(json.loads, done.out.splitlines())
    for line in (*lines, report):
        check_schema("link-apply-lines", line)
    assert report["summary"]["moved"] == 1
    assert film(1).encode() in tree(root)
    journal = run("--batch", "journal", "--run", str(report["run"]), library=known)
    assert "link moved" in journal.out.decode()
    assert run("--batch", "undo", str(report["run"]), library=known).code == Exit.OK
    assert tree(root) == before


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["/a", "--only", "x"], "not both"),
        (["--apply", "plan.json", "--named"], "--named"),
        (["--film", "{Nonsense}"], "Nonsense"),
        (["--rename", "--accept", "new"], "--accept"),
        (["--rename", "--apply", "plan.json"], "--rename"),
        (["--only", "nofield:1"], "nofield"),
        (["--apply", "/nowhere/plan.json"], "plan.json"),
    ],
)
def test_bad_input_is_one_line(known: Library, options: list[str], why: str) -> None:
    done = run("--batch", "link", "-q", *options, library=known)
    assert done.code == Exit.USAGE
    assert why in done.err.decode()
    assert "Traceback" not in done.err.decode()


def test_by_night_only_what_is_new_and_certain(known: Library) -> None:
    settings, root = known.settings(), str(known.links)
    first = Part(quiet=True)
    night_links.make(settings, first)
    assert "first time" in first.text
    before = tree(root)
    with open_catalogue(known.database).transaction():
        MediaFile.update(added_at=1000).execute()
        Property.update(value="2000").where(Property.name.startswith("links_since:")).execute()
    known.films(2, first=20)
    old = time.time_ns() - 10**13
    os.utime(known.path(film(20)), ns=(old, old))
    known.import_()
    identify(known)
    second = Part(quiet=True)
    night_links.make(settings, second)
    assert tree(root) == before, "both were touched within the hour"
    third = Part(quiet=True)
    known.write_settings(extra='settle = "0s"')
    night_links.make(known.settings(), third)
    assert set(tree(root)) - set(before) == {
        os.fsencode(name)
        for number in (20, 21)
        for name in (film(number), os.path.dirname(film(number)))
    }
    fourth = Part(quiet=True)
    night_links.make(known.settings(), fourth)
    assert fourth.code is Exit.OK
    assert "no new file" in fourth.text


def test_by_night_links_are_repaired_as_asked(known: Library) -> None:
    known.rename(film(1), "Films/Moved/Film 001 (2001).mkv")
    known.import_()
    part = Part(quiet=True)
    night_links.repair(known.settings(), ("same-content",), part)
    assert os.readlink(known.path(film(1), known.links)) == known.path(film(1))
    part = Part(quiet=True)
    night_links.repair(known.settings(), ("same-file", "same-content", "replaced"), part)
    assert part.code is Exit.OK, part.text
    assert (known.base / "video" / film(1)).exists()
