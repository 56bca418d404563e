"""First stage of a check: what is on storage against what the catalogue knows."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vidtui.catalogue import checks
from vidtui.catalogue.checks import Kept
from vidtui.disk.fingerprint import sample, sampled_bytes
from vidtui.disk.scan import Folder, FoundFile, reads_everything, walk
from vidtui.jobs.base import Notice
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.found import Spool
from vidtui.jobs.check.links import Twins
from vidtui.jobs.check.moves import Gone, Moves
from vidtui.jobs.check.run import CheckEvent, CheckState, finding
from vidtui.jobs.roots.live import LiveRoot, look_again
from vidtui.jobs.roots.loss_guard import LossGuard, away_notice
from vidtui.oserrors import MISSING, reason
from vidtui.paths import prefix_of
from vidtui.text import printable

FRESH_NS = 600 * 10**9  # a file changed within ten minutes may still be growing


class _Fresh(NamedTuple):
    """A file that was changed lately, with what is to be said of it if it does not grow."""

    file: FoundFile
    finding: Finding


@dataclass
class _Walked:
    """One root: its files that were not met, and what is to be said once the disk is sure."""

    root: LiveRoot
    unseen: dict[bytes, Kept]
    losses: LossGuard
    found: Spool = field(default_factory=Spool)
    gone: dict[bytes, Kept] = field(default_factory=dict)
    fresh: list[_Fresh] = field(default_factory=list)

    @property
    def base(self) -> bytes:
        """The root's path, ready for a path below it."""
        return prefix_of(self.root.path)


