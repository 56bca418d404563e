"""``vidtui enrich`` and ``vidtui pending``."""

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
    WholeNumber,
    open_app,
)
from vidtui.cli.translated import TranslatedCommand, TranslatedGroup
from vidtui.i18n import N_, _

REFRESH_MONTHS = 6


@click.command(
    "enrich", cls=TranslatedCommand, help=N_("Ask TMDB what every new film and series is.")
)
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
    refresh: bool,
    months: int | None,
    read_at_most: int | None,
    dry_run: bool,
    as_json: bool,
    json_lines: bool,
    quiet: bool,
) -> int:
    """Enrich, in the app or in batch."""
    from vidtui.jobs.enrich.run import EnrichOptions

    if months is not None and not refresh:
        raise click.UsageError(_("--older-than says what --refresh asks for; add --refresh"))
    options = EnrichOptions(
        limit,
        retry_failed,
        retry_not_found,
        dry_run=dry_run,
        read_at_most=read_at_most,
        refresh_months=(REFRESH_MONTHS if months is None else months) if refresh else None,
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
