"""``vidtui --batch repair-links``: finds what is broken and prints a plan; changes nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vidtui import i18n
from vidtui.batch.output import Output
from vidtui.batch.repair_report import plan_text
from vidtui.errors import Exit, worst
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import CancelToken, ItemFailed, Notice, Refused, RootRead
from vidtui.jobs.links.events import (
    FindEvent,
    FindFinished,
    FindOptions,
    FindProgress,
    FindStage,
    FindStarted,
    LinksFound,
)
from vidtui.jobs.links.model import Plan, Tier
from vidtui.jobs.rate import Meter, clock_text
from vidtui.jobs.repair import marking, plan_file
from vidtui.jobs.repair.find import FindJob
from vidtui.jobs.runner import Draining, leave
from vidtui.jobs.suggest import Commands
from vidtui.jobs.wording import read_documents, read_lines
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import json_path, show
from vidtui.typed_json import to_json

STAGE_NAMES: Mapping[FindStage, str] = {
    "links": N_("links"),
    "storage": N_("storage"),
    "proposals": N_("proposals"),
}


@dataclass(frozen=True, slots=True)
class Marking:
    """What the flags decide in the plan."""

    tiers: tuple[Tier, ...] = ()
    orphans: bool = False
    prefix_moved: bool = False

    def mark(self, plan: Plan) -> None:
        """Write the decisions into the plan."""
        marking.accept(plan, self.tiers, prefix_moved=self.prefix_moved)
        if self.orphans:
            marking.trash_orphans(plan, prefix_moved=self.prefix_moved)


@dataclass
class Report:
    """What came of a search, gathered from its events."""

    settings: Settings
    marking: Marking
    catalogue: Path | None = None
    plan: Plan | None = None
    errors: list[ItemFailed] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    cancelled: bool = False
    seconds: float = 0.0
    read: tuple[RootRead, ...] = ()

    def take(self, event: FindEvent) -> None:
        """Add one event."""
        match event:
            case FindStarted():
                self.catalogue = event.catalogue
            case ItemFailed():
                self.errors.append(event)
            case Notice():
                self.notices.append(event.message)
            case Refused():
                self.refused.append(event)
            case FindFinished():
                self.plan, self.cancelled = event.plan, event.cancelled
                self.seconds, self.read = event.seconds, event.read
                if self.plan is not None:
                    self.marking.mark(self.plan)

    @property
    def code(self) -> Exit:
        """The exit code of a search that ended so."""
        return worst(
            Exit.INTERRUPTED if self.cancelled else Exit.OK,
            Exit.REFUSED if self.refused else Exit.OK,
            Exit.ITEMS_FAILED if self.errors else Exit.OK,
            Exit.ATTENTION if self.plan is not None and self.plan.links else Exit.OK,
        )

    def document(self) -> dict[str, Any]:
        """Return the plan for JSON, with what else there is to say."""
        return {
            **({"plan": None} if self.plan is None else plan_file.document(self.plan)),
            "command": "repair-links",
            "cancelled": self.cancelled,
            "seconds": round(self.seconds, 3),
            "errors": [{**json_path(error.path), "reason": error.reason} for error in self.errors],
            "refused": [refused_document(refused) for refused in self.refused],
            "notices": self.notices,
            "read": read_documents(self.read),
            "trash": [
                {
                    **json_path(root.path, "links"),
                    **json_path(self.settings.trash_of(root.path), "trash"),
                }
                for root in self.settings.of("links")
            ],
        }

    def text(self, *, show_all: bool) -> str:
        """Return the report for people."""
        lines = []
        if self.catalogue is not None:
            lines.append(_("Catalogue: {path}").format(path=show(str(self.catalogue))))
        if self.cancelled:
            lines.append(_("Interrupted; nothing was changed."))
        lines += [f"! {notice}" for notice in self.notices]
        lines += refused_lines(self.refused, Commands(self.settings))
        if self.errors:
            lines.append(_("Errors:"))
            lines += ["  " + about(error.path, error.reason) for error in self.errors]
        if self.plan is not None:
            moved = self.marking.prefix_moved
            lines += plan_text(self.plan, self.settings, show_all=show_all, prefix_moved=moved)
        lines += read_lines(self.read)
        return "\n".join(lines)


def run_find(
    settings: Settings, options: FindOptions, marking: Marking, output: Output, *, show_all: bool
) -> int:
    """Find what is broken, print the plan and return the exit code.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    i18n.use(settings.language)
    cancel, report, meter = CancelToken(), Report(settings, marking), Meter()
    draining: Draining[FindEvent] = Draining(FindJob(settings, options, cancel), cancel)
    stage, shown_at = None, -output.interval_s
    for event in draining.events():
        report.take(event)
        if output.json_lines:
            output.line(_event_document(event))
        if not isinstance(event, FindProgress):
            continue
        if event.stage != stage:
            stage, meter = event.stage, Meter()
        meter.update(event.done)
        if time.monotonic() - shown_at >= output.interval_s:
            shown_at = time.monotonic()
            output.progress(_progress_line(event, meter))
    report.cancelled = report.cancelled or cancel()
    code = output.report(report.document(), report.text(show_all=show_all), report.code)
    if draining.stuck:
        leave(code)
    return code


