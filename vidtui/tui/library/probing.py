"""What is asked about probes, over whatever page is in front."""

from __future__ import annotations

from functools import partial

from vidtui.i18n import _, titled
from vidtui.jobs.probe.run import ProbeOptions, summary
from vidtui.text import printable
from vidtui.tui.dialogs import Ask, Choice, Tell
from vidtui.tui.formatting import plural
from vidtui.tui.page import Page
from vidtui.tui.threads import in_background

HOUR_S = 3600.0


def ask_once(page: Page) -> None:
    """Ask over a page whether an import shall be followed by a probe."""
    probing = page.workspace.probing
    run = probing.runner.run
    if run is None:
        return
    text = plural("{n} file has no technical facts yet", "{n} files have no technical facts yet",
                  run.counts.left)  # fmt: skip
    facts = [
        _("Picture, sound and languages are read from each file: its first and last part."),
        f"{titled(text, probing.time_for(run.counts.left))}.",
        _("It goes on while you look elsewhere, and leaves all other work its way."),
    ]
    choices = [
        Choice("no", _("No: only when I ask for it")),
        Choice("yes", _("Yes, now and after every import")),
    ]

    def answered(name: str) -> None:
        probing.remember(auto=name == "yes")

    page.open_dialog(Ask(_("Read technical facts from the files?"), facts, choices), answered)


def ask_now(page: Page) -> None:
    """Ask what to read now, or whether to stop what is under way."""
    work = page.workspace
    if work.probing.active:
        choices = [Choice("", _("Let it go on")), Choice("stop", _("Stop"))]
        facts = [_("What was read is kept, and the next one goes on with the rest.")]

        def stop(_name: str) -> None:
            work.probing.runner.cancel()
            work.show_progress()

        page.open_dialog(Ask(_("Stop reading technical facts?"), facts, choices), stop)
        return
    count = partial(work.services.unprobed, work.settings)
    in_background(page, count, partial(_ask_what, page), work.complain)


def _ask_what(page: Page, files: int) -> None:
    probing = page.workspace.probing
    if not files:
        page.workspace.notify(_("Every file has its technical facts."))
        return
    waits = plural("{n} file has no technical facts yet", "{n} files have no technical facts yet",
                   files)  # fmt: skip
    time = probing.time_for(files)
    facts = [
        f"{titled(waits, time)}." if time else f"{waits}.",
        _("Shares are left out: vidtui probe --read-at-most 5G reads there too."),
    ]
    choices = [
        Choice("", _("Read nothing")),
        Choice("all", _("Read them all")),
        Choice("hour", _("Read for an hour")),
    ]

    def answered(name: str) -> None:
        probing.start(ProbeOptions(for_s=HOUR_S if name == "hour" else None))

    page.open_dialog(Ask(_("Read technical facts from the files?"), facts, choices), answered)


def tell(page: Page) -> None:
    """Show what the last probe could not read."""
    run = page.workspace.probing.runner.run
    if run is not None:
        parts = [(printable(error.path), printable(error.reason)) for error in run.errors]
        parts += [("", printable(notice)) for notice in run.notices]
        page.open_dialog(Tell(summary(run.counts), parts))


def has_told(page: Page) -> bool:
    """Whether the last probe has said anything."""
    run = page.workspace.probing.runner.run
    return run is not None and bool(run.errors or run.notices)
