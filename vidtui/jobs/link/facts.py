"""What the catalogue knows of works and files, as the layout of a tree is learned from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from vidtui.catalogue import json_columns, linking
from vidtui.catalogue.linking import HeldEpisode, KnownWork, LinkableFile, NamedGroup
from vidtui.disk.media_facts import MediaFacts
from vidtui.layout.model import EpisodeMark, FileFacts, WorkFacts

MOST_PROBES: Final = 20_000
"""Links of which technical facts are read to learn names from: more say nothing new."""


class Known:
    """The works and episodes of the whole catalogue, read once."""

    def __init__(self) -> None:
        self._works: dict[str, WorkFacts] = {one.key: _work(one) for one in linking.works()}
        self.groups: dict[int, NamedGroup] = {one.id: one for one in linking.named_groups()}
        self._episodes: dict[int, list[HeldEpisode]] = defaultdict(list)
        for one in linking.episodes():
            self._episodes[one.file].append(one)
        self._media: dict[int, MediaFacts] = {}

    def read_media(self, files: Collection[int], all_of: Sequence[int]) -> None:
        """Read the technical facts of some of ``files``, and of ``all_of``."""
        shown = sorted(files)
        step = 1 + len(shown) // MOST_PROBES
        for file, text in linking.probes([*all_of, *shown[::step]]):
            found = json_columns.facts(text)
            if found is not None:
                self._media[file] = found

    def work_of(self, file: LinkableFile) -> WorkFacts | None:
        """Return what is known of the work of a file; by its names where nobody knows it."""
        if file.movie is not None:
            return self._works.get(f"movie:{file.movie}")
        if file.series is not None:
            return self._works.get(f"series:{file.series}")
        group = self.groups.get(file.group) if file.group is not None else None
        if group is None or group.kind not in ("film", "series"):
            return None
        key = f"group:{group.id}"
        if key not in self._works:
            kind: Any = group.kind
            self._works[key] = WorkFacts(
                key, kind, group.title, group.year, titles=(group.title,), is_identified=False
            )
        return self._works[key]

    def episodes_of(self, file: int) -> Sequence[HeldEpisode]:
        """Return the episodes that a file holds."""
        return self._episodes.get(file, ())

    def file_facts(self, file: LinkableFile) -> FileFacts:
        """Return what is known of a file."""
        return FileFacts(
            key=file.id,
            path=file.path,
            episodes=tuple(map(_mark, self.episodes_of(file.id))),
            part=file.part,
            edition=file.edition,
            media=self._media.get(file.id),
        )


def _mark(held: HeldEpisode) -> EpisodeMark:
    return EpisodeMark(held.season, held.number, held.title, held.air_date, held.absolute)


def _work(one: KnownWork) -> WorkFacts:
    held = one.details
    kind: Any = one.kind
    language = _language(held)
    by_language = {language: one.title} if language else {}
    spoken = held.get("original_language")
    if isinstance(spoken, str) and spoken and one.original_title:
        by_language.setdefault(spoken, one.original_title)
    titles = dict.fromkeys(
        filter(None, (one.title, one.original_title, *_texts(held.get("titles"))))
    )
    ids = {**_named(held.get("ids")), **one.ids}
    collection = held.get("collection")
    return WorkFacts(
        key=one.key,
        kind=kind,
        title=one.title,
        year=one.year,
        language=language,
        original_title=one.original_title,
        titles=tuple(titles),
        by_language=by_language,
        ids=ids,
        genres=tuple(_texts(held.get("genres"))),
        collection=next(iter(_texts(collection[1:2])), None)
        if isinstance(collection, list)
        else None,
    )


def _language(held: Mapping[str, Any]) -> str | None:
    title = held.get("title")
    if isinstance(title, list) and len(title) == 2 and isinstance(title[1], str):
        return title[1].partition("-")[0].casefold() or None
    return None


def _texts(values: Any) -> list[str]:
    return [one for one in values if type(one) is str] if isinstance(values, list) else []


def _named(values: Any) -> dict[str, str]:
    held = values if isinstance(values, dict) else {}
    return {str(name): id_ for name, id_ in held.items() if isinstance(id_, str)}
