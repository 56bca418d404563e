"""Changes to the roots: each asks what it must, then works in a thread."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from vidtui.i18n import _, titled
from vidtui.jobs.roots.change import Relocation
from vidtui.jobs.roots.forget import RootForgetting
from vidtui.jobs.roots.reports import RootReport, lost
from vidtui.settings.model import Settings
from vidtui.text import printable
from vidtui.tui.dialogs.ask import Ask, Choice, Tell
from vidtui.tui.dialogs.pick_folder import Picker
from vidtui.tui.formatting import because
from vidtui.tui.page import Page
from vidtui.tui.roots.view import new_root, proof, role_choices
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

        def with_role(name: str | None) -> None:
            if name:
                known = [root.path for root in work.settings.roots]
                start = os.path.dirname(known[-1]) if known else os.path.expanduser(b"~")
                picker = Picker(_("Which folder?"), work.services, start)
                page.app.push_screen(picker, partial(with_folder, name))

        def with_folder(name: str, path: bytes | None) -> None:
            if path is not None:
                do = partial(work.services.add, work.settings, new_root(name, path))
                in_background(page, do, self._changed, work.complain)

        page.app.push_screen(Ask(_("What does the folder hold?"), [], role_choices()), with_role)

    def confirm(self, report: RootReport) -> None:
        """Ask, then take the disk for the right one."""
        page, work = self._page, self._page.workspace
        path = report.setting.path

        def answer(name: str | None) -> None:
            if name:
                work.confirm_roots([path], self._reload)

        facts = [
            because(path, report.state.reason if report.state else ""),
            _("If you say yes, the next import learns anew what is on it."),
        ]
        choices = [Choice("", _("Change nothing")), Choice("yes", _("This is the right disk"))]
        page.app.push_screen(Ask(_("Is this the right disk?"), facts, choices), answer)

    def relocate(self, old: bytes) -> None:
        """Ask where the root is now, compare both places, show the proof, ask, move."""
        page, work = self._page, self._page.workspace

        def with_folder(new: bytes | None) -> None:
            if new is not None:
                do = partial(work.services.plan_relocation, work.settings, old, new)
                in_background(page, do, self._preview, work.complain)

        title = _("Where is {path} now?").format(path=printable(old))
        page.app.push_screen(Picker(title, work.services, os.path.dirname(old)), with_folder)

    def recognise(self, new: bytes) -> None:
        """Find which known root lies at a place that was never imported, and offer to move it."""
        page, work = self._page, self._page.workspace

        def found(plan: Relocation | None) -> None:
            if plan is None:
                text = _("No known root seems to lie there.")
                page.app.push_screen(Tell(_("This is a root of its own"), [(printable(new), text)]))
            else:
                self._preview(plan)

        in_background(
            page, partial(work.services.moved_to, work.settings, new), found, work.complain
        )

    def _preview(self, plan: Relocation) -> None:
        page, work = self._page, self._page.workspace
        if not plan.likely:
            page.app.push_screen(Tell(_("These are not the same files"), proof(plan)))
            return

        def answer(name: str | None) -> None:
            if name and work.may_change_roots():
                do = partial(work.services.relocate, work.settings, plan)
                in_background(page, do, self._changed, work.complain)

        facts = [titled(label, text) for label, text in proof(plan)]
        question, moved = _("The same files are there"), _("It has moved: note it")
        if not plan.proved:
            question = _("A good part of the same files is there")
            moved = _("It has moved, and the rest is gone: note it")
        choices = [Choice("", _("Change nothing")), Choice("move", moved)]
        page.app.push_screen(Ask(question, facts, choices), answer)

    def forget(self, path: bytes) -> None:
        """Show what goes with a root, ask, forget it."""
        page, work = self._page, self._page.workspace

        def answer(name: str | None) -> None:
            if name and work.may_change_roots():
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
            page.app.push_screen(Ask(question, facts, choices), answer)

        do = partial(work.services.plan_forgetting, work.settings, path)
        in_background(page, do, ask, work.complain)
