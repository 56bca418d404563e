"""The search for broken links, and for what each may be repaired to. It changes nothing.

Links broken alike are told together: a renamed folder, a replaced disk, another machine's view.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.disk.symlinks import trash
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken, Notice, Refused, Started
from vidtui.jobs.links.candidates import in_order, name_key, propose
from vidtui.jobs.links.model import (
    BrokenLink,
    Evidence,
    ForeignView,
    Place,
    Plan,
    Planned,
    PlanRoot,
    Proposal,
    Renamed,
    because,
)
from vidtui.jobs.links.scan import FolderRead, LinkScan
from vidtui.jobs.links.storage import FoundVideo, LinkState, StorageIndex, StorageScan
from vidtui.jobs.links.undo import settled
from vidtui.jobs.repair.companions import Change, CompanionStage, change_of
from vidtui.jobs.repair.proposing import ProposeStage
from vidtui.jobs.repair.run import FindEvent, FindFinished, FindOptions
from vidtui.jobs.roots.live import live_roots, read_of, remedy_of
from vidtui.oserrors import about, is_missing
from vidtui.paths import is_inside
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import printable

log = logging.getLogger(__name__)


class FindJob:
    """One search. ``run`` is drained by the thread that starts it; it needs no lock."""

    def __init__(self, settings: Settings, options: FindOptions, cancel: CancelToken) -> None:
        """Take the settings, and the token that stops it."""
        self._settings = settings
        self._options = options
        self._cancel = cancel

    def run(self) -> Iterator[FindEvent]:
        """Search, and say what is found; the plan comes last.

        Raises:
            UsageProblem: no link root, or a root that was never imported.
            CatalogueProblem: the catalogue cannot be used, or another one is there meanwhile.
        """
        begun = time.monotonic()
        catalogue = open_catalogue(self._settings.database)
        yield Started("repair-links", self._settings.database)
        for line in settled(catalogue, self._settings):
            yield Notice(line)
        for folder in self._settings.trashes:
            why = trash.unfit(folder, self._settings)
            if why is not None:
                yield Notice(about(folder, why))
        with catalogue.session():
            state = begin(self._settings, self._options, catalogue, self._cancel)
            plan = yield from self._plan(state)
            catalogue.refuse_replaced()
        seconds = time.monotonic() - begun
        read = read_of(state.storage.values(), state.read)
        yield FindFinished(state.frozen_counts(), self._cancel(), seconds, read, plan)

    def _plan(self, state: LinkState) -> Generator[FindEvent, None, Plan | None]:
        refused = False
        for event in self._stages(state):
            refused = refused or isinstance(event, Refused)
            yield event
        if refused or state.cancel():
            return None
        return self._result

    def _stages(self, state: LinkState) -> Iterator[FindEvent]:
        away = refusals(state)
        yield from away
        if away:
            return
        scan = LinkScan(state)
        yield from _scanned(state, scan)
        self._result = _plan_of(state, self._settings)
        if state.cancel() or not scan.found:
            return
        storage = StorageScan(state)
        for event in storage.run():
            yield event
            if isinstance(event, Refused):
                away.append(event)
        if away or state.cancel():
            return
        stage = ProposeStage(state, storage.videos, scan)
        yield from stage.run()
        links, groups = infer(storage.videos, stage.links)
        links = CompanionStage(state, links, groups).links
        if log.isEnabledFor(logging.INFO):
            for link in links:
                _log(link)
        self._result.links = [Planned(link) for link in links]
        self._result.groups = groups
        self._result.view = foreign_view(links, groups)


def _log(link: BrokenLink) -> None:
    """Say what a link may be repaired to, and why."""
    log.info("%s: %s", printable(link.place.absolute), link.problem)
    for one in link.proposals:
        target = printable(one.place.absolute)
        log.info("  %s %s (%s)", one.tier, target, "; ".join(because(one)))


def _scanned(state: LinkState, scan: LinkScan) -> Iterator[FindEvent]:
    """Yield what a scan of the links says, and how far it is."""
    for seen in scan.run():
        if isinstance(seen, FolderRead):
            yield from state.progress("links", state.counts["links"], None, seen.folder)
        else:
            yield seen
    total = state.counts["links"]
    yield from state.progress("links", total, total, b"", force=True)


def _plan_of(state: LinkState, settings: Settings) -> Plan:
    roots = {root.path: root.known for root in (*state.storage.values(), *state.links.values())}
    return Plan(
        catalogue=state.catalogue.id,
        created=int(time.time()),
        roots=tuple(
            PlanRoot(roots[setting.path].identity.uuid, setting.role, setting.path)
            for setting in settings.roots
        ),
        links=[],
        counts=state.frozen_counts(),
    )


def begin(
    settings: Settings, options: FindOptions, catalogue: Catalogue, cancel: CancelToken
) -> LinkState:
    """Look at all roots, in a session.

    Raises:
        UsageProblem: there is no link root, or a root has never been imported.
    """
    return LinkState(
        settings=settings,
        catalogue=catalogue,
        cancel=cancel,
        storage=live_roots(settings, settings.of("storage")),
        links=live_roots(settings, _link_roots(settings)),
        accept_loss=options.accept_loss,
    )


def refusals(state: LinkState) -> list[Refused]:
    """Return why nothing may be said of links now: one line for each root that is not there.

    A storage root that is away may hold what any link showed, so one is enough.
    """
    return [
        Refused(root.path, root.objection, remedy_of(root.state))
        for root in (*state.storage.values(), *state.links.values())
        if root.objection
    ]


def _link_roots(settings: Settings) -> tuple[RootSetting, ...]:
    found = settings.of("links")
    if not found:
        raise UsageProblem(
            _('{file}: no link root; write: [[links]] path = "/the/folder"').format(
                file=printable(str(settings.config_file))
            )
        )
    return found


FEWEST = 2
"""Links that must have broken alike, so that it is no coincidence."""
FEWEST_VIEW = 5
"""Links that another machine's view must explain, and their share of all that are broken."""
VIEW_SHARE = 0.5


