"""``vidtui forget``."""

from __future__ import annotations

import click

from vidtui.cli.invocation import DRY_RUN, JSON, Invocation, absolute
from vidtui.clicking import TranslatedCommand
from vidtui.i18n import N_, _


@click.command(
    "forget",
    cls=TranslatedCommand,
    help=N_("Take files that are gone from the disk out of the catalogue; undo brings them back."),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--all-ghosts", is_flag=True, help=N_("All that are gone, on all storage folders."))
@click.option("--accept-loss", is_flag=True, help=N_("Believe that so much is gone at once."))
@DRY_RUN
@JSON
@click.pass_obj
def forget(
    invocation: Invocation,
    paths: tuple[str, ...],
    all_ghosts: bool,
    accept_loss: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Forget what is gone."""
    from vidtui.batch import forgetting as batch

    if bool(paths) == all_ghosts:
        raise click.UsageError(_("give PATH or --all-ghosts"))
    return batch.run_forget(
        invocation.settings(),
        [absolute(path) for path in paths],
        all_ghosts=all_ghosts,
        accept_loss=accept_loss,
        dry_run=dry_run,
        as_json=as_json,
    )
