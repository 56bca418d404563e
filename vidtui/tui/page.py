"""What all screens have in common: bar, keys, help, and the language in force."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from vidtui.i18n import N_, _
from vidtui.text import printable, shorten
from vidtui.tui.bindings import (
    Condition,
    conditions,
    key,
    register,
    registered,
    translated,
    with_keys,
)
from vidtui.tui.formatting import MUTED, cells
from vidtui.tui.workspace import Workspace

if TYPE_CHECKING:
    _Base = Screen[Any]
else:
    _Base = object  # Textual takes a class's styles from the first of its bases that is a widget

Result = TypeVar("Result")


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

    KEY: ClassVar[str] = ""
    """What leads to it from every other page; none where it is only shown by itself."""
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

    def __init_subclass__(cls, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        register(f"go.{cls.MODE}", cls.KEY)

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

    def compose(self) -> ComposeResult:
        """Put bar and keys around the body."""
        work = self.workspace
        self._spoken = work.language
        yield TopBar(self.LABEL, str(work.settings.database), demo=work.opening.demo)
        yield from self.body()
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
        self._show_percent()
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
        """Show in the bar how far the jobs are."""
        self._show_percent()

    def _show_percent(self) -> None:
        """Show the progress of the jobs in the bar, but for the one that the page itself shows."""
        if self.ready:
            work = self.workspace
            jobs = {
                "import": work.imports.run,
                "queue": work.enrichment.run,
                "links": work.repairing.runner.run,
                "check": work.checking.runner.run,
            }
            self.query_one(TopBar).percents = {
                mode: int(run.share * 100)
                for mode, run in jobs.items()
                if run is not None and run.active and mode != self.MODE
            }


class Dialog(_Keyed, ModalScreen[Result]):
    """A window over a screen: a heading, what ``body`` yields, and what its keys do."""

    SIZE: ClassVar[str] = ""
    """Classes beside ``window``."""
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "leave", N_("Back"), N_("Close this window; nothing happens.")),
    ]

    def __init__(self, heading: str = "") -> None:
        """Take a showable heading of one line; none where it is empty."""
        super().__init__()
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
            (cells(path, width - len(left), right=True), MUTED),
        )
        if not self._demo:
            return line
        note = _("Demo: made-up files in a temporary folder; nothing of yours is touched.")
        return Content.assemble(line, "\n", (note.ljust(width), "bold $text-warning"))


MOST_LINES = 3


class Shown(NamedTuple):
    """One key, and where it stands."""

    key: str
    display: str
    label: str
    line: int
    start: int

    @property
    def end(self) -> int:
        """The cell after its last."""
        return self.start + len(self.display) + 1 + len(self.label)


class Keys(Widget):
    """The active keys of the screen; a click on one presses it."""

    ALLOW_SELECT = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh(layout=True)

    def _shown(self, width: int) -> list[Shown]:
        # Textual tells its own ctrl+q first; where the plain key works too, that one is shown.
        chosen: dict[str, Binding] = {}
        for _node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            if binding.show and enabled:
                before = chosen.get(binding.action)
                if before is not None and "ctrl+" in before.key and "ctrl+" not in binding.key:
                    del chosen[binding.action]
                chosen.setdefault(binding.action, binding)
        shown: list[Shown] = []
        line = start = 0
        for binding in chosen.values():
            display = self.app.get_key_display(binding)
            one = Shown(binding.key, display, binding.description, line, start)
            if start and one.end > width:
                line, start = line + 1, 0
                one = one._replace(line=line, start=0)
            shown.append(one)
            start = one.end + 2
        return shown

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return how many lines the keys need."""
        shown = self._shown(width)
        return min(MOST_LINES, shown[-1].line + 1) if shown else 1

    def render(self) -> Content:
        """Return the lines."""
        lines: list[list[Content]] = [[]]
        for one in self._shown(self.content_size.width):
            if one.line == len(lines):
                lines.append([])
            lines[-1].append(
                Content.assemble((one.display, "bold $footer-key-foreground"), " ", one.label)
            )
        return Content("\n").join([Content("  ").join(line) for line in lines])

    def on_click(self, event: Click) -> None:
        """Press the key under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for one in self._shown(self.content_size.width):
            if one.line == offset.y and one.start <= offset.x < one.end:
                self.app.simulate_key(one.key)
