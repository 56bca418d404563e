"""Changes links so that nothing is ever overwritten, and nothing lost at whatever instant it ends.

The caller journals what it is about to do, the name aside included, before it comes here;
``settle_replace`` and ``settle_move`` bring back to order what a kill left half done. Where even
going back fails, as on a disk that dies, they say what the link is now.

Settling may be done again. The roots must be known to be online: on an empty mount point every
link looks gone. Only a link with exactly our text is ever removed, and only where another keeps
that text, or where its name is ours; what a change had just taken from its place when it was
killed goes back to it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from typing import Literal

from vidtui.disk.symlinks.dirfd import (
    DirEntryRef,
    Found,
    LinkChanged,
    NotALink,
    changed,
    drop,
    look,
    opened,
    put,
    sync,
)
from vidtui.disk.symlinks.renameat2 import RenameUnsupported, exchange, move
from vidtui.i18n import _
from vidtui.oserrors import about, reason
from vidtui.text import printable

ASIDE_PREFIX = b".vidtui-"


def aside_name() -> bytes:
    """Return a name, like no other, for a link that is aside for a moment."""
    return ASIDE_PREFIX + secrets.token_hex(8).encode("ascii")


def replace(root: bytes, path: bytes, old_text: bytes, new_text: bytes, aside: bytes) -> None:
    """Give a link another text.

    Args:
        root: the link root, absolute.
        path: the link, relative to it.
        old_text: what it must say now.
        new_text: what it will say.
        aside: from ``aside_name``, free in the folder of the link.

    Raises:
        LinkChanged: the link is not what it was; what is there is left as it is.
        OSError: the disk would not; the link is as it was. Only a disk that does not even let
            go of what was just made keeps that, under the name aside, for ``settle_replace``.
    """
    with opened(root, path) as link:
        _expect(link, old_text)
        spare = link.beside(aside)
        try:
            _swap(link, spare, old_text, new_text)
        except RenameUnsupported:
            try:
                _remake(link, spare, old_text, link, new_text)
            except FileExistsError:
                # Somebody's act just now, which replaced the link; the journal has its text.
                drop(spare, old_text)
                raise changed(link.path, look(link)) from None
        sync(link.folder)


def move_link(
    source_root: bytes,
    source_path: bytes,
    target_root: bytes,
    target_path: bytes,
    text: bytes,
    aside: bytes,
    *,
    make_root: bool = False,
) -> None:
    """Move a link to a free name, on another filesystem too; missing folders there are made.

    Args:
        source_root: the root that it lies on, absolute.
        source_path: the link, relative to that.
        target_root: the root that it goes to, absolute.
        target_path: its new place, relative to that.
        text: what the link must say.
        aside: from ``aside_name``, free in the folder of the source.
        make_root: make the target's root too where it is missing.

    Raises:
        FileExistsError: something is at the target already; choose another name.
        LinkChanged: the link, or a folder on the way, is not what it was.
        OSError: the disk would not. After any of these the link is where it was.
    """
    with opened(source_root, source_path) as source:
        _expect(source, text)
        with opened(target_root, target_path, make=True, make_root=make_root) as target:
            try:
                move(*source.at, *target.at)
            except FileNotFoundError:
                _expect(source, text)
                raise
            except OSError as error:
                if not isinstance(error, RenameUnsupported) and error.errno != errno.EXDEV:
                    raise
                # Before the link is aside: one like it at the target would then pass for it.
                if look(target) is not NotALink.GONE:
                    raise _taken(target) from None
                _remake(source, source.beside(aside), text, target, text)
            else:
                _verify_moved(source, target, text)
            sync(target.folder)
        sync(source.folder)


def _swap(link: DirEntryRef, spare: DirEntryRef, old: bytes, new: bytes) -> None:
    """Make the new link under the spare name, swap the two, drop the old one.

    Raises:
        RenameUnsupported: no swapping here; nothing has changed.
    """
    os.symlink(new, spare.name, dir_fd=spare.folder)
    try:
        _give(spare, link)
        exchange(*link.at, *spare.at)
    except OSError as error:
        drop(spare, new)
        if isinstance(error, FileNotFoundError):
            raise changed(link.path, look(link)) from None
        raise
    try:
        found = look(spare)
        if found == old:
            os.unlink(spare.name, dir_fd=spare.folder)
            return
    except OSError:
        swap_back(link, spare, new)
        raise
    swap_back(link, spare, new)
    raise _came_out(link, spare, found)


def swap_back(link: DirEntryRef, spare: DirEntryRef, new: bytes) -> None:
    """Undo a swap: put back what it took, and remove our link, as far as the disk allows."""
    with contextlib.suppress(OSError):
        try:
            exchange(*link.at, *spare.at)
        except FileNotFoundError:
            put(spare, link)
        drop(spare, new)


def _remake(
    link: DirEntryRef, spare: DirEntryRef, old: bytes, target: DirEntryRef, new: bytes
) -> None:
    """Put a link aside, make the new one, in its place or elsewhere, drop the one aside.

    The order matters: what is at the target while the old link is in its place is never ours.

    Raises:
        FileExistsError: the target is taken; where that is the link's own place, the link is
            still aside.
    """
    try:
        put(link, spare)
    except FileNotFoundError:
        raise changed(link.path, look(link)) from None
    except FileExistsError:
        raise LinkChanged(about(spare.path, reason(errno.EEXIST))) from None
    is_made = False
    try:
        found = look(spare)
        if found == old:
            os.symlink(new, target.name, dir_fd=target.folder)
            is_made = True
            _give(target, spare)
            sync(target.folder)
            os.unlink(spare.name, dir_fd=spare.folder)
            return
    except OSError:
        with contextlib.suppress(OSError):
            if is_made:
                drop(target, new)
            put(spare, link)
        raise
    with contextlib.suppress(OSError):
        put(spare, link)
    raise _came_out(link, spare, found)


def _verify_moved(source: DirEntryRef, target: DirEntryRef, text: bytes) -> None:
    try:
        found = look(target)
    except OSError:
        with contextlib.suppress(OSError):
            put(target, source)
        raise
    if found != text:
        with contextlib.suppress(OSError):
            put(target, source)
        raise _came_out(source, target, found)


def _expect(link: DirEntryRef, text: bytes) -> None:
    found = look(link)
    if found != text:
        raise changed(link.path, found)


def _came_out(link: DirEntryRef, where: DirEntryRef, found: Found) -> LinkChanged:
    """Return the refusal for what came out instead of the link, moved back where it could be."""
    if look(where) is NotALink.GONE:
        return changed(link.path, found)
    why = _("it changed twice at that moment; what was there is {name} now")
    return LinkChanged(about(link.path, why.format(name=printable(where.path))))


def _taken(spot: DirEntryRef) -> FileExistsError:
    return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), spot.name)


def _give(new: DirEntryRef, old: DirEntryRef) -> None:
    """Give a link the owner and the group of another, as far as that is allowed."""
    with contextlib.suppress(OSError):
        was = os.stat(old.name, dir_fd=old.folder, follow_symlinks=False)
        now = os.stat(new.name, dir_fd=new.folder, follow_symlinks=False)
        for user, group in ((was.st_uid, -1), (-1, was.st_gid)):
            if user not in (-1, now.st_uid) or group not in (-1, now.st_gid):
                with contextlib.suppress(PermissionError):
                    os.chown(new.name, user, group, dir_fd=new.folder, follow_symlinks=False)


def settle_replace(
    root: bytes, path: bytes, old_text: bytes, new_text: bytes, aside: bytes
) -> Literal["old", "new", "other"]:
    """Finish or take back a ``replace`` with these arguments; say what the link is.

    ``other`` is neither text; what somebody else put there stays.

    Raises:
        OSError: nobody can say, or the disk would not.
    """
    with reached(root, path) as link:
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
        reached(source_root, source_path) as source,
        reached(target_root, target_path) as target,
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
def reached(root: bytes, path: bytes) -> Iterator[DirEntryRef | None]:
    """Open the folder of a link, None where it is not there any more."""
    with contextlib.ExitStack() as stack:
        spot = None
        with contextlib.suppress(LinkChanged, FileNotFoundError, NotADirectoryError):
            spot = stack.enter_context(opened(root, path))
        yield spot
