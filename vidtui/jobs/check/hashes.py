"""Last stage of a check, if it is asked for: is every byte the same?

Files that were verified longest ago come first, so that a check with a time limit goes on where
the last one ended, night by night. What only reading whole files finds stays found until they
are read whole again.
"""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import replace

from vidtui.catalogue import checks
from vidtui.catalogue.checks import ToVerify
from vidtui.disk.fingerprint import BLOCK_BYTES, WholeFile, sample, sampled_bytes
from vidtui.disk.mounts import Budget
from vidtui.disk.root_identity import examine
from vidtui.i18n import _, ngettext
from vidtui.jobs.base import Notice
from vidtui.jobs.check import reports
from vidtui.jobs.check.findings import Finding, Verified
from vidtui.jobs.check.run import CheckEvent, CheckState, finding
from vidtui.jobs.roots.live import LiveRoot
from vidtui.oserrors import MISSING, reason
from vidtui.paths import is_inside, prefix_of
from vidtui.text import printable


class PreviousReport:
    """What the last check that was kept knew of whole files."""

    def __init__(self, state: CheckState) -> None:
        """Read its report; ``notices`` then say what could not be read."""
        self._state = state
        self.notices: list[str] = []
        last = reports.latest_on_bytes(state.settings.data_dir, self.notices.append)
        # Only a finding of the last stage says which mtime it is about.
        found = (*last.findings, *last.held) if last else ()
        self._found = [one for one in found if "mtime_ns" in one.facts]
        self._same_on = {
            one.absolute: when
            for one in self._found
            if one.kind == "silent_change" and isinstance(when := one.facts.get("verified_at"), int)
        }

    def same_on(self, path: bytes) -> int | None:
        """Return when a file that has changed silently was last read as it should be."""
        return self._same_on.get(path)

    def still_open(self, read: Set[bytes]) -> Iterator[CheckEvent]:
        """Tell again what it found, unless the files are in ``read``."""
        state = self._state
        yield from map(Notice, self.notices)
        there = {root.path: id_ for id_, root in state.storage.items()}
        for one in self._found:
            is_told = one.absolute in read or one.absolute in state.told
            if one.root in there and not is_told:
                known = checks.known_at(there[one.root], one.path)
                if _is_as_it_was(one, known):
                    yield from state.found([one])


def _is_as_it_was(one: Finding, known: tuple[int, int] | None) -> bool:
    try:
        found = os.lstat(one.absolute)
    except MISSING:
        return False
    except OSError:
        return True  # nobody can say that it is better now
    now = found.st_size, found.st_mtime_ns
    if (str(now[0]), str(now[1])) != (str(one.facts.get("size")), str(one.facts["mtime_ns"])):
        return False
    # An import learns of a new date, and then of nothing that lies behind it.
    if one.kind == "changed_file":
        return now != known
    return now == known or one.kind == "unreadable"


FLUSH_S = 2.0  # at most that much reading is done again after a kill
MOST_HELD = 500


