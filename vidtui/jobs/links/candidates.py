"""How proposals are made and ordered, and those by names: the same name or work, a like title.

Never across a veto: another year, episode, part, country or kind.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from rapidfuzz import fuzz
from xxhash import xxh3_64_hexdigest

from vidtui.jobs.links.link_works import (
    NameMarkers,
    Work,
    episode_code,
    is_barred,
    likeness,
    path_marks,
    veto,
)
from vidtui.jobs.links.model import (
    MOST_OFFERED,
    TIERS,
    BrokenLink,
    Evidence,
    Place,
    Proposal,
    Tier,
)
from vidtui.jobs.links.storage import FoundVideo
from vidtui.jobs.links.work_index import SIMILAR_NEAR, IdentifiedVideo, WorkIndex
from vidtui.matching.titles import form
from vidtui.text import fold, printable, readable

_RESOLUTION = re.compile(r"(?<![0-9a-z])(4k|uhd|\d{3,4}(?=[pi](?![a-z])))", re.IGNORECASE)
_RESOLUTION_WEIGHT = 0.3
_FOLDER_WEIGHT = 0.15
_UNKNOWN = 0.5


def propose(
    present: FoundVideo,
    tier: Tier,
    evidence: tuple[Evidence, ...],
    cautions: tuple[Evidence, ...] = (),
    *,
    score: float = 1.0,
    file: int | None = None,
) -> Proposal:
    """Return a proposal of a file that is on disk."""
    root, found = present.root, present.file
    stored = present.stored.id if present.stored is not None else None
    return Proposal(
        id=proposal_id(root.known.identity.uuid, found.path),
        place=Place(root.path, found.path),
        size=found.size,
        mtime_ns=found.mtime_ns,
        tier=tier,
        evidence=evidence,
        cautions=cautions,
        file=file if file is not None else stored,
        score=score,
    )


def proposal_id(root: str, path: bytes) -> str:
    """Return what names a file within a plan; the same each time."""
    return xxh3_64_hexdigest(root.encode() + b"/" + path)


def in_order(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return each file once, by its best evidence, the best first, as many as can be offered."""
    best: dict[str, Proposal] = {}
    for one in sorted(proposals, key=_rank):
        best.setdefault(one.id, one)
    return tuple(list(best.values())[:MOST_OFFERED])


def _rank(one: Proposal) -> tuple[int, int, float, bytes]:
    return (TIERS.index(one.tier), len(one.cautions), -one.score, one.place.absolute)


def name_likeness(link: BrokenLink, absolute: bytes) -> float:
    """Return from 0 to 1 how alike a file and the old target are: name, resolution, folder."""
    old, new = (fold(readable(_stem(one))) for one in (link.target, absolute))
    alike = float(fuzz.ratio(old, new)) / 100
    now = _resolution(absolute)
    before = _resolution(link.target) or _resolution(link.place.path)
    same = _UNKNOWN if None in (now, before) else float(now == before)
    beside = os.path.dirname(link.target) == os.path.dirname(absolute)
    rest = 1 - _RESOLUTION_WEIGHT - _FOLDER_WEIGHT
    return rest * alike + _RESOLUTION_WEIGHT * same + _FOLDER_WEIGHT * beside


def _resolution(path: bytes) -> str | None:
    found = _RESOLUTION.search(readable(_stem(path)))
    if found is None:
        return None
    return "2160" if found[1].lower() in ("4k", "uhd") else found[1]


def _stem(path: bytes) -> bytes:
    return os.path.splitext(os.path.basename(path))[0]


_OTHER_EXTENSION = 0.95
_OTHER_WRITING = 0.97
_CARRIES = 0.6  # how alike a title must be that a name is said to carry
_COMMON_WORDS = """
film films movie movies series serie tv shows show anime animes video videos
saison season staffel temporada episode ep part partie cd dvd disc disk disque
extras extra bonus featurettes trailers trailer sample samples making of scenes
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""What folders and files of many works are called."""
_CODE = re.compile(r"[a-z]{0,2}\d+(?:[a-z]+\d+)*[a-z]?|.")


def name_key(path: bytes) -> str:
    """Return what file names have in common that differ in case, accents' form or extension."""
    name = readable(os.path.splitext(os.path.basename(path))[0])
    return unicodedata.normalize("NFC", name).casefold()


