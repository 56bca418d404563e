"""``vidtui list``: what the catalogue knows of the files that a query asks for."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from vidtui.batch.output import Output
from vidtui.catalogue.database import open_catalogue
from vidtui.disk.media_facts import MediaFacts
from vidtui.errors import Exit
from vidtui.i18n import _, decimal, ngettext, size
from vidtui.jobs.json_documents import Streamed
from vidtui.library import entries, suspects
from vidtui.library.columns import COLUMNS, Format, csv_lines
from vidtui.library.entries import Entry
from vidtui.library.index import Index
from vidtui.library.select import Selector, understood
from vidtui.matching.evidence import evidence
from vidtui.settings.model import Settings
from vidtui.text import json_path, printable
from vidtui.typed_json import to_json

PAGE = 500  # works or files of which all is known at once
Shape = Literal["works", "files", "json", "json-lines", "csv"]


@dataclass(frozen=True, slots=True)
class View:
    """How to list: a line a work or a file, or for programs; ``form`` makes a line of a file."""

    shape: Shape = "works"
    form: str | None = None


def run_list(settings: Settings, query: str, view: View) -> Exit:
    """Print what fits a query.

    Raises:
        UsageProblem: the query, or the format, cannot be.
        CatalogueProblem: the catalogue cannot be used.
    """
    form = Format(view.form) if view.form is not None else None
    understood(query)
    catalogue = open_catalogue(settings.database)
    with catalogue.session():
        index = Index(catalogue)
        selector = Selector(index)
        if view.shape == "works" and form is None:
            places = selector.works(query)
            return _print(_work_lines(index, places))
        found = array("q", (index.files[place] for place in selector.files(query)))
        del index, selector
        return _files(query, found, view.shape, form)


def _files(query: str, found: Sequence[int], shape: Shape, form: Format | None) -> Exit:
    output = Output(as_json=shape == "json", json_lines=shape == "json-lines")
    head = {"command": "list", "query": printable(query), "count": len(found)}
    if form is not None:
        return _print(map(form.line, entries.of(found)))
    if shape == "csv":
        return _print(csv_lines(entries.of(found)))
    if shape == "files":
        return _print(map(_file_line, entries.of(found)))
    if shape == "json-lines":
        for entry in entries.of(found):
            output.line({"event": "file", **document(entry)})
        return output.report(head, "", Exit.OK)
    files = Streamed(lambda: map(document, entries.of(found)))
    return output.report({**head, "files": files}, "", Exit.OK)


def _print(lines: Iterator[str]) -> Exit:
    return Output().report({}, lines, Exit.OK)


def document(entry: Entry) -> dict[str, Any]:
    """Return a file as programs read it."""
    work = entry.work
    return {
        "id": entry.id,
        **json_path(entry.absolute),
        **json_path(entry.root, "root"),
        "kind": entry.kind,
        "size": entry.size,
        "modified_at": entry.modified_at,
        "added_at": entry.added_at,
        "missing_since": entry.missing_since,
        "away_since": entry.away_since,
        "part": entry.part,
        "edition": None if entry.edition is None else printable(entry.edition),
        "group": entry.group,
        "state": entry.state,
        "answered_by": entry.chosen if work else None,
        "doubt": entry.doubt if work else 0,
        "title": printable(entry.title),
        "year": entry.year,
        "work": None if work is None else _work_document(entry),
        "episodes": [
            {
                "season": one.season,
                "number": one.number,
                "air_date": None if one.air_date is None else printable(one.air_date),
                "title": None if one.title is None else printable(one.title),
                "known": one.is_known,
            }
            for one in entry.episodes
        ],
        "links": [{**json_path(one.path), "state": one.state} for one in entry.links],
        "runtime": entry.runtime,
        "facts": None if entry.facts is None else _shown(to_json(entry.facts)),
    }


def _work_document(entry: Entry) -> dict[str, Any]:
    work = entry.work
    if work is None:
        return {}
    return {
        "kind": work.kind,
        "ids": {printable(name): printable(id_) for name, id_ in work.ids.items()},
        "original_title": None if work.original_title is None else printable(work.original_title),
        "language": None if work.language is None else printable(work.language),
        "genres": [*map(printable, work.genres)],
        "directors": [*map(printable, work.directors)],
        "actors": [*map(printable, work.actors)],
        "countries": [*map(printable, work.countries)],
        "collection": None if work.collection is None else printable(work.collection),
        "rating": work.rating,
        "votes": None if work.votes is None else int(work.votes),
        "runtime": work.runtime,
    }


def _shown(value: Any) -> Any:
    """Return what files say of themselves, its texts showable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {name: _shown(held) for name, held in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list) else value


