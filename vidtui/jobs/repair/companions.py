"""Fourth stage of a search: what goes with a video is repaired with it, or by itself.

A link to subtitles, an NFO or a picture that broke with the link to its video becomes a part of
that one. Where its video is shown as it should be, or where other links tell that a folder was
renamed, it has proposals of its own.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from vidtui.disk.symlinks.reader import LinkReader
from vidtui.jobs.links.candidates import in_order, proposal_id
from vidtui.jobs.links.companions import Beside, facts_of, stem_of, suffix_after
from vidtui.jobs.links.model import (
    BrokenLink,
    Companion,
    Decision,
    Evidence,
    Place,
    Proposal,
    Renamed,
)
from vidtui.jobs.links.storage import LinkState, below
from vidtui.jobs.repair.folders import folder_proposal
from vidtui.jobs.roots.live import LiveRoot, scan_rules
from vidtui.paths import is_inside, prefix_of
from vidtui.settings.model import Settings
from vidtui.text import printable

Change = tuple[bytes, bytes]
Stored = Callable[[bytes], tuple[LiveRoot, bytes] | None]
_LEADING = ("broken", "wrong", "misnamed")
"""Problems of a link to a video with which what goes with it may be repaired."""
_EXTENSION = re.compile(rb"\.[A-Za-z0-9]{2,5}\Z")
_LIKE_SCORE = 0.9  # of what bears the name, and says its language in another way


def change_of(target: bytes, place: Place) -> Change | None:
    """Return the two folders below which an old target and a file lie alike."""
    old = target.split(b"/")
    new = place.path.split(b"/")
    count = 0
    for mine, theirs in zip(reversed(old), reversed(new), strict=False):
        if mine != theirs:
            break
        count += 1
    if not count:
        return None
    folder = b"/".join(new[:-count])
    return b"/".join(old[:-count]), os.path.join(place.root, folder).rstrip(b"/")


class _Shown(NamedTuple):
    """A link to a video that is right: its name without extension, and the video."""

    stem: bytes
    video: bytes


class CompanionStage:
    """Gives each link to what goes with a video its place; ``links`` are those that are left."""

    def __init__(
        self, state: LinkState, links: Sequence[BrokenLink], groups: Sequence[Renamed]
    ) -> None:
        """Take the links with their proposals, and the folders that seem to be renamed."""
        self._state = state
        self._beside = Beside(state.rules)
        self._changes = [(group.old, group.new) for group in groups]
        storage = [root.path for root in state.storage.values()]
        self._reader = LinkReader(state.settings.path_maps, storage)
        self.links = self._placed(links)

    def _placed(self, links: Sequence[BrokenLink]) -> list[BrokenLink]:
        others, leads = _by_folder(self._state, links)
        taken: set[Place] = set()
        given: dict[Place, BrokenLink] = {}
        for folder, some in others.items():
            if self._state.cancel():
                break
            here = leads.get(folder, ())
            alone, led = self._in_folder(folder, some, here)
            given |= alone
            given |= {one.place: self._led(one, led[one.place]) for one in here if led[one.place]}
            taken.update(one.place for held in led.values() for one in held)
        return [given.get(one.place, one) for one in links if one.place not in taken]

    def _in_folder(
        self, folder: bytes, some: Sequence[BrokenLink], here: Sequence[BrokenLink]
    ) -> tuple[dict[Place, BrokenLink], dict[Place, list[BrokenLink]]]:
        """Return which links have proposals of their own, and by its place which go with a lead."""
        alone: dict[Place, BrokenLink] = {}
        led: dict[Place, list[BrokenLink]] = {lead.place: [] for lead in here}
        shown = self._shown(folder, frozenset(lead.place.path for lead in here))
        for one in some:
            lead = _lead_of(one, here, shown)
            own = self._alone(one, shown) if lead is None or not lead.proposals else ()
            if own:
                alone[one.place] = replace(one, proposals=own)
            elif lead is not None and (lead.proposals or lead.problem == "broken"):
                led[lead.place].append(one)
        return alone, led

    def _led(self, lead: BrokenLink, some: Sequence[BrokenLink]) -> BrokenLink:
        return replace(
            lead,
            companions=tuple(
                _companion(
                    one,
                    [(video.id, self._counterpart(lead, one, video)) for video in lead.proposals],
                )
                for one in sorted(some, key=lambda one: one.place)
            ),
        )

    def _counterpart(self, lead: BrokenLink, one: BrokenLink, video: Proposal) -> Proposal | None:
        return counterpart(self._beside, self._state.stored, lead, one, video)

    def _alone(self, one: BrokenLink, shown: Sequence[_Shown]) -> tuple[Proposal, ...]:
        """Propose for a link whose video is shown as it should be, or whose folder has moved."""
        found: list[Proposal] = []
        for video, suffix in _videos_of(one, shown):
            evidence = Evidence("companion", {"video": printable(video)})
            for path, score in _by_name(self._beside, video, suffix):
                found += _proposals(self._state.stored, path, evidence, score)
            same = os.path.join(os.path.dirname(video), os.path.basename(one.target))
            if self._beside.has(same):
                found += _proposals(self._state.stored, same, evidence, 1.0)
        for old, new in self._changes:
            if is_inside(one.target, old):
                path = new + one.target[len(old) :]
                evidence = Evidence("same-folder", {"old": printable(old), "new": printable(new)})
                if self._beside.has(path):
                    found += _proposals(self._state.stored, path, evidence, 1.0)
                elif not _is_file(one.target):
                    found += self._folder(path, evidence)
        return in_order(found)

    def _folder(self, path: bytes, why: Evidence) -> list[Proposal]:
        at = self._state.stored(path)
        found = folder_proposal(*at, "same-name", (why,)) if at is not None else None
        return [found] if found is not None else []

    def _shown(self, folder: bytes, leads: Set[bytes]) -> list[_Shown]:
        """Return what the links to videos in a folder show that are right."""
        found = []
        real, broken = os.path.realpath(folder), {os.path.basename(path) for path in leads}
        try:
            names = sorted(set(filter(self._state.rules.is_video, os.listdir(folder))) - broken)
        except OSError:
            return []
        for name in names:
            try:
                hop = self._reader.first_hop(os.path.join(folder, name), real)
            except OSError:
                continue  # it is no link, or cannot be read
            reading = self._reader.follow(*hop)
            if reading.state == "ok" and reading.target is not None:
                found.append(_Shown(stem_of(name), reading.target))
        return found


def _videos_of(one: BrokenLink, shown: Sequence[_Shown]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the video whose link has the name that a companion bears, and the suffix.

    What bears no video's name, such as ``poster.jpg``, goes with all videos of its folder, as
    long as these lie in one folder too.
    """
    name = os.path.basename(one.place.path)
    named = [(len(stem), video, end) for stem, video in shown if (end := suffix_after(stem, name))]
    if named:
        _length, video, suffix = max(named)
        yield video, suffix
    elif len({os.path.dirname(video) for _stem, video in shown}) == 1 and _is_file(name):
        yield shown[0].video, b""


