"""What plans of repairs and of new links share as JSON: how it is written, and how it is read.

Bytes stand in base64 beside a form for people, which is not read again where they do; times in
nanoseconds are texts, since many readers of JSON round numbers that large.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from vidtui.i18n import _
from vidtui.jobs.json_documents import Value
from vidtui.jobs.links.model import Evidence, Place, PlanRoot
from vidtui.paths import is_plain
from vidtui.text import json_path, json_time, printable

VERSION: Final = 2
READ: Final = (1, 2)
"""Versions that are read; the second one has companions, and files that are folders."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_NANOSECONDS = re.compile(r"-?\d{1,19}", re.ASCII)


class AnyPlan(Protocol):
    """A plan of any kind: from which catalogue it was made, when, and of which roots."""

    catalogue: str
    created: int
    roots: tuple[PlanRoot, ...]


def head(plan: AnyPlan) -> dict[str, Any]:
    """Return for JSON what each plan begins with."""
    return {
        "plan": VERSION,
        "catalogue": plan.catalogue,
        "created": json_time(plan.created),
        "roots": [
            {"uuid": root.uuid, "role": root.role, **json_path(root.path)} for root in plan.roots
        ],
    }


def exact(value: bytes, key: str) -> dict[str, str]:
    """Return bytes for JSON, to be read again as they are."""
    return {key: printable(value), f"{key}_b64": base64.b64encode(value).decode("ascii")}


def evidence_document(evidence: Evidence, words: str) -> dict[str, Any]:
    """Return for JSON a reason or a doubt, with its words for people."""
    return {"kind": evidence.kind, "facts": evidence.shown, "words": words}


class PlaceWriter:
    """Turns what lies on the roots of a plan into JSON."""

    def __init__(self, roots: Sequence[PlanRoot]) -> None:
        self.uuids = {root.path: root.uuid for root in roots}

    def place(self, place: Place) -> dict[str, Any]:
        """Return a place."""
        return {"root": self.uuids[place.root], **exact(place.path, "path")}

    def link(self, place: Place, text: bytes) -> dict[str, Any]:
        """Return a link and what it says."""
        return {**self.place(place), **exact(text, "text")}


def require_version(version: Value) -> None:
    """Refuse a plan that this vidtui does not read, and a report that has none.

    Raises:
        Wrong: it is one.
    """
    if version.is_null:
        raise version.wrong(
            _("the search was refused or interrupted: there is no plan in this report")
        )
    if version.whole() not in READ:
        raise version.wrong(
            _("this vidtui reads plans of version {version}").format(
                version=", ".join(map(str, READ))
            )
        )


def created(value: Value) -> int:
    """Return when a plan was made."""
    if _TIME.fullmatch(value.text()):
        try:
            return int(datetime.fromisoformat(value.text()).timestamp())
        except ValueError:
            pass
    raise value.wrong(_("must be a time such as 2026-01-31T12:00:00Z"))


def nanoseconds(value: Value) -> int:
    """Return a time or a date in nanoseconds, which stands as a text."""
    if _NANOSECONDS.fullmatch(value.text()):
        return int(value.text())
    raise value.wrong(_("must be a text of digits: nanoseconds since 1970"))


def absolute(value: Value, key: str) -> bytes:
    """Return the absolute path that an object names."""
    path = value.bytes_of(key)
    if not path.startswith(b"/") or b"\0" in path:
        raise value[key].wrong(_("must be an absolute path"))
    return path


def evidence(value: Value) -> Evidence:
    """Return a reason or a doubt."""
    facts = {
        key: fact.text() if isinstance(fact.raw, str) else fact.number()
        for key, fact in value["facts"].entries()
    }
    return Evidence(value["kind"].text(), facts)


def plan_roots(value: Value) -> tuple[PlanRoot, ...]:
    """Return the roots of a plan; each stands once."""
    roots: list[PlanRoot] = []
    for one in value.items():
        root = PlanRoot(
            one["uuid"].text(), one["role"].one_of(("storage", "links")), absolute(one, "path")
        )
        if any(root.uuid == other.uuid or root.path == other.path for other in roots):
            raise one.wrong(_("stands twice"))
        if os.path.normpath(root.path) != root.path:
            raise one["path"].wrong(_("must be the path of a folder"))
        roots.append(root)
    return tuple(roots)


class PlaceReader:
    """Reads what lies on the roots of a plan.

    Raises:
        Wrong: what is there cannot be; the text names the place.
    """

    def __init__(self, roots: Sequence[PlanRoot]) -> None:
        self._roots = {root.uuid: root for root in roots}

    def place(self, value: Value, role: str) -> Place:
        """Return a place on a root of a role."""
        root = self._roots.get(value["root"].text())
        if root is None or root.role != role:
            raise value["root"].wrong(_("is the uuid of none of the roots of this kind"))
        path = value.bytes_of("path")
        if not is_plain(path):
            raise value["path"].wrong(_("must be a plain path within its root"))
        return Place(root.path, path)

    def link(self, value: Value) -> tuple[Place, bytes]:
        """Return a link and what it says."""
        text = value.bytes_of("text")
        if not text or b"\0" in text:
            raise value["text"].wrong(_("must be the text of a link"))
        return self.place(value, "links"), text
