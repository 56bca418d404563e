"""What is missing, or not as it could be, by what the catalogue knows.

Nothing is called missing that nobody knows to be there: episodes that were aired by the day, of
series that are identified; facts say when they were fetched. Sessions are the caller's.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from vidtui.catalogue import hard_links, json_columns
from vidtui.disk.media_facts import MediaFacts
from vidtui.library.index import Index
from vidtui.library.reading import Key, query
from vidtui.library.sound import spoken
from vidtui.library.vocabulary import language

Kind = Literal["episodes", "collection", "versions", "language", "resolution", "container"]
KINDS: tuple[Kind, ...] = (
    "episodes", "collection", "versions", "language", "resolution", "container",
)  # fmt: skip
LOW = 720  # lines: less looks poor on a screen of today


@dataclass(frozen=True, slots=True)
class Absent:
    """Something that is not owned: an episode (``season``, ``number``) or a film of a collection.

    ``date`` is when it was aired or released, as the provider writes it.
    """

    season: int | None
    number: int | None
    title: str | None
    date: str | None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """One work of which something is missing, or files that are not as they could be.

    ``title`` and ``year`` are the work's or the collection's; ``files`` are those concerned;
    ``owned`` of ``of`` episodes or films are there, and ``unplaced`` files of the work hold
    episodes that the provider does not have: counted otherwise, they may be what seems absent.
    ``fetched_at`` is the age of the facts, in seconds since the epoch, None where none were asked
    for.
    """

    kind: Kind
    title: str
    year: int | None
    ids: tuple[str, ...] = ()
    absent: tuple[Absent, ...] = ()
    files: tuple[int, ...] = ()
    owned: int = 0
    of: int = 0
    unplaced: int = 0
    fetched_at: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked: the languages that one understands, and the least lines of a picture.

    ``audio`` is empty where nobody said; ``subtitles`` are those that do as well.
    """

    audio: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    lines: int = LOW


def found(
    index: Index,
    places: Sequence[int],
    present: Sequence[int],
    wishes: Wishes,
    kinds: Sequence[Kind],
    today: str,
) -> Iterator[Gap]:
    """Yield the gaps of some files of an index, kind after kind, by title.

    Args:
        index: of the whole catalogue.
        places: the files to look at; none of them missing.
        present: all files that are on disk: what one of them holds is not missing.
        wishes: what is wanted.
        kinds: which gaps.
        today: the day, as ``2026-11-30``: what is aired later is not missing.
    """
    works = list(dict.fromkeys(index.work_of[place] for place in places))
    if "episodes" in kinds:
        yield from _episodes(index, works, present, today)
    if "collection" in kinds:
        owned = {index.work_of[place] for place in present}
        yield from _collections(index, works, owned, today)
    if "versions" in kinds:
        yield from _versions(index, works, present)
    if {"language", "resolution", "container"} & {*kinds}:
        yield from _of_files(index, places, wishes, kinds)


def _episodes(
    index: Index, works: Sequence[int], present: Sequence[int], today: str
) -> Iterator[Gap]:
    there = {index.files[place]: index.work_of[place] for place in present}
    held, placed = _held_episodes(there)
    unplaced = Counter(work for file, work in there.items() if file not in placed)
    shows = ((work, index.keys[work][1]) for work in works if index.keys[work][0] == "series")
    for work, series in shows:
        provider, ref, fetched = next(
            query(f"SELECT provider, provider_id, fetched_at FROM series WHERE id = {series:d}")  # noqa: S608
        )
        aired = _aired(series, today)
        absent = [missing for id_, missing in aired.items() if id_ not in held]
        if 0 < len(absent) < len(aired):
            yield Gap(
                "episodes", index.titles[work], index.years[work], (f"{provider}:{ref}",),
                tuple(absent), owned=len(aired) - len(absent), of=len(aired),
                unplaced=unplaced[work], fetched_at=fetched,
            )  # fmt: skip


def _held_episodes(files: Container[int]) -> tuple[set[int], set[int]]:
    """Return the episodes that files hold, and the files that hold one."""
    held: set[int] = set()
    placed: set[int] = set()
    for episode, file in query(
        "SELECT episode_id, file_id FROM file_episode WHERE episode_id IS NOT NULL"
    ):
        if file in files:
            held.add(episode)
            placed.add(file)
    return held, placed


def _aired(series: int, today: str) -> dict[int, Absent]:
    """Return the episodes of a show that were aired, by their rows, without specials."""
    rows = query(
        "SELECT s.number, e.number, e.title, e.air_date, e.id FROM episode e"  # noqa: S608
        f" JOIN season s ON s.id = e.season_id WHERE s.series_id = {series:d}"
        " AND s.number > 0 ORDER BY s.number, e.number"
    )
    return {row[4]: Absent(*row[:4]) for row in rows if is_over(row[3], today)}


