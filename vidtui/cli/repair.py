"""``vidtui repair-links``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vidtui.cli.context import DRY_RUN, JSON, JSON_LINES, QUIET, Invocation, open_app
from vidtui.cli.translated import TranslatedCommand
from vidtui.i18n import N_, _
from vidtui.jobs.links.model import ACCEPTABLE


@click.command(
    "repair-links",
    cls=TranslatedCommand,
    help=N_("Review broken links and repair them; --batch alone only says what it would do."),
)
@click.argument("plan", metavar="[PLAN]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--accept",
    "tiers",
    metavar="TIER",
    type=click.Choice(ACCEPTABLE),
    multiple=True,
    help=N_(
        "Mark for repair where the best proposal is same-file, same-content, same-sample, "
        "same-name or same-work, and nothing speaks against it; may be repeated."
    ),
)
@click.option(
    "--trash-orphan-links",
    "orphans",
    is_flag=True,
    help=N_("Mark for the trash what shows nothing and has no proposal."),
)
@click.option(
    "--prefix-moved",
    is_flag=True,
    help=N_("The disk has moved: it is not another machine's view that the links are written for."),
)
@click.option(
    "--apply",
    "apply_plan",
    metavar="PLAN",
    type=click.Path(path_type=Path, allow_dash=True),
    help=N_("Do what PLAN says, each link checked again; - reads standard input."),
)
@click.option("--accept-loss", is_flag=True, help=N_("Believe that so much is gone at once."))
@click.option("--all", "show_all", is_flag=True, help=N_("Print every link, however many."))
@DRY_RUN
@JSON
@JSON_LINES
@QUIET
@click.pass_obj
def repair_links(
    invocation: Invocation,
    plan: Path | None,
    tiers: tuple[Any, ...],
    orphans: bool,
    prefix_moved: bool,
    apply_plan: Path | None,
    accept_loss: bool,
    show_all: bool,
    dry_run: bool,
    as_json: bool,
    json_lines: bool,
    quiet: bool,
) -> int:
    """Repair links: on the screen, or in batch by a plan."""
    marks = {
        "--accept": bool(tiers),
        "--trash-orphan-links": orphans,
        "--prefix-moved": prefix_moved,
    }
    if not invocation.batch:
        batch_only = {**marks, "--apply": apply_plan, "--accept-loss": accept_loss}
        _refuse(batch_only, _("{option} needs --batch; the Links screen asks about each link"))
        return open_app(invocation, "links", plan_file=plan)
    if plan is not None:
        raise click.UsageError(_("to act on a plan, write: --apply PLAN"))
    from vidtui.batch.output import Output

    output = Output(as_json=as_json, json_lines=json_lines, quiet=quiet)
    if apply_plan is not None:
        _refuse(
            marks, _("{option} makes a plan, and --apply acts on one; first one, then the other")
        )
        from vidtui.batch.apply import run_apply
        from vidtui.jobs.repair.run import ApplyOptions

        options = ApplyOptions(apply_plan, dry_run=dry_run, accept_loss=accept_loss)
        return run_apply(invocation.settings(), options, output).exit_code()
    from vidtui.batch.repair import Marking, run_find
    from vidtui.jobs.repair.run import FindOptions

    marking = Marking(tiers, orphans, prefix_moved)
    find = FindOptions(accept_loss=accept_loss)
    return run_find(invocation.settings(), find, marking, output, show_all=show_all).exit_code()


def _refuse(options: dict[str, Any], message: str) -> None:
    """Refuse options that make no sense here.

    Raises:
        UsageError: one of them is given; it names the first.
    """
    for option, given in options.items():
        if given:
            raise click.UsageError(message.format(option=option))
