"""What a plan of moves is about: links that no longer lie where the layout has them.

Plain data, the same for the screen, the plan file, the log and the console.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vidtui.i18n import _, ngettext, plural
from vidtui.jobs.links.model import Evidence, OutcomeState, Place

MoveVerb = Literal["move", "skip"]


@dataclass(frozen=True, slots=True)
class MovingCompanion:
    """A link beside that to a video, which bears its name and goes with it: before and after."""

    place: Place
    text: bytes
    to: Place
    new: bytes


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to which a link may go; ``id`` names it within a plan.

    ``text`` is what the link says there, ``new_folders`` counts those that have to be made.
    """

    id: str
    place: Place
    text: bytes
    new_folders: int
    reasons: tuple[Evidence, ...] = ()
    companions: tuple[MovingCompanion, ...] = ()


@dataclass(frozen=True, slots=True)
class StrayLink:
    """A link that does not follow the layout; ``source`` is the file that it shows.

    ``file`` is that one's id in the catalogue, ``size`` in bytes. ``places`` holds one, or the
    answers to ``doubt``. So many files that are no links are ``left_behind`` in its folder.
    """

    place: Place
    text: bytes
    source: Place
    file: int
    size: int
    mtime_ns: int
    kind: str
    title: str
    year: int | None
    code: str
    places: tuple[NewPlace, ...] = ()
    doubt: Evidence | None = None
    left_behind: int = 0


@dataclass(frozen=True, slots=True)
class StayingLink:
    """A link that does not follow the layout and stays, and why."""

    place: Place
    why: Evidence


@dataclass(slots=True)
class PlannedMove:
    """A link with the decision about it, None while there is none; ``choice`` a place's id.

    No flag decides it: a person does, link by link.
    """

    link: StrayLink
    decision: MoveVerb | None = None
    choice: str | None = None

    @property
    def chosen(self) -> NewPlace | None:
        """The place that was chosen."""
        return next((one for one in self.link.places if one.id == self.choice), None)


@dataclass(frozen=True, slots=True)
class MoveDecision:
    """What is to be done about a link; ``to`` goes with ``move``."""

    link: StrayLink
    verb: MoveVerb
    to: NewPlace | None = None


@dataclass(frozen=True, slots=True)
class LinkMoved:
    """What came of a decision; ``reason`` is one line where it was refused or failed.

    ``actions`` are the journal's ids, the link's first, then those of its companions; ``run`` is
    that of the entry where it is one of its own.
    """

    decision: MoveDecision
    state: OutcomeState
    reason: str = ""
    actions: tuple[int, ...] = ()
    run: int | None = None

    @property
    def companions(self) -> int:
        """How many links went with it."""
        return max(0, len(self.actions) - 1)


def cost(count: int) -> str:
    """Return what it costs to move so many links, as a line."""
    return ngettext(
        "{n} link gets another path: a media centre that goes by paths (Jellyfin, Emby, Kodi) "
        "takes it for another file, and forgets that it was watched, its place in playlists and "
        "when it was added",
        "{n} links get other paths: a media centre that goes by paths (Jellyfin, Emby, Kodi) "
        "takes them for other files, and forgets that they were watched, their places in "
        "playlists and when they were added",
        count,
    ).format(n=count)


def nothing_astray(judged: int) -> str:
    """Return that none of so many links has to move, as a line."""
    if not judged:
        return _("no link could be judged: none shows a film or series that is identified")
    return ngettext(
        "{n} link was judged: it follows the layout",
        "{n} links were judged: all follow the layout",
        judged,
    ).format(n=judged)


def emptied_text(count: int) -> str:
    """Return that so many folders hold nothing any more."""
    return plural(
        "{n} folder is empty now; it was not made by vidtui and stays",
        "{n} folders are empty now; they were not made by vidtui and stay",
        count,
    )
