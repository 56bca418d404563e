"""What a review of broken links is about: links, proposals, decisions, outcomes, and their words.

Plain data, the same for the screen, the plan file, the log and the console. Paths are bytes;
those of a root are absolute, the others relative to their root.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple, get_args

from vidtui.i18n import N_, _
from vidtui.text import printable

Problem = Literal["broken", "loop", "folder", "wrong", "misnamed"]
"""``folder``: a link with a video's name shows a folder; ``wrong``: it shows another work's file
than the catalogue knows it to have shown, ``misnamed``: than its own name says."""
SHOW_OTHERS: frozenset[Problem] = frozenset(("wrong", "misnamed"))
"""Those of links that show a video: all may be right, and nothing but a person can tell."""

Tier = Literal[
    "same-file",
    "same-content",
    "same-sample",
    "replaced",
    "same-name",
    "same-work",
    "similar-name",
    "chosen",
]
TIERS: tuple[Tier, ...] = get_args(Tier)
"""Kinds of evidence, the best first; ``chosen`` is a person's own choice of a file."""
IDENTITY: frozenset[Tier] = frozenset(("same-file", "same-content", "same-sample"))
"""Those that rest on the file itself, not on its name."""
ACCEPTABLE: tuple[Tier, ...] = TIERS[:6]
"""Those that a flag may accept; what is only similar is for a person."""

MOST_OFFERED = 9  # as many as there are digits on the screen

Verb = Literal["repair", "orphan", "skip", "keep"]
"""``keep``: a link that shows another work is right as it is; the others as their names say."""


class Place(NamedTuple):
    """Something on a root."""

    root: bytes
    path: bytes

    @property
    def absolute(self) -> bytes:
        """The absolute path."""
        return os.path.join(self.root, self.path)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a proposal or against it; ``sentence`` puts it in words."""

    kind: str
    facts: Mapping[str, str | int | float] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, str | int | float]:
        """The facts, of which all can be shown."""
        return {
            name: printable(value) if isinstance(value, str) else value
            for name, value in self.facts.items()
        }

    def worded(self, text: str | None) -> str:
        """Return it as a line, by a text that takes its facts; its kind where there is none."""
        return _(text).format_map(_Facts(self.shown)) if text else printable(self.kind)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file that a link may be repaired to.

    ``id`` names it within a plan. ``size`` is in bytes. ``cautions`` speak against it: with one
    it is taken by a single keypress only. ``file`` is the catalogue's id of the file that it is,
    or that it is now the place of. ``score`` ranks within a tier, from 0 to 1. ``is_folder``: it
    is one, for a link that showed a folder; its size is 0.
    """

    id: str
    place: Place
    size: int
    mtime_ns: int
    tier: Tier
    evidence: tuple[Evidence, ...] = ()
    cautions: tuple[Evidence, ...] = ()
    file: int | None = None
    score: float = 1.0
    is_folder: bool = False

    @property
    def has_identity(self) -> bool:
        """Whether it may be accepted together with others: it is the very content, no doubt."""
        return self.tier in IDENTITY and not self.cautions


@dataclass(frozen=True, slots=True)
class Hop:
    """The link of a chain whose text leads nowhere; it lies on a link root."""

    place: Place
    text: bytes


