"""What all screens have in common: bar, keys, help, and the language in force."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from vidtui.i18n import N_, _
from vidtui.tui.bindings import (
    GOING,
    LEAD,
    Condition,
    conditions,
    key,
    keys_of,
    register,
    registered,
    translated,
    with_keys,
)
from vidtui.tui.formatting import MUTED
from vidtui.tui.keys_line import Keys
from vidtui.tui.next_step import NextStep, next_step
from vidtui.tui.tabs import Tab, TabBar
from vidtui.tui.workspace import Workspace

if TYPE_CHECKING:
    _Base = Screen[Any]
else:
    _Base = object  # Textual takes a class's styles from the first of its bases that is a widget

Result = TypeVar("Result")

JOB = "r"  # runs a page's job, and stops it
SLIP_S = 1.0  # a second press of it sooner was not meant
REST_S = 0.1  # how long the cursor rests on a row before what belongs to it is read


class _Keyed(_Base):
    """A screen whose keys speak the language in force and are offered when they make sense."""

    MODE: ClassVar[str] = ""
    _conditions: ClassVar[dict[tuple[str, tuple[Any, ...]], Condition]] = {}

    @property
    def ready(self) -> bool:
        """Whether the widgets are there."""
        return True

    def __init_subclass__(cls, **rest: Any) -> None:
        if "BINDINGS" in cls.__dict__:
            cls.BINDINGS = registered(cls.MODE or cls.__name__, cls.BINDINGS)
            cls._conditions = cls._conditions | conditions(cls.BINDINGS)
        super().__init_subclass__(**rest)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys, in the language in force."""
        return translated(super().active_bindings)

    def open_dialog(
        self, dialog: Dialog[Result], then: Callable[[Result], object] | None = None
    ) -> None:
        """Open a window; ``then`` takes its answer, but for the one that changes nothing."""

        def answered(answer: Result | None) -> None:
            if answer and then is not None:
                then(answer)

        self.app.push_screen(dialog, answered)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what makes sense now."""
        when = self._conditions.get((action, parameters))
        if when is None:
            return super().check_action(action, parameters)
        return self.ready and when(self)


class Page(_Keyed, Screen[None]):
    """A screen of its own mode; ``LABEL``, ``EXPLANATION``, ``ABOUT`` are marked with ``N_``."""

    LETTER: ClassVar[str] = ""
    """What leads to it after the key for going somewhere; none where it is no tab."""
    TAB: ClassVar[str] = ""
    """The mode of the page whose tab it stands under, where it has none of its own."""
    LABEL: ClassVar[str] = ""
    EXPLANATION: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    """What it is for; an action in braces stands for its key."""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (110, "-wide"),
    ]
    AUTO_FOCUS = ""

    _is_filled = False
    _rest: Timer | None = None
    _jobs: ClassVar[tuple[str, ...]] = ()
    _job_pressed = -SLIP_S

    def __init_subclass__(cls, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        if cls.LETTER:
            register(f"{GOING}.{cls.MODE}", cls.LETTER)
        own = [one for one in cls.BINDINGS if isinstance(one, Binding) and one.id]
        cls._jobs = tuple(one.id for one in own if one.id and one.key == JOB)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace

    @classmethod
    def about(cls) -> str:
        """Return what the page is for, its keys named, in the language in force."""
        return with_keys(_(cls.ABOUT), cls.MODE)

    @property
    def ready(self) -> bool:
        """Whether the widgets are there: not before the first mount, nor while they are remade."""
        # A page that is being removed has lost widgets before it goes; ``display`` knows it.
        return self._is_filled and self.is_attached and bool(self.display)

    @property
    def is_front(self) -> bool:
        """Whether no other page is in front of this one; a dialog may be."""
        stack = self.app.screen_stack
        return bool(stack) and stack[0] is self

    def once_at_rest(self, work: Callable[[], None]) -> None:
        """Do something once the cursor has rested on a row for a moment."""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_S, work)

    def compose(self) -> ComposeResult:
        """Put bar and keys around the body."""
        work = self.workspace
        self._spoken = work.language
        tabs = work.tabs if self.LETTER or self.TAB else (Tab(self.MODE, self.LABEL),)
        here = self.TAB or self.MODE
        yield TabBar(tabs, here, str(work.settings.database), demo=work.opening.demo)
        yield from self.body()
        yield NextStep()
        yield Keys()

    def body(self) -> ComposeResult:
        """Yield what is between bar and keys."""
        yield from ()

    def show_all(self) -> None:
        """Fill the widgets with what is known; does nothing unless they are ``ready``."""

    def show_text(self, selector: str, text: Content | str | None) -> None:
        """Show a text in a ``Static``; hide that where there is none."""
        box = self.query_one(selector, Static)
        box.display = bool(text is not None and len(text))
        box.update(Content(text) if isinstance(text, str) else text or Content(""))

    def on_mount(self) -> None:
        """Fill the widgets for the first time."""
        self._is_filled = True
        self.show_all()

    async def on_screen_resume(self) -> None:
        """Speak the language in force, and bring up to date what changed meanwhile."""
        if self._spoken != self.workspace.language:
            await self.set_language()
        self._show_tabs()
        self.resumed()

    def resumed(self) -> None:
        """The page has come to the front, for the first time or again."""

    async def set_language(self) -> None:
        """Make all widgets anew, in the language in force."""
        self._is_filled = False
        try:
            await self.recompose()
        finally:
            self._is_filled = True
        self.show_all()

    def on_job_progressed(self) -> None:
        """Show at the top how far the jobs are."""
        self._show_tabs()

    def on_counted(self) -> None:
        """Show at the top how much waits."""
        self._show_tabs()

    def on_checked(self) -> None:
        """Show at the top what the last check found."""
        self._show_tabs()

    def say_moved(self, pressed: str) -> None:
        """Say once what a key meant in earlier versions."""
        said = self.workspace.moved_keys.notice(self.MODE, pressed)
        if said:
            self.workspace.notify(said)

    def is_slip(self, pressed: str) -> bool:
        """Whether the key of the page's job is pressed a second time within a moment."""
        if not any(pressed in keys_of(name) for name in self._jobs):
            return False
        before, self._job_pressed = self._job_pressed, time.monotonic()
        return self._job_pressed - before < SLIP_S

    @property
    def has_ended(self) -> bool:
        """Whether the page's job has ended in this session, so that it says what comes next."""
        return False

    def _show_next(self) -> None:
        """Say what is useful next, once the page's job has ended."""
        if self.ready:
            step = next_step(self.workspace, self.MODE) if self.has_ended else None
            self.query_one(NextStep).show(step)

    def _show_tabs(self) -> None:
        """Show what waits, and how far the jobs are but for the one that the page itself shows."""
        if self.ready:
            work, bar = self.workspace, self.query_one(TabBar)
            bar.counts = work.awaited
            jobs = {
                "library": work.probing.runner.run,
                "import": work.imports.run,
                "queue": work.enrichment.run,
                "links": work.search_for_links,
                "check": work.checking.runner.run,
            }
            bar.percents = {
                mode: int(run.share * 100)
                for mode, run in jobs.items()
                if run is not None and run.active and mode != (self.TAB or self.MODE)
            }
            self._show_next()


