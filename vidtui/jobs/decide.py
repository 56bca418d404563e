"""A person's answers: what a group is, or that it is nothing; each can be taken back.

An answer is journalled with the state before it, so that ``undo`` works at any later time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vidtui.catalogue import group_state, works
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.group_state import Proposal
from vidtui.catalogue.groups import STATES
from vidtui.catalogue.models import Action, Candidate, Group, Movie, SeriesRow
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.json_documents import Value, decode
from vidtui.matching.reasons import NONE_FITS, code_of
from vidtui.providers.base import Film, Hit, Ref, Series
from vidtui.text import printable

KIND = "decide"
Verb = Literal["accept", "reject", "ignore", "reopen", "confirm"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of a group; an accepted work is one of its proposals or ``work``."""

    group: int
    verb: Verb
    ref: Ref | None = None
    work: Hit | Film | Series | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that was written; ``state`` is the group's now.

    ``queued`` after an accepted work means that its details are still to be fetched.
    """

    action: int
    group: int
    verb: Verb
    title: str
    state: str


class Decisions:
    """The answers of one sitting, which is one run of the journal."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._run: int | None = None
        self._given: list[int] = []

    def accept(self, group: int, ref: Ref) -> Answered:
        """The group is this one of its proposals.

        Raises:
            UsageProblem: it is none of its proposals, or there is no such group.
            LockHeld: another process writes.
        """

        def write() -> None:
            known = Candidate.get_or_none(*_is(group, ref))
            if known is None:
                raise UsageProblem(_("that is none of the proposals"))
            _unchoose(group)
            Candidate.update(chosen="person", rejected=False).where(*_is(group, ref)).execute()
            self._take(group, ref)

        return self._answer(group, "accept", write)

    def accept_work(self, group: int, work: Hit | Film | Series) -> Answered:
        """The group is a work that a person searched for or named by its id."""

        def write() -> None:
            _unchoose(group)
            if Candidate.get_or_none(*_is(group, work.ref)) is None:
                group_state.store(group, [Proposal(work, 1.0, {})])
            change = {"chosen": "person", "rejected": False}
            Candidate.update(**change).where(*_is(group, work.ref)).execute()
            if isinstance(work, Film | Series):
                group_state.settle(group, work, None, "person")
            else:
                self._take(group, work.ref)

        return self._answer(group, "accept", write)

    def reject(self, group: int) -> Answered:
        """None of its proposals is right; they never come back."""

        def write() -> None:
            Candidate.update(rejected=True, chosen=None).where(Candidate.group == group).execute()
            detach(group)
            group_state.hold(group, NONE_FITS, not_found=True)

        return self._answer(group, "reject", write)

    def ignore(self, group: int) -> Answered:
        """The group is in no database: a home video."""

        def write() -> None:
            _unchoose(group)
            detach(group)
            group_state.set_state(group, "ignored")

        return self._answer(group, "ignore", write)

    def reopen(self, group: int) -> Answered:
        """The work that the group was taken for is not the right one, and never comes back."""

        def write() -> None:
            Candidate.update(rejected=True, chosen=None).where(
                (Candidate.group == group) & Candidate.chosen.is_null(False)
            ).execute()
            detach(group)
            group_state.hold(group, NONE_FITS)

        return self._answer(group, "reopen", write)

    def confirm(self, group: int) -> Answered:
        """The work that was taken without asking is the right one; it is never asked about again.

        Raises:
            UsageProblem: it has no such answer, or there is no such group.
        """

        def write() -> None:
            if not is_automatic(group):
                raise UsageProblem(_("{group}: no automatic answer to confirm").format(group=group))
            Candidate.update(chosen="person").where(
                (Candidate.group == group) & Candidate.chosen.is_null(False)
            ).execute()

        return self._answer(group, "confirm", write)

    def undo(self) -> str | None:
        """Take back the last answer of this sitting; return its group's title, None without one.

        Raises:
            SafetyRefusal: the group has changed since; the next call goes to the answer before.
            LockHeld: another process writes.
        """
        if not self._given:
            return None
        with self._catalogue.writing("pending"):
            try:
                title = take_back(self._catalogue, self._given[-1])
            except SafetyRefusal:
                self._given.pop()
                raise
        self._given.pop()
        return title

    def _take(self, group: int, ref: Ref) -> None:
        """Settle the group where the work is known already; else queue it for the details."""
        detach(group)
        if not group_state.attach(group, ref):
            group_state.set_state(group, "queued")

    def _answer(self, group: int, verb: Verb, write: Any) -> Answered:
        with self._catalogue.writing("pending"), self._catalogue.session():
            if self._run is None:
                self._run = journal.begin(self._catalogue, "pending")
                journal.finish(self._catalogue, self._run, "done", {})
            with self._catalogue.transaction():
                before = state_of(group)
                write()
                after = state_of(group)
                action = Action.create(
                    run=self._run,
                    kind=KIND,
                    intent=json.dumps({"verb": verb, "before": before, "after": after}),
                )
                journal.record(action.id, "done")
        self._given.append(action.id)
        return Answered(action.id, group, verb, before["title"], after["state"])


def is_automatic(group: int) -> bool:
    """Say whether a group is a work that was taken without asking a person; in a session."""
    return bool(
        Candidate.select()
        .join(Group)
        .where(
            (Group.id == group) & (Group.state == "enriched") & (Candidate.chosen << ("id", "rule"))
        )
        .exists()
    )


