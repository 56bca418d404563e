"""What every command shares: the run as a whole, the app, the options."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import resource
import sys
from pathlib import Path
from typing import Any

import click

from vidtui import i18n
from vidtui.errors import UsageProblem
from vidtui.i18n import N_, _
from vidtui.tui.start import Opening, Start

HIGHEST = 2**63 - 1  # what the catalogue can hold
_DURATION = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?")
_AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s?([kmgt])?(?:i?b)?")


class WholeNumber(click.types.IntParamType):
    """A whole number within limits; without others, those of what the catalogue can be asked."""

    def __init__(self, low: int, high: int = HIGHEST) -> None:
        """Take the least and the most that it may be."""
        self._low, self._high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return what was given as a number."""
        with contextlib.suppress(ValueError):
            if self._low <= int(value) <= self._high:
                return int(value)
        text = _("must be a whole number from {low} to {high}")
        return self.fail(text.format(low=self._low, high=self._high), param, ctx)


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
        """Return the settings of this run, a ``Settings``; warn of what is unsafe.

        Raises:
            UsageProblem: they are wrong, or too few files may be open at once.
            SafetyRefusal: others can write in the data folder, and this is root.
        """
        loaded, warnings = self.settings_and_warnings()
        for line in warnings:
            with contextlib.suppress(OSError):
                print(f"vidtui: {line}", file=sys.stderr)  # noqa: T201
        return loaded

    def settings_and_warnings(self) -> tuple[Any, list[str]]:
        """Return the settings, and a line for each thing that is unsafe.

        Raises:
            UsageProblem: they are wrong, or too few files may be open at once.
            SafetyRefusal: others can write in the data folder, and this is root.
        """
        from vidtui import data_folder
        from vidtui.settings import model

        require_descriptors()
        loaded = model.load(
            self.options,
            config=self.config,
            data_dir=self.data_dir,
            default_language=i18n.guess(),
        )
        return loaded, data_folder.warnings(loaded)


NUMBER = WholeNumber(0)
"""Of a run, an action, a film or series."""
LIMIT = WholeNumber(1)
JSON = click.option("--json", "as_json", is_flag=True, help=N_("Print the report as JSON."))
JSON_LINES = click.option("--json-lines", is_flag=True, help=N_("Print every event as JSON."))
QUIET = click.option("--quiet", "-q", is_flag=True, help=N_("No progress."))
READ_AT_MOST = click.option(
    "--read-at-most",
    metavar="SIZE",
    callback=lambda _context, _option, value: value and amount(value),
    help=N_(
        "Read at most so much (5G, 500M) of whole files and for technical facts; without it "
        "nothing of that is read from shares."
    ),
)
DRY_RUN = click.option("--dry-run", "-n", is_flag=True, help=N_("Say what would be done."))


def seconds(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """Return a duration such as ``90s``, ``30m``, ``2h`` or ``1h30m`` in seconds."""
    if value is None:
        return None
    found = _DURATION.fullmatch(value.strip().lower())
    hours, minutes, rest = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    total = hours * 3600 + minutes * 60 + rest
    if not total:
        raise click.BadParameter(_("must be a duration such as 90s, 30m, 2h or 1h30m"))
    return float(total)


def absolute(path: str) -> bytes:
    """Return a path of the command line, absolute, as the bytes that it is."""
    return os.path.abspath(os.fsencode(path))


def amount(text: str) -> int:
    """Return an amount such as ``500M``, ``5G`` or ``1.5 GiB`` in bytes.

    Raises:
        click.BadParameter: it is none.
    """
    found = _AMOUNT.fullmatch(text.strip().lower())
    if found is None:
        raise click.BadParameter(_("must be an amount such as 500M, 5G or 1.5T"))
    return int(float(found[1]) * 1024 ** " kmgt".index(found[2] or " "))


def require_terminal() -> None:
    """Refuse to open the app where it cannot be seen.

    Raises:
        UsageProblem: a standard stream is no terminal.
    """
    # Textual draws on stderr.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageProblem(_("there is no terminal here; for scripts use: vidtui --batch COMMAND"))


def open_app(invocation: Invocation, start: Start, **rest: Any) -> int:
    """Open the full-screen app on one of its screens."""
    require_terminal()
    settings, warnings = invocation.settings_and_warnings()
    return run_app(settings, start, warnings=tuple(warnings), **rest)


def run_app(settings: Any, start: Start, **rest: Any) -> int:
    """Run the app with settings that are known already."""
    i18n.use(settings.language)
    from vidtui.tui.app import run

    return run(settings, Opening(start, **rest))


NEEDED = 64  # the app with an enrichment: databases, connections, pipes; 1024 is usual
_TOO_MANY = (errno.EMFILE, errno.ENFILE)


def require_descriptors() -> None:
    """See to it that enough files can be open at once, as far as the system lets us.

    Raises:
        UsageProblem: it does not.
    """
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _is_enough(allowed):
        return
    if not _is_enough(most):
        raise too_few(allowed)
    resource.setrlimit(resource.RLIMIT_NOFILE, (NEEDED, most))


def ran_out(error: BaseException | None) -> bool:
    """Say whether an error comes from a file that could not be opened beside all others."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in _TOO_MANY:
            return True
        error = error.__cause__ or error.__context__
    return False


def too_few(allowed: int | None = None) -> UsageProblem:
    """Return what is told where too few files can be open at once."""
    if allowed is None:
        allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return UsageProblem(
        _("only {allowed} files may be open at once here; run before: ulimit -n {needed}").format(
            allowed=allowed, needed=max(NEEDED, 2 * allowed)
        )
    )


def _is_enough(limit: int) -> bool:
    return limit == resource.RLIM_INFINITY or limit >= NEEDED
