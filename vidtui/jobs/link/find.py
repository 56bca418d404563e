"""The search for files without a link, and for the place of each. It changes no link."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from vidtui.catalogue import linking
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.linking import LinkableFile
from vidtui.errors import LockHeld
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken, Notice, Progress, Refused, Started
from vidtui.jobs.link.eligible import Choice, Excluded, Lacking, below, never_linked, taken_away
from vidtui.jobs.link.facts import Known
from vidtui.jobs.link.model import (
    LinkingCounts,
    LinkPlan,
    Omitted,
)
from vidtui.jobs.link.placing import Placing
from vidtui.jobs.link.renaming import Renaming
from vidtui.jobs.link.run import LinkFindEvent, LinkFinished, LinkOptions
from vidtui.jobs.link.tree import TreeScan
from vidtui.jobs.links.model import ACCEPTABLE, SHOW_OTHERS, Place, PlanRoot, Proposal
from vidtui.jobs.links.scan import FolderRead
from vidtui.jobs.links.storage import LinkState, StorageIndex, StorageScan
from vidtui.jobs.links.undo import settled
from vidtui.jobs.repair.find import begin, infer, refusals
from vidtui.jobs.repair.proposing import ProposeStage
from vidtui.jobs.repair.run import FindOptions
from vidtui.jobs.roots.live import read_of
from vidtui.library.index import Index
from vidtui.library.select import Selector
from vidtui.settings.model import Settings

COMMAND: Final = "link"


class LinkFindJob:
    """One search. ``run`` is drained by the thread that starts it."""

    def __init__(self, settings: Settings, options: LinkOptions, cancel: CancelToken) -> None:
        """Take the settings, what is wanted, and the token that stops it."""
        self._settings = settings
        self._options = options
        self._cancel = cancel

    def run(self) -> Iterator[LinkFindEvent]:
        """Search, and say what is found; the plan comes last.

        Raises:
            UsageProblem: no link root, a root that was never imported, a query that cannot be.
            CatalogueProblem: the catalogue cannot be used, or another one is there meanwhile.
        """
        begun = time.monotonic()
        catalogue = open_catalogue(self._settings.database)
        yield Started(COMMAND, self._settings.database)
        for line in settled(catalogue, self._settings):
            yield Notice(line)
        with catalogue.session():
            options = FindOptions(accept_loss=self._options.accept_loss)
            state = begin(self._settings, options, catalogue, self._cancel)
            search = _Search(state, self._settings, self._options)
            plan = yield from search.run()
            catalogue.refuse_replaced()
        if plan is not None and plan.is_first and not self._options.dry_run:
            self._keep_baseline(catalogue, state)
        seconds = time.monotonic() - begun
        read = read_of(state.storage.values(), state.read)
        yield LinkFinished(search.counts, self._cancel(), seconds, read, plan)

    def _keep_baseline(self, catalogue: Catalogue, state: LinkState) -> None:
        """Remember that what there is now was there before; where another writes, the next time."""
        uuids = [root.known.identity.uuid for root in state.storage.values()]
        try:
            with catalogue.writing(COMMAND), catalogue.transaction():
                linking.set_baselines(uuids, int(time.time()))
        except LockHeld:
            return


@dataclass
class _Search:
    """One search under way; ``counts`` is what it has found so far."""

    state: LinkState
    settings: Settings
    options: LinkOptions
    counts: LinkingCounts = field(default_factory=LinkingCounts)

    def run(self) -> Generator[LinkFindEvent, None, LinkPlan | None]:
        """Walk storage, then the link trees, then say where each file belongs."""
        state = self.state
        away = refusals(state)
        yield from away
        if away:
            return None
        storage = StorageScan(state)
        refused = False
        for event in storage.run():
            refused = refused or isinstance(event, Refused)
            yield self._counted(event)
        if refused or state.cancel():
            return None
        same = self._note_met(storage.videos)
        tree = TreeScan(state)
        yield from self._walk_links(tree)
        if tree.failed or state.cancel():
            return None
        repaired = (yield from self._repaired(storage.videos, tree)) if tree.found else {}
        if state.cancel():
            return None
        return (yield from self._plan(tree, repaired, same))

    def _note_met(self, videos: StorageIndex) -> set[int]:
        """Note which known files are there; return those that are as the catalogue has them."""
        met: dict[int, dict[bytes, int]] = defaultdict(dict)
        same: set[int] = set()
        for one in videos.present:
            if one.stored is not None:
                met[one.root.id][one.file.path] = one.stored.id
                if one.is_same:
                    same.add(one.stored.id)
        self.state.met = met
        return same

    def _walk_links(self, tree: TreeScan) -> Iterator[LinkFindEvent]:
        """Read the link trees, and refuse where a folder cannot be read."""
        counts = self.state.counts
        for seen in tree.run():
            if isinstance(seen, FolderRead):
                yield from self._progress("links", counts["links"], None, seen.folder)
        yield from self._progress("links", counts["links"], counts["links"], force=True)
        for failed in tree.failed:
            why = _("{reason}; nobody can say which files it shows").format(reason=failed.reason)
            yield Refused(failed.path, why)

    def _counted(self, event: object) -> LinkFindEvent:
        """Return an event of another search as one of this."""
        if isinstance(event, Progress):
            return Progress(event.stage, event.done, event.total, event.folder, self.counts)
        return event  # type: ignore[return-value]

    def _progress(
        self, stage: str, done: int, total: int | None, folder: bytes = b"", *, force: bool = False
    ) -> Iterator[LinkFindEvent]:
        for event in self.state.progress(stage, done, total, folder, force=force):
            yield self._counted(event)

    def _repaired(
        self, videos: StorageIndex, tree: TreeScan
    ) -> Generator[LinkFindEvent, None, dict[int, bytes]]:
        """Return the files that broken links are to get, with the link."""
        stage = ProposeStage(self.state, videos, tree)
        for said in stage.run():
            if isinstance(said, Progress | Notice):
                yield self._counted(said)
        links, _groups = infer(videos, stage.links)
        found: dict[int, bytes] = {}
        for link in links:
            best = link.best
            if best is None or best.tier not in ACCEPTABLE or link.problem in SHOW_OTHERS:
                continue
            for one in link.proposals:
                if one.tier == best.tier:
                    for file in self._files_of(one):
                        found.setdefault(file, link.place.absolute)
        return found

    def _files_of(self, proposal: Proposal) -> Iterator[int]:
        """Yield the catalogue's ids of a proposal: of the file at its place, and of what it is."""
        at, file = self.state.stored(proposal.place.absolute), proposal.file
        here = self.state.met.get(at[0].id, {}).get(at[1]) if at is not None else file
        yield from filter(None, {here, file})

    def _plan(
        self, tree: TreeScan, repaired: Mapping[int, bytes], same: Collection[int]
    ) -> Generator[LinkFindEvent, None, LinkPlan]:
        state = self.state
        files = [one for one in linking.files() if one.root in state.storage]
        known = Known()
        kept = linking.baselines()
        uuids = {root.id: root.known.identity.uuid for root in state.storage.values()}
        choice = Choice(
            self.options,
            known,
            tree,
            state.storage,
            {id_: kept[uuid] for id_, uuid in uuids.items() if uuid in kept},
            repaired,
            taken_away(tree, state.links),
            never_linked(),
        )
        if self.options.rename:
            places = Placing(state, self.settings, self.options, tree, known, files)
            return (yield from self._moves(Renaming(state, places, choice, files, same)))
        lacking, omitted = self._sorted_out(choice, files, same)
        self.counts = LinkingCounts(
            links=state.counts["links"],
            files=len(files),
            unlinked=len(lacking) + len(omitted),
            left_out=len(omitted),
        )
        yield from self._progress("places", 0, len(lacking), force=True)
        places = Placing(self.state, self.settings, self.options, tree, known, files)
        planned = list(places.plan(lacking))
        omitted += places.omitted
        placed = sum(one.file.doubt is None for one in planned)
        self.counts = LinkingCounts(
            links=state.counts["links"],
            files=len(files),
            unlinked=len(planned) + len(omitted),
            placed=placed,
            asked=len(planned) - placed,
            left_out=len(omitted),
        )
        yield from self._progress("places", len(lacking), len(lacking), force=True)
        return LinkPlan(
            catalogue=state.catalogue.id,
            created=int(time.time()),
            roots=self._roots(),
            files=planned,
            omitted=omitted,
            layouts=tuple(places.followed),
            counts=self.counts,
            is_first=any(uuid not in kept for uuid in uuids.values()),
        )

    def _sorted_out(
        self, choice: Choice, files: Sequence[LinkableFile], same: Collection[int]
    ) -> tuple[list[Lacking], list[Omitted]]:
        """Return the files that lack a link, and those that get none."""
        lacking: list[Lacking] = []
        omitted: list[Omitted] = []
        for one in choice.of(files, self._wanted(files)):
            found = self._look(one, same)
            if isinstance(found, Lacking):
                lacking.append(found)
            else:
                omitted.append(Omitted(self._place(found.file), found.why, found.other))
        return lacking, omitted

    def _moves(self, renaming: Renaming) -> Generator[LinkFindEvent, None, LinkPlan]:
        """Return a plan of moves."""
        state, only = self.state, self.options.only
        count = state.counts["links"]
        self.counts = LinkingCounts(links=count, files=len(renaming.files))
        yield from self._progress("places", 0, count, force=True)
        wanted = only if isinstance(only, bytes) else self._wanted(renaming.files)
        moves = list(renaming.plan(wanted))
        self.counts = replace(
            self.counts,
            moves=len(moves),
            staying=len(renaming.staying),
            undecided=renaming.undecided,
            judged=renaming.judged,
        )
        yield from self._progress("places", count, count, force=True)
        return LinkPlan(
            catalogue=state.catalogue.id,
            created=int(time.time()),
            roots=self._roots(),
            files=[],
            layouts=tuple(renaming.places.followed),
            counts=self.counts,
            moves=moves,
            staying=renaming.staying,
            is_of_moves=True,
        )

    def _roots(self) -> tuple[PlanRoot, ...]:
        return tuple(
            PlanRoot(root.known.identity.uuid, role, root.path)
            for role, held in (("storage", self.state.storage), ("links", self.state.links))
            for root in held.values()
        )

    def _wanted(self, files: Sequence[LinkableFile]) -> set[int] | None:
        only = self.options.only
        if only is None:
            return None
        if isinstance(only, frozenset):
            return set(only)
        if isinstance(only, bytes):
            return below(files, self.state.storage, only)
        index = Index(self.state.catalogue)
        return {index.files[place] for place in Selector(index).files(only)}

    def _look(self, found: Lacking | Excluded, same: Collection[int]) -> Lacking | Excluded:
        """Leave out what is not there as the catalogue has it, and by night what is still new."""
        if isinstance(found, Excluded):
            return found
        if found.file.id not in same:
            return Excluded(found.file, "absent")
        if self.options.settle_s:
            root = self.state.storage[found.file.root]
            try:
                now = os.lstat(root.absolute(found.file.path))
            except OSError:
                return Excluded(found.file, "absent")
            if time.time() - max(now.st_mtime, now.st_ctime) < self.options.settle_s:
                return Excluded(found.file, "settling")
        return found

    def _place(self, file: LinkableFile) -> Place:
        return Place(self.state.storage[file.root].path, file.path)
