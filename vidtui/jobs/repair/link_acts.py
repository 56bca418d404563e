"""The three things that are done to links, each journalled first and written down after.

All of them, and taking them back, hold one lock: within a process as between processes, one link
is changed at a time.
"""

from __future__ import annotations

import datetime
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vidtui.catalogue import links
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.links import Remembered
from vidtui.errors import SafetyRefusal
from vidtui.jobs import journal
from vidtui.library import trash
from vidtui.library.free_names import free_name
from vidtui.library.relinking import aside_name, move_link, replace
from vidtui.library.settling import settle_move, settle_replace
from vidtui.oserrors import at

RELINK, TRASH, KEEP = "relink", "trash-link", "keep-link"
KINDS = (RELINK, TRASH, KEEP)
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
    aside = aside_name()
    intent = _intent(link) | {
        "old": link.text.hex(),
        "new": new.hex(),
        "aside": aside.hex(),
        "file": file,
    }
    action = journal.intend(catalogue, run, RELINK, intent)
    try:
        replace(link.root, link.path, link.text, new, aside)
    except SafetyRefusal as refusal:
        _came_to(catalogue, action, str(refusal))
        raise
    except OSError as error:
        _require_done(catalogue, action, RELINK, intent, link, error)
    relinked(catalogue, action, intent)
    return action


def relinked(catalogue: Catalogue, action: int, intent: Mapping[str, Any]) -> None:
    """Write down that a link has its new text."""
    with catalogue.transaction():
        journal.record(action, "done")
        if intent["link"] is not None:
            links.remember(
                intent["link"],
                Remembered(bytes.fromhex(intent["new"]), "ok", intent["file"], None),
            )


def discard(catalogue: Catalogue, run: int, link: Link, folder: bytes) -> tuple[int, bytes]:
    """Move an orphan to the trash in ``folder``; return the action's id and where it is.

    Raises:
        SafetyRefusal: the link is not what it was.
        NotDone: the disk would not.
    """
    now = datetime.datetime.now().astimezone()
    wanted = trash.orphan_path(now.date(), os.path.basename(link.root), link.path)
    intent = _intent(link) | {
        "text": link.text.hex(),
        "trash": folder.hex(),
        "to": wanted.hex(),
        "aside": aside_name().hex(),
    }
    action = journal.intend(catalogue, run, TRASH, intent)
    try:
        _move(catalogue, action, link, folder, wanted, now, intent)
    except SafetyRefusal as refusal:
        _came_to(catalogue, action, str(refusal))
        raise
    except OSError as error:
        _require_done(catalogue, action, TRASH, intent, link, error)
    discarded(catalogue, action, intent)
    return action, os.path.join(folder, bytes.fromhex(intent["to"]))


def _move(
    catalogue: Catalogue,
    action: int,
    link: Link,
    folder: bytes,
    wanted: bytes,
    now: datetime.datetime,
    intent: dict[str, Any],
) -> None:
    for attempt in range(_TRIES):
        free = free_name(folder, wanted)
        if free.hex() != intent["to"]:
            intent["to"] = free.hex()
            journal.amend(catalogue, action, intent)
        place = os.path.join(folder, free)
        trash.record(folder, now.date(), trash.Orphan(now, link.absolute, link.text, place))
        try:
            aside = bytes.fromhex(intent["aside"])
            move_link(link.root, link.path, folder, free, link.text, aside, make_root=True)
        except FileExistsError:
            if attempt == _TRIES - 1:
                raise
        else:
            return


def discarded(catalogue: Catalogue, action: int, intent: Mapping[str, Any]) -> None:
    """Write down that a link is in the trash."""
    with catalogue.transaction():
        journal.record(action, "done")
        if intent["link"] is not None:
            links.mark_gone([intent["link"]], journal.now())


def keep(catalogue: Catalogue, run: int, link: Link, file: int | None) -> int:
    """Note that a link is right as it is, showing ``file``; return the action's id."""
    intent = _intent(link) | {"file": file}
    with catalogue.transaction():
        action = journal.intend(catalogue, run, KEEP, intent)
        journal.record(action, "done")
        if link.id is not None:
            links.remember(link.id, Remembered(link.text, "ok", file, None))
    return action


def _intent(link: Link) -> dict[str, Any]:
    before = links.remembered(link.id) if link.id is not None else None
    return {
        "root": link.root_uuid,
        "path": link.path.hex(),
        "link": link.id if before is not None else None,
        "before": None
        if before is None
        else [before.text.hex(), before.state, before.shown_file, before.former_file],
    }


def before_of(intent: Mapping[str, Any]) -> Remembered | None:
    """Return what the catalogue remembered of a link before an action."""
    held = intent.get("before")
    if not held:
        return None
    text, state, shown, former = held
    return Remembered(bytes.fromhex(text), state, shown, former)


def put_in_order(
    kind: str, intent: Mapping[str, Any], root: bytes, path: bytes, *, undoing: bool = False
) -> bool | None:
    """Finish or take back what a kill or a failing disk left half done.

    Returns:
        Whether the act, or with ``undoing`` its undo, is done; None where the link is neither.

    Raises:
        OSError: nobody can say, or the disk would not.
    """
    aside = bytes.fromhex(intent["undo_aside" if undoing else "aside"])
    if kind == RELINK:
        texts = [bytes.fromhex(intent["old"]), bytes.fromhex(intent["new"])]
        old, new = reversed(texts) if undoing else texts
        return {"old": False, "new": True, "other": None}[
            settle_replace(root, path, old, new, aside)
        ]
    here = (root, path)
    there = (bytes.fromhex(intent["trash"]), bytes.fromhex(intent["to"]))
    source, target = (there, here) if undoing else (here, there)
    found = settle_move(*source, *target, bytes.fromhex(intent["text"]), aside)
    return {"source": False, "target": True, "other": None}[found]


def _require_done(
    catalogue: Catalogue,
    action: int,
    kind: str,
    intent: Mapping[str, Any],
    link: Link,
    error: OSError,
) -> None:
    """After a failure, raise unless the act is done all the same.

    Where the disk does not even say, the action stays open: the next start looks again.
    """
    failure = NotDone(at(link.absolute, error))
    try:
        is_done = put_in_order(kind, intent, link.root, link.path)
    except OSError:
        raise failure from error
    if not is_done:
        _came_to(catalogue, action, str(failure))
        raise failure from error


def _came_to(catalogue: Catalogue, action: int, outcome: str) -> None:
    with catalogue.transaction():
        journal.record(action, outcome)
