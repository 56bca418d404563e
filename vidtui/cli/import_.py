"""``vidtui import``."""

from __future__ import annotations

import click

from vidtui.cli.context import DRY_RUN, JSON, JSON_LINES, QUIET, Invocation, absolute, open_app
from vidtui.cli.translated import TranslatedCommand
from vidtui.i18n import N_


@click.command("import", cls=TranslatedCommand, help=N_("Register the video files of the library."))
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@DRY_RUN
@click.option("--from-links", is_flag=True, help=N_("Take files and names from the links."))
@click.option("--add-root", is_flag=True, help=N_("Make PATH a storage root if it is in none."))
@click.option("--accept-loss", is_flag=True, help=N_("Believe that many files are gone."))
@JSON
@JSON_LINES
@QUIET
@click.pass_obj
def import_(
    invocation: Invocation,
    paths: tuple[str, ...],
    dry_run: bool,
    from_links: bool,
    add_root: bool,
    accept_loss: bool,
    as_json: bool,
    json_lines: bool,
    quiet: bool,
) -> int:
    """Import, in the app or in batch."""
    from vidtui.jobs.import_.run import ImportOptions

    options = ImportOptions(tuple(map(absolute, paths)), dry_run, from_links, accept_loss)
    if not invocation.batch:
        return open_app(invocation, "import", import_options=options)
    from vidtui.batch.import_ import run_import
    from vidtui.batch.output import Output

    output = Output(as_json=as_json, json_lines=json_lines, quiet=quiet)
    return run_import(invocation.settings(), options, output, add_root=add_root).exit_code()
