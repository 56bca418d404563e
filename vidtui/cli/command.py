"""One command line: run, and what is wrong with it told in one line."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import click

from vidtui import i18n
from vidtui.cli import context
from vidtui.cli.first_look import early_language, given_to, options_of
from vidtui.cli.group import vidtui
from vidtui.errors import Exit, VidtuiError
from vidtui.text import printable


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
