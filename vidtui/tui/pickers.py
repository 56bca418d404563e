"""Windows in which a folder, a file to write, or something looked for in a thread is chosen."""

from __future__ import annotations

import contextlib
import os
from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widgets import Input, Static

from vidtui.errors import UsageProblem, VidtuiError
from vidtui.i18n import N_, _
from vidtui.jobs.base import CancelToken
from vidtui.text import printable, shorten
from vidtui.tui.bindings import key
from vidtui.tui.formatting import MUTED
from vidtui.tui.page import LEAVE_EMPTY, Dialog
from vidtui.tui.services import Services
from vidtui.tui.threads import in_background
from vidtui.tui.widgets import VirtualList
from vidtui.tui.workspace import Workspace

HERE, UP = b".", b".."
BEGINNINGS = ("/", "~")  # of a path


def typed_path(text: str) -> bytes:
    """Return the folder that a user typed.

    Raises:
        UsageProblem: it is no absolute path.
    """
    path = os.path.expanduser(text.strip())
    if not path.startswith("/") or "\0" in path:
        raise UsageProblem(_("must be an absolute path, such as /volume1/stockage"))
    return os.path.normpath(b"/" + os.fsencode(path).lstrip(b"/"))


class Picker(Dialog[bytes]):
    """Answers with the absolute path of a folder.

    Folders are read in threads: a dead mount shows as one that does not answer, and can be left.
    """

    SIZE = "-large -tall"
    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE_EMPTY,
        key("backspace,left", "up", N_("Up"), N_("Go to the folder above.")),
        key("space", "take", N_("Take it"), N_("Take the highlighted folder.")),
        key("down", "down", show=False),
    ]

    def __init__(self, title: str, services: Services, start: bytes) -> None:
        """Begin at ``start``; ``title`` is showable."""
        super().__init__(title)
        self._services = services
        self.path = self._wanted = start

    def body(self) -> ComposeResult:
        """Show the path, to be typed over, and the folders in it."""
        yield Input(printable(self.path), id="path", select_on_focus=False)
        yield Static(id="picker-problem", classes="problem")
        yield VirtualList[bytes]([], self._line, id="folders")

    def footer(self) -> str:
        return _("Enter opens · Space takes · ← goes up · / or ~ to type a path · Esc back")

    def on_mount(self) -> None:
        self._go(self.path)
        self.query_one(VirtualList).focus()

    def _line(self, name: bytes, width: int) -> str:
        if name == HERE:
            return shorten(_("✓ Take this folder: {path}").format(path=printable(self.path)), width)
        return shorten(f"  {printable(name)}/", width)

    def _go(self, path: bytes, *, quietly: bool = False, takes: bool = False) -> None:
        """Read a folder, and show it, or take it where it can be read.

        ``quietly`` says nothing while it is not there: it is being typed.
        """
        self._wanted = path
        if not quietly:
            self._say(_("Reading…"))
        in_background(
            self,
            partial(self._services.folders, path),
            partial(self._take if takes else self._show, path),
            partial(self._fail, path, quietly),
        )

    def _show(self, path: bytes, names: list[bytes]) -> None:
        if path != self._wanted:
            return
        self.path = path
        self._say("")
        field = self.query_one(Input)
        if self.focused is not field:
            field.value = printable(path)
        above = [UP] if path != b"/" else []
        self.query_one(VirtualList).show_items([HERE, *above, *names])

    def _take(self, path: bytes, _names: list[bytes]) -> None:
        if path == self._wanted:
            self.dismiss(path)

    def _fail(self, path: bytes, quietly: bool, error: VidtuiError) -> None:
        if path == self._wanted and not quietly:
            self._say(printable(str(error)))

    def _say(self, text: str) -> None:
        line = self.query_one("#picker-problem", Static)
        line.update(Content(text))
        line.display = bool(text)

    def _typed(self) -> bytes:
        """Return the folder that stands in the field.

        Raises:
            UsageProblem: it is no absolute path.
        """
        value = self.query_one(Input).value
        return self.path if value == printable(self.path) else typed_path(value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the folder that is typed as soon as there is one."""
        event.stop()
        if self.focused is event.input:
            with contextlib.suppress(UsageProblem):
                self._go(self._typed(), quietly=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the folder that is typed."""
        event.stop()
        self._take_typed()

    def _take_typed(self) -> None:
        try:
            self._go(self._typed(), takes=True)
        except UsageProblem as problem:
            self._say(str(problem))

    def on_key(self, event: Key) -> None:
        """Begin to type a path in the list."""
        field = self.query_one(Input)
        if self.focused is not field and event.character in BEGINNINGS:
            event.stop()
            event.prevent_default()
            self.set_focus(field)  # at once: what is typed after it belongs there too
            field.value = event.character or ""
            field.action_end()

    def on_virtual_list_chosen(self, event: VirtualList.Chosen) -> None:
        """Open a folder, or take this one, or the one that is typed."""
        event.stop()
        name = cast(bytes, event.item)
        if name == HERE:
            self._take_typed()
        elif name == UP:
            self.action_up()
        else:
            self._go(os.path.join(self.path, name))

    def action_down(self) -> None:
        """Go from the path to the folders in it."""
        self.query_one(VirtualList).focus()

    def action_up(self) -> None:
        self._go(os.path.dirname(self.path))

    def action_take(self) -> None:
        name = self.query_one(VirtualList).item
        if name == HERE:
            self._take_typed()
        elif name is not None:
            self.dismiss(os.path.normpath(os.path.join(self.path, name)))


class WriteFile(Dialog[Path]):
    """Lets a path be typed and writes a file there; answers with where it was written."""

    SIZE = "-large"

    def __init__(
        self,
        workspace: Workspace,
        title: str,
        path: Path,
        write: Callable[[Path], object],
        *,
        is_own: bool = False,
    ) -> None:
        """Propose ``path``, which is replaced without a question where it ``is_own``.

        ``write`` is called in a thread.
        """
        super().__init__(title)
        self._workspace = workspace
        self._path = path
        self._write = write
        self._replaces = path if is_own else None

    def body(self) -> ComposeResult:
        """Show the path, to be typed over."""
        path = printable(str(self._path))
        yield Input(path, id="file-path", select_on_focus=False, compact=True)
        yield Static(id="asking")

    def footer(self) -> str:
        return _("Enter writes it · Esc back")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def _say(self, text: str, style: str = "$text-error") -> None:
        self.query_one("#asking", Static).update(Content.styled(text, style))

    def on_input_changed(self) -> None:
        """Forget what was said of another path."""
        self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write it, over another file only when asked to twice."""
        try:
            typed = event.value == printable(str(self._path))
            path = self._path if typed else Path(os.fsdecode(typed_path(event.value)))
        except UsageProblem as problem:
            self._say(f"✗ {problem}")
            return
        services, replaces = self._workspace.services, path == self._replaces

        def write() -> bool:
            if services.is_taken(path) and not replaces:
                return False
            self._write(path)
            return True

        in_background(self, write, partial(self._written, path), self._fail)

    def _written(self, path: Path, is_written: bool) -> None:
        if is_written:
            self.dismiss(path)
            return
        self._replaces = path
        self._say(_("! There is such a file already; Enter again replaces it"), "$text-warning")

    def _fail(self, error: VidtuiError) -> None:
        self._say(f"✗ {printable(str(error))}")


Result = TypeVar("Result")
Found = TypeVar("Found")


class AskingDialog(Dialog[Result]):
    """A window that asks in a thread; how that stands is told in one line, ``#asking``."""

    _cancel = CancelToken()

    def on_unmount(self) -> None:
        self._cancel.set()

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show what is going on, or why nothing is."""
        line = self.query_one("#asking", Static)
        line.update(Content.styled(text, "$text-error" if failed else MUTED))

    def forget(self) -> CancelToken:
        """Cancel the question under way; return the token of the next."""
        self._cancel.set()
        self._cancel = CancelToken()
        return self._cancel

    def ask(self, work: Callable[[CancelToken], Found], then: Callable[[Found], object]) -> None:
        """Call ``work`` in a thread, then ``then``, unless something else was asked meanwhile."""
        cancel = self.forget()

        def answered(found: Found) -> None:
            if cancel is self._cancel:
                then(found)

        def failed(error: VidtuiError) -> None:
            if cancel is self._cancel:
                self.say(f"✗ {printable(str(error))}", failed=True)

        in_background(self, partial(work, cancel), answered, failed)


class SearchDialog(AskingDialog[Result], Generic[Result]):
    """Words to be typed over, what they find, and all of the highlighted one; answers with one."""

    SIZE = "-large -tall"
    BINDINGS: ClassVar[list[BindingType]] = [key("down", "to_found")]

    def __init__(self, heading: str, typed: str, way: str) -> None:
        """Search for nothing yet.

        Args:
            heading: what is searched for, showable.
            typed: the words to begin with, showable.
            way: what the keys do, in one line.
        """
        super().__init__(heading)
        self._typed = typed
        self._way = way

    @abstractmethod
    def search(self, words: str) -> Callable[[CancelToken], list[Result]]:
        """Return what searches, in a thread."""

    @abstractmethod
    def line(self, item: Result, width: int) -> Content:
        """Return one result in a line of ``width`` cells."""

    @abstractmethod
    def detail(self, item: Result) -> str:
        """Return all of a result, showable."""

    @abstractmethod
    def summary(self, found: list[Result]) -> str:
        """Return what came of a search, in one line."""

    def body(self) -> ComposeResult:
        """Show the words, and what is found."""
        yield Input(self._typed, id="words", select_on_focus=False, compact=True)
        yield Static(id="asking")
        yield VirtualList[Result]([], self.line, id="found")
        with VerticalScroll(id="detail", can_focus=False):
            yield Static(id="detail-text")

    def footer(self) -> str:
        return self._way

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        words = event.value.strip()
        if words:
            self.say(_("Searching…"))
            self.ask(self.search(words), self._show_and_enter)

    @property
    def _found(self) -> VirtualList[Any]:
        return self.query_one(VirtualList)

    def show_found(self, found: list[Result]) -> None:
        """Show what came of a search."""
        self.say(self.summary(found))
        self._found.show_items(found)
        self._show_detail()

    def _show_and_enter(self, found: list[Result]) -> None:
        self.show_found(found)
        if found:
            self._found.focus()

    def action_to_found(self) -> None:
        """Go from the words to what was found."""
        self._found.focus()

    def on_virtual_list_moved(self) -> None:
        """Show all of the highlighted one."""
        self._show_detail()

    def _show_detail(self) -> None:
        item = self._found.item
        text = "" if item is None else self.detail(item)
        self.query_one("#detail-text", Static).update(Content(text))

    def on_virtual_list_chosen(self, event: VirtualList.Chosen) -> None:
        """Take it."""
        event.stop()
        self.dismiss(event.item)
