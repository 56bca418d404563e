"""After a kill in the midst of a repair or of an undo: finds out what each link is, and says so."""

from __future__ import annotations

import os
from typing import Any

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import UNDOING
from vidtui.catalogue.models import Action
from vidtui.disk.symlinks.trash import ORPHANS
from vidtui.errors import LockHeld, SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs.journal import record
from vidtui.jobs.json_reading import Wrong
from vidtui.jobs.links.actions import ACTING, discarded, recover, relinked
from vidtui.jobs.links.intents import RELINK, TRASH, LinkIntent, read
from vidtui.jobs.links.undo import record_undo_failed, undone
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import about, at
from vidtui.settings.model import Settings

NOT_DONE = "not done: interrupted"
UNCLEAR = "unclear: interrupted, and changed since"


def is_unsettled(catalogue: Catalogue) -> bool:
    """Say whether a process ended in the midst of changing a link, or is at it now."""
    with catalogue.session():
        return bool(_open().exists())


def settled(catalogue: Catalogue, settings: Settings) -> list[str]:
    """Put in order what was left half done, unless another process is at it; say what was done.

    Raises:
        CatalogueProblem: the catalogue cannot be used.
    """
    if not is_unsettled(catalogue):
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
        rows = list(_open().order_by(Action.id))
        watch = RootStatusCache(settings)
        return [_settle(catalogue, watch, row) for row in rows]


def _open() -> Any:
    return Action.select().where(
        (Action.kind << (RELINK, TRASH)) & (Action.outcome.is_null() | (Action.outcome == UNDOING))
    )


def _settle(catalogue: Catalogue, watch: RootStatusCache, row: Action) -> str:
    try:
        return _settle_link(catalogue, watch, row, read(row.kind, row.intent))
    except Wrong:
        _came_to(catalogue, row, UNCLEAR)
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
        discarded(catalogue, row.id, intent)
        return about(
            link, _("its way to the trash was interrupted, and the disk of the trash is away now")
        )
    if is_done is None:
        if was_undoing:
            record_undo_failed(catalogue, row.id)
        else:
            _came_to(catalogue, row, UNCLEAR)
        return about(
            link, _("a repair was interrupted, and the link has changed since; it was left alone")
        )
    if was_undoing:
        return _settle_undo(catalogue, row, intent, link, is_done)
    if is_done:
        (relinked if row.kind == RELINK else discarded)(catalogue, row.id, intent)
        return about(link, _("a repair was interrupted; it is done now"))
    _came_to(catalogue, row, NOT_DONE)
    return about(link, _("a repair was interrupted; the link is as it was before"))


def _is_on_lost_disk(intent: LinkIntent, link: bytes) -> bool:
    """Say whether a link is gone to a trash without the record that is written there before."""
    return (
        intent.kind == TRASH
        and _is_missing(link)
        and _is_missing(os.path.join(intent.trash, ORPHANS))
    )


def _is_missing(path: bytes) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        pass  # nobody can say
    return False


def _came_to(catalogue: Catalogue, row: Action, outcome: str) -> None:
    with catalogue.transaction():
        record.record(row.id, outcome)


def _settle_undo(
    catalogue: Catalogue, row: Action, intent: LinkIntent, link: bytes, is_done: bool
) -> str:
    if is_done:
        undone(catalogue, row.id, intent)
        return about(link, _("an undo was interrupted; it is done now"))
    record_undo_failed(catalogue, row.id)
    return about(link, _("an undo was interrupted; the repair stands, and can be undone again"))
