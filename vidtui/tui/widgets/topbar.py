"""The line at the top: where one is and which catalogue this is; and that it is a demo."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from vidtui.i18n import N_, _
from vidtui.text import printable, shorten
from vidtui.tui.formatting import cells

_BUSY = {
    "import": N_(" · import {percent} %"),
    "queue": N_(" · queue {percent} %"),
    "links": N_(" · links {percent} %"),
    "check": N_(" · check {percent} %"),
}


class TopBar(Widget):
    """One line, without a clock; two in a demo."""

    percents = reactive[dict[str, int]]({})
    """By the mode of its page, how much of each job under way is done."""

    def __init__(self, title: str, catalogue: str, *, demo: bool) -> None:
        super().__init__()
        self._title = title
        self._catalogue = printable(catalogue)
        self._demo = demo
        self.set_class(demo, "-demo")

    def render(self) -> Content:
        """Return the line, the path cut in its middle where it must be."""
        width = self.content_size.width
        name = f" · {_(self._title)}"
        busy = "".join(
            _(text).format(percent=self.percents[mode])
            for mode, text in _BUSY.items()
            if mode in self.percents
        )
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
