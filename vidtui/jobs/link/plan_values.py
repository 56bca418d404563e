"""Single values of a plan of links."""

from __future__ import annotations

import re

from vidtui.i18n import _
from vidtui.jobs.json_documents import Value
from vidtui.jobs.links.model import Evidence

_NANOSECONDS = re.compile(r"-?\d{1,19}", re.ASCII)


def nanoseconds(value: Value) -> int:
    """Return a time or a date in nanoseconds, which stands as a text."""
    if _NANOSECONDS.fullmatch(value.text()):
        return int(value.text())
    raise value.wrong(_("must be a text of digits: nanoseconds since 1970"))


def said(value: Value) -> Evidence:
    """Return a reason or a doubt."""
    facts = {
        key: fact.text() if isinstance(fact.raw, str) else fact.number()
        for key, fact in value["facts"].entries()
    }
    return Evidence(value["kind"].text(), facts)
