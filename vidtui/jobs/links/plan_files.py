"""Reads the file of a plan, and refuses what was made from another library."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Final, TypeVar

from vidtui import own_files
from vidtui.catalogue import files, roots
from vidtui.catalogue.database import Catalogue
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.json_documents import Value, Wrong, decode
from vidtui.jobs.links.model import Place
from vidtui.jobs.links.plan_values import AnyPlan
from vidtui.oserrors import about, at
from vidtui.settings.model import Settings
from vidtui.text import printable

MOST_BYTES: Final = 256 * 2**20  # a plan of 100,000 links takes about half of that
STDIN: Final = Path("-")

P = TypeVar("P", bound=AnyPlan)


def parse(data: bytes, name: str, parsed: Callable[[Value], P]) -> P:
    """Return the plan that ``data`` is; ``name`` says to people where it comes from.

    Raises:
        UsageProblem: it is none.
    """
    try:
        return parsed(decode(data))
    except Wrong as wrong:
        raise UsageProblem(about(name, str(wrong))) from wrong


def read(path: Path, parsed: Callable[[Value], P]) -> P:
    """Read a plan; ``-`` is the standard input.

    Raises:
        UsageProblem: it cannot be read, or is no plan; one line says where and why.
    """
    name = _name(path)
    return parse(_bytes(path, name), name, parsed)


def read_for(
    path: Path,
    catalogue: Catalogue,
    settings: Settings,
    parsed: Callable[[Value], P],
    require_own_ids: Callable[[P], None],
) -> P:
    """Read a plan that was made from this catalogue, whose roots are still where they were.

    Args:
        path: the file; ``-`` is the standard input.
        catalogue: this one.
        settings: the roots.
        parsed: returns the plan that a document is.
        require_own_ids: raises ``Wrong`` where a plan gives something the id of another.

    Raises:
        UsageProblem: it cannot be read, is no plan, or is one of another library.
    """
    plan = read(path, parsed)
    with catalogue.session():
        try:
            _require_this_library(plan, catalogue, settings)
            require_own_ids(plan)
        except Wrong as wrong:
            raise UsageProblem(about(_name(path), str(wrong))) from wrong
    return plan


def ids_at(places: Iterable[Place]) -> dict[Place, int]:
    """Return the ids of the files that the catalogue knows at places; in a session."""
    paths: dict[bytes, set[bytes]] = defaultdict(set)
    for place in places:
        paths[place.root].add(place.path)
    return {
        Place(root, path): file
        for root, wanted in paths.items()
        if (found := roots.known(root)) is not None
        for path, (file, _missing) in files.ids_at(found.id, list(wanted)).items()
    }


def _name(path: Path) -> str:
    return _("standard input") if path == STDIN else str(path)


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


def _require_this_library(plan: AnyPlan, catalogue: Catalogue, settings: Settings) -> None:
    """Refuse a plan of another catalogue, or of roots that are elsewhere now; in a session."""
    if plan.catalogue != catalogue.id:
        raise Wrong(
            _("this plan was made from another catalogue than {catalogue}").format(
                catalogue=printable(str(catalogue.path))
            )
        )
    known = {root.identity.uuid: (root.role, root.path) for root in roots.everything()}
    configured = {(root.role, root.path) for root in settings.roots}
    for index, root in enumerate(plan.roots):
        place = (root.role, root.path)
        if known.get(root.uuid) != place or place not in configured:
            raise Wrong(
                _("roots[{index}]: {path} is no such root any more; make a new plan").format(
                    index=index, path=printable(root.path)
                )
            )
