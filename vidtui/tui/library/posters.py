"""Whether posters are shown: asked, kept, and the terminal asked what it can draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual.app import SuspendNotSupported

from vidtui.i18n import _
from vidtui.settings import file
from vidtui.settings.model import POSTERS, Posters
from vidtui.text import printable
from vidtui.tui import pictures
from vidtui.tui.dialogs import Ask, Choice, Tell
from vidtui.tui.page import Page
from vidtui.tui.threads import in_background


def ask(page: Page, then: Callable[[], object]) -> None:
    """Ask whether posters are to be shown; call ``then`` once that is another way."""
    if not pictures.is_installed():
        how = "pip install 'vidtui[posters]'"
        page.open_dialog(Tell(_("Posters need another package"), [(_("To install it"), how)]))
        return
    settings = page.workspace.settings
    host = printable(settings.posters_url)
    facts = [
        _("Whoever runs {host} then learns what you look at; no token is sent.").format(host=host),
        _("They are kept in {folder}, {mib} MiB at most.").format(
            folder=printable(str(settings.cache_dir)), mib=settings.posters_cache_mib
        ),
    ]
    texts: dict[Posters, str] = {
        "off": _("No posters"),
        "cache-only": _("Only those that were fetched before"),
        "on": _("Fetch them as I look"),
    }
    choices = [Choice(name, texts[name]) for name in POSTERS]

    def answered(name: str) -> None:
        chosen = next(one for one in POSTERS if one == name)
        work = page.workspace
        work.use_settings(replace(work.settings, posters_show=chosen))
        write = partial(file.set_in_table, work.settings.config_file, "posters", show=chosen)
        in_background(page, write, lambda _none: None, work.complain)
        _ask_terminal(page)
        then()

    page.open_dialog(Ask(_("Show posters?"), facts, choices), answered)


def _ask_terminal(page: Page) -> None:
    """Ask the terminal what it can draw, unless that is known: the app steps aside for it."""
    work = page.workspace
    if work.settings.posters_show == "off" or pictures.was_asked():
        return
    try:
        with page.app.suspend():
            pictures.ask_terminal(work.settings)
    except SuspendNotSupported:
        work.notify(_("Posters are shown from the next start on."))
