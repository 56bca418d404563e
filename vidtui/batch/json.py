"""Events of jobs as JSON, by the names that their fields' metadata give.

``json`` is the name in JSON: a field without one is not told. ``digits`` are those of a number
behind the point; ``omit_empty`` leaves out what is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from vidtui import typed_json
from vidtui.jobs.base import RootRead
from vidtui.jobs.check.findings import CheckCounts, Finding, SkippedRoot, Verified
from vidtui.jobs.check.report_file import away_document, told_document, verified_document
from vidtui.jobs.enrich.run import EnrichCounts
from vidtui.jobs.import_.run import ImportCounts
from vidtui.jobs.links.model import BrokenLink, LinkCounts, Outcome
from vidtui.jobs.probe.run import ProbeCounts
from vidtui.jobs.repair.run import ApplyCounts
from vidtui.jobs.wording import read_documents
from vidtui.text import json_path, printable


def to_json(event: Any) -> dict[str, Any]:
    """Return an event as one line of JSON tells it."""
    if isinstance(event, Outcome):
        return {"event": "link", **outcome_document(event)}
    return {"event": event.EVENT, **fields_of(event)}


def fields_of(event: Any) -> dict[str, Any]:
    """Return what an event tells, without its name."""
    document: dict[str, Any] = {}
    for one in fields(event):
        name, value = one.metadata.get("json"), getattr(event, one.name)
        if name is None or (one.metadata.get("omit_empty") and not value):
            continue
        if isinstance(value, bytes):
            document |= json_path(value, name)
        elif isinstance(value, float):
            document[name] = round(value, one.metadata.get("digits", 3))
        else:
            document[name] = _plain(value)
    return document


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        if value and isinstance(value[0], RootRead):
            return read_documents(value)
        return [_plain(item) for item in value]
    if isinstance(value, Path):
        return printable(str(value))
    known = _DOCUMENTS.get(type(value))
    return value if known is None else known(value)


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """Return for JSON what came of a link."""
    link, proposal = outcome.decision.link, outcome.decision.proposal
    document: dict[str, Any] = {
        **json_path(link.place.absolute),
        "decision": outcome.decision.verb,
        "state": outcome.state,
        "reason": outcome.reason or None,
        "action": outcome.action,
        **json_path(link.edited.text, "text"),
    }
    if proposal is not None:
        document |= json_path(proposal.place.absolute, "target")
    if outcome.written is not None:
        document |= json_path(outcome.written, "written")
    if outcome.trashed is not None:
        document |= json_path(outcome.trashed, "trashed")
    return document


def _link(link: BrokenLink) -> dict[str, Any]:
    return {**json_path(link.place.absolute), "problem": link.problem}


def documents(events: Iterable[Any]) -> list[dict[str, Any]]:
    """Return events of one kind, without their name."""
    return [fields_of(event) for event in events]


_DOCUMENTS: Mapping[type, Callable[[Any], Any]] = {
    str: printable,
    bytes: json_path,
    Finding: told_document,
    SkippedRoot: away_document,
    Verified: verified_document,
    BrokenLink: _link,
    **dict.fromkeys(
        (ApplyCounts, CheckCounts, EnrichCounts, ImportCounts, LinkCounts, ProbeCounts),
        typed_json.to_json,
    ),
}
