"""Click in the user's language: help texts are marked in the source and translated when shown."""

from __future__ import annotations

import click

from vidtui.i18n import N_, _

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
)


class _Translated(click.Command):
    def get_help(self, ctx: click.Context) -> str:
        """Return the help in the language in force."""
        for parameter in self.params:
            if isinstance(parameter, click.Option) and parameter.help:
                parameter.help = _(parameter.help)
        self.help = _(self.help) if self.help else None
        self.epilog = _(self.epilog) if self.epilog else None
        return super().get_help(ctx)

    def get_short_help_str(self, limit: int = 80) -> str:  # noqa: ARG002 - ours are never cut
        """Return the line for the list of commands."""
        return _(self.help) if self.help else ""


class TranslatedCommand(_Translated):
    """A command whose help is translated when it is asked for."""


class TranslatedGroup(_Translated, click.Group):
    """A group of commands whose help is translated when it is asked for."""
