"""What a look at links needs, and its second stage: what is on storage now.

Nothing is written. Only new paths that have the size of a vanished file are opened.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vidtui.catalogue import repairs
from vidtui.catalogue.repairs import StoredFile
from vidtui.disk.fingerprint import Outcome, sampled_bytes
from vidtui.disk.sampler import CHUNK, MAX_PENDING, SILENCE_S, Sampler
from vidtui.disk.scan import Folder, FoundFile, walk
from vidtui.i18n import _
from vidtui.jobs.base import ItemFailed, Notice, Progress, Refused
from vidtui.jobs.links.model import LinkCounts
from vidtui.jobs.roots.live import JobState, LiveRoot, look_again
from vidtui.jobs.roots.loss_guard import LossGuard, away_notice
from vidtui.oserrors import reason


@dataclass(kw_only=True)
class LinkState(JobState[LinkCounts]):
    """One look at links under way.

    Nothing is judged beneath the places that are ``offline``. ``accept_loss``: believe that many
    files are gone. ``met`` are the ids of the known files that a walk of the storage roots has just
    met, by root and path: they are there, and are no links. Empty where there was no walk before.
    """

    COUNTS = LinkCounts

    accept_loss: bool = False
    offline: tuple[bytes, ...] = ()
    met: Mapping[int, Mapping[bytes, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know each root by its own path and by its real one: relative links lead to the latter."""
        self._storage_prefixes = [
            (prefix, root) for root in self.storage.values() for prefix in root.prefixes
        ]
        self._link_prefixes = [
            (prefix, root) for root in self.links.values() for prefix in root.prefixes
        ]

    def stored(self, path: bytes) -> tuple[LiveRoot, bytes] | None:
        """Return the storage root that an absolute path lies on, and the path below it."""
        return below(self._storage_prefixes, path)

    def linked(self, path: bytes) -> tuple[LiveRoot, bytes] | None:
        """Return the link root that an absolute path lies on, and the path below it."""
        return below(self._link_prefixes, path)

    def kind_of(self, root: LiveRoot, path: bytes) -> str:
        """Say what a file or link is by its folders."""
        return self.hierarchy.kind(path, root.name, root.known.kind)


def below(prefixes: Sequence[tuple[bytes, LiveRoot]], path: bytes) -> tuple[LiveRoot, bytes] | None:
    """Return the root that an absolute path lies on, and the path below it."""
    for prefix, root in prefixes:
        if path.startswith(prefix):
            return root, path[len(prefix) :]
    return None


StorageEvent = Progress[LinkCounts] | ItemFailed | Notice | Refused


class FoundVideo(NamedTuple):
    """A video on disk; ``stored`` is the catalogue's row, None for a new path.

    ``is_same`` says that size and mtime are those of the row.
    """

    root: LiveRoot
    file: FoundFile
    stored: StoredFile | None
    is_same: bool

    @property
    def absolute(self) -> bytes:
        """The absolute path."""
        return self.root.absolute(self.file.path)


@dataclass
class StorageIndex:
    """All videos: those that are there, and those that the catalogue knows and are not."""

    present: list[FoundVideo] = field(default_factory=list)
    new: list[FoundVideo] = field(default_factory=list)
    vanished: list[StoredFile] = field(default_factory=list)
    samples: dict[bytes, bytes] = field(default_factory=dict)
    """By absolute path the samples of new files that may be vanished ones."""


