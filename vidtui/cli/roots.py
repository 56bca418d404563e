"""``vidtui roots``."""

from __future__ import annotations

from typing import Any

import click

from vidtui.cli.context import (
    DRY_RUN,
    JSON,
    Invocation,
    WholeNumber,
    absolute,
    open_app,
)
from vidtui.cli.translated import TranslatedCommand, TranslatedGroup
from vidtui.i18n import N_, _


@click.group(
    "roots", cls=TranslatedGroup, invoke_without_command=True, help=N_("Storage and link folders.")
)
@click.pass_context
def roots(context: click.Context) -> int | None:
    """Open the Roots screen where no subcommand is given."""
    if context.invoked_subcommand is not None:
        return None
    if context.obj.batch:
        return int(context.invoke(roots_list, as_json=False))
    return open_app(context.obj, "roots")


@roots.command("list", cls=TranslatedCommand, help=N_("Show every root and its state."))
@JSON
@click.pass_obj
def roots_list(invocation: Invocation, as_json: bool) -> int:
    """Show the roots."""
    from vidtui.batch import roots as batch

    return batch.show_roots(invocation.settings(), as_json=as_json)


@roots.command("add", cls=TranslatedCommand, help=N_("Add a folder to the settings."))
@click.argument("path", type=click.Path())
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
def roots_add(
    invocation: Invocation,
    path: str,
    is_links: bool,
    kind: Any,
    marker: bool,
    reading: Any,
    volatile_days: int | None,
    dry_run: bool,
) -> int:
    """Add a root."""
    from vidtui.batch import roots as batch
    from vidtui.settings.model import Role, RootSetting

    if is_links and kind:
        raise click.UsageError(_("--kind is for folders of files, not for --links"))
    if is_links and (reading or volatile_days is not None):
        text = _("--reading and --volatile-days are for folders of files, not for --links")
        raise click.UsageError(text)
    role: Role = "links" if is_links else "storage"
    root = RootSetting(role, absolute(path), kind, marker, reading, volatile_days)
    return batch.add_root(invocation.settings(), root, dry_run=dry_run)


@roots.command(
    "confirm", cls=TranslatedCommand, help=N_("Say that the disk at PATH is the right one.")
)
@click.argument("path", type=click.Path())
@DRY_RUN
@click.pass_obj
def roots_confirm(invocation: Invocation, path: str, dry_run: bool) -> int:
    """Confirm a root."""
    from vidtui.batch import roots as batch

    return batch.confirm_root(invocation.settings(), absolute(path), dry_run=dry_run)


@roots.command("relocate", cls=TranslatedCommand, help=N_("A root moved from OLD to NEW."))
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.option("--accept-loss", is_flag=True, help=N_("Believe that so much is gone at once."))
@DRY_RUN
@JSON
@click.pass_obj
def roots_relocate(
    invocation: Invocation, old: str, new: str, accept_loss: bool, dry_run: bool, as_json: bool
) -> int:
    """Relocate a root."""
    from vidtui.batch import roots as batch

    return batch.relocate_root(
        invocation.settings(),
        absolute(old),
        absolute(new),
        accept_loss=accept_loss,
        dry_run=dry_run,
        as_json=as_json,
    )


@roots.command(
    "forget",
    cls=TranslatedCommand,
    help=N_("The root at PATH is gone for good: forget it and all that lay on it."),
)
@click.argument("path", type=click.Path())
@click.option("--accept-loss", is_flag=True, help=N_("Believe that so much is gone at once."))
@DRY_RUN
@JSON
@click.pass_obj
def roots_forget(
    invocation: Invocation, path: str, accept_loss: bool, dry_run: bool, as_json: bool
) -> int:
    """Forget a root."""
    from vidtui.batch import roots as batch

    return batch.forget_root(
        invocation.settings(),
        absolute(path),
        accept_loss=accept_loss,
        dry_run=dry_run,
        as_json=as_json,
    )
