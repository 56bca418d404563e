"""First stage of an import: walk, compare with the catalogue, sample, register."""

from __future__ import annotations

import errno
import logging
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from vidtui.catalogue import files, roots
from vidtui.catalogue.files import KnownFile, NewFile
from vidtui.catalogue.sql import BATCH, batches
from vidtui.disk.fingerprint import Outcome, sampled_bytes
from vidtui.disk.root_identity import RootState, SamplePicker, examine
from vidtui.disk.sampler import CHUNK, MAX_PENDING, SILENCE_S, Sampler
from vidtui.disk.scan import Folder, FoundFile, walk
from vidtui.i18n import _
from vidtui.jobs.base import Notice, Refused
from vidtui.jobs.import_.moves import Held, find_moves
from vidtui.jobs.import_.run import ImportEvent, ImportState
from vidtui.jobs.roots.live import LiveRoot, look_again
from vidtui.jobs.roots.loss_guard import LossGuard, away_notice
from vidtui.jobs.roots.reports import note_live
from vidtui.oserrors import reason
from vidtui.text import printable

log = logging.getLogger(__name__)

FLUSH_S = 0.5  # at most that much work is lost to a kill; each commit waits for the disk
MAX_GATHERED = 10 * BATCH
RECHECK_S = 1.0

GONE = (errno.ENOENT, errno.ENOTDIR)


