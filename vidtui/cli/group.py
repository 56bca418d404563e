"""``vidtui`` itself: the options that hold for every command, and the commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from vidtui import __version__
from vidtui.cli.catalogue import db, forget, journal, undo
from vidtui.cli.check import ack, check, nightly
from vidtui.cli.context import Invocation, open_app
from vidtui.cli.demo import demo
from vidtui.cli.enrich import enrich, pending
from vidtui.cli.import_ import import_
from vidtui.cli.library import confirm, gaps, list_, stats
from vidtui.cli.probe import probe
from vidtui.cli.repair import repair_links
from vidtui.cli.roots import roots
from vidtui.cli.translated import TranslatedGroup
from vidtui.i18n import N_, _

EXIT_CODES = N_(
    "Exit codes, the first that applies: 130 interrupted; 1 internal failure; 2 usage or "
    "settings; 7 the API refuses or is down; 6 another vidtui is writing; 5 refused for safety "
    "(disk offline, too much gone); 3 done, but some items failed; 4 done, and something needs "
    "attention; 0 all is well."
)


def _setting(name: str, help_text: str, **rest: Any) -> Callable[[Any], Any]:
    return click.option(name, help=help_text, **rest)


@click.group(
    cls=TranslatedGroup,
    invoke_without_command=True,
    epilog=EXIT_CODES,
    help=N_(
        "Keep a video library, its catalogue and the media centre's links in agreement. "
        "Without a command, open the full-screen app. With --batch, anywhere on the line, run "
        "without a screen: progress on stderr, the report on stdout."
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
@click.pass_context
def vidtui(
    context: click.Context, /, config: Path | None, data_dir: Path | None, **options: Any
) -> int | None:
    """Read what holds for every command, then run one."""
    given = {_key(option): value for option, value in options.items() if value}
    context.obj = Invocation(bool(context.obj), config, data_dir, given)
    if context.invoked_subcommand is None:
        if context.obj.batch:
            raise click.UsageError(_("--batch needs a command; see: vidtui --help"))
        return open_app(context.obj, "home")
    return None


def _key(option: str) -> str:
    """Return the key of a setting, which may stand in a table."""
    table, _underscore, name = option.partition("_")
    return f"{table}.{name}" if table in ("tmdb", "probe") else option


for command in (
    *(import_, enrich, pending, repair_links, check, probe, nightly),
    *(list_, stats, gaps, confirm, ack, forget, roots, journal, undo, db, demo),
):
    vidtui.add_command(command)
