"""Brings links back to order after a kill in the midst of a change by ``atomic``.

Everything here may be done again. The roots must be known to be online: on an empty mount point
every link looks gone. Only a link with exactly our text is ever removed, and only where another
keeps that text, or where its name is ours; what a change had just taken from its place when it
was killed goes back to it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Literal

from vidtui.disk.symlinks.atomic import swap_back
from vidtui.disk.symlinks.dirfd import (
    DirEntryRef,
    Found,
    LinkChanged,
    NotALink,
    drop,
    look,
    opened,
    put,
    sync,
)


def settle_replace(
    root: bytes, path: bytes, old_text: bytes, new_text: bytes, aside: bytes
) -> Literal["old", "new", "other"]:
    """Finish or take back a ``replace`` with these arguments; say what the link is.

    ``other`` is neither text; what somebody else put there stays.

    Raises:
        OSError: nobody can say, or the disk would not.
    """
    with _reached(root, path) as link:
        if link is None:
            return "other"
        spare = link.beside(aside)
        _settle_spare(link, spare, old_text, new_text)
        sync(link.folder)
        found = look(link)
    if found == old_text:
        return "old"
    return "new" if found == new_text else "other"


def _settle_spare(link: DirEntryRef, spare: DirEntryRef, old: bytes, new: bytes) -> None:
    found, parked = look(link), look(spare)
    if parked is NotALink.GONE:
        return
    if parked == new and old != new:
        drop(spare, new)  # made, and not yet in its place or no longer
    elif found is NotALink.GONE:
        put(spare, link)
    elif parked == old:
        drop(spare, old)  # something has its place: the new link, or what somebody put there
    elif found == new:
        swap_back(link, spare, new)  # swapped in, and not yet verified


def settle_move(
    source_root: bytes,
    source_path: bytes,
    target_root: bytes,
    target_path: bytes,
    text: bytes,
    aside: bytes,
) -> Literal["source", "target", "other"]:
    """Finish or take back a ``move_link`` with these arguments; say where the link is.

    ``other`` is at neither place; whatever is there stays. A link in its old place says
    ``source``, whatever the target is: ``move_link`` never leaves both.

    Raises:
        OSError: nobody can say, or the disk would not.
    """
    with (
        _reached(source_root, source_path) as source,
        _reached(target_root, target_path) as target,
    ):
        if source is not None:
            _settle_parked(source, source.beside(aside), target, text)
        if _look(source) == text:
            return "source"
        return "target" if _look(target) == text else "other"


def _settle_parked(
    source: DirEntryRef, spare: DirEntryRef, target: DirEntryRef | None, text: bytes
) -> None:
    found, parked = look(source), look(spare)
    if parked is NotALink.GONE:
        return
    if parked == text and (found == text or _look(target) == text):
        if target is not None:
            sync(target.folder)
        drop(spare, text)
    elif found is NotALink.GONE:
        put(spare, source)
    sync(source.folder)


def _look(spot: DirEntryRef | None) -> Found:
    return NotALink.GONE if spot is None else look(spot)


@contextlib.contextmanager
def _reached(root: bytes, path: bytes) -> Iterator[DirEntryRef | None]:
    """Open the folder of a link, None where it is not there any more."""
    with contextlib.ExitStack() as stack:
        spot = None
        with contextlib.suppress(LinkChanged, FileNotFoundError, NotADirectoryError):
            spot = stack.enter_context(opened(root, path))
        yield spot
