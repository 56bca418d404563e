"""The catalogue's ids in a plan belong to the links and files that it names, or it is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library
from tests.support.repairs import break_links, moved, row_of, stood, text_of
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import UsageProblem
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.model import Outcome
from vidtui.jobs.repair import accepting, plan_file
from vidtui.jobs.repair.apply import ApplyJob
from vidtui.jobs.repair.run import ApplyOptions
from vidtui.tui.services import Services

ALIEN, BRAZIL, HEAT = stood("Alien"), stood("Brazil"), stood("Heat")


@pytest.fixture
def broken(library: Library) -> Library:
    """Alien and Brazil have moved; Heat and Gone are gone."""
    break_links(library, ("Alien", "Brazil"), ("Heat", "Gone"))
    return library


@pytest.fixture
def document(broken: Library) -> dict[str, Any]:
    plan = broken.find().plan
    assert accepting.accept(plan, ("same-file",)) == 2
    return plan_file.document(plan)


def of(document: dict[str, Any], path: bytes) -> dict[str, Any]:
    (found,) = [one for one in document["links"] if one["path"] == path.decode()]
    return found  # type: ignore[no-any-return]


def apply_(library: Library, document: dict[str, Any], **options: Any) -> list[str]:
    path = library.base / "plan.json"
    path.write_text(json.dumps(document))
    job = ApplyJob(library.settings(), ApplyOptions(path, **options), CancelToken())
    return [event.state for event in job.run() if isinstance(event, Outcome)]


def ids(library: Library) -> dict[bytes, int]:
    return {row["path"]: row["id"] for row in library.query("SELECT path, id FROM media_file")}


def test_a_plan_as_it_was_made(broken: Library, document: dict[str, Any]) -> None:
    file = ids(broken)[ALIEN]
    assert apply_(broken, document) == ["done", "done"]
    assert row_of(broken, ALIEN)["shown_file_id"] == file
    assert apply_(broken, document) == ["refused", "refused"]


def test_a_plan_from_before_an_import(broken: Library, document: dict[str, Any]) -> None:
    file = ids(broken)[ALIEN]
    broken.import_()
    assert ids(broken)[moved("Alien")] == file
    assert apply_(broken, document) == ["done", "done"]
    assert row_of(broken, ALIEN)["shown_file_id"] == file


Spoil = Callable[[Library, dict[str, Any]], None]


def _another_link(library: Library, document: dict[str, Any]) -> None:
    of(document, ALIEN)["link"] = of(document, BRAZIL)["link"]


def _no_link(library: Library, document: dict[str, Any]) -> None:
    of(document, ALIEN)["link"] = 2**40


def _another_file(library: Library, document: dict[str, Any]) -> None:
    of(document, ALIEN)["proposals"][0]["file"] = ids(library)[HEAT]


def _a_file_at_another_place(library: Library, document: dict[str, Any]) -> None:
    library.import_()
    of(document, ALIEN)["proposals"][0]["file"] = ids(library)[moved("Brazil")]


def _no_file(library: Library, document: dict[str, Any]) -> None:
    of(document, ALIEN)["proposals"][0]["file"] = 2**63 - 1


SPOILED: dict[str, tuple[Spoil, str]] = {
    "the id of another link": (_another_link, ".link: is not the id of this link"),
    "the id of no link": (_no_link, ".link: is not the id of this link"),
    "the id of a vanished file of another size": (
        _another_file,
        ".proposals[0].file: is not the id of this file",
    ),
    "the id of another file that is there": (
        _a_file_at_another_place,
        ".proposals[0].file: is not the id of this file",
    ),
    "the id of no file": (_no_file, ".proposals[0].file: is not the id of this file"),
}


@pytest.mark.parametrize(("spoil", "why"), SPOILED.values(), ids=SPOILED.keys())
def test_a_plan_with_the_id_of_another_is_refused(
    broken: Library, document: dict[str, Any], spoil: Spoil, why: str
) -> None:
    spoil(broken, document)
    at = document["links"].index(of(document, ALIEN))
    before = text_of(broken, ALIEN)
    path = broken.base / "plan.json"
    told = f"{path}: links[{at}]{why}; make a new plan"
    for options in ({}, {"dry_run": True}):
        with pytest.raises(UsageProblem) as caught:
            apply_(broken, document, **options)
        assert str(caught.value) == told
    with pytest.raises(UsageProblem) as caught:
        Services().read_plan(broken.settings(), path)
    assert str(caught.value) == told
    assert text_of(broken, ALIEN) == before


def test_a_vanished_file_of_the_same_size_and_another_content(broken: Library) -> None:
    """Its id is taken only where the file bears it out, once all is checked again."""
    same = len(b"video: " + HEAT)
    place = broken.path(moved("Alien"))
    document = plan_file.document(broken.find().plan)
    assert os.stat(place).st_size != same
    with open(place, "wb") as opened:
        opened.write(b"x" * same)
    found = os.stat(place)
    planned = of(document, ALIEN)
    proposal = planned["proposals"][0]
    proposal |= {"size": same, "mtime_ns": str(found.st_mtime_ns), "file": ids(broken)[HEAT]}
    planned |= {"decision": "repair", "choice": proposal["id"]}
    shown = row_of(broken, ALIEN)["shown_file_id"]
    assert apply_(broken, document) == ["done"]
    assert text_of(broken, ALIEN).endswith(moved("Alien"))
    assert row_of(broken, ALIEN)["shown_file_id"] in (None, shown)
    assert row_of(broken, ALIEN)["shown_file_id"] != ids(broken)[HEAT]


def test_a_plan_from_before_an_older_copy_was_restored(
    broken: Library, document: dict[str, Any], tmp_path: Path
) -> None:
    """Ids may mean something else then."""
    for planned in document["links"]:
        planned["link"] += 1
    with pytest.raises(UsageProblem, match="make a new plan"):
        apply_(broken, document)
    assert open_catalogue(broken.database).id == document["catalogue"]
