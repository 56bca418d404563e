"""Reads the catalogue into columns, one part at a time; sessions are the caller's.

What is foreign in it (answers of a provider, names) is taken for what it seems or left out.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from vidtui.catalogue import json_columns, models
from vidtui.catalogue.sql import ROWS
from vidtui.library import sound, suspects
from vidtui.library.vocabulary import language
from vidtui.providers.base import MAKERS
from vidtui.text import fold_lines

Key = tuple[str, int]
"""What a work is: ``movie``, ``series``, or a ``group`` or ``file`` that is not identified."""
Texts = str
"""Folded texts, each between two line ends; empty for none."""


def query(statement: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement, some thousand at a time."""
    cursor = models.database.obj.execute_sql(statement)
    while rows := cursor.fetchmany(ROWS):
        yield from rows


@dataclass(frozen=True, slots=True)
class FileColumns:
    """Every file: ids, groups (0 for none), kinds, sizes, when met and changed, whether gone."""

    ids: array[int] = field(default_factory=partial(array, "q"))
    groups: array[int] = field(default_factory=partial(array, "q"))
    kinds: list[str] = field(default_factory=list)
    sizes: array[int] = field(default_factory=partial(array, "q"))
    added: array[int] = field(default_factory=partial(array, "q"))
    modified: array[int] = field(default_factory=partial(array, "q"))
    missing: list[bool] = field(default_factory=list)
    away: list[bool] = field(default_factory=list)


def files() -> FileColumns:
    """Return every file."""
    found = FileColumns()
    kinds: dict[str, str] = {}
    for id_, group, kind, size, added, modified, missing, away in query(
        "SELECT id, group_id, kind, size, added_at, mtime_ns / 1000000000,"
        " missing_since IS NOT NULL, away_since IS NOT NULL FROM media_file"
    ):
        found.ids.append(id_)
        found.groups.append(group or 0)
        found.kinds.append(kinds.setdefault(kind, kind))
        found.sizes.append(size)
        found.added.append(added)
        found.modified.append(modified)
        found.missing.append(missing)
        found.away.append(away)
    return found


def lone_paths() -> dict[int, bytes]:
    """Return by file the paths of those that are in no group."""
    rows = query("SELECT id, path FROM media_file WHERE group_id IS NULL")
    return {file: bytes(path) for file, path in rows}


def groups() -> Iterator[tuple[int, str, Key, str, int | None]]:
    """Yield every group: its id, its state, and the work that it is, with its title and year."""
    for id_, state, title, year, movie, m_title, m_year, series, s_title, s_year in query(
        "SELECT g.id, g.state, g.title, g.year, m.id, m.title, m.year, s.id, s.title, s.year"
        " FROM media_group g LEFT JOIN movie m ON m.id = g.movie_id"
        " LEFT JOIN series s ON s.id = g.series_id"
    ):
        if movie is not None:
            yield id_, state, ("movie", movie), m_title, m_year
        elif series is not None:
            yield id_, state, ("series", series), s_title, s_year
        else:
            yield id_, state, ("group", id_), title, year


def texts(values: Iterable[str]) -> Texts:
    """Return folded texts as a column holds them."""
    folded = fold_lines(dict.fromkeys(values))
    return f"\n{folded}\n" if folded.strip("\n") else ""


def tokens(values: Iterable[str]) -> Texts:
    """Return words of our own as a column holds them."""
    held = dict.fromkeys(filter(None, values))
    return f"\n{chr(10).join(held)}\n" if held else ""


def rows_of_texts(rows: Sequence[Iterable[str]]) -> list[Texts]:
    """Return the folded texts of many rows: folded at once, they take a fifth of the time."""
    held = [list(dict.fromkeys(row)) for row in rows]
    lines = iter(fold_lines(text for row in held for text in row).split("\n"))
    found = ["\n".join(islice(lines, len(row))) if row else "" for row in held]
    return [f"\n{one}\n" if one.strip("\n") else "" for one in found]


class WorkFacts(NamedTuple):
    """What the provider says of a work; ``language`` and ``ids`` as columns hold them."""

    original: list[str]
    genres: list[str]
    directors: list[str]
    actors: list[str]
    collection: list[str]
    countries: list[str]
    language: Texts
    rating: float | None
    votes: float | None
    ids: Texts
    runtime: float | None


def titles() -> Iterator[tuple[Key, list[str]]]:
    """Yield all titles that the provider has of every work."""
    for table in ("movie", "series"):
        for id_, title, original, details in query(
            f"SELECT id, title, original_title, details FROM {table}"  # noqa: S608
        ):
            held = json_columns.mapping(details)
            yield (table, id_), [title, original or "", *texts_of(held.get("titles"))]


def works() -> Iterator[tuple[Key, WorkFacts]]:
    """Yield what else the provider says of every work."""
    for table in ("movie", "series"):
        for id_, original, provider, ref, details in query(
            f"SELECT id, original_title, provider, provider_id, details FROM {table}"  # noqa: S608
        ):
            held = json_columns.mapping(details)
            yield (table, id_), _facts(held, original, f"{provider}:{ref}")


def _facts(held: Mapping[str, Any], original: str | None, ref: str) -> WorkFacts:
    collection = held.get("collection")
    ids = [ref, *(f"{name}:{id_}" for name, id_ in _named(held.get("ids")))]
    spoken = held.get("original_language")
    code = (language(spoken) or spoken.casefold()) if isinstance(spoken, str) else ""
    return WorkFacts(
        original=[original] if original else [],
        genres=texts_of(held.get("genres")),
        directors=maker_names(held.get("crew")),
        actors=maker_names(held.get("cast"), None),
        collection=texts_of(collection[1:2] if isinstance(collection, list) else []),
        countries=texts_of(held.get("countries")),
        language=tokens((code,)),
        rating=number(held.get("rating")),
        votes=number(held.get("votes")),
        ids=tokens(one for id_ in ids for one in (id_.casefold(), _bare(id_))),
        runtime=number(held.get("runtime")),
    )


