"""Windows that ask, that show a long text, and that show what would become of many at once."""

from __future__ import annotations

import textwrap
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.keys import format_key
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from vidtui.i18n import N_, _
from vidtui.jobs.base import Refused, Remedy
from vidtui.tui.bindings import GOING, LEAD, digit_keys, going_letter, key, key_of, keys_of
from vidtui.tui.formatting import MUTED, because
from vidtui.tui.keys_line import GAP
from vidtui.tui.moving import Choices, LongText
from vidtui.tui.page import Dialog, Page
from vidtui.tui.tabs import Tab
from vidtui.tui.widgets import VirtualList, WrappedText


class Choice(NamedTuple):
    """One answer: its name for the caller, its text for the user; whether it can be taken."""

    name: str
    text: str
    is_offered: bool = True


class Ask(Dialog[str]):
    """A question with its answers; the first on offer is highlighted, and must be the safe one."""

    BINDINGS: ClassVar[list[BindingType]] = [*digit_keys("take")]

    def __init__(self, question: str, facts: Sequence[str], choices: Sequence[Choice]) -> None:
        """Take showable text only.

        Args:
            question: one line.
            facts: what there is to know, a line each.
            choices: the answers; at most nine.
        """
        super().__init__(question)
        self._facts = facts
        self._choices = choices

    def body(self) -> ComposeResult:
        if self._facts:
            with VerticalScroll(classes="facts", can_focus=False):
                for fact in self._facts:
                    yield Static(Content(fact))
        yield Choices(
            *(
                Option(
                    Content.assemble(f"{index}  ", choice.text),
                    choice.name,
                    disabled=not choice.is_offered,
                )
                for index, choice in enumerate(self._choices, 1)
            )
        )

    def on_mount(self) -> None:
        answers = self.query_one(OptionList)
        offered = (at for at, one in enumerate(self._choices) if one.is_offered)
        answers.highlighted = next(offered, None)
        answers.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_take(self, digit: int) -> None:
        if digit <= len(self._choices) and self._choices[digit - 1].is_offered:
            self.dismiss(self._choices[digit - 1].name)


def stop_question(question: str, fact: str, stop: str) -> Ask:
    """Return the question whether a job shall stop; the answer is ``stop``, or nothing."""
    return Ask(question, [fact], [Choice("", _("Let it go on")), Choice("stop", stop)])


class AskRefused(Ask):
    """Why something was refused for safety, and the ways on; answers with a ``Remedy``, if any."""

    def __init__(self, question: str, refused: Sequence[Refused], accept: str) -> None:
        """Offer what helps with any of ``refused``; ``accept`` is the text of accepting a loss."""
        ways: dict[Remedy, str] = {
            "accept-loss": accept,
            "confirm-root": _("This is the right disk: take it from now on"),
            "relocate-root": _("It has moved there: note it, and import again"),
        }
        by_remedy = {way: [one for one in refused if one.remedy == way] for way in ways}
        facts = [because(one.path, one.reason) for found in by_remedy.values() for one in found]
        if by_remedy["relocate-root"]:
            facts.append(
                _("Is the old place gone for good, and this a copy? Forget it in Settings.")
            )
        choices = [Choice(way, text) for way, text in ways.items() if by_remedy[way]]
        super().__init__(question, facts, [Choice("", _("Change nothing")), *choices])
        self._by_remedy = by_remedy

    def over(
        self,
        page: Page,
        again: Callable[[bool], object],
        relocate: Callable[[Sequence[Refused]], object] = lambda _moved: None,
    ) -> None:
        """Open it over a page, and do what is answered.

        Args:
            page: whose workspace confirms roots.
            again: begins again, accepting the loss where that is true.
            relocate: notes where roots have moved.
        """

        def answered(remedy: str) -> None:
            if remedy == "accept-loss":
                again(True)
            elif remedy == "confirm-root":
                strange = [one.path for one in self._by_remedy["confirm-root"]]
                page.workspace.confirm_roots(strange, partial(again, False))
            else:
                relocate(self._by_remedy["relocate-root"])

        page.open_dialog(self, answered)


