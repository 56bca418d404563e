"""Genre folders: which of a work's genres it is shelved under, and which yields to which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vidtui.layout.genres import genres_of, genres_of_folder
from vidtui.layout.known import Known
from vidtui.layout.model import FileFacts, Share
from vidtui.layout.rules import Builder, Case, Fitted, measured
from vidtui.layout.siblings import Siblings
from vidtui.layout.spans import letters_of, years_of
from vidtui.layout.trees import HERE

_CERTAIN: Final = 0.8  # of a folder's works have a genre that its name does not say
_OFTENER: Final = 2.0  # times as often as elsewhere
_FEW_WORKS: Final = 4
Meanings = Mapping[bytes, frozenset[str]]


def by_genre() -> Iterator[Builder]:
    """Yield rules by genre: the first one that has a folder, or the one that others yield to."""
    yield _first
    yield _weighed


def _first(cases: Sequence[Case]) -> Fitted | None:
    meanings = _meanings(cases)
    if not meanings:
        return None

    def say(known: Known, _file: FileFacts, siblings: Siblings) -> bytes | None:
        return next(iter(candidates(known, siblings, meanings)), None)

    said = [say(case.known, case.file, case.siblings) for case in cases]
    return measured("genre", "{Genre}", cases, say, said)


def _weighed(cases: Sequence[Case]) -> Fitted | None:
    meanings = _meanings(cases)
    if not meanings:
        return None
    wins: Counter[tuple[bytes, bytes]] = Counter()
    sets: dict[frozenset[bytes], Counter[bytes]] = {}
    offers = [candidates(case.known, case.siblings, meanings) for case in cases]
    for case, offered in zip(cases, offers, strict=True):
        if case.folder not in offered:
            continue
        sets.setdefault(frozenset(offered), Counter())[case.folder] += 1
        for other in offered:
            if other != case.folder:
                wins[case.folder, other] += 1

    def say(known: Known, _file: FileFacts, siblings: Siblings) -> bytes | None:
        return _winner(candidates(known, siblings, meanings), wins, None)

    def local(known: Known, _file: FileFacts, siblings: Siblings, folder: bytes) -> Share | None:
        offered = candidates(known, siblings, meanings)
        seen = sets.get(frozenset(offered))
        if seen is not None and seen.total() >= _FEW_WORKS:
            return Share(seen[folder], seen.total())
        return _against_others(folder, offered, wins) if len(offered) > 1 else None

    said = [
        _winner(offered, wins, case.folder) for case, offered in zip(cases, offers, strict=True)
    ]
    return measured("genre", "{Genre}", cases, say, said, local)


def candidates(known: Known, siblings: Siblings, meanings: Meanings) -> list[bytes]:
    """Return the folders whose genres a work has, in the order of its genres."""
    found: dict[bytes, None] = {}
    for genre in genres_of(known.work.genres):
        for folder in siblings:
            meant = meanings.get(folder)
            if meant is None:
                meant = genres_of_folder(folder)
            if meant & genre:
                found[folder] = None
    return list(found)


def _winner(
    offered: Sequence[bytes], wins: Mapping[tuple[bytes, bytes], int], left_out: bytes | None
) -> bytes | None:
    """Return the folder that yields to no other, as if one win of ``left_out`` were not there."""
    for folder in offered:
        for other in offered:
            if other == folder:
                continue
            mine = wins.get((folder, other), 0) - (folder == left_out)
            theirs = wins.get((other, folder), 0) - (other == left_out)
            if mine <= theirs:
                break
        else:
            return folder
    return None


def _against_others(
    folder: bytes, offered: Sequence[bytes], wins: Mapping[tuple[bytes, bytes], int]
) -> Share:
    shares = []
    for other in offered:
        if other != folder:
            won = wins.get((folder, other), 0)
            shares.append(Share(won, won + wins.get((other, folder), 0)))
    return min(shares, key=lambda share: (share.value if share.of else 0.0, share.of))


def _meanings(cases: Sequence[Case]) -> dict[bytes, frozenset[str]]:
    """Return the genres that folders stand for: by their names, or by the works that are there."""
    by_folder: dict[bytes, Counter[str]] = {}
    sizes: Counter[bytes] = Counter()
    base: Counter[str] = Counter()
    for case in cases:
        named = frozenset().union(*genres_of(case.known.work.genres))
        if case.folder != HERE:
            by_folder.setdefault(case.folder, Counter()).update(named)
            sizes[case.folder] += 1
        base.update(named)
    found: dict[bytes, frozenset[str]] = {}
    for folder, counts in by_folder.items():
        said = genres_of_folder(folder)
        if said:
            found[folder] = said
        elif sizes[folder] >= _FEW_WORKS and not letters_of(folder) and not years_of(folder):
            likely = [
                genre
                for genre, count in counts.items()
                if count >= _CERTAIN * sizes[folder]
                and count / sizes[folder] >= _OFTENER * base[genre] / len(cases)
            ]
            if len(likely) == 1:
                found[folder] = frozenset(likely)
    return found
