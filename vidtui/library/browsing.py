"""What a list shows of each work, and what a work unfolds into; sessions are the caller's."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from vidtui.catalogue import json_columns
from vidtui.catalogue.sql import read, read_in
from vidtui.library import suspects
from vidtui.library.gaps import is_over
from vidtui.library.index import ARTICLES_WRITTEN, ordered
from vidtui.library.reading import Key, number

PROBES = 24  # files of a group of which the facts are read for its line
_TABLES = {"movie": "movie_id", "series": "series_id", "group": "id"}
_CRUDE = (
    "ltrim(CASE WHEN substr(lower(title), 1, 4) IN ('the ', 'les ', 'une ')"
    " THEN substr(lower(title), 5) WHEN substr(lower(title), 1, 3) IN ('an ', 'le ', 'la ', 'un ')"
    " THEN substr(lower(title), 4) WHEN substr(lower(title), 1, 2) IN ('a ', 'l''')"
    " THEN substr(lower(title), 3) ELSE lower(title) END, ' .,!«»\"()[]-''')"
)
"""By what works are sorted as long as there is no index: nearly by their folded titles."""
_SPANS = (
    *(("", "0"), ("0", ":"), (":", "A"), ("A", "["), ("[", "a"), ("a", "\U0010ffff")),
    *((one, f"{one[:-1]}{chr(ord(one[-1]) + 1)}") for one in ARTICLES_WRITTEN),
)
"""From which title to which films are read in the order of the catalogue, since what begins with
a sign, a small letter or an article stands elsewhere in a list."""
_THERE = (
    "EXISTS (SELECT 1 FROM media_group g JOIN media_file f ON f.group_id = g.id"
    " WHERE g.{column} = w.id AND f.kind <> 'extra')"
)


class Heading(NamedTuple):
    """A work as the first page has it."""

    key: Key
    title: str
    year: int | None


@dataclass(slots=True)
class WorkRow:
    """What a list shows of a work beside its title.

    ``lines`` are those of its best picture, ``languages`` those of its sound, ``link`` is ``ok``,
    ``broken`` or empty; ``automatic`` are its groups whose answer nobody has confirmed, ``doubt``
    what speaks against those; ``gone`` says that no file of it is on disk.
    """

    key: Key
    groups: list[int] = field(default_factory=list)
    automatic: list[int] = field(default_factory=list)
    kind: str = "unknown"
    state: str = ""
    files: int = 0
    size: int = 0
    lines: int | None = None
    languages: list[str] = field(default_factory=list)
    rating: float | None = None
    link: str = ""
    doubt: int = 0
    gone: bool = False


def first(count: int) -> list[Heading]:
    """Return works that come first by their title, without an index; roughly so for accents."""
    found: list[Heading] = []
    for low, high in _SPANS:
        statement = (
            "SELECT id, title, year FROM movie w WHERE title >= ? AND title < ?"  # noqa: S608
            f" AND {_THERE.format(column='movie_id')} ORDER BY title LIMIT ?"
        )
        rows_ = read(statement, low, high, count)
        found += [Heading(("movie", id_), title, year) for id_, title, year in rows_]
    for table, source, lone in (
        ("series", "series", "TRUE"),
        ("group", "media_group", "movie_id IS NULL AND series_id IS NULL"),
    ):
        statement = (
            f"SELECT id, title, year FROM (SELECT id, title, year FROM {source} WHERE {lone}"  # noqa: S608
            f" ORDER BY {_CRUDE} LIMIT ?) AS w WHERE {_THERE.format(column=_TABLES[table])}"
        )
        found += [Heading((table, id_), title, year) for id_, title, year in read(statement, count)]
    found = list(dict.fromkeys(found))
    order = ordered(*map(list, zip(*found, strict=True))) if found else []
    return [found[place] for place in order[:count]]


def rows(keys: Sequence[Key]) -> dict[Key, WorkRow]:
    """Return what a list shows of some works; those that are gone are left out."""
    found = {key: WorkRow(key) for key in keys}
    of_group = _groups(found)
    _count_files(found, of_group)
    groups = list(of_group)
    for group, state in read_in(
        "SELECT DISTINCT f.group_id, l.state FROM link l JOIN media_file f"
        " ON f.id = l.shown_file_id WHERE l.state <> 'gone' AND f.group_id IN (*)",
        groups,
    ):
        _link(found[of_group[group]], state)
    _lone_files(found)
    runs = _read_probes(found, of_group)
    works = _ratings(found)
    for group, by, text in read_in(
        "SELECT c.group_id, c.chosen, c.parts FROM candidate c JOIN media_group g"
        " ON g.id = c.group_id WHERE c.chosen IS NOT NULL AND g.state = 'enriched'"
        " AND c.group_id IN (*)",
        groups,
    ):
        row = found[of_group[group]]
        if by == "person":
            continue
        row.automatic.append(group)
        doubt = suspects.doubts(json_columns.parts(text))
        for run in runs.get(group, ()) if row.kind == "film" else ():
            doubt = suspects.with_runtime(doubt, run, works.get(row.key))
        row.doubt = max(row.doubt, doubt)
    return {key: row for key, row in found.items() if row.files}


def _groups(found: Mapping[Key, WorkRow]) -> dict[int, Key]:
    of_group: dict[int, Key] = {}
    for table, column in _TABLES.items():
        ids = [id_ for name, id_ in found if name == table]
        statement = f"SELECT id, {column}, state FROM media_group WHERE {column} IN (*)"  # noqa: S608
        for group, work, state in read_in(statement, ids):
            key = table, work
            of_group[group] = key
            found[key].groups.append(group)
            found[key].state = state
    return of_group


def _count_files(found: Mapping[Key, WorkRow], of_group: Mapping[int, Key]) -> None:
    statement = (
        "SELECT group_id, MAX(kind), COUNT(id), SUM(size),"
        " SUM(CASE WHEN missing_since IS NULL THEN 1 ELSE 0 END)"
        " FROM media_file WHERE kind <> 'extra' AND group_id IN (*) GROUP BY group_id"
    )
    there: dict[Key, int] = {}
    for group, kind, files, size, present in read_in(statement, list(of_group)):
        key = of_group[group]
        row = found[key]
        row.kind, row.files, row.size = kind, row.files + files, row.size + int(size)
        there[key] = there.get(key, 0) + present
    for key, present in there.items():
        found[key].gone = not present


def _lone_files(found: Mapping[Key, WorkRow]) -> None:
    """Fill the lines of files that are in no group."""
    ids = [id_ for name, id_ in found if name == "file"]
    for file, kind, size, missing, text in read_in(
        "SELECT id, kind, size, missing_since, probe FROM media_file WHERE id IN (*)", ids
    ):
        row = found["file", file]
        row.kind, row.files, row.size, row.gone = kind, 1, size, missing is not None
        _add_facts(row, text)
    for file, state in read_in(
        "SELECT shown_file_id, state FROM link WHERE state <> 'gone' AND shown_file_id IN (*)", ids
    ):
        _link(found["file", file], state)


def _link(row: WorkRow, state: str) -> None:
    if state == "ok":
        row.link = row.link or "ok"
    elif state in ("broken", "loop", "away"):
        row.link = "broken"


def _read_probes(
    found: Mapping[Key, WorkRow], of_group: Mapping[int, Key]
) -> dict[int, list[float]]:
    """Add what the files of each work have; return by group how long its whole films run."""
    statement = (
        "SELECT group_id, part, edition, probe FROM (SELECT group_id, part, edition, probe,"
        " ROW_NUMBER() OVER (PARTITION BY group_id ORDER BY size DESC, id) AS place"
        " FROM media_file WHERE probe IS NOT NULL AND kind <> 'extra' AND group_id IN (*)) AS held"
        " WHERE place <= MOST"
    ).replace("MOST", str(PROBES))
    runs: dict[int, list[float]] = {}
    for group, part, edition, text in read_in(statement, list(of_group)):
        _add_facts(found[of_group[group]], text)
        run = json_columns.runtime(text)
        if run and part is None and not edition:
            runs.setdefault(group, []).append(run)
    return runs


def _add_facts(row: WorkRow, text: str | None) -> None:
    facts = json_columns.facts(text)
    if facts is not None:
        row.lines = max(row.lines or 0, facts.lines or 0) or None
        for one in facts.audio_languages:
            if one not in row.languages:
                row.languages.append(one)


def _ratings(found: Mapping[Key, WorkRow]) -> dict[Key, float]:
    """Fill in the ratings; return how long the works run, in minutes."""
    runs: dict[Key, float] = {}
    for table in ("movie", "series"):
        ids = [id_ for name, id_ in found if name == table]
        for id_, text in read_in(f"SELECT id, details FROM {table} WHERE id IN (*)", ids):  # noqa: S608
            held = json_columns.mapping(text)
            found[table, id_].rating = number(held.get("rating"))
            if run := number(held.get("runtime")):
                runs[table, id_] = run
    return runs


Owning = Literal["owned", "gone", "missing", "coming"]
"""``gone``: its file is not on disk any more; ``coming``: it was not aired yet, or nobody knows."""


class EpisodeLine(NamedTuple):
    """An episode: with its files, or missing; ``is_known`` unless the provider says otherwise."""

    season: int | None
    number: int | None
    title: str | None
    date: str | None
    files: tuple[int, ...]
    owning: Owning
    is_known: bool = True


class SeasonLine(NamedTuple):
    """A season: ``owned`` of ``of`` episodes that were aired are there; of 0 where nobody knows."""

    number: int | None
    title: str | None
    owned: int
    of: int
    episodes: tuple[EpisodeLine, ...]


class FileLine(NamedTuple):
    """A file of a work that is no episode of it: a version, a part, an extra."""

    id: int
    path: bytes
    size: int
    kind: str
    is_missing: bool
    lines: int | None
    languages: tuple[str, ...]


class Unfolded(NamedTuple):
    """What a work unfolds into."""

    seasons: tuple[SeasonLine, ...] = ()
    files: tuple[FileLine, ...] = ()


MOST_FILES = 2000  # of a work that are listed one by one


def files_of(key: Key, most: int = MOST_FILES) -> list[int]:
    """Return the files of a work, those that are no extra first, by path."""
    if key[0] == "file":
        return [key[1]]
    groups = groups_of(key)
    found = read_in("SELECT id, kind, path FROM media_file WHERE group_id IN (*)", groups)
    return [row[0] for row in sorted(found, key=lambda row: (row[1] == "extra", row[2]))][:most]


def groups_of(key: Key) -> list[int]:
    """Return the groups that are a work."""
    column = _TABLES.get(key[0])
    if column is None:
        return [row[0] for row in read("SELECT group_id FROM media_file WHERE id = ?", key[1])
                if row[0] is not None]  # fmt: skip
    return [row[0] for row in read(f"SELECT id FROM media_group WHERE {column} = ?", key[1])]  # noqa: S608


def unfolded(key: Key, today: str) -> Unfolded:
    """Return the seasons and files of a work.

    Args:
        key: which.
        today: the day, as ``2026-11-30``: what is aired later is not missing.
    """
    files = files_of(key)
    held: dict[int, list[int]] = {}
    strays: dict[tuple[int | None, int | None, str | None], list[int]] = {}
    placed: set[int] = set()
    for file, episode, season, count, date in read_in(
        "SELECT file_id, episode_id, season, number, air_date FROM file_episode"
        " WHERE file_id IN (*)",
        files,
    ):
        placed.add(file)
        if episode is not None:
            held.setdefault(episode, []).append(file)
        else:
            strays.setdefault((season, count, date), []).append(file)
    missing = {
        row[0]
        for row in read_in(
            "SELECT id FROM media_file WHERE missing_since IS NOT NULL AND id IN (*)", files
        )
    }
    seasons = _seasons(key, held, strays, missing, today) if placed or key[0] == "series" else ()
    return Unfolded(tuple(seasons), tuple(_file_lines([one for one in files if one not in placed])))


def _seasons(
    key: Key,
    held: Mapping[int, list[int]],
    strays: Mapping[tuple[int | None, int | None, str | None], list[int]],
    missing: set[int],
    today: str,
) -> Iterator[SeasonLine]:
    was_asked = key[0] == "series"
    titles: dict[int | None, str | None] = {}
    under: dict[int | None, list[EpisodeLine]] = {}
    rows_ = read(
        "SELECT s.number, s.title, e.id, e.number, e.title, e.air_date FROM season s"
        " JOIN episode e ON e.season_id = s.id WHERE s.series_id = ? ORDER BY s.number, e.number",
        key[1] if was_asked else 0,
    )
    for season, name, episode, count, title, date in rows_:
        titles[season] = name
        files = tuple(held.get(episode, ()))
        owning = _owning(files, missing) or ("missing" if is_over(date, today) else "coming")
        under.setdefault(season, []).append(EpisodeLine(season, count, title, date, files, owning))
    for (season, count, date), found in strays.items():
        owning = _owning(found, missing) or "owned"
        under.setdefault(season, []).append(
            EpisodeLine(season, count, None, date, tuple(found), owning, is_known=not was_asked)
        )
    for season in sorted(under, key=lambda one: (one is None, one == 0, one or 0)):
        yield _season(season, titles.get(season), under[season], was_asked=was_asked)


def _owning(files: Sequence[int], missing: set[int]) -> Owning | None:
    """Return what has become of an episode's files, None where it has none."""
    if not files:
        return None
    return "gone" if missing.issuperset(files) else "owned"


def _season(
    number: int | None, title: str | None, episodes: Iterable[EpisodeLine], *, was_asked: bool
) -> SeasonLine:
    lines = sorted(episodes, key=lambda one: (one.number or 0, one.date or ""))
    told = [one for one in lines if one.is_known] if was_asked else []
    aired = [one for one in told if one.owning != "coming"]
    owned = sum(one.owning == "owned" for one in told or lines)
    return SeasonLine(number, title, owned, len(aired), tuple(lines))


def _file_lines(files: Sequence[int]) -> Iterator[FileLine]:
    found: dict[int, tuple[Any, ...]] = {
        row[0]: row
        for row in read_in(
            "SELECT f.id, r.path, f.path, f.size, f.kind, f.missing_since, f.probe"
            " FROM media_file f JOIN root r ON r.id = f.root_id WHERE f.id IN (*)",
            files,
        )
    }
    for file in files:
        if file in found:
            _id, root, path, size, kind, gone, text = found[file]
            facts = json_columns.facts(text)
            yield FileLine(
                file, os.path.join(bytes(root), bytes(path)), size, kind, gone is not None,
                facts.lines if facts else None, facts.audio_languages if facts else (),
            )  # fmt: skip
