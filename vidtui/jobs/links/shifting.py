"""Moves links below their roots, many at a time: all are made anew before the first old one goes.

Who calls has journalled them all, and looks at them again after a kill.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.symlinks.making import FULL, LinkMaker, StorageGuard
from vidtui.disk.symlinks.moving import settle_moved
from vidtui.disk.symlinks.removing import remove, remove_folders, settle_removed
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs.links.model import OutcomeState
from vidtui.oserrors import about, at


@dataclass(slots=True)
class Shift:
    """A link that goes from ``here`` to ``there``, where it says ``new``.

    ``may_make`` folders above its new place may be missing, and ``ours`` of those that are there
    in the end may go again; ``takes`` of those above its old one go with it, all only where they
    are empty. ``asides`` are its names for a moment, here and there. ``state`` is None until it
    was come to; ``made`` counts the folders that were made. It goes only with its ``lead``.
    """

    root: KnownRoot
    here: bytes
    text: bytes
    there: bytes
    new: bytes
    may_make: int
    ours: int
    takes: int
    asides: tuple[bytes, bytes]
    state: OutcomeState | None = None
    reason: str = ""
    made: int = 0
    lead: Shift | None = None

    @property
    def old_place(self) -> bytes:
        """The absolute path from which it goes."""
        return os.path.join(self.root.path, self.here)

    @property
    def new_place(self) -> bytes:
        """The absolute path to which it goes."""
        return os.path.join(self.root.path, self.there)


def shift_all(shifts: Sequence[Shift], guard: StorageGuard) -> str:
    """Move links; return why the disk takes no more, empty where it does.

    What was not come to has no state.
    """
    stopped = ""
    made: list[Shift] = []
    with ExitStack() as stack:
        makers: dict[bytes, LinkMaker] = {}
        for one in sorted(shifts, key=_order):
            if stopped:
                break
            if one.lead is not None and one.lead.state is not None:
                continue  # it was refused
            try:
                if one.root.path not in makers:
                    makers[one.root.path] = stack.enter_context(LinkMaker(one.root.path, guard))
                one.made = makers[one.root.path].make(
                    one.there, one.new, one.may_make, _mtime_ns(one.old_place)
                )
                made.append(one)
            except (OSError, SafetyRefusal) as error:
                _not_done(one, error)
                if isinstance(error, OSError) and error.errno in FULL:
                    stopped = one.reason
        for maker in makers.values():
            maker.sync()
    for one in made:
        if one.lead is not None and one.lead.state != "done":
            _take_new(one, one.lead.reason)
        else:
            _take_old(one)
    return stopped


def _order(one: Shift) -> tuple[bytes, list[bytes], bool]:
    """Folder by folder, what goes with a video behind that."""
    return one.root.path, os.path.dirname(one.there).split(b"/"), one.lead is not None


def _mtime_ns(path: bytes) -> int | None:
    try:
        return os.lstat(path).st_mtime_ns
    except OSError:
        return None


def _take_old(one: Shift) -> None:
    """Remove the old link; where that is not to be, the new one goes again."""
    root = one.root.path
    try:
        remove(root, one.here, one.text, one.asides[0])
    except SafetyRefusal as refusal:
        _take_new(one, refusal)
        return
    except OSError as error:
        try:
            state = settle_removed(root, one.here, one.text, one.asides[0])
        except OSError:
            state = "there"
        if state != "gone":
            _take_new(one, error)
            return
    remove_folders(root, one.here, one.takes)
    one.state = "done"


def _take_new(one: Shift, why: Exception | str) -> None:
    if isinstance(why, str):
        one.state, one.reason = "refused", why
    else:
        _not_done(one, why)
    try:
        remove(one.root.path, one.there, one.new, one.asides[1])
    except (OSError, SafetyRefusal) as left:
        one.reason += "; " + (str(left) if isinstance(left, SafetyRefusal) else at(b"", left))
        return
    remove_folders(one.root.path, one.there, one.ours)


def _not_done(one: Shift, error: Exception) -> None:
    if isinstance(error, FileExistsError):
        one.state = "refused"
        one.reason = about(one.new_place, _("something is there already; it was left alone"))
    elif isinstance(error, OSError):
        one.state, one.reason = "failed", at(one.new_place, error)
    else:
        one.state, one.reason = "refused", str(error)


def settle_shift(one: Shift) -> bool | None:
    """Finish a move that was cut off; say whether it is done, None where the link is at neither.

    Raises:
        OSError: nobody can say, or the disk would not.
        SafetyRefusal: the link was changed at that moment.
    """
    root = one.root.path
    place = settle_moved(root, one.here, one.text, one.there, one.new, one.asides)
    if place == "there":
        remove_folders(root, one.here, one.takes)
    else:
        remove_folders(root, one.there, one.ours)
    return {"here": False, "there": True, "neither": None}[place]
