"""Click in the user's language: help texts are marked in the source and translated when shown."""

from __future__ import annotations

import copy
from typing import Any

import click

from vidtui.i18n import N_, NN_, _

# Click asks gettext for these; listing them puts them into our catalogue.
CLICK_TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("No such option: {name}"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Invalid value for {param_hint}: {message}"),
    NN_("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    N_("Option {name!r} does not take a value."),
    NN_("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    NN_("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    NN_("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
)

PROGRAM_OPTIONS = N_("Options of the whole program may stand here too; see: vidtui --help")


class _Translated(click.Command):
    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return also the options of the whole program, which may stand after the command.

        The help of ``vidtui`` tells of them; where the command has one of that name, it is its own.
        """
        own, program = super().get_params(ctx), ctx.find_root().command
        if program is self:
            return own
        names = {name for param in own for name in param.opts}
        return own + [_hidden(param) for param in program.params if names.isdisjoint(param.opts)]

    def get_help(self, ctx: click.Context) -> str:
        """Return the help in the language in force."""
        described: list[Any] = [self, *self.params]
        kept = [(one, one.help) for one in described if getattr(one, "help", None)]
        epilog = self.epilog
        try:
            for one, text in kept:
                one.help = _(text)
            self.epilog = _(epilog or PROGRAM_OPTIONS)
            return super().get_help(ctx)
        finally:
            self.epilog = epilog
            for one, text in kept:
                one.help = text

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, described in the language in force."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def get_short_help_str(self, limit: int = 80) -> str:  # noqa: ARG002 - ours are never cut
        """Return the line for the list of commands."""
        return _(self.help) if self.help else ""


def _hidden(param: click.Parameter) -> click.Parameter:
    if isinstance(param, click.Option):
        param = copy.copy(param)
        param.hidden = True
    return param


class TranslatedCommand(_Translated):
    """A command whose help is translated when it is asked for."""


class TranslatedGroup(_Translated, click.Group):
    """A group of commands whose help is translated when it is asked for."""
