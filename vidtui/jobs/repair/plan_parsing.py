"""A plan out of JSON that anybody may have written or changed: all of it is checked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast, get_args

from vidtui.i18n import _
from vidtui.jobs.json_documents import Value
from vidtui.jobs.links.model import (
    SHOW_OTHERS,
    TIERS,
    BrokenLink,
    Companion,
    Evidence,
    ForeignView,
    Hop,
    LinkCounts,
    Place,
    Plan,
    Planned,
    PlanRoot,
    Problem,
    Proposal,
    Renamed,
    Verb,
)
from vidtui.paths import is_plain
from vidtui.typed_json import names_of

VERSION = 2
READ = (1, 2)
"""Versions that are read; the second one has companions, and files that are folders."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_NANOSECONDS = re.compile(r"-?\d{1,19}", re.ASCII)


def parsed(value: Value) -> Plan:
    """Return the plan that a document is.

    Raises:
        Wrong: it is none; the text names the place.
    """
    version = value["plan"]
    if version.is_null:
        raise version.wrong(
            _("the search was refused or interrupted: there is no plan in this report")
        )
    if version.whole() not in READ:
        raise version.wrong(
            _("this vidtui reads plans of version {version}").format(
                version=", ".join(map(str, READ))
            )
        )
    roots = _roots(value["roots"])
    reader = _Reader(roots)
    links = reader.links(value["links"])
    counts = value["counts"]
    return Plan(
        catalogue=value["catalogue"].text(),
        created=_created(value["created"]),
        roots=roots,
        links=links,
        groups=tuple(reader.group(group, links) for group in value["groups"].items()),
        view=value["view"].optional(_view),
        counts=LinkCounts(
            **{one: counts[name].whole() for one, name in names_of(LinkCounts).items()}
        ),
    )


def _created(value: Value) -> int:
    if _TIME.fullmatch(value.text()):
        try:
            return int(datetime.fromisoformat(value.text()).timestamp())
        except ValueError:
            pass
    raise value.wrong(_("must be a time such as 2026-01-31T12:00:00Z"))


def _roots(value: Value) -> tuple[PlanRoot, ...]:
    roots: list[PlanRoot] = []
    for one in value.items():
        root = PlanRoot(
            one["uuid"].text(), one["role"].one_of(("storage", "links")), _absolute(one, "path")
        )
        if any(root.uuid == other.uuid or root.path == other.path for other in roots):
            raise one.wrong(_("stands twice"))
        if os.path.normpath(root.path) != root.path:
            raise one["path"].wrong(_("must be the path of a folder"))
        roots.append(root)
    return tuple(roots)


def _view(value: Value) -> ForeignView:
    return ForeignView(
        written=_absolute(value, "written"),
        here=_absolute(value, "here"),
        links=value["links"].whole(),
        broken=value["broken"].whole(),
    )


def _absolute(value: Value, key: str) -> bytes:
    path = value.bytes_of(key)
    if not path.startswith(b"/") or b"\0" in path:
        raise value[key].wrong(_("must be an absolute path"))
    return path


def _evidence(value: Value) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(one["kind"].text(), {key: _fact(fact) for key, fact in one["facts"].entries()})
        for one in value.items()
    )


def _fact(value: Value) -> str | int | float:
    return value.text() if isinstance(value.raw, str) else value.number()


class _Reader:
    """Reads what lies on the roots that the document names."""

    def __init__(self, roots: tuple[PlanRoot, ...]) -> None:
        self._roots = {root.uuid: root for root in roots}

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
            lead = leads.get(self._place(goes_with, "links"))
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
            member = (self._place(one, "links"), one["choice"].text())
            is_only = one.get("only")
            if is_only is not None and is_only.flag():
                only.add(member[1])
            if member not in choices:
                raise one.wrong(_("no link of this plan has this proposal"))
            members.append(member)
        return Renamed(
            old=_absolute(value, "old"),
            new=_absolute(value, "new"),
            links=tuple(place for place, _choice in members),
            choices=tuple(choice for _place, choice in members),
            only=frozenset(only),
        )

    def _place(self, value: Value, role: str) -> Place:
        root = self._roots.get(value["root"].text())
        if root is None or root.role != role:
            raise value["root"].wrong(_("is the uuid of none of the roots of this kind"))
        path = value.bytes_of("path")
        if not is_plain(path):
            raise value["path"].wrong(_("must be a plain path within its root"))
        return Place(root.path, path)

    def _hop(self, value: Value) -> Hop:
        text = value.bytes_of("text")
        if not text or b"\0" in text:
            raise value["text"].wrong(_("must be the text of a link"))
        return Hop(self._place(value, "links"), text)

    def _planned(self, value: Value) -> Planned:
        link = self._link(value)
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

    def _link(self, value: Value) -> BrokenLink:
        hop = self._hop(value)
        return BrokenLink(
            place=hop.place,
            text=hop.text,
            target=_absolute(value, "target"),
            problem=cast(Problem, value["problem"].one_of(get_args(Problem))),
            is_outside=value["outside"].flag(),
            through=value["through"].optional(self._hop),
            link=value["link"].id(),
            shown_file=value["shown_file"].id(),
            showing=value["showing"].optional(lambda one: self._place(one, "storage")),
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
            place=self._place(value, "storage"),
            size=value["size"].whole(),
            mtime_ns=_nanoseconds(value["mtime_ns"]),
            tier=tier,
            evidence=_evidence(value["evidence"]),
            cautions=_evidence(value["cautions"]),
            file=value["file"].id(),
            score=value["score"].number(),
            is_folder=folder.flag() if (folder := value.get("folder")) else False,
        )


def _nanoseconds(value: Value) -> int:
    if _NANOSECONDS.fullmatch(value.text()):
        return int(value.text())
    raise value.wrong(_("must be a text of digits: nanoseconds since 1970"))


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
