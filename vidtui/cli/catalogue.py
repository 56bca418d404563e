"""``vidtui roots``, ``undo``, ``journal``, ``db`` and ``forget``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vidtui.cli import completing
from vidtui.cli.context import (
    ACCEPT_LOSS,
    DRY_RUN,
    JSON,
    LIMIT,
    NUMBER,
    Invocation,
    LibraryPath,
    WholeNumber,
    command,
    duration,
    group,
    open_app,
)
from vidtui.i18n import N_, _


@group("roots", invoke_without_command=True, help=N_("Storage and link folders."))
@click.pass_context
def roots(context: click.Context) -> int | None:
    """Open the Settings screen where no subcommand is given."""
    if context.invoked_subcommand is not None:
        return None
    if context.obj.batch:
        return int(context.invoke(roots_list, require_online=False, within_s=None, as_json=False))
    return open_app(context.obj, "settings")


@roots.command("list", help=N_("Show every root and its state."))
@click.option(
    "--require-online",
    is_flag=True,
    help=N_("Exit with 5 unless there are roots and each is there, for scripts that wait for it."),
)
@click.option(
    "--within",
    "within_s",
    metavar="TIME",
    callback=duration,
    help=N_("With --require-online: that each was seen so lately (1h, 30m) is enough."),
)
@JSON
@click.pass_obj
def roots_list(
    invocation: Invocation, require_online: bool, within_s: float | None, as_json: bool
) -> int:
    """Show the roots."""
    from vidtui.batch import roots as batch

    if within_s is not None and not require_online:
        raise click.UsageError(_("--within says how old a look may be; add --require-online"))
    return batch.show_roots(
        invocation.settings(),
        require_online=require_online,
        within_s=within_s,
        as_json=as_json,
    )


@roots.command("add", help=N_("Add a folder to the settings."))
@click.argument("path", type=LibraryPath(), shell_complete=completing.roots)
@click.option("--links", "is_links", is_flag=True, help=N_("It holds links, not files."))
@click.option(
    "--kind", type=click.Choice(["film", "series"]), help=N_("All of it is of this kind.")
)
@click.option("--marker", is_flag=True, help=N_("Put a marker file on it at the next import."))
@click.option(
    "--reading",
    type=click.Choice(["full", "sparing", "names"]),
    help=N_("How much of it may be read; by default its filesystem decides."),
)
@click.option(
    "--volatile-days",
    type=WholeNumber(0, 3650),
    help=N_("Days for which what vanished from it is only away."),
)
@DRY_RUN
@click.pass_obj
def roots_add(invocation: Invocation, /, is_links: bool, dry_run: bool, **given: Any) -> int:
    """Add a root."""
    from vidtui.batch import roots as batch
    from vidtui.settings.model import Role, RootSetting

    if is_links and given["kind"]:
        raise click.UsageError(_("--kind is for folders of files, not for --links"))
    if is_links and (given["reading"] or given["volatile_days"] is not None):
        text = _("--reading and --volatile-days are for folders of files, not for --links")
        raise click.UsageError(text)
    role: Role = "links" if is_links else "storage"
    return batch.add_root(invocation.settings(), RootSetting(role, **given), dry_run=dry_run)


@roots.command("confirm", help=N_("Say that the disk at PATH is the right one."))
@click.argument("path", type=LibraryPath(), shell_complete=completing.roots)
@DRY_RUN
@click.pass_obj
def roots_confirm(invocation: Invocation, /, **given: Any) -> int:
    """Confirm a root."""
    from vidtui.batch import roots as batch

    return batch.confirm_root(invocation.settings(), **given)


@roots.command("relocate", help=N_("A root moved from OLD to NEW."))
@click.argument("old", type=LibraryPath(), shell_complete=completing.roots)
@click.argument("new", type=LibraryPath(), shell_complete=completing.roots)
@ACCEPT_LOSS
@DRY_RUN
@JSON
@click.pass_obj
def roots_relocate(invocation: Invocation, /, **given: Any) -> int:
    """Relocate a root."""
    from vidtui.batch import roots as batch

    return batch.relocate_root(invocation.settings(), **given)


@roots.command(
    "forget",
    help=N_("The root at PATH is gone for good: forget it and all that lay on it."),
)
@click.argument("path", type=LibraryPath(), shell_complete=completing.roots)
@ACCEPT_LOSS
@DRY_RUN
@JSON
@click.pass_obj
def roots_forget(invocation: Invocation, /, **given: Any) -> int:
    """Forget a root."""
    from vidtui.batch import roots as batch

    return batch.forget_root(invocation.settings(), **given)


@command("undo", help=N_("Take back what was done."))
@click.argument("run_id", metavar="[RUN]", required=False, type=NUMBER)
@click.option("--last", is_flag=True, help=N_("The newest run that did something (the default)."))
@click.option(
    "--action", metavar="ID", type=NUMBER, help=N_("One action; the journal has its number.")
)
@click.option(
    "--day",
    metavar="[DATE]",
    is_flag=False,
    flag_value="today",
    help=N_("All that was done on a day: YYYY-MM-DD, yesterday, today (the default)."),
)
@ACCEPT_LOSS
@DRY_RUN
@JSON
@click.pass_obj
def undo(
    invocation: Invocation,
    /,
    run_id: int | None,
    last: bool,
    action: int | None,
    day: str | None,
    accept_loss: bool,
    **given: Any,
) -> int:
    """Undo a run, an action, or a day."""
    from vidtui.batch import journal as batch

    if (run_id is not None) + last + (action is not None) + (day is not None) > 1:
        raise click.UsageError(_("give one of RUN, --last, --action and --day"))
    settings = invocation.settings()
    if action is not None:
        return batch.undo_action(settings, action, **given)
    if day is not None:
        return batch.undo_day(settings, day, accept_loss=accept_loss, **given)
    return batch.undo_run(settings, run_id, accept_loss=accept_loss, **given)


@command("journal", help=N_("What was done, when, and what of it is undone."))
@click.option("--run", "run_id", metavar="ID", type=NUMBER, help=N_("The actions of this run."))
@click.option("--all", "everything", is_flag=True, help=N_("Also the runs that changed nothing."))
@click.option("--limit", type=LIMIT, help=N_("At most so many."))
@JSON
@click.pass_obj
def journal(invocation: Invocation, /, run_id: int | None, everything: bool, **given: Any) -> int:
    """Open the Journal screen, or list runs or actions in batch."""
    if not invocation.batch:
        if run_id is not None or everything or any(given.values()):
            raise click.UsageError(_("these options need --batch; the Journal screen shows all"))
        return open_app(invocation, "journal")
    from vidtui.batch import journal as batch

    if run_id is not None and everything:
        raise click.UsageError(_("give --run or --all, not both"))
    settings = invocation.settings()
    if run_id is not None:
        return batch.show_run(settings, run_id, **given)
    return batch.show_runs(settings, everything=everything, **given)


@group("db", help=N_("The catalogue: its state and its copies."))
def db() -> None:
    """Group the commands on the catalogue."""


@db.command("status", help=N_("Show what it holds and whether it is sound."))
@JSON
@click.pass_obj
def db_status(invocation: Invocation, /, **given: Any) -> int:
    """Show the catalogue's state."""
    from vidtui.batch import catalogue as batch

    return batch.status(invocation.settings(), **given)


