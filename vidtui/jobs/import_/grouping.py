"""Which files are one film or series, by what their names and the NFO files beside them say."""

from __future__ import annotations

from collections.abc import Mapping

from vidtui.catalogue.groups import GroupKey, Held, NewGroup
from vidtui.disk.classify import Kind
from vidtui.disk.naming.ids import ids_in
from vidtui.disk.naming.name import Name, NameRequest
from vidtui.disk.nfo import Nfo
from vidtui.matching.reasons import NO_TITLE, PACK
from vidtui.text import fold

Grouping = tuple[GroupKey, NewGroup]


def grouped(name: Name, request: NameRequest, nfo: Nfo, *, doubt: str | None = None) -> Grouping:
    """Return the group of a file, with what the NFO beside it says of itself.

    Films that only an NFO calls one are one group only if their names do so too: an NFO that
    was copied along would otherwise make one film of two. ``doubt`` says why an answer has to be
    confirmed by the running time, or else by a person.
    """
    ids = dict(nfo.ids)
    key, group = _group_of(name, request, ids, doubt)
    only_there = {provider: id_ for provider, id_ in ids.items() if name.ids.get(provider) != id_}
    if request.kind == "film" and only_there and not {"tmdb", "imdb"} & name.ids.keys():
        key = GroupKey(key.kind, f"{key.key}|{fold(group.title)}|{group.year or ''}")
    said = {"title": nfo.title, "year": nfo.year, "ids": only_there}
    if any(said.values()):
        group = group._replace(evidence={**group.evidence, "nfo": said})
    return key, group


def asks_the_same(before: Held, named: NewGroup) -> bool:
    """Whether a file's name of today says nothing against the group that it is in."""
    ids = named.evidence.get("ids") or {}
    is_same = (fold(before.title), before.year) == (fold(named.title), named.year)
    says_little = before.key.kind == "film" and named.year is None and before.is_known
    same_ids = ids in ({}, before.ids if before.key.kind == "series" else {})
    return (same_ids and is_same) or (not ids and says_little)


def _group_of(name: Name, request: NameRequest, nfo: dict[str, str], doubt: str | None) -> Grouping:
    """Return the group of a file by its name, and by the ids that NFO files beside it give.

    Without a year, one title in two folders may be two films: such groups are told apart by
    folder. A series is one show wherever its folders lie.
    """
    work, kind = request.path, request.kind
    ids = {**nfo, **name.ids}
    title = name.titles[0] if name.titles else ""
    evidence = {
        "titles": list(name.titles),
        "year": name.year,
        "country": name.country,
        "ids": ids,
        "agree": name.agree and all(nfo.get(key, value) == value for key, value in ids.items()),
        "source": name.source,
        "path": work,
        **({"anime": True} if request.anime else {}),
        **_doubts(name, doubt),
    }
    pending = _why_not_asked(name, is_named=bool(title or ids))
    show_ids = {**nfo, **ids_in(work.rpartition("/")[0])} if _is_series(name, kind) else None
    key = f"path:{work}" if pending or doubt else _key(name, work, title, ids, show_ids)
    return GroupKey(kind, key), NewGroup(
        title or work.rpartition("/")[2], name.year, evidence, pending
    )


def _why_not_asked(name: Name, *, is_named: bool) -> str | None:
    """Return why only a person can say what a file is."""
    if name.pack:
        return PACK
    return None if is_named else NO_TITLE


def _is_series(name: Name, kind: Kind) -> bool:
    is_of_episodes = bool(name.episodes or name.air_date)
    return kind == "series" or (kind == "unknown" and is_of_episodes)


def _doubts(name: Name, doubt: str | None) -> dict[str, object]:
    """Return what an answer has to agree with before it is taken."""
    found: dict[str, object] = {}
    if name.must_have:
        found |= {"must_have": list(name.must_have), "or_time": name.or_time}
    return found | ({"doubt": doubt} if doubt else {})


def _key(
    name: Name, work: str, title: str, ids: dict[str, str], show_ids: dict[str, str] | None
) -> str:
    """Return what two files of one film or series have in common.

    ``show_ids`` are those that a series' folders give; a film has None. Ids of single episodes
    stand in the names of series files, so they tell no show apart.
    """
    key = f"{fold(title) or title}|{name.year or ''}|{name.country or ''}"
    if show_ids is not None:
        id_ = _first_id(show_ids, "tmdb", "tvdb", "imdb")
        return f"{key}|{id_}" if id_ else key
    if not name.must_have and (id_ := _first_id(ids, "tmdb", "imdb")):
        return id_
    if name.year and len(name.must_have) < 2:
        return key
    return f"{key}|{work.rpartition('/')[0]}"


def _first_id(ids: Mapping[str, str], *providers: str) -> str | None:
    return next((f"{one}:{ids[one]}" for one in providers if one in ids), None)
