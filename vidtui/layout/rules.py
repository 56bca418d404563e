"""What may explain on which shelf a work lies, each measured on the works that are there.

A rule is measured on every work as if its own link were not there: what it says of a work that it
has never seen. Works count once for each shelf, however many links they have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from vidtui.layout.copies import Fact
from vidtui.layout.known import IGNORED, ORIGINAL, TITLE, Known, sort_key
from vidtui.layout.model import FileFacts, RuleKind, Share
from vidtui.layout.ranges import letters_of, years_of
from vidtui.layout.siblings import Siblings, collection_key
from vidtui.layout.trees import HERE, Facts
from vidtui.text import readable


class Case(NamedTuple):
    """A work on its shelf: ``folder`` is the next one, ``HERE`` where it lies in this one."""

    known: Known
    file: FileFacts
    folder: bytes
    siblings: Siblings


class Guess(NamedTuple):
    """The folder that a rule says, and how often it was right to say that."""

    folder: bytes
    share: Share


Say = Callable[[Known, FileFacts, Siblings], bytes | None]
Local = Callable[[Known, FileFacts, Siblings, bytes], Share | None]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A rule and how it did: ``share`` of all works; ``by_folder`` of those it sends there.

    ``local`` says how it did for works like one; ``against`` are some that do not follow; ``anew``
    says the folder that a work needs and that is not there yet, where nothing else is likely.
    """

    kind: RuleKind
    detail: str
    share: Share
    by_folder: Mapping[bytes, Share]
    say: Say
    local: Local | None = None
    against: tuple[Case, ...] = ()
    anew: Say | None = None

    def guess(self, known: Known, file: FileFacts, siblings: Siblings) -> Guess | None:
        """Return the folder for a work; None where the rule has nothing to say."""
        folder = self.say(known, file, siblings)
        if folder is None or (folder and folder not in siblings):
            return None
        share = self.local(known, file, siblings, folder) if self.local is not None else None
        return Guess(folder, share or self.by_folder.get(folder, Share(0, 0)))


Builder = Callable[[Sequence[Case]], Fitted | None]
"""Makes a rule of cases; None where they are not of its kind."""
_EXAMPLES = 5


def measured(
    kind: RuleKind,
    detail: str,
    cases: Sequence[Case],
    say: Say,
    said: Sequence[bytes | None],
    local: Local | None = None,
) -> Fitted:
    """Return a rule with its evidence: ``said`` is what it says of each case unseen."""
    right: Counter[bytes] = Counter()
    whole: Counter[bytes] = Counter()
    against: list[Case] = []
    for case, folder in zip(cases, said, strict=True):
        if folder is not None:
            whole[folder] += 1
            right[folder] += folder == case.folder
        if folder != case.folder and len(against) < _EXAMPLES:
            against.append(case)
    shares = {folder: Share(right[folder], count) for folder, count in whole.items()}
    share = Share(right.total(), len(cases))
    return Fitted(kind, detail, share, shares, say, local, tuple(against))


def functional(
    kind: RuleKind, detail: str, cases: Sequence[Case], say: Say, anew: Say | None = None
) -> Fitted:
    """Return a rule that learned nothing of single works, with its evidence."""
    said = [say(case.known, case.file, case.siblings) for case in cases]
    return replace(measured(kind, detail, cases, say, said), anew=anew)


def fixed(cases: Sequence[Case]) -> Fitted:
    """Return the rule that all lie in the same folder."""
    usual = Counter(case.folder for case in cases).most_common(1)[0][0]

    def say(_known: Known, _file: FileFacts, _siblings: Siblings) -> bytes | None:
        return usual

    return measured("fixed", readable(usual), cases, say, [usual] * len(cases))


# Rules that learn a folder for each value of something.

KeyOf = Callable[[Known, FileFacts], Hashable | None]


def _learned(
    kind: RuleKind,
    detail: str,
    cases: Sequence[Case],
    key_of: KeyOf,
    otherwise: Say | None = None,
) -> Fitted:
    counts: dict[Hashable, Counter[bytes]] = {}
    keys = [key_of(case.known, case.file) for case in cases]
    for case, key in zip(cases, keys, strict=True):
        if key is not None:
            counts.setdefault(key, Counter())[case.folder] += 1

    def say(known: Known, file: FileFacts, siblings: Siblings) -> bytes | None:
        seen = counts.get(key_of(known, file))
        if seen is None:
            return otherwise(known, file, siblings) if otherwise is not None else None
        return seen.most_common(1)[0][0]

    def local(known: Known, file: FileFacts, _siblings: Siblings, folder: bytes) -> Share | None:
        seen = counts.get(key_of(known, file))
        return Share(seen[folder], seen.total()) if seen else None

    said: list[bytes | None] = []
    for case, key in zip(cases, keys, strict=True):
        seen = counts.get(key)
        said.append(_without(seen, case.folder) if seen else None)
    return measured(kind, detail, cases, say, said, local)