def _file_line(entry: Entry) -> str:
    head = _titled(entry.title, entry.year)
    if code := COLUMNS["episode"](entry):
        head += f" {code}"
    parts = (*_facts(entry), size(entry.size), printable(entry.absolute))
    return " · ".join((printable(head), *parts))


def _facts(entry: Entry) -> Iterator[str]:
    for name in ("quality", "hdr", "audio"):
        if text := COLUMNS[name](entry):
            yield printable(text)
    if entry.missing_since is not None:
        yield _("not on disk")


def _titled(title: str, year: int | None) -> str:
    return f"{title} ({year})" if year is not None else title


def _work_lines(index: Index, places: Sequence[int]) -> Iterator[str]:
    """Yield a line for each work: how it is there, how large, how well liked."""
    for start in range(0, len(places), PAGE):
        page = places[start : start + PAGE]
        spans = [[index.files[place] for place in index.files_of(work)] for work in page]
        known = {one.id: one for one in entries.of(list(chain.from_iterable(spans)))}
        for work, span in zip(page, spans, strict=True):
            held = _describing([known[file] for file in span if file in known])
            yield _work_line(_titled(index.titles[work], index.years[work]), held)
            yield from _doubts(held)


def _describing(files: list[Entry]) -> list[Entry]:
    """Return the files of a work by which it is described; extras where there is nothing else."""
    return [one for one in files if one.kind != "extra"] or files


def _doubts(files: Sequence[Entry]) -> Iterator[str]:
    """Yield a line for each group whose answer something speaks against."""
    for one in {one.group: one for one in files if one.doubt}.values():
        yield f"    {one.group}: {'; '.join(_against(one))}"


def _against(entry: Entry) -> list[str]:
    """Return what an automatic answer stands on, and what its file says since."""
    said = evidence(entry.parts)
    work = entry.work.runtime if entry.work else None
    if "runtime" not in entry.parts and suspects.with_runtime(0, entry.runtime, work):
        text = _("{minutes} min; the file runs {file} min")
        said.append(text.format(minutes=round(work or 0), file=round(entry.runtime or 0)))
    return said


def _work_line(head: str, files: Sequence[Entry]) -> str:
    rating = next((one.work.rating for one in files if one.work), None)
    is_gone = bool(files) and all(one.missing_since is not None for one in files)
    parts = (
        printable(head),
        *_picture_and_sound([one.facts for one in files if one.facts]),
        _how_many(files),
        size(sum(one.size for one in files)),
        _("rated {rating}").format(rating=decimal(rating, 1)) if rating else "",
        _("not on disk") if is_gone else "",
    )
    return " · ".join(filter(None, parts))


def _picture_and_sound(facts: Sequence[MediaFacts]) -> tuple[str, str]:
    """Return the qualities of some files, the best first, and the languages spoken in them."""
    qualities = sorted({one.lines for one in facts if one.lines}, reverse=True)
    languages = dict.fromkeys(code for one in facts for code in one.audio_languages)
    return " ".join(f"{lines}p" for lines in qualities), printable(", ".join(languages))


def _how_many(files: Sequence[Entry]) -> str:
    """Return how many episodes there are, else how many files where there are several."""
    episodes = sum(len(one.episodes) for one in files)
    if episodes:
        return ngettext("{n} episode", "{n} episodes", episodes).format(n=episodes)
    count = len(files)
    return ngettext("{n} file", "{n} files", count).format(n=count) if count > 1 else ""
