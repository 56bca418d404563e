"""Takes back what was done to a link, after checking that it is as that left it.

While that is under way the action's outcome is ``undoing``, so that a kill can be put in order.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from typing import Any

from vidtui.catalogue import links
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal_views import UNDOING
from vidtui.catalogue.models import Action
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.joblog import JobLog
from vidtui.jobs.repair.link_acts import ACTING, KEEP, RELINK, TRASH, before_of, put_in_order
from vidtui.jobs.repair.root_watch import RootWatch
from vidtui.library.relinking import aside_name, move_link, replace
from vidtui.oserrors import about, at
from vidtui.settings import Settings
from vidtui.text import show


def take_back(
    catalogue: Catalogue,
    settings: Settings,
    action: int,
    *,
    dry_run: bool,
    watch: RootWatch | None = None,
) -> str:
    """Bring a link back to what it was before an action; return what was done, in one line.

    The log of repairs is told; the journal stands without it.

    Args:
        catalogue: with the writer lock held.
        settings: the roots.
        action: the journal's id of one that was done.
        dry_run: only find out whether it can be.
        watch: the roots as they were seen lately.

    Raises:
        SafetyRefusal: the link has changed since, its disk is away, or would not.
    """
    with ACTING, catalogue.session():
        row = Action.get_by_id(action)
        intent = json.loads(row.intent)
        root = (watch or RootWatch(settings)).require(intent["root"], "links")
        path = bytes.fromhex(intent["path"])
        link = os.path.join(root.path, path)
        text = bytes.fromhex(intent.get("old", intent.get("text", "")))
        told = ("undo", show(link), show(text), "", "")
        log = JobLog(settings.data_dir, "repair")
        try:
            _require_unchanged(row.kind, intent, link)
            if not dry_run:
                _put_back(catalogue, row, intent, root.path, path)
        except SafetyRefusal as refusal:
            if not dry_run:
                log.write(*told, f"refused: {refusal}")
            raise
        if not dry_run:
            log.write(*told, "done")
        return _what(row.kind, link, intent)


def _what(kind: str, link: bytes, intent: Mapping[str, Any]) -> str:
    if kind == KEEP:
        return _("{link}: it is to be reviewed again").format(link=show(link))
    if kind == TRASH:
        return _("{link}: back from the trash").format(link=show(link))
    text = show(bytes.fromhex(intent["old"]))
    return _("{link}: leads to {text} again").format(link=show(link), text=text)


def undone(catalogue: Catalogue, action: int, intent: Mapping[str, Any]) -> None:
    """Write down that an action is taken back."""
    with catalogue.transaction():
        _outcome_is_done(action)
        journal.undone(action)
        before = before_of(intent)
        if intent.get("link") is not None and before is not None:
            links.remember(intent["link"], before)


def stands(catalogue: Catalogue, action: int) -> None:
    """Write down that an action is not taken back after all."""
    with catalogue.transaction():
        _outcome_is_done(action)


def _outcome_is_done(action: int) -> None:
    """Unlike ``journal.record``, leave when it was done: an undo by day goes by that."""
    Action.update(outcome="done").where(Action.id == action).execute()


def _require_unchanged(kind: str, intent: Mapping[str, Any], link: bytes) -> None:
    """Refuse unless the link, or its place, is as the action left it."""
    if kind == KEEP:
        return
    if kind == RELINK:
        _require_text(link, bytes.fromhex(intent["new"]))
        return
    place = os.path.join(bytes.fromhex(intent["trash"]), bytes.fromhex(intent["to"]))
    _require_text(place, bytes.fromhex(intent["text"]))
    try:
        os.lstat(link)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise SafetyRefusal(at(link, error)) from error
    raise SafetyRefusal(about(link, _("something else is there now; nothing was undone")))


def _require_text(path: bytes, text: bytes) -> None:
    try:
        found = os.readlink(path)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.EINVAL):
            raise SafetyRefusal(at(path, error)) from error
        found = None
    if found != text:
        raise SafetyRefusal(about(path, _("has changed since; nothing was undone")))


def _put_back(
    catalogue: Catalogue, row: Action, intent: dict[str, Any], root: bytes, path: bytes
) -> None:
    if row.kind == KEEP:
        undone(catalogue, row.id, intent)
        return
    aside = aside_name()
    with catalogue.transaction():
        intent["undo_aside"] = aside.hex()
        Action.update(intent=json.dumps(intent), outcome=UNDOING).where(
            Action.id == row.id
        ).execute()
    try:
        if row.kind == RELINK:
            new, old = bytes.fromhex(intent["new"]), bytes.fromhex(intent["old"])
            replace(root, path, new, old, aside)
        else:
            trash, to = bytes.fromhex(intent["trash"]), bytes.fromhex(intent["to"])
            move_link(trash, to, root, path, bytes.fromhex(intent["text"]), aside)
    except SafetyRefusal:
        stands(catalogue, row.id)
        raise
    except OSError as error:
        refusal = SafetyRefusal(at(os.path.join(root, path), error))
        try:
            is_done = put_in_order(row.kind, intent, root, path, undoing=True)
        except OSError:
            raise refusal from error
        if not is_done:
            stands(catalogue, row.id)
            raise refusal from error
    undone(catalogue, row.id, intent)