@dataclass(frozen=True, slots=True)
class Companion:
    """A broken link to what goes with a video: subtitles, an NFO, a picture.

    What becomes of the link to the video becomes of it. The proposals of ``link`` are files that
    go with those of the video: ``choices`` are pairs of the video's proposal and its own, by id.
    """

    link: BrokenLink
    choices: tuple[tuple[str, str], ...] = ()

    def goes_with(self, proposal: Proposal) -> Proposal | None:
        """Return the file that goes with a proposal of the video."""
        chosen = dict(self.choices).get(proposal.id)
        return next((one for one in self.link.proposals if one.id == chosen), None)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link to review.

    ``target`` is where its chain ends, absolute, as this machine sees it. ``is_outside`` says
    that this lies under no known root. ``through`` is the link to edit where that is not the
    link itself. ``link`` and ``shown_file`` are the catalogue's ids. ``showing`` is what a
    link shows now that shows another work. ``companions`` broke with it.
    """

    place: Place
    text: bytes
    target: bytes
    problem: Problem
    is_outside: bool = False
    through: Hop | None = None
    link: int | None = None
    shown_file: int | None = None
    showing: Place | None = None
    proposals: tuple[Proposal, ...] = ()
    companions: tuple[Companion, ...] = ()

    @property
    def best(self) -> Proposal | None:
        """The proposal for which most speaks."""
        return self.proposals[0] if self.proposals else None

    @property
    def edited(self) -> Hop:
        """The link that a repair edits."""
        return self.through or Hop(self.place, self.text)

    def has_clear(self, proposal: Proposal) -> bool:
        """Whether nothing speaks against a proposal, and no other is as good."""
        return not proposal.cautions and not any(
            (other.tier, other.score) == (proposal.tier, proposal.score)
            for other in self.proposals
            if other.id != proposal.id
        )

    @property
    def can_be_orphan(self) -> bool:
        """Whether it may go to the trash: it shows nothing."""
        return self.problem in ("broken", "loop")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with a link; ``proposal`` goes with ``repair``."""

    link: BrokenLink
    verb: Verb
    proposal: Proposal | None = None

    @property
    def companions(self) -> list[Decision]:
        """What is done with it to what goes with a video."""
        if self.verb == "orphan":
            return [Decision(one.link, "orphan") for one in self.link.companions]
        if self.verb != "repair" or self.proposal is None:
            return []
        found = ((one.link, one.goes_with(self.proposal)) for one in self.link.companions)
        return [Decision(link, "repair", file) for link, file in found if file is not None]


