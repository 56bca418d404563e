"""``vidtui db status|backup|restore`` and ``vidtui forget``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vidtui import own_files
from vidtui.batch.output import Output
from vidtui.catalogue import backups, restoring
from vidtui.catalogue import totals as queries
from vidtui.catalogue.database import (
    check_exists,
    inspected,
    open_catalogue,
    refuse_foreign_owner,
)
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.catalogue.lock import WriterLock
from vidtui.catalogue.schema import known_migrations
from vidtui.catalogue.totals import Totals
from vidtui.errors import Exit, worst
from vidtui.i18n import _, ngettext, plural, size
from vidtui.jobs.forget import Forgetting, forget, plan
from vidtui.jobs.suggest import Commands
from vidtui.oserrors import about, at
from vidtui.settings.model import Settings
from vidtui.text import json_path, local_time, printable
from vidtui.typed_json import to_json


def status(settings: Settings, *, as_json: bool) -> Exit:
    """Report what the catalogue holds, and whether it is sound."""
    path = settings.database
    document: dict[str, Any] = {"command": "db status", "catalogue": printable(str(path))}
    lines = [_("Catalogue: {path}").format(path=printable(str(path)))]
    problem = _problem(path)
    copies = backups.existing(path)  # one was made just now where the schema had to change
    document["backups"] = [printable(str(copy)) for copy in copies]
    document["sound"], document["problem"] = problem is None, problem
    if problem is None:
        catalogue = open_catalogue(path)
        with catalogue.session():
            totals = queries.totals()
        document |= {"id": catalogue.id, "schema": known_migrations()[-1], **to_json(totals)}
        lines += [
            _("Sound; {size} on disk").format(size=size(path.stat().st_size)),
            _held(totals),
            _links(totals),
            _("{queued} queued, {pending} pending, {failed} failed").format(
                queued=totals.queued, pending=totals.pending, failed=totals.failed
            ),
        ]
        if totals.last_import:
            when = local_time(totals.last_import)
            lines.append(_("Last import: {when}").format(when=when))
    else:
        lines.append(problem)
    lines.append(
        _("Newest copy: {path}").format(path=printable(str(copies[0])))
        if copies
        else _("No copy in {folder}").format(folder=printable(str(backups.folder(path))))
    )
    code = Exit.OK if problem is None else Exit.USAGE
    return Output(as_json=as_json).report(document, "\n".join(lines), code)


def _held(totals: Totals) -> str:
    """Return how many files, films, series and episodes there are."""
    files = ngettext("{n} file ({size})", "{n} files ({size})", totals.files)
    counts = [
        (ngettext("{n} film", "{n} films", totals.films), totals.films),
        (ngettext("{n} series", "{n} series", totals.series), totals.series),
        (ngettext("{n} episode", "{n} episodes", totals.episodes), totals.episodes),
    ]
    first = files.format(n=totals.files, size=size(totals.size))
    return ", ".join([first, *(text.format(n=count) for text, count in counts)])


def _links(totals: Totals) -> str:
    broken = ngettext("{n} broken link", "{n} broken links", totals.broken_links)
    return ", ".join(
        [
            plural("{n} link", "{n} links", totals.links),
            broken.format(n=totals.broken_links),
        ]
    )


def backup(settings: Settings, to: Path | None, *, dry_run: bool, as_json: bool) -> Exit:
    """Copy the catalogue and verify the copy."""
    path = settings.database
    refuse_foreign_owner(path.parent)
    check_exists(path)
    if dry_run:
        where = backups.require_free(to.absolute()) if to else backups.folder(path)
    else:
        inspected(path)
        where = backups.backup(path, to.absolute() if to else None)
    text = _("Would be copied to {path}") if dry_run else _("Copied and verified: {path}")
    document = {"command": "db backup", "backup": printable(str(where)), "dry_run": dry_run}
    return Output(as_json=as_json).report(
        document, text.format(path=printable(str(where))), Exit.OK
    )


def restore(settings: Settings, copy: Path | None, *, dry_run: bool, as_json: bool) -> Exit:
    """Put a copy, the newest where none is named, in the place of the catalogue."""
    path = settings.database
    copies = backups.existing(path)
    if copy is None and not copies:
        raise CatalogueProblem(
            _("{path}: there is no copy to restore").format(
                path=printable(str(backups.folder(path)))
            )
        )
    chosen = copy or copies[0]
    aside = None
    refuse_foreign_owner(path.parent)
    if dry_run:
        restoring.refuse_unfit(path, chosen)
    else:
        _make_folder(path.parent)
        lock = WriterLock(path)
        lock.acquire("db restore")
        try:
            aside = restoring.restore(path, chosen)
        finally:
            lock.release()
    text = _("Would be restored: {path}") if dry_run else _("Restored: {path}")
    lines = [text.format(path=printable(str(chosen)))]
    if aside:
        lines.append(_("What was there is kept: {path}").format(path=printable(str(aside))))
    document = {
        "command": "db restore",
        "restored": printable(str(chosen)),
        "aside": printable(str(aside)) if aside else None,
        "dry_run": dry_run,
    }
    return Output(as_json=as_json).report(document, "\n".join(lines), Exit.OK)


def _make_folder(folder: Path) -> None:
    try:
        own_files.make_folder(folder)
    except OSError as error:
        raise CatalogueProblem(at(str(folder), error)) from error


def _problem(path: Path) -> str | None:
    check_exists(path)
    try:
        open_catalogue(path)
    except CatalogueProblem as problem:
        return str(problem)
    return backups.verify(path)


def run_forget(
    settings: Settings,
    paths: Sequence[bytes],
    *,
    all_ghosts: bool,
    accept_loss: bool,
    dry_run: bool,
    as_json: bool,
) -> Exit:
    """Forget, or say what would be, and return the exit code.

    Raises:
        VidtuiError: nothing was forgotten.
    """
    catalogue = open_catalogue(settings.database)
    found = plan(catalogue, settings, paths, all_ghosts=all_ghosts, accept_loss=accept_loss)
    if not dry_run:
        found = forget(catalogue, settings, found)
    code = worst(
        Exit.OK if found.stopped is None else found.stopped.exit,
        Exit.REFUSED if found.refused else Exit.OK,
        Exit.ITEMS_FAILED if found.failed else Exit.OK,
    )
    document = _document(settings.database, found, dry_run)
    return Output(as_json=as_json).report(document, _text(settings, found, dry_run), code)


def _document(catalogue: Path, found: Forgetting, dry_run: bool) -> dict[str, Any]:
    return {
        "command": "forget",
        "catalogue": printable(str(catalogue)),
        "dry_run": dry_run,
        "run": found.run,
        "forgotten": [json_path(one.absolute) for one in found.ghosts],
        "errors": [{**json_path(one.path), "reason": one.reason} for one in found.failed],
        "refused": [
            {**json_path(one.path), "reason": one.reason, "remedy": one.remedy}
            for one in found.refused
        ],
        "stopped": None if found.stopped is None else printable(str(found.stopped)),
    }


def _text(settings: Settings, found: Forgetting, dry_run: bool) -> str:
    commands, count = Commands(settings), len(found.ghosts)
    head = (
        ngettext("{n} entry would be forgotten", "{n} entries would be forgotten", count)
        if dry_run
        else ngettext("{n} entry forgotten", "{n} entries forgotten", count)
    )
    lines = [
        _("Catalogue: {path}").format(path=printable(str(settings.database))),
        head.format(n=count),
    ]
    lines += [f"  {printable(one.absolute)}" for one in found.ghosts]
    for refused in found.refused:
        lines.append(
            _("Refused: {path}: {reason}").format(
                path=printable(refused.path), reason=refused.reason
            )
        )
        if refused.remedy == "accept-loss":
            lines.append(_("  If these are really gone: add --accept-loss"))
    if found.failed:
        lines.append(_("Errors:"))
        lines += ["  " + about(one.path, one.reason) for one in found.failed]
    if found.stopped is not None:
        lines.append(_("Stopped: {reason}").format(reason=printable(str(found.stopped))))
    if found.run is not None:
        lines.append(
            _("To take it back: {command}").format(command=printable(commands.undo(found.run)))
        )
    return "\n".join(lines)
