"""``vidtui`` itself: its options, its commands, and what is wrong with a line told in one."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from vidtui import __version__, i18n
from vidtui.cli import context
from vidtui.cli.catalogue import db, forget, journal, roots, undo
from vidtui.cli.check import ack, check, nightly, notify, repair_links
from vidtui.cli.completing import completion
from vidtui.cli.config import config as config_group
from vidtui.cli.config import doctor
from vidtui.cli.context import (
    JSON,
    Invocation,
    group,
    open_app,
    require_descriptors,
    require_terminal,
    run_app,
)
from vidtui.cli.enrich import enrich, import_, pending
from vidtui.cli.first_look import early_language, given_to, options_of, without_batch
from vidtui.cli.library import confirm, gaps, list_, stats
from vidtui.cli.link import link, links
from vidtui.cli.media_centre import media_centre
from vidtui.cli.probe import probe
from vidtui.errors import Exit, VidtuiError
from vidtui.i18n import N_, _
from vidtui.text import printable

EXIT_CODES = N_(
    "Exit codes, the first that applies: 130 interrupted; 1 internal failure; 2 usage or "
    "settings; 7 the API refuses or is down; 6 another vidtui is writing; 5 refused for safety "
    "(disk offline, too much gone); 3 done, but some items failed; 4 done, and something needs "
    "attention; 0 all is well."
)


def _setting(*names_and_help: str, **rest: Any) -> Callable[[Any], Any]:
    *names, help_text = names_and_help
    return click.option(*names, help=help_text, callback=_note, expose_value=False, **rest)


def _note(context: click.Context, option: click.Parameter, value: Any) -> None:
    """Note the value of an option of the whole program, wherever it stands."""
    invocation: Invocation = context.obj
    if value:
        invocation.note(option.name, value)


@group(
    "vidtui",
    invoke_without_command=True,
    epilog=EXIT_CODES,
    help=N_(
        "Keep a video library, its catalogue and the media centre's links in agreement. "
        "Without a command, open the full-screen app. With --batch, anywhere on the line, run "
        "without a screen: progress on stderr, the report on stdout. The options below may stand "
        "after a command too, unless it has one of that name."
    ),
)
@click.version_option(__version__, "--version", message="vidtui %(version)s")
@_setting("--config", N_("Settings file."), type=click.Path(path_type=Path))
@_setting(
    "--data-dir", N_("Folder of catalogue, backups and logs."), type=click.Path(path_type=Path)
)
@_setting("--language", N_("Language: en or fr."))
@_setting("--storage", N_("Storage folder; may be repeated."), multiple=True)
@_setting("--links", N_("Folder of links; may be repeated."), multiple=True)
@_setting("--path-map", N_("WRITTEN=HERE: how links written elsewhere read here."), multiple=True)
@_setting("--trash", N_("Folder that takes links without a target."))
@_setting("--extensions", N_("Extensions of video files, such as mkv,mp4."))
@_setting("--film-folders", N_("Folder names that mean films."))
@_setting("--series-folders", N_("Folder names that mean series."))
@_setting("--anime-folders", N_("Folder names that mean anime."))
@_setting("--ignored-folders", N_("Folder names to ignore, beside the built-in ones."))
@_setting("--reading", N_("How much may be read on storage: full, sparing or names."))
@_setting("--volatile-days", N_("Days for which what vanished from storage is only away."))
@_setting("--audio-languages", N_("Languages that you understand, such as fr,en."))
@_setting("--subtitle-languages", N_("Languages in which subtitles do as well."))
@_setting("--probe-auto", N_("Whether an import is followed by a probe: true or false."))
@_setting("--tmdb-token-file", N_("File that holds the TMDB token, readable by you alone."))
@_setting("--tmdb-url", N_("Address of the TMDB API."))
@_setting("--tmdb-requests-per-10-s", N_("Most requests to TMDB in any 10 seconds."))
@_setting(
    "-v",
    "verbosity",
    N_("Log each decision, and with -vv each question to a server; it names files."),
    count=True,
)
@_setting(
    "--log-file",
    "log_file",
    N_("File for that log; standard error, or a file in the data folder for the app, without."),
    type=click.Path(path_type=Path),
)
@click.pass_context
def vidtui(context: click.Context) -> int | None:
    """Open the app where no command is given."""
    invocation: Invocation = context.obj
    if context.invoked_subcommand is not None:
        return None
    if invocation.batch:
        raise click.UsageError(_("--batch needs a command; see: vidtui --help"))
    return open_app(invocation, "home")


for command in (
    *(import_, enrich, pending, repair_links, link, check, probe, nightly),
    *(list_, stats, gaps, confirm),
    *(
        ack,
        links,
        forget,
        roots,
        journal,
        undo,
        db,
        media_centre,
        notify,
        doctor,
        config_group,
        completion,
    ),
):
    vidtui.add_command(command)


@vidtui.command("demo", help=N_("Try vidtui on a small made-up library."))
@click.option("--dir", "folder", type=click.Path(path_type=Path), help=N_("Where to build it."))
@JSON
@click.pass_obj
def demo(invocation: Invocation, folder: Path | None, as_json: bool) -> int:
    """Build the demo, and open the app on it unless in batch."""
    from vidtui.demo import running

    require_descriptors()
    language = invocation.options.get("language") or i18n.current()
    if invocation.batch:
        from vidtui.batch.output import Output

        document, text = running.describe(folder, language)
        return Output(as_json=as_json).report(document, text, Exit.OK)
    require_terminal()
    with running.demo_settings(folder, language) as settings:
        return run_app(settings, "home", demo=True)


def open_streams() -> None:
    """Give the streams that cron or a shell closed a place to go, which no file can take."""
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115 - open as long as the process
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    i18n.use(early_language(arguments))
    if "_VIDTUI_COMPLETE" in os.environ:
        without_batch(os.environ)
    options = options_of(arguments)
    batch = "--batch" in options
    rest = [option for option in options if option != "--batch"] + arguments[len(options) :]
    try:
        invocation = context.Invocation(batch)
        return int(vidtui.main(rest, "vidtui", standalone_mode=False, obj=invocation) or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return Exit.INTERRUPTED
    except click.UsageError as error:
        _complain(error.format_message().replace("\n", " "))
        return Exit.USAGE
    except VidtuiError as error:
        _complain(str(error))
        return error.exit
    except Exception as error:  # noqa: BLE001 - the last line of defence: one line, no traceback
        if context.ran_out(error):
            _complain(str(context.too_few()))
            return Exit.USAGE
        return _crashed(error, given_to(arguments, "--data-dir"))


def _crashed(error: Exception, data_dir: str | None) -> int:
    from vidtui import crash
    from vidtui.settings import model

    folder = Path(data_dir).absolute() if data_dir else model.data_path()
    _complain(crash.report(crash.chain_of(error), folder))
    return Exit.INTERNAL


def _complain(message: str) -> None:
    with contextlib.suppress(OSError):
        print(f"vidtui: {printable(message)}", file=sys.stderr)  # noqa: T201