@db.command("backup", help=N_("Copy it, and verify the copy."))
@click.argument("to", required=False, type=click.Path(path_type=Path))
@DRY_RUN
@JSON
@click.pass_obj
def db_backup(invocation: Invocation, /, **given: Any) -> int:
    """Copy the catalogue."""
    from vidtui.batch import catalogue as batch

    return batch.backup(invocation.settings(), **given)


@db.command("restore", help=N_("Put a copy in its place; it is kept aside."))
@click.argument("copy", required=False, type=click.Path(path_type=Path))
@DRY_RUN
@JSON
@click.pass_obj
def db_restore(invocation: Invocation, /, **given: Any) -> int:
    """Restore a copy of the catalogue."""
    from vidtui.batch import catalogue as batch

    return batch.restore(invocation.settings(), **given)


@command(
    "forget",
    help=N_("Take files that are gone from the disk out of the catalogue; undo brings them back."),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=LibraryPath())
@click.option("--all-ghosts", is_flag=True, help=N_("All that are gone, on all storage folders."))
@ACCEPT_LOSS
@DRY_RUN
@JSON
@click.pass_obj
def forget(invocation: Invocation, /, **given: Any) -> int:
    """Forget what is gone."""
    from vidtui.batch import catalogue as batch

    if bool(given["paths"]) == given["all_ghosts"]:
        raise click.UsageError(_("give PATH or --all-ghosts"))
    return batch.run_forget(invocation.settings(), **given)
