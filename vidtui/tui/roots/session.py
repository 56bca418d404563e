"""Changes to the roots: each asks what it must, then works in a thread; and their texts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial

from textual.content import Content

from vidtui.i18n import _, ngettext, titled
from vidtui.jobs.roots.change import Relocation
from vidtui.jobs.roots.forget import RootForgetting
from vidtui.jobs.roots.reports import RootReport, lost
from vidtui.jobs.wording import policy_text, reading_meaning
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import printable
from vidtui.tui.dialogs import Ask, Choice, Tell
from vidtui.tui.formatting import (
    MUTED,
    Labelled,
    because,
    clock,
    kind,
    not_named,
    number,
    state,
    table,
    verdict,
)
from vidtui.tui.page import Page
from vidtui.tui.pickers import Picker
from vidtui.tui.threads import in_background


class RootChanges:
    """What a person changes about the roots, with the questions that each change asks first."""

    def __init__(
        self, page: Page, changed: Callable[[Settings], object], reload: Callable[[], object]
    ) -> None:
        """Change nothing yet.

        Args:
            page: over which the questions stand.
            changed: takes the settings after a change.
            reload: called after a change that leaves the settings as they are.
        """
        self._page = page
        self._changed = changed
        self._reload = reload

    def add(self) -> None:
        """Ask for its role, then for the folder, then add it."""
        page, work = self._page, self._page.workspace

        def with_role(name: str) -> None:
            known = [root.path for root in work.settings.roots]
            start = os.path.dirname(known[-1]) if known else os.path.expanduser(b"~")
            picker = Picker(_("Which folder?"), work.services, start)
            page.open_dialog(picker, partial(with_folder, name))

        def with_folder(name: str, path: bytes) -> None:
            do = partial(work.services.add, work.settings, new_root(name, path))
            in_background(page, do, self._changed, work.complain)

        page.open_dialog(Ask(_("What does the folder hold?"), [], role_choices()), with_role)

    def confirm(self, report: RootReport) -> None:
        """Ask, then take the disk for the right one."""
        page, work = self._page, self._page.workspace
        path = report.setting.path

        facts = [
            because(path, report.state.reason if report.state else ""),
            _("If you say yes, the next import learns anew what is on it."),
        ]
        choices = [Choice("", _("Change nothing")), Choice("yes", _("This is the right disk"))]
        page.open_dialog(
            Ask(_("Is this the right disk?"), facts, choices),
            lambda _yes: work.confirm_roots([path], self._reload),
        )

    def relocate(self, old: bytes) -> None:
        """Ask where the root is now, compare both places, show the proof, ask, move."""
        page, work = self._page, self._page.workspace

        def with_folder(new: bytes) -> None:
            do = partial(work.services.plan_relocation, work.settings, old, new)
            in_background(page, do, self._preview, work.complain)

        title = _("Where is {path} now?").format(path=printable(old))
        page.open_dialog(Picker(title, work.services, os.path.dirname(old)), with_folder)

    def recognise(self, new: bytes) -> None:
        """Find which known root lies at a place that was never imported, and offer to move it."""
        page, work = self._page, self._page.workspace

        def found(plan: Relocation | None) -> None:
            if plan is None:
                text = _("No known root seems to lie there.")
                page.open_dialog(Tell(_("This is a root of its own"), [(printable(new), text)]))
            else:
                self._preview(plan)

        in_background(
            page, partial(work.services.moved_to, work.settings, new), found, work.complain
        )

    def _preview(self, plan: Relocation) -> None:
        page, work = self._page, self._page.workspace
        if not plan.likely:
            page.open_dialog(Tell(_("These are not the same files"), proof(plan)))
            return

        def answer(_yes: str) -> None:
            if work.may_change_roots():
                do = partial(work.services.relocate, work.settings, plan)
                in_background(page, do, self._changed, work.complain)

        facts = [titled(label, text) for label, text in proof(plan)]
        question, moved = _("The same files are there"), _("It has moved: note it")
        if not plan.proved:
            question = _("A good part of the same files is there")
            moved = _("It has moved, and the rest is gone: note it")
        choices = [Choice("", _("Change nothing")), Choice("move", moved)]
        page.open_dialog(Ask(question, facts, choices), answer)

    def forget(self, path: bytes) -> None:
        """Show what goes with a root, ask, forget it."""
        page, work = self._page, self._page.workspace

        def answer(_yes: str) -> None:
            if work.may_change_roots():
                do = partial(work.services.forget_root, work.settings, path)
                in_background(page, do, forgotten, work.complain)

        def forgotten(settings: Settings) -> None:
            self._changed(settings)
            text = _("{path} is forgotten; the Journal takes it back.").format(path=printable(path))
            work.notify(text)

        def ask(planned: RootForgetting) -> None:
            facts = [because(path, planned.state.reason)] if planned.state.reason else []
            if planned.state.online and not planned.state.is_empty:
                facts.append(_("Its disk is there. Nothing on it is changed."))
            facts += [titled(label, text) for label, text in lost(planned, work.settings)]
            choices = [
                Choice("", _("Change nothing")),
                Choice("forget", _("It is gone for good: forget it, and all that lay on it")),
            ]
            question = _("Forget {path}?").format(path=printable(path))
            page.open_dialog(Ask(question, facts, choices), answer)

        do = partial(work.services.plan_forgetting, work.settings, path)
        in_background(page, do, ask, work.complain)


def details(
    root: RootSetting,
    report: RootReport | None,
    settings: Settings,
    trash: dict[bytes, str] | None,
    now: float,
    width: int,
) -> Content:
    """Return all that is known of one root, in ``width`` cells.

    Args:
        root: the root.
        report: its state, None while it is being looked at.
        settings: with the path maps.
        trash: what trying each trash folder gave; None where nobody has tried.
        now: the time, in seconds since the epoch.
        width: in cells.
    """
    parts = _seen(report, now)
    if report is None or report.is_named:
        parts += _configured(root, settings, trash)
    return Content("\n").join([Content.styled(printable(root.path), "bold"), table(parts, width)])


def _seen(report: RootReport | None, now: float) -> list[Labelled]:
    """Return what is known of the disk."""
    if report is None:
        return [(_("State"), state(None, looking=True))]
    here = report.state
    shown = state(here.state if here else None)
    if report.seen_at is not None:
        when = _("seen {when}").format(when=clock(report.seen_at, now))
        shown = Content.assemble(shown, (f", {when}", MUTED))
    parts: list[Labelled] = [(_("State"), shown if report.is_named else not_named())]
    parts += (("", text) for text in _remarks(report))
    if report.policy is not None:
        parts.append((_("Reading"), policy_text(report.policy)))
        parts.append(("", Content.styled(reading_meaning(report.policy.reading), MUTED)))
    if here is not None and here.online and not here.sees_links:
        parts.append(("", _("links cannot be seen here: run vidtui on the NAS")))
    return parts


def _remarks(report: RootReport) -> Iterator[str]:
    """Yield what there is to say of a disk's state."""
    if not report.is_named:
        yield _left(report)
    if report.was_at is not None:
        text = _("it holds what {old} held: press Enter if it has moved")
        yield text.format(old=printable(report.was_at))
    if report.state is not None and report.state.reason:
        yield printable(report.state.reason)
    if not report.is_known:
        yield _("never imported")


