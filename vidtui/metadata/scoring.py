"""How well a work fits what the disk says of a group of files, and why.

A score is made of the title and the year, and where they are known of the running time, the
episodes and the country. Vetoes bar automatic acceptance, never a person's choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vidtui.metadata.evidence import evidence
from vidtui.metadata.fitting import (
    fit_country,
    fit_episodes,
    fit_ids,
    fit_year,
)
from vidtui.metadata.running_times import NEAR, fit_runtime
from vidtui.metadata.titles import Form, Likeness, compare, form, is_one_word
from vidtui.metadata.wanted import Scored, Subject, Wanted, known_titles
from vidtui.metadata.weighing import is_contradicted, nfo_part

__all__ = ["Scored", "Subject", "Wanted", "evidence", "score"]

TITLE: Final = 0.7
YEAR: Final = 0.3
"""What title and year weigh; together they are the whole score."""
ALTERNATIVE: Final = 0.96
"""A title that is neither the original nor the localised one: works have many such titles."""
LATER: Final = 0.98
"""Another reading of the name than the first."""
DISAGREE: Final = 0.9
"""The sources of the name disagree: the same title and year are still enough, nothing less is."""
OTHER_RUNTIME: Final = 0.85
VETOED: Final = 0.6
NEVER_ALONE: Final = 0.84
"""The most that a work under another title gets, whatever else fits."""


def score(wanted: Wanted, subject: Subject, runtime: float | None = None) -> Scored:
    """Return how well ``subject`` fits.

    Args:
        wanted: what the disk says.
        subject: a search result, or a work with its details, which are then used too.
        runtime: how long the file runs, in minutes, where that is known.
    """
    title = _title(wanted, subject)
    firm = title["how"] in ("localised", "original") and title["reading"] == 0
    parts: dict[str, Any] = {"title": title, "year": fit_year(wanted, subject, firm=firm)}
    details = {
        "runtime": fit_runtime(subject, runtime, is_edition=wanted.is_edition),
        "episodes": fit_episodes(wanted, subject),
        "country": fit_country(wanted, subject),
    }
    parts |= {name: part for name, part in details.items() if part is not None}
    parts["vetoes"] = _vetoes(wanted, subject, parts)
    if not wanted.agree:
        parts["agree"] = False
    value = _value(parts)
    if same := fit_ids(wanted, subject):
        parts["id"] = same
        if same["other"] or is_contradicted(wanted, subject, by_nfo=same["nfo"]):
            parts["vetoes"].append("id")
            parts["nfo"] = nfo_part(wanted, subject)
        else:
            value = 1.0
    return Scored(subject, round(value, 4), parts)


def _value(parts: Mapping[str, Any]) -> float:
    value: float = TITLE * parts["title"]["value"] + YEAR * parts["year"]["value"]
    is_undated = parts["year"]["how"] in ("missing", "unknown")
    runs = _confirms(parts) if is_undated else False
    others = [part["fits"] for name in ("episodes", "country") if (part := parts.get(name))]
    for _detail in filter(None, (runs, *others) if is_undated else ()):
        value += (1 - value) / 2
    if "runtime" in parts and parts["runtime"]["run"] not in NEAR:
        value *= OTHER_RUNTIME
    if not parts["title"]["same"]:
        value = min(value, NEVER_ALONE)
    if parts.get("agree") is False and not (runs and not is_one_word(parts["title"]["title"])):
        value *= DISAGREE
    return value * VETOED if parts["vetoes"] else value


def _confirms(parts: Mapping[str, Any]) -> bool:
    """Tell whether the running time makes up for a year that is not known."""
    run = parts.get("runtime", {}).get("run")
    return run == "fits" or (run in NEAR and not is_one_word(parts["title"]["title"]))


def _title(wanted: Wanted, subject: Subject) -> dict[str, Any]:
    """Compare every reading of the name with every title of the work, and keep the best pair."""
    best = _title_part(Likeness(0.0, same=False, other_number=False), "similar", "", "", 0)
    works = [(title, how, form(title)) for title, how in known_titles(subject)]
    seen: set[Form] = set()
    for reading, name in enumerate(wanted.titles):
        mine = form(name)
        if mine in seen:
            continue
        seen.add(mine)
        for title, how, theirs in works:
            part = _title_part(compare(mine, theirs), how, title, name, reading)
            if part["value"] > best["value"]:
                best = part
    return best


def _title_part(
    likeness: Likeness, how: str, title: str, wanted: str, reading: int
) -> dict[str, Any]:
    value = likeness.value
    if how == "alternative":
        value *= ALTERNATIVE
    if reading:
        value *= LATER
    return {
        "value": round(value, 4),
        "likeness": round(likeness.value, 4),
        "same": likeness.same,
        "how": how if likeness.same else "similar",
        "title": title,
        "wanted": wanted,
        "reading": reading,
        "other_number": likeness.other_number,
    }


def _vetoes(wanted: Wanted, subject: Subject, parts: Mapping[str, Any]) -> list[str]:
    fits = {"fits": True}
    found = {
        "kind": wanted.kind not in ("unknown", subject.ref.kind),
        "part": parts["title"]["other_number"],
        "year": parts["year"]["how"] == "off",
        "country": not parts.get("country", fits)["fits"],
        "episodes": not parts.get("episodes", fits)["fits"],
    }
    return [name for name, holds in found.items() if holds]
