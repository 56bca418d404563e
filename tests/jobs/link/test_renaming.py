"""Links that do not follow the layout: planned, moved with what goes with them, and moved back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library, contents
from tests.support.linking import identify, look, tree
from vidtui.catalogue.database import open_catalogue
from vidtui.jobs import undo as undoing
from vidtui.jobs.base import CancelToken
from vidtui.jobs.link.apply import LinkApplyJob
from vidtui.jobs.link.model import LinkPlan
from vidtui.jobs.link.run import LinkApplyOptions, LinkApplyRun

SHOWN = 40


def film(number: int, suffix: str = "mkv") -> bytes:
    name = f"Film {number:03d} (2001)"
    return f"Films/{name}/{name}.{suffix}".encode()


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
