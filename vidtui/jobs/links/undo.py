"""Takes back what was done to a link, and puts in order what a kill left, after looking at it.

While one is taken back the action's outcome is ``undoing``, so that a kill can be put in order.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace as changed
from typing import Any

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import REDOING, UNDO, UNDOING
from vidtui.catalogue.models import Action
from vidtui.disk.symlinks.atomic import aside_name, move_link, replace
from vidtui.disk.symlinks.trash import ORPHANS
from vidtui.errors import LockHeld, SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import entries, journal
from vidtui.jobs.entries import NOT_DONE
from vidtui.jobs.json_documents import Wrong
from vidtui.jobs.links.actions import (
    ACTING,
    KEEP,
    MAKE,
    MOVE,
    RELINK,
    TRASH,
    LinkIntent,
    discarded,
    read,
    recover,
    relinked,
    remember,
)
from vidtui.jobs.links.undo_steps import UNCLEAR, logged, require_free, require_text
from vidtui.jobs.links.unmaking import settle as settle_made
from vidtui.jobs.links.unmoving import settle as settle_moved
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import about, at, is_missing
from vidtui.settings.model import Settings
from vidtui.text import printable

CHANGES = (RELINK, TRASH, MAKE, MOVE)
"""The kinds of actions that change a disk."""


def take_back(
    catalogue: Catalogue,
    settings: Settings,
    action: int,
    *,
    dry_run: bool,
    watch: RootStatusCache | None = None,
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
        with journal.ours(row.id):
            intent = read(row.kind, row.intent)
        watch = watch or RootStatusCache(settings)
        root = watch.require(intent.root, "links")
        if intent.kind == TRASH:
            watch.require_trash(intent.trash)
        link = os.path.join(root.path, intent.path)
        told = ("undo", printable(link), printable(intent.text), "", "")
        with logged(settings, told, dry_run=dry_run):
            _require_unchanged(intent, link)
            if not dry_run:
                _put_back(catalogue, row, intent, root.path)
        return _what(intent, link)


def _what(intent: LinkIntent, link: bytes) -> str:
    if intent.kind == KEEP:
        return _("{link}: it is to be reviewed again").format(link=printable(link))
    if intent.kind == TRASH:
        return _("{link}: back from the trash").format(link=printable(link))
    return _("{link}: leads to {text} again").format(
        link=printable(link), text=printable(intent.text)
    )


def undone(catalogue: Catalogue, action: int, intent: LinkIntent) -> None:
    """Write down that an action is taken back."""
    with catalogue.transaction():
        journal.stays_done(action)
        journal.undone(action)
        if intent.before is not None:
            remember(intent, intent.before)


def redone(catalogue: Catalogue, action: int, intent: LinkIntent) -> None:
    """Write down that an action that was taken back is done again; when it was first, stays."""
    with catalogue.transaction():
        when = Action.get_by_id(action).done_at
        _done(catalogue, action, intent)
        Action.update(undone_at=None, done_at=when).where(Action.id == action).execute()


def _done(catalogue: Catalogue, action: int, intent: LinkIntent) -> None:
    (relinked if intent.kind == RELINK else discarded)(catalogue, action, intent)


def record_undo_failed(catalogue: Catalogue, action: int) -> None:
    """Write down that an action is not taken back after all."""
    with catalogue.transaction():
        journal.stays_done(action)


def _require_unchanged(intent: LinkIntent, link: bytes) -> None:
    """Refuse unless the link, or its place, is as the action left it."""
    if intent.kind == KEEP:
        return
    if intent.kind == RELINK:
        require_text(link, intent.new)
        return
    require_text(os.path.join(intent.trash, intent.to), intent.text)
    require_free(link)


def _put_back(catalogue: Catalogue, row: Action, intent: LinkIntent, root: bytes) -> None:
    if intent.kind == KEEP:
        undone(catalogue, row.id, intent)
        return
    intent = changed(intent, undo_aside=aside_name())
    with catalogue.transaction():
        Action.update(intent=json.dumps(intent.document()), outcome=UNDOING).where(
            Action.id == row.id
        ).execute()
    try:
        if intent.kind == RELINK:
            replace(root, intent.path, intent.new, intent.text, intent.undo_aside)
        else:
            there, here = (intent.trash, intent.to), (root, intent.path)
            move_link(*there, *here, intent.text, intent.undo_aside)
    except SafetyRefusal:
        record_undo_failed(catalogue, row.id)
        raise
    except OSError as error:
        refusal = SafetyRefusal(at(os.path.join(root, intent.path), error))
        try:
            is_done = recover(intent, root, intent.path, undoing=True)
        except OSError:
            raise refusal from error
        if not is_done:
            record_undo_failed(catalogue, row.id)
            raise refusal from error
    undone(catalogue, row.id, intent)


def is_unsettled(catalogue: Catalogue) -> bool:
    """Say whether a process ended in the midst of changing a link, or is at it now."""
    with catalogue.session():
        return bool(_open(*CHANGES).exists())


def settled(catalogue: Catalogue, settings: Settings) -> list[str]:
    """Put in order what was left half done, unless another process is at it; say what was done.

    Raises:
        CatalogueProblem: the catalogue cannot be used.
    """
    with catalogue.session():
        if not _open(*CHANGES, UNDO).exists():
            return []
    try:
        with catalogue.writing("repair-links"):
            return settle(catalogue, settings)
    except LockHeld:
        return []


def settle(catalogue: Catalogue, settings: Settings) -> list[str]:
    """Put in order what was left half done; return a line for each link.

    The caller holds the writer lock, so that no other process is at it. What lies on a disk that
    is away, or under no root or trash of the settings, waits for the next time.
    """
    with ACTING, catalogue.session():
        rows = list(_open(*CHANGES).order_by(Action.id))
        watch = RootStatusCache(settings)
        told = [_settle(catalogue, watch, row) for row in rows if row.kind not in (MAKE, MOVE)]
        told += settle_made(catalogue, watch, [row for row in rows if row.kind == MAKE])
        told += settle_moved(catalogue, watch, [row for row in rows if row.kind == MOVE])
        entries.settle(catalogue)
        return told


def _open(*kinds: str) -> Any:
    is_open = Action.outcome.is_null() | (Action.outcome << (UNDOING, REDOING))
    return Action.select().where((Action.kind << kinds) & is_open)


def _settle(catalogue: Catalogue, watch: RootStatusCache, row: Action) -> str:
    try:
        return _settle_link(catalogue, watch, row, read(row.kind, row.intent))
    except Wrong:
        journal.came_to(catalogue, row.id, UNCLEAR)
        return _("action {action} was interrupted, and its record is damaged").format(action=row.id)


def _settle_link(
    catalogue: Catalogue, watch: RootStatusCache, row: Action, intent: LinkIntent
) -> str:
    try:
        root = watch.require(intent.root, "links")
        if intent.kind == TRASH:
            watch.require_trash(intent.trash)
    except SafetyRefusal as refusal:
        return _("an interrupted repair cannot be looked at yet: {reason}").format(reason=refusal)
    link = os.path.join(root.path, intent.path)
    was_undoing = row.outcome == UNDOING
    try:
        is_done = recover(intent, root.path, intent.path, undoing=was_undoing)
    except OSError as error:
        return _("an interrupted repair cannot be looked at yet: {reason}").format(
            reason=at(link, error)
        )
    if is_done is None and not was_undoing and _is_on_lost_disk(intent, link):
        _settle_as_done(catalogue, row, intent)
        return about(
            link, _("its way to the trash was interrupted, and the disk of the trash is away now")
        )
    if is_done is None:
        _settle_as_nothing(catalogue, row, UNCLEAR)
        return about(
            link, _("a repair was interrupted, and the link has changed since; it was left alone")
        )
    if was_undoing:
        return _settle_undo(catalogue, row, intent, link, is_done)
    if is_done:
        _settle_as_done(catalogue, row, intent)
        return about(link, _("a repair was interrupted; it is done now"))
    _settle_as_nothing(catalogue, row, NOT_DONE)
    return about(link, _("a repair was interrupted; the link is as it was before"))


def _settle_as_done(catalogue: Catalogue, row: Action, intent: LinkIntent) -> None:
    done = redone if row.outcome == REDOING else _done
    done(catalogue, row.id, intent)


def _settle_as_nothing(catalogue: Catalogue, row: Action, outcome: str) -> None:
    if row.outcome in (UNDOING, REDOING):
        record_undo_failed(catalogue, row.id)
    else:
        journal.came_to(catalogue, row.id, outcome)


def _is_on_lost_disk(intent: LinkIntent, link: bytes) -> bool:
    """Say whether a link is gone to a trash without the record that is written there before."""
    return (
        intent.kind == TRASH
        and is_missing(link)
        and is_missing(os.path.join(intent.trash, ORPHANS))
    )


def _settle_undo(
    catalogue: Catalogue, row: Action, intent: LinkIntent, link: bytes, is_done: bool
) -> str:
    if is_done:
        undone(catalogue, row.id, intent)
        return about(link, _("an undo was interrupted; it is done now"))
    record_undo_failed(catalogue, row.id)
    return about(link, _("an undo was interrupted; the repair stands, and can be undone again"))
