"""``vidtui doctor``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vidtui.batch.output import Output
from vidtui.errors import VidtuiError, worst
from vidtui.i18n import N_, _
from vidtui.jobs.doctor.job import Doctor
from vidtui.jobs.doctor.model import AREAS, Examined
from vidtui.placeholders import Placeholders
from vidtui.settings.model import Settings

MARKS = {"ok": "✓", "wrong": "✗", "told": "·"}
NOTE = N_("Names of people, machines and films are left out; --full shows them.")


def run_doctor(
    settings: Settings | VidtuiError, config: Path, *, full: bool, offline: bool, as_json: bool
) -> int:
    """Look at everything and tell it, a line each; return the exit code."""
    found = list(Doctor(settings, config, offline=offline).run())
    roots = [] if isinstance(settings, VidtuiError) else [root.path for root in settings.roots]
    hidden = Placeholders(roots, full=full)
    code = worst(*(one.code for one in found if one.state == "wrong"))
    document = {
        "command": "doctor",
        "full": full,
        "found": [_document(one, hidden) for one in found],
    }
    lines = [*_lines(found, hidden)]
    if not full:
        lines += ["", _(NOTE)]
    return Output(as_json=as_json).report(document, lines, code)


def _document(one: Examined, hidden: Placeholders) -> dict[str, Any]:
    return {
        "area": one.area,
        "state": one.state,
        "subject": _subject(one, hidden),
        "text": hidden.text(one.text),
        "help": hidden.text(one.helps) or None,
    }


def _subject(one: Examined, hidden: Placeholders) -> str:
    return hidden.path(one.subject) if isinstance(one.subject, bytes) else hidden.text(one.subject)


def _lines(found: Sequence[Examined], hidden: Placeholders) -> list[str]:
    lines = []
    for area, title in AREAS.items():
        here = [one for one in found if one.area == area]
        if here:
            lines.append(_(title))
        for one in here:
            subject, text = _subject(one, hidden), hidden.text(one.text)
            # What a problem says of itself often begins with what it is about.
            told = text if text.startswith(subject) else f"{subject}: {text}"
            lines.append(f"  {MARKS[one.state]} {told}")
            if one.helps:
                lines.append(f"      {hidden.text(one.helps)}")
    return lines