def _without(seen: Counter[bytes], folder: bytes) -> bytes | None:
    """Return the most common folder, as if one case of ``folder`` were not there."""
    best, most = None, 0
    for name, count in seen.items():
        left = count - (name == folder)
        if left > most:
            best, most = name, left
    return best


_DEPTHS = 4  # of the folders of storage


def mirrors() -> Iterator[Builder]:
    """Yield rules that a folder of storage decides, at each depth."""
    for depth in range(_DEPTHS):

        def key_of(_known: Known, file: FileFacts, depth: int = depth) -> bytes | None:
            parts = file.path.split(b"/", depth + 1)
            return parts[depth] if len(parts) > depth + 1 else None

        def same(
            known: Known, file: FileFacts, siblings: Siblings, key_of: KeyOf = key_of
        ) -> bytes | None:
            key = key_of(known, file)
            return key if isinstance(key, bytes) and key in siblings else None

        detail = f"{{Storage Folder:{depth + 1}}}"
        yield lambda cases, k=key_of, s=same, d=detail: _learned(  # type: ignore[misc]
            "mirror", d, cases, k, s
        )


_FEW_FOLDERS = 12


def copies(facts: Facts) -> Iterator[Builder]:
    """Yield rules that the copy decides: its resolution, its languages."""
    rows: tuple[tuple[RuleKind, str, Fact], ...] = (
        ("quality", "{Resolution}", "resolution"),
        ("language", "{Languages}", "languages"),
    )
    for kind, detail, fact in rows:

        def build(
            cases: Sequence[Case], kind: RuleKind = kind, detail: str = detail, fact: Fact = fact
        ) -> Fitted | None:
            if len({case.folder for case in cases}) > _FEW_FOLDERS:
                return None
            return _learned(
                kind, detail, cases, lambda _known, file: facts.copy(file).get(fact) or None
            )

        yield build


# Rules that read the names of folders.

_READABLE = 0.6  # of the folders have to say a range, or years


def ranges() -> Iterator[Builder]:
    """Yield rules by the first letter of each title, with each way to ignore articles."""
    for title in (TITLE, ORIGINAL):
        for ignored in reversed(IGNORED):

            def letters(known: Known, title: str = title, ignored: str = ignored) -> str:
                return sort_key(known.by_name.get(title) or known.by_name[TITLE], ignored)

            yield lambda cases, letters=letters: _by_letters(cases, letters)  # type: ignore[misc]

    def of_collection(known: Known) -> str:
        return sort_key(known.work.collection or known.by_name[TITLE], "both")

    yield lambda cases: _by_letters(cases, of_collection)


def _by_letters(cases: Sequence[Case], letters: Callable[[Known], str]) -> Fitted | None:
    if Siblings(case.folder for case in cases).share_that(letters_of) < _READABLE:
        return None

    def say(known: Known, _file: FileFacts, siblings: Siblings) -> bytes | None:
        return siblings.of_letters(letters(known))

    def anew(known: Known, _file: FileFacts, siblings: Siblings) -> bytes | None:
        return siblings.gap_of_letters(letters(known))

    return functional("range", "{Range}", cases, say, anew)


def by_years(cases: Sequence[Case]) -> Fitted | None:
    """Return the rule by the year of release, or by its decade."""
    together = Siblings(case.folder for case in cases)
    if together.share_that(years_of) < _READABLE:
        return None

    def say(known: Known, _file: FileFacts, siblings: Siblings) -> bytes | None:
        return siblings.of_year(known.work.year)

    def anew(known: Known, _file: FileFacts, siblings: Siblings) -> bytes | None:
        return siblings.gap_of_year(known.work.year)

    if together.are_single_years:
        return functional("year", "{Release Year}", cases, say, anew)
    return functional("decade", "{Decade}", cases, say, anew)


_LOOSE = 3
"""Films of collections without a folder, from which on such films lie beside the others."""


def by_collection(cases: Sequence[Case]) -> Fitted | None:
    """Return the rule that films of a collection lie in its folder, others in this one."""
    named = any(
        case.known.work.collection
        and collection_key(readable(case.folder)) == collection_key(case.known.work.collection)
        for case in cases
        if case.folder != HERE
    )
    if not named:
        return None

    loose = sum(
        case.folder == HERE
        and case.known.work.collection is not None
        and case.siblings.of_collection(case.known.work.collection) is None
        for case in cases
    )

    def say(known: Known, _file: FileFacts, siblings: Siblings) -> bytes | None:
        collection = known.work.collection
        if collection is None:
            return HERE
        return siblings.of_collection(collection) or (HERE if loose >= _LOOSE else None)

    return functional("collection", "{Movie Collection}", cases, say)
