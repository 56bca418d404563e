"""What speaks for a proposal: where the file that a link showed is now, and what names say."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from vidtui.catalogue import repairs
from vidtui.catalogue.repairs import Stood, StoredFile
from vidtui.disk.classify import Place
from vidtui.disk.fingerprint import sample, sampled_bytes
from vidtui.disk.naming.canonical import read_canonical
from vidtui.disk.naming.name import NameFailed, NameRequest
from vidtui.disk.naming.pool import Namer
from vidtui.jobs.links.candidates import name_key, propose
from vidtui.jobs.links.link_works import Work, marks, of_name
from vidtui.jobs.links.model import BrokenLink, Evidence, Proposal, Tier
from vidtui.jobs.links.storage import FoundVideo, LinkState, StorageIndex
from vidtui.jobs.roots.live import LiveRoot
from vidtui.text import fold, printable, readable

_UNREAD = Evidence("same-size")
_Bytes = tuple[bytes, int]
"""What files that begin and end alike have in common: their sample and their size in bytes."""


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
        self._gone = Counter(map(_bytes_of, videos.vanished))
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
        stored, now = present.stored, present.file
        was = self._moved.get(file, ())
        place = (
            Evidence("moved", {"path": printable(was[-1].path)}) if was else Evidence("in-place")
        )
        if not present.root.policy.samples:
            if stored.size != now.size:
                return []
            return [self._proposal(link, present, "same-name", file, (_UNREAD, place))]
        is_it = present.is_same and stored.inode == now.inode and _as_it_was(link, was)
        if is_it:
            tier: Tier = "same-file"
        elif stored.size == now.size and self._sample(present) == stored.sample:
            tier = "same-sample"
        else:
            return []
        doubt: tuple[Evidence, ...] = ()
        if was and not is_it:
            # Which of several that begin and end alike has moved there, an import has guessed.
            others = self._with(stored) - {present.absolute}
            doubt = (_SHARED,) if others or self._gone[_bytes_of(stored)] else ()
        return [self._proposal(link, present, tier, file, (Evidence(tier), place), doubt)]

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
        is_sole = self._gone[key] == len(self._with(gone)) == 1
        found = []
        for one in certain or arrived:
            is_it = (gone.inode, gone.mtime_ns) == (one.file.inode, one.file.mtime_ns)
            doubt: tuple[Evidence, ...] = ()
            if not certain:
                doubt = (Evidence("not-alone", {"count": len(arrived)}),)
            elif not is_it and not is_sole:
                doubt = (_SHARED,)
            tier: Tier = "same-file" if is_it else "same-sample"
            evidence = Evidence(tier), Evidence("moved", {"path": printable(gone.path)})
            found.append(self._proposal(link, one, tier, gone.id, evidence, doubt))
        return found

    def _certain(self, gone: StoredFile, arrived: list[FoundVideo]) -> list[FoundVideo]:
        """Return the only new path for the only file that is gone, or the one of its name."""
        key, name = _bytes_of(gone), _name(gone.path)
        named = [one for one in arrived if _name(one.file.path) == name]
        if len(arrived) == 1 and self._gone[key] == 1:
            return arrived
        return named if len(named) == 1 and self._gone_names[key, name] == 1 else []

    def _other_copies(self, link: BrokenLink, known: StoredFile) -> list[Proposal]:
        """Look among the other known files; one that was there beside it may be another file."""
        tier: Tier = "same-content"
        full_hash = _hash_of(known)
        copies = self._same_hash.get(full_hash, []) if full_hash is not None else []
        doubt: tuple[Evidence, ...] = ()
        key = _bytes_of(known)
        if not copies and key is not None:
            tier = "same-sample"
            alike = self._copies.get(key, [])
            copies = [one for one in alike if not _has_other_bytes(one, known)]
            doubt = (_SHARED,)
        copies = [one for one in copies if one.stored is not None and one.stored.id != known.id]
        if len(copies) > 1:
            doubt = (Evidence("not-alone", {"count": len(copies)}),)
        score = _LIKELY if doubt else 1.0
        return [
            self._proposal(link, one, tier, one.stored.id, (Evidence(tier),), doubt, score)
            for one in copies
            if one.stored is not None
        ]

    def _with(self, file: StoredFile) -> set[bytes]:
        """Return the absolute paths of the files that are there and begin and end like one."""
        key = _bytes_of(file)
        if key is None:
            return set()
        both = (*self._copies.get(key, ()), *self._arrived.get(key, ()))
        return {one.absolute for one in both}

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


MOST_NEW = 1000  # new files that are named: 5 s of parsing; an import names the others


class NameReader:
    """Reads names for one search, each in a parser process at most once."""

    def __init__(self, state: LinkState) -> None:
        self._state = state
        self._roots = {root.path: root for root in state.links.values()}

    def own_names(self, links: Mapping[int, BrokenLink]) -> Iterator[tuple[int, Work]]:
        """Yield by number what each link's own name says, and the old one where that is quick."""
        for number, link in links.items():
            old = self._old(number, link)
            name = read_canonical(old) if old is not None else None
            if old is not None and name is not None:
                yield number, of_name(name, old.kind)
        yield from self._read(
            self._request(number, self._link_place(link)) for number, link in links.items()
        )

    def quick_names(self, links: Mapping[int, BrokenLink]) -> Iterator[tuple[int, Work]]:
        """Yield by number what the links' own names say that the quick reader can read."""
        for number, link in links.items():
            request = self._request(number, self._link_place(link))
            name = read_canonical(request)
            if name is not None:
                yield number, of_name(name, request.kind)

    def old_names(self, links: Mapping[int, BrokenLink]) -> Iterator[tuple[int, Work]]:
        """Yield by number what the names of old targets say that ``own_names`` left out."""
        asked = (self._old(number, link) for number, link in links.items())
        yield from self._read(
            old for old in asked if old is not None and read_canonical(old) is None
        )

    def new_files(
        self, new: Iterable[FoundVideo], subjects: Iterable[Work], names: Set[str]
    ) -> tuple[dict[bytes, Work], int]:
        """Name the new files that may hold one of some works, or have one of some names.

        Returns:
            The works by absolute path, and how many files were left out for their number.
        """
        words = {
            max(form.body.split(), key=len) for work in subjects for form in work.forms if form.body
        }
        near = [
            one
            for one in new
            if (name_key(one.file.path) in names or words.intersection(_words(one.file.path)))
            and not self.is_extra(one)
        ]
        chosen = near[:MOST_NEW]
        works = {
            chosen[number].absolute: work
            for number, work in self._read(
                self._request(number, self._place(one.root, one.file.path))
                for number, one in enumerate(chosen)
            )
        }
        return works, len(near) - len(chosen)

    def is_extra(self, present: FoundVideo) -> bool:
        """Whether a file only goes with a film or a series."""
        if present.stored is not None:
            return present.stored.kind == "extra"
        return self._state.kind_of(present.root, present.file.path) == "extra"

    def kind_of(self, link: BrokenLink) -> str:
        """Say by its folders what a link is to show, by those of its old target if need be."""
        kind = self._link_place(link).kind
        return kind if kind != "unknown" else self._target_place(link).kind

    def _read(self, requests: Iterable[NameRequest]) -> Iterator[tuple[int, Work]]:
        """Yield by its request's number what each name says that can be read."""
        kinds = {}

        def asked() -> Iterator[NameRequest]:
            for request in requests:
                kinds[request.key] = request.kind
                yield request

        with Namer(cancelled=self._state.cancel) as namer:
            for number, name in namer.names(asked()):
                if not isinstance(name, NameFailed):
                    yield number, of_name(name, kinds[number])

    def _old(self, number: int, link: BrokenLink) -> NameRequest | None:
        """Return the question about an old target; in a circle, or in its place, there is none."""
        if link.problem in ("loop", "misnamed"):
            return None
        return self._request(number, self._target_place(link))

    def _link_place(self, link: BrokenLink) -> Place:
        return self._place(self._roots[link.place.root], link.place.path)

    def _target_place(self, link: BrokenLink) -> Place:
        stored = self._state.stored(link.target)
        if stored is not None:
            return self._place(*stored)
        return self._state.hierarchy.place(link.target.lstrip(b"/"))

    def _place(self, root: LiveRoot, path: bytes) -> Place:
        return self._state.hierarchy.place(path, root.name, root.known.kind)

    def _request(self, number: int, place: Place) -> NameRequest:
        kind = "unknown" if place.kind == "extra" else place.kind
        return NameRequest(number, place.work, kind, place.kind_depth, place.is_anime)


def _words(path: bytes) -> list[str]:
    return fold(readable(path)).split()