class Closed(Dialog[None]):
    """A window that only shows something: Enter closes it too."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "leave", show=False)]

    def footer(self) -> str:
        return _("Enter or Esc closes")


class Tell(Closed):
    """A message: a heading and labelled text, whole and selectable."""

    def __init__(self, heading: str, parts: Sequence[tuple[str, str]]) -> None:
        """Take showable text only.

        Args:
            heading: one line.
            parts: label and text, one below the other.
        """
        super().__init__(heading)
        self._parts = parts

    def body(self) -> ComposeResult:
        with LongText(classes="facts"):
            for label, text in self._parts:
                yield Static(Content.styled(label, MUTED))
                yield Static(Content(text), classes="text")


class TextDialog(Closed):
    """Shows what ``text`` returns for a width in cells."""

    SIZE = "-large"

    def __init__(self, text: Callable[[int], Content]) -> None:
        super().__init__()
        self._text = text

    def body(self) -> ComposeResult:
        with LongText(classes="facts -long"):
            yield WrappedText(id="text")

    def on_mount(self) -> None:
        self.query_one(WrappedText).fit(self._text)


KEY_WIDTH = 14


class Help(Closed):
    """A window with two sentences and a table of keys."""

    SIZE = "-large"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "leave", show=False)]

    def __init__(self, name: str, about: str, bindings: Iterable[ActiveBinding]) -> None:
        """Take the keys as they are in force on the screen.

        Args:
            name: the screen's name.
            about: what it does.
            bindings: the keys; those without an explanation are left out.
        """
        super().__init__(name)
        self._purpose = about
        self._keys_in_force = tuple(bindings)

    def body(self) -> ComposeResult:
        with LongText(classes="facts"):
            yield Static(Content(self._purpose), classes="text")
            yield WrappedText(id="keys")

    def on_mount(self) -> None:
        self.query_one(WrappedText).fit(self._keys)

    def _keys(self, width: int) -> Content:
        by_action: dict[str, tuple[list[str], str]] = {}
        for _node, binding, enabled, tooltip in self._keys_in_force:
            if enabled and tooltip and binding.description:
                keys, _text = by_action.setdefault(binding.action, ([], tooltip))
                shown = self.app.get_key_display(binding)
                if shown not in keys:
                    keys.append(shown)
        rows = [
            (" ".join(sorted(keys, key=_is_combined)), text) for keys, text in by_action.values()
        ]
        moving = _("Move: up and down, a screen, to the top and the end.")
        # The last key of each: the letter, where arrows are the first.
        down, up, end = (format_key(keys_of(f"list.{way}")[-1]) for way in ("down", "up", "last"))
        rows.append((f"{down} {up} {key_of(LEAD) * 2} {end}", moving))
        return Content("\n").join([_help_row(keys, text, width) for keys, text in rows])


def _help_row(keys: str, text: str, width: int) -> Content:
    """Return keys and what they do, the further lines below its beginning."""
    lines = textwrap.wrap(text, max(10, width - KEY_WIDTH)) or [""]
    rest = f"\n{' ' * KEY_WIDTH}".join(lines)
    return Content.assemble((keys.ljust(KEY_WIDTH), "bold $text-accent"), rest)


def _is_combined(shown: str) -> bool:
    """Say whether a key wants another held down; such keys come after plain ones."""
    return len(shown) > 1


Item = TypeVar("Item")
Detail = Callable[[Item], Callable[[int], Content]]


class BulkPreview(Dialog[list[Item]], Generic[Item]):
    """Lists what would become of each; answers with those that are accepted."""

    SIZE = "-large -tall"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "accept", N_("Accept"), N_("Accept all that are marked.")),
    ]

    def __init__(self, heading: str, detail: Detail[Item] | None = None) -> None:
        """Show nothing yet.

        Args:
            heading: showable.
            detail: returns what draws all of one for a width in cells, below the list.
        """
        super().__init__(heading)
        self._detail = detail
        self._accepted: list[Item] | None = None

    @abstractmethod
    def line(self, item: Item, width: int) -> Content:
        """Return what would become of one, in ``width`` cells."""

    @abstractmethod
    def is_accepted(self, item: Item) -> bool:
        """Return whether one is accepted together with the others."""

    @abstractmethod
    def summary(self, accepted: int, staying: int) -> str:
        """Return how many are accepted, and how many stay as they are."""

    @abstractmethod
    def way(self) -> str:
        """Return what the keys do where some are accepted."""

    def body(self) -> ComposeResult:
        yield Static(Content(_("Reading…")), id="sum")
        yield VirtualList[Item]([], self.line, chooses=False, id="becomes")
        if self._detail is not None:
            with VerticalScroll(id="member", can_focus=False):
                yield WrappedText(id="member-text")
        yield Static(id="keys")

    def on_mount(self) -> None:
        self.query_one(VirtualList).focus()

    def show_items(self, items: Sequence[Item]) -> None:
        """Fill the list, those that are accepted first."""
        self.query_one(VirtualList).show_items(
            sorted(items, key=lambda one: not self.is_accepted(one))
        )
        self.recount()
        self._show_detail()

    def recount(self) -> None:
        """Show how many are accepted now."""
        listed = self.query_one(VirtualList)
        self._accepted = [one for one in listed.items if self.is_accepted(one)]
        count = len(self._accepted)
        self.say(Content(self.summary(count, len(listed.items) - count)))
        way = self.way() if count else self.nothing_to_do()
        self.query_one("#keys", Static).update(Content.styled(way, MUTED))
        listed.refresh()

    def nothing_to_do(self) -> str:
        """Return what the keys do where none is accepted."""
        return _("Nothing here can be accepted together · Esc back")

    def say(self, text: Content) -> None:
        """Show how it stands, above the list."""
        self.query_one("#sum", Static).update(text)

    def on_virtual_list_moved(self) -> None:
        """Show all of the highlighted one."""
        self._show_detail()

    def _show_detail(self) -> None:
        item: Any = self.query_one(VirtualList).item
        if self._detail is not None and item is not None:
            self.query_one("#member-text", WrappedText).fit(self._detail(item))
            self.query_one("#member").scroll_home(animate=False)

    def action_accept(self) -> None:
        """Answer, once there is something to accept."""
        if self._accepted:
            self.dismiss(self._accepted)


TOP = "top"


class GoTo(Dialog[str], inherit_bindings=False):
    """Answers with the mode of a page, or ``TOP``; any other key only closes it."""

    def __init__(self, tabs: Sequence[Tab]) -> None:
        """Wait for the letter or number of one of ``tabs``."""
        super().__init__()
        self._tabs = tabs

    def compose(self) -> ComposeResult:
        """List the letters where the keys of the page stand."""
        yield WrappedText(id="places")

    def on_mount(self) -> None:
        self.query_one(WrappedText).fit(self._places)

    def _places(self, width: int) -> Content:
        """Return every letter with its page, none parted from it."""
        named = [(going_letter(tab.mode), _(tab.label)) for tab in self._tabs]
        lines: list[list[Content]] = [[]]
        used = 0
        for letter, label in [*named, (key_of(LEAD), _("Top"))]:
            one = Content.assemble((letter, "bold $footer-key-foreground"), " ", label)
            if used and used + one.cell_length > width:
                lines, used = [*lines, []], 0
            lines[-1].append(one)
            used += one.cell_length + GAP
        return Content("\n").join([Content(" " * GAP).join(line) for line in lines])

    def on_key(self, event: Key) -> None:
        """Answer; no key reaches the page."""
        event.stop()
        event.prevent_default()
        self.dismiss(self._answer(event))

    def _answer(self, event: Key) -> str | None:
        if event.key in keys_of(LEAD):
            return TOP
        for number, tab in enumerate(self._tabs, 1):
            if event.key in keys_of(f"{GOING}.{tab.mode}") or event.character == str(number):
                return tab.mode
        return None