def _configured(
    root: RootSetting, settings: Settings, trash: dict[bytes, str] | None
) -> list[Labelled]:
    """Return what the settings say of it, and what trying the trash gave."""
    parts: list[Labelled] = []
    if root.role == "storage":
        holds = kind(root.kind) if root.kind else _("films and series: its folders say which")
        parts.append((_("Holds"), holds))
    marker = _("allowed: it makes the disk certain") if root.marker else _("none")
    parts.append((_("Marker file"), marker))
    if root.role == "links":
        folder = settings.trash_of(root.path)
        parts.append((_("Trash"), printable(folder)))
        if trash is not None:
            parts.append(("", verdict(trash.get(folder))))
    return parts + [
        (_("Path map"), f"{printable(one.written)} → {printable(one.here)}")
        for one in settings.path_maps
    ]


def _left(report: RootReport) -> str:
    text = ngettext(
        "the settings name it no more; {count} entry is still counted: press Enter to say that "
        "it lies elsewhere now, or is gone for good",
        "the settings name it no more; {count} entries are still counted: press Enter to say "
        "that it lies elsewhere now, or is gone for good",
        report.count,
    )
    return text.format(count=number(report.count))


def role_choices() -> list[Choice]:
    """Return what a new root can hold."""
    return [
        Choice("storage", _("Films and series")),
        Choice("film", _("Films only")),
        Choice("series", _("Series only")),
        Choice("links", _("The media centre’s links")),
    ]


def new_root(name: str, path: bytes) -> RootSetting:
    """Return the root for an answer of ``role_choices``."""
    if name == "links":
        return RootSetting("links", path)
    if name == "film":
        return RootSetting("storage", path, "film")
    return RootSetting("storage", path, "series" if name == "series" else None)


def proof(plan: Relocation) -> list[tuple[str, str]]:
    """Return what was compared, label and text."""
    return [
        (_("Until now"), printable(plan.old)),
        (_("From now on") if plan.likely else _("Compared with"), printable(plan.new)),
        (
            _("Known files there"),
            _("{present} of {expected}, with their size").format(
                present=plan.present, expected=plan.expected
            ),
        ),
        (
            _("Looked into"),
            _("{same} of {sampled} begin and end alike").format(
                same=plan.same, sampled=plan.sampled
            ),
        ),
    ]
