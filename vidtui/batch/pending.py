"""``vidtui --batch pending``: what waits for a person, and answers to it."""

from __future__ import annotations

from typing import Any

from vidtui import i18n
from vidtui.batch.output import Output
from vidtui.catalogue import pending
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.pending import Choice, Details
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _, decimal, ngettext
from vidtui.jobs import asking
from vidtui.jobs.deciding import Answered, Decisions
from vidtui.jobs.events import Cancel
from vidtui.metadata.reasons import ORDER
from vidtui.metadata.references import parse
from vidtui.metadata.scoring import evidence
from vidtui.metadata.works import Ref, Summary
from vidtui.settings import Settings
from vidtui.text import json_path, show

_PATHS = {"film": "movie", "series": "tv"}  # as TMDB's own addresses have it


def show_pending(settings: Settings, *, as_json: bool) -> Exit:
    """List what waits, by reason, with the proposals."""
    i18n.use(settings.language)
    catalogue = open_catalogue(settings.database)
    with catalogue.session():
        waiting = sorted(pending.waiting(), key=lambda one: _rank(one.reason))
        groups = [held for one in waiting if (held := pending.details(one.id)) is not None]
    document = {"command": "pending", "groups": [_group_document(held) for held in groups]}
    code = Exit.ATTENTION if groups else Exit.OK
    return Output(as_json=as_json).report(document, _text(groups), code)


def accept(settings: Settings, group: int, candidate: str, *, as_json: bool) -> Exit:
    """Take one of a group's proposals: by its number in the list, or by its id.

    Raises:
        UsageProblem: there is no such group or proposal.
    """
    i18n.use(settings.language)
    catalogue = open_catalogue(settings.database)
    held = _details(catalogue, group)
    choice = _choice(held, candidate)
    answered = Decisions(catalogue).accept(group, choice.ref)
    return _report("pending accept", answered, choice.work, choice.ref, as_json=as_json)


def set_work(settings: Settings, group: int, text: str, *, as_json: bool) -> Exit:
    """Say by its id or address what a group is; the work is fetched at once.

    Raises:
        UsageProblem: there is no such group, or the text names no work of its kind.
        ProviderFailure: no answer.
    """
    i18n.use(settings.language)
    catalogue = open_catalogue(settings.database)
    held = _details(catalogue, group)
    work = asking.look_up(settings, held.kind, text, Cancel())
    answered = Decisions(catalogue).accept_work(group, work)
    named = Summary(work.title.value, work.original_title, work.year)
    return _report("pending set", answered, named, work.ref, as_json=as_json)


def ignore(settings: Settings, group: int, *, as_json: bool) -> Exit:
    """Say that a group is in no database.

    Raises:
        UsageProblem: there is no such group.
    """
    i18n.use(settings.language)
    catalogue = open_catalogue(settings.database)
    _details(catalogue, group)
    answered = Decisions(catalogue).ignore(group)
    return _report("pending ignore", answered, None, None, as_json=as_json)


def _rank(reason: str) -> int:
    return ORDER.index(reason) if reason in ORDER else len(ORDER)


def _details(catalogue: Catalogue, group: int) -> Details:
    with catalogue.session():
        held = pending.details(group)
    if held is None:
        raise UsageProblem(_("there is no group {group}").format(group=group))
    return held


def _choice(held: Details, text: str) -> Choice:
    offered = [choice for choice in held.choices if not choice.rejected]
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= min(9, len(offered)):
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
        ).format(text=show(text))
    )


def _report(
    command: str, answered: Answered, work: Summary | None, ref: Ref | None, *, as_json: bool
) -> Exit:
    document = {
        "command": command,
        "group": answered.group,
        "state": answered.state,
        "work": _work_document(work, ref) if work and ref else None,
    }
    if work is None:
        text = _("{title} is in no database, and is not asked about again.").format(
            title=show(answered.title)
        )
    else:
        text = _("{title} is {work}.").format(title=show(answered.title), work=_named(work))
        if answered.state == "queued":
            text += " " + _("The next enrich fetches its details.")
    return Output(as_json=as_json).report(document, text, Exit.OK)


def _named(work: Summary) -> str:
    title = show(work.title)
    return f"{title} ({work.year})" if work.year else title


def _text(groups: list[Details]) -> str:
    if not groups:
        return _("Nothing waits for you.")
    lines = [
        ngettext(
            "{n} film or series waits for you.", "{n} films and series wait for you.", len(groups)
        ).format(n=len(groups))
    ]
    reason = None
    for held in groups:
        if held.error != reason:
            reason = held.error
            lines += ["", _(reason) if reason else ""]
        title = f"{show(held.title)} ({held.year})" if held.year else show(held.title)
        lines.append(f"  {held.id}  {title}")
        lines += [f"        {show(file.path)}" for file in held.files[:1]]
        offered = [choice for choice in held.choices if not choice.rejected][:9]
        for number, choice in enumerate(offered, 1):
            why = "; ".join(evidence(choice.parts))
            lines.append(
                f"      {number}. {_named(choice.work)}  {decimal(choice.score)}  "
                f"{choice.ref.provider}:{_PATHS[choice.ref.kind]}/{choice.ref.id}  {why}"
            )
    lines += ["", _("To answer: vidtui pending, or vidtui --batch pending accept ID NUMBER")]
    return "\n".join(lines)


def _group_document(held: Details) -> dict[str, Any]:
    return {
        "id": held.id,
        "kind": held.kind,
        "title": show(held.title),
        "year": held.year,
        "reason": held.error,
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
            for number, choice in enumerate(
                [choice for choice in held.choices if not choice.rejected][:9], 1
            )
        ],
    }


def _work_document(work: Summary, ref: Ref) -> dict[str, Any]:
    return {
        "id": f"{ref.provider}:{_PATHS[ref.kind]}/{ref.id}",
        "kind": ref.kind,
        "title": show(work.title),
        "original_title": show(work.original_title),
        "year": work.year,
    }
