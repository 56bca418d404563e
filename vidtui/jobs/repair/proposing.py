"""Third stage of a search: what each link may be repaired to, the best evidence first.

For a person who chooses a link's target, files on storage are found by words of their path.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from vidtui.catalogue import files, repairs
from vidtui.catalogue import links as remembered_links
from vidtui.i18n import ngettext
from vidtui.jobs.base import Notice
from vidtui.jobs.links.candidates import (
    NameIndex,
    in_order,
    name_key,
    names_of,
    propose,
    same_work,
    similar,
)
from vidtui.jobs.links.link_works import Work, is_barred, veto
from vidtui.jobs.links.model import ACCEPTABLE, IDENTITY, BrokenLink, Evidence, Proposal
from vidtui.jobs.links.scan import LinkScan
from vidtui.jobs.links.storage import LinkState, StorageIndex
from vidtui.jobs.links.work_index import WorkIndex, works_of
from vidtui.jobs.repair import replaced
from vidtui.jobs.repair.evidence import IdentityIndex
from vidtui.jobs.repair.folders import FolderLinks
from vidtui.jobs.repair.name_reader import NameReader
from vidtui.jobs.repair.run import FindEvent
from vidtui.paths import prefix_of
from vidtui.text import printable


class ProposeStage:
    """Finds proposals; ``links`` holds the links with theirs afterwards."""

    def __init__(self, state: LinkState, videos: StorageIndex, scan: LinkScan) -> None:
        """Take what is on storage, and what is known of all links."""
        self._state = state
        self._seen = scan.seen
        self._shown = scan.shown
        self._shelf = videos
        self.links = list(scan.found)
        self._names = NameReader(state)
        self._done = 0

    def run(self) -> Iterator[FindEvent]:
        """Look for each link by what it showed, then by names."""
        state = self._state
        self._know_moved()
        self._know_files()
        shown = {link.shown_file for link in self.links if link.shown_file is not None}
        folders = FolderLinks(state, self._that_may_show_folders())
        shown |= folders.files
        index = IdentityIndex(self._shelf, shown, state.read)
        unproved: list[int] = []
        for number, link in enumerate(self.links):
            if number in folders:
                self._give(number, folders.proposals(number, link, index))
                continue
            found = index.proposals(link, link.shown_file) if link.shown_file is not None else []
            if found or not self._may_show_video(link):
                self._give(number, found)
            else:
                unproved.append(number)
            yield from state.progress("proposals", self._done, len(self.links), b"")
        if unproved and not state.cancel():
            yield from self._by_names(unproved, index)
            self.links = replaced.mark(self.links)
        self._note_shown()
        total = len(self.links)
        yield from state.progress("proposals", total, total, b"", force=True)

    def _know_moved(self) -> None:
        """Know links that lie elsewhere now by their name and text, which nothing else has."""
        strange = {
            number: (link.text, os.path.basename(link.place.path))
            for number, link in enumerate(self.links)
            if _is_unknown(link)
        }
        held: dict[tuple[bytes, bytes], set[int]] = {key: set() for key in strange.values()}
        texts = list({text for text, _name in held})
        for text, known, path, file in remembered_links.with_texts(texts):
            key = text, os.path.basename(path)
            if key in held and known not in self._seen:
                held[key].add(file)
        for number, key in strange.items():
            if len(held[key]) == 1:
                (file,) = held[key]
                self.links[number] = replace(self.links[number], shown_file=file)

    def _know_files(self) -> None:
        """Find in the catalogue the files at the links' targets.

        Where a link remembers another one, its text has been changed since.
        """
        asked: dict[int, dict[bytes, list[int]]] = {}
        for number, link in enumerate(self.links):
            if link.problem == "broken":
                stored = self._state.stored(link.target)
                if stored is not None:
                    asked.setdefault(stored[0].id, {}).setdefault(stored[1], []).append(number)
        for root, paths in asked.items():
            here = {path: file for path, (file, _gone) in files.ids_at(root, list(paths)).items()}
            before = repairs.formerly_at(root, [path for path in paths if path not in here])
            for path, file in {**before, **here}.items():
                for number in paths[path]:
                    self.links[number] = replace(self.links[number], shown_file=file)

    def _may_show_video(self, link: BrokenLink) -> bool:
        """Whether its name or the old one is a video's, not that of a folder or of subtitles."""
        return any(
            self._state.rules.is_video(os.path.basename(path))
            for path in (link.place.path, link.target)
        )

    def _that_may_show_folders(self) -> Iterator[tuple[int, BrokenLink]]:
        for number, link in enumerate(self.links):
            is_of_file = link.shown_file is not None or self._may_show_video(link)
            if link.problem == "broken" and not is_of_file:
                yield number, link

    def _by_names(self, numbers: list[int], index: IdentityIndex) -> Iterator[FindEvent]:
        state = self._state
        subjects = self._known_works(numbers, index)
        unknown = set(numbers) - subjects.keys()
        self._add_quick_names(subjects)
        nameless = {number: self.links[number] for number in sorted(unknown)}
        yield from self._read(subjects, self._names.own_names(nameless))
        search = NameSearch(state, self._shelf, self._names, index)
        yield from search.begin(
            list(chain.from_iterable(subjects.values())),
            [_as_named(self.links[number]).target for number in numbers],
        )
        unsolved: dict[int, BrokenLink] = {}
        for number in numbers:
            if state.cancel():
                return
            link, subject = self.links[number], subjects.get(number, [])
            if link.problem == "misnamed":
                found = _certain(search.proposals(_as_named(link), subject))
            else:
                found = search.proposals(link, subject, even_similar=number not in unknown)
                if not found and number in unknown:
                    unsolved[number] = link
                    continue
            self._give(number, found)
            yield from state.progress("proposals", self._done, len(self.links), b"")
        yield from self._read(subjects, self._names.old_names(unsolved))
        for number, link in unsolved.items():
            if state.cancel():
                return
            self._give(number, search.proposals(link, subjects.get(number, [])))
            yield from state.progress("proposals", self._done, len(self.links), b"")

    def _add_quick_names(self, subjects: dict[int, list[Work]]) -> None:
        """Add what links' own names say to what is known, where the two can be one work."""
        known = {number: self.links[number] for number in subjects}
        for number, name in self._names.quick_names(known):
            if not any(veto(one, name) for one in subjects[number]):
                subjects[number].append(name)

    def _read(
        self, subjects: dict[int, list[Work]], names: Iterator[tuple[int, Work]]
    ) -> Iterator[FindEvent]:
        for number, work in names:
            if work.forms or work.ids:
                subjects.setdefault(number, []).append(work)
            yield from self._state.progress("proposals", self._done, len(self.links), b"")

    def _known_works(self, numbers: Sequence[int], index: IdentityIndex) -> dict[int, list[Work]]:
        """Return what the catalogue knows of the files that links showed."""
        stored = {
            number: file
            for number in numbers
            if (shown := self.links[number].shown_file) is not None
            and (file := index.stored(shown)) is not None
        }
        return {number: [work] for number, work in works_of(stored).items()}

    def _give(self, number: int, proposals: Sequence[Proposal]) -> None:
        link = self.links[number]
        kept = [one for one in proposals if one.place != link.showing]
        self.links[number] = replace(link, proposals=in_order(kept))
        self._done += 1

    def _note_shown(self) -> None:
        """Say of each proposal which healthy link shows it already."""
        showing = self._shown.links_to(one for link in self.links for one in link.proposals)
        for number, link in enumerate(self.links):
            marked = [_marked(one, showing.get(one.place)) for one in link.proposals]
            self.links[number] = replace(link, proposals=in_order(_doubted(marked)))
        self._note_rivals()

    def _note_rivals(self) -> None:
        """Say where links that showed other files have one file as their best proposal."""
        rivals: dict[str, set[bytes]] = {}
        for link in self.links:
            for one in link.proposals[:1]:
                rivals.setdefault(one.id, set()).add(link.target)
        for number, link in enumerate(self.links):
            first, *others = link.proposals or (None,)
            if first is None or first.tier in IDENTITY or len(rivals[first.id]) < 2:
                continue
            caution = Evidence("rivals", {"count": len(rivals[first.id])})
            doubted = replace(first, cautions=(*first.cautions, caution))
            self.links[number] = replace(link, proposals=in_order((doubted, *others)))


