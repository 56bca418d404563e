"""What is handed in to learn a link tree and to place files in it, and what comes back.

``learning.learn(links, options)`` reads the links of one link root into ``Layouts``;
``placing.Placer(layouts, answers).place(new_files)`` says for each new file where its link belongs,
or asks. Nothing here touches a disk or the catalogue. Paths are bytes, below the link root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from vidtui.disk.media_facts import MediaFacts

Kind = Literal["film", "series"]
KINDS: Final[tuple[Kind, ...]] = ("film", "series")
ENOUGH: Final = 0.95
"""What rules have to explain of the links of a level, so that nobody is asked."""
NAME_BYTES: Final = 255
"""The longest name of most filesystems; eCryptfs and some NAS take 143."""


# What is handed in.


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What is known of a film or series.

    ``key`` is the same for all files of the work, ``movie:12``. ``title`` is the person's own, in
    ``language``; ``titles`` are all; ``by_language`` those whose language is known (``fr``). Of a
    work that is not ``is_identified`` only title and year are known, as its files say them: no
    rule is learned from it where others are.
    """

    key: str
    kind: Kind
    title: str
    year: int | None = None
    language: str | None = None
    original_title: str | None = None
    titles: tuple[str, ...] = ()
    by_language: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    genres: tuple[str, ...] = ()
    collection: str | None = None
    is_identified: bool = True


class EpisodeMark(NamedTuple):
    """An episode that a file holds; ``absolute`` counts from the first season on."""

    season: int | None
    number: int | None
    title: str | None = None
    air_date: str | None = None
    absolute: int | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file in storage; ``path`` is below its storage root, ``key`` its id.

    ``media`` is what a probe read, None where there was none: then its name has to say it.
    """

    key: int
    path: bytes
    episodes: tuple[EpisodeMark, ...] = ()
    part: int | None = None
    edition: str | None = None
    media: MediaFacts | None = None


class ExistingLink(NamedTuple):
    """A link of the tree; ``work`` and ``file`` are None where nobody knows what it shows.

    A link to a folder, and what lies below it, has neither and takes its place all the same.
    """

    path: bytes
    work: WorkFacts | None = None
    file: FileFacts | None = None


class NewFile(NamedTuple):
    """A file that is to get a link."""

    work: WorkFacts
    file: FileFacts


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """What a person has set.

    Args:
        templates: by kind a template, or the name of a preset (``templates.PRESETS``); nothing is
            learned for that kind.
        name_bytes: how long a name may be.
        versions: place a further version of a work also where the tree has one of each.
        folders: folders of the tree that may hold no link.
    """

    templates: Mapping[Kind, str] = field(default_factory=dict)
    name_bytes: int = NAME_BYTES
    versions: bool = False
    folders: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person answered earlier: the ``Choice.answer`` that was taken, by ``Question.about``.

    ``about`` is a text to store: of a work, of a file, or of the whole layout.
    """

    taken: Mapping[str, bytes] = field(default_factory=dict)


# What a tree follows.

RuleKind = Literal[
    "fixed",  # the same folder for all
    "mirror",  # the folder that the file has in storage
    "title",  # the work's own folder
    "genre",
    "collection",
    "decade",
    "year",
    "range",  # of the alphabet: A, A-I, 0-9, #
    "season",  # of the file's season, specials among them
    "quality",
    "language",
    "unknown",  # nothing explains it
]


class Share(NamedTuple):
    """How many follow a rule, of how many: links, or works where a rule is about works."""

    follow: int
    of: int

    @property
    def value(self) -> float:
        """The part that follows, 0 to 1; 1 of none."""
        return self.follow / self.of if self.of else 1.0

    @property
    def is_enough(self) -> bool:
        """Whether nobody needs to be asked."""
        return self.of > 0 and self.value >= ENOUGH


@dataclass(frozen=True, slots=True)
class Rule:
    """What one level of folders follows.

    ``detail`` is its form in a template (``{Genre}``, ``{Movie Title} ({Release Year})``,
    ``Saison {season:00}``), ``folders`` the existing ones, ``against`` links that do not follow.
    """

    kind: RuleKind
    share: Share
    detail: str = ""
    folders: tuple[bytes, ...] = ()
    against: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """What the links of one kind follow, below one folder of the root.

    ``folder`` is empty for the whole root; in a mixed tree each first folder has its own layout.
    ``levels`` are folders from the outermost on, ``name`` the file name. ``template`` says all of
    it in the language of templates. ``share`` is that of links that all rules explain.
    """

    kind: Kind
    folder: bytes
    levels: tuple[Rule, ...]
    name: Rule
    template: str
    share: Share
    has_versions: bool = False
    is_by_hand: bool = False


# What comes back for a file.

ReasonKind = Literal[
    "own_folder",  # a folder of the work exists: links in it show its files
    "named_folder",  # a folder with its title and year, or its id
    "rule",  # the rule of a level
    "answer",  # a person said so
    "template",  # set by hand, or nothing to learn from
]


class Reason(NamedTuple):
    """Why a link goes where it goes; ``share`` where it is a rule, ``folder`` what it is about."""

    kind: ReasonKind
    folder: bytes
    rule: Rule | None = None


Doubt = Literal[
    "no_layout",  # several layouts, none is this one's
    "level",  # a rule that explains too little, or in two ways, or asks for a new folder
    "names",  # file names follow no one rule; asked once for the layout
    "sign",  # no name of the tree says what is written for a sign; asked once for all
    "spelling",  # the work's own links are spelled in several ways
    "two_folders",  # the work has several folders
    "same_name",  # something else has that path
    "same_label",  # two versions with equal labels
    "second_version",  # the tree has one version of each work
    "facts",  # what the template needs is not known: no year, no season
    "too_long",
]


class Choice(NamedTuple):
    """What can be answered; ``folder`` exists already unless ``is_new``, ``share`` speaks for it.

    ``path`` is where the link would be then, None where that is asked further.
    """

    answer: bytes
    folder: bytes
    path: bytes | None
    share: Share | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a link belongs.

    ``new_folders`` do not exist yet, outermost first; ``unknown`` names what the tree's names carry
    and nobody knows of this file (``resolution``): a probe would tell.
    """

    file: NewFile
    path: bytes
    reasons: tuple[Reason, ...]
    layout: Layout
    new_folders: tuple[bytes, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person has to say before a file gets a link; ``choices`` are the likeliest first.

    ``about`` is what an answer is kept for: files with the same one need it once. ``rule`` is the
    one that explains too little; ``detail`` a fact, a token or a path that the doubt is about.
    """

    file: NewFile
    doubt: Doubt
    about: str
    choices: tuple[Choice, ...] = ()
    reasons: tuple[Reason, ...] = ()
    rule: Rule | None = None
    detail: str = ""


Outcome = Placed | Question
