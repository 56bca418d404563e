"""The fields of a file in words: what a format names, what a table has as columns.

Their names are those of the fields that a query may name, in both languages.
"""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.library import fields
from vidtui.library.entries import Entry, EntryEpisode
from vidtui.text import json_path, local_time, printable

_DAY = "%Y-%m-%d"
_FORMULAS = ("=", "+", "-", "@")


def _joined(values: Sequence[str | None]) -> str:
    return ", ".join(dict.fromkeys(filter(None, values)))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def episode_code(one: EntryEpisode) -> str:
    """Return what an episode is called: ``S01E02``, ``E07`` or its date."""
    if one.number is None:
        return one.air_date or ""
    return f"E{one.number:02d}" if one.season is None else f"S{one.season:02d}E{one.number:02d}"


def _episodes(entry: Entry) -> str:
    return " ".join(filter(None, map(episode_code, entry.episodes)))


def _flags(entry: Entry) -> str:
    said = (
        ("missing", entry.missing_since is not None),
        ("away", entry.away_since is not None),
        ("confirmed", entry.chosen == "person" and entry.state == "enriched"),
        ("suspect", entry.doubt > 0),
        ("probed", entry.facts is not None),
        ("broken", bool(entry.facts and entry.facts.problem)),
    )
    return " ".join(name for name, is_so in said if is_so)


COLUMNS: Mapping[str, Callable[[Entry], str]] = {
    "title": lambda one: one.title,
    "original": lambda one: (one.work.original_title or "") if one.work else "",
    "year": lambda one: _number(one.year),
    "kind": lambda one: one.kind,
    "genre": lambda one: _joined(one.work.genres) if one.work else "",
    "director": lambda one: _joined(one.work.directors) if one.work else "",
    "actor": lambda one: _joined(one.work.actors) if one.work else "",
    "collection": lambda one: (one.work.collection or "") if one.work else "",
    "country": lambda one: _joined(one.work.countries) if one.work else "",
    "language": lambda one: (one.work.language or "") if one.work else "",
    "rating": lambda one: _number(one.work.rating) if one.work else "",
    "votes": lambda one: _number(one.work.votes) if one.work else "",
    "id": lambda one: _joined([f"{k}:{v}" for k, v in one.work.ids.items()]) if one.work else "",
    "state": lambda one: one.state or "",
    "is": _flags,
    "doubt": lambda one: _number(one.doubt or None),
    "link": lambda one: _joined([printable(link.path) for link in one.links]),
    "path": lambda one: printable(one.absolute),
    "size": lambda one: str(one.size),
    "added": lambda one: local_time(one.added_at, _DAY),
    "modified": lambda one: local_time(one.modified_at, _DAY),
    "season": lambda one: _joined([_number(held.season) for held in one.episodes]),
    "episode": _episodes,
    "edition": lambda one: one.edition or "",
    "part": lambda one: _number(one.part),
    "runtime": lambda one: _number(one.runtime),
    "quality": lambda one: f"{one.facts.lines}p" if one.facts and one.facts.lines else "",
    "hdr": lambda one: _joined(one.facts.hdr) if one.facts else "",
    "depth": lambda one: _number(one.facts.bit_depth) if one.facts else "",
    "video": lambda one: (one.facts.video_codec or "") if one.facts else "",
    "audio": lambda one: _joined(one.facts.audio_languages) if one.facts else "",
    "sound": lambda one: _joined([held.codec for held in one.facts.audio]) if one.facts else "",
    "channels": lambda one: (
        _joined([held.channels for held in one.facts.audio]) if one.facts else ""
    ),
    "subtitles": lambda one: _joined(one.facts.subtitle_languages) if one.facts else "",
    "container": lambda one: (one.facts.container or "") if one.facts else "",
}
"""By the name of a field what it is in words; one of which the works are counted has none."""


def csv_lines(files: Iterable[Entry]) -> Iterator[str]:
    """Yield the lines of a table; a name that cannot be shown exactly has its bytes beside it."""
    yield _csv_line([*COLUMNS, "path_b64"])
    for entry in files:
        values = [printable(column(entry)) for column in COLUMNS.values()]
        yield _csv_line([*values, json_path(entry.absolute).get("path_b64", "")])


def _csv_line(values: Sequence[str]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="").writerow(map(_no_formula, values))
    return held.getvalue()


def _no_formula(value: str) -> str:
    """Return a value that no spreadsheet takes for a formula: a title may begin like one."""
    return f"'{value}" if value.startswith(_FORMULAS) else value


class Format:
    """A line of text with fields in braces, as ``{title} ({year})``."""

    def __init__(self, text: str) -> None:
        """Take the text.

        Raises:
            UsageProblem: it names a field that there is not, or is no format.
        """
        try:
            pieces = list(string.Formatter().parse(text))
        except ValueError as error:
            raise UsageProblem(
                _("{text}: cannot be; write for instance {example}").format(
                    text=printable(text), example="'{title} ({year})'"
                )
            ) from error
        self._pieces = [(fixed, _column(name)) for fixed, name, _spec, _conversion in pieces]

    def line(self, entry: Entry) -> str:
        """Return the line of a file, showable."""
        return printable(
            "".join(fixed + (column(entry) if column else "") for fixed, column in self._pieces)
        )


def _column(name: str | None) -> Callable[[Entry], str] | None:
    if name is None:
        return None
    field = fields.find(name)
    if field is not None and field.name in COLUMNS:
        return COLUMNS[field.name]
    near = fields.nearest_field(name) if field is None else None
    if near is not None:
        text = _("no field {name}; did you mean {near}?").format(name=printable(name), near=near)
    else:
        text = _("no field {name}; there are: {names}").format(
            name=printable(name), names=", ".join(COLUMNS)
        )
    raise UsageProblem(text)
