"""Does again to a link what was taken back, after looking at all of it as before the first time.

Meanwhile the action's outcome is ``redoing``, so that a kill can be put in order.
"""

from __future__ import annotations

import datetime
import json
import os
from dataclasses import replace as changed

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import REDOING
from vidtui.catalogue.links import Remembered
from vidtui.catalogue.models import Action, MediaFile
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.fingerprint import sample
from vidtui.disk.symlinks import trash
from vidtui.disk.symlinks.atomic import aside_name, move_link, replace
from vidtui.disk.symlinks.dirfd import free_name
from vidtui.disk.symlinks.making import LinkMaker, StorageGuard
from vidtui.disk.symlinks.reader import LinkReader, LinkReading
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.links.actions import (
    ACTING,
    KEEP,
    MAKE,
    RELINK,
    TRASH,
    LinkIntent,
    read,
    recover,
    remember,
)
from vidtui.jobs.links.undo import record_undo_failed, redone
from vidtui.jobs.links.undo_steps import logged
from vidtui.jobs.links.unmaking import made_again
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import about, at, is_missing
from vidtui.paths import is_inside
from vidtui.settings.model import Settings
from vidtui.text import printable


def do_again(
    catalogue: Catalogue,
    settings: Settings,
    action: int,
    *,
    dry_run: bool,
    watch: RootStatusCache | None = None,
) -> str:
    """Do again what was done to a link and taken back; return what was done, in one line.

    Args:
        catalogue: with the writer lock held.
        settings: the roots.
        action: the journal's id of one that was taken back.
        dry_run: only find out whether it can be.
        watch: the roots as they were seen lately.

    Raises:
        SafetyRefusal: link or file have changed since, a disk is away, or would not.
    """
    with ACTING, catalogue.session():
        row = Action.get_by_id(action)
        with journal.ours(row.id):
            intent = read(row.kind, row.intent)
        watch = watch or RootStatusCache(settings)
        watch.require_all()
        root = watch.require(intent.root, "links")
        link = os.path.join(root.path, intent.path)
        told = ("redo", printable(link), printable(intent.new or intent.text), "", "")
        with logged(settings, told, dry_run=dry_run):
            text = _require_as_before(settings, watch, intent, link)
            if not dry_run and intent.kind == MAKE:
                _make(catalogue, settings, row, intent, root)
            elif not dry_run:
                _do(catalogue, row, intent, root.path, text)
        return _what(intent, link)


def _what(intent: LinkIntent, link: bytes) -> str:
    if intent.kind == KEEP:
        return _("{link}: right as it is again").format(link=printable(link))
    if intent.kind == TRASH:
        return _("{link}: in the trash again").format(link=printable(link))
    text = printable(intent.text if intent.kind == MAKE else intent.new)
    return _("{link}: leads to {text} again").format(link=printable(link), text=text)


def _require_as_before(
    settings: Settings, watch: RootStatusCache, intent: LinkIntent, link: bytes
) -> bytes:
    """Refuse unless link and file are as they were before the first time; return its text."""
    if intent.kind == MAKE:
        if os.path.lexists(link):
            raise SafetyRefusal(about(link, _("something is there already; it was left alone")))
        _require_shown(settings, watch, intent, link, intent.text)
        return b""
    try:
        text = os.readlink(link)
    except OSError as error:
        raise SafetyRefusal(at(link, error)) from error
    if intent.kind == KEEP:
        return text
    if text != intent.text:
        raise SafetyRefusal(about(link, _("has changed since; nothing was done")))
    if intent.kind == TRASH:
        _require_trash(settings, watch, intent)
        if _shown(settings, link, intent.text).state not in ("broken", "loop"):
            raise SafetyRefusal(about(link, _("it shows something, so it is no orphan")))
        return text
    _require_shown(settings, watch, intent, link, intent.new)
    return text


def _require_shown(
    settings: Settings, watch: RootStatusCache, intent: LinkIntent, link: bytes, text: bytes
) -> None:
    shown = _shown(settings, link, text)
    if shown.state != "ok" or not _is_the_file(watch, intent, shown.target or b""):
        why = _("what it led to is not there as it was; nothing was done")
        raise SafetyRefusal(about(link, why))


