"""What is useful next, with the key that leads there: a line above the keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from textual.content import Content
from textual.widget import Widget

from vidtui.catalogue.totals import Totals
from vidtui.i18n import _
from vidtui.tui.bindings import GOING, styled_key
from vidtui.tui.formatting import plural
from vidtui.tui.tabs import TabBar
from vidtui.tui.workspace import Workspace


class Step(NamedTuple):
    """The mode of the page on which it is done, and what is done there."""

    mode: str
    text: str


def next_step(work: Workspace, here: str) -> Step | None:
    """Return what is useful next on another page than ``here``; None where nothing waits."""
    return next((step for step in _steps(work) if step.mode != here), None)


def _steps(work: Workspace) -> Iterator[Step]:
    """Yield all that waits and that no job is at, in the order in which it is done best.

    Asking comes first: what is known of works tells links apart, and what waits for a person.
    """
    held = work.totals
    if held is None:
        return
    if held.files or held.links:
        yield from _asking(work, held)
        if not work.imports.active:
            yield from _linking(work)
        if not work.checking.runner.active and work.checking.loaded:
            yield from _checks(work, held)
        if held.failed and not work.enrichment.active:
            yield Step("queue", plural("{n} failed at TMDB", "{n} failed at TMDB", held.failed))
    elif not work.imports.active:
        yield Step("import", _("imports your library"))


def _asking(work: Workspace, held: Totals) -> Iterator[Step]:
    if held.queued and not work.enrichment.active:
        text = plural(
            "asks TMDB what {n} film or series is",
            "asks TMDB what {n} films and series are",
            held.queued,
        )
        yield Step("queue", text)
    if held.pending:
        text = plural("{n} waits for your decision", "{n} wait for your decision", held.pending)
        yield Step("pending", text)


def _linking(work: Workspace) -> Iterator[Step]:
    if broken := work.awaited["links"]:
        text = plural(
            "{n} broken link waits for a review", "{n} broken links wait for a review", broken
        )
        yield Step("links", text)
    if unlinked := work.files_to_link:
        text = plural("links {n} file that has none", "links {n} files that have none", unlinked)
        yield Step("new_links", text)


def _checks(work: Workspace, held: Totals) -> Iterator[Step]:
    last = work.checking.last
    if last is None:
        yield Step("check", _("finds out whether disk, catalogue and links agree"))
    elif max(work.changed_at, held.last_import or 0) > last.report.created:
        yield Step("check", _("checks again: much has changed since"))
    elif issues := last.report.counts.issues - last.known_issues:
        yield Step("check", plural("shows {n} problem", "shows {n} problems", issues))


def _way(mode: str) -> list[tuple[str, str] | str]:
    """Return the keys that lead to a page."""
    if mode == "new_links":
        return [styled_key(f"{GOING}.links"), " ", styled_key("links.more"), " "]
    return [styled_key(f"{GOING}.{mode}"), " "]


class NextStep(Widget):
    """Says it, in one line; a click goes there. Hidden where there is nothing to say."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._step: Step | None = None
        self._is_well = False

    def show(self, step: Step | None, *, is_well: bool = False) -> None:
        """Say what comes next; where nothing does, that all is well if it ``is_well``."""
        self._step, self._is_well = step, is_well
        self.display = step is not None or is_well
        self.refresh()

    def render(self) -> Content:
        """Return the line."""
        if self._step is None:
            return Content.styled(_("✓ Nothing waits for you."), "$text-success")
        return Content.assemble(
            (_("Next: "), "bold"), *_way(self._step.mode), self._step.text
        ).truncate(self.content_size.width, ellipsis=True)

    def on_click(self) -> None:
        """Go there."""
        if self._step is not None:
            self.post_message(TabBar.Chosen(self._step.mode))
