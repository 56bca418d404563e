"""The command line: options in, then over to the full-screen app or to batch."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click

from vidtui import __version__, i18n
from vidtui.clicking import TranslatedCommand, TranslatedGroup
from vidtui.command_line import early_language, given_to, options_of
from vidtui.errors import Exit, UsageProblem, VidtuiError
from vidtui.i18n import N_, _
from vidtui.text import show

EXIT_CODES = N_(
    "Exit codes, the first that applies: 130 interrupted; 1 internal failure; 2 usage or "
    "settings; 7 the API refuses or is down; 6 another vidtui is writing; 5 refused for safety "
    "(disk offline, too much gone); 3 done, but some items failed; 4 done, and something needs "
    "attention; 0 all is well."
)


Start = Literal["home", "import", "roots"]


class Invocation:
    """What the command line says of the run as a whole; settings are read when first needed."""

    def __init__(
        self, batch: bool, config: Path | None, data_dir: Path | None, options: dict[str, Any]
    ) -> None:
        self.batch = batch
        self.config = config
        self.data_dir = data_dir
        self.options = options

    def settings(self) -> Any:
        """Return the settings of this run, a ``vidtui.settings.Settings``.

        Raises:
            UsageProblem: they are wrong.
        """
        from vidtui import settings

        return settings.load(
            self.options,
            config=self.config,
            data_dir=self.data_dir,
            default_language=i18n.guess(),
        )


def main() -> None:
    """Run vidtui; the entry point."""
    _open_streams()
    sys.exit(run(sys.argv[1:]))


def _open_streams() -> None:
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
    options = options_of(arguments)
    batch = "--batch" in options
    rest = [option for option in options if option != "--batch"] + arguments[len(options) :]
    try:
        return int(vidtui.main(rest, "vidtui", standalone_mode=False, obj=batch) or 0)
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
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line of defence: one line, no traceback
        return _crashed(error, given_to(arguments, "--data-dir"))


def _crashed(error: Exception, data_dir: str | None) -> int:
    from vidtui import crash, settings

    folder = Path(data_dir).absolute() if data_dir else settings.data_path()
    _complain(crash.report(crash.chain_of(error), folder))
    return Exit.INTERNAL


def _complain(message: str) -> None:
    with contextlib.suppress(OSError):
        print(f"vidtui: {show(message)}", file=sys.stderr)  # noqa: T201


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
@_setting("--tmdb-token-file", N_("File that holds the TMDB token, readable by you alone."))
@_setting("--tmdb-url", N_("Address of the TMDB API."))
@_setting("--tmdb-requests-per-10-s", N_("Most requests to TMDB in any 10 seconds."))
@click.pass_context
def vidtui(
    context: click.Context, /, config: Path | None, data_dir: Path | None, **options: Any
) -> int | None:
    """Read what holds for every command, then run one."""
    given = {key.replace("tmdb_", "tmdb.", 1): value for key, value in options.items() if value}
    context.obj = Invocation(bool(context.obj), config, data_dir, given)
    if context.invoked_subcommand is None:
        if context.obj.batch:
            raise click.UsageError(_("--batch needs a command; see: vidtui --help"))
        return _open_app(context.obj, "home")
    return None


def _require_terminal() -> None:
    # Textual draws on stderr.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageProblem(_("there is no terminal here; for scripts use: vidtui --batch COMMAND"))


def _open_app(invocation: Invocation, start: Start, **rest: Any) -> int:
    """Open the full-screen app on one of its screens."""
    _require_terminal()
    return _run_app(invocation.settings(), start, **rest)


def _run_app(settings: Any, start: Start, **rest: Any) -> int:
    i18n.use(settings.language)
    from vidtui.tui.app import run as run_app

    return run_app(settings, start=start, **rest)


_JSON = click.option("--json", "as_json", is_flag=True, help=N_("Print the report as JSON."))
_JSON_LINES = click.option("--json-lines", is_flag=True, help=N_("Print every event as JSON."))
_QUIET = click.option("--quiet", "-q", is_flag=True, help=N_("No progress."))
_DRY_RUN = click.option("--dry-run", "-n", is_flag=True, help=N_("Say what would be done."))


def _absolute(path: str) -> bytes:
    return os.path.abspath(os.fsencode(path))


@vidtui.command(
    "import", cls=TranslatedCommand, help=N_("Register the video files of the library.")
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@_DRY_RUN
@click.option("--from-links", is_flag=True, help=N_("Take files and names from the links."))
@click.option("--add-root", is_flag=True, help=N_("Make PATH a storage root if it is in none."))
@click.option("--accept-loss", is_flag=True, help=N_("Believe that many files are gone."))
@_JSON
@_JSON_LINES
@_QUIET
@click.pass_obj
def import_(
    invocation: Invocation,
    paths: tuple[str, ...],
    dry_run: bool,
    from_links: bool,
    add_root: bool,
    accept_loss: bool,
    as_json: bool,
    json_lines: bool,
    quiet: bool,
) -> int:
    """Import, in the app or in batch."""
    from vidtui.jobs.import_state import ImportOptions

    options = ImportOptions(tuple(map(_absolute, paths)), dry_run, from_links, accept_loss)
    if not invocation.batch:
        return _open_app(invocation, "import", import_options=options)
    from vidtui.batch.importing import run_import
    from vidtui.batch.output import Output

    output = Output(as_json=as_json, json_lines=json_lines, quiet=quiet)
    return run_import(invocation.settings(), options, output, add_root=add_root)


@vidtui.group(
    "roots", cls=TranslatedGroup, invoke_without_command=True, help=N_("Storage and link folders.")
)
@click.pass_context
def roots(context: click.Context) -> int | None:
    """Open the Roots screen where no subcommand is given."""
    if context.invoked_subcommand is not None:
        return None
    if context.obj.batch:
        return int(context.invoke(roots_list, as_json=False))
    return _open_app(context.obj, "roots")


@roots.command("list", cls=TranslatedCommand, help=N_("Show every root and its state."))
@_JSON
@click.pass_obj
def roots_list(invocation: Invocation, as_json: bool) -> int:
    """Show the roots."""
    from vidtui.batch import roots as batch

    return batch.show_roots(invocation.settings(), as_json=as_json)


@roots.command("add", cls=TranslatedCommand, help=N_("Add a folder to the settings."))
@click.argument("path", type=click.Path())
@click.option("--links", "is_links", is_flag=True, help=N_("It holds links, not files."))
@click.option(
    "--kind", type=click.Choice(["film", "series"]), help=N_("All of it is of this kind.")
)
@click.option("--marker", is_flag=True, help=N_("Put a marker file on it at the next import."))
@_DRY_RUN
@click.pass_obj
def roots_add(
    invocation: Invocation, path: str, is_links: bool, kind: Any, marker: bool, dry_run: bool
) -> int:
    """Add a root."""
    from vidtui.batch import roots as batch
    from vidtui.settings import RootSetting

    if is_links and kind:
        raise click.UsageError(_("--kind is for folders of files, not for --links"))
    root = RootSetting("links" if is_links else "storage", _absolute(path), kind, marker)
    return batch.add_root(invocation.settings(), root, dry_run=dry_run)


@roots.command(
    "confirm", cls=TranslatedCommand, help=N_("Say that the disk at PATH is the right one.")
)
@click.argument("path", type=click.Path())
@_DRY_RUN
@click.pass_obj
def roots_confirm(invocation: Invocation, path: str, dry_run: bool) -> int:
    """Confirm a root."""
    from vidtui.batch import roots as batch

    return batch.confirm_root(invocation.settings(), _absolute(path), dry_run=dry_run)


@roots.command("relocate", cls=TranslatedCommand, help=N_("A root moved from OLD to NEW."))
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@_DRY_RUN
@_JSON
@click.pass_obj
def roots_relocate(invocation: Invocation, old: str, new: str, dry_run: bool, as_json: bool) -> int:
    """Relocate a root."""
    from vidtui.batch import roots as batch

    return batch.relocate_root(
        invocation.settings(), _absolute(old), _absolute(new), dry_run=dry_run, as_json=as_json
    )


@vidtui.command("undo", cls=TranslatedCommand, help=N_("Take back a run that changed something."))
@click.argument("run_id", metavar="[RUN]", required=False, type=int)
@click.option("--last", is_flag=True, help=N_("The newest such run (also without RUN)."))
@_DRY_RUN
@_JSON
@click.pass_obj
def undo(
    invocation: Invocation, run_id: int | None, last: bool, dry_run: bool, as_json: bool
) -> int:
    """Undo a run."""
    from vidtui.batch.undoing import undo_run

    if last and run_id is not None:
        raise click.UsageError(_("give RUN or --last, not both"))
    return undo_run(invocation.settings(), run_id, dry_run=dry_run, as_json=as_json)


@vidtui.group("db", cls=TranslatedGroup, help=N_("The catalogue: its state and its copies."))
def db() -> None:
    """Group the commands on the catalogue."""


@db.command("status", cls=TranslatedCommand, help=N_("Show what it holds and whether it is sound."))
@_JSON
@click.pass_obj
def db_status(invocation: Invocation, as_json: bool) -> int:
    """Show the catalogue's state."""
    from vidtui.batch import db as batch

    return batch.status(invocation.settings(), as_json=as_json)