def with_chosen(
    decision: Decision, roots: Sequence[LiveRoot], settings: Settings
) -> list[Decision]:
    """Return what is to be done to what goes with a video.

    The search found it for its own proposals; beside a file that a person chose it is found here.
    """
    chosen, lead = decision.proposal, decision.link
    if decision.verb != "repair" or chosen is None or chosen.tier != "chosen":
        return decision.companions
    beside = Beside(scan_rules(settings))
    prefixes = [
        (prefix, root) for root in roots if root.known.role == "storage" for prefix in root.prefixes
    ]
    found = (
        (one.link, counterpart(beside, partial(below, prefixes), lead, one.link, chosen))
        for one in lead.companions
    )
    return [Decision(link, "repair", file) for link, file in found if file is not None]


def counterpart(
    beside: Beside, stored: Stored, lead: BrokenLink, one: BrokenLink, video: Proposal
) -> Proposal | None:
    """Return what a companion is to show once the link to its video shows another file.

    Args:
        beside: says what lies beside videos.
        stored: says on which root a path lies, and where below it.
        lead: the link to the video.
        one: the link to what goes with it.
        video: what the former is to show.
    """
    evidence = Evidence("companion", {"video": printable(video.place.absolute)})
    for path in _expected(beside, lead, one, video):
        if found := _proposals(stored, path, evidence, 1.0):
            return found[0]
    return None


def _expected(
    beside: Beside, lead: BrokenLink, one: BrokenLink, video: Proposal
) -> Iterator[bytes]:
    """Yield the files that may go with a video as another one went with the old, the best first."""
    now, name = video.place.absolute, os.path.basename(one.target)
    own = suffix_after(stem_of(lead.place.path), os.path.basename(one.place.path))
    suffix = None
    if lead.problem == "broken":
        suffix = suffix_after(stem_of(lead.target), name)
        yield from _as_it_lay(beside, lead.target, one.target, now, suffix)
        change = change_of(lead.target, video.place)
        if change is not None and one.target.startswith(prefix_of(change[0])):
            path = change[1] + one.target[len(change[0]) :]
            if beside.has(path):
                yield path
    for said in filter(None, (own, suffix)):
        for path, _score in _by_name(beside, now, said):
            yield path


