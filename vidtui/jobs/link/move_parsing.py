"""Planned moves of links out of JSON that anybody may have written or changed."""

from __future__ import annotations

from typing import get_args

from vidtui.i18n import _
from vidtui.jobs.json_documents import Value
from vidtui.jobs.link.moves import MoveVerb, MovingCompanion, NewPlace, PlannedMove, StrayLink
from vidtui.jobs.links.model import Place
from vidtui.jobs.links.plan_values import PlaceReader, evidence, nanoseconds


class MoveReader(PlaceReader):
    """Reads moves."""

    def moves(self, value: Value) -> list[PlannedMove]:
        """Return the moves of a plan; each link stands once.

        Raises:
            Wrong: they are none; the text names the place.
        """
        planned: list[PlannedMove] = []
        seen: set[Place] = set()
        for one in value.items():
            planned.append(self._move(one))
            mine = {planned[-1].link.place}
            mine |= {each.place for spot in planned[-1].link.places for each in spot.companions}
            if seen & mine:
                raise one.wrong(_("stands twice"))
            seen |= mine
        return planned

    def _move(self, value: Value) -> PlannedMove:
        place, text = self.link(value)
        planned = PlannedMove(
            StrayLink(
                place=place,
                text=text,
                source=self.place(value["source"], "storage"),
                file=value["file"].id() or 0,
                size=value["size"].whole(),
                mtime_ns=nanoseconds(value["mtime_ns"]),
                kind=value["kind"].one_of(("film", "series")),
                title=value["title"].text(),
                year=value["year"].optional(Value.whole),
                code=value["episodes"].text(),
                places=tuple(self._new_place(one, place) for one in value["places"].items()),
                doubt=value["doubt"].optional(evidence),
                left_behind=value["left_behind"].whole(),
            )
        )
        decision, choice = value["decision"], value["choice"]
        if not choice.is_null:
            planned.choice = choice.text()
            if planned.chosen is None:
                raise choice.wrong(_("is the id of none of this link's places"))
        if not decision.is_null:
            planned.decision = decision.one_of(get_args(MoveVerb))
            if planned.decision == "move" and planned.chosen is None:
                raise choice.wrong(_("must name the place"))
        return planned

    def _new_place(self, value: Value, old: Place) -> NewPlace:
        place, text = self.link(value["link"])
        companions = []
        for one in value["companions"].items():
            here, words = self.link(one["link"])
            to, new = self.link(one["to"])
            companions.append(MovingCompanion(here, words, to, new))
        ends = [end for one in companions for end in (one.place, one.to)]
        if any(each.root != old.root for each in (place, *ends)):
            raise value.wrong(_("must be on the root that the link is on"))
        return NewPlace(
            id=value["id"].text(),
            place=place,
            text=text,
            new_folders=value["new_folders"].whole(0, 4096),
            reasons=tuple(evidence(one) for one in value["reasons"].items()),
            companions=tuple(companions),
        )