@db.command("backup", cls=TranslatedCommand, help=N_("Copy it, and verify the copy."))
@click.argument("to", required=False, type=click.Path(path_type=Path))
@_DRY_RUN
@_JSON
@click.pass_obj
def db_backup(invocation: Invocation, to: Path | None, dry_run: bool, as_json: bool) -> int:
    """Copy the catalogue."""
    from vidtui.batch import db as batch

    return batch.backup(invocation.settings(), to, dry_run=dry_run, as_json=as_json)


@db.command("restore", cls=TranslatedCommand, help=N_("Put a copy in its place; it is kept aside."))
@click.argument("copy", required=False, type=click.Path(path_type=Path))
@_DRY_RUN
@_JSON
@click.pass_obj
def db_restore(invocation: Invocation, copy: Path | None, dry_run: bool, as_json: bool) -> int:
    """Restore a copy of the catalogue."""
    from vidtui.batch import db as batch

    return batch.restore(invocation.settings(), copy, dry_run=dry_run, as_json=as_json)


@vidtui.command("demo", cls=TranslatedCommand, help=N_("Try vidtui on a small made-up library."))
@click.option("--dir", "folder", type=click.Path(path_type=Path), help=N_("Where to build it."))
@_JSON
@click.pass_obj
def demo(invocation: Invocation, folder: Path | None, as_json: bool) -> int:
    """Build the demo, and open the app on it unless in batch."""
    from vidtui.demo import running

    language = invocation.options.get("language") or i18n.current()
    if invocation.batch:
        from vidtui.batch.output import Output

        document, text = running.describe(folder, language)
        return Output(as_json=as_json).report(document, text, Exit.OK)
    _require_terminal()
    with running.demo_settings(folder, language) as settings:
        return _run_app(settings, "home", demo=True)
