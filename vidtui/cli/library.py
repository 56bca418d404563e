"""``vidtui list``, ``vidtui stats``, ``vidtui gaps`` and ``vidtui confirm``."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from vidtui.cli.context import DRY_RUN, JSON, JSON_LINES, NUMBER, Invocation, WholeNumber, command
from vidtui.i18n import N_, _


def _completed(
    _context: click.Context, _argument: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from vidtui.library.completion import completions

    return [CompletionItem(one) for one in completions(incomplete)]


# What begins with a dash is a word that is not wanted, unless it is an option of the command.
_WORDS = {"ignore_unknown_options": True}
_QUERY = click.argument(
    "words", nargs=-1, metavar="[QUERY]...", type=click.UNPROCESSED, shell_complete=_completed
)


@command(
    "list",
    context_settings=_WORDS,
    help=N_(
        "List the films and series that fit QUERY, a line each; --json, --json-lines and --csv "
        "tell all of every file. QUERY is words of a title and field:value, such as "
        "year:1990..1999 genre:thriller -extended added-; --fields tells the fields."
    ),
)
@_QUERY
@click.option("--files", is_flag=True, help=N_("A line for each file."))
@click.option(
    "--format", "form", metavar="TEXT", help=N_("A line for each file, as '{title} ({year})'.")
)
@click.option("--csv", "as_csv", is_flag=True, help=N_("Print a table for spreadsheets."))
@click.option("--fields", "tell_fields", is_flag=True, help=N_("Tell the fields of a query."))
@JSON
@JSON_LINES
@click.pass_obj
def list_(
    invocation: Invocation,
    words: tuple[str, ...],
    files: bool,
    form: str | None,
    as_csv: bool,
    tell_fields: bool,
    as_json: bool,
    json_lines: bool,
) -> int:
    """List, without a screen."""
    given = [
        name
        for name, is_given in (
            ("--files", files), ("--format", form is not None), ("--csv", as_csv),
            ("--json", as_json), ("--json-lines", json_lines),
        )
        if is_given
    ]  # fmt: skip
    if len(given) > 1:
        text = _("{one} and {other} are two ways to print; take one")
        raise click.UsageError(text.format(one=given[0], other=given[1]))
    if tell_fields:
        return _tell_fields(invocation)
    from vidtui.batch.listing import Shape, View, run_list

    shapes: dict[str, Shape] = {
        "--files": "files", "--csv": "csv", "--json": "json", "--json-lines": "json-lines",
    }  # fmt: skip
    shape = shapes.get(given[0], "works") if given else "works"
    return run_list(invocation.settings(), _query(words), View(shape, form))


def _tell_fields(invocation: Invocation) -> int:
    from vidtui import i18n
    from vidtui.batch.output import write_text
    from vidtui.library.fields import help_lines

    i18n.use(invocation.settings().language)
    write_text(help_lines())
    return 0


def _query(words: tuple[Any, ...]) -> str:
    return " ".join(map(str, words))


@command(
    "stats",
    context_settings=_WORDS,
    help=N_(
        "Count what the library holds, or what of it fits QUERY: by kind, decade, genre, picture, "
        "sound, language, container and root."
    ),
)
@_QUERY
@JSON
@click.pass_obj
def stats(invocation: Invocation, words: tuple[str, ...], as_json: bool) -> int:
    """Count, without a screen."""
    from vidtui.batch.stats import run_stats

    return run_stats(invocation.settings(), _query(words), as_json=as_json)


@command(
    "gaps",
    context_settings=_WORDS,
    help=N_(
        "Tell what is missing, of all or of what fits QUERY: aired episodes, films of collections; "
        "and several versions, no language of yours, low resolution, broken videos."
    ),
)
@_QUERY
@click.option(
    "--kind",
    "kinds",
    metavar="KIND",
    type=click.Choice(
        ["episodes", "collection", "versions", "language", "resolution", "container"]
    ),
    multiple=True,
    help=N_("Only gaps of this kind, such as episodes; may be repeated."),
)
@click.option(
    "--below",
    "lines",
    metavar="LINES",
    type=WholeNumber(1, 10_000),
    default=720,
    help=N_("What has fewer lines is of low resolution; 720 unless said."),
)
@JSON
@click.pass_obj
def gaps(
    invocation: Invocation,
    words: tuple[str, ...],
    kinds: tuple[Any, ...],
    lines: int,
    as_json: bool,
) -> int:
    """Tell the gaps, without a screen."""
    from vidtui.batch.gaps import run_gaps
    from vidtui.library.gaps import KINDS

    chosen = [kind for kind in KINDS if not kinds or kind in kinds]
    return run_gaps(invocation.settings(), _query(words), chosen, lines, as_json=as_json)


@command(
    "confirm",
    help=N_(
        "Say that answers which were taken without asking are right: ID is the number that "
        "vidtui list is:suspect prints. They are not asked about again; vidtui undo takes it back."
    ),
)
@click.argument("groups", metavar="ID...", nargs=-1, required=True, type=NUMBER)
@DRY_RUN
@JSON
@click.pass_obj
def confirm(invocation: Invocation, groups: tuple[int, ...], dry_run: bool, as_json: bool) -> int:
    """Confirm answers, without a screen."""
    from vidtui.batch.confirm import run_confirm

    return run_confirm(invocation.settings(), groups, dry_run=dry_run, as_json=as_json)
