"""The line at the top: where one is and which catalogue this is; and that it is a demo."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from vidtui.i18n import _
from vidtui.text import shorten, show
from vidtui.tui.formatting import cells


class TopBar(Widget):
    """One line, without a clock; two in a demo."""

    percent = reactive[int | None](None)
    """How much of the import under way is done."""

    queue_percent = reactive[int | None](None)
    """How much of the enrichment under way is done."""

    links_percent = reactive[int | None](None)
    """How much of the search for broken links under way is done."""

    check_percent = reactive[int | None](None)
    """How much of the check under way is done."""

    def __init__(self, title: str, catalogue: str, *, demo: bool) -> None:
        super().__init__()
        self._title = title
        self._catalogue = show(catalogue)
        self._demo = demo
        self.set_class(demo, "-demo")

    def render(self) -> Content:
        """Return the line, the path cut in its middle where it must be."""
        width = self.content_size.width
        name = f" · {_(self._title)}"
        busy = ""
        if self.percent is not None:
            busy += _(" · import {percent} %").format(percent=self.percent)
        if self.queue_percent is not None:
            busy += _(" · queue {percent} %").format(percent=self.queue_percent)
        if self.links_percent is not None:
            busy += _(" · links {percent} %").format(percent=self.links_percent)
        if self.check_percent is not None:
            busy += _(" · check {percent} %").format(percent=self.check_percent)
        left = f"vidtui{name}{busy}"
        path = shorten(self._catalogue, max(8, width - len(left) - 2))
        line = Content.assemble(
            ("vidtui", "bold $primary"),
            (name, "bold"),
            (busy, "$text-success"),
            (cells(path, width - len(left), right=True), "$foreground 60%"),
        )
        if not self._demo:
            return line
        note = _("Demo: made-up files in a temporary folder; nothing of yours is touched.")
        return Content.assemble(line, "\n", (note.ljust(width), "bold $text-warning"))
