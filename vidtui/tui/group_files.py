"""A window with all files of a film or series, and of a series the titles of its episodes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from vidtui.catalogue.group_details import HeldFile
from vidtui.errors import VidtuiError
from vidtui.i18n import _, ngettext, size
from vidtui.text import printable
from vidtui.tui.formatting import MUTED, cells, middle, number, plural
from vidtui.tui.page import Dialog
from vidtui.tui.pending.view import episode, joined, minutes
from vidtui.tui.threads import in_background
from vidtui.tui.widgets import VirtualList, WrappedText
from vidtui.tui.workspace import Workspace

MOST_EPISODE = 60  # per cent of a line that an episode may take from the name of its file


class Named(NamedTuple):
    """A group of which several are one work, as a heading: its title and how many files it has."""

    title: str
    files: int


Line = Named | HeldFile


class GroupFiles(Dialog[None]):
    """Lists them; the highlighted one stands whole below the list."""

    SIZE = "-large -tall"

    def __init__(self, workspace: Workspace, title: str, groups: Mapping[int, str]) -> None:
        """Take the showable title of the work, and by the id of each of its groups the group's."""
        super().__init__(title)
        self._workspace = workspace
        self._groups = groups
        self._column = 0

    def body(self) -> ComposeResult:
        """Yield the sum, the list, the highlighted one."""
        yield Static(Content(_("Reading…")), id="sum")
        yield VirtualList[Line](
            [],
            self._line,
            can_rest=lambda one: isinstance(one, HeldFile),
            chooses=False,
            id="files",
        )
        with VerticalScroll(id="member", can_focus=False):
            yield WrappedText(id="member-text")

    def footer(self) -> str:
        return _("↑ ↓ each file · Esc back")

    def on_mount(self) -> None:
        """Read them, in a thread."""
        self.query_one(VirtualList).focus()
        work = self._workspace
        read = partial(work.services.group_files, work.settings, list(self._groups))
        in_background(self, read, self._take, self._fail)

    def _take(self, found: dict[int, list[HeldFile]]) -> None:
        lines: list[Line] = []
        for group, title in self._groups.items():
            held = sorted(found.get(group, ()), key=_order)
            if held and len(self._groups) > 1:
                lines.append(Named(title, len(held)))
            lines += held
        files = [one for one in lines if isinstance(one, HeldFile)]
        self._column = max((cell_len(_episodes(one)) for one in files), default=0)
        self.query_one("#sum", Static).update(Content(_sum(files)))
        listed = self.query_one(VirtualList)
        listed.replace_items(lines, 0)
        self._show()

    def _fail(self, error: VidtuiError) -> None:
        text = Content.styled(f"✗ {printable(str(error))}", "$text-error")
        self.query_one("#sum", Static).update(text)

    def on_virtual_list_moved(self) -> None:
        """Show all of the highlighted file."""
        self._show()

    def _show(self) -> None:
        item = self.query_one(VirtualList).item
        if isinstance(item, HeldFile):
            self.query_one("#member-text", WrappedText).fit(partial(_whole, item))
            self.query_one("#member").scroll_home(animate=False)

    def _line(self, item: Line, width: int) -> Content:
        if isinstance(item, Named):
            count = plural("{count} file", "{count} files", item.files)
            return Content.styled(cells(f"{item.title} · {count}", width), "bold $text-accent")
        first = min(self._column, width * MOST_EPISODE // 100)
        last = ngettext("missing", "missing", 1) if item.is_missing else size(item.size)
        room = max(4, width - (first + 2 if first else 0) - cell_len(last) - 2)
        return Content.assemble(
            (cells(_episodes(item), first) + ("  " if first else ""), "bold"),
            middle(printable(os.path.basename(item.path)), room),
            "  ",
            (last, "$text-error" if item.is_missing else MUTED),
        )


def _order(file: HeldFile) -> tuple[tuple[int, int, str], bytes]:
    """Order by episode, what is none last; those of one place by their paths."""
    first = min(
        ((one.season or 0, one.number or 0, one.air_date or "") for one in file.episodes),
        default=(1 << 30, 0, ""),
    )
    return first, file.path


def _episodes(file: HeldFile) -> str:
    """Return code and title of each episode; empty for a film."""
    return ", ".join(
        f"{episode(one)} {printable(one.title)}" if one.title else episode(one)
        for one in file.episodes
    )


def _sum(files: list[HeldFile]) -> str:
    if not files:
        return _("No file: it is gone.")
    missing = sum(one.is_missing for one in files)
    gone = ngettext("{n} missing", "{n} missing", missing).format(n=number(missing))
    held = plural("{count} file", "{count} files", len(files))
    return joined((held, size(sum(one.size for one in files)), gone if missing else ""))


def _whole(file: HeldFile, width: int) -> Content:
    """Return all of a file: its path, whole, its episodes, and what it is."""
    lines = [Content(printable(file.path))]
    if file.episodes:
        lines.append(Content.styled(_episodes(file), "bold"))
    rest = joined(
        (
            size(file.size),
            minutes(file.runtime),
            ngettext("missing", "missing", 1) if file.is_missing else "",
            "" if all(one.is_known for one in file.episodes) else _("not known to TMDB"),
        )
    )
    lines.append(Content.styled(rest, MUTED))
    return Content("\n").join(part for one in lines for part in one.wrap(max(10, width)))
