"""The three things that are done to links, each journalled first and written down after.

All of them, and taking them back, hold one lock: within a process as between processes, one link
is changed at a time.
"""

from __future__ import annotations

import datetime
import os
import threading
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Any

from vidtui.catalogue import links
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.links import Remembered
from vidtui.disk.symlinks import trash
from vidtui.disk.symlinks.atomic import aside_name, move_link, replace
from vidtui.disk.symlinks.recovery import settle_move, settle_replace
from vidtui.disk.symlinks.unique_name import free_name
from vidtui.errors import SafetyRefusal
from vidtui.jobs.journal import record
from vidtui.jobs.links.intents import KEEP, RELINK, TRASH, LinkIntent
from vidtui.oserrors import at

ACTING = threading.RLock()
_TRIES = 5  # names in the trash that somebody else takes at the same moment


class NotDone(Exception):
    """The disk would not; the link is as it was. The text is one line."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link on its root, which the journal names by its id; ``id`` is the catalogue's."""

    root_uuid: str
    root: bytes
    path: bytes
    text: bytes
    id: int | None

    @property
    def absolute(self) -> bytes:
        """The absolute path."""
        return os.path.join(self.root, self.path)


def relink(catalogue: Catalogue, run: int, link: Link, new: bytes, file: int | None) -> int:
    """Give a link another text; return the action's id.

    Args:
        catalogue: with the writer lock held.
        run: the journal's run.
        link: what it is now.
        new: the text.
        file: the catalogue's id of the file that it then shows.

    Raises:
        SafetyRefusal: the link is not what it was.
        NotDone: the disk would not.
    """
    intent = _intent(RELINK, link, new=new, file=file, aside=aside_name())
    action = record.intend(catalogue, run, RELINK, intent.document())
    try:
        replace(link.root, link.path, link.text, new, intent.aside)
    except SafetyRefusal as refusal:
        _came_to(catalogue, action, str(refusal))
        raise
    except OSError as error:
        _require_done(catalogue, action, intent, link, error)
    relinked(catalogue, action, intent)
    return action


def relinked(catalogue: Catalogue, action: int, intent: LinkIntent) -> None:
    """Write down that a link has its new text."""
    with catalogue.transaction():
        record.record(action, "done")
        remember(intent, Remembered(intent.new, "ok", intent.file, None))


def discard(catalogue: Catalogue, run: int, link: Link, folder: bytes) -> tuple[int, bytes]:
    """Move an orphan to the trash in ``folder``; return the action's id and where it is.

    Raises:
        SafetyRefusal: the link is not what it was.
        NotDone: the disk would not.
    """
    now = datetime.datetime.now().astimezone()
    wanted = trash.orphan_path(now.date(), os.path.basename(link.root), link.path)
    intent = _intent(TRASH, link, trash=folder, to=wanted, aside=aside_name())
    action = record.intend(catalogue, run, TRASH, intent.document())
    try:
        for attempt in range(_TRIES):
            intent = _with_free_name(catalogue, action, intent, wanted)
            try:
                _move(link, intent, now)
                break
            except FileExistsError:
                if attempt == _TRIES - 1:
                    raise
    except SafetyRefusal as refusal:
        _came_to(catalogue, action, str(refusal))
        raise
    except OSError as error:
        _require_done(catalogue, action, intent, link, error)
    discarded(catalogue, action, intent)
    return action, os.path.join(folder, intent.to)


def _with_free_name(
    catalogue: Catalogue, action: int, intent: LinkIntent, wanted: bytes
) -> LinkIntent:
    free = free_name(intent.trash, wanted)
    if free == intent.to:
        return intent
    intent = changed(intent, to=free)
    record.amend(catalogue, action, intent.document())
    return intent


def _move(link: Link, intent: LinkIntent, now: datetime.datetime) -> None:
    place = os.path.join(intent.trash, intent.to)
    orphan = trash.Orphan(now, link.absolute, link.text, place)
    trash.record(intent.trash, now.date(), orphan)
    here, there = (link.root, link.path), (intent.trash, intent.to)
    move_link(*here, *there, link.text, intent.aside, make_root=True)


def discarded(catalogue: Catalogue, action: int, intent: LinkIntent) -> None:
    """Write down that a link is in the trash."""
    with catalogue.transaction():
        record.record(action, "done")
        if intent.link is not None and is_known(intent):
            links.mark_gone([intent.link], record.now())


def keep(catalogue: Catalogue, run: int, link: Link, file: int | None) -> int:
    """Note that a link is right as it is, showing ``file``; return the action's id."""
    intent = _intent(KEEP, link, file=file)
    with catalogue.transaction():
        action = record.intend(catalogue, run, KEEP, intent.document())
        record.record(action, "done")
        remember(intent, Remembered(link.text, "ok", file, file))
    return action


def _intent(kind: str, link: Link, **rest: Any) -> LinkIntent:
    before = links.remembered(link.id) if link.id is not None else None
    known = link.id if before is not None else None
    return LinkIntent(kind, link.root_uuid, link.path, known, before, link.text, **rest)


def is_known(intent: LinkIntent) -> bool:
    """Whether the catalogue knows the link of an intent under the id that the intent gives."""
    return intent.link is not None and links.is_at(intent.link, intent.root, intent.path)


def remember(intent: LinkIntent, what: Remembered) -> None:
    """Write what is known of the link of an intent; in a transaction."""
    if intent.link is not None and is_known(intent):
        links.remember(intent.link, what)


def recover(intent: LinkIntent, root: bytes, path: bytes, *, undoing: bool = False) -> bool | None:
    """Finish or take back what a kill or a failing disk left half done.

    Returns:
        Whether the act, or with ``undoing`` its undo, is done; None where the link is neither.

    Raises:
        OSError: nobody can say, or the disk would not.
        Wrong: the record does not say under which name a link may be aside.
    """
    aside = intent.named(undoing=undoing)
    if intent.kind == RELINK:
        old, new = (intent.new, intent.text) if undoing else (intent.text, intent.new)
        return {"old": False, "new": True, "other": None}[
            settle_replace(root, path, old, new, aside)
        ]
    here, there = (root, path), (intent.trash, intent.to)
    source, target = (there, here) if undoing else (here, there)
    found = settle_move(*source, *target, intent.text, aside)
    return {"source": False, "target": True, "other": None}[found]


def _require_done(
    catalogue: Catalogue,
    action: int,
    intent: LinkIntent,
    link: Link,
    error: OSError,
) -> None:
    """After a failure, raise unless the act is done all the same.

    Where the disk does not even say, the action stays open: the next start looks again.
    """
    failure = NotDone(at(link.absolute, error))
    try:
        is_done = recover(intent, link.root, link.path)
    except OSError:
        raise failure from error
    if not is_done:
        _came_to(catalogue, action, str(failure))
        raise failure from error


def _came_to(catalogue: Catalogue, action: int, outcome: str) -> None:
    with catalogue.transaction():
        record.record(action, outcome)
