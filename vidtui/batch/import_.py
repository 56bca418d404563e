"""``vidtui --batch import``."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from vidtui import i18n
from vidtui.batch.output import Output
from vidtui.errors import Exit, UsageProblem, worst
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import (
    CancelToken,
    Event,
    Finished,
    ImportCounts,
    ItemFailed,
    Notice,
    Progress,
    Refused,
    RootRead,
    Stage,
    Started,
)
from vidtui.jobs.import_.job import ImportJob, ImportOptions
from vidtui.jobs.rate import Meter, clock_text
from vidtui.jobs.roots import change
from vidtui.jobs.runner import Draining, leave
from vidtui.jobs.suggest import Commands
from vidtui.jobs.wording import read_documents, read_lines
from vidtui.oserrors import about
from vidtui.paths import is_inside
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import json_path, show
from vidtui.typed_json import to_json

STAGE_NAMES: Mapping[Stage, str] = {
    "scan": N_("scan"),
    "samples": N_("samples"),
    "names": N_("names"),
    "links": N_("links"),
}


@dataclass
class Report:
    """What came of an import, gathered from its events; ``commands`` writes those that help."""

    commands: Commands | None = None
    started: Started | None = None
    counts: ImportCounts = field(default_factory=ImportCounts)
    errors: list[ItemFailed] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    cancelled: bool = False
    seconds: float = 0.0
    read: tuple[RootRead, ...] = ()

    def take(self, event: Event) -> None:
        """Add one event."""
        match event:
            case Started():
                self.started = event
            case Progress():
                self.counts = event.counts
            case ItemFailed():
                self.errors.append(event)
            case Notice():
                self.notices.append(event.message)
            case Refused():
                self.refused.append(event)
            case Finished():
                self.counts, self.seconds = event.counts, event.seconds
                self.cancelled, self.read = event.cancelled, event.read

    @property
    def code(self) -> Exit:
        """The exit code of an import that ended so."""
        return worst(
            Exit.INTERRUPTED if self.cancelled else Exit.OK,
            Exit.REFUSED if self.refused else Exit.OK,
            Exit.ITEMS_FAILED if self.errors else Exit.OK,
            Exit.ATTENTION if self.counts.unknown or self.counts.broken_links else Exit.OK,
        )

    def document(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "command": "import",
            "catalogue": show(str(self.started.catalogue)) if self.started else None,
            "created": bool(self.started and self.started.created),
            "dry_run": bool(self.started and self.started.dry_run),
            "cancelled": self.cancelled,
            "seconds": round(self.seconds, 3),
            "summary": to_json(self.counts),
            "errors": [{**json_path(error.path), "reason": error.reason} for error in self.errors],
            "refused": [_refused_document(refused) for refused in self.refused],
            "notices": self.notices,
            "read": read_documents(self.read),
        }

    def text(self) -> str:
        """Return the report for people."""
        lines = []
        if self.started:
            label = _("New catalogue: {path}") if self.started.created else _("Catalogue: {path}")
            lines.append(label.format(path=show(str(self.started.catalogue))))
            if self.started.dry_run:
                lines.append(_("Dry run: nothing was written."))
        if self.cancelled:
            lines.append(_("Interrupted; what was done is kept. Run it again for the rest."))
        lines += [headline(self.counts), *details(self.counts)]
        lines += [f"  {line}" for line in read_lines(self.read)]
        lines += [f"! {notice}" for notice in self.notices]
        for refused in self.refused:
            lines.append(
                _("Refused: {path}: {reason}").format(
                    path=show(refused.path), reason=refused.reason
                )
            )
            lines += self._ways_on(refused)
        if self.errors:
            lines.append(_("Errors:"))
            lines += ["  " + about(error.path, error.reason) for error in self.errors]
        return "\n".join(lines)

    def _ways_on(self, refused: Refused) -> list[str]:
        if refused.remedy == "accept-loss":
            return [_("  If these are really gone: add --accept-loss")]
        if refused.remedy != "relocate-root" or self.commands is None:
            return []
        relocate = self.commands.vidtui("roots", "relocate", refused.old, refused.path)
        forget = self.commands.vidtui("roots", "forget", refused.old)
        return [
            _("  If it has moved there: {command}").format(command=show(relocate)),
            _("  If {old} is gone for good, and this is a copy: {command}").format(
                old=show(refused.old), command=show(forget)
            ),
        ]


def headline(counts: ImportCounts) -> str:
    """Return the summary that every import ends with."""
    parts = (
        ngettext("{n} imported", "{n} imported", counts.imported).format(n=counts.imported),
        ngettext("{n} ignored", "{n} ignored", counts.ignored).format(n=counts.ignored),
        ngettext("{n} error", "{n} errors", counts.errors).format(n=counts.errors),
    )
    return ", ".join(parts)


def details(counts: ImportCounts) -> list[str]:
    """Return a line for each further count that is not zero."""
    texts = {
        "moved": ngettext("{n} moved", "{n} moved", counts.moved),
        "duplicates": ngettext(
            "{n} possible duplicate (same size, same beginning and end)",
            "{n} possible duplicates (same size, same beginning and end)",
            counts.duplicates,
        ),
        "changed": ngettext("{n} with new content", "{n} with new content", counts.changed),
        "still_changing": ngettext(
            "{n} still changing, left for the next run",
            "{n} still changing, left for the next run",
            counts.still_changing,
        ),
        "back": ngettext("{n} there again", "{n} there again", counts.back),
        "missing": ngettext("{n} no longer there", "{n} no longer there", counts.missing),
        "extras": ngettext("{n} extra", "{n} extras", counts.extras),
        "unknown": ngettext(
            "{n} of unknown type: neither below a film nor a series folder",
            "{n} of unknown type: neither below a film nor a series folder",
            counts.unknown,
        ),
        "films": ngettext("{n} new film", "{n} new films", counts.films),
        "series": ngettext("{n} new series", "{n} new series", counts.series),
        "links": ngettext("{n} link", "{n} links", counts.links),
        "broken_links": ngettext("{n} broken link", "{n} broken links", counts.broken_links),
        "away": ngettext(
            "{n} away, where what vanishes comes back",
            "{n} away, where what vanishes comes back",
            counts.away,
        ),
        "asked_again": ngettext(
            "{n} answer is asked about again: vidtui pending",
            "{n} answers are asked about again: vidtui pending",
            counts.asked_again,
        ),
        "packs": ngettext(
            "{n} file that holds several works waits: vidtui pending",
            "{n} files that hold several works wait: vidtui pending",
            counts.packs,
        ),
        "strays": strays_line(counts.strays),
    }
    return [
        "  " + texts[name].format(n=getattr(counts, name))
        for name in (item.name for item in fields(counts))
        if name in texts and getattr(counts, name)
    ]


def strays_line(count: int) -> str:
    """Return how many files of known series have no episode, with a place for the number."""
    return ngettext(
        "{n} file of a known series without an episode that TMDB has: "
        "vidtui --batch check --kind unknown_episode",
        "{n} files of known series without an episode that TMDB has: "
        "vidtui --batch check --kind unknown_episode",
        count,
    )


def run_import(
    settings: Settings, options: ImportOptions, output: Output, *, add_root: bool = False
) -> int:
    """Import without a screen and return the exit code.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    i18n.use(settings.language)
    if add_root:
        settings = _with_added_roots(settings, options)
    cancel, report, meter = CancelToken(), Report(Commands(settings)), Meter()
    draining = Draining(ImportJob(settings, options, cancel), cancel)
    stage, shown_at = None, -output.interval_s
    for event in draining.events():
        report.take(event)
        if output.json_lines:
            output.line(_event_document(event))
        if not isinstance(event, Progress):
            continue
        if event.stage != stage:
            stage, meter = event.stage, Meter()
        meter.update(event.done)
        if time.monotonic() - shown_at >= output.interval_s:
            shown_at = time.monotonic()
            output.progress(_progress_line(event, meter))
    report.cancelled = report.cancelled or cancel()
    code = output.report(report.document(), report.text(), report.code)
    if draining.stuck:
        leave(code)
    return code


