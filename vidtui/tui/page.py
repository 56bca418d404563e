"""What all screens have in common: bar, keys, help, and the language in force."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.screen import ModalScreen, Screen

from vidtui.i18n import N_, _
from vidtui.tui.widgets.keys import Keys
from vidtui.tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from vidtui.jobs.check.run import CheckRun
    from vidtui.jobs.enrich.run import EnrichRun
    from vidtui.jobs.import_.run import ImportRun
    from vidtui.jobs.repair.run import FindRun
    from vidtui.tui.app import VidtuiApp
    from vidtui.tui.links.session import Told
    from vidtui.tui.pending.session import Outcome

Result = TypeVar("Result")
_BETWEEN = "between"  # the mode in front while all others are made anew


def key(keys: str, action: str, label: str, explanation: str = "", *, show: bool = True) -> Binding:
    """Return a binding for the line of keys and the help; both texts are marked with ``N_``.

    Args:
        keys: as Textual names them, separated by commas; the first is shown.
        action: what it does.
        label: one or two words, for the line of keys.
        explanation: one sentence, for the help; without one, the help leaves the key out.
        show: whether the line of keys shows it.
    """
    return Binding(keys, action, label, tooltip=explanation, show=show)


def spoken(bindings: dict[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """Return ``bindings`` with their texts in the language in force."""

    def say(text: str) -> str:
        return _(text) if text else ""  # gettext answers "" with the catalogue's header

    return {
        name: active._replace(
            binding=dataclasses.replace(
                active.binding,
                description=say(active.binding.description),
                tooltip=say(active.binding.tooltip),
            ),
            tooltip=say(active.tooltip),
        )
        for name, active in bindings.items()
    }


class Page(Screen[None]):
    """A screen of its own mode. ``NAME`` and ``ABOUT`` are marked with ``N_``."""

    NAME: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    OWN_JOB: ClassVar[str] = ""  # the job whose progress the screen itself shows
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (110, "-wide"),
    ]
    AUTO_FOCUS = ""

    ready = False
    """Whether the widgets are there: not before the first, nor while they are made anew."""

    @property
    def vidtui(self) -> VidtuiApp:
        """The app, with its own type."""
        return cast("VidtuiApp", self.app)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys, in the language in force."""
        return spoken(super().active_bindings)

    def compose(self) -> ComposeResult:
        """Put bar and keys around the body."""
        self._spoken = self.vidtui.language
        settings = self.vidtui.settings
        yield TopBar(self.NAME, str(settings.database), demo=self.vidtui.opening.demo)
        yield from self.body()
        yield Keys()

    def body(self) -> ComposeResult:
        """Yield what is between bar and keys."""
        yield from ()

    def show_all(self) -> None:
        """Fill the widgets with what is known; does nothing unless they are ``ready``."""

    def on_mount(self) -> None:
        """Fill the widgets for the first time."""
        self.ready = True
        self.show_all()

    async def on_screen_resume(self) -> None:
        """Speak the language in force, and bring up to date what changed meanwhile."""
        if self._spoken != self.vidtui.language:
            await self.speak()
        self._show_percent()
        self.in_sight_again()

    def in_sight_again(self) -> None:
        """The screen is in front, for the first time or again."""

    async def speak(self) -> None:
        """Make all widgets anew, in the language in force."""
        self.ready = False
        try:
            await self.recompose()
        finally:
            self.ready = True
        self.show_all()

    def run_moved(self) -> None:
        """A job has got on, or has ended."""
        self._show_percent()

    def run_over(self) -> None:
        """A job has ended: what it wrote can be read."""

    def answered(self, outcome: Outcome) -> None:
        """An answer of the user has been written, taken back, or could not be."""

    def reviewed(self, told: Told | None) -> None:
        """A decision about a link was carried out, taken back or refused; None: any change."""

    def checked(self) -> None:
        """The last check was read, or another one was kept; or that failed."""

    def _show_percent(self) -> None:
        if not self.ready:
            return
        bar, app = self.query_one(TopBar), self.vidtui
        if self.OWN_JOB != "import":
            bar.percent = _percent(app.imports.run)
        if self.OWN_JOB != "queue":
            bar.queue_percent = _percent(app.enrichment.run)
        if self.OWN_JOB != "links":
            bar.links_percent = _percent(app.repairing.runner.run)
        if self.OWN_JOB != "check":
            bar.check_percent = _percent(app.checking.runner.run)


def _percent(run: ImportRun | EnrichRun | FindRun | CheckRun | None) -> int | None:
    return int(run.share * 100) if run is not None and run.active else None


def pages_anew(app: VidtuiApp) -> None:
    """Let every page, the one in front too, begin as if it had never been shown."""
    here = app.current_mode
    app.add_mode(_BETWEEN, Screen)
    app.switch_mode(_BETWEEN)
    for mode, page in app.MODES.items():
        app.remove_mode(mode)
        app.add_mode(mode, page)
    app.switch_mode(here)
    app.remove_mode(_BETWEEN)


class Dialog(ModalScreen[Result]):
    """A window over a screen."""

    NAME: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "leave", N_("Back"), N_("Close this window; nothing happens.")),
    ]

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys, in the language in force."""
        return spoken(super().active_bindings)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
