"""``vidtui --batch repair-links --apply PLAN``."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from vidtui import i18n
from vidtui.batch.output import Output
from vidtui.batch.repair import refused_document, refused_lines
from vidtui.errors import Exit, worst
from vidtui.i18n import _, ngettext
from vidtui.jobs.base import CancelToken, Refused
from vidtui.jobs.links.model import Outcome
from vidtui.jobs.lookalikes import beside
from vidtui.jobs.repair.apply import (
    ApplyEvent,
    ApplyFinished,
    ApplyJob,
    ApplyOptions,
    ApplyStarted,
)
from vidtui.jobs.runner import Draining, leave
from vidtui.jobs.suggest import Commands
from vidtui.jobs.wording import read_documents, read_lines
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import json_path, show

_DONE = {"repair": "repaired", "orphan": "trashed", "keep": "kept"}


@dataclass
class Report:
    """What came of a plan, gathered from its events."""

    options: ApplyOptions
    commands: Commands
    started: ApplyStarted | None = None
    finished: ApplyFinished | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    cancelled: bool = False

    def take(self, event: ApplyEvent) -> None:
        """Add one event."""
        match event:
            case ApplyStarted():
                self.started = event
            case Outcome():
                self.outcomes.append(event)
            case Refused():
                self.refused.append(event)
            case ApplyFinished():
                self.finished, self.cancelled = event, event.cancelled

    @property
    def counts(self) -> dict[str, int]:
        """What came of the links, by name; ``left`` counts those without a decision."""
        done = Counter(_DONE[one.decision.verb] for one in self.outcomes if one.state == "done")
        states = Counter(one.state for one in self.outcomes)
        return {
            **{name: done[name] for name in _DONE.values()},
            "refused": states["refused"],
            "failed": states["failed"],
            "untouched": (self.started.decided if self.started else 0) - len(self.outcomes),
            "left": self.started.left if self.started else 0,
        }

    @property
    def code(self) -> Exit:
        """The exit code of a run that ended so."""
        counts = self.counts
        return worst(
            Exit.INTERRUPTED if self.cancelled else Exit.OK,
            self.finished.exit if self.finished else Exit.OK,
            Exit.REFUSED if self.refused else Exit.OK,
            Exit.ITEMS_FAILED if counts["refused"] or counts["failed"] else Exit.OK,
            Exit.ATTENTION if counts["left"] else Exit.OK,
        )

    def document(self) -> dict[str, Any]:
        """Return the report for JSON."""
        ended = self.finished
        return {
            "command": "repair-links",
            "catalogue": show(str(self.started.catalogue)) if self.started else None,
            "applied": show(str(self.options.plan)),
            "dry_run": self.options.dry_run,
            "cancelled": self.cancelled,
            "stopped": ended.stopped if ended and ended.stopped else None,
            "seconds": round(ended.seconds, 3) if ended else None,
            "summary": self.counts,
            "links": [outcome_document(one) for one in self.outcomes],
            "refused": [refused_document(refused) for refused in self.refused],
            "notices": list(ended.notices) if ended else [],
            "read": read_documents(ended.read) if ended else [],
            "log": show(str(ended.log)) if ended and ended.log else None,
            "run": ended.run if ended else None,
        }

    def text(self) -> str:
        """Return the report for people."""
        lines = []
        if self.started is not None:
            lines.append(_("Catalogue: {path}").format(path=show(str(self.started.catalogue))))
        if self.options.dry_run:
            lines.append(_("Dry run: nothing was written. This would be done:"))
        if self.cancelled:
            lines.append(_("Interrupted; what was done is kept. Run it again for the rest."))
        if self.finished is not None and self.finished.stopped:
            lines.append(_("Stopped: {reason}").format(reason=self.finished.stopped))
        lines += [f"! {notice}" for notice in self.finished.notices] if self.finished else []
        lines += refused_lines(self.refused, self.commands)
        lines.append(self._headline())
        lines += self._details()
        lines += [f"  {line}" for line in read_lines(self.finished.read if self.finished else ())]
        lines += self._of_state("refused", _("Refused, and left as they are:"))
        lines += self._of_state("failed", _("Failed, and left as they are:"))
        return "\n".join(lines + self._afterwards())

    def _headline(self) -> str:
        counts = self.counts
        n = counts["repaired"], counts["trashed"], counts["refused"] + counts["failed"]
        return ", ".join(
            (
                ngettext("{n} repaired", "{n} repaired", n[0]).format(n=n[0]),
                ngettext("{n} in the trash", "{n} in the trash", n[1]).format(n=n[1]),
                ngettext("{n} refused or failed", "{n} refused or failed", n[2]).format(n=n[2]),
            )
        )

    def _details(self) -> list[str]:
        texts = {
            "kept": ngettext("{n} right as it is", "{n} right as they are", self.counts["kept"]),
            "untouched": ngettext(
                "{n} decided, and not come to",
                "{n} decided, and not come to",
                self.counts["untouched"],
            ),
            "left": ngettext(
                "{n} left without a decision: vidtui repair-links",
                "{n} left without a decision: vidtui repair-links",
                self.counts["left"],
            ),
        }
        found = [
            "  " + text.format(n=self.counts[name])
            for name, text in texts.items()
            if self.counts[name]
        ]
        if self.options.dry_run:
            found += [f"  {_action(one)}" for one in self.outcomes if one.state == "done"]
        return found

    def _of_state(self, state: str, title: str) -> list[str]:
        found = [one for one in self.outcomes if one.state == state]
        return [title, *(f"  {_about(one)}" for one in found)] if found else []

    def _afterwards(self) -> list[str]:
        ended = self.finished
        lines = []
        if ended is not None and ended.log is not None:
            lines.append(_("Log: {path}").format(path=show(str(ended.log))))
        if self.options.dry_run or ended is None or ended.run is None:
            return lines
        changed = self.counts["repaired"] + self.counts["trashed"]
        if changed or self.counts["kept"]:
            lines.append(
                _("To take it back: {command}").format(command=show(self.commands.undo(ended.run)))
            )
        if changed:
            lines.append(_("Let the media centre rescan its library now."))
        return lines


def run_apply(settings: Settings, options: ApplyOptions, output: Output) -> int:
    """Do what a plan says and return the exit code.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    i18n.use(settings.language)
    cancel, report = CancelToken(), Report(options, Commands(settings))
    draining: Draining[ApplyEvent] = Draining(ApplyJob(settings, options, cancel), cancel)
    shown_at = -output.interval_s
    for event in draining.events():
        report.take(event)
        if output.json_lines:
            output.line(_event_document(event, report))
        if isinstance(event, Outcome) and time.monotonic() - shown_at >= output.interval_s:
            shown_at = time.monotonic()
            decided = report.started.decided if report.started else 0
            link = show(event.decision.link.place.path)
            output.progress(f"{len(report.outcomes)}/{decided} · {link}")
    report.cancelled = report.cancelled or cancel()
    code = output.report(report.document(), report.text(), report.code)
    if draining.stuck:
        leave(code)
    return code


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """Return for JSON what came of a link."""
    link, proposal = outcome.decision.link, outcome.decision.proposal
    document: dict[str, Any] = {
        **json_path(link.place.absolute),
        "decision": outcome.decision.verb,
        "state": outcome.state,
        "reason": outcome.reason or None,
        "action": outcome.action,
        **json_path(link.edited.text, "text"),
    }
    if proposal is not None:
        document |= json_path(proposal.place.absolute, "target")
    if outcome.written is not None:
        document |= json_path(outcome.written, "written")
    if outcome.trashed is not None:
        document |= json_path(outcome.trashed, "trashed")
    return document


def _action(outcome: Outcome) -> str:
    link, proposal = outcome.decision.link, outcome.decision.proposal
    place = show(link.edited.place.absolute)
    if proposal is not None:
        differs = beside(link.target, proposal.place.absolute)
        return f"{place} → {show(proposal.place.absolute)}{differs}"
    if outcome.decision.verb == "orphan":
        return _("{link}: to the trash").format(link=place)
    return _("{link}: right as it is").format(link=place)


def _about(outcome: Outcome) -> str:
    link = show(outcome.decision.link.place.absolute)
    return outcome.reason if outcome.reason.startswith(link) else about(link, outcome.reason)


def _event_document(event: ApplyEvent, report: Report) -> dict[str, Any]:
    match event:
        case ApplyStarted():
            return {
                "event": "started",
                "command": "repair-links",
                "catalogue": show(str(event.catalogue)),
                "decided": event.decided,
                "left": event.left,
            }
        case Outcome():
            return {"event": "link", **outcome_document(event)}
        case Refused():
            return {"event": "refused", **refused_document(event)}
        case ApplyFinished():
            return {
                "event": "finished",
                "cancelled": event.cancelled,
                "seconds": round(event.seconds, 3),
                "summary": report.counts,
            }
