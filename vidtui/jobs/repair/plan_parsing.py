"""A plan out of JSON that anybody may have written or changed: all of it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast, get_args

from vidtui.i18n import _
from vidtui.jobs.json_documents import Value
from vidtui.jobs.links.model import (
    SHOW_OTHERS,
    TIERS,
    BrokenLink,
    Companion,
    ForeignView,
    Hop,
    LinkCounts,
    Place,
    Plan,
    Planned,
    Problem,
    Proposal,
    Renamed,
    Verb,
)
from vidtui.jobs.links.plan_values import (
    PlaceReader,
    absolute,
    created,
    evidence,
    nanoseconds,
    plan_roots,
    require_version,
)
from vidtui.typed_json import names_of


def parsed(value: Value) -> Plan:
    """Return the plan that a document is.

    Raises:
        Wrong: it is none; the text names the place.
    """
    require_version(value["plan"])
    roots = plan_roots(value["roots"])
    reader = _Reader(roots)
    links = reader.links(value["links"])
    counts = value["counts"]
    return Plan(
        catalogue=value["catalogue"].text(),
        created=created(value["created"]),
        roots=roots,
        links=links,
        groups=tuple(reader.group(group, links) for group in value["groups"].items()),
        view=value["view"].optional(_view),
        counts=LinkCounts(
            **{one: counts[name].whole() for one, name in names_of(LinkCounts).items()}
        ),
    )


def _view(value: Value) -> ForeignView:
    return ForeignView(
        written=absolute(value, "written"),
        here=absolute(value, "here"),
        links=value["links"].whole(),
        broken=value["broken"].whole(),
    )


class _Reader(PlaceReader):
    """Reads links with their proposals, and what these have in common."""

    def links(self, value: Value) -> list[Planned]:
        seen: set[Place] = set()
        planned = []
        for one in value.items():
            planned.append(self._planned(one))
            place = planned[-1].link.place
            if place in seen:
                raise one.wrong(_("stands twice"))
            seen.add(place)
        return list(self._joined(list(value.items()), planned))

    def _joined(self, values: Sequence[Value], every: Sequence[Planned]) -> Iterator[Planned]:
        """Yield the links with those that go with them, unless these have decisions of their own.

        A plan of version 1 tells of none.
        """
        leads: dict[Place, Planned] = {}
        held: dict[Place, list[Companion]] = {}
        rest: set[Place] = set()
        for value, planned in zip(values, every, strict=True):
            if value.get("goes_with") is None:
                leads[planned.link.place] = planned
        for value, planned in zip(values, every, strict=True):
            if (goes_with := value.get("goes_with")) is None:
                continue
            lead = leads.get(self.place(goes_with, "links"))
            if lead is None:
                raise goes_with.wrong(_("no link of this plan lies there that others go with"))
            companion = _companion(value, planned.link, lead.link.proposals)
            if _is_led(planned, lead):
                held.setdefault(lead.link.place, []).append(companion)
                rest.add(planned.link.place)
        for planned in every:
            companions = tuple(held.get(planned.link.place, ()))
            if companions:
                planned.link = replace(planned.link, companions=companions)
            if planned.link.place not in rest:
                yield planned

    def group(self, value: Value, links: list[Planned]) -> Renamed:
        choices = {
            (planned.link.place, proposal.id)
            for planned in links
            for proposal in planned.link.proposals
        }
        members, only = [], set()
        for one in value["links"].items():
            member = (self.place(one, "links"), one["choice"].text())
            is_only = one.get("only")
            if is_only is not None and is_only.flag():
                only.add(member[1])
            if member not in choices:
                raise one.wrong(_("no link of this plan has this proposal"))
            members.append(member)
        return Renamed(
            old=absolute(value, "old"),
            new=absolute(value, "new"),
            links=tuple(place for place, _choice in members),
            choices=tuple(choice for _place, choice in members),
            only=frozenset(only),
        )

    def _hop(self, value: Value) -> Hop:
        return Hop(*self.link(value))

    def _planned(self, value: Value) -> Planned:
        link = self._broken(value)
        decision, choice = value["decision"], value["choice"]
        planned = Planned(link)
        if not choice.is_null:
            planned.choice = choice.text()
            if planned.proposal is None:
                raise choice.wrong(_("is the id of none of this link's proposals"))
        if decision.is_null:
            return planned
        planned.decision = cast(Verb, decision.one_of(get_args(Verb)))
        if planned.decision == "repair" and planned.choice is None:
            raise choice.wrong(_("must name the proposal, since the decision is to repair"))
        if planned.decision == "orphan" and not link.can_be_orphan:
            raise decision.wrong(_("a link that shows something does not go to the trash"))
        if planned.decision == "keep" and link.problem not in SHOW_OTHERS:
            raise decision.wrong(_("only a link that shows another work can be kept"))
        return planned

    def _broken(self, value: Value) -> BrokenLink:
        hop = self._hop(value)
        return BrokenLink(
            place=hop.place,
            text=hop.text,
            target=absolute(value, "target"),
            problem=cast(Problem, value["problem"].one_of(get_args(Problem))),
            is_outside=value["outside"].flag(),
            through=value["through"].optional(self._hop),
            link=value["link"].id(),
            shown_file=value["shown_file"].id(),
            showing=value["showing"].optional(lambda one: self.place(one, "storage")),
            proposals=self._proposals(value["proposals"]),
        )

    def _proposals(self, value: Value) -> tuple[Proposal, ...]:
        proposals: dict[str, Proposal] = {}
        for one in value.items():
            proposal = self._proposal(one)
            if proposal.id in proposals:
                raise one["id"].wrong(_("stands twice"))
            proposals[proposal.id] = proposal
        return tuple(proposals.values())

    def _proposal(self, value: Value) -> Proposal:
        tier: Any = value["tier"].one_of(TIERS)
        return Proposal(
            id=value["id"].text(),
            place=self.place(value, "storage"),
            size=value["size"].whole(),
            mtime_ns=nanoseconds(value["mtime_ns"]),
            tier=tier,
            evidence=tuple(map(evidence, value["evidence"].items())),
            cautions=tuple(map(evidence, value["cautions"].items())),
            file=value["file"].id(),
            score=value["score"].number(),
            is_folder=folder.flag() if (folder := value.get("folder")) else False,
        )


def _is_led(planned: Planned, lead: Planned) -> bool:
    """Whether nothing was decided about a companion that is not decided about its video."""
    own = planned.decision
    return own is None or (own != "skip" and lead.decision == own)


def _companion(value: Value, link: BrokenLink, videos: Sequence[Proposal]) -> Companion:
    if link.problem != "broken" or link.through is not None:
        raise value["goes_with"].wrong(_("only a link that shows nothing itself goes with another"))
    known = {"proposal": {one.id for one in videos}, "choice": {one.id for one in link.proposals}}
    choices: dict[str, str] = {}
    for one in value["choices"].items():
        for key, ids in known.items():
            if one[key].text() not in ids:
                raise one[key].wrong(_("is the id of none of this link's proposals"))
        choices[one["proposal"].text()] = one["choice"].text()
    return Companion(link, tuple(choices.items()))
