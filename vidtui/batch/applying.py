"""What is printed of a plan that is carried out, of repairs or of new links."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from vidtui.batch import media_centre
from vidtui.batch.output import documents
from vidtui.i18n import _
from vidtui.jobs.links.applying import PlanOptions, PlanRun
from vidtui.jobs.links.model import OutcomeState
from vidtui.jobs.media_centre.telling import Told
from vidtui.jobs.suggest import Commands
from vidtui.settings.model import Settings
from vidtui.text import printable
from vidtui.typed_json import to_json


class Tried(Protocol):
    """Anything that came of a decision."""

    @property
    def state(self) -> OutcomeState:
        """Whether it was done."""


One = TypeVar("One", bound=Tried)


def tell_centres(
    settings: Settings,
    run: PlanRun[Any, Any],
    options: PlanOptions,
    actions: Collection[int],
    folders: Collection[bytes],
) -> list[Told]:
    """Tell media centres of links that were changed; nobody waits for that who interrupts.

    Args:
        settings: the centres.
        run: the run.
        options: how it went.
        actions: those of the journal.
        folders: where links were changed, none where none was.
    """
    if options.dry_run or not folders:
        return []
    return media_centre.after(settings, actions, folders, later=run.phase == "cancelled")


def report_document(
    command: str,
    run: PlanRun[Any, Any],
    options: PlanOptions,
    links: Iterable[dict[str, Any]],
    **more: Any,
) -> dict[str, Any]:
    """Return the report for JSON; ``more`` is what only one command says."""
    ended = run.finished
    return {
        "command": command,
        "catalogue": printable(str(run.started.catalogue)) if run.started else None,
        "applied": printable(str(options.plan)),
        "dry_run": options.dry_run,
        "cancelled": run.phase == "cancelled",
        "stopped": ended.stopped if ended and ended.stopped else None,
        "seconds": round(ended.seconds, 3) if ended else None,
        "summary": to_json(run.counts),
        "links": list(links),
        "refused": documents(run.refused),
        "notices": run.notices,
        **more,
        "log": printable(str(ended.log)) if ended and ended.log else None,
        "run": ended.run if ended else None,
    }


def opening(run: PlanRun[Any, Any], options: PlanOptions) -> list[str]:
    """Return the lines that a report begins with."""
    lines = []
    if run.started is not None:
        lines.append(_("Catalogue: {path}").format(path=printable(str(run.started.catalogue))))
    if options.dry_run:
        lines.append(_("Dry run: nothing was written. This would be done:"))
    if run.phase == "cancelled":
        lines.append(_("Interrupted; what was done is kept. Run it again for the rest."))
    if run.finished is not None and run.finished.stopped:
        lines.append(_("Stopped: {reason}").format(reason=run.finished.stopped))
    return lines + [f"! {notice}" for notice in run.notices]


def not_done(outcomes: Sequence[One], why: Callable[[One], str]) -> Iterator[str]:
    """Yield what was not done, with why."""
    for state, title in (
        ("refused", _("Refused, and left as they are:")),
        ("failed", _("Failed, and left as they are:")),
    ):
        found = [one for one in outcomes if one.state == state]
        if found:
            yield title
            yield from (f"  {why(one)}" for one in found)


def afterwards(
    run: PlanRun[Any, Any],
    options: PlanOptions,
    commands: Commands,
    told: Sequence[Told],
    *,
    changed: int,
    noted: int,
) -> Iterator[str]:
    """Yield where it is written down, how it is taken back, and what media centres are to know.

    Args:
        run: the run.
        options: how it went.
        commands: for these settings.
        told: what media centres were told.
        changed: how many links were changed.
        noted: how many decisions were only written down.
    """
    ended = run.finished
    if ended is not None and ended.log is not None:
        yield _("Log: {path}").format(path=printable(str(ended.log)))
    if options.dry_run or ended is None or ended.run is None:
        return
    if changed or noted:
        yield _("To take it back: {command}").format(command=printable(commands.undo(ended.run)))
    if told:
        yield from media_centre.lines_of(told)
    elif changed:
        yield _("Let the media centre rescan its library now.")
