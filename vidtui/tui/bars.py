"""Bars: how far a job is, and its stages."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from vidtui.i18n import _
from vidtui.jobs.base import StageRun, clock_text
from vidtui.jobs.import_.run import STAGE_TITLES, ImportRun
from vidtui.tui.formatting import MUTED, number

NAME_WIDTH = 12
FIGURES_WIDTH = 40  # counts, rate and time, right of the bar
MIN_BAR = 10


def bar(share: float, width: int, *, full: str = "$primary") -> Content:
    """Return a bar ``width`` cells long, ``share`` of it filled, to half a cell."""
    halves = round(max(0.0, min(1.0, share)) * width * 2)
    cells, half = divmod(halves, 2)
    rest = width - cells - half
    return Content.assemble(
        ("━" * cells + "╸" * half, full),
        ("━" * rest, "$foreground 15%"),
    )


class Bars(Widget):
    """Five lines: the whole import, then its stages."""

    run: ImportRun | None = None

    def show_run(self, run: ImportRun | None) -> None:
        """Draw a run as it is now."""
        self.run = run
        self.refresh()

    def render(self) -> Content:
        """Return the five lines."""
        width = max(MIN_BAR, self.content_size.width - NAME_WIDTH - FIGURES_WIDTH)
        lines = [self._whole(width)]
        for stage in ImportRun.STAGES:
            view = self.run.stages[stage] if self.run else None
            lines.append(self._stage(_(STAGE_TITLES[stage]), view, width))
        return Content("\n").join(lines)

    def _whole(self, width: int) -> Content:
        run = self.run
        share = run.share if run else 0.0
        colour = "$primary"
        if run is not None and run.phase == "finished":
            colour = "$warning" if run.refused else "$success"
        figures = ""
        if run is not None and run.active:
            remaining = run.remaining_s
            figures = clock_text(run.elapsed_s) + (
                " · " + _("about {time} left").format(time=clock_text(remaining))
                if remaining is not None
                else ""
            )
        elif run is not None:
            figures = _("took {time}").format(time=clock_text(run.elapsed_s))
        return Content.assemble(
            (_("Total").ljust(NAME_WIDTH), "bold"),
            bar(share, width, full=colour),
            (f"  {int(share * 100):3d} %", "bold"),
            (figures.rjust(FIGURES_WIDTH - 7), MUTED),
        )

    def _stage(self, name: str, view: StageRun | None, width: int) -> Content:
        share = view.share if view else 0.0
        complete = view is not None and view.complete
        over = self.run is not None and not self.run.active
        counts, rate, left = "", "", ""
        if view is not None and view.begun:
            if view.total is None:
                counts = _("{count} so far").format(count=number(view.done))
            elif complete:
                counts = number(view.done)
            else:
                counts = f"{number(view.done)} / {number(view.total)}"
            if complete:
                left = "✓"
            elif not over:
                per_second, remaining = view.meter.rate, view.remaining_s
                if per_second is not None:
                    rate = _("{count}/s").format(count=number(round(per_second)))
                if remaining is not None:
                    left = clock_text(remaining)
        return Content.assemble(
            name.ljust(NAME_WIDTH),
            bar(share, width, full="$success" if complete else "$primary"),
            counts.rjust(19),
            (rate.rjust(11), MUTED),
            (left.rjust(10), "$success" if complete else MUTED),
        )
