"""``vidtui check``, ``ack``, ``nightly`` and ``repair-links``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vidtui.cli.context import (
    ACCEPT_LOSS,
    DRY_RUN,
    JSON,
    QUIET,
    READ_AT_MOST,
    Invocation,
    LateChoice,
    LibraryPath,
    command,
    duration,
    group,
    open_app,
    refuse_options,
    told,
)
from vidtui.i18n import N_, _

if TYPE_CHECKING:
    from vidtui.batch.output import Output


def _kinds() -> Iterable[str]:
    from vidtui.jobs.check.kinds import KINDS

    return KINDS


def _tiers() -> Iterable[str]:
    from vidtui.jobs.repair.accepting import KINDS

    return KINDS


_VERIFY_FOR = click.option(
    "--verify-for",
    "verify_s",
    metavar="TIME",
    callback=duration,
    help=N_("Verify hashes for so long (2h, 30m, 1h30m); the next time goes on from there."),
)


@command(
    "check",
    help=N_(
        "Say what disagrees between disk, catalogue and links; it changes nothing. PATH, with "
        "--verify-hash, is a file or a folder to read whole."
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=LibraryPath())
@click.option("--verify-hash", is_flag=True, help=N_("Read whole files: is every byte the same?"))
@_VERIFY_FOR
@READ_AT_MOST
@click.option("--all", "show_all", is_flag=True, help=N_("Print everything, however much."))
@click.option(
    "--kind",
    "kinds",
    metavar="KIND",
    type=LateChoice(_kinds),
    multiple=True,
    help=N_("Print only what is of this kind, such as ghost_entry; may be repeated."),
)
@click.option("--new-only", is_flag=True, help=N_("Exit with 4 only if there is a new problem."))
@click.option("--accept-loss", is_flag=True, help=N_("Believe that many files are gone."))
@told
@click.pass_obj
def check(
    invocation: Invocation,
    /,
    paths: tuple[bytes, ...],
    verify_hash: bool,
    verify_s: float | None,
    read_at_most: int | None,
    show_all: bool,
    kinds: tuple[Any, ...],
    new_only: bool,
    accept_loss: bool,
    output: Output,
) -> int:
    """Check, in the app or in batch."""
    from vidtui.jobs.check.run import CheckOptions

    verify = verify_hash or verify_s is not None
    if paths and not verify:
        raise click.UsageError(_("PATH says what to read whole; add --verify-hash"))
    if read_at_most is not None and not verify:
        raise click.UsageError(_("--read-at-most limits what is read whole; add --verify-hash"))
    options = CheckOptions(verify, verify_s, paths, accept_loss, read_at_most)
    if not invocation.batch:
        batch_only = {
            "--all": show_all,
            "--kind": kinds,
            "--new-only": new_only,
            "--json": output.as_json,
            "--json-lines": output.json_lines,
            "--quiet": output.quiet,
        }
        refuse_options(batch_only, _("{option} needs --batch; the Check screen shows all"))
        return open_app(invocation, "check", check_options=options)
    from vidtui.batch.check import View, run_check

    view, settings = View(show_all, kinds), invocation.settings()
    return run_check(settings, options, view, output, new_only=new_only).exit_code()


@command("ack", help=N_("Mark what the last check found as known."))
@DRY_RUN
@JSON
@click.pass_obj
def ack(invocation: Invocation, /, **given: bool) -> int:
    """Mark the findings of the last report as known."""
    from vidtui.batch.check import run_ack

    return run_ack(invocation.settings(), **given)


def _repair_tiers(value: str | None) -> tuple[Any, ...]:
    """Return the tiers of a list such as ``same-file,replaced``.

    Raises:
        BadParameter: one of them is none that may be accepted.
    """
    from vidtui.jobs.links.model import ACCEPTABLE

    found = tuple(one.strip() for one in (value or "").split(",") if one.strip())
    for one in found:
        if one not in ACCEPTABLE:
            text = _("{tier}: must be one of: {allowed}")
            raise click.BadParameter(text.format(tier=one, allowed=", ".join(ACCEPTABLE)))
    return found


@command("nightly", help=N_("Import, enrich, check and probe, in one run for cron."))
@_VERIFY_FOR
@click.option(
    "--probe-for",
    "probe_s",
    metavar="TIME",
    callback=duration,
    help=N_("Read technical facts for so long at the end (30m, 2h); an hour unless said."),
)
@click.option("--no-probe", is_flag=True, help=N_("Read no technical facts at the end."))
@click.option(
    "--repair",
    "tiers",
    metavar="TIERS",
    callback=lambda _context, _option, value: _repair_tiers(value),
    help=N_("Repair links by evidence such as same-file,same-content,replaced, in one entry."),
)
@click.option(
    "--link",
    "link",
    is_flag=True,
    help=N_("Link files that came since the first vidtui link, where the layout is certain."),
)
@READ_AT_MOST
@JSON
@QUIET
@click.pass_obj
def nightly(
    invocation: Invocation,
    /,
    verify_s: float | None,
    probe_s: float | None,
    no_probe: bool,
    tiers: tuple[Any, ...],
    link: bool,
    read_at_most: int | None,
    **given: Any,
) -> int:
    """Import, enrich, check and probe without a screen."""
    from vidtui.batch.nightly import Changes, Limits, run_nightly

    limits = Limits(verify_s, 0.0 if no_probe else probe_s, read_at_most)
    return run_nightly(invocation.settings(), limits, changes=Changes(tiers, link), **given)


@command(
    "repair-links",
    help=N_("Review broken links and repair them; --batch alone only says what it would do."),
)
@click.argument("plan", metavar="[PLAN]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--accept",
    "tiers",
    metavar="TIER",
    type=LateChoice(_tiers),
    multiple=True,
    help=N_(
        "Mark for repair where the best proposal is same-file, same-content, same-sample, "
        "same-path (in a folder that moved), same-name or same-work, and nothing speaks against "
        "it; may be repeated."
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
@ACCEPT_LOSS
@click.option("--all", "show_all", is_flag=True, help=N_("Print every link, however many."))
@DRY_RUN
@told
@click.pass_obj
def repair_links(
    invocation: Invocation,
    /,
    plan: Path | None,
    tiers: tuple[Any, ...],
    orphans: bool,
    prefix_moved: bool,
    apply_plan: Path | None,
    accept_loss: bool,
    show_all: bool,
    dry_run: bool,
    output: Output,
) -> int:
    """Repair links: on the screen, or in batch by a plan."""
    marks = {
        "--accept": bool(tiers),
        "--trash-orphan-links": orphans,
        "--prefix-moved": prefix_moved,
    }
    if not invocation.batch:
        batch_only = {**marks, "--apply": apply_plan, "--accept-loss": accept_loss}
        refuse_options(
            batch_only, _("{option} needs --batch; the Links screen asks about each link")
        )
        return open_app(invocation, "links", plan_file=plan)
    if plan is not None:
        raise click.UsageError(_("to act on a plan, write: --apply PLAN"))
    from vidtui.jobs.repair.run import ApplyOptions, FindOptions

    if apply_plan is not None:
        refuse_options(
            marks, _("{option} makes a plan, and --apply acts on one; first one, then the other")
        )
        from vidtui.batch.apply import run_apply

        options = ApplyOptions(apply_plan, dry_run=dry_run, accept_loss=accept_loss)
        return run_apply(invocation.settings(), options, output).exit_code()
    from vidtui.batch.repair import Marking, run_find

    marking = Marking(tiers, orphans, prefix_moved)
    find, settings = FindOptions(accept_loss=accept_loss), invocation.settings()
    return run_find(settings, find, marking, output, show_all=show_all).exit_code()


@group("notify", help=N_("Telling a person after the night."))
def notify() -> None:
    """Group the commands on messages."""


@notify.command("test", help=N_("Send a message to every address of [notify] urls_file."))
@JSON
@click.pass_obj
def notify_test(invocation: Invocation, as_json: bool) -> int:
    """Send a message for a trial."""
    from vidtui.batch.after import run_notify_test

    return run_notify_test(invocation.settings(), as_json=as_json)