class StorageScan:
    """Walks the storage roots; ``videos`` holds what was found."""

    def __init__(self, state: LinkState) -> None:
        self._state = state
        self._losses: dict[int, LossGuard] = {}
        self._unseen: dict[int, dict[bytes, StoredFile]] = {}
        self._done = 0
        self._now = int(time.time())
        self.videos = StorageIndex()

    def run(self) -> Iterator[StorageEvent]:
        """Walk, then sample what may have moved; refuse where too much is gone."""
        state = self._state
        for root in state.storage.values():
            yield from self._walk(root)
            if state.cancel():
                return
        yield from state.progress("storage", self._done, self._done, b"", force=True)
        refused = self._left()
        if refused:
            yield from refused
            return
        yield from self._note_vanished()
        yield from self._sample()
        if not state.cancel():
            yield from self._brake()

    def _walk(self, root: LiveRoot) -> Iterator[StorageEvent]:
        state = self._state
        # Where nothing may be read, what was read once proves nothing any more.
        stored = (
            one if root.policy.samples else one._replace(sample=None, full_hash=None)
            for one in repairs.files_of(root.id)
        )
        known = self._unseen[root.id] = {one.path: one for one in stored}
        losses = self._losses[root.id] = LossGuard(len(known))
        for folder in walk(root.path, state.rules):
            if state.cancel():
                return
            where = root.absolute(folder.path)
            if folder.error is not None:
                losses.unreadable(folder.path)
                yield ItemFailed(where, reason(folder.error))
            for path, error in folder.failed:
                known.pop(path, None)
                yield ItemFailed(root.absolute(path), reason(error))
            self._take(root, folder, known, losses)
            yield from state.progress("storage", self._done, None, where)

    def _take(
        self, root: LiveRoot, folder: Folder, known: dict[bytes, StoredFile], losses: LossGuard
    ) -> None:
        videos = self.videos
        for file in folder.files:
            self._done += 1
            stored = known.pop(file.path, None)
            if stored is not None:
                losses.seen(folder.path)
                same = (stored.size, stored.mtime_ns) == (file.size, file.mtime_ns)
                videos.present.append(FoundVideo(root, file, stored, same))
            elif file.size:
                present = FoundVideo(root, file, None, False)
                videos.present.append(present)
                videos.new.append(present)

    def _left(self) -> list[Refused]:
        """Look at the roots again: a disk that left meanwhile took no file with it."""
        return [
            Refused(root.path, why)
            for root, found in look_again(self._state.storage.values())
            if (why := found.objection("storage"))
        ]

    def _note_vanished(self) -> Iterator[StorageEvent]:
        """Note what is gone, and say how much is only away."""
        for root in self._state.storage.values():
            losses, unseen = self._losses[root.id], self._unseen[root.id]
            away = [path for path, one in unseen.items() if self._is_away(root, one)]
            for path in away:
                del unseen[path]
            if away:
                yield Notice(away_notice(root, len(away)))
            self.videos.vanished += [
                one
                for path, one in unseen.items()
                if losses.may_be_gone(path, root.below, self._state.rules)
            ]

    def _is_away(self, root: LiveRoot, one: StoredFile) -> bool:
        if one.is_missing or self._state.accept_loss:
            return False
        return root.policy.keeps(one.away_since, self._now)

    def _to_sample(self) -> list[tuple[int, list[FoundFile]]]:
        """Return by root, in chunks, the new files that have the size of a vanished one."""
        sizes = {one.size for one in self.videos.vanished if one.sample is not None}
        wanted: dict[int, list[FoundFile]] = defaultdict(list)
        for one in self.videos.new:
            if one.file.size in sizes and one.root.policy.samples:
                wanted[one.root.id].append(one.file)
        return [
            (root, found[start : start + CHUNK])
            for root, found in wanted.items()
            for start in range(0, len(found), CHUNK)
        ]

    def _sample(self) -> Iterator[StorageEvent]:
        chunks = self._to_sample()
        state, sampler, told = self._state, Sampler(), False
        quiet_since = state.clock()
        try:
            while (chunks or sampler.pending) and not state.cancel():
                while chunks and sampler.pending < MAX_PENDING:
                    root, files = chunks.pop()
                    sampler.submit(root, state.storage[root].path, files)
                batch = sampler.take(0.1)
                if batch is not None:
                    quiet_since = state.clock()
                    self._take_samples(*batch)
                elif state.clock() - quiet_since > SILENCE_S and not told:
                    told = True
                    yield Notice(_("the disk has not answered for 30 seconds; still waiting"))
        finally:
            sampler.close()

    def _take_samples(self, root: int, outcomes: list[tuple[FoundFile, Outcome]]) -> None:
        for file, outcome in outcomes:
            if not isinstance(outcome, int):
                self._state.read[root] += sampled_bytes(file.size)
            if isinstance(outcome, bytes):
                self.videos.samples[self._state.storage[root].absolute(file.path)] = outcome

    def _brake(self) -> Iterator[StorageEvent]:
        """Refuse where more is gone than a person deletes; what has moved is not gone."""
        if self._state.accept_loss:
            return
        found = set(self.videos.samples.values())
        for root in self._state.storage.values():
            losses = self._losses[root.id]
            gone = {
                path: one
                for path, one in losses.gone(
                    self._unseen[root.id], root.below, self._state.rules
                ).items()
                if one.sample not in found
            }
            why = losses.refusal(gone)
            if why:
                yield Refused(root.path, why, "accept-loss")
