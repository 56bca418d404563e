"""The things that are done to links, each journalled first and written down after.

All of them, and taking them back, hold one lock: within a process as between processes, one link
is changed at a time. A catalogue may be a restored one that somebody else made: what leads out of
the folder of a link or of the trash is no record of ours.
"""

from __future__ import annotations

import datetime
import os
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Any

from vidtui.catalogue import links
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import LEADER
from vidtui.catalogue.links import STATES, Remembered
from vidtui.disk.symlinks import trash
from vidtui.disk.symlinks.atomic import (
    ASIDE_PREFIX,
    aside_name,
    move_link,
    replace,
    settle_move,
    settle_replace,
)
from vidtui.disk.symlinks.dirfd import free_name
from vidtui.disk.symlinks.trash import ORPHANS
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.json_documents import Value, Wrong, decode
from vidtui.oserrors import at
from vidtui.paths import is_plain

RELINK, TRASH, KEEP, MAKE = "relink", "trash-link", "keep-link", "make-link"
MOVE = "move-link"
KINDS = (RELINK, TRASH, KEEP, MAKE, MOVE)
_ASIDE = re.compile(re.escape(ASIDE_PREFIX) + rb"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class LinkIntent:
    """One change: ``kind``, and the link by the uuid of its root and the path below that.

    ``link`` is the catalogue's id, ``before`` what it remembered of the link. ``text`` is what
    the link said, ``new`` what a repaired one says; ``file`` the id of the file that it then
    shows. ``to`` is where an orphan goes below ``trash``. ``aside`` and ``undo_aside`` are the
    names for a moment, empty where there is none yet. ``text`` is what a new link says, and
    ``folders`` how many of those above it were made with it or for one beside it. ``leader`` is
    the action on the link to the video with which this one goes. Of a link that moves ``to`` is
    its new path, ``was`` what was remembered of one there; ``emptied`` so many of the folders
    above its old path are ours.
    """

    kind: str
    root: str
    path: bytes
    link: int | None = None
    before: Remembered | None = None
    text: bytes = b""
    new: bytes = b""
    file: int | None = None
    trash: bytes = b""
    to: bytes = b""
    aside: bytes = b""
    undo_aside: bytes = b""
    leader: int | None = None
    folders: int = 0
    emptied: int = 0
    was: Remembered | None = None

    def document(self) -> dict[str, Any]:
        """Return it for the journal."""
        held: dict[str, Any] = {
            "root": self.root,
            "path": self.path.hex(),
            "link": self.link,
            "before": _written(self.before),
        }
        for name, key in _BYTES[self.kind].items():
            if getattr(self, name):
                held[key] = getattr(self, name).hex()
        if self.leader is not None:
            held[LEADER] = self.leader
        if self.kind in (MAKE, MOVE):
            held["folders"] = self.folders
        if self.kind == MOVE:
            held |= {"emptied": self.emptied, "was": _written(self.was)}
        return held if self.kind == TRASH else held | {"file": self.file}

    def named(self, *, undoing: bool) -> bytes:
        """Return the name for a moment.

        Raises:
            Wrong: the record has none.
        """
        aside = self.undo_aside if undoing else self.aside
        if not aside:
            raise Wrong(_("{place}: is not there").format(place="aside"))
        return aside


_BYTES: Mapping[str, Mapping[str, str]] = {
    RELINK: {"text": "old", "new": "new", "aside": "aside", "undo_aside": "undo_aside"},
    TRASH: {
        "text": "text",
        "trash": "trash",
        "to": "to",
        "aside": "aside",
        "undo_aside": "undo_aside",
    },
    KEEP: {},
    MAKE: {"text": "text", "undo_aside": "undo_aside"},
    MOVE: {"text": "old", "to": "to", "new": "new", "aside": "aside", "undo_aside": "undo_aside"},
}
"""By kind the bytes that it has, and their keys in the journal."""
_OPTIONAL = ("aside", "undo_aside")


def read(kind: str, text: str) -> LinkIntent:
    """Return what the journal holds.

    Raises:
        Wrong: it is no record of a change that is ours; the text says why in one line.
    """
    value = decode(text.encode("utf-8"))
    found = {
        name: value[key].from_hexadecimal(is_plain if (kind, name) == (MOVE, "to") else _FITS[name])
        for name, key in _BYTES[kind].items()
        if name not in _OPTIONAL or value.get(key) is not None
    }
    return LinkIntent(
        kind=kind,
        root=value["root"].text(),
        path=value["path"].from_hexadecimal(is_plain),
        link=_id(value.get("link")),
        before=_before(value.get("before")),
        file=_id(value.get("file")),
        leader=_id(value.get(LEADER)),
        folders=value["folders"].whole() if kind in (MAKE, MOVE) else 0,
        emptied=value["emptied"].whole() if kind == MOVE else 0,
        was=_before(value.get("was")) if kind == MOVE else None,
        **found,
    )


def _is_text(value: bytes) -> bool:
    return bool(value) and b"\0" not in value


def _is_absolute(value: bytes) -> bool:
    return value.startswith(b"/") and b"\0" not in value


def _is_orphan(value: bytes) -> bool:
    return is_plain(value) and value.startswith(ORPHANS + b"/")


def _is_aside(value: bytes) -> bool:
    return _ASIDE.fullmatch(value) is not None


_FITS: Mapping[str, Callable[[bytes], bool]] = {
    "text": _is_text,
    "new": _is_text,
    "trash": _is_absolute,
    "to": _is_orphan,
    "aside": _is_aside,
    "undo_aside": _is_aside,
}


def _id(value: Value | None) -> int | None:
    return None if value is None else value.id()


def _written(known: Remembered | None) -> list[object] | None:
    return None if known is None else [known.text.hex(), *known[1:]]


def _before(value: Value | None) -> Remembered | None:
    if value is None or value.is_null:
        return None
    held = list(value.items())
    if len(held) != len(Remembered._fields):
        raise value.wrong(_("must be a list of {count}").format(count=len(Remembered._fields)))
    text, state, shown, former = held
    return Remembered(
        text.from_hexadecimal(_is_text), state.one_of(STATES), shown.id(), former.id()
    )


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


def relink(
    catalogue: Catalogue,
    run: int,
    link: Link,
    new: bytes,
    file: int | None,
    *,
    leader: int | None = None,
) -> int:
    """Give a link another text; return the action's id.

    Args:
        catalogue: with the writer lock held.
        run: the journal's run.
        link: what it is now.
        new: the text.
        file: the catalogue's id of the file that it then shows.
        leader: the action on the link with which it goes.

    Raises:
        SafetyRefusal: the link is not what it was.
        NotDone: the disk would not.
    """
    intent = _intent(RELINK, link, new=new, file=file, aside=aside_name(), leader=leader)
    action = journal.intend(catalogue, run, RELINK, intent.document())
    try:
        replace(link.root, link.path, link.text, new, intent.aside)
    except SafetyRefusal as refusal:
        journal.came_to(catalogue, action, str(refusal))
        raise
    except OSError as error:
        _require_done(catalogue, action, intent, link, error)
    relinked(catalogue, action, intent)
    return action


def relinked(catalogue: Catalogue, action: int, intent: LinkIntent) -> None:
    """Write down that a link has its new text."""
    with catalogue.transaction():
        journal.record(action, "done")
        remember(intent, Remembered(intent.new, "ok", intent.file, None))


def discard(
    catalogue: Catalogue, run: int, link: Link, folder: bytes, *, leader: int | None = None
) -> tuple[int, bytes]:
    """Move an orphan to the trash in ``folder``; return the action's id and where it is.

    Raises:
        SafetyRefusal: the link is not what it was.
        NotDone: the disk would not.
    """
    now = datetime.datetime.now().astimezone()
    wanted = trash.orphan_path(now.date(), os.path.basename(link.root), link.path)
    intent = _intent(TRASH, link, trash=folder, to=wanted, aside=aside_name(), leader=leader)
    action = journal.intend(catalogue, run, TRASH, intent.document())
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
        journal.came_to(catalogue, action, str(refusal))
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
    journal.amend(catalogue, action, intent.document())
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
        journal.record(action, "done")
        if intent.link is not None and is_known(intent):
            links.mark_gone([intent.link], journal.now())


def keep(catalogue: Catalogue, run: int, link: Link, file: int | None) -> int:
    """Note that a link is right as it is, showing ``file``; return the action's id."""
    intent = _intent(KEEP, link, file=file)
    with catalogue.transaction():
        action = journal.intend(catalogue, run, KEEP, intent.document())
        journal.record(action, "done")
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
        journal.came_to(catalogue, action, str(failure))
        raise failure from error
