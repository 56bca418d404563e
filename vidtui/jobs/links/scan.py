"""Walks the link roots, and judges what each link shows: for a repair as for a check.

A disk that leaves meanwhile is the caller's to notice.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from vidtui.catalogue import files, links, repairs
from vidtui.catalogue.links import KnownLink
from vidtui.catalogue.sql import BATCH
from vidtui.disk.scan import Folder, walk
from vidtui.disk.symlinks.reader import LinkReader, LinkReading
from vidtui.jobs.base import ItemFailed
from vidtui.jobs.links.link_works import other_works
from vidtui.jobs.links.model import (
    SHOW_OTHERS,
    BrokenLink,
    Hop,
    LinksFound,
    Place,
    Problem,
    Proposal,
)
from vidtui.jobs.links.storage import LinkState
from vidtui.jobs.links.wrong_links import LinkNames, Shows
from vidtui.jobs.roots.live import LiveRoot
from vidtui.jobs.roots.loss_guard import Volatile
from vidtui.oserrors import reason
from vidtui.paths import prefix_of

_COUNTED = {
    "ok": "ok",
    "broken": "broken",
    "loop": "loops",
    "folder": "folders",
    "outside": "outside",
    "unknown": "unknown",
    "away": "unknown",
}


@dataclass(frozen=True, slots=True)
class FolderRead:
    """The links of an absolute folder, or some of them, were read: the counts have grown."""

    folder: bytes


ScanEvent = LinksFound | ItemFailed | FolderRead


class _Read(NamedTuple):
    """A link; ``at`` is where on storage it leads, ``met`` the known file that was met there."""

    path: bytes
    reading: LinkReading
    at: tuple[LiveRoot, bytes] | None
    met: int | None


class LinkScan:
    """Finds the links to review.

    ``found`` holds them afterwards, ``seen`` all that are there, ``shown`` what the others show.
    """

    def __init__(self, state: LinkState) -> None:
        self._state = state
        storage = [root.path for root in state.storage.values()]
        self._reader = LinkReader(state.settings.path_maps, storage)
        self._reader.judge_nothing_below(state.offline)
        self._volatile = Volatile(state.storage.values(), accept_loss=state.accept_loss)
        self._read: list[_Read] = []
        self._names = LinkNames(state)
        self.found: list[BrokenLink] = []
        self.seen = links.SeenLinks()
        self.shown = ShownNow()

    def run(self) -> Iterator[ScanEvent]:
        """Walk every link root."""
        state = self._state
        for root in state.links.values():
            for folder in walk(root.path, state.rules):
                if state.cancel():
                    return
                where = root.absolute(folder.path)
                if folder.error is not None:
                    yield ItemFailed(where, reason(folder.error))
                self.look_at(root, folder)
                if folder.links or folder.files:
                    yield from self.take(root, folder)
                yield FolderRead(where)
            yield from self._judge(root)
            yield from self._tell(list(self._misnamed(root)))

    def take(self, root: LiveRoot, folder: Folder) -> Iterator[ScanEvent]:
        """Read the links of a folder."""
        where, base = root.absolute(folder.path), prefix_of(root.path)
        # The walk follows no link, so below the root every path is real.
        real = prefix_of(root.state.real_path or root.path) + folder.path
        for path in folder.links:
            try:
                text, target = self._reader.first_hop(base + path, real)
            except OSError as error:
                yield ItemFailed(base + path, reason(error))
                continue
            self._read.append(self._follow(path, text, target))
            if len(self._read) >= BATCH:
                yield from self._judge(root)
                yield FolderRead(where)

    def _follow(self, path: bytes, text: bytes, target: bytes) -> _Read:
        """Read what a link shows; a file that was just met on storage is not looked at again."""
        at = self._state.stored(target)
        met = self._met(at)
        if met is not None:
            return _Read(path, LinkReading(text, "ok", target), at, met)
        reading = self._unless_away(self._reader.follow(text, target))
        if reading.target != target:
            at = self._state.stored(reading.target or b"")
            met = self._met(at) if reading.state == "ok" else None
        return _Read(path, reading, at, met)

    def _met(self, at: tuple[LiveRoot, bytes] | None) -> int | None:
        of_root = self._state.met.get(at[0].known.id) if at is not None else None
        return of_root.get(at[1]) if at is not None and of_root is not None else None

    def _judge(self, root: LiveRoot) -> Iterator[ScanEvent]:
        """Compare the links that were read with what the catalogue knows of them."""
        counts = self._state.counts
        known = links.known_at(root.id, [one.path for one in self._read])
        shown = self._shown()
        wrong = self._wrong(known, shown)
        self.seen.update(known.values())
        found: list[BrokenLink] = []
        named: list[Shows] = []
        counts["links"] += len(self._read)
        for one in self._read:
            path, reading, _at, _met = one
            counts[_COUNTED[reading.state]] += 1
            if reading.hops > 1 and reading.state == "ok":
                counts["chains"] += 1
            problem = self._problem(path, reading)
            link = known.get(path)
            if problem is None and path in wrong:
                problem = "wrong"
                counts["wrong"] += 1
            if problem is not None:
                found.append(self._broken(root, path, reading, problem, link, wrong.get(path)))
                continue
            file = shown.get(reading.target or b"")
            if reading.state == "ok" and (shows := self._named(one, link, file)) is not None:
                named.append(shows)
            self.observe(root, path, reading, file)
        self._read = []
        self._names.take(root, named)
        yield from self._tell(found)

    def _misnamed(self, root: LiveRoot) -> Iterator[BrokenLink]:
        """Yield the links of a root that show something else than their names say."""
        for one in self._names.found():
            self._state.counts["wrong"] += 1
            yield self._broken(root, one.path, one.reading, "misnamed", one.link, None)

    def _tell(self, found: list[BrokenLink]) -> Iterator[LinksFound]:
        """Keep links to review, and tell of them, as many at a time as are read at once."""
        self.keep(found)
        for start in range(0, len(found), BATCH):
            yield LinksFound(tuple(found[start : start + BATCH]))

    def _unless_away(self, reading: LinkReading) -> LinkReading:
        if reading.state == "broken" and self._volatile.is_away(reading.target or b""):
            return reading._replace(state="away")
        return reading

    def keep(self, found: list[BrokenLink]) -> None:
        """Keep links to review for the stages that come."""
        self.found += found

    def look_at(self, root: LiveRoot, folder: Folder) -> None:
        """Take note of a folder that was listed."""

    def observe(self, root: LiveRoot, path: bytes, reading: LinkReading, file: int | None) -> None:
        """Take note of a link without a problem; ``file`` is the id of what it shows."""

    def _problem(self, path: bytes, reading: LinkReading) -> Problem | None:
        if reading.state in ("broken", "loop"):
            return reading.state
        if reading.state == "folder" and self._state.rules.is_video(os.path.basename(path)):
            return "folder"
        return None

    def _named(self, one: _Read, link: KnownLink | None, file: int | None) -> Shows | None:
        """Note what a link shows; return it where its name may say another."""
        path, reading, at, _met = one
        self.shown.take(path, link, file, at)
        if file is None or at is None or _is_kept(link, file):
            return None
        return Shows(path, reading, link, file, at[1])

    def _wrong(
        self, known: Mapping[bytes, KnownLink], now: Mapping[bytes, int]
    ) -> dict[bytes, int]:
        """Return by path the file that a link showed before it came to show another work."""
        changes: dict[bytes, tuple[int | None, int]] = {}
        for path, reading, _at, _met in self._read:
            link, file = known.get(path), now.get(reading.target or b"")
            if link and file and reading.state == "ok" and link.was not in (None, file):
                changes[path] = link.was, file
        return {
            path: before
            for path, other in other_works(changes).items()
            if other and (before := changes[path][0])
        }

    def _shown(self) -> dict[bytes, int]:
        """Return by absolute path the catalogue's ids of the files that the links show."""
        shown: dict[bytes, int] = {}
        asked: dict[int, dict[bytes, bytes]] = {}
        for _path, reading, at, met in self._read:
            if reading.target is None or reading.state != "ok":
                continue
            if met is not None:
                shown[reading.target] = met
            elif at is not None:
                asked.setdefault(at[0].id, {})[at[1]] = reading.target
        for root, paths in asked.items():
            for below, (file, _missing) in files.ids_at(root, list(paths)).items():
                shown[paths[below]] = file
        return shown

    def _broken(
        self,
        root: LiveRoot,
        path: bytes,
        reading: LinkReading,
        problem: Problem,
        link: KnownLink | None,
        was: int | None,
    ) -> BrokenLink:
        target = reading.target or b""
        return BrokenLink(
            place=Place(root.path, path),
            text=reading.text,
            target=target,
            problem=problem,
            is_outside=problem in ("broken", "loop") and self._ends_outside(reading),
            through=self._hop(reading) if problem == "broken" else None,
            link=link.id if link else None,
            shown_file=was or (link.shown_file if link and problem != "misnamed" else None),
            showing=self._place(target) if problem in SHOW_OTHERS else None,
        )

    def _ends_outside(self, reading: LinkReading) -> bool:
        """Tell whether what a link shows no longer, or the circle that it ends in, is not ours."""
        if self._place(reading.target or b"") is not None:
            return False
        in_circle = reading.last if reading.state == "loop" else None
        return in_circle is None or self._state.linked(in_circle[0]) is None

    def _hop(self, reading: LinkReading) -> Hop | None:
        """Return the link whose text leads nowhere, where that is another one and ours."""
        found = self._state.linked(reading.last[0]) if reading.last else None
        if found is None or reading.last is None:
            return None
        return Hop(Place(found[0].path, found[1]), reading.last[1])

    def _place(self, path: bytes) -> Place | None:
        found = self._state.stored(path)
        return Place(found[0].path, found[1]) if found else None


