"""Quitting: answers are written first, jobs asked about, and nothing keeps the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import io
import linecache
import os
import signal
import sys
import termios
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import FrameType
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.traceback import Frame, Trace, Traceback
from textual.app import App

from vidtui import crash, interrupts
from vidtui.crash import Failure
from vidtui.errors import Exit
from vidtui.i18n import _
from vidtui.tui.bindings import key_of
from vidtui.tui.dialogs import Ask, Choice
from vidtui.tui.links.deciding import Deciding
from vidtui.tui.workspace import Workspace


class AskQuit(Ask):
    """Whether to quit while a job runs."""

    def __init__(self, *, imports: bool, asks: bool, verifies: bool = False) -> None:
        """Say what runs: the import, the enrichment, the reading of whole files."""
        if imports and asks:
            question = _("An import and an enrichment are under way")
            fact = _("What they have done so far stays; the next ones go on from there.")
        elif imports:
            question = _("An import is under way")
            fact = _("What it has done so far stays; the next import goes on from there.")
        elif asks or not verifies:
            question = _("An enrichment is under way")
            fact = _("What it has done so far stays; the next one goes on from there.")
        else:
            question = _("Whole files are being read")
            fact = _("What was verified so far stays; the next time goes on from there.")
        choices = [Choice("", _("Stay")), Choice("quit", _("Stop it and quit"))]
        super().__init__(question, [fact], choices)


class AskUnsaved(Ask):
    """Whether to quit while marks in a plan are not saved."""

    def __init__(self) -> None:
        choices = [
            Choice("", _("Stay")),
            Choice("save", _("Save them and quit")),
            Choice("quit", _("Quit without saving")),
        ]
        super().__init__(_("The marks in this plan are not saved"), [], choices)


class Leaving:
    """How the app ends at the user's wish."""

    def __init__(self, app: App[None], workspace: Workspace, deadline: ExitDeadline) -> None:
        self.has_begun = False
        self._app = app
        self._work = workspace
        self._deadline = deadline
        self._waits = False
        self._ends = False

    def ask(self) -> None:
        """Quit at once, or after a question, or once all is written; the second time, at once."""
        app, work = self._app, self._work
        if self._ends or (self._waits and self._is_writing and not work.is_busy):
            app.exit(return_code=Exit.OK)
        elif self._is_writing and not self._waits:
            self._waits = True
            text = _("Answers are being written; quits then. {quit} again quits at once.")
            work.notify(text.format(quit=key_of("app.quit")))
            self._once_written(partial(app.call_later, self.ask))
        elif self._unsaved and not isinstance(app.screen, (AskUnsaved, AskQuit)):
            app.push_screen(AskUnsaved(), self._answer_unsaved)
        elif not work.is_busy:
            self.end(Exit.OK)
        elif isinstance(app.screen, AskQuit):
            self._leave()  # asked twice: it is meant
        else:
            question = AskQuit(
                imports=work.imports.active,
                asks=work.enrichment.active,
                verifies=work.checking.verifies,
            )
            app.push_screen(question, lambda answer: self._leave() if answer else None)

    def end(self, code: Exit) -> None:
        """Exit once all is written and kept, and the session's repairs are closed."""
        if not self._ends:
            self._ends = True
            leave = partial(self._app.exit, return_code=code)
            close = partial(self._work.when_links_written, leave)
            kept = partial(self._work.checking.when_saved, close)
            self._work.answers.when_idle(kept)

    @property
    def _is_writing(self) -> bool:
        return bool(self._work.answers.outstanding or self._work.links_outstanding)

    @property
    def _unsaved(self) -> Deciding[Any, Any, Any, Any] | None:
        """The review of a plan in which marks are not saved."""
        reviews = (self._work.repairing, self._work.new_links)
        return next((one for one in reviews if one.unsaved), None)

    def _once_written(self, then: Callable[[], object]) -> None:
        self._work.answers.when_idle(partial(self._work.when_links_written, then))

    def _answer_unsaved(self, answer: str | None) -> None:
        again = partial(self._app.call_later, self.ask)
        review = self._unsaved
        if review is None:
            return
        if answer == "quit":
            review.unsaved = False
            again()
        elif answer == "save":
            review.save(again)

    def _leave(self) -> None:
        self.has_begun = True
        self._deadline.within(LIMIT_S, Exit.INTERRUPTED)
        self._work.cancel_jobs()
        self._work.show_progress()
        # Whatever a job hangs in, the user does not.
        self._app.set_timer(GRACE_S, partial(self._app.exit, return_code=Exit.INTERRUPTED))


LIMIT_S = 1.0  # from the decision to leave until the terminal is restored, whatever hangs
GRACE_S = 0.5  # for a cancelled job to put away what it has
SWITCH_S = 0.0005  # the loop must not wait for a job's thread; Python's own is ten times that