def is_over(date: str | None, today: str) -> bool:
    """Say whether a day is past; one that is no day of the calendar says nothing."""
    try:
        return date is not None and datetime.date.fromisoformat(date).isoformat() < today
    except ValueError:
        return False


def _collections(
    index: Index, works: Sequence[int], present: set[int], today: str
) -> Iterator[Gap]:
    """Yield the collections of some works of which others that are out are not owned."""
    owned = _owned_of_collections(index, set(works), present)
    rows = query("SELECT provider, provider_id, title, members, fetched_at FROM collection")
    for provider, ref, title, members, fetched in sorted(rows, key=lambda row: (row[2], row[1])):
        mine = owned.get((provider, ref), set())
        out = [one for one in json_columns.members(members) if is_over(one.date, today)]
        absent = [one for one in out if one.id not in mine]
        if mine and absent:
            yield Gap(
                "collection", title, None, (f"{provider}:{ref}",),
                tuple(Absent(None, None, one.title, one.date, one.id) for one in absent),
                owned=len(out) - len(absent), of=len(out), fetched_at=fetched,
            )  # fmt: skip


def _owned_of_collections(
    index: Index, works: set[int], present: set[int]
) -> dict[tuple[str, str], set[str]]:
    """Return the films that are there by the collection, of those that any of some works is in."""
    owned: dict[tuple[str, str], set[str]] = {}
    wanted: set[tuple[str, str]] = set()
    for key, provider, ref, collection in members_of_collections():
        work = index.place_of(key)
        if work in present:
            owned.setdefault((provider, collection), set()).add(ref)
            if work in works:
                wanted.add((provider, collection))
    return {name: films for name, films in owned.items() if name in wanted}


def members_of_collections() -> Iterator[tuple[Key, str, str, str]]:
    """Yield the films that belong to a collection: key, provider, id, and the collection's id."""
    for id_, provider, ref, details in query(
        "SELECT id, provider, provider_id, details FROM movie"
    ):
        held = json_columns.mapping(details).get("collection")
        if isinstance(held, list) and held and isinstance(held[0], str):
            yield ("movie", id_), provider, ref, held[0]


def unknown_collections(index: Index, places: Sequence[int]) -> int:
    """Return how many collections of these films nobody has asked for yet."""
    works = {index.keys[index.work_of[place]] for place in places}
    known = set(query("SELECT provider, provider_id FROM collection"))
    held = {(p, c) for key, p, _ref, c in members_of_collections() if key in works}
    return len(held - known)


def _versions(index: Index, works: Sequence[int], present: Sequence[int]) -> Iterator[Gap]:
    """Yield the films of which there are several whole files."""
    kinds, parts = index.column("kind", "base").values, index.column("part", "paths").values
    further = hard_links.further_paths()
    whole: dict[int, dict[int, int]] = {work: {} for work in works}
    for place in present:
        work, file = index.work_of[place], index.files[place]
        if work in whole and kinds[place] == "\nfilm\n" and parts[place] is None:
            whole[work].setdefault(further.get(file, file), file)
    for work, each in sorted(whole.items()):
        files = list(each.values())
        if len(files) > 1:
            yield Gap("versions", index.titles[work], index.years[work], files=tuple(files))


def _of_files(
    index: Index, places: Sequence[int], wishes: Wishes, kinds: Sequence[Kind]
) -> Iterator[Gap]:
    at = {index.files[place]: place for place in places}
    gaps: dict[Kind, list[tuple[int, int, str]]] = {name: [] for name in KINDS}
    heard, read = _codes(wishes.audio), _codes(wishes.subtitles)
    for file, text in query("SELECT id, probe FROM media_file WHERE probe IS NOT NULL"):
        facts = json_columns.facts(text) if file in at else None
        if facts is None:
            continue
        for kind, detail in _lacking(facts, heard, read, wishes.lines):
            gaps[kind].append((at[file], file, detail))
    for kind in ("language", "resolution", "container"):
        for place, file, detail in sorted(gaps[kind]) if kind in kinds else ():
            work = index.work_of[place]
            yield Gap(kind, index.titles[work], index.years[work], files=(file,), detail=detail)


def _codes(languages: Iterable[str]) -> set[str]:
    return set(filter(None, map(language, languages)))


def _lacking(
    facts: MediaFacts, heard: set[str], read: set[str], lines: int
) -> Iterator[tuple[Kind, str]]:
    """Yield what a file lacks; of one that cannot be read nothing else is known.

    Args:
        facts: what the file has.
        heard: the languages that one understands.
        read: those of which subtitles do as well.
        lines: the least that a picture should have.
    """
    if facts.problem not in (None, "too-slow"):
        yield "container", facts.problem
        return
    sounds = set(spoken(facts.audio_languages))
    understood = sounds & heard or set(spoken(facts.subtitle_languages)) & read
    if heard and sounds and not understood:
        yield "language", ", ".join(facts.audio_languages)
    if facts.lines is not None and facts.lines < lines:
        yield "resolution", f"{facts.lines}p"
