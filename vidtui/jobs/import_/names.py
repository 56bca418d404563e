"""Second stage of an import: read the names of new files, and put the files into groups."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from vidtui.catalogue import files, groups, hard_links, works
from vidtui.catalogue.groups import GroupKey, Held, NamedFile, NewGroup
from vidtui.catalogue.sql import BATCH
from vidtui.disk.hard_links import is_one_file
from vidtui.disk.naming.name import PARSER_VERSION, Name, NameFailed, NameRequest
from vidtui.disk.naming.pool import Namer
from vidtui.disk.nfo import Nfo, NfoFiles
from vidtui.i18n import _
from vidtui.jobs.base import ItemFailed
from vidtui.jobs.import_.asking_again import AskingAgain
from vidtui.jobs.import_.grouping import asks_the_same, grouped
from vidtui.jobs.import_.run import ImportEvent, ImportState
from vidtui.matching.reasons import NAMELESS
from vidtui.oserrors import MISSING, reason
from vidtui.text import printable, readable


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
                hard_links.take_over(list(self._of_other_paths()))
                dropped = groups.drop_empty()
            # A moved file whose new name reads otherwise makes no new film.
            for kind, counter in (("film", "films"), ("series", "series")):
                state.counts[counter] = max(0, state.counts[counter] - dropped.get(kind, 0))
        yield from state.progress("names", done, total, b"", force=True)

    def _of_other_paths(self) -> Iterator[tuple[int, int]]:
        """Yield the files that are one with a file whose folders say what it is: hard links."""
        for one, other in hard_links.of_unknown_kind():
            roots = [self._state.storage.get(path.root) for path in (one, other)]
            here, there = (
                root.absolute(path.path) if root is not None and root.state.online else None
                for root, path in zip(roots, (one, other), strict=True)
            )
            if here is not None and there is not None and is_one_file(here, there):
                yield one.file, other.file

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
            for half in self._halves(group, key, by_key, stays=group in staying):
                kept.update(dict.fromkeys(by_key[half], half))

    def _halves(
        self, group: int, key: GroupKey, by_key: Mapping[GroupKey, list[int]], *, stays: bool
    ) -> Collection[GroupKey]:
        """Return the works that leave a group, and ask about them again.

        ``stays`` says that a file whose name was read now stays in it.
        """
        moving = set(chain.from_iterable(by_key.values()))
        stays = stays or groups.has_read(group, PARSER_VERSION, moving)
        whole = self._whole.setdefault(group, key if stays else next(iter(by_key)))
        halves = {one: self._groups[one] for one in by_key if one not in (whole, key)}
        if halves:
            self._asking.split(group, halves)
        return halves

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
            if before.is_decided or asks_the_same(before, self._groups[one.group]):
                kept[one.file] = before.key
        return kept
