"""The command palette: what the page offers now, then everything else, in the user's words."""

from __future__ import annotations

import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets import Input

from vidtui.i18n import N_, _
from vidtui.tui.bindings import key, registered
from vidtui.tui.page import Page
from vidtui.tui.workspace import Workspace

_HELP_WEIGHT = 0.5  # of what is found in the explanation


class _Found(Provider):
    """Finds by name and explanation, whatever the accents; says so where nothing is found."""

    @abstractmethod
    def commands(self) -> Iterable[SystemCommand]:
        """Return all, in the order in which they are listed."""

    async def discover(self) -> Hits:
        """Yield all of them."""
        for one in self.commands():
            yield DiscoveryHit(one.title, one.callback, help=one.help or None)

    async def search(self, query: str) -> Hits:
        """Yield what has the letters of ``query`` in this order."""
        matcher = self.matcher(_bare(query))
        found = False
        for one in self.commands():
            by_name = matcher.match(_bare(one.title))
            if by_name or _bare(query) in _bare(one.help):
                found = True
                shown = _highlighted(matcher.highlight(_bare(one.title)), one.title)
                score = by_name or _HELP_WEIGHT
                yield Hit(score, shown if by_name else one.title, one.callback, help=one.help)
        if not found:
            yield Hit(1.0, _("Nothing is called that"), lambda: None)


class Commands(_Found):
    """What the app offers, the acts of the page in front first."""

    def commands(self) -> Iterable[SystemCommand]:
        """Yield the acts of the page, then what the app itself offers."""
        page = self.screen
        if isinstance(page, Page):
            for node, binding, enabled, tooltip in page.active_bindings.values():
                if node is page and enabled and tooltip and binding.description:
                    act = partial(self.app.run_action, binding.action, page)
                    yield SystemCommand(binding.description, tooltip, act)
        yield from self.app.get_system_commands(page)


class Themes(_Found):
    """The colours that can be worn."""

    def commands(self) -> Iterable[SystemCommand]:
        """Yield every theme by its name."""
        for name in sorted(self.app.available_themes):
            yield SystemCommand(name, "", partial(setattr, self.app, "theme", name))


class Palette(CommandPalette):
    """A palette that an emptied field and Backspace close too."""

    BINDINGS: ClassVar[list[BindingType]] = registered(
        "Palette",
        [key("backspace", "leave_empty", N_("Back"), priority=True, show=False)],
    )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key to the field while there is something in it."""
        if action == "leave_empty":
            return not self.query_one(Input).value
        return super().check_action(action, parameters)

    def action_leave_empty(self) -> None:
        self.dismiss()


def _bare(text: str) -> str:
    """Return a text without case and accents, as long as it was."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[0] for letter in text)


def _highlighted(marked: Content, title: str) -> Content:
    """Return a title with the marks of another text as long."""
    return Content(title, list(marked.spans))


def job_commands(
    work: Workspace,
    start_import: Callable[..., object],
    start_enrichment: Callable[[], object],
    start_check: Callable[[], object],
) -> Iterator[SystemCommand]:
    """Yield what begins the jobs that are not under way."""
    if not work.imports.active:
        yield SystemCommand(_("Start the import"), _("Register what is new."), start_import)
        yield SystemCommand(
            _("Dry run of the import"),
            _("Find out what an import would do; write nothing."),
            partial(start_import, dry_run=True),
        )
    if not work.enrichment.active:
        yield SystemCommand(
            _("Start the enrichment"), _("Ask TMDB about all that is queued."), start_enrichment
        )
    if not work.checking.runner.active:
        yield SystemCommand(
            _("Start a check"),
            _("Find out whether disk, catalogue and links agree; change nothing."),
            start_check,
        )