class _Broken(NamedTuple):
    number: int
    link: BrokenLink


def infer(
    videos: StorageIndex, links: Sequence[BrokenLink]
) -> tuple[list[BrokenLink], tuple[Renamed, ...]]:
    """Find what links have in common, and propose by it to those that have no better evidence.

    Returns:
        The links, and the groups, the largest first; a link is in one group at most.
    """
    broken = [_Broken(number, link) for number, link in enumerate(links) if _is_broken(link)]
    changes: dict[Change, set[int]] = defaultdict(set)
    for number, link in broken:
        for change in {change_of(link.target, one.place) for one in _firm(link.proposals)} - {None}:
            if change is not None:
                changes[change].add(number)
    counted = {change: len(found) for change, found in changes.items() if len(found) >= FEWEST}
    given = _with_inferred(videos, links, broken, counted)
    return given, _with_only(videos, given, _groups(given, broken, counted))


def foreign_view(links: Sequence[BrokenLink], groups: Sequence[Renamed]) -> ForeignView | None:
    """Return the absent prefix that most broken links have, where their files lie elsewhere."""
    broken = list(filter(_is_broken, links))
    outside = {link.place: link.text for link in broken if link.is_outside}
    fewest = max(FEWEST_VIEW, VIEW_SHARE * len(broken))
    for group in groups:
        texts = [outside[place] for place in group.links if place in outside]
        count = sum(is_inside(text, group.old) for text in texts)
        if group.old and count >= fewest and _is_absent(group.old, broken):
            return ForeignView(group.old, group.new, count, len(broken))
    return None


def _is_broken(link: BrokenLink) -> bool:
    """Whether a link shows nothing by its own text, not by that of another link."""
    return link.problem == "broken" and link.through is None


def _firm(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals that may show where a folder is now."""
    return [one for one in proposals[:1] if one.tier not in ("similar-name", "chosen")]


def _expected(
    broken: Iterable[_Broken], changes: Iterable[Change]
) -> dict[bytes, list[tuple[int, Change]]]:
    """Return where renamed folders put the targets of links that nothing better explains."""
    wanted: dict[bytes, list[tuple[int, Change]]] = defaultdict(list)
    for number, link in broken:
        if link.best is not None and link.best.tier != "similar-name":
            continue
        for old, new in changes:
            if link.target.startswith(old + b"/"):
                wanted[new + link.target[len(old) :]].append((number, (old, new)))
    return wanted


def _with_inferred(
    videos: StorageIndex,
    links: Sequence[BrokenLink],
    broken: Iterable[_Broken],
    changes: Mapping[Change, int],
) -> list[BrokenLink]:
    """Propose the file at the new place to links that nothing better explains."""
    given, wanted = list(links), _expected(broken, changes)
    if not wanted:
        return given
    there: dict[bytes, FoundVideo] = {
        one.absolute: one for one in videos.present if one.absolute in wanted
    }
    for path, numbers in wanted.items():
        present = there.get(path)
        if present is None or (present.stored is not None and present.stored.kind == "extra"):
            continue
        for number, (old, new) in numbers:
            evidence = Evidence("same-folder", {"old": printable(old), "new": printable(new)})
            proposal = propose(present, "same-name", (evidence,), score=0.9)
            given[number] = replace(
                given[number], proposals=in_order((proposal, *given[number].proposals))
            )
    return given


def _groups(
    links: Sequence[BrokenLink], broken: Iterable[_Broken], changes: Mapping[Change, int]
) -> tuple[Renamed, ...]:
    members: dict[Change, list[tuple[Place, str]]] = defaultdict(list)
    for number, _link in broken:
        link = links[number]
        options = [
            (changes[change], change, one.id)
            for one in _firm(link.proposals)
            if (change := change_of(link.target, one.place)) is not None and change in changes
        ]
        if options:
            _count, change, choice = max(options)
            members[change].append((link.place, choice))
    groups = [
        Renamed(old, new, tuple(place for place, _ in found), tuple(one for _, one in found))
        for (old, new), found in members.items()
        if len(found) >= FEWEST
    ]
    return tuple(sorted(groups, key=lambda group: (-len(group.links), group.old)))


def _with_only(
    videos: StorageIndex, links: Iterable[BrokenLink], groups: Sequence[Renamed]
) -> tuple[Renamed, ...]:
    """Note which files of groups are the only ones of their name on storage."""
    chosen = set(chain.from_iterable(group.choices for group in groups))
    proposals = chain.from_iterable(link.proposals for link in links)
    names = {one.id: name_key(one.place.path) for one in proposals if one.id in chosen}
    wanted = frozenset(names.values())
    keys = (name_key(one.file.path) for one in videos.present) if wanted else ()
    held = Counter(filter(wanted.__contains__, keys))
    only = frozenset(one for one, name in names.items() if held[name] == 1)
    return tuple(replace(group, only=only.intersection(group.choices)) for group in groups)


def _is_absent(prefix: bytes, links: Sequence[BrokenLink]) -> bool:
    """Whether nothing that links name right below a prefix is there, be it there or not."""
    below = {
        link.text[len(prefix) :].lstrip(b"/").partition(b"/")[0]
        for link in links
        if link.text.startswith(prefix + b"/")
    }
    return all(is_missing(os.path.join(prefix, name)) for name in below)
