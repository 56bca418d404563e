"""What a review of files without a link is about: files, places, questions, decisions.

Plain data, the same for the screen, the plan file, the log and the console. Paths are bytes; those
of a root are absolute, the others relative to their root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from vidtui.i18n import N_, _
from vidtui.jobs.link.moves import PlannedMove, StayingLink, StrayLink
from vidtui.jobs.links.model import Evidence, OutcomeState, Place, PlanRoot
from vidtui.text import printable

Heading = Literal["new", "baseline", "taken-away"]
"""``new``: first seen since the first run; ``baseline``: it was there without a link then;
``taken-away``: a link showed it and was removed, not by us."""
HEADINGS: tuple[Heading, ...] = ("new", "baseline", "taken-away")

LeftOut = Literal[
    "not-identified",
    "waits",
    "extra",
    "unknown-kind",
    "no-episode",
    "no-year",
    "never",
    "repair",
    "same-content",
    "second-version",
    "settling",
    "taken-away",
    "absent",
]
"""Why a file without a link gets none."""
LEFT_OUT: tuple[LeftOut, ...] = LeftOut.__args__  # type: ignore[attr-defined]

LinkVerb = Literal["make", "answer", "never", "skip"]
"""``answer``: keep an answer for the work and make nothing yet; ``never``: never link the file."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A file beside a video that goes with it: what it is, where its link goes, what that says."""

    source: Place
    size: int
    mtime_ns: int
    place: Place
    text: bytes
    file: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a link may get.

    ``id`` names it within a plan. ``place`` and ``text`` are the link's, None where an answer
    leads to a further question. ``new_folders`` counts those that have to be made. ``about`` and
    ``answer`` are what is kept where this answers a question.
    """

    id: str
    place: Place | None
    text: bytes = b""
    new_folders: int = 0
    folder: bytes = b""
    reasons: tuple[Evidence, ...] = ()
    about: str = ""
    answer: bytes = b""
    companions: tuple[Companion, ...] = ()


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A file without a link.

    ``file`` is the catalogue's id, ``size`` in bytes. ``spots`` holds one place, or the answers to
    ``doubt``, the likeliest first.
    """

    place: Place
    file: int
    size: int
    mtime_ns: int
    kind: str
    title: str
    year: int | None
    code: str
    heading: Heading
    spots: tuple[Spot, ...] = ()
    doubt: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Omitted:
    """A file without a link that gets none; ``other`` is what it is left out for."""

    place: Place
    why: LeftOut
    other: bytes = b""


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """What is to be done about a file; ``spot`` goes with ``make`` and ``answer``."""

    file: Unlinked
    verb: LinkVerb
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What came of a decision; ``reason`` is one line where it was refused or failed.

    ``actions`` are the journal's ids, the link's first, then those of its companions; ``run`` is
    that of the entry where it is one of its own.
    """

    decision: LinkDecision
    state: OutcomeState
    reason: str = ""
    actions: tuple[int, ...] = ()
    companions: int = 0
    run: int | None = None


@dataclass(slots=True)
class PlannedLink:
    """A file with the decision about it, None while there is none; ``choice`` a spot's id."""

    file: Unlinked
    decision: LinkVerb | None = None
    choice: str | None = None

    @property
    def spot(self) -> Spot | None:
        """The place that was chosen."""
        return next((one for one in self.file.spots if one.id == self.choice), None)


class Followed(NamedTuple):
    """What the links of one kind follow in a link root; ``follow`` of ``of`` links do."""

    root: bytes
    folder: bytes
    kind: str
    template: str
    follow: int
    of: int
    is_by_hand: bool

    @property
    def share(self) -> float:
        """The part that follows, 0 to 1."""
        return self.follow / self.of if self.of else 1.0