def _require_trash(settings: Settings, watch: RootStatusCache, intent: LinkIntent) -> None:
    watch.require_trash(intent.trash)
    why = trash.unfit(intent.trash, settings)
    if why is not None:
        raise SafetyRefusal(about(intent.trash, why))


def _shown(settings: Settings, link: bytes, text: bytes) -> LinkReading:
    """Return what a link shows with a text."""
    reader = LinkReader(settings.path_maps, [root.path for root in settings.of("storage")])
    folder = os.path.realpath(os.path.dirname(link))
    return reader.follow(text, reader.target(folder, text))


def _is_the_file(watch: RootStatusCache, intent: LinkIntent, target: bytes) -> bool:
    """Whether the file there is the one that was chosen, as far as the catalogue knows it.

    One that the catalogue has elsewhere counts where the file itself bears it out.
    """
    known = MediaFile.get_or_none(MediaFile.id == intent.file) if intent.file is not None else None
    if known is None:
        return intent.file is None
    live = watch.live()
    try:
        found = os.stat(target)
        if found.st_size != known.size:
            return False
        for root in live:
            place = os.path.join(root.path, bytes(known.path))
            if root.id == known.root_id and not is_missing(place):
                return os.path.samestat(found, os.stat(place))
        is_read = any(root.policy.samples and is_inside(target, root.path) for root in live)
        return is_read and sample(target, known.size, found.st_mtime_ns) == bytes(known.sample)
    except OSError:
        return False


def _do(catalogue: Catalogue, row: Action, intent: LinkIntent, root: bytes, text: bytes) -> None:
    if intent.kind == KEEP:
        with catalogue.transaction():
            remember(intent, Remembered(text, "ok", intent.file, intent.file))
            Action.update(undone_at=None).where(Action.id == row.id).execute()
        return
    intent = changed(intent, aside=aside_name())
    if intent.kind == TRASH:
        intent = changed(intent, to=free_name(intent.trash, intent.to))
    with catalogue.transaction():
        Action.update(intent=json.dumps(intent.document()), outcome=REDOING).where(
            Action.id == row.id
        ).execute()
    try:
        if intent.kind == RELINK:
            replace(root, intent.path, intent.text, intent.new, intent.aside)
        else:
            _discard(intent, root)
    except SafetyRefusal:
        record_undo_failed(catalogue, row.id)
        raise
    except OSError as error:
        refusal = SafetyRefusal(at(os.path.join(root, intent.path), error))
        try:
            is_done = recover(intent, root, intent.path)
        except OSError:
            raise refusal from error
        if not is_done:
            record_undo_failed(catalogue, row.id)
            raise refusal from error
    redone(catalogue, row.id, intent)


def _make(
    catalogue: Catalogue, settings: Settings, row: Action, intent: LinkIntent, root: KnownRoot
) -> None:
    guard = StorageGuard([one.path for one in settings.of("storage")])
    with catalogue.transaction():
        Action.update(outcome=REDOING).where(Action.id == row.id).execute()
    try:
        with LinkMaker(root.path, guard) as maker:
            folders = maker.make(intent.path, intent.text, intent.folders)
            maker.sync()
    except (SafetyRefusal, OSError) as error:  # nothing of it is there then
        record_undo_failed(catalogue, row.id)
        if isinstance(error, OSError):
            raise SafetyRefusal(at(os.path.join(root.path, intent.path), error)) from error
        raise
    made_again(catalogue, row.id, changed(intent, folders=folders), root.id)


def _discard(intent: LinkIntent, root: bytes) -> None:
    now = datetime.datetime.now().astimezone()
    link, place = os.path.join(root, intent.path), os.path.join(intent.trash, intent.to)
    trash.record(intent.trash, now.date(), trash.Orphan(now, link, intent.text, place))
    here, there = (root, intent.path), (intent.trash, intent.to)
    move_link(*here, *there, intent.text, intent.aside, make_root=True)
