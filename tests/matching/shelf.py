"""A source of films and series in memory, which searches as the real one and counts questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from vidtui.demo.tmdb.routes import TitleIndex
from vidtui.providers.base import Film, Hit, NotThere, Ref, SeasonFacts, Series, Text, WorkKind

PAGE = 20


def film(
    id_: int,
    title: str,
    year: int | None,
    minutes: float | None = 100.0,
    *,
    original: str = "",
    also: tuple[str, ...] = (),
    released: Mapping[str, int] | None = None,
    imdb: str = "",
) -> Film:
    original = original or title
    return Film(
        ref=Ref("tmdb", "film", str(id_)),
        title=Text(title, "fr"),
        original_title=original,
        original_language="en",
        year=year,
        titles=tuple(dict.fromkeys((title, original, *also))),
        runtime=minutes,
        release_years=released or {},
        ids={"tmdb": str(id_)} | ({"imdb": imdb} if imdb else {}),
    )


def series(
    id_: int,
    title: str,
    year: int | None,
    seasons: tuple[int, ...] = (10,),
    *,
    original: str = "",
    also: tuple[str, ...] = (),
    country: str = "US",
    ids: Mapping[str, str] | None = None,
) -> Series:
    """Return a series; ``seasons`` are their numbers of episodes, from season 1."""
    original = original or title
    return Series(
        ref=Ref("tmdb", "series", str(id_)),
        title=Text(title, "fr"),
        original_title=original,
        original_language="en",
        year=year,
        titles=tuple(dict.fromkeys((title, original, *also))),
        countries=(country,) if country else (),
        seasons=tuple(SeasonFacts(n, episode_count=c) for n, c in enumerate(seasons, 1)),
        ids={"tmdb": str(id_)} | dict(ids or {}),
    )


class Shelf:
    """Answers like a provider; ``asked`` holds every question in its order."""

    name = "tmdb"

    def __init__(
        self, works: Iterable[Film | Series], popularity: Mapping[str, float] = {}
    ) -> None:
        self.works = {work.ref: work for work in works}
        self.popularity = popularity
        self.asked: list[tuple[str, ...]] = []
        self._index = {"film": TitleIndex(), "series": TitleIndex()}
        for ref, work in self.works.items():
            known = popularity.get(ref.id, 1.0)
            self._index[ref.kind].add(int(ref.id), work.titles, known)

    def _hit(self, work: Film | Series) -> Hit:
        popularity = self.popularity.get(work.ref.id, 1.0)
        countries = work.countries if isinstance(work, Series) else ()
        return Hit(
            work.ref, work.title.value, work.original_title, work.year, "", countries, popularity
        )

    def search(self, kind: WorkKind, title: str, year: int | None = None) -> list[Hit]:
        self.asked.append(("search", kind, title, str(year)))
        works = [self.works[Ref("tmdb", kind, str(id_))] for id_ in self._index[kind].search(title)]
        return [self._hit(work) for work in works if year is None or year in _years(work)][:PAGE]

    def find(self, provider: Literal["imdb", "tvdb"], id: str) -> list[Hit]:  # noqa: A002
        self.asked.append(("find", provider, id))
        return [self._hit(work) for work in self.works.values() if work.ids.get(provider) == id]

    def film(self, id: str) -> Film:  # noqa: A002
        self.asked.append(("film", id))
        for work in self.works.values():
            if isinstance(work, Film) and id in (work.ref.id, work.ids.get("imdb")):
                return work
        raise NotThere("no such film")

    def series_head(self, id: str) -> Series:  # noqa: A002
        self.asked.append(("series_head", id))
        return self._show(id)

    def series(self, id: str, likely: Collection[int] = ()) -> Series:  # noqa: A002
        self.asked.append(("show", id, *map(str, likely)))
        return self._show(id)

    def _show(self, id_: str) -> Series:
        work = self.works.get(Ref("tmdb", "series", id_))
        if not isinstance(work, Series):
            raise NotThere("no such series")
        return work


def _years(work: Film | Series) -> set[int | None]:
    return {work.year, *(work.release_years.values() if isinstance(work, Film) else ())}