def _named(values: Any) -> list[tuple[str, str]]:
    held = values if isinstance(values, dict) else {}
    return [(str(name), id_) for name, id_ in held.items() if isinstance(id_, str)]


def _bare(id_: str) -> str:
    return id_.partition(":")[2].casefold()


def texts_of(values: Any) -> list[str]:
    """Return the texts of a list of JSON."""
    return [one for one in values if type(one) is str] if isinstance(values, list) else []


def maker_names(values: Any, roles: Collection[str] | None = MAKERS) -> list[str]:
    """Return the people of a list of JSON who have one of some roles, or any role."""
    held = values if isinstance(values, list) else []
    people = (one for one in held if isinstance(one, list) and len(one) == 2)
    return [
        name
        for name, role in people
        if type(name) is str and type(role) is str and (roles is None or role in roles)
    ]


def number(value: Any) -> float | None:
    """Return a number of JSON, None for anything else."""
    return float(value) if type(value) in (int, float) and abs(value) < 1e15 else None


def names() -> Iterator[tuple[int, list[str]]]:
    """Yield for every group the titles that names give it."""
    for id_, title, evidence in query("SELECT id, title, evidence FROM media_group"):
        yield id_, [title, *texts_of(json_columns.mapping(evidence).get("titles"))]


def paths() -> Iterator[tuple[int, Texts, Texts, int | None]]:
    """Yield of every file where it is, its edition and its part."""
    roots = dict(query("SELECT id, path FROM root"))
    for id_, root, path, edition, part in query(
        "SELECT id, root_id, path, edition, part FROM media_file"
    ):
        whole = os.path.join(bytes(roots[root]), bytes(path)).decode("utf-8", "replace")
        yield id_, texts((whole,)), texts((edition,) if edition else ()), part


def links() -> Iterator[tuple[int, str]]:
    """Yield each file that a link shows or showed, with ``ok`` or ``broken``."""
    for file, state in query(
        "SELECT shown_file_id, state FROM link WHERE shown_file_id IS NOT NULL AND state <> 'gone'"
    ):
        if state in ("ok", "broken", "loop", "away"):
            yield file, "ok" if state == "ok" else "broken"


def episodes() -> Iterator[tuple[int, int | None, int | None]]:
    """Yield the seasons and episodes that files hold, as the provider counts where it is known."""
    yield from query(
        "SELECT h.file_id, COALESCE(s.number, h.season), COALESCE(e.number, h.number)"
        " FROM file_episode h LEFT JOIN episode e ON e.id = h.episode_id"
        " LEFT JOIN season s ON s.id = e.season_id"
    )


class Probed(NamedTuple):
    """A file's technical facts as columns hold them."""

    runtime: float | None
    lines: int | None
    hdr: Texts
    depth: int | None
    video: Texts
    audio: Texts
    sound: Texts
    channels: Texts
    subtitles: Texts
    container: Texts
    is_broken: bool


def probed(spoken: Callable[[int], str]) -> Iterator[tuple[int, bool, Probed]]:
    """Yield of every file that was opened whether it was probed, and what was found.

    Args:
        spoken: returns the language in which the work of a file was made, empty where unknown.
    """
    for file, text in query("SELECT id, probe FROM media_file WHERE probe IS NOT NULL"):
        facts = json_columns.facts(text)
        if facts is None:
            yield file, False, Probed(json_columns.runtime(text), None, *_NOTHING)
            continue
        audio = facts.audio
        yield file, True, Probed(
            facts.runtime,
            facts.lines,
            texts(facts.hdr),
            facts.bit_depth,
            texts((facts.video_codec,) if facts.video_codec else ()),
            tokens(sound.words(facts, spoken(file))),
            texts(one.codec for one in audio if one.codec),
            texts(one.channels for one in audio if one.channels),
            tokens(sound.spoken(facts.subtitle_languages)),
            texts((facts.container,) if facts.container else ()),
            facts.problem is not None,
        )  # fmt: skip


_NOTHING: tuple[Any, ...] = ("", None, "", "", "", "", "", "", False)


def flags() -> tuple[dict[int, int], set[int], set[int]]:
    """Return the doubts about each automatic answer, who has a person's, and files with a twin."""
    doubts: dict[int, int] = {}
    answered: set[int] = set()
    for group, by, parts in query(
        "SELECT c.group_id, c.chosen, c.parts FROM candidate c JOIN media_group g"
        " ON g.id = c.group_id WHERE c.chosen IS NOT NULL AND g.state = 'enriched'"
    ):
        if by == "person":
            answered.add(group)
        else:
            doubts[group] = suspects.doubts(json_columns.parts(parts))
    twins = {
        file
        for (file,) in query(
            "SELECT id FROM media_file WHERE sample <> x'' AND (sample, size) IN"
            " (SELECT sample, size FROM media_file WHERE sample <> x'' AND missing_since IS NULL"
            " GROUP BY sample, size"
            " HAVING COUNT(DISTINCT inode) > 1 OR COUNT(DISTINCT mtime_ns) > 1)"
        )
    }
    return doubts, answered, twins


def seasons_of(
    rows: Sequence[tuple[int | None, int | None]],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the seasons and the episodes of one file, each once."""
    return tuple(dict.fromkeys(s for s, _e in rows if s is not None)), tuple(
        dict.fromkeys(e for _s, e in rows if e is not None)
    )