# What Textual switches on, switched off: paste, wrap, mouse, keys, alternate screen, focus.
_RESTORE = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)


class ExitDeadline:
    """A time limit that ends the process even where nothing answers."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._code, self._line = 0, ""
        self._attributes: list[Any] | None = None
        with contextlib.suppress(termios.error, ValueError, OSError):
            self._attributes = termios.tcgetattr(sys.__stdin__.fileno())  # type: ignore[union-attr]

    def within(self, seconds: float, code: int, line: str = "") -> None:
        """End the process with ``code`` in ``seconds``, unless ``call_off`` comes first.

        ``line`` is what is said then.
        """
        self._done.clear()
        self._code, self._line = code, line
        threading.Thread(target=self._wait, args=(seconds,), name="exit", daemon=True).start()

    def call_off(self) -> None:
        """Set no limit any more: the process can end by itself."""
        self._done.set()

    def _wait(self, seconds: float) -> None:
        if self._done.wait(seconds):
            return
        # A terminal that is gone may block a writer for ever.
        writer = threading.Thread(target=self._restore, name="restore", daemon=True)
        writer.start()
        writer.join(0.2)
        os._exit(self._code)

    def _restore(self) -> None:
        with contextlib.suppress(OSError, termios.error, ValueError, AttributeError):
            os.write(sys.__stderr__.fileno(), _RESTORE + self._line.encode())  # type: ignore[union-attr]
            if self._attributes is not None:
                stdin = sys.__stdin__.fileno()  # type: ignore[union-attr]
                termios.tcsetattr(stdin, termios.TCSANOW, self._attributes)


@contextlib.contextmanager
def signals(handle: Callable[[int], None]) -> Iterator[None]:
    """Call ``handle`` on SIGTERM, SIGHUP and SIGINT, which Textual leaves to kill the process."""

    def handler(number: int, _frame: FrameType | None) -> None:
        handle(number)

    before = {number: signal.signal(number, handler) for number in interrupts.heeded()}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def tell(loop: asyncio.AbstractEventLoop, callback: Callable[[], object]) -> None:
    """Call ``callback`` on ``loop``, from a signal handler; not at all once it is closed."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(callback)


def new_loop() -> asyncio.AbstractEventLoop:
    """Return a loop whose threads nobody waits for when it is closed."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="loop"))
    return loop


def close(loop: asyncio.AbstractEventLoop) -> None:
    """CancelToken what still runs on ``loop`` and close it."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=0.2))
    loop.close()


def _forget_terminal() -> None:
    """Redirect all standard streams to nowhere: writing to a terminal that is gone fails."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def leftovers() -> bool:
    """Return whether threads live that Python would wait for at its end."""
    return any(
        not thread.daemon and thread is not threading.main_thread()
        for thread in threading.enumerate()
    )


def print_copied(commands: Sequence[str]) -> None:
    """Print the commands that the user copied: not every terminal takes what is copied."""
    if commands:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(_("Commands that you copied:") + "\n")
            sys.stderr.flush()
            sys.stdout.write("".join(f"{command}\n" for command in commands))
            sys.stdout.flush()


def drive(app: App[None], workspace: Workspace, deadline: ExitDeadline) -> int:
    """Run an app until it ends, restore the terminal whatever happens, return the exit code."""
    loop = new_loop()
    received: list[int] = []
    sys.setswitchinterval(SWITCH_S)

    def on_signal(number: int) -> None:
        received.append(number)
        deadline.within(LIMIT_S, Exit.INTERRUPTED, interrupts.said())
        workspace.cancel_jobs()
        tell(loop, partial(app.exit, return_code=Exit.INTERRUPTED))

    with signals(on_signal):
        app.run(loop=loop)
    deadline.call_off()
    # A terminal that hangs up also breaks Textual's reading of it, which is no crash of ours.
    code = Exit.INTERRUPTED if received else app.return_code or 0
    if signal.SIGHUP in received:
        _forget_terminal()
    console = app.console
    if code == Exit.INTERNAL and isinstance(console, CrashConsole):
        workspace.cancel_jobs()
        line = crash.report(console.failures(), workspace.settings.data_dir)
        sys.stderr.write(f"vidtui: {line}\n")
    if received:
        sys.stderr.write(interrupts.said())
    print_copied(workspace.checking.copied)
    sys.stderr.flush()
    if workspace.jobs_live or leftovers():
        deadline.within(LIMIT_S / 2, code)
    close(loop)
    return code


class CrashConsole(Console):
    """The app's console: it keeps tracebacks for the report."""

    def __init__(self) -> None:
        super().__init__(
            color_system="auto",
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
