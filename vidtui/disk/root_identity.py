"""Is this root the one we know? A missing disk must never be taken for deleted files.

A root is recognised by files that were there, by the mount points that were below it, and by a
marker file if the user agreed to one. It is looked at from a child process with a time limit.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import select
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from typing import Any, Literal

from vidtui import own_files
from vidtui.disk import root_probe
from vidtui.disk.mounts import WITHOUT_LINKS, Mount, below, mounts, type_of, types_at
from vidtui.i18n import _
from vidtui.oserrors import at, reason
from vidtui.text import printable

PROBE_TIMEOUT_S = 5.0
RECOGNISED_SHARE = 0.5
FEW_SAMPLES = 5  # fewer prove nothing: renaming one film of two is no other disk
MARKER_NAME = root_probe.MARKER

State = Literal["online", "offline", "unrecognised", "silent", "unreadable"]
STATES: tuple[State, ...] = ("online", "offline", "unrecognised", "silent", "unreadable")


@dataclass(frozen=True, slots=True)
class IdentitySample:
    """Something that was at ``path`` (relative to its root), with its size in bytes."""

    path: bytes
    size: int
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """What a root is recognised by; without samples it is new, and taken as it is.

    ``asks_marker``: what the marker file says is to be told, whatever it is.
    ``is_damaged``: the catalogue does not tell any more, so that only a person can say.
    """

    uuid: str = ""
    samples: tuple[IdentitySample, ...] = ()
    mounts: tuple[bytes, ...] = ()
    marker: bool = False
    asks_marker: bool = False
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class RootState:
    """The verdict on a root; ``reason`` is one line, empty when it is online.

    ``real_path`` is None only where the disk does not answer.
    ``sees_links`` is False where the filesystem shows links as ordinary files or not at all, so
    that nothing can be said about links. ``filesystems`` are the types at the root and below it,
    of a root that is online, ``total_bytes`` and ``free_bytes`` how large its own is and what is
    free there.
    """

    state: State
    reason: str = ""
    real_path: bytes | None = None
    device: int | None = None
    inode: int | None = None
    is_empty: bool = False
    sees_links: bool = True
    mounts: tuple[bytes, ...] = field(default=())
    marker: str | None = None
    filesystems: tuple[str, ...] = ()
    total_bytes: int | None = None
    free_bytes: int | None = None

    @property
    def online(self) -> bool:
        """Whether verdicts on what lies below are allowed."""
        return self.state == "online"

    def objection(self, role: str) -> str | None:
        """Return in one line why nothing may be said of a root in a role, None where it may."""
        if not self.online:
            return self.reason
        if self.is_empty and role == "storage":
            return _empty()
        if not self.sees_links and role == "links":
            return _("links show as ordinary files here; run vidtui on the NAS")
        return None


def examine(path: bytes, identity: Identity, timeout_s: float = PROBE_TIMEOUT_S) -> RootState:
    """Look at one root; never blocks longer than ``timeout_s``."""
    return examine_all([(path, identity)], timeout_s)[0]


def examine_all(
    roots: Iterable[tuple[bytes, Identity]], timeout_s: float = PROBE_TIMEOUT_S
) -> list[RootState]:
    """Look at several roots at once; never blocks longer than ``timeout_s``."""
    started = [(identity, _start(path, identity)) for path, identity in roots]
    deadline = time.monotonic() + timeout_s
    return [_judge(identity, _finish(child, deadline)) for identity, child in started]


def write_marker(path: bytes, uuid: str) -> str | None:
    """Put the marker file on a root; return in one line why it cannot be, None when it is."""
    target = os.path.join(path, MARKER_NAME)
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    except FileExistsError:
        return _no_marker(target)
    except OSError as error:
        return at(target, error)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(uuid + "\n")
    return None


def _no_marker(target: bytes) -> str | None:
    """Return in one line what else has the name of the marker file, None where it is a file."""
    try:
        os.close(own_files.open_own(target, os.O_RDONLY))
    except OSError as error:
        return at(target, error)
    return None


def _start(path: bytes, identity: Identity) -> subprocess.Popen[bytes]:
    samples = [(w.path.hex(), w.size, w.is_link) for w in identity.samples]
    marker = identity.marker or identity.asks_marker
    question = json.dumps({"root": path.hex(), "samples": samples, "marker": marker})
    # In memory, not through a pipe, which a child that does not read would block.
    with os.fdopen(os.memfd_create("question"), "w+") as asked:
        asked.write(question)
        asked.seek(0)
        return subprocess.Popen(
            [sys.executable, "-I", "-S", root_probe.__file__],
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _finish(child: subprocess.Popen[bytes], deadline: float) -> dict[str, Any] | None:
    """Return the child's answer, None when it gave none in time; never waits for a hung child."""
    received = b""
    if child.stdout is not None:
        with child.stdout as pipe:
            while select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                chunk = os.read(pipe.fileno(), 65536)
                received += chunk
                if not chunk:
                    break
    child.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(0.05)
    try:
        answer = json.loads(received)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _judge(identity: Identity, answer: dict[str, Any] | None) -> RootState:
    if answer is None:
        return RootState("silent", _("the disk does not answer"))
    real = bytes.fromhex(answer["real"])
    if "errno" in answer:
        return replace(_failed(int(answer["errno"])), real_path=real)
    if identity.is_damaged:
        reason = _(
            "what the catalogue knows of this disk is damaged; if this is the right disk, run: "
            "vidtui roots confirm"
        )
        return RootState("unrecognised", reason, real)
    table = mounts()
    mounted = tuple(below(real, table))
    gone = [point for point in identity.mounts if point not in mounted]
    if gone:
        reason = _(
            "{folder} was a disk of its own and is not mounted; if that is right, run: "
            "vidtui roots confirm"
        ).format(folder=printable(gone[0]))
        return RootState("offline", reason, real)
    if identity.marker and answer["marker"] not in (None, identity.uuid):
        reason = _("another disk is mounted here: its marker file is not the one we know")
        return RootState("unrecognised", reason, real)
    return _judge_samples(identity, answer, real, table)


