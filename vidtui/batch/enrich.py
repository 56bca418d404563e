"""``vidtui --batch enrich``, and ``pending``: what waits for a person, and answers to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from vidtui.batch.after import after_work
from vidtui.batch.output import Output, Report, documents, run_job
from vidtui.catalogue import group_details
from vidtui.catalogue import totals as queries
from vidtui.catalogue.database import Catalogue, check_exists, open_catalogue
from vidtui.catalogue.group_details import Choice, Details
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _, decimal, ngettext, plural
from vidtui.jobs import asking
from vidtui.jobs.base import CancelToken, clock_text
from vidtui.jobs.decide import Decisions
from vidtui.jobs.enrich import run as runs
from vidtui.jobs.enrich.job import EnrichJob
from vidtui.jobs.enrich.run import (
    EnrichOptions,
    EnrichProgress,
    EnrichRun,
    EnrichStarted,
    announcement,
    requests_text,
)
from vidtui.jobs.json_documents import Streamed
from vidtui.jobs.wording import STRAYS, read_documents, read_lines
from vidtui.matching.reasons import ORDER, SENTENCES, sentence
from vidtui.matching.score import evidence
from vidtui.providers.base import Ref, Summary, summary
from vidtui.providers.references import parse
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable
from vidtui.typed_json import to_json


def run_enrich(settings: Settings, options: EnrichOptions, output: Output) -> EnrichRun:
    """Enrich without a screen and return the run.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    check_exists(settings.database)
    run = EnrichRun()

    def line(event: Any) -> str:
        if isinstance(event, EnrichStarted):
            return announcement(event)
        return _progress_line(run) if isinstance(event, EnrichProgress) else ""

    def report() -> Report:
        with open_catalogue(settings.database).session():
            totals = queries.totals()
        run.waiting, run.failed = totals.pending, totals.failed
        document = {**_document(run, settings), "dry_run": options.dry_run}
        return document, _text(run, dry_run=options.dry_run)

    run_job(partial(EnrichJob, settings, options), run, output, line, report)
    after_work(settings, output)
    return run


def _progress_line(run: EnrichRun) -> str:
    line = f"{run.done}/{run.total} · {runs.summary(run.counts)}"
    if run.remaining_s is not None:
        line += _(" · {time} left").format(time=clock_text(run.remaining_s))
    return f"{line} · {printable(run.current[0])}" if run.current else line


def _why_ended(run: EnrichRun) -> Iterator[str]:
    """Yield why it ended before all was asked about, and what that left."""
    if run.phase == "cancelled":
        yield _("Interrupted; what was done is kept. Run it again for the rest.")
    if run.failure is not None:
        label = (
            _("TMDB does not answer: {reason}. Run it again later.")
            if run.phase == "outage"
            else _("Stopped: {reason}")
        )
        yield label.format(reason=run.failure)
    if count := run.counts.put_back:
        text = ngettext(
            "{n} that got no answer is queued as before",
            "{n} that got no answer are queued as before",
            count,
        )
        yield text.format(n=count)


def _text(run: EnrichRun, *, dry_run: bool) -> str:
    counts = run.counts
    lines = list(_why_ended(run))
    if dry_run and run.started is not None:
        lines.append(_("Dry run: nothing was written."))
        lines.append(announcement(run.started))
        return "\n".join(lines)
    lines.append(runs.summary(counts))
    if counts.not_found:
        lines.append(
            "  "
            + plural(
                "{n} unknown to TMDB; ask again with --retry-not-found",
                "{n} unknown to TMDB; ask again with --retry-not-found",
                counts.not_found,
            )
        )
    if counts.strays:
        lines.append("  " + ngettext(*STRAYS, counts.strays).format(n=counts.strays))
    lines.append("  " + requests_text(counts))
    lines += [f"  {line}" for line in read_lines(run.read)]
    lines += [f"! {notice}" for notice in run.notices]
    if run.failures:
        lines.append(_("Failed, to be tried again later:"))
        lines += [f"  {printable(one.title)}: {printable(one.reason)}" for one in run.failures]
    if run.waiting:
        lines.append(
            plural(
                "{n} film or series waits for you: vidtui pending",
                "{n} films and series wait for you: vidtui pending",
                run.waiting,
            )
        )
    return "\n".join(lines)


def _document(run: EnrichRun, settings: Settings) -> dict[str, Any]:
    return {
        "command": "enrich",
        "catalogue": printable(str(settings.database)),
        "cancelled": run.phase == "cancelled",
        "stopped": {"why": run.phase, "reason": run.failure} if run.failure else None,
        "seconds": round(run.elapsed_s, 3),
        "expected_requests": run.started.requests if run.started else 0,
        "summary": to_json(run.counts),
        "failed": documents(run.failures),
        "notices": run.notices,
        "waiting": run.waiting,
        "read": read_documents(run.read),
    }


MOST_OFFERED = 9  # as many as there are digits on the screen
_PATHS = {"film": "movie", "series": "tv"}  # as TMDB's own addresses have it


def show_pending(settings: Settings, *, as_json: bool) -> Exit:
    """List what waits, by reason, with the proposals."""
    catalogue = open_catalogue(settings.database)
    with catalogue.session():
        waiting = dict(sorted(group_details.waiting_for(), key=lambda one: _rank(one[1])))
        document = {
            "command": "pending",
            "groups": Streamed(
                lambda: map(_group_document, group_details.details_of(list(waiting)))
            ),
        }
        code = Exit.ATTENTION if waiting else Exit.OK
        return Output(as_json=as_json).report(document, _pending_text(waiting), code)


