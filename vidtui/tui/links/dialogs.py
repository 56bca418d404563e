"""What the review of links asks before it goes on, each in a window."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import Refused
from vidtui.jobs.links.model import BrokenLink, ForeignView, Proposal, Renamed
from vidtui.jobs.repair.run import FindOptions
from vidtui.settings.model import PathMap
from vidtui.text import show
from vidtui.tui.dialogs.ask import Ask, Choice
from vidtui.tui.dialogs.write_file import WritePlan
from vidtui.tui.formatting import because, number
from vidtui.tui.links.model import Row
from vidtui.tui.links.view import found_line, renamed_about, renamed_line
from vidtui.tui.page import Dialog, key
from vidtui.tui.threads import in_background
from vidtui.tui.widgets.virtual_list import Lines
from vidtui.tui.widgets.wrapped_text import Fitted

if TYPE_CHECKING:
    from vidtui.tui.links.model import Row
    from vidtui.tui.links.screen import Links

if TYPE_CHECKING:
    from vidtui.tui.app import VidtuiApp


class AskUnsaved(Ask):
    """Whether to quit while marks in a plan are not saved."""

    def __init__(self) -> None:
        super().__init__(
            _("The marks in this plan are not saved"),
            [],
            [
                Choice("", _("Stay")),
                Choice("save", _("Save them and quit")),
                Choice("quit", _("Quit without saving")),
            ],
        )


def ask_refused(page: Links, refused: list[Refused]) -> None:
    """Say why the search was refused; let the user decide."""
    app = page.vidtui
    lost = [one for one in refused if one.remedy == "accept-loss"]
    strange = [one for one in refused if one.remedy == "confirm-root"]
    choices = [Choice("", _("Change nothing"))]
    if lost:
        choices.append(
            Choice("lose", _("These files are gone for good: search again and believe it"))
        )
    if strange:
        choices.append(Choice("confirm", _("This is the right disk: take it from now on")))

    def confirm() -> None:
        for one in strange:
            app.services.confirm(app.settings, one.path)

    def answer(name: str | None) -> None:
        if name == "lose":
            app.repairing.search(FindOptions(accept_loss=True))
        elif name == "confirm":
            in_background(page, confirm, lambda _none: app.repairing.search(), app.complain)

    facts = [because(one.path, one.reason) for one in (*lost, *strange)]
    app.push_screen(Ask(_("The search was refused for safety"), facts, choices), answer)


def ask_view(page: Links, view: ForeignView) -> None:
    """Ask whether most links are written for another machine, or a disk has moved."""
    app = page.vidtui
    group = app.repairing.review.moved(view)
    question = _(
        "{links} of {broken} broken links begin with {written}, which does not exist here; "
        "its files are in {here}"
    ).format(
        links=number(view.links),
        broken=number(view.broken),
        written=show(view.written),
        here=show(view.here),
    )
    choices = [
        Choice("", _("Decide later")),
        Choice("map", _("Another machine sees them so: note a path map, change no link")),
    ]
    if group is not None:
        choices.append(Choice("moved", _("The disk has moved: see what would become of each link")))

    def answer(name: str | None) -> None:
        if name == "map":
            app.repairing.map_path(PathMap(view.written, view.here))
        elif name == "moved" and group is not None:
            page.call_later(partial(page.preview, group))

    app.push_screen(Ask(question, [], choices), answer)


def ask_target(page: Links, row: Row) -> None:
    """Search the storage for another target of a link; repair it with the one that is taken."""
    dialog = SearchStorage(page.vidtui, row.link)
    page.app.push_screen(dialog, partial(page.take, row))


def ask_plan_path(page: Links) -> None:
    """Ask where the plan of the review shall be written, and write it."""
    app, work = page.vidtui, page.vidtui.repairing
    plan = work.plan_to_write()
    if plan is None:
        return

    def written(path: Path | None) -> None:
        if path is not None:
            work.written(path)
            app.notify(_("The plan is in {path}").format(path=show(str(path))), markup=False)

    day = time.strftime("%Y-%m-%d", time.localtime(app.services.now()))
    path = work.plan_path or app.settings.data_dir / "plans" / f"repair-{day}.json"
    app.push_screen(WritePlan(app, plan, path, is_own=work.is_plan), written)


class Member(NamedTuple):
    """A link of a group, its proposal there, and whether that is accepted with the others."""

    row: Row
    proposal: Proposal | None
    is_taken: bool


def members(rows: Sequence[Row | None], group: Renamed) -> list[Member]:
    """Return the undecided links of a group, those that are accepted together first."""
    found = []
    for row, choice in zip(rows, group.choices, strict=True):
        if row is not None and row.state == "open":
            proposal = next((one for one in row.link.proposals if one.id == choice), None)
            is_taken = (
                proposal is not None
                and proposal.has_identity
                and row.link.has_clear(proposal)
                and not row.reason
            )
            found.append(Member(row, proposal, is_taken))
    return sorted(found, key=lambda one: not one.is_taken)


class LinkPreview(Dialog[list[Member]]):
    """Lists every link of a group, before and after; answers with those that are accepted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter,a", "accept", N_("Accept"), N_("Accept all that are marked.")),
    ]

    def __init__(self, group: Renamed, links: Sequence[Member]) -> None:
        super().__init__()
        self._group = group
        self._links = links
        self._taken = [one for one in links if one.is_taken]

    def compose(self) -> ComposeResult:
        """Show the group, what would become of each link, and all about the highlighted one."""
        question = _("Everything below {old} lies below {new} now").format(
            old=show(self._group.old), new=show(self._group.new)
        )
        with Vertical(classes="window -large -tall"):
            yield Static(Content.styled(question, "bold"), classes="question")
            yield Static(Content(self._sum()), id="sum")
            yield Lines[Member](self._links, self._line, chooses=False, id="becomes")
            with VerticalScroll(id="member", can_focus=False):
                yield Fitted(id="member-text")
            yield Static(Content.styled(self._way(), "$foreground 60%"), id="keys")

    def on_mount(self) -> None:
        """Let the list be read."""
        self.query_one(Lines).focus()
        self._show_member()

    def _sum(self) -> str:
        count, staying = len(self._taken), len(self._links) - len(self._taken)
        text = ngettext(
            "{count} is accepted: the file proves it",
            "{count} are accepted: the files prove it",
            count,
        ).format(count=number(count))
        if not staying:
            return text
        rest = ngettext("{count} stays for you", "{count} stay for you", staying)
        return f"{text} · {rest.format(count=number(staying))}"

    def _way(self) -> str:
        if self._taken:
            return _("Enter accepts those with ✓; u takes each back · Esc changes nothing")
        return _("Nothing here can be accepted together · Esc back")

    def _line(self, item: Member, width: int) -> Content:
        return renamed_line(self._group, item.row, item.proposal, item.is_taken, width)

    def on_lines_moved(self) -> None:
        """Show all about the highlighted link."""
        self._show_member()

    def _show_member(self) -> None:
        item = self.query_one(Lines).item
        if item is not None:
            text = partial(renamed_about, item.row, item.proposal)
            self.query_one("#member-text", Fitted).fit(text)
            self.query_one("#member").scroll_home(animate=False)

    def action_accept(self) -> None:
        """Answer."""
        if self._taken:
            self.dismiss(self._taken)


