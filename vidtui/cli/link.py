"""``vidtui link`` and ``vidtui links restore``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vidtui.cli.context import (
    ACCEPT_LOSS,
    DRY_RUN,
    JSON,
    Invocation,
    LibraryPath,
    command,
    group,
    open_app,
    refuse_options,
    told,
)
from vidtui.i18n import N_, _

if TYPE_CHECKING:
    from vidtui.batch.output import Output

_HEADINGS = ("new", "baseline", "taken-away")


@command(
    "link",
    help=N_(
        "Give identified files without a link their place in the link tree; --batch alone only "
        "says what it would do. PATH is a file or a folder of storage."
    ),
)
@click.argument("path", metavar="[PATH]", required=False, type=LibraryPath())
@click.option(
    "--only",
    metavar="QUERY",
    help=N_("Only what fits QUERY, as vidtui list has it, or lies at an absolute path."),
)
@click.option(
    "--accept",
    "headings",
    metavar="WHAT",
    type=click.Choice(_HEADINGS),
    multiple=True,
    help=N_(
        "Mark to be linked what has a certain place and is new, was there the first time "
        "(baseline), or was taken away (taken-away, with --again); may be repeated."
    ),
)
@click.option("--named", is_flag=True, help=N_("Also files whose name is certain, without TMDB."))
@click.option("--again", is_flag=True, help=N_("Also files whose link somebody took away."))
@click.option("--versions", is_flag=True, help=N_("Also further versions of what has a link."))
@click.option("--extras", is_flag=True, help=N_("Also extras of identified works."))
@click.option(
    "--film", metavar="TEMPLATE", help=N_("Place films so: jellyfin, kodi, plex or a template.")
)
@click.option("--episode", metavar="TEMPLATE", help=N_("Place episodes so."))
@click.option(
    "--rename",
    is_flag=True,
    help=N_(
        "Plan moves of links that do not follow the layout, in place of new links; PATH may be "
        "one of the link tree. Nothing moves but what you decide in the plan, and --apply wants "
        "--accept-loss: media centres forget what they know of a moved link."
    ),
)
@click.option(
    "--apply",
    "apply_plan",
    metavar="PLAN",
    type=click.Path(path_type=Path, allow_dash=True),
    help=N_("Do what PLAN says, each link checked again; - reads standard input."),
)
@click.option(
    "--review",
    "review_plan",
    metavar="PLAN",
    type=click.Path(path_type=Path),
    help=N_("Look through PLAN on the screen; decisions are only marked in it."),
)
@ACCEPT_LOSS
@click.option("--all", "show_all", is_flag=True, help=N_("Print every file, however many."))
@DRY_RUN
@told
@click.pass_obj
def link(
    invocation: Invocation,
    /,
    path: bytes | None,
    only: str | None,
    headings: tuple[Any, ...],
    apply_plan: Path | None,
    review_plan: Path | None,
    accept_loss: bool,
    show_all: bool,
    dry_run: bool,
    output: Output,
    **given: Any,
) -> int:
    """Make links: on the screen, or in batch by a plan."""
    if path is not None and only is not None:
        raise click.UsageError(_("give PATH or --only, not both"))
    if given["rename"]:
        _require_alone(headings, given)
    from vidtui.jobs.link.run import LinkApplyOptions, LinkOptions

    finding = {"PATH": path, "--only": only, "--accept": headings} | {
        f"--{name}": value for name, value in given.items()
    }
    if not invocation.batch:
        batch_only = {
            "--accept": headings, "--apply": apply_plan, "--accept-loss": accept_loss,
            "--all": show_all, "--dry-run": dry_run,
        }  # fmt: skip
        refuse_options(batch_only, _("{option} needs --batch; the screen asks about each file"))
        if review_plan is not None:
            refuse_options(finding, _("{option} looks for files, and --review shows a plan"))
            return open_app(invocation, "new_links", link_plan=review_plan)
        options = LinkOptions(only=_only(path, only), **given)
        return open_app(invocation, "new_links", link_options=options)
    if review_plan is not None:
        raise click.UsageError(_("--review is for the screen; in batch, write: --apply PLAN"))
    if apply_plan is not None:
        refuse_options(
            finding, _("{option} makes a plan, and --apply acts on one; first one, then the other")
        )
        from vidtui.batch.link_apply import run_apply

        applied = LinkApplyOptions(apply_plan, dry_run=dry_run, accept_loss=accept_loss)
        return run_apply(invocation.settings(), applied, output).exit_code()
    from vidtui.batch.link import run_find

    options = LinkOptions(only=_only(path, only), accept_loss=accept_loss, dry_run=dry_run, **given)
    settings = invocation.settings()
    return run_find(settings, options, headings, output, show_all=show_all).exit_code()


def _require_alone(headings: tuple[Any, ...], given: dict[str, Any]) -> None:
    """Refuse what decides over new links beside a plan of moves.

    Raises:
        click.UsageError: one of these options was given.
    """
    others = {"--accept": headings, **{f"--{name}": given[name] for name in _OF_NEW}}
    for name, value in others.items():
        if value:
            text = _("{option} is about new links, and --rename moves those that there are")
            raise click.UsageError(text.format(option=name))


_OF_NEW = ("again", "versions", "extras")


def _only(path: bytes | None, only: str | None) -> bytes | str | None:
    if path is not None:
        return path
    return os.fsencode(os.path.normpath(only)) if only and only.startswith("/") else only


@group("links", help=N_("The links of a link root, as they were written down."))
def links() -> None:
    """Group the commands on records of links."""


@links.command(
    "restore",
    help=N_(
        "Make again the links that FILE has and that are missing; FILE is written below reports "
        "before a link root is changed for the first time."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@DRY_RUN
@JSON
@click.pass_obj
def restore(invocation: Invocation, file: Path, dry_run: bool, as_json: bool) -> int:
    """Put back links."""
    from vidtui.batch.links_restore import run_restore

    return run_restore(invocation.settings(), file, dry_run=dry_run, as_json=as_json)