class StorageCheck:
    """Walks the storage roots once.

    Afterwards ``present`` holds the catalogue's files that are there, by id, and ``met`` their ids
    by root and path.
    """

    def __init__(self, state: CheckState, now_ns: int) -> None:
        self._state = state
        self._now_ns = now_ns
        self._reads_everything = reads_everything()
        self._orphan_sizes: Counter[int] = Counter()
        self.present: dict[int, Kept] = {}
        self.met: dict[int, dict[bytes, int]] = {}

    def run(self) -> Iterator[CheckEvent]:
        """Walk every root that is there; nothing is said of one before it is looked at again."""
        state, walked = self._state, []
        for root in state.storage.values():
            unseen = {one.path: one for one in checks.files_of(root.id)}
            walked.append(_Walked(root, unseen, LossGuard(len(unseen))))
            yield from self._walk(walked[-1])
            if state.cancel():
                break
        states = look_again(one.root for one in walked)
        sure = []
        for one, (_root, after) in zip(walked, states, strict=True):
            if why := after.objection("storage"):
                yield from state.doubt(one.root, why)
            elif state.cancel():
                yield from state.found(one.found)
            elif (yield from self._is_believed(one)):
                sure.append(one)
        yield from self._tell(sure)
        total = state.counts["files"]
        yield from state.progress("storage", total, total, b"", force=True)

    def _walk(self, one: _Walked) -> Iterator[CheckEvent]:
        state, base, twins = self._state, one.base, Twins(one.root)
        counts = state.counts
        for folder in walk(one.root.path, state.rules):
            if state.cancel():
                return
            self._take(one, folder, base)
            one.found.add(twins.take(folder.path, [file.path for file in folder.files]))
            counts["files"] += len(folder.files)
            yield from state.progress("storage", counts["files"], None, base + folder.path)
        one.found.add(twins.folders())

    def _take(self, one: _Walked, folder: Folder, base: bytes) -> None:
        self._take_failures(one, folder)
        unseen, present = one.unseen, self.present
        met = self.met.setdefault(one.root.id, {})
        is_known = False
        is_open = self._is_open(one.root)
        for file in folder.files:
            path, size, mtime_ns, _inode = file
            stored = unseen.pop(path, None)
            if stored is not None:
                is_known = True
                present[stored.id] = stored
            why = None if is_open else _why_not(base + path)
            if isinstance(why, MISSING):
                continue
            if stored is not None:
                met[stored.path] = stored.id
            if why is not None:
                one.found.add([self._unreadable(one.root, path, why)])
            elif stored is None or (size, mtime_ns) != stored[3:5] or not size:
                self._judge(one, file, stored)
        if is_known:
            one.losses.seen(folder.path)

    def _judge(self, one: _Walked, file: FoundFile, stored: Kept | None) -> None:
        """Say what is wrong with a file that is not what the catalogue knows."""
        found = self._difference(one.root, file, stored)
        if found is None:
            return
        if self._now_ns - file.mtime_ns < FRESH_NS and found.kind != "unreadable":
            one.fresh.append(_Fresh(file, found))
        else:
            one.found.add([found])

    def _difference(self, root: LiveRoot, file: FoundFile, stored: Kept | None) -> Finding | None:
        path, commands = root.absolute(file.path), self._state.commands
        if not file.size:
            return finding("empty_file", root, file.path, command=commands.look(path))
        command = commands.vidtui("import", os.path.dirname(path))
        if stored is None:
            self._orphan_sizes[file.size] += 1
            return finding("orphan_file", root, file.path, command=command, size=file.size)
        if stored.size == file.size:
            if stored.sample is None or not root.policy.samples:
                return None  # its path and its size are all that tells what it is
            try:
                taken = sample(path, file.size, file.mtime_ns)
                self._state.read[root.id] += sampled_bytes(file.size)
            except MISSING:
                return None
            except OSError as error:
                return self._unreadable(root, file.path, error)
            if taken in (None, stored.sample):
                return None
        self._state.told.add(path)
        return finding(
            "changed_file", root, file.path, command=command, size=file.size, before=stored.size
        )

    def _is_open(self, root: LiveRoot) -> bool:
        """Whether no file of a root is tried: to try whether it can be read is to open it."""
        return self._reads_everything or not root.policy.samples

    def _take_failures(self, one: _Walked, folder: Folder) -> None:
        if folder.error is not None:
            one.losses.unreadable(folder.path)
            one.found.add([self._unreadable(one.root, folder.path, folder.error)])
        for path, error in folder.failed:
            one.unseen.pop(path, None)
            one.found.add([self._unreadable(one.root, path, error)])

    def _tell(self, walked: Sequence[_Walked]) -> Iterator[CheckEvent]:
        """Tell of all that was found on some roots, of what only moved a folder at a time."""
        state, moves = self._state, Moves(self._state)
        for one in walked:
            one.found.add(self._settled(one))
        gone = (Gone(one.root, file) for one in walked for file in one.gone.values())
        orphans = ((one.root, it) for one in walked for it in one.found if it.kind == "orphan_file")
        moves.match(gone, orphans)
        for one in walked:
            yield from self._tell_root(one, moves)
        yield from state.found(moves.findings())

    def _tell_root(self, one: _Walked, moves: Moves) -> Iterator[CheckEvent]:
        """Tell of what was found on a root, and of what is gone from it, but what moved."""
        state, old, new = self._state, moves.old, moves.new
        yield from state.found(
            it for it in one.found if it.kind != "orphan_file" or it.absolute not in new
        )
        lost = (
            self._lost(one.root, file)
            for path, file in one.gone.items()
            if one.root.absolute(path) not in old
        )
        yield from state.found(found for found in lost if found is not None)

    def _is_believed(self, one: _Walked) -> Generator[CheckEvent, None, bool]:
        """Weigh what is gone from a root, and keep it there unless it is too much."""
        state = self._state
        below, rules = one.root.below, state.rules
        unmet = {
            path: file
            for path, file in one.unseen.items()
            if one.losses.may_be_gone(path, below, rules)
        }
        gone = {path: file for path, file in unmet.items() if not self._is_away(one.root, file)}
        if len(gone) < len(unmet):
            yield Notice(away_notice(one.root, len(unmet) - len(gone)))
        is_believed = state.options.accept_loss or not gone
        refusal = None if is_believed else one.losses.refusal(self._newly_gone(gone))
        if refusal:
            yield from state.doubt(one.root, refusal, "accept-loss")
            return False
        one.gone = gone
        return True

    def _is_away(self, root: LiveRoot, file: Kept) -> bool:
        """Whether a file that was not met is not taken for gone yet."""
        if file.is_missing or self._state.options.accept_loss:
            return False
        return root.policy.keeps(file.away_since, self._now_ns // 10**9)

    def _newly_gone(self, gone: dict[bytes, Kept]) -> dict[bytes, Kept]:
        """Return the files that were there at the last import, and that no new file may be."""
        new = self._orphan_sizes.copy()
        lost = {}
        for path, file in gone.items():
            if file.is_missing:
                continue
            if new[file.size]:
                new[file.size] -= 1
            else:
                lost[path] = file
        return lost

    def _lost(self, root: LiveRoot, one: Kept) -> Finding | None:
        """Say what is where a known file was not met: nothing makes it a ghost."""
        path = root.absolute(one.path)
        try:
            found = os.lstat(path)
        except MISSING:
            return self._ghost(root, one)
        except OSError as error:
            return self._unreadable(root, one.path, error)
        commands = self._state.commands
        folder = os.path.dirname(path)
        now, command = _is_now(found), commands.vidtui("--batch", "forget", path)
        if now == "file":
            real = os.path.join(root.state.real_path or root.path, os.path.dirname(one.path))
            if os.path.realpath(folder) == real.rstrip(b"/"):
                return self._is_back(root, one, folder)
            now, command = "behind", commands.look(folder)
        elif one.size in self._orphan_sizes:
            command = commands.vidtui("import")
        self._state.told.add(path)
        return finding(
            "changed_file", root, one.path, command=command,
            size=found.st_size, before=one.size, now=now,
        )  # fmt: skip

    def _is_back(self, root: LiveRoot, one: Kept, folder: bytes) -> Finding | None:
        """Say that a file is there again, unless it is another name where case does not count."""
        try:
            is_named_so = os.path.basename(one.path) in os.listdir(folder)
        except OSError:
            return None
        return None if is_named_so else self._ghost(root, one)

    def _ghost(self, root: LiveRoot, one: Kept) -> Finding:
        commands = self._state.commands
        may_have_moved = one.size in self._orphan_sizes
        command = (
            commands.vidtui("import")
            if may_have_moved
            else commands.vidtui("--batch", "forget", root.absolute(one.path))
        )
        return finding(
            "ghost_entry", root, one.path, command=command, size=one.size, moved=int(may_have_moved)
        )

    def _settled(self, one: _Walked) -> Iterator[Finding]:
        """Look again at what was changed lately: what changes still is growing."""
        for file, found in one.fresh:
            try:
                now = os.lstat(one.root.absolute(file.path))
            except OSError:
                continue
            if (now.st_size, now.st_mtime_ns) != (file.size, file.mtime_ns):
                yield finding("growing_file", one.root, file.path, size=now.st_size)
            else:
                yield found

    def _unreadable(self, root: LiveRoot, path: bytes, error: OSError) -> Finding:
        where = root.absolute(path)
        self._state.told.add(where)
        return finding(
            "unreadable",
            root,
            path,
            command=self._state.commands.look(where),
            reason=printable(reason(error)),
        )


def _is_now(found: os.stat_result) -> str:
    mode = found.st_mode
    if stat.S_ISREG(mode):
        return "file"
    return "link" if stat.S_ISLNK(mode) else "folder" if stat.S_ISDIR(mode) else "other"


def _why_not(path: bytes) -> OSError | None:
    """Return why a file cannot be read, None where it can."""
    if os.access(path, os.R_OK, effective_ids=True):
        return None
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError as error:
        return error
    return None