def _judge_samples(
    identity: Identity, answer: dict[str, Any], real: bytes, table: list[Mount]
) -> RootState:
    """Say whether enough of what was sampled is there for the root to be the known one."""
    tally = Counter(answer["samples"])
    total, free = answer["space"] or (None, None)
    state = RootState(
        "online",
        real_path=real,
        device=answer["dev"],
        inode=answer["ino"],
        is_empty=answer["empty"],
        # One link may have become a film; where all have, the filesystem shows no links.
        sees_links=tally["not a link"] <= tally["same"]
        and type_of(real, table) not in WITHOUT_LINKS,
        mounts=tuple(below(real, table)),
        marker=answer["marker"],
        filesystems=types_at(real, table),
        total_bytes=total or None,  # some have no size: they are said to have none at all
        free_bytes=free if total else None,
    )
    known = len(identity.samples)
    if not known or (tally["same"] + tally["not a link"]) / known >= RECOGNISED_SHARE:
        return state
    if answer["empty"]:
        return RootState("offline", _empty(), real)
    if known < FEW_SAMPLES:
        return state
    reason = _(
        "only {found} of {known} files that we know are here; if this is the right disk, run: "
        "vidtui roots confirm"
    ).format(found=tally["same"], known=known)
    return RootState("unrecognised", reason, real)


def _empty() -> str:
    return _(
        "the folder is empty: is its disk mounted? If it was emptied for good, run: "
        "vidtui roots forget"
    )


def _failed(code: int) -> RootState:
    if code in root_probe.MISSING:
        return RootState("offline", _("the folder is not there: is its disk mounted?"))
    if code in (errno.EACCES, errno.EPERM):
        return RootState("unreadable", _("you may not read this folder"))
    return RootState("offline", reason(code))


MOST_SAMPLES = 64  # enough to notice a missing first-level folder, few enough to check in 10 ms
_PER_FOLDER = 16


class SamplePicker:
    """Picks up to 64 files spread over the first-level folders; the same files each time."""

    def __init__(self) -> None:
        self._folders: dict[bytes, list[tuple[int, IdentitySample]]] = {}

    def offer(self, path: bytes, size: int, *, is_link: bool = False) -> None:
        """Consider one file of the root."""
        top, slash, _below = path.partition(b"/")
        kept = self._folders.setdefault(top if slash else b"", [])
        rank = zlib.crc32(path)
        is_full = len(kept) >= _PER_FOLDER
        if is_full and rank >= kept[-1][0]:
            return
        if is_full:
            kept.pop()
        kept.append((rank, IdentitySample(path, size, is_link)))
        kept.sort(key=lambda pair: pair[0])

    def __contains__(self, path: bytes) -> bool:
        top, slash, _below = path.partition(b"/")
        kept = self._folders.get(top if slash else b"", ())
        return any(sample.path == path for _rank, sample in kept)

    def chosen(self) -> tuple[IdentitySample, ...]:
        """Return the choice: every folder in turn gives one, until there are enough."""
        rounds = zip_longest(*(self._folders[name] for name in sorted(self._folders)))
        picked = [pair[1] for pair in chain.from_iterable(rounds) if pair is not None]
        return tuple(sorted(picked[:MOST_SAMPLES], key=lambda sample: sample.path))
