"""A console that shows no traceback: Textual would print every local variable of every frame."""

from __future__ import annotations

import io
import linecache
from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.traceback import Frame, Trace, Traceback

from vidtui.crash import Failure


class CrashConsole(Console):
    """The app's console: it keeps tracebacks for the report."""

    def __init__(self) -> None:
        super().__init__(
            color_system="truecolor",
            file=io.StringIO(),
            highlight=False,
            emoji=False,
            legacy_windows=False,
            force_terminal=True,
            no_color=False,  # Textual minds NO_COLOR with a filter of its own
            safe_box=False,
        )
        self._traces: list[Trace] = []

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Return the segments of ``renderable``; of a traceback, none."""
        if isinstance(renderable, Traceback):
            self._traces.append(renderable.trace)
            return ()
        return super().render(renderable, options)

    def failures(self) -> Iterator[Failure]:
        """Yield what went wrong, the first first."""
        for trace in self._traces:
            for stack in trace.stacks:
                yield Failure(stack.exc_type, tuple(map(_place, stack.frames)))


def _place(frame: Frame) -> tuple[str, int, str, str]:
    source = linecache.getline(frame.filename, frame.lineno).strip()
    return frame.filename, frame.lineno, frame.name, source
