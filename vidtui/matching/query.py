"""What the disk says of a group of files, and a work that may be it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from vidtui.providers.base import Film, Hit, Ref, Series

Subject = Hit | Film | Series

FIRST_YEAR: Final = 1870


@dataclass(frozen=True, slots=True)
class NfoFacts:
    """What an NFO beside the files says: its own title and year, and ids that no name has."""

    title: str | None = None
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the disk says of one group: ``titles`` are candidates, best first.

    ``country`` is that of ``(US)`` in a name. ``agree`` says whether the sources of the name
    agree, ``is_edition`` whether every file is named as another cut. ``ids`` are those of names
    and NFO alike. ``episodes`` are the (season, number) that the files hold. ``rejected``
    answers, which a person refused, never come back.
    """

    kind: Literal["film", "series", "unknown"]
    titles: tuple[str, ...]
    year: int | None = None
    country: str | None = None
    agree: bool = True
    is_edition: bool = False
    ids: Mapping[str, str] = field(default_factory=dict)
    episodes: frozenset[tuple[int, int]] = frozenset()
    rejected: frozenset[Ref] = frozenset()
    nfo: NfoFacts = NfoFacts()


@dataclass(frozen=True, slots=True)
class Scored:
    """A work with its score from 0 to 1 and the ``parts`` of it, which can be kept as JSON."""

    subject: Subject
    score: float
    parts: Mapping[str, Any]

    @property
    def vetoes(self) -> tuple[str, ...]:
        """Why this work may not be accepted automatically."""
        return tuple(self.parts["vetoes"])

    @property
    def fits(self) -> bool:
        """Whether it has the name's title, not a similar one, and nothing speaks against it."""
        return bool(self.parts["title"]["same"]) and not self.parts["vetoes"]


def plausible_year(year: int | None) -> int | None:
    """Return ``year``, or None where no film or series can be of it yet."""
    return year if year is not None and FIRST_YEAR <= year <= date.today().year + 1 else None


def known_titles(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield the titles of a work and what each is, the firm ones first."""
    localised = subject.title if isinstance(subject, Hit) else subject.title.value
    yield localised, "localised"
    if subject.original_title != localised:
        yield subject.original_title, "original"
    if not isinstance(subject, Hit):
        for title in subject.titles:
            if title not in (localised, subject.original_title):
                yield title, "alternative"


def order(scored: Sequence[Scored], popularity: Mapping[Ref, float]) -> list[Scored]:
    """Return the works best first; what runs as long as the file, then what is better known."""

    def key(one: Scored) -> tuple[float, bool, float]:
        runs = one.parts.get("runtime")
        return -one.score, not (runs and runs["fits"]), -popularity.get(one.subject.ref, 0.0)

    return sorted(scored, key=key)
