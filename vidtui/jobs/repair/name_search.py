"""The search for a link's film or episode by names, over all that is on storage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vidtui.i18n import ngettext
from vidtui.jobs.events import Notice
from vidtui.jobs.repair.identity import IdentityIndex
from vidtui.jobs.repair.link_works import Work, is_barred, veto
from vidtui.jobs.repair.names import NameReader
from vidtui.jobs.repair.plan import BrokenLink, Evidence, Proposal
from vidtui.jobs.repair.proposals import propose
from vidtui.jobs.repair.state import FindState
from vidtui.jobs.repair.storage import Shelf
from vidtui.jobs.repair.work_index import WorkIndex, works_of
from vidtui.jobs.repair.works import NameIndex, name_key, names_of, same_work, similar


class NameSearch:
    """Knows the names of all videos once it is begun."""

    def __init__(
        self, state: FindState, shelf: Shelf, names: NameReader, index: IdentityIndex
    ) -> None:
        self._state = state
        self._shelf = shelf
        self._names = names
        self._index = index
        self._works = WorkIndex((), {})
        self._by_name = NameIndex((), frozenset(), self._works, names.is_extra)

    def begin(self, subjects: Sequence[Work], targets: Sequence[bytes]) -> Iterator[Notice]:
        """Read the names of the new files that may hold what is sought.

        Args:
            subjects: the works that links name.
            targets: their old targets.
        """
        names = {name_key(path) for path in targets}
        moved = works_of(self._index.matched())
        new = (one for one in self._shelf.new if one.absolute not in moved)
        named, left = self._names.new_files(new, subjects, names)
        if left:
            yield Notice(
                ngettext(
                    "{n} new file was not looked at; an import names it: vidtui import",
                    "{n} new files were not looked at; an import names them: vidtui import",
                    left,
                ).format(n=left)
            )
        self._works = WorkIndex(self._shelf.present, {**named, **moved})
        self._by_name = NameIndex(self._shelf.present, names, self._works, self._names.is_extra)

    def proposals(
        self, link: BrokenLink, subject: Sequence[Work], *, even_similar: bool = True
    ) -> list[Proposal]:
        """Return what a link may be repaired to; what is only similar where there is no better."""
        kind = self._names.kind_of(link)
        found = self._by_name.proposals(link, subject, kind)
        if kind == "extra":
            return found
        found += same_work(link, subject, self._works)
        found += self._only_there(link, subject)
        if not found and even_similar:
            found = similar(link, subject, self._works)
        return found

    def _only_there(self, link: BrokenLink, subject: Sequence[Work]) -> list[Proposal]:
        """Return the only video in the folder that a link shows."""
        if link.problem != "folder":
            return []
        inside = link.target.rstrip(b"/") + b"/"
        there = [one for one in self._shelf.present if one.absolute.startswith(inside)]
        if len(there) != 1:
            return []
        work = self._works.work_of(there[0])
        if work is not None and (
            any(veto(one, work) for one in subject) or is_barred(names_of(link), subject, work)
        ):
            return []
        return [propose(there[0], "similar-name", (Evidence("only-there"),))]
