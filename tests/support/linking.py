"""Links that are made in small libraries, and what there is of them afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.support.library import Library, Name, as_bytes
from vidtui.catalogue import files, roots
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.models import (
    Episode,
    FileEpisode,
    Group,
    MediaFile,
    Movie,
    Season,
    SeriesRow,
)
from vidtui.disk.symlinks.making import StorageGuard
from vidtui.jobs import journal
from vidtui.jobs.base import CancelToken, Refused
from vidtui.jobs.link.find import LinkFindJob
from vidtui.jobs.link.linking import Linking
from vidtui.jobs.link.model import LinkDecision, LinkOutcome, LinkPlan
from vidtui.jobs.link.run import LinkFindEvent, LinkOptions
from vidtui.jobs.links.making import Made, Making, NewLink

MOST_FOLDERS = 9


def tree(folder: Name) -> dict[bytes, bytes | None]:
    """All that is below a folder: links with their texts, folders and files with None."""
    found: dict[bytes, bytes | None] = {}
    base = as_bytes(folder)
    for above, folders, names in os.walk(base):
        for name in (*folders, *names):
            path = os.path.join(above, name)
            place = os.path.relpath(path, base)
            found[place] = os.readlink(path) if os.path.islink(path) else None
    return found


def wanted(
    library: Library, links: Iterable[tuple[Name, Name]], new_folders: int = MOST_FOLDERS
) -> list[NewLink]:
    """Links to be made: their paths below the link root, and the files that they show."""
    assert library.links is not None
    catalogue = open_catalogue(library.database)
    with catalogue.session():
        root = roots.known(os.fsencode(library.links))
        storage = roots.known(os.fsencode(library.storage))
        assert root is not None
        assert storage is not None
        made = []
        for path, name in links:
            ids = files.ids_at(storage.id, [as_bytes(name)])
            file = ids[as_bytes(name)][0] if ids else None
            made.append(NewLink(root, as_bytes(path), library.path(name), file, new_folders))
    return made


def guard_of(library: Library) -> StorageGuard:
    return StorageGuard([root.path for root in library.settings().of("storage")])


def make(
    library: Library, links: list[NewLink], catalogue: Catalogue | None = None
) -> tuple[int, list[Made]]:
    """Make links in a run of its own; return it and what came of them."""
    catalogue = catalogue or open_catalogue(library.database)
    with catalogue.writing("link"), catalogue.session():
        run = journal.begin(catalogue, "link")
        made = list(Making(catalogue, run, guard_of(library)).make(links))
        journal.finish(catalogue, run, "done", {})
    return run, made


def identify(library: Library) -> None:
    """Let every film and series be what its names say, as if TMDB had been asked."""
    catalogue = open_catalogue(library.database)
    with catalogue.transaction():
        for group in Group.select().where(Group.state == "queued"):
            told = {"title": group.title, "year": group.year, "fetched_at": 0}
            told |= {"provider": "tmdb", "provider_id": str(group.id)}
            if group.kind == "film":
                Group.update(state="enriched", movie=Movie.create(**told)).where(
                    Group.id == group.id
                ).execute()
                continue
            series = SeriesRow.create(**told)
            Group.update(state="enriched", series=series).where(Group.id == group.id).execute()
            held = FileEpisode.select().join(MediaFile).where(MediaFile.group == group.id)
            for one in held:
                if one.season is None or one.number is None:
                    continue
                season, _new = Season.get_or_create(series=series, number=one.season)
                episode, _new = Episode.get_or_create(season=season, number=one.number)
                FileEpisode.update(episode=episode).where(FileEpisode.id == one.id).execute()


@dataclass
class Looked:
    """One search for files without a link: its events, and what they come to."""

    events: list[LinkFindEvent]

    @property
    def plan(self) -> LinkPlan:
        plan = self.events[-1].plan  # type: ignore[union-attr]
        assert plan is not None, self.refused
        return plan

    @property
    def refused(self) -> dict[bytes, str]:
        return {one.path: one.reason for one in self.events if isinstance(one, Refused)}

    @property
    def places(self) -> dict[bytes, bytes]:
        """By file below the storage root where its link goes below the link root."""
        return {
            one.file.place.path: one.file.spots[0].place.path
            for one in self.plan.files
            if one.file.doubt is None and one.file.spots[0].place is not None
        }

    @property
    def left_out(self) -> dict[bytes, str]:
        return {one.place.path: one.why for one in self.plan.omitted}

    @property
    def headings(self) -> dict[bytes, str]:
        return {one.file.place.path: one.file.heading for one in self.plan.files}


def look(library: Library, **options: Any) -> Looked:
    """Search once for files without a link."""
    job = LinkFindJob(library.settings(), LinkOptions(**options), CancelToken())
    return Looked(list(job.run()))


def link_all(library: Library, plan: LinkPlan) -> tuple[int | None, list[LinkOutcome]]:
    """Make every link of a plan that has a place; return the run and what came of each."""
    sitting = Linking(open_catalogue(library.database), library.settings())
    decisions = [
        LinkDecision(one.file, "make", one.file.spots[0])
        for one in plan.files
        if one.file.doubt is None
    ]
    outcomes = list(sitting.apply_all(decisions))
    sitting.finish()
    return sitting.run, outcomes
