"""What the links without a problem show in this very run, whatever the last import knew of them."""

from __future__ import annotations

from collections.abc import Iterable

from vidtui.catalogue import links, repairs
from vidtui.catalogue.links import KnownLink
from vidtui.jobs.repair.plan import Place, Proposal


class ShownNow:
    """Says which link shows a file already; one bit for each link that is as it was known."""

    def __init__(self) -> None:
        self._as_known = links.SeenLinks()
        self._others: dict[Place, bytes] = {}

    def take(
        self, path: bytes, known: KnownLink | None, file: int | None, place: Place | None
    ) -> None:
        """Take note of a link that shows a video.

        Args:
            path: the link, below its root.
            known: what the catalogue remembers of it.
            file: the catalogue's id of the video, None where it was not imported.
            place: where the video is.
        """
        if known is not None and file is not None and known.shown_file == file:
            self._as_known.add(known.id)
        elif place is not None:
            self._others.setdefault(place, path)

    def links_to(self, proposals: Iterable[Proposal]) -> dict[Place, bytes]:
        """Return by place those of the proposed files that a link shows, with the first link."""
        by_file: dict[int, set[Place]] = {}
        found: dict[Place, bytes] = {}
        for one in proposals:
            if one.file is not None:
                by_file.setdefault(one.file, set()).add(one.place)
            if one.place in self._others:
                found[one.place] = self._others[one.place]
        for file, first in repairs.showing(sorted(by_file), self._is_as_known).items():
            for place in by_file[file]:
                found[place] = first
        return found

    def _is_as_known(self, link: int) -> bool:
        return link in self._as_known
