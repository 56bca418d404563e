"""``vidtui config`` and ``vidtui doctor``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vidtui import i18n
from vidtui.cli.context import JSON, Invocation, TranslatedCommand, TranslatedGroup
from vidtui.errors import Exit, UsageProblem, VidtuiError
from vidtui.i18n import N_, _
from vidtui.text import printable

FULL = click.option(
    "--full", is_flag=True, help=N_("Show names of people, machines and films too.")
)


def _config_of(invocation: Invocation) -> Path:
    from vidtui.settings import model

    return (invocation.config or model.config_path()).absolute()


@click.command(
    "doctor",
    cls=TranslatedCommand,
    help=N_("Look at all that vidtui stands on, and say what helps; it changes nothing."),
)
@click.option("--offline", is_flag=True, help=N_("Ask no server."))
@FULL
@JSON
@click.pass_obj
def doctor(invocation: Invocation, offline: bool, full: bool, as_json: bool) -> int:
    """Look at everything, whatever is wrong with the settings."""
    from vidtui.batch.doctor import run_doctor
    from vidtui.settings import model

    settings: model.Settings | VidtuiError
    try:
        settings = model.load(
            invocation.values,
            config=invocation.config,
            data_dir=invocation.data_dir,
            default_language=i18n.guess(),
        )
        i18n.use(settings.language)
    except VidtuiError as problem:
        settings = problem
    config = _config_of(invocation)
    return run_doctor(settings, config, full=full, offline=offline, as_json=as_json)


@click.group("config", cls=TranslatedGroup, help=N_("The settings: where, what, right or wrong."))
def config() -> None:
    """Group the commands on the settings."""


@config.command("path", cls=TranslatedCommand, help=N_("Say where the settings file is."))
@JSON
@click.pass_obj
def config_path(invocation: Invocation, as_json: bool) -> int:
    """Say where the settings file is."""
    from vidtui.batch import config as batch
    from vidtui.settings import model

    data_dir = (invocation.data_dir or model.data_path()).absolute()
    return batch.show_path(_config_of(invocation), data_dir, as_json=as_json)


@config.command(
    "show", cls=TranslatedCommand, help=N_("Say what every setting is, and where it stands.")
)
@FULL
@JSON
@click.pass_obj
def config_show(invocation: Invocation, full: bool, as_json: bool) -> int:
    """Say what every setting is."""
    from vidtui.batch import config as batch

    return batch.show(invocation.values, _config_of(invocation), full=full, as_json=as_json)


@config.command("check", cls=TranslatedCommand, help=N_("Say all that is wrong with the settings."))
@JSON
@click.pass_obj
def config_check(invocation: Invocation, as_json: bool) -> int:
    """Check the settings."""
    from vidtui.batch import config as batch

    file = _config_of(invocation)
    return batch.check(invocation.values, file, invocation.data_dir, as_json=as_json)


@config.command(
    "edit",
    cls=TranslatedCommand,
    help=N_("Open the settings file in $EDITOR; it is changed only once nothing is wrong in it."),
)
@click.pass_obj
def config_edit(invocation: Invocation) -> int:
    """Let the settings be edited, and check them before they hold."""
    from vidtui.settings import file

    path = _config_of(invocation)
    before = text = file.read_text(path)
    while True:
        try:
            edited = click.edit(text or _template(), extension=".toml", require_save=True)
        except click.ClickException as error:
            raise UsageProblem(printable(error.format_message())) from error
        if edited is None or edited == before:
            click.echo(_("Nothing was changed."))
            return Exit.OK
        found = file.problems_of(edited, path)
        if not found:
            file.replace_text(path, edited)
            click.echo(_("{file}: changed").format(file=printable(str(path))))
            return Exit.OK
        for line in found:
            click.echo(f"vidtui: {line}", err=True)
        if not (sys.stdin.isatty() and click.confirm(_("Edit it again?"), default=True, err=True)):
            raise UsageProblem(_("something is wrong in it; nothing was changed"))
        text = edited


def _template() -> str:
    """Return what a new file begins with."""
    return (
        '# language = "fr"\n#\n# [[storage]]\n# path = "/volume1/stockage"\n#\n'
        '# [[links]]\n# path = "/volume1/video"\n'
    )