class HashCheck:
    """Reads whole files; ``verified`` says what came of it, ``read`` which were read."""

    def __init__(
        self, state: CheckState, last: PreviousReport, present: Collection[int], until: float | None
    ) -> None:
        """Take the last check, the files that are there, and when to stop, on the state's clock."""
        self._state = state
        self._last = last
        self._present = present
        self._until = until
        self._budget = Budget(state.options.read_at_most)
        self._too_large = 0
        self._counts: Counter[str] = Counter()
        self._done = 0
        self._total = 0
        self._rows: list[tuple[bytes | None, int, int]] = []
        self._flushed = state.clock()
        self._begun = state.clock()
        self._memory = bytearray(BLOCK_BYTES)
        self.read: set[bytes] = set()

    @property
    def verified(self) -> Verified:
        """What came of it so far."""
        seconds = self._state.clock() - self._begun
        return Verified(**self._counts, size=self._done, seconds=seconds)

    def run(self) -> Iterator[CheckEvent]:
        """Read file after file until all are read, the time is over, or someone stops it."""
        state = self._state
        with state.catalogue.writing("check --verify-hash"):
            waiting = [one for one in checks.to_verify(list(state.storage)) if self._is_asked(one)]
            if not waiting and state.options.paths and self._all_asked_are_there():
                yield Notice(_("nothing that is known is there to read"))
            yield from self._spared(waiting)
            yield from self._verify_all([one for one in waiting if self._room(one.root)])
            self._flush(force=True)
            if self._too_large:
                yield Notice(_too_large(self._too_large))
        yield from state.progress("hashes", self._done, self._total, b"", force=True)

    def _room(self, root: int) -> float:
        """Return how many bytes may still be read of a root."""
        found = self._state.storage.get(root)
        return self._budget.room(found.policy) if found is not None else math.inf

    def _spared(self, waiting: Collection[ToVerify]) -> Iterator[CheckEvent]:
        """Say of which roots no file is read whole, and why."""
        for id_, root in self._state.storage.items():
            count = sum(one.root == id_ for one in waiting)
            if count and not self._room(id_):
                yield Notice(_not_read(root, count))

    def _verify_all(self, waiting: Sequence[ToVerify]) -> Iterator[CheckEvent]:
        state, at_most = self._state, self._state.options.read_at_most
        total = sum(one.size for one in waiting)
        self._total = total if at_most is None else min(total, at_most)
        for number, one in enumerate(waiting):
            if state.cancel() or self._is_late():
                self._counts["left"] += len(waiting) - number
                return
            root = state.storage.get(one.root)
            if root is None or one.size > self._room(one.root):
                self._counts["left"] += 1
                self._too_large += at_most is not None and one.size > at_most
                continue
            yield from self._verify(root, one)
            self._flush()

    def _verify(self, root: LiveRoot, one: ToVerify) -> Iterator[CheckEvent]:
        path = root.absolute(one.path)
        try:
            found = os.lstat(path)
            if found.st_size > self._room(one.root):
                self._counts["left"] += 1
                return
            is_as_known = (found.st_size, found.st_mtime_ns) == (one.size, one.mtime_ns)
            is_other = self._is_other(root, one, found)
            if is_other and is_as_known:
                # Whatever else it holds, it is not what was imported.
                self.read.add(path)
                yield from self._silent(root, one)
                return
            file = WholeFile(path, found.st_size, found.st_mtime_ns)
            yield from self._read(root, file, os.path.dirname(path))
        except OSError as error:
            yield from self._unreadable(root, one, error)
            return
        if file.digest is None:
            self._counts["left"] += 1
            return
        self.read.add(path)
        is_other = is_other or found.st_size != one.size
        yield from self._judge(root, one, found, file.digest, is_other=is_other)

    def _judge(
        self,
        root: LiveRoot,
        one: ToVerify,
        found: os.stat_result,
        digest: bytes,
        *,
        is_other: bool,
    ) -> Iterator[CheckEvent]:
        """Say what a file's hash tells; ``is_other``: it is not the file that was imported."""
        path, now = root.absolute(one.path), int(time.time())
        if digest == one.full_hash:
            self._counts["same"] += 1
            self._rows.append((None, now, one.id))
        elif path in self._state.told or (one.full_hash is None and is_other):
            self._counts["changed"] += 1  # an import will learn of it
        elif one.full_hash is None:
            self._counts["recorded"] += 1
            self._rows.append((digest, now, one.id))
        elif (found.st_size, found.st_mtime_ns) != (one.size, one.mtime_ns):
            self._counts["changed"] += 1
            command = self._state.commands.vidtui("import", os.path.dirname(path))
            yield from self._changed(root, one, found, command)
        elif one.verified_at is None:  # an import saw it with another date since
            self._counts["changed"] += 1
            self._rows.append((digest, now, one.id))
            yield from self._changed(root, one, found, self._state.commands.look(path))
        else:
            yield from self._silent(root, one)

    def _is_other(self, root: LiveRoot, one: ToVerify, found: os.stat_result) -> bool:
        """Whether beginning and end are not those of the import, where it read them."""
        if not one.sample:
            return False
        taken = sample(root.absolute(one.path), found.st_size, found.st_mtime_ns)
        self._state.read[root.id] += sampled_bytes(found.st_size)
        return taken not in (None, one.sample)

    def _silent(self, root: LiveRoot, one: ToVerify) -> Iterator[CheckEvent]:
        """Tell of other bytes with the same size and date; it has its turn again after the rest."""
        path = root.absolute(one.path)
        self._counts["silent"] += 1
        self._rows.append((None, int(time.time()), one.id))
        command = self._state.commands.vidtui("--batch", "check", "--verify-hash", path)
        found = finding(
            "silent_change", root, one.path, command=command,
            size=one.size, mtime_ns=str(one.mtime_ns),
        )  # fmt: skip
        if when := self._last.same_on(path) or (one.full_hash and one.verified_at):
            found = replace(found, facts={**found.facts, "verified_at": when})
        yield from self._state.found([found])

    def _changed(
        self, root: LiveRoot, one: ToVerify, now: os.stat_result, command: str
    ) -> Iterator[CheckEvent]:
        """Tell of a change between beginning and end, which the first stage does not see."""
        yield from self._state.found(
            [
                finding(
                    "changed_file", root, one.path, command=command,
                    size=now.st_size, before=one.size, mtime_ns=str(now.st_mtime_ns),
                )
            ]
        )  # fmt: skip

    def _unreadable(self, root: LiveRoot, one: ToVerify, error: OSError) -> Iterator[CheckEvent]:
        """Tell one unreadable file from a disk that went away."""
        state = self._state
        after = examine(root.path, root.known.identity)
        if not after.online:
            self._counts["left"] += 1
            yield from state.doubt(root, after.reason)
            return
        if isinstance(error, MISSING):
            return  # it was there a while ago; the next check tells of it
        self._counts["unreadable"] += 1
        path = root.absolute(one.path)
        self.read.add(path)
        if path in state.told:
            return
        state.told.add(path)
        command = state.commands.look(path)
        yield from state.found(
            [
                finding(
                    "unreadable", root, one.path, command=command, reason=reason(error),
                    size=one.size, mtime_ns=str(one.mtime_ns),
                )
            ]
        )  # fmt: skip

    def _read(self, root: LiveRoot, file: WholeFile, folder: bytes) -> Iterator[CheckEvent]:
        """Read a file, or as much of it as there is time for; the first one whole in any case.

        Else a file that takes longer than the time there is would keep all others from their turn.
        """
        with contextlib.closing(file.blocks(self._memory)) as blocks:
            for count in blocks:
                self._done += count
                self._budget.spend(count)
                self._state.read[root.id] += count
                yield from self._state.progress("hashes", self._done, self._total, folder)
                if self._state.cancel() or (self.read and self._is_late()):
                    return

    def _is_late(self) -> bool:
        return self._until is not None and self._state.clock() >= self._until

    def _is_asked(self, one: ToVerify) -> bool:
        paths = self._state.options.paths
        if one.id not in self._present:
            return False  # the first stage tells of what is not there
        if not paths:
            return True
        here = self._state.storage[one.root].absolute(one.path)
        return any(here == path or here.startswith(prefix_of(path)) for path in paths)

    def _all_asked_are_there(self) -> bool:
        roots = [root.path for root in self._state.storage.values()]
        return all(
            any(is_inside(path, root) for root in roots) for path in self._state.options.paths
        )

    def _flush(self, *, force: bool = False) -> None:
        state = self._state
        is_due = force or len(self._rows) >= MOST_HELD
        if self._rows and (is_due or state.clock() - self._flushed >= FLUSH_S):
            with state.catalogue.transaction():
                checks.record_hashes(self._rows)
            self._rows = []
            self._flushed = state.clock()


def _not_read(root: LiveRoot, count: int) -> str:
    if root.policy.reading == "names":
        text = ngettext(
            "{path}: {n} file was not read, since only names are read there",
            "{path}: {n} files were not read, since only names are read there",
            count,
        )
    else:
        text = ngettext(
            "{path}: {n} file was not read; say how much may be: --read-at-most 5G",
            "{path}: {n} files were not read; say how much may be: --read-at-most 5G",
            count,
        )
    return text.format(path=printable(root.path), n=count)


def _too_large(count: int) -> str:
    return ngettext(
        "{n} file is larger than what may be read at once",
        "{n} files are larger than what may be read at once",
        count,
    ).format(n=count)