def refused_lines(refused: list[Refused], commands: Commands) -> list[str]:
    """Return what was refused, and the way on where there is one."""
    lines = []
    for one in refused:
        label = _("Refused: {path}: {reason}")
        lines.append(label.format(path=show(one.path), reason=one.reason))
        if one.remedy == "accept-loss":
            lines.append(_("  If this is right: add --accept-loss"))
        elif one.remedy == "confirm-root":
            lines.append(
                _("  If it is the right disk: {command}").format(
                    command=commands.vidtui("roots", "confirm", one.path)
                )
            )
    return lines


def refused_document(refused: Refused) -> dict[str, Any]:
    """Return a refusal for JSON."""
    return {**json_path(refused.path), "reason": refused.reason, "remedy": refused.remedy}


def _progress_line(event: FindProgress, meter: Meter) -> str:
    of = f"/{event.total}" if event.total is not None else ""
    line = f"{_(STAGE_NAMES[event.stage])} {event.done}{of}"
    if meter.rate:
        line += _(" · {rate:.0f}/s").format(rate=meter.rate)
    remaining = meter.remaining_s(event.total)
    if remaining is not None:
        line += _(" · {time} left").format(time=clock_text(remaining))
    broken = event.counts.broken
    if broken:
        line += " · " + ngettext("{n} broken link", "{n} broken links", broken).format(n=broken)
    return f"{line} · {show(event.folder)}" if event.folder else line


def _event_document(event: FindEvent) -> dict[str, Any]:
    match event:
        case FindStarted():
            return {
                "event": "started",
                "command": "repair-links",
                "catalogue": show(str(event.catalogue)),
            }
        case FindProgress():
            return {
                "event": "progress",
                "stage": event.stage,
                "done": event.done,
                "total": event.total,
                **json_path(event.folder, "folder"),
                "counts": to_json(event.counts),
            }
        case LinksFound():
            return {
                "event": "links_found",
                "links": [
                    {**json_path(link.place.absolute), "problem": link.problem}
                    for link in event.links
                ],
            }
        case ItemFailed():
            return {"event": "item_failed", **json_path(event.path), "reason": event.reason}
        case Notice():
            return {"event": "notice", "message": event.message}
        case Refused():
            return {"event": "refused", **refused_document(event)}
        case FindFinished():
            return {
                "event": "finished",
                "cancelled": event.cancelled,
                "seconds": round(event.seconds, 3),
                "summary": to_json(event.counts),
                "read": read_documents(event.read),
            }
