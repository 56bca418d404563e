"""Second stage of an import: read the names of new files, and put the files into groups."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from itertools import chain

from vidtui.catalogue import files, groups, works
from vidtui.catalogue.groups import GroupKey, Held, NamedFile, NewGroup
from vidtui.catalogue.sql import BATCH
from vidtui.disk.classify import Kind
from vidtui.disk.naming.ids import ids_in
from vidtui.disk.naming.name import PARSER_VERSION, Name, NameFailed, NameRequest
from vidtui.disk.naming.pool import Namer
from vidtui.disk.nfo import Nfo, NfoFiles
from vidtui.i18n import _
from vidtui.jobs.base import ItemFailed
from vidtui.jobs.import_.asking_again import AskingAgain
from vidtui.jobs.import_.run import ImportEvent, ImportState
from vidtui.matching.reasons import NAMELESS, NO_TITLE, PACK
from vidtui.oserrors import MISSING, reason
from vidtui.text import fold, printable, readable


class NameStage:
    """Reads every path that no current parser has read, and groups what it finds."""

    def __init__(self, state: ImportState) -> None:
        self._state = state
        self._asked: dict[int, tuple[files.Unnamed, NameRequest]] = {}
        self._named: list[NamedFile] = []
        self._groups: dict[GroupKey, NewGroup] = {}
        self._nfos: dict[int, NfoFiles] = {}
        self._folder = b""
        self._again: set[int] = set()  # files of this batch that an older parser has read
        self._refreshed: set[int] = set()  # groups whose names were read anew
        self._whole: dict[int, GroupKey] = {}  # by answered group what all its files say today
        self._asking = AskingAgain(state.run)

    def run(self) -> Iterator[ImportEvent]:
        """Read and group, in batches that are each written whole."""
        state, done = self._state, 0
        roots = [root.id for root in state.scanned]
        total = files.count_unnamed(roots, PARSER_VERSION)
        with Namer(cancelled=state.cancel) as namer:
            for key, result in namer.names(self._requests(roots)):
                unnamed, request = self._asked.pop(key)
                done += 1
                root = state.storage[unnamed.root]
                if isinstance(result, NameFailed):
                    yield state.failed(root.absolute(unnamed.path), printable(result.reason))
                else:
                    yield from self._take(unnamed, request, result)
                if len(self._named) >= BATCH:
                    self._flush()
                yield from state.progress("names", done, total, self._folder)
        self._flush()
        if not state.cancel():
            with state.catalogue.transaction():
                dropped = groups.drop_empty()
            # A moved file whose new name reads otherwise makes no new film.
            for kind, counter in (("film", "films"), ("series", "series")):
                state.counts[counter] = max(0, state.counts[counter] - dropped.get(kind, 0))
        yield from state.progress("names", done, total, b"", force=True)

    def _requests(self, roots: list[int]) -> Iterator[NameRequest]:
        for unnamed in files.unnamed(roots, PARSER_VERSION):
            if self._may_lack_nfo(unnamed):
                continue
            root = self._state.storage[unnamed.root]
            place = self._state.place(root, unnamed.path)
            self._folder = root.absolute(os.path.dirname(unnamed.path))
            kind = unnamed.kind if unnamed.kind in ("film", "series") else "unknown"
            request = NameRequest(
                unnamed.id,
                place.work,
                kind,  # type: ignore[arg-type]
                place.kind_depth,
                place.is_anime,
            )
            self._asked[unnamed.id] = unnamed, request
            yield request

    def _may_lack_nfo(self, unnamed: files.Unnamed) -> bool:
        """Whether a file lies where the scan may not have met all that stands beside it."""
        folder = os.path.dirname(unnamed.path)
        cut_off = self._state.cut_off
        return bool(cut_off) and any(
            (unnamed.root, place) in cut_off for place in (folder, os.path.dirname(folder))
        )

    def _take(
        self, unnamed: files.Unnamed, request: NameRequest, name: Name
    ) -> Iterator[ItemFailed]:
        """Put a file with its group; it waits for the next import while its NFO cannot be read."""
        try:
            nfo = self._nfo(unnamed, apart=name.apart)
        except OSError as error:
            if not isinstance(error, MISSING):
                path = self._state.storage[unnamed.root].absolute(unnamed.path)
                why = _("its NFO file cannot be read: {reason}").format(reason=reason(error))
                yield self._state.failed(path, why)
            return
        is_doubted = self._is_one_of_many(unnamed, request, name)
        key, group = grouped(name, request, nfo, doubt=NAMELESS if is_doubted else None)
        self._groups.setdefault(key, group)
        episodes: list[tuple[int | None, int | None, str | None]] = []
        if request.kind != "film":
            episodes = [(name.season, number, None) for number in name.episodes]
            if name.air_date and not episodes:
                episodes = [(None, None, name.air_date)]
        if unnamed.is_again:
            self._again.add(unnamed.id)
        self._named.append(NamedFile(unnamed.id, key, name.part, name.edition, episodes, name.bare))

    def _is_one_of_many(self, unnamed: files.Unnamed, request: NameRequest, name: Name) -> bool:
        """Say whether a file that only its folder names lies beside others: it may be an extra."""
        if not name.nameless or name.part is not None or request.kind == "series":
            return False
        is_disc = request.path != readable(unnamed.path)
        return not is_disc and files.has_neighbours(unnamed)

    def _nfo(self, unnamed: files.Unnamed, *, apart: bool) -> Nfo:
        """Return what the nearest NFO of its work says that stands beside a file.

        That of the folder says nothing of a file that may be ``apart`` from the folder's film.

        Raises:
            OSError: nobody can say now what it holds.
        """
        state, root = self._state, unnamed.root
        if root not in self._nfos:
            self._nfos[root] = NfoFiles(state.sidecars.get(root, ()), state.storage[root].absolute)
        nfos = self._nfos[root]
        before = nfos.bytes_read
        try:
            return nfos.of(unnamed.path, unnamed.kind, apart=apart)
        finally:
            state.read[root] += nfos.bytes_read - before

    def _flush(self) -> None:
        state, now = self._state, int(time.time())
        if not self._named:
            return
        with state.catalogue.transaction():
            held = groups.held_by([one.file for one in self._named])
            kept = self._kept(held)
            self._keep_answers(held, kept)
            said = self._named
            self._named = [one._replace(group=kept.get(one.file, one.group)) for one in self._named]
            wanted = {one.group for one in self._named}
            known = groups.find(list(wanted))
            new = {
                key: group
                for key, group in self._groups.items()
                if key in wanted and key not in known
            }
            known |= groups.add(new, now)
            groups.assign(self._named, known, PARSER_VERSION)
            works.link_known(set(known.values()))
            self._judge(said, known, held)
        state.counts["films"] += sum(key.kind == "film" for key in new)
        state.counts["series"] += sum(key.kind == "series" for key in new)
        state.counts["asked_again"] = self._asking.count
        self._named, self._groups, self._again = [], {}, set()

    def _keep_answers(self, held: Mapping[int, Held], kept: dict[int, GroupKey]) -> None:
        """Let files stay where a person's answer is, or ask again where it holds two works today.

        Args:
            held: the group of each file so far.
            kept: by file the group that it stays in; what stays is added.
        """
        wanted: dict[tuple[int, GroupKey], dict[GroupKey, list[int]]] = {}
        staying: set[int] = set()
        for one in self._named:
            before = held.get(one.file)
            if one.file not in self._again or before is None or not before.is_answered:
                continue
            if one.file in kept or before.key == one.group:
                staying.add(before.id)
            elif before.key.kind == one.group.kind:
                by_key = wanted.setdefault((before.id, before.key), {})
                by_key.setdefault(one.group, []).append(one.file)
                kept[one.file] = before.key
        for (group, key), by_key in wanted.items():
            moving = set(chain.from_iterable(by_key.values()))
            stays = group in staying or groups.has_read(group, PARSER_VERSION, moving)
            whole = self._whole.get(group) or (key if stays else next(iter(by_key)))
            self._whole[group] = whole
            halves = {one: self._groups[one] for one in by_key if one not in (whole, key)}
            if halves:
                self._asking.split(group, halves)
                kept.update((file, one) for one in halves for file in by_key[one])

    def _judge(
        self, said: list[NamedFile], known: Mapping[GroupKey, int], held: Mapping[int, Held]
    ) -> None:
        """See whether what older parsers have read still means the works that it was taken for."""
        read_again: dict[int, NewGroup] = {}
        for before, after in zip(said, self._named, strict=True):
            group, at = known[after.group], held.get(before.file)
            is_answered = at is not None and at.is_answered
            if before.file in self._again and group not in self._refreshed and not is_answered:
                read_again.setdefault(group, self._groups[before.group])
        self._refreshed |= read_again.keys()
        groups.refresh(read_again)
        self._asking.judge(read_again)

    def _kept(self, held: Mapping[int, Held]) -> dict[int, GroupKey]:
        """Return by file the group that it stays in although its name now gives another key.

        A title and year that are the same make the same question, whose answer stands; a film's
        name without year and id says too little against an answer; and what a person said of a
        file holds whatever the file is called, since it is the same file.
        """
        kept = {}
        for one in self._named:
            before = held.get(one.file)
            if before is None or before.key == one.group or before.key.kind != one.group.kind:
                continue
            if before.is_decided or _asks_the_same(before, self._groups[one.group]):
                kept[one.file] = before.key
        return kept


def grouped(
    name: Name, request: NameRequest, nfo: Nfo, *, doubt: str | None = None
) -> tuple[GroupKey, NewGroup]:
    """Return the group of a file, with what the NFO beside it says of itself.

    Films that only an NFO calls one are one group only if their names do so too: an NFO that
    was copied along would otherwise make one film of two. ``doubt`` says why an answer has to be
    confirmed by the running time, or else by a person.
    """
    ids = dict(nfo.ids)
    key, group = group_of(name, request.kind, request.path, ids, anime=request.anime, doubt=doubt)
    only_there = {provider: id_ for provider, id_ in ids.items() if name.ids.get(provider) != id_}
    if request.kind == "film" and only_there and not {"tmdb", "imdb"} & name.ids.keys():
        key = GroupKey(key.kind, f"{key.key}|{fold(group.title)}|{group.year or ''}")
    said = {"title": nfo.title, "year": nfo.year, "ids": only_there}
    if any(said.values()):
        group = group._replace(evidence={**group.evidence, "nfo": said})
    return key, group


Grouping = tuple[GroupKey, NewGroup]


def _asks_the_same(before: Held, named: NewGroup) -> bool:
    """Whether a file's name of today says nothing against the group that it is in."""
    ids = named.evidence.get("ids") or {}
    is_same = (fold(before.title), before.year) == (fold(named.title), named.year)
    says_little = before.key.kind == "film" and named.year is None and before.is_known
    same_ids = ids in ({}, before.ids if before.key.kind == "series" else {})
    return (same_ids and is_same) or (not ids and says_little)


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
        **({"anime": True} if anime else {}),
        **_doubts(name, doubt),
    }
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
