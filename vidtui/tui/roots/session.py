"""Changes to the roots: each asks what it must, then works in a thread."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from vidtui.i18n import _, titled
from vidtui.jobs.roots.change import Relocation
from vidtui.jobs.roots.forget import RootForgetting
from vidtui.jobs.roots.reports import RootReport
from vidtui.jobs.roots.wording import lost
from vidtui.settings.model import Settings
from vidtui.text import show
from vidtui.tui.dialogs.ask import Ask, Choice, Tell
from vidtui.tui.dialogs.pick_folder import Picker
from vidtui.tui.formatting import because
from vidtui.tui.page import Page
from vidtui.tui.roots.view import new_root, proof, role_choices
from vidtui.tui.threads import in_background

if TYPE_CHECKING:
    from vidtui.tui.roots.screen import Roots


def add(page: Roots) -> None:
    """Ask for its role, then for the folder, then add it."""
    app = page.vidtui

    def with_role(name: str | None) -> None:
        if name:
            known = [root.path for root in app.settings.roots]
            start = os.path.dirname(known[-1]) if known else os.path.expanduser(b"~")
            picker = Picker(_("Which folder?"), app.services, start)
            app.push_screen(picker, partial(with_folder, name))

    def with_folder(name: str, path: bytes | None) -> None:
        if path is not None:
            work = partial(app.services.add, app.settings, new_root(name, path))
            in_background(page, work, page.changed, app.complain)

    app.push_screen(Ask(_("What does the folder hold?"), [], role_choices()), with_role)


def confirm(page: Roots, report: RootReport) -> None:
    """Ask, then take the disk for the right one."""
    app, path = page.vidtui, report.setting.path

    def answer(name: str | None) -> None:
        if name:
            work = partial(app.services.confirm, app.settings, path)
            in_background(page, work, lambda _none: page.load(), app.complain)

    facts = [
        because(path, report.state.reason if report.state else ""),
        _("If you say yes, the next import learns anew what is on it."),
    ]
    choices = [Choice("", _("Change nothing")), Choice("yes", _("This is the right disk"))]
    app.push_screen(Ask(_("Is this the right disk?"), facts, choices), answer)


def relocate(page: Roots, old: bytes) -> None:
    """Ask where the root is now, compare both places, show the proof, ask, move."""
    app = page.vidtui

    def with_folder(new: bytes | None) -> None:
        if new is not None:
            work = partial(app.services.plan_relocation, app.settings, old, new)
            in_background(page, work, partial(_preview, page), app.complain)

    title = _("Where is {path} now?").format(path=show(old))
    app.push_screen(Picker(title, app.services, os.path.dirname(old)), with_folder)


def recognise(page: Roots, new: bytes) -> None:
    """Find which known root lies at a place that was never imported; then as ``relocate``."""
    app = page.vidtui

    def found(plan: Relocation | None) -> None:
        if plan is None:
            text = _("No known root seems to lie there.")
            app.push_screen(Tell(_("This is a root of its own"), [(show(new), text)]))
        else:
            _preview(page, plan)

    in_background(page, partial(app.services.moved_to, app.settings, new), found, app.complain)


def _preview(page: Roots, plan: Relocation) -> None:
    app = page.vidtui
    if not plan.likely:
        app.push_screen(Tell(_("These are not the same files"), proof(plan)))
        return

    def answer(name: str | None) -> None:
        if name and may_change(page):
            work = partial(app.services.relocate, app.settings, plan)
            in_background(page, work, page.changed, app.complain)

    facts = [titled(label, text) for label, text in proof(plan)]
    question, moved = _("The same files are there"), _("It has moved: note it")
    if not plan.proved:
        question = _("A good part of the same files is there")
        moved = _("It has moved, and the rest is gone: note it")
    choices = [Choice("", _("Change nothing")), Choice("move", moved)]
    app.push_screen(Ask(question, facts, choices), answer)


def forget(page: Roots, path: bytes) -> None:
    """Show what goes with a root, ask, forget it."""
    app = page.vidtui

    def answer(name: str | None) -> None:
        if name and may_change(page):
            work = partial(app.services.forget_root, app.settings, path)
            in_background(page, work, forgotten, app.complain)

    def forgotten(settings: Settings) -> None:
        page.changed(settings)
        text = _("{path} is forgotten; the Journal takes it back.").format(path=show(path))
        app.notify(text, markup=False)

    def ask(planned: RootForgetting) -> None:
        facts = [because(path, planned.state.reason)] if planned.state.reason else []
        if planned.state.online and not planned.state.is_empty:
            facts.append(_("Its disk is there. Nothing on it is changed."))
        facts += [titled(label, text) for label, text in lost(planned, app.settings)]
        choices = [
            Choice("", _("Change nothing")),
            Choice("forget", _("It is gone for good: forget it, and all that lay on it")),
        ]
        question = _("Forget {path}?").format(path=show(path))
        app.push_screen(Ask(question, facts, choices), answer)

    work = partial(app.services.plan_forgetting, app.settings, path)
    in_background(page, work, ask, app.complain)


def may_change(page: Page) -> bool:
    """Whether roots may be changed now: an import works on those that it found."""
    if page.vidtui.imports.active:
        text = _("An import is under way: links and roots wait until it is over.")
        page.vidtui.notify(text, severity="warning", markup=False)
        return False
    return True
