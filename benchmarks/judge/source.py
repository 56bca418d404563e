"""TMDB in this process: the stand-in's answers, read as the real one's, without a network."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from vidtui.demo.model import FilmRecord, Records
from vidtui.demo.tmdb import films as shapes
from vidtui.demo.tmdb.routes import PAGE_SIZE, Routes, TitleIndex
from vidtui.providers.base import Film, Hit, NotThere, Series, Source, WorkKind
from vidtui.providers.tmdb.provider import Tmdb


class Films:
    """All films that there are, each read once from what the stand-in says of it."""

    def __init__(self, films: Iterable[FilmRecord], language: str) -> None:
        """Take the films, and the user's language: ``fr`` or ``en``."""
        self.records = {film.id: film for film in films}
        routes = Routes(Records(tuple(self.records.values())))

        def answer(path: str, query: Mapping[str, str]) -> object:
            if path.startswith("/search"):
                film = self.records[int(query["query"])]
                region = query.get("region", "")
                return {"results": [shapes.item(film, query["language"], region)]}
            return routes.answer(path, query)[1]

        tmdb = Tmdb(answer, language)
        self.hits = {id_: tmdb.search("film", str(id_))[0] for id_ in self.records}
        self.details = {id_: tmdb.film(str(id_)) for id_ in self.records}
        self.by_imdb = {film.imdb_id: film.id for film in self.records.values() if film.imdb_id}
        self.index = TitleIndex()
        for film in self.records.values():
            self.index.add(film.id, shapes.every_title(film), film.popularity)


class Shelf(Source):
    """Answers as TMDB would if it had the films without ``absent``; ``sent`` counts requests."""

    name = "tmdb"

    def __init__(self, films: Films, absent: Collection[int]) -> None:
        """Take the films that there are, and those of them that TMDB does not have."""
        self._films, self._absent = films, absent
        self.sent = 0

    def search(self, kind: WorkKind, title: str, year: int | None = None) -> list[Hit]:
        """Return the first page of films under a title; there are no series."""
        self.sent += 1
        if kind == "series":
            return []
        known = self._films
        found = [
            id_
            for id_ in known.index.search(title)
            if id_ not in self._absent
            and (year is None or str(year) in shapes.years(known.records[id_]))
        ]
        return [known.hits[id_] for id_ in found[:PAGE_SIZE]]

    def film(self, id: str) -> Film:  # noqa: A002
        """Return a film by TMDB's id or by IMDb's."""
        self.sent += 1
        number = int(id) if id.isdecimal() else self._films.by_imdb.get(id, -1)
        if number not in self._films.records or number in self._absent:
            raise NotThere(id)
        return self._films.details[number]

    def find(self, provider: str, id: str) -> list[Hit]:  # noqa: A002
        """Return nothing: only series are looked for so."""
        raise NotThere(f"{provider}: {id}")

    def series_head(self, id: str) -> Series:  # noqa: A002
        """Return nothing: there are no series."""
        raise NotThere(id)

    def series(self, id: str, likely: Collection[int] = ()) -> Series:  # noqa: A002
        """Return nothing: there are no series."""
        raise NotThere(f"{id}: {likely}")
