"""Probe: read technical facts of the files that have none yet, a few at a time.

It excludes no other job: it writes a few rows at a time and holds no lock. What is written when it
is ended is kept, and the next one goes on with the rest.
"""

from __future__ import annotations

import errno
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from vidtui.catalogue import probing, roots
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.errors import CatalogueProblem, CatalogueReplaced
from vidtui.catalogue.lock import WriterLock
from vidtui.catalogue.probing import Waiting
from vidtui.catalogue.sql import BATCH
from vidtui.disk import prober
from vidtui.disk.media_facts import MediaFacts
from vidtui.disk.mounts import Budget
from vidtui.disk.prober import MOST_BYTES, Outcome, Prober
from vidtui.disk.root_identity import examine
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.base import (
    PROGRESS_INTERVAL_S,
    CancelToken,
    Finished,
    ItemFailed,
    Notice,
    Progress,
)
from vidtui.jobs.probe.run import ProbeCounts, ProbeEvent, ProbeOptions, ProbeStarted
from vidtui.jobs.roots.live import LiveRoot, live_roots, read_of
from vidtui.jobs.roots.reports import note_live
from vidtui.oserrors import reason
from vidtui.settings.model import Settings
from vidtui.text import printable

WRITE_AT, WRITE_EVERY_S = 200, 5.0  # files, seconds: a transaction of some milliseconds
TICK_S = 0.1
LOCK = "probe"  # beside the catalogue: two at once would read the same files
LOOK_EVERY_S = 1.0  # at a disk of which files are gone: it may have gone with them
_GONE = (errno.ENOENT, errno.ENOTDIR)
_CHANGED = (*_GONE, errno.ESTALE, errno.ELOOP)