def _progress_line(event: Progress, meter: Meter) -> str:
    of = f"/{event.total}" if event.total is not None else ""
    line = f"{_(STAGE_NAMES[event.stage])} {event.done}{of}"
    if meter.rate:
        line += _(" · {rate:.0f}/s").format(rate=meter.rate)
    remaining = meter.remaining_s(event.total)
    if remaining is not None:
        line += _(" · {time} left").format(time=clock_text(remaining))
    if event.counts.errors:
        line += " · " + ngettext("{n} error", "{n} errors", event.counts.errors).format(
            n=event.counts.errors
        )
    return f"{line} · {show(event.folder)}" if event.folder else line


def _refused_document(refused: Refused) -> dict[str, Any]:
    old = json_path(refused.old, "old") if refused.old else {}
    told = {"reason": refused.reason, "remedy": refused.remedy}
    return {**json_path(refused.path), **told, **old}


def _event_document(event: Event) -> dict[str, Any]:
    match event:
        case Started():
            return {
                "event": "started",
                "command": event.command,
                "catalogue": show(str(event.catalogue)),
                "created": event.created,
                "dry_run": event.dry_run,
                "scope": [json_path(path) for path in event.scope],
            }
        case Progress():
            return {
                "event": "progress",
                "stage": event.stage,
                "done": event.done,
                "total": event.total,
                **json_path(event.folder, "folder"),
                "counts": to_json(event.counts),
            }
        case ItemFailed():
            return {"event": "item_failed", **json_path(event.path), "reason": event.reason}
        case Notice():
            return {"event": "notice", "message": event.message}
        case Refused():
            return {"event": "refused", **_refused_document(event)}
        case Finished():
            return {
                "event": "finished",
                "cancelled": event.cancelled,
                "seconds": round(event.seconds, 3),
                "summary": to_json(event.counts),
                "read": read_documents(event.read),
            }


def _with_added_roots(settings: Settings, options: ImportOptions) -> Settings:
    for path in options.paths:
        if not any(is_inside(path, root.path) for root in settings.of("storage")):
            root = RootSetting("storage", path)
            if options.dry_run:
                raise UsageProblem(_("--add-root changes the settings: not in a dry run"))
            settings = change.add(settings, root)
    return settings
