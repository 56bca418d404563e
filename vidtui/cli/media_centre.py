"""``vidtui media-centre``."""

from __future__ import annotations

import click

from vidtui.cli import completing
from vidtui.cli.context import (
    DRY_RUN,
    JSON,
    Invocation,
    LibraryPath,
    TranslatedCommand,
    TranslatedGroup,
)
from vidtui.i18n import N_, _

CENTRE = click.option(
    "--centre",
    "names",
    metavar="NAME",
    multiple=True,
    shell_complete=completing.centres,
    help=N_("Only this one; may be repeated."),
)


@click.group(
    "media-centre",
    cls=TranslatedGroup,
    help=N_("Jellyfin, Emby, Plex and Kodi: ask them, and tell them what has changed."),
)
def media_centre() -> None:
    """Group the commands on media centres."""


@media_centre.command(
    "test",
    cls=TranslatedCommand,
    help=N_("Say whether each answers, what it knows of, and which of its settings are dangerous."),
)
@CENTRE
@JSON
@click.pass_obj
def media_centre_test(invocation: Invocation, names: tuple[str, ...], as_json: bool) -> int:
    """Ask the media centres."""
    from vidtui.batch import media_centre as batch

    return batch.run_test(invocation.settings(), names, as_json=as_json)


@media_centre.command(
    "refresh",
    cls=TranslatedCommand,
    help=N_("Tell each of PATH, or else of what waits to be told; only while the disks are there."),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=LibraryPath())
@click.option("--all", "whole", is_flag=True, help=N_("Have each look at all of its libraries."))
@CENTRE
@DRY_RUN
@JSON
@click.pass_obj
def media_centre_refresh(
    invocation: Invocation,
    paths: tuple[bytes, ...],
    whole: bool,
    names: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> int:
    """Tell the media centres."""
    from vidtui.batch import media_centre as batch

    if whole and paths:
        raise click.UsageError(_("give PATH or --all, not both"))
    return batch.run_refresh(
        invocation.settings(),
        names,
        paths,
        whole=whole,
        dry_run=dry_run,
        as_json=as_json,
    )