class NameIndex:
    """Finds files by their names."""

    def __init__(
        self,
        videos: Iterable[FoundVideo],
        names: Set[str],
        works: WorkIndex,
        is_extra: Callable[[FoundVideo], bool],
    ) -> None:
        """Take all videos on storage, and the names of the old targets of the links to review."""
        self._works = works
        self._is_extra = is_extra
        self._named: dict[str, list[FoundVideo]] = defaultdict(list)
        for one in videos:
            key = name_key(one.file.path)
            if key in names:
                self._named[key].append(one)

    def proposals(self, link: BrokenLink, subject: Sequence[Work], kind: str) -> list[Proposal]:
        """Return the file that has the old target's name, if it is the only one that may be it."""
        fit = [
            one
            for one in self._named.get(name_key(link.target), ())
            if self._fits(link, one, subject, kind)
        ]
        sole = _sole(link.target, fit)
        if sole is None:
            return []
        deepest, best = sole
        evidence, score = _named_alike(link.target, best)
        folder = b"/".join(best.absolute.split(b"/")[:-deepest])
        work = self._works.work_of(best)
        unsure = work is not None and any(veto(one, work) for one in subject)
        further = []
        if deepest > 1 and folder:
            further.append(Evidence("same-path", {"folder": printable(folder)}))
        cautions = (Evidence("no-season"),) if unsure else ()
        return [propose(best, "same-name", (evidence, *further), cautions, score=score)]

    def _fits(
        self, link: BrokenLink, present: FoundVideo, subject: Sequence[Work], kind: str
    ) -> bool:
        """Whether nothing says that a file of the same name is another work."""
        is_extra = self._is_extra(present)
        if is_extra != (kind == "extra"):
            return False
        same_folder = _tells(link.target.split(b"/")[-_common(link.target, present.absolute) : -1])
        work = None if is_extra else self._works.work_of(present)
        if _is_contradicted(link, present, subject, work):
            return False
        if work is None or not subject:
            return same_folder or (not is_extra and _says_much(link.target))
        bars = {veto(one, work) for one in subject} - {None}
        if bars:
            return bars == {"episode"} and _is_unplaced(link, present, subject, work)
        alike = max((likeness(one, work) for one in subject), key=lambda found: found.value)
        return alike.may_be_same or alike.value >= _CARRIES or same_folder


def names_of(link: BrokenLink) -> tuple[NameMarkers, ...]:
    """Return what a link's own name and the name of its old target say beyond doubt."""
    if link.problem in ("loop", "misnamed"):
        return (path_marks(link.place.path),)
    return path_marks(link.place.path), path_marks(link.target)


def _is_unplaced(
    link: BrokenLink, present: FoundVideo, subject: Sequence[Work], work: Work
) -> bool:
    """Whether the very name, title and number in it, lies where no folder gives the season."""
    name = os.path.basename(link.target)
    if name != os.path.basename(present.file.path) or any(
        season is not None for season, _number, _date in work.episodes
    ):
        return False
    text = form(readable(os.path.splitext(name)[0])).joined
    titles = [one.joined for work_ in subject for one in work_.forms]
    return any(char.isdigit() for char in text) and any(title in text for title in titles)


def _tells(folders: Iterable[bytes]) -> bool:
    """Whether one of some folders has a name that others of its kind have not."""
    return any(telling_words(folder) for folder in folders)


def _says_much(path: bytes) -> bool:
    return len(telling_words(os.path.splitext(os.path.basename(path))[0])) > 1


def telling_words(name: bytes) -> list[str]:
    """Return the words of a name that may be a title's."""
    words = fold(readable(name)).split()
    return [word for word in words if word not in _COMMON and not _CODE.fullmatch(word)]


def _depth(found: tuple[int, FoundVideo]) -> tuple[int, bytes]:
    return found[0], found[1].absolute


def _common(one: bytes, other: bytes) -> int:
    """Count the components that two paths have in common from their ends, extensions aside."""
    mine, theirs = one.split(b"/"), other.split(b"/")
    count = int(name_key(mine[-1]) == name_key(theirs[-1]))
    for here, there in zip(mine[-2::-1], theirs[-2::-1], strict=False):
        if not count or here != there:
            break
        count += 1
    return count


def _named_alike(target: bytes, present: FoundVideo) -> tuple[Evidence, float]:
    old, now = os.path.basename(target), os.path.basename(present.file.path)
    if old == now:
        return Evidence("same-name"), 1.0
    if os.path.splitext(old)[1].lower() == os.path.splitext(now)[1].lower():
        return Evidence("other-writing"), _OTHER_WRITING
    return Evidence("other-extension"), _OTHER_EXTENSION


