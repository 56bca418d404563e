"""Do the catalogue's ids in a plan belong to the links and files that it names?

A plan may have been changed by hand, or made before an older copy of the catalogue was restored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from vidtui.catalogue import files, links, roots
from vidtui.catalogue.files import Content
from vidtui.i18n import _
from vidtui.jobs.json_reading import Wrong
from vidtui.jobs.repair.plan import Place, Plan, Proposal


def require_own_ids(plan: Plan) -> None:
    """Refuse a plan that gives a link or a file the id of another; in a session.

    Raises:
        Wrong: it does; the text names the place.
    """
    known = _known_links(plan)
    for at, planned in enumerate(plan.links):
        link = planned.link
        if link.link is not None and known.get(link.place) != link.link:
            why = _("is not the id of this link; make a new plan")
            raise Wrong(f"links[{at}].link: {why}")
    here, named = _known_files(plan)
    for at, number, proposal in _with_ids(plan):
        if not _is_its_own(proposal, here.get(proposal.place), named.get(proposal.file or 0)):
            why = _("is not the id of this file; make a new plan")
            raise Wrong(f"links[{at}].proposals[{number}].file: {why}")


def _is_its_own(proposal: Proposal, at_place: int | None, named: Content | None) -> bool:
    """Say whether an id is that of the file, or of one that vanished and may be there now."""
    if at_place is not None:
        return at_place == proposal.file
    return named is not None and named.size == proposal.size


def _with_ids(plan: Plan) -> Iterator[tuple[int, int, Proposal]]:
    for at, planned in enumerate(plan.links):
        for number, proposal in enumerate(planned.link.proposals):
            if proposal.file is not None:
                yield at, number, proposal


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
    paths: dict[bytes, set[bytes]] = defaultdict(set)
    ids = set()
    for _at, _number, proposal in _with_ids(plan):
        paths[proposal.place.root].add(proposal.place.path)
        ids.add(proposal.file or 0)
    here = {
        Place(root, path): file
        for root, wanted in paths.items()
        if (found := roots.known(root)) is not None
        for path, (file, _missing) in files.ids_at(found.id, list(wanted)).items()
    }
    return here, files.contents(sorted(ids))
