"""What speaks for a proposal: where the file that a link showed is now, and what names say."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from vidtui.catalogue import repairs
from vidtui.catalogue.repairs import Stood, StoredFile
from vidtui.disk.fingerprint import sample, sampled_bytes
from vidtui.disk.hard_links import is_one_file
from vidtui.jobs.links.candidates import name_likeness, propose
from vidtui.jobs.links.link_works import marks
from vidtui.jobs.links.model import BrokenLink, Evidence, Proposal, Tier
from vidtui.jobs.links.storage import FoundVideo, StorageIndex
from vidtui.text import printable

_UNREAD = Evidence("same-size")
_Bytes = tuple[bytes, int]
"""What files that begin and end alike have in common: their sample and their size in bytes."""
_Inode = tuple[int, int]
"""Inode and mtime in ns: of files that begin and end alike they tell hard links from copies."""


class IdentityIndex:
    """Finds known files by inode, sample and hash."""

    def __init__(self, videos: StorageIndex, shown: Iterable[int], read: Counter[int]) -> None:
        """Take all that is on storage, the files that links showed, and the books of reading."""
        self._read = read
        wanted = set(shown)
        self._shelf = videos
        self._present = {
            one.stored.id: one
            for one in videos.present
            if one.stored is not None and one.stored.id in wanted
        }
        self._vanished = {one.id: one for one in videos.vanished if one.id in wanted}
        self._copies: dict[_Bytes, list[FoundVideo]] = defaultdict(list)
        self._same_hash: dict[bytes, list[FoundVideo]] = defaultdict(list)
        self._gather_copies(videos.present)
        self._arrived: dict[_Bytes, list[FoundVideo]] = defaultdict(list)
        for one in videos.new:
            if (taken := videos.samples.get(one.absolute)) is not None:
                self._arrived[taken, one.file.size].append(one)
        gone = {(_bytes_of(one), _inode_of(one)) for one in videos.vanished}
        self._gone = Counter(key for key, _inode in gone)
        self._gone_names = Counter((_bytes_of(one), _name(one.path)) for one in videos.vanished)
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
            if (key := _bytes_of(file)) is not None and self._gone[key] == 1
            for one in self._arrived.get(key, ())
        }

    def proposals(self, link: BrokenLink, file: int) -> list[Proposal]:
        """Return where the file that a link showed is now, the best first."""
        found = self._in_place(link, file)
        if not found and (gone := self._vanished.get(file)) is not None:
            found = self._arrivals(link, gone)
        is_unsure = not found or any(_SHARED in one.cautions for one in found)
        if is_unsure and (known := self.stored(file)) is not None:
            found += self._other_copies(link, known)
        return found

    def _gather_copies(self, present: Iterable[FoundVideo]) -> None:
        """Know the files that begin and end, or are byte by byte, like one that a link showed."""
        alike = {_bytes_of(one) for one in self.known()} - {None}
        hashes = {_hash_of(one) for one in self.known()} - {None}
        for one in present:
            if one.stored is None or not one.is_same:
                continue
            if (key := _bytes_of(one.stored)) is not None and key in alike:
                self._copies[key].append(one)
            if (full_hash := _hash_of(one.stored)) is not None and full_hash in hashes:
                self._same_hash[full_hash].append(one)

    def _in_place(self, link: BrokenLink, file: int) -> list[Proposal]:
        present = self._present.get(file)
        if present is None or present.stored is None:
            return []
        stored, was = present.stored, self._moved.get(file, ())
        tier = self._as_before(link, present, stored, was)
        if tier is None:
            return []
        doubt: tuple[Evidence, ...] = ()
        if was and tier == "same-sample":
            # Which of several that begin and end alike has moved there, an import has guessed.
            alike = self._with(stored) - {_inode_at(present)}
            doubt = (_SHARED,) if alike or self._gone[_bytes_of(stored)] else ()
        evidence = (
            _UNREAD if tier == "same-name" else Evidence(tier),
            Evidence("moved", {"path": printable(was[-1].path)}) if was else Evidence("in-place"),
            *self._other_paths(present),
        )
        return [self._proposal(link, present, tier, file, evidence, doubt)]

    def _as_before(
        self, link: BrokenLink, present: FoundVideo, stored: StoredFile, was: Sequence[Stood]
    ) -> Tier | None:
        """Return what says that a file at its place is the one that it was; None where not."""
        same_size = stored.size == present.file.size
        if not present.root.policy.samples:
            return "same-name" if same_size else None
        is_its_inode = present.is_same and stored.inode == present.file.inode
        if is_its_inode and _as_it_was(link, was):
            return "same-file"
        return "same-sample" if same_size and self._sample(present) == stored.sample else None

    def _other_paths(self, present: FoundVideo) -> list[Evidence]:
        """Say where else a file lies: a hard link is the file itself."""
        taken = self._shelf.samples.get(present.absolute)
        key = (taken, present.file.size) if taken is not None else None
        if present.stored is not None:
            key = _bytes_of(present.stored)
        both = (*self._copies.get(key, ()), *self._arrived.get(key, ())) if key is not None else ()
        return [
            Evidence("hard-link", {"path": printable(one.absolute)})
            for one in both
            if one.absolute != present.absolute and _is_one(one, present)
        ][:1]

    def _sample(self, present: FoundVideo) -> bytes | None:
        file = present.file
        try:
            taken = sample(present.absolute, file.size, file.mtime_ns)
        except OSError:
            return None
        self._read[present.root.id] += sampled_bytes(file.size)
        return taken

    def _arrivals(self, link: BrokenLink, gone: StoredFile) -> list[Proposal]:
        """Look among new paths: the only one for the only one, or the one that kept its name.

        What is not the very file is certain only where no other file begins and ends like it.
        """
        key = _bytes_of(gone)
        arrived = self._arrived.get(key, []) if key is not None else []
        if not arrived:
            return []
        certain = self._certain(gone, arrived)
        nearest = max(arrived, key=lambda one: name_likeness(link, one.absolute))
        is_sole = self._gone[key] == len(self._with(gone)) == 1
        found = []
        for one in certain or arrived:
            is_it = _inode_of(gone) == _inode_at(one)
            doubt: tuple[Evidence, ...] = ()
            if not certain:
                doubt = (Evidence("not-alone", {"count": len(set(map(_inode_at, arrived)))}),)
            elif not is_it and not is_sole:
                doubt = (_SHARED,)
            tier: Tier = "same-file" if is_it else "same-sample"
            was = Evidence("moved", {"path": printable(gone.path)})
            evidence = Evidence(tier), was, *self._other_paths(one)
            score = 1.0 if one is nearest or not certain else _FURTHER
            found.append(self._proposal(link, one, tier, gone.id, evidence, doubt, score))
        return found

    def _certain(self, gone: StoredFile, arrived: list[FoundVideo]) -> list[FoundVideo]:
        """Return the only new file for the only one that is gone, or the one of its name.

        It may lie at several paths.
        """
        key, name = _bytes_of(gone), _name(gone.path)
        named = [one for one in arrived if _name(one.file.path) == name]
        if len(set(map(_inode_at, arrived))) == 1 and self._gone[key] == 1:
            return arrived
        return named if len(named) == 1 and self._gone_names[key, name] == 1 else []

    def _other_copies(self, link: BrokenLink, known: StoredFile) -> list[Proposal]:
        """Look among the other known files; one that was there beside it may be another file.

        Not so another path of it: a hard link is the file itself.
        """
        own = self._hard_links(link, known)
        if own:
            return own
        tier, alike = self._alike(known)
        copies = [
            (one, one.stored.id)
            for one in alike
            if one.stored is not None and one.stored.id != known.id
        ]
        doubt = (_SHARED,) if tier == "same-sample" else ()
        if len({_inode_at(one) for one, _id in copies}) > 1:
            doubt = (Evidence("not-alone", {"count": len(copies)}),)
        score = _LIKELY if doubt else 1.0
        return [
            self._proposal(link, one, tier, file, (Evidence(tier),), doubt, score)
            for one, file in copies
        ]

    def _alike(self, known: StoredFile) -> tuple[Tier, list[FoundVideo]]:
        """Return the files of the same content, or else those that begin and end alike."""
        full_hash, key = _hash_of(known), _bytes_of(known)
        same = self._same_hash.get(full_hash) if full_hash is not None else None
        if same or key is None:
            return "same-content", same or []
        alike = self._copies.get(key, ())
        return "same-sample", [one for one in alike if not _has_other_bytes(one, known)]

    def _hard_links(self, link: BrokenLink, known: StoredFile) -> list[Proposal]:
        """Return the other paths of a file, the one most like the old target first."""
        key = _bytes_of(known)
        there = [
            one
            for one in (self._copies.get(key, ()) if key is not None else ())
            if one.stored is not None
            and one.stored.id != known.id
            and one.root.id == known.root
            and _inode_at(one) == _inode_of(known)
        ]
        there.sort(key=lambda one: (-name_likeness(link, one.absolute), one.absolute))
        was = Evidence("hard-link", {"path": printable(known.path)})
        return [
            self._proposal(
                link,
                one,
                "same-file",
                one.stored.id if one.stored is not None else known.id,
                (Evidence("same-file"), was),
                score=_FURTHER if number else 1.0,
            )
            for number, one in enumerate(there)
        ]

    def _with(self, file: StoredFile) -> set[_Inode]:
        """Return the files that are there and begin and end like one, each by its inode."""
        key = _bytes_of(file)
        if key is None:
            return set()
        return set(map(_inode_at, (*self._copies.get(key, ()), *self._arrived.get(key, ()))))

    def _proposal(
        self,
        link: BrokenLink,
        present: FoundVideo,
        tier: Tier,
        file: int,
        evidence: Sequence[Evidence],
        doubts: Sequence[Evidence] = (),
        score: float = 1.0,
    ) -> Proposal:
        cautions = [*doubts]
        if differs := _name_differs(link, present):
            cautions.append(differs)
        return propose(present, tier, tuple(evidence), tuple(cautions), score=score, file=file)


_SHARED = Evidence("sample-shared")
_FURTHER = 0.9  # another path of the same file
_LIKELY = 0.5
"""What was there all the time stands below what has moved."""


def _as_it_was(link: BrokenLink, stood: Sequence[Stood]) -> bool:
    """Whether a file kept inode and mtime wherever it has moved since the link showed it."""
    at = [number for number, one in enumerate(stood) if _ends(link.target, one.path)]
    return all(one.as_it_was for one in stood[at[-1] if at else 0 :])


def _ends(path: bytes, below: bytes) -> bool:
    return path.endswith(b"/" + below)


def _hash_of(file: StoredFile) -> bytes | None:
    return file.full_hash if file.is_verified else None


def _inode_of(file: StoredFile) -> _Inode:
    return file.inode, file.mtime_ns


def _inode_at(present: FoundVideo) -> _Inode:
    return present.file.inode, present.file.mtime_ns


def _is_one(one: FoundVideo, other: FoundVideo) -> bool:
    """Whether two paths that begin and end alike are hard links to one file."""
    return _inode_at(one) == _inode_at(other) and is_one_file(one.absolute, other.absolute)


def _bytes_of(file: StoredFile) -> _Bytes | None:
    return None if file.sample is None else (file.sample, file.size)


def _has_other_bytes(present: FoundVideo, known: StoredFile) -> bool:
    """Whether both were read whole, and are not the same; an old reading is enough for doubt."""
    full_hash = present.stored.full_hash if present.stored is not None else None
    return None not in (full_hash, known.full_hash) and full_hash != known.full_hash


def _name_differs(link: BrokenLink, present: FoundVideo) -> Evidence | None:
    """Say so where both the link's name and the old one contradict the file's name now."""
    now = marks(_name(present.file.path))
    own, old = marks(_name(link.place.path)), marks(_name(link.target))
    if not now.contradicts(own) or (str(old) and not now.contradicts(old)):
        return None
    return Evidence("name-differs", {"there": str(now), "here": str(own)})


def _name(path: bytes) -> bytes:
    return os.path.basename(path)
