"""Link trees for tests, written by hand or made up, and what is placed in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from vidtui.layout.learned import Layouts
from vidtui.layout.learning import learn
from vidtui.layout.model import (
    Answers,
    EpisodeMark,
    ExistingLink,
    FileFacts,
    LayoutOptions,
    NewFile,
    Outcome,
    Placed,
    Question,
    WorkFacts,
)
from vidtui.layout.placing import Placer

_keys = count(1)


def film(title: str, year: int | None = 2000, **more: Any) -> WorkFacts:
    """Return a film of its own."""
    return WorkFacts(more.pop("key", f"movie:{title}:{year}"), "film", title, year, "fr", **more)


def series(title: str, year: int | None = 2000, **more: Any) -> WorkFacts:
    """Return a series of its own."""
    return WorkFacts(more.pop("key", f"series:{title}:{year}"), "series", title, year, "fr", **more)


def file(path: str = "", **more: Any) -> FileFacts:
    """Return a file of its own."""
    key = next(_keys)
    return FileFacts(key, (path or f"in/{key}.mkv").encode(), **more)


def episode(season: int | None, *numbers: int, **more: Any) -> FileFacts:
    """Return a file of episodes."""
    titles = more.pop("titles", ())
    absolute = more.pop("absolute", None)
    marks = tuple(
        EpisodeMark(season, number, dict(enumerate(titles)).get(place), None, absolute)
        for place, number in enumerate(numbers)
    )
    return file(episodes=marks, **more)


def link(path: str, work: WorkFacts | None = None, shown: FileFacts | None = None) -> ExistingLink:
    """Return a link of a tree."""
    if work is not None and shown is None:
        shown = file()
    return ExistingLink(path.encode("utf-8", "surrogateescape"), work, shown)


def films(form: str, titles: Sequence[str], **more: Any) -> list[ExistingLink]:
    """Return links to films, from 1990 on, by a form with ``{t}`` and ``{y}``."""
    found = []
    for number, title in enumerate(titles):
        work = film(title, 1990 + number, **more)
        found.append(link(form.format(t=title, y=work.year), work))
    return found


TITLES = ("Ambre", "Brume", "Cendre", "Dune noire", "Écume", "Falaise", "Givre", "Houle")
MORE = (*TITLES, *(f"{title} {number}" for number in (2, 3) for title in TITLES))


class Shelf:
    """A link root with its links, and what was placed there."""

    def __init__(
        self,
        links: Iterable[ExistingLink],
        options: LayoutOptions | None = None,
        answers: Mapping[str, bytes] | None = None,
    ) -> None:
        self.layouts: Layouts = learn(links, options)
        self.placer = Placer(self.layouts, Answers(answers or {}))

    def place(self, work: WorkFacts, *files: FileFacts) -> list[Outcome]:
        """Place files of one work."""
        return self.placer.place([NewFile(work, one) for one in files or (file(),)])

    def path(self, work: WorkFacts, shown: FileFacts | None = None) -> str:
        """Return where a file is placed; it fails where that is asked."""
        outcome = self.place(work, shown or file())[0]
        assert isinstance(outcome, Placed), outcome
        return outcome.path.decode("utf-8", "surrogateescape")

    def asked(self, work: WorkFacts, shown: FileFacts | None = None) -> Question:
        """Return what is asked about a file; it fails where it is placed."""
        outcome = self.place(work, shown or file())[0]
        assert isinstance(outcome, Question), outcome
        return outcome
