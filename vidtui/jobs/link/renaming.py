"""Finds links that do not lie where the layout of their tree has them, and where they belong."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from vidtui.catalogue.linking import LinkableFile
from vidtui.jobs.link.eligible import Choice
from vidtui.jobs.link.moves import NewPlace, PlannedMove, StayingLink, StrayLink
from vidtui.jobs.link.new_places import NewPlaces
from vidtui.jobs.link.placing import Placing, kept_answers
from vidtui.jobs.link.spots import doubt_of, reason_of
from vidtui.jobs.links.large_folders import LargeFolder, is_range, large_folders
from vidtui.jobs.links.link_works import episode_code
from vidtui.jobs.links.model import Evidence, Place
from vidtui.jobs.links.storage import LinkState
from vidtui.jobs.roots.live import LiveRoot
from vidtui.layout.asking import parted
from vidtui.layout.genres import in_its_genre
from vidtui.layout.learned import Layouts
from vidtui.layout.model import ExistingLink, Layout, Placed, Question, Share
from vidtui.layout.placing import Placer
from vidtui.paths import is_inside
from vidtui.text import printable

_OF_ALL = ("no_layout", "names")
"""Doubts about a whole tree: nothing is said of single links then."""


@dataclass
class Renaming:
    """Plans moves; ``staying`` are links that do not follow the layout and stay.

    So many are ``undecided``: the layout explains too little. So many were ``judged``.
    """

    state: LinkState
    places: Placing
    choice: Choice
    files: Sequence[LinkableFile]
    same: Collection[int]
    staying: list[StayingLink] = field(default_factory=list)
    undecided: int = 0
    judged: int = 0

    def plan(self, wanted: bytes | Collection[int] | None) -> Iterator[PlannedMove]:
        """Yield the links that belong elsewhere.

        Args:
            wanted: only links to these files, or what lies below an absolute path: links, or the
                files that they show.
        """
        by_id = {one.id: one for one in self.files}
        tree = self.places.tree
        chosen: dict[int, dict[bytes, LinkableFile]] = {}
        shown: set[int] = set()
        for root in self.state.links.values():
            some = chosen[root.id] = {}
            for path, id_ in tree.links[root.id].items():
                file = by_id.get(id_) if id_ in self.same and id_ is not None else None
                if file is None or (root.id, path) in tree.reviewed:
                    continue
                shown.add(file.id)
                if self._is_wanted(root, path, file, wanted) and not self.choice.objection(file):
                    some[path] = file
        self.judged = sum(map(len, chosen.values()))
        judged = {file.id for some in chosen.values() for file in some.values()}
        self.places.known.read_media(shown, sorted(judged))
        for root in self.state.links.values():
            layouts = self.places.learned(root, by_id)
            if chosen[root.id]:
                yield from _InRoot(self, root, layouts, chosen[root.id], by_id).plan()

    def _is_wanted(
        self,
        root: LiveRoot,
        path: bytes,
        file: LinkableFile,
        wanted: bytes | Collection[int] | None,
    ) -> bool:
        if wanted is None:
            return True
        if isinstance(wanted, bytes):
            source = self.state.storage[file.root].absolute(file.path)
            return is_inside(root.absolute(path), wanted) or is_inside(source, wanted)
        return file.id in wanted


class _InRoot:
    """The links of one root, of which ``some`` are judged."""

    def __init__(
        self,
        renaming: Renaming,
        root: LiveRoot,
        layouts: Layouts,
        some: Mapping[bytes, LinkableFile],
        by_id: Mapping[int, LinkableFile],
    ) -> None:
        self._renaming = renaming
        self._root = root
        self._layouts = layouts
        self._some = some
        self._by_id = by_id
        self._placer = Placer(layouts, kept_answers())
        tree = renaming.places.tree
        self._folders = {_key(folder): folder for folder in tree.folders[root.id]}
        self._twins: dict[int, list[bytes]] = defaultdict(list)
        for path, id_ in tree.links[root.id].items():
            if id_ is not None:
                self._twins[id_].append(path)
        self._writer = NewPlaces(renaming.state, root, tree.links[root.id], self._folders.values())
        self._large = self._large_folders()

    def plan(self) -> Iterator[PlannedMove]:
        """Yield the links that belong elsewhere."""
        strays = [one for path in sorted(self._some) if (one := self._judge(path)) is not None]
        left = self._writer.left_behind([one for one in strays if one.doubt is None])
        for one in strays:
            count = left.get(os.path.dirname(one.place.path), 0) if one.doubt is None else 0
            choice = one.places[0].id if one.doubt is None else None
            yield PlannedMove(replace(one, left_behind=count), choice=choice)

    def _judge(self, path: bytes) -> StrayLink | None:
        """Return a link with where it belongs; None where it follows, or stays."""
        file = self._some[path]
        link = self._renaming.places.existing(path, file.id, self._by_id)
        outcome = self._placer.afresh(link)
        if outcome is None:
            return None
        is_asked = isinstance(outcome, Question)
        follows = isinstance(outcome, Placed) and path in (
            self._spelled(path, outcome.path),
            in_its_genre(path, outcome),
        )
        if follows or is_asked:
            large = self._in_large(link, file)
            if large is not None or follows:
                return large
        if isinstance(outcome, Placed):
            return self._stray(path, file, outcome)
        if outcome.doubt in _OF_ALL or _is_offered(path, outcome):
            self._renaming.undecided += 1
        else:
            self._stays(path, self._doubt(path, file, outcome))
        return None

    def _stray(self, path: bytes, file: LinkableFile, outcome: Placed) -> StrayLink | None:
        why = _objection(outcome)
        if why is None:
            reasons = tuple(reason_of(one, outcome.layout) for one in outcome.reasons)
            place = self._writer.of(path, self._spelled(path, outcome.path), reasons)
            if place is not None:
                self._placer.take(place.place.path)
                return self._link(path, file, place, None)
            why = Evidence("text")
        self._stays(path, why)
        return None

    def _spelled(self, path: bytes, wanted: bytes) -> bytes:
        """Return a place as what exists spells it: other capitals alone are no other place."""
        if _key(path) == _key(wanted):
            return path
        folder, name = os.path.split(wanted)
        missing: list[bytes] = []
        while folder and _key(folder) not in self._folders:
            folder, last = os.path.split(folder)
            missing.append(last)
        there = self._folders[_key(folder)] if folder else b""
        whole = os.path.join(there, *reversed(missing), name)
        return path if _key(path) == _key(whole) else whole

    def _doubt(self, path: bytes, file: LinkableFile, question: Question) -> Evidence:
        twins = [one for one in self._twins[file.id] if one != path]
        if question.doubt == "same_name" and twins:
            return Evidence("shared", {"other": printable(self._root.absolute(twins[0]))})
        return doubt_of(question)

    def _stays(self, path: bytes, why: Evidence) -> None:
        self._renaming.staying.append(StayingLink(Place(self._root.path, path), why))

    def _large_folders(self) -> dict[bytes, LargeFolder]:
        below: dict[bytes, list[bytes]] = defaultdict(list)
        for folder in self._folders.values():
            if folder:
                below[os.path.dirname(folder)].append(folder)
        links = Counter(os.path.dirname(path) for held in self._twins.values() for path in held)
        return {one.path: one for one in large_folders(below, links)}

    def _in_large(self, link: ExistingLink, file: LinkableFile) -> StrayLink | None:
        """Return a link in a folder that is too large, with the range that others split it into."""
        folder = os.path.dirname(link.path)
        while folder and folder not in self._large:
            folder = os.path.dirname(folder)
        if not folder or link.work is None or link.file is None:
            return None
        large = self._large[folder]
        split = self._layouts.learned[link.work.kind].shelves.get(parted(large.split))
        if split is None or not split.rules or is_range(folder):
            return None
        known = self._layouts.facts.known(link.work)
        named = split.rules[0].say(known, link.file, split.siblings)
        if split.rules[0].kind != "range" or not named:
            return None
        to = os.path.join(folder, named, link.path[len(folder) + 1 :])
        place = self._writer.of(link.path, self._spelled(link.path, to), ())
        if place is None or place.place.path == link.path:
            return None
        facts: dict[str, str | int | float] = {
            "folder": printable(folder),
            "count": large.entries,
            "split": printable(large.split),
        }
        return self._link(link.path, file, place, Evidence("large", facts))

    def _link(
        self, path: bytes, file: LinkableFile, place: NewPlace, doubt: Evidence | None
    ) -> StrayLink:
        known = self._renaming.places.known
        work = known.work_of(file)
        marks = [(one.season, one.number, one.air_date) for one in known.episodes_of(file.id)]
        return StrayLink(
            place=Place(self._root.path, path),
            text=self._writer.text_at(path),
            source=Place(self._renaming.state.storage[file.root].path, file.path),
            file=file.id,
            size=file.size,
            mtime_ns=file.mtime_ns,
            kind=work.kind if work is not None else "film",
            title=work.title if work is not None else "",
            year=work.year if work is not None else None,
            code=episode_code(marks),
            places=(place,),
            doubt=doubt,
        )


def _is_offered(path: bytes, question: Question) -> bool:
    """Whether a link lies in a folder that a person may choose for it."""
    folders = [os.path.join(one.folder, b"") for one in question.choices if one.folder]
    return any(path.startswith(folder) for folder in folders)


def _objection(outcome: Placed) -> Evidence | None:
    """Return why a place is not certain enough that a link is moved to it."""
    if not _is_enough(outcome.layout):
        share: Share = outcome.layout.share
        return Evidence("layout", {"follow": share.follow, "of": share.of})
    if outcome.unknown:
        return Evidence("facts", {"detail": printable(", ".join(outcome.unknown))})
    return None


def _is_enough(layout: Layout) -> bool:
    return layout.is_by_hand or layout.share.is_enough


def _key(path: bytes) -> str:
    """Return a path as those see it who know neither case nor forms of accents."""
    return unicodedata.normalize("NFC", path.decode("utf-8", "surrogateescape")).casefold()
