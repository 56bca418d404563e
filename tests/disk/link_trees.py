"""Trees of links to change, systems that lack a way of renaming, and kills at every system call."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from vidtui.disk.symlinks import renameat2 as renameat
from vidtui.disk.symlinks.atomic import move_link, replace
from vidtui.disk.symlinks.dirfd import LinkChanged

ASIDE = b".vidtui-0123456789abcdef"
OLD = b"../stockage/Films/Am\xe9lie (2001).mkv"
PATH = b"Films/a.mkv"
NEW = b"../stockage/Films/Le fabuleux destin (2001).mkv"

WAYS = {
    "exchange": 0,
    "aside": renameat.EXCHANGE,
    "aside without noreplace": renameat.EXCHANGE | renameat.NOREPLACE,
}
"""What the system lacks, by the way that is left."""
CHANGES = ("symlink", "rename", "unlink", "mkdir")
READINGS = ("readlink", "open", "stat", "chown", "fsync")


class Tree:
    """A link root with one link, and where a trash is or would be."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.root = base / "video"
        self.trash = base / "trash"
        self.link = link(self.root, PATH)
        self.aside = os.path.join(os.path.dirname(self.link), ASIDE)
        self.trashed = os.fsencode(self.trash / "orphans") + b"/" + PATH

    def replace(self, path: bytes = PATH, new: bytes = NEW) -> None:
        replace(bytes(self.root), path, OLD, new, ASIDE)

    def discard(self, path: bytes = PATH, target: bytes | None = None) -> None:
        move_link(
            bytes(self.root),
            path,
            bytes(self.trash),
            target or b"orphans/" + path,
            OLD,
            ASIDE,
            make_root=True,
        )

    def bring_back(self) -> None:
        source = b"orphans/" + PATH
        move_link(bytes(self.trash), source, bytes(self.root), PATH, OLD, ASIDE)

    def put(self, place: bytes, content: str) -> None:
        """Put a file there as a download does: over whatever there is."""
        film = self.base / "film"
        film.write_text(content)
        os.rename(film, place)

    def refuses(self, change: Callable[[], None], reason: str) -> None:
        """The change is refused and leaves everything as it is."""
        was = listing(self.base)
        with pytest.raises(LinkChanged, match=reason) as caught:
            change()
        assert "\n" not in str(caught.value)
        assert listing(self.base) == was

    def fails(self, change: Callable[[], None], code: int) -> None:
        """The change fails and leaves everything as it is."""
        was = listing(self.base)
        with pytest.raises(OSError, match=os.strerror(code)) as caught:
            change()
        assert caught.value.errno == code
        assert listing(self.base) == was


class Killed(BaseException):
    """``kill -9``: no handler may catch it, nothing of ours runs after it."""


def lack(monkeypatch: pytest.MonkeyPatch, flags: int, *, devices: bool = False) -> None:
    """Have the system lack ways of renaming; ``devices``: every folder is one of its own."""
    real = renameat.renameat2

    def renameat2(folder: int, name: bytes, other: int, other_name: bytes, flag: int) -> int:
        if flag & flags:
            return errno.EINVAL
        if devices and os.fstat(folder).st_ino != os.fstat(other).st_ino:
            return errno.EXDEV
        return real(folder, name, other, other_name, flag)

    monkeypatch.setattr(renameat, "renameat2", renameat2)


def outcome(change: Callable[[], object]) -> Exception | None:
    """Make a change; return what it raised."""
    try:
        change()
    except (OSError, LinkChanged) as error:
        return error
    return None


def link(root: Path, path: bytes, text: bytes = OLD) -> bytes:
    """Make a link below a root, with the folders that it needs; return its absolute path."""
    place = os.path.join(os.fsencode(root), path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    os.symlink(text, place)
    return place


def listing(folder: Path) -> dict[bytes, tuple[Any, ...]]:
    """Return everything below a folder, with what tells that it was changed."""
    found: dict[bytes, tuple[Any, ...]] = {}
    for path, names, files in os.walk(os.fsencode(folder)):
        for name in names + files:
            place = os.path.join(path, name)
            if os.path.islink(place):
                found[place] = "link", os.readlink(place), os.lstat(place).st_uid
            elif os.path.isdir(place):
                found[place] = "folder", os.lstat(place).st_mode
            else:
                with open(place, "rb") as opened:
                    found[place] = "file", opened.read()
    return found


@contextmanager
def before(step: str, act: Callable[[], object], *, number: int = 1) -> Iterator[None]:
    """Have something happen right before the n-th call of ``step``, as another program would."""
    left = [number]

    def meddle() -> None:
        left[0] -= 1
        if left[0] == 0:
            act()

    with _watched((step,), meddle):
        yield
    assert left[0] <= 0, f"{step} was not called"


@contextmanager
def stopped(
    at: int,
    failure: Callable[[], BaseException],
    steps: tuple[str, ...],
    *,
    lasting: bool = False,
) -> Iterator[Any]:
    """Raise before the ``at``-th of the system calls named, ``lasting`` before each from then on.

    Yields how many there were.
    """
    count = [0]

    def fail() -> None:
        count[0] += 1
        if count[0] == at or (lasting and count[0] > at):
            raise failure()

    with _watched((*steps, "renameat2"), fail):
        yield count


@contextmanager
def _watched(steps: tuple[str, ...], watch: Callable[[], None]) -> Iterator[None]:
    busy = [False]

    def wrap(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if not busy[0]:
                busy[0] = True
                try:
                    watch()
                except OSError as error:
                    if real is renameat2:
                        return error.errno
                    raise
                finally:
                    busy[0] = False
            return real(*arguments, **options)

        return call

    renameat2 = renameat.renameat2
    with pytest.MonkeyPatch.context() as patch:
        for step in steps:
            where = renameat if step == "renameat2" else os
            patch.setattr(where, step, wrap(getattr(where, step)))
        yield
