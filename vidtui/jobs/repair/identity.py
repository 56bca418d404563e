"""Proposals that rest on the file itself: where the file that a link showed is now."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from vidtui.catalogue import repairs
from vidtui.catalogue.repairs import StoredFile
from vidtui.jobs.repair.link_works import marks
from vidtui.jobs.repair.plan import BrokenLink, Evidence, Proposal, Tier
from vidtui.jobs.repair.proposals import propose
from vidtui.jobs.repair.storage import Present, Shelf
from vidtui.library.fingerprint import sample, sampled_bytes
from vidtui.text import show

_UNREAD = Evidence("same-size")


class IdentityIndex:
    """Finds known files by inode, sample and hash."""

    def __init__(self, shelf: Shelf, shown: Iterable[int], read: Counter[int]) -> None:
        """Take all that is on storage, the files that links showed, and the books of reading."""
        self._read = read
        wanted = set(shown)
        self._shelf = shelf
        self._present = {
            one.stored.id: one
            for one in shelf.present
            if one.stored is not None and one.stored.id in wanted
        }
        self._vanished = {one.id: one for one in shelf.vanished if one.id in wanted}
        samples = {one.sample for one in self.known()} - {None}
        hashes = {one.full_hash for one in self.known()} - {None}
        self._copies: dict[bytes, list[Present]] = defaultdict(list)
        self._same_hash: dict[bytes, list[Present]] = defaultdict(list)
        for one in shelf.present:
            if one.stored is None or not one.is_same:
                continue
            if one.stored.sample is not None and one.stored.sample in samples:
                self._copies[one.stored.sample].append(one)
            if one.stored.full_hash is not None and one.stored.full_hash in hashes:
                self._same_hash[one.stored.full_hash].append(one)
        self._arrived: dict[bytes, list[Present]] = defaultdict(list)
        for one in shelf.new:
            if (taken := shelf.samples.get(one.absolute)) is not None:
                self._arrived[taken].append(one)
        self._gone = Counter(one.sample for one in shelf.vanished)
        self._gone_names = Counter((one.sample, _name(one.path)) for one in shelf.vanished)
        self._moved = repairs.moved(sorted(wanted))

    def known(self) -> Iterator[StoredFile]:
        """Yield those of the shown files that the catalogue still has."""
        yield from (one.stored for one in self._present.values() if one.stored is not None)
        yield from self._vanished.values()

    def stored(self, file: int) -> StoredFile | None:
        """Return a shown file."""
        present = self._present.get(file)
        return present.stored if present is not None else self._vanished.get(file)

    def matched(self) -> dict[bytes, StoredFile]:
        """Return by absolute path the known files that new ones are, where only one can be it."""
        return {
            one.absolute: file
            for file in self._shelf.vanished
            if file.sample is not None and self._gone[file.sample] == 1
            for one in self._arrived.get(file.sample, ())
        }

    def proposals(self, link: BrokenLink, file: int) -> list[Proposal]:
        """Return where the file that a link showed is now, the best first."""
        found = self._in_place(link, file)
        if not found and (gone := self._vanished.get(file)) is not None:
            found = self._arrivals(link, gone)
        if not found and (known := self.stored(file)) is not None:
            found = self._other_copies(link, known)
        return found

    def _in_place(self, link: BrokenLink, file: int) -> list[Proposal]:
        present = self._present.get(file)
        if present is None or present.stored is None:
            return []
        stored, now = present.stored, present.file
        was = self._moved.get(file)
        place = Evidence("in-place") if was is None else Evidence("moved", {"path": show(was)})
        if not present.root.policy.samples:
            if stored.size != now.size:
                return []
            return [self._proposal(link, present, "same-name", file, (_UNREAD, place))]
        if present.is_same and was is None and stored.inode == now.inode:
            tier: Tier = "same-file"
        elif stored.size == now.size and self._sample(present) == stored.sample:
            tier = "same-sample"
        else:
            return []
        return [self._proposal(link, present, tier, file, (Evidence(tier), place))]

    def _sample(self, present: Present) -> bytes | None:
        file = present.file
        try:
            taken = sample(present.absolute, file.size, file.mtime_ns)
        except OSError:
            return None
        self._read[present.root.id] += sampled_bytes(file.size)
        return taken

    def _arrivals(self, link: BrokenLink, gone: StoredFile) -> list[Proposal]:
        """Look among new paths: the only one for the only one, or the one that kept its name."""
        arrived = self._arrived.get(gone.sample, []) if gone.sample is not None else []
        if not arrived:
            return []
        named = [one for one in arrived if _name(one.file.path) == _name(gone.path)]
        if len(arrived) == 1 and self._gone[gone.sample] == 1:
            certain = arrived
        elif len(named) == 1 and self._gone_names[gone.sample, _name(gone.path)] == 1:
            certain = named
        else:
            certain = []
        found = []
        for one in certain or arrived:
            is_it = (gone.inode, gone.mtime_ns) == (one.file.inode, one.file.mtime_ns)
            tier: Tier = "same-file" if is_it else "same-sample"
            evidence = Evidence(tier), Evidence("moved", {"path": show(gone.path)})
            doubt = () if certain else (Evidence("not-alone", {"count": len(arrived)}),)
            found.append(self._proposal(link, one, tier, gone.id, evidence, doubt))
        return found

    def _other_copies(self, link: BrokenLink, known: StoredFile) -> list[Proposal]:
        tier: Tier = "same-content"
        copies = self._same_hash.get(known.full_hash, []) if known.full_hash else []
        if not copies and known.sample is not None:
            tier = "same-sample"
            copies = [
                one for one in self._copies.get(known.sample, []) if one.file.size == known.size
            ]
        copies = [one for one in copies if one.stored is not None and one.stored.id != known.id]
        doubt = (Evidence("not-alone", {"count": len(copies)}),) if len(copies) > 1 else ()
        return [
            self._proposal(link, one, tier, one.stored.id, (Evidence(tier),), doubt)
            for one in copies
            if one.stored is not None
        ]

    def _proposal(
        self,
        link: BrokenLink,
        present: Present,
        tier: Tier,
        file: int,
        evidence: Sequence[Evidence],
        doubts: Sequence[Evidence] = (),
    ) -> Proposal:
        cautions = [*doubts]
        if differs := _name_differs(link, present):
            cautions.append(differs)
        return propose(present, tier, tuple(evidence), tuple(cautions), file=file)


def _name_differs(link: BrokenLink, present: Present) -> Evidence | None:
    """Say so where both the link's name and the old one contradict the file's name now."""
    now = marks(_name(present.file.path))
    own, old = marks(_name(link.place.path)), marks(_name(link.target))
    if not now.contradicts(own) or (str(old) and not now.contradicts(old)):
        return None
    return Evidence("name-differs", {"there": str(now), "here": str(own)})


def _name(path: bytes) -> bytes:
    return os.path.basename(path)