class ProbeJob:
    """One probe. ``run`` is drained by the thread that starts it."""

    def __init__(
        self,
        settings: Settings,
        options: ProbeOptions,
        cancel: CancelToken,
        clock: Callable[[], float] = time.monotonic,
        patience_s: float = prober.PATIENCE_S,
    ) -> None:
        """Take the settings, the limits, the token that stops it, and how long a file may take."""
        self._settings, self._options, self._cancel = settings, options, cancel
        self._clock, self._patience_s = clock, patience_s
        self._budget = Budget(options.read_at_most)
        self._counts = ProbeCounts()
        self._read: Counter[int] = Counter()
        self._kept: list[tuple[Waiting, MediaFacts]] = []
        self._written_at = self._told_at = clock()
        self._roots: dict[int, LiveRoot] = {}
        self._given: dict[int, Waiting] = {}
        self._looked_at: dict[int, float] = {}

    def run(self) -> Iterator[ProbeEvent]:
        """Read one file after the other, and say what happens.

        Raises:
            UsageProblem: what reads files is not installed.
            CatalogueProblem: the catalogue cannot be used.
            LockHeld: another process probes.
        """
        if not prober.is_available():
            raise UsageProblem(_("nothing to read files with: pip install 'vidtui[mediainfo]'"))
        begun = self._clock()
        catalogue = open_catalogue(self._settings.database)
        lock = WriterLock(self._settings.database.with_name(LOCK))
        lock.acquire(LOCK)
        try:
            with catalogue.session():
                yield from self._go(catalogue, begun)
        finally:
            lock.release()

    def _go(self, catalogue: Catalogue, begun: float) -> Iterator[ProbeEvent]:
        notices = self._look(catalogue)
        waiting = probing.waiting(list(self._roots)) if self._roots else []
        self._counts = ProbeCounts(left=len(waiting))
        path, is_dry = self._settings.database, self._options.dry_run
        yield ProbeStarted("probe", path, len(waiting), is_dry)
        yield from map(Notice, notices)
        if not is_dry:
            yield from self._probe(catalogue, waiting[: self._options.most], begun)
            if not self._write(catalogue, force=True):
                yield Notice(_("the last facts could not be written; they are read again"))
        read = read_of(self._roots.values(), self._read)
        yield Finished(self._counts, self._cancel(), self._clock() - begun, read)

    def _look(self, catalogue: Catalogue) -> list[str]:
        """Look at the storage roots; return why those that are left out are."""
        wanted = [s for s in self._settings.of("storage") if roots.known(s.path) is not None]
        live = live_roots(self._settings, tuple(wanted))
        note_live(catalogue, live.values())
        notices = []
        for id_, root in live.items():
            why = root.objection or self._why_not(root)
            if why is None:
                self._roots[id_] = root
            else:
                notices.append(f"{printable(root.path)}: {why}")
        return notices

    def _why_not(self, root: LiveRoot) -> str | None:
        if root.policy.reading == "names":
            return _("no file is opened there")
        if not self._budget.room(root.policy):
            return _("no file is opened there without --read-at-most")
        return None

    def _probe(
        self, catalogue: Catalogue, waiting: list[int], begun: float
    ) -> Iterator[ProbeEvent]:
        # With a budget one after the other, since what a file takes is known afterwards.
        alone = self._budget.is_set
        count, at_once = (1, 1) if alone else (prober.processes(), prober.AT_ONCE)
        pool = Prober(count, self._patience_s, at_once)
        files = self._files(waiting, begun)
        try:
            following = next(files, None)
            while following is not None or pool.pending:
                if self._cancel():
                    return
                while following is not None and not pool.is_full:
                    self._ask(pool, following)
                    following = next(files, None)
                for outcome in pool.take(TICK_S):
                    yield from self._heard(outcome)
                self._write(catalogue)
                yield from self._progress(len(waiting))
            yield from self._progress(len(waiting), force=True)
        finally:
            pool.close()

    def _files(self, waiting: list[int], begun: float) -> Iterator[Waiting]:
        """Yield the files, as long as there is time and something may be read of them."""
        limit = self._options.for_s
        for start in range(0, len(waiting), BATCH):
            for file in probing.of(waiting[start : start + BATCH]):
                if limit is not None and self._clock() - begun >= limit:
                    return
                root = self._roots.get(file.root)
                if root is not None and self._budget.room(root.policy):
                    yield file

    def _ask(self, pool: Prober, file: Waiting) -> None:
        root = self._roots.get(file.root)
        if root is not None:  # else its disk went away meanwhile
            room = self._budget.room(root.policy)
            most = None if math.isinf(room) else int(min(MOST_BYTES, room))
            self._given[file.id] = file
            pool.submit(file.id, root.absolute(file.path), file.size, file.mtime_ns, most)

    def _heard(self, outcome: Outcome) -> Iterator[ProbeEvent]:
        """Take in what came of a file."""
        file = self._given.pop(outcome.key)
        root = self._roots.get(file.root)
        self._budget.spend(outcome.read)
        self._read[file.root] += outcome.read
        if root is None:
            return
        facts, path = outcome.facts, root.absolute(file.path)
        if self._may_be_away(outcome, file.root):
            state = examine(root.path, root.known.identity)
            if not state.online:
                del self._roots[file.root]
                yield Notice(f"{printable(root.path)}: {state.reason}")
                return
        if facts is None:
            name = "changed" if outcome.errno in _CHANGED else "errors"
            self._count(name, "left")
            if name == "errors":
                yield ItemFailed(path, reason(outcome.errno))
            return
        self._kept.append((file, facts))
        if outcome.is_lost:
            self._count("errors", "left")
            yield ItemFailed(path, _LOST[facts.problem or ""]())
            return
        self._count("probed", "left")
        if facts.problem:
            self._count("broken")

    def _may_be_away(self, outcome: Outcome, root: int) -> bool:
        """Return whether to look for the disk; where files are gone, not for each of them."""
        if outcome.errno in _GONE:
            now = self._clock()
            if now - self._looked_at.get(root, -math.inf) < LOOK_EVERY_S:
                return False
            self._looked_at[root] = now
            return True
        return outcome.is_lost or outcome.errno not in (0, *_CHANGED)

    def _count(self, name: str, less: str | None = None) -> None:
        change = {name: getattr(self._counts, name) + 1}
        if less is not None:
            change[less] = getattr(self._counts, less) - 1
        self._counts = replace(self._counts, **change)

    def _write(self, catalogue: Catalogue, *, force: bool = False) -> bool:
        """Write what was found, once that is enough; say whether nothing is left to write.

        Where another process is writing for long, it is tried again a little later.
        """
        now = self._clock()
        is_due = len(self._kept) >= WRITE_AT or now - self._written_at >= WRITE_EVERY_S
        if not self._kept or not (is_due or force):
            return not self._kept
        self._written_at = now
        try:
            with catalogue.transaction():
                probing.keep(self._kept)
        except CatalogueReplaced:
            raise
        except CatalogueProblem:
            return False
        self._kept = []
        return True

    def _progress(self, total: int, *, force: bool = False) -> Iterator[ProbeEvent]:
        now = self._clock()
        if force or now - self._told_at >= PROGRESS_INTERVAL_S:
            self._told_at = now
            done = self._counts.probed + self._counts.changed
            yield Progress("probe", min(done, total), total, b"", self._counts)


_LOST: dict[str, Callable[[], str]] = {
    "crashes": lambda: _("what reads it ended"),
    "too-slow": lambda: _("reading it took too long; it is tried again"),
}
