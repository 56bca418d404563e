"""Places files by a template that a person set; a folder that the work has already is used."""

from __future__ import annotations

from dataclasses import replace

from vidtui.layout.asking import Ask, about_work, joined
from vidtui.layout.genres import genres_of, genres_of_folder
from vidtui.layout.homes import Home, Homes, home_of
from vidtui.layout.known import Known
from vidtui.layout.learned import Layouts, Learned
from vidtui.layout.link_folders import Place
from vidtui.layout.model import NewFile, Reason
from vidtui.layout.naming import Naming
from vidtui.layout.seasons import season_of
from vidtui.layout.style import Style
from vidtui.layout.templates import Component, Field, Template, render
from vidtui.layout.tokens import IDENTIFYING, Context, plain
from vidtui.layout.trees import Path
from vidtui.text import readable

_OF_WORKS = IDENTIFYING | {
    plain(name)
    for name in (
        *("Series Title", "Series OriginalTitle", "Series TitleThe", "Series OriginalTitleThe"),
        *("Series CleanTitle", "Series TitleYear", "Series CleanTitleYear", "TvdbId"),
    )
}
"""Tokens that make a folder that of one work."""


class Hand:
    """A template with the tree that it is used in."""

    def __init__(self, template: Template, layouts: Layouts, homes: Homes) -> None:
        self._template = template
        self._layouts = layouts
        self._homes = homes
        folders = template.components[:-1]
        of_works = [number for number, one in enumerate(folders) if _is_of_work(one)]
        self._own = of_works[-1] if of_works else None

    def find(
        self,
        new: NewFile,
        left_out: bytes | None,
        reasons: list[Reason],
        *,
        is_afresh: bool = False,
    ) -> Place:
        """Return the folder of a file's link; ``is_afresh``: as if its work had none yet.

        Raises:
            Ask: a person has to say something.
        """
        learned = self._layouts.learned[new.work.kind]
        known = self._layouts.facts.known(new.work)
        naming = self._naming(learned.folder_naming(())[1].style)
        context = naming.context(known, new.file, self._layouts.facts.copy(new.file))
        folders = self._template.components[:-1]
        home = None if is_afresh else self._home(learned, known, new, left_out)
        path: Path = ()
        rest = folders
        if home is not None and self._own is not None:
            path, rest = home.folder, folders[self._own + 1 :]
        for one in rest:
            path = self._next(path, one, context, new)
        place = Place(path, naming, part_form=self._template.part_form)
        place.base = self._base(path, home, context, new)
        if home is None:
            reasons.append(Reason("template", joined(path)))
        else:
            reasons.append(home.reason)
            place.title, place.year = home.title, home.year
        return place

    def _home(
        self, learned: Learned, known: Known, new: NewFile, left_out: bytes | None
    ) -> Home | None:
        """Return the work's own folder, where it has one and the template one for each work."""
        if self._own is None:
            return None
        home = home_of(learned, self._homes, known, new.file, left_out)
        return home if home is not None and home.is_own else None

    def _base(self, path: Path, home: Home | None, context: Context, new: NewFile) -> str | None:
        """Return the name of a film's own folder, with which its versions begin."""
        if self._own is None or new.work.kind != "film":
            return None
        depth = len(home.folder) if home is not None else self._depth(context)
        return readable(path[depth - 1]) if depth else None

    def _naming(self, style: Style) -> Naming:
        return Naming(self._template.components[-1], style, {}, "range")

    def _depth(self, context: Context) -> int:
        """Return how deep the work's own folder lies: empty folders are left out."""
        folders = self._template.components[: (self._own or 0) + 1]
        return sum(not render(one, context).is_empty for one in folders)

    def _next(self, path: Path, one: Component, context: Context, new: NewFile) -> Path:
        context = self._with_genre(path, one, context)
        made = render(one, context)
        if made.is_empty:
            return path
        if made.missing:
            raise Ask("facts", about_work(new.work.key), detail=made.missing[0])
        name = context.style.component(made.text, self._layouts.options.name_bytes)
        if any(isinstance(part, Field) and plain(part.name) == "season" for part in one):
            name = self._season(path, new) or name
        return (*path, name)

    def _season(self, path: Path, new: NewFile) -> bytes | None:
        """Return the folder that the season has already, however it is written."""
        season = season_of(new.file)
        return None if season is None else self._homes.season_in(path, season)

    def _with_genre(self, path: Path, one: Component, context: Context) -> Context:
        """Return a context whose genre is the folder that exists, of several the first genre's."""
        if not any(isinstance(part, Field) and plain(part.name) == "genre" for part in one):
            return context
        siblings = sorted(self._homes.children.get(path, ()))
        for genre in genres_of(context.known.work.genres):
            for folder in siblings:
                if genres_of_folder(folder) & genre:
                    return replace(context, genre=readable(folder))
        return context


def _is_of_work(one: Component) -> bool:
    return any(isinstance(part, Field) and plain(part.name) in _OF_WORKS for part in one)