def take_back(catalogue: Catalogue, action: int) -> str:
    """Bring a group back to what it was before an answer; return its title.

    Raises:
        SafetyRefusal: it has changed since, or is gone, or the record is none of ours.
    """
    with catalogue.session(), catalogue.transaction():
        before, after = _read(Action.get_by_id(action))
        title = str(before["title"])
        _require_as(after, before, _("{title} has changed since; nothing was undone"))
        _restore(before)
        journal.undone(action)
    return title


def do_again(catalogue: Catalogue, action: int) -> str:
    """Bring a group back to what it was after an answer that was taken back; return its title.

    Raises:
        SafetyRefusal: it has changed since, or is gone, or the record is none of ours.
    """
    with catalogue.session(), catalogue.transaction():
        before, after = _read(Action.get_by_id(action))
        title = str(before["title"])
        _require_as(before, after, _("{title} has changed since; nothing was done"))
        _restore(after)
        Action.update(undone_at=None).where(Action.id == action).execute()
    return title


def _require_as(now: Mapping[str, Any], then: Mapping[str, Any], refusal: str) -> None:
    """Refuse unless a group is as ``now`` says, and what ``then`` names is there.

    Raises:
        SafetyRefusal: with ``refusal``.
    """
    found = Group.get_or_none(Group.id == now["group"])
    if (
        found is None
        or found.key != now["key"]
        or not _is_there(Movie, then["movie"])
        or not _is_there(SeriesRow, then["series"])
        or _chosen(state_of(found.id)) != _chosen(now)
    ):
        raise SafetyRefusal(refusal.format(title=printable(str(now["title"]))))


def state_of(group: int) -> dict[str, Any]:
    """Return all of a group that an answer changes."""
    found = Group.get_or_none(Group.id == group)
    if found is None:
        raise UsageProblem(_("there is no group {group}").format(group=group))
    return {
        "group": group,
        "title": found.title,
        "key": found.key,
        "state": found.state,
        "error": found.error,
        "next_try": found.next_try,
        "not_found_at": found.not_found_at,
        "movie": found.movie_id,
        "series": found.series_id,
        "candidates": {
            f"{provider}/{kind}/{id_}": [chosen, bool(rejected)]
            for provider, kind, id_, chosen, rejected in group_state.candidates(group)
        },
    }


def _read(action: Action) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the states of a group before and after an answer.

    Raises:
        SafetyRefusal: the record is none of ours; the catalogue may be somebody else's.
    """
    with journal.ours(action.id):
        intent = decode(action.intent.encode("utf-8"))
        return _read_state(intent["before"]), _read_state(intent["after"])


def _read_state(value: Value) -> dict[str, Any]:
    """Return what ``state_of`` wrote."""
    candidates = {}
    for name, answer in value["candidates"].entries():
        held = list(answer.items())
        if name.count("/") < 2 or len(held) != 2:
            raise answer.wrong(_("is not what vidtui writes there"))
        chosen, rejected = held
        candidates[name] = [chosen.optional(Value.any_text), rejected.flag()]
    error = value["error"].optional(Value.any_text)
    return {
        "group": value["group"].whole(1),
        "title": value["title"].any_text(),
        "key": value["key"].any_text(),
        "state": value["state"].one_of(STATES),
        "error": None if error is None else code_of(error),
        "next_try": value["next_try"].optional(Value.whole),
        "not_found_at": value["not_found_at"].optional(Value.whole),
        "movie": value["movie"].id(),
        "series": value["series"].id(),
        "candidates": candidates,
    }


def _is_there(table: Any, row: int | None) -> bool:
    return row is None or table.get_or_none(table.id == row) is not None


def _chosen(state: Mapping[str, Any]) -> object:
    """Return of a group's state what only an answer changes.

    The queue may have fetched the details of an accepted work meanwhile, or failed to: both are
    no change.
    """
    is_answered = state["state"] in ("queued", "enriched", "failed")
    kept = {name: held for name, held in state["candidates"].items() if held[0] or held[1]}
    return is_answered or state["state"], kept


def _restore(before: Mapping[str, Any]) -> None:
    group = before["group"]
    columns = ("state", "error", "next_try", "not_found_at", "movie", "series")
    group_state.set_state(group, **{name: before[name] for name in columns})
    for name in state_of(group)["candidates"]:
        is_it = _is(group, Ref(*name.split("/", 2)))
        if name in before["candidates"]:
            chosen, rejected = before["candidates"][name]
            Candidate.update(chosen=chosen, rejected=rejected).where(*is_it).execute()
        else:
            Candidate.delete().where(*is_it).execute()
    works.unlink_episodes(group)
    if before["series"] is not None:
        works.link_episodes(group, before["series"])


def _is(group: int, ref: Ref) -> tuple[Any, ...]:
    return (
        Candidate.group == group,
        Candidate.provider == ref.provider,
        Candidate.kind == ref.kind,
        Candidate.provider_id == ref.id,
    )


def _unchoose(group: int) -> None:
    Candidate.update(chosen=None).where(Candidate.group == group).execute()


def detach(group: int) -> None:
    """Take the work from a group, and its episodes from the files."""
    Group.update(movie=None, series=None).where(Group.id == group).execute()
    works.unlink_episodes(group)


def retry(catalogue: Catalogue, groups: Sequence[int] | None) -> int:
    """Queue failed groups again, all of them where ``groups`` is None; return how many."""
    with catalogue.writing("pending"), catalogue.session(), catalogue.transaction():
        return group_state.retry_failed(groups)