def _is_unknown(link: BrokenLink) -> bool:
    """Whether the catalogue has neither a link nor what it showed."""
    return link.link is None and link.shown_file is None and link.problem != "misnamed"


def _as_named(link: BrokenLink) -> BrokenLink:
    """Return a link to look for by names; one that shows another work has none but its own."""
    return replace(link, target=link.place.absolute) if link.problem == "misnamed" else link


def _certain(proposals: Sequence[Proposal]) -> list[Proposal]:
    return [one for one in proposals if one.tier in ACCEPTABLE]


def _marked(one: Proposal, link: bytes | None) -> Proposal:
    if link is None:
        return one
    caution = Evidence("shown-already", {"link": printable(link)})
    return replace(one, cautions=(*one.cautions, caution))


def _doubted(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Mark files of one film or episode as doubtful where several fit alike."""
    alike = [one for one in proposals if one.tier == "same-work" and not one.cautions]
    if len(alike) < 2:
        return list(proposals)
    caution = Evidence("not-alone", {"count": len(alike)})
    return [replace(one, cautions=(caution,)) if one in alike else one for one in proposals]


class NameSearch:
    """Knows the names of all videos once it is begun."""

    def __init__(
        self, state: LinkState, videos: StorageIndex, names: NameReader, index: IdentityIndex
    ) -> None:
        self._state = state
        self._shelf = videos
        self._names = names
        self._index = index
        self._works = WorkIndex((), {})
        self._by_name = NameIndex((), frozenset(), self._works, names.is_extra)

    def begin(self, subjects: Sequence[Work], targets: Sequence[bytes]) -> Iterator[Notice]:
        """Read the names of the new files that may hold what is sought.

        Args:
            subjects: the works that links name.
            targets: their old targets.
        """
        names = {name_key(path) for path in targets}
        moved = works_of(self._index.matched())
        new = (one for one in self._shelf.new if one.absolute not in moved)
        named, left = self._names.new_files(new, subjects, names)
        if left:
            yield Notice(
                ngettext(
                    "{n} new file was not looked at; an import names it: vidtui import",
                    "{n} new files were not looked at; an import names them: vidtui import",
                    left,
                ).format(n=left)
            )
        self._works = WorkIndex(self._shelf.present, {**named, **moved})
        self._by_name = NameIndex(self._shelf.present, names, self._works, self._names.is_extra)

    def proposals(
        self, link: BrokenLink, subject: Sequence[Work], *, even_similar: bool = True
    ) -> list[Proposal]:
        """Return what a link may be repaired to; what is only similar where there is no better."""
        kind = self._names.kind_of(link)
        found = self._by_name.proposals(link, subject, kind)
        if kind == "extra":
            return found
        found += same_work(link, subject, self._works)
        found += self._only_there(link, subject)
        if not found and even_similar:
            found = similar(link, subject, self._works)
        return found

    def _only_there(self, link: BrokenLink, subject: Sequence[Work]) -> list[Proposal]:
        """Return the only video in the folder that a link shows."""
        if link.problem != "folder":
            return []
        inside = prefix_of(link.target)
        there = [one for one in self._shelf.present if one.absolute.startswith(inside)]
        if len(there) != 1:
            return []
        work = self._works.work_of(there[0])
        if work is not None and (
            any(veto(one, work) for one in subject) or is_barred(names_of(link), subject, work)
        ):
            return []
        return [propose(there[0], "similar-name", (Evidence("only-there"),))]
