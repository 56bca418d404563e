"""``vidtui probe``."""

from __future__ import annotations

import click

from vidtui.cli.context import (
    DRY_RUN,
    JSON,
    JSON_LINES,
    QUIET,
    READ_AT_MOST,
    Invocation,
    command,
    duration,
)
from vidtui.i18n import N_


@command(
    "probe",
    help=N_(
        "Read technical facts (picture, sound, languages) from the files that have none yet. It "
        "leaves all other work its way, and goes on the next time where it ended."
    ),
)
@click.option(
    "--for",
    "for_s",
    metavar="TIME",
    callback=duration,
    help=N_("For so long at most (1h, 30m, 1h30m)."),
)
@READ_AT_MOST
@DRY_RUN
@JSON
@JSON_LINES
@QUIET
@click.pass_obj
def probe(
    invocation: Invocation,
    for_s: float | None,
    read_at_most: int | None,
    dry_run: bool,
    as_json: bool,
    json_lines: bool,
    quiet: bool,
) -> int:
    """Probe, without a screen."""
    from vidtui.batch.output import Output
    from vidtui.batch.probe import run_probe
    from vidtui.jobs.probe.run import ProbeOptions

    options = ProbeOptions(for_s, read_at_most, dry_run)
    output = Output(as_json=as_json, json_lines=json_lines, quiet=quiet)
    return run_probe(invocation.settings(), options, output).exit_code()
