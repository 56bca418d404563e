"""The plan: its decisions marked as flags ask for them, and its file, JSON for scripts and later.

``docs/schemas/plan.schema.json`` describes it.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vidtui import own_files
from vidtui.catalogue import files, links, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.files import Content
from vidtui.i18n import _
from vidtui.jobs.json_documents import Wrong, encoded_lines
from vidtui.jobs.links import plan_files
from vidtui.jobs.links.model import (
    SHOW_OTHERS,
    BrokenLink,
    Decision,
    Evidence,
    ForeignView,
    Hop,
    Place,
    Plan,
    Planned,
    Proposal,
    Renamed,
    sentence,
)
from vidtui.jobs.links.plan_values import PlaceWriter, evidence_document, head
from vidtui.jobs.repair.plan_parsing import parsed
from vidtui.paths import prefix_of
from vidtui.settings.model import Settings
from vidtui.settings.values import VIDEO_EXTENSIONS
from vidtui.text import json_path
from vidtui.typed_json import to_json


def document(plan: Plan) -> dict[str, Any]:
    """Return a plan for JSON."""
    writer = _Writer(plan.roots)
    return {
        **head(plan),
        "counts": to_json(plan.counts),
        "view": _view(plan.view) if plan.view else None,
        "groups": [writer.group(group) for group in plan.groups],
        "links": [
            one
            for planned in plan.links
            for one in (writer.planned(planned), *writer.companions(planned))
        ],
    }


def write(path: Path, plan: Plan) -> None:
    """Write a plan for its owner alone, whole or not at all.

    Raises:
        UsageProblem: the folder cannot be written.
    """
    own_files.write_whole(path, encoded_lines(document(plan)))


def read(path: Path) -> Plan:
    """Read a plan; ``-`` is the standard input.

    Raises:
        UsageProblem: it cannot be read, or is no plan; one line says where and why.
    """
    return plan_files.read(path, parsed)


def parse(data: bytes, name: str) -> Plan:
    """Return the plan that ``data`` is; ``name`` says to people where it comes from.

    Raises:
        UsageProblem: it is none.
    """
    return plan_files.parse(data, name, parsed)


def read_for(path: Path, catalogue: Catalogue, settings: Settings) -> Plan:
    """Read a plan that was made from this catalogue, whose roots are still where they were.

    Raises:
        UsageProblem: it cannot be read, is no plan, or is one of another library.
    """
    return plan_files.read_for(path, catalogue, settings, parsed, require_own_ids)


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return evidence_document(evidence, sentence(evidence))


def _view(view: ForeignView) -> dict[str, Any]:
    return {
        **json_path(view.written, "written"),
        **json_path(view.here, "here"),
        "links": view.links,
        "broken": view.broken,
    }


class _Writer(PlaceWriter):
    """Turns what lies on roots into JSON."""

    def group(self, group: Renamed) -> dict[str, Any]:
        return {
            **json_path(group.old, "old"),
            **json_path(group.new, "new"),
            "links": [
                {**self.place(link), "choice": choice, "only": choice in group.only}
                for link, choice in zip(group.links, group.choices, strict=True)
            ],
        }

    def hop(self, hop: Hop) -> dict[str, Any]:
        return self.link(hop.place, hop.text)

    def planned(self, planned: Planned) -> dict[str, Any]:
        link = planned.link
        return {
            **self._broken(link),
            "proposals": [self._proposal(proposal) for proposal in link.proposals],
            "decision": planned.decision,
            "choice": planned.choice,
        }

    def companions(self, planned: Planned) -> Iterator[dict[str, Any]]:
        """Yield the links that go with one, as they are decided with it."""
        decided = {one.link.place: one for one in _decided(planned)}
        for one in planned.link.companions:
            decision = decided.get(one.link.place)
            verb = decision.verb if decision is not None else None
            file = decision.proposal if decision is not None else None
            yield {
                **self.planned(Planned(one.link, verb, file.id if file is not None else None)),
                "goes_with": self.place(planned.link.place),
                "choices": [{"proposal": video, "choice": own} for video, own in one.choices],
            }

    def _broken(self, link: BrokenLink) -> dict[str, Any]:
        return {
            **self.link(link.place, link.text),
            **json_path(link.target, "target"),
            "problem": link.problem,
            "outside": link.is_outside,
            "through": self.hop(link.through) if link.through else None,
            "showing": self.place(link.showing) if link.showing else None,
            "link": link.link,
            "shown_file": link.shown_file,
        }

    def _proposal(self, proposal: Proposal) -> dict[str, Any]:
        return {
            "id": proposal.id,
            **self.place(proposal.place),
            "size": proposal.size,
            "mtime_ns": str(proposal.mtime_ns),
            "tier": proposal.tier,
            "evidence": [_evidence(one) for one in proposal.evidence],
            "cautions": [_evidence(one) for one in proposal.cautions],
            "file": proposal.file,
            "score": proposal.score,
            **({"folder": True} if proposal.is_folder else {}),
        }


def _decided(planned: Planned) -> list[Decision]:
    """Return what is done to what goes with a video."""
    if planned.decision is None:
        return []
    return Decision(planned.link, planned.decision, planned.proposal).companions


def require_own_ids(plan: Plan) -> None:
    """Refuse a plan that gives a link or a file the id of another; in a session.

    Raises:
        Wrong: it does; the text names the place.
    """
    known = _known_links(plan)
    for index, planned in enumerate(plan.links):
        link = planned.link
        if link.link is not None and known.get(link.place) != link.link:
            why = _("is not the id of this link; make a new plan")
            raise Wrong(f"links[{index}].link: {why}")
    here, named = _known_files(plan)
    for index, number, proposal in _with_ids(plan):
        if not _is_its_own(proposal, here.get(proposal.place), named.get(proposal.file or 0)):
            why = _("is not the id of this file; make a new plan")
            raise Wrong(f"links[{index}].proposals[{number}].file: {why}")


def _is_its_own(proposal: Proposal, at_place: int | None, named: Content | None) -> bool:
    """Say whether an id is that of the file, or of one that vanished and may be there now."""
    if at_place is not None:
        return at_place == proposal.file
    return named is not None and named.size == proposal.size


def _with_ids(plan: Plan) -> Iterator[tuple[int, int, Proposal]]:
    for index, planned in enumerate(plan.links):
        for number, proposal in enumerate(planned.link.proposals):
            if proposal.file is not None:
                yield index, number, proposal


def _known_links(plan: Plan) -> dict[Place, int]:
    paths: dict[bytes, list[bytes]] = defaultdict(list)
    for planned in plan.links:
        paths[planned.link.place.root].append(planned.link.place.path)
    return {
        Place(root, path): one.id
        for root, wanted in paths.items()
        if (found := roots.known(root)) is not None
        for path, one in links.known_at(found.id, wanted).items()
    }


def _known_files(plan: Plan) -> tuple[dict[Place, int], dict[int, Content]]:
    """Return the ids at the places of proposals, and what is known of the ids that these give."""
    proposals = [proposal for _at, _number, proposal in _with_ids(plan)]
    here = plan_files.ids_at(one.place for one in proposals)
    ids = {one.file for one in proposals if one.file is not None}
    return here, files.contents(sorted(ids))


def trash_orphans(plan: Plan, *, prefix_moved: bool = False) -> int:
    """Mark for the trash each undecided link that shows nothing and has no proposal.

    One that leads out of the known roots, or goes through another link, is left for a person, as
    are subtitles, pictures and the like beside a video that has a proposal: theirs may be there.

    Returns:
        How many were marked.
    """
    marked = 0
    found = {_folder(planned.link) for planned in plan.links if planned.link.proposals}
    for planned in plan.links:
        link = planned.link
        if planned.decision is not None or _is_for_a_person(link, plan.view, prefix_moved):
            continue
        if not _is_video(link) and _folder(link) in found:
            continue
        if _is_orphan(link):
            planned.decision = "orphan"
            marked += 1
    return marked


def _is_orphan(link: BrokenLink) -> bool:
    return link.can_be_orphan and not (link.proposals or link.is_outside or link.through)


def is_explained(link: BrokenLink, view: ForeignView | None) -> bool:
    """Whether the link may be right for another machine, which sees its target elsewhere."""
    if view is None:
        return False
    prefix = prefix_of(view.written)
    return any((text + b"/").startswith(prefix) for text in (link.text, link.edited.text))


def _folder(link: BrokenLink) -> bytes:
    return os.path.dirname(link.place.absolute)


def _is_video(link: BrokenLink) -> bool:
    extension = os.path.splitext(link.place.path)[1][1:].lower()
    return extension.decode("utf-8", "replace") in VIDEO_EXTENSIONS


def _is_for_a_person(link: BrokenLink, view: ForeignView | None, prefix_moved: bool) -> bool:
    return link.problem in SHOW_OTHERS or (not prefix_moved and is_explained(link, view))