class SearchStorage(Dialog[Proposal]):
    """Answers with one file."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "to_files", show=False)]

    def __init__(self, app: VidtuiApp, link: BrokenLink) -> None:
        """Search for a file that ``link`` shall show."""
        super().__init__()
        self._vidtui = app
        self._link = link
        self._asked = ""

    def compose(self) -> ComposeResult:
        """Show the words, to be typed over, and the files that have them."""
        path = self._link.place.absolute
        name = os.path.splitext(os.path.basename(path))[0]
        with Vertical(classes="window -large -tall"):
            title = _("Another target for {link}").format(link=show(path))
            yield Static(Content.styled(title, "bold"), classes="question")
            yield Input(show(name), id="words", select_on_focus=False, compact=True)
            yield Static(id="asking")
            yield Lines[Proposal]([], found_line, id="files")
            with VerticalScroll(id="file", can_focus=False):
                yield Static(id="file-text")
            yield Static(
                Content.styled(
                    _("Enter searches, then repairs with it · Tab to and fro · Esc back"),
                    "$foreground 60%",
                )
            )

    def on_mount(self) -> None:
        """Let the words be changed first."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search."""
        words = event.value.strip()
        if not words:
            return
        app, self._asked = self._vidtui, words
        self._say(_("Searching…"))
        work = partial(app.services.search_storage, app.settings, words)
        in_background(self, work, partial(self._take, words), partial(self._fail, words))

    def _say(self, text: str, style: str = "$foreground 60%") -> None:
        self.query_one("#asking", Static).update(Content.styled(text, style))

    def _take(self, words: str, files: list[Proposal]) -> None:
        if words != self._asked:
            return
        text = ngettext("{count} file", "{count} files", len(files))
        none = _("No file of your storage has all these words in its path.")
        self._say(text.format(count=number(len(files))) if files else none)
        listed = self.query_one(Lines)
        listed.show_items(files)
        self._show_file()
        if files:
            listed.focus()

    def _fail(self, words: str, error: VidtuiError) -> None:
        if words == self._asked:
            self._say(f"✗ {show(str(error))}", "$text-error")

    def action_to_files(self) -> None:
        """Go from the words to what was found."""
        self.query_one(Lines).focus()

    def on_lines_moved(self) -> None:
        """Show the highlighted file's whole path."""
        self._show_file()

    def _show_file(self) -> None:
        file = self.query_one(Lines).item
        text = show(file.place.absolute) if file else ""
        self.query_one("#file-text", Static).update(Content(text))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Take it."""
        event.stop()
        self.dismiss(event.item)
