"""``vidtui --batch pending``: what waits for a person, and answers to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vidtui.batch.output import Output
from vidtui.catalogue import group_details
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.group_details import Choice, Details
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _, decimal, plural
from vidtui.jobs import asking
from vidtui.jobs.base import CancelToken
from vidtui.jobs.decide import Decisions
from vidtui.jobs.json_documents import Streamed
from vidtui.matching.reasons import ORDER, SENTENCES, sentence
from vidtui.matching.score import evidence
from vidtui.providers.base import Ref, Summary, summary
from vidtui.providers.references import parse
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable

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
        return Output(as_json=as_json).report(document, _text(waiting), code)


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


def _text(waiting: Mapping[int, str]) -> Iterator[str]:
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
