"""All that is known of files, a page at a time: what lists show and other programs read.

Sessions are the caller's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vidtui.catalogue import json_columns
from vidtui.catalogue.sql import batches, read_in
from vidtui.disk.media_facts import MediaFacts
from vidtui.library import suspects
from vidtui.library.reading import maker_names, number, texts_of


class EntryWork(NamedTuple):
    """The film or series that a file is, as the provider has it."""

    kind: str
    title: str
    original_title: str | None
    year: int | None
    ids: Mapping[str, str]
    language: str | None
    genres: Sequence[str]
    directors: Sequence[str]
    actors: Sequence[str]
    countries: Sequence[str]
    collection: str | None
    rating: float | None
    votes: float | None
    runtime: float | None


class EntryEpisode(NamedTuple):
    """An episode that a file holds; ``is_known`` where the provider has it, with its title."""

    season: int | None
    number: int | None
    air_date: str | None
    title: str | None
    is_known: bool


class EntryLink(NamedTuple):
    """A link that shows the file, or showed it last: its absolute path, and its state."""

    path: bytes
    state: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file with all that is known of it; times in seconds since the epoch.

    ``title`` and ``year`` are the work's, or else what names say. ``state`` is its group's, None
    where it is in none. ``chosen`` says who took the answer (``id``, ``rule``, ``person``),
    ``doubt`` how much speaks against one that nobody confirmed, ``parts`` what that is.
    """

    id: int
    root: bytes
    path: bytes
    kind: str
    size: int
    modified_at: int
    added_at: int
    missing_since: int | None
    away_since: int | None
    group: int | None
    state: str | None
    title: str
    year: int | None
    part: int | None
    edition: str | None
    chosen: str | None = None
    doubt: int = 0
    parts: Mapping[str, Any] = field(default_factory=dict)
    work: EntryWork | None = None
    episodes: tuple[EntryEpisode, ...] = ()
    links: tuple[EntryLink, ...] = ()
    facts: MediaFacts | None = None
    runtime: float | None = None

    @property
    def absolute(self) -> bytes:
        """The absolute path."""
        return os.path.join(self.root, self.path)


@dataclass
class _Page:
    """What belongs to the files of one page, by file or by group."""

    works: dict[int, EntryWork] = field(default_factory=dict)
    chosen: dict[int, tuple[str, int, Mapping[str, Any]]] = field(default_factory=dict)
    episodes: dict[int, list[EntryEpisode]] = field(default_factory=dict)
    links: dict[int, list[EntryLink]] = field(default_factory=dict)


def of(files: Sequence[int]) -> Iterator[Entry]:
    """Yield what is known of files, in their order; those that are gone are left out."""
    for page in batches(files):
        rows = {row[0]: row for row in read_in(_FILES, page)}
        groups = list({row[9] for row in rows.values() if row[9] is not None})
        held = _Page(_works(groups), _chosen(groups), _episodes(page), _links(page))
        for file in page:
            if file in rows:
                yield _entry(rows[file], held)


_FILES = (
    "SELECT f.id, r.path, f.path, f.kind, f.size, f.mtime_ns / 1000000000, f.added_at,"
    " f.missing_since, f.away_since, f.group_id, g.state, g.title, g.year, f.part, f.edition,"
    " f.probe FROM media_file f JOIN root r ON r.id = f.root_id"
    " LEFT JOIN media_group g ON g.id = f.group_id WHERE f.id IN (*)"
)


def _entry(row: tuple[Any, ...], page: _Page) -> Entry:
    id_, root, path, kind, size, modified, added, missing, away, group, state, *rest = row
    title, year, part, edition, probe = rest
    work = page.works.get(group)
    chosen, doubt, parts = page.chosen.get(group, (None, 0, {}))
    path = bytes(path)
    if work is not None:
        title, year = work.title, work.year
    elif title is None:
        title = os.path.splitext(os.path.basename(path))[0].decode("utf-8", "surrogateescape")
    facts = json_columns.facts(probe)
    runtime = facts.runtime if facts else json_columns.runtime(probe)
    if work is not None and kind == "film" and not edition and part is None and chosen != "person":
        doubt = suspects.with_runtime(doubt, runtime, work.runtime)
    return Entry(
        id_, bytes(root), path, kind, size, modified, added, missing, away, group, state, title,
        year, part, edition, chosen, doubt, parts, work, tuple(page.episodes.get(id_, ())),
        tuple(page.links.get(id_, ())), facts, runtime,
    )  # fmt: skip


def _works(groups: Sequence[int]) -> dict[int, EntryWork]:
    found = {}
    for table, kind in (("movie", "film"), ("series", "series")):
        statement = (
            "SELECT g.id, w.provider, w.provider_id, w.title, w.original_title, w.year, w.details"  # noqa: S608
            f" FROM media_group g JOIN {table} w ON w.id = g.{table}_id WHERE g.id IN (*)"
        )
        for group, provider, ref, title, original, year, details in read_in(statement, groups):
            held = json_columns.mapping(details)
            ids = held.get("ids")
            known = {k: v for k, v in ids.items() if type(v) is str} if type(ids) is dict else {}
            collection = held.get("collection")
            spoken = held.get("original_language")
            found[group] = EntryWork(
                kind, title, original, year, {**known, provider: ref},
                spoken if isinstance(spoken, str) and spoken else None,
                texts_of(held.get("genres")), maker_names(held.get("crew")),
                maker_names(held.get("cast"), None), texts_of(held.get("countries")),
                next(iter(texts_of(collection[1:2])), None) if type(collection) is list else None,
                number(held.get("rating")), number(held.get("votes")),
                number(held.get("runtime")),
            )  # fmt: skip
    return found


def _chosen(groups: Sequence[int]) -> dict[int, tuple[str, int, Mapping[str, Any]]]:
    statement = (
        "SELECT group_id, chosen, parts FROM candidate WHERE chosen IS NOT NULL AND group_id IN (*)"
    )
    found: dict[int, tuple[str, int, Mapping[str, Any]]] = {}
    for group, by, text in read_in(statement, groups):
        parts = json_columns.parts(text)
        found[group] = by, 0 if by == "person" else suspects.doubts(parts), parts
    return found


def _episodes(files: Sequence[int]) -> dict[int, list[EntryEpisode]]:
    statement = (
        "SELECT h.file_id, COALESCE(s.number, h.season), COALESCE(e.number, h.number),"
        " COALESCE(e.air_date, h.air_date), e.title, e.id FROM file_episode h"
        " LEFT JOIN episode e ON e.id = h.episode_id LEFT JOIN season s ON s.id = e.season_id"
        " WHERE h.file_id IN (*) ORDER BY h.file_id, h.season, h.number, h.id"
    )
    found: dict[int, list[EntryEpisode]] = {}
    for file, season, episode, date, title, known in read_in(statement, files):
        held = EntryEpisode(season, episode, date, title, known is not None)
        found.setdefault(file, []).append(held)
    return found


def _links(files: Sequence[int]) -> dict[int, list[EntryLink]]:
    statement = (
        "SELECT l.shown_file_id, r.path, l.path, l.state FROM link l JOIN root r"
        " ON r.id = l.root_id WHERE l.state <> 'gone' AND l.shown_file_id IN (*)"
        " ORDER BY r.path, l.path"
    )
    found: dict[int, list[EntryLink]] = {}
    for file, root, path, state in read_in(statement, files):
        held = EntryLink(os.path.join(bytes(root), bytes(path)), state)
        found.setdefault(file, []).append(held)
    return found
