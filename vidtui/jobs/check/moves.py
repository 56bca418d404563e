"""Files that only moved: a ghost entry and an orphan file that are one, told a folder at a time."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from vidtui.catalogue import checks
from vidtui.catalogue.checks import Kept
from vidtui.disk.fingerprint import sample, sampled_bytes
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.run import CheckState, finding
from vidtui.jobs.roots.live import LiveRoot
from vidtui.text import printable


class Gone(NamedTuple):
    """A file that the catalogue knows on a root, and that was not met there."""

    root: LiveRoot
    file: Kept


@dataclass(frozen=True, slots=True)
class _There:
    """A new file: its root, its path below it, size in bytes, mtime in ns, inode."""

    root: LiveRoot
    path: bytes
    size: int
    mtime_ns: int
    inode: int


class Moves:
    """Pairs what is gone with what is new; ``old`` and ``new`` are absolute paths of pairs."""

    def __init__(self, state: CheckState) -> None:
        self._state = state
        self._pairs: list[tuple[Gone, _There]] = []

    @property
    def old(self) -> frozenset[bytes]:
        """Where the files were."""
        return frozenset(gone.root.absolute(gone.file.path) for gone, _there in self._pairs)

    @property
    def new(self) -> frozenset[bytes]:
        """Where they are."""
        return frozenset(there.root.absolute(there.path) for _gone, there in self._pairs)

    def match(self, gone: Iterable[Gone], orphans: Iterable[tuple[LiveRoot, Finding]]) -> None:
        """Pair files of the same inode, size and date, or else of the same size and sample.

        Samples are read of new files with the size of one that is gone, where a root's files may
        be read. What fits several is no pair.
        """
        lost: dict[int, list[Gone]] = defaultdict(list)
        for one in gone:
            if one.file.size:
                lost[one.file.size].append(one)
        found: dict[int, list[_There]] = defaultdict(list)
        for root, orphan in orphans:
            size = int(orphan.facts["size"])
            if size in lost and (there := _look(root, orphan.path, size)) is not None:
                found[size].append(there)
        near = {size: [one for one in lost[size] if _is_missing(one)] for size in found}
        inodes = checks.inodes([one.file.id for some in near.values() for one in some])
        for size, new in found.items():
            self._pair(near[size], new, inodes)

    def _pair(self, lost: list[Gone], found: list[_There], inodes: Mapping[int, int]) -> None:
        by_file = defaultdict(list)
        for there in found:
            by_file[there.root.id, there.inode, there.mtime_ns].append(there)
        rest, taken = [], set()
        for gone in lost:
            same = by_file.get((gone.root.id, inodes.get(gone.file.id, -1), gone.file.mtime_ns), ())
            if len(same) == 1:
                self._pairs.append((gone, same[0]))
                taken.add(id(same[0]))
            else:
                rest.append(gone)
        left = [there for there in found if id(there) not in taken]
        if rest and left:
            self._pair_by_sample(rest, left)

    def _pair_by_sample(self, lost: list[Gone], found: list[_There]) -> None:
        by_sample: dict[bytes, tuple[list[Gone], list[_There]]] = defaultdict(lambda: ([], []))
        for gone in lost:
            if gone.file.sample is not None:
                by_sample[gone.file.sample][0].append(gone)
        if not by_sample:
            return
        for there in found:
            taken = self._sample(there)
            if taken in by_sample:
                by_sample[taken][1].append(there)
        for before, after in by_sample.values():
            if len(before) == len(after) == 1:
                self._pairs.append((before[0], after[0]))

    def _sample(self, there: _There) -> bytes:
        if not there.root.policy.samples or self._state.cancel():
            return b""
        try:
            taken = sample(there.root.absolute(there.path), there.size, there.mtime_ns)
        except OSError:
            return b""
        self._state.read[there.root.id] += sampled_bytes(there.size)
        return taken or b""

    def findings(self) -> Iterator[Finding]:
        """Yield one finding for each folder whose files are together elsewhere now."""
        folders: dict[tuple[int, bytes, int, bytes], list[tuple[Gone, _There]]] = defaultdict(list)
        for pair in self._pairs:
            gone, there = pair
            old, new = moved_folder(gone.file.path, there.path)
            folders[gone.root.id, old, there.root.id, new].append(pair)
        for (_old_root, old, _new_root, new), pairs in folders.items():
            gone, there = pairs[0]
            if len(pairs) == 1:
                old, new = gone.file.path, there.path
            before = gone.root.absolute(old)
            yield finding(
                "moved_file", there.root, new, detail=before,
                command=self._state.commands.vidtui("import"),
                count=len(pairs), old=printable(before),
            )  # fmt: skip


def moved_folder(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Return the highest folders that a move from ``old`` to ``new`` can have moved whole.

    For a file that changed its name those are the folders in which it was and is.
    """
    before, after = old.split(b"/"), new.split(b"/")
    if before[-1] != after[-1]:
        return os.path.dirname(old), os.path.dirname(new)
    while len(before) > 1 and len(after) > 1 and before[-1] == after[-1]:
        del before[-1], after[-1]
    return b"/".join(before), b"/".join(after)


def _is_missing(gone: Gone) -> bool:
    """Whether nothing is where a file was: what is in its place is told by itself."""
    try:
        os.lstat(gone.root.absolute(gone.file.path))
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _look(root: LiveRoot, path: bytes, size: int) -> _There | None:
    try:
        found = os.lstat(root.absolute(path))
    except OSError:
        return None
    if found.st_size != size:
        return None
    return _There(root, path, size, found.st_mtime_ns, found.st_ino)
