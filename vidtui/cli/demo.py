"""``vidtui demo``."""

from __future__ import annotations

from pathlib import Path

import click

from vidtui import i18n
from vidtui.cli.context import (
    JSON,
    Invocation,
    TranslatedCommand,
    require_descriptors,
    require_terminal,
    run_app,
)
from vidtui.errors import Exit
from vidtui.i18n import N_


@click.command("demo", cls=TranslatedCommand, help=N_("Try vidtui on a small made-up library."))
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
