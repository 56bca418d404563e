"""The plan of new links as JSON, for scripts and for later; all of it is checked when it is read.

``docs/schemas/plan.schema.json`` describes it, version 2. Bytes stand in base64 beside a form for
people, which is not read again where they do.
"""

from __future__ import annotations

import base64
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import IO, Any, Final

from vidtui import own_files
from vidtui.catalogue import files, roots
from vidtui.catalogue.database import Catalogue
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.json_documents import Streamed, Wrong, decode, written
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
from vidtui.jobs.link.plan_parsing import VERSION, parsed
from vidtui.jobs.links.model import Evidence, Place
from vidtui.oserrors import about, at
from vidtui.settings.model import Settings
from vidtui.text import json_path, json_time, printable
from vidtui.typed_json import to_json

MOST_BYTES: Final = 256 * 2**20
STDIN: Final = Path("-")


def document(plan: LinkPlan) -> dict[str, Any]:
    """Return a plan for JSON."""
    writer = _Writer({root.path: root.uuid for root in plan.roots})
    return {
        "plan": VERSION,
        "catalogue": plan.catalogue,
        "created": json_time(plan.created),
        "roots": [
            {"uuid": root.uuid, "role": root.role, **json_path(root.path)} for root in plan.roots
        ],
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


def _exact(value: bytes, key: str) -> dict[str, str]:
    return {key: printable(value), f"{key}_b64": base64.b64encode(value).decode("ascii")}


def _evidence(said: Evidence) -> dict[str, Any]:
    facts = {
        name: printable(value) if isinstance(value, str) else value
        for name, value in said.facts.items()
    }
    return {"kind": said.kind, "facts": facts, "words": link_sentence(said)}


class _Writer:
    """Turns what lies on roots into JSON."""

    def __init__(self, uuids: Mapping[bytes, str]) -> None:
        self._uuids = uuids

    def place(self, place: Place) -> dict[str, Any]:
        return {"root": self._uuids[place.root], **_exact(place.path, "path")}

    def followed(self, one: Followed) -> dict[str, Any]:
        return {
            "root": self._uuids[one.root],
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
            "link": None if spot.place is None else self._link(spot.place, spot.text),
            **_exact(spot.folder, "folder"),
            "new_folders": spot.new_folders,
            "reasons": [_evidence(one) for one in spot.reasons],
            **_exact(spot.about.encode("utf-8", "surrogateescape"), "about"),
            **_exact(spot.answer, "answer"),
            "companions": [self.companion(one) for one in spot.companions],
        }

    def move(self, planned: PlannedMove) -> dict[str, Any]:
        link = planned.link
        return {
            **self._link(link.place, link.text),
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
            "link": self._link(one.place, one.text),
            "new_folders": one.new_folders,
            "reasons": [_evidence(reason) for reason in one.reasons],
            "companions": [
                {"link": self._link(each.place, each.text), "to": self._link(each.to, each.new)}
                for each in one.companions
            ],
        }

    def staying(self, one: StayingLink) -> dict[str, Any]:
        return {**self.place(one.place), "why": _evidence(one.why)}

    def _link(self, place: Place, text: bytes) -> dict[str, Any]:
        return {**self.place(place), **_exact(text, "text")}

    def companion(self, one: Companion) -> dict[str, Any]:
        return {
            "source": self.place(one.source),
            "size": one.size,
            "mtime_ns": str(one.mtime_ns),
            "link": self._link(one.place, one.text),
        }

    def omitted(self, one: Omitted) -> dict[str, Any]:
        return {
            "root": self._uuids[one.place.root],
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
    try:
        return parsed(decode(data))
    except Wrong as wrong:
        raise UsageProblem(about(name, str(wrong))) from wrong


def read_for(path: Path, catalogue: Catalogue, settings: Settings) -> LinkPlan:
    """Read a plan that was made from this catalogue, whose roots are still where they were.

    Raises:
        UsageProblem: it cannot be read, is no plan, or is one of another library.
    """
    name = _("standard input") if path == STDIN else str(path)
    plan = parse(_bytes(path, name), name)
    if plan.catalogue != catalogue.id:
        raise UsageProblem(
            about(name, _("this plan was made from another catalogue than {catalogue}").format(
                catalogue=printable(str(catalogue.path))
            ))
        )  # fmt: skip
    with catalogue.session():
        known = {root.identity.uuid: (root.role, root.path) for root in roots.everything()}
        configured = {(root.role, root.path) for root in settings.roots}
        for index, root in enumerate(plan.roots):
            place = (root.role, root.path)
            if known.get(root.uuid) != place or place not in configured:
                why = _("roots[{index}]: {path} is no such root any more; make a new plan").format(
                    index=index, path=printable(root.path)
                )
                raise UsageProblem(about(name, why))
        try:
            _require_own_ids(plan)
        except Wrong as wrong:
            raise UsageProblem(about(name, str(wrong))) from wrong
    return plan


def _bytes(path: Path, name: str) -> bytes:
    if path == STDIN:
        return _limited(sys.stdin.buffer, name)
    try:
        with open(own_files.open_given(path), "rb") as opened:
            return _limited(opened, name)
    except OSError as error:
        raise UsageProblem(at(str(path), error)) from error


def _limited(stream: IO[bytes], name: str) -> bytes:
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        size = MOST_BYTES // 2**20
        raise UsageProblem(about(name, _("is larger than {size} MiB").format(size=size)))
    return data


def _require_own_ids(plan: LinkPlan) -> None:
    """Refuse a plan that gives a file the id of another; in a session.

    Raises:
        Wrong: it does; the text names the place.
    """
    paths: dict[bytes, list[bytes]] = defaultdict(list)
    named = [
        *((one.file.place, one.file.file, f"new_links[{n}]") for n, one in enumerate(plan.files)),
        *((one.link.source, one.link.file, f"moves[{n}]") for n, one in enumerate(plan.moves)),
    ]
    for place, _file, _where in named:
        paths[place.root].append(place.path)
    here = {
        (root, path): file
        for root, wanted in paths.items()
        if (found := roots.known(root)) is not None
        for path, (file, _missing) in files.ids_at(found.id, wanted).items()
    }
    for place, file, where in named:
        if here.get((place.root, place.path)) != file:
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
