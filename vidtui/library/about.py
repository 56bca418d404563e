"""All that is known of one work: its files, what it was taken for and why, what became of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from vidtui.catalogue import group_details
from vidtui.catalogue.group_details import Details
from vidtui.catalogue.sql import read, read_in
from vidtui.library import browsing, entries
from vidtui.library.entries import Entry
from vidtui.library.reading import Key

MOST_FILES, MOST_GROUPS, MOST_EVENTS = 200, 9, 20  # a person looks at a few

Happened = Literal["added", "moved", "fetched", "accept", "reject", "ignore", "reopen", "confirm"]
VERBS: tuple[Happened, ...] = ("accept", "reject", "ignore", "reopen", "confirm")


class Event(NamedTuple):
    """Something that became of a work, at ``at``; ``path`` is where a file was until it moved."""

    at: int
    what: Happened
    path: bytes | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """A work: its files (of ``count``), its groups, and what became of it, the newest first."""

    key: Key
    count: int
    files: tuple[Entry, ...]
    groups: tuple[Details, ...]
    events: tuple[Event, ...]

    @property
    def group(self) -> Details | None:
        """The group that tells most: one that is known to be a work, else the first."""
        known = [one for one in self.groups if one.answer is not None]
        return next(iter((*known, *self.groups)), None)


def about(key: Key, only: Sequence[int] = ()) -> About:
    """Return all that is known of a work, or of the files ``only`` of it; in a session."""
    files = list(only) or browsing.files_of(key)
    groups = browsing.groups_of(key)
    shown = tuple(entries.of(files[:MOST_FILES]))
    held = tuple(group_details.details_of(groups[:MOST_GROUPS]))
    events = sorted((*_of_files(files, shown), *_of_groups(groups, held)), reverse=True)
    return About(key, len(files), shown, held, tuple(events[:MOST_EVENTS]))


def _of_files(files: Sequence[int], shown: Sequence[Entry]) -> Iterator[Event]:
    for at in sorted({one.added_at for one in shown}):
        yield Event(at, "added")
    for until, root, path in read_in(
        "SELECT p.until, r.path, p.path FROM former_path p JOIN root r ON r.id = p.root_id"
        " WHERE p.file_id IN (*)",
        files[:MOST_FILES],
    ):
        yield Event(until, "moved", os.path.join(bytes(root), bytes(path)))


def _of_groups(groups: Sequence[int], held: Sequence[Details]) -> Iterator[Event]:
    for at in {one.fetched_at for one in held if one.fetched_at is not None}:
        yield Event(at, "fetched")
    for group in groups[:MOST_GROUPS]:
        for verb in VERBS:
            start = f'{{"verb": "{verb}", "before": {{"group": {group:d}, %'
            for done, undone in read(
                "SELECT done_at, undone_at FROM action WHERE kind = 'decide' AND intent LIKE ?"
                " ORDER BY id DESC LIMIT 20",
                start,
            ):
                if done is not None:
                    yield Event(done, verb, undone=undone is not None)
