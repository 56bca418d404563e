"""What the catalogue knows of a group, as the rules of matching want it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vidtui.catalogue.queue import Asked, AskedFile
from vidtui.disk.classify import is_in_disc
from vidtui.matching.query import NfoFacts, known_titles
from vidtui.matching.reasons import OTHER_NAME
from vidtui.matching.running_times import how_it_runs, running_times
from vidtui.matching.score import Scored, Wanted
from vidtui.matching.titles import compare, form


def doubt_of(asked: Asked, accepted: Scored, times: Callable[[], Sequence[float]]) -> str | None:
    """Return why a work may not be what the file's own name says, None where nothing says so."""
    evidence = asked.evidence
    titles = [form(title) for title, _how in known_titles(accepted.subject)]
    lacks = any(
        not any(compare(form(str(wanted)), title).same for title in titles)
        for wanted in evidence.get("must_have") or ()
    )
    if not lacks and not evidence.get("doubt"):
        return None
    may_be_timed = not lacks or evidence.get("or_time")
    if may_be_timed and any(how_it_runs(accepted.subject, one) == "fits" for one in times()):
        return None
    return OTHER_NAME if lacks else str(evidence["doubt"])


def wanted_of(asked: Asked) -> Wanted:
    """Return what the files of a group say, for the provider to be asked."""
    evidence = asked.evidence
    nfo = evidence.get("nfo") or {}
    return Wanted(
        kind=asked.kind,  # type: ignore[arg-type]
        titles=tuple(evidence.get("titles") or ()),
        year=evidence.get("year"),
        country=evidence.get("country"),
        agree=bool(evidence.get("agree", True)),
        ids=dict(evidence.get("ids") or {}),
        episodes=asked.episodes,
        rejected=asked.rejected,
        is_edition=bool(asked.files) and all(file.edition for file in asked.files),
        nfo=NfoFacts(nfo.get("title"), nfo.get("year"), dict(nfo.get("ids") or {})),
    )


def times_of(asked: Asked, read: Callable[[AskedFile], float | None]) -> tuple[float, ...]:
    """Return how many minutes a film runs by its files; what lies in a disc says nothing of that.

    Args:
        asked: the group.
        read: says how long a file runs.
    """
    return running_times([file for file in asked.files if not is_in_disc(file.path)], read)