LEAVE_EMPTY = key(
    "backspace",
    "leave_empty",
    N_("Back"),
    priority=True,
    show=False,
    id="Dialog.leave_empty",
    when=lambda dialog: dialog.is_empty,
)
"""What leaves a window from a field with nothing in it, where a letter is typed."""


class Dialog(_Keyed, ModalScreen[Result]):
    """A window over a screen: a heading, what ``body`` yields, and what its keys do."""

    SIZE: ClassVar[str] = ""
    """Classes beside ``window``."""
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape,q", "leave", N_("Back"), N_("Close this window; nothing happens.")),
        LEAVE_EMPTY,
        key("g", "app.lead", id=LEAD),
    ]

    @property
    def is_empty(self) -> bool:
        """Whether a field has the focus and nothing is in it."""
        return isinstance(self.focused, Input) and not self.focused.value

    def __init__(self, heading: str = "") -> None:
        """Take a showable heading of one line; none where it is empty."""
        super().__init__(classes="-tall" if "-tall" in self.SIZE else "")
        self._heading = heading

    def compose(self) -> ComposeResult:
        with Vertical(classes=f"window {self.SIZE}"):
            if self._heading:
                yield Static(Content.styled(self._heading, "bold"), classes="question")
            yield from self.body()
            if footer := self.footer():
                yield Static(Content.styled(footer, MUTED))

    def body(self) -> ComposeResult:
        """Yield what is between heading and footer."""
        yield from ()

    def footer(self) -> str:
        """Return what its keys do, in one line; empty where that is not told."""
        return ""

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_leave_empty(self) -> None:
        self.action_leave()
