"""Finds files on storage by words of their path, for a person who chooses a link's target."""

from __future__ import annotations

import os
from collections.abc import Iterator

from vidtui.catalogue.database import Catalogue
from vidtui.disk.scan import FoundFile, walk
from vidtui.jobs.links.model import Evidence, Place, Proposal
from vidtui.jobs.links.proposals import proposal_id
from vidtui.jobs.roots.live import live_roots, scan_rules
from vidtui.settings.model import Settings
from vidtui.text import fold, readable

MOST_FOUND = 200


def find_files(
    catalogue: Catalogue, settings: Settings, text: str, limit: int = MOST_FOUND
) -> list[Proposal]:
    """Return the videos on storage whose paths hold all words of a text, files of that name first.

    Storage is walked each time, since a new file may be the one that is sought; it may block on
    a dead mount.

    Raises:
        UsageProblem: a root was never imported.
    """
    words = fold(text).split()
    if not words:
        return []
    found: list[tuple[bool, bytes, Proposal]] = []
    for place, uuid, file in _files(catalogue, settings):
        path = fold(readable(file.path))
        if all(word in path for word in words):
            name = fold(readable(os.path.basename(file.path)))
            is_in_name = all(word in name for word in words)
            found.append((not is_in_name, file.path, _proposal(place, uuid, file)))
    found.sort(key=lambda one: one[:2])
    return [proposal for _rank, _path, proposal in found[:limit]]


def _files(catalogue: Catalogue, settings: Settings) -> Iterator[tuple[Place, str, FoundFile]]:
    rules = scan_rules(settings)
    with catalogue.session():
        roots = live_roots(settings, settings.of("storage"))
    for root in roots.values():
        if root.state.online:
            for folder in walk(root.path, rules):
                for file in folder.files:
                    yield Place(root.path, file.path), root.known.identity.uuid, file


def _proposal(place: Place, uuid: str, file: FoundFile) -> Proposal:
    return Proposal(
        id=proposal_id(uuid, file.path),
        place=place,
        size=file.size,
        mtime_ns=file.mtime_ns,
        tier="chosen",
        evidence=(Evidence("chosen"),),
    )
