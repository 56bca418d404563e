"""``vidtui --batch repair-links``: finds what is broken and prints a plan; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from vidtui import i18n
from vidtui.batch.json import documents
from vidtui.batch.output import Output
from vidtui.batch.repair_report import plan_text
from vidtui.batch.run import Report, progress_line, refused_lines, run_job
from vidtui.i18n import _
from vidtui.jobs.base import Progress, Refused
from vidtui.jobs.links.model import Plan, Tier
from vidtui.jobs.repair import plan_file
from vidtui.jobs.repair.find import FindJob
from vidtui.jobs.repair.run import STAGES, FindOptions, FindRun, broken_text
from vidtui.jobs.suggest import Commands
from vidtui.jobs.wording import read_documents, read_lines
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable


@dataclass(frozen=True, slots=True)
class Marking:
    """What the flags decide in the plan."""

    tiers: tuple[Tier, ...] = ()
    orphans: bool = False
    prefix_moved: bool = False

    def mark(self, plan: Plan) -> None:
        """Write the decisions into the plan."""
        plan_file.accept(plan, self.tiers, prefix_moved=self.prefix_moved)
        if self.orphans:
            plan_file.trash_orphans(plan, prefix_moved=self.prefix_moved)


def run_find(
    settings: Settings, options: FindOptions, marking: Marking, output: Output, *, show_all: bool
) -> FindRun:
    """Find what is broken, print the plan and return the run.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    i18n.use(settings.language)
    run = FindRun()

    def line(event: Any) -> str:
        if not isinstance(event, Progress):
            return ""
        return progress_line(run, _(STAGES[run.stage]), broken_text(run.counts.broken))

    def report() -> Report:
        if run.plan is not None:
            marking.mark(run.plan)
        return _document(run, settings), _text(run, settings, marking, show_all=show_all)

    return run_job(partial(FindJob, settings, options), run, output, line, report)


def _document(run: FindRun, settings: Settings) -> dict[str, Any]:
    return {
        **({"plan": None} if run.plan is None else plan_file.document(run.plan)),
        "command": "repair-links",
        "cancelled": run.phase == "cancelled",
        "seconds": round(run.elapsed_s, 3),
        "errors": documents(run.errors),
        "refused": documents(run.refused),
        "notices": run.notices,
        "read": read_documents(run.read),
        "trash": [
            {
                **json_path(root.path, "links"),
                **json_path(settings.trash_of(root.path), "trash"),
            }
            for root in settings.of("links")
        ],
    }


def _text(run: FindRun, settings: Settings, marking: Marking, *, show_all: bool) -> str:
    lines = []
    if run.started is not None:
        lines.append(_("Catalogue: {path}").format(path=printable(str(run.started.catalogue))))
    if run.phase == "cancelled":
        lines.append(_("Interrupted; nothing was changed."))
    lines += [f"! {notice}" for notice in run.notices]
    lines += refused_lines(run.refused, partial(ways_on, Commands(settings)))
    if run.errors:
        lines.append(_("Errors:"))
        lines += ["  " + about(error.path, error.reason) for error in run.errors]
    if run.plan is not None:
        moved = marking.prefix_moved
        lines += plan_text(run.plan, settings, show_all=show_all, prefix_moved=moved)
    lines += read_lines(run.read)
    return "\n".join(lines)


def ways_on(commands: Commands, refused: Refused) -> list[str]:
    """Return the way on after a refusal, if there is one."""
    if refused.remedy == "accept-loss":
        return [_("  If this is right: add --accept-loss")]
    if refused.remedy == "confirm-root":
        command = commands.vidtui("roots", "confirm", refused.path)
        return [_("  If it is the right disk: {command}").format(command=command)]
    return []
