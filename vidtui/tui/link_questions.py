"""What the review of links asks before it goes on, each in a window."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vidtui.i18n import _
from vidtui.jobs.events import Refused
from vidtui.jobs.repair.events import FindOptions
from vidtui.jobs.repair.plan import ForeignView
from vidtui.settings import PathMap
from vidtui.text import show
from vidtui.tui.background import in_background
from vidtui.tui.screens.confirm import Ask, Choice
from vidtui.tui.screens.link_target import SearchStorage
from vidtui.tui.screens.plan_path import WritePlan
from vidtui.tui.words import because, number

if TYPE_CHECKING:
    from vidtui.tui.review import Row
    from vidtui.tui.screens.links import Links


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