class ScanStage:
    """Registers what is on disk; afterwards says what is gone."""

    def __init__(self, state: ImportState) -> None:
        self._state = state
        self._sampler = Sampler()
        self._unseen: dict[int, dict[bytes, KnownFile]] = {}
        self._unseen_sizes: Counter[int] = Counter()
        self._expected: dict[tuple[int, bytes], KnownFile] = {}
        self._held: list[Held] = []
        self._new: list[NewFile] = []
        self._changed: list[tuple[KnownFile, NewFile]] = []
        self._back: list[int] = []
        self._kinds: list[tuple[int, str]] = []
        self._chunk: list[FoundFile] = []
        self._lost_roots: set[int] = set()
        self._losses: dict[int, LossGuard] = {}
        self._found = self._to_sample = self._sampled = 0
        self._folder = b""
        self._last_look: dict[int, tuple[float, bool]] = {}
        self._now = int(time.time())
        self._flushed = state.clock()

    def run(
        self, folders: Iterable[tuple[LiveRoot, Folder]] | None = None
    ) -> Iterator[ImportEvent]:
        """Scan all roots in scope, or take ``folders`` in their place (a library of links)."""
        state = self._state
        for root in state.online:
            self._unseen[root.id] = files.known_files(root.id)
            self._unseen_sizes.update(known.size for known in self._unseen[root.id].values())
            self._losses[root.id] = LossGuard(len(self._unseen[root.id]))
            state.met[root.id] = {}
        try:
            yield from self._walk_all() if folders is None else self._take_all(folders)
            yield from state.progress("scan", self._found, self._found, b"", force=True)
            yield from self._drain(0)
        finally:
            self._sampler.close()
        if state.cancel():
            self._flush()  # without the held ones: the next run can still see that they moved
            return
        yield from state.progress("samples", self._sampled, self._to_sample, b"", force=True)
        yield from self._settle(judge_losses=folders is None)

    def _walk_all(self) -> Iterator[ImportEvent]:
        for root in self._state.scanned:
            picker = SamplePicker()
            for below in root.below:
                for folder in walk(root.path, self._state.rules, below):
                    if self._state.cancel() or root.id in self._lost_roots:
                        break
                    yield from self._take(root, folder, picker)
            self._submit(root)
            if root.below == (b"",) and root.id not in self._lost_roots:
                self._choose_samples(root, picker)

    def _choose_samples(self, root: LiveRoot, picker: SamplePicker) -> None:
        """Say what a root that was walked whole is recognised by; what is hidden counts on."""
        losses = self._losses[root.id]
        for sample in root.known.identity.samples:
            if sample.path not in picker and losses.is_hidden(sample.path):
                picker.offer(sample.path, sample.size)
        losses.samples = picker.chosen()

    def _take_all(self, folders: Iterable[tuple[LiveRoot, Folder]]) -> Iterator[ImportEvent]:
        for root, folder in folders:
            if self._state.cancel():
                break
            yield from self._take(root, folder, SamplePicker())
            self._submit(root)

    def _take(self, root: LiveRoot, folder: Folder, picker: SamplePicker) -> Iterator[ImportEvent]:
        """Compare one folder with the catalogue, and have what is new or changed sampled."""
        state, unseen, met = self._state, self._unseen[root.id], self._state.met[root.id]
        self._folder = root.absolute(folder.path)
        if folder.error is not None or folder.failed:
            yield from self._take_failures(root, folder)
        if folder.sidecars and root.policy.samples:
            state.sidecars.setdefault(root.id, set()).update(folder.sidecars)
        self._found += len(folder.files)
        is_known = False
        for file in folder.files:
            path = file.path
            picker.offer(path, file.size)
            known = unseen.pop(path, None)
            if known is not None:
                is_known = True
                self._unseen_sizes[known.size] -= 1
                if _is_as_known(root, file, known):
                    self._keep(root, file, known)
                    met[path] = known.id
                    continue
            if not file.size:
                yield state.failed(root.absolute(file.path), _("the file is empty (0 bytes)"))
            elif not root.policy.samples:
                self._register(root, file, b"", known)
            else:
                if known is not None:
                    self._expected[root.id, file.path] = known
                self._chunk.append(file)
        if is_known:
            self._losses[root.id].seen(folder.path)
        if len(self._chunk) >= CHUNK:
            self._submit(root)
            yield from self._drain(MAX_PENDING)
        self._flush_if_due()
        yield from state.progress("scan", self._found, None, self._folder)

    def _take_failures(self, root: LiveRoot, folder: Folder) -> Iterator[ImportEvent]:
        state, losses = self._state, self._losses[root.id]
        if folder.error is not None:
            losses.unreadable(folder.path)
            state.cut_off.add((root.id, folder.path))
            if folder.error.errno not in GONE or folder.path in root.below:
                yield state.failed(self._folder, _reason(folder.error))
        for path, error in folder.failed:
            self._unseen[root.id].pop(path, None)
            losses.failed(path)
            yield state.failed(root.absolute(path), _reason(error))

    def _keep(self, root: LiveRoot, file: FoundFile, known: KnownFile) -> None:
        if known.is_unknown:
            # The settings may say by now what the folders did not.
            kind = self._state.place(root, file.path).kind
            if kind != "unknown":
                self._kinds.append((known.id, kind))
        if known.is_missing:
            self._back.append(known.id)
            self._state.counts["back"] += 1
        else:
            if known.away_since is not None:
                self._back.append(known.id)
            self._state.counts["ignored"] += 1

    def _submit(self, root: LiveRoot) -> None:
        """Have the gathered files sampled, a chunk at a time."""
        self._to_sample += len(self._chunk)
        for start in range(0, len(self._chunk), CHUNK):
            self._sampler.submit(root.id, root.path, self._chunk[start : start + CHUNK])
        self._chunk = []

    def _drain(self, most: int) -> Iterator[ImportEvent]:
        """Handle finished samples until at most ``most`` chunks are under way."""
        state, quiet_since, told = self._state, self._state.clock(), False
        while self._sampler.pending and not state.cancel():
            batch = self._sampler.take(0.0 if self._sampler.pending <= most else 0.1)
            if batch is None:
                if self._sampler.pending <= most:
                    return
                if state.clock() - quiet_since > SILENCE_S and not told:
                    told = True
                    yield Notice(_("the disk has not answered for 30 seconds; still waiting"))
                continue
            quiet_since = state.clock()
            root_id, outcomes = batch
            for file, outcome in outcomes:
                yield from self._handle(state.storage[root_id], file, outcome)
            self._flush_if_due()
            yield from state.progress("samples", self._sampled, self._to_sample, self._folder)

    def _handle(self, root: LiveRoot, file: FoundFile, outcome: Outcome) -> Iterator[ImportEvent]:
        state = self._state
        self._sampled += 1
        expected = self._expected.pop((root.id, file.path), None) if self._expected else None
        if isinstance(outcome, int):
            yield from self._failed(root, file, outcome)
            return
        state.read[root.id] += sampled_bytes(file.size)
        if outcome is None:
            state.counts["still_changing"] += 1
            return
        self._register(root, file, outcome, expected)

    def _register(
        self, root: LiveRoot, file: FoundFile, sample: bytes, known: KnownFile | None
    ) -> None:
        """Take a file that is new or changed; ``sample`` is empty where it was not to be read."""
        kind = self._state.kind(root, file.path)
        new = NewFile(root.id, file.path, file.size, file.mtime_ns, file.inode, sample, kind)
        if known is not None:
            self._changed.append((known, new))
        elif sample and self._unseen_sizes.get(file.size, 0) > 0:
            self._held.append(Held(new, os.path.basename(file.path)))
        else:
            self._new.append(new)

    def _failed(self, root: LiveRoot, file: FoundFile, code: int) -> Iterator[ImportEvent]:
        """Tell one unreadable file from a disk that went away."""
        state = self._state
        if root.id in self._lost_roots or (code in GONE and self._is_online(root)):
            return
        if code in (errno.EACCES, errno.EPERM, errno.ELOOP) or self._is_online(root):
            yield state.failed(root.absolute(file.path), _reason(OSError(code, os.strerror(code))))
            return
        self._lost_roots.add(root.id)
        state.doubted.add(root.id)
        yield Refused(root.path, _("the disk went away during the scan"))

    def _is_online(self, root: LiveRoot) -> bool:
        """Look at a root again, at most once a second."""
        looked, online = self._last_look.get(root.id, (-RECHECK_S, True))
        if self._state.clock() - looked >= RECHECK_S:
            online = examine(root.path, root.known.identity).online
            self._last_look[root.id] = self._state.clock(), online
        return online

    def _flush_if_due(self) -> None:
        gathered = len(self._new) + len(self._changed)
        is_late = self._state.clock() - self._flushed >= FLUSH_S
        if gathered >= MAX_GATHERED or (gathered >= BATCH and is_late):
            self._flush()

    def _flush(self) -> None:
        """Write what has gathered, all of it or nothing."""
        counts = self._state.counts
        with self._state.catalogue.transaction():
            for batch in batches(self._new):
                for one in batch if log.isEnabledFor(logging.INFO) else ():
                    log.info("new: %s (%s bytes)", printable(one.path), one.size)
                known = files.known_samples([new.sample for new in batch if new.sample])
                for new in batch:
                    there = known.setdefault((new.sample, new.size), set())
                    # A hard link takes no room of its own.
                    is_other = (new.inode, new.mtime_ns) not in there
                    counts["duplicates"] += bool(new.sample and there and is_other)
                    there.add((new.inode, new.mtime_ns))
                files.insert(batch, self._now)
            self._write_changes()
            files.mark_back(self._back)
            files.update_kinds(self._kinds)
        counts["imported"] += len(self._new)
        counts["extras"] += sum(new.kind == "extra" for new in self._new)
        self._new, self._changed, self._back, self._kinds = [], [], [], []
        self._flushed = self._state.clock()

    def _write_changes(self) -> None:
        samples = files.samples_of([known.id for known, _new in self._changed])
        same, unread, sampled, other = [], [], [], []
        for known, new in self._changed:
            change = known.id, new
            if not new.sample and known.size == new.size:
                unread.append(change)  # its path and its size are all that tells what it is
            elif new.sample and samples.get(known.id) == new.sample:
                same.append(change)
            elif not known.is_sampled and (known.size, known.mtime_ns) == new[2:4]:
                sampled.append(change)
            else:
                other.append(change)
        files.update_times(same)
        files.update_unread(unread)
        files.update_samples(sampled)
        files.update_content(other)
        self._state.counts["ignored"] += len(same) + len(unread) + len(sampled)
        self._state.counts["changed"] += len(other)

    def _settle(self, *, judge_losses: bool) -> Iterator[ImportEvent]:
        """Tell moved files from new ones, then say what is gone; only where the disk still is."""
        state = self._state
        after = self._roots_after()
        unseen = {root: self._unseen[root] for root, found in after.items() if found.online}
        moves, new = find_moves(state, self._held, unseen, self._losses)
        self._new += new
        self._flush()
        with state.catalogue.transaction():
            files.move(moves, self._now)
        state.counts["moved"] += len(moves)
        for move in moves:
            if log.isEnabledFor(logging.INFO):
                log.info("moved: %s is %s", printable(move.old_path), printable(move.to.path))
            self._unseen[move.old_root].pop(move.old_path, None)
        for root in state.scanned:
            if judge_losses and root.id not in self._lost_roots:
                yield from self._judge(root, after[root.id])

    def _roots_after(self) -> dict[int, RootState]:
        """Look at the roots again: a disk that left during the scan took no file with it."""
        online = [root for root in self._state.online if root.id not in self._lost_roots]
        seen = look_again(online)
        note_live(self._state.catalogue, [replace(root, state=after) for root, after in seen])
        return {root.id: after for root, after in seen}

    def _set_apart_away(
        self, root: LiveRoot, gone: dict[bytes, KnownFile]
    ) -> Iterator[ImportEvent]:
        """Note which files are only away, and take them from those that are gone."""
        state = self._state
        if not root.policy.volatile_days or state.options.accept_loss:
            return
        policy, now = root.policy, self._now
        away = {path: one for path, one in gone.items() if policy.keeps(one.away_since, now)}
        with state.catalogue.transaction():
            files.mark_away([one.id for one in away.values() if one.away_since is None], now)
        for path in away:
            del gone[path]
        state.counts["away"] += len(away)
        if away:
            yield Notice(away_notice(root, len(away)))

    def _judge(self, root: LiveRoot, after: RootState) -> Iterator[ImportEvent]:
        """Say what is gone from one root, unless its disk or the amount forbids a verdict."""
        state, losses = self._state, self._losses[root.id]
        if not after.online:
            state.doubted.add(root.id)
            yield Refused(root.path, after.reason)
            return
        gone = losses.gone(self._unseen[root.id], root.below, state.rules)
        yield from self._set_apart_away(root, gone)
        is_believed = state.options.accept_loss or not gone
        refusal = None if is_believed else losses.refusal(gone)
        log.info("%s: %s files gone, %s", printable(root.path), len(gone), refusal or "believed")
        if refusal:
            state.doubted.add(root.id)
            yield Refused(root.path, refusal, "accept-loss")
            return
        with state.catalogue.transaction():
            files.mark_missing([known.id for known in gone.values()], self._now)
            if losses.samples is not None:
                roots.remember(root.known, losses.samples, after.mounts)
        state.counts["missing"] += len(gone)
        if root.below == (b"",):
            state.trusted.add(root.id)
            if losses.samples == ():
                yield Notice(
                    _("{path}: no video file was found; is its disk mounted?").format(
                        path=printable(root.path)
                    )
                )


def _is_as_known(root: LiveRoot, file: FoundFile, known: KnownFile) -> bool:
    """Whether nothing of a file has changed, and all is known of it that may be read."""
    is_same = known.size == file.size and known.mtime_ns == file.mtime_ns
    return is_same and (known.is_sampled or not root.policy.samples or not file.size)


def _reason(error: OSError) -> str:
    return _("cannot be read: {reason}").format(reason=reason(error))
