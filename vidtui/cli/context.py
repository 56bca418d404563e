"""What every command shares: the run as a whole, the app, the options, the translated help."""

from __future__ import annotations

import contextlib
import copy
import errno
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial, wraps
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from vidtui import i18n
from vidtui.errors import UsageProblem
from vidtui.i18n import N_, NN_, _
from vidtui.tui.start import Opening, Start

HIGHEST = 2**63 - 1  # what the catalogue can hold
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


class LateChoice(click.Choice[str]):
    """One of the names that a function returns: it is called first when they are needed."""

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        """Take the function; click's own constructor would call it for every ``--help``."""
        self._names = names
        self.case_sensitive = True

    @cached_property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override]
        """What may be chosen."""
        return tuple(self._names())


class LibraryPath(click.Path):
    """A path of the library: absolute, as the bytes that it is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return what was given as bytes."""
        return os.path.abspath(os.fsencode(super().convert(value, param, ctx)))


class Invocation:
    """What the command line says of the run as a whole; settings are read when first needed."""

    def __init__(self, batch: bool) -> None:
        self.batch = batch
        self.options: dict[str, Any] = {}

    def note(self, name: str, value: Any) -> None:
        """Note the value of an option: of what may be repeated all, else the last."""
        before = self.options.get(name, ())
        self.options[name] = (*before, *value) if isinstance(value, tuple) else value

    @property
    def config(self) -> Path | None:
        """The settings file that was named."""
        return self.options.get("config")

    @property
    def data_dir(self) -> Path | None:
        """The folder of catalogue and logs that was named."""
        return self.options.get("data_dir")

    @property
    def values(self) -> dict[str, Any]:
        """What the line says, by the keys of the settings."""
        from vidtui.settings.model import FIELDS

        given = {field.key: self.options.get(field.parameter) for field in FIELDS}
        return {key: value for key, value in given.items() if value is not None}

    def begin_log(self) -> None:
        """Begin the log of decisions where one was asked for; the app has stderr for itself.

        Raises:
            UsageProblem: it cannot be written.
        """
        verbosity, file = self.options.get("verbosity", 0), self.options.get("log_file")
        if not verbosity and file is None:
            return
        from vidtui import verbose

        if file is None and not self.batch:
            from vidtui.settings import model

            folder = (self.data_dir or model.data_path()).absolute() / "logs"
            file = folder / time.strftime("verbose-%Y-%m-%d.log")
        verbose.begin(verbosity or 1, file and file.absolute())

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
        i18n.use(loaded.language)
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
        self.begin_log()
        loaded = model.load(
            self.values,
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


def told(function: Callable[..., int]) -> Callable[..., int]:
    """Let a command take ``output``, with the options that say how the user wants to be told."""

    @wraps(function)
    def with_output(*rest: Any, as_json: bool, json_lines: bool, quiet: bool, **given: Any) -> int:
        from vidtui.batch.output import Output

        return function(*rest, output=Output(as_json, json_lines, quiet), **given)

    return JSON(JSON_LINES(QUIET(with_output)))


READ_AT_MOST = click.option(
    "--read-at-most",
    metavar="SIZE",
    callback=lambda _context, _option, value: value and amount(value),
    help=N_(
        "Read at most so much (5G, 500M) of whole files and for technical facts; without it "
        "nothing of that is read from shares."
    ),
)
ACCEPT_LOSS = click.option(
    "--accept-loss", is_flag=True, help=N_("Believe that so much is gone at once.")
)
DRY_RUN = click.option("--dry-run", "-n", is_flag=True, help=N_("Say what would be done."))


def amount(text: str) -> int:
    """Return an amount such as ``500M``, ``5G`` or ``1.5 GiB`` in bytes.

    Raises:
        click.BadParameter: it is none.
    """
    found = _AMOUNT.fullmatch(text.strip().lower())
    if found is None:
        raise click.BadParameter(_("must be an amount such as 500M, 5G or 1.5T"))
    return int(float(found[1]) * 1024 ** " kmgt".index(found[2] or " "))


def duration(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """Return a duration such as ``90s``, ``30m``, ``2h`` or ``1h30m`` in seconds."""
    if value is None:
        return None
    from vidtui.settings.values import Wrong
    from vidtui.settings.values import duration as read

    try:
        total = read(value)
    except Wrong as wrong:
        raise click.BadParameter(str(wrong)) from None
    if not total:
        raise click.BadParameter(_("must be a duration such as 90s, 30m, 2h or 1h30m"))
    return total


def require_terminal() -> None:
    """Refuse to open the app where it cannot be seen.

    Raises:
        UsageProblem: a standard stream is no terminal.
    """
    # Textual draws on stderr.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageProblem(_("there is no terminal here; for scripts use: vidtui --batch COMMAND"))


def refuse_options(options: Mapping[str, Any], message: str) -> None:
    """Refuse options that make no sense here.

    Raises:
        UsageError: one of them is given; it names the first.
    """
    for option, given in options.items():
        if given:
            raise click.UsageError(message.format(option=option))


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

BATCH = "--batch"  # taken off the line before click sees it
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

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what a shell offers, told in the language in force."""
        items = super().shell_complete(ctx, incomplete)
        for item in items:
            item.help = _(item.help) if item.help else item.help
        if incomplete.startswith("-") and BATCH.startswith(incomplete):
            items.append(CompletionItem(BATCH))
        return items

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

    command_class = TranslatedCommand


command = partial(click.command, cls=TranslatedCommand)


def group(name: str, **rest: Any) -> Callable[[Callable[..., Any]], TranslatedGroup]:
    """Return what makes a group of commands of a function."""
    return click.group(name, cls=TranslatedGroup, **rest)
