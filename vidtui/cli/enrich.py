"""``vidtui import``, ``enrich`` and ``pending``."""

from __future__ import annotations

import click

from vidtui.cli.context import (
    DRY_RUN,
    JSON,
    JSON_LINES,
    LIMIT,
    NUMBER,
    QUIET,
    READ_AT_MOST,
    Invocation,
    TranslatedCommand,
    TranslatedGroup,
    absolute,
    open_app,
)
from vidtui.i18n import N_, _


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


@click.command(
    "enrich", cls=TranslatedCommand, help=N_("Ask TMDB what every new film and series is.")
)
@click.option("--limit", type=LIMIT, help=N_("At most so many films and series."))
@click.option("--retry-failed", is_flag=True, help=N_("Also those that failed, whenever it was."))
@click.option("--retry-not-found", is_flag=True, help=N_("Also those for which nothing was found."))
@READ_AT_MOST
@DRY_RUN
@JSON
@JSON_LINES
@QUIET
@click.pass_obj
def enrich(
    invocation: Invocation,
    limit: int | None,
    retry_failed: bool,
    retry_not_found: bool,
    read_at_most: int | None,
    dry_run: bool,
    as_json: bool,
    json_lines: bool,
    quiet: bool,
) -> int:
    """Enrich, in the app or in batch."""
    from vidtui.jobs.enrich.run import EnrichOptions

    options = EnrichOptions(
        limit, retry_failed, retry_not_found, dry_run=dry_run, read_at_most=read_at_most
    )
    if not invocation.batch:
        if dry_run:
            raise click.UsageError(_("--dry-run needs --batch; the Queue screen shows what waits"))
        return open_app(invocation, "queue", enrich_options=options)
    from vidtui.batch.enrich import run_enrich
    from vidtui.batch.output import Output

    output = Output(as_json=as_json, json_lines=json_lines, quiet=quiet)
    return run_enrich(invocation.settings(), options, output).exit_code()


@click.group(
    "pending",
    cls=TranslatedGroup,
    invoke_without_command=True,
    help=N_("Films and series about which you decide."),
)
@JSON
@click.pass_context
def pending(context: click.Context, as_json: bool) -> int | None:
    """Open the Pending screen, or list what waits, where no subcommand is given."""
    if context.invoked_subcommand is not None:
        return None
    if not context.obj.batch:
        return open_app(context.obj, "pending")
    from vidtui.batch import pending as batch

    return batch.show_pending(context.obj.settings(), as_json=as_json)


@pending.command("accept", cls=TranslatedCommand, help=N_("Take a proposal, by number or id."))
@click.argument("group", metavar="ID", type=NUMBER)
@click.argument("candidate", metavar="CANDIDATE")
@DRY_RUN
@JSON
@click.pass_obj
def pending_accept(
    invocation: Invocation, group: int, candidate: str, dry_run: bool, as_json: bool
) -> int:
    """Accept one of a group's proposals."""
    from vidtui.batch import pending as batch

    return batch.accept(
        invocation.settings(), group, candidate, dry_run=dry_run, as_json=_json(as_json)
    )


@pending.command(
    "set", cls=TranslatedCommand, help=N_("Name the work: tmdb:603, tt0133093 or an address.")
)
@click.argument("group", metavar="ID", type=NUMBER)
@click.argument("work", metavar="WORK")
@DRY_RUN
@JSON
@click.pass_obj
def pending_set(invocation: Invocation, group: int, work: str, dry_run: bool, as_json: bool) -> int:
    """Say what a group is."""
    from vidtui.batch import pending as batch

    return batch.set_work(
        invocation.settings(), group, work, dry_run=dry_run, as_json=_json(as_json)
    )


@pending.command("ignore", cls=TranslatedCommand, help=N_("It is in no database: a home video."))
@click.argument("group", metavar="ID", type=NUMBER)
@DRY_RUN
@JSON
@click.pass_obj
def pending_ignore(invocation: Invocation, group: int, dry_run: bool, as_json: bool) -> int:
    """Say that a group is in no database."""
    from vidtui.batch import pending as batch

    return batch.ignore(invocation.settings(), group, dry_run=dry_run, as_json=_json(as_json))


def _json(here: bool) -> bool:
    """Whether ``--json`` stands after the subcommand, or before it."""
    parent = click.get_current_context().parent
    return here or bool(parent and parent.params.get("as_json"))
