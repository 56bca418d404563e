"""Which files are one film or one series, from what their names say."""

from __future__ import annotations

from vidtui.catalogue.groups import GroupKey, NewGroup
from vidtui.library.kinds import Kind
from vidtui.library.naming import Name, ids_in
from vidtui.metadata.reasons import NO_TITLE, PACK
from vidtui.text import fold

Grouping = tuple[GroupKey, NewGroup]


def group_of(
    name: Name,
    kind: Kind,
    work: str,
    nfo: dict[str, str],
    *,
    anime: bool = False,
    doubt: str | None = None,
) -> Grouping:
    """Return the group of a file named ``name``.

    Args:
        name: what its path says.
        kind: what its folders say.
        work: the path that was read, relative to the root.
        nfo: the ids that NFO files beside it give.
        anime: whether its folders say anime.
        doubt: why an answer has to be confirmed by the running time, or else by a person.

    Without a year, one title in two folders may be two films: such groups are told apart by
    folder. A series is one show wherever its folders lie.
    """
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
    }
    if anime:
        evidence["anime"] = True
    if name.must_have:
        evidence["must_have"] = list(name.must_have)
        evidence["or_time"] = name.or_time
    if doubt:
        evidence["doubt"] = doubt
    pending = None
    if name.pack:
        pending = PACK
    elif not title and not ids:
        pending = NO_TITLE
    is_series = kind == "series" or (kind == "unknown" and bool(name.episodes or name.air_date))
    show_ids = {**nfo, **ids_in(work.rpartition("/")[0])} if is_series else None
    key = f"path:{work}" if pending or doubt else _key(name, work, title, ids, show_ids)
    return GroupKey(kind, key), NewGroup(
        title or work.rpartition("/")[2], name.year, evidence, pending
    )


def _key(
    name: Name, work: str, title: str, ids: dict[str, str], show_ids: dict[str, str] | None
) -> str:
    """Return what two files of one film or series have in common.

    ``show_ids`` are those that a series' folders give; a film has None. Ids of single episodes
    stand in the names of series files, so they tell no show apart.
    """
    if show_ids is None and not name.must_have:
        for provider in ("tmdb", "imdb"):
            if provider in ids:
                return f"{provider}:{ids[provider]}"
    key = f"{fold(title) or title}|{name.year or ''}|{name.country or ''}"
    for provider in ("tmdb", "tvdb", "imdb"):
        if show_ids and provider in show_ids:
            return f"{key}|{provider}:{show_ids[provider]}"
    if show_ids is not None or (name.year and len(name.must_have) < 2):
        return key
    return f"{key}|{work.rpartition('/')[0]}"
