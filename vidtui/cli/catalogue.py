"""``vidtui undo`` and ``vidtui db``."""

from __future__ import annotations

from pathlib import Path

import click

from vidtui.cli.invocation import DRY_RUN, JSON, Invocation
from vidtui.clicking import TranslatedCommand, TranslatedGroup
from vidtui.i18n import N_, _


@click.command("undo", cls=TranslatedCommand, help=N_("Take back a run that changed something."))
@click.argument("run_id", metavar="[RUN]", required=False, type=int)
@click.option("--last", is_flag=True, help=N_("The newest such run (also without RUN)."))
@DRY_RUN
@JSON
@click.pass_obj
def undo(
    invocation: Invocation, run_id: int | None, last: bool, dry_run: bool, as_json: bool
) -> int:
    """Undo a run."""
    from vidtui.batch.undoing import undo_run

    if last and run_id is not None:
        raise click.UsageError(_("give RUN or --last, not both"))
    return undo_run(invocation.settings(), run_id, dry_run=dry_run, as_json=as_json)


@click.group("db", cls=TranslatedGroup, help=N_("The catalogue: its state and its copies."))
def db() -> None:
    """Group the commands on the catalogue."""


@db.command("status", cls=TranslatedCommand, help=N_("Show what it holds and whether it is sound."))
@JSON
@click.pass_obj
def db_status(invocation: Invocation, as_json: bool) -> int:
    """Show the catalogue's state."""
    from vidtui.batch import db as batch

    return batch.status(invocation.settings(), as_json=as_json)


@db.command("backup", cls=TranslatedCommand, help=N_("Copy it, and verify the copy."))
@click.argument("to", required=False, type=click.Path(path_type=Path))
@DRY_RUN
@JSON
@click.pass_obj
def db_backup(invocation: Invocation, to: Path | None, dry_run: bool, as_json: bool) -> int:
    """Copy the catalogue."""
    from vidtui.batch import db as batch

    return batch.backup(invocation.settings(), to, dry_run=dry_run, as_json=as_json)


@db.command("restore", cls=TranslatedCommand, help=N_("Put a copy in its place; it is kept aside."))
@click.argument("copy", required=False, type=click.Path(path_type=Path))
@DRY_RUN
@JSON
@click.pass_obj
def db_restore(invocation: Invocation, copy: Path | None, dry_run: bool, as_json: bool) -> int:
    """Restore a copy of the catalogue."""
    from vidtui.batch import db as batch

    return batch.restore(invocation.settings(), copy, dry_run=dry_run, as_json=as_json)
