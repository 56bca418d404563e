"""A plan of new links out of JSON that anybody may have written or changed: all is checked."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from vidtui.i18n import _
from vidtui.jobs.json_documents import Value
from vidtui.jobs.link.model import (
    HEADINGS,
    LEFT_OUT,
    Companion,
    Heading,
    LinkingCounts,
    LinkPlan,
    LinkVerb,
    Omitted,
    PlannedLink,
    Spot,
    Unlinked,
)
from vidtui.jobs.link.move_parsing import MoveReader
from vidtui.jobs.links.model import Place
from vidtui.jobs.links.plan_values import (
    PlaceReader,
    created,
    evidence,
    nanoseconds,
    plan_roots,
    require_version,
)
from vidtui.typed_json import names_of


def parsed(value: Value) -> LinkPlan:
    """Return the plan that a document is.

    Raises:
        Wrong: it is none; the text names the place.
    """
    require_version(value["plan"])
    if value.get("new_links") is None:
        raise value.wrong(
            _("it is a plan of repairs: {command}").format(
                command="vidtui --batch repair-links --apply"
            )
        )
    roots = plan_roots(value["roots"])
    reader = _Reader(roots)
    moves = value.get("moves")
    if moves is not None and list(value["new_links"].items()):
        raise moves.wrong(_("new links and moves are two plans"))
    counts = value["summary"]
    return LinkPlan(
        catalogue=value["catalogue"].text(),
        created=created(value["created"]),
        roots=roots,
        files=reader.files(value["new_links"]),
        omitted=[reader.omitted(one) for one in value["left_out"].items()],
        counts=LinkingCounts(
            **{
                one: counts[name].whole()
                for one, name in names_of(LinkingCounts).items()
                if one not in _SINCE or counts.get(name) is not None
            }
        ),
        is_first=value["first"].flag(),
        moves=[] if moves is None else MoveReader(roots).moves(moves),
        is_of_moves=moves is not None,
    )


_SINCE = ("moves", "staying", "undecided", "judged")  # counts that a plan of before does not have


class _Reader(PlaceReader):
    """Reads files without a link, and their places."""

    def files(self, value: Value) -> list[PlannedLink]:
        planned: list[PlannedLink] = []
        seen: Counter[Place] = Counter()
        for one in value.items():
            planned.append(self._planned(one))
            place = planned[-1].file.place
            seen[place] += 1
            if seen[place] > 1:
                raise one.wrong(_("stands twice"))
        return planned

    def omitted(self, value: Value) -> Omitted:
        other = value.bytes_of("other") if value.get("other") is not None else b""
        return Omitted(self.place(value, "storage"), value["why"].one_of(LEFT_OUT), other)

    def _planned(self, value: Value) -> PlannedLink:
        heading: Heading = value["heading"].one_of(HEADINGS)
        file = Unlinked(
            place=self.place(value, "storage"),
            file=value["file"].id() or 0,
            size=value["size"].whole(),
            mtime_ns=nanoseconds(value["mtime_ns"]),
            kind=value["kind"].one_of(("film", "series")),
            title=value["title"].text(),
            year=value["year"].optional(Value.whole),
            code=value["episodes"].text(),
            heading=heading,
            spots=self._spots(value["places"]),
            doubt=value["doubt"].optional(evidence),
        )
        planned = PlannedLink(file)
        decision, choice = value["decision"], value["choice"]
        if not choice.is_null:
            planned.choice = choice.text()
            if planned.spot is None:
                raise choice.wrong(_("is the id of none of this file's places"))
        if decision.is_null:
            return planned
        verb: LinkVerb = decision.one_of(get_args(LinkVerb))
        planned.decision = verb
        spot = planned.spot
        if verb in ("make", "answer") and spot is None:
            raise choice.wrong(_("must name the place"))
        if verb == "make" and spot is not None and spot.place is None:
            raise decision.wrong(_("this answer leads to a further question: keep it with answer"))
        if verb == "answer" and spot is not None and not spot.about:
            raise decision.wrong(_("there is no question to be answered"))
        return planned

    def _spots(self, value: Value) -> tuple[Spot, ...]:
        found: dict[str, Spot] = {}
        for one in value.items():
            spot = self._spot(one)
            if spot.id in found:
                raise one["id"].wrong(_("stands twice"))
            found[spot.id] = spot
        return tuple(found.values())

    def _spot(self, value: Value) -> Spot:
        link = value["link"].optional(self.link)
        return Spot(
            id=value["id"].text(),
            place=None if link is None else link[0],
            text=b"" if link is None else link[1],
            new_folders=value["new_folders"].whole(0, 4096),
            folder=value.bytes_of("folder"),
            reasons=tuple(evidence(one) for one in value["reasons"].items()),
            about=value.bytes_of("about").decode("utf-8", "surrogateescape"),
            answer=value.bytes_of("answer"),
            companions=tuple(self._companion(one) for one in value["companions"].items()),
        )

    def _companion(self, value: Value) -> Companion:
        place, text = self.link(value["link"])
        source = self.place(value["source"], "storage")
        return Companion(source, value["size"].whole(), nanoseconds(value["mtime_ns"]), place, text)
