"""What is decided about: a file without a link, or a link that does not follow the layout."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from vidtui.jobs.link.model import LinkDecision, LinkVerb, PlannedLink, Spot, Unlinked, title_of
from vidtui.jobs.link.moves import (
    MoveDecision,
    MoveVerb,
    NewPlace,
    PlannedMove,
    StrayLink,
)
from vidtui.jobs.links.model import Evidence, Place
from vidtui.text import printable
from vidtui.tui.links.review_rows import ReviewRow

State = Literal["open", "writing", "linked", "answered", "never", "skipped", "moved"]
AFTER: dict[LinkVerb | MoveVerb, State] = {
    "make": "linked",
    "answer": "answered",
    "never": "never",
    "skip": "skipped",
    "move": "moved",
}
Part = Literal[
    "new", "baseline", "asked", "taken-away", "left-out", "moves", "moves-asked", "staying"
]
PARTS: tuple[Part, ...] = ("new", "asked", "baseline", "taken-away", "moves", "moves-asked")
"""Those with rows to decide about, in their order."""
OFFERED: Final = 9  # places of one question, each with its digit


@dataclass(slots=True, eq=False)
class Row(ReviewRow):
    """What is decided about, what has become of it, and why it did not where it was refused."""

    state: State = "open"

    @property
    @abstractmethod
    def source(self) -> Place:
        """The file."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What the file is, showable."""

    @property
    @abstractmethod
    def doubt(self) -> Evidence | None:
        """What a person is asked about it."""

    @property
    @abstractmethod
    def choices(self) -> Sequence[Any]:
        """The places for its link, or the answers to what is asked about it."""

    @property
    @abstractmethod
    def best(self) -> Any:
        """The place that was chosen, else the first; None where there is none."""

    @property
    @abstractmethod
    def part(self) -> Part:
        """Under which heading it stands."""

    @abstractmethod
    def decided(self, verb: Any, choice: Any) -> LinkDecision | MoveDecision:
        """Return a decision about it."""

    @property
    def is_asked(self) -> bool:
        """Whether a person has to say where its link goes."""
        return self.doubt is not None

    @property
    def certain(self) -> Any:
        """The place of its link where nobody need be asked."""
        return None if self.is_asked else self.best

    @property
    def names(self) -> str:
        """The path, what it is, and where its link goes, showable, on one line."""
        best = self.best
        link = best.place.absolute if best is not None and best.place is not None else b""
        return f"{printable(self.place.absolute)} {self.title} {printable(link)}"


@dataclass(slots=True, eq=False)
class FileRow(Row):
    """A file without a link."""

    planned: PlannedLink

    @property
    def file(self) -> Unlinked:
        """The file."""
        return self.planned.file

    @property
    def place(self) -> Place:
        """Where the file is."""
        return self.planned.file.place

    @property
    def source(self) -> Place:
        return self.planned.file.place

    @property
    def title(self) -> str:
        return title_of(self.planned.file)

    @property
    def doubt(self) -> Evidence | None:
        return self.planned.file.doubt

    @property
    def choices(self) -> Sequence[Spot]:
        return self.planned.file.spots[:OFFERED]

    @property
    def best(self) -> Spot | None:
        spots = self.planned.file.spots
        return self.planned.spot or (spots[0] if spots else None)

    @property
    def part(self) -> Part:
        heading = self.planned.file.heading
        return "asked" if self.is_asked and heading != "taken-away" else heading

    def decided(self, verb: LinkVerb, choice: Spot | None) -> LinkDecision:
        return LinkDecision(self.file, verb, choice)


@dataclass(slots=True, eq=False)
class MoveRow(Row):
    """A link that does not follow the layout."""

    planned: PlannedMove

    @property
    def link(self) -> StrayLink:
        """The link."""
        return self.planned.link

    @property
    def place(self) -> Place:
        """Where the link is."""
        return self.planned.link.place

    @property
    def source(self) -> Place:
        return self.planned.link.source

    @property
    def title(self) -> str:
        return title_of(self.planned.link)

    @property
    def doubt(self) -> Evidence | None:
        return self.planned.link.doubt

    @property
    def choices(self) -> Sequence[NewPlace]:
        return self.planned.link.places[:OFFERED]

    @property
    def best(self) -> NewPlace | None:
        places = self.planned.link.places
        return self.planned.chosen or (places[0] if places else None)

    @property
    def part(self) -> Part:
        return "moves-asked" if self.is_asked else "moves"

    def decided(self, verb: MoveVerb, choice: NewPlace | None) -> MoveDecision:
        return MoveDecision(self.link, verb, choice)


def row_of(planned: PlannedLink | PlannedMove) -> Row:
    """Return the row of what a plan has."""
    return FileRow(planned) if isinstance(planned, PlannedLink) else MoveRow(planned)
