"""What the shell offers beside the words of commands: roots, groups, media centres.

Nothing is written for it and no disk is asked; where something is wrong, nothing is offered.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from vidtui.cli.context import Invocation, command
from vidtui.errors import Exit, VidtuiError
from vidtui.i18n import N_
from vidtui.text import printable

if TYPE_CHECKING:
    from vidtui.settings.model import Settings

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_VIDTUI_COMPLETE"
MOST = 200


def roots(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the roots of the settings, or let the shell offer folders."""
    settings = _settings(context)
    named = [os.fsdecode(root.path) for root in settings.roots] if settings else []
    found = [path for path in named if path.startswith(incomplete) and path.isprintable()]
    return [CompletionItem(path) for path in found] or [CompletionItem(incomplete, type="dir")]


def groups(
    context: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the numbers of the films and series that wait for a decision, with their titles."""
    settings = _settings(context)
    if settings is None:
        return []
    from vidtui.catalogue import database
    from vidtui.catalogue.models import Group

    try:
        if database.check(settings.database):
            return []  # it would be brought up to date
        with database.Catalogue(settings.database).session():
            rows = list(
                Group.select(Group.id, Group.title, Group.year)
                .where(Group.state == "pending")
                .order_by(Group.id)
                .tuples()
            )
    except VidtuiError:
        return []
    found = [(str(number), title, year) for number, title, year in rows]
    return [
        CompletionItem(number, help=printable(f"{title} ({year})" if year else title))
        for number, title, year in found
        if number.startswith(incomplete)
    ][:MOST]


def centres(
    context: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the names of the media centres."""
    settings = _settings(context)
    names = [one.name for one in settings.media_centres] if settings else []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _settings(context: click.Context) -> Settings | None:
    from vidtui.settings import model

    invocation: Invocation = context.find_root().obj
    try:
        return model.load(invocation.values, config=invocation.config, data_dir=invocation.data_dir)
    except VidtuiError:
        return None


@command(
    "completion",
    help=N_("Print what makes a shell complete commands, kinds, tiers, roots and groups."),
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script of a shell."""
    from click.shell_completion import get_completion_class

    kind: Any = get_completion_class(shell)
    program = context.find_root().command
    script = kind(program, {}, "vidtui", VARIABLE).source()
    # Click's own lets fish cut what is offered at its first comma; names of folders have commas.
    click.echo(script.replace('string split ","', 'string split -m 1 ","'))
    return Exit.OK
