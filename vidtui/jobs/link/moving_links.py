"""Moves the links that were decided upon, after looking at each again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from vidtui.disk.symlinks.making import StorageGuard
from vidtui.disk.symlinks.reader import LinkReader
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs.link.linking import require_same
from vidtui.jobs.link.model import title_of
from vidtui.jobs.link.moves import LinkMoved, MoveDecision, NewPlace
from vidtui.jobs.link.new_places import moved_text
from vidtui.jobs.link.sitting import Sitting
from vidtui.jobs.links.model import Place
from vidtui.jobs.links.moving import LinkMove, Moved, Moving
from vidtui.oserrors import about, at


class LinkMoves(Sitting[MoveDecision, LinkMoved]):
    """Moves links."""

    COMMAND = "link --rename"

    def check(self, move: MoveDecision) -> str | None:
        """Return in one line why a link could not move now, None when it could."""
        with self._catalogue.session():
            try:
                self._watch.require_all()
                self._checked(move, self._reader())
            except SafetyRefusal as refusal:
                return str(refusal)
        return None

    def _roots(self, decisions: Sequence[MoveDecision]) -> set[bytes]:
        return {one.link.place.root for one in decisions}

    def _log_line(self, outcome: LinkMoved) -> tuple[str, ...]:
        link, place = outcome.decision.link, outcome.decision.to
        return (
            "move",
            os.fsdecode(link.place.absolute),
            os.fsdecode(place.place.absolute if place is not None else b""),
            title_of(link),
            "done" if outcome.state == "done" else f"{outcome.state}: {outcome.reason}",
        )

    def _some(self, decisions: Sequence[MoveDecision]) -> list[LinkMoved]:
        """Move some links, in a session, with the writer lock held."""
        reader = self._reader()
        outcomes: list[LinkMoved] = []
        ready: dict[Place, MoveDecision] = {}
        wanted: list[LinkMove] = []
        for one in decisions:
            try:
                place = self._checked(one, reader)
                ready[one.link.place] = one
                wanted.append(self._wanted(one, place))
            except SafetyRefusal as refusal:
                if not outcomes:
                    self._require_here(refusal)
                outcomes.append(LinkMoved(one, "refused", str(refusal)))
        if wanted:
            guard = StorageGuard([root.path for root in self._settings.of("storage")])
            moving = Moving(self._catalogue, self.run or 0, guard)
            outcomes.extend(
                _outcome(ready[_place(moved.move)], moved) for moved in moving.move(wanted)
            )
            self.stopped = moving.stopped
        return outcomes

    def _wanted(self, one: MoveDecision, place: NewPlace) -> LinkMove:
        root = self._watch.at(one.link.place.root)[0]
        companions = tuple(
            LinkMove(root, each.place.path, each.text, each.to.path, each.new, None, 0)
            for each in place.companions
            if _says(each.place.absolute, each.text) and not os.path.lexists(each.to.absolute)
        )
        link = one.link
        return LinkMove(
            root, link.place.path, link.text, place.place.path, place.text, link.file,
            place.new_folders, companions,
        )  # fmt: skip

    def _checked(self, move: MoveDecision, reader: LinkReader) -> NewPlace:
        """Return the chosen place, or refuse what is not as it was shown.

        Raises:
            SafetyRefusal: and why.
        """
        link, place, watch = move.link, move.to, self._watch
        if place is None:
            raise SafetyRefusal(_("no place was chosen"))
        root = watch.at(link.place.root)[0]
        if root.role != "links" or place.place.root != link.place.root:
            raise SafetyRefusal(about(place.place.absolute, _("lies on no link root")))
        if watch.at(link.source.root)[0].role != "storage":
            raise SafetyRefusal(about(link.source.absolute, _("lies on no storage root")))
        real = os.path.realpath(root.path)
        for each in place.companions:
            if moved_text(real, each.place.path, each.text, each.to.path) != each.new:
                raise SafetyRefusal(_other(each.to))
        _require_says(link.place.absolute, link.text)
        found = require_same(link.source.absolute, link.size, link.mtime_ns)
        old = os.path.realpath(os.path.dirname(link.place.absolute))
        new = os.path.join(real, os.path.dirname(place.place.path))
        for folder, text, where in (
            (old, link.text, link.place),
            (new, place.text, place.place),
        ):
            reading = reader.follow(text, reader.target(folder, text))
            try:
                is_it = os.path.samestat(os.stat(reading.target or b""), found)
            except OSError:
                is_it = False
            if not is_it:
                raise SafetyRefusal(_other(where))
        return place


def _other(place: Place) -> str:
    return about(place.absolute, _("a link from there would not show it"))


def _require_says(path: bytes, text: bytes) -> None:
    try:
        found = os.readlink(path)
    except OSError as error:
        raise SafetyRefusal(at(path, error)) from error
    if found != text:
        raise SafetyRefusal(about(path, _("the link leads elsewhere now")))


def _says(path: bytes, text: bytes) -> bool:
    try:
        return os.readlink(path) == text
    except OSError:
        return False


def _place(move: LinkMove) -> Place:
    return Place(move.root.path, move.path)


def _outcome(decision: MoveDecision, moved: Moved) -> LinkMoved:
    actions = [
        one.action
        for one in (moved, *moved.companions)
        if one.state == "done" and one.action is not None
    ]
    return LinkMoved(decision, moved.state, moved.reason, tuple(actions))


def emptied(decisions: Iterable[MoveDecision]) -> list[bytes]:
    """Return the folders that hold nothing since links were moved out of them."""
    folders = {os.path.dirname(one.link.place.absolute) for one in decisions}
    return sorted(filter(_is_empty, folders))


def _is_empty(folder: bytes) -> bool:
    try:
        return not os.listdir(folder)
    except OSError:
        return False
