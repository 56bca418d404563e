"""Questions and messages in a window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from vidtui.i18n import _
from vidtui.jobs.base import Refused, Remedy
from vidtui.tui.bindings import digit_keys
from vidtui.tui.formatting import because
from vidtui.tui.page import Dialog


class Choice(NamedTuple):
    """One answer: its name for the caller, its text for the user."""

    name: str
    text: str


class Ask(Dialog[str]):
    """A question with its answers; the first is highlighted, and must be the safe one."""

    BINDINGS: ClassVar[list[BindingType]] = [*digit_keys("take")]

    def __init__(self, question: str, facts: Sequence[str], choices: Sequence[Choice]) -> None:
        """Take showable text only.

        Args:
            question: one line.
            facts: what there is to know, a line each.
            choices: the answers; at most nine.
        """
        super().__init__()
        self._question = question
        self._facts = facts
        self._choices = choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="window"):
            yield Static(Content.styled(self._question, "bold"), classes="question")
            if self._facts:
                with VerticalScroll(classes="facts", can_focus=False):
                    for fact in self._facts:
                        yield Static(Content(fact))
            yield OptionList(
                *(
                    Option(
                        Content.assemble((f"{index}  ", "$foreground 60%"), choice.text),
                        choice.name,
                    )
                    for index, choice in enumerate(self._choices, 1)
                )
            )

    def on_mount(self) -> None:
        answers = self.query_one(OptionList)
        answers.highlighted = 0
        answers.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_take(self, digit: int) -> None:
        if digit <= len(self._choices):
            self.dismiss(self._choices[digit - 1].name)


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
            facts.append(_("Is the old place gone for good, and this a copy? Forget it in Roots."))
        choices = [Choice(way, text) for way, text in ways.items() if by_remedy[way]]
        super().__init__(question, facts, [Choice("", _("Change nothing")), *choices])


class Tell(Dialog[None]):
    """A message: a heading and labelled text, whole and selectable."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "leave", show=False)]

    def __init__(self, heading: str, parts: Sequence[tuple[str, str]]) -> None:
        """Take showable text only.

        Args:
            heading: one line.
            parts: label and text, one below the other.
        """
        super().__init__()
        self._heading = heading
        self._parts = parts

    def compose(self) -> ComposeResult:
        with Vertical(classes="window"):
            yield Static(Content.styled(self._heading, "bold"), classes="question")
            with VerticalScroll(classes="facts"):
                for label, text in self._parts:
                    yield Static(Content.styled(label, "$foreground 60%"))
                    yield Static(Content(text), classes="text")
            yield Static(Content.styled(_("Enter or Esc closes"), "$foreground 60%"))
