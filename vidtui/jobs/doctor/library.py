"""The library: its folders as they are now, its catalogue, who writes in it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from vidtui import data_folder
from vidtui.catalogue import backups, database, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.errors import CatalogueMissing
from vidtui.catalogue.lock import WriterLock
from vidtui.disk.root_identity import Identity, RootState, examine_all
from vidtui.disk.symlinks import trash, trial
from vidtui.errors import Exit, VidtuiError
from vidtui.i18n import _, size
from vidtui.jobs.doctor.model import Examined, right, told, wrong
from vidtui.jobs.media_centre.safety import removable_loss
from vidtui.jobs.roots.reports import ROLE_NAMES, STATE_NAMES
from vidtui.jobs.suggest import Commands
from vidtui.oserrors import reason
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import local_time, printable

LEAST_FREE: Final = 200 << 20
"""Bytes below which a catalogue and its copies may soon not fit."""
PATIENCE_S: Final = 5.0
"""How long a disk may take to have something made on it."""


def examine_data(settings: Settings) -> Iterator[Examined]:
    """Yield what there is to say of the folder of catalogue and logs."""
    try:
        for line in data_folder.warnings(settings):
            yield wrong("data", os.fsencode(settings.data_dir), line)
    except VidtuiError as error:
        yield wrong("data", os.fsencode(settings.data_dir), str(error), code=error.exit)
    for folder in settings.data_folders:
        yield _folder(folder)
    holder = WriterLock(settings.database).other()
    if holder is not None:
        text = _("another vidtui is writing: {purpose}, process {pid}, since {since}").format(
            purpose=printable(holder.purpose),
            pid=holder.pid,
            since=local_time(holder.since, "%H:%M"),
        )
        yield told("data", _("lock"), text)
    else:
        yield right("data", _("lock"), _("nobody writes"))


def _folder(folder: Path) -> Examined:
    name = os.fsencode(folder)
    there = folder
    while not there.is_dir() and there != there.parent:
        there = there.parent
    if there != folder and os.path.lexists(folder):
        return wrong("data", name, _("it is no folder"), code=Exit.USAGE)
    if not os.access(there, os.W_OK | os.X_OK):
        return wrong("data", name, _("you may not write there"), code=Exit.USAGE)
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return wrong("data", name, reason(error))
    text = _("{amount} free").format(amount=size(free))
    if there != folder:
        text = _("not there yet, {free}").format(free=text)
    return wrong("data", name, text) if free < LEAST_FREE else right("data", name, text)


def examine_catalogue(settings: Settings) -> Iterator[Examined]:
    """Yield what there is to say of the catalogue; it is not brought up to date."""
    path, commands = settings.database, Commands(settings)
    name = os.fsencode(path)
    try:
        lacking = database.check(path)
    except CatalogueMissing:
        yield told("catalogue", name, _("there is none yet"), commands.vidtui("import"))
        return
    except VidtuiError as error:
        helps = commands.vidtui("--batch", "db", "restore", "--dry-run")
        yield wrong("catalogue", name, str(error), helps, error.exit)
        return
    damage = backups.verify(path)
    if damage is not None:
        helps = commands.vidtui("--batch", "db", "restore", "--dry-run")
        yield wrong("catalogue", name, damage, helps, Exit.USAGE)
        return
    amount = size(path.stat().st_size)
    if lacking:
        text = _("sound, {amount}; an older vidtui wrote it: it is brought up to date when used")
        yield told("catalogue", name, text.format(amount=amount))
    else:
        yield right("catalogue", name, _("sound, {amount}").format(amount=amount))
    copies = backups.existing(path)
    if copies:
        yield right("catalogue", os.fsencode(copies[0]), _("the newest copy"))
    else:
        text, helps = _("there is no copy of it"), commands.vidtui("--batch", "db", "backup")
        yield told("catalogue", _("copies"), text, helps)


def examine_roots(settings: Settings) -> Iterator[Examined]:
    """Yield what there is to say of each root and each trash; nothing of it is remembered."""
    commands = Commands(settings)
    if not settings.roots:
        helps = commands.vidtui("roots", "add", "PATH")
        yield wrong("roots", _("settings"), _("no root is configured"), helps, Exit.USAGE)
    known = _identities(settings)
    states = examine_all((one.path, known.get(one.path, Identity())) for one in settings.roots)
    for setting, state in zip(settings.roots, states, strict=True):
        if setting.removable and state.state == "offline" and setting.path in known:
            loss = removable_loss(Catalogue(settings.database), setting.path)
            yield told("roots", setting.path, f"{_(ROLE_NAMES[setting.role])}, {loss}")
            continue
        yield _root(commands, setting, state, is_known=setting.path in known)
        if setting.role == "links" and state.online:
            yield from _link_root(settings, setting.path)


def _root(
    commands: Commands, setting: RootSetting, state: RootState, *, is_known: bool
) -> Examined:
    role = _(ROLE_NAMES[setting.role])
    why = state.objection(setting.role)
    if why is None and not is_known and state.is_empty:
        why = _("it is empty and was never imported: is its disk mounted?")
    if why is not None:
        helps = commands.vidtui("roots", "list")
        if state.state == "unrecognised":
            helps = commands.vidtui("roots", "confirm", setting.path)
        text = f"{role}, {_(STATE_NAMES[state.state])}: {why}"
        return wrong("roots", setting.path, text, helps, Exit.REFUSED)
    text = f"{role}, {_(STATE_NAMES[state.state])}"
    if state.filesystems and state.filesystems[0]:
        text += f" ({printable(state.filesystems[0])})"
    if not is_known:
        text += ", " + _("not imported yet")
        return Examined("roots", "told", setting.path, text, commands.vidtui("import"))
    return right("roots", setting.path, text)


def _link_root(settings: Settings, path: bytes) -> Iterator[Examined]:
    """Yield whether links can be made in a link root and in its trash."""
    why = _in_time(lambda: trial.try_linking(path))
    if why is not None:
        yield wrong("roots", path, _("no link can be made here: {why}").format(why=why))
    else:
        yield right("roots", path, _("a link can be made, read and removed"))
    folder = settings.trash_of(path)

    def attempt() -> str | None:
        return trash.unfit(folder, settings) or trial.try_linking(folder)

    why = _in_time(attempt)
    if why is not None:
        text = _("no trash can be here: {why}").format(why=why)
        helps = _("set trash in {file}").format(file=printable(str(settings.config_file)))
        yield wrong("roots", folder, text, helps)
    else:
        yield right("roots", folder, _("trash; a link can be put there"))


def _in_time(attempt: Callable[[], str | None]) -> str | None:
    """Return what an attempt on a disk says; a dead mount holds its thread, not us."""
    found: list[str | None] = []
    thread = threading.Thread(target=lambda: found.append(attempt()), name="doctor", daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    return found[0] if found else _("the disk does not answer")


def _identities(settings: Settings) -> Mapping[bytes, Identity]:
    """Return what the roots are recognised by; nothing where the catalogue cannot be read."""
    try:
        if database.check(settings.database):
            return {}
        catalogue = Catalogue(settings.database)
        with catalogue.session():
            return {root.path: root.identity for root in roots.everything()}
    except VidtuiError:
        return {}
