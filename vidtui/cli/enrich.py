"""``vidtui import``, ``enrich`` and ``pending``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vidtui.cli import completing
from vidtui.cli.context import (
    DRY_RUN,
    JSON,
    LIMIT,
    NUMBER,
    READ_AT_MOST,
    Invocation,
    LibraryPath,
    WholeNumber,
    command,
    group,
    open_app,
    told,
)
from vidtui.i18n import N_, _

if TYPE_CHECKING:
    from vidtui.batch.output import Output

REFRESH_MONTHS = 6


@command("import", help=N_("Register the video files of the library."))
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=LibraryPath())
@DRY_RUN
@click.option("--from-links", is_flag=True, help=N_("Take files and names from the links."))
@click.option("--add-root", is_flag=True, help=N_("Make PATH a storage root if it is in none."))
@click.option("--accept-loss", is_flag=True, help=N_("Believe that many files are gone."))
@told
@click.pass_obj
def import_(invocation: Invocation, /, output: Output, add_root: bool, **given: Any) -> int:
    """Import, in the app or in batch."""
    from vidtui.jobs.import_.run import ImportOptions

    options = ImportOptions(**given)
    if not invocation.batch:
        return open_app(invocation, "import", import_options=options)
    from vidtui.batch.import_ import run_import

    return run_import(invocation.settings(), options, output, add_root=add_root).exit_code()


@command("enrich", help=N_("Ask TMDB what every new film and series is."))
@click.option("--limit", type=LIMIT, help=N_("At most so many films and series."))
@click.option("--retry-failed", is_flag=True, help=N_("Also those that failed, whenever it was."))
@click.option("--retry-not-found", is_flag=True, help=N_("Also those for which nothing was found."))
@click.option(
    "--refresh",
    is_flag=True,
    help=N_("Also those whose facts are older than six months, or than --older-than says."),
)
@click.option(
    "--older-than",
    "months",
    metavar="MONTHS",
    type=WholeNumber(0, 1200),
    help=N_("With --refresh: facts older than so many months."),
)
@click.option("--posters", is_flag=True, help=N_("Fetch the posters of all works too."))
@READ_AT_MOST
@DRY_RUN
@told
@click.pass_obj
def enrich(
    invocation: Invocation, /, output: Output, refresh: bool, months: int | None, **given: Any
) -> int:
    """Enrich, in the app or in batch."""
    from vidtui.jobs.enrich.run import EnrichOptions

    if months is not None and not refresh:
        raise click.UsageError(_("--older-than says what --refresh asks for; add --refresh"))
    older = (REFRESH_MONTHS if months is None else months) if refresh else None
    options = EnrichOptions(**given, refresh_months=older)
    if not invocation.batch:
        if options.dry_run:
            raise click.UsageError(_("--dry-run needs --batch; the Queue screen shows what waits"))
        return open_app(invocation, "queue", enrich_options=options)
    from vidtui.batch.enrich import run_enrich

    return run_enrich(invocation.settings(), options, output).exit_code()


@group(
    "pending",
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
    from vidtui.batch import enrich as batch

    return batch.show_pending(context.obj.settings(), as_json=as_json)


@pending.command("accept", help=N_("Take a proposal, by number or id."))
@click.argument("group", metavar="ID", type=NUMBER, shell_complete=completing.groups)
@click.argument("candidate", metavar="CANDIDATE")
@DRY_RUN
@JSON
@click.pass_obj
def pending_accept(invocation: Invocation, /, **given: Any) -> int:
    """Accept one of a group's proposals."""
    from vidtui.batch import enrich as batch

    return batch.accept(invocation.settings(), **_with_json(given))


@pending.command("set", help=N_("Name the work: tmdb:603, tt0133093 or an address."))
@click.argument("group", metavar="ID", type=NUMBER, shell_complete=completing.groups)
@click.argument("work", metavar="WORK")
@DRY_RUN
@JSON
@click.pass_obj
def pending_set(invocation: Invocation, /, **given: Any) -> int:
    """Say what a group is."""
    from vidtui.batch import enrich as batch

    return batch.set_work(invocation.settings(), **_with_json(given))


@pending.command("ignore", help=N_("It is in no database: a home video."))
@click.argument("group", metavar="ID", type=NUMBER, shell_complete=completing.groups)
@DRY_RUN
@JSON
@click.pass_obj
def pending_ignore(invocation: Invocation, /, **given: Any) -> int:
    """Say that a group is in no database."""
    from vidtui.batch import enrich as batch

    return batch.ignore(invocation.settings(), **_with_json(given))


def _with_json(given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given, with a ``--json`` that stands before the subcommand."""
    parent = click.get_current_context().parent
    before = bool(parent and parent.params.get("as_json"))
    return {**given, "as_json": given["as_json"] or before}