def _is_kept(link: KnownLink | None, file: int) -> bool:
    """Whether a person has said that a link is right to show a file, whatever its name says."""
    return link is not None and link.former_file == link.shown_file == file


class ShownNow:
    """Says which link shows a file already; one bit for each link that is as it was known."""

    def __init__(self) -> None:
        self._as_known = links.SeenLinks()
        self._others: dict[Place, bytes] = {}

    def take(
        self,
        path: bytes,
        known: KnownLink | None,
        file: int | None,
        at: tuple[LiveRoot, bytes] | None,
    ) -> None:
        """Take note of a link that shows a video.

        Args:
            path: the link, below its root.
            known: what the catalogue remembers of it.
            file: the catalogue's id of the video, None where it was not imported.
            at: the storage root that the video is on, and its path below it.
        """
        if known is not None and file is not None and known.shown_file == file:
            self._as_known.add(known.id)
        elif at is not None:
            self._others.setdefault(Place(at[0].path, at[1]), path)

    def links_to(self, proposals: Iterable[Proposal]) -> dict[Place, bytes]:
        """Return by place those of the proposed files that a link shows, with the first link."""
        by_file: dict[int, set[Place]] = {}
        found: dict[Place, bytes] = {}
        for one in proposals:
            if one.file is not None:
                by_file.setdefault(one.file, set()).add(one.place)
            if one.place in self._others:
                found[one.place] = self._others[one.place]
        for file, first in repairs.showing(sorted(by_file), self._is_as_known).items():
            for place in by_file[file]:
                found[place] = first
        return found

    def _is_as_known(self, link: int) -> bool:
        return link in self._as_known
