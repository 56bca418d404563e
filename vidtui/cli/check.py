"""``vidtui check``, ``vidtui ack`` and ``vidtui nightly``."""

from __future__ import annotations

from typing import Any

import click

from vidtui.cli.context import (
    DRY_RUN,
    JSON,
    JSON_LINES,
    QUIET,
    READ_AT_MOST,
    Invocation,
    absolute,
    open_app,
    seconds,
)
from vidtui.cli.translated import TranslatedCommand
from vidtui.i18n import N_, _
from vidtui.jobs.check.kinds import KINDS

_VERIFY_FOR = click.option(
    "--verify-for",
    "verify_s",
    metavar="TIME",
    callback=seconds,
    help=N_("Verify hashes for so long (2h, 30m, 1h30m); the next time goes on from there."),
)


@click.command(
    "check",
    cls=TranslatedCommand,
    help=N_(
        "Say what disagrees between disk, catalogue and links; it changes nothing. PATH, with "
        "--verify-hash, is a file or a folder to read whole."
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--verify-hash", is_flag=True, help=N_("Read whole files: is every byte the same?"))
@_VERIFY_FOR
@READ_AT_MOST
@click.option("--all", "show_all", is_flag=True, help=N_("Print everything, however much."))
@click.option(
    "--kind",
    "kinds",
    metavar="KIND",
    type=click.Choice(KINDS),
    multiple=True,
    help=N_("Print only what is of this kind, such as ghost_entry; may be repeated."),
)
@click.option("--new-only", is_flag=True, help=N_("Exit with 4 only if there is a new problem."))
@click.option("--accept-loss", is_flag=True, help=N_("Believe that many files are gone."))
@JSON
@JSON_LINES
@QUIET
@click.pass_obj
def check(
    invocation: Invocation,
    paths: tuple[str, ...],
    verify_hash: bool,
    verify_s: float | None,
    read_at_most: int | None,
    show_all: bool,
    kinds: tuple[Any, ...],
    new_only: bool,
    accept_loss: bool,
    as_json: bool,
    json_lines: bool,
    quiet: bool,
) -> int:
    """Check, in the app or in batch."""
    from vidtui.jobs.check.run import CheckOptions

    verify = verify_hash or verify_s is not None
    if paths and not verify:
        raise click.UsageError(_("PATH says what to read whole; add --verify-hash"))
    if read_at_most is not None and not verify:
        raise click.UsageError(_("--read-at-most limits what is read whole; add --verify-hash"))
    options = CheckOptions(verify, verify_s, tuple(map(absolute, paths)), accept_loss, read_at_most)
    if not invocation.batch:
        batch_only = {
            "--all": show_all,
            "--kind": kinds,
            "--new-only": new_only,
            "--json": as_json,
            "--json-lines": json_lines,
            "--quiet": quiet,
        }
        for option, given in batch_only.items():
            if given:
                message = _("{option} needs --batch; the Check screen shows all")
                raise click.UsageError(message.format(option=option))
        return open_app(invocation, "check", check_options=options)
    from vidtui.batch.check import run_check
    from vidtui.batch.check_report import View
    from vidtui.batch.output import Output

    output = Output(as_json=as_json, json_lines=json_lines, quiet=quiet)
    view = View(show_all, kinds)
    run = run_check(invocation.settings(), options, view, output, new_only=new_only)
    return run.exit_code()


@click.command("ack", cls=TranslatedCommand, help=N_("Mark what the last check found as known."))
@DRY_RUN
@JSON
@click.pass_obj
def ack(invocation: Invocation, dry_run: bool, as_json: bool) -> int:
    """Mark the findings of the last report as known."""
    from vidtui.batch.check import run_ack

    return run_ack(invocation.settings(), dry_run=dry_run, as_json=as_json)


@click.command(
    "nightly",
    cls=TranslatedCommand,
    help=N_("Import, enrich, check and probe, in one run for cron."),
)
@_VERIFY_FOR
@click.option(
    "--probe-for",
    "probe_s",
    metavar="TIME",
    callback=seconds,
    help=N_("Read technical facts for so long at the end (30m, 2h); an hour unless said."),
)
@click.option("--no-probe", is_flag=True, help=N_("Read no technical facts at the end."))
@READ_AT_MOST
@JSON
@QUIET
@click.pass_obj
def nightly(
    invocation: Invocation,
    verify_s: float | None,
    probe_s: float | None,
    no_probe: bool,
    read_at_most: int | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Import, enrich, check and probe without a screen."""
    from vidtui.batch.nightly import Limits, run_nightly

    settings = invocation.settings()
    limits = Limits(verify_s, 0.0 if no_probe else probe_s, read_at_most)
    return run_nightly(settings, limits, as_json=as_json, quiet=quiet)
