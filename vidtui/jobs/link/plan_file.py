"""The plan of new links as JSON, for scripts and for later; all of it is checked when it is read.

``docs/schemas/plan.schema.json`` describes it, version 2.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from vidtui import own_files
from vidtui.catalogue.database import Catalogue
from vidtui.i18n import _
from vidtui.jobs.json_documents import Streamed, Wrong, written
from vidtui.jobs.link.model import (
    Companion,
    Followed,
    Heading,
    LinkPlan,
    Omitted,
    PlannedLink,
    Spot,
    left_out_name,
    link_sentence,
)
from vidtui.jobs.link.moves import NewPlace, PlannedMove, StayingLink, cost
from vidtui.jobs.link.plan_parsing import parsed
from vidtui.jobs.links import plan_files
from vidtui.jobs.links.model import Evidence
from vidtui.jobs.links.plan_values import PlaceWriter, evidence_document, exact, head
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable
from vidtui.typed_json import to_json


def document(plan: LinkPlan) -> dict[str, Any]:
    """Return a plan for JSON."""
    writer = _Writer(plan.roots)
    return {
        **head(plan),
        "first": plan.is_first,
        "summary": to_json(plan.counts),
        "layouts": [writer.followed(one) for one in plan.layouts],
        "new_links": Streamed(lambda: map(writer.planned, plan.files)),
        "left_out": Streamed(lambda: map(writer.omitted, plan.omitted)),
        **(_moves(plan, writer) if plan.is_of_moves else {}),
    }


def _moves(plan: LinkPlan, writer: _Writer) -> dict[str, Any]:
    """Return what a plan of moves has beside the rest."""
    certain = sum(one.link.doubt is None for one in plan.moves)
    return {
        "cost": cost(certain) if certain else None,
        "moves": Streamed(lambda: map(writer.move, plan.moves)),
        "staying": Streamed(lambda: map(writer.staying, plan.staying)),
    }


def write(path: Path, plan: LinkPlan) -> None:
    """Write a plan for its owner alone, whole or not at all.

    Raises:
        UsageProblem: the folder cannot be written.
    """
    own_files.write_whole(path, "".join(written(document(plan))) + "\n")


def _evidence(said: Evidence) -> dict[str, Any]:
    return evidence_document(said, link_sentence(said))


class _Writer(PlaceWriter):
    """Turns what lies on roots into JSON."""

    def followed(self, one: Followed) -> dict[str, Any]:
        return {
            "root": self.uuids[one.root],
            **json_path(one.folder, "folder"),
            "kind": one.kind,
            "template": printable(one.template),
            "follow": one.follow,
            "of": one.of,
            "by_hand": one.is_by_hand,
        }

    def planned(self, planned: PlannedLink) -> dict[str, Any]:
        file = planned.file
        return {
            **self.place(file.place),
            "file": file.file,
            "size": file.size,
            "mtime_ns": str(file.mtime_ns),
            "kind": file.kind,
            "title": printable(file.title),
            "year": file.year,
            "episodes": printable(file.code),
            "heading": file.heading,
            "doubt": None if file.doubt is None else _evidence(file.doubt),
            "places": [self.spot(one) for one in file.spots],
            "decision": planned.decision,
            "choice": planned.choice,
        }

    def spot(self, spot: Spot) -> dict[str, Any]:
        return {
            "id": spot.id,
            "link": None if spot.place is None else self.link(spot.place, spot.text),
            **exact(spot.folder, "folder"),
            "new_folders": spot.new_folders,
            "reasons": [_evidence(one) for one in spot.reasons],
            **exact(spot.about.encode("utf-8", "surrogateescape"), "about"),
            **exact(spot.answer, "answer"),
            "companions": [self.companion(one) for one in spot.companions],
        }

    def move(self, planned: PlannedMove) -> dict[str, Any]:
        link = planned.link
        return {
            **self.link(link.place, link.text),
            "source": self.place(link.source),
            "file": link.file,
            "size": link.size,
            "mtime_ns": str(link.mtime_ns),
            "kind": link.kind,
            "title": printable(link.title),
            "year": link.year,
            "episodes": printable(link.code),
            "doubt": None if link.doubt is None else _evidence(link.doubt),
            "left_behind": link.left_behind,
            "places": [self.new_place(one) for one in link.places],
            "decision": planned.decision,
            "choice": planned.choice,
        }

    def new_place(self, one: NewPlace) -> dict[str, Any]:
        return {
            "id": one.id,
            "link": self.link(one.place, one.text),
            "new_folders": one.new_folders,
            "reasons": [_evidence(reason) for reason in one.reasons],
            "companions": [
                {"link": self.link(each.place, each.text), "to": self.link(each.to, each.new)}
                for each in one.companions
            ],
        }

    def staying(self, one: StayingLink) -> dict[str, Any]:
        return {**self.place(one.place), "why": _evidence(one.why)}

    def companion(self, one: Companion) -> dict[str, Any]:
        return {
            "source": self.place(one.source),
            "size": one.size,
            "mtime_ns": str(one.mtime_ns),
            "link": self.link(one.place, one.text),
        }

    def omitted(self, one: Omitted) -> dict[str, Any]:
        return {
            "root": self.uuids[one.place.root],
            **json_path(one.place.path),
            "why": one.why,
            "words": left_out_name(one.why),
            **(json_path(one.other, "other") if one.other else {}),
        }


def parse(data: bytes, name: str) -> LinkPlan:
    """Return the plan that ``data`` is; ``name`` says to people where it comes from.

    Raises:
        UsageProblem: it is none.
    """
    return plan_files.parse(data, name, parsed)


def read_for(path: Path, catalogue: Catalogue, settings: Settings) -> LinkPlan:
    """Read a plan that was made from this catalogue, whose roots are still where they were.

    Raises:
        UsageProblem: it cannot be read, is no plan, or is one of another library.
    """
    return plan_files.read_for(path, catalogue, settings, parsed, _require_own_ids)


def _require_own_ids(plan: LinkPlan) -> None:
    """Refuse a plan that gives a file the id of another; in a session.

    Raises:
        Wrong: it does; the text names the place.
    """
    named = [
        *((one.file.place, one.file.file, f"new_links[{n}]") for n, one in enumerate(plan.files)),
        *((one.link.source, one.link.file, f"moves[{n}]") for n, one in enumerate(plan.moves)),
    ]
    here = plan_files.ids_at(place for place, _file, _where in named)
    for place, file, where in named:
        if here.get(place) != file:
            why = _("is not the id of this file; make a new plan")
            raise Wrong(f"{where}.file: {why}")


def accept(plan: LinkPlan, headings: Collection[Heading]) -> int:
    """Mark to be made each undecided link under some headings whose place is certain.

    Returns:
        How many were marked.
    """
    marked = 0
    for planned in plan.files:
        file = planned.file
        if planned.decision is None and file.doubt is None and file.heading in headings:
            planned.decision, planned.choice = "make", file.spots[0].id
            marked += 1
    return marked
