"""What names say of the links under review, of their old targets and of new files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from vidtui.disk.classify import Place
from vidtui.disk.naming.canonical import read_canonical
from vidtui.disk.naming.name import NameFailed, NameRequest
from vidtui.disk.naming.pool import Namer
from vidtui.jobs.links.candidates import name_key
from vidtui.jobs.links.link_works import Work, of_name
from vidtui.jobs.links.model import BrokenLink
from vidtui.jobs.links.storage import FoundVideo, LinkState
from vidtui.jobs.roots.live import LiveRoot
from vidtui.text import fold, readable

MOST_NEW = 1000  # new files that are named: 5 s of parsing; an import names the others


class NameReader:
    """Reads names for one search, each in a parser process at most once."""

    def __init__(self, state: LinkState) -> None:
        self._state = state
        self._roots = {root.path: root for root in state.links.values()}

    def own_names(self, links: Mapping[int, BrokenLink]) -> Iterator[tuple[int, Work]]:
        """Yield by number what each link's own name says, and the old one where that is quick."""
        for number, link in links.items():
            old = self._old(number, link)
            name = read_canonical(old) if old is not None else None
            if old is not None and name is not None:
                yield number, of_name(name, old.kind)
        yield from self._read(
            self._request(number, self._link_place(link)) for number, link in links.items()
        )

    def quick_names(self, links: Mapping[int, BrokenLink]) -> Iterator[tuple[int, Work]]:
        """Yield by number what the links' own names say that the quick reader can read."""
        for number, link in links.items():
            request = self._request(number, self._link_place(link))
            name = read_canonical(request)
            if name is not None:
                yield number, of_name(name, request.kind)

    def old_names(self, links: Mapping[int, BrokenLink]) -> Iterator[tuple[int, Work]]:
        """Yield by number what the names of old targets say that ``own_names`` left out."""
        asked = (self._old(number, link) for number, link in links.items())
        yield from self._read(
            old for old in asked if old is not None and read_canonical(old) is None
        )

    def new_files(
        self, new: Iterable[FoundVideo], subjects: Iterable[Work], names: Set[str]
    ) -> tuple[dict[bytes, Work], int]:
        """Name the new files that may hold one of some works, or have one of some names.

        Returns:
            The works by absolute path, and how many files were left out for their number.
        """
        words = {
            max(form.body.split(), key=len) for work in subjects for form in work.forms if form.body
        }
        near = [
            one
            for one in new
            if (name_key(one.file.path) in names or words.intersection(_words(one.file.path)))
            and not self.is_extra(one)
        ]
        chosen = near[:MOST_NEW]
        works = {
            chosen[number].absolute: work
            for number, work in self._read(
                self._request(number, self._place(one.root, one.file.path))
                for number, one in enumerate(chosen)
            )
        }
        return works, len(near) - len(chosen)

    def is_extra(self, present: FoundVideo) -> bool:
        """Whether a file only goes with a film or a series."""
        if present.stored is not None:
            return present.stored.kind == "extra"
        return self._state.kind_of(present.root, present.file.path) == "extra"

    def kind_of(self, link: BrokenLink) -> str:
        """Say by its folders what a link is to show, by those of its old target if need be."""
        kind = self._link_place(link).kind
        return kind if kind != "unknown" else self._target_place(link).kind

    def _read(self, requests: Iterable[NameRequest]) -> Iterator[tuple[int, Work]]:
        """Yield by its request's number what each name says that can be read."""
        kinds = {}

        def asked() -> Iterator[NameRequest]:
            for request in requests:
                kinds[request.key] = request.kind
                yield request

        with Namer(cancelled=self._state.cancel) as namer:
            for number, name in namer.names(asked()):
                if not isinstance(name, NameFailed):
                    yield number, of_name(name, kinds[number])

    def _old(self, number: int, link: BrokenLink) -> NameRequest | None:
        """Return the question about an old target; in a circle, or in its place, there is none."""
        if link.problem in ("loop", "misnamed"):
            return None
        return self._request(number, self._target_place(link))

    def _link_place(self, link: BrokenLink) -> Place:
        return self._place(self._roots[link.place.root], link.place.path)

    def _target_place(self, link: BrokenLink) -> Place:
        stored = self._state.stored(link.target)
        if stored is not None:
            return self._place(*stored)
        return self._state.hierarchy.place(link.target.lstrip(b"/"))

    def _place(self, root: LiveRoot, path: bytes) -> Place:
        return self._state.hierarchy.place(path, root.name, root.known.kind)

    def _request(self, number: int, place: Place) -> NameRequest:
        kind = "unknown" if place.kind == "extra" else place.kind
        return NameRequest(number, place.work, kind, place.kind_depth, place.is_anime)


def _words(path: bytes) -> list[str]:
    return fold(readable(path)).split()