def accept(settings: Settings, group: int, candidate: str, *, dry_run: bool, as_json: bool) -> Exit:
    """Take one of a group's proposals: by its number in the list, or by its id.

    Raises:
        UsageProblem: there is no such group or proposal.
    """
    catalogue = open_catalogue(settings.database)
    held = _details(catalogue, group)
    choice = _choice(held, candidate)
    state = held.state if dry_run else Decisions(catalogue).accept(group, choice.ref).state
    return _report("pending accept", held, state, choice.work, choice.ref, dry_run, as_json)


def set_work(settings: Settings, group: int, work: str, *, dry_run: bool, as_json: bool) -> Exit:
    """Say by its id or address what a group is; the work is fetched at once.

    Raises:
        UsageProblem: there is no such group, or the text names no work of its kind.
        ProviderFailure: no answer.
    """
    catalogue = open_catalogue(settings.database)
    held = _details(catalogue, group)
    found = asking.look_up(settings, held.kind, work, CancelToken())
    state = held.state if dry_run else Decisions(catalogue).accept_work(group, found).state
    return _report("pending set", held, state, summary(found), found.ref, dry_run, as_json)


def ignore(settings: Settings, group: int, *, dry_run: bool, as_json: bool) -> Exit:
    """Say that a group is in no database.

    Raises:
        UsageProblem: there is no such group.
    """
    catalogue = open_catalogue(settings.database)
    held = _details(catalogue, group)
    state = held.state if dry_run else Decisions(catalogue).ignore(group).state
    return _report("pending ignore", held, state, None, None, dry_run, as_json)


def _rank(reason: str) -> int:
    return ORDER.index(reason) if reason in ORDER else len(ORDER)


def _details(catalogue: Catalogue, group: int) -> Details:
    with catalogue.session():
        held = group_details.details(group)
    if held is None:
        raise UsageProblem(_("there is no group {group}").format(group=group))
    return held


def _choice(held: Details, text: str) -> Choice:
    offered = _offered(held)
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= len(offered):
        return offered[int(text) - 1]
    named = parse(text, held.kind)  # type: ignore[arg-type]
    for choice in offered:
        if (named.provider, named.id) == (choice.ref.provider, choice.ref.id) and (
            named.kind in (None, choice.ref.kind)
        ):
            return choice
    raise UsageProblem(
        _(
            "{text} is none of its proposals; to name another work: vidtui --batch pending set"
        ).format(text=printable(text))
    )


def _report(
    command: str,
    held: Details,
    state: str,
    work: Summary | None,
    ref: Ref | None,
    dry_run: bool,
    as_json: bool,
) -> Exit:
    """Say what was answered, or in a dry run what would be; ``state`` is the group's now."""
    document = {
        "command": command,
        "dry_run": dry_run,
        "group": held.id,
        "state": state,
        "work": _work_document(work, ref) if work and ref else None,
    }
    if work is None:
        text = _("{title} is in no database, and is not asked about again.").format(
            title=printable(held.title)
        )
    else:
        text = _("{title} is {work}.").format(title=printable(held.title), work=_named(work))
    if dry_run:
        text += " " + _("Dry run: nothing was written.")
    elif state == "queued":
        text += " " + _("The next enrich fetches its details.")
    return Output(as_json=as_json).report(document, text, Exit.OK)


def _named(work: Summary) -> str:
    title = printable(work.title)
    return f"{title} ({work.year})" if work.year else title


def _pending_text(waiting: Mapping[int, str]) -> Iterator[str]:
    """Yield the lines on the groups that wait; ``waiting`` gives the reason of each."""
    if not waiting:
        yield _("Nothing waits for you.")
        return
    yield plural(
        "{n} film or series waits for you.", "{n} films and series wait for you.", len(waiting)
    )
    reason = ""
    for held in group_details.details_of(list(waiting)):
        if waiting[held.id] != reason:
            reason = waiting[held.id]
            yield from ("", sentence(reason))
        yield from _lines(held)
    yield from ("", _("To answer: vidtui pending, or vidtui --batch pending accept ID NUMBER"))


def _lines(held: Details) -> list[str]:
    title = f"{printable(held.title)} ({held.year})" if held.year else printable(held.title)
    lines = [
        f"  {held.id}  {title}",
        *(f"        {printable(file.path)}" for file in held.files[:1]),
    ]
    for number, choice in enumerate(_offered(held), 1):
        why = "; ".join(evidence(choice.parts))
        lines.append(
            f"      {number}. {_named(choice.work)}  {decimal(choice.score)}  "
            f"{_reference(choice.ref)}  {why}"
        )
    return lines


def _reference(ref: Ref) -> str:
    return printable(f"{ref.provider}:{_PATHS[ref.kind]}/{ref.id}")


def _offered(held: Details) -> list[Choice]:
    return [choice for choice in held.choices if not choice.rejected][:MOST_OFFERED]


def _group_document(held: Details) -> dict[str, Any]:
    return {
        "id": held.id,
        "kind": held.kind,
        "title": printable(held.title),
        "year": held.year,
        "reason": None if held.error is None else printable(SENTENCES.get(held.error, held.error)),
        "reason_code": held.error if held.error in SENTENCES else None,
        "not_found_at": held.not_found_at,
        "files": [{**json_path(file.path), "size": file.size} for file in held.files],
        "candidates": [
            {
                **_work_document(choice.work, choice.ref),
                "number": number,
                "score": round(choice.score, 4),
                "evidence": evidence(choice.parts),
                "vetoes": list(choice.parts.get("vetoes", ())),
            }
            for number, choice in enumerate(_offered(held), 1)
        ],
    }


def _work_document(work: Summary, ref: Ref) -> dict[str, Any]:
    return {
        "id": _reference(ref),
        "kind": ref.kind,
        "title": printable(work.title),
        "original_title": printable(work.original_title),
        "year": work.year,
    }
