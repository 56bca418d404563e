"""Which folders are told of: those of links that were changed, as few as say it."""

from __future__ import annotations

import os

import pytest

from tests.support.library import Library
from tests.support.linking import make, wanted
from tests.support.names import HOSTILE
from tests.support.repairs import Sitting, break_links, stood
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs import journal
from vidtui.jobs import undo as undoing
from vidtui.jobs.media_centre.changed import collapsed, link_root_of, of_actions


def folders(library: Library, *names: bytes) -> list[bytes]:
    assert library.links is not None
    return [library.path(name, library.links) for name in names]


def test_few_folders_stay_as_they_are(library: Library) -> None:
    wanted = folders(library, b"a", b"b/c", b"b/cd")
    assert collapsed(library.settings(), [*wanted, *wanted]) == wanted


def test_what_lies_below_another_is_told_with_it(library: Library) -> None:
    wanted = folders(library, b"b", b"b/c", b"b/c/d", b"bc")
    assert collapsed(library.settings(), wanted) == folders(library, b"b", b"bc")


def test_too_many_become_what_they_have_in_common(library: Library) -> None:
    seasons = [b"Series/Show/Saison %d" % n for n in range(5)]
    many = [*(b"Films/%d" % n for n in range(60)), *seasons]
    found = collapsed(library.settings(), folders(library, *many))
    assert found == folders(library, b"Films", *seasons)
    many = [b"Series/Show %d/Saison 1" % n for n in range(60)]
    assert collapsed(library.settings(), folders(library, *many)) == folders(library, b"Series")


def test_too_many_at_the_top_become_the_root(library: Library) -> None:
    found = collapsed(library.settings(), folders(library, *(b"%d" % n for n in range(51))))
    assert found == [os.fsencode(str(library.links))]


def test_what_lies_in_no_link_root_is_left_out(library: Library) -> None:
    assert collapsed(library.settings(), [b"/elsewhere", os.fsencode(library.storage)]) == []
    assert link_root_of(library.settings(), os.fsencode(f"{library.links}x/a")) is None


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_the_folders_of_actions_whatever_their_names(library: Library, name: bytes) -> None:
    if len(name) > 240:
        name = name[:240]
    break_links(library, (name,))
    outcome = Sitting(library).done(name)
    assert outcome.action is not None
    found = of_actions(open_catalogue(library.database), [outcome.action, 99])
    assert library.links is not None
    assert found == {os.path.dirname(library.path(stood(name), library.links))}


def test_the_folders_of_links_that_were_made_and_taken_back(library: Library) -> None:
    library.films(2)
    library.import_()
    run, made = make(library, wanted(library, [("New/a.mkv", "Films/Film 001 (2001).mkv")]))
    catalogue = open_catalogue(library.database)
    folder = {os.fsencode(f"{library.links}/New")}
    assert of_actions(catalogue, [one.action or 0 for one in made]) == folder
    (undone,) = undoing.undo(catalogue, library.settings(), run, dry_run=False)
    rows = library.query("SELECT id FROM action WHERE run_id = ?", undone.entry)
    assert of_actions(catalogue, [row["id"] for row in rows]) == folder


def test_both_folders_of_a_link_that_moved(library: Library) -> None:
    library.link("Old/a.mkv", "nowhere")
    library.import_()
    catalogue = open_catalogue(library.database)
    intent = {"root": roots_of(library), "path": b"Old/a.mkv".hex(), "to": b"New/b.mkv".hex()}
    run = journal.begin(catalogue, "link --rename")
    action = journal.intend(catalogue, run, "move-link", intent)
    assert of_actions(catalogue, [action]) == {
        os.fsencode(f"{library.links}/{name}") for name in ("Old", "New")
    }


def roots_of(library: Library) -> str:
    (row,) = library.query("SELECT uuid FROM root WHERE role = 'links'")
    return str(row["uuid"])