@dataclass(frozen=True, slots=True)
class LinkingCounts:
    """How many files there are with and without a link; ``left_out`` by the reason.

    Of links that do not follow the layout: ``moves`` may move, ``staying`` stay; ``undecided`` are
    those of which nobody can say, since the layout explains too little. ``judged`` counts the links
    that were held against it: they show what is identified.
    """

    links: int = field(default=0, metadata={"json": "links"})
    files: int = field(default=0, metadata={"json": "files"})
    unlinked: int = field(default=0, metadata={"json": "unlinked"})
    placed: int = field(default=0, metadata={"json": "placed"})
    asked: int = field(default=0, metadata={"json": "asked"})
    left_out: int = field(default=0, metadata={"json": "left_out"})
    moves: int = field(default=0, metadata={"json": "moves"})
    staying: int = field(default=0, metadata={"json": "staying"})
    undecided: int = field(default=0, metadata={"json": "undecided"})
    judged: int = field(default=0, metadata={"json": "judged"})


@dataclass(slots=True)
class LinkPlan:
    """Every file without a link that may get one. ``created`` is in seconds since the epoch.

    ``omitted`` are the others; ``is_first`` says that the baseline was made by this run. A plan of
    moves has ``moves`` and ``staying`` in place of files.
    """

    catalogue: str
    created: int
    roots: tuple[PlanRoot, ...]
    files: list[PlannedLink]
    omitted: list[Omitted] = field(default_factory=list)
    layouts: tuple[Followed, ...] = ()
    counts: LinkingCounts = field(default_factory=LinkingCounts)
    is_first: bool = False
    moves: list[PlannedMove] = field(default_factory=list)
    staying: list[StayingLink] = field(default_factory=list)
    is_of_moves: bool = False


_HEADINGS: Mapping[Heading, str] = {
    "new": N_("New since the first time"),
    "baseline": N_("Without a link since before"),
    "taken-away": N_("Its link was taken away"),
}
_LEFT_OUT: Mapping[LeftOut, str] = {
    "not-identified": N_("nobody asked TMDB about it yet"),
    "waits": N_("waits for a decision"),
    "extra": N_("an extra"),
    "unknown-kind": N_("neither film nor series"),
    "no-episode": N_("without a known episode"),
    "no-year": N_("its name is not certain"),
    "never": N_("never to be linked, as you said"),
    "repair": N_("a broken link is to get it"),
    "same-content": N_("the same content has a link"),
    "second-version": N_("a second version; the tree has one of each"),
    "settling": N_("still new; it may be written to"),
    "taken-away": N_("its link was taken away"),
    "absent": N_("it is not there now"),
}
_REASONS: Mapping[str, str] = {
    "own_folder": N_("links in {folder} show files of it"),
    "named_folder": N_("{folder} has its title and year"),
    "rule": N_("{follow} of {of} links follow {detail}"),
    "answer": N_("you said so"),
    "template": N_("by the template {detail}"),
}
_DOUBTS: Mapping[str, str] = {
    "no_layout": N_("no layout of the tree is that of this file"),
    "level": N_("which folder? {detail}"),
    "names": N_("the names in the tree follow no one rule"),
    "sign": N_("no name in the tree says what is written for {detail}"),
    "spelling": N_("its links are spelled in several ways"),
    "two_folders": N_("it has several folders"),
    "same_name": N_("something else has that place: {detail}"),
    "same_label": N_("two versions would have one name: {detail}"),
    "second_version": N_("it has a link to another version"),
    "facts": N_("not known of it: {detail}"),
    "too_long": N_("its name is too long for the disk: {detail}"),
    "root": N_("which link root?"),
    "large": N_("{folder} has {count} entries; {split} is split into ranges: a new folder"),
    "shared": N_("its file has another link: {other}"),
    "layout": N_("only {follow} of {of} links follow the layout: too few to go by"),
    "text": N_("a link from there would not show the same file"),
}


def heading_name(heading: Heading) -> str:
    """Return under which heading a file stands."""
    return _(_HEADINGS[heading])


def left_out_name(why: LeftOut) -> str:
    """Return why a file gets no link, in a few words."""
    return _(_LEFT_OUT[why])


def link_sentence(said: Evidence) -> str:
    """Return a reason for a place, or a doubt about it, as a line."""
    return said.worded(_REASONS.get(said.kind) or _DOUBTS.get(said.kind))


def title_of(file: Unlinked | StrayLink) -> str:
    """Return what a file is: ``Dune (2021)``, ``Dark (2017) S01E02``."""
    text = f"{file.title} ({file.year})" if file.year else file.title
    return printable(f"{text} {file.code}" if file.code else text)