def same_work(link: BrokenLink, subject: Sequence[Work], works: WorkIndex) -> list[Proposal]:
    """Return the files of the same film or episode, and those that may be for all one knows."""
    found: dict[bytes, Proposal] = {}
    said = names_of(link)
    for work in subject:
        for held in works.same(work):
            if any(veto(one, held.work) for one in subject) or is_barred(said, subject, held.work):
                continue
            proposal = _same(link, subject, held)
            if proposal is not None:
                found.setdefault(held.present.absolute, proposal)
    return list(found.values())


def similar(link: BrokenLink, subject: Sequence[Work], works: WorkIndex) -> list[Proposal]:
    """Return files whose titles are like that of a link, with the same year or episode."""
    said = names_of(link)
    return [
        propose(
            held.present,
            "similar-name",
            (Evidence("similar", {"percent": round(100 * value)}),),
            score=value,
        )
        for held, value in _similar(subject, works)
        if not is_barred(said, subject, held.work)
    ]


def _similar(subject: Sequence[Work], works: WorkIndex) -> Iterator[tuple[IdentifiedVideo, float]]:
    for work in subject:
        for held, alike in works.similar(work):
            if any(veto(one, held.work) for one in subject):
                continue
            if not work.is_series:
                if not work.year or not held.work.year:
                    continue
                if work.year != held.work.year and alike.value < SIMILAR_NEAR:
                    continue
            yield held, alike.value


def _sole(target: bytes, fit: Sequence[FoundVideo]) -> tuple[int, FoundVideo] | None:
    """Return the one that is closest to a target, and how many parts of the paths they share."""
    if not fit:
        return None
    # The very name goes before another writing of it or another extension.
    score = max(_named_alike(target, one)[1] for one in fit)
    best = [one for one in fit if _named_alike(target, one)[1] == score]
    depths = sorted(((_common(target, one.absolute), one) for one in best), key=_depth)
    deepest = depths[-1][0]
    is_alone = len(best) == 1 or (deepest > 1 and deepest > depths[-2][0])
    return depths[-1] if is_alone else None


def _is_contradicted(
    link: BrokenLink, present: FoundVideo, subject: Sequence[Work], work: Work | None
) -> bool:
    said = names_of(link)
    if work is not None:
        return is_barred(said, subject, work)
    return any(one.contradicts(path_marks(present.file.path)) for one in said)


def _same(link: BrokenLink, subject: Sequence[Work], held: IdentifiedVideo) -> Proposal | None:
    """Say how far a file of the same title is the same work."""
    work = held.work
    alike = [(one, likeness(one, work)) for one in subject]
    names = [one for one, found in alike if found.same or _is_known(one, work)]
    if not names:
        return _perhaps(link, held) if any(found.may_be_same for _one, found in alike) else None
    score = name_likeness(link, held.present.absolute)
    cautions: list[Evidence] = []
    if any(bool(one.part) != bool(work.part) for one in subject if not one.is_series):
        cautions.append(Evidence("other-part"))
    evidence = _evidence(names, work)
    is_same = evidence.kind in ("film", "episode", "work")
    tier: Tier = "same-work" if is_same else "similar-name"
    return propose(held.present, tier, (evidence,), tuple(cautions), score=score)


def _perhaps(link: BrokenLink, held: IdentifiedVideo) -> Proposal:
    """Propose a file for a title that one of the names may hold, if it is read so."""
    score = name_likeness(link, held.present.absolute)
    return propose(held.present, "similar-name", (Evidence("other-title"),), score=score)


def _evidence(names: Sequence[Work], work: Work) -> Evidence:
    if work.is_series:
        facts = {"title": work.title, "code": episode_code(work.episodes)}
        return Evidence("episode", facts)
    if any(_is_known(one, work) for one in names):
        return Evidence("work", {"title": work.title})
    years = [one.year for one in names if one.year]
    if not years or not work.year:
        return Evidence("no-year")
    if work.year in years:
        return Evidence("film", {"title": work.title, "year": work.year})
    return Evidence("near-year")


def _is_known(one: Work, other: Work) -> bool:
    """Whether both are the same work in the provider, or their names give the same id."""
    if one.known is not None and one.known == other.known:
        return True
    return not one.is_series and any(other.ids.get(key) == value for key, value in one.ids.items())
