"""Answers of yesterday by today's rules: what they would not take is asked about again.

Nothing is asked of a provider: what the catalogue holds of works is what there is to judge by.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from vidtui.catalogue import group_state, groups, queue, works
from vidtui.catalogue.models import Action, Candidate
from vidtui.catalogue.queue import Asked
from vidtui.jobs import decide, journal
from vidtui.jobs.asking import doubt_of, times_of, wanted_of
from vidtui.matching.identify import identify
from vidtui.matching.reasons import ASKED_AGAIN
from vidtui.providers.base import Film, Hit, NotThere, Ref, Series, WorkKind


class KnownWorks:
    """A ``Source`` that knows the works that were proposed for one group, and no others."""

    def __init__(self, refs: Iterable[Ref]) -> None:
        """Read them from the catalogue; one that nobody fetched whole is left out."""
        found = (
            works.known_film(ref.provider, ref.id)
            if ref.kind == "film"
            else works.known_show(ref.provider, ref.id)
            for ref in refs
        )
        self._works: dict[Ref, Film | Series] = {work.ref: work for work in found if work}
        self.name = next((ref.provider for ref in self._works), "")

    def search(self, kind: WorkKind, title: str, year: int | None = None) -> list[Hit]:  # noqa: ARG002
        """Return all of a kind, whatever is searched: the rules tell which may be meant."""
        return [_hit(work) for ref, work in self._works.items() if ref.kind == kind]

    def find(self, provider: Literal["imdb", "tvdb"], id: str) -> list[Hit]:  # noqa: A002
        """Return those with another provider's id."""
        return [_hit(work) for work in self._works.values() if work.ids.get(provider) == id]

    def film(self, id: str) -> Film:  # noqa: A002
        """Return a film by its id, or by its IMDb id."""
        for ref, work in self._works.items():
            if isinstance(work, Film) and id in (ref.id, work.ids.get("imdb")):
                return work
        raise NotThere(id)

    def series_head(self, id: str) -> Series:  # noqa: A002
        """Return a series by its id."""
        for ref, work in self._works.items():
            if isinstance(work, Series) and id == ref.id:
                return work
        raise NotThere(id)

    def series(self, id: str, likely: Collection[int] = ()) -> Series:  # noqa: A002, ARG002
        """Return the same: its episodes are known."""
        return self.series_head(id)


def _hit(work: Film | Series) -> Hit:
    overview = work.overview.value if work.overview else ""
    return Hit(work.ref, work.title.value, work.original_title, work.year, overview, work.countries)


def is_taken_today(asked: Asked) -> bool:
    """Say whether today's rules would take the answer that a group has, without a question."""
    if asked.chosen is None:
        return True
    source = KnownWorks(queue.proposed(asked.id))

    def times() -> tuple[float, ...]:
        return times_of(asked, lambda file: file.runtime)

    accepted = identify(wanted_of(asked), source, times).accepted
    if accepted is None or accepted.subject.ref != asked.chosen:
        return False
    return doubt_of(asked, accepted, times) is None


class AskingAgain:
    """Puts answers back before a person, as actions of an import's run; in its transactions."""

    def __init__(self, run: int) -> None:
        """Take the run of the journal."""
        self._run = run
        self.count = 0

    def judge(self, read_again: Mapping[int, groups.NewGroup]) -> None:
        """Ask again about each group whose automatic answer would not be taken today.

        Args:
            read_again: what the names say today, by group.
        """
        for group, named in read_again.items():
            asked = queue.as_asked(group)
            if asked is None or asked.state != "enriched" or asked.chosen_by == "person":
                continue
            if named.pending or not is_taken_today(asked):
                self.ask(group)

    def split(self, group: int, halves: Mapping[groups.GroupKey, groups.NewGroup]) -> None:
        """Make groups of halves of one that a person answered, and ask about all of them.

        Args:
            group: the one that is split.
            halves: what the names of each say; a half whose group exists joins that one.
        """
        known = groups.find(list(halves))
        new = {key: half for key, half in halves.items() if key not in known}
        made = groups.add(new, group_state.now())
        for half in made.values():
            groups.inherit(group, half)
        for one in (group, *made.values()):
            self.ask(one)

    def ask(self, group: int) -> None:
        """Let a person decide about a group, its answer being the first proposal."""
        before = decide.state_of(group)
        Candidate.update(chosen=None).where(Candidate.group == group).execute()
        decide.detach(group)
        group_state.hold(group, ASKED_AGAIN)
        intent = {"verb": "ask-again", "before": before, "after": decide.state_of(group)}
        action = Action.create(run=self._run, kind=decide.KIND, intent=json.dumps(intent))
        journal.record(action.id, "done")
        self.count += 1
