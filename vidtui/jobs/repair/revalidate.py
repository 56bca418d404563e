"""Before a link is changed: is all still as it was shown?"""

from __future__ import annotations

import errno
import os
import stat

from vidtui.catalogue import files, repairs
from vidtui.disk.symlinks import trash
from vidtui.disk.symlinks.reader import LinkReader, LinkReading, written
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs.links.model import IDENTITY, SHOW_OTHERS, BrokenLink, Decision, Hop, Proposal
from vidtui.jobs.roots.loss_guard import Volatile
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import about, at
from vidtui.paths import is_inside
from vidtui.settings.model import Settings


class Checks:
    """Compares links and files with what a decision was about; sessions are the caller's."""

    def __init__(
        self, settings: Settings, watch: RootStatusCache, *, accept_loss: bool = False
    ) -> None:
        """Take what is looked at; with ``accept_loss`` nothing is only away."""
        self._settings = settings
        self._watch = watch
        self._accept_loss = accept_loss
        self._reader = LinkReader(
            settings.path_maps, [root.path for root in settings.of("storage")]
        )

    def still_so(self, link: BrokenLink) -> None:
        """Refuse unless a link is there, says what it said, and has the same problem.

        Raises:
            SafetyRefusal: it is not so any more, or a disk is away.
        """
        self._watch.require_all()
        role = self._watch.at(link.place.root)[0].role
        if role != "links" or self._watch.at(link.edited.place.root)[0].role != "links":
            raise SafetyRefusal(about(link.place.absolute, _("lies on no link root")))
        reading = self._read(link.place.absolute, link.text)
        if why := self._objection(link, reading):
            raise SafetyRefusal(about(link.place.absolute, why))
        if link.through is not None:
            self._same_hop(link, link.through, reading)

    def _objection(self, link: BrokenLink, reading: LinkReading) -> str | None:
        """Return why what a link shows is not the problem that it was, None where it is."""
        if reading.state == "unknown":
            return _("nobody can say what it shows now")
        # A circle of two is broken for the one once the other is in the trash.
        nothing = ("broken", "loop")
        expected = {"wrong": ("ok",), "misnamed": ("ok",), "folder": ("folder",)}.get(
            link.problem, nothing
        )
        if reading.state not in expected:
            return _("it shows a video again") if reading.state == "ok" else _("it changed")
        volatile = Volatile(self._watch.live(), accept_loss=self._accept_loss)
        if reading.state == "broken" and volatile.is_away(reading.target or b""):
            return _("what it shows is only away, and may come back")
        target = reading.target or b""
        if link.showing is not None and not _is_same_file(target, link.showing.absolute):
            return _("it shows another file now")
        return None

    def _new_text(self, link: BrokenLink, proposal: Proposal) -> bytes:
        """Return the text that shows a proposal, in the style of the link's own.

        Raises:
            SafetyRefusal: the file is not what was shown, or no text would show it.
        """
        target = proposal.place.absolute
        root, state = self._watch.at(proposal.place.root)
        if root.role != "storage":
            raise SafetyRefusal(about(target, _("lies on no storage root")))
        _same_entry(target, proposal)
        self._same_bytes(link, proposal, root.id)
        edited = link.edited
        folder = os.path.realpath(os.path.dirname(edited.place.absolute))
        # A root may be reached through links; the new text goes the way that the old one went.
        before = self._reader.target(folder, edited.text)
        ways = [root.path, state.real_path or root.path]
        way = next((one for one in ways if is_inside(before, one)), root.path)
        place = os.path.join(way, proposal.place.path)
        if edited.text.startswith(b"/"):
            text = written(place, edited.text, self._settings.path_maps)
        else:
            text = os.path.relpath(place, folder)
        reading = self._follow(folder, text)
        wanted = "folder" if proposal.is_folder else "ok"
        if reading.state != wanted or not _is_same_file(reading.target or b"", target):
            raise SafetyRefusal(about(target, _("a link from there would not show it")))
        return text

    def check(self, decision: Decision) -> bytes | None:
        """Refuse what could not be done now; return what a link that is repaired will say.

        Raises:
            SafetyRefusal: and why.
        """
        self.still_so(decision.link)
        if decision.verb == "keep" and decision.link.problem not in SHOW_OTHERS:
            raise SafetyRefusal(
                about(
                    decision.link.place.absolute,
                    _("it shows no other video than before, or than its name says"),
                )
            )
        if decision.verb == "repair" and decision.proposal is not None:
            return self._new_text(decision.link, decision.proposal)
        if decision.verb == "orphan":
            self._orphan(decision.link)
        return None

    def _orphan(self, link: BrokenLink) -> None:
        if not link.can_be_orphan:
            raise SafetyRefusal(
                about(link.place.absolute, _("it shows something, so it is no orphan"))
            )
        folder = self._settings.trash_of(link.place.root)
        why = trash.unfit(folder, self._settings)
        if why is not None:
            raise SafetyRefusal(about(folder, why))

    def _same_bytes(self, link: BrokenLink, proposal: Proposal, root: int) -> None:
        """Refuse what was shown as the same file where both were read whole and are not."""
        here = files.ids_at(root, [proposal.place.path]).get(proposal.place.path)
        if proposal.tier not in IDENTITY or here is None or link.shown_file is None:
            return
        hashes = repairs.hashes_of([here[0], link.shown_file])
        if len(set(hashes.values())) > 1:
            why = _("its bytes are known to be others than those that the link showed")
            raise SafetyRefusal(about(proposal.place.absolute, why))

    def _read(self, path: bytes, text: bytes) -> LinkReading:
        folder = os.path.realpath(os.path.dirname(path))
        try:
            now = os.readlink(path)
        except OSError as error:
            why = at(path, error)
            if isinstance(error, FileNotFoundError | NotADirectoryError):
                why = about(path, _("the link is gone"))
            elif error.errno == errno.EINVAL:
                why = about(path, _("it is no link any more"))
            raise SafetyRefusal(why) from error
        if now != text:
            raise SafetyRefusal(about(path, _("it leads elsewhere now")))
        return self._follow(folder, now)

    def _follow(self, folder: bytes, text: bytes) -> LinkReading:
        return self._reader.follow(text, self._reader.target(folder, text))

    def _same_hop(self, link: BrokenLink, hop: Hop, reading: LinkReading) -> None:
        where = hop.place.absolute
        last, text = reading.last or (b"", b"")
        if os.path.realpath(os.path.dirname(last)) != os.path.realpath(os.path.dirname(where)) or (
            os.path.basename(last),
            text,
        ) != (os.path.basename(where), hop.text):
            raise SafetyRefusal(about(link.place.absolute, _("it goes by way of another link now")))


def _same_entry(path: bytes, proposal: Proposal) -> None:
    try:
        found = os.lstat(path)
    except OSError as error:
        raise SafetyRefusal(at(path, error)) from error
    if proposal.is_folder:
        if not stat.S_ISDIR(found.st_mode) or found.st_mtime_ns != proposal.mtime_ns:
            raise SafetyRefusal(about(path, _("the folder has changed since it was shown")))
        return
    now = (found.st_size, found.st_mtime_ns)
    if not stat.S_ISREG(found.st_mode) or now != (proposal.size, proposal.mtime_ns):
        raise SafetyRefusal(about(path, _("the file has changed since it was shown")))


def _is_same_file(one: bytes, other: bytes) -> bool:
    try:
        return os.path.samestat(os.stat(one), os.stat(other))
    except OSError:
        return False
