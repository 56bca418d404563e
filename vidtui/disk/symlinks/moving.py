"""Puts in order what was cut off while a link went to another place below its root.

A link that moves is made at its new place, with the text that leads from there to the same file,
before the old one is removed: at any instant one of them is whole. ``making`` does both.
"""

from __future__ import annotations

from typing import Literal

from vidtui.disk.symlinks.atomic import reached
from vidtui.disk.symlinks.dirfd import DirEntryRef, NotALink, drop, look, put, sync
from vidtui.disk.symlinks.removing import remove


def settle_moved(
    root: bytes, here: bytes, text: bytes, there: bytes, new: bytes, asides: tuple[bytes, bytes]
) -> Literal["here", "there", "neither"]:
    """Finish a move that was cut off, where the link was made; say where it is.

    Args:
        root: the link root, absolute.
        here: the old place, below it.
        text: what the link says there.
        there: the new place.
        new: what it says there.
        asides: the names under which the old link, and the new one, may have gone aside.

    Raises:
        OSError: nobody can say, or the disk would not.
        LinkChanged: the old link was changed at that moment.
    """
    with reached(root, here) as source, reached(root, there) as target:
        _put_back(source, asides[0])
        _put_back(target, asides[1])
        is_made = target is not None and look(target) == new
        is_left = source is not None and look(source) == text
        if is_made and target is not None:
            sync(target.folder)
            if source is not None and not is_left:
                drop(source.beside(asides[0]), text)
    if not is_made:
        return "here" if is_left else "neither"
    if is_left:
        remove(root, here, text, asides[0])
    return "there"


def _put_back(spot: DirEntryRef | None, aside: bytes) -> None:
    """Put back what is aside, where nothing has come to its place."""
    if spot is None:
        return
    spare = spot.beside(aside)
    if look(spare) is not NotALink.GONE and look(spot) is NotALink.GONE:
        put(spare, spot)
        sync(spot.folder)
