"""Genre folders: which of a work's genres it is shelved under, and which yields to which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vidtui.layout.genres import genres_of, genres_of_folder
from vidtui.layout.known import Known
from vidtui.layout.model import FileFacts, Share
from vidtui.layout.ranges import letters_of, years_of
from vidtui.layout.rules import Builder, Case, Fitted, measured
from vidtui.layout.siblings import Siblings
from vidtui.layout.trees import HERE

_CERTAIN: Final = 0.8
"""Of a folder's works have a genre that its name does not say, of works without one a folder."""
_OFTENER: Final = 2.0  # times as often as elsewhere
_FEW_WORKS: Final = 4
Meanings = Mapping[bytes, frozenset[str]]


def by_genre() -> Iterator[Builder]:
    """Yield rules by genre: the first one that has a folder, or the one that others yield to.

    Works of which no genre has a folder lie together in another one, or here.
    """
    for is_first in (True, False):
        for has_rest in (False, True):
            yield lambda cases, f=is_first, r=has_rest: _built(cases, f, r)  # type: ignore[misc]


def _built(cases: Sequence[Case], is_first: bool, has_rest: bool) -> Fitted | None:
    meanings = _meanings(cases)
    if not meanings:
        return None
    offers = [candidates(case.known, case.siblings, meanings) for case in cases]
    rest = _rest(cases, offers) if has_rest else None
    if has_rest and rest is None:
        return None
    precedence = Precedence(cases, offers)

    def chosen(offered: Sequence[bytes], left_out: bytes | None) -> bytes | None:
        if not offered:
            return rest
        return offered[0] if is_first else precedence.winner(offered, left_out)

    def say(known: Known, _file: FileFacts, siblings: Siblings) -> bytes | None:
        return chosen(candidates(known, siblings, meanings), None)

    def local(known: Known, _file: FileFacts, siblings: Siblings, folder: bytes) -> Share | None:
        offered = candidates(known, siblings, meanings)
        return precedence.share(offered, folder) if offered and not is_first else None

    said = [chosen(offered, case.folder) for case, offered in zip(cases, offers, strict=True)]
    return measured("genre", "{Genre}", cases, say, said, local)


def _rest(cases: Sequence[Case], offers: Sequence[Sequence[bytes]]) -> bytes | None:
    """Return the folder of works that no genre sends anywhere, None where they have no one."""
    counts = Counter(
        case.folder for case, offered in zip(cases, offers, strict=True) if not offered
    )
    if counts.total() < _FEW_WORKS:
        return None
    folder, most = counts.most_common(1)[0]
    return folder if most >= _CERTAIN * counts.total() else None


class Precedence:
    """Which folder won over which, of works that could lie in both."""

    def __init__(self, cases: Sequence[Case], offers: Sequence[Sequence[bytes]]) -> None:
        self._wins: Counter[tuple[bytes, bytes]] = Counter()
        self._sets: dict[frozenset[bytes], Counter[bytes]] = {}
        won: Counter[bytes] = Counter()
        met: Counter[bytes] = Counter()
        for case, offered in zip(cases, offers, strict=True):
            if case.folder not in offered or len(offered) < 2:
                continue
            self._sets.setdefault(frozenset(offered), Counter())[case.folder] += 1
            for other in offered:
                met[other] += 1
                if other != case.folder:
                    self._wins[case.folder, other] += 1
                    won[case.folder] += 1
        self._rank = {folder: (won[folder] + 0.5) / (count + 1) for folder, count in met.items()}

    def winner(self, offered: Sequence[bytes], left_out: bytes | None) -> bytes | None:
        """Return the folder that yields to no other, as if one of ``left_out`` were not there."""
        for folder in offered:
            others = [other for other in offered if other != folder]
            if all(self._beats(folder, other, left_out) for other in others):
                return folder
        return None

    def _beats(self, folder: bytes, other: bytes, left_out: bytes | None) -> bool:
        mine = self._wins[folder, other] - (folder == left_out)
        theirs = self._wins[other, folder] - (other == left_out)
        if abs(mine - theirs) > 1:
            return mine > theirs
        return self._rank.get(folder, 0.0) > self._rank.get(other, 0.0)

    def share(self, offered: Sequence[bytes], folder: bytes) -> Share | None:
        """Return how often a folder won over these others; None where they never met."""
        if len(offered) < 2:
            return None
        seen = self._sets.get(frozenset(offered))
        if seen is not None and seen.total() >= _FEW_WORKS:
            return Share(seen[folder], seen.total())
        shares = []
        for other in offered:
            if other != folder:
                won = self._wins[folder, other]
                shares.append(Share(won, won + self._wins[other, folder]))
        return min(shares, key=lambda share: (share.value if share.of else 0.0, share.of))


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
    usual = _shares(base, len(cases))
    found: dict[bytes, frozenset[str]] = {}
    for folder, counts in by_folder.items():
        said = genres_of_folder(folder)
        if said:
            found[folder] = said
        elif sizes[folder] >= _FEW_WORKS and not (letters_of(folder) or years_of(folder)):
            likely = _likely(_shares(counts, sizes[folder]), usual)
            if len(likely) == 1:
                found[folder] = likely
    return found


def _shares(counts: Counter[str], whole: int) -> dict[str, float]:
    return {genre: count / whole for genre, count in counts.items()}


def _likely(shares: Mapping[str, float], usual: Mapping[str, float]) -> frozenset[str]:
    """Return the genres that nearly all works of a folder have, and far fewer of all works."""
    return frozenset(
        genre
        for genre, share in shares.items()
        if share >= _CERTAIN and share >= _OFTENER * usual[genre]
    )