def _as_it_lay(
    beside: Beside, old: bytes, target: bytes, now: bytes, suffix: bytes | None
) -> Iterator[bytes]:
    """Yield the files that lie to a video ``now`` as ``target`` lay to the old one."""
    folder = os.path.dirname(old)
    if not is_inside(target, folder):
        return
    below = os.path.relpath(os.path.dirname(target), folder)
    there = os.path.normpath(os.path.join(os.path.dirname(now), below))
    named_so = os.path.join(there, os.path.basename(now))
    if suffix and (found := beside.with_suffix(named_so, suffix)):
        yield found
    if beside.has(same := os.path.join(there, os.path.basename(target))):
        yield same


def _by_name(beside: Beside, video: bytes, suffix: bytes) -> Iterator[tuple[bytes, float]]:
    if suffix and (found := beside.with_suffix(video, suffix)):
        yield found, 1.0
    elif suffix and (found := beside.like(video, suffix)):
        yield found, _LIKE_SCORE


def _proposals(stored: Stored, path: bytes, why: Evidence, score: float) -> list[Proposal]:
    """Return the proposal of a file that is no video, if it is there and on a storage root."""
    at, facts = stored(path), facts_of(path)
    if at is None or facts is None:
        return []
    root, below = at
    id_ = proposal_id(root.known.identity.uuid, below)
    place = Place(root.path, below)
    return [Proposal(id_, place, *facts, "same-name", (why,), score=score)]


def _companion(one: BrokenLink, files: Sequence[tuple[str, Proposal | None]]) -> Companion:
    """Return a companion, with the file that goes with each proposal of its video."""
    there = {video: file for video, file in files if file is not None}
    offered = {file.id: file for file in there.values()}
    return Companion(
        replace(one, link=None, shown_file=None, proposals=tuple(offered.values())),
        tuple((video, file.id) for video, file in there.items()),
    )


def _by_folder(
    state: LinkState, links: Iterable[BrokenLink]
) -> tuple[dict[bytes, list[BrokenLink]], dict[bytes, list[BrokenLink]]]:
    """Return by folder the links to what is no video, and those to videos that may lead them."""
    others: dict[bytes, list[BrokenLink]] = defaultdict(list)
    leads: dict[bytes, list[BrokenLink]] = defaultdict(list)
    is_video = state.rules.is_video
    for link in links:
        folder, name = os.path.split(link.place.absolute)
        if is_video(name):
            if link.problem in _LEADING:
                leads[folder].append(link)
        elif link.problem == "broken" and link.through is None and not link.proposals:
            others[folder].append(link)
    return others, leads


def _lead_of(
    one: BrokenLink, leads: Sequence[BrokenLink], shown: Sequence[_Shown]
) -> BrokenLink | None:
    """Return the link to the video with which another one goes, None where there is none.

    The longest name counts, be it that of a link which is right; what bears no video's name goes
    with the only one whose file lay beside its own.
    """
    name = os.path.basename(one.place.path)
    right = max((len(stem) for stem, _video in shown if suffix_after(stem, name)), default=0)
    named = [lead for lead in leads if suffix_after(stem_of(lead.place.path), name)]
    if named:
        lead = max(named, key=_named_at_length)
        if _named_at_length(lead) <= right:
            return None
    elif right or (only := _only_beside(one, leads)) is None:
        return None
    else:
        lead = only
    return lead if lead.is_outside == one.is_outside else None


def _named_at_length(lead: BrokenLink) -> int:
    return len(stem_of(lead.place.path))


def _only_beside(one: BrokenLink, leads: Sequence[BrokenLink]) -> BrokenLink | None:
    """Return the only broken link to a video whose file lay beside that of another one."""
    folder = os.path.dirname(one.target)
    beside = [lead for lead in leads if is_inside(folder, os.path.dirname(lead.target))]
    are_files = _is_file(os.path.basename(one.place.path)) and _is_file(one.target)
    return beside[0] if len(beside) == 1 and are_files and beside[0].problem == "broken" else None


def _is_file(path: bytes) -> bool:
    """Whether a name is a file's, and not a folder's."""
    return _EXTENSION.search(path) is not None
