"""Tells a moved file from a new one: same size, same beginning and end, unique on both sides."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vidtui.catalogue import files
from vidtui.catalogue.files import KnownFile, Move, NewFile
from vidtui.jobs.import_.run import ImportState
from vidtui.jobs.roots.loss_guard import LossGuard
from vidtui.oserrors import is_missing


@dataclass(frozen=True, slots=True)
class Held:
    """A new path whose size is that of a file not seen so far."""

    new: NewFile
    name: bytes


@dataclass(frozen=True, slots=True)
class _Vanished:
    root: int
    path: bytes
    file: int
    size: int
    identity: tuple[int, int]

    def is_same(self, new: NewFile) -> bool:
        """Whether a new path has the very inode and mtime."""
        return self.identity == (new.inode, new.mtime_ns)


_Bytes = tuple[bytes, int]
"""What is alike of a file before and after it moved: its sample and its size in bytes."""


def find_moves(
    state: ImportState,
    held: Sequence[Held],
    unseen: Mapping[int, Mapping[bytes, KnownFile]],
    losses: Mapping[int, LossGuard],
) -> tuple[list[Move], list[NewFile]]:
    """Return the moves among ``held``, and the files that are new after all."""
    vanished = _vanished_by_sample(state, {one.new.size for one in held}, unseen, losses)
    arrived: dict[_Bytes, list[Held]] = defaultdict(list)
    for one in held:
        arrived[one.new.sample, one.new.size].append(one)
    moves: list[Move] = []
    new: list[NewFile] = []
    for alike, candidates in arrived.items():
        pairs = _pair(vanished.get(alike, []), candidates)
        moves += [
            Move(was.file, was.root, was.path, now.new, was.is_same(now.new)) for was, now in pairs
        ]
        moved = {id(now) for _was, now in pairs}
        new += [one.new for one in candidates if id(one) not in moved]
    return moves, new


def _pair(vanished: Sequence[_Vanished], arrived: Sequence[Held]) -> list[tuple[_Vanished, Held]]:
    """Pair the only one with the only one; among several, the very files, then same names."""
    if len(vanished) == 1 and len(arrived) == 1:
        return [(vanished[0], arrived[0])]
    pairs = _same_files(vanished, arrived)
    done = {id(one) for pair in pairs for one in pair}
    vanished = [one for one in vanished if id(one) not in done]
    arrived = [one for one in arrived if id(one) not in done]
    return [*pairs, *_same_names(vanished, arrived)]


def _same_names(
    vanished: Sequence[_Vanished], arrived: Sequence[Held]
) -> Iterator[tuple[_Vanished, Held]]:
    """Pair the only ones of a name."""
    were: dict[bytes, list[_Vanished]] = defaultdict(list)
    are: dict[bytes, list[Held]] = defaultdict(list)
    for was in vanished:
        were[os.path.basename(was.path)].append(was)
    for one in arrived:
        are[one.name].append(one)
    for name, lost in were.items():
        if len(lost) == len(are[name]) == 1:
            yield lost[0], are[name][0]


def _same_files(
    vanished: Sequence[_Vanished], arrived: Sequence[Held]
) -> list[tuple[_Vanished, Held]]:
    """Pair those that have one inode and mtime, which no other has on either side."""
    pairs = []
    for was in vanished:
        here = [one for one in arrived if was.is_same(one.new)]
        there = [one for one in vanished if one.identity == was.identity]
        if len(here) == 1 and len(there) == 1:
            pairs.append((was, here[0]))
    return pairs


def _vanished_by_sample(
    state: ImportState,
    sizes: set[int],
    unseen: Mapping[int, Mapping[bytes, KnownFile]],
    losses: Mapping[int, LossGuard],
) -> dict[_Bytes, list[_Vanished]]:
    found = [
        (root.id, path, known.id, known.size)
        for root in state.online
        for path, known in unseen.get(root.id, {}).items()
        if known.size in sizes
        and (
            losses[root.id].may_be_gone(path, root.below, state.rules)
            or is_missing(root.absolute(path))
        )
    ]
    ids = [file for _root, _path, file, _size in found]
    samples, identities = files.samples_of(ids), files.identities_of(ids)
    by_sample: dict[_Bytes, list[_Vanished]] = defaultdict(list)
    for one in found:
        file, size = one[2:]
        if file in samples and file in identities:
            by_sample[samples[file], size].append(_Vanished(*one, identities[file]))
    return by_sample