OutcomeState = Literal["done", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision.

    ``refused``: what is there is no longer what was shown; ``failed``: the disk would not; the
    link is as it was. ``reason`` is one line, for either. ``action`` is the journal's id where
    something was done, ``run`` that of the entry. ``written`` is a repaired link's text,
    ``trashed`` where an orphan lies. ``companions`` is what came of the links that go with it.
    """

    decision: Decision
    state: OutcomeState
    reason: str = ""
    action: int | None = None
    written: bytes | None = None
    trashed: bytes | None = None
    companions: tuple[Outcome, ...] = ()
    run: int | None = None


@dataclass(frozen=True, slots=True)
class LinksFound:
    """Links to review, as they are met; their proposals come with the plan."""

    EVENT: ClassVar[str] = "links_found"
    links: tuple[BrokenLink, ...] = field(metadata={"json": "links"})


@dataclass(frozen=True, slots=True)
class Renamed:
    """Links broken alike: what they named below ``old`` lies below ``new`` now.

    Both are absolute folders as this machine sees them; ``links`` the places of the links,
    ``choices`` the proposal of each that lies there; ``only`` those of these that are the only
    file of their name on storage.
    """

    old: bytes
    new: bytes
    links: tuple[Place, ...]
    choices: tuple[str, ...]
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ForeignView:
    """One absent prefix explains most broken links: another machine's view, or a disk that moved.

    ``written`` is the prefix in the links' texts, ``here`` the folder that holds the files;
    ``links`` counts those that it explains, ``broken`` all that are broken.
    """

    written: bytes
    here: bytes
    links: int
    broken: int


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """All links by what they show: ``ok`` is a video on a storage root.

    ``folders``, ``outside`` (existing, under no known root) and ``chains`` (through further
    links) are no problems; ``unknown`` could not be judged.
    """

    links: int = field(default=0, metadata={"json": "links"})
    ok: int = field(default=0, metadata={"json": "ok"})
    broken: int = field(default=0, metadata={"json": "broken"})
    loops: int = field(default=0, metadata={"json": "loops"})
    folders: int = field(default=0, metadata={"json": "folders"})
    outside: int = field(default=0, metadata={"json": "outside"})
    chains: int = field(default=0, metadata={"json": "chains"})
    unknown: int = field(default=0, metadata={"json": "unknown"})
    wrong: int = field(default=0, metadata={"json": "wrong"})


@dataclass(slots=True)
class Planned:
    """A link with the decision about it, None while there is none; ``choice`` a proposal's id."""

    link: BrokenLink
    decision: Verb | None = None
    choice: str | None = None

    @property
    def proposal(self) -> Proposal | None:
        """The proposal that was chosen."""
        return next((one for one in self.link.proposals if one.id == self.choice), None)


class PlanRoot(NamedTuple):
    """A root as a plan names it."""

    uuid: str
    role: str
    path: bytes


@dataclass(slots=True)
class Plan:
    """Every link to review. ``created`` is in seconds since the epoch."""

    catalogue: str
    created: int
    roots: tuple[PlanRoot, ...]
    links: list[Planned]
    groups: tuple[Renamed, ...] = ()
    view: ForeignView | None = None
    counts: LinkCounts = field(default_factory=LinkCounts)


_TIERS: Mapping[Tier, str] = {
    "same-file": N_("same file"),
    "same-content": N_("same content"),
    "same-sample": N_("same beginning and end"),
    "replaced": N_("replaced by another file"),
    "same-name": N_("same name"),
    "same-work": N_("same film or episode"),
    "similar-name": N_("similar name"),
    "chosen": N_("your choice"),
}
_PROBLEMS: Mapping[Problem, str] = {
    "broken": N_("shows nothing"),
    "loop": N_("leads in a circle"),
    "folder": N_("shows a folder, no video"),
    "wrong": N_("shows another film or episode than before"),
    "misnamed": N_("shows another film or episode than its name says"),
}
_EVIDENCE: Mapping[str, str] = {
    "same-file": N_("the very file that this link showed: same size, time and inode"),
    "same-content": N_("every byte is the same as in the file that this link showed"),
    "same-sample": N_("same size, same beginning and end as the file that this link showed"),
    "same-size": N_("same path and size as when this link showed it; it may not be read"),
    "in-place": N_("it lies where it lay when this link showed it"),
    "moved": N_("it was {path}"),
    "replaced": N_("it came into the same folder when the other went, and is the same work"),
    "same-name": N_("same file name, the only file of that name"),
    "other-writing": N_("same file name but for accents and case, the only such file"),
    "other-extension": N_("same file name but for its extension, the only such file"),
    "same-path": N_("same path below {folder}"),
    "same-folder": N_("{old} is {new} now, as other links show"),
    "film": N_("same film: {title} ({year})"),
    "work": N_("the same film in TMDB: {title}"),
    "episode": N_("same episode: {title} {code}"),
    "similar": N_("similar title: {percent} %"),
    "no-year": N_("same title, but one of the names has no year"),
    "other-title": N_("the same title, if one of the names is read another way"),
    "near-year": N_("same title, one year apart"),
    "only-there": N_("the only video in the folder that the link shows"),
    "chosen": N_("you chose it"),
    "companion": N_("it goes with {video}"),
    "hard-link": N_("one and the same file as {path} (hard link)"),
    "folder-files": N_("{count} of {of} known files that were in the folder are in this one"),
    "name-differs": N_("its name says {there}, the link's name {here}"),
    "shown-already": N_("another link shows it already: {link}"),
    "rivals": N_("{count} broken links that showed other files may show this one"),
    "not-alone": N_("{count} files fit alike"),
    "sample-shared": N_("it is not the only file with this size, beginning and end"),
    "folder-split": N_("files of the old folder lie elsewhere too: {count}"),
    "folder-lacks": N_("files of the old folder are gone: {count}"),
    "no-season": N_("its folder does not say which season it is"),
    "other-part": N_("one of the names gives a part, the other does not"),
}


def tier_name(tier: Tier) -> str:
    """Return what kind of evidence a tier is, in two or three words."""
    return _(_TIERS[tier])


def problem_name(problem: Problem) -> str:
    """Return what is wrong with a link, in a few words."""
    return _(_PROBLEMS[problem])


def problem_of(link: BrokenLink) -> str:
    """Return what is wrong with a link; also where it leads under no known root."""
    text = problem_name(link.problem)
    if link.through is not None:
        text += ", " + _("by way of {link}").format(link=printable(link.through.place.absolute))
    if link.is_outside:
        text += ", " + _("under no known root")
    return text


def sentence(evidence: Evidence) -> str:
    """Return one piece of evidence as a line."""
    return evidence.worded(_EVIDENCE.get(evidence.kind))


class _Facts(dict[str, str | int | float]):
    """Facts of which a plan that others made may lack some."""

    def __missing__(self, _name: str) -> str:
        return "?"


def because(proposal: Proposal) -> list[str]:
    """Return what speaks for a proposal, then what speaks against it, a line each."""
    return [*map(sentence, proposal.evidence), *map(sentence, proposal.cautions)]
